"""The linear problem that is left of an integer one when the integers are decided."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimizer.compiled import Compiled, Floats


def with_integers_fixed(compiled: Compiled, values: Floats) -> Compiled:
    """The same problem with every integer column fixed at its whole value; its duals are prices.

    Args:
        compiled: a mixed-integer problem.
        values: an answer of it, shape (columns,).
    """
    whole = np.rint(values)
    return replace(
        compiled,
        lower=np.where(compiled.integer, whole, compiled.lower),
        upper=np.where(compiled.integer, whole, compiled.upper),
        integer=np.zeros_like(compiled.integer),
    )
