"""Files appear whole or not at all; several of them together, or none (docs/decisions/0055-faults-and-reproduction.md)."""

from __future__ import annotations

import csv
import errno
import hashlib
import os
import platform
import re
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from importlib.resources import files
from io import StringIO
from pathlib import Path

UNFINISHED = "UNFINISHED.txt"
"""Stands in a folder while its files are replaced: where it is found, some of them are of an earlier run."""
AT_WORK = "at-work"
"""How the name of the note ends that a process leaves in a folder while it works on it."""
BROKEN_OFF = (
    "The files of this folder were being replaced when the program was stopped: some are new, others of an earlier run.\n"
    "Run the command again; it replaces all of them and removes this note.\n"
)


def check_folder(folder: Path) -> None:
    """Nothing if files can be written into a folder, which may not exist yet: asked before work that takes long.

    A file is written and vanishes: what the folder says of its rights is not so on every system.

    Raises:
        OSError: something else stands where the folder would be, or it cannot be written.
    """
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    if not there.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "not a folder", str(there))
    try:
        with tempfile.TemporaryFile(dir=there) as probe:
            probe.write(b"probe")
    except OSError as error:
        raise type(error)(error.errno, f"the folder cannot be written ({error.strerror})", str(there)) from None


def packaged(package: str, name: str) -> list[dict[str, str]]:
    """Rows of a CSV table that is shipped with a package."""
    return list(csv.DictReader(StringIO(files(package).joinpath(name).read_text(encoding="utf-8"))))


def digest(file: Path) -> str:
    """SHA-256 of a file."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _stamp() -> str:
    """This process on this machine, as names of its unfinished files begin."""
    return f".{re.sub(r'[^A-Za-z0-9]', '', platform.node())[:20]}-{os.getpid()}."


@contextmanager
def whole(target: Path) -> Iterator[Path]:
    """A path beside the target to write to; it takes the target's place at the end, or vanishes after an error.

    Raises:
        OSError: the folder cannot be written, the disk is full, or another program holds the target open.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f"{_stamp()}{target.name}")  # the name keeps its ending, which some writers read
    try:
        yield beside
        beside.replace(target)
    except OSError as error:
        if error.filename is None and error.errno is not None:  # of a write, which does not know its file
            raise type(error)(error.errno, error.strerror, str(target)) from error
        raise
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


@contextmanager
def together(folder: Path, away: Collection[str] = (), to: str = "previous") -> Iterator[Path]:
    """A folder to write several files into; at the end they take their places in the folder together, or none does.

    A process that is killed leaves the folder as it was; but in the few milliseconds in which files take their places, in which
    `UNFINISHED` stands there.

    Args:
        folder: is made if it is missing.
        away: names that are moved to the subfolder `to` where they stand in the folder and are not written now.

    Raises:
        OSError: something could not be written or take its place; the folder is as it was.
    """
    absent = [place for place in (folder, *folder.parents) if not place.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    sweep(folder)
    staged = folder / f"{_stamp()}new"
    try:
        staged.mkdir()
        yield staged
        _place(staged, folder, away, to)
    except BaseException:
        shutil.rmtree(staged, ignore_errors=True)
        with suppress(OSError):
            for place in absent:
                place.rmdir()
        raise
    shutil.rmtree(staged, ignore_errors=True)


def _place(staged: Path, folder: Path, away: Collection[str], to: str) -> None:
    """Move staged files into the folder, those before them away; all back where one does not go."""
    names, aside = sorted(p.name for p in staged.iterdir()), folder / f"{_stamp()}old"
    note, mixed, done = folder / UNFINISHED, (folder / UNFINISHED).exists(), list[tuple[Path, Path]]()

    def move(source: Path, target: Path) -> None:
        if source.is_dir() or target.is_dir():
            where = source if source.is_dir() else target
            raise IsADirectoryError(errno.EISDIR, "a folder stands where a file would be written", str(where))
        source.replace(target)
        done.append((source, target))

    try:
        note.write_text(BROKEN_OFF, encoding="utf-8")
        aside.mkdir()
        for name in names:
            if (folder / name).exists():
                move(folder / name, aside / name)
        for name in (n for n in away if n not in names and (folder / n).is_file()):
            (folder / to).mkdir(exist_ok=True)
            move(folder / name, folder / to / name)
        for name in names:
            move(staged / name, folder / name)
    except BaseException:
        for source, target in reversed(done):
            target.replace(source)
        if not mixed:  # else the folder is as mixed as it was
            note.unlink(missing_ok=True)
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    note.unlink()


@contextmanager
def at_work(folder: Path) -> Iterator[None]:
    """A note in a folder while this process works on it, for others; `sweep` removes that of a process that was killed."""
    note = folder / f"{_stamp()}{AT_WORK}"
    folder.mkdir(parents=True, exist_ok=True)
    note.touch()
    try:
        yield
    finally:
        with suppress(OSError):
            note.unlink(missing_ok=True)


def others_at_work(folder: Path) -> list[int]:
    """Other processes of this machine that work on a folder now."""
    mine = _stamp().rpartition("-")[0]
    numbers = (note.name.removeprefix(f"{mine}-").partition(".")[0] for note in folder.glob(f"{mine}-*.{AT_WORK}"))
    return sorted(n for n in map(int, filter(str.isdigit, numbers)) if n != os.getpid() and _runs(n))


def sweep(folder: Path) -> None:
    """Remove what processes of this machine that are no more left half-written in a folder."""
    mine = _stamp().rpartition("-")[0]
    for torn in folder.glob(f"{mine}-*"):
        number = torn.name.removeprefix(f"{mine}-").partition(".")[0]
        if not number.isdigit() or _runs(int(number)):
            continue
        with suppress(OSError):
            shutil.rmtree(torn) if torn.is_dir() else torn.unlink()


def _runs(process: int) -> bool:
    """Whether a process is there."""
    import psutil

    return bool(psutil.pid_exists(process))


def room(error: OSError, place: Path) -> OSError:
    """An error of a writer that tells no reason, with what the disk says.

    Example:
        >>> room(OSError("HDF error"), Path()).errno == errno.EIO
        True
    """
    with suppress(OSError):
        if shutil.disk_usage(place).free < 2**20:
            return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    return OSError(errno.EIO, f"it could not be written whole ({error})")
