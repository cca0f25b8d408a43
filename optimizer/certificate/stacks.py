"""Stacks and age counted again: hours used against hours bought, and ratios of old plant year by year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from optimizer.certificate.ageing import commissioned, tables_of_age
from optimizer.certificate.physics import Key, Solved, annual, numbers
from optimizer.certificate.plant import Found
from optimizer.certificate.stated import Amounts
from optimizer.index import Label
from optimizer.inputs import Inputs


class _Parameters:
    """Numbers of parameters.csv: those of a region before those of all."""

    def __init__(self, inputs: Inputs) -> None:
        self._amounts = Amounts(inputs.case.tables["parameters"], ("technology", "parameter", "region"))

    def stated(self, k: Label, name: str, place: Label, year: float) -> float | None:
        here = self._amounts.at(year, k, name, place)
        return self._amounts.at(year, k, name, "") if here is None else here

    def __call__(self, k: Label, name: str, place: Label, year: float) -> float:
        """Zero where nothing is stated."""
        return self.stated(k, name, place, year) or 0.0


def hours_of_stacks(inputs: Inputs, solved: Mapping[str, Solved]) -> Found:
    """What a vintage has run for by the end of each period fits into the stacks it came with and those it was given since."""
    parameter, years = _Parameters(inputs), {p.label: p.years for p in inputs.case.options.periods}
    built = {label: float(row[0]) for label, _, row in solved["capacity_built"].rows()}
    run = {label: annual(rate, clock) for label, clock, rate in solved["activity_of_vintage"].rows()}
    bought = {label: float(row[0]) for label, _, row in solved["stacks_replaced"].rows()}
    left = {label: row for label, _, row in solved["stack_hours_left"].rows()}
    hours, size = dict[Key, float](), dict[Key, float]()
    for k, r, v, y in sorted(left, key=lambda label: int(label[-1])):
        plant, born = (k, r, v), float(v)
        if plant not in hours:
            lasts = parameter(k, "stack_hours", r, born) - parameter(k, "stack_hours_used", r, born)
            hours[plant] = size[plant] = max(lasts, 0.0) * built[plant]
        new = parameter(k, "stack_hours", r, float(y)) * bought[k, r, v, y]
        each = parameter(k, "activity_per_capacity", r, born) or 1.0
        hours[plant] += new - run[k, r, v, y] * years[int(y)] / each
        size[plant] += new
        mine = left[k, r, v, y]
        where = f"stacks of {'/'.join(str(n) for n in (k, r, v, y))}"
        yield where, np.maximum(np.abs(mine - hours[plant]), -mine), np.array([size[plant]])


def stack_costs(inputs: Inputs, solved: Mapping[str, Solved]) -> Iterator[tuple[Label, Label, Label, float]]:
    """(technology, region, period, money a year) of new stacks."""
    parameter, years = _Parameters(inputs), {p.label: p.years for p in inputs.case.options.periods}
    for (k, r, _, y), _, bought in solved["stacks_replaced"].rows():
        yield k, r, y, parameter(k, "stack_cost", r, float(y)) * float(bought[0]) / years[int(y)]


def degraded(inputs: Inputs, solved: Mapping[str, Solved]) -> Found:
    """Ratios of each vintage in each period against those that its age makes of the table's, year by year."""
    tables = inputs.case.tables
    rows, ports = tables["parameters"], Amounts(tables["ports"], ("technology", "carrier", "direction"))
    reference = dict(zip(tables["technologies"]["technology"], tables["technologies"]["reference"], strict=True))
    ages = set(rows.loc[rows["parameter"] == "degradation", "technology"])
    years = _Years(inputs)
    for (k, c, r, v, y), ratio in numbers(inputs.values["vintage_port_ratio"]).items():
        if k not in ages or c == reference[k]:
            continue
        draws = ports.at(float(v), k, reference[k], "in") is not None
        out, taken = (ports.at(float(v), k, c, way) or 0.0 for way in ("out", "in"))
        grown = np.array([(1.0 + years.rate(k, r, v)) ** age for age in years.since_new(k, r, v, y)] or [1.0])
        wanted = (out - taken) * np.mean(1.0 / grown) if draws else out - taken * np.mean(grown)
        yield f"ratio of {k}/{c}/{r}/{v}/{y}", np.abs(ratio - wanted) / (np.abs(wanted) or 1.0), np.zeros(1)


class _Years:
    """Years of plant that gets worse with age."""

    def __init__(self, inputs: Inputs) -> None:
        self._inputs, self._parameter, self._tables = inputs, _Parameters(inputs), tables_of_age(inputs)
        self._periods = {p.label: p for p in inputs.case.options.periods}

    def rate(self, k: Label, r: Label, v: Label) -> float:
        """Growth of specific use [1/year]."""
        return self._parameter(k, "degradation", r, float(v))

    def since_new(self, k: Label, r: Label, v: Label, y: Label) -> Iterator[float]:
        """Years since stacks were new, in the middle of each year of a period in which a part of the vintage stands."""
        renewed = self._parameter.stated(k, "degradation_years", r, float(v))
        life = self._tables[k].last if k in self._tables else self._parameter.stated(k, "life", r, float(v))
        period = self._periods[int(y)]
        for start in commissioned(self._inputs, int(v), self._parameter(k, "construction_time", r, float(v))):
            for year in range(period.first_year, period.first_year + period.years):
                age = year + 0.5 - start
                if age < 0 or (life is not None and age >= life):
                    continue
                while renewed is not None and age >= renewed:
                    age -= renewed
                yield age
