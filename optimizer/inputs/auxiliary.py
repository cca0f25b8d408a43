"""Ports of stores and lines: what charging, discharging and moving take or give beside what is stored or moved."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.clock import Clock
from optimizer.index import Index, Label, Values
from optimizer.inputs.assets import Assets
from optimizer.inputs.world import Lookup, Series, World, clocked

FINEST = ("hour", "day", "year")
Key = tuple[Label, ...]
RATIO = "carrier_unit/activity_unit"
STORE = {
    "charge": ("charge", RATIO),
    "discharge": ("discharge", RATIO),
    "standing": ("capacity", "carrier_unit/hour/capacity_unit"),
}
"""Of a store: what a port is an amount of, and the unit of its ratio."""


@dataclass(frozen=True)
class Port:
    """What a unit of a flow takes (sign -1) or gives (+1) of a carrier.

    Attributes:
        per: 'charge', 'discharge' or (an hour of) 'capacity' of a store; 'forward', 'backward' or 'flow' (both) of a line.
        at: the end of the flow where a line takes it, 'start' or 'end'; '' for a store.
    """

    technology: str
    carrier: str
    per: str
    at: str
    sign: float
    amount: Series


class Auxiliary:
    """Ports of stores and lines, and what follows from them."""

    def __init__(self, w: World, assets: Assets) -> None:
        self.w, self.assets = w, assets
        lines = {t.technology for t in w.technologies("line")}
        stores = {t.technology for t in w.technologies("store")}
        rows = w.table("ports")
        rows = rows[rows["technology"].isin(lines | stores)].assign(region="")
        keys = ["technology", "carrier", "direction", "per", "at"]
        amounts = Lookup(rows, keys)
        self.ports: dict[str, list[Port]] = {}
        for k, c, direction, per, at in rows.drop_duplicates(keys)[keys].itertuples(index=False, name=None):
            amount, sign = amounts.one(k, c, direction, per, at, place=""), 1.0 if direction == "out" else -1.0
            assert amount is not None
            where = (per or "flow", at or "start") if k in lines else (per, "")
            self.ports.setdefault(k, []).append(Port(k, c, *where, sign, amount))

    def finest(self, technology: Label, period: Label, own: Clock) -> Clock:
        """The clock of a flow: its own, or that of a port's carrier if that is finer (as for converters)."""
        ports = self.ports.get(str(technology), [])
        others = [self.w.clock(self.w.clock_name(port.carrier), period) for port in ports]
        return min([own, *others], key=lambda clock: FINEST.index(clock.name))

    def of_stores(self, flows: Index) -> tuple[dict[str, Index], dict[str, Values]]:
        """`charge_ports`, `discharge_ports` and `standing_ports`, with their ratios."""
        indexes, values = {}, {}
        for way, (per, unit) in STORE.items():
            found: dict[Key, Clock] = {}
            ratios: dict[Key, float] = {}
            for (k, r, y), clock in clocked(flows):
                for port in [port for port in self.ports.get(str(k), []) if port.per == per]:
                    found[k, port.carrier, r, y] = clock
                    ratios[k, port.carrier, y] = 0.0
            for k, c, y in ratios:
                mine = [port for port in self.ports[str(k)] if (port.per, port.carrier) == (per, c)]
                ratios[k, c, y] = sum(port.sign * port.amount.at(int(y)) for port in mine)
            dims = ("technology", "carrier", "region", "period")
            indexes[f"{way}_ports"] = self.w.index(dims, found, list(found.values()))
            values[f"{way}_port_ratio"] = self._ratio(way, ("technology", "carrier", "period"), ratios, unit)
        return indexes, values

    def of_lines(self, flows: Index) -> tuple[dict[str, Index], dict[str, Values]]:
        """`start_ports` and `end_ports`: what a flow takes or gives where it starts and where it ends, and the ratios."""
        indexes, values = {}, {}
        for at in ("start", "end"):
            found: dict[Key, Clock] = {}
            ratios: dict[Key, float] = {}
            for (k, i, way, y), clock in clocked(flows):
                here = self.assets.ends_of(k, i, way)[at == "end"]
                for port in self.ports.get(str(k), []):
                    if port.at == at and port.per in ("flow", way):
                        key = (k, i, way, port.carrier, y)
                        length = self.assets.lengths[k, i] if port.amount.per_km else 1.0
                        ratios[key] = ratios.get(key, 0.0) + port.sign * port.amount.at(int(y)) * length
                        found[k, i, way, y, port.carrier, here] = clock
            dims = ("technology", "route", "direction", "period", "carrier", "region")
            indexes[f"{at}_ports"] = self.w.index(dims, found, list(found.values()))
            values[f"{at}_port_ratio"] = self._ratio(
                at, ("technology", "route", "direction", "carrier", "period"), ratios
            )
        return indexes, values

    def _ratio(self, where: str, dims: tuple[str, ...], ratios: dict[Key, float], unit: str = RATIO) -> Values:
        return Values.of(f"{where}_port_ratio", self.w.index(dims, ratios), list(ratios.values()), unit)
