"""When, where and within which limits: places, given days, policies and the series they refer to."""

from __future__ import annotations

from optimizer.case.kinds import CLOCKS, QUANTITIES, SENSES, TIMES
from optimizer.case.kinds import KINDS as POLICY_KINDS
from optimizer.case.layout.columns import NAME, NUMBER, ORIGIN, REGION, YEAR, Column, Table, choice

REGIONS = Table(
    "regions",
    (Column("region", required=True), NAME, Column("latitude", "number"), Column("longitude", "number"), *ORIGIN),
    ("region",),
    True,
    "places where carriers are balanced; further columns say what they may be merged into",
    open=True,
)
DAYS = Table(
    "days",
    (Column("day", required=True), YEAR, Column("weight", "number", required=True), *ORIGIN),
    ("day", "year"),
    meaning="given days and how often they occur",
)
STEPS = Table(
    "steps",
    (
        Column("day", required=True, refers="days"),
        Column("step", required=True),
        Column("duration", "number", required=True),
        *ORIGIN,
    ),
    ("day", "step"),
    meaning="given steps and their hours",
)
CALENDAR = Table(
    "calendar",
    (Column("day", required=True, refers="days"), YEAR, *ORIGIN),
    (),
    meaning="the given day that stands for each day of the year",
)
SERIES = Table(
    "series",
    (Column("series", required=True), REGION, YEAR, *NUMBER, *ORIGIN),
    ("series", "region", "year"),
    meaning="numbers over the years that policies refer to",
)
POLICIES = Table(
    "policies",
    (
        Column("id", required=True),
        Column("level"),
        choice("kind", *POLICY_KINDS, required=True),
        choice("quantity", *QUANTITIES, meaning="empty: the first that the kind allows"),
        Column("region", refers="regions", many=True),
        Column("sector", many=True),
        Column("carrier", refers="carriers", many=True),
        Column("technology", refers="technologies or purchase", many=True),
        Column("stage", refers="stages", many=True),
        Column("gas", refers="gases", many=True),
        Column("account", refers="accounts", many=True, meaning="empty: territorial"),
        Column("scope", meaning="a selection of emissions named in case.yaml"),
        Column("relative_to"),
        Column("coefficient"),
        choice("area", "together", "each", default="together"),
        choice("time", *TIMES, *CLOCKS, meaning="empty: the first that the kind allows"),
        choice("sense", *SENSES, meaning="empty: the first that the kind allows"),
        YEAR,
        Column("value", "number"),
        Column("unit"),
        Column("start", "year"),
        Column("end", "year"),
        Column("built_from", "year", meaning="matching: generators count that were built from this year on"),
        Column("seed", "number"),
        Column("seed_unit"),
        Column("overshoot_price", "number"),
        Column("overshoot_unit"),
        Column("on", "yes", default="yes"),
        *ORIGIN,
    ),
    ("id", "year"),
    meaning="limits and prices",
)
SOURCES = Table(
    "sources",
    (Column("key", required=True), Column("title"), Column("address"), Column("licence"), Column("note")),
    ("key",),
    meaning="where numbers come from",
)
