"""Use that pays by itself: run for the subsidy and dump, or bought, turned and sold for more than everything costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from optimizer.case.convert import capacity_unit
from optimizer.clock import Clock
from optimizer.guards.building import Builds
from optimizer.guards.guard import Guard, carrier_unit, row_of, told_price
from optimizer.guards.rates import Floats, Key, Rates, by_label, single
from optimizer.guards.trade import NEAR, Offer, offers
from optimizer.index import Label

At = tuple[Label, Label, Label]  # carrier, region, period


@dataclass(frozen=True, eq=False)
class Market:
    """Cheapest way to get a unit of each carrier from outside, and the best way to be rid of one, by step.

    Attributes:
        costs: of purchases, whatever their ceiling.
        costs_freely, brings_freely: of offers without a ceiling; dumping brings minus its price.
        dumped: what it costs to dump a unit, where that may be.
    """

    costs: Mapping[At, Floats]
    costs_freely: Mapping[At, Floats]
    brings_freely: Mapping[At, Floats]
    dumped: Mapping[At, float]


def market(rates: Rates) -> Market:
    surplus = by_label(rates.inputs.values["surplus_price"])
    dumped = {(c, r, y): float(v[0]) + rates.levy("surplus", (c, r, y)) for (c, r, y), (v, _) in surplus.items()}
    bought, sold = offers(rates, "purchase"), offers(rates, "sale")

    def freely(each: list[Offer], worst: float) -> list[Floats]:
        return [np.where(o.free, o.price, worst) for o in each]

    brings: dict[At, Floats] = {at: np.max(freely(each, -np.inf), axis=0) for at, each in sold.items()}
    for (c, r, y), price in dumped.items():
        if not rates.held("surplus", (c, r, y)):
            brings[c, r, y] = np.maximum(brings.get((c, r, y), np.array([-np.inf])), -price)
    return Market(
        {at: np.min([o.price for o in each], axis=0) for at, each in bought.items()},
        {at: np.min(freely(each, np.inf), axis=0) for at, each in bought.items()},
        brings,
        dumped,
    )


class Ports:
    """Ports of converters by technology and period, and how they are priced."""

    def __init__(self, rates: Rates) -> None:
        values, indexes = rates.inputs.values, rates.inputs.indexes
        self.rates = rates
        self.by_vintage = set(indexes["by_vintage"].column("technology"))
        self.grouped = {(k, c) for k, c, *_ in indexes["group_ports"].tuples()}
        self.of: dict[tuple[Label, Label], list[tuple[Label, float]]] = {}
        for (k, c, y), ratio in single(values["port_ratio"]).items():
            self.of.setdefault((k, y), []).append((c, ratio))
        self.clock: dict[At, Clock] = {}
        for (c, r, y), (_, clock) in by_label(values["demand"]).items():
            assert clock is not None
            self.clock[c, r, y] = clock

    def plain(self, technology: Label, period: Label) -> bool:
        """Whether every port takes a fixed part, of whatever vintage."""
        return technology not in self.by_vintage and not any(
            (technology, c) in self.grouped for c, _ in self.of[technology, period]
        )

    def priced(
        self, ports: list[tuple[Label, float]], at: tuple[Label, Label], prices: Mapping[At, Floats]
    ) -> Floats | None:
        """Sum of ratio times price over some ports; nothing where one has no price."""
        total: Floats = np.zeros(1)
        for c, ratio in ports:
            if (c, *at) not in prices:
                return None
            total = total + abs(ratio) * prices[c, *at]
        return total


def run_for_the_subsidy(rates: Rates) -> Iterator[Guard]:
    """A technology that is paid more per unit of use than it costs, and may dump what it makes."""
    ports, trade, told = Ports(rates), market(rates), set()
    variable = single(rates.inputs.values["variable_cost"])
    for label in rates.inputs.indexes["active"].tuples():
        k, r, y = label
        paid = rates.subsidy("activity", label)
        if k in told or paid >= 0 or not ports.plain(k, y):
            continue
        made = [(c, ratio) for c, ratio in ports.of[k, y] if ratio > 0]
        fuel = ports.priced([(c, ratio) for c, ratio in ports.of[k, y] if ratio < 0], (r, y), trade.costs)
        if fuel is None or not made or any((c, r, y) not in trade.dumped for c, _ in made):
            continue
        lost = sum(ratio * trade.dumped[c, r, y] for c, ratio in made)
        costs = float(fuel.min()) + variable[label] + rates.on_emissions("activity", label) + lost
        if costs + paid < -NEAR * (1.0 + abs(paid)):
            told.add(k)
            unit = carrier_unit(
                rates.inputs, rates.inputs.case.tables["technologies"].set_index("technology")["reference"][k]
            )
            gets, pays = (told_price(rates.inputs, float(v), unit) for v in (-paid, costs))
            yield Guard(
                f"{k} in {r} ({y}) is paid {gets} of use, its use costs {pays}, and what it makes "
                "may be dumped: it runs for the subsidy alone",
                _levies(rates, "activity", label),
            )


def _levies(rates: Rates, family: str, label: Key) -> str:
    """Rows of the subsidies that a flow or plant gets."""
    levied = rates.inputs.values[f"{family}_levied"]
    ids = [p for (p, *at), rate in single(levied).items() if tuple(at) == label and rate < 0]
    return "; ".join(row_of(rates.inputs, "policies", id=p) for p in dict.fromkeys(ids))


def money_machines(rates: Rates) -> Iterator[Guard]:
    """A technology whose plant, inputs and outputs nothing limits, and whose sales pay for all of it and more."""
    ports, trade, builds, told = Ports(rates), market(rates), Builds.of(rates), set()
    values = rates.inputs.values
    variable, each = single(values["variable_cost"]), single(values["activity_per_capacity"])
    usable = by_label(values["availability"])
    weight = single(values["period_weight"])
    active = {label: clock for label, (_, clock) in usable.items()}

    def earned(label: Key) -> float:
        """Most that a unit of capacity can earn in a year."""
        k, r, y = label
        if label not in active or not ports.plain(k, y) or rates.held("activity", label):
            return 0.0
        clock = active[label]
        made = [(c, ratio) for c, ratio in ports.of[k, y] if ratio > 0]
        used = [(c, ratio) for c, ratio in ports.of[k, y] if ratio < 0]
        income = ports.priced(made, (r, y), _On(clock, ports, trade.brings_freely))
        fuel = ports.priced(used, (r, y), _On(clock, ports, trade.costs_freely))
        if income is None or fuel is None or clock is None or not used:
            return 0.0
        margin = np.maximum(income - fuel - variable[label] - rates.levy("activity", label), 0.0)
        return float(np.broadcast_to(usable[label][0] * margin * each[label], (len(clock),)) @ clock.hours_per_year)

    for (k, r, v), unit in builds.unlimited.items():
        gain = sum(weight[(y,)] * share * earned((k, r, y)) for y, share in unit.alive)
        if k not in told and gain > max(unit.cost, 0.0) + NEAR * (1.0 + abs(unit.cost)):
            told.add(k)
            rows, of = row_of(rates.inputs, "technologies", technology=k), capacity_unit(rates.inputs.case, str(k))
            gains, costs = (told_price(rates.inputs, float(v), of) for v in (gain, unit.cost))
            yield Guard(
                f"{k} built in {r} ({v}) earns {gains} of capacity on what is bought and sold or dumped "
                f"without limit, and costs {costs}: the more is built, the better",
                rows,
            )


class _On(Mapping[At, Floats]):
    """Prices on the clock of an activity, which may be finer or coarser than that of the carrier."""

    def __init__(self, clock: Clock | None, ports: Ports, prices: Mapping[At, Floats]) -> None:
        self.clock, self.ports, self.prices = clock, ports, prices

    def __getitem__(self, at: At) -> Floats:
        price, own = self.prices[at], self.ports.clock[at]
        if len(price) == 1 or self.clock is None:
            return price
        if len(self.clock) < len(own):  # use that is flat over the steps of a finer carrier pays their mean
            return self.clock.mean(price, own)
        return price[self.clock.rows_in(own)]

    def __contains__(self, at: object) -> bool:
        return at in self.prices

    def __iter__(self) -> Iterator[At]:
        return iter(self.prices)

    def __len__(self) -> int:
        return len(self.prices)
