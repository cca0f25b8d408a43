"""Kinds of policies: what each counts, over which time, and what it may compare with.

One table that loading (defaults), checks, units and Inputs read. Kinds of the same `form` are readings of one engine.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

Form = Literal["limit", "growth", "pathway", "levy", "matching", "reserve", "permits"]
Against = Literal["nothing", "series", "year", "technologies", "flow", "existing", "peak", "policy"]

FLOWS = ("activity", "output", "input")
EMISSIONS = ("emission", "gross_emission", "removal")  # net; all but the stage `removal`; what that stage takes back
REMOVAL = "removal"
PER_YEAR = (*EMISSIONS, *FLOWS)  # amounts a year
PER_PERIOD = ("build", "retirement", "spend")  # amounts of a whole period
QUANTITIES = (*EMISSIONS, "capacity", *PER_PERIOD, *FLOWS)
SUMS = ("cumulative", "interpolated")
CLOCKS = ("hour", "day", "month")
TIMES = ("each", "average", *SUMS)
SENSES = ("<=", ">=", "=")
PATHWAY = ("gross_emission", "emission")
ON_PLANT = ("capacity", "build", *FLOWS)
LEVIES = ("price", "tax", "subsidy")
TRADED = ("cap", "neutrality", "intensity")  # limits whose allowances may be traded and offset


@dataclass(frozen=True)
class Kind:
    """How a kind is read.

    Attributes:
        form: which part of the model it is.
        quantities, times, senses: what the columns may say; the first is the default.
        against: what `relative_to` may be.
    """

    form: Form
    quantities: tuple[str, ...]
    times: tuple[str, ...] = ("each",)
    senses: tuple[str, ...] = ("<=",)
    against: tuple[Against, ...] = ("nothing",)


KINDS: dict[str, Kind] = {
    "cap": Kind("limit", QUANTITIES, TIMES, SENSES, ("nothing", "series", "year")),
    "budget": Kind("limit", PER_YEAR, SUMS, SENSES),
    "neutrality": Kind("limit", ("emission",)),
    "activity": Kind("limit", FLOWS, TIMES, SENSES, ("nothing", "series", "year")),
    "capacity": Kind("limit", ("capacity", "build", "retirement"), TIMES, SENSES, ("nothing", "series", "year")),
    "weighted_capacity": Kind("limit", ("capacity", "build"), TIMES, SENSES),
    "linked_capacity": Kind("limit", ("capacity", "build"), TIMES, SENSES, ("technologies",)),
    "retire_after_build": Kind("limit", ("retirement",), against=("technologies",)),
    "share": Kind("limit", ("output", "input", "activity", "capacity", "build"), TIMES, SENSES, ("technologies",)),
    "intensity": Kind("limit", PER_YEAR, TIMES, SENSES, ("series", "technologies", "flow")),
    "growth": Kind("growth", ON_PLANT, against=("nothing", "series", "existing")),
    "removal_limit": Kind("limit", (REMOVAL,), against=("nothing", "series", "year")),
    "priority": Kind("limit", (REMOVAL,), against=("series", "year")),
    "peak": Kind("pathway", PATHWAY, against=("nothing", "series")),
    "decline": Kind("pathway", PATHWAY, against=("nothing", "series", "peak")),
    "slowing": Kind("pathway", PATHWAY, against=("nothing", "series", "peak")),
    "plateau": Kind("pathway", PATHWAY, senses=(">=",), against=("peak",)),
    "price": Kind("levy", ("emission", "gross_emission", *ON_PLANT)),
    "tax": Kind("levy", ON_PLANT),
    "subsidy": Kind("levy", (*ON_PLANT, REMOVAL)),
    "matching": Kind("matching", ("input",), (*CLOCKS, "each"), against=("technologies",)),
    "reserve_margin": Kind("reserve", ("capacity",), senses=(">=",)),
    "permit_trade": Kind("permits", ("emission",), against=("policy",)),
    "offset": Kind("permits", (REMOVAL,), against=("policy",)),
    "offset_limit": Kind("permits", ("emission",), against=("policy",)),
}
OPEN = ("peak", "permit_trade")
"""Kinds that may leave value and unit empty: a peak of any level, trade without limit."""


def times_of(quantity: str) -> tuple[str, ...]:
    """How amounts of a quantity may be put together over time: what stands does not add up, what is built does."""
    if quantity in PER_YEAR:
        return (*TIMES, *CLOCKS)
    return ("each", "average") if quantity == "capacity" else ("each", "cumulative")


def per_year(amount: str, quantity: str, time: str) -> str:
    """Unit of what a policy counts: amounts that flow are a year's, unless they are added up over the years."""
    return f"{amount}/year" if quantity in PER_YEAR and time not in SUMS else amount


def price_unit(money: str, counted: str, quantity: str) -> str:
    """Unit of the price of one unit more: of what stands or is built, it is a yearly one."""
    amount = counted.removesuffix("/year") if quantity in PER_YEAR else counted
    amount = f"({amount})" if "/" in amount else amount
    return f"{money}/{amount}" if quantity in PER_YEAR else f"{money}/{amount}/year"


@dataclass(frozen=True)
class Reference:
    """What `relative_to` says.

    Attributes:
        against: what kind of thing it is.
        names: the series, the year, the technologies (none: all), the carrier, the policy that says when the peak is, or the limit
            whose permits are traded or offset.
        flow: `demand`, `output` or `input` of the carrier.
    """

    against: Against
    names: tuple[str, ...] = ()
    flow: str = ""

    @property
    def year(self) -> int:
        return int(self.names[0])


REFERENCE_FLOWS = ("demand", "output", "input")


def reference_of(text: str, series: Collection[str], peaks: Collection[str] = (), kind: str = "") -> Reference:
    """A cell of `relative_to`: a series, a peak, a year, `existing`, `output:CARRIER`, `all`, or a list of technologies.

    Args:
        kind: of the policy; those about permits name the limit that they loosen.
    """
    text = text.strip()
    if not text:
        return Reference("nothing")
    if kind in KINDS and KINDS[kind].form == "permits":
        return Reference("policy", (text,))
    if text in series:
        return Reference("series", (text,))
    if text in peaks:
        return Reference("peak", (text,))
    if text.isdigit():
        return Reference("year", (text,))
    if text == "existing":
        return Reference("existing")
    flow, colon, carrier = text.partition(":")
    if colon:
        return Reference("flow", (carrier.strip(),), flow.strip())
    names = tuple(v.strip() for v in text.split(";") if v.strip())
    return Reference("technologies", () if names == ("all",) else names)
