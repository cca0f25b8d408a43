"""Money of one currency and year in that of another: consumer prices to 2020 at home, then the exchange rate of 2020.

Plant-cost indices give another answer (CEPCI from 2020 to 2022 +37 %, US consumer prices +13 %); what is converted here is
good for comparing sources, not for a bid.
"""

from __future__ import annotations

import re
from functools import lru_cache

from optimizer.costs.table import _rows
from optimizer.errors import OutOfRangeError

_MONEY = re.compile(r"([A-Z]{3})_(\d{4})")


@lru_cache(maxsize=1)
def _levels() -> dict[str, float]:
    """What one unit of each money is worth in CNY of 2020."""
    return {
        f"{r['currency']}_{r['year']}": float(r["to_2020"]) * float(r["cny_2020"]) for r in _rows("price_levels.csv")
    }


def conversion(given: str, wanted: str) -> float:
    """Multiply an amount in `given` by this to state it in `wanted` [1].

    Args:
        given, wanted: currency and price year, such as EUR_2015.

    Source: EU-HICP, US-CPI, CN-CPI; exchange rates of 2020.

    >>> round(conversion("EUR_2015", "EUR_2020"), 3), round(conversion("USD_2020", "CNY_2020"), 2)
    (1.061, 6.9)

    Raises:
        OutOfRangeError: a currency other than CNY, EUR, USD, or a year it has no price level for.
    """
    for money in (given, wanted):
        if money not in _levels():
            raise OutOfRangeError(
                "money", money, "", "CNY_2015 to CNY_2025, EUR_2005 to EUR_2025, USD_2005 to USD_2025"
            )
    return 1.0 if given == wanted else _levels()[given] / _levels()[wanted]


def money_in(unit: str) -> str:
    """The money in a unit; '' if there is none.

    >>> money_in("EUR_2015/kg"), money_in("kWh/kg")
    ('EUR_2015', '')
    """
    found = _MONEY.search(unit)
    return found[0] if found else ""


def restated(value: float, unit: str, wanted: str) -> tuple[float, str]:
    """A value and its unit in another money; unchanged if the unit has none.

    Args:
        value: in `unit`. unit: of it. wanted: money.

    Raises:
        OutOfRangeError: as `conversion`.
    """
    given = money_in(unit)
    if not given:
        return value, unit
    return value * conversion(given, wanted), unit.replace(given, wanted)
