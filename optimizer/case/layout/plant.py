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

SOURCES_OF_ENERGY = (
    "surroundings",
    "waste heat",
    "latent heat",
    "sun",
    "wind",
    "water",
    "ground",
    "nuclear fuel",
    "by-product",
)
TECHNOLOGIES = Table(
    "technologies",
    (
        Column("technology", required=True, meaning="its id"),
        NAME,
        choice("kind", *KINDS, required=True, meaning="what it does with carriers"),
        Column("reference", required=True, refers="carriers", meaning="carrier that measures its capacity and use"),
        Column("regions", refers="regions", many=True, meaning="where it may stand; empty: everywhere"),
        Column("build", "yes", default="yes", meaning="no: existing plant only"),
        Column("retire", "yes", default="no", meaning="whether it may be retired early"),
        Column("whole", "yes", default="no", meaning="whether it is built in whole units"),
        Column("sector", default="energy", meaning="in which its emissions are booked"),
        choice("stage", *STAGES, meaning="of what its carriers' carbon emits"),
        Column("permanent", "yes", default="no", meaning="biogenic carbon put into this store is removed"),
        Column("capacity_unit", meaning="of its capacity; empty: reference carrier per hour, of a store the carrier"),
        Column("capacity_of", refers="technologies", meaning="the plant that it is another mode of"),
        choice("use", "free", "profile", default="free", meaning="profile: must-take, all that is available"),
        choice("commitment", "must_run", "online", default="must_run", meaning="online: may be switched off in part"),
        choice("clock", "hour", "day", "year", meaning="empty: the finest of its carriers"),
        Column("by_vintage", "yes", default="no", meaning="whether old and new plant are used apart"),
        choice("span", "day", "year", "horizon", default="day", meaning="over what a store carries its content"),
        Column("charge", refers="technologies", meaning="power through which a store is filled; empty: no limit"),
        Column("discharge", refers="technologies", meaning="power through which it is emptied; empty: no limit"),
        choice("direction", "shared", "each", "forward", default="shared", meaning="how directions of a line share it"),
        choice("measured", "sent", "received", default="sent", meaning="where the flow of a line is measured"),
        choice(
            "draws_on",
            *SOURCES_OF_ENERGY,
            meaning="source that no carrier counts, if it gives more energy than it takes",
        ),
        Column("group", meaning="way of making a carrier, for charts and break_even"),
        choice("cost_category", *COST_CATEGORIES, meaning="of levelised costs; empty: by its kind"),
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
        choice("direction", "in", "out", required=True, meaning="what the technology takes, or gives"),
        choice(
            "per",
            *("activity", "charge", "discharge", "capacity", "flow", "forward", "backward"),
            meaning="of which flow of a store or line; empty: its use, of a line its flow",
        ),
        choice("at", "start", "end", meaning="end of a line where it is drawn; empty: start"),
        YEAR,
        *NUMBER,
        Column("group", meaning="ports that serve the activity together, in shares that are chosen"),
        Column("share_min", "number", meaning="least share in the group"),
        Column("share_max", "number", meaning="most share in the group"),
        Column("cost_share", "number", meaning="outputs: weight by which they share the cost"),
        *ORIGIN,
    ),
    ("technology", "carrier", "direction", "per", "at", "year"),
    meaning="what a technology takes and gives per unit of activity, or of what is stored or moved",
    measured="carrier per unit of the reference carrier (`kg/MWh`); per capacity: carrier per hour and unit of content; lines also per km",
)
PARAMETERS = Table(
    "parameters",
    (
        TECHNOLOGY,
        Column("parameter", required=True, meaning="one of those below"),
        PLACE,
        YEAR,
        *NUMBER,
        PROFILE,
        *ORIGIN,
    ),
    ("technology", "parameter", "region", "year"),
    meaning="the numbers of technologies",
    measured="as the parameter says; costs and losses of lines also per km",
)
EXISTING_CAPACITY = Table(
    "existing_capacity",
    (
        TECHNOLOGY,
        Column("region", required=True, refers="places", meaning="a region or a route"),
        Column("build_year", "year", meaning="from which on it ages"),
        Column("year", "year", meaning="instead of build_year: what is left in the year"),
        *NUMBER,
        choice("pays", "fixed", "capital", default="fixed", meaning="fixed cost only, or the annuity too"),
        *ORIGIN,
    ),
    ("technology", "region", "build_year", "year", "pays"),
    meaning="what stands already",
    measured="capacity unit (`MW`; stores `MWh`)",
)
POTENTIALS = Table(
    "potentials",
    (
        TECHNOLOGY,
        PLACE,
        choice("limit", "capacity_max", "capacity_min", "build_max", "build_min", required=True, meaning="of what"),
        YEAR,
        *NUMBER,
        *ORIGIN,
    ),
    ("technology", "region", "limit", "year"),
    meaning="limits on what stands and what is built",
    measured="capacity unit (`MW`; stores `MWh`)",
)
SURVIVAL = Table(
    "survival",
    (TECHNOLOGY, Column("age", "number", required=True, meaning="in years"), *NUMBER, *ORIGIN),
    ("technology", "age"),
    meaning="the share of what was built that still stands at an age",
    measured="plain number or `%`",
)
RETROFITS = Table(
    "retrofits",
    (
        Column("from", required=True, refers="technologies", meaning="the source"),
        Column("to", required=True, refers="technologies", meaning="the target, of the same kind"),
        PLACE,
        YEAR,
        *NUMBER,
        Column("capacity_factor", "number", default="1", meaning="capacity of the target per capacity of the source"),
        Column("factor_unit", default="1", meaning="of that factor"),
        choice("life", "source", "target", default="source", meaning="as long as the source would have stood, or anew"),
        *ORIGIN,
    ),
    ("from", "to", "region", "year"),
    meaning="what can be turned into what, once, and its cost per capacity of the target",
    measured="money per capacity of the target; lines also per km",
)
BUILD_INPUTS = Table(
    "build_inputs",
    (
        TECHNOLOGY,
        CARRIER,
        choice("direction", "in", "out", required=True, meaning="building takes it, or retirement gives it"),
        YEAR,
        *NUMBER,
        *ORIGIN,
    ),
    ("technology", "carrier", "direction", "year"),
    meaning="carriers that building takes, and that retirement gives back",
    measured="carrier per capacity unit; lines also per km",
)
OF_CURVES = ("rate", "experience", "experience_max", "outside", "cost", "path", "floor", "pieces", "content")
LEARNING = Table(
    "learning",
    (
        Column("learning", required=True, meaning="the curve: what is learnt"),
        choice("quantity", *OF_CURVES, required=True, meaning="which number of the curve: see learning.md"),
        Column("technology", refers="technologies", meaning="content only: what takes part"),
        YEAR,
        *NUMBER,
        *ORIGIN,
    ),
    ("learning", "quantity", "technology", "year"),
    meaning="costs that fall with what has been built",
    measured="as the quantity says",
)
ROUTES = Table(
    "routes",
    (
        Column("route", required=True, meaning="its id"),
        TECHNOLOGY,
        Column("from", required=True, refers="regions", meaning="where it starts"),
        Column("to", required=True, refers="regions", meaning="where it ends"),
        *NUMBER,
        Column("factor", "number", default="1", meaning="length over the distance stated: detours of roads, of pipes"),
        *ORIGIN,
    ),
    ("route", "technology"),
    meaning="connections and their lengths",
    measured="length (`km`)",
)
PLAN = Table(
    "builds",
    (
        TECHNOLOGY,
        Column("region", required=True, refers="places", meaning="a region or a route"),
        Column("year", "year", required=True, meaning="a period"),
        *NUMBER,
        *ORIGIN,
    ),
    ("technology", "region", "year"),
    meaning="what is built in each period: a plan that is given, or that a run found",
    measured="capacity unit (`MW`; stores `MWh`)",
)
"""Not a table of a case: `h2opt run --fix` reads it, `h2opt export` writes it."""
