"""Numbers as a planner writes them: few digits, a prefix that fits, no powers of ten."""

from __future__ import annotations

import math

from optimizer.units import pretty

STEPS = ("", "k", "M", "G", "T")
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
    plain = pretty(unit)
    head, slash, rest = plain.partition("/")
    for bare in BARE:
        prefix = head.removesuffix(bare)
        if head.endswith(bare) and prefix in STEPS and amount:
            at = STEPS.index(prefix)
            while abs(amount) >= 9999.5 and at + 1 < len(STEPS):
                amount, at = amount / 1e3, at + 1
            while abs(amount) < 0.1 and at:
                amount, at = amount * 1e3, at - 1
            head = f"{STEPS[at]}{bare}"
            break
    return f"{digits(amount)} {head}{slash}{rest}".strip()


def digits(amount: float) -> str:
    """Four digits, and never a power of ten.

    >>> digits(9999.96), digits(10000.0), digits(0.00001234), digits(1600.0), digits(0.0)
    ('10,000', '10,000', '0.00001234', '1,600', '0')
    """
    if not amount:
        return "0"
    after = max(3 - math.floor(math.log10(abs(amount))), 0)
    text = f"{amount:,.{after}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
