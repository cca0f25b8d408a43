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
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from optimizer.compiled import Floats
from optimizer.errors import LimitError, SolveError
from optimizer.files import sweep
from optimizer.runs import DONE
from optimizer.solve import Session
from optimizer.study.sweeps.design import Point
from optimizer.study.sweeps.files import ANSWER, RECORD, VECTOR, intact, move, of_others, packed, put, read, write
from optimizer.study.sweeps.point import FAILED, Finished
from optimizer.study.sweeps.study import Study, described

POINTS, BASES, CHECKS = "points", "bases", "checks"
PREVIOUS, BETWEEN, CHOICES = "previous", ".between", "choices.json"


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
        write(self.folder / study.account, described(study))

    def finished(self, study: Study, again: bool = False) -> dict[str, dict[str, Any]]:
        """Records of the points that need not be solved: those of the same case, changes, options and versions.

        Args:
            again: whether points that failed are to be solved again.
        """
        self._settle()
        out = {}
        for point in study.points:
            key = study.key(point)
            if self.record(point).get("key") != key:
                self._bring_back(point, key)
            record = self.record(point)
            if record.get("key") == key and self._whole(point, record) and not _open(record, study, again):
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
        whole = intact(file)
        if not whole and name not in self.damaged:
            self.damaged.append(name)
        return whole

    @property
    def away(self) -> Path:
        """Where points are that the study does not have."""
        return self.folder / PREVIOUS / POINTS

    def _bring_back(self, point: Point, key: str) -> None:
        """Take a point that an earlier study in this folder solved; one of another case that has its name goes where it was."""
        if read(self.away / f"{point.name}{RECORD}").get("key") != key:
            return
        if self.record(point).get("status", FAILED) != FAILED:
            move(point.name, self.points, self._between)
        move(point.name, self.away, self.points)
        move(point.name, self._between, self.away)

    @property
    def _between(self) -> Path:
        """Where a point waits while the other of its name takes its place."""
        return self.away / BETWEEN

    def _settle(self) -> None:
        """Points whose change of places was broken off: on where the other one arrived, back where it did not."""
        for record in self._between.glob(f"*{RECORD}"):
            mine, there = read(record).get("key"), read(self.points / record.name).get("key")
            move(record.stem, self._between, self.points if there in (None, mine) else self.away)

    def _set_aside(self, name: str, key: str) -> None:
        """Keep the answer of another case that a new one would replace."""
        record = read(self._file(name, RECORD))
        if record.get("status", FAILED) != FAILED and record.get("key") != key:
            move(name, self.points, self.away)

    def _file(self, name: str, ending: str) -> Path:
        return self.points / f"{name}{ending}"

    def records(self) -> list[dict[str, Any]]:
        """Records of all points that were ever kept here, those set aside included."""
        places = (self.points, self.away)
        return [read(file) for place in places for file in sorted(place.glob(f"[!.]*{RECORD}"))]

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
        found = (file for ending in (ANSWER, VECTOR) for file in self.away.glob(f"[!.]*{ending}"))
        return sorted({file.stem for file in found if file.with_suffix(RECORD).exists()})

    def record(self, point: Point) -> dict[str, Any]:
        """The record of a point; empty if it has none that can be read."""
        return read(self._file(point.name, RECORD))

    def keep(self, found: Finished) -> None:
        """Write what came of a point, the record last; an answer of another case that has its name is set aside."""
        self._set_aside(found.name, str(found.record["key"]))
        parts = {ANSWER: found.data, VECTOR: None if found.vector is None else packed(found.vector)}
        for ending, content in parts.items():
            if content is None:
                self._file(found.name, ending).unlink(missing_ok=True)
            else:
                put(self._file(found.name, ending), content)
        if found.basis is not None:
            self._keep_basis(found.name, found.basis, found.record["key"])
        write(self._file(found.name, RECORD), found.record)

    def vector(self, name: str) -> Floats:
        """The values of a finished point that kept them.

        Raises:
            SolveError: the file is damaged.
        """
        file = self._file(name, VECTOR)
        try:
            with np.load(file, allow_pickle=False) as content:
                return np.asarray(content["values"], float)
        except (OSError, ValueError, KeyError, EOFError, BadZipFile):
            raise SolveError(f"{file} is damaged. Delete it, and run the command again.") from None

    def _keep_basis(self, name: str, basis: Session, key: str) -> None:
        buffer = io.BytesIO()
        np.savez_compressed(buffer, columns=basis.basis[0], rows=basis.basis[1],
                            shape=np.array(json.dumps([basis.key, key])))  # fmt: skip
        put(self.folder / BASES / f"{name}.npz", buffer.getvalue())

    def basis(self, name: str, key: str) -> Session | None:
        """The basis of a finished point; None if it left none."""
        try:
            kept = io.BytesIO((self.folder / BASES / f"{name}.npz").read_bytes())
            with np.load(kept, allow_pickle=False) as content:
                shape, of = json.loads(str(content["shape"]))
                arrays = (content["columns"], content["rows"])
        except (OSError, ValueError, TypeError, KeyError, EOFError, BadZipFile):
            return None  # none, or a damaged one: a cold start does as well
        return Session(tuple((str(n), int(a), int(b)) for n, a, b in shape), arrays, seek=False) if of == key else None

    def keep_check(self, name: str, record: Mapping[str, Any]) -> None:
        """Write what a point costs that was solved again."""
        write(self.folder / CHECKS / f"{name}.json", record)

    def check(self, name: str) -> dict[str, Any]:
        """What a point cost that was solved again; empty if it was not."""
        return read(self.folder / CHECKS / f"{name}.json")

    def choices(self) -> dict[str, Any]:
        """How each group is solved."""
        return read(self.folder / CHOICES)

    def keep_choices(self, choices: Mapping[str, Any]) -> None:
        """Write how each group is solved."""
        write(self.folder / CHOICES, choices)

    def end(self, study: Study) -> None:
        """When every point is finished, set aside those that only an earlier study in this folder had; drop their bases and checks."""
        names = {p.name for p in study.points}
        for part in (BASES, CHECKS):
            for file in of_others(self.folder / part, names):
                file.unlink(missing_ok=True)
        for name in sorted({file.stem for file in of_others(self.points, names)}):
            move(name, self.points, self.away)


def _open(record: Mapping[str, Any], study: Study, again: bool) -> bool:
    """Whether a point that failed is to be solved again: it was asked for, or the point ran out of a time that is another now."""
    timed = record.get("error") == LimitError.__name__ and record.get("time_limit") != study.spec.time_limit
    return record.get("status") == FAILED and (again or timed)
