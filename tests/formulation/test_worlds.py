"""Each small world: its row families are their equations, its answer is certified, its Pyomo model is the matrix."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from types import ModuleType

import pytest
from losing import losing
from test_equations import gap
from witness import agree
from worlds import world_case, worlds

from optimizer.algebra import compile_model
from optimizer.compiled import Compiled
from optimizer.formulation import build_model, vocabulary
from optimizer.inputs import Inputs, prepare
from optimizer.pipeline import run
from optimizer.report.balances import balance, residuals

WORLDS = worlds()
FAMILIES = [(name, family) for name, world in WORLDS.items() for family in world.EQUATIONS]
LOST = [(name, *lost) for name, world in WORLDS.items() for lost in getattr(world, "LOST", [])]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Inputs]:
    folder = tmp_path_factory.mktemp("worlds")
    return cache(lambda name: prepare(world_case(folder / name, **WORLDS[name].TABLES), vocabulary()))


@pytest.fixture(scope="module")
def compiled(prepared: Callable[[str], Inputs]) -> Callable[[str], Compiled]:
    return cache(lambda name: compile_model(build_model(prepared(name))))


@pytest.mark.parametrize(("name", "family"), FAMILIES)
def test_rows_are_their_equation(
    name: str, family: str, prepared: Callable[[str], Inputs], compiled: Callable[[str], Compiled]
) -> None:
    assert compiled(name).row_family(family).size > 0
    assert gap(family, compiled(name), prepared(name), equations=WORLDS[name].EQUATIONS) < 1e-9


@pytest.mark.parametrize(("name", "what", "family"), LOST)
def test_losing_a_part_is_seen(name: str, what: str, family: str, prepared: Callable[[str], Inputs]) -> None:
    with losing(what):
        model = build_model(prepared(name))
    assert gap(family, compile_model(model), prepared(name), equations=WORLDS[name].EQUATIONS) > 1e-6


@pytest.mark.parametrize(("name", "world"), WORLDS.items(), ids=list(WORLDS))
def test_the_world_is_solved_and_certified(name: str, world: ModuleType, prepared: Callable[[str], Inputs]) -> None:
    solution = run(prepared(name).case)
    assert solution.meta["status"] == "certified"
    left = residuals(balance(solution))
    assert float((left["residual"].abs() / (1 + left["size"])).max()) < 1e-6  # the report shows every flow


@pytest.mark.parametrize("name", WORLDS)
def test_the_materialised_model_is_the_matrix(name: str, prepared: Callable[[str], Inputs]) -> None:
    agree(build_model(prepared(name)))
