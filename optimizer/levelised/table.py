"""The account as labelled data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from optimizer.certificate.physics import Key
from optimizer.index import Label
from optimizer.inputs import Inputs
from optimizer.levelised.account import Levelised
from optimizer.levelised.booking import CATEGORIES
from optimizer.levelised.chain_table import chain_data, mean

if TYPE_CHECKING:
    import xarray as xr

Floats = NDArray[np.float64]
NODE = ("carrier", "region", "period")


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

    there = [set(labels) for labels in zip(*account.nodes, strict=True)] or [set[Label]()] * 3
    kept = [[v for v in inputs.dimensions[n].labels if v in mine] for n, mine in zip(NODE, there, strict=True)]
    at = tuple([labels.index(node[i]) for node in account.nodes] for i, labels in enumerate(kept))

    def spread(values: Floats) -> Floats:
        out = np.full((*map(len, kept), *values.shape[1:]), np.nan)
        out[at] = values
        return out

    money, n = inputs.case.options.money, len(CATEGORIES)
    cost = account.values[:, :n]
    average = cost.sum(axis=1)
    price = np.array([mean(prices.get(node), account.weights.get(node)) for node in account.nodes])
    price = np.where(account.inflow > 0, price, np.nan)
    each = f"{money}/carrier_unit"
    data: dict[str, Any] = {
        "unit_cost": _array((*NODE, "category"), spread(cost), each, "average cost of a unit, by category"),
        "unit_value": _array(NODE, spread(average), each, "average cost of a unit"),
        "marginal_price": _array(NODE, spread(price), each, "marginal price, weighted by what flows"),
        "scarcity_rent": _array(NODE, spread(price - average), each, "marginal price less average cost"),
        "throughput": _array(NODE, spread(account.inflow), "carrier_unit/year", "what flows in"),
    }
    closing = np.array([line.values for line in account.closing]).reshape(-1, n + len(account.released))
    for name in ("line", "item", "location"):
        data[name] = _array(("entry",), np.array([getattr(e, name) for e in account.closing], dtype=str), "", name)
    when = np.array([e.period for e in account.closing], dtype=np.int64)
    data["closing_period"] = _array(("entry",), when, "", "period of the line")
    used = np.array([e.amount for e in account.closing], dtype=float)
    data["closing_amount"] = _array(("entry",), used, "carrier_unit/year", "what is used")
    worth = "cost a year of what is used, real, undiscounted"
    data["closing_cost"] = _array(("entry", "category"), closing[:, :n], f"{money}/year", worth)
    coords: dict[str, Any] = {**dict(zip(NODE, kept, strict=True)), "category": list(CATEGORIES)}
    if account.released:
        coords["gas"], coords["stage"] = (list(dict.fromkeys(column)) for column in zip(*account.released, strict=True))
        where = tuple([coords[d].index(key[i]) for key in account.released] for i, d in enumerate(("gas", "stage")))

        def by_gas(values: Floats) -> Floats:
            out = np.zeros((len(values), len(coords["gas"]), len(coords["stage"])))
            out[:, where[0], where[1]] = values[:, n:]
            return out

        dims, unit = ("gas", "stage"), "gas_unit/carrier_unit"
        footprint = np.where(account.inflow[:, None, None] > 0, by_gas(account.values), np.nan)
        data["unit_emission"] = _array((*NODE, *dims), spread(footprint), unit, "emissions behind a unit")
        behind = "emissions a year behind what is used"
        data["closing_emission"] = _array(("entry", *dims), by_gas(closing), "gas_unit/year", behind)
    more, labels = chain_data(account.chains, prices, emission_prices, money)
    gases = {"gas": coords["gas"]} if "gas" in coords else {}
    return xr.Dataset(data, coords=coords).merge(xr.Dataset(more, coords=labels).reindex(gases, fill_value=0.0))


def _array(dims: tuple[str, ...], values: Any, unit: str, meaning: str) -> tuple[Any, ...]:
    return dims, values, {"units": unit, "long_name": meaning}
