"""Plans beside futures: what each costs in each, what is regretted, and the plan that is regretted least."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from optimizer.report.drawing import axes_of, save
from optimizer.report.fonts import label
from optimizer.report.screen import shown
from optimizer.report.shortage import MARK
from optimizer.solution import SHORT

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NONE = "no answer"


def regret_table(
    names: Sequence[str], costs: Mapping[tuple[str, str], float], status: Mapping[tuple[str, str], str], money: str
) -> pd.DataFrame:
    """One row a plan: its cost and its regret in each future, the worst and the mean regret [money, discounted].

    A plan without an answer in some future has no number there, and neither a worst nor a mean regret; `no answer in` names the future,
    `with shortage in` one where demand stays unmet, or a limit is exceeded, at a price that is in the cost.
    """
    rows = []
    for plan in names:
        cost = [costs[plan, future] for future in names]
        regrets = [costs[plan, future] - costs[future, future] for future in names]
        whole = all(r == r for r in regrets)
        worst, mean = (max(regrets), float(np.mean(regrets))) if whole else (np.nan, np.nan)
        told = [", ".join(f for f in names if status[plan, f] == what) for what in (NONE, SHORT)]
        rows.append([plan, *cost, *regrets, worst, mean, money, *told])
    columns = ["plan for", *(f"cost in {f}" for f in names), *(f"regret in {f}" for f in names)]
    return pd.DataFrame(
        rows, columns=[*columns, "worst regret", "mean regret", "money", "no answer in", "with shortage in"]
    )


def in_words(table: pd.DataFrame, names: Sequence[str]) -> list[str]:
    """Regrets as aligned lines, and which plan is regretted least."""
    head = ["plan for", *(f"in {n}" for n in names), "worst", "mean"]
    rows = [
        [str(r["plan for"])]
        + [_cell(r[f"regret in {n}"]) + MARK * (n in str(r["with shortage in"]).split(", ")) for n in names]
        + [_cell(r["worst regret"]), _cell(r["mean regret"])]
        for r in table.to_dict("records")
    ]
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    lines = [
        "  ".join([row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True))]).rstrip()
        for row in [head, *rows]
    ]
    short = f" {MARK} with shortage, which is paid." if any(MARK in cell for row in rows for cell in row) else ""
    return [*lines, f"Regret in {table['money'].iloc[0]}, discounted: cost above that of the plan for the future.{short}", _least(table)]  # fmt: skip


def _least(table: pd.DataFrame) -> str:
    """Which plan has the least worst regret, and which the least mean one."""
    found = table.dropna(subset=["worst regret"])
    if found.empty:
        return "No plan has an answer in every future."
    worst, mean = (found.loc[found[c].idxmin(), "plan for"] for c in ("worst regret", "mean regret"))
    if worst == mean:
        return f"Least worst and least mean regret: the plan for {worst}."
    return f"Least worst regret: the plan for {worst}; least mean regret: the plan for {mean}."


def _cell(value: float) -> str:
    return NONE if value != value else shown(float(value))


def draw_regrets(table: pd.DataFrame, names: Sequence[str], title: str = "") -> Figure:
    """Plans (rows) beside futures (columns), the darker the more is regretted; what has no answer is hatched."""
    from matplotlib.patches import Rectangle

    columns = [*(f"regret in {n}" for n in names), "worst regret", "mean regret"]
    values = table[columns].to_numpy(dtype=float)
    whole, (ax,) = axes_of(height=1.9 + 0.62 * len(names))
    most = float(np.nanmax(values, initial=0.0)) or 1.0
    ax.imshow(values, cmap="YlOrBr", vmin=0.0, vmax=1.25 * most, aspect="auto")
    for row, column in np.ndindex(*values.shape):
        value = values[row, column]
        if value != value:
            ax.add_patch(
                Rectangle((column - 0.5, row - 0.5), 1, 1, facecolor="#eeeeee", hatch="//", edgecolor="#bbbbbb")
            )
        short = column < len(names) and names[column] in str(table["with shortage in"].iloc[row]).split(", ")
        text = _cell(value) + MARK * short
        ax.text(
            column, row, text, ha="center", va="center", fontsize=10, color="white" if value > 0.8 * most else "#1a1a1a"
        )
    ax.axvline(len(names) - 0.5, color="white", linewidth=6)
    ax.set_xticks(range(len(columns)), [*(label(f"in {n}", n) for n in names), "worst", "mean"])
    ax.set_yticks(range(len(names)), [label(f"plan for {n}", n) for n in names])
    ax.xaxis.tick_top()
    ax.grid(visible=False)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    note = f"; {MARK} with shortage, paid" if any(table["with shortage in"].astype(str).ne("")) else ""
    ax.set_xlabel(f"regret [{table['money'].iloc[0]}, discounted]: cost above that of the plan for the future{note}")
    ax.set_title(label(title, "") or "Regret of each plan in each future", loc="left", pad=12)
    return whole


def write_regrets(table: pd.DataFrame, names: Sequence[str], path: str | Path, title: str = "") -> Path:
    """Draw the regrets as PNG."""
    return save(draw_regrets(table, names, title), Path(path))
