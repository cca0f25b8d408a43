"""The accounts of families as labelled data: what leaves a family, by form, and what enters it, by process."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.certificate.physics import Key
from optimizer.index import Label
from optimizer.levelised.steps import OWN, STAGES, Chain, Step

Floats = NDArray[np.float64]
PART, PLACE = ("stage", "source", "item"), ("item", "region")
Data = dict[str, tuple[tuple[str, ...], Any, dict[str, str]]]


def chain_data(
    chains: Mapping[str, Chain], prices: Mapping[Key, Floats], emission_prices: Mapping[Key, float], money: str
) -> tuple[Data, dict[str, Any]]:
    """Variables and coordinates; none where no carrier is of a family.

    Args:
        chains: the account of each family.
        prices: marginal price of each node over its clock, in money per carrier unit.
        emission_prices: what one more unit in each emission account costs, in money per gas unit.
        money: unit of money.
    """
    forms = [(family, chain, i) for family, chain in chains.items() for i in range(len(chain.nodes))]
    made = [(family, chain, step) for family, chain in chains.items() for step in chain.steps]
    if not forms:
        return {}, {}
    parts = sorted({p for c in chains.values() for p in c.parts}, key=_order)
    released = list(dict.fromkeys((str(g), stage) for c in chains.values() for g, _ in c.released for stage in STAGES))
    origins = sorted({o for c in chains.values() for o in c.origins}, key=str)
    gases, each = list(dict.fromkeys(g for g, _ in released)), f"{money}/carrier_unit"
    data: Data = {}

    def add(name: str, values: Any, unit: str, meaning: str, *more: str) -> None:
        data[name] = ((name.partition("_")[0], *more), np.asarray(values), {"units": unit, "long_name": meaning})

    def add_rows(name: str, labels: Mapping[str, Iterable[Label]], of: list[tuple[Chain, Floats]]) -> None:
        """Labels, costs and emissions of rows."""
        for column, values in labels.items():
            kind: Any = np.int64 if column == "period" else str
            add(f"{name}_{column}", np.array(list(values), dtype=kind), "", column)
        costs = [_spread(chain.parts, values, parts) for chain, values in of]
        add(f"{name}_cost", np.reshape(costs, (len(of), len(parts))), each, "average cost of a unit, by part", "part")
        if gases:
            behind = [_spread(c.released, values[len(c.parts) :], released) for c, values in of]
            shaped = np.reshape(behind, (len(of), len(gases), len(STAGES)))
            meaning = "emissions behind a unit, by stage of the chain"
            add(f"{name}_emission", shaped, "gas_unit/carrier_unit", meaning, "gas", "chain_stage")

    nodes, steps = [c.nodes[i] for _, c, i in forms], [(c, s) for _, c, s in made]
    add_rows("form", {"family": [f for f, *_ in forms], **_columns(nodes)}, [(c, c.values[i]) for _, c, i in forms])
    add("form_used", [c.used[i] for _, c, i in forms], "carrier_unit/year", "what leaves the family")
    price = [mean(prices.get(n), c.hours.get(n)) for n, (_, c, _) in zip(nodes, forms, strict=True)]
    add("form_price", price, each, "marginal price, weighted by what leaves the family")
    entered = [_spread(c.origins, c.values[i, len(c.parts) + len(c.released) :], origins) for _, c, i in forms]
    meaning = "of a unit, what entered the family there, in the unit of its first form"
    add("form_origin", np.reshape(entered, (len(forms), len(origins))), "1", meaning, "origin")
    labels = {
        "family": [f for f, *_ in made],
        "item": [s.item for _, s in steps],
        **_columns([s.node for _, s in steps]),
    }
    add_rows("made", labels, [(c, s.values) for c, s in steps])
    add("made_amount", [s.amount for _, s in steps], "carrier_unit/year", "what enters the family")
    paid = [at_prices(c, s, prices, emission_prices) for c, s in steps]
    meaning = "cost of a unit with what it takes and emits at marginal prices"
    add("made_at_prices", np.array(paid, dtype=float), each, meaning)
    coords: dict[str, Any] = {
        "form": ["/".join(map(str, n)) for n in nodes],
        "made": ["/".join(map(str, (s.kind, s.item, *s.node))) for _, s in steps],
        **{f"part_{n}": ("part", np.array([p[i] for p in parts], dtype=str)) for i, n in enumerate(PART)},
        **{f"origin_{n}": ("origin", np.array([o[i] for o in origins], dtype=str)) for i, n in enumerate(PLACE)},
    }
    return data, coords | ({"gas": gases, "chain_stage": list(STAGES)} if gases else {})


def _order(part: Key) -> tuple[int, str, str]:
    stage, source, item = map(str, part)
    return STAGES.index(stage), source, item


def _spread(columns: Sequence[Key], values: Floats, onto: Sequence[Key]) -> Floats:
    """The first of the values, which belong to some columns, on all columns."""
    out = np.zeros(len(onto))
    for column, value in zip(columns, values, strict=False):
        out[onto.index(column)] = value
    return out


def _columns(nodes: list[Key]) -> dict[str, Iterable[Label]]:
    return {name: [n[i] for n in nodes] for i, name in enumerate(("carrier", "region", "period"))}


def at_prices(chain: Chain, step: Step, prices: Mapping[Key, Floats], emission_prices: Mapping[Key, float]) -> float:
    """What a unit costs whoever makes it and pays marginal prices for all that it takes and emits [money/carrier_unit].

    Its own cost, less what it paid for carbon, + units taken * price in the hours they are taken + emissions * price of their account.
    The yearly average of a carrier is not what an electrolyser that runs in cheap hours pays for it, and under a limit the average has
    no cost of carbon where the price has one.
    """
    parts = zip(chain.parts, step.values, strict=False)
    cost = sum(float(v) for (stage, source, _), v in parts if source == OWN and stage != "carbon")
    for node, (units, rows) in step.draws.items():
        price = prices.get(node)
        weight = rows if rows.sum() > 0 or price is None else np.ones(len(price))
        cost += units * mean(price, weight) if units else 0.0
    return cost + sum(units * emission_prices.get(account, 0.0) for account, units in step.emits.items())


def mean(price: Floats | None, weight: Floats | None) -> float:
    """A price over the rows of a clock, weighted; not a number where nothing weighs."""
    if price is None or weight is None or not weight.sum() > 0:
        return float("nan")
    return float(price @ weight / weight.sum())
