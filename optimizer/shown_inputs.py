"""What the model was given, as a reader sees it: numbers by label, the time they stand on, where routes lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimizer.dense import Frame, dense, dense_set
from optimizer.index import Index, Values
from optimizer.inputs import Inputs

if TYPE_CHECKING:
    import xarray as xr

OWN = (
    "store_retention_of_day",
    "store_retention_before",
    "store_days_before",
    "store_retention_to_last",
    "store_days_to_last",
)
"""Numbers of the formulation that say nothing to a reader."""
WEIGHTS = ("store_retention", "_counted", "_compared", "_levied", "_matched")
"""What policies count, label by label: the tables say it, and dense over all policies it would be gigabytes."""
BY_ACCOUNT = {"sector", "policy"}
"""Dimensions of numbers that stand apart: on the labels of all others they would be gigabytes, mostly empty."""
INPUTS_SHOWN = ("port_ratio", "demand", "period_weight", "period_years", "survival", "purchase_price", "sale_price")


def shown_inputs(inputs: Inputs, frame: Frame) -> xr.Dataset:
    """The numbers of the model as one labelled dataset, with its calendar and the ends of its routes."""
    import xarray as xr

    values = {n: v for n, v in _told(inputs).items() if not BY_ACCOUNT & set(v.index.names)} | _time(inputs)
    shown = dense_set({n: (v, "") for n, v in values.items()}, frame)
    weight = shown["day_weight"].max("step", keep_attrs=True)
    words = {**_calendar(inputs), **_route_ends(inputs), "carrier_clock": _carrier_clock(inputs)}
    whole = xr.merge([shown.assign(day_weight=weight), xr.Dataset(words)], join="outer")
    ends = {n: whole[n].fillna("").astype(str) for n in ("route_from", "route_to") if n in whole}
    return whole.assign(ends)


def shown_factors(inputs: Inputs, frame: Frame) -> dict[str, xr.DataArray]:
    """Numbers of emission accounts and of policies, each on the labels it has."""
    return {n: dense(v, frame) for n, v in _told(inputs).items() if BY_ACCOUNT & set(v.index.names)}


def _told(inputs: Inputs) -> dict[str, Values]:
    """The numbers that say something to a reader."""
    names = [*INPUTS_SHOWN, *sorted(set(inputs.values) - set(INPUTS_SHOWN))]
    told = {n: inputs.values[n] for n in names if n not in OWN and not n.endswith(WEIGHTS)}
    return {n: v for n, v in told.items() if v.index.size}


def _route_ends(inputs: Inputs) -> dict[str, xr.DataArray]:
    """The regions a route of a technology leads from and to."""
    import xarray as xr

    out, routes = {}, inputs.case.tables["routes"]
    for end in ("from", "to") if len(routes) else ():
        table = routes.pivot_table(index="technology", columns="route", values=end, aggfunc="first")
        out[f"route_{end}"] = xr.DataArray(
            table.fillna("").to_numpy(str),
            dims=("technology", "route"),
            coords={"technology": table.index.astype(str).tolist(), "route": table.columns.astype(str).tolist()},
            attrs={"long_name": f"region a route leads {end}", "units": ""},
        )
    return out


def _carrier_clock(inputs: Inputs) -> xr.DataArray:
    import xarray as xr

    clocks = inputs.case.tables["carriers"].set_index("carrier")["clock"]
    return xr.DataArray(
        clocks.to_numpy(str),
        dims="carrier",
        coords={"carrier": clocks.index.astype(str).tolist()},
        attrs={"long_name": "clock on which the carrier balances", "units": ""},
    )


def _time(inputs: Inputs) -> dict[str, Values]:
    """Length and weight of the steps of each period."""
    periods = inputs.dimensions["period"]
    hours = [inputs.clocks[y].hour for y in periods.labels]
    index = Index([periods], [(np.array([[i]]), hour) for i, hour in enumerate(hours)])
    units = {"hours_per_year": "hour/year", "step_duration": "hour", "day_weight": "1/year"}
    of = {"hours_per_year": "hours_per_year", "step_duration": "duration", "day_weight": "weight"}
    return {n: Values(n, index, tuple(getattr(h, of[n])[None, :] for h in hours), unit) for n, unit in units.items()}


def _calendar(inputs: Inputs) -> dict[str, xr.DataArray]:
    """The typical day of each calendar day."""
    import xarray as xr

    calendars = {y: c.calendar for y, c in inputs.clocks.items() if c.calendar is not None}
    if not calendars:
        return {}
    days = {y: [inputs.clocks[y].hour.labels[i][0] for i in np.asarray(c.reads)] for y, c in calendars.items()}
    long = max(len(d) for d in days.values())
    calendar = xr.DataArray(
        [[*d, *[""] * (long - len(d))] for d in days.values()],
        dims=("period", "calendar_day"),
        coords={"period": list(days), "calendar_day": np.arange(1, long + 1)},
        attrs={"long_name": "typical day of each calendar day", "units": "1"},
    )
    return {"calendar": calendar}
