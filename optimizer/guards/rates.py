"""What a unit of a flow costs in its year, levies included, and whether a policy limits it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.clock import Clock
from optimizer.index import Label, Values
from optimizer.inputs import Inputs

Floats = NDArray[np.float64]
Key = tuple[Label, ...]
ACCOUNT = ("gas", "sector", "stage", "region", "period")
FLOWS: Mapping[str, tuple[str, ...]] = {
    "activity": ("technology", "region", "period"),
    "port_use": ("technology", "carrier", "region", "period"),
    "purchase": ("carrier", "region", "tier", "period"),
    "sale": ("carrier", "region", "tier", "period"),
    "surplus": ("carrier", "region", "period"),
    "capacity": ("technology", "location", "period"),
    "build": ("technology", "location", "vintage"),
}
"""Labels of what policies count or levy and of what emits."""


def by_label(values: Values) -> dict[Key, tuple[Floats, Clock | None]]:
    """Numbers by label, each over its clock, and that clock."""
    out: dict[Key, tuple[Floats, Clock | None]] = {}
    for block, array in zip(values.index.blocks, values.arrays, strict=True):
        whole = np.broadcast_to(array, (len(block.codes), array.shape[1] if block.clock is None else len(block.clock)))
        out.update(
            (label, (row, block.clock)) for label, row in zip(values.index.tuples_of(block.codes), whole, strict=True)
        )
    return out


def single(values: Values) -> dict[Key, float]:
    """Numbers without time by label."""
    return {label: float(row[0]) for label, (row, _) in by_label(values).items()}


class Rates:
    """Levies on flows and plant, direct and through their emissions, and what limits count."""

    def __init__(self, inputs: Inputs) -> None:
        self.inputs = inputs
        self.made: dict[str, Any] = {}  # what several guards work out of the rates, once
        self.direct: dict[str, dict[Key, float]] = {}
        self.counted: dict[str, set[Key]] = {}
        for family in ("emission", *FLOWS):
            levied, counted = (inputs.values.get(f"{family}_{use}") for use in ("levied", "counted"))
            self.direct[family] = {}
            for label, rate in ({} if levied is None else single(levied)).items():
                self.direct[family][label[1:]] = self.direct[family].get(label[1:], 0.0) + rate
            self.counted[family] = set() if counted is None else {label[3:] for label in counted.index.tuples()}
        for kind in ("purchase", "sale"):  # ceilings of a year, or of several regions, are no bound of the flow
            for ceiling in ("shared", "yearly"):
                flows = inputs.indexes.get(f"{kind}_{ceiling}_flows")
                self.counted[kind] |= set() if flows is None else {label[:4] for label in flows.tuples()}
        self.elsewhere = any(
            values.index.size
            for name, values in inputs.values.items()
            if name.endswith(("_emission_counted", "_emission_levied"))
        )
        self.emits = {flow: dict(self._emissions(flow)) for flow in FLOWS}

    def _emissions(self, flow: str) -> Iterator[tuple[Key, list[tuple[Key, float]]]]:
        """Accounts and factors of a flow by its label."""
        factors = self.inputs.values.get(f"{flow}_emission_factor")
        found: dict[Key, list[tuple[Key, float]]] = {}
        for label, factor in ({} if factors is None else single(factors)).items():
            assert factors is not None
            at: dict[str, Label] = dict(zip(factors.index.names, label, strict=True))
            at |= {"location": at["region"], "vintage": at["period"]}
            key = tuple(at[n] for n in FLOWS[flow])
            if factor:
                found.setdefault(key, []).append((tuple(at[n] for n in ACCOUNT), factor))
        yield from found.items()

    def subsidy(self, flow: str, label: Key) -> float:
        """Tax (+) or subsidy (-) on a unit."""
        return self.direct[flow].get(label, 0.0)

    def on_emissions(self, flow: str, label: Key) -> float:
        """What the emissions of a unit cost."""
        return sum(f * self.direct["emission"].get(account, 0.0) for account, f in self.emits[flow].get(label, []))

    def levy(self, flow: str, label: Key) -> float:
        """Everything that is paid on a unit beside its price."""
        return self.subsidy(flow, label) + self.on_emissions(flow, label)

    def held(self, flow: str, label: Key) -> bool:
        """Whether a limit counts it, directly or by what it emits; trade, also if accounts elsewhere are limited or priced."""
        accounts = [account for account, _ in self.emits[flow].get(label, [])]
        if flow in ("purchase", "sale") and self.elsewhere:
            return True
        return label in self.counted[flow] or any(a in self.counted["emission"] for a in accounts)
