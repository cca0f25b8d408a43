"""Myopic and rolling horizons: the same case seen a few periods at a time.

Each window knows the plant that the windows before it decided, pays the annuities that are still owed on it, starts from what they
left in reservoirs, and decides for its own periods; the first `step` of them are kept. Costs of a window are discounted to its own
first year.

A fixed charge of whole units is owed beside the capital of plant, retrofits of an earlier window would be forgotten, and scrap of
what ends between two windows is nobody's: cases with them are refused.

A policy a year, a price, a share, or growth from what stands is met by each window on its own; of one whose time is `cumulative` or
`average` a window gets its part of what is left (`optimizer.study.budgets`). Policies whose amounts run between periods, that compare
with one of them or with a series, or that grow from a history in a series cannot be cut and are refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from optimizer.case.kinds import KINDS, reference_of
from optimizer.case.model import Case
from optimizer.errors import CaseError, Problem
from optimizer.pipeline import run
from optimizer.report.tables import builds
from optimizer.solution import Solution
from optimizer.study.budgets import Spent, cut, used

SMALL = 1e-9  # of the largest build: noise of an interior answer is not plant


@dataclass(frozen=True, eq=False)
class Window:
    """One window of the horizon.

    Attributes:
        kept: labels of the periods whose decisions stand.
        solution: the answer of the whole window.
    """

    kept: tuple[int, ...]
    solution: Solution


def myopic(case: Case, foresight: int = 1, step: int = 1, solve: Callable[[Case], Solution] = run) -> Iterator[Window]:
    """Solve a case window by window.

    Args:
        foresight: periods a window sees.
        step: periods whose decisions are kept before the window moves on.
        solve: how a window is solved.

    Raises:
        CaseError: the windows do not overlap, or the case has what windows cannot carry or cut.
    """
    if not 1 <= step <= foresight:
        raise CaseError(
            [Problem("a window keeps at least one period, at most all it sees", found=f"{step} of {foresight}")]
        )
    _refuse_what_is_not_carried(case)
    _refuse_fixed_charges(case)
    _refuse_what_cannot_be_cut(case)
    periods, tables, policies = case.options.periods, dict(case.tables), case.tables["policies"]
    spent: Spent = {}
    for at in range(0, len(periods), step):
        seen, kept = periods[at : at + foresight], periods[at : at + step]
        options = case.options.model_copy(update={"periods": seen, "base_year": seen[0].first_year})
        mine = {**tables, "policies": cut(policies, periods, seen, spent)}
        solution = solve(replace(case, options=options, tables=mine))
        yield Window(tuple(p.label for p in kept), solution)
        spent = used(solution, policies, kept, seen, spent)
        tables["parameters"] = _with_contents(tables["parameters"], solution, kept[-1].label)
        tables["existing_capacity"] = _with_builds(tables, solution, {p.label: p.first_year for p in kept})


def _refuse_what_cannot_be_cut(case: Case) -> None:
    """Policies over the horizon that no window can have a part of."""
    rows = case.tables["policies"]
    series = {str(name) for name in case.tables["series"]["series"]}
    problems = []
    for p in rows[rows["on"].astype(bool)].drop_duplicates("id").itertuples(index=False):
        to = reference_of(p.relative_to, series).against
        relative = p.time in ("average", "cumulative") and to != "nothing" and p.kind != "share"
        if p.time == "interpolated":
            column, found = "time", p.time
        elif KINDS[p.kind].form == "pathway" or p.kind == "retire_after_build":
            column, found = "kind", p.kind
        elif relative or to == "year" or (p.kind == "growth" and to == "series"):
            column, found = "relative_to", p.relative_to
        else:
            continue
        message = "a policy over the whole horizon cannot be seen window by window"
        problems.append(Problem(message, "policies.csv", column=column, found=f"{found} of {p.id}"))
    if problems:
        raise CaseError(problems)


def kept_builds(windows: Sequence[Window]) -> pd.DataFrame:
    """What was built in the periods that were kept, as a plan for `fixed`."""
    tables = [builds(w.solution).pipe(lambda t, kept=w.kept: t[t["year"].isin(kept)]) for w in windows]
    return pd.concat(tables, ignore_index=True)


def _with_contents(parameters: pd.DataFrame, solution: Solution, last: int) -> pd.DataFrame:
    """Parameters that start the next window with what the last kept period left in reservoirs."""
    if "reservoir_level" not in solution.variables:
        return parameters
    left = (
        solution.variables["reservoir_level"].sel(period=last, drop=True).reset_coords(drop=True).to_series().dropna()
    )
    mine = parameters["technology"].isin(left.index.get_level_values("technology"))
    old = parameters[mine & (parameters["parameter"] == "initial_content")]
    blank: dict[str, object] = dict.fromkeys(map(str, parameters.columns), "")
    blank |= {"parameter": "initial_content", "year": float("nan"), "per_km": False, "_file": "earlier window"}
    rows = [
        {**blank, "technology": k, "region": place, "value": amount, "amount": amount, "_row": pd.NA}
        for (k, place), amount in left.clip(lower=0.0).items()
    ]
    return pd.concat([parameters.drop(old.index), pd.DataFrame(rows, columns=parameters.columns)], ignore_index=True)


def _refuse_what_is_not_carried(case: Case) -> None:
    """Retrofits, and what retirement gives back or emits: the next window does not know what ended before it began."""
    scrap, ended = case.tables["build_inputs"], case.tables["emissions"]
    told = {
        "retrofits": len(case.tables["retrofits"]),
        "build_inputs": (scrap["direction"] == "out").sum(),
        "emissions": (ended["flow"] == "retirement").sum(),
    }
    what = {"retrofits": "retrofits are", "build_inputs": "scrap is", "emissions": "emissions of retirement are"}
    problems = [Problem(f"{what[t]} not carried from window to window", f"{t}.csv") for t, n in told.items() if n]
    if problems:
        raise CaseError(problems)


def _refuse_fixed_charges(case: Case) -> None:
    rows = case.tables["parameters"]
    charged = rows[(rows["parameter"] == "fixed_charge") & (rows["amount"] > 0)]
    if len(charged):
        message = "what is still owed of a fixed charge cannot be carried from window to window"
        raise CaseError(
            Problem(message, "parameters.csv", column="parameter", found=str(k)) for k in charged["technology"].unique()
        )


def _with_builds(tables: dict[str, pd.DataFrame], solution: Solution, kept: dict[int, int]) -> pd.DataFrame:
    """Existing plant with what a window built in the periods that are kept; it goes on paying its capital."""
    existing = tables["existing_capacity"]
    built = solution.variables["capacity_built"].reset_coords(drop=True).to_series().dropna()
    built = built[built.index.get_level_values("vintage").isin(list(kept)) & (built > SMALL * max(built.max(), 1.0))]
    rows = []
    for (technology, place, vintage), amount in built.items():
        row: dict[str, object] = dict.fromkeys(map(str, existing.columns), "")
        row |= {"technology": technology, "region": place, "pays": "capital", "_file": "earlier window", "_row": pd.NA}
        row |= {
            "value": amount,
            "amount": amount,
            "build_year": float(kept[int(vintage)]),
            "year": float("nan"),
            "per_km": False,
        }
        rows.append(row)
    if not rows:
        return existing
    added = pd.DataFrame(rows, columns=existing.columns)
    return added if existing.empty else pd.concat([existing, added], ignore_index=True)
