"""`h2opt cost tank` and `cavern`: what stores cost."""

from __future__ import annotations

from typing import Annotated

import typer

from optimizer.cli.app import option, stoppable
from optimizer.cli.cost import Json, Money, Rate, cost, tell, without_effect


@cost.command()
@stoppable
def tank(
    kind: Annotated[str, option("--kind", help="lh2, lohc, tube_100bar, tube_500bar, nh3.")] = "lh2",
    content: Annotated[float, option("--content", help="Hydrogen stored [kg].")] = 100_000.0,
    cycles: Annotated[float, option("--cycles", help="Filled and emptied in a year.")] = 12.0,
    rate: Rate = None,
    money: Money = "",
    json: Json = False,
) -> None:
    """A tank."""
    from optimizer.costs import quotes_stores

    tell(quotes_stores.tank(kind, content, cycles, rate), money, json)


@cost.command()
@stoppable
def cavern(
    ctx: typer.Context,
    kind: Annotated[
        str, option("--kind", help="him (salt, 500000 m3 each); salt, rock, pipe with compressor.")
    ] = "him",
    content: Annotated[float, option("--content", help="Working gas [kg].")] = 4e6,
    cycles: Annotated[float, option("--cycles", help="Filled and emptied in a year.")] = 6.0,
    fill_days: Annotated[float, option("--fill-days", help="In which it is filled [d].")] = 30.0,
    gas_price: Annotated[float, option("--gas-price", help="Of cushion gas [money/kg], for him.")] = 0.0,
    rate: Rate = None,
    money: Money = "",
    json: Json = False,
) -> None:
    """A bulk store underground."""
    from optimizer.costs import quotes_stores

    only_him, only_others = "gas_price", "fill_days"
    without_effect(ctx, only_others if kind == "him" else only_him, f"kind {kind}")
    tell(quotes_stores.cavern(kind, content, cycles, fill_days, gas_price, rate, money), money, json)
