"""Delivered cost of hydrogen along seven paths from an electrolyser to the nozzle of a 70 MPa station.

The chain is that of HIM: production, a seasonal store for a share of the hydrogen, one or two legs of transport, stations
of one size spread over a city. Each step adds its cost and loses a share of the hydrogen at what that has cost so far. Two
slips of the published code are mended here (V02c): pipelines are sized with the density of the gas under pressure, and the
upkeep of trailers counts. `Inputs` can put both back (V02); pipelines stay sized for the flow before the store.

The mended functions are the oracle that the optimizer's choice of path is tested with.
"""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.costs import path_steps
from optimizer.costs.charges import PerKg
from optimizer.costs.path_inputs import Inputs
from optimizer.costs.ranges import within


@dataclass(frozen=True)
class Step:
    """A step of a chain.

    Attributes:
        cost: what it adds to a kilogram [EUR_2015/kg].
        came_in: what a kilogram had cost before it [EUR_2015/kg].
    """

    name: str
    cost: PerKg
    came_in: float

    @property
    def own(self) -> float:
        """What it adds but for losses [EUR_2015/kg]: the unit cost a chain of plants is given."""
        return self.cost.total - self.cost.loss

    @property
    def lost(self) -> float:
        """Hydrogen that comes in and is lost, per unit that goes out [1]: cost out = own + (1 + lost) cost in."""
        return self.cost.loss / self.came_in if self.came_in else 0.0


@dataclass(frozen=True)
class Delivered:
    """A path at one demand and distance."""

    path: str
    kg_per_day: float
    km: float
    steps: tuple[Step, ...]

    @property
    def total(self) -> float:
        """Delivered cost at the nozzle [EUR_2015/kg]."""
        return sum(s.cost.total for s in self.steps)

    @property
    def stages(self) -> dict[str, float]:
        """The same by stage of the chain [EUR_2015/kg]: what a step spends, on all that must pass it for a kilogram to arrive.

        What is lost carries what it had cost up to there, so production costs more at the nozzle than at the plant.

        >>> {k: round(v, 2) for k, v in delivered("cav_pipe_truck", 50_000, 250).stages.items()}
        {'production': 3.76, 'conversion': 0.2, 'storage': 0.37, 'transport': 1.16, 'station': 1.66}
        """
        found, passing = dict.fromkeys(("production", "conversion", "storage", "transport", "station"), 0.0), 1.0
        for step in reversed(self.steps):
            found[STAGE.get(step.name, "conversion")] += step.own * passing
            passing *= 1.0 + step.lost
        return found

    @property
    def parts(self) -> PerKg:
        """The same by what it is spent for [EUR_2015/kg]."""
        return sum((s.cost for s in self.steps), PerKg())


STAGE = {
    "production": "production",
    "store": "storage",
    "transmission pipe": "transport",
    "distribution pipe": "transport",
    "truck": "transport",
    "station": "station",
}
"""Stage of each step; the others are conversions."""
_TO_CAVERN: tuple[tuple[str, path_steps.Maker], ...] = (
    ("production", path_steps.production),
    ("compressor before the store", path_steps.compression(30, 175, "storage", early=True)),
    ("store", path_steps.cavern),
)
_TO_PIPE = (
    *_TO_CAVERN,
    ("compressor", path_steps.compression(58, 100, "pipeline")),
    ("transmission pipe", path_steps.transmission),
)
PATHS: dict[str, tuple[tuple[str, path_steps.Maker], ...]] = {
    "cav_pipe_pipe": (
        *_TO_PIPE,
        ("distribution pipe", path_steps.branches),
        ("station", path_steps.station("pipeline")),
    ),
    "cav_pipe_truck": (
        *_TO_PIPE,
        ("trailer filling", path_steps.compression(70, 500, "trailer")),
        ("truck", path_steps.truck("gas_truck", whole_way=False)),
        ("station", path_steps.station("trailer")),
    ),
    "cav_GH2truck": (
        *_TO_CAVERN,
        ("compressor", path_steps.compression(58, 500, "trailer")),
        ("truck", path_steps.truck("gas_truck")),
        ("station", path_steps.station("trailer")),
    ),
    "cav_LH2truck": (
        *_TO_CAVERN,
        ("liquefier", path_steps.liquefaction(early=False)),
        ("truck", path_steps.truck("liquid_truck")),
        ("station", path_steps.station("liquid")),
    ),
    "cav_LOHCtruck": (
        *_TO_CAVERN,
        ("hydrogenation", path_steps.hydrogenation(early=False)),
        ("truck", path_steps.truck("lohc_truck")),
        ("station", path_steps.station("lohc")),
    ),
    "LH2_LH2truck": (
        ("production", path_steps.production),
        ("liquefier", path_steps.liquefaction(early=True)),
        ("store", path_steps.tank("lh2")),
        ("truck", path_steps.truck("liquid_truck")),
        ("station", path_steps.station("liquid")),
    ),
    "LOHC_LOHCtruck": (
        ("production", path_steps.production),
        ("hydrogenation", path_steps.hydrogenation(early=True)),
        ("store", path_steps.tank("lohc")),
        ("truck", path_steps.truck("lohc_truck")),
        ("station", path_steps.station("lohc")),
    ),
}
"""The steps of each path in their order: the store, then the ways."""
WORDS = {
    "cav_pipe_pipe": "cavern, pipeline to every station",
    "cav_pipe_truck": "cavern, pipeline to the city, tube trailers in it",
    "cav_GH2truck": "cavern, tube trailers",
    "cav_LH2truck": "cavern, liquefier, liquid trucks",
    "cav_LOHCtruck": "cavern, hydrogenation, LOHC trucks",
    "LH2_LH2truck": "liquid tank, liquid trucks",
    "LOHC_LOHCtruck": "LOHC tank, LOHC trucks",
}
"""The paths in words."""


def delivered(path: str, kg_per_day: float, km: float, inputs: Inputs | None = None) -> Delivered:
    """Delivered cost of hydrogen at the nozzle along a path, step by step [EUR_2015/kg].

    Args:
        path: a key of `PATHS`.
        kg_per_day: demand of the city [kg/d], 1 000 to 500 000.
        km: beeline from the plant to the city [km], 1 to 2 000.
        inputs: figures; those of the table by default.

    Source: HIM, two slips mended (V02c).

    >>> round(delivered("cav_pipe_pipe", 100_000, 250).total, 3)
    6.591

    Raises:
        OutOfRangeError: outside these ranges.
        KeyError: no such path.
    """
    if path not in PATHS:
        raise KeyError(f"no path '{path}'; there are {', '.join(PATHS)}")
    within(kg_per_day, 1e3, 5e5, "demand", "kg/d")
    within(km, 1.0, 2000.0, "distance", "km")
    chain, steps = path_steps.Chain(inputs or Inputs(), kg_per_day, km), list[Step]()
    for name, made in PATHS[path]:
        cost = made(chain)
        steps.append(Step(name, cost, chain.so_far))
        chain = path_steps.Chain(chain.i, kg_per_day, km, chain.so_far + cost.total)
    return Delivered(path, kg_per_day, km, tuple(steps))


def cheapest(kg_per_day: float, km: float, inputs: Inputs | None = None) -> list[Delivered]:
    """All paths at a demand and distance [EUR_2015/kg], the cheapest first; arguments, source and errors as `delivered`."""
    return sorted((delivered(p, kg_per_day, km, inputs) for p in PATHS), key=lambda d: d.total)
