"""Every cost term written a second time, from figures on paper: those of the tiny world here, others beside their world.

A term is a function of a world (see `equations.py`) that returns its money. Discounting is counted year by year: 3 % a year from
2030 on, WACC 7 %, the periods 2030 to 2039 and 2040 to 2044. Nothing here uses the algebra or `optimizer.finance`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from equations import HOURS, World

END = 2045
YEARS = {2030: range(2030, 2040), 2040: range(2040, END)}
Term = Callable[[World], float]


def worth(years: range) -> float:
    """What 1 in each of these years is worth in 2030."""
    return sum(1.03 ** (2030 - year) for year in years)


W = {y: worth(years) for y, years in YEARS.items()}


def payments(first: int, years: int, end: int = END) -> float:
    """Discounted payments inside the horizon for what costs 1 overnight and is paid back over some years."""
    annuity = 0.07 / (1 - 1.07**-years)
    return annuity * worth(range(first, min(first + years, end)))


def yearly(rate: np.ndarray) -> float:
    """What a rate by step gives in a year, on any of the clocks of the worlds."""
    whole = {5: HOURS, 2: np.array([24 * 209.0, 24 * 156.0]), 1: np.array([8760.0])}
    return float((rate * whole[len(rate)]).sum())


def amount(x: dict, family: str, price: dict[str, float]) -> float:
    """Discounted money for flows whose label begins with what is priced and ends with a period."""
    return sum(price[key[0]] * yearly(f) * W[key[-1]] for key, f in x[family].items() if key[0] in price)


OVERNIGHT = {  # kCNY for a unit of capacity, and years of paying it back
    "electrolyser": (503.0, 7), "mill": (0.101, 29), "battery": (211.0, 13), "inverter": (61.0, 19), "cavern": (0.005, 31),
    "oven": (0.093, 31), "heap": (0.0003, 97), "kiln": (7000.0, 23), "cable": (0.002e3 * 113, 37), "pipe": (0.043 * 127, 41),
}  # fmt: skip


def capital(w: World) -> float:
    """Wind of 2021 pays what is left of 17 years; plant on a path of decline pays nothing; the kiln is finished in a year."""
    _, x, _ = w
    total = 0.0
    for (k, _, v), b in x["capacity_built"].items():
        if k == "wind":
            cost = {2030: 1009.0, 2040: 907.0, 2021: 1009.0, 0: 0.0}[v]
            annuity = 0.07 / (1 - 1.07**-17)
            paid = annuity * worth(range(max(v, 2030), min(v + 17, END)))
        else:
            cost, years = OVERNIGHT[k]
            paid = payments(v + (k == "kiln"), years)
        total += cost * paid * b[0]
    return total


def fixed(w: World) -> float:
    """Of wind alone: 17 years from 2021 or from 2030 on, and what its path says."""
    _, x, _ = w
    stands = {(2021, 2030): 0.8, (2030, 2030): 1, (2030, 2040): 1, (2040, 2040): 1, (0, 2030): 1, (0, 2040): 11 / 31}
    return sum(
        23 * W[y] * share * b[0]
        for (k, _, v), b in x["capacity_built"].items()
        for (born, y), share in stands.items()
        if (k, v) == ("wind", born)
    )


def overshoot(w: World) -> float:
    _, x, _ = w
    return sum(1.999 * W[until] * over[0] for (_, _, until), over in x["overshoot"].items())


def levy_on_emission(w: World) -> float:
    _, x, _ = w
    return sum(0.083 * W[key[-1]] * e[0] for key, e in x["emission"].items())


COSTS: dict[str, Term] = {
    "capital": capital,
    "fixed cost of unfollowed vintages": fixed,
    "variable": lambda w: amount(w[1], "activity", {"wind": 0.003}),
    "transport": lambda w: amount(w[1], "line_flow", {"cable": 0.0009}),
    "purchase": lambda w: amount(w[1], "purchase", {"el": 0.173}),
    "sale": lambda w: -amount(w[1], "sale", {"el": 0.059}),
    "unmet": lambda w: amount(w[1], "unmet", {"el": 9.001, "h2": 0.997, "steel": 99.991}),
    "levy on emission": levy_on_emission,
    "overshoot": overshoot,
}
