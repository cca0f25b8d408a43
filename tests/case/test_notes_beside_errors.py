"""Errors and notes in one answer, and notes that count as errors."""

from __future__ import annotations

import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from optimizer.case.checks.common import Tables
from optimizer.errors import CaseError, Problem, StrictError
from optimizer.pipeline import load_case

QUICKSTART = Path(__file__).parents[2] / "inputs" / "quickstart"


def changed(folder: Path, *changes: tuple[str, str, str]) -> Path:
    shutil.copytree(QUICKSTART, folder)
    for table, old, new in changes:
        path = folder / f"{table}.csv"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1 if table != "policies" else -1), encoding="utf-8")
    return folder


LIFE = ("parameters", "wind,life,,,25", "wind,life,,,1")
ORPHAN = ("carriers", "coal,", "steam,Steam,GWh,hour,no,#777777\ncoal,")
LABEL = ("demand", "electricity,NM,2025", "electricty,NM,2025")
NUMBER = ("parameters", "coal_power,availability,,,0.88", "coal_power,availability,,,8.8")


def h2opt(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "optimizer", *words], capture_output=True, text=True, encoding="utf-8", check=False
    )


def test_notes_stand_behind_errors(tmp_path: Path) -> None:
    """A number out of what it can be stops; a life of one year and a carrier that nobody uses are told with it."""
    carriers = (QUICKSTART / "carriers.csv").read_text(encoding="utf-8").splitlines()[0].count(",")
    orphan = (ORPHAN[0], ORPHAN[1], "steam" + "," * 1 + "Steam,GWh" + "," * (carriers - 2) + "\ncoal,")
    with pytest.raises(CaseError) as raised:
        load_case(changed(tmp_path / "case", LIFE, NUMBER, orphan))
    told = str(raised.value).splitlines()
    assert told[0] == "1 problem in the case:"
    assert "column 'value': availability is out of range" in told[1]
    assert told[2] == "2 notes beside, which would stop nothing:"
    assert "life of 'wind' is hardly plausible" in told[3]
    assert "nothing makes, takes, sells or demands this carrier" in told[4]


def test_what_follows_from_an_error_is_no_note(tmp_path: Path) -> None:
    """A label that is mistyped leaves a demand out: whether carriers have a way is not looked at, numbers are."""
    with pytest.raises(CaseError) as raised:
        load_case(changed(tmp_path / "case", LIFE, LABEL))
    assert all("lectricty" in str(p) for p in raised.value.problems)
    (note,) = raised.value.notes
    assert "life of 'wind'" in note


def test_a_row_with_an_error_has_no_note_besides(tmp_path: Path) -> None:
    with pytest.raises(CaseError) as raised:
        load_case(changed(tmp_path / "case", NUMBER))
    assert not raised.value.notes


def test_check_shows_notes_when_cost_falls_without_limit(tmp_path: Path) -> None:
    """The error comes from the guards, after loading."""
    sale = ("prices", "h2,,unmet", "electricity,HE,sale,2,,900,CNY_2020/MWh,,,ASSUMED,assumed,\nh2,,unmet")
    free = ("prices", "400,CNY_2020/MWh,10,GW", "400,CNY_2020/MWh,,")
    done = h2opt("check", str(changed(tmp_path / "case", LIFE, sale, free, ("policies", "tCO2,yes", "tCO2,no"))))
    assert done.returncode == 2
    assert "cost falls without limit" in done.stderr
    assert "life of 'wind' is hardly plausible" in done.stderr.partition("1 note beside")[2]


@pytest.mark.parametrize("command", ["check", "run"])
def test_strict_refuses_what_is_likely_a_mistake(command: str, tmp_path: Path) -> None:
    out = [] if command == "check" else ["--out", str(tmp_path / "results")]
    done = h2opt(command, str(changed(tmp_path / "case", LIFE)), "--strict", *out)
    assert done.returncode == 2
    assert done.stderr.startswith("1 note that counts as an error (--strict):\n  - parameters.csv, row ")
    assert "no problems" not in done.stdout
    assert not (tmp_path / "results").exists()


def test_a_sound_case_passes_strictly(tmp_path: Path) -> None:
    done = h2opt("check", str(QUICKSTART), "--strict")
    assert done.returncode == 0
    assert "no problems" in done.stdout


def test_merging_regions_is_no_doubt() -> None:
    case = load_case(QUICKSTART.parent / "china")
    assert case.notes
    assert not case.doubts


def test_errors_travel_between_processes() -> None:
    error = CaseError([Problem("wrong")], "study", ["hardly"])
    back = pickle.loads(pickle.dumps(error))
    assert (str(back), back.notes) == (str(error), ("hardly",))
    strict = pickle.loads(pickle.dumps(StrictError(["hardly"])))
    assert str(strict) == str(StrictError(["hardly"]))


def test_a_table_without_rows_is_told_alone(tmp_path: Path) -> None:
    """No region: not that each row of the other tables names an unknown one."""
    folder = changed(tmp_path / "case")
    regions = folder / "regions.csv"
    regions.write_text(regions.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    with pytest.raises(CaseError) as told:
        load_case(folder)
    assert [p.message for p in told.value.problems] == ["the table has no rows"]


def test_rows_with_errors_may_be_all_of_a_table() -> None:
    """What is left has its columns: notes read them."""
    table = pd.DataFrame({"region": ["A"], "_file": ["regions.csv"], "_row": [2]})
    left = Tables({"regions": table}).without({("regions.csv", 2)})["regions"]
    assert (len(left), list(left.columns)) == (0, ["region", "_file", "_row"])
    assert list(Tables({"regions": left}).without({("regions.csv", 2)})["regions"].columns) == list(left.columns)
