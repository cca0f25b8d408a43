"""Limits and growth: a policy as rows of weights that add up to a number."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from optimizer.errors import CaseError, Problem
from optimizer.inputs.policies.nothing import relative_to_nothing
from optimizer.inputs.policies.policy import Key, Policy
from optimizer.inputs.policies.references import References
from optimizer.inputs.policies.select import FAMILIES, LEVIED, Entry, Selector
from optimizer.inputs.world import World


@dataclass
class Book:
    """What all policies count.

    Attributes:
        limits: (number, sense) of each row.
        limit_weight: discount weight of a row's overshoot.
        overshoot: price of it, where there is one.
        counted: family -> (row, entry) -> weight.
        compared: the part of these weights with which a row counts what it is compared with.
        levies: family -> (policy, entry) -> money per unit.
        notes: what the planner should know.
    """

    limits: dict[Key, tuple[float, str]] = field(default_factory=dict)
    limit_weight: dict[Key, float] = field(default_factory=dict)
    overshoot: dict[Key, float] = field(default_factory=dict)
    counted: dict[str, dict[Key, float]] = field(default_factory=lambda: {name: {} for name in FAMILIES})
    compared: dict[str, dict[Key, float]] = field(default_factory=lambda: {name: {} for name in FAMILIES})
    levies: dict[str, dict[Key, float]] = field(default_factory=lambda: {name: {} for name in LEVIED})
    notes: list[str] = field(default_factory=list)

    def count(self, row: Key, entry: Entry, factor: float) -> None:
        """Add an entry to a row."""
        key, into = (*row, *entry.label), self.counted[entry.family]
        into[key] = into.get(key, 0.0) + factor * entry.weight

    def compare(self, row: Key, entry: Entry, factor: float) -> None:
        """Add to a row an entry that its own are compared with; the weight is that on the side of its own."""
        self.count(row, entry, factor)
        key, into = (*row, *entry.label), self.compared[entry.family]
        into[key] = into.get(key, 0.0) + factor * entry.weight

    def limit(self, w: World, policy: Policy, row: Key, number: float) -> None:
        """State the number that a row is compared with."""
        self.limits[row] = (number, policy.sense)
        self.limit_weight[row] = policy.paid_years(w, int(row[2]))
        if policy.overshoot is not None:
            self.overshoot[row] = policy.overshoot


def book_levy(book: Book, policy: Policy, selected: list[Entry]) -> None:
    """Money on every entry; a subsidy is paid out."""
    sign = -1.0 if policy.kind == "subsidy" else 1.0
    for e in selected:
        book.levies[e.family][(policy.id, *e.label)] = sign * policy.value.at(e.year) * e.weight


def book_limit(
    book: Book, w: World, policy: Policy, selected: list[Entry], select: Selector, refer: References
) -> None:
    """sum of what is selected (sense) value, or value times what it is compared with."""
    lengths, value, to = policy.lengths, policy.value, policy.against.against
    if policy.kind == "priority":
        _book_after_reduction(book, w, policy, selected, select, refer)
        return
    if to == "year":
        _book_against_a_year(book, w, policy, selected, select)
        return
    if policy.kind == "retire_after_build":
        _book_after_builds(book, w, policy, selected, select)
        return
    rows: dict[Key, None] = {}
    for e in selected:
        rows[policy.row(e.place, e.year)] = None
        book.count(policy.row(e.place, e.year), e, lengths[e.year])
    if not _is_number(policy) and (to != "nothing" or policy.kind == "removal_limit"):
        compared = [e for e in select.compared(policy) if e.year in policy.years]
        if not compared:
            raise relative_to_nothing(w, policy)
        for e in compared:
            rows[policy.row(e.place, e.year)] = None
            book.compare(policy.row(e.place, e.year), e, -value.at(e.year) * lengths[e.year])
    for row in rows:
        book.limit(w, policy, row, number_of(policy, refer, row))


def _is_number(policy: Policy) -> bool:
    """Whether a limit is the value times a known amount."""
    to = policy.against
    return to.against == "series" or (to.against == "flow" and to.flow == "demand")


def number_of(policy: Policy, refer: References, row: Key) -> float:
    """What a row is compared with; nothing, where it is compared with what the model decides."""
    _, area, until = row
    if _is_number(policy):
        years = [int(until)] if policy.time == "each" else list(policy.lengths)
        return sum(policy.lengths[y] * policy.value.at(y) * refer.amount(policy, area, y) for y in years)
    plain = policy.against.against == "nothing" and policy.kind != "removal_limit"
    return policy.value.at(int(until)) if plain else 0.0


def _book_against_a_year(book: Book, w: World, policy: Policy, selected: list[Entry], select: Selector) -> None:
    """x[y] (sense) value * x[of the year], in every other period; removals, of the emissions of that year, in every period."""
    base, before = policy.against.year, list(select.compared(policy))
    if not before:
        raise relative_to_nothing(w, policy)
    rows: dict[Key, int] = {}
    for e in selected:
        if e.year != base or policy.kind == "removal_limit":
            rows[policy.row(e.place, e.year)] = e.year
            book.count(policy.row(e.place, e.year), e, 1.0)
    for row, year in rows.items():
        for e in before:
            if policy.row(e.place, year) == row:
                book.compare(row, e, -policy.value.at(year))
        book.limit(w, policy, row, 0.0)


def _book_after_reduction(
    book: Book, w: World, policy: Policy, selected: list[Entry], select: Selector, refer: References
) -> None:
    """removal[y] <= value * (gross[of the baseline] - gross[y]); the baseline is a series, or a period and holds from it on."""
    gross, to = list(select.compared(policy)), policy.against
    base = to.year if to.against == "year" else None
    removed = [e for e in selected if base is None or e.year >= base]
    rows = {policy.row(e.place, e.year): e.year for e in removed}
    for e in removed:
        book.count(policy.row(e.place, e.year), e, 1.0)
    for row, year in rows.items():
        share = policy.value.at(year)
        for e in gross:
            counts = (e.year == year) - (e.year == base)
            if counts and policy.row(e.place, year) == row:  # the same accounts, whatever their year
                book.compare(row, e, share * counts)
        known = 0.0 if base is not None else refer.amount(policy, row[1], year) * refer.scale(policy)
        book.limit(w, policy, row, share * known)


def _book_after_builds(book: Book, w: World, policy: Policy, selected: list[Entry], select: Selector) -> None:
    """What is retired early up to a period <= value * what was built in the periods before it."""
    built = list(select.compared(policy))
    if not built:
        raise relative_to_nothing(w, policy)
    for year in policy.years:
        retired = [e for e in selected if e.year <= year]
        rows = dict.fromkeys(policy.row(e.place, year) for e in retired)
        for e in retired:
            book.count(policy.row(e.place, year), e, 1.0)
        for e in built:
            if e.year < year and policy.row(e.place, year) in rows:
                book.compare(policy.row(e.place, year), e, -policy.value.at(year))
        for row in rows:
            book.limit(w, policy, row, 0.0)


def book_growth(book: Book, w: World, policy: Policy, every: list[Entry], refer: References) -> None:
    """x[y] <= (1+g)^n x[y-1] + seed ((1+g)^n - 1)/g, n the years between two periods.

    In the first period x[y-1] is the history, if the policy names one; without it growth begins from the second period on.
    """
    for before, now in pairwise([None, *w.periods]):
        assert now is not None
        past = before is None and policy.against.against != "nothing"
        if now.label not in policy.years or (before is None and not past):
            continue
        rows = {policy.row(e.place, now.label): None for e in every if e.year == now.label}
        most = {}
        for row in rows:
            year, history = refer.before(policy, row[1]) if past else (0 if before is None else before.label, 0.0)
            rate, n = policy.value.at(now.label), now.label - year
            factor = (1.0 + rate) ** n
            most[row] = factor * history + policy.seed * (n if rate == 0 else (factor - 1.0) / rate)
            for e in every:
                if policy.row(e.place, now.label) == row and e.year == now.label:
                    book.count(row, e, 1.0)
                elif before is not None and policy.row(e.place, now.label) == row and e.year == before.label:
                    book.compare(row, e, -factor)
            book.limit(w, policy, row, most[row])
        if past:
            _warn_of_nothing(book, policy, most)


def _warn_of_nothing(book: Book, policy: Policy, most: dict[Key, float]) -> None:
    """What starts from nothing and has no seed stays at nothing for ever."""
    none = [str(area) for (_, area, _), number in most.items() if number <= 0.0]
    if most and len(none) == len(most):
        message = f"policy '{policy.id}' lets nothing grow: its history and its seed are both zero"
        raise CaseError([Problem(message, "policies.csv", column="seed", allowed="a seed, or a history above zero")])
    if none:
        book.notes.append(f"policy {policy.id}: nothing can ever grow in {', '.join(none)}, history and seed are zero")
