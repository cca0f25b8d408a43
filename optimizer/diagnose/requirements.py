"""What a planner asks for, and could give way on: demands, rules, potentials, plant that stands, limits of supply.

Everything else in the model is physics or bookkeeping and always holds. A requirement is one line of the planner's tables at one
place and in one period, whatever the number of rows it makes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.compiled import Compiled, Family, Floats
from optimizer.decided import is_decided
from optimizer.index import Label
from optimizer.inputs import Inputs
from optimizer.solve.conflict import Soft

Ints = NDArray[np.int64]
BELOW, ABOVE = 1.0, -1.0  # stays below its lower side; goes above its upper one
POLICY = "policy"
PLACE, WHEN = ("region", "location", "area"), ("period", "vintage", "until")


@dataclass(frozen=True)
class Rule:
    """How a family is read.

    Attributes:
        kind: of requirement.
        sides: that may give way.
        price: of all of it; a planner gives way on goals before demands and facts.
        rank: the lower, the rather it is left out of a conflict that can be told without it.
    """

    kind: str
    sides: tuple[float, ...]
    price: float = 1.0
    rank: int = 5


DEAR = 10.0
ROWS: dict[str, tuple[Rule, ...]] = {
    "carrier_balance": (Rule("demand", (BELOW,), DEAR, 9), Rule("use", (ABOVE,), DEAR, 0)),
    "policy_below_limit": (Rule(POLICY, (ABOVE,), rank=8),),
    "policy_above_limit": (Rule(POLICY, (BELOW,), rank=8),),
    "policy_at_limit": (Rule(POLICY, (BELOW, ABOVE), rank=8),),
    "matching_below_claims": (Rule("matching", (ABOVE,), rank=7),),
    "reserve_above_margin": (Rule("reserve", (BELOW,), rank=7),),
    "purchase_below_shared_limit": (Rule("shared supply", (ABOVE,)),),
    "purchase_below_yearly_limit": (Rule("yearly supply", (ABOVE,)),),
    "sale_below_shared_limit": (Rule("shared supply", (ABOVE,)),),
    "sale_below_yearly_limit": (Rule("yearly supply", (ABOVE,)),),
    "activity_above_minimum_load": (Rule("minimum load", (BELOW,), rank=6),),
    "activity_above_online_load": (Rule("minimum load", (BELOW,), rank=6),),
    "activity_equals_profile": (Rule("must take", (BELOW,), rank=6),),
    "activity_above_full_load_hours": (Rule("least hours", (BELOW,), rank=6),),
    "activity_below_full_load_hours": (Rule("most hours", (ABOVE,), rank=4),),
    "mode_below_share_of_plant": (Rule("share of plant", (ABOVE,), rank=2),),
    "mode_below_share_on_line": (Rule("share of plant", (ABOVE,), rank=2),),
    "activity_ramps_up": (Rule("ramp", (ABOVE,), rank=1),),
    "activity_ramps_down": (Rule("ramp", (ABOVE,), rank=1),),
    "store_cycles_below_limit": (Rule("cycles", (ABOVE,), rank=1),),
    "port_share_below_maximum": (Rule("share of fuel", (ABOVE,), rank=2),),
    "port_share_above_minimum": (Rule("share of fuel", (BELOW,), rank=2),),
}
OWN = Rule("own", (BELOW, ABOVE), rank=8)
COLUMNS: dict[str, Rule] = {
    "capacity": Rule("potential", (BELOW, ABOVE), rank=4),
    "capacity_built": Rule("build", (BELOW, ABOVE), rank=3),
    "purchase": Rule("supply", (ABOVE,)),
    "sale": Rule("supply", (ABOVE,)),
}
"""What may stay unmet ends at the demand itself, which is a requirement of its own."""
STANDS = Rule("existing plant", (BELOW, ABOVE), DEAR, 2)
"""A fact: it gives way only where nothing else can."""
OF_POLICY = (POLICY, "matching", "reserve")
SCALED = ("demand", "reserve", "supply", "shared supply")
"""Kinds of one number and a profile: it gives way by the same share in every step, so that it can be entered in its row."""


@dataclass(frozen=True)
class Requirement:
    """One of them.

    Attributes:
        rule: how its family is read.
        family: name of the rows or columns.
        side: BELOW: less than asked for; ABOVE: more than allowed.
        at: its label by dimension, without time.
        asked: the number asked for, in the unit of the rows; of several rows their sum.
        rows: how many rows or bounds it makes.
        level: whether they all ask for the same number.
    """

    rule: Rule
    family: str
    side: float
    at: tuple[tuple[str, Label], ...]
    asked: float
    rows: int = 1
    level: bool = True

    @property
    def kind(self) -> str:
        return self.rule.kind

    @property
    def name(self) -> tuple[object, ...]:
        """What it is, wherever and whenever."""
        return (self.family, self.side, *(v for n, v in self.at if n not in (*PLACE, *WHEN)))

    def of(self, *dimensions: str) -> Label:
        """Its label of the first of some dimensions that it has, '' where it has none."""
        return next((v for n, v in self.at if n in dimensions), "")


@dataclass(frozen=True, eq=False)
class Requirements:
    """All of a problem, and the sides they are made of."""

    all: tuple[Requirement, ...]
    soft: Soft

    def ordered(self, without: Collection[str] = ()) -> list[int]:
        """Numbers of them, those first that are better left out of a conflict; without some kinds."""
        kept = [g for g, r in enumerate(self.all) if r.kind not in without]
        return sorted(kept, key=lambda g: (self.all[g].rule.rank, g))


@dataclass(frozen=True, eq=False)
class _Side:
    rule: Rule
    family: str
    sign: float
    at: tuple[tuple[str, Label], ...]
    row: Ints
    column: Ints
    bound: Floats


def requirements(
    compiled: Compiled, inputs: Inputs, decided: Collection[Label] = (), *, facts: bool = False
) -> Requirements:
    """Everything in a problem that a planner could give way on; what was decided before cannot, nor does plant that stands.

    Sizes are those of the numbers asked for; see `measured` for those that count a plan.

    Args:
        facts: plant that stands may give way too.
    """
    sides = [*_of_rows(compiled, inputs), *_of_columns(compiled, inputs, decided, facts)]
    every, sizes = [], []
    for side in sides:
        asked = float(np.abs(side.bound).sum()) if side.rule.kind in ("demand", "use") else float(np.sum(side.bound))
        level = bool(np.ptp(side.bound) <= 1e-9 * np.abs(side.bound).max())
        every.append(Requirement(side.rule, side.family, side.sign, side.at, asked, len(side.bound), level))
        sizes.append(np.full(len(side.bound), float(np.abs(side.bound).sum())))
    counts = [len(s.bound) for s in sides]
    demand = np.array([s.rule.kind == "demand" for s in sides], bool)
    bounds = _joined([np.abs(s.bound) for s in sides])
    soft = Soft(
        row=_joined([s.row for s in sides]).astype(np.int64),
        column=_joined([s.column for s in sides]).astype(np.int64),
        sign=np.repeat([s.sign for s in sides], counts).astype(float),
        size=_joined(sizes),
        most=np.where(np.repeat(demand, counts), bounds, np.inf),
        group=np.repeat(np.arange(len(sides)), counts).astype(np.int64),
        price=np.array([s.rule.price for s in sides], float),
        profile=_joined([_profile(s) for s in sides]),
    )
    return Requirements(tuple(every), soft)


def _profile(side: _Side) -> Floats:
    """Part of the whole that each row has, where a number scales all of them; else nothing."""
    if side.rule.kind not in SCALED or len(side.bound) < 2 or (side.bound <= 0).any():
        return np.zeros(len(side.bound))
    return np.asarray(side.bound / side.bound.sum(), float)


def _joined(parts: list[Floats] | list[Ints]) -> Floats:
    return np.concatenate(parts).astype(float) if parts else np.zeros(0)


def _of_rows(compiled: Compiled, inputs: Inputs) -> Iterator[_Side]:
    dumped = set(inputs.indexes["surplus"].tuples())
    for family in compiled.rows:
        low, high = compiled.row_lower[family.range], compiled.row_upper[family.range]
        for rule in ROWS.get(family.name, ()) if family.index is not None else (OWN,):
            for sign in rule.sides:
                bound = low if sign == BELOW else high
                for at, rows in _labels(family):
                    mine = bound[rows]
                    if rule.kind == "demand":
                        rows = rows[mine > 0]
                    elif rule.kind == "use" and tuple(v for _, v in at) in dumped:
                        continue
                    rows = _scaling(rule, rows[np.isfinite(bound[rows])], bound)
                    if len(rows):
                        yield _Side(
                            rule, family.name, sign, at, family.start + rows, np.full(len(rows), -1), bound[rows]
                        )


def _scaling(rule: Rule, positions: Ints, bound: Floats) -> Ints:
    """Without the steps in which a profile is nothing: however large its number, there it stays nothing."""
    some = positions[bound[positions] > 0]
    return some if rule.kind in SCALED and len(some) else positions


def _of_columns(compiled: Compiled, inputs: Inputs, decided: Collection[Label], facts: bool) -> Iterator[_Side]:
    periods = {p.label for p in inputs.case.options.periods}
    for family in compiled.columns:
        if family.name not in COLUMNS or family.index is None:
            continue
        low, high = compiled.lower[family.range], compiled.upper[family.range]
        for at, columns in _labels(family):
            if is_decided(family, tuple(v for _, v in at), decided):
                continue
            stands = family.name == "capacity_built" and dict(at)["vintage"] not in periods
            if stands and not facts:
                continue
            rule = STANDS if stands else COLUMNS[family.name]
            for sign in rule.sides:
                bound = low if sign == BELOW else high
                mine = columns[np.isfinite(bound[columns]) & ((sign == ABOVE) | (bound[columns] > 0))]
                mine = _scaling(rule, mine, bound)
                if len(mine):
                    nothing = np.full(len(mine), -1)
                    yield _Side(rule, family.name, sign, at, nothing, family.start + mine, bound[mine])


def _labels(family: Family) -> Iterator[tuple[tuple[tuple[str, Label], ...], Ints]]:
    """Label without time, and the positions inside the family that have it."""
    if family.index is None:
        for i, label in enumerate(family.labels):
            yield (("label", ",".join(map(str, label)) if isinstance(label, tuple) else str(label)),), np.array([i])
        return
    for block in family.index.blocks:
        steps = block.shape[1]
        for n, label in enumerate(family.index.tuples_of(block.codes)):
            at = tuple(zip(family.index.names, label, strict=True))
            yield at, block.start + n * steps + np.arange(steps)
