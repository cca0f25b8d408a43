"""Permits: regions under a limit trade what they may emit, and credits for removals stand in for part of it.

Everything is a row of the book: the limit counts what is bought and the credits used by -1, so both loosen it; credits used, less
those issued, stay below zero; credits used, less a share of the obligation, too; what is bought stays below a share of the allowances.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from optimizer.errors import CaseError, Problem
from optimizer.index import Index, Label
from optimizer.inputs.policies.limits import Book, number_of
from optimizer.inputs.policies.policy import TOGETHER, Key, Policy
from optimizer.inputs.policies.references import References
from optimizer.inputs.policies.select import PERMITS, Entry, Selector
from optimizer.inputs.world import World

HELD = ("policy", "region", "period")


class Permits:
    """Trade and credits of all limits that have them.

    Args:
        limits: the limits of the case that are on, by id; their rows are in the book.
    """

    def __init__(self, book: Book, w: World, select: Selector, refer: References, limits: Mapping[str, Policy]) -> None:
        self.book, self.w, self.select, self.refer, self.limits = book, w, select, refer, limits
        self.trades: list[Key] = []
        self.uses: dict[Key, str] = {}  # and the limit that each is for
        self.credited: dict[tuple[str, Key], str] = {}

    def book_rows(self, policies: Sequence[Policy]) -> None:
        """All rows: trade first, which may give regions allowances; the limit of credits last, for it counts each."""
        ways = {"permit_trade": self._trade, "offset": self._credits, "offset_limit": self._limit_of_credits}
        for kind in ("permit_trade", "offset", "offset_limit"):
            for policy in [p for p in policies if p.kind == kind]:
                limit, before = self.limits.get(policy.against.names[0]), len(self.book.limits) + len(self.trades)
                if limit is not None:
                    ways[kind](policy, limit)
                if len(self.book.limits) + len(self.trades) == before:
                    self.book.notes.append(f"policy {policy.id} does nothing: {self._why(policy, limit)}")
        self._tell_of_double_counts()

    def indexes(self) -> dict[str, Index]:
        """What regions buy, the markets they buy it in, and the credits they use."""
        markets = dict.fromkeys((policy, period) for policy, _, period in self.trades)
        return {
            "permit_trades": self.w.index(HELD, self.trades),
            "permit_markets": self.w.index(("policy", "period"), markets),
            "offset_uses": self.w.index(HELD, self.uses),
        }

    # -- the three kinds ----------------------------------------------------------------------------------
    def _trade(self, policy: Policy, limit: Policy) -> None:
        """E[r] <= allowances[r] + bought[r], and bought[r] <= value * allowances[r] where a value is stated."""
        members = [r for r in limit.regions or self.w.regions if not policy.regions or r in policy.regions]
        allowances = self._allowances(limit)
        for y in [y for y in policy.years if y in limit.years]:
            holders = [r for r in members if (limit.id, r, y) in self.book.limits or self._stated(limit, r)]
            for r in holders if len(holders) > 1 else ():
                own, row, share = (policy.id, r, y), (limit.id, r, y), policy.value.at(y)
                if row not in self.book.limits:
                    self.book.limit(self.w, limit, row, number_of(limit, self.refer, row))
                self.trades.append(own)
                bought = Entry("permit_trade", own, r, y, 1.0)
                self.book.count(row, bought, -1.0)
                if share == share:
                    self.book.count(own, bought, 1.0)
                    for e in allowances.get(row, ()):
                        self.book.count(own, e, share)
                    self.book.limit(self.w, policy, own, share * self.book.limits[row][0])

    def _credits(self, policy: Policy, limit: Policy) -> None:
        """Credits used <= (1 - value) * what is removed; in the region where it is removed, or wherever the limit holds."""
        years = [y for y in policy.years if y in limit.years]
        removed = [e for e in self.select.selected(policy) if e.year in years]
        pools = dict.fromkeys(policy.row(e.place, e.year) for e in removed)
        users: dict[Key, list[Key]] = {}
        for _, r, y in [row for row in self.book.limits if row[0] == limit.id]:
            pool = policy.row(r, int(y))
            if pool in pools:
                users.setdefault(pool, []).append((policy.id, r, y))
        for e in [e for e in removed if policy.row(e.place, e.year) in users]:
            other = self.credited.setdefault((e.family, e.label), policy.id)
            if other != policy.id:
                message = f"credits what '{other}' credits already: {'/'.join(map(str, e.label))}"
                raise CaseError([Problem(message, "policies.csv", column="id", found=policy.id)])
            self.book.count(policy.row(e.place, e.year), e, policy.value.at(e.year) - 1.0)
        for pool, uses in users.items():
            self.book.limit(self.w, policy, pool, 0.0)
            for use in uses:
                used = Entry("offset_use", use, use[1], int(use[2]), 1.0)
                self.uses[use] = limit.id
                self.book.count(pool, used, 1.0)
                self.book.count((limit.id, *use[1:]), used, -1.0)

    def _limit_of_credits(self, policy: Policy, limit: Policy) -> None:
        """Credits used for the limit <= value * what the limit counts, the obligation."""
        for use, held_for in self.uses.items():
            _, r, y = use
            mine = (not policy.regions or r in policy.regions) and y in policy.years
            if mine and held_for == limit.id:
                row = policy.row(r, int(y))
                self.book.count(row, Entry("offset_use", use, r, int(y), 1.0), 1.0)
                self.book.limit(self.w, policy, row, 0.0)
        for e in self.select.selected(limit):
            row = policy.row(e.place, e.year)
            if row in self.book.limits and (not policy.regions or e.place in policy.regions):
                self.book.compare(row, e, -policy.value.at(e.year))

    # -- what they look up --------------------------------------------------------------------------------
    def _allowances(self, limit: Policy) -> dict[Key, list[Entry]]:
        """Entries of the rows of a limit that are not its obligation: output times a benchmark, or another period."""
        left: dict[Key, dict[tuple[str, Key], float]] = {}
        for family in [f for f in self.book.counted if f not in PERMITS]:
            for key, weight in self.book.counted[family].items():
                if key[0] == limit.id:
                    left.setdefault(key[:3], {})[family, key[3:]] = weight
        for e in self.select.selected(limit):
            mine = left.get(limit.row(e.place, e.year), {})
            if (e.family, e.label) in mine:
                mine[e.family, e.label] -= e.weight
        return {
            row: [Entry(f, label, row[1], int(row[2]), weight) for (f, label), weight in of.items() if weight]
            for row, of in left.items()
        }

    def _stated(self, limit: Policy, region: str) -> bool:
        """Whether a series gives a region allowances, which it may sell although nothing there emits."""
        to = limit.against
        return to.against == "series" and self.refer.series.here(to.names[0], place=region) is not None

    def _why(self, policy: Policy, limit: Policy | None) -> str:
        name = policy.against.names[0]
        if limit is None or not any(row[0] == name for row in self.book.limits):
            return f"'{name}' is off, or counts nothing"
        if policy.kind == "permit_trade":
            return f"fewer than two regions hold permits of '{name}' when it is in force"
        if policy.kind == "offset":
            return "nothing of what it selects is removed, or nobody may use it"
        return f"no credits are used for '{name}'"

    def _tell_of_double_counts(self) -> None:
        """A removal that is credited and counted in the net emissions of its region as well."""
        told: dict[tuple[Label, str], None] = {}
        for family in self.book.counted:
            for key, weight in self.book.counted[family].items():
                offset = self.credited.get((family, key[3:]))
                if offset not in (None, key[0]) and key[1] != TOGETHER and weight > 0.0:
                    told[key[0], str(offset)] = None
        self.book.notes += [
            f"policy {policy} counts what each region removes, and {offset} credits it: a credit used elsewhere is not taken out there"
            for policy, offset in told
        ]
