"""Experience counted again from builds and learning.csv, and what a unit of each curve cost when it was built.

The area under the cost law is taken by quadrature, piece by piece; of the Inputs only the lengths of the pieces are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from optimizer.certificate.physics import Floats, Solved, numbers
from optimizer.certificate.plant import Found
from optimizer.index import Label
from optimizer.inputs import Inputs


@dataclass(frozen=True, eq=False)
class Recounted:
    """One curve of an answer.

    Attributes:
        content: technology -> units of the curve in a unit of capacity.
        corners: cumulative capacities at which pieces meet [unit of the curve].
        spent: what all units up to each corner cost [money].
        moments: (period, cumulative capacity before the case builds, and after) in order.
    """

    content: Mapping[str, float]
    corners: Floats
    spent: Floats
    moments: tuple[tuple[int, float, float], ...]

    def price(self, before: float, after: float) -> float:
        """Mean cost of a unit built between two cumulative capacities, by the pieces [money per unit]."""
        if after - before > 1e-9 * after:
            a, b = np.interp([before, after], self.corners, self.spent)
            return float((b - a) / (after - before))
        at = min(int(np.searchsorted(self.corners, before, side="right")), len(self.corners) - 1)
        return float((self.spent[at] - self.spent[at - 1]) / (self.corners[at] - self.corners[at - 1]))


def recounted(inputs: Inputs, solved: Mapping[str, Solved]) -> dict[str, Recounted]:
    """Every curve that was solved for, by name."""
    rows, out = inputs.case.tables["learning"], {}
    lengths: dict[str, list[float]] = {}
    for (name, _), length in numbers(inputs.values["learning_length"]).items():
        lengths.setdefault(str(name), []).append(float(length[0]))
    built = {label: float(row[0]) for label, _, row in solved["capacity_built"].rows()}
    for name, each in lengths.items():
        mine = rows[rows["learning"] == name]
        content = dict(_of(mine, "content")[["technology", "amount"]].itertuples(index=False, name=None))
        start = float(_of(mine, "experience")["amount"].iloc[0])
        corners = start + np.concatenate([[0.0], np.cumsum(each)])
        now, others, moments = start, 0.0, []
        for p in inputs.case.options.periods:
            outside = _at(_of(mine, "outside"), p.label)
            now, others = now + outside - others, outside
            own = sum(content[k] * b for (k, _, v), b in built.items() if v == p.label and k in content)
            moments.append((p.label, now, now + own))
            now += own
        out[name] = Recounted(content, corners, _spent(mine, corners), tuple(moments))
    return out


def _of(rows: pd.DataFrame, quantity: str) -> pd.DataFrame:
    return rows[rows["quantity"] == quantity]


def _at(rows: pd.DataFrame, year: float) -> float:
    """A series at a year, constant outside what is stated; nothing where no row speaks."""
    if rows.empty:
        return 0.0
    ordered = rows.sort_values("year")
    return float(np.interp(year, ordered["year"].fillna(year).to_numpy(float), ordered["amount"].to_numpy(float)))


def _spent(rows: pd.DataFrame, corners: Floats) -> Floats:
    """What all units up to each corner cost, from the cost of each [money]."""
    rate, start, first = (float(_of(rows, q)["amount"].iloc[0]) for q in ("rate", "experience", "cost"))
    floor = float(_of(rows, "floor")["amount"].sum())
    at, weight = np.polynomial.legendre.leggauss(24)
    low, high = corners[:-1, None], corners[1:, None]
    built = low + (high - low) * (at + 1.0) / 2.0
    cost = np.maximum(floor, first * (1.0 - rate) ** np.log2(built / start))
    areas = (cost @ weight) * (high - low)[:, 0] / 2.0
    return np.concatenate([[0.0], np.cumsum(areas)])


def prices(inputs: Inputs, solved: Mapping[str, Solved]) -> dict[tuple[Label, Label], float]:
    """What curves add to the capital cost of a build of a technology in a period [money/capacity_unit]."""
    out: dict[tuple[Label, Label], float] = {}
    for each in recounted(inputs, solved).values():
        for y, before, after in each.moments:
            for k, content in each.content.items():
                out[k, y] = out.get((k, y), 0.0) + content * each.price(before, after)
    return out


def experiences(inputs: Inputs, solved: Mapping[str, Solved]) -> Found:
    """Pieces are filled in order, and hold what has been built."""
    filled: dict[tuple[Any, Any], list[float]] = {}
    for (name, moment, _), _, row in solved["experience_filled"].rows():
        filled.setdefault((name, moment), []).append(float(row[0]))
    for name, each in recounted(inputs, solved).items():
        for label, built in _moments(each):
            if (name, label) in filled:
                wanted = np.clip(built - each.corners[:-1], 0.0, np.diff(each.corners))
                yield f"experience of {name}/{label}", np.abs(np.array(filled[name, label]) - wanted), wanted


def _moments(each: Recounted) -> Iterator[tuple[str, float]]:
    for y, before, after in each.moments:
        yield f"{y} outside", before
        yield str(y), after
