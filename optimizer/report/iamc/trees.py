"""Leaves to trees: every parent is the sum of its children, because it is made of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd

COLUMNS = ["variable", "region", "period", "value", "unit"]
TRACE = 1e-6
"""Share of the largest amount of a family below which an interior answer says nothing (as in cleaning)."""


def prefixes(path: str) -> list[str]:
    """A path and its parents, the shortest first.

    >>> prefixes("Solar|PV"), prefixes("")
    (['Solar', 'Solar|PV'], [])
    """
    parts = path.split("|") if path else []
    return ["|".join(parts[: n + 1]) for n in range(len(parts))]


def joined(*parts: str) -> str:
    """A name from its parts; empty ones are left out.

    >>> joined("Final Energy", "", "Electricity")
    'Final Energy|Electricity'
    """
    return "|".join(part for part in parts if part)


def where(table: pd.DataFrame, keep: Iterable[bool]) -> pd.DataFrame:
    """Rows for which something holds; a table may be empty."""
    return table[np.fromiter(keep, dtype=bool, count=len(table))]


def stacked(parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Tables of values one below the other; those without a row, which have no types either, are left out."""
    filled = [part[COLUMNS] for part in parts if len(part)]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=COLUMNS)


def leaves(table: pd.DataFrame, *paths: str) -> pd.DataFrame:
    """Amounts by path(s), region and period, without traces."""
    keys = [*paths, "region", "period"]
    if table.empty:
        return pd.DataFrame(columns=[*keys, "value"])
    out = table.groupby(keys, as_index=False, sort=False)["value"].sum()
    return out[out["value"].abs() > TRACE * out["value"].abs().max()]


def tree(root: str, table: pd.DataFrame, unit: str, tail: str = "", *, bare: bool = True) -> pd.DataFrame:
    """A family: the root (`bare`), every path of the leaves and every parent of one, each the sum of what is below it."""
    return crossed(root, table.rename(columns={"path": "first"}).assign(second=""), unit, tail, bare=bare)


def crossed(root: str, table: pd.DataFrame, unit: str, tail: str = "", *, bare: bool = True) -> pd.DataFrame:
    """A family of two kinds of children (`first`, then `second`): sums over each, and over both."""
    if table.empty:
        return pd.DataFrame(columns=COLUMNS)
    parts = list(_parts(root, table, tail, bare))
    if not parts:
        return pd.DataFrame(columns=COLUMNS)
    out = pd.concat(parts, ignore_index=True)
    out = out.groupby(["variable", "region", "period"], as_index=False, sort=False)["value"].sum()
    return out.assign(unit=unit)[COLUMNS]


def _parts(root: str, table: pd.DataFrame, tail: str, bare: bool) -> Iterator[pd.DataFrame]:
    for (first, second), mine in table.groupby(["first", "second"], sort=False):
        for one in ["", *prefixes(first)] if bare else prefixes(first):
            for two in ["", *prefixes(second)]:
                yield mine[["region", "period", "value"]].assign(variable=joined(root, one, two) + tail)
