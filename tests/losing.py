"""A formulation that has lost a part: HiGHS solves that model exactly, and a witness must say so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import pytest

from optimizer.algebra import Mapping, Model, compile_model
from optimizer.algebra.coefficient import OfClock
from optimizer.certificate.measures import Certificate
from optimizer.compiled import Status
from optimizer.errors import LedgerError, SolveError
from optimizer.formulation import build_model
from optimizer.formulation.concept import Parameters
from optimizer.inputs import Inputs
from optimizer.pipeline import price_integers, solve_certified
from optimizer.witness import witness

OF_CLOCK = ("duration", "hours_per_year")
STEP_SHIFT = "step shift"


@contextmanager
def losing(what: str) -> Iterator[None]:
    """Models built meanwhile have 1 for a number of the Inputs or the clock, or take each step for the one before it."""
    on, time, read = OfClock.on, Mapping.source_time, Parameters.__getattr__

    def one(self: Parameters, name: str) -> object:
        given = read(self, name)
        return type(given).constant(1.0, str(given.unit)) if name == what else given

    with pytest.MonkeyPatch.context() as patch:
        if what in OF_CLOCK:
            patch.setattr(OfClock, "on", lambda self, c: np.ones(len(c)) if self.name == what else on(self, c))
        elif what == STEP_SHIFT:
            patch.setattr(Mapping, "source_time", lambda self, *clocks: time(Mapping(self.target), *clocks))
        else:
            patch.setattr(Parameters, "__getattr__", one)
        yield


def recounted(model: Model, inputs: Inputs) -> Certificate:
    """What all witnesses say of the answer of a model."""
    compiled = compile_model(model)
    raw = solve_certified(compiled, inputs.case, lambda _: None)
    assert raw.status is Status.OPTIMAL, "no answer to count again"
    raw = price_integers(compiled, raw, inputs.case, lambda _: None)
    return witness(compiled, raw, inputs)[0]


def notices(words: str, lost: str, inputs: Inputs, build: Callable[[Inputs], Model] = build_model) -> None:
    """A witness refuses, in these words, the answer of a model that lost a family of rows or a number.

    Args:
        build: makes the model, with everything in use that might stand idle.
    """
    with losing(lost):
        model = build(inputs)
    if lost not in inputs.values:
        model.component(lost).deactivate()
    with pytest.raises(LedgerError if "ledger" in words else SolveError, match=words):
        recounted(model, inputs)
