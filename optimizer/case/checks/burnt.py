"""Fuel that burns without a word on what it emits, although the case counts CO2 where fuel is burnt."""

from __future__ import annotations

from typing import Any

from optimizer.case.checks.common import Found, Tables, at, grouped, records, stated
from optimizer.case.checks.fuels import burning_plant, capturing_plant, fuel_of, of_carbon
from optimizer.case.energy import contents

Row = dict[str, Any]


def burnt(tables: Tables) -> Found:
    """Plant that burns a fossil carrier and has no factor, where other plant has one, or the purchase of the carrier says 0.

    A carrier in carbon.csv brings its carbon along, a purchase with a factor has booked it, and a technology that keeps carbon, in its
    name or in what it gives, may have nothing to say.
    """
    counted = [r for r in records(tables, "emissions") if of_carbon(r["gas"]) and r["account"] == "territorial"]
    told = {r["technology"] for r in counted if r["flow"] == "activity"}
    bought: dict[str, float] = {}
    for row in counted:
        if row["flow"] == "purchase":
            bought[row["carrier"]] = max(bought.get(row["carrier"], 0.0), row["amount"])
    if not told and not bought:
        return
    silent = {r["carrier"] for r in records(tables, "carbon")} | {c for c, amount in bought.items() if amount > 0}
    fossil = {c for c in tables["carriers"]["carrier"] if c not in silent and _fossil(c)}
    takes = [r for r in records(tables, "ports") if r["direction"] == "in" and r["carrier"] in fossil and r["amount"]]
    others = {r["carrier"] for r in takes if r["technology"] in told}
    burning = burning_plant(tables, contents(tables)) - capturing_plant(tables) - told
    for row in (rows[0] for rows in grouped(takes, ["technology", "carrier"])):
        name, carrier = row["technology"], row["carrier"]
        if name in burning and (carrier in others or carrier in bought):
            why = (
                f"other plant that takes {carrier} has one"
                if carrier in others
                else f"its purchase says {bought[carrier]:g}"
            )
            message = f"'{name}' burns {carrier} and has no factor of CO2 in emissions.csv, although {why}"
            yield at(row, "carrier", message, carrier, "a row of emissions.csv with flow activity (0 is a statement)")


def _fossil(carrier: str) -> bool:
    fuel = fuel_of(carrier)
    return fuel is not None and stated(fuel.carbon[0])
