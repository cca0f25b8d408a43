"""One plan for several futures: what each costs with it, and what it builds beside the plans for one future alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from optimizer.report.screen import shown
from optimizer.report.tables import builds
from optimizer.solution import Solution

AT = ["technology", "region", "year", "unit"]
NOISE = 1e-6  # of the largest build of a technology: less is rounding


@dataclass(frozen=True, eq=False)
class Row:
    """A future: its probability [1], costs [money], and answers.

    Attributes:
        crossed: its cost with the plans of other futures, or why there is no answer.
    """

    name: str
    probability: float
    best: float
    cost: float
    crossed: Mapping[str, float | str]
    alone: Solution
    hedged: Solution


def costs_of_futures(rows: Sequence[Row]) -> pd.DataFrame:
    """Discounted cost [money] of each future: known beforehand, with the hedge, its regret, and with plans for other futures.

    The last row is the expected cost; empty where a plan has no answer in some future.
    """
    names = [r.name for r in rows]
    bets = [f"plan for {n}" for n in names if any(n in r.crossed for r in rows)]
    columns = ["future", "probability", "known beforehand", "hedged", "regret", *bets]
    table = pd.DataFrame(
        [
            [r.name, r.probability, r.best, r.cost, r.cost - r.best]
            + [_number(r.best if b == f"plan for {r.name}" else r.crossed.get(b[len("plan for ") :])) for b in bets]
            for r in rows
        ],
        columns=columns,
    )
    weights = table["probability"]
    mean = [float((table[c] * weights).sum(skipna=False)) for c in columns[2:]]
    return pd.concat([table, pd.DataFrame([["expected", weights.sum(), *mean]], columns=columns)], ignore_index=True)


def plant_of_futures(rows: Sequence[Row], periods: Sequence[int]) -> pd.DataFrame:
    """What is built in the shared periods: with the hedge, and with the plan for each future alone."""
    of_all = {"hedged": rows[0].hedged, **{f"plan for {r.name}": r.alone for r in rows}}
    parts = [builds(s).set_index(AT)["value"].rename(name) for name, s in of_all.items()]
    table = pd.concat(parts, axis=1).fillna(0.0).reset_index()
    table = table[table["year"].isin(list(periods))]
    largest = table.groupby("technology")[list(of_all)].transform("max").max(axis=1)
    return table[table[list(of_all)].max(axis=1) > NOISE * largest].reset_index(drop=True)


def in_words(table: pd.DataFrame, money: str, *, least_regret: bool = False) -> list[str]:
    """The costs as aligned lines, and what not knowing the future costs.

    Of the plan of least expected cost that is what knowing would be worth; a plan of least regret may be dearer than that plan, so of it the
    regret is told as what it is, on average and at most.
    """
    cells = [
        ["", *map(str, table.columns[1:])],
        *([str(row[0]), *map(_cell, row[1:])] for row in table.itertuples(index=False)),
    ]
    widths = [max(len(r[i]) for r in cells) for i in range(len(cells[0]))]
    lines = [
        "  ".join([r[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(r[1:], widths[1:], strict=True))]) for r in cells
    ]
    regret = float(table["regret"].iloc[-1])
    known = abs(float(table["known beforehand"].iloc[-1]))
    share = f" ({100 * regret / known:.2g} %)" if known else ""
    told = f"Knowing the future would be worth {shown(regret)} {money}{share} on average."
    if least_regret:
        worst = table.iloc[:-1].sort_values("regret").iloc[-1]
        told = (
            f"The plan costs {shown(regret)} {money}{share} more on average than plans for futures that are known, "
            f"at most {shown(float(worst['regret']))} in {worst['future']}."
        )
    return [*lines, f"In {money}, discounted. {told}"]


def why_not(rows: Sequence[Row]) -> dict[tuple[str, str], str]:
    """Why plans have no answer in some future, by plan and future."""
    return {(name, r.name): cost for r in rows for name, cost in r.crossed.items() if isinstance(cost, str)}


def _number(cost: float | str | None) -> float:
    return cost if isinstance(cost, float) else float("nan")


def _cell(cost: float) -> str:
    return "no answer" if cost != cost else shown(float(cost))
