"""Numbers over the years, added up or averaged, and the rows they come from and go to."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from optimizer.case.merge.origin import origin, told_of
from optimizer.units import round_trip

Key = tuple[Any, ...]
Points = list[tuple[float, float]]  # (year, amount); year 0: every year


@dataclass(frozen=True)
class Path:
    """One number over the years, as its rows state it.

    Attributes:
        points: in order of the years; linear between them, constant outside.
        row: position of the row that new ones are made like.
        scale: amount per value in that row; nothing if all of them are zero.
        rows: positions of the rows of the points; none where no row states the number.
    """

    points: Points
    row: int
    scale: float | None
    rows: tuple[int, ...] = ()

    def rows_at(self, year: float) -> tuple[int, ...]:
        """The rows that the number of a year comes from: its own, or those of the years around it."""
        if len(self.rows) < 2:
            return self.rows
        i = bisect_right(self.points, year, key=lambda p: p[0])
        if i and self.points[i - 1][0] == year:
            return (self.rows[i - 1],)
        return self.rows[max(i - 1, 0) : i + 1]

    def at(self, year: float) -> float:
        if len(self.points) == 1:
            return self.points[0][1]
        i = bisect_right(self.points, year, key=lambda p: p[0])
        if i in (0, len(self.points)):
            return self.points[max(i - 1, 0)][1]
        (a, low), (b, high) = self.points[i - 1], self.points[i]
        return low if a == year else low + (high - low) * (year - a) / (b - a)

    def mean(self, years: Sequence[float]) -> float:
        return sum(self.at(y) for y in years) / len(years)

    @property
    def most(self) -> float:
        return max(amount for _, amount in self.points)

    def covers(self, year: float) -> bool:
        return self.points[0][0] == 0.0 or self.points[0][0] <= year <= self.points[-1][0]

    def times(self, factor: float) -> Path:
        """The same in another measure."""
        return Path([(y, v * factor) for y, v in self.points], self.row, self.scale, self.rows)


def paths_of(rows: pd.DataFrame, keys: Sequence[str], amount: str = "amount") -> dict[Key, dict[str, Path]]:
    """Key -> place -> the number of its rows; rows without the amount are left out."""
    found: dict[Key, dict[str, list[tuple[float, float, int]]]] = {}
    years = np.nan_to_num(rows["year"].to_numpy(float)).tolist()
    amounts, values = rows[amount].tolist(), rows["value"].tolist()
    columns = zip(*(rows[k].tolist() for k in keys), strict=True) if keys else [()] * len(rows)
    for i, (key, place) in enumerate(zip(columns, rows["region"].tolist(), strict=True)):
        if amounts[i] == amounts[i]:
            found.setdefault(key, {}).setdefault(place, []).append((years[i], amounts[i], i))
    return {key: {p: _path(points, values) for p, points in of.items()} for key, of in found.items()}


def _path(points: list[tuple[float, float, int]], values: list[float]) -> Path:
    if len(points) == 1:
        (year, amount, row), stated = points[0], values[points[0][2]]
        return Path([(year, amount)], row, amount / stated if amount and stated else None, (row,))
    points.sort()
    known = next(((i, v) for _, v, i in points if v and values[i]), None)
    row, scale = (points[0][2], None) if known is None else (known[0], known[1] / values[known[0]])
    return Path([(y, v) for y, v, _ in points], row, scale, tuple(i for *_, i in points))


def years_of(paths: Sequence[Path]) -> list[float]:
    """Years that any of the paths states."""
    years = {y for p in paths for y, _ in p.points}
    if len(years) > 1 and not any(len(p.points) > 1 and p.points[0][0] == 0.0 for p in paths):
        years.discard(0.0)
    return sorted(years)


def added(paths: Sequence[Path]) -> Points:
    """The sum in every year that one of them states."""
    if len(paths) == 1:
        return paths[0].points
    return [(y, float(sum(p.at(y) for p in paths))) for y in years_of(paths)]


def averaged(paths: Sequence[Path], weights: Sequence[float]) -> Points:
    """The weighted mean in every year that one of them states; equal numbers stay as they are."""
    if len(paths) == 1:
        return paths[0].points
    whole = sum(weights)
    shares = [w / whole for w in weights] if whole > 0 else [1.0 / len(paths)] * len(paths)
    out = []
    for y in years_of(paths):
        each = [p.at(y) for p in paths]
        same = all(v == each[0] for v in each)
        out.append((y, each[0] if same else float(sum(s * v for s, v in zip(shares, each, strict=True)))))
    return out


def template(paths: Sequence[Path]) -> Path:
    """The member whose row the merged one is made like: the first that tells its scale."""
    return next((p for p in paths if p.scale is not None), paths[0])


class Rows:
    """The rows of a table that are kept or made new, in order."""

    def __init__(self, table: pd.DataFrame) -> None:
        self.table, self.told = table, told_of(table)
        self.at: list[int] = []
        self.changes: dict[str, dict[int, Any]] = {}

    def keep(self, row: int, **cells: Any) -> None:
        """A row as it is, but for these cells."""
        for column, cell in cells.items():
            self.changes.setdefault(column, {})[len(self.at)] = cell
        self.at.append(row)

    def put(
        self,
        like: Path,
        region: str,
        points: Points,
        of: Sequence[str] = (),
        paths: Sequence[Path] = (),
        **cells: Any,
    ) -> None:
        """Rows of a number at a place, in the unit of the row they are made like.

        Args:
            of: the places it is put together of.
            paths: the numbers it is put together of, which say where it comes from; without any the one it is made like.
        """
        for year, amount in points:
            stated = round_trip(amount / like.scale) if like.scale else amount
            when = np.nan if year == 0.0 else year
            told = origin(self.told, [i for p in paths or [like] for i in p.rows_at(year)], of)
            self.keep(like.row, **{"region": region, "year": when, "amount": amount, "value": stated, **told, **cells})

    def frame(self) -> pd.DataFrame:
        out = self.table.iloc[self.at].reset_index(drop=True)
        new: dict[str, Any] = {}
        for column, cells in self.changes.items():
            array = out[column].to_numpy(copy=True)
            array[list(cells)] = np.array(list(cells.values()), dtype=array.dtype)
            new[column] = pd.Series(array, dtype=out[column].dtype)
        return out.assign(**new)
