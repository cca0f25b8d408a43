"""The researched figures: read from `research/`, asked for by name, each with its source, quality and note.

A question that finds nothing, or more than one figure, is an error: nothing is filled in silently.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

FOLDER = Path(__file__).parents[1] / "research"
WORST = ("sourced", "derived", "assumed")  # from good to bad


@dataclass(frozen=True)
class Figure:
    """A number with its unit and where it comes from."""

    value: float
    unit: str
    source: str
    quality: str
    note: str = ""
    year: int = 0

    def times(self, factor: float, unit: str, note: str = "") -> Figure:
        """The figure times a factor, in another unit; what was read becomes derived."""
        quality = "derived" if self.quality == "sourced" else self.quality
        told = "; ".join(t for t in (self.note, note) if t)
        return replace(self, value=self.value * factor, unit=unit, quality=quality, note=told)


def assumed(value: float, unit: str, note: str, year: int = 0) -> Figure:
    """A planning figure of this case."""
    return Figure(value, unit, "ASSUMED", "assumed", note, year)


def derived(value: float, unit: str, parts: Iterable[Figure], note: str, year: int = 0) -> Figure:
    """A figure worked out from others: their sources, and the worst of their qualities but never better than derived."""
    parts = list(parts)
    worst = max((p.quality for p in parts), key=WORST.index, default="derived")
    sources = dict.fromkeys(s for p in parts for s in p.source.split("; "))
    return Figure(value, unit, "; ".join(sources), max(worst, "derived", key=WORST.index), note, year)


class Research:
    """Every researched table, read once.

    Questions name columns and what they hold; ``None`` asks for an empty number.
    """

    def __init__(self) -> None:
        self._kept: dict[str, pd.DataFrame] = {}

    def frame(self, name: str) -> pd.DataFrame:
        """A table of `research/` by its name, e.g. ``"demand"``."""
        return self._frames(name)

    def ask(self, table: str, **where: Any) -> Figure:
        """The one figure of a table whose columns say so."""
        rows = self._select(table, where)
        if len(rows) != 1:
            raise LookupError(f"{table}: {len(rows)} rows where {where}")
        return self._figure(rows.iloc[0])

    def path(self, table: str, **where: Any) -> list[Figure]:
        """Figures by year, in order."""
        rows = self._select(table, where).sort_values("year")
        if rows.empty or rows.year.duplicated().any():
            raise LookupError(f"{table}: {len(rows)} rows, of {rows.year.nunique()} years, where {where}")
        return [self._figure(row) for _, row in rows.iterrows()]

    def by_region(self, table: str, **where: Any) -> dict[str, Figure]:
        """Figures of the provinces that have one (XJ is a province and a macro-region of the same name)."""
        rows = self._select(table, where)
        if "region_type" in rows:
            rows = rows[rows.region_type == "province"]
        rows = rows[rows.region_code.isin(self.provinces)]
        if rows.empty or rows.region_code.duplicated().any():
            raise LookupError(f"{table}: {len(rows)} rows, of {rows.region_code.nunique()} regions, where {where}")
        return {row.region_code: self._figure(row) for _, row in rows.iterrows()}

    def technology(self, technology: str, parameter: str, unit: str, factor: float = 1.0, **where: Any) -> list[Figure]:
        """Default figures of a technology by year, middle case; money in CNY of 2020.

        Args:
            technology, parameter: as in technologies.csv.
            unit: of the answer.
            factor: turns the figure as written into `unit`.
            where: further columns, e.g. ``variant="recommended China v2"``.
        """
        rows = self._select("technologies", {"technology": technology, "parameter": parameter, **where})
        rows = rows[rows.case.isin(["mid", ""])].sort_values("year")
        if rows.empty or rows.year.duplicated().any():
            raise LookupError(f"technologies: {len(rows)} rows of {technology} {parameter} where {where}")
        money = rows.value_cny2020.notna()
        rows = rows.assign(value=rows.value_cny2020.where(money, rows.value))
        return [
            replace(self._technology_figure(row), value=row.value * factor, unit=unit) for _, row in rows.iterrows()
        ]

    @cached_property
    def provinces(self) -> list[str]:
        return list(self.frame("region-map").code)

    @cached_property
    def technology_sources(self) -> dict[str, str]:
        """Text of a source of technologies.csv -> its key."""
        texts = sorted({str(s) for s in self.frame("technologies").source})
        return {text: f"TECH-{number:03d}" for number, text in enumerate(texts, 1)}

    def _technology_figure(self, row: Any) -> Figure:
        key = self.technology_sources[str(row.source)]
        return Figure(float(row.value), str(row.unit), key, str(row.quality), str(row.notes or ""), int(row.year or 0))

    def _figure(self, row: Any) -> Figure:
        note = "" if pd.isna(row.note) else str(row.note)
        return Figure(float(row.value), str(row.unit), str(row.source), str(row.quality), note, int(row.year))

    def _select(self, table: str, where: dict[str, Any]) -> pd.DataFrame:
        frame = self.frame(table)
        chosen = np.ones(len(frame), dtype=bool)
        for column, value in where.items():
            cells = frame[column]
            chosen &= cells.isna().to_numpy() if value is None else cells.to_numpy() == value
        return frame[chosen]

    def _frames(self, name: str) -> pd.DataFrame:
        if name not in self._kept:
            frame = pd.read_csv(FOLDER / f"{name}.csv", keep_default_na=False, na_values=[""])
            text = frame.select_dtypes(include=["object", "string"]).columns
            self._kept[name] = frame.assign(**{c: frame[c].fillna("").astype(object) for c in text})
        return self._kept[name]


def interpolate(path: list[Figure], year: int) -> float:
    """Value at a year: linear between the figures, level outside."""
    years = [f.year for f in path]
    values = [f.value for f in path]
    if year <= years[0]:
        return values[0]
    for (y0, v0), (y1, v1) in zip(
        zip(years, values, strict=True), zip(years[1:], values[1:], strict=True), strict=False
    ):
        if year <= y1:
            return v0 + (v1 - v0) * (year - y0) / (y1 - y0)
    return values[-1]
