"""Emission accounts counted again: stated factors times flows, and the carbon of carriers from the tables."""

from __future__ import annotations

from collections.abc import Mapping

from optimizer.certificate.ageing import retired
from optimizer.certificate.carbon import carbon_totals, lost_in_stores, lost_on_lines
from optimizer.certificate.physics import Key, Solved, annual, numbers
from optimizer.index import Label
from optimizer.inputs import Inputs

PREFIX = {"territorial": "", "import": "import_", "indirect": "indirect_"}
ACCOUNT = ("gas", "sector", "stage", "region", "period")


def emission_totals(inputs: Inputs, solved: Mapping[str, Solved], account: str = "territorial") -> dict[Key, float]:
    """Emissions by (gas, sector, stage, region, period) of a kind of account, in gas units per year."""
    prefix = PREFIX[account]
    out: dict[Key, float] = {}
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
        for label, factor in factors.items():
            at = dict(zip(index.names, label, strict=True))
            where = tuple(at[n] for n in ACCOUNT)
            out[where] = out.get(where, 0.0) + float(factor[0]) * amounts[tuple(at[n] for n in names)]
    built = {label: float(value[0]) for label, _, value in solved["capacity_built"].rows()}
    years: dict[Label, int] = {p.label: p.years for p in inputs.case.options.periods}
    for (k, g, s, n, r, y), factor in numbers(inputs.values[f"{prefix}build_emission_factor"]).items():
        out[g, s, n, r, y] = out.get((g, s, n, r, y), 0.0) + float(factor[0]) * built[k, r, y] / years[y]
    dismantled = numbers(inputs.values[f"{prefix}retirement_emission_factor"])
    ended = retired(inputs, solved) if dismantled else {}
    for (k, v, g, s, n, r, y), factor in dismantled.items():
        out[g, s, n, r, y] = out.get((g, s, n, r, y), 0.0) + float(factor[0]) * ended[k, r, v, y] / years[y]
    if account == "territorial":
        for where, amount in carbon_totals(inputs, solved).items():
            out[where] = out.get(where, 0.0) + amount
    return out


def _amounts(inputs: Inputs, solved: Mapping[str, Solved], flow: str) -> tuple[tuple[str, ...], dict[Key, float]]:
    """Dimensions of a flow, and its amount in a year."""
    if flow == "store_leak":
        return ("technology", "region", "period"), lost_in_stores(inputs, solved)
    if flow == "line_leak":
        return ("technology", "route", "direction", "period"), lost_on_lines(inputs, solved)
    return solved[flow].index.names, {label: annual(rate, clock) for label, clock, rate in solved[flow].rows()}


def worst_emission(inputs: Inputs, solved: Mapping[str, Solved]) -> tuple[float, str]:
    """Largest gap between an emission account and its recount, relative to 1 + the account, and where."""
    worst, where = 0.0, ""
    for account, prefix in PREFIX.items():
        counted = emission_totals(inputs, solved, account)
        booked = {label: float(value[0]) for label, _, value in solved[f"{prefix}emission"].rows()}
        for label in {**booked, **counted}:
            value = booked.get(label, 0.0)
            gap = abs(value - counted.get(label, 0.0)) / (1.0 + abs(value))
            if gap > worst:
                worst, where = gap, "/".join(str(v) for v in (*label, account))
    return worst, where
