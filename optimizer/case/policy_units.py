"""Units of policies: of what a row counts, of its value, of its price, and of the seed it grows from."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Protocol

import pandas as pd

from optimizer.case.kinds import EMISSIONS, KINDS, LEVIES, Reference, per_year, price_unit, reference_of
from optimizer.case.rows import tuples_of

Row = Any
UNKNOWN = "()"  # a label is unknown, and reported as such


class Units(Protocol):
    """Units of what a case declares."""

    money: str

    def of_carrier(self, carrier: str) -> str: ...
    def capacity_unit(self, technology: str) -> str: ...
    def gas(self, name: str, given: str) -> str: ...


class PolicyUnits:
    """Units of the rows of policies.csv, as text; with brackets where they must not be taken apart."""

    def __init__(self, units: Units, tables: Mapping[str, pd.DataFrame], gases: Collection[str]) -> None:
        self.units = units
        rows, policies, series = tables["technologies"], tables["policies"], tables["series"]
        self.reference = dict(zip(rows["technology"], rows["reference"], strict=True))
        self.gases = gases
        peaks = policies[policies["kind"] == "peak"]
        self.peaks = {r.id: r for r in tuples_of(peaks)}
        self.limits = {r.id: r for r in tuples_of(policies) if r.kind not in KINDS or KINDS[r.kind].form != "permits"}
        self.stated = _first(policies["id"], policies["unit"])
        self.series = _first(series["series"], series["unit"])

    def against(self, r: Row) -> Reference:
        return reference_of(r.relative_to, self.series, self.peaks, r.kind)

    def value(self, r: Row) -> str:
        """Of the value of a row."""
        if r.kind in ("growth", "decline"):
            return "1/year"
        if r.kind in ("reserve_margin", "share", "matching", "slowing", "plateau", "priority") or self._on_permits(r):
            return "dimensionless"
        if r.kind in LEVIES:
            yearly = "/year" if r.quantity == "capacity" else ""
            return f"{self.units.money}/({self._amount(r)}){yearly}"
        to = self.against(r)
        if r.kind == "removal_limit" and to.against == "nothing":
            return "dimensionless"
        if to.against == "nothing":
            return self.counted(r)
        if to.against == "year":
            return "dimensionless"
        rate = per_year(self._amount(r), r.quantity, "each")
        return f"({rate})/({self._compared(r, to)})"

    def counted(self, r: Row) -> str:
        """Of what a row counts; overshoot and slack are in it too. Permits and credits are those of the limit they are for."""
        if self._on_permits(r):
            limit = self.limits.get(r.relative_to)
            return UNKNOWN if limit is None else self.counted(limit)
        time = "each" if r.kind in LEVIES or r.kind == "growth" else r.time
        return per_year(self._amount(r), r.quantity, time)

    def price(self, r: Row) -> str:
        """Of the price of one unit more."""
        return price_unit(self.units.money, self.counted(r), r.quantity)

    def seed(self, r: Row) -> str:
        """Of growth a year: of capacity or builds, or of an amount a year."""
        return f"({self.counted(r)})/year"

    def in_series(self, r: Row) -> str:
        """Of the rows of a series: that of its first."""
        return str(self.series[r.series])

    @staticmethod
    def _on_permits(r: Row) -> bool:
        return r.kind in KINDS and KINDS[r.kind].form == "permits"

    def _amount(self, r: Row) -> str:
        """Of what is counted, without the year: of a gas, of the first technology, or of the carrier."""
        if r.kind == "weighted_capacity":
            return str(self.stated[r.id])
        if r.quantity in EMISSIONS:
            return self._gas(r)
        if r.quantity == "spend":
            return self.units.money
        names = _names(r.technology)
        if r.quantity in ("capacity", "build", "retirement"):
            return self.units.capacity_unit(names[0]) if names else UNKNOWN
        carrier = r.carrier or (self.reference.get(names[0], "") if names else "")
        return f"({self.units.of_carrier(carrier)})"

    def _gas(self, r: Row) -> str:
        """That of the one gas it counts; of several, weighed together, what its own unit or that of its series names."""
        gases = _names(r.gas) or (sorted(self.gases) if r.coefficient == "" else [])
        to, row = self.against(r), r
        if to.against == "peak":
            row = self.peaks[to.names[0]]
            to = self.against(row)
        given = f"{row.unit} {self.series[to.names[0]]}" if to.against == "series" else row.unit
        return self.units.gas(gases[0] if len(gases) == 1 else "", given)

    def _compared(self, r: Row, to: Reference) -> str:
        """Of what the value is multiplied by."""
        if to.against == "series":
            return str(self.series[to.names[0]])
        if to.against == "flow":
            return f"({self.units.of_carrier(to.names[0])})/year"
        first = to.names[0] if to.names else ""
        if r.kind in ("linked_capacity", "retire_after_build"):
            return self.units.capacity_unit(first)
        return f"({self.units.of_carrier(self.reference.get(first, ''))})/year"


def _names(cell: str) -> list[str]:
    return [v.strip() for v in cell.split(";") if v.strip()]


def _first(keys: pd.Series, values: pd.Series) -> dict[str, str]:
    """The first value of each key."""
    out: dict[str, str] = {}
    for key, value in zip(keys, values, strict=True):
        out.setdefault(str(key), str(value))
    return out
