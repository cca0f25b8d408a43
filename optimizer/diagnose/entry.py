"""How a change is entered where its row holds in more than one year or place: the rows to write instead.

A row without a year stands beside no row with one, a policy has the same region in all of its rows, and rows of a place replace
those of all: so a number for one year or one place alone takes rows that spell out the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from optimizer.case.checks.common import listed_in
from optimizer.case.kinds import SUMS
from optimizer.case.text import listed
from optimizer.diagnose.amounts import digits, held
from optimizer.diagnose.change import BOUNDS, Change, looser, number_of
from optimizer.diagnose.cited import Place, place_of, rows_of, value_at
from optimizer.diagnose.requirements import Requirement
from optimizer.diagnose.words import Words
from optimizer.index import Label

Group = Sequence[Change]


@dataclass(frozen=True)
class Rows:
    """The rows that state a requirement, and how widely they hold.

    Attributes:
        years: periods in which they hold.
        undated: they have no year, and hold in more than one of these.
        alike: places in which they hold alike, beside others; '' for every place; empty: one place, or all together.
        several: more than one of them is of the same year: they add up, or are tiers.
    """

    place: Place
    rows: pd.DataFrame
    years: tuple[int, ...]
    undated: bool
    alike: tuple[str, ...]
    several: bool


def entries(changes: Group, words: Words) -> list[str]:
    """A line for each place and thing whose rows hold more widely than a change does."""
    groups: dict[tuple[object, ...], list[Change]] = {}
    for c in changes:
        if place_of(c.requirement) is not None and (c.enter is not None or c.rate is not None):
            groups.setdefault((c.requirement.name, c.requirement.of("region", "location", "area")), []).append(c)
    every = list(groups.values())
    return [line for group in every if (line := _line(group, every, words))]


def _line(group: Group, every: Sequence[Group], words: Words) -> str:
    r = group[0].requirement
    stated = _stated(r, words)
    if stated is None or not (stated.undated or stated.alike or stated.several):
        return ""
    what, where = words.name(r).rpartition(", ")[0], str(r.of("region", "location", "area"))
    what = what.rpartition(", ")[0] if stated.place.table == "policies" else what  # its id says which it is
    what += f" ({words.bound(r)})" if r.kind in BOUNDS else ""
    if stated.several:
        return _added_up(what, group, stated)
    numbers = _numbers(group, stated, words)
    same = len(set(numbers)) == 1
    if same and not stated.alike:
        return ""
    years = [f"{number} in {y}" for number, y in zip(numbers, stated.years, strict=True)]
    own = numbers[0] if same and (stated.undated or len(years) == 1) else ", ".join(years)
    if not stated.alike:
        how = f"has one row for all years, in place of which it needs a copy of it for each: {own}"
    elif stated.place.table == "policies":
        left = _left(r, stated, every)
        rest = f"its rows keep region {';'.join(left)}" if left else "its own rows go"
        how = (
            f"holds alike in {listed(stated.alike, 6)}: {where} needs a policy of its own, a copy of it with another id and "
            f"region {where}: {own}; {rest}"
        )
    else:
        how = f"has rows for all places alike: {where} needs copies of them with region {where}: {own}"
    return f"{what} {how}{_loosest(group, stated, words)}"


def _added_up(what: str, group: Group, stated: Rows) -> str:
    """Demands of several profiles: all of them by the same factor."""
    if stated.place.table != "demand":
        return ""
    factors = [(held((c.enter or 0.0) / number_of(c.requirement), "", c.requirement.side), c) for c in group]
    times = listed([f"{digits(f)} times in {c.requirement.of('period')}" for f, c in factors], len(group))
    return f"{what} adds up rows of several profiles, each of which is to be {times}"


def _stated(r: Requirement, words: Words) -> Rows | None:
    place = place_of(r)
    if place is None or place.year is None:
        return None
    rows = rows_of(words.tables, place)
    if rows.empty or "year" not in rows:
        return None
    years = tuple(int(p.label) for p in words.inputs.case.options.periods)
    alike: tuple[str, ...] = ()
    summed = False
    if place.table == "policies":
        years = tuple(y for y in years if _from_to(rows, y))
        summed = rows["time"].iloc[0] in SUMS
        if r.of("area") != "all":
            named = dict.fromkeys(n for cell in rows["region"] for n in listed_in(str(cell)))
            alike = tuple(named) or tuple(str(v) for v in words.tables["regions"]["region"])
            alike = alike if len(alike) > 1 else ()
    elif "region" in place.cells and (rows["region"] == "").all() and _elsewhere(place, words):
        alike = ("",)
    if place.table == "potentials" and r.kind == "build" and rows["year"].notna().all():
        years = tuple(y for y in years if rows["year"].min() <= y <= rows["year"].max())
    years = (int(str(place.year)),) if summed else years
    return Rows(
        place,
        rows,
        years,
        bool(rows["year"].isna().all()) and len(years) > 1,
        alike,
        bool(rows["year"].duplicated().any()),
    )


def _elsewhere(place: Place, words: Words) -> bool:
    """Whether what has rows for every place may be in more than one."""
    plant = words.tables["technologies"]
    own = plant.loc[plant["technology"] == place.cells.get("technology", ""), "regions"]
    return len(words.tables["regions"]) > 1 and not any(len(listed_in(str(cell))) == 1 for cell in own)


def _from_to(rows: pd.DataFrame, year: int) -> bool:
    """Whether a policy holds in a year."""
    start, end = rows["start"].min(), rows["end"].max()
    return not (start > year or end < year)  # neither is stated where it is not a number


def _numbers(group: Group, stated: Rows, words: Words) -> list[str]:
    """The number of each year in which the rows hold: the new one, or the one that they state."""
    new = {c.requirement.of("period", "vintage", "until"): _number(c, stated, words) for c in group}
    return [new[y] if y in new else _as_it_is(replace(stated.place, year=y), stated, words) for y in stated.years]


def _number(c: Change, stated: Rows, words: Words) -> str:
    if c.enter is not None:
        return words.amount(c.requirement, c.enter)
    found = value_at(stated.rows, stated.place)
    assert found is not None
    return words.in_unit(float(c.rate or 0.0), found[1])


def _as_it_is(place: Place, stated: Rows, words: Words) -> str:
    """In all digits: rounded it might be a tighter one."""
    found = value_at(stated.rows, place)
    if found is None:
        return "what it is"
    return f"{found[0]:,.12g}" if found[1] in ("", "1") else f"{found[0]:,.12g} {found[1]}"


def _left(r: Requirement, stated: Rows, every: Sequence[Group]) -> list[str]:
    """Places of a policy in which it stays as it is."""
    change: set[Label] = {g[0].requirement.of("area") for g in every if g[0].requirement.name == r.name}
    return [p for p in stated.alike if p not in change]


def _loosest(group: Group, stated: Rows, words: Words) -> str:
    """The one number that would do in the row as it stands, which gives way everywhere."""
    if not stated.undated or ("sense" in stated.rows and (stated.rows["sense"] == "=").any()):
        return ""
    key = [c.rate if c.rate is not None else c.enter for c in group]
    side = looser(group[0].requirement)
    most = sorted(range(len(group)), key=lambda n: side * float(key[n] or 0.0))[0]
    where = "in every year and place" if stated.alike else "in every year"
    return f". Or {_number(group[most], stated, words)} in its row as it is, which gives way {where}"
