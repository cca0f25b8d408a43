"""From which year on one way to make a carrier is cheaper than another at the same place, as the answer has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

import numpy as np
import pandas as pd

from optimizer.report.chain import made, means
from optimizer.solution import Solution

KEYS = ["family", "carrier", "region"]
COLUMNS = [*KEYS, "way", "against", "counted", "break-even", "verdict", "periods with both"]
NOTHING = 1e-9  # of a cost
COUNTED = {"cost": "average cost", "price": "cost at marginal prices"}


def break_even(solution: Solution) -> pd.DataFrame:
    """For every two ways that make the same form in a region: the year in which the one gets cheaper than the other.

    A way is a `group` of technologies.csv, or a technology without one. Between two periods the year is read off the straight line
    between the differences of cost; where no period has both, it says which periods have which, and where a way ends, that it does.
    """
    table = _by_way(solution)
    if table.empty:
        return pd.DataFrame(columns=COLUMNS)
    rows = []
    for labels, mine in table.groupby(KEYS, sort=False):
        ways = list(dict.fromkeys(mine["way"]))
        for a, b in combinations(ways, 2):
            for column, words in COUNTED.items():
                one, other = (mine[mine["way"] == way].set_index("period")[column].dropna() for way in (a, b))
                rows.append([*labels, *_compared(a, b, one, other, words)])
    return pd.DataFrame(rows, columns=COLUMNS)


def _by_way(solution: Solution) -> pd.DataFrame:
    """Cost of a unit by way and period: the mean of what its technologies make."""
    account = made(solution)
    if account is None or account.rows.empty:
        return pd.DataFrame(columns=[*KEYS, "way", "period", *COUNTED])
    coords = solution.variables.coords
    groups: Mapping[str, str] = solution.variables["group"].to_series().to_dict() if "group" in coords else {}
    account = account.where(account.rows["item"] != "unmet")
    table = account.rows.assign(cost=account.total, way=[groups.get(k) or k for k in account.rows["item"]])
    by = [table[k] for k in (*KEYS, "way", "period")]
    return means(table[list(COUNTED)], table["amount"], by).reset_index()


def _compared(a: str, b: str, one: pd.Series, other: pd.Series, counted: str) -> Iterator[object]:
    """The cells of a row: who gets cheaper than whom, how it is counted, when, in words, and from which periods it is known."""
    both = sorted(int(y) for y in set(one.index) & set(other.index))
    gap = np.array([one[y] - other[y] for y in both])
    gap[np.abs(gap) < NOTHING * np.array([abs(one[y]) for y in both])] = 0.0
    way, against = (a, b) if not both or gap[-1] <= 0 else (b, a)
    gap = gap if way == a else -gap
    year, words = float("nan"), ""
    if not both:
        words = f"no period has both: {a} in {_years(one)}, {b} in {_years(other)}"
    elif not gap.any():
        words = f"{way} and {against} cost the same in all periods with both"
    elif (gap <= 0).all():
        words = f"{way} is cheaper in all periods with both"
    else:
        last = int(np.flatnonzero(gap > 0)[-1])
        year = float(np.interp(0.0, gap[[last + 1, last]], [both[last + 1], both[last]]))
        words = f"{way} is {'cheaper' if (gap[last + 1 :] < 0).any() else 'as cheap'} from {year:.0f} on"
        if (np.diff(np.sign(gap)) != 0).sum() > 1:
            words += ", not for the first time"
    if both:
        words += _ended(a, one, other) or _ended(b, other, one)
    yield from (way, against, counted, year, words, ", ".join(map(str, both)))


def _ended(way: str, mine: pd.Series, other: pd.Series) -> str:
    """That there is nothing of a way to compare in the last periods of the other; nothing to say where there is.

    >>> _ended("grey", pd.Series({2025: 9.0, 2030: 9.0}), pd.Series({2030: 8.0, 2040: 7.0, 2050: 6.0}))
    '; no grey from 2040 on'
    """
    later = [int(y) for y in other.index if y > max(mine.index)]
    return f"; no {way} from {min(later)} on" if later else ""


def _years(found: pd.Series) -> str:
    return ", ".join(str(y) for y in sorted(found.index)) or "none"
