"""Numbers as a planner writes them: few digits, a prefix that fits, no powers of ten."""

from __future__ import annotations

import math
import re

from optimizer.units import pretty

STEPS = ("", "k", "M", "G", "T")
WHOLE = re.compile(r"^units?(/|$)")
BARE = ("tCO2e", "tCO2", "t", "Wh", "W")


def percent(share: float) -> str:
    """A share in percent, with two digits where it is small.

    >>> percent(0.1234), percent(99.96), percent(1234.0), percent(0.00012)
    ('0.12', '100', '1,234', 'less than 0.01')
    """
    if share < 0.01:
        return "less than 0.01"
    return f"{share:.2g}" if share < 9.95 else f"{share:,.0f}"


def shown(amount: float, unit: str) -> str:
    """An amount with the prefix that leaves one to four digits before the point.

    >>> shown(1e8, "tCO2/year"), shown(526280, "GWh/year"), shown(84, "GW"), shown(0.0333, "GW"), shown(2e7, "kg/year")
    ('100 MtCO2/year', '526.3 TWh/year', '84 GW', '33.3 MW', '20,000,000 kg/year')
    """
    number, _, fitting = _fitted(amount, unit)
    return f"{digits(number)} {fitting}".strip()


def held(amount: float, unit: str, side: float, extra: int = 0) -> float:
    """An amount rounded as it is shown, downwards (`side` above zero) or upwards, and by some last digits more; units are whole.

    >>> held(438.81e6, "tCO2/year", -1), held(259.77, "GW", 1), held(259.77, "GW", 1, extra=2)
    (438900000.0, 259.7, 259.5)
    >>> held(322.4, "unit", 1), held(322.4, "unit", -1), held(0.0, "GW", -1), held(150.0, "GW", -1)
    (322.0, 323.0, 0.0, 150.0)
    """
    number, scale, fitting = _fitted(amount, unit)
    after = 0 if WHOLE.search(fitting) else _after(number)
    step, down = 10.0**-after, side > 0
    rounded = (math.floor if down else math.ceil)(number / step + (1e-7 if down else -1e-7)) + (
        -extra if down else extra
    )
    return round(round(rounded * step, after) * scale, 9)


def _fitted(amount: float, unit: str) -> tuple[float, float, str]:
    """A number, what one of it is in the unit that was given, and the unit whose prefix fits."""
    plain = pretty(unit)
    head, slash, rest = plain.partition("/")
    scale = 1.0
    for bare in BARE:
        prefix = head.removesuffix(bare)
        if head.endswith(bare) and prefix in STEPS and amount:
            at = STEPS.index(prefix)
            while abs(amount) >= 9999.5 and at + 1 < len(STEPS):
                amount, scale, at = amount / 1e3, scale * 1e3, at + 1
            while abs(amount) < 0.1 and at:
                amount, scale, at = amount * 1e3, scale / 1e3, at - 1
            head = f"{STEPS[at]}{bare}"
            break
    return amount, scale, f"{head}{slash}{rest}"


def _after(number: float) -> int:
    """Digits after the point that leave four of them."""
    return max(3 - math.floor(math.log10(abs(number))), 0) if number else 0


def digits(amount: float) -> str:
    """Four digits, and never a power of ten.

    >>> digits(9999.96), digits(10000.0), digits(0.00001234), digits(1600.0), digits(0.0)
    ('10,000', '10,000', '0.00001234', '1,600', '0')
    """
    if not amount:
        return "0"
    text = f"{amount:,.{_after(amount)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
