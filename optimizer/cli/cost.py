"""`h2opt cost`: quick answers of the cost library, each figure with unit and source."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from optimizer.cli.app import app, option, stoppable

if TYPE_CHECKING:
    from optimizer.costs.quotes import Quote

cost = typer.Typer(
    no_args_is_help=True,
    help="What a station, a pipeline, a truck ... costs: capital, fixed, energy, cost of a kilogram, with sources.",
)
app.add_typer(cost, name="cost")

Money = Annotated[
    str,
    option("--money", "-m", help="Money of the answer and of given prices, such as CNY_2020; that of the equations."),
]
Json = Annotated[bool, option("--json", help="Print the answer as JSON.")]
Rate = Annotated[float | None, option("--rate", help="Real discount rate, such as 0.06; that of the equations.")]
Rows = Annotated[
    str,
    option("--rows", help="Print rows of parameters.csv for a technology of this name, in the money of the equations."),
]
Electricity = Annotated[float | None, option("--electricity", help="Price of electricity [money/kWh].")]
Utilisation = Annotated[float, option("--utilisation", "-u", help="What passes over what it is built for.")]


def megapascal(text: str) -> float:
    """A pressure as a planner writes it: 70MPa, 700bar, 70 [MPa].

    >>> megapascal("70MPa"), megapascal("350 bar")
    (70.0, 35.0)
    """
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(mpa|bar)?\s*", text.lower())
    if not found:
        raise typer.BadParameter(f"'{text}' is no pressure; say 70MPa, 35MPa or 700bar")
    return float(found[1]) / (10.0 if found[2] == "bar" else 1.0)


def tell(quote: Quote, money: str, as_json: bool) -> None:
    """Print a quote."""
    told = quote.in_money(money) if money else quote
    if as_json:
        import json

        print(json.dumps(asdict(told), indent=2))
        return
    from optimizer.costs.table import sources

    print(told.title)
    wide = max(len(line.what) for line in told.lines)
    for line in told.lines:
        unit = "" if line.unit == "1" else line.unit
        print(f"  {line.what:<{wide}}  {figure(line.value):>14}  {unit:<14} {line.source}")
    if told.assumed:
        print(f"  with {told.assumed}")
    keys = dict.fromkeys(k for line in told.lines for k in line.source.split(", "))
    print("Sources:", "; ".join(f"{k}: {sources()[k].title}" for k in keys if k in sources()))


def without_effect(ctx: typer.Context, names: str, why: str) -> None:
    """Refuse options that were given and would change nothing.

    Args:
        names: of parameters. why: what is asked for, in words.

    Raises:
        typer.BadParameter: one of them was given.
    """
    sources = {name: ctx.get_parameter_source(name) for name in names.split()}
    given = [f"--{name.replace('_', '-')}" for name, source in sources.items() if source and source.name != "DEFAULT"]
    if given:
        raise typer.BadParameter(f"{', '.join(given)}: without effect on {why}")


def in_own_money(money: str) -> None:
    """Rows are in the money of the equations: a case has one of its own, and the run refuses another."""
    if money:
        raise typer.BadParameter("--rows prints the money of the equations; leave --money out")


def figure(value: float) -> str:
    """A number as it is read: thousands apart, four figures where it is small.

    >>> figure(2750463.2), figure(1.36398), figure(0.0)
    ('2,750,463', '1.364', '0')
    """
    if value == 0:
        return "0"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


@cost.command()
@stoppable
def station(
    size: Annotated[float, option("--size", help="Hydrogen it is built for [kg/d], 50 to 10000.")] = 1000.0,
    pressure: Annotated[str, option("--pressure", help="At the nozzle: 70MPa or 35MPa.")] = "70MPa",
    supply: Annotated[
        str, option("--supply", help="gas, liquid (by component); pipeline, trailer, lohc (by one law).")
    ] = "gas",
    utilisation: Utilisation = 0.7,
    electricity: Electricity = None,
    rate: Rate = None,
    money: Money = "",
    json: Json = False,
) -> None:
    """A refuelling station."""
    from optimizer.costs import quotes_plants

    asked = (size, megapascal(pressure), supply, utilisation, electricity, rate, money)
    tell(quotes_plants.station(*asked), money, json)


@cost.command()
@stoppable
def pipeline(
    ctx: typer.Context,
    flow: Annotated[float, option("--flow", help="Mean flow [kg/d].")] = 100_000.0,
    distance: Annotated[float, option("--distance", help="Length of the pipe [km].")] = 250.0,
    utilisation: Utilisation = 0.6,
    inlet: Annotated[float | None, option("--inlet", help="Pressure at the start [bar].")] = None,
    outlet: Annotated[float | None, option("--outlet", help="Pressure wanted at the end [bar].")] = None,
    trunk: Annotated[
        str, option("--trunk", help="A trunk line with recompression: new_48, new_36, repurposed_48 (inches).")
    ] = "",
    full_load: Annotated[float, option("--full-load", help="Of a trunk line [h/a].")] = 5000.0,
    rate: Rate = None,
    money: Money = "",
    json: Json = False,
    rows: Rows = "",
) -> None:
    """A new pipeline by flow, or a trunk line by its class."""
    from optimizer.costs import quotes_transport

    if rows:
        in_own_money(money)
        without_effect(
            ctx, "flow utilisation trunk full_load rate json", "--rows, which print classes of pipes by what they carry"
        )
        print(quotes_transport.pipe_rows(rows, distance, inlet, outlet), end="")
        return
    if trunk:
        without_effect(ctx, "flow utilisation inlet outlet", "a trunk line, which is quoted by its class")
        told = quotes_transport.trunk(trunk, distance, full_load, rate)
    else:
        without_effect(ctx, "full_load", "a line by its flow; say --trunk or --utilisation")
        told = quotes_transport.line(flow, distance, utilisation, inlet, outlet, rate)
    tell(told, money, json)


@cost.command()
@stoppable
def compressor(
    flow: Annotated[float, option("--flow", help="Hydrogen it is built for [kg/d].")] = 50_000.0,
    inlet: Annotated[float, option("--inlet", help="Pressure [bar].")] = 30.0,
    outlet: Annotated[float, option("--outlet", help="Pressure [bar].")] = 175.0,
    purpose: Annotated[
        str, option("--purpose", help="storage, pipeline or trailer: what installation costs.")
    ] = "storage",
    utilisation: Utilisation = 1.0,
    electricity: Electricity = None,
    rate: Rate = None,
    money: Money = "",
    json: Json = False,
) -> None:
    """A compressor."""
    from optimizer.costs import quotes_plants

    tell(quotes_plants.compression(flow, inlet, outlet, purpose, utilisation, electricity, rate, money), money, json)


@cost.command()
@stoppable
def liquefier(
    capacity: Annotated[float, option("--capacity", help="[t/d], 1 to 1000.")] = 30.0,
    equations: Annotated[
        str, option("--equations", help="hdsam (plants as built) or him (optimistic future).")
    ] = "hdsam",
    utilisation: Utilisation = 0.9,
    electricity: Electricity = None,
    rate: Rate = None,
    money: Money = "",
    json: Json = False,
) -> None:
    """A liquefier."""
    from optimizer.costs import quotes_plants

    tell(quotes_plants.liquefaction(capacity, equations, utilisation, electricity, rate, money), money, json)


@cost.command()
@stoppable
def carrier(
    ctx: typer.Context,
    unit: Annotated[
        str, option("--unit", help="hydrogenation, dehydrogenation (LOHC), synthesis, cracking (ammonia).")
    ] = "hydrogenation",
    capacity: Annotated[float, option("--capacity", help="In hydrogen [t/d].")] = 100.0,
    utilisation: Utilisation = 0.9,
    electricity: Electricity = None,
    heat: Annotated[float | None, option("--heat", help="Price of heat [money/kWh].")] = None,
    rate: Rate = None,
    money: Money = "",
    json: Json = False,
) -> None:
    """A unit that binds hydrogen in a carrier, or frees it."""
    from optimizer.costs import quotes_carriers

    if unit != "dehydrogenation":
        without_effect(ctx, "heat", f"{unit}, which takes none")
    tell(quotes_carriers.carrier(unit, capacity, utilisation, electricity, heat, rate, money), money, json)


@cost.command()
@stoppable
def electrolyser(
    ctx: typer.Context,
    kind: Annotated[str, option("--kind", help="alk, pem, soec.")] = "alk",
    size: Annotated[float, option("--size", help="[MW], 0.1 to 5000.")] = 10.0,
    full_load: Annotated[float, option("--full-load", help="Hours of full load in a year.")] = 4000.0,
    capital: Annotated[
        float | None, option("--capital", help="Installed, at 10 MW, per kW of electricity [money/kW].")
    ] = None,
    electricity: Electricity = None,
    heat: Annotated[float | None, option("--heat", help="Price of the steam of soec [money/kWh].")] = None,
    rate: Rate = None,
    money: Money = "",
    json: Json = False,
) -> None:
    """An electrolyser with degradation, stacks, water and steam."""
    from optimizer.costs import quotes_plants

    if kind != "soec":
        without_effect(ctx, "heat", f"{kind}, which takes none")
    tell(quotes_plants.electrolysis(kind, size, full_load, electricity, rate, money, capital, heat), money, json)
