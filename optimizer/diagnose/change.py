"""By how much a requirement gives way, and what a planner enters instead."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.diagnose.requirements import BELOW, Requirement

IN_A_STEP = (
    "reserve",
    "supply",
    "shared supply",
    "minimum load",
    "must take",
    "ramp",
    "share of fuel",
    "share of plant",
)
"""Kinds whose rows are rates, so that their largest amount is told and not the sum."""
OF_STEPS = ("supply", "shared supply")
BOUNDS = ("potential", "build")
"""Kinds that have a row for what is least and one for what is most."""
NUMBERED = ("demand", "policy", "potential", "build", "existing plant", "yearly supply", "own", *OF_STEPS)


@dataclass(frozen=True)
class Change:
    """How far a requirement gives way.

    Attributes:
        amount: in the unit of the requirement: the sum over its rows, the largest where these are rates.
        share: of its size, in percent.
        enter: number to enter instead, rounded to the side that holds; None where no number can be put in its place.
        rate: the same for a rule that is relative, in the unit of its row (percent, a rate a year).
    """

    requirement: Requirement
    amount: float
    share: float
    enter: float | None = None
    rate: float | None = None


def looser(r: Requirement) -> float:
    """On which side of its number a looser one lies, BELOW or above: a matching that uses more than it may has a share that is too high."""
    return BELOW if r.kind == "matching" else r.side


def number_of(r: Requirement) -> float:
    """The number that is asked for: of rates that of a step, else all of it."""
    return r.asked / r.rows if r.kind in OF_STEPS else r.asked


def has_number(r: Requirement) -> bool:
    """Whether one number stands for all rows of a requirement, so that another can be put in its place."""
    return r.kind in NUMBERED and (r.level or r.kind == "demand") and (r.rows == 1 or r.kind in ("demand", *OF_STEPS))


def changed(r: Requirement, amount: float) -> float | None:
    """The number that would be asked for after giving way by an amount; None if there can be none."""
    new = number_of(r) - r.side * amount
    small = 1e-9 * max(abs(number_of(r)), amount)
    if abs(new) <= small:
        return 0.0
    return None if new < 0 < number_of(r) else new
