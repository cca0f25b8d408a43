"""One problem, stated as numbers; each library writes it in its own way."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CONVERTERS = ("wind", "solar", "gas")
STORES = ("battery", "cavern")


@dataclass(frozen=True)
class Problem:
    """Regions x periods x steps with three converters and two stores; every variable is in MW or MWh, steps of 1 h."""

    regions: tuple[str, ...]
    periods: tuple[int, ...]
    steps: int
    availability: dict[str, NDArray[np.float64]]
    demand: NDArray[np.float64]
    retention: dict[str, float]
    efficiency: dict[str, float]
    capital: dict[str, float]
    variable: dict[str, float]
    shortage: float = 3000.0

    @property
    def columns(self) -> int:
        pairs = len(self.regions) * len(self.periods)
        return pairs * (len(CONVERTERS) + len(STORES) + self.steps * (len(CONVERTERS) + 3 * len(STORES) + 1))


def make(regions: int, periods: int, steps: int) -> Problem:
    """The problem at a size, with the same numbers every time."""
    hours = np.arange(steps)
    random = np.random.default_rng(1)
    wind = np.clip(0.35 + 0.25 * np.sin(hours / 31.0) + 0.1 * random.standard_normal(steps), 0.01, 1)
    sun = np.clip(np.sin(2 * np.pi * (hours % 24 - 6) / 24), 0.001, None)
    return Problem(
        tuple(f"r{i}" for i in range(regions)),
        tuple(2025 + 5 * i for i in range(periods)),
        steps,
        {"wind": wind[None, :], "solar": sun[None, :], "gas": np.ones((1, steps))},
        100 + 20 * np.sin(2 * np.pi * hours / 24),
        {"battery": 0.999, "cavern": 1.0},
        {"battery": 0.9, "cavern": 0.6},
        {
            "wind": 90.0 * steps / 100,
            "solar": 40.0 * steps / 100,
            "gas": 30.0 * steps / 100,
            "battery": 10.0 * steps / 100,
            "cavern": 1.0 * steps / 100,
        },
        {"wind": 0.1, "solar": 0.1, "gas": 60.0},
    )
