"""Prices of merged regions: means by demand, ceilings that add up, and ceilings that regions share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from optimizer.case.checks.common import listed_in
from optimizer.case.merge.groups import APART
from optimizer.case.merge.merging import Merging
from optimizer.case.merge.paths import Path, Points, Rows, added, averaged, paths_of, template, years_of

KEYS = ("carrier", "kind", "tier")
EVERYWHERE = ""


def prices(m: Merging) -> pd.DataFrame:
    """Every tier of prices.csv.

    A row that says nothing of regions stays, unless its ceiling holds for each region: that of a merged one is the sum. What is
    offered in some members is offered in the merged region, at the mean of their prices and the sum of their ceilings.
    """
    rows = m.tables["prices"]
    cells = [listed_in(cell) or [EVERYWHERE] for cell in rows["region"]]
    at = [i for i, of in enumerate(cells) for _ in of]
    exploded = rows.iloc[at].reset_index(drop=True).assign(region=[r for of in cells for r in of])
    together = exploded["limit_area"] == "together"
    out = Rows(exploded)
    limits = paths_of(exploded, KEYS, "limit_amount")
    named = rows["region"].tolist()
    for key, of in paths_of(exploded, KEYS).items():
        shared = {r: named[at[p.row]] for r, p in of.items() if together[p.row]}
        _Tier(m, exploded, out, str(key[0]), " ".join(map(str, key)), of, limits.get(key, {}), shared).put()
    return out.frame()


@dataclass(frozen=True)
class _Offer:
    """Rows of a price to be written: at a region, put together of the prices of some places.

    Attributes:
        like: the price whose row new ones are made like.
        region: where it is offered; empty: everywhere.
        places, paths: where it is stated, and the prices stated there.
        word: the shape of the price.
        shared: whether its ceiling holds for its regions together.
    """

    like: Path
    region: str
    points: Points
    places: list[str]
    paths: list[Path]
    word: str
    shared: bool = False


class _Tier:
    """One tier of a carrier, bought or sold: who offers it, for how much, and how much of it."""

    def __init__(
        self,
        m: Merging,
        rows: pd.DataFrame,
        out: Rows,
        carrier: str,
        name: str,
        of: Mapping[str, Path],
        limits: Mapping[str, Path],
        shared: Mapping[str, str],
    ) -> None:
        self.m, self.rows, self.out, self.carrier, self.name = m, rows, out, carrier, name
        self.of, self.limits, self.shared = of, limits, shared

    def put(self) -> None:
        self._shared()
        alone = {r: p for r, p in self.of.items() if r not in self.shared}
        whole = alone.get(EVERYWHERE)
        adds_up = whole is not None and EVERYWHERE in self.limits
        if whole is not None and not adds_up:
            self._rows(
                _Offer(whole, EVERYWHERE, whole.points, [EVERYWHERE], [whole], self._everywhere(whole, EVERYWHERE))
            )
        for merged, members in self.m.groups.members.items():
            offers = {r: path for r in members if (path := alone.get(r) or whole) is not None}
            if offers and (adds_up or any(r in alone for r in members)):
                self._each(merged, members, offers)

    def _shared(self) -> None:
        """A ceiling that regions share: they stay together, and no merged region is among them with a part."""
        m = self.m
        for area in dict.fromkeys(self.shared.values()):
            regions = listed_in(area)
            row = self.of[regions[0] if regions else EVERYWHERE].row
            others = [r for r in self.of if r and self.shared.get(r) != area]
            left = m.parts(regions) if regions else m.parts(others)
            for merged in left:
                message = f"a ceiling that regions share names only part of the merged region '{merged}'"
                allowed = f"its members together: {', '.join(m.groups.members[merged])}, or {APART}"
                m.wrong(self.rows, row, "region", message, area or f"all but {', '.join(others)}", allowed)
            path = self.of[regions[0] if regions else EVERYWHERE]
            region, places = m.mapped(regions), regions[:1] or [EVERYWHERE]
            self._rows(_Offer(path, region, path.points, places, [path], self._everywhere(path, region), shared=True))

    def _each(self, merged: str, members: list[str], offers: Mapping[str, Path]) -> None:
        m, kind = self.m, self.rows["kind"].iloc[next(iter(offers.values())).row]
        if len(offers) < len(members) and kind in ("unmet", "surplus"):
            message = f"the price of {kind} names only part of the merged region '{merged}'"
            row, missing = next(iter(offers.values())).row, [r for r in members if r not in offers]
            m.wrong(
                self.rows, row, "region", message, ", ".join(offers), f"rows of {', '.join(missing)} too, or {APART}"
            )
        if len(offers) < len(members):
            m.notes.append(f"{self.name} is offered in {', '.join(offers)} alone, and thereby in all of {merged}")
        places, paths = list(offers), list(offers.values())
        weights = m.weights.carrier(self.carrier, places)
        means = [w * p.mean(m.periods) for w, p in zip(weights, paths, strict=True)]
        words = [self.rows["profile"].iloc[p.row] for p in paths]
        word = m.shapes.use(self.name, merged, list(zip(places, words, means, strict=True)))
        self._rows(_Offer(template(paths), merged, averaged(paths, weights), places, paths, word))

    def _everywhere(self, path: Path, region: str) -> str:
        """The shape of a row that holds in several regions, mixed in each of them by what is demanded."""
        m, profile = self.m, str(self.rows["profile"].iloc[path.row])
        word = profile
        for merged in (listed_in(region) or m.groups.members) if profile else ():
            members = m.groups.members[merged]
            weights = m.weights.carrier(self.carrier, members)
            word = m.shapes.use(self.name, merged, [(r, profile, w) for r, w in zip(members, weights, strict=True)])
        return word

    def _rows(self, offer: _Offer) -> None:
        """Rows of a price with the ceiling of the places that offer it."""
        found = [self.limits.get(r) or self.limits.get(EVERYWHERE) for r in offer.places]
        ceilings = [p for p in found if p is not None]
        if ceilings and len(ceilings) == len(offer.places):
            self._with_ceiling(offer, ceilings)
            return
        if ceilings:
            self.m.notes.append(f"{self.name} in {offer.region} has no ceiling, since a member states none")
        free = {"limit": float("nan"), "limit_amount": float("nan"), "limit_yearly": False}
        self._put(offer, offer.points, offer.paths, **free, limit_unit="", limit_profile="")

    def _put(self, offer: _Offer, points: Points, paths: Sequence[Path], **cells: Any) -> None:
        self.out.put(offer.like, offer.region, points, offer.places, paths, profile=offer.word, **cells)

    def _with_ceiling(self, offer: _Offer, ceilings: list[Path]) -> None:
        m, rows = self.m, self.rows
        first = ceilings[0].row
        odd = next((p for p in ceilings if rows["limit_yearly"].iloc[p.row] != rows["limit_yearly"].iloc[first]), None)
        if odd is not None:
            message = f"ceilings of a step and of a year meet in the merged region '{offer.region}'"
            given, other = rows["limit_unit"].iloc[odd.row], rows["limit_unit"].iloc[first]
            m.wrong(rows, odd.row, "limit_unit", message, given, f"what measures the same as {other}")
            return
        words = [rows["limit_profile"].iloc[p.row] for p in ceilings]
        profile = words[0]
        if offer.shared:
            m.shapes.kept.add(profile)
        elif any(words):
            parts = [(r, w, p.mean(m.periods)) for r, w, p in zip(offer.places, words, ceilings, strict=True)]
            profile = m.shapes.use(f"ceiling of {self.name}", offer.region, parts)
        total, price = Path(added(ceilings), first, None), Path(offer.points, offer.like.row, None)
        scale = rows["limit_amount"].iloc[first] / rows["limit"].iloc[first] if rows["limit"].iloc[first] else 1.0
        told = {"limit_unit": rows["limit_unit"].iloc[first], "limit_profile": profile}
        told |= {
            "limit_area": rows["limit_area"].iloc[offer.like.row],
            "limit_yearly": rows["limit_yearly"].iloc[first],
        }
        for year in years_of([price, *ceilings]):
            amount = total.at(year)
            ceiling = {"limit_amount": amount, "limit": amount / scale}
            self._put(offer, [(year, price.at(year))], [*offer.paths, *ceilings], **told, **ceiling)
