"""Policies that ask for more plant, or use of plant, than can stand: told with the table that is why; what can be reached has no note."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from whole_tables import copied

from optimizer.pipeline import load_case

FLOOR = {"id": "least", "kind": "capacity", "quantity": "capacity", "technology": "nuclear", "area": "together"}
FLOOR |= {"time": "each", "sense": ">=", "year": 2045, "value": 10, "unit": "GW", "on": "yes"}
WIND = {"technology": "wind", "area": "each", "region": "SD"}
USE = {"kind": "activity", "quantity": "activity", "unit": "TWh/year"}


def notes(folder: Path, **cells: object) -> tuple[str, ...]:
    """Notes on the quickstart with a policy more; None empties a cell."""
    case = copied(folder)
    options = yaml.safe_load((case / "case.yaml").read_text(encoding="utf-8"))
    row = {k: v for k, v in {**FLOOR, **cells}.items() if v is not None}
    options["scenarios"] = {"planted": [{"table": "policies", "add": row}]}
    (case / "case.yaml").write_text(yaml.safe_dump(options), encoding="utf-8")
    return load_case(case, "planted").doubts


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({}, "at least 10 GW is asked for in 2045, and no more than 2.65 GW can be: nuclear may not be built"),
        ({"kind": "cap", "value": 9}, "at least 9 GW is asked for in 2045, and no more than 2.65 GW can be"),
        ({"quantity": "build", "value": 0.1}, "at least 0.1 GW is asked for in 2045, and no more than 0 GW can be"),
        ({**USE, "value": 24}, "at least 24 TWh/year is asked for in 2045, and no more than 23.2776 TWh/year can be"),
        ({**WIND, "value": 200}, "at least 200 GW is asked for in 2045 in SD, and no more than 194.5 GW can be: potentials.csv leaves no more"),
        ({**WIND, "value": 40, "year": 2025}, "at least 40 GW is asked for in 2025 in SD, and no more than 32.19 GW can be"),
        ({"technology": "nuclear;coal_power", "value": 300, "year": 2025, "end": 2026}, None),
        ({"technology": "nuclear;coal_power", "value": 301, "year": 2025, "end": 2026}, "no more than 300.23 GW can be: nuclear, coal_power may not be built"),
    ],
)  # fmt: skip
def test_a_floor_out_of_reach(cells: dict[str, object], words: str | None, tmp_path: Path) -> None:
    found = notes(tmp_path / "case", **cells)
    if words is None:
        assert found == ()
    else:
        (note,) = found
        assert note.startswith("case.yaml (scenarios.planted[1]), column 'value': ")
        assert words in note


@pytest.mark.parametrize(
    "cells",
    [
        {"value": 2.65},
        {"sense": "<="},
        {"on": "no"},
        {"end": 2040, "year": None},
        {"overshoot_price": 100, "overshoot_unit": "CNY_2020/kW/year"},
        {"technology": "gas_ccgt", "value": 9000},
        {**USE, "value": 23},
        {**WIND, "value": 194.5, "year": 2060},
    ],
)
def test_what_can_be_reached_has_no_note(cells: dict[str, object], tmp_path: Path) -> None:
    if "end" in cells:
        cells = {**cells, "value": 2}
    assert notes(tmp_path / "case", **cells) == ()
