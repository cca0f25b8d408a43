"""What is looked at in an answer: stores that charge and discharge at once, lines that flow both ways."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from optimizer.guards.guard import Guard
from optimizer.solution import Solution
from optimizer.units import fits, readable

if TYPE_CHECKING:
    import xarray as xr

SHARE = 1e-3  # of the flow: less is the noise of a solver
Largest = Callable[[str], float]
TIME = ("day", "step")
NOISE = 1e-6  # of the largest flow of the carrier: an interior answer leaves such flows everywhere
NOTHING = 1e-6  # of the mean price: a carrier at this price costs nothing


def after(solution: Solution) -> tuple[Guard, ...]:
    """Flows that cancel in the same step, with the price that caused them: one note a technology."""
    largest = cache(partial(_largest, solution))  # an interior answer has traces in most technologies
    return (*_stores(solution, largest), *_lines(solution, largest))


def _stores(solution: Solution, largest: Largest) -> Iterator[Guard]:
    v = solution.variables
    if "store_charge" not in v:
        return
    for k in _at_once(v["store_charge"], v["store_discharge"]):
        one, other = (v[f"store_{way}"].sel(technology=k, drop=True) for way in ("charge", "discharge"))
        yield from _one_note(solution, k, "charges and discharges", _both(solution, largest, one, other, k, "region"))


def _lines(solution: Solution, largest: Largest) -> Iterator[Guard]:
    v = solution.variables
    if "line_flow" not in v or "backward" not in v["direction"].values:
        return
    ends = solution.inputs["route_from"]
    ways = [v["line_flow"].sel(direction=way, drop=True) for way in ("forward", "backward")]
    for k in _at_once(*ways):
        one, other = (flow.sel(technology=k, drop=True) for flow in ways)
        at = partial(_start, ends.sel(technology=k))
        yield from _one_note(solution, k, "flows", _both(solution, largest, one, other, k, "route", at))


@dataclass(frozen=True)
class Cancelled:
    """What goes both ways at one place in one period.

    Attributes:
        place: the region or route.
        kind: which of the two, in words.
        amount: what goes both ways in the same steps [carrier_unit/year].
        share: of what flows.
        cause: why it does, in words.
        paid: whether the carrier is worth less than nothing then.
    """

    place: str
    kind: str
    period: int
    amount: float
    share: float
    cause: str
    paid: bool


def _one_note(solution: Solution, k: str, does: str, cancelled: Iterator[Cancelled]) -> Iterator[Guard]:
    """One sentence a technology: the largest amount (of those that pay, if any do), and in how many places and periods there is any."""
    found = sorted(cancelled, key=lambda c: (c.paid, c.amount), reverse=True)
    if not found:
        return
    worst, way, on = found[0], "both ways " if does == "flows" else "", "on" if found[0].kind == "route" else "in"
    unit = f"{solution.variables['activity_unit'].sel(technology=k).item()}/year"
    at = f"{on} {worst.place} ({worst.period})"
    rest = ""
    if len(found) > 1:
        places, periods = (len({getattr(c, n) for c in found}) for n in ("place", "period"))
        rest = f"; it does so {len(found)} times, {on} {_of(places, worst.kind)} and in {_of(periods, 'period')}"
    yield Guard(
        f"{k} {at} {does} {way}in the same steps: {worst.amount:.4g} {unit}, {worst.share:.1%} of what flows; {worst.cause}{rest}"
    )


def _of(count: int, word: str) -> str:
    """A count of things.

    >>> _of(1, "route"), _of(12, "region")
    ('1 route', '12 regions')
    """
    return f"{count} {word}{'' if count == 1 else 's'}"


def _start(ends: xr.DataArray, route: str) -> str:
    """The region a route leads from."""
    return str(ends.sel(route=route).item())


def _at_once(one: xr.DataArray, other: xr.DataArray) -> list[str]:
    """The technologies whose two flows share a step: in most answers there is none, and nothing more to look at."""
    import numpy as np

    rest = tuple(i for i, dim in enumerate(one.dims) if dim != "technology")
    shared = (np.minimum(one.values, other.transpose(*one.dims).values) > 0).any(axis=rest)
    return [str(k) for k in one["technology"].values[shared]]


def _both(
    solution: Solution,
    largest: Largest,
    one: xr.DataArray,
    other: xr.DataArray,
    technology: str,
    place: str,
    region_of: Callable[[str], str] = str,
) -> Iterator[Cancelled]:
    """Where and when more than a trace goes both ways at once."""
    import numpy as np

    hours = solution.inputs["hours_per_year"]
    carrier = str(solution.variables["reference"].sel(technology=technology).item())
    least = one.where(one < other, other)
    amounts = (least * hours).sum(TIME).stack(at=(place, "period"))
    flows = (one.where(one > other, other) * hours).sum(TIME).stack(at=(place, "period"))
    prices = solution.duals["carrier_price"].sel(carrier=carrier)
    real = amounts.values > NOISE * largest(carrier)
    for here in np.flatnonzero(real & (amounts.values > SHARE * flows.values)):
        where, y = amounts["at"].values[here]
        amount, region = float(amounts[here]), region_of(where)
        price = prices.sel(region=region)
        weight = least.sel({place: where, "period": y}) * hours
        weight = weight.sel(period=y) if "period" in weight.dims else weight
        mean, usual = float((price.sel(period=y) * weight).sum() / amount), abs(price).mean().item()
        cause, share = _cause(solution, carrier, mean, usual), amount / float(flows[here])
        yield Cancelled(str(where), place, int(y), amount, share, cause, paid=mean < -NOTHING * usual)


def _largest(solution: Solution, carrier: str) -> float:
    """The largest flow of a year at one place that is measured in the unit of a carrier [carrier_unit/year]."""
    v, hours = solution.variables, solution.inputs["hours_per_year"]
    mine = v["reference"]["technology"].values[v["reference"].values == carrier]
    plant = [v[n] for n in ("activity", "line_flow", "store_charge", "store_discharge") if n in v]
    flows = [f.sel(technology=f["technology"].isin(mine)) for f in plant]
    if "purchase" in v and carrier in v["purchase"]["carrier"].values:
        flows.append(v["purchase"].sel(carrier=carrier))
    return max((float((f * hours).sum(TIME).max()) for f in flows if f.size), default=0.0)


def _cause(solution: Solution, carrier: str, price: float, usual: float) -> str:
    """The price at which it happens [money/carrier_unit], beside the usual one, and what makes such a price."""
    unit = f"{solution.meta['money']}/{solution.meta['carrier_units'].get(carrier, '')}"
    scale, plain = readable(unit, usual)
    at = f"{carrier} is worth {price * scale:.4g} {plain} then"
    if price < -NOTHING * usual:
        flow = f"{solution.meta['carrier_units'].get(carrier, '')}/year"
        paying = {str(p["id"]): None for p in solution.meta["policies"] if _pays(p, flow)}
        why = f" (policies that pay for flows: {', '.join(paying)})" if paying else ""
        return f"{at}: less than nothing, so losing it pays{why}"
    if price <= NOTHING * usual:
        return f"{at}: what is lost costs nothing"
    return f"{at}: going both ways costs next to nothing, several answers are as good"


def _pays(policy: Mapping[str, Any], flow: str) -> bool:
    """Whether a policy may pay for a flow of this unit: a subsidy, a floor or a share that costs something and counts such amounts."""
    if not policy["price"] or policy.get("status") == "met":
        return False
    paying = policy["kind"] in ("subsidy", "share") or policy.get("sense") == ">="
    return paying and fits(str(policy.get("unit") or flow), flow)
