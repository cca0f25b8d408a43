"""Twenty conflicts planted in the shipped cases: each is found and named."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from planted import PLANTED, Planted, planted_case

from optimizer.algebra import compile_model
from optimizer.compiled import Compiled, SolveOptions, Status
from optimizer.diagnose import diagnosis, told
from optimizer.diagnose.requirements import Requirement, requirements
from optimizer.diagnose.sizes import measured
from optimizer.formulation import build_model, vocabulary
from optimizer.inputs import Inputs, prepare
from optimizer.solve import solve
from optimizer.solve.conflict import Elastic, Soft

SLOW = {p.name for p in PLANTED if p.slow or p.base in ("hub", "china")}
OPTIONS = SolveOptions(crossover=True)
EACH = [pytest.param(p, id=p.name, marks=[pytest.mark.slow] if p.name in SLOW else []) for p in PLANTED]


def test_there_are_twenty() -> None:
    assert len({p.name for p in PLANTED}) == 20


@pytest.mark.parametrize("planted", EACH)
def test_a_planted_conflict_is_named(planted: Planted, tmp_path: Path) -> None:
    inputs = prepare(planted_case(tmp_path / "case", planted), vocabulary())
    compiled = compile_model(build_model(inputs))
    found = diagnosis(compiled, inputs)
    text = told(found, inputs)
    assert found.complete
    assert found.conflicts[0].irreducible
    conflict, _, repair = text.partition("The least change")
    members = "\n".join(re.findall(r"^  - .*", conflict.split("change alone")[0], re.MULTILINE))
    for words in planted.members:
        assert words in members, text
    for words in planted.gives:
        assert words in repair, text
    for words in planted.never:
        assert words not in repair, text
    if compiled.shape[0] < 2000:
        _every_member_is_needed(compiled, inputs, found.conflicts[0].members)
        _the_repair_repairs(compiled, inputs)


def _every_member_is_needed(compiled: Compiled, inputs: Inputs, members: tuple[Requirement, ...]) -> None:
    """All requirements but those of the conflict are dropped: no plan; one of these dropped too: a plan."""
    every = measured(requirements(compiled, inputs), compiled, np.ones(compiled.shape[1]))
    chosen = [g for g, r in enumerate(every.all) if r in members]
    assert len(chosen) == len(members)
    for kept, status in [
        (chosen, Status.INFEASIBLE),
        *[([g for g in chosen if g != out], Status.OPTIMAL) for out in chosen],
    ]:
        assert solve(_kept(compiled, every.soft, set(kept))).status is status


def _kept(compiled: Compiled, soft: Soft, kept: set[int]) -> Compiled:
    """The problem without costs in which the requirements that are not kept ask for nothing."""
    elastic = Elastic(compiled, soft, options=OPTIONS, until=np.inf)
    upper = elastic.problem.upper.copy()
    held = np.isin(elastic.soft.owner, list(kept))
    upper[elastic.columns :][held] = 0.0
    return replace(elastic.problem, upper=upper)


def _the_repair_repairs(compiled: Compiled, inputs: Inputs) -> None:
    """With the amounts of the repair there is a plan."""
    every = measured(requirements(compiled, inputs), compiled, np.ones(compiled.shape[1]))
    elastic = Elastic(compiled, every.soft, options=OPTIONS, until=np.inf)
    given = elastic.least(elastic.prices(every.ordered()))
    assert given is not None
    upper = elastic.problem.upper.copy()
    upper[elastic.columns :] = elastic.soft.columns_of(given.amounts) * (1 + 1e-6)
    assert solve(replace(elastic.problem, upper=upper)).status is Status.OPTIMAL
