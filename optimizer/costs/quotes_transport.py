"""Answers for planners about transport: pipelines, whole paths."""

from __future__ import annotations

from dataclasses import replace

from optimizer.costs import paths, pipe_classes, pipeline, rows
from optimizer.costs.charges import Charge
from optimizer.costs.gas import LHV_KWH_PER_KG
from optimizer.costs.path_inputs import Inputs
from optimizer.costs.quotes import Line, Quote, price, quote, rate_or_usual
from optimizer.costs.ranges import positive, within
from optimizer.costs.table import kinds, number
from optimizer.costs.winners import WITHOUT_CAVERN
from optimizer.costs.winners import winners as mapped
from optimizer.errors import OutOfRangeError

MAP_DEMANDS, MAP_DISTANCES = (5e3, 10e3, 20e3, 50e3, 100e3), (50.0, 100.0, 250.0, 500.0)  # kg/d, km
THINNEST = 100.0  # mm, of the pipes that the cost of a metre was fitted to


def line(
    flow: float,
    km: float,
    utilisation: float,
    inlet: float | None = None,
    outlet: float | None = None,
    rate: float | None = None,
) -> Quote:
    """A new pipeline, after HIM (EUR_2015); compression is a quote of its own.

    Args:
        flow: mean flow [kg/d]. km: length of the pipe [km]. utilisation: mean over design flow [1].
        inlet, outlet: pressures [bar]; the diameter then keeps them without recompression, else it follows the speed.
        rate: [1]; 8 %.

    Raises:
        OutOfRangeError: outside the range of the equations; one pressure without the other.
    """
    if (inlet is None) != (outlet is None):
        raise OutOfRangeError("pressure", "given at one end", "", "both --inlet and --outlet, or none")
    design = positive(flow, "flow", "kg/d") / within(utilisation, 0.01, 1.0, "utilisation", "1")
    charge, c = Charge(rate_or_usual(rate)), pipeline.him()
    within(positive(km, "length", "km"), 0.0, 10_000.0, "length", "km")
    by_speed = pipeline.diameter(design, c)
    d, why = by_speed, f"{c.speed:g} m/s, the pressure at its end not looked at"
    if inlet is not None and outlet is not None:
        d, why = pipeline.diameter_by_pressure(design, km, inlet, outlet), f"{inlet:g} to {outlet:g} bar"
    metre = pipeline.cost_per_metre(d, c)
    # a pipe of the wanted diameter is priced as the flow that it carries at the speed of HIM
    each = pipeline.per_kilogram(flow, pipeline.flow(d, c), km, charge.rate, c)
    more = (
        Line("inner diameter", d, "mm", "HSCPATHWAYS" if inlet else "HIM"),
        Line("cost of a metre", metre, "EUR_2015/m", "KRIEG-2012"),
    )
    thin = f" (pipes have {THINNEST:g} mm or more)" if d < THINNEST else ""
    note = f"utilisation {utilisation:g}; sized for {why}{thin}; discount rate {charge.rate:g}; compression is a quote of its own"
    title = f"Pipeline of {km:g} km for {flow:g} kg/d"
    return quote(title, "EUR_2015", "HIM", metre * km * 1e3, c.om * km * 1e3, 0.0, each, more, note)


def trunk(kind: str, km: float, full_load: float, rate: float | None = None) -> Quote:
    """A trunk line with recompression, after the European Hydrogen Backbone (EUR_2020).

    Args:
        kind: 'new_48', 'new_36', 'repurposed_48'. km: [km]. full_load: [h/a]. rate: [1]; 6 %.

    Raises:
        OutOfRangeError: outside the range of the equations, an unknown kind.
    """
    known = [k for k in kinds("ehb") if k != "common"]
    if kind not in known:
        raise OutOfRangeError("trunk line", kind, "", ", ".join(known))
    each = pipeline.backbone_cost(kind, km, rate, full_load)
    pipe, compression = (number(f"ehb.{kind}.{k}", "EUR_2020/km") for k in ("pipe", "compression"))
    capital = (pipe + compression) * km
    kwh = number("ehb.common.power", "1") * km / 1000.0 * LHV_KWH_PER_KG
    more = (Line("capacity", number(f"ehb.{kind}.capacity", "GW"), "GW", "EHB"),)
    r = number("ehb.common.rate", "1") if rate is None else rate
    note = f"{full_load:g} full-load hours; discount rate {r:g}; electricity 0.05 EUR_2020/kWh"
    fixed = capital * number("ehb.common.om", "1/a")
    return quote(f"Trunk line {kind} of {km:g} km", "EUR_2020", "EHB", capital, fixed, kwh, each, more, note)


