"""What can stand, and what its numbers are."""

from __future__ import annotations

from optimizer.case.layout.columns import (
    CARRIER,
    COLOR,
    COST_CATEGORIES,
    NAME,
    NUMBER,
    ORIGIN,
    PLACE,
    PROFILE,
    STAGES,
    TECHNOLOGY,
    YEAR,
    Column,
    Table,
    choice,
)
from optimizer.quantities import KINDS

TECHNOLOGIES = Table(
    "technologies",
    (
        Column("technology", required=True),
        NAME,
        choice("kind", *KINDS, required=True),
        Column("reference", required=True, refers="carriers"),
        Column("regions", refers="regions", many=True),
        Column("build", "yes", default="yes"),
        Column("retire", "yes", default="no"),
        Column("whole", "yes", default="no"),
        Column("sector", default="energy"),
        choice("stage", *STAGES, meaning="of what its carriers' carbon emits"),
        Column("permanent", "yes", default="no", meaning="biogenic carbon put into this store is removed"),
        Column("capacity_unit"),
        Column("capacity_of", refers="technologies"),
        choice("use", "free", "profile", default="free"),
        choice("commitment", "must_run", "online", default="must_run"),
        choice("clock", "hour", "day", "year", meaning="empty: the finest of its carriers"),
        Column("by_vintage", "yes", default="no"),
        choice("span", "day", "year", "horizon", default="day"),
        Column("charge", refers="technologies"),
        Column("discharge", refers="technologies"),
        choice("direction", "shared", "each", "forward", default="shared"),
        choice("measured", "sent", "received", default="sent"),
        Column("group"),
        choice("cost_category", *COST_CATEGORIES),
        COLOR,
        *ORIGIN,
    ),
    ("technology",),
    True,
    "what can be built, and the carrier that measures it",
)
PORTS = Table(
    "ports",
    (
        TECHNOLOGY,
        CARRIER,
        choice("direction", "in", "out", required=True),
        choice("per", "activity", "charge", "discharge", "capacity", "flow", "forward", "backward"),
        choice("at", "start", "end"),
        YEAR,
        *NUMBER,
        Column("group"),
        Column("share_min", "number"),
        Column("share_max", "number"),
        Column("cost_share", "number"),
        *ORIGIN,
    ),
    ("technology", "carrier", "direction", "per", "at", "year"),
    meaning="what a technology takes and gives per unit of activity, or of what is stored or moved",
)
PARAMETERS = Table(
    "parameters",
    (TECHNOLOGY, Column("parameter", required=True), PLACE, YEAR, *NUMBER, PROFILE, *ORIGIN),
    ("technology", "parameter", "region", "year"),
    meaning="the numbers of technologies",
)
EXISTING_CAPACITY = Table(
    "existing_capacity",
    (
        TECHNOLOGY,
        Column("region", required=True, refers="places"),
        Column("build_year", "year"),
        YEAR,
        *NUMBER,
        choice("pays", "fixed", "capital", default="fixed"),
        *ORIGIN,
    ),
    ("technology", "region", "build_year", "year", "pays"),
    meaning="what stands already",
)
POTENTIALS = Table(
    "potentials",
    (
        TECHNOLOGY,
        PLACE,
        choice("limit", "capacity_max", "capacity_min", "build_max", "build_min", required=True),
        YEAR,
        *NUMBER,
        *ORIGIN,
    ),
    ("technology", "region", "limit", "year"),
    meaning="limits on what stands and what is built",
)
SURVIVAL = Table(
    "survival",
    (TECHNOLOGY, Column("age", "number", required=True), *NUMBER, *ORIGIN),
    ("technology", "age"),
    meaning="the share of what was built that still stands at an age",
)
RETROFITS = Table(
    "retrofits",
    (
        Column("from", required=True, refers="technologies"),
        Column("to", required=True, refers="technologies"),
        PLACE,
        YEAR,
        *NUMBER,
        Column("capacity_factor", "number", default="1"),
        Column("factor_unit", default="1"),
        choice("life", "source", "target", default="source"),
        *ORIGIN,
    ),
    ("from", "to", "region", "year"),
    meaning="what can be turned into what, once, and its cost per capacity of the target",
)
BUILD_INPUTS = Table(
    "build_inputs",
    (TECHNOLOGY, CARRIER, choice("direction", "in", "out", required=True), YEAR, *NUMBER, *ORIGIN),
    ("technology", "carrier", "direction", "year"),
    meaning="carriers that building takes, and that retirement gives back",
)
OF_CURVES = ("rate", "experience", "experience_max", "outside", "cost", "path", "floor", "pieces", "content")
LEARNING = Table(
    "learning",
    (
        Column("learning", required=True, meaning="the curve: what is learnt"),
        choice("quantity", *OF_CURVES, required=True),
        Column("technology", refers="technologies", meaning="content only: what takes part"),
        YEAR,
        *NUMBER,
        *ORIGIN,
    ),
    ("learning", "quantity", "technology", "year"),
    meaning="costs that fall with what has been built",
)
ROUTES = Table(
    "routes",
    (
        Column("route", required=True),
        TECHNOLOGY,
        Column("from", required=True, refers="regions"),
        Column("to", required=True, refers="regions"),
        *NUMBER,
        Column("factor", "number", default="1", meaning="length over the distance stated: detours of roads, of pipes"),
        *ORIGIN,
    ),
    ("route", "technology"),
    meaning="connections and their lengths",
)
PLAN = Table(
    "builds",
    (
        TECHNOLOGY,
        Column("region", required=True, refers="places"),
        Column("year", "year", required=True),
        *NUMBER,
        *ORIGIN,
    ),
    ("technology", "region", "year"),
    meaning="what is built in each period: a plan that is given, or that a run found",
)
"""Not a table of a case: `h2opt run --fix` reads it, `h2opt export` writes it."""
