"""Permits counted again from the accounts and the tables: what is bought is sold, and every tonne of credit was removed and is used once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from optimizer.certificate.physics import Key, Solved
from optimizer.certificate.plant import Found, name
from optimizer.certificate.policies import in_force
from optimizer.certificate.selected import accounts_of, emitted, series_of
from optimizer.certificate.stated import value_at
from optimizer.inputs import Inputs

Amounts = dict[Key, float]
"""By (policy, region, period)."""


def permits(inputs: Inputs, solved: Mapping[str, Solved]) -> Found:
    """Trade moves permits and makes none; regions hold what they emit; credits keep to their limit and to what was removed."""
    table = inputs.case.tables["policies"]
    table = table[table["on"].astype(bool)]
    of = {str(policy): rows for policy, rows in table.groupby("id", sort=False)}
    bought, used, over = (_amounts(solved, n) for n in ("permit_trade", "offset_use", "overshoot"))
    yield from _sold(bought)
    loosened = {of[str(p)]["relative_to"].iloc[0] for p, *_ in (*bought, *used)}
    for limit in sorted(loosened):
        counted = emitted(inputs, solved, of[limit].iloc[0])
        held: Amounts = {}
        for amounts in (bought, used):
            for (p, r, y), amount in amounts.items():
                if of[str(p)]["relative_to"].iloc[0] == limit:
                    held[limit, r, y] = held.get((limit, r, y), 0.0) + amount
        for (_, r, y), amount in held.items():
            may = allowances(inputs, of[limit], str(r), int(str(y)))
            released = counted.get(str(r), {}).get(int(str(y)), 0.0)
            if may == may:
                excess = released - may - amount - over.get((limit, r, y), 0.0)
                yield name("permits", (limit, r, y)), np.array([excess]), np.array([released])
    for rows in of.values():
        kind = rows["kind"].iloc[0]
        if kind == "permit_trade":
            yield from _within_allowances(inputs, rows, of, bought)
        elif kind == "offset":
            yield from _issued(inputs, solved, rows, used)
        elif kind == "offset_limit":
            yield from _share_of_obligation(inputs, solved, rows, of, used)
    yield from _credited_once(solved, table[table["kind"] == "offset"], used)


def allowances(inputs: Inputs, rows: pd.DataFrame, region: str, year: int) -> float:
    """What a limit lets a region emit; NaN where the model decides that."""
    r, value = rows.iloc[0], value_at(rows, year)
    if not r["relative_to"]:
        return value
    found = series_of(inputs, str(r["relative_to"]), r, region)
    return value * sum(value_at(of, year) for of in found) if found else float("nan")


def _amounts(solved: Mapping[str, Solved], variable: str) -> Amounts:
    return {label: float(value[0]) for label, _, value in solved[variable].rows()}


def _sold(bought: Amounts) -> Found:
    markets: dict[Key, list[float]] = {}
    for (policy, _, y), amount in bought.items():
        markets.setdefault((policy, y), []).append(amount)
    for market, amounts in markets.items():
        yield name("bought and sold", market), np.array([abs(sum(amounts))]), np.array(amounts)


def _within_allowances(inputs: Inputs, rows: pd.DataFrame, of: Mapping[str, pd.DataFrame], bought: Amounts) -> Found:
    for (policy, r, y), amount in bought.items():
        if policy == rows["id"].iloc[0]:
            limit = of[rows["relative_to"].iloc[0]]
            most = value_at(rows, int(str(y))) * allowances(inputs, limit, str(r), int(str(y)))
            if most == most:
                yield name("bought", (policy, r, y)), np.array([amount - most]), np.array([most])


def _issued(inputs: Inputs, solved: Mapping[str, Solved], rows: pd.DataFrame, used: Amounts) -> Found:
    r = rows.iloc[0]
    removed, asked = emitted(inputs, solved, r), _by_area(r, used, {str(r["id"])})
    for (area, y), amount in asked.items():
        issued = (1.0 - value_at(rows, y)) * removed.get(area, {}).get(y, 0.0) if in_force(rows, y) else 0.0
        yield name("credits", (r["id"], area, y)), np.array([amount - issued]), np.array([issued])


def _share_of_obligation(
    inputs: Inputs, solved: Mapping[str, Solved], rows: pd.DataFrame, of: Mapping[str, pd.DataFrame], used: Amounts
) -> Found:
    r, limit = rows.iloc[0], rows["relative_to"].iloc[0]
    offsets = {p for p, mine in of.items() if mine["kind"].iloc[0] == "offset" and mine["relative_to"].iloc[0] == limit}
    if limit not in of:
        return
    owed = of[limit].iloc[0]
    counted = emitted(inputs, solved, pd.Series({**owed, "area": r["area"], "region": r["region"] or owed["region"]}))
    for (area, y), amount in _by_area(r, used, offsets).items():
        if in_force(rows, y):
            most = value_at(rows, y) * counted.get(area, {}).get(y, 0.0)
            yield name("share of credits", (limit, area, y)), np.array([amount - most]), np.array([most])


def _by_area(r: Any, used: Amounts, offsets: set[str]) -> dict[tuple[str, int], float]:
    """Credits of some offsets that a policy counts, in each region or in all of them."""
    chosen = [v.strip() for v in str(r["region"]).split(";") if v.strip()] if r["kind"] == "offset_limit" else []
    out: dict[tuple[str, int], float] = {}
    for (policy, region, y), amount in used.items():
        if policy in offsets and (not chosen or region in chosen):
            key = (str(region) if r["area"] == "each" else "all", int(str(y)))
            out[key] = out.get(key, 0.0) + amount
    return out


def _credited_once(solved: Mapping[str, Solved], offsets: pd.DataFrame, used: Amounts) -> Found:
    """No account stands behind the credits of two offsets."""
    told: dict[tuple[str, Key], int] = {}
    using = {policy for policy, *_ in used}
    for _, r in offsets[offsets["id"].isin(using)].drop_duplicates("id").iterrows():
        for account, label, amount in accounts_of(solved, r):
            told[account, label] = told.get((account, label), 0) + 1
            twice = amount if told[account, label] > 1 else 0.0
            yield name("credited", label), np.array([twice]), np.array([amount])
