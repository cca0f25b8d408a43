"""Entries of the ledger, and which kind of money each of them is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from optimizer.index import Label

Category = Literal["resource", "financing margin", "transfer"]
CATEGORIES: tuple[Category, ...] = ("resource", "financing margin", "transfer")
Key = tuple[Label, ...]
MARGIN, OVERSHOOT, LEVY = "financing margin", "overshoot", "levy on"
TRADE, CREDITS = "permit trade", "offset credits"


def category(line: str) -> Category:
    """What a line of the ledger is to the economy as a whole.

    *Resource*: what is used up; capital is valued at the discount rate of the case. *Financing margin*: what owners of plant
    are paid beyond that because their own cost of capital is higher (or lower). *Transfer*: what one pays and another receives:
    prices, taxes and subsidies (`levy on ...`), what is paid for exceeding a limit (`overshoot`), and what regions pay each other for
    permits and credits.

    >>> category("fixed charge"), category("levy on emission"), category("overshoot")
    ('resource', 'transfer', 'transfer')
    """
    if line == MARGIN:
        return "financing margin"
    return "transfer" if line in (OVERSHOOT, TRADE, CREDITS) or line.startswith(LEVY) else "resource"


@dataclass(frozen=True)
class Entry:
    """One line of the ledger.

    Attributes:
        line: capital, fixed charge, financing margin, salvage, retrofit, fixed, stacks, variable, transport, purchase, sale, unmet, surplus,
            levy on ..., overshoot, permit trade, offset credits.
        item: technology, carrier or policy.
        location: region or route.
        annual: mean money per year of the period, real and undiscounted.
        discounted: money of the base year, over the period.
        paid_on: of a levy, the label of what it is paid on.
    """

    line: str
    item: str
    location: str
    period: int
    annual: float
    discounted: float
    paid_on: Key = ()

    @property
    def category(self) -> Category:
        return category(self.line)


@dataclass(frozen=True)
class Payment:
    """Money that changes hands in a calendar year, real and undiscounted; lines and items as in the ledger."""

    year: int
    line: str
    item: str
    location: str
    amount: float

    @property
    def category(self) -> Category:
        return category(self.line)


@dataclass(frozen=True)
class Paid:
    """How long something lives and how it is paid for: years, years, and the rate of its own capital."""

    life: float
    amortisation: float
    wacc: float


@dataclass(frozen=True)
class Build:
    """What was built in a period at a place, and what it costs overnight.

    Attributes:
        starts: years in which equal parts are commissioned.
        delay: years from the order to commissioning.
        charges: (line, item, money) overnight.
        new: decided in this run, so that its money is spent within the horizon.
    """

    technology: str
    place: str
    starts: tuple[float, ...]
    delay: float
    paid: Paid
    charges: tuple[tuple[str, str, float], ...]
    new: bool
