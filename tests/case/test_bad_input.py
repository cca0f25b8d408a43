"""Bad input: one readable message that names file, row and column, exit code 2, nothing written."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tiny import TABLES, YAML, tiny_case, write_tiny

from optimizer.cli import BAD_INPUT, main
from optimizer.errors import CaseError


def replaced(table: str, old: str, new: str) -> dict[str, str]:
    assert old in TABLES[table]
    return {table: TABLES[table].replace(old, new, 1)}


BAD: dict[str, tuple[dict[str, str | None], tuple[str, ...]]] = {
    "missing file": ({"carriers": None}, ("carriers.csv: file is missing",)),
    "wrong unit": (replaced("parameters", "17,year", "17,kg"), ("parameters.csv, row 5, column 'unit'", "found: kg", "year")),
    "unknown unit": (replaced("parameters", "17,year", "17,yeer"), ("unknown unit 'yeer'",)),
    "missing unit": (replaced("parameters", "17,year", "17,"), ("row 5, column 'unit'", "cell is empty")),
    "unknown region": (replaced("demand", "el,A,,5", "el,AA,,5"), ("demand.csv, row 2, column 'region'", "unknown region", "found: AA", "A, B")),
    "duplicate row": ({"demand": TABLES["demand"] + "el,B,,8,MW,\n"}, ("demand.csv, row 6", "stands in row 3 already")),
    "negative capacity": (replaced("existing_capacity", "47,MW", "-47,MW"), ("existing_capacity.csv, row 2, column 'value'", "must not be negative")),
    "profile of wrong length": (
        replaced("profiles", "d2,1,0.29,0.8\n", ""), ("profiles.csv: profiles have the wrong length", "found: 4 rows", "5 steps"),
    ),
    "days of two kinds of names": (
        replaced("steps", "d2,0,3\nd2,1,21\n", "d2,0,3\n7,1,21\nd3,1,1\n"), ("profiles.csv: profiles have the wrong length",),
    ),
    "NaN": (replaced("profiles", "0.37", "nan"), ("profiles.csv, row 4, column 'wind'", "not a number")),
    "NaN in a table": (replaced("demand", "el,A,,5", "el,A,,nan"), ("demand.csv, row 2, column 'value'", "not a finite number")),
    "text in a number column": (replaced("demand", "el,A,,5", "el,A,,five"), ("demand.csv, row 2, column 'value'", "text in a number column", "found: five")),
    "circular extends": ({"yaml": YAML + "extends: ../tiny\n"}, ("circle", "tiny -> tiny")),
    "unknown parameter": (replaced("parameters", "wind,life", "wind,lief"), ("did you mean 'life'", "'wind' has no life")),
    "unknown key": ({"yaml": YAML + "discout_rate: 0.1\n"}, ("did you mean 'discount_rate'",)),
    "no calendar": ({"calendar": None}, ("calendar.csv",)),
    "purchase without emission factor": (
        {"prices": TABLES["prices"] + "h2,,purchase,40,CNY_2020/kg,,\n"}, ("purchases need an emission factor",),
    ),
    "per km and not": (
        {"parameters": TABLES["parameters"] + "cable,capital_cost,,2040,2,CNY_2020/kW,\n"}, ("some rows are per km", "without a year"),
    ),
    "no period": ({"yaml": YAML.replace("[{label: 2030, first_year: 2030, years: 10}, {label: 2040, first_year: 2040, years: 5}]", "[null]")}, ("a period is a year",)),
    "clock without settings": (
        {"yaml": YAML.replace("given_days: {}", "typical_days: 5")}, ("column 'clock.typical_days': not a group of settings (found: 5)",),
    ),
    "unknown clock": (
        {"yaml": YAML.replace("given_days: {}", "givendays: {}")}, ("column 'clock': names no clock, did you mean 'given_days'?",),
    ),
    "no clock at all": (
        {"yaml": YAML.replace("{given_days: {}}", "{}")}, ("column 'clock': names no clock", "exactly one of full_year"),
    ),
    "a list for a clock": (
        {"yaml": YAML.replace("{given_days: {}}", "[full_year, 1]")}, ("column 'clock': names no clock, did you mean 'full_year'? (found: ['full_year', 1])",),
    ),
    "a year without end": (
        {"yaml": YAML.replace("label: 2030", "label: .inf")}, ("case.yaml, row 6: not readable YAML: not a finite number",),
    ),
    "a period of endless years": (
        {"yaml": YAML.replace("years: 10", "years: .inf")}, ("case.yaml, row 6: not readable YAML: not a finite number",),
    ),
    "unknown key within a key": (
        {"yaml": YAML + "scopes: {energy: {gass: [CO2]}}\n"}, ("column 'scopes.energy.gass': unknown key, did you mean 'gas'?",),
    ),
    "wrong options": (
        {"yaml": YAML.replace("discount_rate: 0.03", "discount_rate: 5 %") + "conventions: {capital: overnite}\nsolve: {gap: -1}\n"},
        ("column 'discount_rate': not a number (found: 5 %)",
         "column 'conventions.capital': unknown word, did you mean 'overnight'? (found: overnite); allowed: annuity",
         "column 'solve.gap': out of range (found: -1); allowed: 0 or more"),
    ),
    "salvage of an annuity": (
        {"yaml": YAML + "conventions: {salvage: sinking_fund}\n"},
        ("column 'conventions.salvage': an annuity leaves nothing to salvage", "allowed: none, or capital: overnight"),
    ),
    "cheap shortage": (replaced("prices", "unmet,9001", "unmet,100"), ("shortage must cost more than buying",)),
}  # fmt: skip


@pytest.mark.parametrize("kind", sorted(BAD))
def test_bad_input_is_named(kind: str, tmp_path: Path) -> None:
    changes, words = BAD[kind]
    with pytest.raises(CaseError) as caught:
        from optimizer.formulation import vocabulary
        from optimizer.inputs import prepare

        prepare(tiny_case(tmp_path / "tiny", **changes), vocabulary())
    for word in words:
        assert word in str(caught.value)


@pytest.mark.parametrize(
    ("changes", "places"),
    [
        ({"yaml": YAML.replace("kCNY_2020", "kCNY")}, ["money"]),
        (replaced("carriers", "el,MWh", "el,MWhh"), ["unit"]),
        ({"yaml": YAML + "gas_units: {CO2: tCOO}\n"}, ["gas_units.CO2"]),
    ],
)
def test_an_unknown_unit_is_told_where_it_is_declared(
    changes: dict[str, str], places: list[str], tmp_path: Path
) -> None:
    """Numbers that are measured in it are not wrong themselves."""
    with pytest.raises(CaseError) as caught:
        tiny_case(tmp_path / "tiny", **changes)
    assert [p.column for p in caught.value.problems] == places


@pytest.mark.parametrize(
    "name", ["regions", "carriers", "technologies", "profiles", "sources", "days", "parameters", "ports", "routes"]
)
def test_a_missing_file_is_one_problem_and_first(name: str, tmp_path: Path) -> None:
    """Not one for each label that stands in it; what is wrong besides follows."""
    named = TABLES["parameters"].replace("unit,profile\n", "unit,profile,source\n") + "wind,amortisation,,,9,year,,S1\n"
    profiles = TABLES["profiles"].replace(",load", ",A_load")
    tables: dict[str, str | None] = {
        "parameters": named,
        "profiles": profiles,
        "sources": "key,title\nS1,one\n",
        name: None,
    }
    with pytest.raises(CaseError) as error:
        tiny_case(tmp_path / "tiny", **tables)
    first, *others = error.value.problems
    assert (first.message, first.file) == ("file is missing", f"{name}.csv")
    assert not others, others
    tables["demand"] = TABLES["demand"].replace("el,A,,5", "el,A,,five")
    tables["existing_capacity"] = TABLES["existing_capacity"] + "cable,A-B,2021,,3,MW,\n"
    with pytest.raises(CaseError) as error:
        tiny_case(tmp_path / "two", **tables)
    assert [p.file for p in error.value.problems] == [f"{name}.csv", "demand.csv"]


def test_every_problem_at_once(tmp_path: Path) -> None:
    demand = TABLES["demand"].replace("el,A,,5,MW", "el,X,,five,kg")
    with pytest.raises(CaseError) as caught:
        tiny_case(tmp_path / "tiny", demand=demand, routes=TABLES["routes"].replace("113,km", "-113,km"))
    text = str(caught.value)
    assert len(caught.value.problems) >= 4
    for word in ("unknown region", "text in a number column", "found: kg", "must not be negative"):
        assert word in text


@pytest.mark.parametrize("kind", [*sorted(BAD), "not a workbook", "no such case"])
def test_the_command_line_says_so_and_writes_nothing(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    target = {"not a workbook": "case.xlsx", "no such case": "nowhere"}.get(kind, "tiny")
    if kind == "not a workbook":
        (tmp_path / "case.xlsx").write_text("this is text")
    elif kind in BAD:
        write_tiny(tmp_path / "tiny", **BAD[kind][0])
    before = sorted(p.name for p in tmp_path.rglob("*"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["h2opt", "run", target])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == BAD_INPUT
    said = capsys.readouterr()
    assert "Traceback" not in said.err
    assert "problem" in said.err
    assert sorted(p.name for p in tmp_path.rglob("*")) == before


def test_a_process_ends_with_exit_code_2(tmp_path: Path) -> None:
    write_tiny(tmp_path / "tiny", **BAD["wrong unit"][0])
    call = [sys.executable, "-m", "optimizer", "run", "tiny"]
    done = subprocess.run(call, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == BAD_INPUT
    assert "wrong unit" in done.stderr
    assert not done.stdout
