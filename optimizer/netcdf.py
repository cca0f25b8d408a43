"""Datasets to one NetCDF file, as xarray would write them and reads them back.

xarray opens the file anew for each group and takes two milliseconds a variable: on a small case a third of all that is
done beside solving. Everything is defined first and filled afterwards: after each definition that follows a value, the library goes through
all variables of the file again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import xarray as xr

COORDINATES = "coordinates"
"""The attribute by which xarray, after the CF conventions, tells coordinates from variables."""
LEVEL = 1
Made = tuple[Any, Any]
"""A variable of a file, and the values that it will hold."""


def write(file: Path, groups: Mapping[str, xr.Dataset], large: int) -> None:
    """Write datasets of numbers and words.

    Args:
        file: is replaced.
        groups: '' is the root.
        large: bytes from which on numbers are compressed: labelled on every dimension they are mostly empty.

    Raises:
        TypeError: a variable is neither numbers nor words.
    """
    import netCDF4

    with netCDF4.Dataset(file, "w") as whole:
        made: list[Made] = []
        for name, data in groups.items():
            made += _defined(whole.createGroup(name) if name else whole, data, large)
        for variable, values in made:
            if values.ndim == 0:
                variable[...] = values.item()
            elif values.size:
                variable[...] = values


def _defined(group: Any, data: xr.Dataset, large: int) -> Iterator[Made]:
    """Define the dimensions, variables and attributes of a dataset."""
    for dim, size in data.sizes.items():
        group.createDimension(str(dim), size)
    beside = {str(n): set(c.dims) for n, c in data.coords.items() if n not in data.dims}
    named: set[str] = set()
    for name, variable in data.variables.items():
        own = [] if name in data.coords else [n for n, dims in beside.items() if dims <= set(variable.dims)]
        named.update(own)
        attributes = {str(k): v for k, v in variable.attrs.items()}
        told = attributes | ({COORDINATES: " ".join(own)} if own else {})
        yield _one(group, str(name), variable, told, large, name in data.dims)
    left = [n for n in beside if n not in named]
    group.setncatts({str(k): v for k, v in data.attrs.items()} | ({COORDINATES: " ".join(left)} if left else {}))


def _one(group: Any, name: str, variable: Any, attributes: Mapping[str, Any], large: int, index: bool) -> Made:
    """Define one variable."""
    values = np.asarray(variable.values)
    kind = values.dtype.kind
    if kind in "UO":
        made = group.createVariable(name, str, variable.dims)
        values = values.astype(object)
    elif kind == "f":
        packed = {"zlib": True, "complevel": LEVEL} if values.nbytes > large else {}
        made = group.createVariable(name, "f8", variable.dims, fill_value=None if index else np.nan, **packed)
    elif kind in "iu":
        made = group.createVariable(name, "i8", variable.dims)
    else:
        raise TypeError(f"{name} is {values.dtype}")
    made.setncatts(dict(attributes))
    return made, values
