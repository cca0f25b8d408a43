"""An answer whose record is missing, damaged or of another file is never called certified without a word."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from command import h2opt
from openpyxl import load_workbook
from tiny import write_tiny

from optimizer.netcdf import SEAL
from optimizer.outputs import write_run
from optimizer.runs import open_runs
from optimizer.solution import Solution, open_solution
from optimizer.study.plan import read_plan
from optimizer.verified import doubt

COMMANDS = [
    ("report", "run", "--no-charts"),
    ("origin", "run", "capacity", "--row", "2"),
    ("export", "run", "--to", "out"),
    ("export", "run", "--iamc"),
    ("compare", "run", "other"),
    ("why", "wind", "run", "--case", "tiny"),
    ("run", "tiny", "--fix", "run"),
]
DAMAGES = {"missing": "run.json is missing", "cut": "run.json beside it is damaged", "empty": "does not name it"}


def leave(solution: Solution, home: Path, damage: str) -> Path:
    """The results of a run, and what is wrong with its record."""
    write_run(solution, home / "run", {})
    record = home / "run" / "run.json"
    if damage == "missing":
        record.unlink()
    elif damage == "cut":
        record.write_bytes(record.read_bytes()[:500])
    elif damage == "empty":
        record.write_text("{}")
    return home / "run"


LONG = ("compare", "report")  # draw or solve for more than 3 s


@pytest.mark.parametrize(
    "words",
    [pytest.param(c, id=" ".join(c), marks=[pytest.mark.slow] if c[0] in LONG else []) for c in COMMANDS],
)
def test_a_command_that_reads_an_answer_without_its_record_says_so(
    words: tuple[str, ...], solution: Solution, tmp_path: Path
) -> None:
    write_tiny(tmp_path / "tiny")
    write_run(solution, tmp_path / "other", {})
    leave(solution, tmp_path, "whole")
    told = "solution.nc cannot be verified to be the certified answer of a run"
    assert told not in h2opt(*words, cwd=tmp_path).stderr
    leave(solution, tmp_path, "missing")
    done = h2opt(*words, cwd=tmp_path)
    assert "Traceback" not in done.stderr
    assert f"{told}: run.json is missing beside it; it is as it was saved" in done.stderr


@pytest.mark.parametrize("damage", DAMAGES)
def test_the_workbook_and_the_tables_say_it(damage: str, solution: Solution, tmp_path: Path) -> None:
    leave(solution, tmp_path, damage)
    done = h2opt("report", "run", "--no-charts", cwd=tmp_path)
    assert DAMAGES[damage] in done.stderr
    book = load_workbook(tmp_path / "run" / "summary.xlsx", read_only=True)
    first = {str(row[0]): str(row[1]) for row in book["README"].iter_rows(max_col=2, values_only=True)}
    assert first["Status"].startswith("not verified: nothing beside the answer shows")
    notes = [row[1] for row in book["README"].iter_rows(max_col=2, values_only=True) if row[0] == "Note"]
    assert DAMAGES[damage] in str(notes[0])
    figures = {row[0]: row for row in book["summary"].iter_rows(values_only=True)}
    assert "not verified" in figures["status"]
    assert "certified" not in figures["status"]


def test_an_answer_of_a_run_is_verified_and_one_that_was_saved_alone_says_what_it_is(
    solution: Solution, tmp_path: Path
) -> None:
    write_run(solution, tmp_path / "run", {})
    assert "unverified" not in open_solution(tmp_path / "run").meta
    alone = open_solution(solution.save(tmp_path / "alone.nc"))
    assert alone.meta["status"] == solution.meta["status"]
    assert "run.json is missing" in alone.meta["unverified"]
    again = open_solution(alone.save(tmp_path / "again.nc"), changed=True)
    assert "unverified" not in again.meta  # the doubt is of the place where a file lies, and is not saved
    assert "run.json is missing" in read_plan(tmp_path / "alone.nc").doubt


def test_an_answer_that_was_changed_and_saved_over_that_of_the_run_is_told(solution: Solution, tmp_path: Path) -> None:
    """It ends with a hash of its own, which anybody can write."""
    write_run(solution, tmp_path, {})
    more = solution.variables.assign(capacity=2.0 * solution.variables["capacity"])
    replace(solution, variables=more).save(tmp_path / "solution.nc")
    assert "run.json beside it holds the hash of another solution.nc" in doubt(tmp_path / "solution.nc")


def test_a_file_of_another_program_without_a_record_says_that_it_has_no_hash(
    solution: Solution, tmp_path: Path
) -> None:
    file = solution.save(tmp_path / "solution.nc")
    file.write_bytes(file.read_bytes()[: -len(SEAL) - 64])
    assert "it has no hash of its own at its end either" in doubt(file)


def test_points_of_a_study_are_verified_by_their_own_records(solution: Solution, tmp_path: Path) -> None:
    file = solution.save(tmp_path / "points" / "low.nc")
    (tmp_path / "points" / "low.json").write_text(json.dumps({"files": {"low.nc": "0"}}))
    assert "low.json beside it holds the hash of another low.nc" in doubt(file)
    other = solution.save(tmp_path / "other" / "solution.nc").parent
    assert list(open_runs(file, other).doubts) == ["low", "other"]
