"""Lines to regions outside: price-taking trade at their inner end, up to what stands of them and less what they lose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from optimizer.case.checks.common import listed_in
from optimizer.case.convert import hours_of_year
from optimizer.case.fleets import carried
from optimizer.case.merge.origin import origin
from optimizer.case.merge.paths import Path, Rows, paths_of
from optimizer.case.model import Case
from optimizer.case.rows import tuples_of
from optimizer.errors import CaseError, Problem
from optimizer.units import pretty, round_trip

KEYS = ("carrier", "kind", "tier")


class Outside:
    """Rows of prices.csv in place of lines that lead out.

    Attributes:
        rows: a tier for each line, way and tier of the region outside.
        profiles: columns that they name.
        notes: lines that are left out, since nothing says for what there is to trade.
    """

    def __init__(self, case: Case, regions: Sequence[str]) -> None:
        self.case, self.regions = case, set(regions)
        self.periods = [float(p.label) for p in case.options.periods]
        self.parameters = paths_of(case.tables["parameters"], ("technology", "parameter"))
        self.per_km = case.tables["parameters"]["per_km"].tolist()
        table = case.tables["prices"]
        cells = [listed_in(cell) for cell in table["region"]]
        at = [i for i, of in enumerate(cells) for _ in of]
        self.prices = table.iloc[at].reset_index(drop=True).assign(region=[r for of in cells for r in of])
        self.tiers = paths_of(self.prices, KEYS)
        self.ceilings = paths_of(self.prices, KEYS, "limit_amount")
        self.out, self.profiles = Rows(self.prices), set[str]()
        self.notes: list[str] = []
        self.moved: list[tuple[str, str, str]] = []  # carrier, from outside, to inner end
        self._lines()
        self.rows = self.out.frame()

    def _lines(self) -> None:
        technologies = {t.technology: t for t in tuples_of(self.case.tables["technologies"])}
        dropped = []
        for r in tuples_of(self.case.tables["routes"]):
            if (r.from_ in self.regions) == (r.to in self.regions):
                continue
            inner, outer = (r.from_, r.to) if r.from_ in self.regions else (r.to, r.from_)
            line = technologies[r.technology]
            ways = {"purchase": outer == r.from_, "sale": outer == r.to}
            open_ = [kind for kind, forward in ways.items() if forward or line.direction != "forward"]
            traded = [kind for kind in open_ if self._trade(line, r, kind, inner, outer)]
            if not traded:
                dropped.append(f"{r.technology} on {r.route}")
        if dropped:
            self.notes.append(f"lines outwards without a price outside are left out: {', '.join(dropped)}")

    def _trade(self, line: Any, route: Any, kind: str, inner: str, outer: str) -> bool:
        """The tiers of a carrier outside over one line; whether there are any."""
        carrier = line.reference
        tiers = [(key, of[outer]) for key, of in self.tiers.items() if key[:2] == (carrier, kind) and outer in of]
        cheapest_first = sorted(tiers, key=lambda t: t[1].mean(self.periods) * (1 if kind == "purchase" else -1))
        room = {
            y: self._capacity(line.technology, route.route, y) * self._carried(line, route, y) for y in self.periods
        }
        for key, path in cheapest_first:
            ceiling = self.ceilings.get(key, {}).get(outer)
            self._checked(path, ceiling)
            for y in self.periods:
                open_ = room[y] if ceiling is None else min(room[y], ceiling.at(y) / self._kept(line, route, kind, y))
                room[y] -= open_
                self._row(line, route, kind, inner, outer, key[2], path, y, open_)
        self.moved += [(carrier, outer, inner)] if tiers and kind == "purchase" else []
        return bool(tiers)

    def _checked(self, path: Path, ceiling: Path | None) -> None:
        row = self.prices.iloc[path.row]
        if ceiling is not None and (row["limit_yearly"] or row["limit_profile"] or row["limit_area"] == "together"):
            message = "trade with a region outside is limited in each step, by one number"
            line = None if pd.isna(row["_row"]) else int(row["_row"])
            raise CaseError(
                [Problem(message, str(row["_file"]), line, "limit", str(row["limit"]), "MW, without a profile")]
            )

    def _kept(self, line: Any, route: Any, kind: str, year: float) -> float:
        """What passes outside per unit of capacity used: what is sent there, or what arrives there."""
        left = 1.0 - self._of_line(line.technology, "loss", route, year)
        sent, arrives = (1.0, left) if line.measured == "sent" else (1.0 / left, 1.0)
        return sent if kind == "purchase" else arrives

    def _row(
        self, line: Any, route: Any, kind: str, inner: str, outer: str, tier: str, path: Path, year: float, open_: float
    ) -> None:
        left = 1.0 - self._of_line(line.technology, "loss", route, year)
        sent, arrives = (1.0, left) if line.measured == "sent" else (1.0 / left, 1.0)
        here, there = (arrives, sent) if kind == "purchase" else (sent, arrives)  # per unit of capacity used
        moving = self._of_line(line.technology, "transport_cost", route, year) / here
        price = path.at(year) * there / here
        cost = price + (moving if kind == "purchase" else -moving)
        limit = open_ * here * self._of_line(line.technology, "line_availability", route, year, 1.0)
        base = self.prices.iloc[path.row]
        profile, column = str(base["profile"]), f"{outer}_{base['profile']}"
        if profile and self.case.profiles is not None and column in self.case.profiles:
            profile = column
        if profile and moving:
            raise CaseError([self._unshaped(base, line.technology)])
        self.profiles |= {profile} if profile else set()
        name = f"{outer} by {line.technology} on {route.route}" + ("" if tier == "1" else f" {tier}")
        stated = round_trip(cost / path.scale) if path.scale else cost
        cells = {"region": inner, "tier": name, "year": year, "amount": cost, "value": stated, "profile": profile}
        unit = pretty(f"({self._unit(line.reference)})/hour")
        cells |= {"limit": limit, "limit_amount": limit, "limit_unit": unit, "limit_yearly": False}
        cells |= origin(self.out.told, path.rows_at(year), note=f"price of {outer}, less what is lost")
        self.out.keep(path.row, **cells, limit_profile="", limit_area="each")

    def _unshaped(self, base: pd.Series, technology: str) -> Problem:
        message = f"a price outside that follows a profile, over a line with a transport cost ('{technology}')"
        line = None if pd.isna(base["_row"]) else int(base["_row"])
        return Problem(message, str(base["_file"]), line, "profile", str(base["profile"]), "one of the two")

    def _unit(self, carrier: str) -> str:
        rows = self.case.tables["carriers"]
        return str(rows.loc[rows["carrier"] == carrier, "unit"].iloc[0])

    def _of_line(self, technology: str, name: str, route: Any, year: float, default: float = 0.0) -> float:
        of = self.parameters.get((technology, name), {})
        path = of.get(route.route) or of.get("")
        if path is None:
            return default
        return path.at(year) * (route.amount if self.per_km[path.row] else 1.0)

    def _carried(self, line: Any, route: Any, year: float) -> float:
        """What a unit of capacity carries: 1, or what the trips of a vehicle bring."""
        hours = hours_of_year(self.case.options, None if self.case.profiles is None else len(self.case.profiles))
        return carried(lambda name: self._of_line(line.technology, name, route, year) or None, route.amount, hours)

    def _capacity(self, technology: str, route: str, year: float) -> float:
        """What stands of a line: its path, or what was built and has not reached the end of its life."""
        table = self.case.tables["existing_capacity"]
        mine = table[(table["technology"] == technology) & (table["region"] == route)]
        aged = mine[mine["build_year"].notna()]
        lives = self.parameters.get((technology, "life"), {})
        life = lives.get(route) or lives.get("")
        total = sum(
            float(v)
            for built, v in zip(aged["build_year"], aged["amount"], strict=True)
            if life is None or year < built + life.at(built)
        )
        left = paths_of(mine[mine["build_year"].isna()], ("technology",))
        return float(total + sum(p.at(year) for of in left.values() for p in of.values()))

    def emissions(self, inner: pd.DataFrame) -> pd.DataFrame:
        """Factors of what is bought outside, where the inner end states none of its own."""
        table = self.case.tables["emissions"]
        bought = table["flow"] == "purchase"
        found = [table.iloc[0:0]]
        for carrier, outer, at in dict.fromkeys(self.moved):
            known = inner[(inner["flow"] == "purchase") & (inner["carrier"] == carrier)]
            if not known["region"].isin(["", at]).any():
                found.append(
                    table[bought & (table["carrier"] == carrier) & (table["region"] == outer)].assign(region=at)
                )
        rows = pd.concat(found, ignore_index=True)
        return rows.drop_duplicates(["carrier", "region", "gas", "sector", "stage", "account", "year"])
