"""The recorded answer of the Chinese case: of the tables as they are, and plausible, or told why not (`inputs/china/record.py`)."""

import json
from pathlib import Path

import pandas as pd
import pytest

from optimizer.case.read import read_raw
from optimizer.report.plausible import INSIDE

CHINA = Path(__file__).parents[2] / "inputs" / "china"
ANSWERS = sorted(p.stem for p in (CHINA / "answer").glob("*.json"))

UNUSED = ("calibration.csv", "sources.csv")  # say nothing to the base


@pytest.fixture(scope="module")
def hashes():
    return read_raw(CHINA).hashes


def test_the_base_is_recorded():
    assert "base" in ANSWERS


@pytest.mark.parametrize("scenario", ANSWERS)
def test_it_was_solved_from_these_tables(scenario, hashes):
    kept = json.loads((CHINA / "answer" / f"{scenario}.json").read_text(encoding="utf-8"))
    assert kept["status"] == "certified"
    stale = sorted(name for name in hashes if name not in UNUSED and kept["hashes"].get(name) != hashes[name])
    assert not stale, f"solve and record again (inputs/china/record.py): {', '.join(stale)} changed"


def test_figures_are_plausible_or_told_why_not():
    answer = pd.read_csv(CHINA / "answer" / "base.csv", dtype=str, keep_default_na=False)
    ranges = pd.read_csv(CHINA / "plausible.csv", dtype=str, keep_default_na=False)
    assert len(answer) == len(ranges)
    outside = answer[answer.verdict != INSIDE]
    unexplained = outside[outside.why == ""]
    assert unexplained.empty, unexplained.to_string()
    assert len(outside) <= 0.15 * len(answer)


def test_verdicts_follow_from_the_ranges():
    answer = pd.read_csv(CHINA / "answer" / "base.csv", keep_default_na=False)
    numbers = answer[["low", "high", "found"]].apply(pd.to_numeric)
    low, high = numbers.low.fillna(float("-inf")), numbers.high.fillna(float("inf"))
    room = 1 + 5e-4  # four digits are written
    inside = (numbers.found * room >= low) & (numbers.found <= high * room)
    assert (inside == (answer.verdict == INSIDE)).all()
