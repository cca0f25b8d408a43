"""Requirements in the planner's words: what is asked for, where, when, how much, and in which row of the tables it stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from optimizer.case.checks.common import listed_in
from optimizer.case.convert import capacity_unit
from optimizer.case.relation import YEARLY
from optimizer.case.text import listed
from optimizer.diagnose.amounts import digits, shown
from optimizer.diagnose.cited import cited, value_of
from optimizer.diagnose.rates import OF_PLANT
from optimizer.diagnose.requirements import BELOW, Requirement
from optimizer.index import Label
from optimizer.inputs import Inputs
from optimizer.outcome import relation_of

SENSES = {"<=": "at most", ">=": "at least", "=": "exactly"}
MOVING = tuple(kind for kind in YEARLY if kind != "peak")
"""Kinds whose limit depends on what the period before has."""


class Words:
    """Sentences about the requirements of one case."""

    def __init__(self, inputs: Inputs, plan: str = "a plan") -> None:
        """Args:
        plan: what the plan is called that sizes are measured on.
        """
        self.inputs, self.tables, self.plan = inputs, inputs.case.tables, plan
        self._carriers = self.tables["carriers"].set_index("carrier")["unit"]
        self._reference = self.tables["technologies"].set_index("technology")["reference"]
        self._say: dict[str, Callable[[Requirement], str]] = {
            "demand": self._demand,
            "use": self._use,
            "policy": self._policy,
            "matching": self._matching,
            "reserve": self._reserve,
            "potential": self._potential,
            "build": self._build,
            "existing plant": self._existing,
            "supply": self._supply,
            "shared supply": self._supply,
            "yearly supply": self._supply,
            "own": self._own,
        }

    def statement(self, r: Requirement) -> str:
        """What is asked for, and the row that asks for it."""
        return f"{self._said(r)}{self.row(r)}"

    def name(self, r: Requirement) -> str:
        """A requirement without its numbers."""
        return self._said(r).split(": ")[0]

    def row(self, r: Requirement) -> str:
        """Where it is stated, in brackets."""
        row = cited(self.tables, r)
        return f" ({row})" if row else ""

    def _said(self, r: Requirement) -> str:
        return self._say.get(r.kind, self._plant)(r)

    def way(self, r: Requirement) -> str:
        """In which direction it gives way."""
        return "less" if r.side == BELOW else "more"

    def relative(self, r: Requirement) -> bool:
        """Whether a limit moves with what it is compared with, so that no one number can be put in its place."""
        if r.kind != "policy":
            return r.kind in ("matching", "reserve", *OF_PLANT)
        row = self._policy_rows(dict(r.at)["policy"]).iloc[0]
        return bool(row["relative_to"]) or row["kind"] in MOVING

    def amount(self, r: Requirement, amount: float) -> str:
        """A number in the unit of a requirement, with a prefix that keeps it short."""
        return shown(amount, self.unit(r))

    def unit(self, r: Requirement) -> str:
        """Unit of the amounts of a requirement."""
        at = dict(r.at)
        if r.kind in ("demand", "use", "yearly supply", "matching"):
            return f"{self._of(at['carrier'])}/year"
        if r.kind in ("supply", "shared supply"):
            return f"({self._of(at['carrier'])})/hour"
        if r.kind == "policy":
            return str(self._policy_rows(at["policy"])["counted_unit"].iloc[0])
        if r.kind == "reserve":
            carrier = self._policy_rows(at["policy"])["carrier"].iloc[0]
            return f"({self._of(carrier)})/hour"
        if r.kind in ("potential", "build", "existing plant"):
            return capacity_unit(self.inputs.case, str(at["technology"]))
        if r.kind == "own":
            return ""
        reference = self._of(self._reference[at["technology"]])
        return f"{reference}/year" if r.kind in ("least hours", "most hours", "cycles") else f"({reference})/hour"

    # -- one kind each ------------------------------------------------------------------------------------
    def _demand(self, r: Requirement) -> str:
        at = dict(r.at)
        return f"demand for {at['carrier']} in {at['region']}, {at['period']}: {self.amount(r, r.asked)}"

    def _use(self, r: Requirement) -> str:
        at = dict(r.at)
        wanted = f" beyond the demand of {self.amount(r, r.asked)}" if r.asked else ""
        return f"{at['carrier']} in {at['region']}, {at['period']}, must be used{wanted}: it may not be dumped, surplus is not allowed"

    def _policy(self, r: Requirement) -> str:
        at = dict(r.at)
        lead, until = self._policy_rows(at["policy"]).iloc[0], int(str(at["until"]))
        of = relation_of(self.inputs, str(at["policy"]), until)
        kind, sense = str(lead["kind"]), str(lead["sense"])
        if of:
            limit = f"{SENSES[sense]} {of}"
        elif kind in MOVING or lead["relative_to"]:
            limit = f"{kind} {self.stated(r)}".strip()
            limit += f", here {SENSES[sense]} {self.amount(r, r.asked)}" if r.asked else ""
        else:
            limit = f"{SENSES[sense]} {self.amount(r, r.asked)}"
        return f"policy '{at['policy']}', {self._area(at)}, {until}: {limit}"

    def _matching(self, r: Requirement) -> str:
        at = dict(r.at)
        return (
            f"matching '{at['policy']}', {self._area(at)}, {at['period']}: what is used is generated in the same time"
        )

    def _reserve(self, r: Requirement) -> str:
        at = dict(r.at)
        return f"reserve margin '{at['policy']}', {self._area(at)}, {at['period']}: {self.stated(r)} above the load"

    def _potential(self, r: Requirement) -> str:
        return self._limit(r, "capacity", "period")

    def _build(self, r: Requirement) -> str:
        return self._limit(r, "what is built", "vintage")

    def _limit(self, r: Requirement, what: str, when: str) -> str:
        at = dict(r.at)
        sense = "at least" if r.side == BELOW else "at most"
        return f"{what} of {at['technology']} in {at['location']}, {at[when]}: {sense} {self.amount(r, r.asked)}"

    def _existing(self, r: Requirement) -> str:
        at = dict(r.at)
        built = f", built in {at['vintage']}" if isinstance(at["vintage"], int) and at["vintage"] > 0 else ""
        return f"existing plant of {at['technology']} in {at['location']}{built}: {self.amount(r, r.asked)}"

    def _supply(self, r: Requirement) -> str:
        at = dict(r.at)
        does = {"purchase": "purchases", "sale": "sales"}[r.family.split("_")[0]]
        tier = f", tier {at['tier']}" if "tier" in at else ""
        mean = "" if r.kind == "yearly supply" or r.rows == 1 else " on the mean"
        most = self.amount(r, r.asked / (r.rows if mean else 1)) + mean
        return f"{does} of {at['carrier']} in {r.of('region', 'area')}, {at['period']}{tier}: at most {most}"

    def _own(self, r: Requirement) -> str:
        return f"your constraint {r.family}[{dict(r.at)['label']}]"

    def _plant(self, r: Requirement) -> str:
        at = dict(r.at)
        words = {
            "minimum load": "minimum load",
            "must take": "use that follows a profile",
            "least hours": "least full-load hours",
            "most hours": "most full-load hours",
            "share of plant": "largest share of its plant",
            "ramp": "how fast use may " + ("rise" if r.family.endswith("up") else "fall"),
            "cycles": "cycles in a year",
            "share of fuel": f"{'least' if r.side == BELOW else 'largest'} share of {at.get('carrier', 'a port')}",
        }
        value = self.stated(r) if r.kind in OF_PLANT else ""
        said = f"{words[r.kind]} of {at.get('mode', at['technology'])} in {at['region']}, {at['period']}"
        return f"{said}: {value}" if value else said

    # -- helpers ------------------------------------------------------------------------------------------
    def stated(self, r: Requirement) -> str:
        """The value that rows state for the year, between two rows the one in between; nothing where it is not one number."""
        found = value_of(self.tables, r)
        return "" if found is None else self.in_unit(*found[:2])

    def in_unit(self, value: float, unit: str) -> str:
        """A value beside the unit of its row."""
        return digits(value) if unit in ("", "1") else f"{digits(value)} {unit}"

    def _of(self, carrier: Any) -> str:
        return str(self._carriers[carrier])

    def _area(self, at: dict[str, Label]) -> str:
        """The regions that a policy counts: one of its own, those of its rows, or all."""
        if at["area"] != "all":
            return str(at["area"])
        named = [n for cell in self._policy_rows(at["policy"])["region"] for n in listed_in(str(cell)) if n]
        return listed(dict.fromkeys(named), 6) or "all regions"

    def _policy_rows(self, policy: Label) -> pd.DataFrame:
        rows = self.tables["policies"]
        return rows[rows["id"] == policy]
