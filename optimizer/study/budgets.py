"""Policies over the horizon, cut for a window of it.

A window cannot see the years after it, so it is given a part of what is left of a policy whose time is `cumulative` or `average`:

    what is left = value over all years of the policy - what the periods kept before have used
    a window may use   what is left * (its years of the policy) / (years of the policy not yet decided)

So every window may spend at the pace that would spend the rest evenly, and what one saves the next ones share. An average is cut
the same way: times all its years it is a cumulative value, and a window is held to its part divided by its own years. Floors
(`sense: >=`) are cut alike. Years of the policy are those of the periods it holds in, after `start` and before `end`.

A share has no amount to divide: each window meets it by itself, over its own periods. Where a policy has a row for each region
(`area: each`), each region has used something else, and the windows after the first see one policy for each region,
`<id> in <region>`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from optimizer.case.kinds import KINDS
from optimizer.case.schema import Period
from optimizer.case.text import listed
from optimizer.inputs.policies import TOGETHER, applies
from optimizer.solution import Solution

Spent = dict[tuple[str, str], float]
"""What kept periods used of each policy and area, over all their years."""


def part_of_window(value: float, spent: float, years_seen: float, years_left: float) -> float:
    """What a window may use of a cumulative value.

    >>> part_of_window(100.0, 0.0, 10, 25), part_of_window(100.0, 55.0, 10, 15)
    (40.0, 30.0)
    """
    return (value - spent) * years_seen / years_left


def cut(
    policies: pd.DataFrame, periods: Sequence[Period], seen: Sequence[Period], spent: Mapping[tuple[str, str], float]
) -> pd.DataFrame:
    """The table of policies that a window works with.

    Args:
        policies: of the whole case.
        periods: of the whole case, in order.
        seen: those of the window.
        spent: by policy and area, from `used`; empty for the first window.
    """
    spanning = (
        policies["time"].isin(["average", "cumulative"]) & policies["on"].astype(bool) & (policies["kind"] != "share")
    )
    kept = [policies[~spanning]]
    for name, rows in policies[spanning].groupby("id", sort=False):
        years = [p for p in periods if applies(rows, p.label)]
        here = [p for p in years if p in seen]
        left = [p for p in years if p.first_year >= seen[0].first_year]
        if not here:
            continue
        every = sum(p.years for p in years)
        averaged = rows["time"].iloc[0] == "average"
        whole = _at(rows, years[-1].label) * (every if averaged else 1.0)
        areas = [a for p, a in spent if p == name] or [TOGETHER]
        for area in areas:
            mine = sum(p.years for p in here)
            may = part_of_window(whole, spent.get((str(name), area), 0.0), mine, sum(p.years for p in left))
            kept.append(_row(rows.iloc[[0]], area, may / mine if averaged else may, here))
    tables = [t for t in kept if len(t)]
    return pd.concat(tables, ignore_index=True) if tables else policies.iloc[:0]


def _at(rows: pd.DataFrame, year: int) -> float:
    """The value of a policy in a year: linear between stated years, constant outside."""
    ordered = rows.sort_values("year")
    return float(np.interp(year, ordered["year"].fillna(0.0).to_numpy(float), ordered["amount"].to_numpy(float)))


def _row(row: pd.DataFrame, area: str, amount: float, here: Sequence[Period]) -> pd.DataFrame:
    """One row that holds in the periods of a window."""
    note = f"cut for the years of {listed(p.label for p in here)}"
    of = {"value": amount, "amount": amount, "unit": row["amount_unit"], "year": np.nan, "note": note}
    of |= {"start": float(here[0].label), "end": float(here[-1].label)}
    if area != TOGETHER:
        of |= {"id": in_region(str(row["id"].iloc[0]), area), "region": area, "area": "together"}
    return row.assign(**of)


def in_region(policy: str, region: str) -> str:
    """Name of the part of a policy that one region has."""
    return f"{policy} in {region}"


def used(
    solution: Solution, policies: pd.DataFrame, kept: Sequence[Period], seen: Sequence[Period], before: Spent
) -> Spent:
    """What is used of each spanning policy after a window, by what the kept periods of its answer count."""
    out = dict(before)
    names = {in_region(p, area): (p, area) for p, area in before}
    for entry in solution.meta["policies"]:
        if "by_period" not in entry or entry["kind"] == "share" or KINDS[entry["kind"]].form == "pathway":
            continue
        key = names.get(entry["id"], (entry["id"], entry["area"]))
        mine = policies[policies["id"] == key[0]]
        averaged = mine["time"].iloc[0] == "average"  # over the years that the policy has in the window
        spread = float(sum(p.years for p in seen if applies(mine, p.label))) if averaged else 1.0
        amount = sum(entry["by_period"].get(str(p.label), 0.0) for p in kept)
        out[key] = out.get(key, 0.0) + spread * amount
    return out
