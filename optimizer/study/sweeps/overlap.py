"""Changes of which nothing is left, since another one sets the same numbers after them.

Changes of a point are made one after the other: factors of one number multiply, and a value that replaces it hides them. A point
that carries the values of both would be told by one that had no effect.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from optimizer.case.read import Raw
from optimizer.case.scenario import matching
from optimizer.errors import Problem
from optimizer.study.sweeps.axis import Axis
from optimizer.study.sweeps.design import Point
from optimizer.study.sweeps.place import Place

APART = ("one_at_a_time", "table")
"""Designs in which two axes never move together."""


def of_axes(axes: Sequence[Axis], design: str, start: Raw, file: str) -> Iterator[Problem]:
    """Axes that move together and of which the later one hides the earlier.

    Args:
        axes: each fits the case by itself.
        start: the case as it was read, with the scenario of the study.
    """
    for first, second in combinations(axes, 2) if design not in APART else ():
        if hidden(first.places, second.places, second.mode, start):
            message = f"axis '{second.name}' sets the same numbers after it: '{first.name}' would move nothing"
            yield Problem(message, file, column=f"axes.{first.name}", found="; ".join(map(str, first.places)),
                          allowed="one axis of both, or a design that moves one at a time")  # fmt: skip
        elif first.mode == second.mode != "s" and _same(first.places, second.places, start):
            what = "multiply" if first.mode == "r" else "add to"
            message = f"axes '{first.name}' and '{second.name}' both {what} the same numbers: only the two together would show"
            yield Problem(message, file, column=f"axes.{second.name}", found="; ".join(map(str, second.places)),
                          allowed="one axis of both, or a design that moves one at a time")  # fmt: skip


def _same(first: Sequence[Place], second: Sequence[Place], start: Raw) -> bool:
    """Whether two axes move exactly the same numbers."""
    return hidden(first, second, "s", start) and hidden(second, first, "s", start)


def of_runs(points: Sequence[Point], start: Raw, file: str) -> Iterator[Problem]:
    """Changes of a listed run that a later one of the same run hides."""
    for point in points:
        for first, second in combinations(point.changes, 2):
            if hidden([first.place], [second.place], second.mode, start):
                message = f"run '{point.name}' changes the same numbers twice, and the second change hides the first"
                yield Problem(message, file, column="runs", found=str(first.place), allowed="one change of each")


def hidden(first: Sequence[Place], second: Sequence[Place], mode: str, start: Raw) -> bool:
    """Whether nothing of a change of the first places is left after one of the second; of a key the last change stands."""
    return all(any(_covers(later, place, mode, start) for later in second) for place in first)


def _covers(later: Place, place: Place, mode: str, start: Raw) -> bool:
    if place.key or later.key:
        return place.key == later.key
    if mode != "s" or (later.table, later.column) != (place.table, place.column):
        return False
    table = start.tables[place.table]
    rows = matching(table, place.rows, str(place))
    return not (rows & ~matching(table, later.rows, str(later))).any()
