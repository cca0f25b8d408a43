"""What the answer of a case is compared with: ranges that others hold plausible, and thresholds that footprints must not pass."""

from __future__ import annotations

from optimizer.case.layout.columns import NUMBER, ORIGIN, Column, Table, choice

COMPARED = (
    "capacity",
    "stock",
    "generation",
    "use",
    "share",
    "full_load_hours",
    "price",
    "emission",
    "gross_emission",
    "removal",
)
PLAUSIBLE = Table(
    "plausible",
    (
        choice("quantity", *COMPARED, required=True, meaning="what of the answer is compared"),
        Column("technology", refers="technologies or purchase", many=True, meaning="empty: all"),
        Column("carrier", refers="carriers", meaning="generation, use, share and price: of what"),
        Column("gas", refers="gases", meaning="emissions, removals and price: of what"),
        Column("sector", many=True, meaning="empty: all"),
        Column("region", refers="regions", many=True, meaning="empty: all, added up"),
        Column("period", "year", required=True, meaning="year, read between periods too"),
        Column("low", "number", meaning="least that is plausible"),
        Column("high", "number", meaning="most that is plausible"),
        Column("unit", required=True, meaning="of both ends"),
        *ORIGIN,
    ),
    ("quantity", "technology", "carrier", "gas", "sector", "region", "period", "source"),
    meaning="ranges that the answer is compared with; they change nothing in it",
    measured="what the quantity is measured in",
)
STANDARDS = Table(
    "standards",
    (
        Column("standard", required=True, meaning="its name"),
        Column("level", required=True, meaning="what may be said of a footprint up to the value"),
        Column("family", required=True, meaning="of carriers (carriers.csv)"),
        choice("boundary", "gate", "use", default="gate", meaning="up to where the standard counts"),
        Column("coefficient", meaning="name=value list of weights by gas; empty: gases measured in CO2 or CO2e"),
        *NUMBER,
        Column("condition", meaning="what else it asks for, which the footprint does not tell"),
        Column(
            "not_of",
            refers="technologies or purchase",
            many=True,
            meaning="ways that are known not to meet the condition: the level is never said of them",
        ),
        *ORIGIN,
    ),
    ("standard", "level", "family"),
    meaning="thresholds of footprints; they change nothing in the answer",
    measured="mass per carrier unit (`kgCO2e/kg`)",
)
