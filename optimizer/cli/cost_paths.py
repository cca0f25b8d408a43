"""`h2opt cost truck`, `path` and `map`: a fleet, what the delivery paths cost, and which is the cheapest over demand and distance."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from optimizer.cli.app import option, stoppable
from optimizer.cli.cost import Json, Money, Rate, Rows, cost, in_own_money, tell, without_effect

Station = Annotated[float, option("--station", help="Size of the stations [kg/d], 50 to 10000.")]
OfStations = Annotated[float, option("--utilisation", "-u", help="Of the stations.")]
AtPlant = Annotated[float | None, option("--electricity", help="Price of electricity at the plant [money/kWh].")]
DEMANDS, DISTANCES = (1e3, 300e3, 40), (20.0, 1000.0, 36)  # kg/d and km: from, to, steps


@cost.command()
@stoppable
def truck(
    ctx: typer.Context,
    kind: Annotated[
        str,
        option(
            "--kind",
            help="gas_500bar, liquid, lohc, nh3, gas_200bar_cn, gas_300bar_cn, gas_500bar_cn (Chinese prices).",
        ),
    ] = "gas_500bar",
    distance: Annotated[float, option("--distance", help="One way on the road [km].")] = 100.0,
    demand: Annotated[float, option("--demand", help="Delivered [kg/d].")] = 10_000.0,
    stations: Annotated[int, option("--stations", min=0, help="Where a trailer is left standing.")] = 0,
    diesel: Annotated[float | None, option("--diesel", help="Price of diesel [money/L].")] = None,
    rate: Rate = None,
    money: Money = "",
    json: Json = False,
    rows: Rows = "",
) -> None:
    """Delivery by truck: fleet and cost."""
    from optimizer.costs import quotes_trucks

    if rows:
        in_own_money(money)
        without_effect(ctx, "distance demand stations json", "--rows; the case states routes and demand")
        print(quotes_trucks.truck_rows(rows, kind, diesel, rate), end="")
        return
    tell(quotes_trucks.truck(kind, distance, demand, stations, diesel, rate, money), money, json)


@cost.command()
@stoppable
def path(
    demand: Annotated[float, option("--demand", help="Of a city [kg/d], 1000 to 500000.")] = 50_000.0,
    distance: Annotated[float, option("--distance", help="Beeline from the plant [km], 1 to 2000.")] = 100.0,
    name: Annotated[
        str, option("--path", help="One path, step by step; left out, all of them, the cheapest first.")
    ] = "",
    size: Station = 1000.0,
    utilisation: OfStations = 0.7,
    electricity: AtPlant = None,
    rate: Rate = None,
    money: Money = "",
    json: Json = False,
) -> None:
    """Delivered cost from the electrolyser to the nozzle along seven paths."""
    from optimizer.costs import quotes_transport

    asked = (demand, distance, name, size, utilisation, electricity, rate, money)
    tell(quotes_transport.path(*asked), money, json)


@cost.command("map")
@stoppable
def over_demand_and_distance(
    cavern: Annotated[bool, option("--cavern/--no-cavern", help="Whether there is salt at the plant.")] = True,
    chart: Annotated[Path | None, option("--chart", help="Draw the map into this PNG, some seconds.")] = None,
    size: Station = 1000.0,
    utilisation: OfStations = 0.7,
    electricity: AtPlant = None,
    rate: Rate = None,
    money: Money = "",
    json: Json = False,
) -> None:
    """The cheapest delivery path over demand and distance."""
    from optimizer.costs import quotes_transport

    if chart is not None and chart.suffix.lower() != ".png":
        raise typer.BadParameter(f"the map is drawn as PNG: --chart {chart.with_suffix('.png')}")
    asked = (size, utilisation, electricity, rate, money)
    tell(quotes_transport.winners(cavern, *asked), money, json)
    if chart is None:
        return
    from optimizer.costs.prices import restated
    from optimizer.costs.winners import steps, winners
    from optimizer.report.winners import draw_map

    inputs, _, note = quotes_transport.chain_inputs(*asked)
    among = quotes_transport.among(cavern)
    unit = money or "EUR_2015"
    rows = winners(steps(*DEMANDS), steps(*DISTANCES), inputs, among)
    draw_map({note: rows}, chart, (unit, restated(1.0, "EUR_2015", unit)[0]))
    if not json:
        print(chart)
