"""Figures of many runs in one table, and how far they spread around a reference. Figures that are known already are not read again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pandas as pd

from optimizer.errors import CaseError, Problem
from optimizer.files import whole
from optimizer.report.compare import CAPACITY, FIRST, KEYS, PRICE, beside, differences_of, figures
from optimizer.report.frames import Frame, apart_told, frame, unlike_in, without_shares
from optimizer.report.readable import HYDROGEN
from optimizer.report.study import DRAWN, title_of
from optimizer.runs import Runs
from optimizer.units import readable

RUN, KEY, VALUE = "run", "key", "value"
KNOWN = "figures.csv"
"""Figures of the points of a study, beside it: a point that is solved anew has another key and is read again."""


@dataclass(frozen=True, eq=False)
class Compared:
    """Runs beside one of them, with the figures they are compared by.

    Attributes:
        runs: the answers, read when they are asked for.
        reference: the run that others are compared with.
        figures: one row a figure of a run: run, figure, item, period, unit, value.
        frames: years, regions, base year and discount rate of each run; points of a study are of one case, and have none here.
    """

    runs: Runs
    reference: str
    figures: pd.DataFrame
    frames: Mapping[str, Frame] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """Title of the study, or of the case of the reference, in the language of the reader where it is made of our words."""
        return title_of(self.runs, self.reference)

    @cached_property
    def differences(self) -> pd.DataFrame:
        """Every figure of every run beside that of the reference (`compare.differences`); no shares of totals that do not compare."""
        return without_shares(differences_of(self.figures, self.reference), self.apart)

    @cached_property
    def wide(self) -> pd.DataFrame:
        """One row a figure, one column a run; NaN where a run does not have the figure."""
        return beside(self.figures, list(self.runs))

    @cached_property
    def apart(self) -> Mapping[str, list[str]]:
        """By run that counts other years, regions and so on than the reference: what is not the same."""
        return unlike_in(self.frames, self.reference)

    def apart_told(self) -> Mapping[str, str]:
        """The same, each as a sentence in the language of the reader."""
        return apart_told(self.frames, self.reference)


def compared(runs: Runs, folder: Path | None = None, reference: str | None = None) -> Compared:
    """Read the figures of all runs.

    Args:
        runs: of a study, or of some folders.
        folder: of a study, in which figures are kept from one report to the next.
        reference: the run that others are compared with; that of the runs by default.

    Raises:
        CaseError: the runs count in different money.
    """
    _one_money(runs)
    first = reference or runs.reference
    known = _known(folder / KNOWN) if folder and runs.study else {}
    tables, keys = [], {name: str(runs.records.get(name, {}).get(KEY, "")) for name in runs}
    for name in runs:
        kept = known.get((name, keys[name])) if keys[name] else None
        tables.append(kept if kept is not None else figures(runs[name]).assign(**{RUN: name, KEY: keys[name]}))
    table = pd.concat(tables, ignore_index=True)[[RUN, KEY, *KEYS, VALUE]]
    if folder and runs.study:
        with whole(folder / KNOWN) as file:
            table.to_csv(file, index=False, encoding="utf-8")
    frames = {} if runs.study else {name: frame(runs[name]) for name in runs}
    return Compared(runs, first, _readable(table.drop(columns=KEY), first), frames)


def _one_money(runs: Runs) -> None:
    """Costs in different money cannot be set side by side; points of a study are of one case, and have one.

    Raises:
        CaseError: runs count in different money.
    """
    found = {} if runs.study else {name: str(runs[name].meta["money"]) for name in runs}
    if len(set(found.values())) > 1:
        told = "; ".join(f"{name} in {money}" for name, money in found.items())
        raise CaseError([Problem("costs in different money cannot be compared", column="money", found=told)], "runs")


def _readable(table: pd.DataFrame, reference: str) -> pd.DataFrame:
    """Prices in units that a reader compares, those of the reference in all runs."""
    out, of = table.copy(), table["figure"].str.removeprefix(PRICE)
    for (figure, unit), rows in table[table["figure"] != of].groupby(["figure", "unit"]):
        mine = rows.loc[rows[RUN] == reference, VALUE]
        size = float(mine.abs().median()) if len(mine) else 0.0
        word = re.split(r"[\W_]", str(figure).removeprefix(PRICE).lower(), maxsplit=1)[0]
        times, told = readable(str(unit), size, by_kilogram=word in HYDROGEN)
        out.loc[rows.index, VALUE] = rows[VALUE] * times
        out.loc[rows.index, "unit"] = told
    return out


def _known(file: Path) -> Mapping[tuple[str, str], pd.DataFrame]:
    """Figures of an earlier report by run and key; none where their file is missing or damaged: they are read from the answers."""
    text = dict.fromkeys([RUN, KEY, *KEYS], str)
    try:
        table = pd.read_csv(file, dtype=text, keep_default_na=False, encoding="utf-8", float_precision="round_trip")
    except (OSError, ValueError):
        return {}
    if not {*text, VALUE} <= set(table.columns):
        return {}
    table[VALUE] = pd.to_numeric(table[VALUE], errors="coerce")  # a price that nothing has is empty
    return {(str(run), str(key)): mine for (run, key), mine in table.groupby([RUN, KEY], sort=False)}


def spreads(of: Compared) -> pd.DataFrame:
    """One row a figure: in the reference, lowest, quantiles, mean and highest over all runs that have it (how many: `runs`), and those at both ends.

    Of samples, quantiles and mean are of the samples alone: the case as it is was not drawn with them.
    """
    wide, drawn = of.wide, of.runs.base if of.runs.study.get("design") in DRAWN else None
    samples = wide.drop(columns=[drawn] if drawn else [])
    quantiles = samples.quantile([0.05, 0.5, 0.95], axis=1).T.set_axis(["P5", "median", "P95"], axis=1)
    table = pd.DataFrame({"reference": wide[of.reference], "lowest": wide.min(axis=1)})
    table = table.join(quantiles).assign(mean=samples.mean(axis=1), highest=wide.max(axis=1))
    table["highest less lowest"] = table["highest"] - table["lowest"]
    moved = table["highest less lowest"] > 0
    table["runs"] = wide.notna().sum(axis=1)
    table["run of the lowest"] = wide.idxmin(axis=1).where(moved, "")
    table["run of the highest"] = wide.idxmax(axis=1).where(moved, "")
    numbers = ["reference", "lowest", "P5", "median", "mean", "P95", "highest", "highest less lowest"]
    last = ["runs", "run of the lowest", "run of the highest"]
    return table[[*numbers, *last]].reset_index()[["figure", "item", "period", *numbers, "unit", *last]]


def side_by_side(of: Compared) -> pd.DataFrame:
    """One row a figure, the runs in columns from the reference on."""
    names = [of.reference, *(n for n in of.runs if n != of.reference)]
    table = of.wide[names].reset_index()
    return table[["figure", "item", "period", "unit", *names]]


def headlines(of: Compared, most: int) -> pd.DataFrame:
    """The rows of `wide` that a reader looks at first: of each headline the first and the last period, then the plant that changes most.

    The reference has all of them, and another run too. A price of each carrier comes first; those of more regions come after the plant.
    """
    others = of.wide.drop(columns=of.reference)
    wide = of.wide[of.wide[of.reference].notna() & (others.notna().any(axis=1) | others.columns.empty)]
    figure, period = (wide.index.get_level_values(n).astype(str) for n in ("figure", "period"))
    ends = {period[period != ""].min(), period[period != ""].max(), ""} if (period != "").any() else {""}
    told = [
        i for i, (f, y) in enumerate(zip(figure, period, strict=True)) if f.startswith((*FIRST, PRICE)) and y in ends
    ]
    plant = wide[(figure == CAPACITY) & period.isin(ends)]
    size = plant.abs().max(axis=1)
    by_unit = size.groupby(plant.index.get_level_values("unit")).transform("max")
    swing = (plant.max(axis=1) - plant.min(axis=1)) / by_unit.where(by_unit > 0)
    largest = swing.sort_values(ascending=False, kind="stable")
    of_what = [f.rpartition(", ")[0] or f for f in figure]
    again = [i for i in told if any(of_what[j] == of_what[i] and figure[j] != figure[i] for j in told if j < i)]
    first = [i for i in told if i not in again]
    rows = [*wide.index[first], *largest.index[largest > 0][: max(most - len(first), 0)], *wide.index[again]]
    return wide.loc[[r for r in rows if float(wide.loc[r].abs().max()) > 0][:most]]
