"""The answer beside ranges that others hold plausible (`plausible.csv`): inside, or outside and by how much.

A range changes nothing in the answer. A year between two periods is read off the straight line between them; what cannot be
compared (another region, an unknown technology, a year outside the horizon) says why.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from optimizer.report.figures import QUANTITIES, IncomparableError, Row, neighbours
from optimizer.solution import Solution
from optimizer.units import UnitError, factor

LABELS = ("technology", "carrier", "gas", "sector", "region")
COLUMNS = [
    "quantity", *LABELS, "period", "found", "low", "high", "unit", "verdict", "beyond", "source", "quality", "note",
]  # fmt: skip
INSIDE, BELOW, ABOVE = "inside", "outside: below", "outside: above"
SHOWN = 5


def plausible(solution: Solution) -> pd.DataFrame:
    """The ranges of the case beside the answer."""
    return compared(solution, solution.meta.get("plausible", []))


def compared(solution: Solution, rows: Iterable[Row]) -> pd.DataFrame:
    """Each range with what was found, a verdict, and by how much of the nearer end a figure outside misses it."""
    return pd.DataFrame([_compared(solution, row) for row in rows], columns=COLUMNS)


def told(solution: Solution) -> list[str]:
    """What there is to say about the ranges of the case."""
    return sentences(plausible(solution))


def sentences(table: pd.DataFrame) -> list[str]:
    """One sentence about all ranges, and one for each of the figures that are furthest outside."""
    if table.empty:
        return []
    outside = table[table["verdict"].isin([BELOW, ABOVE])]
    outside = outside.sort_values("beyond", ascending=False, kind="stable", na_position="first")
    counted = (
        f"{(table['verdict'] == INSIDE).sum()} of {len(table)} figures are in the range that others hold plausible"
    )
    left = int((~table["verdict"].isin([INSIDE, BELOW, ABOVE])).sum())
    more = f", {left} could not be compared" if left else ""
    lines = [f"{counted}, {len(outside)} are outside{more} (sheet plausible)"]
    for r in outside.head(SHOWN).to_dict("records"):
        of = " ".join(str(r[c]) for c in LABELS if r[c])
        limits = " to ".join(f"{v:.4g}" for v in (r["low"], r["high"]) if v == v)
        side = r["verdict"].removeprefix("outside: ")
        lines.append(f"{r['quantity']} of {of} in {r['period']}: {r['found']:.4g} {r['unit']}, {side} {limits}")
    return lines


def _compared(solution: Solution, row: Row) -> dict[str, Any]:
    out: dict[str, Any] = {c: row.get(c) for c in COLUMNS} | {"period": int(row["period"])}
    out |= {c: float("nan") if row.get(c) is None else float(row[c]) for c in ("low", "high")}
    out |= {"found": float("nan"), "beyond": float("nan")}
    try:
        out["found"] = value = _found(solution, row)
    except IncomparableError as error:
        return out | {"verdict": f"not compared: {error}"}
    for end, verdict, sign in ((out["low"], BELOW, -1.0), (out["high"], ABOVE, 1.0)):
        if sign * (value - end) > 1e-9 * abs(end):
            beyond = abs(value - end) / abs(end) if end else float("nan")  # of nothing there is no share
            return out | {"verdict": verdict, "beyond": beyond}
    return out | {"verdict": INSIDE, "beyond": 0.0}


def _found(solution: Solution, row: Row) -> float:
    """What the answer says, in the unit of the row."""
    amounts, unit = QUANTITIES[str(row["quantity"])](solution, row)
    if amounts.dropna().empty:
        raise IncomparableError("the answer has no such figure")
    years = neighbours(amounts.index, int(row["period"]))
    nothing = [str(y) for y in years if amounts[y] != amounts[y]]
    if nothing:
        raise IncomparableError(f"the answer has no such figure in {' and '.join(nothing)}")
    try:
        scale = factor(unit, str(row["unit"]))
    except UnitError as error:
        raise IncomparableError(str(error)) from None
    return float(np.interp(int(row["period"]), years, [amounts[y] for y in years])) * scale
