from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import pytest

for folder in ("../docs", ".", "costs", "diagnose", "formulation", "hostile", "reference"):
    sys.path.insert(0, str(Path(__file__).parent / folder))

# before any test starts the command line: the cache of the user is not ours
os.environ.setdefault("H2OPT_CACHE", tempfile.mkdtemp(prefix="h2opt-cache-"))

from tiny import tiny_case

from optimizer.algebra import Model
from optimizer.case.model import Case
from optimizer.formulation import build_model, vocabulary
from optimizer.inputs import Inputs, prepare
from optimizer.pipeline import run
from optimizer.solution import Solution


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Each worker takes whole stretches of the tests, so that what a module's tests share is made once, not once a worker."""
    from xdist.scheduler import WorkStealingScheduling

    return WorkStealingScheduling(config, log) if config.getoption("dist") == "load" else None


@pytest.fixture(scope="session")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return tiny_case(tmp_path_factory.mktemp("tiny") / "tiny")


@pytest.fixture(scope="session")
def inputs(case: Case) -> Inputs:
    return prepare(case, vocabulary())


@pytest.fixture(scope="session")
def solution(case: Case) -> Solution:
    return run(case)


@pytest.fixture
def model(inputs: Inputs) -> Model:
    return build_model(inputs)
