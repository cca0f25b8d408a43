"""What was likely meant by a number that is far off: the same one in another unit of its kind, or with its decimal point elsewhere."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from optimizer.units import factor, fits

CLOSE = 4.0
"""Times off what its neighbours say that a suggestion is at most."""
FARTHEST = 1e18
"""Times that units of one kind are apart at the most: a gram a year and a teratonne an hour are no slip of one another."""
PREFIXES = ("", "k", "M", "G", "T")
MEASURES = re.compile(r"(?<![A-Za-z_])([kMGT]?)(Wh|W|J|[tg]CO2e|[tg]CO2|t|g|vkm)(?![A-Za-z0-9_])")
HOURS = {"hour": 1.0, "day": 24.0, "year": 8760.0}


def likely(value: float, unit: str, wanted: float) -> str:
    """', did you mean ...?': the number in a unit that makes it about `wanted` times what it is, else with its point elsewhere.

    Nothing is guessed of what no unit explains.

    >>> likely(526280.0, "TWh/year", 0.0011), likely(3.2, "Mt/day", 0.003), likely(5.0, "MW", 12.0)
    (', did you mean 526280 GWh/year?', ', did you mean 3.2 Mt/year?', ', did you mean 50 MW?')
    """
    if not 1 / FARTHEST <= wanted <= FARTHEST:
        return ""
    found = [(abs(math.log(by / wanted)), other) for other, by in _others(unit) if by != 1.0]
    near = min(found, default=(math.inf, ""))
    if near[0] <= math.log(CLOSE):
        return f", did you mean {value:.9g} {near[1]}?"
    digits = round(math.log10(wanted))
    return f", did you mean {value * 10.0**digits:.6g} {unit}?" if digits else ""


def _others(unit: str) -> Iterator[tuple[str, float]]:
    """Units of the same kind, and what one of them is in the given one."""
    for match in MEASURES.finditer(unit):
        for prefix, name in _names(match[2]):
            other = f"{unit[: match.start()]}{prefix}{name}{unit[match.end() :]}"
            if fits(other, unit):
                yield other, factor(other, unit)
    for name, hours in HOURS.items():
        for wanted, theirs in HOURS.items():
            if re.search(rf"/\s*{name}\b", unit) and name != wanted:
                yield re.sub(rf"/(\s*){name}\b", rf"/\g<1>{wanted}", unit, count=1), hours / theirs


def _names(name: str) -> Iterator[tuple[str, str]]:
    """A unit with each prefix; mass as people write it, kilograms below tonnes."""
    if name[0] in "tg":
        yield from (("", f"g{name[1:]}"), ("k", f"g{name[1:]}"), *((p, f"t{name[1:]}") for p in PREFIXES[:-1]))
    else:
        yield from ((p, name) for p in PREFIXES)
