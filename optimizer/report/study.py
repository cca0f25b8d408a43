"""Tables of a study: its points, what moves the answer most, how far it spreads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from optimizer.errors import SolveError
from optimizer.report.screen import shown
from optimizer.report.shortage import in_short, is_short, star
from optimizer.report.words import say
from optimizer.runs import SCENARIO, Runs, columns_of
from optimizer.solution import Solution

COST = "total discounted cost"
AS_IT_IS = "as it is"
"""Stands for the value of an axis in the case where that is not one value."""
DRAWN = ("monte_carlo", "latin_hypercube", "sobol")
"""Designs whose points are drawn from the distributions of their axes; trajectories of `morris` stand on a few levels of them."""
SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)
Figure = Callable[[Solution], float]
"""A number of one answer."""


def title_of(runs: Runs, reference: str) -> str:
    """The title of a study; where it has none, its case and its design; of other runs the case of their reference."""
    case = runs[reference].meta["case"]
    name = str(case["title"] or case["name"])
    if not runs.study:
        return name
    return str(
        runs.study.get("title")
        or f"{name}: {say(str(runs.study.get('design', '')).replace('_', ' '))}".removesuffix(": ")
    )


def points(runs: Runs, reference: str | None = None, *, hows: bool = False) -> pd.DataFrame:
    """One row a point of a study: values of its axes, status, cost and its change, how and how fast it was solved.

    Args:
        runs: of the study.
        reference: the point that costs change from; by default the base, and none where that has no answer.
        hows: whether the column of each axis says how its values change the case, and in which unit; that of a limit says its unit always.
    """
    first = reference or runs.base
    base = None if first is None else float(runs.records[first]["objective"])
    rows = [_of_point(name, record, base) for name, record in runs.records.items()]
    names = columns_of(runs.axes.columns, rows[0])
    names = {
        axis: f"{name}{_how(runs, str(axis)) if hows or axis not in runs.study.get('axes', {}) else ''}"
        for axis, name in names.items()
    }
    values = [{names[a]: v for a, v in r["values"].items()} for r in runs.records.values()]
    table = pd.DataFrame([{**of, **row} for row, of in zip(rows, values, strict=True)])
    columns = list(dict.fromkeys([SCENARIO, "group", *names.values(), *rows[0]]))
    return table.reindex(columns=[c for c in columns if c in table.columns])


def costs_told(runs: Runs) -> list[str]:
    """What each run costs, and how much more than the base."""
    money = str(runs.records[runs.reference].get("money", ""))
    rows = points(runs).dropna(subset=["discounted_cost"]).to_dict("records")
    return [
        f"  {r[SCENARIO]}{_values_told(runs, r[SCENARIO])}: {shown(r['discounted_cost'])}{star(is_short(runs.records[r[SCENARIO]]))} {money}"
        f" ({r['change_share']:+.2%})"
        for r in rows
        if r[SCENARIO] != runs.base
    ]


def _values_told(runs: Runs, name: str) -> str:
    """The values of a point of a grid, whose name is only a number; the names of listed runs are those of their author."""
    if runs.study.get("design") != "full_grid":
        return ""
    values = runs.records[name]["values"]
    return f" ({', '.join(f'{axis} {told(runs, str(axis), v)}' for axis, v in values.items())})"


HOWS = {"r": "factor", "a": "change", "s": "value"}


def _how(runs: Runs, axis: str) -> str:
    """What the values of an axis are: (factor), (change, CNY_2020/MWh), (value), or their unit alone where they change no number."""
    how = HOWS.get(str(runs.study.get("axes", {}).get(axis, {}).get("mode")), "")
    words = [word for word in (how, str(runs.study.get("units", {}).get(axis, ""))) if word]
    return f" ({', '.join(words)})" if words else ""


def _of_point(name: str, record: Mapping[str, Any], base: float | None) -> dict[str, Any]:
    """What is told of a point beside the values of its axes."""
    cost = record.get("objective")
    change = None if cost is None or base is None else cost - base
    return {
        SCENARIO: name,
        "group": record.get("group", ""),
        "status": record.get("answer", record["status"]),
        "shortage": in_short(record.get("short", ())),
        "discounted_cost": cost,
        "unit": record.get("money", ""),
        "change": change,
        "change_share": None if change is None or not base else change / abs(base),
        "start": record.get("how", ""),
        "algorithm": record.get("algorithm", ""),
        "solver_seconds": record.get("highs"),
        "seconds": record.get("total"),
        "reason": str(record.get("reason", "")).split("\n")[0],
    }


def figure_of(runs: Runs, of: Figure | None = None) -> pd.Series:
    """A number of every run; the discounted cost where no other is asked for, which is read from the records."""
    return runs.costs() if of is None else pd.Series({name: of(runs[name]) for name in runs}, dtype=float)


def tornado(runs: Runs, of: Figure | None = None) -> pd.DataFrame:
    """What each axis that was moved alone does to a number of the answer, the one that moves it most first.

    Args:
        runs: of a study of one axis at a time.
        of: the number; the discounted cost by default.

    Returns:
        axis, low and high (values of the axis, as read as `low_told` and `high_told`; the value in the case is one of them where all
        others lie on one side of it), at_low and at_high (the number), base, swing (largest less smallest, base included), shortage
        (which of low, high and base stand for an answer with shortage). No rows where the base has no answer: nothing is moved from it.
    """
    columns = ["axis", "low", "high", "low_told", "high_told", "at_low", "at_high", "base", "swing", "shortage"]
    base, rows = runs.base, list[dict[str, Any]]()
    if base is None:
        return pd.DataFrame(columns=columns)
    found = figure_of(runs, of)
    for axis in dict.fromkeys(str(runs.records[n]["group"]) for n in found.index if n != base):
        mine = [n for n in found.index if runs.records[n]["group"] == axis]
        values = (
            {n: runs.axes.loc[n, axis] for n in (base, *mine)}
            if axis in runs.axes.columns
            else {n: n for n in (base, *mine)}
        )
        ordered = _ordered(mine, base, values, found)
        every, ends = [*found[mine], found[base]], {"low": ordered[0], "high": ordered[-1], "base": base}
        rows.append(
            {
                "axis": axis,
                "low": values[ordered[0]],
                "high": values[ordered[-1]],
                "low_told": told(runs, axis, values[ordered[0]]) or AS_IT_IS,
                "high_told": told(runs, axis, values[ordered[-1]]) or AS_IT_IS,
                "at_low": float(found[ordered[0]]),
                "at_high": float(found[ordered[-1]]),
                "base": float(found[base]),
                "swing": max(every) - min(every),
                "shortage": ", ".join(end for end, n in ends.items() if is_short(runs.records[n])),
            }
        )
    return pd.DataFrame(rows, columns=columns).sort_values("swing", ascending=False, ignore_index=True)


def tornado_told(table: pd.DataFrame, money: str) -> list[str]:
    """Each axis in a line: what the number is at its two ends, one of them the case as it is where all values lie on one side of it."""
    lines = []
    for r in table.itertuples(index=False):
        short = str(r.shortage).split(", ")
        ends = [f"{name} -> {shown(at)}{star(end in short)}" for end, name, at in
                (("low", r.low_told, r.at_low), ("high", r.high_told, r.at_high))]  # fmt: skip
        lines.append(f"  {r.axis}: {', '.join(ends)}; swing {shown(r.swing)} {money}")
    return lines


def _ordered(mine: Sequence[str], base: str, values: Mapping[str, Any], found: pd.Series) -> list[str]:
    """Points of an axis from its low to its high end, the base among them; one whose value is not one number stands before a single other."""
    unknown = values[base] != values[base]
    if unknown:
        return [*([base] if len(mine) == 1 else []), *sorted(mine, key=lambda n: _order(values[n], found[n]))]
    return sorted([base, *mine], key=lambda n: _order(values[n], found[n]))


def told(runs: Runs, axis: str, value: Any) -> str:
    """A value of an axis as a reader takes it: times 0.8, +10 CNY_2020/MWh, 0.05."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if value != value:
        return ""
    of = runs.study.get("axes", {}).get(axis, {})
    number, unit = shown(float(value)), str(runs.study.get("units", {}).get(axis, ""))
    if of.get("mode") == "r":
        return f"× {number}"
    sign = "+" if of.get("mode") == "a" and value > 0 else ""
    return f"{sign}{number} {unit}".strip()


