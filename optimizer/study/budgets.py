"""Policies over the horizon, cut for a window that ends before it.

A window knows what the periods before it used, but not the years after it. So of a policy whose time is `cumulative`,
`average` or `interpolated` it may use what is used already, and a part of what is left:

    what is left = value over all years of the policy - what the decided periods have used
    the window may add   what is left * (its years of the policy) / (years of the policy not yet decided)

So every window may spend at the pace that would spend the rest evenly, and what one saves the next ones share. An average is cut
the same way: times all its years it is a cumulative value, and the window is held to its part divided by the years up to its end.
Floors (`sense: >=`) are cut alike. Years of the policy are those of the periods it holds in, after `start` and before `end`. A window
that sees the last of them has the whole rest, and the policy as it is stated.

What has no amount to divide (shares, and what is relative to flows, plant or a series) is met over the years up to the end of the
window. A limit relative to a period holds from the window that sees that period.

Where a policy has a row for each region (`area: each`), each region has used something else, and a window may see one policy for
each region, `<id> in <region>`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pandas as pd

from optimizer.case.kinds import KINDS, reference_of
from optimizer.case.model import Case
from optimizer.case.schema import Period
from optimizer.case.text import listed
from optimizer.certificate.stated import value_at
from optimizer.inputs.policies import TOGETHER, applies, lengths_of
from optimizer.solution import Solution

Used = Mapping[tuple[str, str], Mapping[int, float]]
"""What a period used of each policy and area: an amount a year, or of the period where amounts are a period's."""
SPANNING = ("average", "cumulative", "interpolated")
NOTHING: Used = {}


def part_of_window(value: float, spent: float, years_seen: float, years_left: float) -> float:
    """What a window may add to what is spent of a cumulative value.

    >>> part_of_window(100.0, 0.0, 10, 25), part_of_window(100.0, 55.0, 10, 15)
    (40.0, 30.0)
    """
    return (value - spent) * years_seen / years_left


def cut(case: Case, seen: Sequence[Period], decided: Collection[int], used: Used = NOTHING) -> pd.DataFrame:
    """The table of policies that a window works with.

    Args:
        case: the whole case.
        seen: its periods up to the end of the window.
        decided: labels of those that earlier windows decided.
        used: from `used_of`, of the decided periods.
    """
    policies, periods, labels = case.tables["policies"], case.options.periods, {p.label for p in seen}
    series = {str(name) for name in case.tables["series"]["series"]}
    kept = []
    for name, rows in policies.groupby("id", sort=False):
        r = rows.iloc[0]
        to = reference_of(str(r["relative_to"]), series)
        if to.against == "year" and to.year not in labels:
            continue
        years = [p for p in periods if applies(rows, p.label)]
        here = [p for p in years if p.label in labels]
        new = [p for p in here if p.label not in decided]
        if (
            r["time"] not in SPANNING
            or r["relative_to"]
            or KINDS[r["kind"]].form != "limit"
            or not new
            or here == years
        ):
            kept.append(rows)
            continue
        ahead = sum(p.years for p in years if p.label not in decided)
        averaged = r["time"] == "average"
        time = "cumulative" if averaged else str(r["time"])
        lengths = lengths_of(time, str(r["quantity"]), here)
        whole = value_at(rows, years[-1].label) * (sum(p.years for p in years) if averaged else 1.0)
        for area in [a for p, a in used if p == name] or [TOGETHER]:
            spent = sum(lengths.get(y, 0.0) * amount for y, amount in used.get((str(name), area), {}).items())
            may = spent + part_of_window(whole, spent, sum(p.years for p in new), ahead)
            span = sum(p.years for p in here)
            kept.append(_row(rows.iloc[[0]], area, may / span if averaged else may, here))
    return pd.concat(kept, ignore_index=True) if kept else policies.iloc[:0]


def used_of(
    solution: Solution, policies: pd.DataFrame, seen: Sequence[Period], decided: Collection[int]
) -> dict[tuple[str, str], dict[int, float]]:
    """What the decided periods of an answer used of each policy over the horizon, by what its rows count."""
    out: dict[tuple[str, str], dict[int, float]] = {}
    names = {in_region(str(p), a): (str(p), a) for p in policies["id"].unique() for a in _areas(solution)}
    for entry in solution.meta["policies"]:
        policy, area = names.get(entry["id"], (entry["id"], entry["area"]))
        rows = policies[policies["id"] == policy]
        if "by_period" not in entry or rows["time"].iloc[0] not in SPANNING:
            continue
        here = [p for p in seen if applies(rows, p.label)]
        lengths = lengths_of(str(rows["time"].iloc[0]), str(rows["quantity"].iloc[0]), here)
        out[policy, area] = {
            y: entry["by_period"].get(str(y), 0.0) / length for y, length in lengths.items() if y in decided
        }
    return out


def _areas(solution: Solution) -> list[str]:
    regions = solution.variables["region"].values if "region" in solution.variables.coords else ()
    return [str(r) for r in regions]


def _row(row: pd.DataFrame, area: str, amount: float, here: Sequence[Period]) -> pd.DataFrame:
    """One row that holds in the periods up to the end of a window."""
    note = f"cut for the years of {listed(p.label for p in here)}"
    of = {"value": amount, "amount": amount, "unit": row["amount_unit"], "year": np.nan, "note": note}
    of |= {"start": float(here[0].label), "end": float(here[-1].label)}
    if area != TOGETHER:
        of |= {"id": in_region(str(row["id"].iloc[0]), area), "region": area, "area": "together"}
    return row.assign(**of)


def in_region(policy: str, region: str) -> str:
    """Name of the part of a policy that one region has."""
    return f"{policy} in {region}"
