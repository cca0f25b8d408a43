"""Values on their index -> dense labelled arrays, NaN where nothing exists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from optimizer.clock import Clock
from optimizer.index import Block, Values

if TYPE_CHECKING:
    import xarray as xr


def dense(values: Values, hour: Clock, meaning: str = "") -> xr.DataArray:
    """Values as a dense array over the labels that occur; coarse clocks are repeated on every step they hold for.

    Args:
        values: numbers on the live labels.
        hour: the finest clock, whose days and steps become dimensions.
        meaning: `long_name` of the array; the name of the values if empty.
    """
    import xarray as xr

    index = values.index
    used = [np.unique(index.codes[:, i]) for i in range(len(index.dims))]
    labels = [[d.labels[c] for c in codes] for d, codes in zip(index.dims, used, strict=True)]
    where = [np.full(len(d), -1) for d in index.dims]
    for table, codes in zip(where, used, strict=True):
        table[codes] = np.arange(len(codes))
    time = _time(index.blocks[0].clock if index.on_clock else None, hour)
    out = np.full((*(len(c) for c in used), *(len(v) for v in time.values())), np.nan)
    for block, array in zip(index.blocks, values.arrays, strict=True):
        at = tuple(where[i][block.codes[:, i]] for i in range(len(index.dims)))
        out[at] = _spread(block, np.broadcast_to(array, block.shape), hour)
    coords = dict(zip(index.names, labels, strict=True)) | time
    attrs = {"units": values.unit, "long_name": meaning or values.name.replace("_", " ")}
    return xr.DataArray(out, dims=(*index.names, *time), coords=coords, attrs=attrs)


def _time(clock: Clock | None, hour: Clock) -> dict[str, Any]:
    """The dimensions of time and their labels."""
    if clock is None:
        return {}
    if clock.reads is not None:
        return {"calendar_day": [d for d, _ in clock.labels]}
    return {"day": hour.grid.days, "step": hour.grid.steps}


def _spread(block: Block, values: Any, hour: Clock) -> Any:
    """Rows of a block on the dimensions of time."""
    if block.clock is None:
        return values[:, 0]
    if block.clock.reads is not None:
        return values
    grid = hour.grid
    out = np.full((len(values), len(grid.days), len(grid.steps)), np.nan)
    out[:, grid.day, grid.step] = values[:, block.clock.of]
    return out
