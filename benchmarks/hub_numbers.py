"""The numbers of the hub as plain arrays, read from the loaded case, so that PyPSA starts from what we start from.

Units are those of the case: power in MW, hydrogen in t and t/h, water in m3, money in kCNY of 2020. Every cost that is paid
once for a capacity is the amount that our objective counts: annuity, discounting and yearly fixed cost over the horizon.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from optimizer.case.model import Case
    from optimizer.inputs import Inputs

Floats = NDArray[np.float64]
Number = float | Floats
"""The same in all steps, or one for each step."""
CASE = Path(__file__).parents[1] / "inputs" / "hub"


@dataclass(frozen=True)
class Converter:
    """What turns one carrier into others.

    Attributes:
        carrier: the reference carrier, in which capacity is measured [carrier unit/h].
        ports: carrier unit per unit of activity of every carrier on the hourly clock, + out and - in.
        availability: usable share of the capacity.
        capital: cost of a unit of capacity over the horizon [money/capacity unit].
        most: upper limit of the capacity.
        variable: cost of a unit of activity, with what it draws from carriers of the yearly clock [money/unit].
    """

    name: str
    carrier: str
    ports: dict[str, float]
    availability: Number
    capital: float
    most: float
    variable: float


@dataclass(frozen=True)
class Storage:
    """A store; `driver` is the shared machine that limits charge and discharge ('' for none).

    Attributes:
        self_loss: share of the content lost in an hour.
        floor: least content as a share of the capacity.
        capital, driver_capital: [money/carrier unit], [money/(carrier unit/h)] over the horizon.
    """

    name: str
    carrier: str
    charge_efficiency: float
    discharge_efficiency: float
    self_loss: float
    floor: float
    capital: float
    most: float
    driver: str
    driver_capital: float
    driver_most: float


@dataclass(frozen=True)
class Trade:
    """Purchase (+1), sale (-1) or unmet demand (+1) of a carrier.

    Attributes:
        price: what a unit adds to cost, the price of its emissions included; negative for a sale [money/carrier unit].
        limit: the most [carrier unit/h].
    """

    name: str
    carrier: str
    sign: float
    price: float
    limit: Number


@dataclass(frozen=True)
class Hub:
    """Everything in the LP.

    Attributes:
        hours: length of each step [h].
        weight: discounted hours of the horizon that each step stands for [h]; multiplies prices.
        demand: carrier on the hourly clock -> demand in each step [carrier unit/h].
    """

    hours: Floats
    weight: Floats
    demand: dict[str, Number]
    converters: list[Converter]
    stores: list[Storage]
    trades: list[Trade]


def hub_case(step: float) -> Case:
    """The shipped case, on a clock of `step` hours."""
    from optimizer.case.schema import FullYear
    from optimizer.pipeline import load_case

    case = load_case(CASE)
    clock = FullYear(step=step)
    return (
        case if case.options.clock == clock else replace(case, options=case.options.model_copy(update={"clock": clock}))
    )


def hub_numbers(step: float) -> Hub:
    """The numbers of the shipped case on a clock of `step` hours.

    Raises:
        NotImplementedError: the case has come to hold something that `hub_pypsa` does not write.
    """
    from optimizer.formulation import vocabulary
    from optimizer.inputs import prepare

    inputs = prepare(hub_case(step), vocabulary())
    _only_known(inputs)
    return _Reader(inputs).hub()


def _only_known(inputs: Inputs) -> None:
    """Everything that would change the optimum and is not written in PyPSA must be absent."""
    absent = [
        "lines",
        "caps",
        "floors",
        "overshoots",
        "surplus",
        "stored_linked",
        "group_ports",
        "sharing",
        "reservoirs",
    ]
    absent += ["retirable", "reserves", "capacity_levied", "build_levied", "activity_levied", "purchase_levied"]
    absent += [f"{flow}_emissions" for flow in ("activity", "sale", "surplus", "build")]
    rates = ("minimum_load", "ramp_up", "ramp_down", "charge_rate", "discharge_rate")
    found = [name for name in absent if inputs.indexes[name].size]
    found += [name for name in rates if inputs.values[name].index.size]
    found += [f"{len(inputs.dimensions[n])} {n}s" for n in ("region", "period") if len(inputs.dimensions[n]) != 1]
    if inputs.values["build_min"].dense().any() or inputs.values["capacity_min"].dense().any():
        found.append("least capacities")
    if found:
        raise NotImplementedError(f"the hub now has {', '.join(found)}: write it in benchmarks/hub_pypsa.py too")


class _Reader:
    """Look-up of prepared numbers by technology or carrier: there is one region, one period and one vintage."""

    def __init__(self, inputs: Inputs) -> None:
        self.inputs = inputs
        self.clock = next(iter(inputs.clocks.values())).hour
        self.year = float(self._values("period_weight")[inputs.dimensions["period"].labels[0]])
        technologies, carriers = (inputs.case.tables[t] for t in ("technologies", "carriers"))
        self.technologies = technologies.set_index("technology").to_dict("index")
        self.hourly = {c for c, clock in zip(carriers["carrier"], carriers["clock"], strict=True) if clock == "hour"}
        self.built = [k for k, *_ in inputs.indexes["installed"].tuples()]
        self.trades = [t for kind in ("purchase", "sale", "unmet") for t in self._traded(kind)]

    def _values(self, name: str) -> Mapping[Any, Any]:
        """Numbers by the first label (the technology or carrier), a float where time does not matter."""
        from optimizer.certificate.physics import numbers

        given = numbers(self.inputs.values[name])
        return {label[0]: float(row[0]) if len(row) == 1 else row for label, row in given.items()}

    def _capital(self, technology: str) -> float:
        """Annuities and fixed cost of one unit of capacity in the horizon, as the objective counts them."""
        v = {n: self._values(n)[technology] for n in ("capital_cost", "capital_weight", "survival", "fixed_cost")}
        built = v["capital_cost"] * v["capital_weight"]
        return float(built / v["survival"] + v["fixed_cost"] * self.year)

    def _most(self, technology: str) -> float:
        standing = self._values("build_max")[technology] * self._values("survival")[technology]
        return float(min(standing, self._values("capacity_max")[technology]))

    def _carbon(self, carrier: str) -> float:
        """Price of the emissions of one unit purchased [money/carrier unit]."""
        from optimizer.certificate.physics import numbers

        factors = numbers(self.inputs.values["purchase_emission_factor"])
        prices = numbers(self.inputs.values["emission_levied"])
        return sum(
            float(factor[0]) * float(price[0])
            for (bought, _, *account), factor in factors.items()
            for (_, *priced), price in prices.items()
            if bought == carrier and account == priced
        )

    def _traded(self, kind: str) -> list[Trade]:
        prices, limits = self._values(f"{kind}_price"), self._values(f"{kind}_limit")
        stated = self.inputs.values[f"{kind}_price"].index.tuples()
        if any(np.ndim(price) for price in prices.values()) or len(prices) != len(stated):
            raise NotImplementedError(f"the hub now has {kind} prices with profiles or tiers: write them here too")
        carbon = self._carbon if kind == "purchase" else lambda _: 0.0
        sign = -1.0 if kind == "sale" else 1.0
        return [Trade(f"{kind} {c}", c, sign, sign * price + carbon(c), limits[c]) for c, price in prices.items()]

    def _drawn(self, carrier: str) -> float:
        """Price of a carrier on the yearly clock: bought without limit and used for nothing else, it is a cost of its user."""
        found = [t for t in self.trades if t.carrier == carrier]
        if len(found) != 1 or found[0].sign < 0 or np.isfinite(found[0].limit) or np.any(self._demand(carrier)):
            raise NotImplementedError(f"{carrier} is more than a purchase without limit: give it a bus of its own")
        return found[0].price

    def _demand(self, carrier: str) -> Number:
        found: Number = self._values("demand")[carrier]
        return found

    def _converter(self, name: str) -> Converter:
        from optimizer.certificate.physics import numbers

        ratios = {c: float(v[0]) for (k, c, _), v in numbers(self.inputs.values["port_ratio"]).items() if k == name}
        drawn = {c: ratio for c, ratio in ratios.items() if c not in self.hourly}
        variable = self._values("variable_cost")[name] - sum(ratio * self._drawn(c) for c, ratio in drawn.items())
        return Converter(
            name,
            str(self.technologies[name]["reference"]),
            {c: ratio for c, ratio in ratios.items() if c in self.hourly},
            self._values("availability")[name],
            self._capital(name),
            self._most(name),
            variable,
        )

    def _store(self, name: str) -> Storage:
        drivers = {way: self.inputs.relabels[way].get(name, "") for way in ("charge", "discharge")}
        driver = str(drivers["charge"])
        if driver != drivers["discharge"]:
            raise NotImplementedError(f"{name} is charged and discharged by different machines")
        number = {n: self._values(n).get(name, 0.0) for n in ("self_loss", "minimum_level")}
        efficiency = [self._values(f"{way}_efficiency")[name] for way in drivers]
        limits = (self._capital(driver), self._most(driver)) if driver else (0.0, 0.0)
        carrier = str(self.technologies[name]["reference"])
        losses = (*efficiency, number["self_loss"], number["minimum_level"])
        return Storage(name, carrier, *losses, self._capital(name), self._most(name), driver, *limits)

    def hub(self) -> Hub:
        kinds = {k: self.technologies[k]["kind"] for k in self.built}
        return Hub(
            self.clock.duration,
            self.clock.hours_per_year * self.year,
            {c: self._demand(c) for c in self._values("demand") if c in self.hourly},
            [self._converter(k) for k, kind in kinds.items() if kind == "converter"],
            [self._store(k) for k, kind in kinds.items() if kind == "store"],
            [t for t in self.trades if t.carrier in self.hourly],
        )
