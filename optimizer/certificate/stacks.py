"""Stacks and age counted again: hours used against hours bought, and ratios of old plant year by year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from optimizer.certificate.ageing import parameter
from optimizer.certificate.physics import Key, Solved, annual, numbers
from optimizer.certificate.plant import Found
from optimizer.index import Label
from optimizer.inputs import Inputs


def hours_of_stacks(inputs: Inputs, solved: Mapping[str, Solved]) -> Found:
    """What a vintage has run for by the end of each period fits into the stacks it came with and those it was given since."""
    periods = inputs.case.options.periods
    built = {label: float(row[0]) for label, _, row in solved["capacity_built"].rows()}
    run = {label: annual(rate, clock) for label, clock, rate in solved["activity_of_vintage"].rows()}
    bought = {label: float(row[0]) for label, _, row in solved["stacks_replaced"].rows()}
    for (k, r, v, y), _, left in solved["stack_hours_left"].rows():
        born = float(v)
        each = parameter(inputs, k, "activity_per_capacity", r, born) or 1.0
        lasts = (parameter(inputs, k, "stack_hours", r, born) or 0.0) - (
            parameter(inputs, k, "stack_hours_used", r, born) or 0.0
        )
        hours = max(lasts, 0.0) * built[k, r, v]
        size = hours
        for p in periods:
            if p.label <= int(y) and (k, r, v, p.label) in run:
                new = (parameter(inputs, k, "stack_hours", r, p.label) or 0.0) * bought[k, r, v, p.label]
                used = run[k, r, v, p.label] * p.years / each
                hours, size = hours + new - used, size + new
        where = f"stacks of {'/'.join(str(n) for n in (k, r, v, y))}"
        yield where, np.maximum(np.abs(left - hours), -left), np.array([size])


def stack_costs(inputs: Inputs, solved: Mapping[str, Solved]) -> Iterator[tuple[Label, Label, Label, float]]:
    """(technology, region, period, money a year) of new stacks."""
    years = {p.label: p.years for p in inputs.case.options.periods}
    for (k, r, _, y), _, bought in solved["stacks_replaced"].rows():
        price = parameter(inputs, k, "stack_cost", r, float(y)) or 0.0
        yield k, r, y, price * float(bought[0]) / years[int(y)]


def degraded(inputs: Inputs, solved: Mapping[str, Solved]) -> Found:
    """Ratios of each vintage in each period against those that its age makes of the table's, year by year."""
    ratios = numbers(inputs.values["vintage_port_ratio"])
    rows = inputs.case.tables["technologies"]
    reference = dict(zip(rows["technology"], rows["reference"], strict=True))
    ages = {k for k, p in _rows(inputs) if p == "degradation"}
    for (k, c, r, v, y), ratio in ratios.items():
        if k not in ages or c == reference[k]:
            continue
        wanted = sum(
            sign * amount * _factor(inputs, (k, r, v, y), sign) for sign, amount in _stated(inputs, k, c, float(v))
        )
        yield f"ratio of {k}/{c}/{r}/{v}/{y}", np.abs(ratio - wanted) / (abs(wanted) or 1.0), np.zeros(1)


def _rows(inputs: Inputs) -> list[tuple[str, str]]:
    rows = inputs.case.tables["parameters"]
    return list(zip(rows["technology"], rows["parameter"], strict=True))


def _stated(inputs: Inputs, k: Label, c: Label, year: float) -> Iterator[tuple[float, float]]:
    """(+1 out or -1 in, amount) of the rows of a port at a year."""
    rows = inputs.case.tables["ports"]
    for way, sign in (("out", 1.0), ("in", -1.0)):
        mine = rows[(rows["technology"] == k) & (rows["carrier"] == c) & (rows["direction"] == way)].sort_values("year")
        if len(mine):
            yield sign, float(np.interp(year, mine["year"].fillna(year), mine["amount"]))


def _factor(inputs: Inputs, label: Key, sign: float) -> float:
    """Mean over the years of a period of what age does to a port, the plant's electricity (or other reference) being as it was."""
    k, r, v, y = label
    ports = inputs.case.tables["ports"]
    reference = inputs.case.tables["technologies"].set_index("technology")["reference"][k]
    ways = set(ports.loc[(ports["technology"] == k) & (ports["carrier"] == reference), "direction"])
    if "in" not in ways and sign > 0:
        return 1.0
    rate, renewed, life, delay = (
        parameter(inputs, k, n, r, float(v)) for n in ("degradation", "degradation_years", "life", "construction_time")
    )
    evenly = inputs.case.options.conventions.built == "evenly"
    period, start = (next((p for p in inputs.case.options.periods if p.label == n), None) for n in (y, v))
    assert period is not None
    first = float(v) if start is None else start.first_year + (delay or 0.0)
    parts = 1 if start is None or not evenly else start.years
    factors = []
    for part in range(parts):
        for year in range(period.first_year, period.first_year + period.years):
            age = year + 0.5 - first - part
            if age < 0 or (life is not None and age >= life):
                continue
            while renewed is not None and age >= renewed:
                age -= renewed
            grown = (1.0 + (rate or 0.0)) ** age
            factors.append(1.0 / grown if "in" in ways else grown)
    return float(np.mean(factors)) if factors else 1.0
