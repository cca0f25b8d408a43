"""What the answer of a case is compared with: ranges that others hold plausible."""

from __future__ import annotations

from optimizer.case.layout.columns import ORIGIN, Column, Table, choice

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
        Column("carrier", refers="carriers"),
        Column("gas", refers="gases"),
        Column("sector", many=True, meaning="empty: all"),
        Column("region", refers="regions", many=True, meaning="empty: all, added up"),
        Column("period", "year", required=True),
        Column("low", "number"),
        Column("high", "number"),
        Column("unit", required=True),
        *ORIGIN,
    ),
    ("quantity", "technology", "carrier", "gas", "sector", "region", "period", "source"),
    meaning="ranges that the answer is compared with; they change nothing in it",
)
