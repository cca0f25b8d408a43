"""What can go wrong, by whose hand it can be mended.

OptimizerError
├── CaseError         bad input: a list of Problems, all found in one go          (exit code 2)
│   └── StrictError   what is likely a mistake, where that counts as an error     (exit code 2)
├── OutOfRangeError   a figure outside what an equation of the cost library holds for (exit code 2)
├── FormulationError  the model was written wrongly: dimensions, labels, units
├── SolveError        the solver gave no answer that can be trusted               (exit code 3)
│   ├── InfeasibleError, UnboundedError, LimitError, InterruptedSolve
├── ClusterError      a cluster cannot be used, or dropped the work               (exit code 2)
├── UnwrittenError    the results cannot be written where they should be          (exit code 2)
└── LedgerError       the recomputed costs or balances disagree with the objective (exit code 3)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


class OptimizerError(Exception):
    """Anything this package raises on purpose."""


MISSING = "file is missing"
LISTED = 200
"""Problems that a message lists; the rest are counted."""
COMMAND, ASKED = "command", ("the command", "command line", "--")
"""Where a mistake is that stands in no file, and how the places of such mistakes begin."""
SHOWN = 300
"""Characters of what was found, and of what is allowed, in a message."""


@dataclass(frozen=True)
class Problem:
    """One thing wrong with the input, in the words of the person who wrote it."""

    message: str
    file: str = ""
    row: int | None = None
    column: str = ""
    found: str = ""
    allowed: str = ""

    @property
    def is_missing_file(self) -> bool:
        """Whether it is the cause of whatever else is wrong with labels of that file."""
        return self.message == MISSING

    def __str__(self) -> str:
        row = "" if self.row is None else f"row {self.row}"
        column = f"column '{shown(self.column)}'" if self.column else ""
        place = ", ".join(part for part in (shown(self.file), row, column) if part)
        message = shown(self.message)
        text = f"{place}: {message}" if place else message
        if self.found:
            text += f" (found: {shown(self.found)})"
        if self.allowed:
            text += f"; allowed: {shown(self.allowed)}"
        return text


def shown(text: str) -> str:
    """A text of a file as a message shows it: not without end, and without signs that a terminal obeys.

    >>> shown("wind\x1b[2J"), len(shown("x" * 10**6))
    ('wind\\x1b[2J', 304)
    """
    cut = text if len(text) <= SHOWN else f"{text[:SHOWN]} ..."
    return cut if cut.isprintable() else "".join(c if c.isprintable() or c == "\n" else ascii(c)[1:-1] for c in cut)


class CaseError(OptimizerError, ValueError):
    """The case (or study) cannot be run as it is; `problems` lists every reason, `notes` what is likely a mistake besides.

    >>> print(CaseError([Problem("no such unit", "--units", found="kg2")]))
    1 problem in the command:
      - --units: no such unit (found: kg2)
    """

    def __init__(self, problems: Iterable[Problem], of: str = "case", notes: Iterable[str] = ()) -> None:
        self.problems, self.notes = tuple(problems), tuple(notes)
        self.of = COMMAND if self.problems and all(p.file.startswith(ASKED) for p in self.problems) else of
        lines = [*_listed(f"in the {self.of}:", "problem", self.problems)]
        if self.notes:
            lines += _listed("beside, which would stop nothing:", "note", self.notes)
        super().__init__("\n".join(lines))

    def beside(self, notes: Iterable[str]) -> CaseError:
        """The same error with notes that are told behind its problems."""
        return CaseError(self.problems, self.of, dict.fromkeys((*self.notes, *notes)))

    def __reduce__(self) -> tuple[type[CaseError], tuple[tuple[Problem, ...], str, tuple[str, ...]]]:
        return (CaseError, (self.problems, self.of, self.notes))


class StrictError(CaseError):
    """Notes that count as errors, because the user asked for it (`--strict`)."""

    def __init__(self, notes: Iterable[str]) -> None:
        super().__init__((), notes=notes)
        rest = "that counts as an error" if len(self.notes) == 1 else "that count as errors"
        self.args = ("\n".join(_listed(f"{rest} (--strict):", "note", self.notes)),)

    def __reduce__(self) -> tuple[type[StrictError], tuple[tuple[str, ...]]]:  # type: ignore[override]
        return (StrictError, (self.notes,))


def _listed(rest: str, what: str, items: Sequence[object]) -> list[str]:
    """A head with a count, and a line each."""
    count = len(items)
    more = [f"  ... and {count - LISTED:,} more"] if count > LISTED else []
    return [f"{count} {what}{'' if count == 1 else 's'} {rest}", *(f"  - {item}" for item in items[:LISTED]), *more]


class OutOfRangeError(OptimizerError, ValueError):
    """An argument of a cost equation lies outside its range of validity."""

    def __init__(self, what: str, value: float | str, unit: str, allowed: str) -> None:
        self.what, self.value, self.unit, self.allowed = what, value, unit, allowed
        of = "" if unit in ("", "1") else f" {unit}"
        told = value if isinstance(value, str) else f"{value:g}"
        super().__init__(f"{what} is {told}{of}; allowed: {allowed}{of}")

    def __reduce__(self) -> tuple[type[OutOfRangeError], tuple[str, float | str, str, str]]:
        return (OutOfRangeError, (self.what, self.value, self.unit, self.allowed))


class FormulationError(OptimizerError):
    """An equation does not fit together: a dimension, a label or a unit is wrong."""


class MissingError(OptimizerError):
    """A package that is not installed is needed for what is asked; nothing is wrong with the case."""

    def __init__(self, what: str, package: str, extra: str) -> None:
        self.what, self.package, self.extra = what, package, extra
        super().__init__(
            f"{what} needs {package}, which is not installed. Install it: pip install 'hydrogen-transition-optimizer[{extra}]'"
        )

    def __reduce__(self) -> tuple[type[MissingError], tuple[str, str, str]]:
        return (MissingError, (self.what, self.package, self.extra))


class SolveError(OptimizerError):
    """The solver returned nothing that can be certified."""


class InfeasibleError(SolveError):
    """No plan meets every requirement; the message names the requirements in conflict."""


class UnboundedError(SolveError):
    """Cost falls without limit; the message names what grows."""


class LimitError(SolveError):
    """The time or memory limit was reached before an answer was certified."""


class InterruptedSolve(SolveError):
    """The user stopped the solve; no results were written."""


class ClusterError(OptimizerError):
    """The cluster that should solve cannot be used, or dropped the work; nothing is wrong with the case."""


class UnwrittenError(OptimizerError):
    """The answer is there and cannot be written where it should be; the message says where it is kept."""


class LedgerError(OptimizerError):
    """Costs or balances recomputed from the inputs disagree with the solved model."""
