"""A policy that bounds other years, or counts other plant, than it seems to say: one note, which stops nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny import tiny_case

HEAD = "id,kind,gas,carrier,technology,relative_to,coefficient,time,year,value,unit,start,end,built_from,on\n"
CAP = "c,cap,CO2,,,,,,{},9,ktCO2/year,{},,,\n"
MATCH = "m,matching,,el,electrolyser,wind,,year,,100,%,,,{},\n".replace("year,,100", "each,,100")
FIRM = "f,reserve_margin,,el,,,{},,,10,%,,,,\n"


def notes(folder: Path, *rows: str) -> tuple[str, ...]:
    return tiny_case(folder, policies=HEAD + "".join(rows)).notes


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (CAP.format(2025, ""), "for a year before the first period 2030, and the last one holds in all periods"),
        (CAP.format(2035, ""), "its first year is no period: it holds from 2040 on, and 2030 is free (found: 2035)"),
        (FIRM.format(""), "counts all capacity of wind as firm, although a profile says when it is available"),
        (MATCH.format(2041), "nothing is built after the last period 2040, so no generation can be claimed"),
    ],
)
def test_a_slip_is_told_once(row: str, told: str, tmp_path: Path) -> None:
    (note,) = notes(tmp_path / "r", row)
    assert note.startswith("policies.csv, row 2, column '")
    assert told in note


OVER, BETWEEN = (CAP.format("", years).replace(",,\n", ",\n") for years in (",2025", "2031,2039"))


@pytest.mark.parametrize("row", [CAP.format(2050, ""), CAP.format("", 2041), OVER, BETWEEN])
def test_what_begins_too_late_or_ends_too_early_is_told_before_a_run(row: str, tmp_path: Path) -> None:
    """In the words of the run, which says it once."""
    assert notes(tmp_path / "r", row) == ("policy c holds in no period of the horizon",)


@pytest.mark.parametrize(
    "rows",
    [
        [CAP.format("", "")],
        [CAP.format(2030, "")],
        [CAP.format(2025, "").replace(",,,\n", ",2035,,\n")],
        [CAP.format(2025, ""), CAP.format(2040, "")],
        [CAP.format(2035, 2030)],
        [CAP.format(2050, "").replace(",,,\n", ",,,no\n")],
        [FIRM.format("wind=0.1")],
        [MATCH.format(2040)],
    ],
)
def test_what_is_meant_has_none(rows: list[str], tmp_path: Path) -> None:
    assert notes(tmp_path / "r", *rows) == ()
