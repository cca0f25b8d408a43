"""Routes between merged regions: those inside one vanish, parallel ones of a technology become one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from optimizer.case.merge.groups import Groups
from optimizer.case.merge.origin import origin
from optimizer.case.merge.paths import Rows
from optimizer.case.merge.weights import Weights
from optimizer.case.rows import tuples_of
from optimizer.units import round_trip

ONE_WAY = ("forward", "backward")


@dataclass(frozen=True)
class Routes:
    """What becomes of the routes.

    Attributes:
        table: routes.csv of the merged regions.
        members: technology -> merged route -> routes as stated.
        before, after: (technology, route) -> length, as stated and of merged routes.
        inside: routes that vanish.
    """

    table: pd.DataFrame
    members: Mapping[str, dict[str, list[str]]]
    before: Mapping[tuple[str, str], float]
    after: Mapping[tuple[str, str], float]
    inside: tuple[str, ...]


def merged_routes(tables: Mapping[str, pd.DataFrame], groups: Groups, weights: Weights) -> Routes:
    """Routes between two regions that stay alone are kept apart; others of a technology become one.

    What is new is called `<from>-<to>`. Parallel routes of a technology run one way, that of the first route between the two
    regions, unless the technology tells the ways apart (`direction: forward`, auxiliary ports `per` forward or backward).
    """
    sided = _tells_ways_apart(tables)
    rows = tuples_of(tables["routes"])
    first: dict[frozenset[str], tuple[str, str]] = {}
    found: dict[tuple[str, str], list[int]] = {}
    ends: dict[tuple[str, str], tuple[str, str]] = {}
    between: dict[frozenset[str], set[str]] = {}
    for r in rows:
        between.setdefault(frozenset((r.from_, r.to)), set()).add(r.route)
    same = {r for r, merged in groups.of.items() if groups.members[merged] == [r] and merged == r}
    kept = [r.route for r in rows if {r.from_, r.to} <= same]
    taken, inside = {*groups.members, *kept}, list[str]()
    for i, r in enumerate(rows):
        a, b = groups.of[r.from_], groups.of[r.to]
        if a == b:
            inside.append(str(r.route))
            continue
        way = first.setdefault(frozenset((a, b)), (a, b))
        alone = len(groups.members[a]) == len(groups.members[b]) == 1
        if alone and ((a, b) == (r.from_, r.to) or len(between[frozenset((r.from_, r.to))]) > 1):
            route = str(r.route)
        elif alone:
            route = _name("-".join(way), taken)
        else:
            a, b = (a, b) if r.technology in sided else way
            route = _name(f"{a}-{b}", taken)
        found.setdefault((r.technology, route), []).append(i)
        ends[r.technology, route] = (a, b)
    made, after = Rows(tables["routes"]), {}
    members: dict[str, dict[str, list[str]]] = {}
    for (k, route), at in found.items():
        stated = [str(rows[i].route) for i in at]
        length = _length([rows[i].amount for i in at], weights.size(k, stated))
        cells = {"from": ends[k, route][0], "to": ends[k, route][1], "route": route, "amount": length}
        if len(at) > 1:
            cells |= origin(made.told, at, stated)
            cells |= {
                "value": round_trip(length * rows[at[0]].value / rows[at[0]].amount) if rows[at[0]].amount else 0.0
            }
        made.keep(at[0], **cells)
        after[k, route] = length
        members.setdefault(k, {})[route] = stated
    before = {(r.technology, r.route): r.amount for r in rows}
    return Routes(made.frame(), members, before, after, tuple(dict.fromkeys(inside)))


def _tells_ways_apart(tables: Mapping[str, pd.DataFrame]) -> set[str]:
    technologies, ports = tables["technologies"], tables["ports"]
    forward = technologies.loc[technologies["direction"] == "forward", "technology"]
    return {*forward, *ports.loc[ports["per"].isin(ONE_WAY), "technology"]}


def _name(wanted: str, taken: set[str]) -> str:
    """A name that no region and no route has; the same one for all technologies."""
    while wanted in taken:
        wanted += "*"
    return wanted


def _length(lengths: list[float], sizes: list[float]) -> float:
    """Mean by capacity, else the plain one."""
    if len(set(lengths)) == 1:
        return float(lengths[0])
    if not sum(sizes) > 0:
        sizes = [1.0] * len(lengths)
    return float(sum(n * w for n, w in zip(lengths, sizes, strict=True)) / sum(sizes))
