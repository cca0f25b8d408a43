"""The one path from a case to a certified answer: prepare, build, compile, solve, retrieve."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from optimizer.lean import meanwhile  # isort: skip  (before anything imports scipy)
from optimizer.algebra import Model, compile_model
from optimizer.case.load import read_case
from optimizer.case.model import Case
from optimizer.certificate.arrays import certify
from optimizer.certificate.entries import Entry
from optimizer.compiled import Compiled, RawSolution, SolveOptions, Status
from optimizer.decided import Decided, Vector, hold, paid_in
from optimizer.errors import SolveError
from optimizer.formulation import CONCEPTS, build_model, vocabulary
from optimizer.formulation.concept import Concept
from optimizer.guards import Guard, after, before, refused
from optimizer.inputs import Inputs, prepare
from optimizer.market import payments
from optimizer.record import facts
from optimizer.retrieve import retrieve
from optimizer.solution import Solution
from optimizer.solve import Session, clean, solve, tidy, units, with_integers_fixed
from optimizer.witness import declared_costs, levelised, witness

Progress = Callable[[str], None]


def load_case(
    path: str | Path, scenario: str | None = None, concepts: Sequence[Concept] = CONCEPTS, *, every: bool = False
) -> Case:
    """Read and check a case: a folder with case.yaml, or a workbook; `every`: its other scenarios too.

    Raises:
        CaseError: with every problem found.
    """
    return read_case(Path(path), vocabulary(concepts), scenario, every)


@dataclass
class Stages:
    """Wall time by stage, and a voice for progress."""

    say: Progress = lambda _: None
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        self.say(name)
        start = time.perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start


@dataclass(frozen=True, eq=False)
class Answer:
    """A certified answer, the values it consists of, what regions pay each other, and what other runs may start from.

    Attributes:
        basis: of the answer; None for an interior one.
        solved: the arrays and what came back.
    """

    solution: Solution
    vector: Vector
    paid: tuple[Entry, ...] = ()
    basis: Session | None = None
    solved: tuple[Compiled, RawSolution] | None = None


def run(
    case: Case,
    *,
    extend: Callable[[Model], None] | None = None,
    concepts: Sequence[Concept] = CONCEPTS,
    progress: Progress | None = None,
    warn: Progress | None = None,
) -> Solution:
    """Solve a case and certify the answer; see `answer`."""
    return answer(case, extend=extend, concepts=concepts, progress=progress, warn=warn).solution


def answer(
    case: Case,
    decided: Decided | None = None,
    *,
    extend: Callable[[Model], None] | None = None,
    concepts: Sequence[Concept] = CONCEPTS,
    progress: Progress | None = None,
    warn: Progress | None = None,
    session: Session | None = None,
) -> Answer:
    """Solve a case and certify the answer.

    Args:
        case: from `load_case`.
        decided: periods that an earlier answer decided; they keep its values.
        extend: called with the built model before it is compiled: add any plain Pyomo to it.
        concepts: the formulation.
        progress: called with a line of text at each stage.
        warn: called before the solve with what in the inputs would give a silly answer; the notes hold it too.
        session: the basis of a case like this one, to start from.

    Raises:
        CaseError: the tables do not fit together, or cost falls without limit for sure (not with `extend`, which may
            be what limits it).
        InfeasibleError, UnboundedError: with a diagnosis in words.
        SolveError: no answer could be certified within the limits.
        LedgerError: the costs recomputed from the inputs disagree with the objective.
    """
    stages = Stages(progress or (lambda _: None))
    with stages.stage("prepare"):
        inputs = prepare(case, vocabulary(concepts))
        guards = _looked_over(inputs, extend is not None, warn)
    with stages.stage("build"):
        model = build_model(inputs, concepts)
        if extend is not None:
            extend(model)
    with stages.stage("compile"):
        compiled = compile_model(model) if decided is None else hold(compile_model(model), decided)
    with stages.stage("solve"), meanwhile():
        raw = price_integers(compiled, solve_certified(compiled, case, stages.say, session), case, stages.say)
    if raw.status is not Status.OPTIMAL:
        from optimizer.diagnose import explain

        raise explain(raw, compiled, inputs, decided.periods if decided else (), stages.say)
    with stages.stage("certify"):
        paid = paid_in(decided, payments(raw, compiled, inputs))
        more = [*declared_costs(model, compiled, raw, inputs), *paid]
        certificate, entries = witness(compiled, raw, inputs, more)
        account, certificate = levelised(compiled, raw, inputs, entries, certificate)
    with stages.stage("retrieve"):
        known = facts(case, inputs, compiled, raw, certificate, stages.seconds, extend is not None)
        solution = _guarded(retrieve(raw, compiled, inputs, entries, account, known), case, guards)
    return Answer(solution, Vector(compiled.columns, raw.values), paid, _left(compiled, raw), (compiled, raw))


def _looked_over(inputs: Inputs, extended: bool, warn: Progress | None) -> tuple[Guard, ...]:
    """What in the inputs would give a silly answer, told before the solve.

    Raises:
        CaseError: cost falls without limit for sure, and nothing that the user adds can limit it.
    """
    guards = before(inputs)
    if not extended:
        refused(guards)
    if warn is not None:
        for guard in guards:
            warn(str(guard))
    return guards


def _left(compiled: Compiled, raw: RawSolution) -> Session | None:
    """The basis of an answer, for cases like it."""
    if raw.basis is None or compiled.integer.any():
        return None
    return Session(Session.shape(compiled), raw.basis, seek=False)


def _guarded(solution: Solution, case: Case, found: Sequence[Guard]) -> Solution:
    """The answer with everything the reader must see in its notes: what was done to the case, and what the guards say."""
    later = after(solution)
    notes = list(dict.fromkeys([*case.notes, *solution.meta["notes"], *(str(g) for g in (*found, *later))]))
    said = {"before": [str(g) for g in found], "after": [str(g) for g in later]}
    return replace(solution, meta={**solution.meta, "notes": notes, "guards": said})


def solve_certified(compiled: Compiled, case: Case, say: Progress, session: Session | None = None) -> RawSolution:
    """Solve, clean and certify on the arrays; the ladder goes on until the certificate holds.

    Where the stated units leave numbers far from one, or no answer holds in them, all of it is done in others, and the answer turned back.
    """
    began, options, before = time.monotonic(), case.options.solve, tuple[str, ...]()
    other = units(compiled)
    if other is None:
        raw = _certified(compiled, options, say, session)
        other = units(compiled, always=True) if raw.status is Status.UNKNOWN else None
        if other is None:
            return raw
        before, session = (*raw.attempts, "again in other units"), None
        if options.time_limit is not None:
            options = replace(options, time_limit=max(options.time_limit - (time.monotonic() - began), 0.0))
    raw = other.undone(_certified(other.applied(compiled), options, say, session))
    return replace(raw, attempts=(*before, *raw.attempts), info={**raw.info, "rescaled": 1.0})


def _certified(compiled: Compiled, options: SolveOptions, say: Progress, session: Session | None) -> RawSolution:
    def accept(raw: RawSolution) -> list[str]:
        return certify(compiled, raw, options.tolerance, options.gap).failures()

    def accept_cleaned(raw: RawSolution) -> list[str]:
        """An interior answer may lie a hair outside its bounds: it is taken if it holds once cleaned."""
        return accept(clean(compiled, raw, options.tolerance)) and accept(raw)

    raw = solve(compiled, options, accept=accept_cleaned, session=session, on_progress=say)
    if raw.status is not Status.OPTIMAL:
        return raw
    return tidy(compiled, raw, accept, options.tolerance)


def price_integers(compiled: Compiled, raw: RawSolution, case: Case, say: Progress) -> RawSolution:
    """Prices of an integer answer: those of the linear problem that is left once its integers are fixed.

    The values become those of the linear problem too, which costs no more; the proven bound stays that of the integer one. The
    limits of time and memory hold for each of the two.

    Returns:
        The answer as it came if nothing is integer or there is no answer.

    Raises:
        SolveError: the linear problem has no certified answer, or one that costs more.
    """
    if not compiled.integer.any() or raw.status is not Status.OPTIMAL:
        return raw
    say("prices, with the integers fixed")
    fixed = solve_certified(with_integers_fixed(compiled, raw.values), case, say)
    attempts = (*raw.attempts, *(f"integers fixed: {line}" for line in fixed.attempts))
    if fixed.status is not Status.OPTIMAL:
        raise SolveError("No prices: with its integers fixed the answer is not found again. " + "; ".join(attempts))
    dearer = (fixed.objective - raw.objective) / (1.0 + abs(raw.objective))
    if dearer > case.options.solve.tolerance:
        raise SolveError(
            f"No prices: with its integers fixed the answer costs {dearer:.2g} more. " + "; ".join(attempts)
        )
    return replace(
        fixed,
        algorithm=f"{raw.algorithm}, then {fixed.algorithm}",
        bound=raw.bound,
        iterations=raw.iterations + fixed.iterations,
        seconds=raw.seconds + fixed.seconds,
        attempts=attempts,
        info={**raw.info, **fixed.info, "nodes": raw.info.get("nodes", 0.0)},
    )
