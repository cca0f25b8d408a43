"""When, where and within which limits: places, given days, policies and the series they refer to."""

from __future__ import annotations

from optimizer.case.kinds import CLOCKS, QUANTITIES, SENSES, TIMES
from optimizer.case.kinds import KINDS as POLICY_KINDS
from optimizer.case.layout.columns import NAME, NUMBER, ORIGIN, REGION, YEAR, Column, Table, choice

REGIONS = Table(
    "regions",
    (
        Column("region", required=True, meaning="its id"),
        NAME,
        Column("latitude", "number", meaning="for the map, in degrees north"),
        Column("longitude", "number", meaning="for the map, in degrees east"),
        *ORIGIN,
    ),
    ("region",),
    True,
    "places where carriers are balanced; further columns say what they may be merged into",
    open=True,
)
DAYS = Table(
    "days",
    (
        Column("day", required=True, meaning="its id"),
        Column("year", "year", meaning="period that has these days; empty: every period without days of its own"),
        Column("weight", "number", required=True, meaning="how often it occurs in a year"),
        *ORIGIN,
    ),
    ("day", "year"),
    meaning="given days and how often they occur",
)
STEPS = Table(
    "steps",
    (
        Column("day", required=True, refers="days", meaning="which the step is of"),
        Column("step", required=True, meaning="its id"),
        Column("duration", "number", required=True, meaning="its hours"),
        *ORIGIN,
    ),
    ("day", "step"),
    meaning="given steps and their hours",
)
CALENDAR = Table(
    "calendar",
    (
        Column("day", required=True, refers="days", meaning="of each day of the year, in order"),
        Column("year", "year", meaning="as in days.csv"),
        *ORIGIN,
    ),
    (),
    meaning="the given day that stands for each day of the year",
)
SERIES = Table(
    "series",
    (Column("series", required=True, meaning="its id"), REGION, YEAR, *NUMBER, *ORIGIN),
    ("series", "region", "year"),
    meaning="numbers over the years that policies refer to",
    measured="any, the same in all rows of a series",
)
POLICIES = Table(
    "policies",
    (
        Column("id", required=True, meaning="its name; rows of one id are one policy, its value by year"),
        Column("level", meaning="1 or empty"),
        choice("kind", *POLICY_KINDS, required=True, meaning="what it says"),
        choice("quantity", *QUANTITIES, meaning="empty: the first that the kind allows"),
        Column("region", refers="regions", many=True, meaning="what counts; empty: all"),
        Column("sector", many=True, meaning="what counts; empty: all"),
        Column("carrier", refers="carriers", many=True, meaning="what counts; empty: all"),
        Column("technology", refers="technologies or purchase", many=True, meaning="what counts; empty: all"),
        Column("stage", refers="stages", many=True, meaning="what counts; empty: all"),
        Column("gas", refers="gases", many=True, meaning="what counts; empty: all"),
        Column("account", refers="accounts", many=True, meaning="empty: territorial"),
        Column("scope", meaning="a selection of emissions named in case.yaml"),
        Column(
            "relative_to", meaning="what the value is a share of: a series, a period, technologies, or another policy"
        ),
        Column("coefficient", meaning="name=value list of weights by gas or technology"),
        choice("area", "together", "each", default="together", meaning="one limit for all regions, or one of each"),
        choice("time", *TIMES, *CLOCKS, meaning="empty: the first that the kind allows"),
        choice("sense", *SENSES, meaning="empty: the first that the kind allows"),
        YEAR,
        Column("value", "number", meaning="the limit, share, rate or price"),
        Column("unit", meaning="of the value"),
        Column("start", "year", meaning="from when it holds; empty: the first year with a value"),
        Column("end", "year", meaning="until when it holds; empty: the end"),
        Column("built_from", "year", meaning="matching: generators count that were built from this year on"),
        Column("seed", "number", meaning="growth: what may be added where there is nothing yet"),
        Column("seed_unit", meaning="of the seed"),
        Column("overshoot_price", "number", meaning="at which the limit may be exceeded, or the floor missed"),
        Column("overshoot_unit", meaning="of that price"),
        Column("on", "yes", default="yes", meaning="no: the row is left out"),
        *ORIGIN,
    ),
    ("id", "year"),
    meaning="limits and prices",
    measured="what the kind and the quantity count; shares in `%` or as plain numbers",
)
SOURCES = Table(
    "sources",
    (
        Column("key", required=True, meaning="by which rows name it"),
        Column("title", meaning="of the work"),
        Column("address", meaning="where it is found"),
        Column("licence", meaning="under which it may be used"),
        Column("note", meaning="for readers"),
    ),
    ("key",),
    meaning="where numbers come from",
)
