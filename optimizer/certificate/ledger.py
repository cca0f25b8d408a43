"""The ledger: every cost recomputed from overnight costs, WACC, lives and prices, year by year.

It uses none of the coefficients of the objective and must agree with it. Resource cost, financing margin and transfers stay
apart (`entries.category`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np

from optimizer.certificate.capital import capital_entries, moment
from optimizer.certificate.entries import MARGIN, OVERSHOOT, Entry
from optimizer.certificate.physics import Key, Solved, annual, numbers
from optimizer.certificate.plant import standing
from optimizer.certificate.policies import LEVIED, amounts_of, in_force
from optimizer.certificate.retrofits import retrofit_fixed
from optimizer.certificate.stacks import stack_costs
from optimizer.index import Label
from optimizer.inputs import Inputs

__all__ = ["LINES", "Entry", "declared", "ledger", "total"]


def ledger(inputs: Inputs, solved: Mapping[str, Solved]) -> list[Entry]:
    """All entries that are not zero."""
    entries = [*capital_entries(inputs, solved), *_running(inputs, solved), *_overshoot(inputs, solved)]
    return [e for e in entries if e.annual != 0.0 or e.discounted != 0.0]


def _factors(inputs: Inputs) -> dict[int, list[tuple[int, float]]]:
    """(calendar year, discount factor of running costs) of the years of each period."""
    options = inputs.case.options
    when = options.conventions.running_paid
    return {
        p.label: [
            (year, 1.0 / (1.0 + options.discount_rate) ** (moment(p, year, when) - options.base_year))
            for year in range(p.first_year, p.first_year + p.years)
        ]
        for p in options.periods
    }


def _running(inputs: Inputs, solved: Mapping[str, Solved]) -> list[Entry]:
    weight = {y: sum(f for _, f in calendar) for y, calendar in _factors(inputs).items()}
    out: list[Entry] = []

    def add(line: str, item: Label, place: Label, period: Label, yearly: float, paid_on: Key = ()) -> None:
        out.append(Entry(line, str(item), str(place), int(period), yearly, yearly * weight[int(period)], paid_on))

    fixed = numbers(inputs.values["fixed_cost"])
    for (k, place, v, y), capacity in standing(inputs, solved).items():
        add("fixed", k, place, y, float(fixed[k, place, v][0]) * capacity)
    for k, place, y, yearly in retrofit_fixed(inputs, solved):
        add("fixed", k, place, y, yearly)
    for k, place, y, yearly in stack_costs(inputs, solved):
        add("stacks", k, place, y, yearly)
    told = {k for k, *_ in solved["activity_of_vintage"].index.tuples()}
    for line, flow, priced, sign, at in _PRICED:
        prices = numbers(inputs.values[priced])
        for label, clock, rate in solved[flow].rows():
            if flow == "activity" and label[0] in told:
                continue
            key, item, place = at(label)
            add(line, item, place, label[-1], sign * annual(rate * prices[key], clock))
    starts = numbers(inputs.values["start_cost"])
    for (k, r, y), clock, amount in solved["started"].rows():
        assert clock is not None
        add("start", k, r, y, float(starts[k, r, y][0]) * float(amount @ clock.weight))
    for family in [f for f in LEVIED if f != "build"]:
        place = 3 if family.endswith("emission") else 2 if family == "port_use" else 1
        levies = numbers(inputs.values[f"{family}_levied"])
        amounts = amounts_of(inputs, solved, family) if levies else {}
        for (policy, *rest), levy in levies.items():
            on = tuple(rest)
            add(f"levy on {family}", policy, on[place], on[-1], float(levy[0]) * amounts[on], on)
    return out


def _overshoot(inputs: Inputs, solved: Mapping[str, Solved]) -> Iterator[Entry]:
    """What is paid for exceeding limits, in the periods that a limit counts: an amount a year, or one amount for all of them."""
    price = numbers(inputs.values["overshoot_price"])
    rows, calendars = inputs.case.tables["policies"], _factors(inputs)
    for (policy, area, until), _, amount in solved["overshoot"].rows():
        mine = rows[rows["id"] == policy]
        time = mine["time"].iloc[0]
        counted = [int(str(until))] if time == "each" else [y for y in calendars if in_force(mine, y)]
        parts = sum(len(calendars[y]) for y in counted) if time in ("cumulative", "interpolated") else 1
        yearly = float(amount[0]) * float(price[policy, area, until][0]) / parts
        for y in counted:
            yield Entry(OVERSHOOT, str(policy), str(area), y, yearly, yearly * sum(f for _, f in calendars[y]))


At = Callable[[Key], tuple[Key, Label, Label]]

# line, variable, price, sign, and where a flow's label finds its price, item and place
_PRICED: tuple[tuple[str, str, str, float, At], ...] = (
    ("variable", "activity", "variable_cost", 1.0, lambda a: (a, a[0], a[1])),
    ("variable", "activity_of_vintage", "vintage_variable_cost", 1.0, lambda a: (a, a[0], a[1])),
    ("transport", "line_flow", "transport_cost", 1.0, lambda a: ((a[0], a[1], a[3]), a[0], a[1])),
    ("purchase", "purchase", "purchase_price", 1.0, lambda a: (a, a[0], a[1])),
    ("sale", "sale", "sale_price", -1.0, lambda a: (a, a[0], a[1])),
    ("unmet", "unmet", "unmet_price", 1.0, lambda a: (a, a[0], a[1])),
    ("surplus", "surplus", "surplus_price", 1.0, lambda a: (a, a[0], a[1])),
)


LINES = (
    "capital",
    "fixed charge",
    "learning",
    MARGIN,
    "salvage",
    "retrofit",
    "fixed",
    "fixed cost of retrofits",
    "fixed cost of unfollowed vintages",
    *dict.fromkeys(line for line, *_ in _PRICED),
    "variable by vintage",
    "start",
    "stacks",
    *(f"levy on {f}" for f in LEVIED),
    OVERSHOOT,
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
