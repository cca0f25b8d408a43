"""What points of a study take from one another changes no answer: bit for bit what each would be by itself."""

from __future__ import annotations

import pickle
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from optimizer.algebra import compile_model
from optimizer.case.again import Memo, identical
from optimizer.case.checks.common import Tables
from optimizer.case.load import case_of
from optimizer.case.model import Case
from optimizer.case.read import Raw, read_raw
from optimizer.case.scenario import patched
from optimizer.compiled import Compiled
from optimizer.errors import CaseError
from optimizer.formulation import CONCEPTS, build_model, vocabulary
from optimizer.inputs import prepare

CASE = Path("inputs/quickstart")
COAL = {"carrier": "coal", "kind": "purchase"}
PATCHES: Mapping[str, list[dict[str, Any]]] = {
    "nothing": [],
    "a price": [{"table": "prices", "where": COAL, "scale": 1.3}],
    "a price in another unit": [{"table": "prices", "where": COAL, "set": {"value": 0.12, "unit": "CNY_2020/kWh"}}],
    "a limit of a policy": [{"table": "policies", "where": {"id": "co2_cap", "year": 2045}, "scale": 0.9}],
    "one policy for another": [
        {"table": "policies", "where": {"id": "co2_cap"}, "set": {"on": "no"}},
        {"table": "policies", "where": {"id": "carbon_price"}, "set": {"on": "yes"}},
    ],
    "a parameter": [{"table": "parameters", "where": {"parameter": "capital_cost"}, "scale": 0.8}],
    "availability": [{"table": "parameters", "where": {"parameter": "availability"}, "scale": 0.97}],
    "demand": [{"table": "demand", "where": {"carrier": "electricity", "year": 2045}, "scale": 1.1}],
    "another profile": [{"table": "demand", "where": {"carrier": "h2"}, "set": {"profile": "load"}}],
    "a technology switched off": [
        {"table": "technologies", "where": {"technology": "h2_pipeline"}, "set": {"build": "no"}}
    ],
    "rows dropped": [{"table": "potentials", "where": {}, "drop": True}],
    "a cost of capital": [{"key": "wacc", "set": 0.08}],
    "typical days": [{"key": "clock.typical_days.days", "set": 3}],
    "periods": [{"key": "periods", "set": [2025, 2035, 2045]}],
    "the base year": [{"key": "base_year", "set": 2024}],
}
WRONG: Mapping[str, list[dict[str, Any]]] = {
    "a life below nothing": [{"table": "parameters", "where": {"parameter": "lifetime"}, "set": {"value": -5}}],
    "no number": [{"table": "prices", "where": COAL, "set": {"value": "dear"}}],
    "a wrong unit": [{"table": "prices", "where": COAL, "set": {"unit": "km"}}],
    "no such carrier": [{"table": "demand", "where": {"carrier": "h2"}, "set": {"carrier": "h3"}}],
    "no such key": [{"key": "wac", "set": 0.05}],
}


@pytest.fixture(scope="module")
def raw() -> Raw:
    return read_raw(CASE)


def case(raw: Raw, patches: list[dict[str, Any]], memo: Memo | None) -> Case:
    return case_of(patched(raw, patches, "test"), vocabulary(), "test", CASE, memo=memo)


def arrays(found: Case) -> Compiled:
    return compile_model(build_model(prepare(found, vocabulary()), CONCEPTS))


def same_bits(one: Compiled, other: Compiled) -> bool:
    """Whether two problems are the same to the last bit, and so are the names of their rows and columns."""
    parts = ("row_lower", "row_upper", "lower", "upper", "cost", "integer")
    pairs = [(getattr(one, n), getattr(other, n)) for n in parts]
    pairs += [(getattr(one.matrix, n), getattr(other.matrix, n)) for n in ("indptr", "indices", "data")]
    names = [[(f.name, f.start, f.size) for f in (*c.columns, *c.rows)] for c in (one, other)]
    return (
        all(a.dtype == b.dtype and a.tobytes() == b.tobytes() for a, b in pairs)
        and one.offset == other.offset
        and names[0] == names[1]
    )


