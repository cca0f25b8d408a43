"""Where carriers are lost: in stores and on lines, with the region in which it happens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from optimizer.clock import Clock
from optimizer.index import Label
from optimizer.inputs.flows import Flows
from optimizer.inputs.world import clocked


@dataclass(frozen=True)
class Leak:
    """A flow of which a part is lost; `label` are its labels before those of the account."""

    label: tuple[Label, ...]
    technology: str
    carrier: str
    region: Label
    period: Label
    clock: Clock


class Leaks:
    """Stores and lines that lose something of what they hold or carry."""

    def __init__(self, flows: Flows) -> None:
        self.flows = flows

    def stores(self) -> Iterator[Leak]:
        stated = self.flows.assets.stated
        for (k, r, y), clock in clocked(self.flows.indexes["store_flows"]):
            given = {n: stated(str(k), n, str(r), int(y)) for n in ("charge_efficiency", "discharge_efficiency")}
            if any(v is not None and v < 1.0 for v in given.values()) or stated(str(k), "self_loss", str(r), int(y)):
                yield Leak((k,), str(k), self.flows.reference[str(k)], r, y, clock)

    def lines(self) -> Iterator[Leak]:
        """The sending region books what is lost on the way."""
        stated = self.flows.assets.stated
        for (k, i, way, y, c, r), clock in clocked(self.flows.indexes["departures"]):
            if stated(str(k), "loss", str(i), int(y)):
                yield Leak((k, i, way), str(k), str(c), r, y, clock)
