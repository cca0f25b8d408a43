"""The account as labelled data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from optimizer.certificate.physics import Key
from optimizer.index import Label
from optimizer.inputs import Inputs
from optimizer.levelised.account import Levelised
from optimizer.levelised.booking import CATEGORIES
from optimizer.levelised.chain_table import Data, array, chain_data, mean

if TYPE_CHECKING:
    import xarray as xr

Floats = NDArray[np.float64]
NODE, RELEASED = ("carrier", "region", "period"), ("gas", "stage")


def dataset(
    account: Levelised, inputs: Inputs, prices: Mapping[Key, Floats], emission_prices: Mapping[Key, float]
) -> xr.Dataset:
    """Unit values by (carrier, region, period), the closing table by entry, and the accounts of families.

    Args:
        account: unit values, and what they add up to.
        inputs: the case that was solved.
        prices: marginal price of each node over its clock, in money per carrier unit.
        emission_prices: what one more unit in each emission account costs, in money per gas unit.
    """
    import xarray as xr

    kept, money = _labels(account, inputs), inputs.case.options.money
    coords: dict[str, Any] = {**dict(zip(NODE, kept, strict=True)), "category": list(CATEGORIES)}
    if account.released:
        coords["gas"], coords["stage"] = (list(dict.fromkeys(column)) for column in zip(*account.released, strict=True))
    data = _units(account, kept, coords, prices, money) | _closing(account, coords, money)
    more, labels = chain_data(account.chains, prices, emission_prices, money)
    gases = {"gas": coords["gas"]} if "gas" in coords else {}
    return xr.Dataset(data, coords=coords).merge(xr.Dataset(more, coords=labels).reindex(gases, fill_value=0.0))


def _labels(account: Levelised, inputs: Inputs) -> list[list[Label]]:
    """Carriers, regions and periods that have a balance, in the order of the case."""
    there = [set(labels) for labels in zip(*account.nodes, strict=True)] or [set[Label]()] * 3
    return [[v for v in inputs.dimensions[n].labels if v in mine] for n, mine in zip(NODE, there, strict=True)]


def _units(
    account: Levelised,
    kept: Sequence[Sequence[Label]],
    coords: Mapping[str, Any],
    prices: Mapping[Key, Floats],
    money: str,
) -> Data:
    """What a unit of each carrier costs, is worth and emits."""
    at = tuple([labels.index(node[i]) for node in account.nodes] for i, labels in enumerate(kept))

    def spread(values: Floats) -> Floats:
        out = np.full((*map(len, kept), *values.shape[1:]), np.nan)
        out[at] = values
        return out

    cost = account.values[:, : len(CATEGORIES)]
    average = cost.sum(axis=1)
    price = np.array([mean(prices.get(node), account.weights.get(node)) for node in account.nodes])
    price = np.where(account.inflow > 0, price, np.nan)
    each = f"{money}/carrier_unit"
    data: Data = {
        "unit_cost": array((*NODE, "category"), spread(cost), each, "average cost of a unit, by category"),
        "unit_value": array(NODE, spread(average), each, "average cost of a unit"),
        "marginal_price": array(NODE, spread(price), each, "marginal price, weighted by what flows"),
        "scarcity_rent": array(NODE, spread(price - average), each, "marginal price less average cost"),
        "throughput": array(NODE, spread(account.inflow), "carrier_unit/year", "what flows in"),
    }
    if account.released:
        emitted = _by_gas(account, account.values, coords)
        footprint = np.where(account.inflow[:, None, None] > 0, emitted, np.nan)
        unit, meaning = "gas_unit/carrier_unit", "emissions behind a unit"
        data["unit_emission"] = array((*NODE, *RELEASED), spread(footprint), unit, meaning)
    return data


def _closing(account: Levelised, coords: Mapping[str, Any], money: str) -> Data:
    """The closing table: what is used, and what it costs and emits."""
    n, entry = len(CATEGORIES), ("entry",)
    closing = np.array([line.values for line in account.closing]).reshape(-1, n + len(account.released))
    data: Data = {
        name: array(entry, np.array([getattr(e, name) for e in account.closing], dtype=str), "", name)
        for name in ("line", "item", "location")
    }
    when = np.array([e.period for e in account.closing], dtype=np.int64)
    data["closing_period"] = array(entry, when, "", "period of the line")
    used = np.array([e.amount for e in account.closing], dtype=float)
    data["closing_amount"] = array(entry, used, "carrier_unit/year", "what is used")
    meaning = "cost a year of what is used, real, undiscounted"
    data["closing_cost"] = array(("entry", "category"), closing[:, :n], f"{money}/year", meaning)
    if account.released:
        emitted, meaning = _by_gas(account, closing, coords), "emissions a year behind what is used"
        data["closing_emission"] = array(("entry", *RELEASED), emitted, "gas_unit/year", meaning)
    return data


def _by_gas(account: Levelised, values: Floats, coords: Mapping[str, Any]) -> Floats:
    """The columns of emissions, by gas and stage of life."""
    where = tuple([coords[d].index(key[i]) for key in account.released] for i, d in enumerate(RELEASED))
    out = np.zeros((len(values), *(len(coords[d]) for d in RELEASED)))
    out[:, where[0], where[1]] = values[:, len(CATEGORIES) :]
    return out
