"""The sheets of a workbook, in reading order: what each is made by and what it holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from optimizer.report import about, tables
from optimizer.report.balances import balance
from optimizer.report.break_even import break_even
from optimizer.report.calibration import kept
from optimizer.report.cost_of_use import cost_of_making, cost_of_use
from optimizer.report.learning import learning
from optimizer.report.outcomes import reworded
from optimizer.report.pathway import pathway
from optimizer.report.plausible import plausible
from optimizer.report.prices import closing
from optimizer.report.readable import readable_levelised, readable_policies, readable_prices, readable_summary
from optimizer.report.regions import regions
from optimizer.report.scopes import other_accounts, scopes
from optimizer.report.security import security
from optimizer.report.units import Shown, displayed
from optimizer.report.words import ENGLISH, spoken
from optimizer.solution import Solution

OF_ALL = "all years"
"""The column of figures that are of the whole horizon."""


class Across(NamedTuple):
    """A table whose years are columns: what names the year, what stands in it, and what is summed over all years."""

    years: str = "period"
    amount: str = "amount"
    summed: tuple[str, ...] = ()

    def of(self, table: pd.DataFrame) -> pd.DataFrame:
        """The table, rows that differ in nothing else beside one another; without those that are 0 in every year.

        >>> Across("year").of(pd.DataFrame({"item": ["mill", "mill"], "year": [2030, 2025], "amount": [2.0, 1.0], "unit": "kt"}))
           item unit  2025  2030
        0  mill   kt   1.0   2.0
        """
        keys = [c for c in table if c not in (self.years, self.amount, *self.summed)]
        row = table.groupby(keys, sort=False, dropna=False).ngroup().rename("row")
        year = table[self.years].astype(str).replace("", OF_ALL)
        cells = table[self.amount].groupby([row, year])
        wide = (cells.sum() if pd.api.types.is_numeric_dtype(table[self.amount]) else cells.first()).unstack()
        wide = wide[(wide.notna() & (wide != 0.0)).any(axis=1)]
        heads, sums = table[keys].groupby(row).first().loc[wide.index], table[[*self.summed]].groupby(row).sum()
        last = ["unit"] if self.summed else []  # beside the sums, for it is theirs
        first = [c for c in keys if c not in last] + [c for c in wide if c == OF_ALL]
        years = [c for c in wide if c != OF_ALL]
        return heads.join([wide, sums])[[*first, *years, *self.summed, *last]].reset_index(drop=True)


class Sheet(NamedTuple):
    """One table of the report.

    Attributes:
        make: the table, as it is in files.
        meaning: what it holds.
        across: how the workbook lays out its years from left to right; files keep a row a year.
    """

    make: Callable[[Solution], pd.DataFrame]
    meaning: str
    across: Across | None = None


SHEETS = {
    "summary": Sheet(readable_summary, "the figures to read first, one column a period", Across(amount="value")),
    "pathway": Sheet(
        pathway, "emissions gross and net, their peak and pace, by sector, and what removes them; one column a period"
    ),
    "security": Sheet(security, "share of each carrier that is imported; firm capacity beside the load it must cover"),
    "regions": Sheet(
        regions,
        "each region: emissions, what is made, used and exchanged, the largest plant, cost; one column a period",
    ),
    "cost_of_use": Sheet(
        cost_of_use,
        "why hydrogen (or another family of carriers) costs what it costs where it is used: stages and their items, marginal "
        "price, origin, footprint, standards that it meets; one column a period",
    ),
    "cost_of_making": Sheet(
        cost_of_making, "what each way to make or buy it costs, region by region, and its footprint at the gate"
    ),
    "break_even": Sheet(break_even, "from which year on one way to make it is cheaper than another at the same place"),
    "capacity": Sheet(
        tables.capacity_told,
        "what stands, is built and is retrofitted (turned into other plant), by technology, place and period",
    ),
    "balance": Sheet(
        balance, "supply (+) and use (-) of every carrier, one column a period; each balance adds up to zero", Across()
    ),
    "cost_lines": Sheet(
        tables.cost_lines,
        "the ledger on one page: resource cost, financing margin and transfers, each with its sum",
    ),
    "costs": Sheet(
        tables.costs,
        "the ledger: every cost by line, item and place, a year of each period and discounted over all (none below a billionth of all)",
        Across("period", "annual_cost", ("discounted_cost",)),
    ),
    "cash": Sheet(
        tables.cash,
        "what is paid, undiscounted, one column a calendar year; what is built in the years in which it is spent",
        Across("year"),
    ),
    "emissions": Sheet(
        tables.emissions,
        "what is released (+) or removed (-) inside the regions, by gas, sector, stage and region; one column a period",
        Across(),
    ),
    "scopes": Sheet(scopes, "emissions by the scopes that the case names, one column a period", Across()),
    "other_emissions": Sheet(
        other_accounts,
        "released abroad (import) or by others (indirect) for what is used here, one column a period; never in the sum",
        Across(),
    ),
    "prices": Sheet(
        readable_prices,
        "marginal prices of carriers, undiscounted (what kind of prices they are: above); empty where next to nothing flows",
    ),
    "levelised": Sheet(
        readable_levelised,
        "average cost of a unit of each carrier by category, its marginal price, and the emissions behind it; empty where next to nothing flows",
    ),
    "closing": Sheet(
        closing,
        "who bears the costs: final uses, sales, dumping, idle plant; each year adds up to sheet costs",
    ),
    "learning": Sheet(
        learning, "costs that fall with what is built: experience at the end of a period, mean cost of a unit in it"
    ),
    "policies": Sheet(readable_policies, "what each policy asked, got and cost at the margin"),
    "plausible": Sheet(plausible, "the answer beside the ranges of plausible.csv; beyond: share of the end it misses"),
    "calibration": Sheet(
        kept,
        "the answer beside what is known (h2opt calibration); fixed: an input says so, predicted: the model decides",
    ),
    "changes": Sheet(
        about.changes, "what the scenario changed in the case: each cell as it was written and as it was used"
    ),
    "names": Sheet(about.names, "what the ids of carriers, technologies and regions stand for, and their units"),
    "inputs": Sheet(about.inputs_used, "the numbers of the tables, with unit, source and quality"),
    "sources": Sheet(about.sources, "where the numbers come from"),
}


def laid_out(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """A table as its sheet shows it."""
    across = SHEETS[name].across
    return across.of(table) if across else table


def all_tables(solution: Solution) -> dict[str, pd.DataFrame]:
    """Every table of the report, by name of its sheet; made once for the workbook and the files of one answer."""
    return {name: table.copy() for name, table in _all_tables(solution).items()}


@lru_cache(maxsize=1)
def _all_tables(solution: Solution) -> dict[str, pd.DataFrame]:
    with spoken(ENGLISH):  # they are kept for readers of any language
        return {name: sheet.make(solution) for name, sheet in SHEETS.items()}


def told_tables(solution: Solution, units: Mapping[str, Shown]) -> dict[str, pd.DataFrame]:
    """Every table of the report in the units that are asked for, and its sentences in the language of the reader too."""
    tables = {name: displayed(name, table, units) for name, table in all_tables(solution).items()}
    return tables | {"policies": reworded(tables["policies"], solution.meta["policies"])}
