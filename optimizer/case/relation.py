"""What the limit of a policy is a part of, as a planner says it: `30 % of gross emissions`."""

from __future__ import annotations

from optimizer.case.kinds import KINDS, Reference
from optimizer.case.text import listed

WHOLE = {"priority": "what is emitted less than in {}", "retire_after_build": "earlier builds of {}"}
"""What a value is multiplied by, where it is not simply what is named."""
YEARLY = tuple(name for name, kind in KINDS.items() if kind.form in ("growth", "pathway"))
"""Kinds that compare periods, whose value is not simply multiplied by one amount of the same period."""


def relation(kind: str, to: Reference, share: float, unit: str) -> str:
    """What a limit is a part of; empty where the value itself is the limit, or a rule on its growth.

    Args:
        kind: of the policy.
        to: what `relative_to` says.
        share: the value in the period, in `unit`.
        unit: as the planner wrote it; a dimensionless value is told in per cent.

    >>> relation("removal_limit", Reference("nothing"), 30.0, "%")
    '30 % of gross emissions'
    >>> relation("share", Reference("technologies"), 0.05, "1"), relation("cap", Reference("year", ("2030",)), 60.0, "%")
    ('5 % of all', '60 % of 2030')
    >>> relation("priority", Reference("series", ("emitted_2005",)), 30.0, "%")
    '30 % of what is emitted less than in emitted_2005'
    >>> relation("intensity", Reference("flow", ("electricity",), "output"), 300.0, "gCO2/kWh")
    '300 gCO2/kWh of output:electricity'
    >>> relation("cap", Reference("nothing"), 3.0, "tCO2/year")
    ''
    """
    if kind in YEARLY or (to.against == "nothing" and kind != "removal_limit") or to.against in ("peak", "policy"):
        return ""
    name = f"{to.flow}:{to.names[0]}" if to.against == "flow" else listed(to.names, 3) or "all"
    if kind == "removal_limit":
        name = "gross emissions" if to.against != "series" else name
        name += f" of {to.year}" if to.against == "year" else ""
    value, unit = (100.0 * share, "%") if unit in ("", "1") else (share, unit)
    return f"{value:.4g} {unit} of {WHOLE.get(kind, '{}').format(name)}"
