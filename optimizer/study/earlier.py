"""Answers of earlier commands for alternatives of the same case: they stay beside those that are asked for now, as points of a frontier do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from optimizer.errors import CaseError
from optimizer.study.amounts import Amount, read_amounts
from optimizer.study.extremes import AMOUNT, WAY, WAYS, WITHIN, Extremes
from optimizer.study.sweeps.design import BASE, Point
from optimizer.study.sweeps.point import FOUND
from optimizer.study.sweeps.store import Store

At = tuple[tuple[tuple[str, str], ...], str, float]
"""What an answer is of: the row that counts its amount, least or most, and the share of the cost."""


def joined(study: Extremes, store: Store) -> Extremes:
    """The study with the answers in its folder that are of the same case, where both the least and the most are there.

    An amount that now goes by another name keeps its answers; one whose name now means something else goes by its path.
    """
    amounts, paths, asked = list(study.amounts), dict(study.paths), {_at(study, p) for p in study.points[1:]}
    found: dict[At, Point] = {}
    for record in store.records():
        amount = _amount(record, amounts, study)
        if amount is None:
            continue
        new = amount not in amounts
        trial = replace(study, amounts=(*amounts, amount)) if new else replace(study, amounts=tuple(amounts))
        point = Point(str(record["point"]), "", BASE, {**record["values"], AMOUNT: amount.name})
        at = _at(trial, point)
        if trial.key(point) == record.get("key") and at not in asked:
            amounts, found = list(trial.amounts), found | {at: point}
            paths.setdefault(amount.name, str(record["path"]))
    both = [p for (cells, _, share), p in found.items() if all((cells, way, share) in found for way in WAYS)]
    kept = {str(p.values[AMOUNT]) for p in both} | {a.name for a in study.amounts}
    return replace(
        study,
        points=(*study.points, *_in_order(both)),
        amounts=tuple(a for a in amounts if a.name in kept),
        paths=paths,
    )


def _in_order(points: list[Point]) -> Iterator[Point]:
    """Each amount from the narrowest cost to the widest, the least first."""
    ways = list(WAYS)
    yield from sorted(
        points, key=lambda p: (str(p.values[AMOUNT]), float(p.values[WITHIN]), ways.index(str(p.values[WAY])))
    )


def _at(study: Extremes, point: Point) -> At:
    i, way, share = study.asked(point)
    return tuple(sorted(study.amounts[i].cells.items())), way, share


def _amount(record: Mapping[str, Any], known: list[Amount], study: Extremes) -> Amount | None:
    """The amount of a record; None where it is of something else, or the case no longer has it."""
    values, path = record.get("values"), record.get("path")
    if (
        record.get("status") != FOUND
        or not isinstance(values, dict)
        or not path
        or not {AMOUNT, WAY, WITHIN} <= set(values)
    ):
        return None
    try:
        (amount,) = read_amounts({str(values[AMOUNT]): str(path)}, study.base)
    except CaseError:
        return None
    same = [a for a in known if dict(a.cells) == dict(amount.cells)]
    if same:
        return same[0]
    taken = amount.name in {a.name for a in known}
    return replace(amount, name=str(path)) if taken else amount
