"""What is wrong with the words of a command is one sentence and exit code 2, before anything is solved."""

from __future__ import annotations

import re
from pathlib import Path
from unittest.mock import patch

import pytest
from command import h2opt
from tiny import write_tiny

from optimizer.errors import Problem


def test_a_problem_names_the_place_it_knows() -> None:
    assert str(Problem("is wrong", "a.csv", 3, "unit")) == "a.csv, row 3, column 'unit': is wrong"
    assert str(Problem("is wrong", column="unit")) == "column 'unit': is wrong"
    assert str(Problem("is wrong", "a.csv")) == "a.csv: is wrong"
    assert str(Problem("is wrong")) == "is wrong"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("run", "tiny", "--out", "file"), "not a folder: '{}/file'"),
        (("run", "tiny", "--out", "file/deeper"), "not a folder: '{}/file'"),
        (("run", "tiny/case.yaml"), "allowed: a folder with case.yaml, or a workbook"),
        (("run", "tiny", "--fix", "file"), "the first row must name the columns"),
        (("run", "tiny", "--scenario", "nosuch"), "no scenario 'nosuch'"),
        (("run", "tiny", "-s", "one", "--scenario", "two"), "--scenario takes one value and is given more than one"),
        (("cost", "tank", "--rate", "0.1", "--rate", "0.2"), "--rate takes one value and is given more than one"),
        (("run", "tiny", "--without", "nosuch"), "no policy 'nosuch'"),
        (("run", "tiny", "--step", "2"), "--step needs --foresight"),
        (("run", "tiny", "--slope", "--foresight", "2"), "either --slope or --foresight"),
        (("run", "tiny", "--learning", "rounds", "--slope"), "--learning rounds goes with neither"),
        (("run", "tiny", "--damping", "0.5"), "--learning-from and --damping need"),
        (("run", "tiny", "--learning-from", "floor"), "--learning-from and --damping need"),
    ],
)
def test_before_the_solve(words: tuple[str, ...], message: str, tmp_path: Path) -> None:
    write_tiny(tmp_path / "tiny")
    (tmp_path / "file").write_text("")
    with patch("optimizer.pipeline.solve", side_effect=AssertionError("it was solved")):
        done = h2opt(*words, cwd=tmp_path)
    assert done.returncode == 2
    assert message.format(tmp_path) in done.stderr
    assert {p.name for p in tmp_path.iterdir()} == {"tiny", "file"}


def test_versions_are_one_line(tmp_path: Path) -> None:
    done = h2opt("--version", cwd=tmp_path)
    assert done.returncode == 0
    assert re.fullmatch(r"h2opt \d+\.\S+ \(HiGHS \d+\.\S+, Pyomo \d+\.\S+\)\n", done.stdout)
