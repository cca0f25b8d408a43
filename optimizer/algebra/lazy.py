"""What lazy variables and constraints share: an index of arrays behind an ordinary Pyomo component.

A member exists only once it is touched, yet `len`, iteration, `keys`, `values` and `items` cover the whole index.
Pyomo derives all of these from `__len__`: when it equals the size of the index set, iteration runs over the set and
values are fetched with `self[key]`, which materialises them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyomo.core as pyo

from optimizer.clock import Clock
from optimizer.index import Index


class LazyMembers:
    """Mixin for an indexed Pyomo component whose members are described by arrays over an `Index`."""

    rows_index: Index
    _dropped: bool
    _data: dict[Any, Any]

    def __len__(self) -> int:
        return len(self._data) if self._dropped else self.rows_index.size

    def __contains__(self, key: Any) -> bool:
        if key in self._data or self._dropped:
            return key in self._data
        return key in self.index_set()  # type: ignore[attr-defined]

    def __delitem__(self, key: Any) -> None:
        """Deleting one member makes the others real first, so that what is left is plain Pyomo."""
        if not self._dropped:
            for _ in self.values():  # type: ignore[attr-defined]
                pass
            self._dropped = True
        super().__delitem__(key)  # type: ignore[misc]

    def touched(self) -> list[tuple[int, Any]]:
        """(row of the index, member) for every member that was materialised."""
        return [(self.rows_index.row_of(key), data) for key, data in self._data.items()]


def index_set(index: Index, steps: Callable[[Clock], Any]) -> Any:
    """The index as a Pyomo set: live tuples x clock, or the union of such products where there are several clocks.

    Args:
        steps: the set of the (day, step) labels of a clock; made once for all components of a model.
    """
    products = []
    for block in [b for b in index.blocks if b.size] or index.blocks[:1]:
        tuples = index.tuples_of(block.codes)
        labels = pyo.Set(initialize=[t[0] if len(t) == 1 else t for t in tuples], dimen=max(len(index.dims), 1))
        products.append(labels if block.clock is None else labels * steps(block.clock))
    whole = products[0]
    for part in products[1:]:
        whole = whole | part
    return whole
