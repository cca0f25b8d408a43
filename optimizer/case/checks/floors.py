"""Floors that nothing can reach: a policy, or a lower limit of a place, that asks for more plant than can ever stand.

What can stand is counted generously: all that was built before, no end of life, and all that potentials leave. What is not enough even
so makes the case infeasible, which a solve says without the table that is why.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from optimizer.case.checks.common import Found, Tables, at, at_year, grouped, listed_in, records, stated
from optimizer.case.checks.plant import places_of
from optimizer.case.schema import Options
from optimizer.case.text import listed

Row = dict[str, Any]
HOURS = 8784.0  # of the longest year
NEAR = 1e-6
PLANT, USE = ("capacity", "build"), ("activity", "output")


@dataclass(frozen=True)
class Room:
    """What can stand of each technology at each place.

    Attributes:
        grows: technologies that may be built, or come of others.
        changed: those that come of others, which no limit on builds bounds.
        stands: rows of existing_capacity.csv by technology and place; '' stands for every place.
        limits: rows of potentials.csv by technology, place and limit.
    """

    labels: tuple[int, ...]
    grows: set[str]
    changed: set[str]
    places: dict[str, set[str]]
    stands: dict[tuple[str, str], list[Row]]
    limits: dict[tuple[str, str, str], list[Row]]

    @classmethod
    def of(cls, tables: Tables, options: Options) -> Room:
        grows = {r["technology"] for r in records(tables, "technologies") if r["build"]}
        changed = {r["to"] for r in records(tables, "retrofits")}
        existing = grouped(records(tables, "existing_capacity"), ["technology", "region"])
        limits = grouped(records(tables, "potentials"), ["technology", "region", "limit"])
        return cls(
            tuple(p.label for p in options.periods),
            grows | changed,
            changed,
            places_of(tables),
            {(rows[0]["technology"], rows[0]["region"]): rows for rows in existing},
            {(rows[0]["technology"], rows[0]["region"], rows[0]["limit"]): rows for rows in limits},
        )

    def most(self, technology: str, place: str, year: int, quantity: str = "capacity") -> float:
        """The most that can stand, or be built, in a period."""
        standing = self._limit(technology, place, "capacity_max", year)
        if technology not in self.grows:
            return 0.0 if quantity == "build" else min(standing, self._stands(technology, place, year))
        if quantity == "build":
            return min(standing, self._limit(technology, place, "build_max", year))
        built = sum(self._limit(technology, place, "build_max", y) for y in self.labels if y <= year)
        return min(standing, self._stands(technology, place, year) + built)

    def _stands(self, technology: str, place: str, year: int) -> float:
        rows = self.stands.get((technology, place), []) + (self.stands.get((technology, ""), []) if place else [])
        path = [r for r in rows if not stated(r["build_year"])]
        built = float(sum(r["amount"] for r in rows if stated(r["build_year"])))
        return built + (at_year(path, year) if path else 0.0)

    def _limit(self, technology: str, place: str, limit: str, year: int) -> float:
        """An upper limit; one on builds holds from the first to the last year that it states, and not outside."""
        rows = self.limits.get((technology, place, limit)) or self.limits.get((technology, "", limit))
        if not rows:
            return math.inf
        years = [r["year"] for r in rows if stated(r["year"])]
        outside = bool(years) and not min(years) <= year <= max(years)
        free = limit == "build_max" and (outside or technology in self.changed)
        return math.inf if free else at_year(rows, year)

    def why(self, technologies: Sequence[str]) -> str:
        """What keeps them from being more."""
        fixed = [k for k in technologies if k not in self.grows]
        if not fixed:
            return "potentials.csv leaves no more"
        return f"{listed(fixed, 4)} may not be built (technologies.csv, build: no)"


def floors(tables: Tables, options: Options) -> Found:
    """Notes on policies and on rows of potentials."""
    room = Room.of(tables, options)
    rows = [r for r in records(tables, "policies") if r["on"]]
    for group in grouped(rows, ["id"]):
        if _is_floor(group[0], tables):
            yield from _of_policy(group, room)
    for row in records(tables, "potentials"):
        if row["limit"].endswith("_min") and row["amount"] > 0 and row["technology"] in room.places:
            yield from _of_place(row, room, row["limit"].removesuffix("_min"))


def _is_floor(row: Row, tables: Tables) -> bool:
    """Whether a policy asks for an amount of plant, or of the use of plant that is measured by its reference carrier."""
    technologies = listed_in(row["technology"])
    own = {
        r["technology"]: (r["reference"], r["capacity_unit"], r["kind"], r["capacity_of"])
        for r in records(tables, "technologies")
    }
    plain = row["kind"] in ("cap", "capacity", "activity") and row["sense"] in (">=", "=") and row["time"] == "each"
    if not plain or row["relative_to"] or row["coefficient"] or stated(row["overshoot_price"]) or not technologies:
        return False
    if any(k not in own or own[k][3] for k in technologies):
        return False
    if row["quantity"] in PLANT:
        return True
    counted = all(own[k][1:3] == ("", "converter") and row["carrier"] in ("", own[k][0]) for k in technologies)
    return row["quantity"] in USE and counted


def _of_policy(rows: list[Row], room: Room) -> Iterator[Any]:
    """The first year, and place, in which a policy asks for more than there can be."""
    first = rows[0]
    technologies, chosen = listed_in(first["technology"]), set(listed_in(first["region"]))
    begins, ends = ([r[column] for r in rows if stated(r[column])] for column in ("start", "end"))
    years = [r["year"] for r in rows if stated(r["year"])]
    begin = min(begins or (years if len(years) == len(rows) else []), default=-math.inf)
    every = {p for k in technologies for p in room.places[k]}
    places = sorted(every & chosen if chosen else every)
    quantity, by = (first["quantity"], 1.0) if first["quantity"] in PLANT else ("capacity", HOURS)
    for year in (y for y in room.labels if begin <= y <= max(ends, default=math.inf)):
        asked = at_year(rows, year)
        for own in ([p] for p in places) if first["area"] == "each" else [places]:
            most = by * sum(room.most(k, p, year, quantity) for k in technologies for p in own if p in room.places[k])
            if asked > most * (1 + NEAR) + NEAR:
                row = min(rows, key=lambda r: abs(r["year"] - year) if stated(r["year"]) else 0.0)
                least, room_for = (f"{_stated(row, v)} {row['unit']}" for v in (asked, most))
                where = f" in {own[0]}" if first["area"] == "each" else ""
                message = f"at least {least} is asked for in {year}{where}, and no more than {room_for} can be: {room.why(technologies)}"
                yield at(row, "value", message, f"{row['value']:g} {row['unit']}", f"at most {room_for}")
                return


def _of_place(row: Row, room: Room, quantity: str) -> Iterator[Any]:
    """A row of potentials; one on capacity holds in other years too, by those of its place, and is told in its own."""
    name, does = row["technology"], "be built" if quantity == "build" else "stand"
    for year in [y for y in room.labels if not stated(row["year"]) or y == row["year"]]:
        for place in [row["region"]] if row["region"] else sorted(room.places[name]):
            most = room.most(name, place, year, quantity)
            if row["amount"] > most * (1 + NEAR):
                room_for = f"{_stated(row, most)} {row['unit']}"
                message = (
                    f"more of '{name}' than can {does} in {place} in {year}, which is {room_for}: {room.why([name])}"
                )
                yield at(row, "value", message, f"{row['value']:g} {row['unit']}", f"at most {room_for}")
                return


def _stated(row: Row, amount: float) -> str:
    """An amount in the unit of a row."""
    return f"{amount * row['value'] / row['amount'] if row['amount'] else amount:.6g}"