def pipe_rows(technology: str, km: float, inlet: float | None, outlet: float | None) -> str:
    """Diameter classes of a pipe that hold a pressure over a way, as text of `parameters.csv` (EUR_2015).

    Args:
        technology: of which names are made, as pipe_300. km: length without recompression [km].
        inlet, outlet: pressures [bar].

    Raises:
        OutOfRangeError: without both pressures, or outside the range of the equations.
    """
    if inlet is None or outlet is None:
        raise OutOfRangeError("pressure", "missing", "", "both --inlet and --outlet")
    return rows.written(rows.of_pipes(technology, pipe_classes.classes(km, inlet, outlet)))


def path(
    demand: float,
    km: float,
    name: str,
    station: float,
    utilisation: float,
    electricity: float | None = None,
    rate: float | None = None,
    money: str = "",
) -> Quote:
    """The delivery paths from an electrolyser to the nozzle, or one of them step by step (EUR_2015).

    Args:
        demand: of a city [kg/d]. km: beeline from the plant [km]. name: a path; all in their order if empty.
        station: size of its stations [kg/d]. utilisation: sold over size [1].
        electricity: its price at the plant [money/kWh]; 0.06 EUR_2015. rate: [1]; 8 %.
        money: that prices are given in; EUR_2015 if empty.

    Raises:
        OutOfRangeError: outside 1 000 to 500 000 kg/d or 1 to 2 000 km, an unknown path.
    """
    if name and name not in paths.PATHS:
        raise OutOfRangeError("path", name, "", ", ".join(paths.PATHS))
    inputs, paid, note = chain_inputs(station, utilisation, electricity, rate, money)
    if not name:
        ranked = paths.cheapest(demand, km, inputs)
        lines = tuple(Line(f"{d.path}: {paths.WORDS[d.path]}", d.total, "EUR_2015/kg", "HIM") for d in ranked)
        return Quote(f"Delivery of {demand:g} kg/d over {km:g} km, the cheapest first", (paid, *lines), note)
    d = paths.delivered(name, demand, km, inputs)
    steps = [Line(s.name, s.cost.total, "EUR_2015/kg", "HIM") for s in d.steps]
    of = [
        Line("of all: capital", d.parts.capital, "EUR_2015/kg", "HIM"),
        Line("of all: fixed cost", d.parts.fixed, "EUR_2015/kg", "HIM"),
        Line("of all: energy", d.parts.energy, "EUR_2015/kg", "HIM"),
        Line("of all: losses", d.parts.loss, "EUR_2015/kg", "HIM"),
        Line("levelised cost", d.total, "EUR_2015/kg", "HIM"),
    ]
    return Quote(f"{paths.WORDS[name].capitalize()}: {demand:g} kg/d over {km:g} km", (paid, *steps, *of), note)


def winners(
    cavern: bool,
    station: float,
    utilisation: float,
    electricity: float | None = None,
    rate: float | None = None,
    money: str = "",
) -> Quote:
    """The cheapest delivery path over demand and distance (EUR_2015).

    Args:
        cavern: whether there is salt at the plant; else paths that store on the surface compete.
        station, utilisation, electricity, rate, money: as `path`.

    Raises:
        OutOfRangeError: as `path`.
    """
    inputs, paid, note = chain_inputs(station, utilisation, electricity, rate, money)
    lines = [
        Line(f"{s.kg_per_day / 1e3:g} t/d, {s.km:g} km: {paths.WORDS[s.path]}", s.cost, "EUR_2015/kg", "HIM")
        for row in mapped(MAP_DEMANDS, MAP_DISTANCES, inputs, among(cavern))
        for s in row
    ]
    return Quote(f"The cheapest path, {'with' if cavern else 'without'} a salt cavern", (paid, *lines), note)


def among(cavern: bool) -> tuple[str, ...]:
    """Paths that compete with or without salt at the plant."""
    return tuple(paths.PATHS) if cavern else WITHOUT_CAVERN


def chain_inputs(
    station: float, utilisation: float, electricity: float | None, rate: float | None, money: str
) -> tuple[Inputs, Line, str]:
    """What the paths are counted with, the price of electricity as a line, and the rest in words; arguments as `path`."""
    usual = Inputs()
    paid = price("electricity price at the plant", electricity, money, "EUR_2015/kWh", usual.early_price, "HIM")
    size = within(station, 50.0, 1e4, "station size", "kg/d")
    geometry = replace(usual.geometry, station=size, utilisation=within(utilisation, 0.001, 1.0, "utilisation", "1"))
    inputs = replace(usual, charge=Charge(rate_or_usual(rate)), early_price=paid.value, geometry=geometry)
    note = (
        f"discount rate {inputs.charge.rate:g}; stations of {station:g} kg/d at utilisation {utilisation:g}; "
        f"{geometry.storage_days:g} days stored"
    )
    return inputs, paid, note
