"""What numbers of a case can plausibly be: `plausible_inputs.csv`, wide ranges with a source, and why a number has none.

Outside a range a slip of unit or decimal point is likelier than such plant.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from optimizer.costs.prices import conversion, money_in
from optimizer.errors import OutOfRangeError
from optimizer.files import packaged
from optimizer.units import factor, fits, pretty


@dataclass(frozen=True)
class Band:
    """A range of plausible values.

    Attributes:
        quantity: a parameter, or table.column.
        what: in words.
        kind: of technology, price or policy; '' for all.
        low, high: its ends [unit].
    """

    quantity: str
    what: str
    kind: str
    low: float
    high: float
    unit: str
    source: str

    def told(self) -> str:
        """The range in words.

        >>> Band("life", "life", "", 4, 100, "year", "DEA").told()
        '4 to 100 year as a rule (DEA)'
        """
        unit = pretty(self.unit) if self.unit != "1" else ""
        return f"{_number(self.low)} to {_number(self.high)} {unit}".strip() + f" as a rule ({self.source})"


def _number(value: float) -> str:
    """Up to four digits, without a power of ten where a reader does not need one."""
    return f"{value:,.4g}" if abs(value) < 1e4 else f"{value:,.0f}"


@lru_cache(maxsize=1)
def rows() -> tuple[Mapping[str, str], ...]:
    """The table as it is written."""
    return tuple(packaged("optimizer.case", "plausible_inputs.csv"))


@lru_cache(maxsize=1)
def _bands() -> dict[str, list[Band]]:
    out: dict[str, list[Band]] = {}
    for r in rows():
        out.setdefault(r["quantity"], [])
        if r["low"]:
            band = Band(r["quantity"], r["what"], r["kind"], float(r["low"]), float(r["high"]), r["unit"], r["source"])
            out[r["quantity"]].append(band)
    return out


def band(quantity: str, kind: str, unit: str) -> Band | None:
    """The range of a quantity whose unit compares with the one given: of its kind before that of all; None if there is none."""
    found = [b for b in _bands().get(quantity, ()) if b.kind in (kind, "") and scale(unit, b.unit) is not None]
    return next((b for b in sorted(found, key=lambda b: b.kind == "")), None)


def of_shares(quantity: str, kind: str = "") -> Band:
    """The range of a share or a ratio that the table has."""
    found = band(quantity, kind, "1")
    assert found is not None, quantity
    return found


def scale(given: str, wanted: str) -> float | None:
    """What turns one unit into the other, money of other years and currencies included, and CO2 as matter; None if they do not compare."""
    mine, theirs = money_in(given), money_in(wanted)
    if bool(mine) != bool(theirs):
        return None
    if mine:
        try:
            worth = conversion(mine, theirs)
        except OutOfRangeError:
            return None
        other = wanted.replace(theirs, mine)
        found = _plain(given, other)
        return None if found is None else worth * found
    return _plain(given, wanted)


@lru_cache(maxsize=4096)
def _plain(given: str, wanted: str) -> float | None:
    for text in (given, given.replace("CO2e", "").replace("CO2", "")):
        text = "1" if text in ("", "dimensionless", "%/%") else text
        if fits(text, wanted):
            return factor(text, wanted)
    return None
