"""Carbon of carriers, scopes: nothing from nothing, each release booked once, every loss accounted for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from optimizer.case.checks.common import Found, Tables, at, at_year, records
from optimizer.case.declared import emitted_gases
from optimizer.case.layout import ACCOUNTS, STAGES
from optimizer.case.schema import Options
from optimizer.case.text import did_you_mean, listed
from optimizer.errors import Problem
from optimizer.quantities import Quantity
from optimizer.units import in_tonnes

ROUNDING = 1e-6  # of what is taken in: tables are rounded


def contents(tables: Tables, options: Options, _: Sequence[Quantity]) -> Found:
    """Carbon is not negative, rows of a carrier agree, and converters give out no more of an origin than they take in."""
    first: dict[str, dict[str, Any]] = {}
    for row in records(tables, "carbon"):
        if row["amount"] < 0:
            yield at(row, "value", "must not be negative", row["value"], "0 or more")
        lead = first.setdefault(row["carrier"], row)
        for column in ("delivered", "sector", "stage"):
            if row[column] != lead[column]:
                yield at(row, column, f"rows of '{row['carrier']}' differ", row[column], lead[column])
    if not first:
        return
    kinds = {r["technology"]: r["kind"] for r in records(tables, "technologies")}
    for row in records(tables, "ports"):
        if kinds.get(row["technology"]) in ("store", "line") and row["carrier"] in first:
            message = f"carbon that a {kinds[row['technology']]} takes beside what it holds or moves is not followed"
            yield at(row, "carrier", message, row["carrier"], "a converter that burns it, and power from there")
    free = {(r["technology"], r["carrier"]) for r in records(tables, "ports") if r["group"]}
    yield from _split(tables, {c for c, row in first.items() if row["stage"]}, set(first))
    for technology in dict.fromkeys(r["technology"] for r in records(tables, "ports")):
        ports = _ports(tables, technology)
        for kind in ("fossil", "biogenic"):
            for p in options.periods:
                net = {c: _carbon(tables, c, kind, p.label) * ratio(p.label) for c, ratio in ports.items()}
                taken = sum(v for v in net.values() if v > 0)
                bound = not any(
                    v and (technology, c) in free for c, v in net.items()
                )  # else the model keeps the balance
                if taken > 0 and bound and sum(net.values()) < -ROUNDING * taken:
                    row = next(r for r in records(tables, "ports") if r["technology"] == technology)
                    given = taken - sum(net.values())
                    message = f"'{technology}' gives out more {kind} carbon than it takes in ({p.label})"
                    yield at(row, "value", message, f"{given:g}", f"{taken:g} at most, per unit of activity")
                    break


def _split(tables: Tables, staged: set[str], carbon: set[str]) -> Found:
    """Where a share is free, nobody can say whose carbon it is that is given out."""
    giving = {r["technology"] for r in records(tables, "ports") if r["direction"] == "out" and r["carrier"] in carbon}
    for row in records(tables, "ports"):
        grouped = {
            r["carrier"] for r in records(tables, "ports") if r["technology"] == row["technology"] and r["group"]
        }
        if row["carrier"] in staged and row["technology"] in giving and grouped & carbon:
            message = f"'{row['technology']}' gives out carbon, burns in free shares, and '{row['carrier']}' has a stage of its own"
            yield at(row, "carrier", message, row["carrier"], "fixed shares, or no stage in carbon.csv")


def _ports(tables: Tables, technology: str) -> dict[str, Any]:
    """Carrier -> what goes in less what comes out, in a year."""
    rows = [r for r in records(tables, "ports") if r["technology"] == technology]

    def net(carrier: str, year: float) -> float:
        ways = {way: [r for r in rows if (r["carrier"], r["direction"]) == (carrier, way)] for way in ("in", "out")}
        return sum((1.0 if way == "in" else -1.0) * at_year(mine, year) for way, mine in ways.items() if mine)

    return {str(r["carrier"]): partial(net, r["carrier"]) for r in rows}


def _carbon(tables: Tables, carrier: str, kind: str, year: float) -> float:
    rows = [r for r in records(tables, "carbon") if (r["carrier"], r["kind"]) == (carrier, kind)]
    return at_year(rows, year) if rows else 0.0


def _fossil(tables: Tables, carrier: str, options: Options) -> float:
    return max(_carbon(tables, carrier, "fossil", p.label) for p in options.periods)


def booked_once(tables: Tables, options: Options, __: Sequence[Quantity]) -> Found:
    """Where the carbon of carriers says what is released, no factor says so too."""
    fossil = {c: _fossil(tables, c, options) for c in dict.fromkeys(r["carrier"] for r in records(tables, "carbon"))}
    fossil = {c: v for c, v in fossil.items() if v > 0}
    takes = {r["technology"] for r in records(tables, "ports") if r["direction"] == "in" and r["carrier"] in fossil}
    lost: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for row in records(tables, "emissions"):
        if row["account"] != "territorial":
            continue
        same = row["gas"] == options.carbon_gas
        if row["flow"] == "activity" and same and row["technology"] in takes:
            message = f"each release is booked once: the carbon of its carriers says what '{row['technology']}' emits"
            yield at(row, "gas", message, row["gas"], "no such row; carbon of a process comes in by a carrier too")
        if row["flow"] == "purchase" and same and row["amount"] >= fossil.get(row["carrier"], np.inf):
            message = "each release is booked once: this carbon is booked where it is burnt"
            allowed = f"less than its carbon ({fossil[row['carrier']]:g}); what is emitted abroad has account import"
            yield at(row, "value", message, row["value"], allowed)
        if row["flow"] in ("surplus", "leak") and row["carrier"] in fossil:
            if row["region"]:
                message = "what becomes of the carbon of a carrier is stated for all regions"
                yield at(row, "region", message, row["region"], "empty")
            lost.setdefault((row["flow"], row["technology"], row["carrier"]), []).append(row)
    for (flow, _k, _c), rows in lost.items():
        if all(r["amount"] == 0 for r in rows):
            allowed = "no such row (its carbon is booked), or what it becomes"
            yield at(rows[0], "value", f"{flow} of a carrier with fossil carbon emits something", 0, allowed)


def complete(tables: Tables, _: Options, __: Sequence[Quantity]) -> Found:
    """In a case that follows carbon, whatever is dumped or lost carries carbon or states what it emits (0 is a statement)."""
    carbon = {r["carrier"] for r in records(tables, "carbon")}
    if not carbon:
        return
    told = {(r["flow"], r["carrier"]) for r in records(tables, "emissions")}
    for row in records(tables, "carriers"):
        if row["surplus"] and row["carrier"] not in carbon and ("surplus", row["carrier"]) not in told:
            allowed = "a row in emissions.csv with flow surplus (0 is a statement)"
            yield at(row, "surplus", f"dumped '{row['carrier']}' needs an emission factor", "yes", allowed)
    reference = {r["technology"]: r["reference"] for r in records(tables, "technologies")}
    for row in records(tables, "parameters"):
        loses = row["amount"] < 1 if row["parameter"].endswith("charge_efficiency") else row["amount"] > 0
        carrier = reference.get(row["technology"], "")
        if row["parameter"] not in ("loss", "self_loss", "charge_efficiency", "discharge_efficiency") or not loses:
            continue
        if carrier not in carbon and ("leak", carrier) not in told:
            told.add(("leak", carrier))
            allowed = "a row in emissions.csv with flow leak (0 is a statement)"
            yield at(row, "parameter", f"lost '{carrier}' needs an emission factor", row["parameter"], allowed)


def stores(tables: Tables, _: Options, __: Sequence[Quantity]) -> Found:
    """Only a reservoir keeps carbon for good, and it loses none but when it is filled."""
    carbon = {r["carrier"] for r in records(tables, "carbon")}
    reservoirs = set()
    for row in records(tables, "technologies"):
        if row["permanent"] and (row["kind"], row["span"]) != ("store", "horizon"):
            yield at(
                row, "permanent", "only a store over the horizon keeps for good", "yes", "kind store, span horizon"
            )
        elif row["permanent"] and row["reference"] not in carbon:
            yield at(row, "permanent", f"'{row['reference']}' carries no carbon", "yes", "a row in carbon.csv")
        if row["kind"] == "store" and row["span"] == "horizon" and row["reference"] in carbon:
            reservoirs.add(row["technology"])
    for row in records(tables, "parameters"):
        if row["technology"] in reservoirs and row["parameter"] == "self_loss" and row["amount"] > 0:
            allowed = "charge_efficiency: the share of what is put in that stays"
            yield at(row, "parameter", "a reservoir of carbon has no self-loss", "self_loss", allowed)


def scopes(tables: Tables, options: Options, _: Sequence[Quantity]) -> Found:
    """A scope names what exists, and adds up gases with a weight for each."""
    used = {*tables["technologies"]["sector"], *tables["emissions"]["sector"], *tables["carbon"]["sector"], "energy"}
    known = {
        "gas": emitted_gases(tables, options),
        "weights": emitted_gases(tables, options),
        "sector": {str(s) for s in used if s},
        "stage": set(STAGES),
        "region": set(tables["regions"]["region"]),
        "account": set(ACCOUNTS),
    }
    for name, scope in options.scopes.items():

        def wrong(message: str, key: str, found: str, allowed: str, scope_name: str = name) -> Problem:
            return Problem(message, "case.yaml", column=f"scopes.{scope_name}.{key}", found=found, allowed=allowed)

        for key, labels in known.items():
            for label in [v for v in getattr(scope, key) if v not in labels]:
                yield wrong(
                    f"unknown {'gas' if key == 'weights' else key}{did_you_mean(label, labels)}",
                    key,
                    label,
                    listed(sorted(labels)),
                )
        chosen = set(scope.gas or (scope.weights or known["gas"]))
        missing = sorted(chosen - set(scope.weights)) if scope.weights or len(chosen) > 1 else []
        if missing:
            allowed = "a weight for each, in tCO2e per tonne"
            yield wrong("gases of different effect are added up", "weights", listed(missing), allowed)
        for gas in sorted(set(scope.weights) - chosen):
            yield wrong("a weight of a gas that the scope leaves out", "weights", gas, listed(sorted(chosen)))
        policed = name in set(tables["policies"]["scope"])
        for gas in scope.weights:
            unit = options.gas_units.get(gas, "t")
            tonnes = in_tonnes(unit)
            if gas in known["gas"] and (tonnes is None or (policed and abs(tonnes - 1.0) > 1e-9)):
                message = f"weights are per tonne, and {gas} is counted in other units"
                yield wrong(message, "weights", unit, "gas_units: t" if policed else "a unit of mass")
