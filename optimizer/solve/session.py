"""A series of problems of one shape, each started from the basis the last one ended with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from optimizer.compiled import Compiled, RawSolution
from optimizer.solve import handover

BASIC = 1
"""Of the numbers of HiGHS for where a column or row of a basis is."""
PRIMAL = 4
"""Of its strategies of simplex: primal, from a point that is feasible."""
FAR = {"presolve": "off"}
"""From a basis: presolve would drop it."""
NEAR = {**FAR, "simplex_strategy": 0, "simplex_dual_edge_weight_strategy": 1}
"""From the basis of a neighbour, a few iterations away. Primal simplex where the basis still keeps all rows (costs have changed), dual where
it does not (sides or coefficients have): HiGHS looks. Devex weights: to begin with exact ones costs a solve with the basis for each
row, more than the iterations themselves (docs/decisions/0041-a-basis-for-studies.md)."""
Key = tuple[tuple[str, int, int], ...]


@dataclass
class Session:
    """The last basis, and the shape it belongs to.

    The shape is the names, first positions and sizes of all row and column families; a problem of another shape
    starts cold and the session goes on with it. Only simplex starts from a basis, so that a warm solve uses it
    whatever the size, and a cold one asks for crossover.

    Attributes:
        seek: whether a problem that the basis does not fit is solved so that it leaves one (an interior point with crossover, which
            may take many times as long); without it such a problem is solved as if there were no session.
        primal: whether the basis is of a point that meets all rows of the next problem, whose costs are others: primal simplex goes on
            from it, where dual simplex would have to find its way back (5 amounts of the quickstart case, least and most: 6 s, not 50).
        near: whether the basis is that of a problem like those that start from it, and not a guess.
        solves, warm: how many problems were solved in this session, and how many of them from a basis.
    """

    key: Key | None = None
    basis: Any = None
    solves: int = 0
    warm: int = 0
    seek: bool = True
    primal: bool = False
    near: bool = True

    @staticmethod
    def shape(compiled: Compiled) -> Key:
        """The key of a problem's shape."""
        return tuple((f.name, f.start, f.size) for group in (compiled.columns, compiled.rows) for f in group)

    def fits(self, compiled: Compiled) -> bool:
        """Whether the basis at hand belongs to a problem of this shape."""
        return self.basis is not None and self.key == self.shape(compiled)

    def start(self, highs: Any) -> bool:
        """Give the basis to a loaded HiGHS object; False if it refuses."""
        taken = handover.write_basis(highs, self.basis)
        self.warm += taken
        return taken

    @property
    def settings(self) -> dict[str, Any]:
        """HiGHS options of a solve that starts from the basis."""
        chosen = NEAR if self.near else FAR
        return {**chosen, "simplex_strategy": PRIMAL} if self.primal else chosen

    def keep(self, compiled: Compiled, raw: RawSolution) -> None:
        """Remember the basis of an answer, if it has one."""
        self.solves += 1
        if raw.basis is not None:
            self.key, self.basis = self.shape(compiled), raw.basis

    def below(self, compiled: Compiled, further: int) -> Session:
        """A session of a problem that has further rows at its end, which the point of the basis meets with room, and other costs.

        The basis stays, the slack of each further row is basic, and primal simplex starts from there.
        """
        if self.basis is None:
            return Session(seek=False)
        columns, rows = self.basis
        return Session(
            self.shape(compiled),
            (columns, np.append(rows, np.full(further, BASIC, rows.dtype))),
            seek=False,
            primal=True,
        )

    def forget(self) -> None:
        """Start the next problem cold."""
        self.key, self.basis = None, None
