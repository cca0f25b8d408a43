"""Every case we ship or test with: the materialised Pyomo model is the compiled matrix, and has the same optimum."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from fine_case import write_fine
from tiny import tiny_case
from witness import agree, same_optimum

from optimizer.case.model import Case
from optimizer.case.new import write_template
from optimizer.case.schema import FullYear
from optimizer.formulation import build_model, vocabulary
from optimizer.inputs import prepare
from optimizer.pipeline import load_case

INPUTS = Path(__file__).parents[2] / "inputs"


def template(folder: Path) -> Case:
    write_template(folder / "demo", "demo")
    return load_case(folder / "demo")


def quickstart(_: Path) -> Case:
    return load_case(INPUTS / "quickstart")


def hub(_: Path) -> Case:
    """By the day: 366 steps of the full year."""
    case = load_case(INPUTS / "hub")
    return replace(case, options=case.options.model_copy(update={"clock": FullYear(step=24)}))


def fine(folder: Path) -> Case:
    return load_case(write_fine(folder / "fine", 24))


CASES = {
    "tiny": lambda folder: tiny_case(folder / "tiny"),
    "template": template,
    "quickstart": quickstart,
    "hub": hub,
    "fine": fine,
}


@pytest.mark.parametrize("make", CASES.values(), ids=CASES)
def test_materialised_model_is_the_matrix_and_has_the_same_optimum(
    make: Callable[[Path], Case], tmp_path: Path
) -> None:
    model = build_model(prepare(make(tmp_path), vocabulary()))
    same_optimum(model)
    agree(model)
