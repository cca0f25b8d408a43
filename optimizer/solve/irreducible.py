"""HiGHS's own irreducible set of rows and bounds, for a conflict that lies in no requirement."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import highspy
import numpy as np

from optimizer.compiled import Compiled, SolveOptions
from optimizer.errors import LimitError
from optimizer.solve import handover


def irreducible_rows(compiled: Compiled, options: SolveOptions, until: float) -> list[str]:
    """Labels of rows and columns that cannot hold together; empty if HiGHS finds none (its search is for linear problems alone).

    Raises:
        LimitError: time ran out.
    """
    left = until - time.monotonic()
    if left <= 0:
        raise LimitError("the time for a diagnosis ran out")
    highs = handover.new()
    strategy = highspy.IisStrategy
    how = int(strategy.kIisStrategyFromLp) + int(strategy.kIisStrategyIrreducible)
    settings: dict[str, Any] = {"time_limit": left, "iis_strategy": how}
    settings |= {"threads": options.threads} if options.threads else {}
    handover.set_options(highs, settings)
    handover.hand_over(highs, replace(compiled, integer=np.zeros_like(compiled.integer)))
    highs.run()
    answer, found = highs.getIis()
    if answer == highspy.HighsStatus.kError or not found.valid_:
        return []
    rows = [compiled.row_label(int(i)) for i in found.row_index_]
    return rows + [f"bounds of {compiled.column_label(int(i))}" for i in found.col_index_]
