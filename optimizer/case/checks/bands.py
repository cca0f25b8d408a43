"""Numbers outside the table of plausible values, column by column: each is a note that names its row.

What has no range there says why (`plausible_inputs.csv`), and is compared with its neighbours in time and space instead (`spread.py`, `slips.py`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from optimizer.case.checks.common import Found, Tables, at, grouped, records, stated
from optimizer.case.kinds import EMISSIONS
from optimizer.case.layout import TABLES
from optimizer.case.plausible_inputs import Band, band, of_shares, scale
from optimizer.case.schema import Options
from optimizer.errors import Problem

Row = dict[str, Any]
Number = tuple[Row, str, str, str, float, str, str]  # row, column, quantity, kind, value, unit, of what
NEAR = 1e-9
EARTH = 6371.0  # km
HUNDRED = 100  # years that a row may lie outside the horizon


def bands(tables: Tables, options: Options) -> Found:
    """Notes on numbers outside their range, in the order of the tables; case.yaml first."""
    yield from _of_options(options)
    for row, column, quantity, kind, value, unit, of in _numbers(tables):
        known = band(quantity, kind, unit) if stated(value) and value != 0 else None
        if known is not None:
            yield from _outside(row, column, known, value, unit, of)
    yield from _fixed_shares(tables)
    yield from _swapped_places(tables)
    yield from _air_lines(tables)
    yield from _weights(tables)
    yield from _years(tables, options)


def _outside(row: Row, column: str, known: Band, value: float, unit: str, of: str) -> Found:
    """A number outside its range; it is told in the unit of its row."""
    by = scale(unit, known.unit)
    assert by is not None
    there = value * by
    if there < known.low - NEAR * abs(known.low) or there > known.high + NEAR * abs(known.high):
        message = f"{known.what}{of} is hardly plausible; is its unit right, and its decimal point in place?"
        shown = f"{row[column]:g}" + (f" {row['unit']}" if column == "value" and row.get("unit", "1") != "1" else "")
        yield at(row, column, message, shown, known.told())


def _numbers(tables: Tables) -> Iterator[Number]:
    """Every number that has a range."""
    yield from _of_parameters(tables)
    kinds = {r["technology"]: r["kind"] for r in records(tables, "technologies")}
    for row in records(tables, "prices"):
        of = f" of {row['carrier']} ({row['kind']})"
        yield row, "value", "prices.value", row["kind"], row["amount"], row["amount_unit"], of
    for row in records(tables, "survival"):
        yield row, "age", "survival.age", "", row["age"], "year", f" of '{row['technology']}'"
    for row in records(tables, "retrofits"):
        of = f" of '{row['from']}' into '{row['to']}'"
        if not row["per_km"]:
            yield row, "value", "retrofits.value", kinds.get(row["to"], ""), row["amount"], row["amount_unit"], of
        yield row, "capacity_factor", "retrofits.capacity_factor", "", row["capacity_factor"], row["factor_unit"], of
    for row in records(tables, "build_inputs"):
        of = f": {row['carrier']} for '{row['technology']}'"
        yield row, "value", "build_inputs.value", "", row["amount"], row["amount_unit"], of
    yield from _of_curves(tables)
    for row in records(tables, "routes"):
        of = f" of route {row['route']}"
        yield row, "value", "routes.value", "", row["amount"], "km", of
        yield row, "factor", "routes.factor", "", row["factor"], "1", of
    for row in records(tables, "emissions"):
        of = f" ({row['flow']} of {row['technology'] or row['carrier']}, {row['gas']})"
        yield row, "value", "emissions.value", "", row["amount"], row["amount_unit"], of
    for row in records(tables, "carbon"):
        yield row, "value", "carbon.value", "", row["amount"], row["amount_unit"], f" {row['carrier']}"
    yield from _of_policies(tables)
    for row in records(tables, "standards"):
        yield row, "value", "standards.value", "", row["value"], row["unit"], f" '{row['standard']}'"
    for row in records(tables, "iamc"):
        yield row, "value", "iamc.value", row["of"], row["value"], row["unit"], f" of {row['item']}"
    for row in records(tables, "regions"):
        for column in () if _swapped(row) else ("latitude", "longitude"):
            yield row, column, f"regions.{column}", "", row[column], "1", f" of {row['region']}"


def _of_parameters(tables: Tables) -> Iterator[Number]:
    """Parameters; what a line states per km, over its longest route. Availability that follows a profile is told by its mean."""
    kinds = {r["technology"]: r["kind"] for r in records(tables, "technologies")}
    longest: dict[str, float] = {}
    for row in records(tables, "routes"):
        longest[row["technology"]] = max(longest.get(row["technology"], 0.0), row["amount"])
    for row in records(tables, "parameters"):
        if row["parameter"] == "availability" and row["profile"]:
            continue
        far = longest.get(row["technology"], 0.0) if row["per_km"] else 1.0
        unit = row["amount_unit"].removesuffix("/km") if row["per_km"] else row["amount_unit"]
        value, of = row["amount"] * far, f" of '{row['technology']}'"
        if row["parameter"] == "activity_per_capacity":  # it is turned into use per hour
            value, unit = row["value"], row["unit"]
        yield row, "value", row["parameter"], kinds.get(row["technology"], ""), value, unit, of


def _of_policies(tables: Tables) -> Iterator[Number]:
    """Values of policies, and what it costs to exceed a limit on emissions; prices of plant and flows have no range."""
    for row in records(tables, "policies"):
        of = f" of policy '{row['id']}'"
        if row["kind"] not in ("price", "tax") or row["quantity"] in EMISSIONS:
            yield row, "value", "policies.value", row["kind"], row["amount"], row["amount_unit"], of
        if row["quantity"] in EMISSIONS:
            price, unit = row["overshoot_price"], row["overshoot_unit"]
            yield row, "overshoot_price", "policies.overshoot_price", "", price, unit, of


def _of_curves(tables: Tables) -> Iterator[Number]:
    """Learning curves; the most that may be built is told over what has been."""
    for rows in grouped(records(tables, "learning"), ["learning"]):
        start = next((r["amount"] for r in rows if r["quantity"] == "experience"), math.nan)
        cost = next((r["amount"] for r in rows if r["quantity"] == "cost"), math.nan)
        for row in rows:
            value, unit, of = row["amount"], row["amount_unit"], f" of '{row['learning']}'"
            over = {"experience_max": start, "path": cost}.get(row["quantity"], math.nan)
            if stated(over) and over > 0:
                value, unit = value / over, "1"
            yield row, "value", f"learning.{row['quantity']}", "", value, unit, of


def _fixed_shares(tables: Tables) -> Found:
    """Fixed cost of a year over the capital cost of the same plant."""
    known = of_shares("fixed_share")
    capital: dict[tuple[str, str], list[Row]] = {}
    for row in records(tables, "parameters"):
        if row["parameter"] == "capital_cost" and row["amount"] > 0:
            capital.setdefault((row["technology"], row["region"]), []).append(row)
    for row in records(tables, "parameters"):
        beside = capital.get((row["technology"], row["region"])) or capital.get((row["technology"], ""))
        if row["parameter"] != "fixed_cost" or not row["amount"] > 0 or not beside:
            continue
        near = min(beside, key=lambda r: abs(r["year"] - row["year"]) if stated(r["year"] - row["year"]) else 0.0)
        share = row["amount"] / near["amount"]
        if near["per_km"] == row["per_km"] and not known.low <= share <= known.high:
            message = (
                f"fixed cost of '{row['technology']}' is {share:.2g} of its capital cost in row {near['_row']} each year, which is "
                "hardly plausible; are both units right, and their decimal points in place?"
            )
            yield at(row, "value", message, f"{row['value']:g} {row['unit']}", known.told())


def _swapped(row: Row) -> bool:
    """Whether a place lies on the earth only with its latitude and longitude the other way round."""
    return bool(90 < abs(row["latitude"]) <= 180 and abs(row["longitude"]) <= 90)


def _swapped_places(tables: Tables) -> Found:
    """Places whose latitude and longitude stand in each other's columns."""
    for row in (r for r in records(tables, "regions") if _swapped(r)):
        found = f"latitude {row['latitude']:g}, longitude {row['longitude']:g}"
        message = (
            f"latitude and longitude of {row['region']} are swapped: no place lies beyond 90 degrees north or south"
        )
        yield at(row, "latitude", message, found, f"latitude {row['longitude']:g}, longitude {row['latitude']:g}")


