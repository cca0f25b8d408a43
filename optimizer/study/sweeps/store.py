"""The folder of a study: each finished point is in it at once and whole, so that a study that was killed goes on where it was.

study.json          what is run: axes, points, hashes of the case
points/NAME.nc      the answer of a point, as solution.nc of a run
points/NAME.json    its record; written last, so that a point with a record is finished
bases/NAME.npz      its basis, while the study runs
checks/NAME.json    the same point solved again, cold
choices.json        how each group is solved, and what was measured for it
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from optimizer.files import sweep, whole
from optimizer.solve import Session
from optimizer.study.sweeps.design import BASE, Point
from optimizer.study.sweeps.point import FAILED, Finished
from optimizer.study.sweeps.study import Study, described

POINTS, BASES, CHECKS = "points", "bases", "checks"
STUDY, CHOICES = "study.json", "choices.json"


@dataclass(frozen=True)
class Store:
    """The folder of a study."""

    folder: Path

    def begin(self, study: Study) -> None:
        """Write what is run, and sweep up what a process that was killed left half-written; what another writes now stays."""
        for part in (POINTS, BASES, CHECKS):
            (self.folder / part).mkdir(parents=True, exist_ok=True)
            sweep(self.folder / part)
        _write(self.folder / STUDY, described(study))

    def finished(self, study: Study, again: bool = False) -> dict[str, dict[str, Any]]:
        """Records of the points that need not be solved: those of the same case, changes, options and versions.

        Args:
            again: whether points that failed are to be solved again.
        """
        out = {}
        for point in study.points:
            record = self.record(point)
            if record.get("key") != study.key(point) or (again and record.get("status") == FAILED):
                continue
            if record["status"] == FAILED or (self.folder / POINTS / f"{point.name}.nc").exists():
                out[point.name] = record
        return out

    def record(self, point: Point) -> dict[str, Any]:
        """The record of a point; empty if it has none that can be read."""
        return _read(self.folder / POINTS / f"{point.name}.json")

    def keep(self, found: Finished) -> None:
        """Write what came of a point; the record last."""
        file = self.folder / POINTS / f"{found.name}.nc"
        if found.data is None:
            file.unlink(missing_ok=True)
        else:
            _put(file, found.data)
        if found.basis is not None:
            self._keep_basis(found.name, found.basis, found.record["key"])
        _write(self.folder / POINTS / f"{found.name}.json", found.record)

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
        """Remove bases but that of the base, and points of an earlier study in this folder, when every point is finished."""
        names = {p.name for p in study.points}
        for part, kept in ((BASES, {BASE}), (POINTS, names), (CHECKS, names)):
            for file in (self.folder / part).glob("[!.]*"):  # with a dot begins what another process writes now
                if file.stem not in kept:
                    file.unlink(missing_ok=True)


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
