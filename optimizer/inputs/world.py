"""What every part of the Inputs is made from: dimensions, periods, clocks, profiles and number look-up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optimizer.case.checks.common import listed_in
from optimizer.case.model import Case
from optimizer.case.rows import tuples_of
from optimizer.case.schema import Period
from optimizer.clock import Clock, Clocks
from optimizer.errors import CaseError, Problem
from optimizer.finance import Horizon
from optimizer.index import Dimension, Index, Label, Values
from optimizer.quantities import Quantity

Floats = NDArray[np.float64]

DEFINES = {
    "technology": ("activity_unit", "capacity_unit"),
    "carrier": ("carrier_unit",),
    "gas": ("gas_unit",),
    "policy": ("policy_unit",),
    "curve": ("curve_unit",),
}
PATH_VINTAGE = 0  # existing plant given as a path of what is left, build year unknown


@dataclass(frozen=True)
class Series:
    """One number over the years: linear between stated years, constant outside."""

    years: Floats
    amounts: Floats
    per_km: bool = False
    profile: str = ""

    def at(self, year: float) -> float:
        return float(np.interp(year, self.years, self.amounts))

    def covers(self, year: float) -> bool:
        """Whether a year lies between the stated ones; a row without a year covers all."""
        return bool(self.years[0] == 0.0 or self.years[0] <= year <= self.years[-1])


class Lookup:
    """Rows of a table as series by key; a row that names the place beats one that does not."""

    def __init__(self, rows: pd.DataFrame, keys: Sequence[str], place: str = "region", column: str = "amount") -> None:
        self._series: dict[tuple[Any, ...], list[Series]] = {}
        if rows.empty:
            return
        stated: dict[tuple[Any, ...], list[tuple[float, float, bool]]] = {}
        labels = [*(rows[name].tolist() for name in (*keys, place)), _cells(rows, "profile", "")]
        years = [0.0 if year != year else float(year) for year in _cells(rows, "year", 0.0)]
        per_km = [km is True for km in _cells(rows, "per_km", False)]
        for *key, number in zip(*labels, zip(years, rows[column].tolist(), per_km, strict=True), strict=True):
            stated.setdefault(tuple(key), []).append(number)
        for (*name, profile), found in stated.items():
            known, amounts, km = zip(*sorted(found, key=lambda n: n[0]), strict=True)
            series = Series(np.array(known), np.array(amounts, float), km[0], str(profile))
            self._series.setdefault(tuple(name), []).append(series)

    def all(self, *key: Any, place: Any) -> list[Series]:
        """Every series (one a profile) for a key at a place; empty if nothing is stated."""
        return self._series.get((*key, place)) or self._series.get((*key, ""), [])

    def place(self, *key: Any, place: Any) -> Any:
        """The place whose rows speak for a key: the place itself, or '' for rows that hold everywhere."""
        return place if (*key, place) in self._series else ""

    def here(self, *key: Any, place: Any) -> Series | None:
        """The series stated for exactly this place."""
        found = self._series.get((*key, place), [])
        return found[0] if found else None

    def one(self, *key: Any, place: Any) -> Series | None:
        found = self.all(*key, place=place)
        return found[0] if found else None

    def __bool__(self) -> bool:
        return bool(self._series)


def _cells(rows: pd.DataFrame, column: str, default: Any) -> list[Any]:
    """The cells of a column; the default in each row where there is no such column."""
    return rows[column].tolist() if column in rows else [default] * len(rows)


@dataclass(frozen=True, eq=False)
class World:
    """The frame of a case: labels, time and helpers to put numbers on indexes.

    Attributes:
        clocks, shapes: the clocks of each period, and its profiles on the base rows.
    """

    case: Case
    vocabulary: tuple[Quantity, ...]
    dimensions: dict[str, Dimension]
    clocks: Mapping[Label, Clocks]
    shapes: Mapping[Label, Mapping[str, Floats]]
    regions: tuple[str, ...] = field(default=())

    @property
    def periods(self) -> tuple[Period, ...]:
        return self.case.options.periods

    @property
    def horizon(self) -> Horizon:
        """The years that count, and what money is worth in them."""
        last, options = self.periods[-1], self.case.options
        end = last.first_year + last.years
        starts = tuple(float(p.first_year) for p in self.periods)
        return Horizon(starts[0], end, options.base_year, options.discount_rate, starts)

    @property
    def period_before(self) -> dict[Label, Label]:
        """Each period but the first -> the one before it."""
        labels = [p.label for p in self.periods]
        return dict(zip(labels[1:], labels[:-1], strict=True))

    def table(self, name: str) -> pd.DataFrame:
        return self.case.tables[name]

    def technologies(self, *kinds: str) -> list[Any]:
        """Rows of technologies.csv of some kinds, or of all, as named tuples."""
        return [t for t in self._technologies if not kinds or t.kind in kinds]

    @cached_property
    def _technologies(self) -> list[Any]:
        return tuples_of(self.table("technologies"))

    @cached_property
    def _clock_names(self) -> dict[Label, str]:
        rows = self.table("carriers")
        return dict(zip(rows["carrier"], rows["clock"], strict=True))

    def clock_name(self, carrier: Label) -> str:
        """On which clock a carrier balances: hour, day or year."""
        return self._clock_names[carrier]

    def clock(self, name: str, period: Label) -> Clock:
        """The hours, days or the year of a period."""
        return self.clocks[period].named(name)

    def index(
        self, names: Sequence[str], rows: Iterable[Sequence[Label]], clock: Clock | Sequence[Clock] | None = None
    ) -> Index:
        """An index over dimensions of this world; an empty list of clocks means none of the rows exists."""
        tuples = list(rows)
        if not tuples and clock is not None:
            clock = next(iter(self.clocks.values())).hour
        return Index.of([self.dimensions[n] for n in names], tuples, clock)

    def shape(self, name: str, region: Label, period: Label, clock: Clock) -> Floats:
        """A profile as means over the rows of a clock of a period; ones where none is named.

        It is the column `<region>_<name>` if there is such a column, else `name`.
        """
        if not name:
            return np.ones(len(clock))
        for column in (f"{region}_{name}", name):
            if column in self.shapes[period]:
                return clock.mean(self.shapes[period][column], self.clocks[period].hour)
        raise CaseError([Problem(f"no column '{name}' or '{region}_{name}'", "profiles.csv")])


def each_region(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows whose region is a list, as a row of each; `area` keeps what they named."""
    cells = [listed_in(cell) for cell in rows["region"]]
    each = [(i, ";".join(cell), region) for i, cell in enumerate(cells) for region in cell or [""]]
    out = rows.iloc[[i for i, _, _ in each]].reset_index(drop=True)
    area, region = (pd.Series([row[at] for row in each], dtype=object) for at in (1, 2))
    return out.assign(area=area, region=region)


def yes(value: object) -> bool:
    """A yes/no cell."""
    return value is True or str(value).strip().lower() in ("yes", "true", "1")


def clocked(index: Index) -> Iterator[tuple[tuple[Label, ...], Clock]]:
    """Label tuples of an index, each with its clock."""
    for block in index.blocks:
        for label in index.tuples_of(block.codes):
            assert block.clock is not None
            yield label, block.clock


def fill(name: str, index: Index, unit: str, value: Any) -> Values:
    """Values on an index from a function of (label tuple, clock) that gives a number or an array over the clock."""
    arrays = []
    for block in index.blocks:
        labels = index.tuples_of(block.codes)
        rows = [np.atleast_1d(np.asarray(value(label, block.clock), dtype=float)) for label in labels]
        width = max((len(r) for r in rows), default=1)
        array = np.empty((len(rows), width))
        for i, row in enumerate(rows):
            array[i] = row
        arrays.append(array)
    return Values(name, index, tuple(arrays), unit)
