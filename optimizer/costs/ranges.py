"""What an equation is asked must lie where it holds; anything else is an error that names the argument and the range."""

from __future__ import annotations

import math

from optimizer.errors import OutOfRangeError


def within(value: float, low: float, high: float, what: str, unit: str) -> float:
    """The value, if it lies in the closed range.

    >>> within(0.7, 0.0, 1.0, "utilisation", "1")
    0.7

    Raises:
        OutOfRangeError: it does not, or is no number.
    """
    if not (math.isfinite(value) and low <= value <= high):
        raise OutOfRangeError(what, value, unit, f"{low:g} to {high:g}")
    return float(value)


def above(value: float, low: float, what: str, unit: str) -> float:
    """The value, if it is finite and greater than `low`.

    Raises:
        OutOfRangeError: it is not.
    """
    if not (math.isfinite(value) and value > low):
        raise OutOfRangeError(what, value, unit, f"above {low:g}")
    return float(value)


def positive(value: float, what: str, unit: str) -> float:
    """The value, if it is finite and greater than zero.

    Raises:
        OutOfRangeError: it is not.
    """
    return above(value, 0.0, what, unit)


def not_negative(value: float, what: str, unit: str) -> float:
    """The value, if it is finite and not below zero.

    Raises:
        OutOfRangeError: it is not.
    """
    if not (math.isfinite(value) and value >= 0.0):
        raise OutOfRangeError(what, value, unit, "0 or more")
    return float(value)
