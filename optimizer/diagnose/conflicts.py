"""Why no plan exists: requirements that cannot hold together, and the least change that would let them."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from optimizer.compiled import Compiled, Floats, SolveOptions, Status
from optimizer.diagnose.change import Change
from optimizer.diagnose.requirements import OF_POLICY, ROWS, Requirement, Requirements, requirements
from optimizer.diagnose.settled import Settling
from optimizer.diagnose.sizes import measured
from optimizer.errors import LimitError
from optimizer.index import Label
from optimizer.inputs import Inputs
from optimizer.solve import solve
from optimizer.solve.conflict import NOTHING, SECONDS, Elastic, Given
from optimizer.solve.irreducible import irreducible_rows

MOST_SETS, MOST_ALONE = 2, 8
PART = 0.3
"""Of the time that is left: for what keeps whole units whole."""


@dataclass(frozen=True)
class Conflict:
    """Requirements that cannot hold together.

    Attributes:
        members: each of them needed for the conflict, if `irreducible`.
        alone: what each would have to give if all others (of the whole case) are to hold; those for which that is enough.
    """

    members: tuple[Requirement, ...]
    irreducible: bool = True
    alone: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Diagnosis:
    """Why no plan exists.

    Attributes:
        policies_matter: whether a plan exists without any policy; None: there is none, or it was not found out.
        conflicts: the first ones found, each about something else; not always all there are.
        repair: the change of least total share that makes a plan possible; empty if none is known.
        elsewhere: rows and bounds that no requirement is made of, where the conflict lies in these alone.
        complete: False if time ran out, or HiGHS did not answer.
        feasible: everything can hold.
        confirmed: with the numbers of the repair there is a plan, whole units and all.
    """

    policies_matter: bool | None
    conflicts: tuple[Conflict, ...] = ()
    repair: tuple[Change, ...] = ()
    elsewhere: tuple[str, ...] = ()
    complete: bool = True
    feasible: bool = False
    confirmed: bool = True


def diagnosis(
    compiled: Compiled,
    inputs: Inputs,
    decided: Collection[Label] = (),
    seconds: float = SECONDS,
    say: Callable[[str], None] = lambda _: None,
) -> Diagnosis:
    """Look for the conflicts of an infeasible problem.

    Args:
        compiled: the problem.
        inputs: of the same case.
        decided: periods that an earlier answer decided; they cannot give way.
        seconds: for all of it; what is known by then is told.
        say: told what is looked for.
    """
    until = time.monotonic() + seconds
    options = replace(inputs.case.options.solve, algorithm="auto", crossover=True)
    matter: bool | None = None
    try:
        nothing = np.zeros(compiled.shape[1])  # as long as no plan is known: rules that ask for no amount need a size
        found = measured(requirements(compiled, inputs, decided), compiled, nothing)
        say("diagnose: without policies")
        plan, matter = _without_policies(compiled, found, options, until)
        for facts in (False, True):  # plant that stands gives way only where nothing else can
            found = measured(requirements(compiled, inputs, decided, facts=facts), compiled, plan)
            say("diagnose: least change")
            elastic, first = _given(compiled, found, options, until)
            if first is not None:
                break
        if first is None:
            return Diagnosis(matter, elsewhere=tuple(irreducible_rows(compiled, options, until)))
        if first.total <= NOTHING:
            return Diagnosis(matter, feasible=True)
    except LimitError:
        return Diagnosis(matter, complete=False)
    say("diagnose: numbers to enter")
    settling = Settling(compiled, inputs, found)
    repair, confirmed = _settled(compiled, settling, elastic, first, options, until)
    asked = [g for g in found.ordered() if matter is not False or found.all[g].kind not in OF_POLICY]
    say("diagnose: irreducible conflict")
    conflicts, complete = _conflicts(settling, elastic, asked, {c.requirement.name for c in repair})
    return Diagnosis(matter, tuple(conflicts), repair, complete=complete, confirmed=confirmed)


def _given(
    compiled: Compiled, found: Requirements, options: SolveOptions, until: float
) -> tuple[Elastic, Given | None]:
    """The cheapest way to give in, with integers kept only where the linear problem needs none."""
    elastic = Elastic(compiled, found.soft, options=options, until=until)
    first = elastic.least(elastic.prices(found.ordered()))
    if first is not None and first.total <= NOTHING and compiled.integer.any():
        elastic = Elastic(compiled, found.soft, whole=True, options=options, until=until)
        first = elastic.least(elastic.prices(found.ordered()))
    return elastic, first


def _settled(
    compiled: Compiled, settling: Settling, elastic: Elastic, first: Given, options: SolveOptions, until: float
) -> tuple[tuple[Change, ...], bool]:
    """The repair in numbers to enter, with which there is a plan, and whether that was found to be so.

    What mends the linear problem need not mend one of whole units: this is asked, and a repair sought that keeps them.
    """
    soft = settling.found.soft
    if not compiled.integer.any():
        told = settling.changes(elastic, first.amounts)
        return told or settling.rough(first.amounts), told is not None
    soon = time.monotonic() + PART * max(until - time.monotonic(), 0.0)
    whole = Elastic(compiled, soft, whole=True, options=options, until=soon)
    try:
        told = settling.changes(whole, first.amounts)
        if told is None and (kept := whole.least(whole.prices(settling.found.ordered()))) is not None:
            told = settling.changes(whole, kept.amounts)
    except LimitError:
        told = None
    return told or settling.changes(elastic, first.amounts) or settling.rough(first.amounts), told is not None


def _without_policies(
    compiled: Compiled, found: Requirements, options: SolveOptions, until: float
) -> tuple[Floats, bool | None]:
    """The plan that policies are measured on, and whether one exists without them."""
    free = np.zeros(compiled.shape[0], bool)
    for family in compiled.rows:
        if any(rule.kind in OF_POLICY for rule in ROWS.get(family.name, ())):
            free[family.range] = True
    eased = replace(
        compiled,
        row_lower=np.where(free, -np.inf, compiled.row_lower),
        row_upper=np.where(free, np.inf, compiled.row_upper),
        integer=np.zeros_like(compiled.integer),
    )
    for cost in (compiled.cost, np.zeros_like(compiled.cost)):  # without a policy cost may fall without limit
        left = max(until - time.monotonic(), 1e-3)
        raw = solve(replace(eased, cost=cost), replace(options, time_limit=left, crossover=False))
        if raw.status is Status.OPTIMAL:
            return raw.values, True if free.any() else None
        if raw.status is Status.INFEASIBLE:
            break
    elastic = Elastic(eased, found.soft, options=options, until=until)
    given = elastic.least(elastic.prices(found.ordered(OF_POLICY)))
    return (np.zeros(compiled.shape[1]) if given is None else given.values), False if free.any() else None


def _conflicts(
    settling: Settling, elastic: Elastic, asked: Sequence[int], giving: Collection[tuple[object, ...]]
) -> tuple[list[Conflict], bool]:
    """Conflicts one after another: what gives way in the repair, anywhere and at any time, is left out of the search for the next."""
    told: list[Conflict] = []
    found = settling.found
    left, every = list(asked), found.ordered()
    while len(told) < MOST_SETS:
        try:
            members = elastic.irreducible(left)
        except LimitError:
            return [*told, *([_of(found, elastic.best, irreducible=False)] if elastic.best else [])], False
        if not members:
            break
        conflict = _of(found, members)
        try:
            asked_each = sorted(members) if len(members) <= MOST_ALONE else []
            alone = [settling.changes(elastic, a) for g in asked_each if (a := elastic.alone(g, every)) is not None]
        except LimitError:
            return [*told, conflict], False
        changes = [c for settled in alone for c in settled or ()]
        told.append(replace(conflict, alone=tuple(changes)))
        names = {found.all[g].name for g in members}
        out = names & set(giving) or names
        left = [g for g in left if found.all[g].name not in out]
    return told, True


def _of(found: Requirements, members: Collection[int], *, irreducible: bool = True) -> Conflict:
    """A conflict, with rules before demands before limits."""
    first = (*OF_POLICY, "own")
    ordered = sorted(members, key=lambda g: (found.all[g].kind not in first, -found.all[g].rule.rank, g))
    return Conflict(tuple(found.all[g] for g in ordered), irreducible)
