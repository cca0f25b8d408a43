"""Scopes: selections of emissions named in case.yaml, and policies that use them.

A policy with a `scope` is written out as the cells it stands for before anything else reads it, so nothing downstream knows scopes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from optimizer.case.kinds import EMISSIONS
from optimizer.case.schema import Options, Scope
from optimizer.case.text import did_you_mean, listed
from optimizer.errors import Problem

CELLS = ("gas", "sector", "stage", "account", "coefficient")


def with_scopes(tables: Mapping[str, pd.DataFrame], options: Options) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
    """The tables, with each policy's scope written out in its cells, and what is wrong with them."""
    policies = tables["policies"].copy()
    problems: list[Problem] = []
    for row in policies.index[policies["scope"] != ""]:
        name, cells = str(policies.at[row, "scope"]), policies.loc[row]
        found = _problems(cells, name, options)
        problems += found
        if not found:
            for column, cell in written(options.scopes[name]).items():
                policies.at[row, column] = cell or policies.at[row, column]
    return {**tables, "policies": policies}, problems


def written(scope: Scope) -> dict[str, str]:
    """A scope as cells of a policy."""
    lists = {n: ";".join(getattr(scope, n)) for n in ("sector", "stage", "region", "account")}
    weights = ";".join(f"{gas}={weight!r}" for gas, weight in scope.weights.items())
    return {**lists, "gas": ";".join(scope.gases), "coefficient": weights}


def _problems(row: Any, name: str, options: Options) -> list[Problem]:
    line = None if pd.isna(row["_row"]) else int(row["_row"])

    def wrong(message: str, column: str, found: object, allowed: str) -> Problem:
        return Problem(message, str(row["_file"]), line, column, str(found), allowed)

    if name not in options.scopes:
        known = options.scopes
        message = f"unknown scope{did_you_mean(name, known)}"
        return [wrong(message, "scope", name, listed(known) or "none is named in case.yaml")]
    out = []
    if row["quantity"] not in EMISSIONS:
        out.append(wrong("a scope selects emissions", "scope", name, f"quantity {listed(EMISSIONS)}"))
    columns = (*CELLS, *(("region",) if options.scopes[name].region else ()))
    out += [wrong("the scope says so already", c, row[c], "empty") for c in columns if row[c]]
    return out
