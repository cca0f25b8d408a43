"""The tables of a case, declared once: columns, defaults, keys and what labels refer to.

Reading, checking, the data dictionary and the workbook template all follow this declaration.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from optimizer.case.kinds import CLOCKS, QUANTITIES, SENSES, TIMES
from optimizer.case.kinds import KINDS as POLICY_KINDS
from optimizer.quantities import KINDS

Type = Literal["text", "number", "year", "yes", "choice", "color"]


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        required: the cell must not be empty.
        refers: name of the table whose key column lists the allowed labels ('places' is regions and routes); a
            semicolon list where `many`.
        choices: allowed words of a 'choice' column.
    """

    name: str
    type: Type = "text"
    required: bool = False
    default: str = ""
    refers: str = ""
    many: bool = False
    choices: tuple[str, ...] = ()
    meaning: str = ""


@dataclass(frozen=True)
class Table:
    """One table; `key` are the columns that may not repeat together."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    required: bool = False
    meaning: str = ""

    def column(self, name: str) -> Column:
        return next(c for c in self.columns if c.name == name)


def _choice(name: str, *choices: str, default: str = "", required: bool = False, meaning: str = "") -> Column:
    return Column(name, "choice", required, default, choices=choices, meaning=meaning)


TECHNOLOGY = Column("technology", required=True, refers="technologies")
CARRIER = Column("carrier", required=True, refers="carriers")
PLACE = Column("region", refers="places", meaning="a region or a route; empty: each")
REGION = Column("region", refers="regions", meaning="empty: each")
YEAR = Column("year", "year")
NUMBER = (Column("value", "number", required=True), Column("unit", required=True))
ORIGIN = (
    Column("source", refers="sources", many=True),
    Column("quality", "choice", choices=("sourced", "derived", "assumed")),
    Column("note"),
)
PROFILE = Column("profile", refers="profiles")
COLOR, NAME = Column("color", "color"), Column("name")
ACCOUNTS = ("territorial", "import", "indirect")
STAGES = ("energy supply", "raw material", "manufacture", "transport", "use", "end of life", "removal")
COST_CATEGORIES = ("production", "conversion", "storage", "transport", "station")

TABLES: tuple[Table, ...] = (
    Table(
        "regions",
        (Column("region", required=True), NAME, Column("latitude", "number"), Column("longitude", "number"), *ORIGIN),
        ("region",),
        True,
        "places where carriers are balanced",
    ),
    Table(
        "carriers",
        (
            Column("carrier", required=True),
            NAME,
            Column("unit", required=True),
            _choice("clock", "hour", "day", "year", default="hour"),
            Column("surplus", "yes", default="no"),
            COLOR,
            *ORIGIN,
        ),
        ("carrier",),
        True,
        "what flows, its unit, and how finely it is balanced",
    ),
    Table(
        "technologies",
        (
            Column("technology", required=True),
            NAME,
            _choice("kind", *KINDS, required=True),
            Column("reference", required=True, refers="carriers"),
            Column("regions", refers="regions", many=True),
            Column("build", "yes", default="yes"),
            Column("retire", "yes", default="no"),
            Column("whole", "yes", default="no"),
            Column("sector", default="energy"),
            _choice("stage", *STAGES, meaning="of what its carriers' carbon emits"),
            Column("permanent", "yes", default="no", meaning="biogenic carbon put into this store is removed"),
            Column("capacity_unit"),
            Column("capacity_of", refers="technologies"),
            _choice("use", "free", "profile", default="free"),
            _choice("commitment", "must_run", "online", default="must_run"),
            _choice("clock", "hour", "day", "year", meaning="empty: the finest of its carriers"),
            Column("by_vintage", "yes", default="no"),
            _choice("span", "day", "year", "horizon", default="day"),
            Column("charge", refers="technologies"),
            Column("discharge", refers="technologies"),
            _choice("direction", "shared", "each", "forward", default="shared"),
            _choice("measured", "sent", "received", default="sent"),
            Column("group"),
            _choice("cost_category", *COST_CATEGORIES),
            COLOR,
            *ORIGIN,
        ),
        ("technology",),
        True,
        "what can be built, and the carrier that measures it",
    ),
    Table(
        "ports",
        (
            TECHNOLOGY,
            CARRIER,
            _choice("direction", "in", "out", required=True),
            _choice("per", "activity", "charge", "discharge", "capacity", "flow", "forward", "backward"),
            _choice("at", "start", "end"),
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
    ),
    Table(
        "parameters",
        (TECHNOLOGY, Column("parameter", required=True), PLACE, YEAR, *NUMBER, PROFILE, *ORIGIN),
        ("technology", "parameter", "region", "year"),
        meaning="the numbers of technologies",
    ),
    Table(
        "existing_capacity",
        (
            TECHNOLOGY,
            Column("region", required=True, refers="places"),
            Column("build_year", "year"),
            YEAR,
            *NUMBER,
            _choice("pays", "fixed", "capital", default="fixed"),
            *ORIGIN,
        ),
        ("technology", "region", "build_year", "year", "pays"),
        meaning="what stands already",
    ),
    Table(
        "potentials",
        (
            TECHNOLOGY,
            PLACE,
            _choice("limit", "capacity_max", "capacity_min", "build_max", "build_min", required=True),
            YEAR,
            *NUMBER,
            *ORIGIN,
        ),
        ("technology", "region", "limit", "year"),
        meaning="limits on what stands and what is built",
    ),
    Table(
        "survival",
        (TECHNOLOGY, Column("age", "number", required=True), *NUMBER, *ORIGIN),
        ("technology", "age"),
        meaning="the share of what was built that still stands at an age",
    ),
    Table(
        "retrofits",
        (
            Column("from", required=True, refers="technologies"),
            Column("to", required=True, refers="technologies"),
            PLACE,
            YEAR,
            *NUMBER,
            Column("capacity_factor", "number", default="1"),
            Column("factor_unit", default="1"),
            _choice("life", "source", "target", default="source"),
            *ORIGIN,
        ),
        ("from", "to", "region", "year"),
        meaning="what can be turned into what, once, and its cost per capacity of the target",
    ),
    Table(
        "build_inputs",
        (TECHNOLOGY, CARRIER, _choice("direction", "in", "out", required=True), YEAR, *NUMBER, *ORIGIN),
        ("technology", "carrier", "direction", "year"),
        meaning="carriers that building takes, and that retirement gives back",
    ),
    Table(
        "routes",
        (
            Column("route", required=True),
            TECHNOLOGY,
            Column("from", required=True, refers="regions"),
            Column("to", required=True, refers="regions"),
            *NUMBER,
            *ORIGIN,
        ),
        ("route", "technology"),
        meaning="connections and their lengths",
    ),
    Table(
        "demand",
        (CARRIER, Column("region", required=True, refers="regions"), YEAR, *NUMBER, PROFILE, *ORIGIN),
        ("carrier", "region", "year", "profile"),
        meaning="what must be delivered",
    ),
    Table(
        "prices",
        (
            CARRIER,
            Column("region", refers="regions", many=True, meaning="empty: each"),
            _choice("kind", "purchase", "sale", "unmet", "surplus", required=True),
            Column("tier", default="1"),
            YEAR,
            *NUMBER,
            PROFILE,
            Column("limit", "number"),
            Column("limit_unit"),
            Column("limit_profile", refers="profiles"),
            _choice("limit_area", "each", "together", default="each"),
            *ORIGIN,
        ),
        ("carrier", "region", "kind", "tier", "year"),
        meaning="trade with the outside, and what shortage costs",
    ),
    Table(
        "days",
        (Column("day", required=True), YEAR, Column("weight", "number", required=True), *ORIGIN),
        ("day", "year"),
        meaning="given days and how often they occur",
    ),
    Table(
        "steps",
        (
            Column("day", required=True, refers="days"),
            Column("step", required=True),
            Column("duration", "number", required=True),
            *ORIGIN,
        ),
        ("day", "step"),
        meaning="given steps and their hours",
    ),
    Table(
        "calendar",
        (Column("day", required=True, refers="days"), YEAR, *ORIGIN),
        (),
        meaning="the given day that stands for each day of the year",
    ),
    Table(
        "emissions",
        (
            _choice("flow", "activity", "purchase", "sale", "surplus", "leak", "build", "retirement", required=True),
            Column("technology", refers="technologies"),
            Column("carrier", refers="carriers"),
            REGION,
            Column("gas", required=True),
            Column("sector"),
            _choice("stage", *STAGES, default="energy supply"),
            _choice("account", *ACCOUNTS, default="territorial", meaning="import and indirect never enter the sum"),
            YEAR,
            *NUMBER,
            *ORIGIN,
        ),
        ("flow", "technology", "carrier", "region", "gas", "sector", "stage", "account", "year"),
        meaning="what flows emit or remove",
    ),
    Table(
        "carbon",
        (
            CARRIER,
            _choice(
                "kind", "fossil", "biogenic", required=True, meaning="biogenic: taken from the air, by plants or not"
            ),
            _choice("delivered", "burnt", "kept", default="burnt", meaning="what becomes of it in demand"),
            Column("sector", default="energy", meaning="of what is delivered or dumped"),
            YEAR,
            *NUMBER,
            *ORIGIN,
        ),
        ("carrier", "kind", "year"),
        meaning="carbon in carriers, as the gas that it makes when burnt",
    ),
    Table(
        "series",
        (Column("series", required=True), REGION, YEAR, *NUMBER, *ORIGIN),
        ("series", "region", "year"),
        meaning="numbers over the years that policies refer to",
    ),
    Table(
        "policies",
        (
            Column("id", required=True),
            Column("level"),
            _choice("kind", *POLICY_KINDS, required=True),
            _choice("quantity", *QUANTITIES, meaning="empty: the first that the kind allows"),
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
            _choice("area", "together", "each", default="together"),
            _choice("time", *TIMES, *CLOCKS, meaning="empty: the first that the kind allows"),
            _choice("sense", *SENSES, meaning="empty: the first that the kind allows"),
            YEAR,
            Column("value", "number"),
            Column("unit"),
            Column("start", "year"),
            Column("end", "year"),
            Column("seed", "number"),
            Column("seed_unit"),
            Column("overshoot_price", "number"),
            Column("overshoot_unit"),
            Column("on", "yes", default="yes"),
            *ORIGIN,
        ),
        ("id", "year"),
        meaning="limits and prices",
    ),
    Table(
        "sources",
        (Column("key", required=True), Column("title"), Column("address"), Column("licence"), Column("note")),
        ("key",),
        meaning="where numbers come from",
    ),
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
BY_NAME = {t.name: t for t in TABLES}
LABELS = {"sources": "key", "technologies": "technology", "carriers": "carrier", "regions": "region", "days": "day"}
