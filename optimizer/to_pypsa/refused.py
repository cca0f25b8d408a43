"""What of a case has no counterpart in a network, in the words of its tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from optimizer.errors import Problem
from optimizer.inputs import Inputs
from optimizer.to_pypsa.rows import Unmapped

LISTED = 8
"""Labels and rows that a line names; the rest are counted."""


@dataclass(frozen=True)
class Feature:
    """A feature of cases that PyPSA has not, or not in the same way.

    Attributes:
        said: in a sentence.
        table: that states it.
        column, values: which of its rows do; no values: all whose cell is not empty.
        instead: what would do.
    """

    said: str
    table: str
    column: str
    values: tuple[str, ...] = ()
    instead: str = ""


CALENDAR = Feature(
    "a store whose content goes from one typical day to others by the calendar",
    "technologies",
    "span",
    ("year",),
    "a full year (clock: full_year), or a store that returns to its start every day (span: day)",
)
RATE = Feature(
    "a rate of a store (both are needed, and stores with rates have one carrier, one size for all years and no least content)",
    "parameters",
    "parameter",
    ("charge_rate", "discharge_rate"),
    "a technology that charges and discharges",
)
RETIRED = Feature("early retirement", "technologies", "retire", ("yes", "True", "1"), "retire: no")
RETROFIT = Feature("retrofits", "retrofits", "from")
UNITS = Feature("whole units", "parameters", "parameter", ("unit_size",))
LEARNING = Feature("costs that fall with what is built", "learning", "learning", (), "learning: path")
RESERVOIR = Feature("a store that fills over the whole horizon", "technologies", "span", ("horizon",))
MATCHING = Feature("matching over months, or of plant of some age", "policies", "kind", ("matching",))
PERMITS = Feature("trade of permits", "policies", "kind", ("permit_trade", "offset", "offset_limit"))
DURATION = Feature(
    "power and content of a store that are tied",
    "parameters",
    "parameter",
    ("hours_min", "hours_max"),
)
RAMPS = Feature(
    "ramps, which begin anew at the turn of the year in PyPSA", "parameters", "parameter", ("ramp_up", "ramp_down")
)
FLAT = Feature("flat use over the day or the year of what balances more finely", "technologies", "clock")
CYCLES = Feature("cycles of a store in a year", "parameters", "parameter", ("cycles_per_year",))
RESERVE = Feature("reserves to which stores contribute", "policies", "kind", ("reserve_margin",))
POTENTIAL = Feature(
    "a limit of what stands of a store, of whose vintages a part stands",
    "potentials",
    "limit",
    ("capacity_max", "capacity_min"),
    "conventions: {alive: whole}, or build_max",
)
POLICY = Feature("a policy over the capacity or the builds of several periods", "policies", "id")
SELF_LOSS = Feature(
    "a store that loses content and balances by the day or the year", "parameters", "parameter", ("self_loss",)
)

OF: dict[str, Feature] = {
    "activity_ramps": RAMPS,
    "online_started": Feature("costs of starts", "parameters", "parameter", ("start_cost",)),
    "started": Feature("costs of starts", "parameters", "parameter", ("start_cost",)),
    "capacity_retrofitted": RETROFIT,
    "capacity_re": RETIRED,
    "capacity_of_vintage": RETIRED,
    "retirement_balance": RETIRED,
    "build_": UNITS,
    "units_built": UNITS,
    "experience_": LEARNING,
    "piece_": LEARNING,
    "reservoir": RESERVOIR,
    "store_stretch": CALENDAR,
    "store_swing": CALENDAR,
    "store_first": CALENDAR,
    "store_last": CALENDAR,
    "store_level_of": CALENDAR,
    "store_content": DURATION,
    "store_cycles": CYCLES,
    "store_charge_below_rate": RATE,
    "store_discharge_below_rate": RATE,
    "store_balance": CALENDAR,
    "permit": PERMITS,
    "offset": PERMITS,
    "matching": MATCHING,
    "claim": MATCHING,
    "reserve": RESERVE,
    "capacity_at": POTENTIAL,
    "policy_": POLICY,
}
"""Features by how the rows or columns begin that cannot be said; the first that fits."""


def problems(unmapped: Iterable[Unmapped], inputs: Inputs) -> list[Problem]:
    """A line for each feature, with the labels it is found at and the rows that state it."""
    found: dict[Feature, list[Unmapped]] = {}
    for one in unmapped:
        found.setdefault(_feature(one, inputs), []).append(one)
    return [_problem(feature, those, inputs) for feature, those in found.items()]


def _feature(one: Unmapped, inputs: Inputs) -> Feature:
    if one.flat and not any(family.startswith(("matching", "claim")) for family in one.families):
        return FLAT
    if one.lossy:
        return SELF_LOSS
    for family in one.families:
        for start, feature in OF.items():
            if family.startswith(start):
                own = feature is RETIRED and not _rows(feature, inputs, set())
                return RETROFIT if own else feature
    return Feature(f"{one.group.family.replace('_', ' ')}: {one.why}", "", "")


def _problem(feature: Feature, those: list[Unmapped], inputs: Inputs) -> Problem:
    labels = list(dict.fromkeys(str(one.group.label[0]) for one in those if one.group.label))
    rows = _rows(feature, inputs, set(labels))
    found = _some(labels)
    if rows:
        found += f" ({'row' if len(rows) == 1 else 'rows'} {_some([str(row) for row in rows])})"
    file = f"{feature.table}.csv" if feature.table else ""
    return Problem(feature.said, file, column=feature.column, found=found, allowed=feature.instead)


def _rows(feature: Feature, inputs: Inputs, labels: set[str]) -> list[int]:
    """Rows of the table that state it: those of the labels, where any of them does."""
    table = inputs.case.tables.get(feature.table)
    if table is None or feature.column not in table:
        return []
    cells = table[feature.column].fillna("").astype(str)
    stated = table[cells.isin(feature.values) if feature.values else cells != ""]
    own = [stated[name].astype(str).isin(labels) for name in ("technology", "id", "learning") if name in stated]
    mine = stated[pd.concat(own, axis=1).any(axis=1)] if own else stated
    return [int(row) for row in (mine if len(mine) else stated)["_row"].dropna()]


def _some(words: list[str]) -> str:
    more = len(words) - LISTED
    return ", ".join(words[:LISTED]) + (f" and {more} more" if more > 0 else "")
