"""Datasets to one NetCDF file, as xarray would write them and reads them back.

xarray opens the file anew for each group and takes two milliseconds a variable: on a small case a third of all that is
done beside solving. Everything is defined first and filled afterwards: after each definition that follows a value, the library goes through
all variables of the file again.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from optimizer.errors import CaseError, Problem
from optimizer.files import room

if TYPE_CHECKING:
    import xarray as xr

COORDINATES = "coordinates"
"""The attribute by which xarray, after the CF conventions, tells coordinates from variables."""
LEVEL = 1
SEAL = b"\nh2opt sha256 "
"""Before the hash at the end of a file, where HDF5 does not look: a damaged file would give other numbers without a word."""
POINTER = 8
EXPANSION = 1_100
"""How many times its own size a file may unpack to: deflate reaches 1,032."""


def check_size(file: Path) -> None:
    """Nothing if a file can hold what it says that it holds, and there is room for it.

    A few bytes can state an array of any size that was never written; nothing packs better than `EXPANSION`.

    Raises:
        CaseError: it states more. OSError: it is no NetCDF file.
    """
    import netCDF4
    import psutil

    with netCDF4.Dataset(file) as whole:
        stated = float(_bytes(whole))
    most = float(EXPANSION * file.stat().st_size)
    free = float(psutil.virtual_memory().available)
    if stated > most:
        message = "it states arrays that a file of this size cannot hold"
        raise CaseError([Problem(message, str(file), found=_gib(stated), allowed=_gib(most))])
    if stated > free:
        raise CaseError([Problem("there is no room for its arrays", str(file), found=_gib(stated), allowed=_gib(free))])


def _bytes(group: Any) -> int:
    """Bytes of all arrays of a group and of those inside it."""
    own = sum(math.prod(map(int, v.shape)) * _size(v.dtype) for v in group.variables.values())
    return own + sum(_bytes(each) for each in group.groups.values())


def _size(dtype: Any) -> int:
    return POINTER if dtype is str else int(np.dtype(dtype).itemsize)


def _gib(size: float) -> str:
    return f"{size / 2**30:.3g} GiB"


Made = tuple[Any, Any]
"""A variable of a file, and the values that it will hold."""


def write(file: Path, groups: Mapping[str, xr.Dataset], large: int) -> None:
    """Write datasets of numbers and words, and the hash of it all behind them.

    Args:
        file: is replaced.
        groups: '' is the root.
        large: bytes from which on numbers are compressed: labelled on every dimension they are mostly empty.

    Raises:
        TypeError: a variable is neither numbers nor words.
        OSError: the file cannot be written.
    """
    import netCDF4

    try:
        with netCDF4.Dataset(file, "w") as whole:
            made: list[Made] = []
            for name, data in groups.items():
                made += _defined(whole.createGroup(name) if name else whole, data, large)
            for variable, values in made:
                if values.ndim == 0:
                    variable[...] = values.item()
                elif values.size:
                    variable[...] = values
    except RuntimeError as error:  # all that HDF5 says of a full disk
        raise room(OSError(str(error)), file) from None
    digest = _digest(file, file.stat().st_size)
    with file.open("ab") as end:
        end.write(SEAL + digest.encode())


def sound(file: Path) -> bool | None:
    """Whether a file is as it was written; None if it says nothing of that, because another program wrote it."""
    return hashes(file)[0]


def hashes(file: Path) -> tuple[bool | None, str]:
    """Whether a file is as it was written (`sound`), and the SHA-256 of all of it; it is read once."""
    size, length = file.stat().st_size, len(SEAL) + 2 * hashlib.sha256().digest_size
    body = max(size - length, 0)
    found = _read(file, body)
    with file.open("rb") as content:
        content.seek(body)
        seal = content.read()
    stated, own = seal.startswith(SEAL) and size >= length, found.hexdigest()
    found.update(seal)
    return (seal == SEAL + own.encode() if stated else None), found.hexdigest()


def _digest(file: Path, size: int) -> str:
    """SHA-256 of the first bytes of a file."""
    return str(_read(file, size).hexdigest())


def _read(file: Path, size: int) -> Any:
    """What hashes the first bytes of a file, and may be given more."""
    found, block = hashlib.sha256(), 2**20
    with file.open("rb") as content:
        for at in range(0, size, block):
            found.update(content.read(min(block, size - at)))
    return found


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
