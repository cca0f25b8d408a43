"""NetCDF files of one layout as one dataset, joined along a new dimension, each piece read when it is used.

Labels that only some of the files have are joined too: what a file does not have is NaN (a sum over it is 0 without `min_count=1`).
Numbers among labels, such as years, rise; words stand as they are met. Only numbers are joined; words that
depend on a label (units, names) are those of the first file that has the label.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from optimizer.errors import CaseError, Problem

if TYPE_CHECKING:
    import xarray as xr

UNIT = "_unit"
"""How words end that are the unit of a label."""
Labels = Mapping[str, tuple[Any, ...]]


@dataclass(frozen=True, eq=False)
class Layout:
    """What is in a file: labels of its dimensions, and dimensions, attributes and kind of its variables."""

    labels: Labels
    variables: Mapping[str, tuple[tuple[str, ...], dict[str, Any]]]
    words: Mapping[str, tuple[str, tuple[Any, ...], dict[str, Any]]]


@contextmanager
def _opened(file: Path, group: str) -> Iterator[Any]:
    """A file, or a group of it.

    Raises:
        CaseError: it is no whole NetCDF file.
    """
    import netCDF4

    try:
        with netCDF4.Dataset(file) as whole:
            yield whole[group] if group else whole
    except (OSError, RuntimeError, LookupError) as error:
        allowed = "a copy that is whole; of a point of a study: the same command solves it again"
        raise CaseError([Problem(f"the answer is damaged: {error}", str(file), allowed=allowed)], "results") from None


def layout(file: Path, group: str) -> Layout:
    """The layout of a file; its numbers are not read."""
    with _opened(file, group) as data:
        labels = {d: tuple(v[:].tolist()) for d, v in data.variables.items() if v.dimensions == (d,)}
        variables, words = {}, {}
        for name, v in data.variables.items():
            attributes = {k: v.getncattr(k) for k in v.ncattrs() if k not in ("_FillValue", "coordinates")}
            if name in labels or not all(d in labels for d in v.dimensions):
                continue
            if v.dtype is str and len(v.dimensions) == 1:
                words[name] = (v.dimensions[0], tuple(v[:].tolist()), attributes)
            elif v.dtype is not str and np.issubdtype(v.dtype, np.floating):
                variables[name] = (tuple(v.dimensions), attributes)
    return Layout(labels, variables, words)


def joined(files: Sequence[Path], group: str, along: str) -> xr.Dataset:
    """Files as one dataset whose numbers are read when they are used.

    Args:
        files: of one layout; labels may differ.
        group: of NetCDF; '' for the root.
        along: name of the new, first dimension.

    Raises:
        CaseError: an amount is counted in one unit in one file and in another elsewhere.
    """
    import xarray as xr
    from xarray.core.indexing import LazilyIndexedArray

    found = [layout(file, group) for file in files]
    _one_unit(files, found)
    labels = _labels(found)
    data, names = {}, dict.fromkeys(n for of in found for n in of.variables)
    for name in names:
        dims, attributes = next(of.variables[name] for of in found if name in of.variables)
        pieces = [Piece(file, group, name, _places(of, dims, labels)) if name in of.variables else None
                  for file, of in zip(files, found, strict=True)]  # fmt: skip
        stack = _stack(pieces, tuple(len(labels[d]) for d in dims))
        data[name] = xr.Variable((along, *dims), LazilyIndexedArray(stack), attributes)
    coords: dict[str, Any] = {d: np.array(of) for d, of in labels.items()}
    return xr.Dataset(data, coords | _words(found, labels))


def _labels(found: Sequence[Layout]) -> dict[str, tuple[Any, ...]]:
    """All labels of each dimension: numbers rising, words in the order in which files have them.

    >>> of = [Layout({"period": p, "region": r}, {}, {}) for p, r in (((2030, 2050), ("N", "A")), ((2040,), ("B",)))]
    >>> _labels(of)
    {'period': (2030, 2040, 2050), 'region': ('N', 'A', 'B')}
    """
    labels: dict[str, dict[Any, None]] = {}
    for of in found:
        for dim, own in of.labels.items():
            labels.setdefault(dim, {}).update(dict.fromkeys(own))
    return {d: tuple(own if any(isinstance(v, str) for v in own) else sorted(own)) for d, own in labels.items()}


def _one_unit(files: Sequence[Path], found: Sequence[Layout]) -> None:
    """Numbers stand side by side as they are: their units must be the same, those of a label too.

    Raises:
        CaseError: a unit is another in one file than in those before.
    """
    known: dict[tuple[str, Any], tuple[str, Path]] = {}
    for file, of in zip(files, found, strict=True):
        told: dict[tuple[str, Any], str] = {(n, ""): str(a.get("units", "")) for n, (_, a) in of.variables.items()}
        for name, (dim, words, _) in of.words.items():
            told |= (
                dict(zip([(name, label) for label in of.labels[dim]], words, strict=True))
                if name.endswith(UNIT)
                else {}
            )
        for (name, label), unit in told.items():
            first, home = known.setdefault((name, label), (unit, file)) if unit else ("", file)
            if first != unit:
                message = f"{name}{f' of {label}' if label else ''} is counted in another unit than in {home}"
                raise CaseError([Problem(message, str(file), found=unit, allowed=first)], "results")


def _places(of: Layout, dims: Sequence[str], labels: Labels) -> tuple[NDArray[np.intp] | None, ...]:
    """Where the labels of a file stand among all; None where they are all, in the same order."""
    out: list[NDArray[np.intp] | None] = []
    for d in dims:
        same = of.labels[d] == labels[d]
        at = {label: i for i, label in enumerate(labels[d])}
        out.append(None if same else np.array([at[v] for v in of.labels[d]], dtype=np.intp))
    return tuple(out)


def _words(found: Sequence[Layout], labels: Labels) -> dict[str, Any]:
    """Words by label."""
    out = {}
    for name in dict.fromkeys(n for of in found for n in of.words):
        dim, _, attributes = next(of.words[name] for of in found if name in of.words)
        known: dict[Any, Any] = {}
        for of in found:
            if name in of.words:
                known = dict(zip(of.labels[dim], of.words[name][1], strict=True)) | known
        out[name] = (dim, np.array([known.get(v, "") for v in labels[dim]], dtype=object), attributes)
    return out


@dataclass(frozen=True, eq=False)
class Piece:
    """One variable of one file."""

    file: Path
    group: str
    name: str
    places: tuple[NDArray[np.intp] | None, ...]

    def read(self, shape: tuple[int, ...]) -> NDArray[np.float64]:
        """Its numbers, at their places among all labels."""
        with _opened(self.file, self.group) as data:
            values = np.ma.filled(data.variables[self.name][...].astype(float), np.nan)
        if all(at is None for at in self.places):
            return np.asarray(values)
        out = np.full(shape, np.nan)
        at = [np.arange(n) if p is None else p for p, n in zip(self.places, shape, strict=True)]
        out[np.ix_(*at)] = values
        return out


def _stack(pieces: Sequence[Piece | None], shape: tuple[int, ...]) -> Any:
    """Pieces as one array that xarray reads as far as it needs."""
    from xarray.backends import BackendArray
    from xarray.core import indexing

    class Stack(BackendArray):  # xarray's own way to add a lazy array
        def __init__(self) -> None:
            self.shape, self.dtype = (len(pieces), *shape), np.dtype(float)

        def __getitem__(self, key: Any) -> Any:
            return indexing.explicit_indexing_adapter(key, self.shape, indexing.IndexingSupport.OUTER, _read)

    def _read(key: tuple[Any, ...]) -> NDArray[np.float64]:
        runs, rest = np.arange(len(pieces))[key[0]], key[1:]
        read = [_part(pieces[i], rest) for i in np.atleast_1d(runs)]
        return np.stack(read) if np.ndim(runs) else read[0]

    def _part(piece: Piece | None, rest: tuple[Any, ...]) -> NDArray[np.float64]:
        values = np.full(shape, np.nan) if piece is None else piece.read(shape)
        for axis in reversed(range(len(rest))):
            values = values[(slice(None),) * axis + (rest[axis],)]
        return values

    return Stack()