FORMS = {
    "uniform": "evenly from {} to {}",
    "loguniform": "evenly in its logarithm from {} to {}",
    "triangular": "a triangle from {} to {}, most likely {}",
    "normal": "normal, mean {}, standard deviation {}",
    "lognormal": "lognormal, median {}, geometric standard deviation {}",
    "choice": "equally likely: {}",
}
"""What an axis is drawn from, in words; of a triangle its ends come first."""


def drawn_told(drawn: Mapping[str, Any]) -> str:
    """A distribution as a reader takes it, from the account of a study.

    >>> drawn_told({"form": "triangular", "numbers": [0.6, 1.0, 1.5], "within": None})
    'a triangle from 0.6 to 1.5, most likely 1'
    >>> drawn_told({"form": "normal", "numbers": [0.07, 0.01], "within": [0.04, 0.1]})
    'normal, mean 0.07, standard deviation 0.01; cut to 0.04 ... 0.1'
    """
    form, numbers = str(drawn["form"]), [v if isinstance(v, str) else shown(v) for v in drawn["numbers"]]
    if form == "triangular":
        numbers = [numbers[0], numbers[2], numbers[1]]
    if form == "choice":
        numbers = [", ".join(numbers)]
    cut = "; " + say("cut to {} ... {}").format(*map(shown, drawn["within"])) if drawn.get("within") else ""
    return say(FORMS[form]).format(*numbers) + cut


