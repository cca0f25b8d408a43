"""What was learnt in an answer: experience by period, what a unit was paid and what the curve itself says it cost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from optimizer.certificate.learning import recounted
from optimizer.certificate.physics import Solved
from optimizer.inputs import Inputs
from optimizer.inputs.learning import learnt_curves

FULL = 1e-6  # of the experience a curve is told for: so near its end it is reached


def learned(inputs: Inputs, solved: Mapping[str, Solved]) -> list[dict[str, Any]]:
    """One entry each curve and period: curve, period, built, outside, experience, unit, paid, by_curve, cost_unit.

    `built` is what the case adds and `outside` what others do, `experience` all that has been built at the end of the period; `paid` is
    the mean cost of a unit in the answer (by the pieces or the path), `by_curve` that of the smooth curve at this experience.
    """
    counted, built = recounted(inputs, solved), solved["capacity_built"]
    own = {label: float(row[0]) for label, _, row in built.rows()}
    out: list[dict[str, Any]] = []
    for name, each in learnt_curves(inputs.case).items():
        now = each.curve.experience
        for y, outside in each.outside_added.items():
            before = now + outside
            added = sum(each.content[str(k)] * b for (k, _, v), b in own.items() if v == y and k in each.content)
            now = before + added
            pieces = counted.get(name)
            out.append(
                {
                    "curve": name,
                    "period": y,
                    "built": added,
                    "outside": outside,
                    "experience": now,
                    "unit": each.unit,
                    "paid": each.path[y] if pieces is None else pieces.price(before, now),
                    "by_curve": each.curve.mean(before, now),
                    "cost_unit": f"{inputs.case.options.money}/({each.unit})",
                    "full": now >= each.most * (1.0 - FULL),
                }
            )
    return out


def learned_notes(inputs: Inputs, entries: list[dict[str, Any]]) -> list[str]:
    """What the reader must know of how costs were learnt."""
    if not entries:
        return []
    paid, curve = (sum(e[cost] * e["built"] for e in entries) for cost in ("paid", "by_curve"))
    off = f"by the curves themselves what is built costs {curve / paid - 1:+.2%}" if paid else "nothing of it is built"
    way = {"pieces": "are solved for in straight pieces", "path": "follow the path of learning.csv"}
    notes = [f"Costs that are learnt {way[inputs.case.options.learning]}; {off}."]
    full = dict.fromkeys(e["curve"] for e in entries if e["full"])
    return [
        *notes,
        *(f"Learning curve {name} ends at its experience_max, which may hold back builds." for name in full),
    ]
