"""Emission factors on their accounts: territorial, import and indirect ones never share an account."""

from __future__ import annotations

from typing import Any

import pandas as pd

from optimizer.clock import Clock
from optimizer.index import Index, Label, Values
from optimizer.inputs.carbon_content import ACCOUNT, CarbonContent
from optimizer.inputs.flows import Flows
from optimizer.inputs.leaks import Leaks
from optimizer.inputs.materials import Materials
from optimizer.inputs.vintages import Vintages
from optimizer.inputs.world import Lookup, World

__all__ = ["ACCOUNT", "PREFIX", "Carbon"]

PREFIX = {"territorial": "", "import": "import_", "indirect": "indirect_"}
"""Accounts of emissions.csv, and how their variables, rows and factors begin. A variable of its own keeps each out of the sum."""


class Carbon:
    """Indexes and values of the emission accounts of every kind."""

    def __init__(self, w: World, flows: Flows, materials: Materials, vintages: Vintages) -> None:
        content, rows = CarbonContent(w, flows), w.table("emissions")
        self.indexes, self.values = dict(content.indexes), dict(content.values)
        for account, prefix in PREFIX.items():
            more = content.accounts if account == "territorial" else set[tuple[Label, ...]]()
            own = Factors(w, flows, materials, vintages, prefix, rows[rows["account"] == account], more)
            self.indexes |= own.indexes
            self.values |= own.values


