"""sources.csv: what the keys that the tables name stand for."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from builder.research import Research

OWN = {"ASSUMED": ("Planning figure of this case", "", "own work", "The note of the row says why, and where to look")}


def write_sources(research: Research, keys: set[str], path: Path) -> None:
    """Write the sources that are used.

    Raises:
        LookupError: a key that nothing explains.
    """
    known = {key: (title, address, licence, note) for key, title, address, licence, note in _listed(research)}
    known |= {key: (text, "", "", "") for text, key in research.technology_sources.items()}
    known |= OWN
    if missing := sorted(keys - set(known)):
        raise LookupError(f"sources without an entry: {missing}")
    rows = [(key, *known[key]) for key in sorted(keys)]
    frame = pd.DataFrame(rows, columns=["key", "title", "address", "licence", "note"])
    path.write_text(frame.to_csv(index=False, lineterminator="\n"), encoding="utf-8", newline="\n")


def _listed(research: Research) -> list[tuple[str, str, str, str, str]]:
    frame = research.frame("sources")
    return list(frame[["key", "title", "address", "licence", "note"]].itertuples(index=False, name=None))
