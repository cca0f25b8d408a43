"""RawSolution + labels -> Solution: dense labelled data, prices per unit, the ledger, what each policy did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from optimizer.certificate.basis import uniqueness
from optimizer.certificate.cash import cash
from optimizer.certificate.contents import content_by_day
from optimizer.certificate.entries import Entry, Payment
from optimizer.certificate.physics import Solved, numbers, solved_families
from optimizer.certificate.plant import standing
from optimizer.compiled import Compiled, Family, RawSolution
from optimizer.dense import Frame, dense, dense_set
from optimizer.index import Index, Values
from optimizer.inputs import Inputs
from optimizer.levelised import Levelised
from optimizer.levelised.table import dataset
from optimizer.outcome import ROWS, carrier_prices, emission_prices, policy_duals, policy_outcomes
from optimizer.shown_inputs import shown_factors, shown_inputs
from optimizer.solution import Solution

if TYPE_CHECKING:
    import xarray as xr

Floats = NDArray[np.float64]
CONTENT = "store_level_of_day"
MEANING = {
    "capacity_built": "capacity built in a period",
    "capacity_of_vintage": "capacity standing, by the period it was built in",
    "capacity": "capacity standing",
    "capacity_retrofitted": "capacity turned into that of the target, in capacity of the source",
    "capacity_retired": "capacity that ends, by age or early",
    "activity": "use of the reference port",
    "activity_of_vintage": "use of the reference port, by the period the plant was built in",
    "port_use": "activity that a port of a group serves",
    "online": "capacity on line",
    "started": "capacity started in the step",
    "store_level": "content at the end of the step",
    "store_charge": "flow into the store",
    "store_discharge": "flow out of the store",
    CONTENT: "content at the start of the calendar day",
    "reservoir_level": "content at the end of the period",
    "store_swing_high": "highest movement within a typical day",
    "store_swing_low": "lowest movement within a typical day",
    "line_flow": "flow on a line, where it is measured",
    "purchase": "bought from outside",
    "sale": "sold to outside",
    "unmet": "demand left unmet",
    "surplus": "dumped",
    "emission": "released (negative: removed)",
    "import_emission": "released abroad for what is used here",
    "indirect_emission": "released by others for what is used here, in their emission already",
    "overshoot": "beyond the limit of a policy, paid for",
    "claim": "generation that a consumer claims for itself",
    "permit_trade": "permits that a region buys (negative: sells)",
    "offset_use": "credits for removals that a region uses in place of permits",
    "experience_filled": "cumulative capacity in each piece of a learning curve, beyond that at the start",
    "piece_entered": "whether a piece of a learning curve is entered",
    "stack_hours_left": "hours at full load left in the stacks at the end of the period",
    "stacks_replaced": "capacity whose stacks are replaced in a period",
    "units_built": "whole units built in a period",
}


def retrieve(
    raw: RawSolution,
    compiled: Compiled,
    inputs: Inputs,
    entries: Sequence[Entry],
    account: Levelised,
    meta: Mapping[str, Any],
) -> Solution:
    """The labelled answer; `entries` is the ledger, `account` the levelised costs, `meta` what the run knows about itself."""
    import xarray as xr

    frame = Frame.of(inputs.clocks.values())
    shown = {v.name: (v, MEANING.get(v.name, v.name)) for v in _shown(compiled, raw, inputs)}
    variables = dense_set(shown, frame)
    plain = {
        f.name: xr.DataArray(
            raw.values[f.range], dims=f"{f.name}_label", coords={f"{f.name}_label": [str(v) for v in f.labels]}
        )
        for f in compiled.columns
        if f.index is None
    }
    prices = carrier_prices(raw, compiled, inputs)
    variables, duals = variables.assign(plain), _duals(raw, compiled, inputs, prices, frame)
    return Solution(
        variables=variables.assign_coords(_names(inputs, variables)),
        inputs=shown_inputs(inputs, frame),
        factors=shown_factors(inputs, frame),
        duals=duals,
        costs=_costs(entries, inputs),
        levelised=dataset(
            account, inputs, {} if prices is None else numbers(prices), emission_prices(raw, compiled, inputs)
        ),
        meta={**meta, "policies": policy_outcomes(raw, compiled, inputs), "prices": _told(duals, compiled, raw)},
        cash=_cash(raw, compiled, inputs, entries),
    )


def _values(family: Family, raw: RawSolution) -> Values:
    """The part of the solved vector that belongs to one variable."""
    index, vector = family.index, raw.values[family.range]
    assert index is not None
    arrays = tuple(vector[b.start : b.start + b.size].reshape(b.shape) for b in index.blocks)
    return Values(family.name, index, arrays, family.unit)


def _shown(compiled: Compiled, raw: RawSolution, inputs: Inputs) -> Iterable[Values]:
    """The variables as they are shown: seasonal stores by calendar day instead of by stretch, and what stands of every vintage."""
    families = [f for f in compiled.columns if f.index is not None and f.index.size]
    yield from (_values(f, raw) for f in families if f.name not in ("store_level_of_stretch", "capacity_of_vintage"))
    stands = standing(inputs, solved_families(compiled, raw.values))
    alive = inputs.indexes["alive"]
    if alive.size:
        yield Values.of("capacity_of_vintage", alive, [stands[label] for label in alive.tuples()], "capacity_unit")
    if any(f.name == "store_level_of_stretch" for f in families):
        yield _content(solved_families(compiled, raw.values), inputs)


def _content(solved: Mapping[str, Solved], inputs: Inputs) -> Values:
    """Content of seasonal stores at the start of each calendar day."""
    moved = {label: (clock, level) for label, clock, level in solved["store_level"].rows()}
    lost, found, calendars = numbers(inputs.values["self_loss"]), {}, {}
    for label, _, start in solved["store_level_of_stretch"].rows():
        clocks, (clock, level) = inputs.clocks[label[-1]], moved[label]
        assert clock is not None
        assert clocks.calendar is not None
        calendars[label] = clocks.calendar
        found[label] = content_by_day(clocks, clock, level, start, float(lost[label][0]))
    index = Index.of(solved["store_level"].index.dims, list(found), list(calendars.values()))
    arrays = tuple(np.array([found[label] for label in index.tuples_of(b.codes)]) for b in index.blocks)
    return Values(CONTENT, index, arrays, "carrier_unit")


# -- names and units of labels ----------------------------------------------------------------------------
def _names(inputs: Inputs, variables: xr.Dataset) -> dict[str, Any]:
    tables = inputs.case.tables
    technologies = tables["technologies"].set_index("technology")
    carriers = tables["carriers"].set_index("carrier")
    out: dict[str, Any] = {}
    names = [str(k) for k in variables["technology"].values] if "technology" in variables.coords else []
    rows = technologies.loc[names]
    if not names:  # a case that only buys: its technologies have a kind and a unit, there are none of them
        out["technology"] = np.array([], dtype=str)
    reference = carriers.loc[list(rows["reference"]), "unit"].tolist()
    content = (rows["kind"] == "store").tolist()
    words = {n: rows[n].astype(str).tolist() for n in ("kind", "reference", "group", "color")}
    words["technology_name"] = [n or k for n, k in zip(rows["name"], names, strict=True)]
    words["activity_unit"] = reference
    words["capacity_unit"] = [
        own or (u if c else _per_hour(u)) for own, u, c in zip(rows["capacity_unit"], reference, content, strict=True)
    ]
    out |= {name: ("technology", np.array(of, dtype=str)) for name, of in words.items()}
    if "carrier" in variables.coords:
        names = [str(c) for c in variables["carrier"].values]
        out["carrier_unit"] = ("carrier", carriers.loc[names, "unit"].tolist())
        out["carrier_name"] = ("carrier", [n or c for n, c in zip(carriers.loc[names, "name"], names, strict=True)])
        out["carrier_color"] = ("carrier", carriers.loc[names, "color"].astype(str).tolist())
    if "gas" in variables.coords:
        units = gas_units(inputs)
        out["gas_unit"] = ("gas", [units.get(str(g), "") for g in variables["gas"].values])
    return out


def gas_units(inputs: Inputs) -> dict[str, str]:
    """Unit of mass of each gas in the model."""
    rows, carbon = inputs.case.tables["emissions"], inputs.case.tables["carbon"]
    gases = [*rows["gas"], *[inputs.case.options.carbon_gas] * len(carbon)]
    units = [*rows["amount_unit"], *carbon["amount_unit"]]
    return {str(g): str(u).split("/")[0].strip("() ") for g, u in zip(gases, units, strict=True)}


def _per_hour(unit: str) -> str:
    """MWh per hour is MW."""
    return unit[:-1] if unit.endswith("Wh") else f"{unit}/hour"


# -- the other groups -------------------------------------------------------------------------------------
def _duals(raw: RawSolution, compiled: Compiled, inputs: Inputs, prices: Values | None, frame: Frame) -> xr.Dataset:
    import xarray as xr

    out: dict[str, Any] = {}
    known, of_integers = uniqueness(compiled, raw), {"of_fixed_integers": int(compiled.integer.any())}
    if prices is not None:
        balance = [f for f in compiled.rows if f.name == "carrier_balance"]
        price = dense(prices, frame, "marginal price, undiscounted")
        out["carrier_price"] = price.assign_attrs(of_integers | known.of(balance))
    of_policies = policy_duals(raw, compiled, inputs)
    if of_policies:
        index = inputs.indexes["limits"]
        values = Values.of(
            "policy_price", index, [of_policies.get(label, np.nan) for label in index.tuples()], "money/policy_unit"
        )
        limits = [f for f in compiled.rows if f.name in {name for name, _ in ROWS}]
        price = dense(values, frame, "price of the last unit, undiscounted")
        out["policy_price"] = price.assign_attrs(of_integers | known.of(limits))
    return xr.Dataset(out)


def _told(duals: xr.Dataset, compiled: Compiled, raw: RawSolution) -> dict[str, Any]:
    """What a reader of the prices must know: the flags of each table, and whether integers were fixed for them."""
    flags = ("interior", "uniqueness", "degenerate", "degenerate_share", "degenerate_basics")
    tables = {str(n): {f: a.attrs[f] for f in flags if f in a.attrs} for n, a in duals.data_vars.items()}
    return {"of_fixed_integers": int(compiled.integer.any()), "interior": int(not raw.basic), **tables}


def _costs(entries: Iterable[Entry], inputs: Inputs) -> xr.Dataset:
    import xarray as xr

    rows, money = list(entries), inputs.case.options.money
    data = _text(rows, "entry")
    data["period"] = ("entry", np.array([e.period for e in rows], dtype=np.int64), {"units": "", "long_name": "period"})
    data["annual_cost"] = (
        "entry",
        np.array([e.annual for e in rows], float),
        {"units": f"{money}/year", "long_name": "mean cost per year of the period, real, undiscounted"},
    )
    data["discounted_cost"] = (
        "entry",
        np.array([e.discounted for e in rows], float),
        {"units": money, "long_name": "cost over the period, discounted to the base year"},
    )
    return xr.Dataset(data)


def _cash(raw: RawSolution, compiled: Compiled, inputs: Inputs, entries: Sequence[Entry]) -> xr.Dataset:
    import xarray as xr

    rows = cash(inputs, solved_families(compiled, raw.values), entries)
    data = _text(rows, "payment")
    years, amounts = np.array([p.year for p in rows], dtype=np.int64), np.array([p.amount for p in rows], float)
    data["year"] = ("payment", years, {"units": "", "long_name": "calendar year"})
    unit = inputs.case.options.money
    data["amount"] = ("payment", amounts, {"units": unit, "long_name": "paid in the year, real, undiscounted"})
    return xr.Dataset(data)


def _text(rows: Sequence[Entry] | Sequence[Payment], dim: str) -> dict[str, Any]:
    """The words of entries or payments as columns."""
    words = {n: np.array([getattr(r, n) for r in rows], dtype=str) for n in ("line", "category", "item", "location")}
    return {n: (dim, values, {"units": "", "long_name": n}) for n, values in words.items()}
