"""What `h2opt why` says of a build and of a row of a policy. It imports what is heavy, so the command imports it where it is used."""

from __future__ import annotations

from optimizer.case.convert import capacity_unit
from optimizer.diagnose.amounts import digits, shown
from optimizer.study.questioned import Solved
from optimizer.study.why import Build, Rule
from optimizer.units import factor, readable

NOTHING = 1e-9
LARGE = 1e4
"""Money per unit from which a price is told in thousands or millions."""


def built(b: Build, technology: str, s: Solved) -> str:
    """One build in words."""
    unit, money = capacity_unit(s.case, technology), s.case.options.money
    scale, per = _told_in(f"{money}/({unit})", b.cost)
    head = f"{technology} in {b.place}, {b.period}: "
    head += f"{shown(b.built, unit)} built" if b.built > NOTHING else "not built"
    if b.change is not None and b.cost:
        head += f" at a capital cost of {digits(b.cost * scale)} {per}; {_margin(b, scale, per)}"
    if b.cheaper is not None and b.used <= NOTHING:
        tables = s.case.tables
        reference = tables["technologies"].set_index("technology")["reference"][technology]
        carrier = tables["carriers"].set_index("carrier")["unit"][reference]
        use_scale, per_use = _told_in(f"{money}/({carrier})", b.cheaper)
        head += f"; it would be used if a unit of use cost {digits(b.cheaper * use_scale)} {per_use} less"
    if not b.asked:
        head += "; its margin was not looked for (name fewer regions and periods)"
    elif b.change is None and b.built > NOTHING and s.compiled.integer.any():
        head += "; with the whole numbers of the answer there cannot be less of it"
    elif b.change is None and b.built > NOTHING:
        head += "; needed whatever it costs: with less of it the limits of the case could not be met"
    elif b.change is None and b.cheaper is None:
        head += "; limits of the case leave no room for any"
    return "; ".join([head, *_rooms(b, scale, per)])


def _told_in(unit: str, size: float) -> tuple[float, str]:
    """What a price is multiplied by and its unit then: a large one in thousands or millions of money, as tables state it.

    >>> _told_in("MCNY_2020/(t/hour)", 22.62), _told_in("MCNY_2020/GW", 4e3)
    ((1.0, 'MCNY_2020/(t/hour)'), (1.0, 'CNY_2020/kW'))
    """
    scale, per = readable(unit, size)
    told = next((p for p in ("", "k", "M") if factor(unit, f"{p}{per}") * abs(size) < LARGE), "G")
    return (scale, per) if not told else (factor(unit, f"{told}{per}"), f"{told}{per}")


def _rooms(b: Build, scale: float, per: str) -> list[str]:
    """What limits of potentials.csv are worth: those of the period itself, and the room that a plant takes while it stands."""
    told = []
    for room in b.own:
        which = "what may be built" if room.limit == "build" else "the potential"
        worth = f"one unit more in {b.period} alone is worth {digits(room.worth * scale)} {per}"
        told.append(f"{which} in {b.period} is used up, {worth} (discounted over the horizon)")
    if b.taken is None or any(room.periods == b.taken.periods for room in b.own if room.limit == "capacity"):
        return told
    when, worth = " and ".join(map(str, b.taken.periods)), f"{digits(b.taken.worth * scale)} {per}"
    last = f"a plant built in {b.period} takes room of the potential in {when}, which is used up there: "
    return [*told, f"{last}over its life that room is worth {worth} (discounted over the horizon)"]


def _margin(b: Build, scale: float, per: str) -> str:
    """At which capital cost a build would change."""
    assert b.change is not None
    at, change = b.cost * scale, b.change * scale
    if b.built > NOTHING:
        return f"less of it would be built if that rose by {digits(change)} to {digits(at + change)}"
    if b.idle:
        return f"it would stand idle: not even for nothing, its fixed cost of {digits(change - at)} {per} over its life would have to be paid on top"
    if change > at:
        return f"not even for nothing: {digits(change - at)} {per} would have to be paid on top"
    return f"it would come in at {digits(at - change)} ({100 * change / at:.3g} % less)"


def ruled(r: Rule) -> str:
    """One row of a policy in words."""
    e = r.entry
    unit, price = str(e["unit"]), float(str(e["price"]))
    scale, per = readable(str(e["price_unit"]), price)
    where = "all regions" if e["area"] == "all" else e["area"]
    head = f"{e['id']}, {where}, {e['period']}: "
    if e["limit"] is None:
        return f"{head}{e['status']}, {digits(price * scale)} {per}"
    head += (
        f"{shown(float(str(e['value'])), unit)} beside a limit of {shown(float(str(e['limit'])), unit)}, {e['status']}"
    )
    if e["status"] != "binding":
        return f"{head}; one unit more or less is worth nothing" if e["status"] == "met" else head
    told = f"{head}; the last unit costs {digits(price * scale)} {per}"
    if r.low is None or r.high is None:
        return told
    return f"{told}, as long as the limit lies between {shown(r.low, unit)} and {shown(r.high, unit)}"
