"""Matching rows of the policy table: who uses, who generates, since when, and how finely claims are kept apart."""

from __future__ import annotations

from optimizer.clock import Clock
from optimizer.errors import CaseError, Problem
from optimizer.index import Index, Label, Values
from optimizer.inputs.assets import Assets
from optimizer.inputs.eligible import eligible
from optimizer.inputs.flows import Flows
from optimizer.inputs.policies.nothing import matches_nothing
from optimizer.inputs.policies.policy import TOGETHER, Key, Policy, policies_of
from optimizer.inputs.world import World, clocked

ROW = ("policy", "area", "carrier", "period")
CLAIM = ("policy", "area", "technology", "carrier", "region", "period")
OUTPUT = ("technology", "carrier", "region", "period")
FINEST = ("hour", "day", "month", "year")
CLOCK_OF = {"hour": "hour", "day": "day", "month": "month", "each": "year"}
CLAIMED_ON = {**CLOCK_OF, "month": "day"}
"""Claims for a month are kept by the day: what a typical day gives is divided alike on all the days it stands for."""
FLOWING = ("activity", "port_use")
"""Families whose flow is used or generated: ports of fixed ratio, and ports with a free share."""


class Matching:
    """Indexes and values of `matching` rows."""

    def __init__(self, w: World, assets: Assets, flows: Flows) -> None:
        self.w, self.flows = w, flows
        self.rows: dict[Key, str] = {}
        self.used: dict[str, dict[Key, float]] = {family: {} for family in FLOWING}
        self.stored: dict[Key, float] = {}
        self.claims: dict[Key, str] = {}
        self.given: dict[str, dict[Key, float]] = {family: {} for family in FLOWING}
        self.since: dict[Label, int] = {}
        problems: list[Problem] = []
        for policy in policies_of(w, "matching"):
            if policy.periods and not self._policy(policy):
                problems += matches_nothing(w, policy).problems
        if problems:
            raise CaseError(problems)
        self.indexes, self.values = self._handed_over()
        more = eligible(w, assets, flows, self.indexes["claims"], self.since)
        self.indexes, self.values = self.indexes | more[0], self.values | more[1]

    def _policy(self, policy: Policy) -> bool:
        """Uses and claims of a policy; whether it has both."""
        clock, c, before = CLOCK_OF[policy.time], policy.carrier, len(self.claims)
        for name in [*policy.technologies, *policy.against.names]:
            if self.flows.differs_by_vintage(name, c):
                message = f"'{name}' takes or gives another amount of the carrier in each vintage"
                raise CaseError([Problem(message, "policies.csv", column="carrier", found=c)])
        uses = list(self._ports(policy, policy.technologies, -1.0))
        for k, r, y, ratio in uses:
            area = r if policy.area == "each" else TOGETHER
            self.rows[(policy.id, area, c, y)] = clock
            share = policy.value.at(int(y)) * ratio * policy.weights.get(str(k), 1.0)
            self.used[self._family(k, c)][(policy.id, area, k, c, r, y)] = share
        self._stores(policy)
        for k, r, y, ratio in self._ports(policy, policy.against.names, 1.0):
            area = r if policy.area == "each" else TOGETHER
            if (policy.id, area, c, y) in self.rows:
                self.claims[(policy.id, area, k, c, r, y)] = self._claimed_on(policy, k, y)
                self.given[self._family(k, c)][(k, c, r, y)] = ratio
        if policy.built_from is not None:
            self.since[policy.id] = policy.built_from
        return bool(uses) and len(self.claims) > before

    def _stores(self, policy: Policy) -> None:
        """What goes into stores that a policy names is matched, what comes out of them is matched already."""
        for k, r, y in self.flows.indexes["store_flows"].tuples():
            row = (policy.id, r if policy.area == "each" else TOGETHER, policy.carrier, y)
            chosen = k in policy.technologies and (not policy.regions or r in policy.regions)
            if chosen and y in policy.years and row in self.rows:
                share = policy.value.at(int(y)) * policy.weights.get(str(k), 1.0)
                self.stored[(*row[:2], k, policy.carrier, r, y)] = share

    def _claimed_on(self, policy: Policy, generator: Label, period: Label) -> str:
        """How finely a policy claims: of plant whose age counts, as finely as it runs, since no step gives more than it can."""
        clock = CLAIMED_ON[policy.time]
        if policy.built_from is None:
            return clock
        return min((clock, self.flows.activity_clock(generator, period).name), key=FINEST.index)

    def _ports(
        self, policy: Policy, technologies: tuple[str, ...], sign: float
    ) -> list[tuple[Label, Label, Label, float]]:
        """(technology, region, period, amount per activity) that takes in (-1) or gives out (+1) the carrier."""
        given, regions = self.flows.ratios, policy.regions or self.w.regions
        return [
            (k, r, y, sign * given[k, policy.carrier, y])
            for k, r, y in self.flows.indexes["active"].tuples()
            if k in technologies and r in regions and y in policy.years
            if sign * given.get((k, policy.carrier, y), 0.0) > 0
        ]

    def _family(self, technology: Label, carrier: str) -> str:
        return "port_use" if (technology, carrier) in self.flows.group else "activity"

    # -- clocks -------------------------------------------------------------------------------------------
    def _month(self, period: Label, part: int) -> Clock:
        """The months (0) or the parts of steps that fall into them (1)."""
        months = self.w.clocks[period].months
        assert months is not None  # as checked with the tables
        return months[part]

    def _row_clock(self, clock: str, period: Label) -> Clock:
        return self._month(period, 0) if clock == "month" else self.w.clock(clock, period)

    def _onto(self, clock: str, own: str, period: Label) -> Clock:
        """On which a flow that runs on its own clock adds up to rows of another."""
        if clock == "month":
            return self._month(period, 1)
        return self.w.clock(min((own, clock), key=FINEST.index), period)

    def _flow(self, clock: str, technology: Label, period: Label) -> Clock:
        return self._onto(clock, self.flows.activity_clock(technology, period).name, period)

    def _handed_over(self) -> tuple[dict[str, Index], dict[str, Values]]:
        """Claims on a generator are kept on the finest clock that one of its consumers asks for."""
        w, rows = self.w, self.rows
        finest: dict[Key, str] = {}
        for (_, _, *label), clock in self.claims.items():
            key = tuple(label)
            finest[key] = min((finest.get(key, clock), clock), key=FINEST.index)
        clocks = {key: w.clock(name, key[-1]) for key, name in finest.items()}
        held = [self._onto(rows[(*a[:2], a[3], a[5])], finest[a[2:]], a[5]) for a in self.claims]
        indexes = {
            "matches": w.index(ROW, rows, [self._row_clock(n, row[-1]) for row, n in rows.items()]),
            "claims": w.index(CLAIM, self.claims, [clocks[label[2:]] for label in self.claims]),
            "held": w.index(CLAIM, self.claims, held),
            "claimed": w.index(OUTPUT, clocks, list(clocks.values())),
        }
        ticks = {label: clock.name for label, clock in clocked(self.flows.indexes["store_flows"])}
        stores = [self._onto(rows[p, area, c, y], ticks[k, r, y], y) for p, area, k, c, r, y in self.stored]
        indexes["stores_matched"] = w.index(CLAIM, self.stored, stores)
        shares = Values.of("stores_matched", w.index(CLAIM, self.stored), list(self.stored.values()), "dimensionless")
        values: dict[str, Values] = {"stores_matched": shares}
        unit = "carrier_unit/activity_unit"
        for family in FLOWING:
            used, given = self.used[family], self.given[family]
            on = [self._flow(rows[p, area, c, y], k, y) for p, area, k, c, _, y in used]
            indexes[f"{family}_matched"] = w.index(CLAIM, used, on)
            indexes[f"{family}_claimed"] = w.index(OUTPUT, given, [self._flow(finest[g], g[0], g[-1]) for g in given])
            for name, found, dims in (("matched", used, CLAIM), ("claimed", given, OUTPUT)):
                values[f"{family}_{name}"] = Values.of(
                    f"{family}_{name}", w.index(dims, found), list(found.values()), unit
                )
        return indexes, values
