"""What a policy did, as a planner says it: the amount beside what is allowed, and the price in units that can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from optimizer.units import readable

PLAINLY = ("peak", "decline", "plateau")
"""Kinds that compare what a period emits with what others do."""
LIMITED = ("binding", "met", "exceeded, paid", "missed, paid")


def in_words(outcome: Mapping[str, Any]) -> str:
    """One line of a policy.

    >>> peak = {"kind": "peak", "period": 2030, "value": -2.0, "limit": 0.0, "slack": 2.0, "unit": "MtCO2/year", "status": "met"}
    >>> in_words({**peak, "price": 0.0, "price_unit": "GCNY_2020/MtCO2", "by_period": {"2025": -12.0, "2030": 10.0}})
    '10 MtCO2/year, at most 12; 2 to spare'
    >>> tight = {"value": 0.0, "slack": 0.0, "status": "binding", "price": 0.2, "price_unit": "GCNY_2020/MtCO2"}
    >>> in_words({**peak, **tight})
    'at its limit, 0 MtCO2/year at most; the last unit costs 200 CNY_2020/tCO2'
    """
    if outcome["kind"] == "permit_trade":
        return _of_trade(outcome)
    if (
        outcome["status"] not in LIMITED
        or outcome["limit"] is None
        or outcome["kind"] in ("reserve_margin", "matching")
    ):
        return ""
    amount, bound = _compared(outcome)
    floor = abs(outcome["slack"] - (outcome["value"] - outcome["limit"])) < abs(
        outcome["slack"] - (outcome["limit"] - outcome["value"])
    )
    if outcome["limit"] == 0 and outcome["status"] == "met" and outcome["kind"] != "neutrality" and bound == 0:
        return f"{_number(outcome['slack'])} {outcome['unit']} within what is allowed"
    side, unit = "at least" if floor else "at most", outcome["unit"]
    words = f"{_number(amount)} {unit}, {side} {_number(bound)}"
    if outcome["status"] == "met":
        return f"{words}; {_number(outcome['slack'])} {'above' if floor else 'to spare'}"
    if outcome["status"] == "binding":
        words = words if outcome["kind"] in PLAINLY and bound else f"at its limit, {_number(bound)} {unit} {side}"
        return f"{words}; the last unit costs {price_in_words(outcome['price'], outcome['price_unit'])}"
    return f"{words}; paid at {price_in_words(outcome['price'], outcome['price_unit'])}"


def _of_trade(outcome: Mapping[str, Any]) -> str:
    """What a region buys or sells, or what changes hands in the market.

    >>> row = {"area": "north", "value": -4.0, "limit": None, "unit": "MtCO2/year", "price": 0.05, "price_unit": "GCNY_2020/MtCO2"}
    >>> _of_trade({**row, "status": "traded"})
    'sells 4 MtCO2/year, at 50 CNY_2020/tCO2'
    >>> _of_trade({**row, "value": 3.0, "limit": 3.0, "status": "binding"})
    'buys 3 MtCO2/year, at most 3; the last unit costs 50 CNY_2020/tCO2'
    """
    amount, price = outcome["value"], price_in_words(outcome["price"], outcome["price_unit"])
    does = "changes hands:" if outcome["area"] == "all" else "sells" if amount < 0 else "buys"
    words = f"{does} {_number(abs(amount))} {outcome['unit']}"
    if outcome["limit"] is None:
        return f"{words}, at {price}"
    words = f"{words}, at most {_number(outcome['limit'])}" if amount >= 0 else words
    return f"{words}; the last unit costs {price}" if outcome["status"] == "binding" else words


def _compared(outcome: Mapping[str, Any]) -> tuple[float, float]:
    """Amount and limit; of a row that compares periods, that of its own period beside what the others allow."""
    parts, own = outcome.get("by_period", {}), str(outcome["period"])
    if outcome["kind"] in PLAINLY and own in parts:
        return parts[own], parts[own] - (outcome["value"] - outcome["limit"])
    return outcome["value"], outcome["limit"]


def price_in_words(price: float, unit: str) -> str:
    """A price in readable units.

    >>> price_in_words(0.177, "GCNY_2020/MtCO2"), price_in_words(0.5, "GCNY_2020/GW/year")
    ('177 CNY_2020/tCO2', '500 CNY_2020/kW/year')
    >>> price_in_words(3.0, "1")
    '3 1'
    """
    scale, plain = readable(unit, price)
    return f"{_number(price * scale)} {plain}"


def _number(value: float) -> str:
    """Digits that a reader can compare.

    >>> _number(1003962783.4), _number(70080.2), _number(0.17712)
    ('1,004,000,000', '70,080', '0.177')
    """
    if abs(value) >= 1e6:
        value = float(f"{value:.5g}")
    return f"{value:,.0f}" if abs(value) >= 100 else f"{float(f'{value:.3g}'):g}"
