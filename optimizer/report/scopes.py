"""Emissions by scope, and what is never in the territorial sum."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pandas as pd

from optimizer.solution import Solution
from optimizer.units import in_tonnes

VARIABLES = {"territorial": "emission", "import": "import_emission", "indirect": "indirect_emission"}
MILLION = 1e6
LABELS = ["gas", "sector", "stage", "region", "period"]


def accounts(solution: Solution, account: str) -> pd.DataFrame:
    """Accounts of one kind: gas, sector, stage, region, period, amount, unit."""
    return _accounts(solution, account).copy()


@lru_cache(maxsize=len(VARIABLES))
def _accounts(solution: Solution, account: str) -> pd.DataFrame:
    columns = [*LABELS, "amount", "unit"]
    name = VARIABLES[account]
    if name not in solution.variables:
        return pd.DataFrame(columns=columns)
    table = solution.variables[name].reset_coords(drop=True).to_series().dropna().rename("amount").reset_index()
    units = solution.variables["gas_unit"].to_series()
    return table.assign(unit=table["gas"].map(units) + "/year")[columns]


def other_accounts(solution: Solution) -> pd.DataFrame:
    """Import and indirect accounts: released abroad, or by others, for what is used here."""
    tables = [accounts(solution, name).assign(account=name) for name in ("import", "indirect")]
    filled = [t for t in tables if len(t)] or tables[:1]
    return pd.concat(filled, ignore_index=True)[["account", *LABELS, "amount", "unit"]]


def scopes(solution: Solution) -> pd.DataFrame:
    """Totals of the scopes that the case names, by period."""
    rows: list[dict[str, Any]] = []
    periods = solution.inputs["period"].values.tolist()
    for scope in solution.meta.get("scopes", []):
        found = pd.concat([_selected(solution, scope, name) for name in scope["account"]], ignore_index=True)
        weight, unit = found["gas"].map(lambda g, s=scope: s["weights"].get(g, 1.0)), next(iter(found["unit"]), "")
        if scope["weights"]:
            tonnes = found["unit"].map({u: in_tonnes(str(u).removesuffix("/year")) or 1.0 for u in set(found["unit"])})
            large = tonnes.max() >= MILLION
            weight, unit = weight * tonnes / (MILLION if large else 1.0), f"{'M' if large else ''}tCO2e/year"
        weighed = found["amount"].astype(float) * weight
        total = weighed.groupby(found["period"]).sum()
        rows += [
            {"scope": scope["name"], "period": y, "amount": float(total.get(y, 0.0)), "unit": unit, "of": words(scope)}
            for y in periods
        ]
    return pd.DataFrame(rows, columns=["scope", "period", "amount", "unit", "of"])


def _selected(solution: Solution, scope: dict[str, Any], account: str) -> pd.DataFrame:
    table = accounts(solution, account)
    wanted = {**{n: scope[n] for n in ("sector", "stage", "region")}, "gas": scope["gas"] or list(scope["weights"])}
    for column, labels in wanted.items():
        if labels:
            table = table[table[column].isin(labels)]
    return table


def words(scope: dict[str, Any]) -> str:
    """What a scope selects, in a line.

    >>> words({"gas": ["CO2"], "sector": [], "stage": ["use"], "region": [], "account": ["territorial"], "weights": {}})
    'gas CO2; stage use; account territorial'
    """
    lists = [f"{n} {', '.join(scope[n])}" for n in ("gas", "sector", "stage", "region", "account") if scope[n]]
    weights = [f"weights {', '.join(f'{g} {w:g}' for g, w in scope['weights'].items())}"] if scope["weights"] else []
    return "; ".join([*lists, *weights])
