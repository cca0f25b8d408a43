"""Amounts of policies that stay as they are where a run has fewer regions than they are for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd

from optimizer.case.kinds import KINDS, reference_of
from optimizer.case.merge.policies import LEVELS, SEEDS, amounts_of
from optimizer.case.rows import tuples_of

FLOORS = (
    "limits that must be reached are meant for more regions than this run has, are not scaled down, and may leave no plan: {}. State what "
    "these regions are to reach in a scenario (table: policies, set: value), or run with --without {}"
)
CEILINGS = "ceilings for more regions than this run has are not scaled down, and bind less or not at all: {}"
GROWTH = "growth starts from seeds for more regions than this run has, which are not scaled down: {}"


def unscaled(tables: Mapping[str, pd.DataFrame], fewer: Collection[str]) -> tuple[list[str], list[str]]:
    """Notes on limits that may be out of reach, and on others; rates, shares, prices and nothing need no scaling.

    Args:
        fewer: policies of which some regions are left.
    """
    rows = [r for r in tuples_of(tables["policies"]) if r.id in fewer]
    series = tables["series"]
    known, national = {str(s) for s in series["series"]}, {str(s) for s in series.loc[series["region"] == "", "series"]}
    told = {r.id: r for r in rows if _is_amount(r, known, national)}
    floors = [r.id for r in rows if r.id in told and _must_be_reached(r)]
    growth = [name for name, r in told.items() if KINDS[r.kind].form == "growth"]
    rest = [name for name in told if name not in {*floors, *growth}]
    first = [FLOORS.format(_names(floors), " --without ".join(dict.fromkeys(floors)))] if floors else []
    return first, [text.format(_names(of)) for text, of in ((CEILINGS, rest), (GROWTH, growth)) if of]


def _is_amount(r: Any, series: set[str], national: set[str]) -> bool:
    """Whether a row states an amount of all regions together; of a series by region those that are left."""
    columns = amounts_of(r, series)
    if columns == SEEDS:
        return bool(r.seed_amount == r.seed_amount and r.seed_amount)
    to = reference_of(r.relative_to, series)
    whole = to.against == "series" and r.kind in LEVELS and to.names[0] in national
    return (bool(columns) or whole) and bool(r.amount)


def _must_be_reached(r: Any) -> bool:
    """A floor, or a ceiling below nothing."""
    low, high = (r.sense in of for of in ((">=", "="), ("<=", "=")))
    return KINDS[r.kind].form != "growth" and bool((low and r.amount > 0) or (high and r.amount < 0))


def _names(policies: list[str]) -> str:
    return ", ".join(dict.fromkeys(policies))
