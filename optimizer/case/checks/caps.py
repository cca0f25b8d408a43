"""Caps on emissions that say something else than they seem to: a floor, or an amount of another order than what plant that stands emits."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from optimizer.case.checks.common import Found, Tables, at, at_year, grouped, records, stated
from optimizer.case.checks.fuels import capturing_plant
from optimizer.case.checks.meant import likely
from optimizer.case.checks.orders import flows_of, standing
from optimizer.case.kinds import PATHWAY
from optimizer.case.schema import Options
from optimizer.case.text import times, words

Row = dict[str, Any]
FAR = 200.0
"""Times below what plant that stands emits in a year of use that a cap of the first period is not: that leaves half a percent of it."""
HOURS = 8760.0
FROM_ABOVE = {"cap", "caps", "limit", "ceiling", "max", "maximum", "budget"}
"""Words of the names of limits from above."""


def caps(tables: Tables, options: Options) -> Found:
    """Notes on them."""
    rows = [r for r in records(tables, "policies") if r["on"] and r["quantity"] in PATHWAY]
    for group in grouped([r for r in rows if r["kind"] in ("cap", "budget")], ["id"]):
        row = group[0]
        if row["sense"] == ">=" and (FROM_ABOVE & set(words(row["id"])) or _falls(group)):
            message = f"policy '{row['id']}' is a floor: at least this much must be emitted"
            yield at(row, "sense", message, ">=", "<= for a limit from above")
        elif row["kind"] == "cap" and row["sense"] == "<=" and _of_everything(row):
            yield from _too_small(group, tables, options)


def _falls(rows: list[Row]) -> bool:
    """Whether the values fall from year to year, as those of limits from above do."""
    values = [r["amount"] for r in sorted(rows, key=lambda r: r["year"])]
    return len(values) > 1 and all(a > b for a, b in pairwise(values))


def _of_everything(row: Row) -> bool:
    """Whether a cap is an amount of a year for all places and sectors."""
    return row["time"] == "each" and not any(
        row[column] for column in ("region", "sector", "stage", "account", "relative_to", "coefficient", "scope")
    )


def _too_small(rows: list[Row], tables: Tables, options: Options) -> Found:
    """Beside the emissions of plant that stands in the first period; a cap of nothing is meant."""
    first = options.periods[0].label
    begins = [r["start"] if stated(r["start"]) else r["year"] for r in rows]
    if any(stated(y) and y > first for y in begins) and not any(y <= first for y in begins):
        return
    cap, emitted = at_year(rows, first), _emitted(tables, rows[0], float(first))
    if 0 < cap * FAR < emitted:
        row = min(rows, key=lambda r: abs(r["year"] - first) if stated(r["year"]) else 0.0)
        meant = likely(float(row["value"]), str(row["unit"]), 1000.0)
        message = (
            f"the cap of {first} is {times(cap / emitted)} what plant that stands emits in a year of full use{meant}"
        )
        yield at(row, "value", message, f"{row['value']:,.6g} {row['unit']}", "0 if nothing may be emitted")


def _emitted(tables: Tables, policy: Row, year: float) -> float:
    """Emissions of plant that stands, used all year, of the one gas that a policy counts [of a year]; 0 where it counts several."""
    gases = {r["gas"] for r in records(tables, "emissions")}
    gas = policy["gas"] or (next(iter(gases)) if len(gases) == 1 else "")
    stands, capturing = standing(tables, year), capturing_plant(tables)
    flows = {(f.technology, f.carrier): f.each for f in flows_of(tables, year)}
    total = 0.0
    counted = [
        r
        for r in records(tables, "emissions")
        if (r["flow"], r["gas"], r["account"]) == ("activity", gas, "territorial")
    ]
    for factors in grouped(counted, ["technology", "carrier", "region", "sector", "stage"]):
        name = factors[0]["technology"]
        if name not in capturing and not factors[0]["region"]:
            use = flows.get((name, factors[0]["carrier"]), 0.0) * sum(stands.get(name, {}).values())
            total += max(0.0, use * HOURS * at_year(factors, year))
    return total
