"""Values on their index -> dense labelled arrays, NaN where nothing exists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from optimizer.clock import Clock, Clocks
from optimizer.index import Block, Dimension, Index, Values

if TYPE_CHECKING:
    import xarray as xr

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Labels = dict[str, list[Any]]


@dataclass(frozen=True, eq=False)
class Frame:
    """The days and steps of all periods, the dimensions of time of every dense array.

    Attributes:
        days, steps: labels that occur in any period, in order.
        rows: day and step of each base row, by clock (by its identity: clocks of two periods may look alike).
    """

    days: list[int | str]
    steps: list[int | str]
    rows: dict[int, tuple[Ints, Ints]]

    @classmethod
    def of(cls, clocks: Iterable[Clocks]) -> Frame:
        every = {id(c): c for c in clocks}.values()
        days, steps = (
            list(dict.fromkeys(name for c in every for name in getattr(c.hour.grid, which)))
            for which in ("days", "steps")
        )
        day_at, step_at = ({name: i for i, name in enumerate(names)} for names in (days, steps))
        rows: dict[int, tuple[Ints, Ints]] = {}
        for c in every:
            grid = c.hour.grid
            day = np.array([day_at[d] for d in grid.days], dtype=np.int64)[grid.day]
            step = np.array([step_at[s] for s in grid.steps], dtype=np.int64)[grid.step]
            rows |= {id(clock): (day, step) for clock in c.partitions}
        return cls(days, steps, rows)


def dense(values: Values, frame: Frame, meaning: str = "") -> xr.DataArray:
    """Values as a dense array over the labels that occur; coarse clocks are repeated on every step they hold for.

    Args:
        values: numbers on the live labels.
        frame: the days and steps that become dimensions.
        meaning: `long_name` of the array; the name of the values if empty.
    """
    import xarray as xr

    labels = _labels(values.index, frame)
    return xr.DataArray(_array(values, labels, frame), labels, tuple(labels), attrs=_attrs(values, meaning))


@dataclass(frozen=True, eq=False)
class Table:
    """An array that is dense already: numbers or words on the labels of each of its dimensions."""

    labels: Labels
    array: NDArray[Any]
    attrs: Mapping[str, str]

    def on(self, whole: Labels) -> NDArray[Any]:
        """The array on more labels; where it has none, a number is missing and a word is empty."""
        labels = {d: whole[d] for d in self.labels}
        if labels == self.labels:
            return self.array
        words = self.array.dtype.kind in "UO"
        out = np.full(tuple(len(v) for v in labels.values()), "" if words else np.nan, dtype=object if words else float)
        out[np.ix_(*([labels[d].index(v) for v in own] for d, own in self.labels.items()))] = self.array
        return out


def dense_set(
    parts: Mapping[str, tuple[Values, str]], frame: Frame, tables: Mapping[str, Table] | None = None
) -> xr.Dataset:
    """Dense arrays by name, of values and their meaning and of tables, over the labels that occur in any of them.

    To align finished arrays would take longer than everything else on small cases.
    """
    import xarray as xr

    tables = tables or {}
    labels = {name: _labels(values.index, frame) for name, (values, _) in parts.items()}
    whole = _joined([*labels.values(), *(table.labels for table in tables.values())])
    beside = {name: (tuple(t.labels), t.on(whole), dict(t.attrs)) for name, t in tables.items()}
    arrays = {
        name: (
            tuple(labels[name]),
            _array(values, {d: whole[d] for d in labels[name]}, frame),
            _attrs(values, meaning),
        )
        for name, (values, meaning) in parts.items()
    }
    return xr.Dataset({**arrays, **beside}, coords=whole)


def _attrs(values: Values, meaning: str) -> dict[str, str]:
    return {"units": values.unit, "long_name": meaning or values.name.replace("_", " ")}


def _labels(index: Index, frame: Frame) -> Labels:
    """The dimensions of a dense array, time included, with the labels that occur."""
    own: Labels = {d.name: [d.labels[c] for c in np.unique(index.codes[:, i])] for i, d in enumerate(index.dims)}
    return own | _time([b.clock for b in index.blocks if b.clock is not None], frame)


def _joined(found: Iterable[Labels]) -> Labels:
    """All labels of each dimension: in their order where it is the same everywhere, else sorted."""
    whole: Labels = {}
    for labels in found:
        for name, own in labels.items():
            known = whole.setdefault(name, own)
            if known != own:
                whole[name] = sorted({*known, *own})
    return whole


def _array(values: Values, labels: Labels, frame: Frame) -> Floats:
    """Values where their labels stand, NaN elsewhere."""
    index = values.index
    spans = {d: own for d, own in labels.items() if d not in index.names}
    out = np.full(tuple(len(v) for v in labels.values()), np.nan)
    where = [_positions(d, labels[d.name]) for d in index.dims]
    for block, array in zip(index.blocks, values.arrays, strict=True):
        at = tuple(positions[block.codes[:, i]] for i, positions in enumerate(where))
        out[at] = _spread(block, np.broadcast_to(array, block.shape), spans, frame)
    return out


def _positions(dimension: Dimension, labels: Sequence[Any]) -> Ints:
    """Where each label of a dimension stands among some of them; -1 if it does not."""
    position = {label: i for i, label in enumerate(labels)}
    return np.array([position.get(label, -1) for label in dimension.labels], dtype=np.int64)


def _time(clocks: list[Clock], frame: Frame) -> Labels:
    """The dimensions of time and their labels."""
    if not clocks:
        return {}
    if clocks[0].reads is not None:
        return {"calendar_day": sorted({d for c in {id(c): c for c in clocks}.values() for d, _ in c.labels})}
    return {"day": frame.days, "step": frame.steps}


def _spread(block: Block, values: Any, time: dict[str, Any], frame: Frame) -> Any:
    """Rows of a block on the dimensions of time."""
    if block.clock is None:
        return values[:, 0]
    out = np.full((len(values), *(len(v) for v in time.values())), np.nan)
    if block.clock.reads is not None:
        out[:, np.searchsorted(time["calendar_day"], [d for d, _ in block.clock.labels])] = values
    else:
        day, step = frame.rows[id(block.clock)]
        out[:, day, step] = values[:, block.clock.of]
    return out
