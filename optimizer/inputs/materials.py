"""What plant is made of: carriers that building takes and that retirement gives back, and what is retired."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from optimizer.clock import Clock
from optimizer.finance import alive_share
from optimizer.index import Index, Label, Values
from optimizer.inputs.assets import INFINITE, Assets
from optimizer.inputs.plant import Plant
from optimizer.inputs.world import Lookup, World

Key = tuple[Label, ...]
FLOW = ("technology", "carrier", "location", "region", "vintage", "period")


class Materials:
    """Labels and numbers of build inputs, scrap and retirement."""

    def __init__(self, w: World, assets: Assets) -> None:
        self.w, self.assets = w, assets
        self.order: dict[Label, int] = {p.label: i for i, p in enumerate(w.periods)}
        self.rows = w.table("build_inputs")
        self.contents = {way: self._contents(way) for way in ("in", "out")}
        self.added = self._retirements()
        self.draws = [
            (k, c, place, r, v, v)
            for k, c, place, v in self.contents["in"]
            if v in self.order
            for r in self._regions(k, place)
        ]
        of: dict[Key, list[Label]] = {}
        for k, c, place, v in self.contents["out"]:
            of.setdefault((k, place, v), []).append(c)
        self.returns = [
            (k, c, place, r, v, y)
            for k, place, v, y in self.added
            for c in of.get((k, place, v), [])
            for r in self._regions(k, place)
        ]

    @property
    def touched(self) -> set[tuple[Label, Label, int]]:
        """(carrier, region, period) of every balance that materials enter."""
        return {(c, r, int(y)) for _, c, _, r, _, y in [*self.draws, *self.returns]}

    def _regions(self, technology: Label, place: Label) -> tuple[Label, ...]:
        """The region of plant, or both ends of a line."""
        return self.assets.ends.get((technology, place), (place,))

    def _contents(self, way: str) -> dict[Key, float]:
        """Carrier per capacity of each vintage, at the year it is built."""
        rows = self.rows[self.rows["direction"] == way]
        lookup = Lookup(rows.assign(region=""), ["technology", "carrier"])
        out: dict[Key, float] = {}
        for k, c in rows.drop_duplicates(["technology", "carrier"])[["technology", "carrier"]].itertuples(index=False):
            series = lookup.one(k, c, place="")
            assert series is not None
            for p in [p for p in self.assets.plants if p.technology == k]:
                length = self.assets.lengths[k, p.location] if series.per_km else 1.0
                out[k, c, p.location, p.vintage] = series.at(p.stated_for) * length
        return out

    # -- retirement ---------------------------------------------------------------------------------------
    def _retirements(self) -> dict[Key, float]:
        """(technology, place, vintage, period) in which something may be retired, and the share of the build it adds."""
        emitting = self.w.table("emissions")
        used = {*(k for k, *_ in self.contents["out"]), *emitting.loc[emitting["flow"] == "retirement", "technology"]}
        kept = {(k, place, v, y) for k, _, place, v, _, y in self.assets.retrofits.kept}
        out: dict[Key, float] = {}
        for plant in [p for p in self.assets.plants if p.technology in used]:
            shares, added = self.assets.shares[plant.key], self._added(plant)
            stands = [s > 0 or (*plant.key, y) in kept for s, y in zip(shares, self.order, strict=True)]
            for y, i in self.order.items():
                if added[i] > 0 or stands[i] or (i and stands[i - 1]):
                    out[(*plant.key, y)] = added[i]
        return out

    def _added(self, p: Plant) -> list[float]:
        """Share of a build that each period adds to what stands: what stood before the horizon, and what is commissioned."""
        periods = self.w.periods
        if p.path:
            return [p.path[0], *(max(b - a, 0.0) for a, b in pairwise(p.path))]
        if not p.years:
            return [self.assets.share_at_start(p, 0), *(0.0 for _ in periods[1:])]
        rule, parts = self.w.case.options.conventions, self.assets.commissioned(p)
        come = [float(np.mean([alive_share(rule, t, INFINITE, y.first_year, y.years) for t in parts])) for y in periods]
        return [b - a for a, b in pairwise([0.0, *come])]

    # -- hand-over ----------------------------------------------------------------------------------------
    def indexes(self, clock: Callable[[Label, Label], Clock]) -> dict[str, Index]:
        index = self.w.index
        return {
            "retirements": index(("technology", "location", "vintage", "period"), self.added),
            "build_draws": index(FLOW, self.draws, [clock(label[1], label[-1]) for label in self.draws]),
            "scrap_returns": index(FLOW, self.returns, [clock(label[1], label[-1]) for label in self.returns]),
        }

    def values(self) -> dict[str, Values]:
        w, content = self.w, ("technology", "carrier", "location", "vintage")
        ends: dict[Key, float] = {
            (place, r): 1.0 / len(self._regions(k, place)) for k, _, place, r, *_ in [*self.draws, *self.returns]
        }
        put: dict[str, tuple[tuple[str, ...], dict[Key, float], str]] = {
            "build_content": (content, self.contents["in"], "carrier_unit/capacity_unit"),
            "scrap_content": (content, self.contents["out"], "carrier_unit/capacity_unit"),
            "material_share": (("location", "region"), ends, "dimensionless"),
            "capacity_added_share": (("technology", "location", "vintage", "period"), self.added, "dimensionless"),
            "year_hours": (
                ("period",),
                {(y,): float(w.clocks[y].year.hours_per_year.sum()) for y in self.order},
                "hour/year",
            ),
        }
        return {
            name: Values.of(name, w.index(dims, numbers), list(numbers.values()), unit)
            for name, (dims, numbers, unit) in put.items()
        }
