"""The account of a family of carriers as it is handed on: its parts, what a unit of each form is made of, and how it was made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.certificate.physics import Key

Floats = NDArray[np.float64]
KEPT = ("carbon", "tax", "unmet")
"""Categories that stay what they are, whatever step they are borne in."""
STAGES = ("production", "conversion", "storage", "transport", "station", "purchase", *KEPT)
OWN, TAKEN = "own", "taken"
COST, GAS, ORIGIN = "cost", "gas", "origin"


@dataclass(frozen=True, eq=False)
class Step:
    """What enters a family in a year by one process: made of other carriers, bought, or unmet.

    Attributes:
        kind: of process: `converter`, `purchase` ...
        item: the technology, or what the process is (`purchase`).
        amount: carrier units a year.
        values: a unit of it by column.
        draws: other carriers that a unit takes, by node: (units, units by row of its clock).
        emits: gas units that a unit emits there, by account (gas, sector, stage, region, period).
    """

    kind: str
    item: str
    node: Key
    amount: float
    values: Floats
    draws: Mapping[Key, tuple[float, Floats]]
    emits: Mapping[Key, float]


@dataclass(frozen=True, eq=False)
class Chain:
    """The account of a family.

    Attributes:
        parts: (stage, origin, item) of each column of cost; origin is `own` or `taken`.
        released: (gas, stage) of each column after them.
        origins: (item, region) of each column after those: how much of a unit entered the family there, by that process,
            in units of the first form of the family.
        nodes: (carrier, region, period) of every form.
        values: of a unit at each node, shape (nodes, columns).
        used: what leaves the family at each node in a year: demand, sales, other carriers' plant; shape (nodes,).
        hours: the same in each row of the node's clock.
        steps: how it was made.
    """

    parts: tuple[Key, ...]
    released: tuple[Key, ...]
    origins: tuple[Key, ...]
    nodes: tuple[Key, ...]
    values: Floats
    used: Floats
    hours: Mapping[Key, Floats]
    steps: tuple[Step, ...]
