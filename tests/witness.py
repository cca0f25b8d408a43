"""Pyomo as a witness: its own compiler and its own HiGHS interface on the materialised model, against our arrays."""

from __future__ import annotations

import numpy as np
import pyomo.environ as pyo
import pytest
from pyomo.contrib.appsi.solvers.highs import Highs
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler

from optimizer.algebra import Model, compile_model
from optimizer.compiled import Compiled
from optimizer.solve import solve


def agree(m: Model) -> None:
    """Our matrix against Pyomo's own compiler, row by row, by the names of rows and columns."""
    ours = compile_model(m)
    theirs = LinearStandardFormCompiler().write(m, mixed_form=True)
    bounded = np.flatnonzero(np.isfinite(ours.row_lower) | np.isfinite(ours.row_upper))
    rows, columns = [ours.row_label(int(i)) for i in bounded], [ours.column_label(j) for j in range(ours.shape[1])]
    row_at = {c.name.replace("'", ""): i for i, (c, _) in enumerate(theirs.rows)}
    column_at = {v.name.replace("'", ""): j for j, v in enumerate(theirs.columns)}
    assert set(rows) == set(row_at)
    assert len(rows) == len(row_at)
    assert set(column_at) <= set(columns)

    fixed = {v.name.replace("'", ""): pyo.value(v) for v in m.component_data_objects(pyo.Var) if v.fixed}
    matrix = ours.matrix.tocsr()[bounded]
    shift = matrix @ np.array([fixed.get(c, 0.0) for c in columns])
    free = [j for j, c in enumerate(columns) if c in column_at]
    absent = [j for j, c in enumerate(columns) if c not in column_at and c not in fixed]
    assert abs(matrix[:, absent]).sum() == 0, "a column with entries that Pyomo does not know"
    order = np.array([row_at[r] for r in rows], dtype=int)
    wanted = theirs.A.tocsr()[order][:, [column_at[columns[j]] for j in free]]
    off = abs(matrix[:, free] - wanted) - 1e-6 * abs(wanted)
    assert off.max() <= 1e-12, f"row {rows[int(off.argmax() // off.shape[1])]}"

    sense = np.array([theirs.rows[i].bound_type for i in order])
    side = np.asarray(theirs.rhs)[order]
    assert ours.row_lower[bounded] - shift == pytest.approx(np.where(sense <= 0, side, -np.inf))
    assert ours.row_upper[bounded] - shift == pytest.approx(np.where(sense >= 0, side, np.inf))


def same_optimum(m: Model) -> Compiled:
    """Pyomo's own HiGHS interface finds the optimum that our arrays have."""
    compiled = compile_model(m)
    ours = solve(compiled).objective
    solver = Highs()
    solver.config.load_solution = True
    solver.solve(m)
    assert pyo.value(m.total_cost) == pytest.approx(ours, rel=1e-6)
    return compiled
