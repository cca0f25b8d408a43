"""Why cost falls without limit: what grows together."""

from __future__ import annotations

from optimizer.compiled import Compiled, Family
from optimizer.solve import escape_directions

MOST = 8  # lines
HINT = "Look for a sale price above a purchase price, a negative cost, or a purchase and a sale without limit."


def runaways(compiled: Compiled) -> list[str]:
    """Lines that name what grows without limit."""
    lines = []
    for at, _ in escape_directions(compiled)[:MOST]:
        family = _family(compiled.columns, at)
        label = "/".join(str(v) for v in family.label(int(at) - family.start))
        lines.append(f"  - {family.name.replace('_', ' ')} of {label} grows without limit")
    return ["These grow together:", *lines, HINT]


def _family(families: tuple[Family, ...], position: int) -> Family:
    return next(f for f in families if f.start <= position < f.stop)
