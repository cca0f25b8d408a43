"""The limits of a frontier as points of a study: those that are asked for now, and those that earlier commands found in the same folder.

Points of one case lie on one frontier whichever command asked for them. So a further range, or more points, add to what is there: nothing
that was found is solved again, and nothing is lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isclose

from optimizer.runs import DONE
from optimizer.study.limited import ID, Limited
from optimizer.study.sweeps.design import Point, plain
from optimizer.study.sweeps.store import Store
from optimizer.study.sweeps.study import Study
from optimizer.units import factor, fits

SAME = 1e-9
"""Relative distance of two limits that are one."""
LIMIT = "limit"


@dataclass(frozen=True)
class Step:
    """A limit of a frontier.

    Attributes:
        limit: in the unit that the frontier is told in.
        value, unit: as it was asked for.
    """

    name: str
    limit: float
    value: float
    unit: str


def asked(limits: Sequence[float], unit: str, usual: str) -> list[Step]:
    """Limits that are asked for now; in another unit than usual the unit is part of the name, so that no other limit has it."""
    more = "" if unit == usual else f"_{plain(unit)}"
    return [Step(f"{LIMIT}_{plain(v)}{more}", v, v, unit) for v in limits]


def earlier(only: Study, what: Limited, store: Store, unit: str) -> list[Step]:
    """Limits whose answers are in the folder: of the same case, limited in the same way, solved by the same code."""
    return [step for record in store.records() if (step := _step(record, only, what, unit)) is not None]


def _step(record: dict[str, object], only: Study, what: Limited, unit: str) -> Step | None:
    """The limit of a record; None where it is of something else."""
    values, units = record.get("values"), record.get("units")
    value = values.get(LIMIT) if isinstance(values, dict) else None
    mine = units.get(LIMIT) if isinstance(units, dict) else None
    if (
        record.get("status") != DONE
        or not isinstance(value, float)
        or not isinstance(mine, str)
        or not fits(mine, unit)
    ):
        return None
    step = Step(str(record["point"]), value * factor(mine, unit), value, mine)
    return step if record.get("key") == only.key(_point(step, only, what, None)) else None


def together(new: Sequence[Step], old: Sequence[Step]) -> list[Step]:
    """All limits, the loosest first; of two that are one the old, which is solved."""
    known = {step.name: step for step in old}
    further = [s for s in new if not any(isclose(s.limit, o.limit, rel_tol=SAME) for o in old)]
    return sorted({**known, **{s.name: s for s in further}}.values(), key=lambda step: -step.limit)


def points_of(steps: Sequence[Step], only: Study, what: Limited) -> Iterator[Point]:
    """A point for each limit, the loosest first.

    The loosest begins from nothing, every other one from its looser neighbour: none waits for the tightest, which may have no answer in time.

    Args:
        steps: from `together`.
    """
    before = None
    for step in steps:
        yield _point(step, only, what, before)
        before = step.name


def _point(step: Step, only: Study, what: Limited, before: str | None) -> Point:
    patches = (*only.points[0].patches, what.row(step.value, step.unit))
    return Point(step.name, "" if before is None else ID, before, {LIMIT: step.limit}, patches=patches)
