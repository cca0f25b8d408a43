"""Files appear whole or not at all."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EACCES, ENOTDIR
from importlib.resources import files
from io import StringIO
from pathlib import Path


def check_folder(folder: Path) -> None:
    """Nothing if files can be written into a folder, which may not exist yet: asked before work that takes long.

    Raises:
        OSError: something else stands where the folder would be, or it cannot be written.
    """
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    if not there.is_dir():
        raise NotADirectoryError(ENOTDIR, "not a folder", str(there))
    if not os.access(there, os.W_OK):
        raise PermissionError(EACCES, "the folder cannot be written", str(there))


def packaged(package: str, name: str) -> list[dict[str, str]]:
    """Rows of a CSV table that is shipped with a package."""
    return list(csv.DictReader(StringIO(files(package).joinpath(name).read_text(encoding="utf-8"))))


@contextmanager
def whole(target: Path) -> Iterator[Path]:
    """A path beside the target to write to; it takes the target's place at the end, or vanishes after an error.

    Raises:
        OSError: the folder cannot be written, or another program holds the target open.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{os.getpid()}.{target.name}")  # the name keeps its ending, which some writers read
    try:
        yield beside
        beside.replace(target)
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
