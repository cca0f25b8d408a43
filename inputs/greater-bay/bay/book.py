"""Figures that the rules ask for, and the tables that they write."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from optimizer.costs import prices, table

from builder.research import Figure, Research, assumed, derived, interpolate

HERE = Path(__file__).parents[1]
YEARS = (2025, 2030, 2040, 2050, 2060)
LHV = 33.33  # kWh/kg
KG_PER_NM3 = 0.08988
MONEY = "CNY_2020"
LAST = ("source", "quality", "note")


class Book:
    """Figures by name and place, rows by table.

    Figures of this case are rows of research/figures.csv, those of the nation are asked of `china`.
    """

    def __init__(self) -> None:
        self.china = Research()
        self._rows: dict[str, list[dict[str, Any]]] = {}

    # figures ---------------------------------------------------------------------------------------------------------

    @cached_property
    def _figures(self) -> list[dict[str, str]]:
        with (HERE / "research" / "figures.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def path(self, item: str, place: str = "") -> list[Figure]:
        """Figures of an item by year."""
        found = [
            Figure(float(r["value"]), r["unit"], r["source"], r["quality"], r["note"], int(r["year"] or 0))
            for r in self._figures
            if (r["item"], r["place"]) == (item, place)
        ]
        if not found:
            raise LookupError(f"figures.csv: no {item} of '{place}'")
        return sorted(found, key=lambda f: f.year)

    def figure(self, item: str, place: str = "") -> Figure:
        """The one figure of an item."""
        (only,) = self.path(item, place)
        return only

    def value(self, item: str, place: str = "", year: int = 0) -> float:
        """Its number, between the years that are stated."""
        return interpolate(self.path(item, place), year)

    def at(self, item: str, year: int, place: str = "") -> Figure:
        """The figure of a year, with the words of the nearest one stated."""
        return self.in_year(self.path(item, place), year)

    @staticmethod
    def in_year(path: list[Figure], year: int) -> Figure:
        """A path at a year: the figure stated, or one between two."""
        near = min(path, key=lambda f: abs(f.year - year))
        if near.year == year:
            return near
        value = interpolate(path, year)
        quality = "derived" if near.quality == "sourced" else near.quality
        return replace(near, value=value, year=year, quality=quality)

    def china_cost(self, technology: str, parameter: str, unit: str, factor: float = 1.0, **where: Any) -> list[Figure]:
        """A path of the research of the Chinese case, in money of 2020."""
        return self.china.technology(technology, parameter, unit, factor, **where)

    # tables ----------------------------------------------------------------------------------------------------------

    def add(self, table_name: str, figure: Figure | None = None, /, **cells: Any) -> None:
        """One row of a table; cells overrule what the figure says."""
        said = {} if figure is None else _cells(figure, table_name)
        self._rows.setdefault(table_name, []).append(
            said | {k.rstrip("_"): v for k, v in cells.items() if v is not None}
        )

    def technology(self, name: str, kind: str, reference: str, words: str, **cells: Any) -> None:
        """A technology, with the reference port of a converter, which it gives out unless `takes`."""
        takes = cells.pop("takes", False)
        first: dict[str, Any] = {
            "technology": name,
            "name": words,
            "kind": kind,
            "reference": reference,
            "sector": "hydrogen",
        }
        self.add("technologies", **(first | cells))
        if kind == "converter":
            unit = "MWh/MWh" if reference in ("electricity", "gas") else "t/t"
            self.add("ports", technology=name, carrier=reference, direction="in" if takes else "out", value=1.0, unit=unit,
                     source="STANDARD", quality="derived", note="Reference port")  # fmt: skip

    def port(self, technology: str, carrier: str, direction: str, figure: Figure, **cells: Any) -> None:
        """What a technology takes or gives."""
        self.add("ports", figure, technology=technology, carrier=carrier, direction=direction, **cells)

    def parameter(self, technology: str, parameter: str, *figures: Figure, region: str | None = None) -> None:
        """A number of a technology; several figures are its path by year."""
        for figure in figures:
            self.add("parameters", figure, technology=technology, parameter=parameter, region=region)

    def from_year(self, technology: str, year: int, places: Iterable[str], unit: str, why: str) -> None:
        """Nothing is built before a year."""
        for early in (y for y in YEARS if y < year):
            for place in places:
                self.add(
                    "potentials", assumed(0.0, unit, why, early), technology=technology, region=place, limit="build_max"
                )

    def sources(self) -> set[str]:
        """Keys that any row names."""
        cells = (str(r.get("source", "")) for rows in self._rows.values() for r in rows)
        return {key.strip() for cell in cells for key in cell.split(";") if key.strip()}

    def rows(self, name: str) -> list[dict[str, Any]]:
        """Rows of a table."""
        return self._rows.get(name, [])

    def write(self, folder: Path) -> None:
        """Every table, and the sources of its numbers."""
        keys = self.sources()
        self._rows["sources"] = [row for key, row in sorted(self._known().items()) if key in keys]
        if missing := keys - set(self._known()):
            raise LookupError(f"sources without an entry: {sorted(missing)}")
        for name, rows in self._rows.items():
            seen = dict.fromkeys(k for row in rows for k in row)
            header = [*(k for k in seen if k not in LAST), *(k for k in LAST if k in seen)]
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, header, lineterminator="\n")
                writer.writeheader()
                writer.writerows({k: _written(v) for k, v in row.items()} for row in rows)

    def _known(self) -> dict[str, dict[str, str]]:
        """Sources by key: of this case, the Chinese case, the cost library."""
        found: dict[str, dict[str, str]] = {}
        for key, text in ((k, t) for t, k in self.china.technology_sources.items()):
            found[key] = {"key": key, "title": text, "address": "", "licence": "", "note": ""}
        for row in self.china.frame("sources").to_dict("records"):
            found[str(row["key"])] = {k: str(row[k]) for k in ("key", "title", "address", "licence", "note")}
        for key, source in table.sources().items():
            found[key] = {
                "key": key,
                "title": source.title,
                "address": source.address,
                "licence": source.licence,
                "note": source.note,
            }
        with (HERE / "research" / "sources.csv").open(encoding="utf-8", newline="") as file:
            found |= {row["key"]: row for row in csv.DictReader(file)}
        own = {
            "title": "Planning figure of this case",
            "address": "",
            "licence": "own work",
            "note": "The note of the row says why",
        }
        return found | {"ASSUMED": {"key": "ASSUMED"} | own}


def from_library(value: float, unit: str, source: str, note: str, year: int = 0, rests_on: str = "derived") -> Figure:
    """A number worked out by the cost library; `rests_on` is the worst quality of what went in."""
    return Figure(value, unit, source, rests_on, note, year)


def in_money(value: float, given: str) -> float:
    """An amount of another money in that of the case."""
    return value * prices.conversion(given, MONEY)


def _cells(figure: Figure, name: str) -> dict[str, Any]:
    row: dict[str, Any] = {
        "value": figure.value,
        "unit": figure.unit,
        "source": figure.source,
        "quality": figure.quality,
    }
    if figure.year and name in (
        "parameters",
        "ports",
        "existing_capacity",
        "potentials",
        "demand",
        "prices",
        "emissions",
        "policies",
    ):
        row["year"] = figure.year
    return row | ({"note": figure.note} if figure.note else {})


def _written(cell: Any) -> Any:
    return f"{cell:.6g}" if isinstance(cell, float) else cell


__all__ = ["Book", "Figure", "assumed", "derived", "from_library", "in_money"]
