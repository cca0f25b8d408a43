"""Datasets to one NetCDF file, as xarray would write them and reads them back.

xarray opens the file anew for each group and takes two milliseconds a variable: on a small case a third of all that is
done beside solving. Of many files that differ in a few numbers the second is a copy of the first (`Form`), in which those are
written again.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import xarray as xr

COORDINATES = "coordinates"
"""The attribute by which xarray, after the CF conventions, tells coordinates from variables."""
LEVEL = 1


@dataclass(frozen=True, eq=False)
class Form:
    """A file that stands for others whose groups have the same labels and words, and other numbers.

    Attributes:
        data: the file, as bytes.
        groups: what is in it.
    """

    data: bytes
    groups: Mapping[str, xr.Dataset]

    def suits(self, groups: Mapping[str, xr.Dataset]) -> bool:
        """Whether a copy of the file becomes that of these groups when numbers and attributes are written again."""
        return all(n in groups and _alike(known, groups[n]) for n, known in self.groups.items())


def form(groups: Mapping[str, xr.Dataset], large: int) -> Form:
    """A form of some groups; see `write` for `large`."""
    with tempfile.TemporaryDirectory(prefix="h2opt-") as folder:
        file = Path(folder) / "form.nc"
        write(file, groups, large)
        return Form(file.read_bytes(), dict(groups))


def write(file: Path, groups: Mapping[str, xr.Dataset], large: int, like: Form | None = None) -> None:
    """Write datasets of numbers and words.

    Args:
        file: is replaced.
        groups: '' is the root.
        large: bytes from which on numbers are compressed: labelled on every dimension they are mostly empty.
        like: a form, which is copied where it suits; what is read back is the same.

    Raises:
        TypeError: a variable is neither numbers nor words.
    """
    import netCDF4

    copied = like is not None and like.suits(groups)
    known: Mapping[str, xr.Dataset] = like.groups if copied and like is not None else {}
    if copied and like is not None:
        file.write_bytes(like.data)
    with netCDF4.Dataset(file, "r+" if copied else "w") as whole:
        for name, data in groups.items():
            if name in known:
                _put_again(whole[name] if name else whole, known[name], data)
            else:
                _put(whole.createGroup(name) if name else whole, data, large)


def _alike(one: xr.Dataset, other: xr.Dataset) -> bool:
    """Whether two datasets have the same variables on the same labels, the same words, and attributes of the same names."""
    return (
        dict(one.sizes) == dict(other.sizes)
        and one.attrs.keys() == other.attrs.keys()
        and list(one.variables) == list(other.variables)
        and set(one.coords) == set(other.coords)
        and all(_same_but_numbers(v, other.variables[n], n in one.coords) for n, v in one.variables.items())
    )


def _same_but_numbers(one: Any, other: Any, label: bool) -> bool:
    """Whether two variables differ in nothing but numbers, and of labels in nothing."""
    if one.dims != other.dims or one.dtype.kind != other.dtype.kind or one.attrs.keys() != other.attrs.keys():
        return False
    return (one.dtype.kind == "f" and not label) or same(one.values, other.values)


def same(one: Any, other: Any) -> bool:
    """Whether two arrays hold the same; what is not a number is the same as itself."""
    return bool(np.array_equal(one, other, equal_nan=one.dtype.kind == "f"))


def _put_again(group: Any, known: xr.Dataset, data: xr.Dataset) -> None:
    """Write the numbers and attributes that differ from those that stand in a group."""
    there = group.variables
    for name, variable in data.variables.items():
        before = known.variables[name]
        if changed := _changed(variable.attrs, before.attrs):
            there[str(name)].setncatts(changed)
        if variable.dtype.kind == "f" and not same(variable.values, before.values):
            there[str(name)][...] = variable.values
    group.setncatts(_changed(data.attrs, known.attrs))


def _changed(attributes: Mapping[Any, Any], known: Mapping[Any, Any]) -> dict[str, Any]:
    """The attributes that are not what was known, or not of that type."""
    return {str(k): v for k, v in attributes.items() if type(v) is not type(known[k]) or not np.all(v == known[k])}


def _put(group: Any, data: xr.Dataset, large: int) -> None:
    for dim, size in data.sizes.items():
        group.createDimension(str(dim), size)
    beside = {str(n): set(c.dims) for n, c in data.coords.items() if n not in data.dims}
    named: set[str] = set()
    for name, variable in data.variables.items():
        own = [] if name in data.coords else [n for n, dims in beside.items() if dims <= set(variable.dims)]
        named.update(own)
        attributes = {str(k): v for k, v in variable.attrs.items()}
        _one(
            group,
            str(name),
            variable,
            attributes | ({COORDINATES: " ".join(own)} if own else {}),
            large,
            name in data.dims,
        )
    left = [n for n in beside if n not in named]
    group.setncatts({str(k): v for k, v in data.attrs.items()} | ({COORDINATES: " ".join(left)} if left else {}))


def _one(group: Any, name: str, variable: Any, attributes: Mapping[str, Any], large: int, index: bool) -> None:
    """One variable."""
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
    if values.ndim == 0:
        made[...] = values.item()
    elif values.size:
        made[...] = values
