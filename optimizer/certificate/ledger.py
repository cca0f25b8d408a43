"""The ledger: every cost recomputed from overnight costs, WACC, lives and prices, year by year.

It uses none of the coefficients of the objective and must agree with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from optimizer.certificate.physics import Key, Solved, annual, numbers
from optimizer.index import Label
from optimizer.inputs import Inputs


@dataclass(frozen=True)
class Entry:
    """One line of the ledger.

    Attributes:
        line: capital, fixed, variable, transport, purchase, sale, unmet, surplus, emission_price, overshoot.
        item: technology, carrier or policy.
        location: region or route.
        annual: mean money per year of the period, real and undiscounted.
        discounted: money of the base year, over the period.
    """

    line: str
    item: str
    location: str
    period: int
    annual: float
    discounted: float


def ledger(inputs: Inputs, solved: Mapping[str, Solved]) -> list[Entry]:
    """All entries that are not zero."""
    entries = [*_capital(inputs, solved), *_running(inputs, solved)]
    return [e for e in entries if e.annual != 0.0 or e.discounted != 0.0]


def _factors(inputs: Inputs) -> dict[int, list[tuple[int, float]]]:
    """(calendar year, discount factor) of the years of each period."""
    rate, base = inputs.case.options.discount_rate, inputs.case.options.base_year
    return {
        p.label: [(year, 1.0 / (1.0 + rate) ** (year - base)) for year in range(p.first_year, p.first_year + p.years)]
        for p in inputs.case.options.periods
    }


def _payment(rate: float, years: float) -> float:
    """Yearly payment that pays back 1: solved from the present value of a unit payment."""
    present = years if rate == 0 else (1.0 - (1.0 + rate) ** -years) / rate
    return 1.0 / present


def _capital(inputs: Inputs, solved: Mapping[str, Solved]) -> list[Entry]:
    options, factors = inputs.case.options, _factors(inputs)
    stated = {n: numbers(inputs.values[n]) for n in ("capital_cost", "life", "amortisation", "wacc")}
    pays = _pays_capital(inputs)
    first_year = {p.label: p.first_year for p in options.periods}
    out = []
    for key, _, value in solved["capacity_built"].rows():
        k, place, v = key
        built, cost = float(value[0]), float(stated["capital_cost"][key][0])
        if built == 0.0 or cost == 0.0 or (v not in first_year and not pays.get(key, False)):
            continue
        start = first_year.get(int(v), int(v))
        years = float(stated["amortisation"].get(key, stated["life"][key])[0])
        wacc = float(stated["wacc"][key][0]) if key in stated["wacc"] else options.wacc
        yearly = built * cost * _payment(wacc, years)
        for period, calendar in factors.items():
            shares = [(min(1.0, start + years - year), f) for year, f in calendar if start <= year < start + years]
            if shares:
                paid, worth = sum(s for s, _ in shares), sum(s * f for s, f in shares)
                out.append(Entry("capital", str(k), str(place), period, yearly * paid / len(calendar), yearly * worth))
    return out


def _pays_capital(inputs: Inputs) -> dict[Key, bool]:
    rows = inputs.case.tables["existing_capacity"]
    return {
        (k, place, int(year)): pays == "capital"
        for k, place, year, pays in zip(
            rows["technology"], rows["region"], rows["build_year"], rows["pays"], strict=True
        )
        if year == year
    }


def _running(inputs: Inputs, solved: Mapping[str, Solved]) -> list[Entry]:
    weight = {y: sum(f for _, f in calendar) for y, calendar in _factors(inputs).items()}
    out: list[Entry] = []

    def add(line: str, item: Label, place: Label, period: Label, yearly: float) -> None:
        out.append(Entry(line, str(item), str(place), int(period), yearly, yearly * weight[int(period)]))

    fixed = numbers(inputs.values["fixed_cost"])
    for (k, place, v, y), _, value in solved["capacity_of_vintage"].rows():
        add("fixed", k, place, y, float(fixed[k, place, v][0]) * float(value[0]))
    for line, flow, priced, sign, at in _PRICED:
        prices = numbers(inputs.values[priced])
        for label, clock, rate in solved[flow].rows():
            key, item, place = at(label)
            add(line, item, place, label[-1], sign * annual(rate * prices[key], clock))
    emission = {label: float(value[0]) for label, _, value in solved["emission"].rows()}
    for (policy, *account), price in numbers(inputs.values["emission_price"]).items():
        add("emission_price", policy, account[3], account[4], float(price[0]) * emission[tuple(account)])
    over, worth = numbers(inputs.values["overshoot_price"]), numbers(inputs.values["limit_weight"])
    for (policy, area, until), _, amount in solved["overshoot"].rows():
        yearly = float(amount[0]) * float(over[policy, area, until][0])
        discounted = yearly * float(worth[policy, area, until][0])
        out.append(Entry("overshoot", str(policy), str(area), int(until), yearly, discounted))
    return out


At = Callable[[Key], tuple[Key, Label, Label]]

# line, variable, price, sign, and where a flow's label finds its price, item and place
_PRICED: tuple[tuple[str, str, str, float, At], ...] = (
    ("variable", "activity", "variable_cost", 1.0, lambda a: (a, a[0], a[1])),
    ("transport", "line_flow", "transport_cost", 1.0, lambda a: ((a[0], a[1], a[3]), a[0], a[1])),
    ("purchase", "purchase", "purchase_price", 1.0, lambda a: (a, a[0], a[1])),
    ("sale", "sale", "sale_price", -1.0, lambda a: (a, a[0], a[1])),
    ("unmet", "unmet", "unmet_price", 1.0, lambda a: (a, a[0], a[1])),
    ("surplus", "surplus", "surplus_price", 1.0, lambda a: (a, a[0], a[1])),
)


LINES = ("capital", "fixed", *(line for line, *_ in _PRICED), "emission_price", "overshoot")
"""Lines that are recomputed here; whoever adds another cost states it as an `Entry` of its own."""


def declared(inputs: Inputs, name: str, by_period: Mapping[Label, float]) -> list[Entry]:
    """A cost that only the model knows (a user's cost term), as it was declared.

    Args:
        by_period: discounted money by period; a cost without a period belongs to the first.
    """
    weight = {y: sum(f for _, f in calendar) for y, calendar in _factors(inputs).items()}
    return [Entry(name, "", "", int(y), v / weight[int(y)], v) for y, v in by_period.items() if v != 0.0]


def total(entries: list[Entry]) -> float:
    """Sum of the discounted entries [money]."""
    return float(np.sum([e.discounted for e in entries])) if entries else 0.0
