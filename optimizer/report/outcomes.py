"""What a policy did, as a planner says it: the amount beside what is allowed, and the price in units that can be compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from optimizer.case.relation import YEARLY
from optimizer.report.words import say, unit_said
from optimizer.units import readable

LIMITED = ("binding", "met", "exceeded, paid", "missed, paid")
BESIDE = {"<=": "{amount}, at most {bound}", ">=": "{amount}, at least {bound}", "=": "{amount}, exactly {bound}"}
TIGHT = {
    "<=": "at its limit, {amount} at most",
    ">=": "at its limit, {amount} at least",
    "=": "at its limit, {amount} exactly",
}
MORE = {"<=": "{words}; {spare} to spare", ">=": "{words}; {spare} above", "=": "{words}; {spare} to spare"}
REMOVALS = ("removal_limit", "priority")
TRACE = 1e-6  # of a bound: less is a trace of the solver


def in_words(outcome: Mapping[str, Any]) -> str:
    """One line of a policy.

    >>> cap = {"kind": "cap", "value": 10.0, "limit": 12.0, "slack": 2.0, "unit": "MtCO2/year", "status": "met", "sense": "<="}
    >>> in_words({**cap, "price": 0.0, "price_unit": "GCNY_2020/MtCO2"})
    '10 MtCO2/year, at most 12; 2 to spare'
    >>> tight = {"value": 12.0, "slack": 0.0, "status": "binding", "price": 0.2, "price_unit": "GCNY_2020/MtCO2"}
    >>> in_words({**cap, **tight})
    'at its limit, 12 MtCO2/year at most; the last unit costs 200 CNY_2020/tCO2'
    >>> in_words({**cap, **tight, "kind": "removal_limit", "of": "30 % of gross emissions"})
    '12 MtCO2/year removed, at most 12 (30 % of gross emissions); the last unit costs 200 CNY_2020/tCO2'
    >>> in_words({**cap, "value": 3e-6, "slack": 12.0, "price": 0.0, "price_unit": "GCNY_2020/MtCO2"})
    '0 MtCO2/year, at most 12; 12 to spare'
    """
    if outcome["kind"] in OWN_WORDS:
        return OWN_WORDS[outcome["kind"]](outcome)
    if outcome["status"] not in LIMITED or outcome["limit"] is None:
        return ""
    if "sense" not in outcome:  # results of an earlier version: the sheet has their figures
        return ""
    bound, of, sense = outcome["limit"], outcome.get("of", ""), outcome["sense"]
    counted, spare = _beside(outcome["value"], bound), _beside(outcome["slack"], bound)
    price, plainly = _price(outcome), outcome["kind"] in YEARLY
    amount = _amount(counted, outcome["unit"])
    amount = say("{amount} removed").format(amount=amount) if outcome["kind"] in REMOVALS else amount
    words = say(BESIDE[sense]).format(amount=amount, bound=_number(bound))
    words = say("{words} ({of})").format(words=words, of=_relation(of)) if of else words
    if outcome["status"] == "met":
        return say(MORE[sense]).format(words=words, spare=_number(spare))
    if outcome["status"] == "binding":
        words = words if of or plainly else say(TIGHT[sense]).format(amount=_amount(bound, outcome["unit"]))
        return _with_price(words, price)
    return say("{words}; paid at {price}").format(words=words, price=price)


def reworded(table: pd.DataFrame, outcomes: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Sheet `policies` with its words in the units of its cells and the language of the reader.

    Args:
        outcomes: of each row.
    """
    rows = table[["value", "limit", "slack", "unit"]].to_dict("records")
    told = [{**o, **{k: v for k, v in row.items() if o[k] is not None}} for o, row in zip(outcomes, rows, strict=True)]
    return table.assign(**{"in words": [in_words(o) for o in told]})


def _of_reserve(outcome: Mapping[str, Any]) -> str:
    """What firm capacity there is beyond the load and its margin.

    >>> row = {"value": 12.0, "slack": 12.0, "unit": "MWh/hour to spare", "status": "met"}
    >>> _of_reserve({**row, "price": 0.0, "price_unit": "EUR_2020/(MWh/hour)/year"})
    'in the tightest step 12 MWh/hour of firm capacity beyond load and margin'
    >>> _of_reserve({**row, "value": 0.0, "status": "binding", "price": 5000.0, "price_unit": "EUR_2020/MW/year"})
    'firm capacity just meets load and margin; the last unit costs 5 EUR_2020/kW/year'
    """
    if outcome["status"] == "binding":
        return _with_price(say("firm capacity just meets load and margin"), _price(outcome))
    amount = _amount(outcome["value"], outcome["unit"].removesuffix(" to spare"))
    return say("in the tightest step {amount} of firm capacity beyond load and margin").format(amount=amount)


