"""Indirect emissions of what is used: a fixed factor for each unit of a carrier, iterated until it is what the answer says.

What a unit of electricity or hydrogen emits depends on the answer, so the product of the two is no linear model. Each round uses the
factors that the round before found, in `indirect` accounts; the rounds end when the factors no longer move.

A factor is the mean of all that a region produces, receives by line and buys of the carrier in the period: what its producers emit
(use and fuel of carriers, and the indirect emissions of what they use in turn; not what was emitted to build them), the factor of
the sending region for arrivals, and the stated purchase factors (territorial and import). Co-products carry nothing: a converter's
emissions go to its reference carrier if it gives that out, else to all it gives out of the carriers asked for, in equal parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from optimizer.case.model import Case
from optimizer.errors import CaseError, Problem
from optimizer.pipeline import run
from optimizer.report.balances import annual
from optimizer.solution import Solution

if TYPE_CHECKING:
    import xarray as xr

Factors = Mapping[tuple[str, str, int], float]
"""Gas per unit of a carrier, by (carrier, region, period)."""
FILE = "factors of indirect emissions"
BY_ACTIVITY = ("activity_emission_factor", "carbon_of_activity", "indirect_activity_emission_factor")
BY_PORT = ("port_use_emission_factor", "carbon_of_port_use", "indirect_port_use_emission_factor")
BY_PURCHASE = ("purchase_emission_factor", "import_purchase_emission_factor")


@dataclass(frozen=True, eq=False)
class Round:
    """One run with fixed factors.

    Attributes:
        used: factors of this run (none in the first round: they count as zero).
        found: factors that its answer says.
        change: largest difference between the two, as a share of the largest factor.
        stable: whether the change is within the tolerance.
        solution: the answer; its notes say how indirect emissions were counted.
    """

    used: Factors
    found: Factors
    change: float
    stable: bool
    solution: Solution


def indirect(
    case: Case,
    carriers: Sequence[str],
    gas: str = "CO2",
    most: int = 10,
    tolerance: float = 1e-4,
    solve: Callable[[Case], Solution] = run,
) -> Iterator[Round]:
    """Solve a case again and again, each time with the indirect factors of the answer before.

    Args:
        carriers: whose use carries indirect emissions.
        most: rounds; the last one is not stable if the choice jumps to and fro (the change says by how much).
        tolerance: largest change of a factor, as a share of the largest.

    Raises:
        CaseError: the case states indirect factors of these carriers itself.
    """
    _refuse_own_factors(case, carriers)
    used: Factors = {}
    for number in range(1, most + 1):
        solution = solve(with_factors(case, used, gas))
        found = footprints(solution, carriers, gas)
        largest = max((abs(v) for v in found.values()), default=0.0)
        change = max((abs(v - used.get(k, 0.0)) for k, v in found.items()), default=0.0) / (largest or 1.0)
        stable = change <= tolerance
        note = (
            f"indirect {gas} of {', '.join(carriers)}: fixed factors of the answer before, round {number}, "
            f"change {change:.2%}{'' if stable else ', not stable'}; mean of what a region produces, receives and buys"
        )
        noted = replace(solution, meta={**solution.meta, "notes": [*solution.meta["notes"], note]})
        yield Round(used, found, change, stable, noted)
        if stable:
            return
        used = found


def with_factors(case: Case, factors: Factors, gas: str) -> Case:
    """The case with a factor in `indirect` accounts for every converter that takes a carrier in."""
    table, ports = case.tables["emissions"], case.tables["ports"]
    technologies = case.tables["technologies"].set_index("technology")
    takes = ports[ports["direction"] == "in"].drop_duplicates(["technology", "carrier"])
    rows = []
    for (carrier, region, period), factor in factors.items():
        for technology in takes.loc[takes["carrier"] == carrier, "technology"]:
            row: dict[str, object] = dict.fromkeys(map(str, table.columns), "")
            row |= {"flow": "activity", "technology": technology, "carrier": carrier, "region": region, "gas": gas}
            row |= {"sector": technologies.loc[technology, "sector"] or "energy", "stage": "use", "account": "indirect"}
            row |= {"year": float(period), "value": factor, "amount": factor, "per_km": False}
            row |= {"note": "mean of the answer before", "_file": FILE, "_row": pd.NA, **_units(case, carrier, gas)}
            rows.append(row)
    if not rows:
        return case
    added = pd.DataFrame(rows, columns=table.columns)
    whole = added if table.empty else pd.concat([table, added], ignore_index=True)
    return replace(case, tables={**case.tables, "emissions": whole})


def _units(case: Case, carrier: str, gas: str) -> dict[str, str]:
    """Unit of a factor: that of the gas in the case, per unit of the carrier."""
    carriers, rows = case.tables["carriers"].set_index("carrier"), case.tables["emissions"]
    stated = [*rows.loc[rows["gas"] == gas, "amount_unit"], *case.tables["carbon"]["amount_unit"]]
    of_gas = str(stated[0]).split("/")[0].strip("() ") if stated else "t"
    unit = f"{of_gas}/({carriers.loc[carrier, 'unit']})"
    return {"unit": unit, "amount_unit": unit}


def _refuse_own_factors(case: Case, carriers: Sequence[str]) -> None:
    rows = case.tables["emissions"]
    own = rows[(rows["account"] == "indirect") & rows["carrier"].isin(list(carriers))]
    unknown = [c for c in carriers if c not in set(case.tables["carriers"]["carrier"])]
    problems = [
        Problem("indirect factors of this carrier are stated already", "emissions.csv", column="account", found=str(c))
        for c in own["carrier"].unique()
    ]
    problems += [Problem("unknown carrier", "carriers", found=c) for c in unknown]
    if problems:
        raise CaseError(problems)


# -- what a unit emits ----------------------------------------------------------------------------------------
def footprints(solution: Solution, carriers: Sequence[str], gas: str = "CO2") -> Factors:
    """Mean emission of a unit of each carrier, by region and period; nothing where nothing is supplied."""
    emitted = _by_technology(solution, gas)
    out: dict[tuple[str, str, int], float] = {}
    for carrier in carriers:
        for period in (int(y) for y in solution.inputs["period"].values):
            made, weight = _production(solution, carrier, carriers, period)
            bought, brought = _purchases(solution, carrier, gas, period)
            sent = _arrivals(solution, carrier, period)
            regions = sorted({r for _, r in made} | set(bought) | {r for pair in sent for r in pair})
            supply = {
                r: sum(v for (_, at), v in made.items() if at == r)
                + bought.get(r, 0.0)
                + sum(v for (_, to), v in sent.items() if to == r)
                for r in regions
            }
            fed = [r for r in regions if supply[r] > 0]
            matrix, right = np.diag([supply[r] for r in fed]), np.zeros(len(fed))
            for i, r in enumerate(fed):
                own = [weight[k] * emitted.get((k, r, period), 0.0) for k, at in made if at == r]
                right[i] = sum(own) + brought.get(r, 0.0)
                for j, start in enumerate(fed):
                    matrix[i, j] -= sent.get((start, r), 0.0)
            mean = np.linalg.solve(matrix, right) if fed else right
            out |= {(carrier, r, period): float(v) for r, v in zip(fed, mean, strict=True)}
    return out


def _by_technology(solution: Solution, gas: str) -> dict[tuple[str, str, int], float]:
    """What each converter emits in a year, by (technology, region, period), indirect emissions of its inputs among it."""
    out: dict[tuple[str, str, int], float] = {}
    for names, flow, more in ((BY_ACTIVITY, "activity", []), (BY_PORT, "port_use", ["carrier"])):
        for name in (n for n in names if n in solution.factors):
            factor = solution.factors[name]
            if gas not in factor["gas"].values:
                continue
            used = annual(solution, solution.variables[flow]).reset_coords(drop=True)
            amount = (factor.sel(gas=gas) * used).sum(["sector", "stage", *more]).reset_coords(drop=True)
            for key, value in _filled(amount.transpose("technology", "region", "period")):
                k, r, y = str(key[0]), str(key[1]), int(key[2])
                out[k, r, y] = out.get((k, r, y), 0.0) + value
    return out


def _filled(array: xr.DataArray) -> Iterator[tuple[tuple[str | int, ...], float]]:
    """Labels and values that are neither empty nor zero."""
    for labels, value in array.to_series().items():
        key = labels if isinstance(labels, tuple) else (labels,)
        if value == value and value != 0:
            yield tuple(int(v) if isinstance(v, int | np.integer) else str(v) for v in key), float(value)


def _production(
    solution: Solution, carrier: str, carriers: Sequence[str], period: int
) -> tuple[dict[tuple[str, str], float], dict[str, float]]:
    """What converters give out of the carrier, by (technology, region), and the share of their emissions it carries."""
    made: dict[tuple[str, str], float] = {}
    weight: dict[str, float] = {}
    if "activity" not in solution.variables:
        return made, weight
    ratios = solution.inputs["port_ratio"].sel(period=period).reset_coords(drop=True)
    reference = solution.variables["reference"].to_series()
    used = annual(solution, solution.variables["activity"]).sel(period=period).reset_coords(drop=True)
    for (k, r), amount in _filled(used.transpose("technology", "region")):
        gives = {str(c): v for (c,), v in _filled(ratios.sel(technology=k)) if v > 0}
        through = amount
        if "port_use" in solution.variables and carrier in solution.variables["port_use"]["carrier"].values:
            served = annual(solution, solution.variables["port_use"]).reset_coords(drop=True)
            served = served.reindex(technology=[k], region=[r]).sel(carrier=carrier, period=period).squeeze()
            through = float(served) if float(served) == float(served) else amount
        if carrier in gives:
            asked = [c for c in gives if c in carriers]
            own = 1.0 / len(asked) if reference[k] not in gives else float(reference[k] == carrier)
            made[str(k), str(r)], weight[str(k)] = through * gives[carrier], own
    return made, weight


def _purchases(solution: Solution, carrier: str, gas: str, period: int) -> tuple[dict[str, float], dict[str, float]]:
    """What each region buys, and what is emitted for it, here and abroad."""
    if "purchase" not in solution.variables or carrier not in solution.variables["purchase"]["carrier"].values:
        return {}, {}
    rate = solution.variables["purchase"].sel(carrier=carrier, period=period)
    amount = annual(solution, rate).reset_coords(drop=True)
    bought = {str(r): v for (r,), v in _filled(amount.sum("tier"))}
    brought: dict[str, float] = {}
    for name in (n for n in BY_PURCHASE if n in solution.factors):
        one = {"carrier": [carrier], "gas": [gas], "period": [period]}
        factor = solution.factors[name].reindex(one).squeeze(list(one), drop=True)
        emitted = (factor * amount).sum(["tier", "sector", "stage"])
        for (r,), value in _filled(emitted):
            brought[str(r)] = brought.get(str(r), 0.0) + value
    return bought, brought


def _arrivals(solution: Solution, carrier: str, period: int) -> dict[tuple[str, str], float]:
    """What lines bring, by (sending region, receiving region)."""
    out: dict[tuple[str, str], float] = {}
    if "line_flow" not in solution.variables:
        return out
    reference = solution.variables["reference"].to_series()
    flow = annual(solution, solution.variables["line_flow"]) * solution.inputs["line_arrival"]
    arriving = flow.sel(period=period).reset_coords(drop=True).transpose("technology", "route", "direction")
    ends = {end: solution.inputs[f"route_{end}"] for end in ("from", "to")}
    for (k, i, way), amount in _filled(arriving):
        if reference[k] == carrier:
            a, b = (str(ends[end].sel(technology=k, route=i).item()) for end in ("from", "to"))
            pair = (a, b) if way == "forward" else (b, a)
            out[pair] = out.get(pair, 0.0) + amount
    return out