@pytest.mark.parametrize("name", PATCHES)
def test_a_point_after_others_is_the_point_alone(raw: Raw, name: str) -> None:
    memo, others = Memo(), random.Random(name).sample(sorted(PATCHES), 3)
    for before in ("nothing", *others):
        case(raw, PATCHES[before], memo)
    alone, after = case(raw, PATCHES[name], None), case(raw, PATCHES[name], memo)
    assert after.options == alone.options
    assert after.notes == alone.notes
    assert all(identical(alone.tables[n], after.tables[n]) for n in alone.tables)
    assert same_bits(arrays(alone), arrays(after))


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told_after_others_as_alone(raw: Raw, name: str) -> None:
    memo, told = Memo(), []
    case(raw, [], memo)
    for mine in (None, memo, memo):
        with pytest.raises(CaseError) as error:
            case(raw, WRONG[name], mine)
        told.append(str(error.value))
    assert told[0] == told[1] == told[2]
    assert case(raw, [], memo).notes == case(raw, [], None).notes


def test_a_check_is_repeated_only_if_what_it_read_is_another() -> None:
    a, b = pd.DataFrame({"x": [1.0]}), pd.DataFrame({"x": [2.0]})
    memo, runs = Memo(), []

    def found(tables: Mapping[str, pd.DataFrame], beside: object = None, key: str = "check") -> tuple[float, ...]:
        read = Tables(tables)

        def compute() -> tuple[float, ...]:
            runs.append(key)
            first = float(read["a"]["x"].iloc[0])
            return (first, float(read["b"]["x"].iloc[0])) if first > 1 else (first,)

        return memo.of_tables(key, read, beside, compute)

    assert found({"a": a, "b": a}) == (1.0,)
    assert found({"a": a, "b": b}) == (1.0,)  # it never read b
    assert len(runs) == 1
    assert found({"a": b, "b": a}) == (2.0, 1.0)
    assert found({"a": b, "b": b}) == (2.0, 2.0)  # here it did
    assert found({"a": a, "b": b}, beside=object()) == (1.0,)
    assert found({"a": a, "b": b}, key="other") == (1.0,)
    assert len(runs) == 5


def test_tables_know_what_is_read_in_whatever_way() -> None:
    tables = Tables({"a": pd.DataFrame({"x": [1]}), "b": pd.DataFrame({"x": [2]})})
    for read, names in (
        (lambda: tables["a"], {"a"}),
        (lambda: tables.rows("b"), {"b"}),
        (lambda: tables.get("a"), {"a"}),
        (lambda: "b" in tables, {"b"}),
        (lambda: dict(tables), {"a", "b"}),
        (lambda: {**tables}, {"a", "b"}),
        (lambda: list(tables.items()), {"a", "b"}),
        (lambda: tables.known("a"), set()),
    ):
        with tables.watched() as seen:
            read()
        assert seen == names


def test_identical_tables_have_cells_of_the_same_type() -> None:
    one = pd.DataFrame({"a": pd.Series([1, "x", True], dtype=object), "n": [1.0, np.nan, 3.0]})
    assert identical(one, one.copy())
    for at, other in ((0, 1.0), (0, True), (1, "y"), (2, 1)):
        changed = one.copy()
        changed.loc[at, "a"] = other
        assert not identical(one, changed)
    assert not identical(one, one.assign(n=[1.0, 2.0, 3.0]))
    assert not identical(one, one.rename(columns={"a": "b"}))
    assert not identical(one, one.iloc[[0, 2, 1]])


def test_a_memo_starts_empty_in_another_process(raw: Raw) -> None:
    memo = Memo()
    case(raw, [], memo)
    sent = pickle.loads(pickle.dumps(memo))
    assert vars(memo) != vars(sent) == vars(Memo())