def _of_matching(outcome: Mapping[str, Any]) -> str:
    """What must be matched, and what could be claimed for it.

    >>> row = {"value": 30.0, "limit": 45.0, "slack": 15.0, "unit": "GWh/year", "price_unit": "MEUR_2020/GWh"}
    >>> _of_matching({**row, "status": "met", "price": 0.0})
    '30 GWh/year to be matched, 45 can be claimed for it'
    >>> _of_matching({**row, "status": "binding", "price": 0.01})
    '30 GWh/year to be matched, 45 can be claimed for it, at times nothing to spare; matching costs 10 EUR_2020/MWh on average'
    """
    amount, bound = _amount(outcome["value"], outcome["unit"]), _number(outcome["limit"])
    words = say("{amount} to be matched, {bound} can be claimed for it").format(amount=amount, bound=bound)
    if outcome["status"] != "binding":
        return words
    tight = say("{words}, at times nothing to spare; matching costs {price} on average")
    return tight.format(words=words, price=_price(outcome))


def _of_trade(outcome: Mapping[str, Any]) -> str:
    """What a region buys or sells, or what changes hands in the market.

    >>> row = {"area": "north", "value": -4.0, "limit": None, "unit": "MtCO2/year", "price": 0.05, "price_unit": "GCNY_2020/MtCO2"}
    >>> _of_trade({**row, "status": "traded"})
    'sells 4 MtCO2/year, at 50 CNY_2020/tCO2'
    >>> _of_trade({**row, "value": 3.0, "limit": 3.0, "status": "binding"})
    'buys 3 MtCO2/year, at most 3; the last unit costs 50 CNY_2020/tCO2'
    """
    amount, bound = outcome["value"], outcome["limit"]
    does = TRADES["all" if outcome["area"] == "all" else "sells" if amount < 0 else "buys"]
    words = say(does).format(amount=_amount(abs(amount), outcome["unit"]))
    if bound is None:
        return say("{words}, at {price}").format(words=words, price=_price(outcome))
    words = say(BESIDE["<="]).format(amount=words, bound=_number(bound)) if amount >= 0 else words
    return _with_price(words, _price(outcome)) if outcome["status"] == "binding" else words


TRADES = {"all": "changes hands: {amount}", "sells": "sells {amount}", "buys": "buys {amount}"}


def _with_price(words: str, price: str) -> str:
    return say("{words}; the last unit costs {price}").format(words=words, price=price)


def _relation(of: str) -> str:
    """What a limit is a part of (`optimizer.case.relation`), in the language of the reader."""
    share, _, whole = of.partition(" of ")
    return say("{share} of {whole}").format(share=share, whole=say(whole))


def _amount(value: float, unit: str) -> str:
    return f"{_number(value)} {unit_said(unit)}"


def _price(outcome: Mapping[str, Any]) -> str:
    return price_in_words(outcome["price"], outcome["price_unit"])


def price_in_words(price: float, unit: str) -> str:
    """A price in readable units.

    >>> price_in_words(0.177, "GCNY_2020/MtCO2"), price_in_words(0.5, "GCNY_2020/GW/year")
    ('177 CNY_2020/tCO2', '500 CNY_2020/kW/year')
    >>> price_in_words(3.0, "1")
    '3 1'
    """
    scale, plain = readable(unit, price)
    return _amount(price * scale, plain)


def _beside(amount: float, bound: float) -> float:
    """An amount as it is told beside its bound: what an interior answer leaves of nothing is nothing (the column keeps it)."""
    return 0.0 if abs(amount) < TRACE * abs(bound) else amount


def _number(value: float) -> str:
    """Digits that a reader can compare.

    >>> _number(1003962783.4), _number(70080.2), _number(0.17712)
    ('1,004,000,000', '70,080', '0.177')
    """
    if abs(value) >= 1e6:
        value = float(f"{value:.5g}")
    return f"{value:,.0f}" if abs(value) >= 100 else f"{float(f'{value:.3g}'):g}"


OWN_WORDS = {"permit_trade": _of_trade, "reserve_margin": _of_reserve, "matching": _of_matching}
"""Kinds that are told in another way than as an amount beside a limit."""
