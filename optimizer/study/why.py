"""Why an answer is as it is: at what cost a technology would come in, which limits bind, what one unit more of them is worth.

The case of a finished run is read again and solved to a corner, so that what is told belongs to one answer; its cost must be that of the run.
Every number is money of the case; amounts per unit are discounted over the horizon unless they say a year.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from optimizer.case.used import inputs_used
from optimizer.certificate.learning import prices
from optimizer.certificate.physics import solved_families
from optimizer.compiled import Compiled, Family, Floats
from optimizer.guards.rates import single
from optimizer.index import Label
from optimizer.outcome import policy_outcomes
from optimizer.report.focus import Focus, widened
from optimizer.report.origin import of_column, origins
from optimizer.report.origin_rows import Number, rows_behind
from optimizer.solution import Solution
from optimizer.solve.sensitivity import RowRanges, marginal_cost, row_ranges
from optimizer.study.questioned import Solved

MOST = 12  # builds of which the exact cost is found; each is a linear problem of the size of the case
NOTHING = 1e-9
SHOWN = {"technology": ("capacity", "standing"), "policy": ("policies", "price")}
"""Sheet and column of the workbook that tell of what is asked about."""


@dataclass(frozen=True)
class Build:
    """A build of the technology that the case allows.

    Attributes:
        built: capacity built in the answer.
        cost: overnight cost of a unit of capacity, with what a learning curve asks for in the answer.
        change: how much that must fall to come in, or may rise until less is built, per unit of capacity; None: it cannot
            move that way, or was not asked for.
        used: in a year, of the reference carrier.
        cheaper: how much the cost of a unit of use must fall in that year for more of it (None: as `change`, or it has no use of its own).
        at_limit: 'build' or 'capacity' where a limit of potentials.csv holds it.
        worth: of one unit more of that limit, discounted.
        asked: whether the changes were looked for.
    """

    place: Label
    period: Label
    built: float
    cost: float
    change: float | None
    used: float = 0.0
    cheaper: float | None = None
    at_limit: str = ""
    worth: float = 0.0
    asked: bool = True


@dataclass(frozen=True)
class Rule:
    """A row of a policy.

    Attributes:
        entry: as in the `policies` of a solution.
        low, high: between which limits its price holds; None where no basis says so.
    """

    entry: dict[str, object]
    low: float | None
    high: float | None


def builds(s: Solved, technology: str, regions: Collection[str] = (), periods: Collection[int] = ()) -> list[Build]:
    """Every build of a technology that may be chosen, those that are nearest to coming in with the exact cost of it."""
    family, standing = s.compiled.column_family("capacity_built"), s.compiled.column_family("capacity")
    labels = {p.label for p in s.case.options.periods}
    cost, weight = single(s.inputs.values["capital_cost"]), single(s.inputs.values["capital_weight"])
    learnt = prices(s.inputs, solved_families(s.compiled, s.raw.values))
    period_weight = single(s.inputs.values["period_weight"])
    mine = [
        (i, label)
        for i, label in enumerate(family.index.tuples() if family.index is not None else [])
        if label[0] == technology
        and label[2] in labels
        and (not regions or label[1] in regions)
        and (not periods or label[2] in periods)
    ]
    nearest_first = sorted(mine, key=lambda at: abs(s.raw.reduced_costs[family.start + at[0]]) / weight[at[1]])
    asked = {i for i, _ in nearest_first[:MOST]}
    out = []
    for i, label in mine:
        column = family.start + i
        built = float(s.raw.values[column])
        limit, worth = _limit(s, column, standing, label)
        change = None
        if i in asked and not limit:
            one = np.zeros(s.compiled.shape[1])
            one[column] = 1.0
            found = marginal_cost(s.linear, s.raw, one, -1.0 if built > NOTHING else 1.0, s.case.options.solve)
            change = None if found is None else found / weight[label]
        use, cheaper = _use(s, label), None
        used = float(use @ s.raw.values)
        if i in asked and use.any():
            found = marginal_cost(s.linear, s.raw, use, 1.0, s.case.options.solve)
            cheaper = None if found is None else found / period_weight[label[2],]
        overnight = cost[label] + learnt.get((label[0], label[2]), 0.0)
        out.append(Build(label[1], label[2], built, overnight, change, used, cheaper, limit, worth, i in asked))
    return out


def _use(s: Solved, label: tuple[Label, ...]) -> Floats:
    """Weights that add the use of a technology up to that of a year, at a place in a period: hours of each step."""
    technology, place, period = label
    out = np.zeros(s.compiled.shape[1])
    for family in s.compiled.columns:
        if family.name not in ("activity", "line_flow", "store_discharge") or family.index is None:
            continue
        for block in family.index.blocks:
            hours = np.ones(1) if block.clock is None else block.clock.hours_per_year
            for n, at in enumerate(family.index.tuples_of(block.codes)):
                if (at[0], at[1], at[-1]) == (technology, place, period):
                    start = family.start + block.start + n * len(hours)
                    out[start : start + len(hours)] = hours
    return out


def _limit(s: Solved, column: int, standing: Family, label: tuple[Label, ...]) -> tuple[str, float]:
    """The limit of potentials.csv that keeps more from being built, and what one unit more of it is worth."""
    if s.raw.reduced_costs[column] < -NOTHING and np.isfinite(s.compiled.upper[column]):
        return "build", -float(s.raw.reduced_costs[column])
    assert standing.index is not None
    stands = {(k, place, y) for k, place, v, y in s.inputs.indexes["alive"].tuples() if (k, place, v) == label}
    worth = [
        -float(s.raw.reduced_costs[standing.start + i])
        for i, where in enumerate(standing.index.tuples())
        if where in stands and np.isfinite(s.compiled.upper[standing.start + i])
    ]
    total = sum(w for w in worth if w > NOTHING)
    return ("capacity", total) if total else ("", 0.0)


def rules(s: Solved, policy: str, regions: Collection[str] = (), periods: Collection[int] = ()) -> list[Rule]:
    """Every row of a policy, with the limits between which its price holds where there is a basis."""
    found = row_ranges(s.linear, s.raw)
    places = _rows_of(s.compiled, policy)
    out = []
    for entry in policy_outcomes(s.raw, s.compiled, s.inputs):
        at = (str(entry["area"]), int(entry["period"]))
        if entry["id"] != policy or (regions and at[0] not in (*regions, "all")) or (periods and at[1] not in periods):
            continue
        out.append(_ranged(s, entry, found, places.get(at)))
    return out


def rows_of(
    s: Solved, results: Solution, kind: str, name: str, regions: Collection[str] = (), periods: Collection[int] = ()
) -> list[Number]:
    """Rows of the case behind the builds of a technology or the price of a policy: those of the tables that its column of the workbook
    is made of (optimizer/report/origin.py).

    Args:
        kind: 'technology' or 'policy'.
    """
    on = set(results.meta["case"]["policies"])
    numbers = [r for r in inputs_used(s.case) if r["table"] != "policies" or r["item"] in on]
    about = Focus({kind: frozenset([name]), "region": frozenset(regions)}, periods=frozenset(periods))
    entry = of_column(origins(), *SHOWN[kind])
    assert entry is not None
    return rows_behind(numbers, entry.tables, widened(about, results, numbers))


def _rows_of(compiled: Compiled, policy: str) -> dict[tuple[str, int], int]:
    """Position of each row of a limit."""
    out = {}
    for family in compiled.rows:
        if family.name.startswith("policy_") and family.index is not None:
            for i, (p, area, until) in enumerate(family.index.tuples()):
                if p == policy:
                    out[str(area), int(str(until))] = family.start + i
    return out


def _ranged(s: Solved, entry: dict[str, object], found: RowRanges | None, row: int | None) -> Rule:
    if found is None or row is None or entry["status"] != "binding":
        return Rule(entry, None, None)
    side = (
        float(s.compiled.row_upper[row]) if np.isfinite(s.compiled.row_upper[row]) else float(s.compiled.row_lower[row])
    )
    shift = float(str(entry["limit"])) - side  # of a relative limit the side is what is left of it
    return Rule(entry, float(found.low[row]) + shift, float(found.high[row]) + shift)
