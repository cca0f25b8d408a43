"""The sheets of a study's workbook, in reading order: what each is made by and what it holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pandas as pd

from optimizer.report import about
from optimizer.report.compare import largest
from optimizer.report.runs_table import RUN, Compared, side_by_side, spreads
from optimizer.report.study import drawn_told, points, told, tornado
from optimizer.report.unlike import COLUMNS, numeral, unlike
from optimizer.report.words import say
from optimizer.solution import notes_of, status_of
from optimizer.verified import UNVERIFIED

MOST_ROWS, ACROSS, NOTED = 200_000, 24, 24
"""Rows of the sheet of differences; runs that stand side by side, and whose inputs are compared number by number."""
SIGNS = {"r": "×", "a": "+", "s": "="}


class StudySheet(NamedTuple):
    """One table of the report of many runs."""

    make: Callable[[Compared], pd.DataFrame]
    meaning: str


def runs_table(of: Compared) -> pd.DataFrame:
    """One row a run: its place in the study or its case and scenario, status, cost and its change from the reference."""
    if of.runs.study:
        table = points(of.runs, of.reference).rename(columns={"scenario": RUN})
        known = table["status"].mask(table[RUN].isin(of.runs.doubts), UNVERIFIED)
        return table.assign(status=known).drop(columns=["start", "algorithm", "solver_seconds", "shortage"])
    costs = of.runs.costs()
    base = float(costs[of.reference])
    rows = []
    for name in of.runs:
        meta = of.runs[name].meta
        change = float(costs[name]) - base
        rows.append(
            {
                RUN: name,
                "case": meta["case"]["name"],
                "scenario": meta["case"]["scenario"],
                "status": status_of(meta),
                "discounted_cost": float(costs[name]),
                "unit": meta["money"],
                "change": change,
                "change_share": change / abs(base) if base and name not in of.apart else float("nan"),
                "unlike the reference": ", ".join(say(what) for what in of.apart.get(name, [])),
                "created": meta["created"],
            }
        )
    return pd.DataFrame(rows).drop(columns=[] if of.apart else ["unlike the reference"])


def axes_table(of: Compared) -> pd.DataFrame:
    """One row an axis of the study: what it changes in the case, how, over which values, and its value in the case."""
    columns = ["axis", "what it changes", "how", "values", "in the case", "unit"]
    rows: list[tuple[object, ...]] = []
    for name, axis in of.runs.study.get("axes", {}).items():
        listed = ", ".join(told(of.runs, name, v) for v in axis.get("values") or [])
        values = drawn_told(axis["drawn"]) if axis.get("drawn") else listed
        here = of.runs.axes.loc[of.runs.reference, name] if name in of.runs.axes else ""
        places = "; ".join(map(str, axis.get("places", [])))
        how = HOW.get(str(axis.get("mode")), "")
        unit = of.runs.study.get("units", {}).get(name, "")
        rows.append((name, places, how, values, told(of.runs, name, here), unit))
    rows += [_limit(of, str(name)) for name in of.runs.axes if name not in of.runs.study.get("axes", {})]
    return pd.DataFrame(rows, columns=columns)


def _limit(of: Compared, name: str) -> tuple[str, ...]:
    """What a command limits point by point, such as the emissions of a frontier: no number of the case, which has no such limit."""
    unit, values = str(of.runs.study.get("units", {}).get(name, "")), dict.fromkeys(of.runs.axes[name].dropna())
    listed = [str(v) if unit == "year" else told(of.runs, name, v) for v in values]
    return name, "a limit that the command adds", HOW["s"], ", ".join(listed), "", unit


HOW = {"r": "each number times the value", "a": "the value added to each number", "s": "each number set to the value"}


def tornado_table(of: Compared) -> pd.DataFrame:
    """What each axis that was moved alone does to the cost, the one that moves it most first."""
    columns = ["axis", "low", "high", "at_low", "at_high", "base", "swing", "unit"]
    if of.runs.study.get("design") != "one_at_a_time" or of.runs.base is None or len(of.runs) < 2:
        return pd.DataFrame(columns=columns)
    table = tornado(of.runs)
    table = table.assign(low=table["low_told"], high=table["high_told"])
    return table.assign(unit=of.runs.records[of.runs.reference]["money"])[columns]


def wide_table(of: Compared) -> pd.DataFrame:
    """The runs in columns where they are few enough to be read so."""
    few = len(of.runs) <= ACROSS
    return _with_years(side_by_side(of)) if few else pd.DataFrame(columns=["figure", "item", "period", "unit"])


def differences_table(of: Compared) -> pd.DataFrame:
    """Every figure of every run beside the reference; of very many the largest of each run."""
    table = of.differences[[RUN, "figure", "item", "period", "reference", "value", "change", "change_share", "unit"]]
    if len(table) <= MOST_ROWS:
        return _with_years(table)
    most = MOST_ROWS // (len(of.runs) - 1)
    kept = [largest(mine, most) for _, mine in table.groupby(RUN, sort=False)]
    return _with_years(pd.concat(kept, ignore_index=True))


def spread_table(of: Compared) -> pd.DataFrame:
    """Every figure over all runs."""
    return _with_years(spreads(of))


def _with_years(table: pd.DataFrame) -> pd.DataFrame:
    """Periods as numbers, by which a spreadsheet sorts and filters; figures of no period keep none."""
    return table.assign(period=pd.Series([numeral(y) for y in table["period"]], index=table.index, dtype=object))


def changes_table(of: Compared) -> pd.DataFrame:
    """What is not as in the reference: axes of a study, or cells that a scenario changed and inputs that differ."""
    return _of_axes(of) if of.runs.study else _of_inputs(of)


def _of_axes(of: Compared) -> pd.DataFrame:
    runs, rows = of.runs, []
    for name in runs:
        for axis in runs.axes.columns:
            value, before = runs.axes.loc[name, axis], runs.axes.loc[of.reference, axis]
            if name != of.reference and value != before and not (pd.isna(value) and pd.isna(before)):
                of_axis = runs.study["axes"].get(axis, {})
                places = "; ".join(map(str, of_axis.get("places", [])))
                unit = runs.study.get("units", {}).get(axis, "")
                how = SIGNS.get(str(of_axis.get("mode")), "")
                rows.append((name, str(axis), places, how, before, value, unit))
    return pd.DataFrame(rows, columns=[RUN, "axis", "what it changes", "how", "before", "after", "unit"])


def _of_inputs(of: Compared) -> pd.DataFrame:
    """Inputs of each run that are not those of the reference, cell by cell."""
    names = [n for n in of.runs if n != of.reference][:NOTED]
    first = of.runs[of.reference]
    frames = [found.assign(run=n) for n in names if len(found := unlike(first, of.runs[n]))]
    columns = [RUN, *COLUMNS]
    return pd.concat(frames, ignore_index=True)[columns] if frames else pd.DataFrame(columns=columns)


def notes_table(of: Compared) -> pd.DataFrame:
    """Sentences that readers of a run must see, what it counts that the reference does not, and why runs have no answer.

    Of many runs those of the reference and of failures.
    """
    read = list(of.runs) if len(of.runs) <= NOTED else [of.reference]
    rows = [(name, note) for name in read for note in notes_of(of.runs[name].meta)]
    return pd.DataFrame([*of.apart_told().items(), *rows, *of.runs.failed.items()], columns=[RUN, "note"])


STUDY_SHEETS = {
    "runs": StudySheet(runs_table, "one row a run: values of its axes, status, cost and change from the reference"),
    "axes": StudySheet(axes_table, "what the study changes in the case, how, and over which values"),
    "tornado": StudySheet(tornado_table, "what each axis that was moved alone does to the cost, the largest first"),
    "spread": StudySheet(
        spread_table,
        "every figure over all runs: reference, lowest, quantiles, mean, highest, and the runs at both ends",
    ),
    "side_by_side": StudySheet(
        wide_table, "every figure, the runs in columns from the reference on (of up to 24 runs)"
    ),
    "differences": StudySheet(differences_table, "every figure of every run beside that of the reference"),
    "changes": StudySheet(
        changes_table, "change log: what in each run is not as in the reference (inputs of up to 24 runs)"
    ),
    "notes": StudySheet(notes_table, "what readers of a run must know, and why runs have no answer"),
    "names": StudySheet(
        lambda of: about.names(of.runs[of.reference]),
        "what the ids of carriers, technologies and regions stand for, and their units",
    ),
    "inputs": StudySheet(
        lambda of: about.inputs_used(of.runs[of.reference]),
        "the numbers of the tables, with unit, source and quality (of the reference)",
    ),
    "sources": StudySheet(lambda of: about.sources(of.runs[of.reference]), "where the numbers come from"),
}
