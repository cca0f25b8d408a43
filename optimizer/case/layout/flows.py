"""What flows: carriers, demand, trade, and what is emitted."""

from __future__ import annotations

from optimizer.case.layout.columns import (
    ACCOUNTS,
    CARRIER,
    COLOR,
    NAME,
    NUMBER,
    ORIGIN,
    PROFILE,
    REGION,
    STAGES,
    YEAR,
    Column,
    Table,
    choice,
)

CARRIERS = Table(
    "carriers",
    (
        Column("carrier", required=True),
        NAME,
        Column("unit", required=True),
        choice("clock", "hour", "day", "year", default="hour"),
        Column("surplus", "yes", default="no"),
        Column("family", meaning="of which it is a form: what its steps cost is told together"),
        COLOR,
        *ORIGIN,
    ),
    ("carrier",),
    True,
    "what flows, its unit, and how finely it is balanced",
)
DEMAND = Table(
    "demand",
    (CARRIER, Column("region", required=True, refers="regions"), YEAR, *NUMBER, PROFILE, *ORIGIN),
    ("carrier", "region", "year", "profile"),
    meaning="what must be delivered",
)
PRICES = Table(
    "prices",
    (
        CARRIER,
        Column("region", refers="regions", many=True, meaning="empty: each"),
        choice("kind", "purchase", "sale", "unmet", "surplus", required=True),
        Column("tier", default="1"),
        YEAR,
        *NUMBER,
        PROFILE,
        Column("limit", "number"),
        Column("limit_unit"),
        Column("limit_profile", refers="profiles"),
        choice("limit_area", "each", "together", default="each"),
        *ORIGIN,
    ),
    ("carrier", "region", "kind", "tier", "year"),
    meaning="trade with the outside, and what shortage costs",
)
EMISSIONS = Table(
    "emissions",
    (
        choice("flow", "activity", "purchase", "sale", "surplus", "leak", "build", "retirement", required=True),
        Column("technology", refers="technologies"),
        Column("carrier", refers="carriers"),
        REGION,
        Column("gas", required=True),
        Column("sector"),
        choice("stage", *STAGES, default="energy supply"),
        choice("account", *ACCOUNTS, default="territorial", meaning="import and indirect never enter the sum"),
        YEAR,
        *NUMBER,
        *ORIGIN,
    ),
    ("flow", "technology", "carrier", "region", "gas", "sector", "stage", "account", "year"),
    meaning="what flows emit or remove",
)
CARBON = Table(
    "carbon",
    (
        CARRIER,
        choice("kind", "fossil", "biogenic", required=True, meaning="biogenic: taken from the air, by plants or not"),
        choice("delivered", "burnt", "kept", default="burnt", meaning="what becomes of it in demand"),
        Column("sector", default="energy", meaning="of what is delivered or dumped"),
        choice("stage", *STAGES, meaning="where converters book it (raw material: process CO2); default: theirs"),
        YEAR,
        *NUMBER,
        *ORIGIN,
    ),
    ("carrier", "kind", "year"),
    meaning="carbon in carriers, as the gas that it makes when burnt",
)
