"""Plans that have no answer in some future: a short sentence each for the screen, and a file that says all of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from optimizer.files import whole

FILE = "no_answer.txt"
Whys = Mapping[tuple[str, str], str]
"""Why there is no answer, as long as it may be, by plan and future."""
ITEM = "  - "
CITED = re.compile(r" \([^()]*(?:\([^()]*\)[^()]*)*\)$")
"""Where a requirement is written: the row of its table, behind it in brackets."""


def in_short(why: str) -> str:
    """The first requirement that cannot be met, and with how many others; of another reason its first line.

    >>> in_short("No plan.\\nThese cannot hold together:\\n  - demand for el, 2035: 9 GWh (demand.csv, row 3)\\n  - cap, 2035\\nChange:\\n  - a")
    'demand for el, 2035: 9 GWh, and 1 more, cannot be met together'
    >>> in_short("This cannot be met:\\n  - demand for el, 2035: 9 GWh (demand.csv, row 3)"), in_short("wind is not possible here")
    ('demand for el, 2035: 9 GWh cannot be met', 'wind is not possible here')
    """
    lines = why.splitlines()
    first = next((n for n, line in enumerate(lines) if line.startswith(ITEM)), len(lines))
    after = next((n for n in range(first, len(lines)) if not lines[n].startswith(ITEM)), len(lines))
    if first == len(lines):
        return lines[0] if lines else "not known"
    asked = CITED.sub("", lines[first].removeprefix(ITEM))
    more = after - first - 1
    return f"{asked}, and {more} more, cannot be met together" if more else f"{asked} cannot be met"


def told(found: Whys) -> list[str]:
    """A sentence for each plan and future."""
    return [f"The plan for {plan} has no answer in {future}: {in_short(why)}." for (plan, future), why in found.items()]


def write_whys(found: Whys, folder: Path) -> list[Path]:
    """Write all that is known of why; where every plan has an answer no file is left of an earlier command."""
    path = folder / FILE
    if not found:
        path.unlink(missing_ok=True)
        return []
    texts = [f"The plan for {plan} has no answer in {future}.\n{why}\n" for (plan, future), why in found.items()]
    with whole(path) as file:
        file.write_text("\n".join(texts), encoding="utf-8")
    return [path]
