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
        Column("carrier", required=True, meaning="its id"),
        NAME,
        Column("unit", required=True, meaning="what it is counted in: energy, mass, volume, or pieces"),
        choice("clock", "hour", "day", "year", default="hour", meaning="how finely it balances"),
        Column("surplus", "yes", default="no", meaning="whether it may be dumped"),
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
    (CARRIER, Column("region", required=True, refers="regions", meaning="where"), YEAR, *NUMBER, PROFILE, *ORIGIN),
    ("carrier", "region", "year", "profile"),
    meaning="what must be delivered",
    measured="carrier per hour, day or year (`MW`, `kg/day`, `t/year`)",
)
PRICES = Table(
    "prices",
    (
        CARRIER,
        Column("region", refers="regions", many=True, meaning="empty: each"),
        choice("kind", "purchase", "sale", "unmet", "surplus", required=True, meaning="what is paid for"),
        Column("tier", default="1", meaning="step of a supply curve; `import` in its name: it comes from abroad"),
        YEAR,
        *NUMBER,
        PROFILE,
        Column("limit", "number", meaning="ceiling of the tier"),
        Column("limit_unit", meaning="of the limit: carrier per hour (of each step) or per year"),
        Column("limit_profile", refers="profiles", meaning="multiplies the limit of each step"),
        choice(
            "limit_area", "each", "together", default="each", meaning="of each region, or of all of the row together"
        ),
        *ORIGIN,
    ),
    ("carrier", "region", "kind", "tier", "year"),
    meaning="trade with the outside, and what shortage costs",
    measured="money per carrier unit (`CNY_2020/MWh`)",
)
EMISSIONS = Table(
    "emissions",
    (
        choice(
            "flow",
            *("activity", "purchase", "sale", "surplus", "leak", "build", "retirement"),
            required=True,
            meaning="what emits or removes",
        ),
        Column("technology", refers="technologies", meaning="of activity, build, retirement, leak"),
        Column("carrier", refers="carriers", meaning="activity: of which port; else which is traded, dumped or lost"),
        REGION,
        Column("gas", required=True, meaning="what is released"),
        Column("sector", meaning="in which it is booked; empty: that of the technology"),
        choice("stage", *STAGES, default="energy supply", meaning="stage of life in which it is booked"),
        choice("account", *ACCOUNTS, default="territorial", meaning="import and indirect never enter the sum"),
        YEAR,
        *NUMBER,
        *ORIGIN,
    ),
    ("flow", "technology", "carrier", "region", "gas", "sector", "stage", "account", "year"),
    meaning="what flows emit or remove",
    measured="gas per carrier unit; build and retirement: per capacity unit (`tCO2/MWh`)",
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
    measured="CO2 per carrier unit (`tCO2/MWh`)",
)
