"""The folder of a study: each finished point is in it at once and whole, so that a study that was killed goes on where it was.

study.json          what is run: axes, points, hashes of the case
points/NAME.nc      the answer of a point, as solution.nc of a run
points/NAME.npz     the vector of a point that is no run: of another objective than cost
points/NAME.json    its record; written last, so that a point with a record is finished
bases/NAME.npz      its basis
checks/NAME.json    the same point solved again, cold
choices.json        how each group is solved, and what was measured for it
previous/points     points that the study in this folder no longer has, or has of another case; they come back where it has them again. Of
                    each name the last is there.
"""

from __future__ import annotations

import io
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

import numpy as np

from optimizer.compiled import Floats
from optimizer.errors import SolveError
from optimizer.files import sweep, whole
from optimizer.netcdf import sound
from optimizer.runs import DONE
from optimizer.solve import Session
from optimizer.study.sweeps.design import Point
from optimizer.study.sweeps.point import FAILED, Finished
from optimizer.study.sweeps.study import Study, described

POINTS, BASES, CHECKS = "points", "bases", "checks"
PREVIOUS, BETWEEN, CHOICES = "previous", ".between", "choices.json"
RECORD, ANSWER, VECTOR = ".json", ".nc", ".npz"


@dataclass(frozen=True)
class Store:
    """The folder of a study.

    Attributes:
        damaged: points whose answers were found not to be as they were written: they are not finished.
    """

    folder: Path
    damaged: list[str] = field(default_factory=list, compare=False)

    def begin(self, study: Study) -> None:
        """Write what is run, and sweep up what a process that was killed left half-written; what another writes now stays."""
        for part in (POINTS, BASES, CHECKS):
            (self.folder / part).mkdir(parents=True, exist_ok=True)
            sweep(self.folder / part)
        _write(self.folder / study.account, described(study))

    def finished(self, study: Study, again: bool = False) -> dict[str, dict[str, Any]]:
        """Records of the points that need not be solved: those of the same case, changes, options and versions.

        Args:
            again: whether points that failed are to be solved again.
        """
        out = {}
        for point in study.points:
            key = study.key(point)
            if self.record(point).get("key") != key:
                self._bring_back(point, key)
            record = self.record(point)
            if record.get("key") == key and self._whole(point, record) and not (again and record["status"] == FAILED):
                out[point.name] = record
        return out

    def _whole(self, point: Point, record: Mapping[str, Any]) -> bool:
        """Whether what a record tells of is there, as it was written; what is damaged is noted."""
        if record.get("status") == FAILED:
            return True
        return self.is_whole(point.name, ANSWER if record.get("status") == DONE else VECTOR)

    def is_whole(self, name: str, ending: str) -> bool:
        """Whether a file of a point is there, as it was written; one that is damaged is noted."""
        file = self._file(name, ending)
        if not file.exists():
            return False
        whole_ = sound(file) is True if ending == ANSWER else _unpacks(file)
        if not whole_ and name not in self.damaged:
            self.damaged.append(name)
        return whole_

    @property
    def away(self) -> Path:
        """Where points are that the study does not have."""
        return self.folder / PREVIOUS / POINTS

    def _bring_back(self, point: Point, key: str) -> None:
        """Take a point that an earlier study in this folder solved; one of another case that has its name goes where it was."""
        if _read(self.away / f"{point.name}{RECORD}").get("key") != key:
            return
        between = self.away / BETWEEN
        if self.record(point).get("status", FAILED) != FAILED:
            _move(point.name, self.points, between)
        _move(point.name, self.away, self.points)
        _move(point.name, between, self.away)

    def _set_aside(self, name: str, key: str) -> None:
        """Keep the answer of another case that a new one would replace."""
        record = _read(self._file(name, RECORD))
        if record.get("status", FAILED) != FAILED and record.get("key") != key:
            _move(name, self.points, self.away)

    def _file(self, name: str, ending: str) -> Path:
        return self.folder / POINTS / f"{name}{ending}"

    def records(self) -> list[dict[str, Any]]:
        """Records of all points that were ever kept here, those set aside included."""
        places = (self.folder / POINTS, self.away)
        return [_read(file) for place in places for file in sorted(place.glob(f"[!.]*{RECORD}"))]

    @property
    def points(self) -> Path:
        """Where its points are."""
        return self.folder / POINTS

    def forget(self, name: str) -> None:
        """A point is not finished: it is solved again."""
        self._file(name, RECORD).unlink(missing_ok=True)

    @property
    def aside(self) -> list[str]:
        """Answers of an earlier study in this folder, which the one that is in it now does not have."""
        return sorted({file.stem for ending in (ANSWER, VECTOR) for file in self.away.glob(f"[!.]*{ending}")})

    def record(self, point: Point) -> dict[str, Any]:
        """The record of a point; empty if it has none that can be read."""
        return _read(self._file(point.name, RECORD))

    def keep(self, found: Finished) -> None:
        """Write what came of a point, the record last; an answer of another case that has its name is set aside."""
        self._set_aside(found.name, str(found.record["key"]))
        parts = {ANSWER: found.data, VECTOR: None if found.vector is None else _packed(found.vector)}
        for ending, content in parts.items():
            if content is None:
                self._file(found.name, ending).unlink(missing_ok=True)
            else:
                _put(self._file(found.name, ending), content)
        if found.basis is not None:
            self._keep_basis(found.name, found.basis, found.record["key"])
        written = {} if found.data is None else {"files": {f"{found.name}{ANSWER}": sha256(found.data).hexdigest()}}
        _write(self._file(found.name, RECORD), {**found.record, **written})

    def vector(self, name: str) -> Floats:
        """The values of a finished point that kept them.

        Raises:
            SolveError: the file is damaged.
        """
        file = self._file(name, VECTOR)
        try:
            with np.load(file, allow_pickle=False) as read:
                return np.asarray(read["values"], float)
        except (OSError, ValueError, KeyError, EOFError, BadZipFile):
            raise SolveError(f"{file} is damaged. Delete it, and run the command again.") from None

    def _keep_basis(self, name: str, basis: Session, key: str) -> None:
        buffer = io.BytesIO()
        np.savez_compressed(buffer, columns=basis.basis[0], rows=basis.basis[1],
                            shape=np.array(json.dumps([basis.key, key])))  # fmt: skip
        _put(self.folder / BASES / f"{name}.npz", buffer.getvalue())

    def basis(self, name: str, key: str) -> Session | None:
        """The basis of a finished point; None if it left none."""
        try:
            kept = io.BytesIO((self.folder / BASES / f"{name}.npz").read_bytes())
            with np.load(kept, allow_pickle=False) as read:
                shape, of = json.loads(str(read["shape"]))
                arrays = (read["columns"], read["rows"])
        except (
            OSError,
            ValueError,
            TypeError,
            KeyError,
            EOFError,
            BadZipFile,
        ):  # none, or a damaged one: a cold start does as well
            return None
        return Session(tuple((str(n), int(a), int(b)) for n, a, b in shape), arrays, seek=False) if of == key else None

    def keep_check(self, name: str, record: Mapping[str, Any]) -> None:
        """Write what a point costs that was solved again."""
        _write(self.folder / CHECKS / f"{name}.json", record)

    def check(self, name: str) -> dict[str, Any]:
        """What a point cost that was solved again; empty if it was not."""
        return _read(self.folder / CHECKS / f"{name}.json")

    def choices(self) -> dict[str, Any]:
        """How each group is solved."""
        return _read(self.folder / CHOICES)

    def keep_choices(self, choices: Mapping[str, Any]) -> None:
        """Write how each group is solved."""
        _write(self.folder / CHOICES, choices)

    def end(self, study: Study) -> None:
        """When every point is finished, set aside those that only an earlier study in this folder had; drop their bases and checks."""
        names = {p.name for p in study.points}
        for part in (BASES, CHECKS):
            for file in _of_others(self.folder / part, names):
                file.unlink(missing_ok=True)
        others = _of_others(self.folder / POINTS, names)
        for name in sorted({file.stem for file in others}):
            _move(name, self.points, self.away)


