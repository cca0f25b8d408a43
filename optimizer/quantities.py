"""What a concept declares: the numbers it reads, each with name, dimensions, unit and meaning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["converter", "store", "line", "power"]
KINDS: tuple[Kind, ...] = ("converter", "store", "line", "power")

# Where the number lives: each unit built (technology, location, vintage), or what stands in a period:
# everything (technology, location, period), converters over time, stores, lines.
On = Literal["builds", "installed", "active", "stores", "lines"]
When = Literal["vintage", "period"]


@dataclass(frozen=True)
class Quantity:
    """One number of a technology, as rows of `parameters.csv`, as an input of the formulation.

    Attributes:
        name: the same in the table, the Inputs, the report and the documentation.
        unit: generic unit, e.g. ``money/capacity_unit``.
        meaning: one line for the data dictionary.
        on: the index it lives on.
        default: value where no row speaks; None means "not set", and such labels do not exist in the index.
        kinds: kinds of technology that may carry it.
        profile: whether a row may name a profile that shapes it over the clock.
        required: whether every technology of these kinds needs it.
        minimum, maximum: allowed range, in the generic unit.
    """

    name: str
    unit: str
    meaning: str
    on: On = "builds"
    default: float | None = None
    kinds: tuple[Kind, ...] = KINDS
    profile: bool = False
    required: bool = False
    minimum: float = 0.0
    maximum: float = float("inf")

    @property
    def when(self) -> When:
        """'vintage' if the row's year is the year of building, 'period' if it is the year of use."""
        return "vintage" if self.on == "builds" else "period"
