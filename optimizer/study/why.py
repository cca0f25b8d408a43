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
from optimizer.compiled import Compiled, Floats
from optimizer.guards.rates import single
from optimizer.index import Label
from optimizer.outcome import policy_outcomes
from optimizer.report.focus import Focus, widened
from optimizer.report.origin import of_column, origins
from optimizer.report.origin_rows import Number, rows_behind
from optimizer.solution import Solution
from optimizer.solve.sensitivity import RowRanges, marginal_cost, on_bound, row_ranges, worth_of_room
from optimizer.study.questioned import SAME, Solved

MOST = 12  # builds of which the exact cost is found; each is a linear problem of the size of the case
NOTHING = 1e-9
SHOWN = {"technology": ("capacity", "standing"), "policy": ("policies", "price")}
"""Sheet and column of the workbook that tell of what is asked about."""


@dataclass(frozen=True)
class Room:
    """A limit of potentials.csv that is used up, in one period or in several at once.

    Attributes:
        limit: 'build' (what may be built in a period) or 'capacity' (what may stand in it).
        periods: whose limits rise together.
        worth: of one unit more in each of them, discounted over the horizon.
    """

    limit: str
    periods: tuple[Label, ...]
    worth: float


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
        own: limits of this period alone that are used up and worth something.
        taken: the potentials of all periods in which a plant built then stands, together; of those that bind. Their worth is what the
            room that it takes is worth to others.
        idle: a unit that is forced in would not pay any of its capital and fixed cost.
        asked: whether the changes and the worths were looked for.
    """

    place: Label
    period: Label
    built: float
    cost: float
    change: float | None
    used: float = 0.0
    cheaper: float | None = None
    own: tuple[Room, ...] = ()
    taken: Room | None = None
    idle: bool = False
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
    family = s.compiled.column_family("capacity_built")
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
    rooms = _Rooms(s)
    out = []
    for i, label in mine:
        column = family.start + i
        built = float(s.raw.values[column])
        change, idle = None, False
        if i in asked:
            one = np.zeros(s.compiled.shape[1])
            one[column] = 1.0
            found = marginal_cost(s.linear, s.raw, one, -1.0 if built > NOTHING else 1.0, s.case.options.solve)
            change = None if found is None else found / weight[label]
            idle = found is not None and built <= NOTHING and found >= (1 - SAME) * rooms.cost(column, label)
        use, cheaper = _use(s, label), None
        used = float(use @ s.raw.values)
        if i in asked and use.any():
            found = marginal_cost(s.linear, s.raw, use, 1.0, s.case.options.solve)
            cheaper = None if found is None else found / period_weight[label[2],]
        overnight = cost[label] + learnt.get((label[0], label[2]), 0.0)
        own, taken = (rooms.own(column, label), rooms.taken(label)) if i in asked else ((), None)
        out.append(Build(label[1], label[2], built, overnight, change, used, cheaper, own, taken, idle, i in asked))
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


class _Rooms:
    """What builds cost over their life, and what the limits of potentials.csv that bind them are worth, each found once."""

    def __init__(self, s: Solved) -> None:
        self._s = s
        standing = s.compiled.column_family("capacity")
        assert standing.index is not None
        self._stands = {label: standing.start + i for i, label in enumerate(standing.index.tuples())}
        self._alive: dict[tuple[Label, ...], list[Label]] = {}
        for technology, place, vintage, period in s.inputs.indexes["alive"].tuples():
            self._alive.setdefault((technology, place, vintage), []).append(period)
        self._used_up = on_bound(s.raw.values, s.compiled.upper)
        self._known: dict[tuple[int, ...], float] = {}

    def own(self, column: int, label: tuple[Label, ...]) -> tuple[Room, ...]:
        """The limits of one period, each alone: of what is built in it and of what stands in it."""
        technology, place, period = label
        limits = {"build": column, "capacity": self._stands[technology, place, period]}
        found = (
            Room(limit, (period,), self._worth([at]))
            for limit, at in limits.items()
            if self._used_up[at] and self._binds(at)
        )
        return tuple(room for room in found if room.worth > NOTHING)

    def taken(self, label: tuple[Label, ...]) -> Room | None:
        """The potentials of all periods in which a plant built in a period stands, together."""
        technology, place, _ = label
        held = {y: self._stands[technology, place, y] for y in self._alive.get(label, ())}
        full = {y: at for y, at in held.items() if self._used_up[at]}
        worth = self._worth(list(full.values())) if any(map(self._binds, full.values())) else 0.0
        return Room("capacity", tuple(full), worth) if worth > NOTHING else None

    def cost(self, column: int, label: tuple[Label, ...]) -> float:
        """Capital and fixed cost of a unit that is built and stands to the end of its life, discounted."""
        technology, place, _ = label
        stood = [self._stands[technology, place, y] for y in self._alive.get(label, ())]
        return float(self._s.compiled.cost[[column, *stood]].sum())

    def _binds(self, column: int) -> bool:
        """Whether a dual says so; where none does, limits are worth nothing. Where prices are not unique it may be one of another limit
        that is used up by the same plant."""
        return bool(self._s.raw.reduced_costs[column] < -NOTHING)

    def _worth(self, columns: list[int]) -> float:
        key = tuple(columns)
        if key not in self._known:
            self._known[key] = worth_of_room(self._s.linear, self._s.raw, key, self._s.case.options.solve)
        return self._known[key]


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
