"""What a process keeps from one point of a study for the next: it saves time, and changes no answer.

`memo` has checks and cleaned tables, which a point takes again where everything that they were made from is the same
(`optimizer.case.again`). `form` is the file of the first answer without the tables whose rows depend on the answer: the file of
another one with the same labels and words is a copy of it, in which the numbers that differ are written again (`optimizer.netcdf`).
Every point is prepared, built, solved and certified by itself.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from optimizer.case.again import Memo
from optimizer.netcdf import Form
from optimizer.solution import FILE, Solution

LARGE = 2**26
"""Bytes of an answer from which on no form of it is held in memory: such a case takes long to solve."""


@dataclass(eq=False)
class Reuse:
    """What is known from the points that were solved in this process; in another process it starts empty."""

    memo: Memo = field(default_factory=Memo)
    form: Form | None = None

    def file(self, solution: Solution) -> bytes:
        """The file of an answer."""
        if self.form is None and solution.variables.nbytes + solution.inputs.nbytes < LARGE:
            self.form = solution.form()
        with tempfile.TemporaryDirectory(prefix="h2opt-") as folder:
            return solution.save(Path(folder) / FILE, self.form).read_bytes()

    def __reduce__(self) -> Any:
        return (Reuse, ())
