"""How well founded the numbers of a case are: rows by what they say of themselves."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from optimizer.case.read import read_raw
from optimizer.case.scenario import apply_scenario

FLAGS = ("sourced", "derived", "assumed")


def quality_counts(path: Path, scenario: str | None = None) -> dict[str, int]:
    """Rows with a number by quality (sourced, derived, assumed, unstated), in the tables as written."""
    found: Counter[str] = Counter(dict.fromkeys((*FLAGS, "unstated"), 0))
    for table in apply_scenario(read_raw(Path(path)), scenario).tables.values():
        if "value" in table:
            numbers = table[table["value"].astype(str).str.strip() != ""]
            flags = numbers["quality"] if "quality" in table else numbers["value"].map(lambda _: "")
            found.update(flag if flag in FLAGS else "unstated" for flag in flags)
    return dict(found)


def quality_line(path: Path, scenario: str | None = None) -> str:
    """The same in a sentence."""
    counts = quality_counts(path, scenario)
    total = sum(counts.values())
    shares = ", ".join(f"{count / max(total, 1):.0%} {flag}" for flag, count in counts.items() if count)
    return f"{total:,} numbers: {shares}."
