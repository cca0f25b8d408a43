"""How the rows of one index read from another: a sparse join on labels and on time."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from optimizer.clock import Clock
from optimizer.errors import FormulationError
from optimizer.index import Index, Label

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Mapping:
    """Rows of `target`, each reading one row of another index (or none).

    By default every dimension of the source is read from the dimension of the same name. The exceptions:

    Attributes:
        target: the index of the result.
        rename: source dimension -> target dimension that holds its label (route -> location).
        relabel: source dimension -> {target label: source label}; a label left out reads nothing (period before).
        before: read the row before in time, by the clock of the target.
        partial: rows that find nothing read as zero; otherwise they are an error.
    """

    target: Index
    rename: Dict[str, str] = field(default_factory=dict)
    relabel: Dict[str, Dict[Label, Label]] = field(default_factory=dict)
    before: bool = False
    partial: bool = False

    def source_codes(self, source: Index, codes: Ints) -> Ints:
        """Codes in `source` of the labels that target rows with `codes` read, -1 for none; (rows, source dims)."""
        out = np.empty((len(codes), len(source.dims)), dtype=np.int64)
        for column, dim in enumerate(source.dims):
            at = self.target.position(self.rename.get(dim.name, dim.name))
            other = self.target.dims[at]
            if other is dim and dim.name not in self.relabel:
                out[:, column] = codes[:, at]
                continue
            table = self.relabel.get(dim.name)
            read = [label if table is None else table.get(label) for label in other.labels]
            translate = np.array([-1 if v is None else dim.codes.get(v, -1) for v in read], dtype=np.int64)
            out[:, column] = translate[codes[:, at]] if len(translate) else -1
        return out

    def source_time(self, target: Clock | None, source: Clock | None) -> Ints:
        """Time row of the source that each time row of the target reads, -1 for none."""
        if source is None:
            return np.zeros(1 if target is None else len(target), dtype=np.int64)
        if target is None:
            raise FormulationError("the expression has day and step, the index has not: sum over day and step")
        rows = target.rows_in(source)
        if not self.before:
            return rows
        return np.where(target.before >= 0, rows[target.before], -1)


def pairs(left: Ints, right: Ints) -> tuple[Ints, Ints]:
    """All (i, j) with left[i] == right[j] >= 0, ordered by i."""
    if len(left) == len(right) and np.array_equal(left, right) and _ascending(left):
        same = np.arange(len(left))
        return same, same
    order = np.argsort(right, kind="stable")
    ranked = right[order]
    low = np.searchsorted(ranked, left, side="left")
    count = np.where(left >= 0, np.searchsorted(ranked, left, side="right") - low, 0)
    i = np.repeat(np.arange(len(left)), count)
    offset = np.arange(len(i)) - np.repeat(np.cumsum(count) - count, count)
    return i, order[low[i] + offset]


def _ascending(values: Ints) -> bool:
    return bool(len(values) == 0 or (values[0] >= 0 and np.all(np.diff(values) > 0)))
