"""What learning.csv states of each curve: how cost falls with experience, and which technologies take part."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from optimizer.costs.learning import Curve

PIECES = 6
"""Straight pieces of a curve that states no number of them."""


@dataclass(frozen=True, eq=False)
class Learnt:
    """One curve, in the unit of its experience and the money of the case.

    Attributes:
        curve: cost of a unit against cumulative capacity.
        most: cumulative capacity up to which pieces are made. pieces: their number.
        content: technology -> units of the curve in a unit of its capacity.
        outside: period -> cumulative capacity that others build by then, beyond the experience at the start.
        path: period -> cost of a unit as the table foresees it; that at the start where it foresees nothing.
        unit: of cumulative capacity.
    """

    curve: Curve
    most: float
    pieces: int
    content: Mapping[str, float]
    outside: Mapping[int, float]
    path: Mapping[int, float]
    unit: str

    @property
    def outside_added(self) -> dict[int, float]:
        """Period -> what others have built since the period before."""
        periods = list(self.outside)
        earlier = [0.0, *(self.outside[y] for y in periods[:-1])]
        return {y: self.outside[y] - before for y, before in zip(periods, earlier, strict=True)}


def curves(rows: pd.DataFrame, periods: list[int]) -> dict[str, Learnt]:
    """Every curve of a converted and checked table, by name."""
    out = {}
    for name, mine in rows.groupby("learning", sort=False):
        of = {str(q): group for q, group in mine.groupby("quantity", sort=False)}
        numbers = {q: float(group["amount"].iloc[0]) for q, group in of.items()}
        start = Curve(numbers["experience"], numbers["cost"], numbers["rate"], numbers.get("floor", 0.0))
        contents = zip(of["content"]["technology"], of["content"]["amount"], strict=True)
        out[str(name)] = Learnt(
            start,
            numbers["experience_max"],
            round(numbers.get("pieces", PIECES)),
            {str(k): float(amount) for k, amount in contents},
            _by_period(of["outside"], periods) if "outside" in of else dict.fromkeys(periods, 0.0),
            _by_period(of.get("path", of["cost"]), periods),
            str(of["experience"]["unit"].iloc[0]),
        )
    return out


def _by_period(rows: pd.DataFrame, periods: list[int]) -> dict[int, float]:
    """A series at the periods: linear between stated years, constant outside."""
    ordered = rows.sort_values("year")
    years, amounts = ordered["year"].fillna(periods[0]).to_numpy(float), ordered["amount"].to_numpy(float)
    return dict(zip(periods, np.interp(periods, years, amounts).tolist(), strict=True))


def units_of_curves(rows: pd.DataFrame) -> dict[str, str]:
    """Curve -> the unit in which its experience is stated."""
    stated = rows[rows["quantity"] == "experience"]
    return dict(zip(stated["learning"], stated["unit"], strict=True))


def unit_of(r: Any, curve: str, money: str, capacity_unit: Callable[[str], str]) -> str:
    """Unit in which the model takes a number of learning.csv; `curve` is that of the curve's experience."""
    if r.quantity in ("rate", "pieces"):
        return "dimensionless"
    if r.quantity in ("cost", "path", "floor"):
        return f"{money}/({curve})"
    return f"({curve})/({capacity_unit(r.technology)})" if r.quantity == "content" else f"({curve})"