def _air_lines(tables: Tables) -> Found:
    """Lengths of routes beside the air line between the places of their ends."""
    known = of_shares("routes.detour")
    places = {
        r["region"]: (r["latitude"], r["longitude"])
        for r in records(tables, "regions")
        if abs(r["latitude"]) <= 90 and abs(r["longitude"]) <= 180
    }
    for row in records(tables, "routes"):
        if row["from"] not in places or row["to"] not in places or not row["amount"] > 0 or not row["factor"] > 0:
            continue
        air = _distance(places[row["from"]], places[row["to"]])
        if air > 1 and not known.low <= row["amount"] / air <= known.high:
            times = row["amount"] / air
            message = (
                f"route {row['route']} is {times:.3g} times the {air:,.0f} km between its ends (latitude, longitude)"
            )
            yield at(row, "value", message, f"{row['value']:g} {row['unit']}", known.told())


def _distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Kilometres over the ground between two places in degrees (haversine).

    >>> round(_distance((0.0, 0.0), (0.0, 90.0)))
    10008
    """
    (a, b), (c, d) = (tuple(math.radians(v) for v in place) for place in (one, other))
    half = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * EARTH * math.asin(min(1.0, math.sqrt(half)))


def _weights(tables: Tables) -> Found:
    """Weights of gases, and credits of plant that is counted as firm."""
    for row in records(tables, "policies"):
        kind = "gas" if row["quantity"] in EMISSIONS else row["kind"]
        known = band("policies.coefficient", kind, "1")
        for name, weight in row["coefficient"].items() if known is not None else ():
            if known is not None and weight != 0 and not known.low <= weight <= known.high:
                message = f"{known.what} {name} is hardly plausible; is its decimal point in place?"
                yield at(row, "coefficient", message, f"{name}={weight:g}", known.told())


def _years(tables: Tables, options: Options) -> Found:
    """Rows of years far from the horizon, and plant that stands although it is built after it."""
    first, last = options.periods[0].first_year, options.periods[-1].first_year + options.periods[-1].years - 1
    least, most = first - HUNDRED, last + HUNDRED
    for table in TABLES:
        for column in [c.name for c in table.columns if c.type == "year"]:
            for row in records(tables, table.name):
                year = row[column]
                if stated(year) and not least <= year <= most:
                    message = f"a year far from the horizon, {first} to {last}; are its digits right?"
                    yield at(row, column, message, f"{year:g}", f"{least} to {most} as a rule")
                elif column == "build_year" and stated(year) and year > last:
                    message = f"this plant is built after the horizon, {first} to {last}, and counts for nothing"
                    yield at(row, column, message, f"{year:g}", f"up to {last}")


def _of_options(options: Options) -> Found:
    """Numbers of case.yaml."""
    first = options.periods[0].first_year
    numbers = [
        ("discount_rate", options.discount_rate, options.discount_rate),
        ("wacc", options.wacc, options.wacc),
        ("base_year", options.base_year - first if options.base_year != -1 else 0, options.base_year),
        ("year_hours", options.year_hours or 0, options.year_hours),
        ("gap", options.solve.gap, options.solve.gap),
        ("tolerance", options.solve.tolerance, options.solve.tolerance),
    ]
    named = [(f"solve.{k}" if k in ("gap", "tolerance") else k, k, v, shown) for k, v, shown in numbers]
    named += [(f"periods.{p.label}.years", "years", p.years, p.years) for p in options.periods]
    named += [(f"periods.{p.label}.first_year", "first_year", p.first_year, p.first_year) for p in options.periods[:1]]
    named += [
        (f"scopes.{n}.weights.{g}", "weights", w, w) for n, s in options.scopes.items() for g, w in s.weights.items()
    ]
    for column, name, value, shown in named:
        known = band(f"case.{name}", "", "1") or band(f"case.{name}", "", "year")
        if known is not None and value and not known.low <= float(value) <= known.high:
            message = f"{known.what} is hardly plausible; is its decimal point in place?"
            yield Problem(message, "case.yaml", column=column, found=f"{shown:g}", allowed=known.told())
