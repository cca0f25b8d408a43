"""Copies of the quickstart with a column of a table changed in all rows that have some cells."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from optimizer.errors import CaseError
from optimizer.pipeline import load_case

INPUTS = Path(__file__).parents[2] / "inputs"
Change = Callable[[str], str] | str


def copied(folder: Path) -> Path:
    """A copy of the quickstart."""
    shutil.copytree(INPUTS / "quickstart", folder, ignore=shutil.ignore_patterns("research", "answer", "README.md"))
    return folder


def changed(folder: Path, table: str, where: dict[str, str], column: str, to: Change) -> list[int]:
    """Change a cell in all rows that have others; their numbers in the file."""
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    at = [i for i, row in enumerate(lines) if all(row[k] == v for k, v in where.items())]
    assert at
    for i in at:
        lines[i][column] = to(lines[i][column]) if callable(to) else to
    _written(path, lines)
    return [i + 2 for i in at]


def dropped(folder: Path, table: str, where: dict[str, str]) -> None:
    """Leave out the rows that have some cells."""
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    _written(path, [row for row in lines if any(row[k] != v for k, v in where.items())])


def _written(path: Path, lines: list[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(lines[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)


def times(by: float) -> Callable[[str], str]:
    return lambda cell: f"{float(cell) * by:.12g}"


def told(folder: Path) -> list[str]:
    """Errors and notes on a case."""
    try:
        return list(load_case(folder).doubts)
    except CaseError as error:
        return [*map(str, error.problems), *error.notes]
