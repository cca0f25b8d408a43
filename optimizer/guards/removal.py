"""Removal of emissions that takes nothing and has no end."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from optimizer.guards.building import Builds
from optimizer.guards.guard import Guard, row_of
from optimizer.guards.rates import Rates, by_label, single
from optimizer.index import Label


def free_removal(rates: Rates) -> Iterator[Guard]:
    """Converters that remove a gas without any input and without limit; carriers that remove when bought, sold or dumped."""
    inputs = rates.inputs
    told: set[tuple[str, Label]] = set()
    takes = {k for (k, *_), ratio in single(inputs.values["port_ratio"]).items() if ratio < 0}
    unlimited = {k for k, *_ in Builds.of(rates).unlimited}
    for label, released in rates.emits["activity"].items():
        k, r, y = label
        gas = _removed(released)
        if not gas or k in takes or ("activity", k) in told or k not in unlimited or label in rates.counted["activity"]:
            continue
        told.add(("activity", k))
        row = row_of(inputs, "emissions", flow="activity", technology=k, gas=gas, region=r)
        text = f"{k} removes {gas} in {r} ({y}) without any input, and nothing limits how much of it is built"
        yield Guard(text, row)
    dumped = set(inputs.indexes["surplus"].tuples())
    for flow in ("purchase", "sale", "surplus"):
        limits = {} if flow == "surplus" else by_label(inputs.values[f"{flow}_limit"])
        for label, released in rates.emits[flow].items():
            gas, carrier = _removed(released), label[0]
            ends = label in limits and bool(np.isfinite(limits[label][0]).all())
            if not gas or ends or (flow, carrier) in told or label in rates.counted[flow]:
                continue
            if flow == "purchase" and (carrier, label[1], label[-1]) not in dumped:
                continue  # what is bought is used up somewhere
            told.add((flow, carrier))
            row = row_of(inputs, "emissions", flow=flow, carrier=carrier, gas=gas, region=label[1])
            also = " and may be dumped" if flow == "purchase" else ""
            yield Guard(
                f"each {flow} of {carrier} removes {gas}{also}, without limit, in {label[1]} ({label[-1]})", row
            )


def _removed(released: list[tuple[tuple[Label, ...], float]]) -> str:
    """The first gas of which more is removed than released."""
    net: dict[Label, float] = {}
    for (gas, *_), factor in released:
        net[gas] = net.get(gas, 0.0) + factor
    return next((str(gas) for gas, factor in net.items() if factor < 0), "")
