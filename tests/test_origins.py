"""The generated pages are those of the code, and lead from any number of the workbook to its equations and its tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase

import numpy as np
import pandas as pd
import pytest
from makers import DOCS, maker_of
from worlds import world_case, worlds

from optimizer.case.layout import BY_NAME, PLAN, TABLES
from optimizer.case.model import Case
from optimizer.formulation import vocabulary
from optimizer.inputs import Inputs, prepare
from optimizer.pipeline import run
from optimizer.report.compare import figures
from optimizer.report.explained import HEAD, explained
from optimizer.report.sheets import SHEETS, all_tables, laid_out
from optimizer.solution import Solution

origins = maker_of("origins")
dictionary = maker_of("dictionary")
mathematics = maker_of("mathematics")
Answer = tuple[Solution, dict[str, pd.DataFrame]]
SHOWN = ("carbon", "learning", "permits", "reserve", "retrofit", "units")
"""Worlds whose workbooks have columns that the tiny world and the quickstart have not."""
NOT_SCALED = {"_row", "latitude", "longitude", "year", "build_year", "built_from", "start", "end"}
ONLY_COMPARED = ("plausible", "standards", "calibration", "iamc", "sources")


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("mathematics", mathematics.mathematics),
        ("origins", origins.page),
        ("data-dictionary", dictionary.dictionary),
    ],
)
def test_generated_pages_are_up_to_date(page: str, text: object) -> None:
    assert callable(text)
    assert (DOCS / f"{page}.md").read_text(encoding="utf-8") == text(), f"write docs/{page}.md again by its script"


def test_the_package_has_the_origins_of_today() -> None:
    assert origins.WRITTEN.read_text(encoding="utf-8") == origins.written(), "write it again by docs/make_origins.py"


def test_every_column_has_a_meaning_and_every_value_a_unit() -> None:
    for table in (*TABLES, PLAN):
        assert table.meaning, table.name
        assert [c.name for c in table.columns if not c.meaning] == [], table.name
        assert bool(table.measured) == any(c.name == "value" for c in table.columns) or table.name == "plausible"


def test_every_row_family_has_an_anchor() -> None:
    assert set(mathematics.families()) == set(origins.trace().rows)


# -- from a column to its origin ----------------------------------------------------------------------------
@pytest.fixture(scope="module")
def answers(solution: Solution, tmp_path_factory: pytest.TempPathFactory) -> list[Answer]:
    folder, known = tmp_path_factory.mktemp("worlds"), worlds()
    own = [run(world_case(folder / name, **known[name].TABLES)) for name in SHOWN]
    return [(s, all_tables(s)) for s in (solution, dictionary.answer(), *own)]


def cells(solution: Solution, tables: Mapping[str, pd.DataFrame]) -> Iterator[tuple[str, str, str]]:
    """Sheet, column and words of the row, with `<period>` and `<gas>` for periods and gases."""
    gases = [str(g) for g in solution.variables["gas"].values] if "gas" in solution.variables.coords else []
    of = {str(y): "<period>" for y in solution.inputs["period"].values}
    of |= dict.fromkeys(gases, "<gas>") | {f"unit of {g}": "unit of <gas>" for g in gases}
    for sheet, table in tables.items():
        key = origins.KEYS.get(sheet)
        labels = [str(c) for c in table.columns]
        for column in labels:
            name = column if column in origins.KEYS.values() else of.get(column, column)
            for words in sorted({str(w) for w in table[key]}) if key and len(table) else ([""] if not key else []):
                yield sheet, name, words


def test_every_number_of_a_workbook_has_an_origin(answers: list[Answer]) -> None:
    missing = {cell for answer in answers for cell in cells(*answer) if origins.found(*cell) is None}
    assert not missing


def test_rows_of_every_world_lead_to_rows_of_the_case(answers: list[Answer]) -> None:
    """Also those of sheets that the quickstart leaves empty: learning, reserves, permits, footprints, stores of carbon."""
    led = set()
    for solution, tables in answers:
        for sheet, table in tables.items():
            rows = len(laid_out(sheet, table))
            for number in range(HEAD, HEAD + rows, max(rows // 4, 1)):
                found = explained(solution, sheet, number)
                named = {t for _, o in found.columns for t in o.tables}
                assert found.numbers or found.beside or not named, f"{sheet}: {found.row.to_dict()}"
                led |= {sheet} if found.numbers else set()
    assert {"security", "learning", "emissions", "levelised", "policies", "prices", "capacity", "costs", "cash"} <= led
    assert set(SHEETS) - led <= {"names", "sources", "changes", "plausible", "calibration", "scopes", "other_emissions"}


def test_figures_of_many_runs_are_those_of_one(answers: list[Answer]) -> None:
    for solution, tables in answers:
        table = figures(solution)
        told = table.loc[
            table["value"] != 0, "figure"
        ]  # a kind of cost with nothing booked is a zero beside other runs, and no row alone
        assert set(told) <= {*tables["summary"]["figure"], "capacity"}
        stands = table.loc[table["figure"] == "capacity", "value"].sum()
        assert stands == pytest.approx(tables["capacity"]["standing"].sum())


def test_every_entry_is_of_a_column_that_some_run_writes(answers: list[Answer]) -> None:
    written = {(sheet, column) for _, tables in answers for sheet, table in tables.items() for column in table}
    general = {column for _, column in written}
    for o in origins.origins():
        assert o.sheet in {*SHEETS, origins.ANY}
        for column in o.columns:
            known = column in general if o.sheet == origins.ANY else (o.sheet, column) in written
            assert known or "<" in column, f"no run writes column '{column}' of sheet '{o.sheet}'"


def test_entries_name_what_exists(answers: list[Answer]) -> None:
    known = origins.trace()
    accounts = {str(n) for s, _ in answers for g in dictionary.GROUPS for n in getattr(s, g).data_vars}
    parameters, tables = {q.name for q in vocabulary()}, {*BY_NAME, *origins.OTHER_TABLES, origins.ANY}
    for o in origins.origins():
        assert set(o.made_of) <= {*known.variables, *accounts}, o
        for row in o.equations:
            page, _, anchor = row.partition("#")
            if page.endswith(".md"):
                assert not anchor or anchor in origins.anchors_of(page), row
            elif row.startswith("cost:"):
                assert origins.terms(row.removeprefix("cost:")), row
            else:
                assert row in known.rows, row
        for table in origins.tables_of(o):
            name, _, parameter = table.partition(":")
            assert name in tables, o
            assert not parameter or parameter in parameters, o


def test_the_equations_of_a_column_hold_what_it_is_counted_from() -> None:
    """Each of them holds a variable of the column, or one that an equation named before it holds."""
    known = origins.trace()
    for o in origins.origins():
        reached = set(o.made_of) & set(known.variables)
        for row in o.equations if reached == set(o.made_of) else ():
            costs = origins.terms(row.removeprefix("cost:")) if row.startswith("cost:") else []
            held = {v for term in costs for v in known.costs[term].variables} | (
                known.rows[row].variables if row in known.rows else set()
            )
            assert not reached or held & reached or ".md" in row, (
                f"{row} holds nothing that {o.sheet}, {o.columns} is made of"
            )
            reached |= held if reached else set()


# -- from a number of the model to its tables -----------------------------------------------------------------
def test_every_number_of_the_model_is_described() -> None:
    names = set(origins.trace().numbers)
    for name in names:
        tables, meaning = origins.of_number(name)
        assert tables, name
        assert meaning, name
    for pattern, _, _ in origins.stated():
        assert any(fnmatchcase(name, pattern) for name in names), f"no number is called {pattern}"


def changed(case: Case) -> Iterator[tuple[str, Case]]:
    """The case with the numbers of one table, or of one parameter, nine tenths of what they are."""
    for name, table in case.tables.items():
        if not len(table) or name in ONLY_COMPARED:
            continue
        for part in table["parameter"].unique() if name == "parameters" else [""]:
            rows = (table["parameter"] == part) if part else pd.Series(True, index=table.index)
            scaled = {
                c: table[c].where(~rows, table[c] * 0.9)
                for c in table
                if c not in NOT_SCALED and table[c].dtype.kind == "f"
            }
            yield (
                f"{name}:{part}" if part else name,
                replace(case, tables={**case.tables, name: table.assign(**scaled)}),
            )
    assert case.profiles is not None
    yield "profiles", replace(case, profiles=case.profiles * 0.9)


def test_a_table_changes_only_the_numbers_that_name_it(case: Case, inputs: Inputs) -> None:
    seen = set()
    for table, other in changed(case):
        now = prepare(other, vocabulary()).values
        for name, values in inputs.values.items():
            before, after = values.dense(), now[name].dense()
            if before.shape != after.shape or not np.allclose(before, after, rtol=1e-9, equal_nan=True):
                assert table in origins.of_number(name)[0], f"{table} changes {name}, which does not name it"
                seen.add(table)
    assert {"ports", "demand", "policies", "parameters:life", "profiles"} <= seen


# -- equations as TeX -----------------------------------------------------------------------------------------
def test_an_equation_that_cannot_be_told_is_an_error() -> None:
    from tex import tex

    with pytest.raises(ValueError, match="'@'"):
        tex("K[k] = a @ b")
    with pytest.raises(ValueError, match="no power"):
        tex("q^ = 1")
    assert tex("a[k,t'] <= 2 * (1 + g)^n") == r"a_{k,t'} \le 2 \cdot (1 + g)^{n}"


def test_no_equation_is_left_as_plain_text() -> None:
    page = (DOCS / "mathematics.md").read_text(encoding="utf-8")
    assert "```text" not in page
    assert page.count("```math") > len(mathematics.CONCEPTS)
