"""What the model was given, as a reader sees it: numbers by label, the time they stand on, where routes lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimizer.dense import Frame, Labels, Table, dense, dense_set
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
    values = {n: v for n, v in _told(inputs).items() if not BY_ACCOUNT & set(v.index.names)} | _time(inputs)
    words = {**_calendar(inputs), **_route_ends(inputs), "carrier_clock": _carrier_clock(inputs)}
    shown = dense_set({n: (v, "") for n, v in values.items()}, frame, words)
    return shown.assign(day_weight=shown["day_weight"].max("step", keep_attrs=True))


def shown_factors(inputs: Inputs, frame: Frame) -> dict[str, xr.DataArray]:
    """Numbers of emission accounts and of policies, each on the labels it has."""
    return {n: dense(v, frame) for n, v in _told(inputs).items() if BY_ACCOUNT & set(v.index.names)}


def _told(inputs: Inputs) -> dict[str, Values]:
    """The numbers that say something to a reader."""
    names = [*INPUTS_SHOWN, *sorted(set(inputs.values) - set(INPUTS_SHOWN))]
    told = {n: inputs.values[n] for n in names if n not in OWN and not n.endswith(WEIGHTS)}
    return {n: v for n, v in told.items() if v.index.size}


def _route_ends(inputs: Inputs) -> dict[str, Table]:
    """The regions a route of a technology leads from and to."""
    routes = inputs.case.tables["routes"]
    if not len(routes):
        return {}
    technologies, names = (routes[c].astype(str).tolist() for c in ("technology", "route"))
    labels: Labels = {"technology": sorted(set(technologies)), "route": sorted(set(names))}
    at = [[labels[d].index(v) for v in of] for d, of in zip(labels, (technologies, names), strict=True)]
    out = {}
    for end in ("from", "to"):
        array = np.full(tuple(len(v) for v in labels.values()), "", dtype=object)
        array[at[0], at[1]] = routes[end].to_numpy()
        out[f"route_{end}"] = Table(labels, array, {"long_name": f"region a route leads {end}", "units": ""})
    return out


def _carrier_clock(inputs: Inputs) -> Table:
    carriers = inputs.case.tables["carriers"]
    attrs = {"long_name": "clock on which the carrier balances", "units": ""}
    return Table({"carrier": carriers["carrier"].astype(str).tolist()}, carriers["clock"].to_numpy(str), attrs)


def _time(inputs: Inputs) -> dict[str, Values]:
    """Length and weight of the steps of each period."""
    periods = inputs.dimensions["period"]
    hours = [inputs.clocks[y].hour for y in periods.labels]
    index = Index([periods], [(np.array([[i]]), hour) for i, hour in enumerate(hours)])
    units = {"hours_per_year": "hour/year", "step_duration": "hour", "day_weight": "1/year"}
    of = {"hours_per_year": "hours_per_year", "step_duration": "duration", "day_weight": "weight"}
    return {n: Values(n, index, tuple(getattr(h, of[n])[None, :] for h in hours), unit) for n, unit in units.items()}


def _calendar(inputs: Inputs) -> dict[str, Table]:
    """The typical day of each calendar day."""
    calendars = {y: c.calendar for y, c in inputs.clocks.items() if c.calendar is not None}
    if not calendars:
        return {}
    days = {y: [inputs.clocks[y].hour.labels[i][0] for i in np.asarray(c.reads)] for y, c in calendars.items()}
    long = max(len(d) for d in days.values())
    array = np.array([[*d, *[""] * (long - len(d))] for d in days.values()])
    labels: Labels = {"period": list(days), "calendar_day": list(range(1, long + 1))}
    return {"calendar": Table(labels, array, {"long_name": "typical day of each calendar day", "units": "1"})}
