"""Units at the door: every `value` + `unit` becomes an `amount` in the unit of the model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from optimizer.case.declared import declared, emitted_gases, in_cell, weights
from optimizer.case.kinds import OPEN, price_unit
from optimizer.case.learning import unit_of, units_of_curves
from optimizer.case.model import Case
from optimizer.case.policy_units import PolicyUnits
from optimizer.case.rows import tuples_of
from optimizer.case.schema import Options
from optimizer.case.text import did_you_mean, listed
from optimizer.errors import Problem
from optimizer.quantities import Quantity
from optimizer.units import UnitError, concrete, currencies, factor, fits, known, or_what_else, pretty

HOURS_OF_DAY = 24.0
PLAIN = "1 (a plain number) or %"
Row = Any
Wanted = tuple[str, float, bool]  # model unit, extra factor, stated per km


class Converter:
    """Converts the tables of one case and collects what does not fit."""

    def __init__(
        self, options: Options, tables: Mapping[str, pd.DataFrame], vocabulary: Sequence[Quantity], year_hours: float
    ) -> None:
        self.options, self.tables, self.year_hours = options, tables, year_hours
        self.quantity = {q.name: q for q in vocabulary}
        self.problems: list[Problem] = []
        self.carrier_unit: dict[str, str] = dict(
            zip(tables["carriers"]["carrier"], tables["carriers"]["unit"], strict=True)
        )
        rows = tables["technologies"]
        self.gas_unit: dict[str, str] = {}
        self.reference = dict(zip(rows["technology"], rows["reference"], strict=True))
        self.money = options.money
        self.policy = PolicyUnits(self, tables, emitted_gases(tables, options))
        self.own_unit = dict(zip(rows["technology"], rows["capacity_unit"], strict=True))
        self.kind = dict(zip(rows["technology"], rows["kind"], strict=True))
        self.curve_unit = units_of_curves(tables["learning"])

    def run(self) -> dict[str, pd.DataFrame]:
        """All tables, those with units with the columns `amount`, `amount_unit`, `per_km` added."""
        self.problems += declared(self.options, self.tables)
        wanted: dict[str, Callable[[Row], Wanted | None]] = {
            "ports": self._port,
            "parameters": self._parameter,
            "existing_capacity": lambda r: (self.capacity_unit(r.technology), 1.0, False),
            "potentials": lambda r: (self.capacity_unit(r.technology), 1.0, False),
            "survival": lambda r: ("dimensionless", 1.0, False),
            "retrofits": lambda r: self._per_km(r, r.to, f"{self.options.money}/({self.capacity_unit(r.to)})"),
            "build_inputs": lambda r: self._per_km(
                r, r.technology, self._text("carrier_unit/capacity_unit", r.technology, r.carrier)
            ),
            "learning": self._learnt,
            "routes": lambda r: ("km", float(r.factor), False),
            "demand": self._demand,
            "prices": lambda r: (f"{self.options.money}/({self.of_carrier(r.carrier)})", 1.0, False),
            "emissions": self._emission,
            "carbon": lambda r: (
                f"{self.gas(self.options.carbon_gas, r.unit)}/({self.of_carrier(r.carrier)})",
                1.0,
                False,
            ),
            "series": lambda r: (self.policy.in_series(r), 1.0, False),
            "policies": lambda r: None if _open(r) else (self.policy.value(r), 1.0, False),
        }
        out = dict(self.tables)
        for name, rule in wanted.items():
            out[name] = self._table(name, rule)
        out["prices"] = self._second(out["prices"], "limit", "limit_unit", "limit_amount", self._limit)
        yearly = [self._limit(r).endswith("/year") for r in tuples_of(out["prices"])]
        out["prices"] = out["prices"].assign(limit_yearly=np.array(yearly, dtype=bool))
        out["retrofits"] = self._second(
            out["retrofits"],
            "capacity_factor",
            "factor_unit",
            "factor_amount",
            lambda r: f"({self.capacity_unit(r.to)})/({self.capacity_unit(r.from_)})",
        )
        policies = out["policies"]
        policies = self._second(policies, "overshoot_price", "overshoot_unit", "overshoot_amount", self.policy.price)
        policies = self._second(policies, "seed", "seed_unit", "seed_amount", self.policy.seed)
        rows = tuples_of(policies)
        counted = [pretty(self.policy.counted(r)) for r in rows]
        priced = [price_unit(self.money, unit, r.quantity) for unit, r in zip(counted, rows, strict=True)]
        for column, texts in (("counted_unit", counted), ("price_unit", priced)):
            policies[column] = pd.Series(texts, dtype=object, index=policies.index)
        out["policies"] = policies
        out["policies"]["coefficient"] = [weights(r, self.problems) for r in tuples_of(policies)]
        return out

    # -- what each row should be in -----------------------------------------------------------------------
    def of_carrier(self, carrier: str) -> str:
        return self.carrier_unit.get(carrier, "")

    def capacity_unit(self, technology: str) -> str:
        if self.own_unit.get(technology):
            return f"({self.own_unit[technology]})"
        base = self.of_carrier(self.reference.get(technology, ""))
        return f"({base})" if self.kind.get(technology) == "store" else f"({base})/hour"

    def _text(self, generic: str, technology: str, carrier: str = "") -> str:
        base = self.of_carrier(self.reference.get(technology, ""))
        return concrete(
            generic,
            carrier_unit=self.of_carrier(carrier) if carrier else base,
            activity_unit=base,
            capacity_unit=self.capacity_unit(technology),
            money=self.options.money,
        )

    def _parameter(self, r: Row) -> Wanted | None:
        quantity = self.quantity.get(r.parameter)
        if quantity is None:
            self._wrong(
                r,
                "parameter",
                f"unknown parameter{did_you_mean(r.parameter, self.quantity)}",
                r.parameter,
                listed(self.quantity, 40),
            )
            return None
        if r.technology not in self.kind:
            return None
        if self.kind[r.technology] not in quantity.kinds:
            self._wrong(
                r,
                "parameter",
                f"'{r.parameter}' does not belong to a {self.kind.get(r.technology)}",
                r.parameter,
                listed(quantity.kinds),
            )
            return None
        text = self._text(quantity.unit, r.technology)
        yearly = self._text("activity_unit/year/capacity_unit", r.technology)
        if quantity.name == "activity_per_capacity" and fits(r.unit, yearly):
            return yearly, 1.0 / self.year_hours, False
        return self._per_km(r, r.technology, text)

    def _learnt(self, r: Row) -> Wanted:
        return unit_of(r, self.curve_unit.get(r.learning, ""), self.money, self.capacity_unit), 1.0, False

    def _port(self, r: Row) -> Wanted:
        generic = "carrier_unit/hour/capacity_unit" if r.per == "capacity" else "carrier_unit/activity_unit"
        return self._per_km(r, r.technology, self._text(generic, r.technology, r.carrier))

    def _per_km(self, r: Row, technology: str, text: str) -> Wanted:
        """A number of a technology, which lines may state per km of their routes."""
        per_km = f"({text})/km"
        line = self.kind.get(technology) == "line"
        return (per_km, 1.0, True) if line and fits(r.unit, per_km) else (text, 1.0, False)

    def _demand(self, r: Row) -> Wanted:
        base = self.of_carrier(r.carrier)
        if fits(r.unit, f"({base})/day"):
            return f"({base})/day", 1.0 / HOURS_OF_DAY, False
        if fits(r.unit, f"({base})/year"):
            return f"({base})/year", 1.0 / self.year_hours, False
        return f"({base})/hour", 1.0, False

    def _limit(self, r: Row) -> str:
        """A ceiling of each step, or of the year."""
        base = self.of_carrier(r.carrier)
        return f"({base})/year" if fits(r.limit_unit, f"({base})/year") else f"({base})/hour"

    def gas(self, name: str, given: str) -> str:
        """Unit of mass of a gas: stated in case.yaml, or that of its first row (CO2 is not any kilogram)."""
        if name in self.options.gas_units:
            return self.options.gas_units[name]
        if name not in self.gas_unit:
            found = self._mass_in(given)
            if not name:
                return found
            self.gas_unit[name] = found
        return self.gas_unit[name]

    @staticmethod
    def _mass_in(given: str) -> str:
        for candidate in ("tCO2", "tCO2e"):
            if any(f in given for f in ("CO2e",)) == (candidate == "tCO2e") and "CO2" in given:
                return candidate
        return "t"

    def _emission(self, r: Row) -> Wanted:
        gas = self.gas(r.gas, r.unit)
        if r.flow in ("build", "retirement"):
            return f"{gas}/({self.capacity_unit(r.technology)})", 1.0, False
        carrier = r.carrier or self.reference.get(r.technology, "")
        return f"{gas}/({self.of_carrier(carrier)})", 1.0, False

    # -- mechanics ----------------------------------------------------------------------------------------
    def _wrong(self, r: Row, column: str, message: str, found: str = "", allowed: str = "") -> None:
        self.problems.append(in_cell(r, column, message, found, allowed))

    def _convert(self, r: Row, given: str, wanted: str, column: str) -> float:
        if not given:
            self._wrong(r, column, "unit is missing", allowed=PLAIN if wanted == "dimensionless" else pretty(wanted))
            return np.nan
        if "()" in wanted or (known(given) and not known(wanted)):
            return np.nan  # the carrier or technology, or the unit it is declared in, is unknown, and reported as such
        try:
            return factor(given, wanted)
        except UnitError as error:
            ours, theirs = currencies(wanted), currencies(given)
            if ours and theirs and ours != theirs:
                message = "currencies and price years are not converted"
                self._wrong(r, column, message, given, pretty(wanted))
                return np.nan
            message = str(error) if "unknown" in str(error) else "wrong unit"
            allowed = f"{pretty(wanted)}{or_what_else(given, wanted)}" if known(wanted) else ""
            allowed = PLAIN if wanted == "dimensionless" else allowed
            self._wrong(r, column, message, given, allowed)
            return np.nan

    def _table(self, name: str, rule: Callable[[Row], Wanted | None]) -> pd.DataFrame:
        scales, units, per_km = [], [], []
        for r in tuples_of(self.tables[name]):
            wanted = rule(r)
            text, extra, km = wanted if wanted is not None else ("", 1.0, False)
            scales.append(extra * self._convert(r, r.unit, text, "unit") if wanted is not None else np.nan)
            units.append(text.replace("(", "").replace(")", "") if text.count("/") <= 1 else text)
            per_km.append(km)
        table = self.tables[name]
        more = {
            "amount": table["value"].astype(float).to_numpy() * np.array(scales, dtype=float),
            "amount_unit": pd.Series(units, dtype=object, index=table.index),
            "per_km": np.array(per_km, dtype=bool),
        }
        return pd.concat([table, pd.DataFrame(more, index=table.index)], axis=1)

    def _second(
        self, table: pd.DataFrame, value: str, unit_column: str, into: str, wanted: Callable[[Row], str]
    ) -> pd.DataFrame:
        scales = []
        for r in tuples_of(table):
            stated = getattr(r, value)
            scales.append(
                self._convert(r, getattr(r, unit_column), wanted(r), unit_column) if stated == stated else np.nan
            )
        return table.assign(**{into: table[value].astype(float).to_numpy() * np.array(scales, dtype=float)})


def _open(r: Row) -> bool:
    """A peak of any level, or trade without limit: neither a value nor a unit."""
    return r.kind in OPEN and r.value != r.value and not r.unit


def capacity_unit(case: Case, technology: str) -> str:
    """Unit of a technology's capacity, as a planner writes it."""
    return pretty(Converter(case.options, case.tables, (), 1.0).capacity_unit(technology))


def hours_of_year(options: Options, profile_rows: int | None) -> float:
    """Stated, or the hours of an hourly full-year profile, or 8,760."""
    if options.year_hours is not None:
        return options.year_hours
    hourly = profile_rows in (8760, 8784) and not options.given_days
    return float(profile_rows) if hourly and profile_rows is not None else 8760.0
