"""How plant ages and what it turns into, counted again year by year from the tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from optimizer.certificate.stated import value_at
from optimizer.index import Label
from optimizer.inputs import Inputs

if TYPE_CHECKING:
    from optimizer.certificate.physics import Solved

Key = tuple[Label, ...]


@dataclass(frozen=True)
class Ages:
    """Shares that stand at ages, in order; nothing stands from the last age on."""

    points: tuple[tuple[float, float], ...]

    @classmethod
    def of_life(cls, life: float) -> Ages:
        return cls(((0.0, 1.0), (life, 1.0)))

    @property
    def last(self) -> float:
        return self.points[-1][0]

    def at(self, age: float) -> float:
        if not -1e-9 <= age < self.last - 1e-9:
            return 0.0
        before, share = 0.0, 1.0
        for stated, value in self.points:
            if age < stated:
                return share + (value - share) * (age - before) / (stated - before)
            before, share = stated, value
        return share


def tables_of_age(inputs: Inputs) -> dict[Label, Ages]:
    """Technologies that age by survival.csv."""
    rows = inputs.case.tables["survival"].sort_values("age")
    return {
        k: Ages(tuple(zip(group["age"].astype(float), group["amount"].astype(float), strict=True)))
        for k, group in rows.groupby("technology")
    }


def stated(rows: pd.DataFrame, place: Label, year: float) -> float | None:
    """The number that rows state for a place and a year."""
    mine = rows[rows["region"] == place] if (rows["region"] == place).any() else rows[rows["region"] == ""]
    if mine.empty:
        return None
    return value_at(mine, year)


def parameter(inputs: Inputs, technology: Label, name: str, place: Label, year: float) -> float | None:
    """A number of parameters.csv."""
    rows = inputs.case.tables["parameters"]
    mine = rows[(rows["technology"] == technology) & (rows["parameter"] == name)]
    value = stated(mine, place, year)
    return None if value is None else value * length(inputs, mine, technology, place)


def length(inputs: Inputs, rows: pd.DataFrame, technology: Label, place: Label) -> float:
    """km of the route of a line, where the rows are per km."""
    if not len(rows) or not bool(rows["per_km"].any()):
        return 1.0
    routes = inputs.case.tables["routes"]
    return float(routes.loc[(routes["technology"] == technology) & (routes["route"] == place), "amount"].iloc[0])


def commissioned(inputs: Inputs, vintage: int, delay: float) -> list[float]:
    """When the equal parts of a vintage come into use."""
    periods = {p.label: p for p in inputs.case.options.periods}
    if vintage not in periods:
        return [float(vintage)]
    evenly = inputs.case.options.conventions.built == "evenly"
    parts = periods[vintage].years if evenly else 1
    return [periods[vintage].first_year + delay + i for i in range(parts)]


def lived(inputs: Inputs, born: list[float], ages: Ages, by_table: bool, label: int) -> float:
    """Share of a period for which what was commissioned stands: counted year by year, then by the rule of the case."""
    rule = inputs.case.options.conventions.alive
    period = next(p for p in inputs.case.options.periods if p.label == label)
    share = 0.0
    for start in born:
        if rule == "start" or (by_table and rule == "whole"):
            share += ages.at(period.first_year - start)
            continue
        stood = 0.0
        for year in range(period.first_year, period.first_year + period.years):
            begin, end = max(start, float(year)), min(start + ages.last, year + 1.0)
            stood += (end - begin) * ages.at((begin + end) / 2.0 - start) if end > begin else 0.0
        stood /= period.years
        share += stood if rule == "fraction" else stood > 1.0 - 1e-9
    return share / len(born)


class Left:
    """Existing plant whose build year is unknown: what the table says is left of it."""

    def __init__(self, inputs: Inputs) -> None:
        rows = inputs.case.tables["existing_capacity"]
        rows = rows[rows["build_year"].isna()].sort_values("year")
        self.paths: dict[tuple[Label, Label], list[tuple[float, float]]] = {}
        for k, place, year, amount in zip(*(rows[c] for c in ("technology", "region", "year", "amount")), strict=True):
            self.paths.setdefault((k, place), []).append((float(year), float(amount)))

    def at(self, technology: Label, place: Label, period: int) -> float:
        years, amounts = zip(*self.paths[technology, place], strict=True)
        return float(np.interp(period, np.nan_to_num(years, nan=float(period)), amounts))


class Lives:
    """Shares of vintages that stand, in a period and at its start."""

    def __init__(self, inputs: Inputs) -> None:
        self.inputs = inputs
        self.tables, self.left = tables_of_age(inputs), Left(inputs)
        self.first_year = {p.label: p.first_year for p in inputs.case.options.periods}
        life, delay = inputs.values["life"], inputs.values["construction_time"]
        self.life: dict[Key, float] = dict(zip(life.index.tuples(), life.dense().tolist(), strict=True))
        self.delay: dict[Key, float] = dict(zip(delay.index.tuples(), delay.dense().tolist(), strict=True))
        self.came: dict[Key, float] = {}

    def ages(self, k: Label, place: Label, v: int) -> Ages:
        if k in self.tables:
            return self.tables[k]
        if (k, place, v) not in self.life:  # the target of a retrofit that is not built anew
            life = parameter(self.inputs, k, "life", place, v)
            self.life[k, place, v] = float("inf") if life is None else life
        return Ages.of_life(self.life[k, place, v])

    def born(self, k: Label, place: Label, v: int) -> list[float]:
        return commissioned(self.inputs, v, self.delay[k, place, v])

    def share(self, k: Label, place: Label, v: int, y: int) -> float:
        if v == 0:
            return self.left.at(k, place, y) / self._most(k, place)
        return lived(self.inputs, self.born(k, place, v), self.ages(k, place, v), k in self.tables, y)

    def at_start(self, k: Label, place: Label, v: int, y: int) -> float:
        if v == 0:
            return self.share(k, place, v, y)
        return float(np.mean([share for _, share in self.parts(k, place, v, y)]))

    def parts(self, k: Label, place: Label, v: int, y: int) -> list[tuple[float, float]]:
        """(years it may still stand, share that does) of each part of a vintage when a period begins."""
        ages, now = self.ages(k, place, v), self.first_year[y]
        return [(t + ages.last - now, ages.at(now - t)) for t in self.born(k, place, v)]

    def come(self, k: Label, place: Label, v: int, y: int) -> float:
        """Share of a build that has come to stand up to a period, from the start of the horizon on."""
        if v == 0:
            left = [self.share(k, place, v, p) for p in self.first_year if p <= y]
            return left[0] + sum(max(b - a, 0.0) for a, b in pairwise(left))
        if v not in self.first_year:  # built before the horizon
            return self.at_start(k, place, v, min(self.first_year))
        same = (v, y, str(self.delay[k, place, v]))
        if same not in self.came:
            self.came[same] = lived(self.inputs, self.born(k, place, v), Ages.of_life(float("inf")), False, y)
        return self.came[same]

    def _most(self, k: Label, place: Label) -> float:
        return max(self.left.at(k, place, p) for p in self.first_year)


@dataclass(frozen=True)
class Retrofit:
    """A retrofit that was made, and what becomes of it: by period, what the source lost and what stands instead, in
    capacity of the source; `factor` makes it capacity of the target."""

    source: Label
    target: Label
    place: Label
    vintage: int
    since: int
    amount: float
    factor: float
    keeps_life: bool
    lost: dict[int, float]
    standing: dict[int, float]


def retrofits(inputs: Inputs, solved: Mapping[str, Solved]) -> Iterator[Retrofit]:
    """Every retrofit of the answer."""
    rows = inputs.case.tables["retrofits"]
    if rows.empty:
        return
    lives = Lives(inputs)
    columns = (rows[n] for n in ("from", "to", "factor_amount", "life"))
    rules = {(a, b): (float(factor), life) for a, b, factor, life in zip(*columns, strict=True)}
    for (k, j, place, v, since), _, row in solved["capacity_retrofitted"].rows():
        amount, (factor, life) = float(row[0]), rules[k, j]
        if amount == 0.0:
            continue
        born, now = int(v), int(since)
        begin = lives.at_start(k, place, born, now)
        later = [y for y in lives.first_year if y >= now]
        lost = {y: amount * lives.share(k, place, born, y) / begin for y in later}
        standing = dict(lost)
        if life == "target":
            ages, start = lives.ages(j, place, now), [float(lives.first_year[now])]
            standing = {y: amount * lived(inputs, start, ages, j in lives.tables, y) for y in later}
        yield Retrofit(k, j, place, born, now, amount, factor, life == "source", lost, standing)


def retired(inputs: Inputs, solved: Mapping[str, Solved]) -> dict[Key, float]:
    """What ends of each vintage in each period: what stood before and came, less what stands, as itself or retrofitted."""
    if not solved["capacity_retired"].index.size:
        return {}
    stands: dict[Key, float] = {label: float(row[0]) for label, _, row in solved["capacity_of_vintage"].rows()}
    for r in retrofits(inputs, solved):
        for y, amount in r.standing.items():
            key = (r.source, r.place, r.vintage, y)
            stands[key] = stands.get(key, 0.0) + amount
    built = {label: float(row[0]) for label, _, row in solved["capacity_built"].rows()}
    lives, out, before = Lives(inputs), dict[Key, float](), dict[Key, float]()
    for label, _, _ in solved["capacity_retired"].rows():
        k, place, v, now = label
        gone = lives.come(k, place, int(v), int(now)) * built[k, place, v] - stands.get(label, 0.0)
        out[label] = gone - before.get((k, place, v), 0.0)  # periods come in order
        before[k, place, v] = gone
    return out
