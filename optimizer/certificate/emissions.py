"""Emission accounts counted again: stated factors times flows, and the carbon of carriers from the tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from optimizer.certificate.ageing import retired
from optimizer.certificate.carbon import carbon_parts, lost_in_stores, lost_on_lines
from optimizer.certificate.measures import largest
from optimizer.certificate.physics import Key, Solved, annual, numbers
from optimizer.index import Label
from optimizer.inputs import Inputs

PREFIX = {"territorial": "", "import": "import_", "indirect": "indirect_"}
ACCOUNT = ("gas", "sector", "stage", "region", "period")
CAUSE = {"store_leak": "store_charge", "line_leak": "line_flow"}
"""The variable whose label a leak has."""


def emission_parts(
    inputs: Inputs, solved: Mapping[str, Solved], account: str = "territorial"
) -> Iterator[tuple[str, Key, Key, float]]:
    """(variable, its label, account, gas units a year) of everything a kind of account books, from factors and flows."""
    prefix = PREFIX[account]
    for name in (
        "activity",
        "activity_of_vintage",
        "port_use",
        "purchase",
        "sale",
        "surplus",
        "store_leak",
        "line_leak",
    ):
        factors = numbers(inputs.values[f"{prefix}{name}_emission_factor"])
        if not factors:
            continue
        index, (names, amounts) = inputs.values[f"{prefix}{name}_emission_factor"].index, _amounts(inputs, solved, name)
        own, to = ([index.names.index(n) for n in dims] for dims in (names, ACCOUNT))
        for label, factor in factors.items():
            key = tuple(label[i] for i in own)
            yield CAUSE.get(name, name), key, tuple(label[i] for i in to), float(factor[0]) * amounts[key]
    built = {label: float(value[0]) for label, _, value in solved["capacity_built"].rows()}
    years: dict[Label, int] = {p.label: p.years for p in inputs.case.options.periods}
    for (k, g, s, n, r, y), factor in numbers(inputs.values[f"{prefix}build_emission_factor"]).items():
        yield "capacity_built", (k, r, y), (g, s, n, r, y), float(factor[0]) * built[k, r, y] / years[y]
    dismantled = numbers(inputs.values[f"{prefix}retirement_emission_factor"])
    ended = retired(inputs, solved) if dismantled else {}
    for (k, v, g, s, n, r, y), factor in dismantled.items():
        yield "capacity", (k, r, y), (g, s, n, r, y), float(factor[0]) * ended[k, r, v, y] / years[y]
    if account == "territorial":
        yield from carbon_parts(inputs, solved)


def _amounts(inputs: Inputs, solved: Mapping[str, Solved], flow: str) -> tuple[tuple[str, ...], dict[Key, float]]:
    """Dimensions of a flow, and its amount in a year."""
    if flow == "store_leak":
        return ("technology", "region", "period"), lost_in_stores(inputs, solved)
    if flow == "line_leak":
        return ("technology", "route", "direction", "period"), lost_on_lines(inputs, solved)
    return solved[flow].index.names, {label: annual(rate, clock) for label, clock, rate in solved[flow].rows()}


def worst_emission(inputs: Inputs, solved: Mapping[str, Solved]) -> tuple[float, str]:
    """Largest gap between an emission account and its recount, relative to 1 + the account + its largest part, and where."""
    found: list[tuple[float, str]] = []
    for account, prefix in PREFIX.items():
        counted, parts = dict[Key, float](), dict[Key, float]()
        for _, _, where, amount in emission_parts(inputs, solved, account):
            counted[where] = counted.get(where, 0.0) + amount
            parts[where] = max(parts.get(where, 0.0), abs(amount))
        booked = {label: float(value[0]) for label, _, value in solved[f"{prefix}emission"].rows()}
        for label in {**booked, **counted}:
            value = booked.get(label, 0.0)
            gap = abs(value - counted.get(label, 0.0)) / (1.0 + abs(value) + parts.get(label, 0.0))
            found.append((gap, "/".join(str(v) for v in (*label, account))))
    return largest(found)
