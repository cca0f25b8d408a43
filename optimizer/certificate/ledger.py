"""The ledger: every cost recomputed from overnight costs, WACC, lives and prices, year by year.

It uses none of the coefficients of the objective and must agree with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from optimizer.certificate.ageing import Lives, parameter, retrofits, stated, tables_of_age
from optimizer.certificate.ageing import length as km
from optimizer.certificate.physics import FAMILIES, Key, Solved, amounts_of, annual, numbers
from optimizer.index import Label
from optimizer.inputs import Inputs


@dataclass(frozen=True)
class Entry:
    """One line of the ledger.

    Attributes:
        line: capital, salvage, retrofit, fixed, variable, transport, purchase, sale, unmet, surplus, levy on ..., overshoot.
        item: technology, carrier or policy.
        location: region or route.
        annual: mean money per year of the period, real and undiscounted.
        discounted: money of the base year, over the period.
        paid_on: of a levy, the label of what it is paid on.
    """

    line: str
    item: str
    location: str
    period: int
    annual: float
    discounted: float
    paid_on: Key = ()


def ledger(inputs: Inputs, solved: Mapping[str, Solved]) -> list[Entry]:
    """All entries that are not zero."""
    entries = [*_capital(inputs, solved), *_retrofits(inputs, solved), *_running(inputs, solved)]
    return [e for e in entries if e.annual != 0.0 or e.discounted != 0.0]


PART_OF_YEAR = {"begin": 0.0, "mid": 0.5, "end": 1.0}


def _factors(inputs: Inputs) -> dict[int, list[tuple[int, float]]]:
    """(calendar year, discount factor of running costs) of the years of each period."""
    options = inputs.case.options
    later = PART_OF_YEAR[options.conventions.running_paid]
    return {
        p.label: [
            (year, 1.0 / (1.0 + options.discount_rate) ** (year + later - options.base_year))
            for year in range(p.first_year, p.first_year + p.years)
        ]
        for p in options.periods
    }


def _capital(inputs: Inputs, solved: Mapping[str, Solved]) -> list[Entry]:
    """Payments for what was built, by the calendar year in which they fall, and what is left of them at the end."""
    names = ("capital_cost", "life", "amortisation", "wacc", "construction_time")
    numbered = {n: numbers(inputs.values[n]) for n in names}
    tables = tables_of_age(inputs)
    options, pays = inputs.case.options, _pays_capital(inputs)
    periods = {p.label: p for p in options.periods}
    levies: dict[Key, list[tuple[Label, float]]] = {}
    for (policy, *label), levy in numbers(inputs.values["build_levied"]).items():
        levies.setdefault(tuple(label), []).append((policy, float(levy[0])))
    out: list[Entry] = []
    for key, _, value in solved["capacity_built"].rows():
        k, place, v = key
        worth = float(value[0]) * float(numbered["capital_cost"][key][0])
        if float(value[0]) == 0.0 or (v not in periods and not pays.get(key, False)):
            continue
        life = float(numbered["life"][key][0]) if key in numbered["life"] else tables[k].last
        wacc = float(numbered["wacc"][key][0]) if key in numbered["wacc"] else options.wacc
        paid = Paid(life, float(numbered["amortisation"].get(key, [life])[0]), wacc)
        starts = [float(str(v))]
        if v in periods:
            first = periods[v].first_year + float(numbered["construction_time"][key][0])
            parts = periods[v].years if options.conventions.built == "evenly" else 1
            starts = [first + i for i in range(parts)]
        out += _levied(inputs, levies.get(key, []), key, float(value[0]), starts, paid)
        payments = [(year, worth * amount / len(starts)) for s in starts for year, amount in _payments(inputs, paid, s)]
        left = sum(worth * _left_at_end(inputs, paid, s) / len(starts) for s in starts)
        out += _booked(inputs, str(k), str(place), payments, left)
    return out


def _retrofits(inputs: Inputs, solved: Mapping[str, Solved]) -> list[Entry]:
    """Payments for retrofits, no longer than the plant may still stand, and the fixed cost of what it became."""
    rows, out = inputs.case.tables["retrofits"], list[Entry]()
    if rows.empty:
        return out
    lives = Lives(inputs)
    weight = {y: sum(f for _, f in calendar) for y, calendar in _factors(inputs).items()}
    for r in retrofits(inputs, solved):
        mine = rows[(rows["from"] == r.source) & (rows["to"] == r.target)]
        cost = (stated(mine, r.place, r.since) or 0.0) * km(inputs, mine, r.target, r.place)
        worth, start = cost * r.factor * r.amount, float(lives.first_year[r.since])
        of = {
            n: parameter(inputs, r.target, n, r.place, r.since) for n in ("life", "amortisation", "wacc", "fixed_cost")
        }
        life = lives.ages(r.target, r.place, r.since).last if of["life"] is None else of["life"]
        amortisation = life if of["amortisation"] is None else of["amortisation"]
        wacc = inputs.case.options.wacc if of["wacc"] is None else of["wacc"]
        parts = [(life, 1.0)]
        if r.keeps_life and r.vintage != 0:
            parts = [part for part in lives.parts(r.source, r.place, r.vintage, r.since) if part[1] > 0]
        for years, share in parts:
            each = worth * share / sum(s for _, s in parts)
            own = r.keeps_life and r.vintage != 0
            paid = Paid(years, min(amortisation, years) if own else amortisation, wacc)
            payments = [(year, each * amount) for year, amount in _payments(inputs, paid, start)]
            booked = _booked(inputs, str(r.target), str(r.place), payments, each * _left_at_end(inputs, paid, start))
            out += [replace(e, line="retrofit") if e.line == "capital" else e for e in booked]
        for y, standing in r.standing.items():
            yearly = (of["fixed_cost"] or 0.0) * r.factor * standing
            out.append(Entry("fixed", str(r.target), str(r.place), y, yearly, yearly * weight[y]))
    return out


@dataclass(frozen=True)
class Paid:
    """How long something lives and how it is paid for: years, years, and the rate of its own capital."""

    life: float
    amortisation: float
    wacc: float


def _payments(inputs: Inputs, paid: Paid, start: float) -> list[tuple[float, float]]:
    """(year, amount) of the payments for a unit that costs 1, commissioned at `start`."""
    rule, rate = inputs.case.options.conventions, inputs.case.options.discount_rate
    if rule.capital == "overnight":
        share = 1.0
        if rule.salvage == "end_factor":
            years = _years(start, paid.life)
            whole = sum(part / (1.0 + rate) ** i for i, (_, part) in enumerate(years))
            share = sum(part / (1.0 + rate) ** i for i, (year, part) in enumerate(years) if year < _end(inputs)) / whole
        return [(start, share)]
    present = paid.amortisation if paid.wacc == 0 else (1.0 - (1.0 + paid.wacc) ** -paid.amortisation) / paid.wacc
    years = _years(start, paid.life if rule.capital == "annuity_while_alive" else paid.amortisation)
    return [(year, part / present) for year, part in years]


def _years(start: float, count: float) -> list[tuple[float, float]]:
    """(year, share of it) of a number of years from `start`."""
    whole = int(count)
    years = [(start + i, 1.0) for i in range(whole)]
    return [*years, (start + whole, count - whole)] if count > whole else years


def _end(inputs: Inputs) -> int:
    last = inputs.case.options.periods[-1]
    return last.first_year + last.years


def _left_at_end(inputs: Inputs, paid: Paid, start: float) -> float:
    """What an overnight payment of 1 is worth when the horizon ends."""
    options = inputs.case.options
    rule, rate, used = options.conventions, options.discount_rate, _end(inputs) - start
    inside = options.periods[0].first_year <= start < _end(inputs)
    if rule.capital != "overnight" or rule.salvage in ("none", "end_factor") or used >= paid.life or not inside:
        return 0.0
    if rule.salvage == "straight_line" or rate == 0.0:
        return (paid.life - used) / paid.life
    whole = (1.0 + rate) ** paid.life
    return float((whole - (1.0 + rate) ** used) / (whole - 1.0))


def _levied(
    inputs: Inputs, levies: list[tuple[Label, float]], key: Key, built: float, starts: list[float], paid: Paid
) -> list[Entry]:
    """Taxes and subsidies on what is built, spread over the years as its capital is."""
    out: list[Entry] = []
    for policy, levy in levies:
        each = built * levy / len(starts)
        payments = [(year, each * amount) for s in starts for year, amount in _payments(inputs, paid, s)]
        left = sum(each * _left_at_end(inputs, paid, s) for s in starts)
        booked = _booked(inputs, str(policy), str(key[1]), payments, left)
        out += [replace(e, line="levy on build", paid_on=key) for e in booked]
    return out


def _booked(inputs: Inputs, k: str, place: str, payments: list[tuple[float, float]], left: float) -> list[Entry]:
    """Payments inside the horizon by period, and the salvage in the last one."""
    options = inputs.case.options
    later, rate, base = PART_OF_YEAR[options.conventions.capital_paid], options.discount_rate, options.base_year
    out = []
    for p in options.periods:
        mine = [(y, a) for y, a in payments if p.first_year <= y < p.first_year + p.years]
        if mine:
            yearly = sum(a for _, a in mine) / p.years
            out.append(
                Entry(
                    "capital", k, place, p.label, yearly, sum(a / (1.0 + rate) ** (y + later - base) for y, a in mine)
                )
            )
    if left:
        last = options.periods[-1]
        out.append(
            Entry("salvage", k, place, last.label, -left / last.years, -left / (1.0 + rate) ** (_end(inputs) - base))
        )
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

    def add(line: str, item: Label, place: Label, period: Label, yearly: float, paid_on: Key = ()) -> None:
        out.append(Entry(line, str(item), str(place), int(period), yearly, yearly * weight[int(period)], paid_on))

    fixed = numbers(inputs.values["fixed_cost"])
    for (k, place, v, y), _, value in solved["capacity_of_vintage"].rows():
        add("fixed", k, place, y, float(fixed[k, place, v][0]) * float(value[0]))
    for line, flow, priced, sign, at in _PRICED:
        prices = numbers(inputs.values[priced])
        for label, clock, rate in solved[flow].rows():
            key, item, place = at(label)
            add(line, item, place, label[-1], sign * annual(rate * prices[key], clock))
    for family in ("emission", "capacity", "activity", "port_use", "purchase"):
        place = {"emission": 3, "port_use": 2}.get(family, 1)
        levies = numbers(inputs.values[f"{family}_levied"])
        amounts = amounts_of(solved, family) if levies else {}
        for (policy, *rest), levy in levies.items():
            on = tuple(rest)
            add(f"levy on {family}", policy, on[place], on[-1], float(levy[0]) * amounts[on], on)
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


LINES = (
    "capital",
    "salvage",
    "retrofit",
    "fixed",
    "fixed cost of retrofits",
    *(line for line, *_ in _PRICED),
    *(f"levy on {f}" for f in FAMILIES),
    "overshoot",
)
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
