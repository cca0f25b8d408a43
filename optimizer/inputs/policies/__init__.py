"""The rows of the policy table on what they select: limits, shares, growth, pathways and levies.

Every policy counts entries of one or more families of variables, each with a weight; a limit compares their sum with a number,
a levy prices each of them. `policy` reads the columns, `select` finds the entries, `references` what they are compared with,
`limits` and `pathways` make rows of them; here they become indexes and values.
"""

from __future__ import annotations

from optimizer.case.kinds import EMISSIONS, KINDS, REMOVAL
from optimizer.clock import Clock
from optimizer.errors import CaseError, Problem
from optimizer.index import Index, Values
from optimizer.inputs.carbon import PREFIX, Carbon
from optimizer.inputs.flows import Flows
from optimizer.inputs.policies.limits import Book, book_growth, book_levy, book_limit
from optimizer.inputs.policies.nothing import selects_nothing
from optimizer.inputs.policies.pathways import Pathway, peaks_of
from optimizer.inputs.policies.permits import Permits
from optimizer.inputs.policies.policy import ROW, TOGETHER, Key, Policy, applies, lengths_of, policies_of
from optimizer.inputs.policies.references import References
from optimizer.inputs.policies.select import FAMILIES, LEVIED, PERMITS, TIMED, Selector
from optimizer.inputs.vintages import Vintages
from optimizer.inputs.world import World

__all__ = ["FAMILIES", "LEVIED", "PERMITS", "TIMED", "TOGETHER", "Policies", "applies", "lengths_of"]

UNITS: dict[str, tuple[str, str]] = {
    **{f"{prefix}emission": ("policy_unit*year/gas_unit", "money/gas_unit") for prefix in PREFIX.values()},
    "capacity": ("policy_unit/capacity_unit", "money/capacity_unit/year"),
    "build": ("policy_unit/capacity_unit", "money/capacity_unit"),
    "units_built": ("policy_unit", ""),
    "retirement": ("policy_unit/capacity_unit", ""),
    "activity": ("policy_unit*year/activity_unit", "money/activity_unit"),
    "activity_of_vintage": ("policy_unit*year/activity_unit", "money/activity_unit"),
    "port_use": ("policy_unit*year/activity_unit", "money/activity_unit"),
    "purchase": ("policy_unit*year/carrier_unit", "money/carrier_unit"),
    **dict.fromkeys(PERMITS, ("", "")),
}
"""Of the weight with which an entry is counted, and of a levy on it."""


class Policies:
    """Indexes and values of every kind but `reserve_margin` and `matching`."""

    def __init__(self, w: World, flows: Flows, carbon: Carbon, vintages: Vintages) -> None:
        self.w, self.flows, self.book = w, flows, Book()
        select = Selector(w, flows, carbon, vintages)
        self.peaks, refer, problems = peaks_of(w), References(w, flows), list[Problem]()
        limits = {p.id: p for p in policies_of(w, "limit", "growth", "pathway", "levy")}
        for policy in limits.values():
            try:
                self._policy(policy, select, refer)
            except CaseError as error:
                problems += error.problems
        if problems:
            raise CaseError(problems)
        permits = Permits(self.book, w, select, refer, limits)
        permits.book_rows(list(policies_of(w, "permits")))
        self.notes = (*self.book.notes, *refer.notes)
        self.indexes, self.values = self._handed_over()
        self.indexes |= permits.indexes()

    def _policy(self, policy: Policy, select: Selector, refer: References) -> None:
        if not policy.periods:
            self.book.notes.append(f"policy {policy.id} holds in no period of the horizon")
            return
        every = list(select.selected(policy))
        selected = [e for e in every if e.year in policy.years]
        if policy.quantity in ("gross_emission", REMOVAL) and select.removes_elsewhere(policy):
            self.book.notes.append(
                f"policy {policy.id}: negative factors outside the stage 'removal' are no removals to it"
            )
        if not selected and policy.quantity in EMISSIONS and not select.emits(policy):
            gases = ", ".join(policy.accounts["gas"]) or "anything"
            self.book.notes.append(f"policy {policy.id} counts nothing: nothing in the case emits {gases}")
        elif not selected and policy.quantity == REMOVAL:
            self.book.notes.append(f"policy {policy.id} counts nothing: nothing of what it selects is removed")
        elif not selected:
            raise selects_nothing(self.w, policy)
        elif policy.kind == "growth":
            book_growth(self.book, self.w, policy, every, refer)
        elif KINDS[policy.kind].form == "pathway":
            Pathway(self.book, self.w, policy, every, refer, self.peaks).book_rows()
        elif policy.kind in ("price", "tax", "subsidy"):
            book_levy(self.book, policy, selected)
        else:
            book_limit(self.book, self.w, policy, selected, select, refer)

    def _handed_over(self) -> tuple[dict[str, Index], dict[str, Values]]:
        w, book = self.w, self.book
        rows = {
            name: [key for key, (_, sense) in book.limits.items() if sense == of]
            for name, of in (("caps", "<="), ("floors", ">="), ("equals", "="))
        }
        indexes = {n: w.index(ROW, keys) for n, keys in {"limits": book.limits, **rows}.items()}
        indexes["overshoots"] = w.index(ROW, book.overshoot)
        put = {
            "policy_limit": ("limits", [v for v, _ in book.limits.values()], "policy_unit"),
            "limit_weight": ("limits", list(book.limit_weight.values()), "year"),
            "overshoot_price": ("overshoots", list(book.overshoot.values()), "money/policy_unit/year"),
        }
        values = {n: Values.of(n, indexes[at], numbers, unit) for n, (at, numbers, unit) in put.items()}
        for family in FAMILIES:
            self._family(family, "counted", book.counted[family], ROW, indexes, values)
            values[f"{family}_compared"] = self._weights(family, "compared", book.compared[family], ROW)
        for family in LEVIED:
            self._family(family, "levied", book.levies[family], ("policy",), indexes, values)
        return indexes, values

    def _family(
        self,
        family: str,
        use: str,
        found: dict[Key, float],
        head: tuple[str, ...],
        indexes: dict[str, Index],
        values: dict[str, Values],
    ) -> None:
        """What is counted or levied of a family, on the clock of its variable."""
        name, dims, clocks = f"{family}_{use}", (*head, *FAMILIES[family]), None
        if family in TIMED:
            clocks = [self._clock(family, label[len(head) :]) for label in found]
        indexes[name] = self.w.index(dims, found, clocks)
        values[name] = self._weights(family, use, found, head)

    def _weights(self, family: str, use: str, found: dict[Key, float], head: tuple[str, ...]) -> Values:
        unit, index = UNITS[family][use == "levied"], self.w.index((*head, *FAMILIES[family]), found)
        return Values.of(f"{family}_{use}", index, list(found.values()), unit)

    def _clock(self, family: str, label: Key) -> Clock:
        clocks = self.flows.clock if family == "purchase" else self.flows.activity_clock
        return clocks(label[0], label[-1])