class Factors:
    """Stated factors of one kind of account, and the accounts that they and others book in."""

    def __init__(
        self,
        w: World,
        flows: Flows,
        materials: Materials,
        vintages: Vintages,
        prefix: str,
        rows: pd.DataFrame,
        more: set[tuple[Label, ...]],
    ) -> None:
        self.w, self.flows, self.vintages, self.prefix = w, flows, vintages, prefix
        self.indexes: dict[str, Index] = {}
        self.values: dict[str, Values] = {}
        self.sector = {t.technology: t.sector or "energy" for t in w.technologies()}
        accounts = {
            *more,
            *self._activity(rows[rows["flow"] == "activity"]),
            *self._trade(rows, "purchase", flows.indexes["purchases"]),
            *self._trade(rows, "sale", flows.indexes["sales"]),
            *self._trade(rows, "surplus", flows.indexes["surplus"]),
            *self._leak(rows[rows["flow"] == "leak"]),
            *self._build(rows[rows["flow"] == "build"]),
            *self._retirement(rows[rows["flow"] == "retirement"], materials),
        }
        position = {n: w.dimensions[n].codes for n in ACCOUNT}
        order = sorted(accounts, key=lambda label: [position[n][v] for n, v in zip(ACCOUNT, label, strict=True)])
        self.indexes[f"{prefix}accounts"] = w.index(ACCOUNT, order)

    def _store(
        self, name: str, dims: tuple[str, ...], found: dict[tuple[Label, ...], float], clocks: Any, unit: str
    ) -> set[tuple[Label, ...]]:
        plain, name = self.w.index(dims, found), f"{self.prefix}{name}"
        self.values[f"{name}_emission_factor"] = Values.of(f"{name}_emission_factor", plain, list(found.values()), unit)
        self.indexes[f"{name}_emissions"] = (
            plain if clocks is None else self.w.index(dims, found, [clocks(label) for label in found])
        )
        at = [dims.index(n) for n in ACCOUNT]
        return {tuple(label[i] for i in at) for label in found}

    def _activity(self, rows: pd.DataFrame) -> set[tuple[Label, ...]]:
        """Factors per unit of a port become factors per unit of activity through the port's ratio."""
        keys = ["technology", "carrier", "gas", "sector", "stage"]
        lookup = Lookup(rows, keys)
        stated = _distinct(rows, keys)
        active = self.flows.indexes["active"].tuples()
        ratios = self.flows.ratios
        found: dict[tuple[Label, ...], float] = {}
        free: dict[tuple[Label, ...], float] = {}
        told: dict[tuple[Label, ...], float] = {}
        alike = [label for label in active if label[0] not in self.flows.by_vintage]
        for key in stated:
            technology, carrier, gas, sector, stage = key
            for k, r, v, y in self.vintages.indexes["vintages_used"].tuples():
                series = lookup.one(*key, place=r) if k == technology else None
                if series is not None:
                    of_vintage = (k, v, gas, sector or self.sector[str(k)], stage, r, y)
                    ratio = abs(self.vintages.ratios[k, carrier, r, v, y]) if carrier else 1.0
                    told[of_vintage] = told.get(of_vintage, 0.0) + series.at(int(y)) * ratio
            for k, r, y in alike:
                series = lookup.one(*key, place=r) if k == technology else None
                if series is None:
                    continue
                ratio = abs(ratios[k, carrier, y]) if carrier else 1.0
                account = (gas, sector or self.sector[str(k)], stage, r, y)
                into, label = (
                    (free, (k, carrier, *account)) if (k, carrier) in self.flows.group else (found, (k, *account))
                )
                into[label] = into.get(label, 0.0) + series.at(int(y)) * ratio
        unit = "gas_unit/activity_unit"

        def clock(label: tuple[Label, ...]) -> Clock:
            return self.flows.activity_clock(label[0], label[-1])

        return {
            *self._store("activity", ("technology", *ACCOUNT), found, clock, unit),
            *self._store("port_use", ("technology", "carrier", *ACCOUNT), free, clock, unit),
            *self._store("activity_of_vintage", ("technology", "vintage", *ACCOUNT), told, clock, unit),
        }

    def _trade(self, rows: pd.DataFrame, flow: str, where: Index) -> set[tuple[Label, ...]]:
        keys = ["carrier", "gas", "sector", "stage"]
        mine = rows[rows["flow"] == flow]
        lookup = Lookup(mine, keys)
        stated = _distinct(mine, keys)
        found: dict[tuple[Label, ...], float] = {}
        for label in where.tuples():
            c, r, *tier, y = label
            for key in stated:
                series = lookup.one(*key, place=r) if key[0] == c else None
                if series is not None:
                    _, gas, sector, stage = key
                    account = (gas, sector or "energy", stage, r, y)
                    found[(c, *tier, *account)] = series.at(int(y))
        dims = ("carrier", *(() if flow == "surplus" else ("tier",)), *ACCOUNT)
        return self._store(
            flow, dims, found, lambda label: self.flows.clock(label[0], label[-1]), "gas_unit/carrier_unit"
        )

    def _leak(self, rows: pd.DataFrame) -> set[tuple[Label, ...]]:
        """What is lost in stores and on lines; a row that names the technology beats one for the carrier."""
        keys = ["technology", "carrier", "gas", "sector", "stage"]
        lookup, leaks = Lookup(rows, keys), Leaks(self.flows)
        stated = _distinct(rows, keys)
        named = {(k, c) for k, c, *_ in stated if k}
        accounts: set[tuple[Label, ...]] = set()
        for name, dims, where in (
            ("store_leak", ("technology",), leaks.stores()),
            ("line_leak", ("technology", "route", "direction"), leaks.lines()),
        ):
            found: dict[tuple[Label, ...], float] = {}
            clocks: dict[tuple[Label, ...], Any] = {}
            for leak in where:
                for key in stated:
                    technology, carrier, gas, sector, stage = key
                    mine = technology == leak.technology or (not technology and (leak.technology, carrier) not in named)
                    series = lookup.one(*key, place=leak.region) if mine and carrier == leak.carrier else None
                    if series is not None:
                        label = (*leak.label, gas, sector or "energy", stage, leak.region, leak.period)
                        found[label], clocks[label] = series.at(int(str(leak.period))), leak.clock
            accounts |= self._store(name, (*dims, *ACCOUNT), found, clocks.__getitem__, "gas_unit/carrier_unit")
        return accounts

    def _build(self, rows: pd.DataFrame) -> set[tuple[Label, ...]]:
        keys = ["technology", "gas", "sector", "stage"]
        lookup = Lookup(rows, keys)
        found: dict[tuple[Label, ...], float] = {}
        regions, periods = set(self.w.regions), {p.label for p in self.w.periods}
        for key in _distinct(rows, keys):
            technology, gas, sector, stage = key
            for k, place, v in self.flows.assets.builds.tuples():
                if k == technology and place in regions and v in periods:
                    series = lookup.one(*key, place=place)
                    if series is not None:
                        label = (k, gas, sector or self.sector[str(k)], stage, place, v)
                        found[label] = series.at(int(v))
        return self._store("build", ("technology", *ACCOUNT), found, None, "gas_unit/capacity_unit")

    def _retirement(self, rows: pd.DataFrame, materials: Materials) -> set[tuple[Label, ...]]:
        """Of each vintage, at the factor of the year in which it is retired."""
        keys = ["technology", "gas", "sector", "stage"]
        lookup = Lookup(rows, keys)
        found: dict[tuple[Label, ...], float] = {}
        for key in _distinct(rows, keys):
            technology, gas, sector, stage = key
            for k, place, v, y in materials.added:
                series = lookup.one(*key, place=place) if k == technology else None
                if series is not None:
                    found[k, v, gas, sector or self.sector[str(k)], stage, place, y] = series.at(int(y))
        return self._store("retirement", ("technology", "vintage", *ACCOUNT), found, None, "gas_unit/capacity_unit")


def _distinct(rows: pd.DataFrame, keys: list[str]) -> list[tuple[Any, ...]]:
    """Each combination of keys once, in order."""
    return list(dict.fromkeys(zip(*(rows[k].tolist() for k in keys), strict=True)))
