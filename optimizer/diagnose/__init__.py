"""Why there is no answer, in the planner's words: requirements that cannot hold together, or cost that falls without limit."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from optimizer.compiled import Compiled, RawSolution, Status
from optimizer.diagnose.conflicts import Conflict, Diagnosis, diagnosis
from optimizer.diagnose.requirements import Requirement, requirements
from optimizer.diagnose.runaways import runaways
from optimizer.diagnose.told import told
from optimizer.errors import InfeasibleError, LimitError, SolveError, UnboundedError
from optimizer.index import Label
from optimizer.inputs import Inputs
from optimizer.solve.conflict import SECONDS

__all__ = ["Conflict", "Diagnosis", "Requirement", "diagnosis", "explain", "requirements", "told"]


def explain(
    raw: RawSolution,
    compiled: Compiled,
    inputs: Inputs,
    decided: Collection[Label] = (),
    say: Callable[[str], None] = lambda _: None,
) -> SolveError:
    """The error that says in words what stands against an answer; plant of decided periods cannot give way."""
    if raw.status is Status.INFEASIBLE:
        limit = inputs.case.options.solve.time_limit
        seconds = SECONDS if limit is None else min(limit, SECONDS)
        found = replace(diagnosis(compiled, inputs, decided, seconds, say), feasible=False)
        return InfeasibleError(told(found, inputs))
    if raw.status is Status.UNBOUNDED:
        return UnboundedError("\n".join(["Cost falls without limit.", *runaways(compiled)]))
    attempts = "; ".join(raw.attempts)
    if raw.status is Status.LIMIT:
        return LimitError(f"The time or memory limit was reached before an answer was certified. {attempts}")
    return SolveError(f"No answer could be certified: {attempts}")
