"""Peak, decline, slowing and plateau: rules on how emissions move from point to point in time.

A point is a year of a series before the horizon, whose amount is known, or a period, whose amount the model decides. Every rule
is a row: points, each with a coefficient, against a number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from optimizer.errors import CaseError, Problem
from optimizer.index import Label
from optimizer.inputs.policies.limits import Book
from optimizer.inputs.policies.policy import Policy, reference
from optimizer.inputs.policies.references import References
from optimizer.inputs.policies.select import Entry
from optimizer.inputs.world import World, yes


@dataclass(frozen=True)
class Peak:
    """When a peak is, and the series of its history.

    Attributes:
        year: nothing, if the policy leaves it open.
        series: empty, if it names none.
        on: whether the policy is.
    """

    year: int | None
    series: str
    on: bool


@dataclass(frozen=True)
class Point:
    """A year on the pathway of an area; `amount` is known of history only."""

    year: int
    amount: float | None = None


def peaks_of(w: World) -> dict[str, Peak]:
    """The peaks that a case names; one that is switched off still says when it would be."""
    rows = w.table("policies")
    found = {}
    for _, r in rows[rows["kind"] == "peak"].iterrows():
        to = reference(w, str(r["relative_to"]))
        series = to.names[0] if to.against == "series" else ""
        found[str(r["id"])] = Peak(None if pd.isna(r["year"]) else int(r["year"]), series, yes(r["on"]))
    return found


class Pathway:
    """The pathway of what one policy counts, and the rows that hold it."""

    def __init__(
        self, book: Book, w: World, policy: Policy, every: Sequence[Entry], refer: References, peaks: Mapping[str, Peak]
    ) -> None:
        self.book, self.w, self.policy, self.refer = book, w, policy, refer
        self.years = [p.label for p in w.periods]
        self.entries: dict[Label, dict[int, list[Entry]]] = {}
        for e in every:
            area = policy.row(e.place, e.year)[1]
            self.entries.setdefault(area, {}).setdefault(e.year, []).append(e)
        to = policy.against
        self.own = peaks.get(to.names[0] if to.against == "peak" else policy.id)
        self.series = self.own.series if self.own else to.names[0] if to.against == "series" else ""

    @property
    def peak(self) -> int:
        """Year of the peak that the policy is, or follows."""
        if self.own is None or self.own.year is None:
            message = f"the year of the peak '{self.policy.id}' is or follows is open: `h2opt run` tries every period"
            problem = Problem(
                message, "policies.csv", column="year", allowed="a period, or optimizer.study.cheapest_peak(case)"
            )
            raise CaseError([problem])
        return self.own.year

    def book_rows(self) -> None:
        """All rows of the policy, in every area."""
        rules = {"peak": self._peak, "decline": self._decline, "slowing": self._slowing, "plateau": self._plateau}
        before = len(self.book.limits)
        nowhere = self.own is not None and self.own.year is None and not self.own.on
        for area in () if nowhere else self.entries:
            rules[self.policy.kind](area)
        if len(self.book.limits) == before:
            self.book.notes.append(f"policy {self.policy.id} holds in no period of the horizon")

    def _peak(self, area: Label) -> None:
        """E[y] <= E[peak] in all other periods; E[peak] <= value, or value times the series.

        Of a peak that is history, or that a window of the horizon does not see yet, the level alone holds.
        """
        policy, value = self.policy, self.policy.value.at(self.peak)
        if policy.against.against == "series":
            value *= self.refer.amount(policy, area, self.peak)
        if self.peak not in self.years:
            for y in self.years if value == value else ():
                self._row(area, y, {Point(y): 1.0}, value)
            return
        if value == value:  # a level is stated
            self._row(area, self.peak, {Point(self.peak): 1.0}, value)
        for y in self.years:
            if y != self.peak:
                self._row(area, y, {Point(y): 1.0, Point(self.peak): -1.0})

    def _decline(self, area: Label) -> None:
        """E[y] <= (1 - rho)^n E[of the point before], n the years between, from `start` or the peak on, the later of both."""
        start = max(self.peak, self.policy.begins) if self.own else self.policy.start
        points = [p for p in self._points(area) if p.year >= start]
        for before, now in pairwise(points):
            if now.amount is None and now.year <= self.policy.end:
                left = (1.0 - self.policy.value.at(now.year)) ** (now.year - before.year)
                self._row(area, now.year, {now: 1.0, before: -left})

    def _slowing(self, area: Label) -> None:
        """E[y] - E[before] <= value * n / n' * (E[before] - E[before that]), until `end` or the peak."""
        end = min(self.peak if self.own else self.policy.end, self.policy.end)
        points = self._points(area)
        for first, before, now in zip(points, points[1:], points[2:], strict=False):
            if now.amount is None and self.policy.start <= now.year <= end:
                pace = self.policy.value.at(now.year) * (now.year - before.year) / (before.year - first.year)
                self._row(area, now.year, {now: 1.0, before: -1.0 - pace, first: pace})

    def _plateau(self, area: Label) -> None:
        """E[y] >= (1 - delta) E[peak] after the peak, until `end`."""
        peak = next((p for p in self._points(area) if p.year == self.peak), None)
        for y in self.years:
            if peak is not None and peak.year < y and self.policy.start <= y <= self.policy.end:
                self._row(area, y, {Point(y): 1.0, peak: self.policy.value.at(y) - 1.0})

    def _points(self, area: Label) -> list[Point]:
        """History, if the policy has one, and periods, in order."""
        history = self.refer.history(self.policy, self.series, area) if self.series else []
        return [*(Point(y, amount) for y, amount in history), *map(Point, self.years)]

    def _row(self, area: Label, year: int, terms: Mapping[Point, float], number: float = 0.0) -> None:
        row = (self.policy.id, area, year)
        for point, coefficient in terms.items():
            if point.amount is not None:
                number -= coefficient * point.amount
            for e in () if point.amount is not None else self.entries[area].get(point.year, ()):
                (self.book.count if point.year == year else self.book.compare)(row, e, coefficient)
        self.book.limit(self.w, self.policy, row, number)
