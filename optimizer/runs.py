"""Many answers as one: joined along `scenario`, with the values of the axes of their study as coordinates. Nothing is read before it is asked for.

>>> runs = open_runs("results/china/tornado")                                       # doctest: +SKIP
>>> runs.variables["capacity"].sel(technology="electrolyser_alk", period=2060)      # doctest: +SKIP
>>> runs.variables["capacity"].sum("location", min_count=1)  # NaN where a run has no such year: plain sums tell 0      # doctest: +SKIP
>>> runs.table(emissions)                  # any report of one run, of all of them  # doctest: +SKIP
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from optimizer.errors import CaseError, Problem
from optimizer.reading.files import json_of
from optimizer.reading.names import unfit_name
from optimizer.solution import Solution, open_solution
from optimizer.stack import joined
from optimizer.verified import FILE, doubt

if TYPE_CHECKING:
    import xarray as xr

STUDY, POINTS, SCENARIO, BASE = "study.json", "points", "scenario", "base"
DONE = "done"
"""Status of a point that has an answer."""


@dataclass(frozen=True, eq=False)
class Runs(Mapping[str, Solution]):
    """Answers by name; each is read when it is asked for.

    Attributes:
        files: solution.nc of each run.
        axes: values, one row a run, one column an axis; no columns where the runs are of no study.
        reference: the run that others are compared with: the base of a study, or its first point where the base has no answer.
        failed: why points of the study have no answer.
        study: what study.json says; empty where the runs are of no study.
        records: what is known of each point of the study.
    """

    files: Mapping[str, Path]
    axes: pd.DataFrame
    reference: str
    failed: Mapping[str, str]
    study: Mapping[str, Any]
    records: Mapping[str, Mapping[str, Any]]

    def __getitem__(self, name: str) -> Solution:
        return open_solution(self.files[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self.files)

    def __len__(self) -> int:
        return len(self.files)

    def __contains__(self, name: object) -> bool:
        return name in self.files  # a mapping would read the answer to find out

    @cached_property
    def doubts(self) -> dict[str, str]:
        """Why runs cannot be verified to be certified, by name; of most there is nothing to tell."""
        found = {name: doubt(file) for name, file in self.files.items()}
        return {name: why for name, why in found.items() if why}

    @property
    def base(self) -> str | None:
        """The point of a study that is the case as it is; None where that has no answer, and of runs of no study."""
        return BASE if self.study and BASE in self.files else None

    @cached_property
    def variables(self) -> xr.Dataset:
        """Solved variables of all runs, first dimension `scenario`; read when they are used."""
        return self._joined("")

    @cached_property
    def inputs(self) -> xr.Dataset:
        """What the runs read, likewise."""
        return self._joined("inputs")

    @cached_property
    def duals(self) -> xr.Dataset:
        """Prices, likewise."""
        return self._joined("duals")

    @cached_property
    def levelised(self) -> xr.Dataset:
        """Levelised costs and footprints, likewise; the closing table, whose rows differ from run to run, is left out."""
        return self._joined("levelised")

    def _joined(self, group: str) -> xr.Dataset:
        data = joined(list(self.files.values()), group, SCENARIO)
        axes = {str(c): (SCENARIO, _column(self.axes[c])) for c in self.axes.columns if c not in data.variables}
        return data.assign_coords({SCENARIO: np.array(list(self.files), dtype=str), **axes})

    def table(self, of: Callable[[Solution], pd.DataFrame]) -> pd.DataFrame:
        """A table of every run, one below the other, the name of the run and the values of its axes in front.

        Args:
            of: the table of one run, such as those of `optimizer.report.tables`.
        """
        frames = []
        for name in self:
            frame = of(self[name])
            for place, (axis, column) in enumerate(columns_of(self.axes.columns, [SCENARIO, *frame.columns]).items()):
                frame.insert(place, column, self.axes.loc[name, axis])
            frame.insert(0, SCENARIO, name)
            frames.append(frame)
        return pd.concat(frames, ignore_index=True)

    def costs(self) -> pd.Series:
        """Discounted cost of each run, from the records of the study or the files [money]."""
        known = {n: self.records[n]["objective"] if n in self.records else self[n].meta["objective"] for n in self}
        return pd.Series(known, name="discounted_cost", dtype=float)


def columns_of(axes: Iterable[object], taken: Iterable[object]) -> dict[Any, str]:
    """The column of each axis in a table that has columns of its own, of whose names an axis may have one.

    >>> columns_of(["wacc", "unit"], ["scenario", "unit"])
    {'wacc': 'wacc', 'unit': 'unit (axis)'}
    """
    own = set(map(str, taken))
    return {axis: f"{axis} (axis)" if str(axis) in own else str(axis) for axis in axes}


def _column(values: pd.Series) -> Any:
    """Values of an axis as numbers, or as words where one of them is none."""
    numbers = pd.to_numeric(values, errors="coerce")
    given = values.notna()
    whole = numbers.notna() | ~given
    return numbers.to_numpy(dtype=float) if bool(whole.all()) else values.astype(str).to_numpy(dtype=str)


def open_runs(*folders: str | Path) -> Runs:
    """The runs in some folders: of finished runs, or of a study.

    Args:
        folders: the reference is the first of them, or the base of the study.

    Raises:
        CaseError: there is no finished run in one of them, or two have the same name.
    """
    places = [Path(f) for f in folders]
    if len(places) == 1 and (places[0] / STUDY).is_file():
        return _of_study(places[0])
    problems = [found for p in places if (found := _not_a_run(p))]
    if problems:
        raise CaseError(problems, "results")
    named = _names(places)
    missing = [p for p in named.values() if not p.is_file()]
    if missing:
        lacking = [Problem("no solution here", str(p.parent), allowed=f"a folder with {FILE}") for p in missing]
        raise CaseError(lacking, "results")
    return Runs(named, pd.DataFrame(index=list(named)), next(iter(named)), {}, {}, {})


def _not_a_run(place: Path) -> Problem | None:
    """What is wrong with a place that is no run, and what to name instead, where that is known: parts of a study, and a study among runs."""
    whole = place.resolve()
    inside = next((p for p in (whole, *whole.parents) if p.name == POINTS and (p.parent / STUDY).is_file()), None)
    if inside is not None and not (place.suffix == ".nc" and place.is_file()):
        allowed = f"the folder of the study ({inside.parent}), or points of it (*.nc)"
        return Problem("this is inside a study, and no run", str(place), allowed=allowed)
    if place.is_file() and place.suffix != ".nc":
        return Problem("not a run", str(place), allowed=f"the folder of a run, or its {FILE}")
    if (place / STUDY).is_file() and not (place / FILE).is_file():
        return Problem("this is a study, and no run", str(place), allowed="one study alone, or points of it (*.nc)")
    return None


def _names(places: Sequence[Path]) -> dict[str, Path]:
    """Files by name of the run: the folder, with those above it as far as they tell two apart."""
    files = {p.resolve(): p / FILE if p.is_dir() or not p.suffix else p for p in places}
    homes = {at: (at if at.is_dir() or not at.suffix else at.with_suffix("")) for at in files}
    shared = Counter(homes.values())  # a folder `a` beside a file `a.nc`
    homes = {at: home if shared[home] == 1 else at for at, home in homes.items()}
    depth = 1
    while len({home.parts[-depth:] for home in homes.values()}) < len(homes):
        depth += 1
    return {"/".join(homes[at].parts[-depth:]): file for at, file in files.items()}


def _of_study(folder: Path) -> Runs:
    """The points of a study that are finished; what is still there of the study before its case or axes changed is none of them."""
    study = json_of(folder / STUDY, str(folder / STUDY))
    records, values = {}, {}
    for point in _points(study, folder):
        record = _record(folder / POINTS / f"{point['name']}.json")
        mine = point.get("key") in (None, record.get("key"))  # studies of earlier versions told no keys
        if mine and ("objective" if record.get("status") == DONE else "reason") in record:
            records[str(point["name"])] = record
            values[str(point["name"])] = point["values"]
    files = {name: folder / POINTS / f"{name}.nc" for name, r in records.items() if r.get("status") == DONE}
    if not files:
        raise CaseError([Problem("no point of the study has an answer yet", str(folder))])
    failed = {name: str(r["reason"]) for name, r in records.items() if name not in files}
    axes = list(dict.fromkeys(axis for of in values.values() for axis in of))
    frame = pd.DataFrame(
        [[values[n].get(a) for a in axes] for n in files], index=list(files), columns=axes, dtype=object
    )
    reference = BASE if BASE in files else next(iter(files))
    return Runs(files, frame, reference, failed, study, records)


def _points(study: Mapping[str, Any], folder: Path) -> list[dict[str, Any]]:
    """The points that a study names; each is a file beside it.

    Raises:
        CaseError: one is none.
    """
    points = study.get("points")
    if not isinstance(points, list):
        allowed = "as h2opt sweep writes it"
        raise CaseError([Problem("does not tell what was run", str(folder / STUDY), allowed=allowed)])
    for point in points:
        named = isinstance(point, dict) and isinstance(point.get("values"), dict) and isinstance(point.get("name"), str)
        if not named or unfit_name(point["name"])[0]:
            raise CaseError([Problem("not a point of a study", str(folder / STUDY), column="points", found=str(point))])
    return points


def _record(file: Path) -> dict[str, Any]:
    try:
        found = json_of(file, file.name)
    except CaseError:
        return {}
    return found
