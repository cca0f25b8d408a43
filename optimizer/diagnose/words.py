"""Requirements in the planner's words: what is asked for, where, when, how much, and in which row of the tables it stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from optimizer.case.checks.common import listed_in
from optimizer.case.convert import capacity_unit
from optimizer.case.text import listed
from optimizer.diagnose.amounts import digits, held, percent, shown
from optimizer.diagnose.change import IN_A_STEP, OF_STEPS, Change, number_of
from optimizer.diagnose.rates import stated
from optimizer.diagnose.requirements import BELOW, Requirement
from optimizer.index import Label
from optimizer.inputs import Inputs
from optimizer.outcome import relation_of

SENSES = {"<=": "at most", ">=": "at least", "=": "exactly"}
MOVING = ("growth", "decline", "slowing", "plateau")
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
        self._say: dict[str, Callable[[Requirement], tuple[str, str]]] = {
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
        said, row = self._say.get(r.kind, self._plant)(r)
        return f"{said} ({row})" if row else said

    def name(self, r: Requirement) -> str:
        """A requirement without its numbers."""
        return self._say.get(r.kind, self._plant)(r)[0].split(": ")[0]

    def row(self, r: Requirement) -> str:
        """Where it is stated, in brackets."""
        row = self._say.get(r.kind, self._plant)(r)[1]
        return f" ({row})" if row else ""

    def change(self, c: Change) -> str:
        """What would have to be asked for instead, by how much that is less or more, and what this is in percent of what."""
        r = c.requirement
        by = f"{self.amount(r, c.amount)} {self.way(r)}"
        if c.rate is not None:
            return self._other_rate(c)
        if c.enter is not None:
            new = f"{self.amount(r, c.enter)} in place of {self.amount(r, number_of(r))}"
            return f"{new}: {by}, {self.share_of(c)}" if r.asked else f"{new}, {self.share_of(c)}"
        if r.kind in OF_STEPS and not r.level:
            times = held(1.0 - r.side * c.share / 100.0, "", r.side)
            return f"{digits(times)} times the limit in every step: {by} in the worst"
        if r.kind in IN_A_STEP:
            return f"{by} in the worst step ({percent(c.share)} % over all steps)"
        if self.relative(r):
            return f"{by} than it {'asks for' if r.side == BELOW else 'allows'}, {self.share_of(c)}"
        return f"{by}, {self.share_of(c)}"

    def _other_rate(self, c: Change) -> str:
        """The value of a share, a rate of growth or a margin that would do."""
        r, at = c.requirement, dict(c.requirement.at)
        found = stated(self.inputs, str(at["policy"]), int(str(at.get("until", at.get("period")))))
        assert c.rate is not None
        assert found is not None
        value, unit, _ = found
        new = f"{digits(c.rate)} {unit} in place of {digits(value)} {unit}"
        missing = f"{self.amount(r, c.amount)} {self.way(r)}"
        if r.kind == "reserve":
            none = "no margin can be met at all; " if c.rate < 0 else ""
            return f"{none}{new}: {missing} in the worst step"
        return f"{new}: {missing} than it {'asks for' if r.side == BELOW else 'allows'}"

    def share_of(self, c: Change) -> str:
        """A change in percent, and of what: the amount asked for, or what is counted there if that is more."""
        r = c.requirement
        if r.kind in OF_STEPS:
            return f"{percent(c.share)} % of it"
        size = 100.0 * c.amount / c.share
        if r.asked and abs(size - abs(r.asked)) <= 1e-3 * size:
            return f"{percent(c.share)} % of it"
        return f"{percent(c.share)} % of the {self.amount(r, size)} that {self.plan} has there"

    def way(self, r: Requirement) -> str:
        """In which direction it gives way."""
        return "less" if r.side == BELOW else "more"

    def relative(self, r: Requirement) -> bool:
        """Whether a limit moves with what it is compared with, so that no one number can be put in its place."""
        if r.kind != "policy":
            return r.kind in ("matching", "reserve")
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
    def _demand(self, r: Requirement) -> tuple[str, str]:
        at = dict(r.at)
        amount = self.amount(r, r.asked)
        row = self._row("demand", at["period"], carrier=at["carrier"], region=at["region"])
        return f"demand for {at['carrier']} in {at['region']}, {at['period']}: {amount}", row

    def _use(self, r: Requirement) -> tuple[str, str]:
        at = dict(r.at)
        row = self._row("carriers", None, carrier=at["carrier"])
        wanted = f" beyond the demand of {self.amount(r, r.asked)}" if r.asked else ""
        said = f"{at['carrier']} in {at['region']}, {at['period']}, must be used{wanted}: it may not be dumped, surplus is not allowed"
        return said, row

    def _policy(self, r: Requirement) -> tuple[str, str]:
        at = dict(r.at)
        rows = self._policy_rows(at["policy"])
        lead, until = rows.iloc[0], int(str(at["until"]))
        of = relation_of(self.inputs, str(at["policy"]), until)
        kind, sense = str(lead["kind"]), str(lead["sense"])
        if of:
            limit = f"{SENSES[sense]} {of}"
        elif kind in MOVING or lead["relative_to"]:
            limit = f"{kind} {self._stated(str(at['policy']), until)}".strip()
            limit += f", here {SENSES[sense]} {self.amount(r, r.asked)}" if r.asked else ""
        else:
            limit = f"{SENSES[sense]} {self.amount(r, r.asked)}"
        return f"policy '{at['policy']}', {self._area(at)}, {until}: {limit}", self._row(
            "policies", until, id=at["policy"]
        )

    def _matching(self, r: Requirement) -> tuple[str, str]:
        at = dict(r.at)
        said = (
            f"matching '{at['policy']}', {self._area(at)}, {at['period']}: what is used is generated in the same time"
        )
        return said, self._row("policies", at["period"], id=at["policy"])

    def _reserve(self, r: Requirement) -> tuple[str, str]:
        at = dict(r.at)
        margin = self._stated(str(at["policy"]), int(str(at["period"])))
        said = f"reserve margin '{at['policy']}', {self._area(at)}, {at['period']}: {margin} above the load"
        return said, self._row("policies", at["period"], id=at["policy"])

    def _potential(self, r: Requirement) -> tuple[str, str]:
        return self._limit(r, "capacity", "capacity", "period")

    def _build(self, r: Requirement) -> tuple[str, str]:
        return self._limit(r, "what is built", "build", "vintage")

    def _limit(self, r: Requirement, what: str, limit: str, when: str) -> tuple[str, str]:
        at = dict(r.at)
        which = f"{limit}_{'min' if r.side == BELOW else 'max'}"
        cells = {"technology": at["technology"], "region": at["location"], "limit": which}
        sense = "at least" if r.side == BELOW else "at most"
        said = f"{what} of {at['technology']} in {at['location']}, {at[when]}: {sense} {self.amount(r, r.asked)}"
        return said, self._row("potentials", at[when], **cells)

    def _existing(self, r: Requirement) -> tuple[str, str]:
        at = dict(r.at)
        cells = {"technology": at["technology"], "region": at["location"]}
        built = f", built in {at['vintage']}" if isinstance(at["vintage"], int) and at["vintage"] > 0 else ""
        said = f"existing plant of {at['technology']} in {at['location']}{built}: {self.amount(r, r.asked)}"
        return said, self._row("existing_capacity", None, **cells)

    def _supply(self, r: Requirement) -> tuple[str, str]:
        at = dict(r.at)
        kind = r.family.split("_")[0]
        does = {"purchase": "purchases", "sale": "sales"}[kind]
        place = at.get("region", at.get("area", ""))
        tier = f", tier {at['tier']}" if "tier" in at else ""
        mean = "" if r.kind == "yearly supply" or r.rows == 1 else " on the mean"
        most = self.amount(r, r.asked / (r.rows if mean else 1)) + mean
        said = f"{does} of {at['carrier']} in {place}, {at['period']}{tier}: at most {most}"
        return said, self._row("prices", at["period"], carrier=at["carrier"], kind=kind, region=place)

    def _own(self, r: Requirement) -> tuple[str, str]:
        return f"your constraint {r.family}[{dict(r.at)['label']}]", ""

    def _plant(self, r: Requirement) -> tuple[str, str]:
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
        names = {
            "minimum load": "minimum_load",
            "least hours": "full_load_hours_min",
            "most hours": "full_load_hours_max",
            "share of plant": "plant_share_max",
            "ramp": "ramp_up" if r.family.endswith("up") else "ramp_down",
            "cycles": "cycles_per_year",
        }
        plant = at.get("mode", at["technology"])
        said = f"{words[r.kind]} of {plant} in {at['region']}, {at['period']}"
        if r.kind in names:
            cells = {"technology": plant, "parameter": names[r.kind], "region": at["region"]}
            return said, self._row("parameters", at["period"], **cells)
        table = "ports" if r.kind == "share of fuel" else "technologies"
        return said, self._row(table, None, technology=at["technology"])

    # -- helpers ------------------------------------------------------------------------------------------
    def _of(self, carrier: Any) -> str:
        return str(self._carriers[carrier])

    def _stated(self, policy: str, year: int) -> str:
        """The value that a policy states for a year, between two rows the one in between."""
        found = stated(self.inputs, policy, year)
        return "" if found is None else f"{digits(found[0])} {found[1]}"

    def _area(self, at: dict[str, Label]) -> str:
        """The regions that a policy counts: one of its own, those of its rows, or all."""
        if at["area"] != "all":
            return str(at["area"])
        named = [n for cell in self._policy_rows(at["policy"])["region"] for n in listed_in(str(cell)) if n]
        return listed(dict.fromkeys(named), 6) or "all regions"

    def _policy_rows(self, policy: Label) -> pd.DataFrame:
        rows = self.tables["policies"]
        return rows[rows["id"] == policy]

    def _row(self, table: str, year: Label | None, **cells: Label) -> str:
        """File and row that state something: of the year itself or the last before it, of the region itself or of all."""
        rows = self.tables[table]
        for column, wanted in cells.items():
            if column == "region":
                mine = rows[[wanted in listed_in(str(cell)) for cell in rows["region"]]]
                rows = mine if len(mine) else rows[rows["region"] == ""]
            else:
                rows = rows[rows[column] == wanted]
        if rows.empty:
            return ""
        how = ""
        if year is not None and "year" in rows and rows["year"].notna().any():
            rows, how = _of_year(rows.sort_values("year", kind="stable"), float(str(year)))
        file, row = str(rows["_file"].iloc[0]), rows["_row"].iloc[0]
        plain, *changed = file.split(" (changed by ")
        by = (
            ", changed by " + ", ".join(dict.fromkeys(c.rstrip(")").partition("[")[0] for c in changed))
            if changed
            else ""
        )
        return f"{plain}{by}{how}" if pd.isna(row) else f"{plain}, row {int(row)}{how}{by}"


def _of_year(rows: pd.DataFrame, year: float) -> tuple[pd.DataFrame, str]:
    """The row that holds in a year, and how it comes to hold there if it is of another; between two rows the number is in between."""
    before, after = rows[rows["year"] <= year], rows[rows["year"] > year]
    if before.empty:
        return after, f" of {after['year'].iloc[0]:.0f}, which holds before too"
    row = before.tail(1)
    of = float(row["year"].iloc[0])
    if of == year:
        return row, ""
    if after.empty:
        return row, f" of {of:.0f}, which holds on to {year:.0f}"
    line = after["_row"].iloc[0]
    other = "the row" if pd.isna(line) else f"row {int(line)}"
    return row, f" of {of:.0f} and {other} of {after['year'].iloc[0]:.0f}, in between"
