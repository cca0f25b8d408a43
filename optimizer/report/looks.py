"""How things look in every chart of a run: a colour and a pattern each, the same in all of them, told apart by colour-blind readers too.

A technology keeps the colour that the case states. Where two that may stand in one chart would look alike to a reader, also to one who
sees no red or no green, the one that costs less takes a lighter or darker tone of its own colour, and if these are taken too a pattern.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from optimizer.report.balances import IN, balance
from optimizer.solution import Solution

# Okabe and Ito's palette for colour-blind readers, then lighter relatives.
PALETTE = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#CC79A7",
    "#56B4E9",
    "#D55E00",
    "#8A6D3B",
    "#7F7F7F",
    "#B3D4FF",
    "#F2C879",
    "#8FD3B6",
    "#E5B5D0",
    "#5B3A8C",
    "#A61C3C",
    "#C3D94E",
    "#004D40",
    "#F48FB1",
    "#4E342E",
    "#00BCD4",
    "#FFD600",
)
FIXED = {"demand": "#1B1B5E", "purchase": "#999999", "sale": "#bbbbbb", "unmet": "#d62728", "surplus": "#dddddd"}
OTHER, OTHER_COLOR = "other", "#d0d0d0"
CHARGED = 0.5  # white in the tone of what a store takes
TONES = (0.0, 0.4, -0.35)  # white (or, below zero, black) that may be put into a stated colour
HATCHES = ("", "////", "....", "\\\\\\\\", "xxxx", "----", "oo", "||||")
NEAR = 25.0  # distance of two colours that a reader would take for one, of 442 from black to white
SIGHTS = np.array(
    [
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    ]
)
"""Linear light as readers see it: all, without red, without green (Machado, Oliveira and Fernandes 2009, severity 1)."""


class Look(NamedTuple):
    """Colour and pattern of an item."""

    color: str
    hatch: str = ""


def lighter(color: str, white: float) -> str:
    """A colour with a share of white in it, or, below zero, of black.

    >>> lighter("#000000", 0.5), lighter("#0072B2", 0.0), lighter("#ffffff", -0.5)
    ('#808080', '#0072b2', '#808080')
    """
    end, share = (255, white) if white >= 0 else (0, -white)
    parts = [int(color[i : i + 2], 16) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(part + (end - part) * share):02x}" for part in parts)


@lru_cache(maxsize=1024)
def _seen(color: str) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """A colour as each kind of reader sees it, from 0 to 255."""
    light = np.array([int(color[i : i + 2], 16) / 255.0 for i in (1, 3, 5)]) ** 2.2
    return np.asarray(255.0 * np.clip(SIGHTS @ light, 0.0, 1.0) ** (1 / 2.2))


def distance(a: str, b: str) -> float:
    """How far two colours are apart for the reader who tells them apart worst.

    >>> distance("#000000", "#ffffff") > 400, distance("#d62728", "#6b7a00") < distance("#d62728", "#1f77b4")
    (True, True)
    """
    return float(np.sqrt(((_seen(a) - _seen(b)) ** 2).sum(axis=1)).min())


def plain(look: Look, taken: Iterable[Look]) -> bool:
    """Whether a reader tells a look from all that are taken."""
    return all(look.hatch != other.hatch or distance(look.color, other.color) >= NEAR for other in taken)


@lru_cache(maxsize=8)
def looks(solution: Solution) -> dict[str, Look]:
    """The look of every technology: those choose first that give what is balanced within the year, then those on which most is spent."""
    known = solution.variables.coords
    if "technology" not in known:
        return {}
    stated = known["color"].to_series().astype(str) if "color" in known else pd.Series(dtype=str)
    names = [str(k) for k in known["technology"].values]
    data = solution.costs
    spent = abs(data["discounted_cost"]).to_series().groupby(data["item"].values.astype(str)).sum()
    charts, out = _charts(solution), dict[str, Look]()
    first = _within_the_year(solution)
    for at, name in enumerate(sorted(names, key=lambda k: (k not in first, -float(spent.get(k, 0.0)), k))):
        own = str(stated.get(name) or "") or PALETTE[at % len(PALETTE)]
        out[name] = _free(own, [look for other, look in out.items() if charts[name] & charts[other]])
    return out


def _charts(solution: Solution) -> dict[str, set[tuple[str, str]]]:
    """Where each technology may stand beside others: among plant of its kind and unit, and in the balances of carriers."""
    known = solution.variables.coords
    labels = zip(*(known[c].values.astype(str) for c in ("technology", "kind", "capacity_unit")), strict=True)
    out = {str(k): {(str(kind if kind in ("store", "line") else "plant"), str(unit))} for k, kind, unit in labels}
    table = balance(solution)
    owner = table["item"].astype(str).str.split(" ", n=1).str[0]
    for of, carrier in table.assign(of=owner)[["of", "carrier"]].drop_duplicates().itertuples(index=False):
        if of in out:
            out[str(of)].add(("carrier", str(carrier)))
    return out


def _within_the_year(solution: Solution) -> set[str]:
    """Technologies that give what is balanced within the year: they stand in most charts."""
    clocks, table = solution.inputs["carrier_clock"].to_series(), balance(solution)
    inside = table["carrier"].map(clocks).ne("year") & (table["direction"] == IN)
    return set(table.loc[inside, "item"].astype(str).str.split(" ", n=1).str[0])


def _free(own: str, taken: list[Look]) -> Look:
    """The colour itself, a tone of it, or one of these with a pattern: the first that nothing else looks like."""
    choices = [Look(lighter(own, tone), hatch) for hatch in HATCHES for tone in TONES]
    return next((look for look in choices if plain(look, taken)), choices[-1])


def looks_of(solution: Solution, items: Iterable[str]) -> dict[str, Look]:
    """Looks of the items of one chart; what a store takes is a lighter tone of what it gives, and lines differ by where they lead."""
    every, out = looks(solution), {}
    for item in map(str, items):
        base, _, rest = item.partition(" ")
        if item == OTHER or item in FIXED:
            out[item] = Look(OTHER_COLOR if item == OTHER else FIXED[item])
            continue
        look = every.get(base) or Look(PALETTE[sum(map(ord, base)) % len(PALETTE)])
        if rest == "charge":
            look = Look(lighter(look.color, CHARGED), look.hatch)
        if rest.partition(" ")[0] in ("to", "from"):
            look = _free(look.color, list(out.values()))
        out[item] = look
    return out


def colors_of(solution: Solution, items: Iterable[str]) -> dict[str, str]:
    """The colours alone, for what draws no patterns."""
    return {item: look.color for item, look in looks_of(solution, items).items()}


def looks_of_names(names: Iterable[str]) -> dict[str, Look]:
    """Looks of names that no case gives a colour: sectors, lines of the ledger, regions."""
    out: dict[str, Look] = {}
    for at, name in enumerate(map(str, names)):
        out[name] = (
            Look(OTHER_COLOR) if name == OTHER else Look(PALETTE[at % len(PALETTE)], HATCHES[at // len(PALETTE)])
        )
    return out


def look_of_carrier(solution: Solution, carrier: str) -> Look:
    """The look of a carrier: the colour of the case, else one of the palette, those first that most plant gives or takes."""
    stated = solution.meta.get("carrier_colors", {})
    table = balance(solution)
    ranked = table.groupby("carrier")["item"].nunique().sort_values(ascending=False, kind="stable").index.tolist()
    at = ranked.index(carrier) if carrier in ranked else 0
    return Look(stated.get(carrier) or PALETTE[at % len(PALETTE)], HATCHES[at // len(PALETTE) % len(HATCHES)])