def _move(name: str, source: Path, target: Path) -> None:
    """Move the files of a point, its record last: where the move was broken off, the point is solved again."""
    parts = [f"{name}{ending}" for ending in (ANSWER, VECTOR, RECORD)]
    if not any((source / part).exists() for part in parts):
        return
    target.mkdir(parents=True, exist_ok=True)
    for part in reversed(parts):
        (target / part).unlink(missing_ok=True)
    for part in parts:
        if (source / part).exists():
            (source / part).replace(target / part)


def _unpacks(file: Path) -> bool:
    """Whether a packed vector is as it was written."""
    try:
        with ZipFile(file) as packed:
            return packed.testzip() is None
    except (OSError, BadZipFile, EOFError, zlib.error):
        return False


def _of_others(folder: Path, names: set[str]) -> list[Path]:
    """Files of points of other names; with a dot begins what another process writes now."""
    return [file for file in folder.glob("[!.]*") if file.stem not in names]


def _packed(values: Floats) -> bytes:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, values=values)
    return buffer.getvalue()


def _put(path: Path, content: bytes) -> None:
    with whole(path) as file:
        file.write_bytes(content)


def _write(path: Path, content: Mapping[str, Any]) -> None:
    with whole(path) as file:
        file.write_text(json.dumps(content, indent=1, default=str), encoding="utf-8")


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
