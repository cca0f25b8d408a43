"""A study whose points are one case with other objectives: the least and the most of each amount within each cost.

A process compiles the case once. Each answer is the same arrays with one further row, the cost, and another objective. It begins from the basis
of the plan of least cost, which meets the cost whatever is least (primal simplex goes on from it), or from that of the narrower cost (dual simplex,
where the cost alone moves). Each is certified: every row holds, the cost too, and the duals prove that no plan within the cost has less
(or more); then its balances, plant, emissions and ledger are counted again from the inputs, as those of any run.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import scipy.sparse as sp

from optimizer.algebra import Model, compile_model
from optimizer.certificate.measures import Certificate
from optimizer.compiled import Compiled, Family, Floats, RawSolution, Status
from optimizer.errors import InterruptedSolve, SolveError
from optimizer.formulation import build_model, vocabulary
from optimizer.inputs import Inputs, prepare
from optimizer.pipeline import solve_certified
from optimizer.runs import BASE
from optimizer.solve import Session
from optimizer.solve.watch import memory_used
from optimizer.study.amounts import Amount
from optimizer.study.ends import no_more
from optimizer.study.sweeps.axis import plain
from optimizer.study.sweeps.design import Point
from optimizer.study.sweeps.point import (
    COLD,
    FAULTS,
    FOUND,
    WARM,
    Began,
    Finished,
    Task,
    head,
    solve_point,
    with_threads,
    without_answer,
)
from optimizer.study.sweeps.study import Study
from optimizer.witness import declared_costs, recounted

SHORT = ("unmet", "overshoot")
"""Families of columns by which a plan pays for what it does not do."""
LEAST, MOST = "least", "most"
WAYS = {LEAST: 1.0, MOST: -1.0}
AMOUNT, WAY, WITHIN = "amount", "way", "within"
LETTERS = 40
"""Of the name of an amount that are part of the name of a file."""


@dataclass(frozen=True, eq=False)
class Made:
    """The case as arrays, and what its answers are counted again with."""

    inputs: Inputs
    model: Model
    compiled: Compiled


@dataclass(frozen=True, eq=False)
class Extremes(Study):
    """The points and what they need to know of the plan of least cost.

    Attributes:
        least: cost of that plan [money, discounted].
        short: what it leaves unmet or exceeds at a price, by family and label; no other plan may do more of it.
        rows: what each amount counts of each column.
        paths: of the amounts as they were stated, by name, by which a later command knows them.
    """

    least: float = 0.0
    short: Mapping[str, Sequence[tuple[Any, float]]] = field(default_factory=dict)
    amounts: tuple[Amount, ...] = ()
    rows: Any = None
    paths: Mapping[str, str] = field(default_factory=dict)

    @property
    def account(self) -> str:
        """Not that of a study of runs: but for the plan of least cost, its points have no file of results."""
        return "alternatives.json"

    def asked(self, point: Point) -> tuple[int, str, float]:
        """Which amount, the least or the most of it, and the share of the cost."""
        named = [a.name for a in self.amounts]
        return named.index(str(point.values[AMOUNT])), str(point.values[WAY]), float(point.values[WITHIN])

    def key(self, point: Point) -> str:
        """A fingerprint of all that an answer depends on; not the name of the amount, nor the other amounts."""
        of_case = super().key(self.points[0])
        if point.name == BASE:
            return of_case
        i, way, share = self.asked(point)
        told = [
            of_case,
            self.least,
            {k: list(v) for k, v in self.short.items()},
            dict(self.amounts[i].cells),
            way,
            share,
        ]
        return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()[:16]

    @cached_property
    def made(self) -> Made:
        """The case as arrays, compiled once in each process."""
        inputs = prepare(self.base, vocabulary())
        model = build_model(inputs)
        return Made(inputs, model, compile_model(model))

    @cached_property
    def bounded(self) -> Compiled:
        """The case with its cost as a further row, which is not limited yet, and no more short than the plan of least cost."""
        compiled = self.made.compiled
        for name, left in self.short.items():
            compiled = no_more(compiled, name, dict(left))
        return within_cost(compiled)

    def __getstate__(self) -> dict[str, Any]:
        """What goes to another process, which compiles the case itself."""
        return {k: v for k, v in self.__dict__.items() if k not in ("made", "bounded")}


def points_of(amounts: Sequence[Amount], shares: Sequence[float]) -> Iterator[Point]:
    """The least and the most of each amount, from the narrowest cost to the widest."""
    for amount in amounts:
        digest = hashlib.sha256(json.dumps(dict(amount.cells), sort_keys=True).encode()).hexdigest()[:6]
        for way in WAYS:
            before = BASE
            for share in shares:
                name = f"{way}_{plain(amount.name)[:LETTERS]}_{digest}_{100 * share:g}"
                yield Point(name, "", before, {AMOUNT: amount.name, WAY: way, WITHIN: share})
                before = name


def within_cost(compiled: Compiled) -> Compiled:
    """The same problem with its cost as a further row, which is not limited yet."""
    rows = compiled.shape[0]
    return replace(
        compiled,
        matrix=sp.csr_array(sp.vstack([compiled.matrix, sp.csr_array(compiled.cost[None, :])])),
        row_lower=np.append(compiled.row_lower, -np.inf),
        row_upper=np.append(compiled.row_upper, np.inf),
        rows=(*compiled.rows, Family("cost_within", rows, 1, labels=((),))),
    )


@solve_point.register
def solve_extreme(study: Extremes, task: Task) -> Finished:
    """The least or most of an amount; what stands against it is part of the answer.

    Raises:
        InterruptedSolve: Ctrl-C.
    """
    began, point = Began.now(), task.point
    try:
        i, way, share = study.asked(point)
        problem = _problem(study, i, way, share)
        session = _start(task.start, problem)
        case = with_threads(study.base, task.threads)
        raw = solve_certified(problem, case, lambda _: None, session)
        if raw.status not in (Status.OPTIMAL, Status.UNBOUNDED):
            what = f"No certified answer for the {way} of {study.amounts[i].name}"
            raise SolveError(f"{what}: {'; '.join(raw.attempts)}")
        unbounded = raw.status is Status.UNBOUNDED
        cost = None if unbounded else _certified(study.made, raw, f"The {way} of {study.amounts[i].name}")
    except InterruptedSolve:
        raise
    except FAULTS as error:
        return without_answer(study, point, error, began.wall_since())
    path = study.paths.get(study.amounts[i].name, "")
    record = {**head(study, point), "path": path, "status": FOUND, "unbounded": unbounded, "cost": cost, "how": WARM if session.warm else COLD,
              "algorithm": raw.algorithm, "iterations": raw.iterations, "highs": raw.seconds,
              "total": began.wall_since(), "memory": memory_used()}  # fmt: skip
    left = None if raw.basis is None else Session(Session.shape(problem), raw.basis, seek=False)
    return Finished(point.name, record, None, left, np.zeros(0) if unbounded else raw.values)


def _problem(study: Extremes, i: int, way: str, share: float) -> Compiled:
    """The amount as objective, the cost as its last row."""
    problem, count = study.bounded, sp.csr_array(study.rows)[[i]].toarray().ravel()
    upper: Floats = problem.row_upper.copy()
    upper[-1] = study.least + share * abs(study.least) - problem.offset
    return replace(problem, cost=WAYS[way] * count, offset=0.0, row_upper=upper)


def _start(basis: Session | None, problem: Compiled) -> Session:
    """Where the solver begins: from a plan within a narrower cost, from that of least cost, or from nothing."""
    if basis is None:
        return Session(seek=False)
    if basis.key == Session.shape(problem):
        return replace(basis, seek=False, primal=False, solves=0, warm=0)
    return basis.below(problem, 1)


def _certified(made: Made, raw: RawSolution, what: str) -> float:
    """What the plan costs [money, discounted], once what it says was counted again from the inputs.

    Raises:
        SolveError: it does not hold.
    """
    cost = float(made.compiled.cost @ raw.values) + made.compiled.offset
    plan = replace(raw, objective=cost)
    measures, _ = recounted(
        made.compiled, plan, made.inputs, declared_costs(made.model, made.compiled, plan, made.inputs)
    )
    if not Certificate(measures).ok:
        raise SolveError(f"{what} could not be certified: {'; '.join(Certificate(measures).failures())}")
    return cost
