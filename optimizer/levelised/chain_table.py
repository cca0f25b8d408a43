"""The accounts of families as labelled data: what leaves a family, by form, and what enters it, by process."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
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
    if not any(chain.nodes for chain in chains.values()):
        return {}, {}
    columns = Columns.of(chains.values())
    forms, form_names = _forms(chains, columns, prices, money)
    made, made_names = _made(chains, columns, prices, emission_prices, money)
    return forms | made, {"form": form_names, "made": made_names, **columns.coordinates()}


@dataclass(frozen=True, eq=False)
class Columns:
    """The columns of all families together.

    Attributes:
        parts, released, origins: as of a `Chain`.
    """

    parts: list[Key]
    released: list[Key]
    origins: list[Key]

    @classmethod
    def of(cls, chains: Iterable[Chain]) -> Columns:
        every = list(chains)
        return cls(
            sorted({p for c in every for p in c.parts}, key=_order),
            list(dict.fromkeys((str(g), stage) for c in every for g, _ in c.released for stage in STAGES)),
            sorted({o for c in every for o in c.origins}, key=str),
        )

    @property
    def gases(self) -> list[str]:
        return list(dict.fromkeys(str(gas) for gas, _ in self.released))

    def coordinates(self) -> dict[str, Any]:
        """What each column is."""
        return {
            **{f"part_{n}": ("part", np.array([p[i] for p in self.parts], dtype=str)) for i, n in enumerate(PART)},
            **{
                f"origin_{n}": ("origin", np.array([o[i] for o in self.origins], dtype=str))
                for i, n in enumerate(PLACE)
            },
            **({"gas": self.gases, "chain_stage": list(STAGES)} if self.gases else {}),
        }

    def rows(
        self, name: str, labels: Mapping[str, Iterable[Label]], of: list[tuple[Chain, Floats]], money: str
    ) -> Data:
        """Labels, costs and emissions of rows, each with the chain that it is of."""
        data: Data = {}
        for label, values in labels.items():
            kind: Any = np.int64 if label == "period" else str
            data[f"{name}_{label}"] = array((name,), np.array(list(values), dtype=kind), "", label)
        costs = np.reshape([_spread(c.parts, values, self.parts) for c, values in of], (len(of), len(self.parts)))
        meaning = "average cost of a unit, by part"
        data[f"{name}_cost"] = array((name, "part"), costs, f"{money}/carrier_unit", meaning)
        if self.gases:
            behind = [_spread(c.released, values[len(c.parts) :], self.released) for c, values in of]
            shaped = np.reshape(behind, (len(of), len(self.gases), len(STAGES)))
            meaning, unit = "emissions behind a unit, by stage of the chain", "gas_unit/carrier_unit"
            data[f"{name}_emission"] = array((name, "gas", "chain_stage"), shaped, unit, meaning)
        return data


def _forms(
    chains: Mapping[str, Chain], columns: Columns, prices: Mapping[Key, Floats], money: str
) -> tuple[Data, list[str]]:
    """What leaves each family, one row a form, region and period; and the names of the rows."""
    rows = [(family, chain, i) for family, chain in chains.items() for i in range(len(chain.nodes))]
    nodes = [c.nodes[i] for _, c, i in rows]
    data = columns.rows(
        "form", {"family": [f for f, *_ in rows], **_columns(nodes)}, [(c, c.values[i]) for _, c, i in rows], money
    )
    used = [c.used[i] for _, c, i in rows]
    data["form_used"] = array(("form",), used, "carrier_unit/year", "what leaves the family")
    price = [mean(prices.get(n), c.hours.get(n)) for n, (_, c, _) in zip(nodes, rows, strict=True)]
    meaning = "marginal price, weighted by what leaves the family"
    data["form_price"] = array(("form",), price, f"{money}/carrier_unit", meaning)
    entered = [_spread(c.origins, c.values[i, len(c.parts) + len(c.released) :], columns.origins) for _, c, i in rows]
    shaped = np.reshape(entered, (len(rows), len(columns.origins)))
    meaning = "of a unit, what entered the family there, in the unit of its first form"
    data["form_origin"] = array(("form", "origin"), shaped, "1", meaning)
    return data, ["/".join(map(str, n)) for n in nodes]


def _made(
    chains: Mapping[str, Chain],
    columns: Columns,
    prices: Mapping[Key, Floats],
    emission_prices: Mapping[Key, float],
    money: str,
) -> tuple[Data, list[str]]:
    """What enters each family, one row a process, form, region and period; and the names of the rows."""
    rows = [(family, chain, step) for family, chain in chains.items() for step in chain.steps]
    labels = {
        "family": [f for f, *_ in rows],
        "item": [s.item for *_, s in rows],
        **_columns([s.node for *_, s in rows]),
    }
    data = columns.rows("made", labels, [(c, s.values) for _, c, s in rows], money)
    amounts = [s.amount for *_, s in rows]
    data["made_amount"] = array(("made",), amounts, "carrier_unit/year", "what enters the family")
    paid = np.array([at_prices(c, s, prices, emission_prices) for _, c, s in rows], dtype=float)
    meaning = "cost of a unit with what it takes and emits at marginal prices"
    data["made_at_prices"] = array(("made",), paid, f"{money}/carrier_unit", meaning)
    return data, ["/".join(map(str, (s.kind, s.item, *s.node))) for *_, s in rows]


def array(dims: tuple[str, ...], values: Any, unit: str, meaning: str) -> tuple[tuple[str, ...], Any, dict[str, str]]:
    """A variable of a dataset."""
    return dims, np.asarray(values), {"units": unit, "long_name": meaning}


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
