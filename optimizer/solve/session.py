"""A series of problems of one shape, each started from the basis the last one ended with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from optimizer.compiled import Compiled, RawSolution
from optimizer.solve import handover

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
        near: whether the basis is that of a problem like those that start from it, and not a guess.
        solves, warm: how many problems were solved in this session, and how many of them from a basis.
    """

    key: Key | None = None
    basis: Any = None
    solves: int = 0
    warm: int = 0
    seek: bool = True
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

    def keep(self, compiled: Compiled, raw: RawSolution) -> None:
        """Remember the basis of an answer, if it has one."""
        self.solves += 1
        if raw.basis is not None:
            self.key, self.basis = self.shape(compiled), raw.basis

    def forget(self) -> None:
        """Start the next problem cold."""
        self.key, self.basis = None, None
