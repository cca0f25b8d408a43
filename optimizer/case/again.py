"""Checks and cleaned tables taken again where everything they were made from is the same as in a variant before.

What a check reads is written down while it runs (`Tables.watched`), so nobody says what it depends on and nothing can be forgotten:
its findings are taken again if each table it read is the same object, and all else it was given is equal. Converted tables
become the same object if every cell is of the same type and the same (`Memo.same_table`). So a memo saves time and
changes no answer, as long as nobody writes into a table of a case.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from optimizer.case.checks.common import Tables

T = TypeVar("T")
Trace = Mapping[str, object]
"""What was read, by name: the objects themselves, which therefore live as long as what was made from them."""
BESIDE = ""
KEPT = 2
"""Results of one computation that are kept: that of the first variant, which is the base of a study, and that of the last."""


class Memo:
    """What was found of the variants of one case before; of use in one process, for one formulation."""

    def __init__(self) -> None:
        self._found: dict[Hashable, list[tuple[Trace, Any]]] = {}
        self._tables: dict[str, pd.DataFrame] = {}

    def of_table(self, key: Hashable, table: pd.DataFrame | None, compute: Callable[[], T]) -> T:
        """What is made from a table alone."""
        return self._taken(key, lambda _: table, compute, lambda: {"": table})

    def of_tables(self, key: Hashable, tables: Tables, beside: object, compute: Callable[[], T]) -> T:
        """What is made from tables that are read one by one, from one object beside them, and from what the key says."""

        def now(name: str) -> object:
            return beside if name == BESIDE else tables.known(name)

        with tables.watched() as read:
            return self._taken(key, now, compute, lambda: {name: now(name) for name in (BESIDE, *read)})

    def _taken(
        self, key: Hashable, now: Callable[[str], object], compute: Callable[[], T], trace: Callable[[], Trace]
    ) -> T:
        """The result of an earlier computation that read the same objects, or that of a new one and what it read."""
        known = self._found.setdefault(key, [])
        for read, result in known:
            if all(now(name) is table for name, table in read.items()):
                return result  # type: ignore[no-any-return]
        made = compute()
        known[:] = [*known[: KEPT - 1], (trace(), made)]
        return made

    def __reduce__(self) -> tuple[type[Memo], tuple[()]]:
        """In another process it starts empty: tables that were sent are other objects there."""
        return (Memo, ())

    def same_table(self, name: str, table: pd.DataFrame) -> pd.DataFrame:
        """The table of the first variant where this one is identical to it, else this one."""
        first = self._tables.setdefault(name, table)
        return first if identical(first, table) else table


def identical(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    """Whether two tables have the same rows and columns, and cells of the same type and the same value; empty numbers are the same."""
    return one is other or (
        list(one.columns) == list(other.columns)
        and list(one.dtypes) == list(other.dtypes)
        and one.index.equals(other.index)
        and all(_same_cells(one[c].to_numpy(), other[c].to_numpy()) for c in one.columns)
    )


def _same_cells(one: Any, other: Any) -> bool:
    if one.dtype != object:
        return bool(np.array_equal(one, other, equal_nan=one.dtype.kind == "f"))
    return all(a is b or (type(a) is type(b) and a == b) for a, b in zip(one.tolist(), other.tolist(), strict=True))
