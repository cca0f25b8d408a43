"""Values on their index -> dense labelled arrays, NaN where nothing exists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from optimizer.clock import Clock, Clocks
from optimizer.index import Block, Values

if TYPE_CHECKING:
    import xarray as xr

Ints = NDArray[np.int64]


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

    index = values.index
    used = [np.unique(index.codes[:, i]) for i in range(len(index.dims))]
    labels = [[d.labels[c] for c in codes] for d, codes in zip(index.dims, used, strict=True)]
    where = [np.full(len(d), -1) for d in index.dims]
    for table, codes in zip(where, used, strict=True):
        table[codes] = np.arange(len(codes))
    time = _time([b.clock for b in index.blocks if b.clock is not None], frame)
    out = np.full((*(len(c) for c in used), *(len(v) for v in time.values())), np.nan)
    for block, array in zip(index.blocks, values.arrays, strict=True):
        at = tuple(where[i][block.codes[:, i]] for i in range(len(index.dims)))
        out[at] = _spread(block, np.broadcast_to(array, block.shape), time, frame)
    coords = dict(zip(index.names, labels, strict=True)) | time
    attrs = {"units": values.unit, "long_name": meaning or values.name.replace("_", " ")}
    return xr.DataArray(out, dims=(*index.names, *time), coords=coords, attrs=attrs)


def _time(clocks: list[Clock], frame: Frame) -> dict[str, Any]:
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
