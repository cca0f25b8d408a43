"""What is looked at in an answer: stores that charge and discharge at once, lines that flow both ways."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from optimizer.guards.guard import Guard
from optimizer.solution import Solution
from optimizer.units import readable

if TYPE_CHECKING:
    import xarray as xr

SHARE = 1e-3  # of the flow: less is the noise of a solver
TIME = ("day", "step")
NOISE = 1e-6  # of the largest use of a plant: an interior answer leaves such flows everywhere
NOTHING = 1e-6  # of the mean price: a carrier at this price costs nothing


def after(solution: Solution) -> tuple[Guard, ...]:
    """Flows that cancel in the same step, with the price that caused them."""
    return (*_stores(solution), *_lines(solution))


def _stores(solution: Solution) -> Iterator[Guard]:
    v = solution.variables
    if "store_charge" not in v or not _at_once(v["store_charge"], v["store_discharge"]):
        return
    for k in v["store_charge"]["technology"].values.tolist():
        carrier = str(v["reference"].sel(technology=k).item())
        one, other = (v[f"store_{way}"].sel(technology=k, drop=True) for way in ("charge", "discharge"))
        for (r, y), amount, share, price in _both(solution, one, other, carrier, "region"):
            unit = f"{v['activity_unit'].sel(technology=k).item()}/year"
            yield Guard(
                f"{k} in {r} ({y}) charges and discharges in the same steps: {amount:.4g} {unit}, {share:.1%} of what flows; "
                + _cause(solution, carrier, str(r), price)
            )


def _lines(solution: Solution) -> Iterator[Guard]:
    v = solution.variables
    if "line_flow" not in v or "backward" not in v["direction"].values:
        return
    if not _at_once(*(v["line_flow"].sel(direction=way) for way in ("forward", "backward"))):
        return
    ends = solution.inputs["route_from"]
    for k in v["line_flow"]["technology"].values.tolist():
        carrier = str(v["reference"].sel(technology=k).item())
        flow = v["line_flow"].sel(technology=k, drop=True)
        one, other = (flow.sel(direction=way, drop=True) for way in ("forward", "backward"))
        at = partial(_start, ends.sel(technology=k))
        for (i, y), amount, share, price in _both(solution, one, other, carrier, "route", at):
            unit = f"{v['activity_unit'].sel(technology=k).item()}/year"
            yield Guard(
                f"{k} on {i} ({y}) flows both ways in the same steps: {amount:.4g} {unit}, {share:.1%} of what flows; "
                + _cause(solution, carrier, at(i), price)
            )


def _start(ends: xr.DataArray, route: str) -> str:
    """The region a route leads from."""
    return str(ends.sel(route=route).item())


def _at_once(one: xr.DataArray, other: xr.DataArray) -> bool:
    """Whether two flows share any step at all: in most answers they do not, and there is nothing more to look at."""
    import numpy as np

    return bool((np.minimum(one.values, other.values) > 0).any())


def _both(
    solution: Solution,
    one: xr.DataArray,
    other: xr.DataArray,
    carrier: str,
    place: str,
    region_of: Callable[[str], str] = str,
) -> Iterator[tuple[tuple[str, int], float, float, float]]:
    """Place and period, amount a year that goes both ways at once, its share of the flow, and the mean price in those steps."""
    import numpy as np

    hours = solution.inputs["hours_per_year"]
    least = one.where(one < other, other)
    amounts = (least * hours).sum(TIME).stack(at=(place, "period"))
    flows = (one.where(one > other, other) * hours).sum(TIME).stack(at=(place, "period"))
    prices = solution.duals.get("carrier_price")
    real = amounts.values > NOISE * _largest(solution)
    for here in np.flatnonzero(real & (amounts.values > SHARE * flows.values)):
        where, y = amounts["at"].values[here]
        amount = float(amounts[here])
        mean = float("nan")
        if prices is not None:
            price = prices.sel(carrier=carrier, region=region_of(where), period=y)
            weight = least.sel({place: where, "period": y}) * hours
            weight = weight.sel(period=y) if "period" in weight.dims else weight
            mean = float((price * weight).sum() / amount)
        yield (str(where), int(y)), amount, amount / float(flows[here]), mean


def _largest(solution: Solution) -> float:
    """The largest use of a converter or flow of a line in a year; nothing where there is neither."""
    flows = [solution.variables[n] for n in ("activity", "line_flow") if n in solution.variables]
    return max((float((f * solution.inputs["hours_per_year"]).sum(TIME).max()) for f in flows), default=0.0)


def _cause(solution: Solution, carrier: str, region: str, price: float) -> str:
    """The price at which it happens, and what makes such a price."""
    usual = abs(solution.duals["carrier_price"].sel(carrier=carrier, region=region)).mean().item()
    unit = f"{solution.meta['money']}/{solution.meta['carrier_units'].get(carrier, '')}"
    scale, plain = readable(unit, usual)
    at = f"{carrier} is worth {price * scale:.4g} {plain} then"
    paying = {str(p["id"]): None for p in solution.meta["policies"] if p["kind"] in ("subsidy", "share") and p["price"]}
    if price < -NOTHING * usual:
        why = f" (policies that pay for flows: {', '.join(paying)})" if paying else ""
        return f"{at}: less than nothing, so losing it pays{why}"
    if price <= NOTHING * usual:
        return f"{at}: what is lost costs nothing"
    return f"{at}: going both ways costs next to nothing, several answers are as good"
