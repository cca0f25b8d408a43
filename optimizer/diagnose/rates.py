"""The value of a rule that a plan keeps to: what to enter in place of a share, a rate of growth, a margin or hours."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from optimizer.case.kinds import KINDS
from optimizer.certificate.physics import Solved, numbers
from optimizer.certificate.policies import counted_by_policies
from optimizer.compiled import Compiled, Floats
from optimizer.diagnose.amounts import held
from optimizer.diagnose.cited import value_of
from optimizer.diagnose.requirements import ABOVE, BELOW, Ints, Requirement
from optimizer.inputs import Inputs
from optimizer.solve.conflict import NOTHING

LOOSER = 2e-6
"""Share by which a value is looser than the plan, which keeps to its rows within a tolerance of the solver."""


OF_PLANT = {
    "least hours": ("capacity",),
    "most hours": ("capacity",),
    "minimum load": ("capacity", "online"),
    "ramp": ("capacity",),
    "cycles": ("capacity",),
    "share of fuel": ("activity",),
}
"""Rules on plant whose rows are a number times a variable of these families, and nothing that is fixed."""


def rate_of(
    r: Requirement, rows: Ints, compiled: Compiled, inputs: Inputs, solved: dict[str, Solved], plan: Floats
) -> float | None:
    """The value of a rule that a plan keeps to, in the unit of its row and rounded to the side that holds.

    Args:
        rows: that the requirement makes.
        solved: the plan by family.
        plan: the same, column by column.

    Returns:
        None where no value can be told: the rule compares with nothing, or in a way that has no number of its own.
    """
    found = value_of(inputs.case.tables, r)
    if found is None:
        return None
    value, _, scale = found
    if r.kind in OF_PLANT:
        new = _of_plant(r, rows, compiled, plan, value * scale)
    elif r.kind == "reserve":
        new = _margin(rows, compiled, plan, value * scale)
    elif r.kind == "policy":
        new = _relative(r, inputs, solved, value * scale)
    else:
        return None
    if new is None or not math.isfinite(new):
        return None
    return held(new / scale - r.side * LOOSER * abs(new / scale), "", r.side)


def _of_plant(r: Requirement, rows: Ints, compiled: Compiled, plan: Floats, value: float) -> float | None:
    """What is done, over what a unit of the value asks for or allows, in the worst row."""
    scaled = np.zeros(compiled.shape[1], bool)
    for family in compiled.columns:
        scaled[family.range] = family.name in OF_PLANT[r.kind]
    terms = compiled.matrix[rows].multiply(plan[None, :]).tocsc()
    asked, rest = (np.asarray(terms[:, mine].sum(axis=1)).ravel() for mine in (scaled, ~scaled))
    stands = np.abs(asked) > NOTHING * np.abs(asked).max(initial=0.0)
    if not stands.any() or (r.side == ABOVE and (np.abs(rest[~stands]) > NOTHING * np.abs(rest).max()).any()):
        return None
    ratios = (
        -value * rest[stands] / asked[stands]
    )  # both stand on one side of the row: what is done less what is asked for
    return float(ratios.min() if r.side == BELOW else ratios.max())


def _margin(rows: Ints, compiled: Compiled, plan: Floats, margin: float) -> float | None:
    """Firm capacity over load, less one, in the worst step."""
    terms = compiled.matrix[rows].multiply(plan[None, :]).tocsr()
    firm = np.asarray(terms.maximum(0).sum(axis=1)).ravel()
    load = np.asarray((-terms).maximum(0).sum(axis=1)).ravel() + compiled.row_lower[rows]
    return (1.0 + margin) * float((firm / load).min()) - 1.0 if (load > 0).all() else None


def _relative(r: Requirement, inputs: Inputs, solved: dict[str, Solved], value: float) -> float | None:
    """What is counted, over what a unit of the value allows."""
    at = dict(r.at)
    label = (at["policy"], at["area"], at["until"])
    row = inputs.case.tables["policies"].set_index("id").loc[[at["policy"]]].iloc[0]
    compared = counted_by_policies(inputs, solved, use="compared").get(label, 0.0)
    number = float(numbers(inputs.values["policy_limit"])[label][0])
    counted, allowed = counted_by_policies(inputs, solved)[label] - compared, number - compared
    if row["kind"] == "growth":
        return _growth(row, inputs, int(str(at["until"])), counted, allowed, 0.0 if compared == 0 else number, value)
    if KINDS[row["kind"]].form != "limit" or not row["relative_to"] or allowed <= 0 or counted < 0 or not value:
        return None
    return value * counted / allowed


def _growth(
    row: pd.Series, inputs: Inputs, year: int, counted: float, allowed: float, seeded: float, rate: float
) -> float | None:
    """The rate at which what stood before, and the seed, grow to what is counted."""
    before = [p.label for p in inputs.case.options.periods if p.label < year]
    if not before and (row["relative_to"] != "existing" or pd.notna(row["seed"])):
        return None
    n = year - before[-1] if before else 1
    standing = (allowed - seeded) / (1.0 + rate) ** n
    seed = seeded / _years(rate, n)

    def grown(g: float) -> float:
        return standing * (1.0 + g) ** n + seed * _years(g, n)

    low, high = rate, 100.0
    if grown(high) < counted:
        return None
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if grown(middle) < counted else (low, middle)
    return high


def _years(rate: float, n: int) -> float:
    return n if rate == 0 else ((1.0 + rate) ** n - 1.0) / rate
