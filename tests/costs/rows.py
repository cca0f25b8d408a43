"""The rows of validation.csv, and when a figure agrees with one.

Rows hold published model outputs and closed forms; the case names are those of docs/cost-library.md. V02 and V09 are as
published, slips included; V02c and V09c are the targets.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path


@dataclass(frozen=True)
class Row:
    case: str
    subcase: str
    tier: str
    quantity: str
    expected: str
    unit: str
    tolerance: str
    kind: str
    inputs: str
    source: str
    notes: str

    @property
    def parts(self) -> list[str]:
        return [p.strip() for p in self.subcase.split(";")]

    @property
    def numbers(self) -> list[float]:
        """Numbers of the subcase in their order."""
        return numbers(self.subcase)

    def relative(self) -> float:
        """Stated tolerance: the first one, for the real gas where there are two."""
        stated = self.tolerance.split()[0]
        return float(stated) / 100 if "%" in self.tolerance else float(stated)

    def agrees(self, value: float) -> bool:
        """Within the stated tolerance, and half a unit of the last figure that is printed."""
        printed = Decimal(self.expected)
        half = float(Decimal(5).scaleb(printed.as_tuple().exponent - 1))  # type: ignore[operator]
        return abs(value - float(printed)) <= self.relative() * abs(float(printed)) + half


def numbers(text: str) -> list[float]:
    return [float(n) for n in re.findall(r"(?<![A-Za-z0-9])\d+(?:\.\d+)?", text)]


def named(text: str) -> dict[str, float]:
    """Numbers that are given as name=number."""
    return {k: float(v) for k, v in re.findall(r"([A-Za-z_]+)=(\d+(?:\.\d+)?)", text)}


def rows(*cases: str) -> list[Row]:
    with (Path(__file__).parent / "validation.csv").open(encoding="utf-8", newline="") as file:
        found = [Row(**r) for r in csv.DictReader(file)]
    return [r for r in found if not cases or r.case in cases]
