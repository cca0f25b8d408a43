"""Policies and scopes of merged regions: lists of regions name all members, what holds for each region adds up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from optimizer.case.checks.common import listed_in
from optimizer.case.kinds import KINDS, reference_of
from optimizer.case.merge.groups import APART
from optimizer.case.merge.merging import Merging
from optimizer.case.merge.paths import Rows
from optimizer.case.rows import tuples_of
from optimizer.case.schema import Options
from optimizer.errors import Problem

AMOUNTS = ("value", "amount")
SEEDS = ("seed", "seed_amount")
LEVELS = ("peak", *(name for name, kind in KINDS.items() if kind.form == "limit" and name != "removal_limit"))
"""Kinds whose value is an amount, unless it is relative to something."""


def policies(m: Merging) -> pd.DataFrame:
    """Rows with the merged regions; an amount that holds for each region is that of its members together.

    Members are those in which what the policy selects can stand. Where merged regions differ in their number, such a policy
    becomes one for each, `<id> (<region>)`.
    """
    table = m.tables["policies"]
    out, known = Rows(table), {str(s) for s in m.tables["series"]["series"]}
    split: dict[str, list[str]] = {}
    for i, r in enumerate(tuples_of(table)):
        regions = listed_in(r.region)
        for merged, left in m.parts(regions).items():
            message = f"the policy names only part of the merged region '{merged}'"
            allowed = f"{', '.join(left)} too, or none of {', '.join(m.groups.members[merged])}, or {APART}"
            m.wrong(table, i, "region", message, r.region, allowed)
        scaled = amounts_of(r, known) if r.area == "each" else ()
        chosen = {g: of for g, of in _holding(m, r).items() if not regions or of[0] in regions}
        counts = {len(of) for of in chosen.values()}
        if not scaled or counts <= {1}:
            out.keep(i, region=m.mapped(regions))
        elif len(counts) == 1:
            out.keep(i, region=m.mapped(regions), **_times(r, scaled, counts.pop()))
        elif r.kind == "peak":  # others follow it by its name
            message = "the level of a peak holds for each region, and merged regions differ in their number of members"
            m.wrong(
                table, i, "area", message, r.area, "together, a share of a series, or a peak for each merged region"
            )
        else:
            for merged, of in chosen.items():
                own = part(r.id, merged)
                split.setdefault(r.id, []).append(own)
                out.keep(i, id=own, region=merged, **_times(r, scaled, len(of)))
    for i, r in enumerate(tuples_of(table)):
        if KINDS[r.kind].form == "permits" and r.relative_to in split:
            allowed = "a series of allowances, which adds up"
            m.wrong(table, i, "relative_to", "the limit falls apart where regions merge", r.relative_to, allowed)
    for name, made in split.items():
        m.notes.append(f"policy {name} holds for each region: it is {', '.join(dict.fromkeys(made))}")
    return out.frame()


def part(policy: str, region: str) -> str:
    """Name of the part of a policy that a merged region has."""
    return f"{policy} ({region})"


def part_of(policy: str, regions: Iterable[str]) -> str:
    """The policy that a name is a part of; the name itself, if it is of none.

    >>> part_of("cap (North)", ["North", "East"]), part_of("cap (old)", ["North", "East"])
    ('cap', 'cap (old)')
    """
    found = [policy.removesuffix(part("", r)) for r in regions if policy.endswith(part("", r))]
    return min(found, key=len, default=policy)


def _holding(m: Merging, r: Any) -> dict[str, list[str]]:
    """Merged region -> the members in which a policy for each region has a row: where one of its technologies can stand."""
    names = listed_in(r.technology)
    plain = [k for k in names if k in m.technologies and not m.is_line(k)]
    if not plain or len(plain) < len(names):
        return m.groups.members
    places = [m.places(k) for k in plain]
    found = {g: [r for r in of if any(r in p.get(g, ()) for p in places)] for g, of in m.groups.members.items()}
    return {g: of for g, of in found.items() if of}


def amounts_of(r: Any, series: set[str]) -> tuple[str, ...]:
    """Columns that state an amount for each region, which adds up; rates, shares and prices do not."""
    if KINDS[r.kind].form == "growth":
        return SEEDS
    alone = reference_of(r.relative_to, series).against == "nothing" and not pd.isna(r.amount)
    return AMOUNTS if alone and r.kind in LEVELS else ()


def _times(r: Any, columns: tuple[str, ...], count: int) -> dict[str, float]:
    return {c: getattr(r, c) * count for c in columns}


def options_of(m: Merging) -> Options:
    """The options with the regions of scopes mapped."""
    options = m.case.options
    scopes = {}
    for name, scope in options.scopes.items():
        for merged, left in m.parts(scope.region).items():
            message = f"the scope names only part of the merged region '{merged}'"
            column, found = f"scopes.{name}.region", ", ".join(scope.region)
            m.problems.append(
                Problem(message, "case.yaml", column=column, found=found, allowed=f"{', '.join(left)} too, or {APART}")
            )
        scopes[name] = scope.model_copy(update={"region": tuple(listed_in(m.mapped(scope.region)))})
    return options.model_copy(update={"scopes": scopes}) if scopes else options


def technologies(m: Merging) -> pd.DataFrame:
    """Where each technology can stand: in a merged region if in one of its members."""
    table = m.tables["technologies"]
    cells = [m.mapped(listed_in(cell)) for cell in table["regions"]]
    return table.assign(regions=pd.Series(cells, dtype=object, index=table.index))
