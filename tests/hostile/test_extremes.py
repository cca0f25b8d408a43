"""Numbers at both ends of what a computer holds, beside one another in each table: a case has notes or problems, and nothing breaks."""

from __future__ import annotations

import csv
import shutil
from itertools import cycle
from pathlib import Path

import pytest

from optimizer.errors import CaseError
from optimizer.pipeline import load_case

INPUTS = Path(__file__).parents[2] / "inputs"
TINY, SMALL, LARGE, HUGE = "5e-324", "1e-300", "9e99", "1.7e308"
PATTERNS = (
    (LARGE, SMALL),
    (TINY, HUGE, TINY),
    (SMALL,),
    (LARGE,),
    (TINY,),
    ("0", HUGE),
    ("", "", HUGE, ""),
    ("", "", TINY, ""),
)
"""What the rows of a table have in turn; '' leaves the number as it is. The largest that is not refused is LARGE."""
TABLES = {
    case: sorted(
        f.stem for f in (INPUTS / case).glob("*.csv") if "value" in f.read_text(encoding="utf-8").partition("\n")[0]
    )
    for case in ("quickstart", "learning", "electrolysis")
}


def with_numbers(folder: Path, table: str, numbers: tuple[str, ...]) -> Path:
    """The numbers of a table in turn."""
    file = folder / f"{table}.csv"
    with file.open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    for row, number in zip(rows, cycle(numbers), strict=False):
        row["value"] = number or row["value"]
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return folder


@pytest.mark.parametrize(("case", "table"), [(case, table) for case, tables in TABLES.items() for table in tables])
def test_nothing_breaks(case: str, table: str, tmp_path: Path) -> None:
    for i, numbers in enumerate(PATTERNS):
        folder = tmp_path / str(i)
        shutil.copytree(INPUTS / case, folder, ignore=shutil.ignore_patterns("research", "answer", "README.md"))
        try:
            told = load_case(with_numbers(folder, table, numbers)).notes
        except CaseError as error:
            told = (*map(str, error.problems), *error.notes)
        assert all(len(note) < 1000 for note in told)
