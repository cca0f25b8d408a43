"""Plant measured in power that may be built with a part of its costs: capital left out beside a fixed cost, or a fixed cost beside capital.

Of other plant nothing is said: ships, boilers, capture or new forests may have all their cost in one number.
"""

from __future__ import annotations

from optimizer.case.checks.common import Found, Tables, at, records
from optimizer.case.energy import contents

CAPITAL, FIXED = ("capital_cost", "fixed_charge"), "fixed_cost"
USUAL = 0.8
"""Part of such plant that states both, from which on one without is told."""
FEW = 3  # plant from which on a share says what is usual


def half_paid(tables: Tables) -> Found:
    """A cost of 0 is a statement; a cost that no row states was forgotten where the plant beside it states it."""
    costs: dict[str, set[str]] = {}
    for row in records(tables, "parameters"):
        if row["parameter"].endswith(("_cost", "_charge")):
            costs.setdefault(row["technology"], set()).add(row["parameter"])
    power = {c for c, content in contents(tables).items() if content.form == "power"}
    learnt = {r["technology"] for r in records(tables, "learning") if r["quantity"] == "content"}
    changed = {r["to"] for r in records(tables, "retrofits")}  # which is paid for by the change
    built = [
        r
        for r in records(tables, "technologies")
        if r["build"] and not r["capacity_of"] and r["reference"] in power and r["technology"] not in learnt | changed
    ]
    capital = {r["technology"] for r in built if costs.get(r["technology"], set()) & {*CAPITAL}}
    kept = {r["technology"] for r in built if FIXED in costs.get(r["technology"], ())}
    both = len(capital & kept)
    if both < FEW:
        return
    for row in built:
        name = row["technology"]
        if name in kept - capital and both >= USUAL * (len(kept) - 1):
            message = f"'{name}' may be built and has a fixed cost, and no cost of capital: it is built for nothing"
            yield at(row, "technology", message, name, "capital_cost in parameters.csv (0 is a statement)")
        elif name in capital - kept and both >= USUAL * (len(capital) - 1) and "variable_cost" not in costs[name]:
            message = f"'{name}' has a cost of capital and no fixed cost, which {both} others have"
            yield at(row, "technology", message, name, "fixed_cost in parameters.csv (0 is a statement)")
