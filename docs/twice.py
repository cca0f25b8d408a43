"""The small worlds of the tests, and which equations each of them writes a second time."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from optimizer.case.model import Case

TESTS = Path(__file__).resolve().parents[1] / "tests"


@dataclass(frozen=True)
class World:
    """A small case of the tests.

    Attributes:
        written: by module that writes equations a second time: which row families and cost terms, and which numbers tests lose.
    """

    case: Case
    written: dict[Path, tuple[Collection[str], Collection[str]]]

    def writing(self, *names: str) -> set[Path]:
        """Its modules that write any of these again."""
        return {path for path, (mine, _) in self.written.items() if not set(names).isdisjoint(mine)}


@contextmanager
def worlds() -> Iterator[list[World]]:
    """The worlds of the tests, the tiny one first."""
    sys.path[:0] = [str(TESTS), str(TESTS / "formulation")]
    try:
        import cost_terms
        import equations
        import worlds as small
        from tiny import tiny_case

        with tempfile.TemporaryDirectory() as folder:
            twice = {_path(m): (getattr(m, "EQUATIONS", None) or m.COSTS, ()) for m in (equations, cost_terms)}
            found = [World(tiny_case(Path(folder) / "tiny"), twice)]
            for name, module in small.worlds().items():
                case = small.world_case(Path(folder) / name, **module.TABLES)
                names = {*module.EQUATIONS, *getattr(module, "COSTS", {})}
                found.append(World(case, {_path(module): (names, {n for n, _ in getattr(module, "LOST", [])})}))
            yield found
    finally:
        del sys.path[:2]


def _path(module: ModuleType) -> Path:
    return Path(str(module.__file__))
