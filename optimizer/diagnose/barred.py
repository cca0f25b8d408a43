"""Plant that a floor asks for and that may not be built: why the floor cannot be met, and what stands of it."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from optimizer.case.checks.common import listed_in
from optimizer.case.convert import capacity_unit
from optimizer.case.text import listed
from optimizer.certificate.physics import numbers
from optimizer.diagnose.amounts import shown
from optimizer.diagnose.cited import at_row
from optimizer.diagnose.requirements import BELOW, Requirement
from optimizer.index import Label
from optimizer.inputs import Inputs

FLOORS = ("potential", "build", "policy")
ON_PLANT = ("capacity", "build", "activity", "output", "input")
"""Quantities of policies that ask for plant."""


def barred(inputs: Inputs, r: Requirement) -> Iterator[str]:
    """A line for each technology that a floor counts and that may not be built, with what stands of it there."""
    if r.side != BELOW or r.kind not in FLOORS:
        return
    at, period = dict(r.at), r.of("period", "vintage", "until")
    if r.kind == "policy":
        names, places = _counted(inputs, at["policy"], str(at["area"]))
    else:
        names, places = [str(at["technology"])], [str(at["location"])]
    rows = inputs.case.tables["technologies"]
    for _, row in rows[rows["technology"].isin(names)].iterrows():
        yield from _hindered(inputs, row, places, period)


def _counted(inputs: Inputs, policy: Label, area: str) -> tuple[list[str], list[str]]:
    """Technologies that a policy on plant names, and its regions (none: all)."""
    rows = inputs.case.tables["policies"]
    row = rows[rows["id"] == policy].iloc[0]
    names = listed_in(row["technology"]) if row["quantity"] in ON_PLANT else []
    return list(names), list(listed_in(row["region"])) if area == "all" else [area]


def _hindered(inputs: Inputs, row: pd.Series, places: list[str], period: Label) -> Iterator[str]:
    name, where = str(row["technology"]), listed_in(row["regions"])
    there = f" in {listed(places, 6)}" if places else ""
    if not row["build"]:
        stands = standing(inputs, name, places, period)
        amount = shown(stands, capacity_unit(inputs.case, name)) if stands > 0 else "none"
        verb = "stands" if stands > 0 else "of it stands"
        yield f"{name} may not be built (build: no): {amount} {verb}{there} in {period}{at_row(row)}"
    elif where and places and not set(where) & set(places):
        yield f"{name} is allowed only in {listed(where, 6)}{at_row(row)}"


def standing(inputs: Inputs, technology: str, places: list[str], period: Label) -> float:
    """What was built before the horizon and still stands in a period [capacity_unit]."""
    periods = {p.label for p in inputs.case.options.periods}
    built = numbers(inputs.values["build_min"])
    return sum(
        float(share[0] * built[label[:3]][0])
        for label, share in numbers(inputs.values["survival"]).items()
        if label[0] == technology
        and label[3] == period
        and label[2] not in periods
        and (not places or label[1] in places)
    )
