"""The tables of the case while they are written: rows in the order they are added, one CSV each at the end."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from builder.research import Figure, derived, interpolate

SAYS = ("source", "quality", "note")
COLUMNS = {
    "regions": ["region", "name", "latitude", "longitude", "macro10", "grid7", "nation", *SAYS],
    "carriers": ["carrier", "name", "unit", "clock", "surplus", "family", "color", "note"],
    "technologies": [
        *(
            "technology",
            "name",
            "kind",
            "reference",
            "regions",
            "build",
            "retire",
            "sector",
            "stage",
            "permanent",
            "span",
        ),
        *(
            "charge",
            "discharge",
            "direction",
            "group",
            "cost_category",
            "color",
            "capacity_unit",
            "clock",
            "use",
            "draws_on",
            "note",
        ),
    ],
    "ports": [
        *(
            "technology",
            "carrier",
            "direction",
            "group",
            "share_min",
            "share_max",
            "per",
            "cost_share",
            "year",
            "value",
            "unit",
        ),
        *SAYS,
    ],
    "parameters": ["technology", "parameter", "region", "year", "value", "unit", "profile", *SAYS],
    "existing_capacity": ["technology", "region", "year", "build_year", "value", "unit", "pays", *SAYS],
    "potentials": ["technology", "region", "limit", "year", "value", "unit", *SAYS],
    "routes": ["route", "technology", "from", "to", "value", "unit", *SAYS],
    "demand": ["carrier", "region", "year", "value", "unit", "profile", *SAYS],
    "prices": [
        *("carrier", "region", "kind", "tier", "year", "value", "unit", "limit", "limit_unit", "limit_area"),
        *SAYS,
    ],
    "emissions": [
        *("flow", "technology", "carrier", "region", "gas", "sector", "stage", "account", "year", "value", "unit"),
        *SAYS,
    ],
    "carbon": ["carrier", "kind", "delivered", "sector", "stage", "year", "value", "unit", *SAYS],
    "series": ["series", "region", "year", "value", "unit", *SAYS],
    "policies": [
        *(
            "id",
            "kind",
            "quantity",
            "region",
            "sector",
            "technology",
            "carrier",
            "gas",
            "scope",
            "relative_to",
            "coefficient",
        ),
        *("area", "time", "sense", "year", "value", "unit", "start", "end", "seed", "seed_unit"),
        *("overshoot_price", "overshoot_unit", "on", *SAYS),
    ],
    "calibration": [
        *("name", "quantity", "technology", "carrier", "gas", "sector", "stage", "coefficient"),
        *("year", "value", "unit", "kind", *SAYS),
    ],
    "survival": ["technology", "age", "value", "unit", *SAYS],
    "retrofits": ["from", "to", "region", "year", "value", "unit", "capacity_factor", "life", *SAYS],
}
DIGITS = 6  # significant digits of a number in a table


class Tables:
    """Rows by table.

    A row is cells by column; a :class:`Figure` given as `figure` fills value, unit, source, quality, note and, where the
    table has one and the figure does, year.
    """

    def __init__(self) -> None:
        self._rows: dict[str, list[dict[str, Any]]] = {name: [] for name in COLUMNS}

    def add(self, table: str, figure: Figure | None = None, **cells: Any) -> None:
        """One row; cells overrule what the figure says."""
        row = {} if figure is None else _cells(figure, table)
        row.update({name.rstrip("_"): cell for name, cell in cells.items()})
        unknown = set(row) - set(COLUMNS[table])
        if unknown:
            raise KeyError(f"{table}: no column {sorted(unknown)}")
        self._rows[table].append(row)

    def path(self, table: str, figures: Iterable[Figure], **cells: Any) -> None:
        """One row a figure."""
        for figure in figures:
            self.add(table, figure, **cells)

    def carrier(
        self,
        carrier: str,
        name: str,
        unit: str,
        color: str,
        *,
        clock: str = "year",
        surplus: str = "no",
        family: str | None = None,
    ) -> None:
        """A carrier: its unit, the clock on which it balances, whether it may be dumped, and of what it is a form."""
        cells = {"clock": clock, "surplus": surplus, "family": family, "color": color}
        self.add("carriers", carrier=carrier, name=name, unit=unit, **cells)

    def converter(self, technology: str, name: str, reference: str, unit: str, **cells: Any) -> None:
        """A converter with the port of its reference carrier, which it gives out unless `takes=True`."""
        direction = "in" if cells.pop("takes", False) else "out"
        self.add("technologies", technology=technology, name=name, kind="converter", reference=reference, **cells)
        self.add(
            "ports",
            technology=technology, carrier=reference, direction=direction, value=1, unit=f"{unit}/{unit}", note="Reference port",
        )  # fmt: skip

    def store(self, technology: str, name: str, reference: str, **cells: Any) -> None:
        """A store of a carrier."""
        self.add(
            "technologies",
            technology=technology,
            name=name,
            kind="store",
            reference=reference,
            group="storage",
            **cells,
        )

    def line(self, technology: str, name: str, reference: str, **cells: Any) -> None:
        """A line or pipe that carries something between provinces."""
        self.add(
            "technologies", technology=technology, name=name, kind="line", reference=reference, group="network", **cells
        )

    def parameter(self, technology: str, parameter: str, *figures: Figure, **cells: Any) -> None:
        """A number of a technology; several figures are its path by year."""
        self.path("parameters", figures, technology=technology, parameter=parameter, **cells)

    def raise_parameter(self, technology: str, parameter: str, more: list[Figure]) -> None:
        """Add figures by year (one without a year holds in all) to a number of a technology that may have rows already."""
        rows = self._rows["parameters"]
        mine = [r for r in rows if (r["technology"], r["parameter"]) == (technology, parameter)]
        before = [
            Figure(r["value"], r["unit"], r["source"], r["quality"], r.get("note", ""), r.get("year", 0)) for r in mine
        ]
        self._rows["parameters"] = [r for r in rows if all(r is not m for m in mine)]
        self.parameter(technology, parameter, *added(before, more))

    def sources(self) -> set[str]:
        """Keys that any row names."""
        cells = (str(row.get("source", "")) for rows in self._rows.values() for row in rows)
        return {key.strip() for cell in cells for key in cell.split(";") if key.strip()}

    def frame(self, table: str) -> pd.DataFrame:
        """A table as it will be written, without columns that nobody fills."""
        frame = pd.DataFrame(self._rows[table], columns=COLUMNS[table])
        return frame.dropna(axis="columns", how="all")

    def write(self, folder: Path) -> None:
        """Every table that has rows."""
        for table, rows in self._rows.items():
            if rows:
                text = self.frame(table).map(_written).to_csv(index=False, lineterminator="\n")
                (folder / f"{table}.csv").write_text(text, encoding="utf-8", newline="\n")


def added(first: list[Figure], second: list[Figure]) -> list[Figure]:
    """The sum of two paths, at every year that either states."""
    if not first or not second:
        return first or second
    years = sorted({f.year for f in (*first, *second)} - {0}) or [0]
    return [
        derived(
            interpolate(first, y) + interpolate(second, y),
            second[0].unit,
            [_near(first, y), _near(second, y)],
            f"{_near(first, y).note}; {_near(second, y).note}",
            y,
        )
        for y in years
    ]


def _near(path: list[Figure], year: int) -> Figure:
    return min(path, key=lambda f: abs(f.year - year))


def _cells(figure: Figure, table: str) -> dict[str, Any]:
    row: dict[str, Any] = {
        "value": figure.value,
        "unit": figure.unit,
        "source": figure.source,
        "quality": figure.quality,
    }
    if figure.note:
        row["note"] = figure.note
    if figure.year and "year" in COLUMNS[table]:
        row["year"] = figure.year
    return row


def _written(cell: Any) -> Any:
    if isinstance(cell, float):
        return "" if pd.isna(cell) else f"{cell:.{DIGITS}g}"
    return cell
