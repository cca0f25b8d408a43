from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import pytest

for folder in (".", "formulation", "reference"):
    sys.path.insert(0, str(Path(__file__).parent / folder))

# before any test starts the command line: the cache of the user is not ours
os.environ.setdefault("H2OPT_CACHE", tempfile.mkdtemp(prefix="h2opt-cache-"))

from tiny import tiny_case

from optimizer.algebra import Model
from optimizer.case.model import Case
from optimizer.formulation import build_model, vocabulary
from optimizer.inputs import Inputs, prepare


@pytest.fixture(scope="session")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return tiny_case(tmp_path_factory.mktemp("tiny") / "tiny")


@pytest.fixture(scope="session")
def inputs(case: Case) -> Inputs:
    return prepare(case, vocabulary())


@pytest.fixture
def model(inputs: Inputs) -> Model:
    return build_model(inputs)