def _order(value: Any, figure: float) -> tuple[int, float]:
    """Numbers by size, words by what comes of them."""
    return (0, float(value)) if isinstance(value, int | float) and not isinstance(value, bool) else (1, figure)


def spread(runs: Runs, of: Figure | None = None) -> pd.Series:
    """Mean, standard deviation and quantiles of a number over the samples of a study; the base is not one of them.

    Raises:
        SolveError: the design is `morris`, whose points are no sample of the distributions.
    """
    if runs.study.get("design") == "morris":
        raise SolveError(
            "Points of a morris design stand on a few levels of each axis: they have indices, and no spread."
        )
    found = figure_of(runs, of).drop(index=[runs.base] if runs.base else [])
    shares = {f"P{share:.0%}".rstrip("%"): float(found.quantile(share)) for share in SHARES}
    return pd.Series({"samples": float(len(found)), "mean": found.mean(), "standard deviation": found.std(), **shares})


WITHIN = "_within"
"""Ends the name of a column that holds the width of confidence of another."""
INDICES = {
    "sobol": "first: share of the variance by the axis alone; total: with what it does together with others; ±: 95 % confidence",
    "morris": "mu_star: mean size of the effect of an axis from end to end, ±: 95 % confidence; sigma: how much the effect varies",
}


def indices_told(found: pd.DataFrame, design: str) -> list[str]:
    """The indices of each axis, a width of confidence beside what it is of, and what they are."""
    names = [str(c) for c in found.columns[1:] if not str(c).endswith(WITHIN)]
    lines = []
    for row in found.to_dict("records"):
        width = {c: f" ± {shown(float(row[c + WITHIN]))}" if c + WITHIN in row else "" for c in names}
        lines.append(f"  {row['axis']}: " + ", ".join(f"{c} {shown(float(row[c]))}{width[c]}" for c in names))
    return [*lines, f"  ({INDICES[design]})"]
