"""Rules of a pathway counted again from the accounts and the tables: peak, decline, slowing, plateau.

Emissions are added up from the solved accounts by what the cells of the policy say, and each rule is read as its sentence says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from optimizer.certificate.physics import Solved
from optimizer.certificate.plant import Found, name
from optimizer.certificate.selected import Path, emitted, periods_of, series_of
from optimizer.certificate.stated import value_at
from optimizer.inputs import Inputs
from optimizer.units import factor

RULES = ("peak", "decline", "slowing", "plateau")


def pathways(inputs: Inputs, solved: Mapping[str, Solved]) -> Found:
    """Emissions peak when they must, and decline, slow down and stay as they must, but for the overshoot that is paid."""
    table = inputs.case.tables["policies"]
    over = {label: float(row[0]) for label, _, row in solved["overshoot"].rows()}
    chosen = table[table["kind"].isin(RULES) & table["on"].astype(bool)]
    for policy, rows in chosen.groupby("id", sort=False):
        r = rows.iloc[0]
        followed = table[(table["id"] == r["relative_to"]) & (table["kind"] == "peak")]
        peak = r if r["kind"] == "peak" else followed.iloc[0] if len(followed) else None
        for area, path in emitted(inputs, solved, r).items():
            past = history(inputs, r if peak is None else peak, r, area)
            for year, excess, size in _excess(rows, peak, path, past):
                key = (str(policy), area, year)
                yield name("pathway", key), np.array([excess - over.get(key, 0.0)]), np.array([size])


def _excess(rows: pd.DataFrame, peak: Any, path: Path, past: Path) -> Iterator[tuple[int, float, float]]:
    """(period, how far outside the rule, size) of every period that the rule holds in."""
    r, years = rows.iloc[0], sorted(path)
    start, end = (float(v) if v == v else d for v, d in ((rows["start"].min(), -np.inf), (rows["end"].max(), np.inf)))
    if start == -np.inf and rows["year"].notna().any():
        start = float(rows["year"].min())
    top = None if peak is None or pd.isna(peak["year"]) else int(peak["year"])
    since = start if top is None else max(top, float(rows["start"].min()) if rows["start"].notna().any() else top)
    if peak is not None and top is None:
        return  # a peak that is switched off, and was never set
    whole = {**{y: v for y, v in past.items() if y < years[0]}, **path}
    known = sorted(whole)
    if r["kind"] == "peak":
        assert top is not None
        level = value_at(rows, top) * (at_year(past, top) if r["relative_to"] else 1.0)
        height = path.get(top, level)
        if top in path and level == level:
            yield top, path[top] - level, level
        if height == height:  # not the peak of a later window that states no level
            yield from ((y, path[y] - height, height) for y in years if y != top)
        return
    for y in years:
        i = known.index(y)
        if r["kind"] == "plateau" and top in whole and top < y and start <= y <= end:
            yield y, (1 - value_at(rows, y)) * whole[top] - path[y], whole[top]
        elif r["kind"] == "decline" and i and known[i - 1] >= since and y <= end:
            before = known[i - 1]
            yield y, path[y] - (1 - value_at(rows, y)) ** (y - before) * whole[before], whole[before]
        elif r["kind"] == "slowing" and i > 1 and start <= y <= min(end, np.inf if top is None else top):
            a, b = known[i - 2], known[i - 1]
            pace = (whole[b] - whole[a]) / (b - a)
            yield y, whole[y] - whole[b] - value_at(rows, y) * pace * (y - b), whole[b]


def history(inputs: Inputs, named: Any, r: Any, area: str) -> Path:
    """The series that a row names, by year, as the policy counts; as it is stated where a value multiplies it."""
    parts = series_of(inputs, str(named["relative_to"]), r, area)
    if not parts:
        return {}
    years = sorted({int(y) for p in parts for y in p["year"].dropna()} | set(periods_of(inputs)))
    unit = str(parts[0]["amount_unit"].iloc[0])
    scale = 1.0 if r["kind"] in ("peak", "removal_limit") else factor(unit, str(r["counted_unit"]))
    stated = {int(y) for p in parts for y in p["year"].dropna()}
    return {y: scale * sum(value_at(p, y) for p in parts) for y in years if y in stated or y >= periods_of(inputs)[0]}


def at_year(path: Path, year: int) -> float:
    years = sorted(path)
    return float(np.interp(year, years, [path[y] for y in years]))
