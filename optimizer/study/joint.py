"""One linear problem of several worlds that share what is built: the deterministic equivalent of a two-stage stochastic program.

With worlds s of probability p(s), each a whole case of its own with decisions x(s) at cost c(s) . x(s) + o(s) under its own rows,

    expected cost    minimise  sum over s of p(s) (c(s) . x(s) + o(s))
    greatest regret  minimise  z   subject to   c(s) . x(s) + o(s) - z <= best(s)   for each s
    shared plant     x(s)[j] = x(1)[j]   for each j that is decided before it is known which world it is

where best(s) is the least cost of world s alone. What is shared is built, retired early and retrofitted in some periods; the rest is
decided in each world for itself. Presolve takes the copies of shared columns out.
Source: Birge & Louveaux, Introduction to Stochastic Programming, 2nd ed. (2011), ch. 1.2 and 1.3; regret: Savage 1951, J. Am. Stat. Assoc. 46,
55-67.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

import numpy as np
import scipy.sparse as sp

from optimizer.compiled import Compiled, Family, Floats
from optimizer.decided import Vector, is_decided
from optimizer.errors import CaseError, Problem
from optimizer.index import Label

PLANT = ("capacity_built", "units_built", "capacity_retired", "capacity_retrofitted")
"""Families of columns that decide which plant there is."""
Column = tuple[str, tuple[Label, ...]]  # family, label


@dataclass(frozen=True, eq=False)
class World:
    """One way the future may be: its probability [1] and its problem."""

    name: str
    probability: float
    compiled: Compiled


def shared_columns(compiled: Compiled, periods: Collection[Label]) -> dict[Column, int]:
    """Columns that decide plant in some periods, by family and label."""
    return {
        (family.name, label): family.start + i
        for family in compiled.columns
        if family.name in PLANT and family.index is not None
        for i, label in enumerate(family.label(i) for i in range(family.size))
        if is_decided(family, label, periods)
    }


def plant_of(vector: Vector) -> Vector:
    """The part of a vector that decides plant."""
    kept, values, start = list[Family](), list[Floats](), 0
    for family in vector.columns:
        if family.name in PLANT:
            kept.append(replace(family, start=start))
            values.append(vector.values[family.range])
            start += family.size
    return Vector(tuple(kept), np.concatenate(values) if values else np.zeros(0))


def part_of(values: Floats, worlds: Sequence[World], at: int) -> Vector:
    """What a vector of the joint problem says of one of its worlds."""
    start = sum(w.compiled.shape[1] for w in worlds[:at])
    return Vector(worlds[at].compiled.columns, values[start : start + worlds[at].compiled.shape[1]])


def least_expected_cost(worlds: Sequence[World], periods: Collection[Label]) -> Compiled:
    """The problem of least expected cost, plant of some periods shared.

    Raises:
        CaseError: something can be built, retired or retrofitted in one world and not in another.
    """
    problems = [w.compiled for w in worlds]
    links, labels = _links(worlds, periods)
    none = np.zeros(links.shape[0])
    columns, rows = list[Family](), list[Family]()
    for w, across, down in zip(
        worlds, _starts(p.shape[1] for p in problems), _starts(p.shape[0] for p in problems), strict=True
    ):
        columns += [replace(f, name=f"{w.name}: {f.name}", start=f.start + across) for f in w.compiled.columns]
        rows += [replace(f, name=f"{w.name}: {f.name}", start=f.start + down) for f in w.compiled.rows]
    rows.append(Family("shared_plant", rows[-1].stop, links.shape[0], labels=labels))
    return Compiled(
        matrix=sp.csr_array(sp.vstack([sp.block_diag([p.matrix for p in problems]), links])),
        row_lower=np.concatenate([*(p.row_lower for p in problems), none]),
        row_upper=np.concatenate([*(p.row_upper for p in problems), none]),
        lower=np.concatenate([p.lower for p in problems]),
        upper=np.concatenate([p.upper for p in problems]),
        cost=np.concatenate([w.probability * w.compiled.cost for w in worlds]),
        offset=float(sum(w.probability * w.compiled.offset for w in worlds)),
        integer=np.concatenate([p.integer for p in problems]),
        columns=tuple(columns),
        rows=tuple(rows),
    )


def least_regret(joint: Compiled, worlds: Sequence[World], best: Mapping[str, float]) -> Compiled:
    """The joint problem with a further column, the greatest regret, that is least.

    Args:
        joint: of least expected cost.
        best: least cost of each world alone [money].
    """
    costs = sp.block_diag([w.compiled.cost[None, :] for w in worlds])
    n = len(worlds)
    last = sp.csr_array(np.vstack([np.zeros((joint.shape[0], 1)), -np.ones((n, 1))]))
    names = tuple((w.name,) for w in worlds)
    limits = [best[w.name] - w.compiled.offset for w in worlds]
    return replace(
        joint,
        matrix=sp.csr_array(sp.hstack([sp.vstack([joint.matrix, costs]), last])),
        row_lower=np.append(joint.row_lower, np.full(n, -np.inf)),
        row_upper=np.append(joint.row_upper, limits),
        lower=np.append(joint.lower, -np.inf),
        upper=np.append(joint.upper, np.inf),
        cost=np.append(np.zeros(joint.shape[1]), 1.0),
        offset=0.0,
        integer=np.append(joint.integer, False),
        columns=(*joint.columns, Family("greatest_regret", joint.shape[1], 1, labels=((),))),
        rows=(*joint.rows, Family("regret", joint.shape[0], n, labels=names)),
    )


def cheapest_within(joint: Compiled, regretful: Compiled, regret: float) -> Compiled:
    """Of all plans whose regret is at most `regret` [money], the one of least expected cost."""
    upper = regretful.upper.copy()
    upper[-1] = regret
    return replace(regretful, cost=np.append(joint.cost, 0.0), offset=joint.offset, upper=upper)


def _links(worlds: Sequence[World], periods: Collection[Label]) -> tuple[sp.csr_array, tuple[tuple[object, ...], ...]]:
    """Rows that make shared plant the same, and their labels: world, family, label."""
    found = [shared_columns(w.compiled, periods) for w in worlds]
    problems = [
        Problem(
            f"{family} of {', '.join(map(str, label))} is decided in scenario '{one.name}' and not in '{other.name}'",
            "case.yaml",
            allowed="scenarios that build the same things, at other costs and with other limits",
        )
        for one, mine in zip(worlds, found, strict=True)
        for other, theirs in zip(worlds, found, strict=True)
        for family, label in list(mine.keys() - theirs.keys())[:3]
    ]
    if problems:
        raise CaseError(problems)
    starts = _starts(w.compiled.shape[1] for w in worlds)
    size = sum(w.compiled.shape[1] for w in worlds)
    pairs = [
        (starts[0] + found[0][key], start + column, (w.name, *key))
        for w, start, mine in list(zip(worlds, starts, found, strict=True))[1:]
        for key, column in mine.items()
    ]
    first, other = (np.array([p[i] for p in pairs], dtype=np.int64) for i in (0, 1))
    at, one = np.arange(len(pairs)), np.ones(len(pairs))
    matrix = sp.csr_array(
        (np.concatenate([one, -one]), (np.concatenate([at, at]), np.concatenate([other, first]))),
        shape=(len(pairs), size),
    )
    return matrix, tuple((name, family, *label) for _, _, (name, family, label) in pairs)


def _starts(sizes: Iterable[int]) -> list[int]:
    """Where each of several parts begins."""
    return [0, *accumulate(sizes)][:-1]
