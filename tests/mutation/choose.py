"""Which tests a mutant meets, and in which order: four turns, each for what the one before has left.

First the equations written a second time on the tiny case, and what is quick and of the same folder; then files of tests that bear
the name of the mutated file or are named here; then whole worlds, and models as plain Pyomo; then all others. What killed another
mutant of the same file goes first. A test that kills has to fail on the mutant only, so every file is run once without any change.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from draw import Mutant
from trial import Stage, apart, run_tests

PLACES = (
    "tests/formulation",
    "tests/test_algebra.py",
    "tests/test_calibration.py",
    "tests/test_conventions.py",
    "tests/test_finance.py",
    "tests/test_indirect.py",
    "tests/test_stretches.py",
)
TURNS = ("first", "near", "wide", "all")
EQUATIONS, BOUNDS = "tests/formulation/test_equations.py", "tests/formulation/test_bounds.py"
FIRST = {
    "optimizer/formulation": [
        EQUATIONS,
        "tests/formulation/test_names.py",
        "tests/formulation/test_vocabulary.py",
        BOUNDS,
    ],
    "optimizer/algebra": ["tests/test_algebra.py", EQUATIONS],
    "optimizer/finance.py": ["tests/test_finance.py"],
}
WIDE = ["tests/formulation/test_worlds.py", "tests/formulation/test_materialised.py"]
NEAR = {  # what bears another name than the file that it tests
    "optimizer/finance.py": ("survival", "conventions"),
    "optimizer/formulation/activity.py": ("activity_features",),
    "optimizer/formulation/matching.py": ("matching_blocks",),
    "optimizer/formulation/policy.py": ("policies", "policy_kinds", "pathways"),
    "optimizer/formulation/storage_calendar.py": ("stretches",),
    "optimizer/formulation/transport.py": ("lines", "fleets"),
}
LONG = 3.0  # seconds of a test that waits until the others have run
STAGES = (5.0, 15.0, 45.0, float("inf"))  # seconds of tests after which the next stage begins
REMEMBERED = 3  # tests that killed others of the file
HOUR = 3600.0


@dataclass
class Choice:
    """The files of tests, the seconds of each of their tests once they were run unchanged, and what killed whom."""

    copy: Path
    kept: Path
    tell: Callable[[str], None]
    killers: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        self.kept.parent.mkdir(exist_ok=True)
        self._seconds: dict[str, dict[str, float]] = json.loads(self.kept.read_text()) if self.kept.exists() else {}

    def stages(self, mutant: Mutant, turn: int) -> list[Stage]:
        """The tests of a turn, with what killed others of the file before those of the first."""
        groups = self._groups(mutant)
        new = [file for file in groups[turn] if not any(file in group for group in groups[:turn])]
        known = self.killers[mutant.path][:REMEMBERED] if turn == 0 else []
        return [([test], self._of(test.partition("::")[0])[test]) for test in known] + list(self._stages(new))

    def learn(self, mutant: Mutant, test: str) -> None:
        """A test that killed a mutant of a file is tried first on the next one."""
        known = self.killers[mutant.path]
        if "::" in test:
            known[:] = [test, *(other for other in known if other != test)]

    def _groups(self, mutant: Mutant) -> tuple[list[str], ...]:
        """Files of tests for each turn."""
        place = next(place for place in FIRST if mutant.path.startswith(place))
        names = {*NEAR.get(mutant.path, ()), Path(mutant.path).stem}
        near = [file for file in self._files() if Path(file).stem.removeprefix("test_") in names]
        return FIRST[place], near, WIDE, self._files()

    def _files(self) -> list[str]:
        found = [file for name in PLACES for file in ([name] if name.endswith(".py") else self._within(name))]
        return sorted(found)

    def _within(self, folder: str) -> list[str]:
        return [file.relative_to(self.copy).as_posix() for file in (self.copy / folder).glob("test_*.py")]

    def _stages(self, files: list[str]) -> Iterator[Stage]:
        """Whole files in stages, then the long tests one by one."""
        tests = [(test, s) for file in files for test, s in self._of(file).items()]
        rest = [entry for entry in tests if entry[1] <= LONG]
        for limit in STAGES:
            stage, total = list[str](), 0.0
            while rest and (not stage or total + rest[0][1] <= limit):
                test, s = rest.pop(0)
                stage.append(test)
                total += s
            if stage:
                yield stage, total
        yield from (([test], s) for test, s in tests if s > LONG)

    def _of(self, file: str) -> dict[str, float]:
        """The seconds of the tests of a file, which must pass without any change; run once for each text of the file.

        Raises:
            SystemExit: one fails.
        """
        key = f"{file} {hashlib.sha256((self.copy / file).read_bytes()).hexdigest()[:12]}"
        if key not in self._seconds:
            found, took, said = apart(lambda: run_tests([file]), HOUR)
            if found is None or found[0]:
                raise SystemExit(f"{file} fails without any change:\n{said}")
            self.tell(f"{file}: {len(found[1])} tests, {took:.0f} s")
            self._seconds[key] = found[1]
            self.kept.write_text(json.dumps(self._seconds))
        return self._seconds[key]
