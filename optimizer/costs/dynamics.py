"""Learning and ageing: closed forms that the multi-period figures are derived from."""

from __future__ import annotations

import math

from optimizer.costs.learning import Curve
from optimizer.costs.ranges import not_negative, positive, within


def learned_cost(cost: float, built: float, rate: float, floor: float = 0.0) -> float:
    """Cost after the cumulative capacity has grown, `max(floor, c0 (X/X0)^-b)` [money of `cost`].

    Args:
        cost: at the start. built: cumulative capacity over that at the start [1], 1 or more.
        rate: learning rate [1]. floor: what it never falls below.

    Source: STANDARD (T05).

    >>> round(learned_cost(1.0, 10.0, 0.18), 6)
    0.517244

    Raises:
        OutOfRangeError: capacity that shrinks, a rate outside 0 to 0.5.
    """
    grown = within(built, 1.0, 1e9, "cumulative capacity over the start", "1")
    return Curve(1.0, cost, rate, not_negative(floor, "floor", "money")).unit_cost(grown)


def mean_learned_cost(cost: float, built: float, rate: float) -> float:
    """Mean cost of all that is built from the start on, `c0 ((X/X0)^(1-b) - 1) / ((1-b) (X/X0 - 1))` [money of `cost`].

    At b = 1, a learning rate of a half, that is `c0 ln(X/X0) / (X/X0 - 1)`. Arguments, source and errors as `learned_cost`.

    >>> round(mean_learned_cost(1.0, 10.0, 0.18), 4)
    0.6496
    """
    return Curve(1.0, cost, rate).mean(1.0, within(built, 1.0, 1e9, "cumulative capacity over the start", "1"))


def weibull_survival(age: float, scale: float, shape: float) -> float:
    """Share that stands at an age, `exp(-(a/alpha)^beta)` [1].

    Args:
        age: [a]. scale: alpha [a]. shape: beta [1].

    Source: STANDARD (T08); it fills the survival tables of a case (`optimizer.finance.surviving_at` reads them).

    >>> round(weibull_survival(8, 12, 3), 6)
    0.743567

    Raises:
        OutOfRangeError: a negative age, a scale or shape that is not positive.
    """
    return math.exp(-((not_negative(age, "age", "a") / positive(scale, "scale", "a")) ** positive(shape, "shape", "1")))
