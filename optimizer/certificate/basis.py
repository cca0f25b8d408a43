"""Whether prices are the only possible ones.

A price is what one unit more would cost. At a degenerate vertex a basic variable lies on its bound, and then one unit more and
one unit less may be worth different amounts: any price between the two is a right answer of the dual, and the solver gives one.
Without such a variable every dual is unique. With some of them a dual is still unique if changing its row moves none of them.
An interior point gives a price in between; how far the others lie is not known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from optimizer.compiled import Compiled, Family, Floats, RawSolution

BASIC = 1  # status of a basic row or column
NEAR = 1e-7  # relative distance at which a value counts as on its bound
MOST = 20_000  # rows up to which the basis is factorised to look at single prices
NOTHING = 1e-10  # share of the largest movement that is none
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Uniqueness:
    """What the basis of an answer says about its duals.

    Attributes:
        basic: False for an interior point; then nothing is known.
        share: of the basic variables that lie on a bound.
        open_rows: rows whose dual may have other values, shape (rows,).
    """

    basic: bool
    share: float
    open_rows: Flags

    def of(self, families: Sequence[Family]) -> dict[str, int | float | str]:
        """What a reader of the prices of some rows must know.

        Returns:
            `interior` (0/1); `uniqueness` in words; and for a basic answer `degenerate` (1: some of these prices may have other
            values), `degenerate_share` (of these prices) and `degenerate_basics` (share of the basis that lies on a bound).
        """
        if not self.basic:
            return {
                "interior": 1,
                "uniqueness": "interior (not basic): where several prices are possible, one in between",
            }
        rows = [self.open_rows[f.range] for f in families]
        share = float(np.mean(np.concatenate(rows))) if sum(map(len, rows)) else 0.0
        told = f"basic: {share:.1%} of these prices may have other values" if share else "basic: every price is unique"
        return {
            "interior": 0,
            "degenerate": int(share > 0),
            "degenerate_share": share,
            "degenerate_basics": self.share,
            "uniqueness": told,
        }


def uniqueness(compiled: Compiled, raw: RawSolution) -> Uniqueness:
    """Look for basic variables on a bound, and for the rows that would move them."""
    rows = compiled.shape[0]
    if not raw.basic or raw.basis is None:
        return Uniqueness(False, float("nan"), np.ones(rows, bool))
    columns, logical = (np.flatnonzero(np.asarray(status) == BASIC) for status in raw.basis)
    bound = np.concatenate(
        [
            _on_bound(raw.values, compiled.lower, compiled.upper)[columns],
            _on_bound(raw.row_values, compiled.row_lower, compiled.row_upper)[logical],
        ]
    )
    if not bound.any():
        return Uniqueness(True, 0.0, np.zeros(rows, bool))
    share = float(bound.mean())
    if rows > MOST or len(bound) != rows:
        return Uniqueness(True, share, np.ones(rows, bool))
    return Uniqueness(True, share, _moving(compiled, columns, logical, bound))


def _on_bound(values: Floats, lower: Floats, upper: Floats) -> Flags:
    low = np.isfinite(lower) & (values - lower <= NEAR * (1.0 + np.abs(lower)))
    high = np.isfinite(upper) & (upper - values <= NEAR * (1.0 + np.abs(upper)))
    return np.asarray(low | high, dtype=bool)


def _moving(compiled: Compiled, columns: NDArray[np.intp], logical: NDArray[np.intp], bound: Flags) -> Flags:
    """Rows whose side moves a basic variable that lies on its bound.

    The movement of basic variable d per unit of row i is entry (d, i) of the inverse of the basis. One solve with the transposed
    basis and random weights on all d at once finds the rows where any of them is not zero (that they cancel has no chance).
    """
    from scipy.sparse.linalg import splu

    rows = compiled.shape[0]
    unit = sp.csc_array((-np.ones(len(logical)), (logical, np.arange(len(logical)))), shape=(rows, len(logical)))
    basis = sp.csc_array(sp.hstack([compiled.matrix.tocsc()[:, columns], unit], format="csc"))
    weights = np.where(bound, np.random.default_rng(0).uniform(1.0, 2.0, rows), 0.0)
    try:
        moved = np.abs(splu(basis).solve(weights, trans="T"))
    except RuntimeError:  # singular to working precision: nothing can be said of single rows
        return np.ones(rows, bool)
    return np.asarray(~(moved <= NOTHING * np.nanmax(moved)), dtype=bool)
