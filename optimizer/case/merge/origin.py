"""Where a number of a merged region comes from: the sources of all its rows, and the worst of their qualities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from optimizer.case.checks.common import listed_in

BEST_FIRST = ("sourced", "derived", "", "assumed")  # a row that says nothing may be no more than assumed, or be sourced

MERGED_ROWS = " (rows "
"""Between a file and the rows of it that a merged number is put together of."""
TOLD = ("source", "note", "quality", "_file", "_row")
Told = Mapping[str, Sequence[Any]]


def told_of(table: pd.DataFrame) -> Told:
    """The columns that say where rows come from, as lists: a frame is slow to read cell by cell."""
    return {c: table[c].tolist() for c in TOLD}


def origin(table: Told, rows: Sequence[int], of: Sequence[str] = (), note: str = "") -> dict[str, Any]:
    """Cells that say where a number made of some rows comes from.

    What one row states alone keeps all that the row says of itself. What several state together, or what is worked out, is derived at
    best, has the sources of all and the note that they share, and names the rows of all.

    Args:
        table: from `told_of`.
        of: the places it is put together of, for the note.
        note: how it was worked out, in place of the places.
    """
    at = list(dict.fromkeys(rows))
    if not at:
        return {}
    sources = list(dict.fromkeys(str(table["source"][i]) for i in at))
    told = note or (f"merged: {', '.join(of)}" if len(of) > 1 else "")
    notes = {n for i in at if (n := str(table["note"][i]))}
    shared = notes.pop() if len(notes) == 1 else ""
    cells: dict[str, Any] = {
        "source": sources[0]
        if len(sources) == 1
        else ";".join(dict.fromkeys(s for c in sources for s in listed_in(c))),
        "quality": worst([str(table["quality"][i]) for i in at], put_together=len(at) > 1 or bool(note)),
        "note": "; ".join(part for part in (told, shared) if part),
    }
    return cells | ({c: table[c][at[0]] for c in ("_file", "_row")} if len(at) == 1 else {"_file": _written(table, at)})


def _written(table: Told, at: Sequence[int]) -> str:
    """Where several rows are written: each file with its rows."""
    rows: dict[str, list[str]] = {}
    for i in at:
        line = table["_row"][i]
        rows.setdefault(str(table["_file"][i]), []).extend([] if pd.isna(line) else [str(int(line))])
    return " and ".join(f"{file}{MERGED_ROWS}{', '.join(of)})" if of else file for file, of in rows.items())


def worst(qualities: Sequence[str], put_together: bool) -> str:
    """The worst of several qualities; what is put together of several numbers is derived at best.

    >>> worst(["sourced"], False), worst(["sourced", "sourced"], True), worst(["assumed", "sourced"], True)
    ('sourced', 'derived', 'assumed')
    """
    found = max(BEST_FIRST.index(q) for q in qualities)
    return BEST_FIRST[max(found, BEST_FIRST.index("derived")) if put_together else found]
