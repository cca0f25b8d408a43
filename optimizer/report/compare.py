"""Answers side by side: two in a few figures, many by their differences from a reference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from optimizer.report.frames import apart_told, frame
from optimizer.report.screen import shown
from optimizer.report.tables import NAMES, capacity, costs, summary
from optimizer.solution import Solution

KEYS = ["figure", "item", "period", "unit"]
PRICE, KIND, CAPACITY = "marginal price of ", "of the discounted cost: ", "capacity"
"""How figures begin that have no zero (what nothing flows of has no price), that are kinds of cost, and the figure of plant."""
FIRST = ("total discounted", "cost per year", "emissions of")
NONE = "–"
NOTHING = 1e-6
"""Share of a figure below which a change is none."""


def difference(before: Solution, after: Solution) -> pd.DataFrame:
    """Discounted cost, cost a year and emissions: before, after and the change; one row a figure and period, blank where one has none."""
    runs = {"before": figures(before), "after": figures(after)}
    table = beside(pd.concat([t.assign(run=name) for name, t in runs.items()], ignore_index=True), list(runs))
    asked = table.index.get_level_values("figure").str.startswith(FIRST)
    table = table[asked].rename_axis(columns=None).reset_index().drop(columns="item")
    return table.assign(change=table["after"] - table["before"])


def told(before: Solution, after: Solution) -> list[str]:
    """What changed, in lines."""
    names = (before.meta["case"]["scenario"], after.meta["case"]["scenario"])
    frames = {"the run before": frame(before), "this run": frame(after)}
    lines = [f"{names[1]} compared with {names[0]}:", *apart_told(frames, "the run before").values()]
    for row in difference(before, after).itertuples(index=False):
        change = "" if row.change != row.change else f" ({'+' * (row.change > 0)}{shown(row.change)})"
        what = f"{row.figure} {row.period}".strip()
        lines.append(f"  {what}: {or_none(row.before)} -> {or_none(row.after)} {row.unit}{change}")
    return lines


def or_none(value: float) -> str:
    """A figure on the screen, or a dash where a run has none.

    >>> or_none(1234.5), or_none(float("nan"))
    ('1,234', '–')
    """
    return NONE if value != value else shown(value)


def figures(solution: Solution) -> pd.DataFrame:
    """What answers are compared by, one row a figure and period: costs, emissions, demand, prices, capacity by technology.

    What a run states for one of its years is zero in those of its years that have no row, as is plant of the case that its scenario
    leaves out (in no unit: `beside` gives it that of others), and each kind of cost that nothing is booked in. A price has no zero.
    """
    told, periods = summary(solution), [str(int(y)) for y in solution.inputs["period"].values]
    numbers = told[[isinstance(v, float) for v in told["value"]]].assign(item="")
    stands = capacity(solution).groupby(["technology", "period", "unit"], as_index=False)["standing"].sum()
    stands = stands.rename(columns={"technology": "item", "standing": "value"}).assign(figure=CAPACITY)
    both = pd.concat([numbers, stands], ignore_index=True)[[*KEYS, "value"]]
    both = both.assign(period=both["period"].astype(str), value=both["value"].astype(float))
    yearly = both.loc[(both["period"] != "") & ~both["figure"].str.startswith(PRICE), ["figure", "item", "unit"]]
    stated = yearly.drop_duplicates().itertuples(index=False, name=None)
    empty = [(figure, item, y, unit, 0.0) for figure, item, unit in stated for y in periods]
    empty += [(CAPACITY, k, y, "", 0.0) for k in _left_out(solution) for y in periods]
    empty += [(k, "", "", solution.meta["money"], v) for k, v in _kinds(solution).items()]
    more = pd.DataFrame(empty, columns=both.columns)
    known = pd.MultiIndex.from_frame(more[KEYS]).isin(pd.MultiIndex.from_frame(both[KEYS]))
    return pd.concat([both, more[~known]], ignore_index=True)


def _left_out(solution: Solution) -> list[str]:
    """Technologies that the tables have numbers of, and the model has not."""
    named = {str(row["item"]) for row in solution.meta["inputs_used"] if row["table"] == "parameters"}
    return sorted(named - set(map(str, solution.variables["technology"].values)))


def _kinds(solution: Solution) -> dict[str, float]:
    """Every kind of cost: what is booked in it over all years [money]."""
    booked = costs(solution).groupby("category")["discounted_cost"].sum()
    return {f"{KIND}{name}": float(booked.get(category, 0.0)) for category, name in NAMES.items()}


def differences(runs: Mapping[str, Solution], reference: str) -> pd.DataFrame:
    """Every figure of every run beside that of a reference.

    Args:
        runs: by name.
        reference: name of the run that the others are compared with.

    Returns:
        One row a figure and run: figure, item, period, unit, run, reference, value, change, change_share (of the reference, blank
        where that is zero). A figure that one of the two does not have is blank, and so is its change.
    """
    return differences_of(pd.concat([figures(s).assign(run=n) for n, s in runs.items()], ignore_index=True), reference)


def differences_of(table: pd.DataFrame, reference: str) -> pd.DataFrame:
    """`differences` from the figures of all runs: figure, item, period, unit, run, value."""
    runs = list(map(str, table["run"].drop_duplicates()))
    wide, frames = beside(table, runs), []
    for name in runs:
        if name != reference:
            both = pd.DataFrame({"reference": wide[reference], "value": wide[name]}).dropna(how="all")
            frames.append(both.reset_index().assign(run=name))
    columns = [*KEYS, "run", "reference", "value", "change", "change_share"]
    if not frames:
        return pd.DataFrame(columns=columns)
    out = pd.concat(frames, ignore_index=True)
    change = out["value"] - out["reference"]
    share = (change / out["reference"].abs()).where(out["reference"] != 0)
    return out.assign(change=change, change_share=share)[columns]


def beside(table: pd.DataFrame, runs: Sequence[str]) -> pd.DataFrame:
    """Figures (rows) of runs (columns), NaN where a run does not have one; rows that no run has are left out.

    Args:
        table: figure, item, period, unit, run, value.
        runs: in the order of the columns.
    """
    order = pd.MultiIndex.from_frame(table[KEYS].drop_duplicates())
    wide = table.set_index([*KEYS, "run"])["value"].unstack("run").reindex(index=order, columns=list(runs))
    wide = _with_what_is_left_out(wide)
    kinds = wide.index.get_level_values("figure").str.startswith(KIND)
    if (wide[kinds].abs() > 0).sum().max() < 2:  # no run has two kinds of cost: the one is the total
        wide = wide[~kinds]
    return wide.dropna(how="all")


def _with_what_is_left_out(wide: pd.DataFrame) -> pd.DataFrame:
    """Plant that a scenario leaves out, which stands in no unit, as none of the plant of the other runs."""
    figure, item, period, unit = (wide.index.get_level_values(k) for k in KEYS)
    plant = figure == CAPACITY
    none = wide[plant & (unit == "")].droplevel(["figure", "unit"])
    nothing = none.reindex(pd.MultiIndex.from_arrays([item, period])).set_axis(wide.index)
    return wide.fillna(nothing[plant])[~plant | (unit != "")]


def largest(table: pd.DataFrame, most: int) -> pd.DataFrame:
    """The rows of differences that a reader sees first: cost, then what changed most for its kind and unit.

    A figure that one of the two does not have counts as a change by all of it, in years that both have; that of another year is none.
    """
    years = set(table.loc[table["change"].notna(), "period"])
    one_side = table["change"].isna() & table["period"].isin(years) & ~table["figure"].str.startswith(PRICE)
    change = table["change"].mask(one_side, table["value"].fillna(table["reference"]))
    moved = table[change.abs() > NOTHING * table["reference"].abs().fillna(0.0).clip(lower=1e-9)]
    size = change[moved.index].abs() / moved.groupby(["figure", "unit"])["reference"].transform(lambda v: v.abs().max() or 1.0)
    first = moved["figure"].str.startswith(FIRST)
    ordered = moved.assign(size=size, first=first).sort_values(["first", "size"], ascending=False, kind="stable")
    return moved.loc[ordered.index[:most].sort_values()]
