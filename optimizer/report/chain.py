"""The accounts of families of carriers as a reader sees them: in units that compare, without traces, and all regions together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from optimizer.report.balances import carrier_units
from optimizer.report.readable import price_units
from optimizer.report.traces import FLOW
from optimizer.solution import Solution
from optimizer.units import factor, readable_footprint

ALL = "all"
"""All regions together, as a region."""
KEYS = {"form": ["family", "carrier", "region", "period"], "made": ["family", "item", "carrier", "region", "period"]}
GATE = ("production", "purchase", "unmet")
"""Stages before the first form of a family: what standards count up to the gate of the plant."""


@dataclass(frozen=True, eq=False)
class Account:
    """Rows of one kind: what leaves a family (`form`) or enters it (`made`).

    Attributes:
        rows: labels, `amount` [carrier unit/year], `price` (marginal, or cost at marginal prices), `unit` (of price and cost) and
            `amount unit`.
        cost: rows by (stage, source, item), in `unit`.
        emission: of each gas: rows by stage, in `gas unit`.
        gas_unit: of each gas, by row.
        plain: the same emissions in the units of the case: of the gas for a unit of the carrier; what standards weigh.
        origin: rows by (item, region): of a unit, what entered there; empty of what is made.
    """

    rows: pd.DataFrame
    cost: pd.DataFrame
    emission: dict[str, pd.DataFrame]
    gas_unit: dict[str, pd.Series]
    plain: dict[str, pd.DataFrame]
    origin: pd.DataFrame

    @property
    def total(self) -> pd.Series:
        """Cost of a unit."""
        return self.cost.sum(axis=1)

    def where(self, kept: pd.Series) -> Account:
        """Some of the rows."""
        return self.at(np.flatnonzero(kept))

    def at(self, places: npt.NDArray[np.intp]) -> Account:
        """The rows at these places, in their order."""
        return replace(
            self,
            rows=self.rows.take(places),
            cost=self.cost.take(places),
            emission={g: e.take(places) for g, e in self.emission.items()},
            gas_unit={g: u.take(places) for g, u in self.gas_unit.items()},
            plain={g: e.take(places) for g, e in self.plain.items()},
            origin=self.origin.take(places),
        )

    def groups(self, keys: list[str]) -> Iterator[tuple[list[str], Account]]:
        """Rows that share these labels, together with them, in the order in which they first stand."""
        places = self.rows.groupby(keys, sort=False).indices
        for labels in self.rows[keys].drop_duplicates().itertuples(index=False, name=None):
            yield list(map(str, labels)), self.at(places[labels])


def used(solution: Solution) -> Account | None:
    """Where carriers of a family are used, regions one by one and all together; nothing where there is no family."""
    return _account(solution, "form")


def made(solution: Solution) -> Account | None:
    """How what enters a family was made or bought, region by region."""
    return _account(solution, "made")


@lru_cache(maxsize=2)
def _account(solution: Solution, name: str) -> Account | None:
    data = solution.levelised
    if f"{name}_cost" not in data:
        return None
    keys = KEYS[name]
    rows = pd.DataFrame({k: data[f"{name}_{k}"].values for k in keys})
    rows["amount"] = data["form_used" if name == "form" else "made_amount"].values
    rows["price"] = data["form_price" if name == "form" else "made_at_prices"].values
    parts = pd.MultiIndex.from_arrays([data[f"part_{n}"].values for n in ("stage", "source", "item")])
    cost = pd.DataFrame(data[f"{name}_cost"].values, columns=parts)
    gases = [str(g) for g in data["gas"].values] if f"{name}_emission" in data else []
    stages = [str(s) for s in data["chain_stage"].values] if gases else []
    plain = {g: pd.DataFrame(data[f"{name}_emission"].sel(gas=g).values, columns=stages) for g in gases}
    origin = pd.DataFrame(index=rows.index)
    if name == "form" and "origin_item" in data.coords:
        at = pd.MultiIndex.from_arrays([data["origin_item"].values, data["origin_region"].values])
        origin = pd.DataFrame(data["form_origin"].values, columns=at)
    found = Account(rows, cost, {}, {}, plain, origin)
    found = found.where(rows["amount"] > FLOW * rows.groupby("carrier")["amount"].transform("max"))
    return _readable(_with_all(found, keys) if name == "form" else found, solution)


def _with_all(found: Account, keys: list[str]) -> Account:
    """The rows of each region, and where there are several those of all together: means by what is used."""
    by = [found.rows[k] for k in keys if k != "region"]
    amount = found.rows["amount"]

    def both(table: pd.DataFrame) -> pd.DataFrame:
        return pd.concat([means(table, amount, by), table], ignore_index=True)

    whole = amount.groupby(by, sort=False).sum().rename("amount").reset_index().assign(region=ALL)
    rows = pd.concat([whole, found.rows.drop(columns="price")], ignore_index=True)
    rows["price"] = both(found.rows[["price"]])["price"]
    plain = {g: both(e) for g, e in found.plain.items()}
    origin = both(found.origin) if found.origin.shape[1] else rows[[]]
    several = rows.groupby("carrier")["region"].transform("nunique") > 2
    return Account(rows, both(found.cost), {}, {}, plain, origin).where((rows["region"] != ALL) | several)


def means(table: pd.DataFrame, amount: pd.Series, by: list[pd.Series]) -> pd.DataFrame:
    """Means of groups of rows, weighted by amounts, over those that state a number."""
    sums = table.mul(amount, axis=0).groupby(by, sort=False).sum(min_count=1)
    return sums / table.notna().mul(amount, axis=0).groupby(by, sort=False).sum()


def _readable(found: Account, solution: Solution) -> Account:
    """Money and emissions for the units of prices; emissions of all forms of a family in one unit, that of their largest."""
    units, own = price_units(solution), carrier_units(solution)
    carrier = found.rows["carrier"].astype(str)
    scale = carrier.map({c: f for c, (f, _) in units.items()}).astype(float)
    unit = carrier.map({c: u for c, (_, u) in units.items()})
    rows = found.rows.assign(price=found.rows["price"] * scale, unit=unit)
    rows["amount unit"] = carrier.map(own) + "/year"
    of = unit.str.partition("/")[2]
    one = {c: factor(f"1/({own[c]})", f"1/({each})") for c, each in zip(carrier, of, strict=True)}
    emission, told = {}, {}
    for gas, table in found.plain.items():
        mass = str(solution.variables["gas_unit"].to_series()[gas])
        emission[gas] = table.mul(carrier.map(one).astype(float), axis=0)
        told[gas] = pd.Series("", index=table.index)
        size = emission[gas].sum(axis=1).abs()
        for (_, each), mine in rows.groupby([rows["family"], of]).groups.items():
            by, told[gas][mine] = readable_footprint(mass, str(each), float(size[mine].max()))
            emission[gas].loc[mine] *= by
    return Account(rows, found.cost.mul(scale, axis=0), emission, told, found.plain, found.origin)
