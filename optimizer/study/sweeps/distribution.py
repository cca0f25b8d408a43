"""Distributions of the numbers of an axis: read from a study file, drawn through their quantiles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from optimizer.study.sweeps.place import Value

Floats = NDArray[np.float64]
FORMS = {
    "uniform": "[low, high], low below high",
    "loguniform": "[low, high], low below high, both above zero",
    "triangular": "[low, most likely, high], each at least the one before",
    "normal": "[mean, standard deviation], deviation above zero",
    "lognormal": "[median, geometric standard deviation above 1]",
    "choice": "a list of values, equally likely",
}
"""What is stated for each."""
TAIL = 1e-3
"""Share of a distribution without an end that is cut off at each side: no case holds an infinite number."""
ENDLESS = ("normal", "lognormal")


@dataclass(frozen=True)
class Distribution:
    """A distribution, cut to `within` where that is stated.

    Example:
        >>> flat = Distribution("uniform", (0.5, 1.5))
        >>> flat.at(0.25), flat.ends
        (0.75, (0.5, 1.5))
    """

    form: str
    numbers: tuple[Value, ...]
    within: tuple[float, float] | None = None

    def at(self, share: float) -> Value:
        """The value below which a share of all lies."""
        return self.quantiles(np.array([share]))[0]

    def quantiles(self, shares: Floats) -> list[Value]:
        """Values at shares between 0 and 1, shape (n,)."""
        if self.form == "choice":
            last = len(self.numbers) - 1
            return [self.numbers[min(int(s * len(self.numbers)), last)] for s in shares]
        law, inside = self._law(), np.asarray(shares, float)
        if self.within is None:
            tail = TAIL if self.form in ENDLESS else 0.0
            return [float(v) for v in law.ppf(np.clip(inside, tail, 1.0 - tail))]
        low, high = (float(law.cdf(end)) for end in self.within)
        return [float(v) for v in np.clip(law.ppf(low + (high - low) * inside), *self.within)]

    def _law(self) -> Any:
        from scipy import stats

        a, b, *c = (float(v) for v in self.numbers)
        if self.form == "triangular":
            return stats.triang((b - a) / (c[0] - a), loc=a, scale=c[0] - a)
        laws = {
            "uniform": lambda: stats.uniform(a, b - a),
            "loguniform": lambda: stats.loguniform(a, b),
            "normal": lambda: stats.norm(a, b),
            "lognormal": lambda: stats.lognorm(np.log(b), scale=a),
        }
        return laws[self.form]()

    @property
    def ends(self) -> tuple[Value, ...]:
        """The lowest and the highest value that may be drawn."""
        if self.form == "choice":
            return self.numbers
        return self.at(0.0), self.at(1.0)


def distribution(stated: Mapping[str, Any]) -> Distribution:
    """Read {form: numbers}, with `within: [low, high]` on request.

    Raises:
        ValueError: what is wrong, and what is allowed.
    """
    forms = [form for form in stated if form != "within"]
    if len(forms) != 1 or forms[0] not in FORMS:
        raise ValueError(f"a distribution is one of: {', '.join(f'{{{f}: {how}}}' for f, how in FORMS.items())}")
    form, numbers = str(forms[0]), stated[forms[0]]
    if not isinstance(numbers, Sequence) or isinstance(numbers, str) or not numbers:
        raise ValueError(f"{form} takes {FORMS[form]}")
    if form == "choice":
        if "within" in stated:
            raise ValueError("choice has no within: its values are listed")
        return Distribution(form, tuple(numbers))
    values, within = _finite(form, numbers), stated.get("within")
    _check(form, values)
    if within is None:
        return Distribution(form, values)
    if not isinstance(within, Sequence) or len(within) != 2 or not float(within[0]) < float(within[1]):
        raise ValueError("within takes [low, high]")
    cut = Distribution(form, values, (float(within[0]), float(within[1])))
    if cut.ends[0] == cut.ends[1] or cut.ends[0] != cut.ends[0]:
        raise ValueError("no value of the distribution lies within these bounds")
    return cut


def _finite(form: str, numbers: Sequence[Any]) -> tuple[float, ...]:
    wrong = [v for v in numbers if isinstance(v, bool) or not isinstance(v, int | float) or not np.isfinite(v)]
    if wrong:
        raise ValueError(f"{form} takes {FORMS[form]}; {wrong[0]!r} is not a number")
    return tuple(float(v) for v in numbers)


def _check(form: str, v: tuple[float, ...]) -> None:
    """The numbers make a distribution.

    Raises:
        ValueError: they do not.
    """
    fits = {
        "uniform": lambda: len(v) == 2 and v[0] < v[1],
        "loguniform": lambda: len(v) == 2 and 0 < v[0] < v[1],
        "triangular": lambda: len(v) == 3 and v[0] <= v[1] <= v[2] and v[0] < v[2],
        "normal": lambda: len(v) == 2 and v[1] > 0,
        "lognormal": lambda: len(v) == 2 and v[0] > 0 and v[1] > 1,
    }
    if not fits[form]():
        raise ValueError(f"{form} takes {FORMS[form]}")
