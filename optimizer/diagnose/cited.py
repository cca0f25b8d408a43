"""Where a requirement is stated: the table, the rows of it, and the file and row that a planner opens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from optimizer.case.checks.common import listed_in
from optimizer.certificate.stated import stated
from optimizer.diagnose.requirements import BELOW, Requirement
from optimizer.index import Label

Tables = Mapping[str, pd.DataFrame]

SHARES = {BELOW: "share_min", -BELOW: "share_max"}


@dataclass(frozen=True)
class Place:
    """Rows that state a requirement.

    Attributes:
        table: they are of.
        year: for which they are read; None: they hold in all.
        cells: that they have; of a region its own rows or, where it has none, those of all.
        value: column of the number.
    """

    table: str
    year: Label | None
    cells: dict[str, Label] = field(default_factory=dict)
    value: str = "value"


def place_of(r: Requirement) -> Place | None:
    """Where a requirement is stated; nowhere where it is a row of your own."""
    at = dict(r.at)
    if r.kind == "demand":
        return Place("demand", at["period"], {"carrier": at["carrier"], "region": at["region"]})
    if r.kind == "use":
        return Place("carriers", None, {"carrier": at["carrier"]})
    if r.kind in ("policy", "matching", "reserve"):
        return Place("policies", r.of("until", "period"), {"id": at["policy"]})
    if r.kind in ("potential", "build"):
        which = f"{'capacity' if r.kind == 'potential' else 'build'}_{'min' if r.side == BELOW else 'max'}"
        cells = {"technology": at["technology"], "region": at["location"], "limit": which}
        return Place("potentials", r.of("period", "vintage"), cells)
    if r.kind == "existing plant":
        return Place("existing_capacity", None, {"technology": at["technology"], "region": at["location"]})
    if r.kind in ("supply", "shared supply", "yearly supply"):
        kind, place = r.family.split("_")[0], r.of("region", "area")
        return Place("prices", at["period"], {"carrier": at["carrier"], "kind": kind, "region": place})
    return None if r.kind == "own" else _of_plant(r, at)


def _of_plant(r: Requirement, at: dict[str, Label]) -> Place:
    plant, way = at.get("mode", at["technology"]), "up" if r.family.endswith("up") else "down"
    names = {
        "minimum load": "minimum_load",
        "least hours": "full_load_hours_min",
        "most hours": "full_load_hours_max",
        "share of plant": "plant_share_max",
        "ramp": f"ramp_{way}",
        "cycles": "cycles_per_year",
    }
    if r.kind in names:
        cells = {"technology": plant, "parameter": names[r.kind], "region": at["region"]}
        return Place("parameters", at["period"], cells)
    if r.kind == "share of fuel":
        cells = {"technology": at["technology"], "carrier": at["carrier"], "direction": "in"}
        return Place("ports", at["period"], cells, SHARES[r.side])
    return Place("technologies", None, {"technology": at["technology"]})


def value_of(tables: Tables, r: Requirement) -> tuple[float, str, float] | None:
    """The number that is stated for a requirement in its year, its unit, and what one of it is in the units of the model."""
    place = place_of(r)
    if place is None or place.year is None:
        return None
    rows = _rows(tables, place)
    if place.value != "value":  # a share, without a unit of its own
        rows = rows.assign(value=rows[place.value], amount=rows[place.value], unit="1")
    return stated(rows, float(str(place.year)))


def cited(tables: Tables, r: Requirement) -> str:
    """File and row that state a requirement: of the year itself or the last before it, of the region itself or of all."""
    place = place_of(r)
    rows = tables["policies"].head(0) if place is None else _rows(tables, place)
    if place is None or rows.empty:
        return ""
    how = ""
    if place.year is not None and "year" in rows and rows["year"].notna().any():
        rows, how = of_year(rows.sort_values("year", kind="stable"), float(str(place.year)))
    file, row = str(rows["_file"].iloc[0]), rows["_row"].iloc[0]
    plain, *changed = file.split(" (changed by ")
    names = dict.fromkeys(c.rstrip(")").partition("[")[0] for c in changed)
    by = f", changed by {', '.join(names)}" if changed else ""
    return f"{plain}{by}{how}" if pd.isna(row) else f"{plain}, row {int(row)}{how}{by}"


def _rows(tables: Tables, place: Place) -> pd.DataFrame:
    rows = tables[place.table]
    for column, wanted in place.cells.items():
        if column == "region":
            mine = rows[[wanted in listed_in(str(cell)) for cell in rows["region"]]]
            rows = mine if len(mine) else rows[rows["region"] == ""]
        else:
            rows = rows[rows[column] == wanted]
    return rows


def of_year(rows: pd.DataFrame, year: float) -> tuple[pd.DataFrame, str]:
    """The row that holds in a year, and how it comes to hold there if it is of another; between two rows the number is in between."""
    before, after = rows[rows["year"] <= year], rows[rows["year"] > year]
    if before.empty:
        return after, f" of {after['year'].iloc[0]:.0f}, which holds before too"
    row = before.tail(1)
    of = float(row["year"].iloc[0])
    if of == year:
        return row, ""
    if after.empty:
        return row, f" of {of:.0f}, which holds on to {year:.0f}"
    line = after["_row"].iloc[0]
    other = "the row" if pd.isna(line) else f"row {int(line)}"
    return row, f" of {of:.0f} and {other} of {after['year'].iloc[0]:.0f}, in between"
