"""The parts of a network before PyPSA sees them: numbers over all snapshots."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from optimizer.index import Label

Floats = NDArray[np.float64]
INFINITE = float("inf")


@dataclass(eq=False)
class Bus:
    """Where flows meet: injections add up to the load.

    Attributes:
        load: what is taken out [unit/hour].
        carrier, unit, location: as PyPSA shows them.
    """

    name: str
    carrier: str
    unit: str
    location: str
    load: Floats


@dataclass(frozen=True)
class Built:
    """A capacity that is chosen.

    Attributes:
        cost: all that a unit of it costs within the horizon [money].
        least, most: its bounds.
        first, last: periods in which it stands.
    """

    cost: float
    least: float
    most: float
    first: Label
    last: Label
    vintage: int


@dataclass(eq=False)
class Part:
    """What flows: p between least and most times its nominal value, with a rate at every bus.

    Attributes:
        rates: what comes out (+) or goes in (-) at each bus per unit of p.
        cost: of a unit of p in a year, undiscounted [money/unit].
        built: the capacity that p is measured in; None: `nominal`, which is infinite for a flow without limit.
    """

    name: str
    carrier: str
    rates: dict[str, Floats]
    least: Floats
    most: Floats
    cost: Floats
    nominal: float = INFINITE
    built: Built | None = None


@dataclass(eq=False)
class Store:
    """What a bus holds.

    Attributes:
        keeps: share of the content that is left after a snapshot.
        least, most: bounds of the content, as shares of its nominal value.
        built: None for a balance over several snapshots, which is no store but a sum that must be zero at times.
    """

    name: str
    bus: str
    carrier: str
    keeps: Floats
    least: Floats
    most: Floats
    built: Built | None = None


@dataclass(eq=False)
class Unit:
    """A store whose capacity bounds its flows as well.

    Attributes:
        charge, discharge: fastest flows, as shares of the capacity per hour.
        into, out_of: efficiencies.
    """

    name: str
    bus: str
    carrier: str
    keeps: Floats
    charge: float
    discharge: float
    into: Floats
    out_of: Floats
    stands: Floats
    built: Built


@dataclass(frozen=True)
class Limit:
    """A bound of what the sinks of a carrier take in the whole horizon, or of what is built of one.

    Attributes:
        kind: as PyPSA calls it.
        period: in which built capacity counts; None for all.
        bus: at which it counts.
    """

    name: str
    kind: str
    carrier: str
    sense: str
    constant: float
    period: Label | None = None
    bus: str = ""


@dataclass
class Parts:
    """All of a network."""

    buses: dict[str, Bus] = field(default_factory=dict)
    flows: list[Part] = field(default_factory=list)
    stores: list[Store] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    limits: list[Limit] = field(default_factory=list)
    constant: float = 0.0
