"""What is known of the energy in carriers: by their unit, by the heating value that the case states, or by what they are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import pandas as pd

from optimizer.case.rows import records_of
from optimizer.case.text import words
from optimizer.files import packaged
from optimizer.units import factor, fits

Form = Literal["power", "fuel", "heat", "none", ""]
LABELS: dict[str, Form] = {
    "Electricity": "power",
    "Heat": "heat",
    **dict.fromkeys(("Hydrogen", "Liquids", "Gases", "Coal", "Gas", "Oil", "Biomass"), "fuel"),
}
"""First words of the common names (iamc.csv) that say what a carrier is."""


@dataclass(frozen=True)
class Content:
    """Energy in one unit of a carrier.

    Attributes:
        low, high: between which it lies [MWh per unit of the carrier].
        form: what the energy is; '' if nothing says so.
        stated: the case says so (a unit of energy, or a heating value), or there is none in such matter; else its name says so.
    """

    low: float
    high: float
    form: Form
    stated: bool


def contents(tables: Mapping[str, pd.DataFrame]) -> dict[str, Content]:
    """Carriers whose energy is known; others are left out."""
    names = {r["item"]: r for r in records_of(tables["iamc"]) if r["of"] == "carrier"}
    burnt = {r["carrier"] for r in records_of(tables["carbon"]) if r["kind"] == "fossil" and r["amount"] > 0}
    out = {}
    for row in records_of(tables["carriers"]):
        carrier, unit = row["carrier"], row["unit"]
        label = names.get(carrier)
        usual = by_name(carrier, row["family"])
        form: Form = usual.form if usual else ""
        if label is not None:
            form = LABELS.get(str(label["iamc"]).partition("|")[0], form)
        if fits(unit, "MWh"):
            each = factor(unit, "MWh")
            out[carrier] = Content(each, each, form or ("fuel" if carrier in burnt else ""), stated=True)
        elif label is not None and label["unit"] and fits(f"({unit})*({label['unit']})", "MWh"):
            each = label["value"] * factor(f"({unit})*({label['unit']})", "MWh")
            out[carrier] = Content(each, each, form or "fuel", stated=True)
        elif usual is not None and usual.form == "none":
            out[carrier] = usual
        elif usual is not None and usual.high > 0 and fits(unit, "t"):
            each = factor(unit, "t")
            out[carrier] = Content(usual.low * each, usual.high * each, form, stated=False)
    return out


def by_name(carrier: str, family: str = "") -> Content | None:
    """What a carrier is by the words of its id, else by its family [MWh/t].

    >>> by_name("retail_power").form, by_name("h2_30bar").low, by_name("machinery"), by_name("gate_20", "hydrogen").form
    ('power', 33.3, None, 'fuel')
    """
    for text in (carrier, family):
        found = [known()[w] for w in words(text) if w in known()]
        if found:
            return next((c for c in found if c.form == "heat"), found[0])  # electric heat is heat
    return None


@lru_cache(maxsize=1)
def known() -> dict[str, Content]:
    """Word -> what a carrier with that word is [MWh/t]."""
    rows = packaged("optimizer.case", "energy_carriers.csv")
    return {
        r["word"]: Content(float(r["low"] or 0), float(r["high"] or 0), r["form"], r["form"] == "none")  # type: ignore[arg-type]
        for r in rows
    }
