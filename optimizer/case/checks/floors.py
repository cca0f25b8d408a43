"""Floors that nothing can reach, told before a solve: above a ceiling of other rows, or of plant that may not be built.

They are notes: `h2opt diagnose` weighs them against all else that is asked for. A floor above the ceiling of the very same place and
year is an error (`plant.potentials`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from optimizer.case.checks.common import Found, Tables, at, grouped, listed_in, records, stated
from optimizer.case.checks.plant import places_of
from optimizer.case.schema import Options
from optimizer.errors import Problem
from optimizer.units import pretty

Row = dict[str, Any]
NEAR = 1e-9


def floors(tables: Tables, options: Options) -> tuple[str, ...]:
    """Notes on each of them, in the order of the tables; one for a pair of limits."""
    years = [p.label for p in options.periods]
    return tuple(str(p) for p in (*_above_ceilings(tables, years), *_of_policies(tables, years)))


def _above_ceilings(tables: Tables, years: Sequence[int]) -> Iterator[Problem]:
    """Of potentials: a floor above the ceiling that other rows state for the same place, and a floor of plant that is not built."""
    places, barred = places_of(tables), _barred(tables)
    limits: dict[tuple[str, str, str], list[Row]] = {}
    for row in records(tables, "potentials"):
        limits.setdefault((row["technology"], row["limit"], row["region"]), []).append(row)

    def rows_of(technology: str, limit: str, place: str) -> list[Row]:
        """Rows of the place itself or, where it has none, those of every place."""
        return limits.get((technology, limit, place)) or limits.get((technology, limit, ""), [])

    told: set[int] = set()
    for technology, limit, place in list(limits):
        if not limit.endswith("_min"):
            continue
        for where in [place] if place else sorted(places.get(technology, ())):
            low, high = rows_of(technology, limit, where), rows_of(technology, limit.replace("_min", "_max"), where)
            found = _crossed(low, high, years, built=limit.startswith("build"))
            if found is None and limit == "capacity_min":
                found = _not_built(low, barred.get(technology), _stands(tables, [technology], [where]), where, years)
            if found is not None and id(low) not in told:
                told.add(id(low))
                yield found


def _crossed(low: list[Row], high: list[Row], years: Sequence[int], *, built: bool) -> Problem | None:
    """The first period in which a floor is above a ceiling; none if both are of the same years, which is told as an error."""
    own = {r["year"] for r in low}
    for year in sorted(years, key=lambda y: y not in own):  # the year that a row states comes first
        if not high or (built and not (_covers(low, year) and _covers(high, year))):
            continue
        least, most = _at(low, year), _at(high, year)
        row, ceiling = _holding(low, year), _holding(high, year)
        alike = str(row["year"]) == str(ceiling["year"]) and row["region"] == ceiling["region"]
        if least > most + NEAR * abs(most) and not alike:
            message = (
                f"{_told(row, least)} in {year} is more than the upper limit of {_cited(ceiling, row)} for {_where(row, ceiling)}, "
                "so no plan can meet both"
            )
            return at(row, "value", message, _shown(row), f"at most {_told(row, most)}")
    return None


def _not_built(low: list[Row], barred: Row | None, stands: float, place: str, years: Sequence[int]) -> Problem | None:
    """A floor of plant that may not be built, above all that was built of it."""
    if barred is None:
        return None
    row = max(low, key=lambda r: float(r["amount"]))
    if max(_at(low, year) for year in years) <= stands * (1 + NEAR):
        return None
    message = (
        f"'{barred['technology']}' may not be built ({_cited(barred, row)}, build: no), and {_told(row, stands)} of it "
        f"stand in {place}, so no plan can meet it"
    )
    return at(row, "value", message, _shown(row), f"at most {_told(row, stands)}, or build: yes")


def _of_policies(tables: Tables, years: Sequence[int]) -> Found:
    """Of policies on capacity: a floor above all that stands of plant none of which may be built."""
    barred = _barred(tables)
    regions = [str(r) for r in tables["regions"]["region"]]
    rows = [r for r in records(tables, "policies") if r["on"] and stated(r["amount"])]
    for group in grouped(rows, ["id"]):
        row = max(group, key=lambda r: float(r["amount"]))
        names = listed_in(row["technology"])
        plain = (
            row["kind"] == "capacity"
            and row["quantity"] == "capacity"
            and not row["relative_to"]
            and not row["coefficient"]
        )
        if not plain or row["sense"] == "<=" or not names or any(k not in barred for k in names):
            continue
        within = listed_in(row["region"]) or regions
        for place in [[r] for r in within] if row["area"] == "each" else [within]:
            stands = _stands(tables, names, place)
            if any(_holds(group, y) and _at(group, y) > stands * (1 + NEAR) for y in years):
                where = "" if place == regions else f" in {', '.join(place)}"
                message = (
                    f"policy '{row['id']}' asks for plant that may not be built ({', '.join(names)}: build: no), and {_told(row, stands)} of "
                    f"it stand{where}, so no plan can meet it"
                )
                yield at(row, "value", message, _shown(row), f"at most {_told(row, stands)}, or build: yes")
                break


def _barred(tables: Tables) -> dict[str, Row]:
    """Technologies that may not be built, nor come of other plant."""
    becomes = {r["to"] for r in records(tables, "retrofits")}
    return {
        r["technology"]: r for r in records(tables, "technologies") if not r["build"] and r["technology"] not in becomes
    }


def _stands(tables: Tables, names: Sequence[str], places: Sequence[str]) -> float:
    """The most that can stand of existing plant, as if none of it aged."""
    total = 0.0
    rows = [r for r in records(tables, "existing_capacity") if r["technology"] in names and r["region"] in places]
    for group in grouped(rows, ["technology", "region", "pays"]):
        total += sum(r["amount"] for r in group if stated(r["build_year"]))
        total += max((r["amount"] for r in group if not stated(r["build_year"])), default=0.0)
    return total


def _holds(rows: list[Row], year: int) -> bool:
    """Whether a policy holds in a year: from its start, or its first year, to its end."""
    starts = [r["start"] for r in rows if stated(r["start"])]
    first = starts or [r["year"] if stated(r["year"]) else -math.inf for r in rows]
    return bool(min(first) <= year <= min((r["end"] for r in rows if stated(r["end"])), default=math.inf))


def _at(rows: list[Row], year: int) -> float:
    """What rows state for a year: straight between stated ones, level outside."""
    ordered = sorted(rows, key=lambda r: r["year"] if stated(r["year"]) else 0.0)
    years = [r["year"] if stated(r["year"]) else 0.0 for r in ordered]
    return float(np.interp(year, years, [r["amount"] for r in ordered]))


def _covers(rows: list[Row], year: int) -> bool:
    """Whether a year lies between those of rows, or a row has none."""
    years = [r["year"] for r in rows]
    return any(not stated(y) for y in years) or bool(min(years) <= year <= max(years))


def _holding(rows: list[Row], year: int) -> Row:
    """The row of a year, or the last before it, or the first."""
    dated = sorted(rows, key=lambda r: r["year"] if stated(r["year"]) else 0.0)
    before = [r for r in dated if not stated(r["year"]) or r["year"] <= year]
    return before[-1] if before else dated[0]


def _where(row: Row, ceiling: Row) -> str:
    """What both are about."""
    return f"{row['technology']} in {row['region'] or ceiling['region'] or 'every place'}"


def _cited(row: Row, beside: Row) -> str:
    """The row, with its file where that is another one."""
    file = "" if row["_file"] == beside["_file"] else f"{row['_file']}, "
    return f"{file}row {int(row['_row'])}" if stated(row["_row"]) else str(row["_file"])


def _told(row: Row, amount: float) -> str:
    """An amount in the unit of a row."""
    return (
        f"{amount * row['value'] / row['amount']:.6g} {row['unit']}"
        if row["amount"]
        else f"{amount:.6g} {pretty(row['amount_unit'])}"
    )


def _shown(row: Row) -> str:
    return f"{row['value']:g} {row['unit']}"
