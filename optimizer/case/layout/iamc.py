"""What the labels of a case are called in a hand-in to the IAMC (Integrated Assessment Modeling Consortium)."""

from __future__ import annotations

from functools import lru_cache

from optimizer.case.layout.columns import ORIGIN, Column, Table, choice
from optimizer.files import packaged

IAMC = Table(
    "iamc",
    (
        choice(
            "of",
            *("carrier", "technology", "demand", "sector", "region", "gas", "money"),
            required=True,
            meaning="what the item is",
        ),
        Column("item", required=True, meaning="a label of the case; region: * for all together"),
        Column("part", meaning="technology: one of its carriers; sector: one stage"),
        Column("iamc", required=True, meaning="its place among the names of the common definitions"),
        Column("value", "number", meaning="carrier: its heating value; money: what one unit is worth"),
        Column("unit", meaning="of the value"),
        *ORIGIN,
    ),
    ("of", "item", "part"),
    meaning="names for h2opt export --iamc; they change nothing in the answer",
    measured="carrier: energy per unit; money: another currency",
)


@lru_cache(maxsize=1)
def roles() -> dict[tuple[str, str], dict[str, str]]:
    """(of, first word) -> what a label with that word is: the table iamc_roles.csv of the package."""
    return {(row["of"], row["word"]): row for row in packaged("optimizer.case", "iamc_roles.csv")}


def role(of: str, label: str) -> str:
    """What a label makes of a technology or carrier; empty if its first word is unknown.

    >>> role("technology", "Electricity|Solar|PV"), role("technology", "Electricity|Storage"), role("technology", "Industry|Cement")
    ('supply', 'network', 'use')
    """
    first, _, rest = label.partition("|")
    if of == "technology" and ("part", rest.partition("|")[0]) in roles():
        return roles()["part", rest.partition("|")[0]]["role"]
    return roles().get((of, first), {"role": ""})["role"]
