"""Patches of scenarios that miss their rows: those of the scenario that is asked for, with the labels they may have meant."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from tiny import YAML, write_tiny

from optimizer.cli import BAD_INPUT, main
from optimizer.errors import CaseError
from optimizer.pipeline import load_case

SCENARIOS = """scenarios:
  wrong: [{table: policies, where: {id: budgte}, set: {value: 1}}]
  right: [{table: policies, where: {id: budget}, set: {value: 901}}]
  apart: [{table: parameters, where: {technology: wind, parameter: ramp_up}, scale: 2}]
"""


def check(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["h2opt", "check", *words])
    try:
        main()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def test_a_wrong_scenario_does_not_stop_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a scenario all of them are looked at."""
    folder = str(write_tiny(tmp_path / "tiny", yaml=YAML + SCENARIOS))
    assert check(monkeypatch, folder, "-s", "right") == 0
    assert check(monkeypatch, folder, "-s", "wrong") == BAD_INPUT
    assert "scenarios.apart" not in capsys.readouterr().err
    assert check(monkeypatch, folder) == BAD_INPUT
    told = capsys.readouterr().err
    assert "scenarios.wrong[1]" in told
    assert "scenarios.apart[1]" in told


def test_a_patch_that_misses_tells_the_nearest_labels(tmp_path: Path) -> None:
    folder = write_tiny(tmp_path / "tiny", yaml=YAML + SCENARIOS)
    with pytest.raises(CaseError) as error:
        load_case(folder, "wrong")
    assert "matches no row, did you mean 'budget'? (found: {'id': 'budgte'}); allowed: id: budget" in str(error.value)
    with pytest.raises(CaseError, match="allowed: labels that one row has together"):
        load_case(folder, "apart")


@pytest.mark.parametrize(
    ("patches", "words"),
    [
        ("7", "scenarios.s': a scenario is a list of patches (found: 7)"),
        ("{table: demand}", "scenarios.s': a scenario is a list of patches"),
        ("[{table: [demand], drop: yes}]", "scenarios.s[1]': no table '['demand']'"),
        ("[{table: demand, where: A, set: {value: 1}}]", "scenarios.s[1].where': names no columns (found: A)"),
        ("[{table: demand, where: {carrier: el}, set: 5}]", "scenarios.s[1]': nothing to do"),
        ("[{7: demand, x: 1}]", "scenarios.s[1]': unknown word in a patch (found: 7, x)"),
    ],
)
def test_what_is_no_patch_is_told(patches: str, words: str, tmp_path: Path) -> None:
    folder = write_tiny(tmp_path / "tiny", yaml=f"{YAML}scenarios: {{s: {patches}}}\n")
    for scenario, every in (("s", False), (None, True)):
        with pytest.raises(CaseError) as error:
            load_case(folder, scenario, every=every)
        assert words in str(error.value)


def test_a_row_is_added_and_then_cells_of_its_table_are_set(tmp_path: Path) -> None:
    """The row that was added stands in no line of a file, whatever is changed beside it; the list of changes tells both."""
    both = """scenarios:
  first: [{table: demand, add: {carrier: h2, region: A, value: 1, unit: t/hour}}, {table: demand, where: {carrier: el}, scale: 2}]
  last: [{table: demand, where: {carrier: el}, scale: 2}, {table: demand, add: {carrier: h2, region: A, value: 1, unit: t/hour}}]
"""
    folder = write_tiny(tmp_path / "tiny", yaml=YAML + both)
    told = [
        {(c.row, c.column, c.before, c.after) for c in load_case(folder, name).changes} for name in ("first", "last")
    ]
    assert told[0] == told[1]
    assert {row for row, *_ in told[0]} > {None}
    assert (None, "value", "", "1") in told[0]
