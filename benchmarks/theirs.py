"""The same problem in linopy and in plain Pyomo."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.problem import CONVERTERS, STORES, Problem


def linopy_model(problem: Problem) -> Any:
    """The problem in linopy."""
    import linopy
    import xarray as xr

    m = linopy.Model()
    coords = {
        "technology": list(CONVERTERS),
        "region": list(problem.regions),
        "period": list(problem.periods),
        "step": range(problem.steps),
    }
    store = {**coords, "technology": list(STORES)}
    every = {**{n: coords[n] for n in ("region", "period")}, "technology": list(CONVERTERS + STORES)}

    def by(name: str, values: dict[str, float]) -> Any:
        return xr.DataArray(list(values.values()), dims="technology", coords={"technology": list(values)}, name=name)

    def variable(name: str, c: dict[str, Any]) -> Any:
        return m.add_variables(lower=0, coords=list(c.values()), dims=list(c), name=name)

    k = variable("capacity", {n: every[n] for n in ("technology", "region", "period")})
    a = variable("activity", coords)
    c, d, level = (variable(n, store) for n in ("charge", "discharge", "level"))
    unmet = variable("unmet", {n: coords[n] for n in ("region", "period", "step")})
    availability = xr.DataArray(
        np.concatenate([problem.availability[n] for n in CONVERTERS]),
        dims=("technology", "step"),
        coords={"technology": list(CONVERTERS), "step": range(problem.steps)},
    )
    m.add_constraints(a - availability * k.sel(technology=list(CONVERTERS)) <= 0, name="below_capacity")
    before = level.roll(step=1)
    balance = level - by("r", problem.retention) * before - by("e", problem.efficiency) * c + d
    m.add_constraints(balance == 0, name="store_balance")
    m.add_constraints(level - k.sel(technology=list(STORES)) <= 0, name="level_below_capacity")
    demand = xr.DataArray(problem.demand, dims="step", coords={"step": range(problem.steps)})
    m.add_constraints(a.sum("technology") + (d - c).sum("technology") + unmet == demand, name="balance")
    m.add_objective(
        (by("k", problem.capital) * k).sum() + (by("v", problem.variable) * a).sum() + problem.shortage * unmet.sum()
    )
    return m


def pyomo_model(problem: Problem) -> Any:
    """The problem in plain Pyomo rules."""
    import pyomo.environ as pyo

    m = pyo.ConcreteModel()
    steps = range(problem.steps)
    place = [(r, y) for r in problem.regions for y in problem.periods]
    m.k = pyo.Var(CONVERTERS + STORES, place, domain=pyo.NonNegativeReals)
    m.a = pyo.Var(CONVERTERS, place, steps, domain=pyo.NonNegativeReals)
    m.c, m.d, m.s = (pyo.Var(STORES, place, steps, domain=pyo.NonNegativeReals) for _ in range(3))
    m.u = pyo.Var(place, steps, domain=pyo.NonNegativeReals)
    avail = {n: problem.availability[n][0].tolist() for n in CONVERTERS}
    demand = problem.demand.tolist()
    m.below = pyo.Constraint(
        CONVERTERS, place, steps, rule=lambda m, k, r, y, t: m.a[k, r, y, t] <= avail[k][t] * m.k[k, r, y]
    )
    m.store = pyo.Constraint(
        STORES,
        place,
        steps,
        rule=lambda m, k, r, y, t: (
            m.s[k, r, y, t]
            == problem.retention[k] * m.s[k, r, y, (t - 1) % problem.steps]
            + problem.efficiency[k] * m.c[k, r, y, t]
            - m.d[k, r, y, t]
        ),
    )
    m.top = pyo.Constraint(STORES, place, steps, rule=lambda m, k, r, y, t: m.s[k, r, y, t] <= m.k[k, r, y])
    m.balance = pyo.Constraint(
        place,
        steps,
        rule=lambda m, r, y, t: (
            sum(m.a[k, r, y, t] for k in CONVERTERS)
            + sum(m.d[k, r, y, t] - m.c[k, r, y, t] for k in STORES)
            + m.u[r, y, t]
            == demand[t]
        ),
    )
    m.cost = pyo.Objective(
        expr=sum(problem.capital[k] * m.k[k, r, y] for k in CONVERTERS + STORES for r, y in place)
        + sum(problem.variable[k] * m.a[k, r, y, t] for k in CONVERTERS for r, y in place for t in steps)
        + problem.shortage * sum(m.u[r, y, t] for r, y in place for t in steps)
    )
    return m
