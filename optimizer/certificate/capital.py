"""What was built and how it is paid for, from overnight costs, WACC and lives, year by year.

It uses none of the weights of the objective. What capital costs at the discount rate of the case is resource cost; what a
WACC of its own adds over the same years is the financing margin.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from optimizer.case.schema import Period
from optimizer.certificate.ageing import tables_of_age
from optimizer.certificate.entries import MARGIN, Build, Entry, Paid, category
from optimizer.certificate.learning import prices
from optimizer.certificate.physics import Key, Solved, numbers
from optimizer.certificate.retrofits import retrofit_builds
from optimizer.index import Label
from optimizer.inputs import Inputs

Yearly = list[tuple[float, float]]
"""(year, amount) of payments."""


def builds(inputs: Inputs, solved: Mapping[str, Solved]) -> Iterator[Build]:
    """Everything that was built or still pays its capital, with the overnight costs that are not zero."""
    names = ("capital_cost", "life", "amortisation", "wacc", "construction_time", "fixed_charge")
    stated = {n: numbers(inputs.values[n]) for n in names}
    options, pays, tables = inputs.case.options, _pays_capital(inputs), tables_of_age(inputs)
    periods = {p.label: p for p in options.periods}
    levies: dict[Key, list[tuple[Label, float]]] = {}
    for (policy, *label), levy in numbers(inputs.values["build_levied"]).items():
        levies.setdefault(tuple(label), []).append((policy, float(levy[0])))
    learnt = prices(inputs, solved)
    units = {key: float(n[0]) for key, _, n in solved["units_built"].rows()}
    for key, _, value in solved["capacity_built"].rows():
        (k, place, v), amount = key, float(value[0])
        if v not in periods and not pays.get(key, False):
            continue
        cost = float(stated["capital_cost"][key][0]) + (learnt.get((k, v), 0.0) if v in periods else 0.0)
        charges = [("capital", str(k), amount * cost)]
        if key in units:
            charges.append(("fixed charge", str(k), units[key] * float(stated["fixed_charge"].get(key, [0.0])[0])))
        charges += [("levy on build", str(policy), amount * levy) for policy, levy in levies.get(key, [])]
        charges = [charge for charge in charges if charge[2] != 0.0]
        if not charges:
            continue
        life = float(stated["life"][key][0]) if key in stated["life"] else tables[k].last
        wacc = float(stated["wacc"][key][0]) if key in stated["wacc"] else options.wacc
        paid = Paid(life, float(stated["amortisation"].get(key, [life])[0]), wacc)
        starts, delay = [float(str(v))], 0.0
        if v in periods:
            delay = float(stated["construction_time"][key][0])
            first = periods[v].first_year + delay
            parts = periods[v].years if options.conventions.built == "evenly" else 1
            starts = [first + i for i in range(parts)]
        yield Build(str(k), str(place), tuple(starts), delay, paid, tuple(charges), v in periods)


def capital_entries(inputs: Inputs, solved: Mapping[str, Solved]) -> list[Entry]:
    """Payments for what was built, by the period in which they fall, and what is left of them at the end."""
    out: list[Entry] = []
    social = inputs.case.options.discount_rate
    for build in (*builds(inputs, solved), *retrofit_builds(inputs, solved)):
        for line, item, worth in build.charges:
            due = _spread(inputs, build, worth, build.paid)
            left = sum(worth * _left_at_end(inputs, build.paid, s) / len(build.starts) for s in build.starts)
            if category(line) == "transfer":
                booked = _booked(inputs, line, item, build.place, due) + _salvage(inputs, line, item, build.place, left)
                out += [replace(e, paid_on=(build.technology, build.place)) for e in booked]
                continue
            valued = _spread(inputs, build, worth, replace(build.paid, wacc=social))
            margin = [(year, a - b) for (year, a), (_, b) in zip(due, valued, strict=True)]
            out += _booked(inputs, line, item, build.place, valued)
            out += _booked(inputs, MARGIN, item, build.place, margin)
            out += _salvage(inputs, "salvage", item, build.place, left)
    return out


def _spread(inputs: Inputs, build: Build, worth: float, paid: Paid) -> Yearly:
    parts = len(build.starts)
    return [(year, worth * amount / parts) for s in build.starts for year, amount in _payments(inputs, paid, s)]


def _payments(inputs: Inputs, paid: Paid, start: float) -> Yearly:
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


def _years(start: float, count: float) -> Yearly:
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


def moment(period: Period, year: float, when: str) -> float:
    """When something of a year of a period is paid."""
    of_period = {"period_begin": float(period.first_year), "period_end": float(period.first_year + period.years)}
    return of_period.get(when, year + {"begin": 0.0, "mid": 0.5, "end": 1.0}.get(when, 0.0))


def _booked(inputs: Inputs, line: str, item: str, place: str, payments: Yearly) -> list[Entry]:
    """Payments inside the horizon by period."""
    options = inputs.case.options
    rate, base, when = options.discount_rate, options.base_year, options.conventions.capital_paid
    out = []
    for p in options.periods:
        mine = [(y, a) for y, a in payments if p.first_year <= y < p.first_year + p.years]
        if mine:
            yearly = sum(a for _, a in mine) / p.years
            discounted = sum(a / (1.0 + rate) ** (moment(p, y, when) - base) for y, a in mine)
            out.append(Entry(line, item, place, p.label, yearly, discounted))
    return out


def _salvage(inputs: Inputs, line: str, item: str, place: str, left: float) -> list[Entry]:
    """What is left at the end, in the last period."""
    options = inputs.case.options
    last = options.periods[-1]
    discounted = -left / (1.0 + options.discount_rate) ** (_end(inputs) - options.base_year)
    return [Entry(line, item, place, last.label, -left / last.years, discounted)]


def _pays_capital(inputs: Inputs) -> dict[Key, bool]:
    rows = inputs.case.tables["existing_capacity"]
    return {
        (k, place, int(year)): pays == "capital"
        for k, place, year, pays in zip(
            rows["technology"], rows["region"], rows["build_year"], rows["pays"], strict=True
        )
        if year == year
    }
