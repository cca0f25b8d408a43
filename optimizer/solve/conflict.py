"""Which requirements cannot hold together, and the least change that repairs them, on the arrays.

A side of a row or bound that may give way gets a column of its own, counted in shares of the requirement's size, so that the
amounts of unlike requirements may be added; the sides of a number with a profile share one, so that the number itself gives way.
Every question below is the same problem with other prices on these columns, so that each is solved from the basis of the one before:

    which requirements push        all at their price; those with a dual are infeasible together (Farkas)
    an irreducible set             leave one after another out (price nothing); what is needed for the conflict stays
    what one alone must give       its price against a price for all others that nobody pays

Source: Chinneck 2008, Feasibility and Infeasibility in Optimization, chapters 6 and 7 (elastic and deletion filters).
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from optimizer.compiled import Compiled, Family, Floats, RawSolution, SolveOptions, Status
from optimizer.errors import LimitError
from optimizer.solve.ladder import solve
from optimizer.solve.session import Session

Ints = NDArray[np.int64]
NOTHING = 1e-6
"""Share of a requirement below which it is met; what the sum of shares must exceed to be a conflict."""
NEVER = 1e4
"""Price, in shares, of a requirement that is to hold: more than all that is asked for together can cost."""
SECONDS = 600.0


@dataclass(frozen=True, eq=False)
class Soft:
    """Sides that may give way, one entry a side.

    Attributes:
        row: position of a row, -1 for a side of a column.
        column: position of a column, -1 for a side of a row.
        sign: +1 where it may stay below its lower side, -1 where it may go above its upper one.
        size: amount that counts as all of the requirement, above zero.
        most: how far it may give way at most.
        group: number of the requirement it belongs to, from 0.
        price: of each requirement, per share of its size.
        profile: part of its requirement's size that a side gives when all sides give together, in proportion; 0: it gives on its own.
    """

    row: Ints
    column: Ints
    sign: Floats
    size: Floats
    most: Floats
    group: Ints
    price: Floats
    profile: Floats | None = None

    @cached_property
    def lever(self) -> Ints:
        """Column of each side: one for all sides of a requirement that scales its profile, else one each."""
        sides = np.arange(len(self.group))
        key = sides if self.profile is None else np.where(self.profile > 0, self.group, len(self.price) + sides)
        return np.asarray(np.unique(key, return_inverse=True)[1], np.int64)

    @cached_property
    def per(self) -> Floats:
        """Amount by which a side gives way for a whole of its column."""
        return self.size if self.profile is None else self.size * np.where(self.profile > 0, self.profile, 1.0)

    @cached_property
    def owner(self) -> Ints:
        """Requirement of each column."""
        owner: Ints = np.zeros(self.lever.max(initial=-1) + 1, np.int64)
        owner[self.lever] = self.group
        return owner

    def shares(self, amounts: Floats) -> Floats:
        """What each requirement gives, in shares of its size."""
        return np.asarray(np.bincount(self.group, amounts / self.size, len(self.price)), float)

    def columns_of(self, amounts: Floats) -> Floats:
        """The same by column."""
        out = np.zeros(len(self.owner))
        np.maximum.at(out, self.lever, amounts / self.per)
        return out

    def with_sizes(self, size: Floats) -> Soft:
        """The same sides, measured anew."""
        return replace(self, size=size)


@dataclass(frozen=True, eq=False)
class Given:
    """One way to give in.

    Attributes:
        total: priced sum of the shares.
        amounts: by which each side gives way, in its own unit, shape (sides,).
        pushing: requirements that are infeasible together with the rows that hold anyway (no duals: those that give way).
        values: the plan, shape (columns,).
    """

    total: float
    amounts: Floats
    pushing: frozenset[int]
    values: Floats


class Elastic:
    """A problem in which requirements may give way.

    Args:
        compiled: an infeasible problem; its costs do not count.
        soft: what may give way.
        whole: keep integers whole.
        options: how to solve.
        until: clock time at which to stop.
    """

    def __init__(
        self, compiled: Compiled, soft: Soft, *, whole: bool = False, options: SolveOptions, until: float
    ) -> None:
        self.soft, self.options, self.until = soft, options, until
        self.columns, self.session = compiled.shape[1], Session()
        self.problem = _loosened(compiled, soft)
        if not whole:
            self.problem = replace(self.problem, integer=np.zeros_like(self.problem.integer))
        self.whole = bool(self.problem.integer.any())
        self.best: set[int] = set()

    def least(self, price: Floats, most: Floats | None = None) -> Given | None:
        """The cheapest way to give in at these prices of the requirements; none if there is none.

        Args:
            price: of a share of each requirement.
            most: amount by which each side may give way; none: without end.

        Raises:
            LimitError: time ran out, or HiGHS came to no answer: then it is not known whether there is one.
        """
        left = self.until - time.monotonic()
        if left <= 0:
            raise LimitError("the time for a diagnosis ran out")
        cost = np.zeros(self.problem.shape[1])
        cost[self.columns :] = price[self.soft.owner]
        options = replace(self.options, time_limit=left)
        held = most is not None
        problem = self.problem if most is None else self._within(most)
        raw = solve(replace(problem, cost=cost), options, session=None if self.whole or held else self.session)
        if raw.status is Status.INFEASIBLE:
            return None
        if raw.status is not Status.OPTIMAL:
            raise LimitError(f"a question of the diagnosis has no answer: {'; '.join(raw.attempts)}")
        shares = raw.values[self.columns :]
        total = float(price[self.soft.owner] @ np.clip(shares, 0.0, None))
        given = np.where((shares > NOTHING * 0.1) & (price[self.soft.owner] > 0), shares, 0.0)
        amounts = given[self.soft.lever] * self.soft.per
        return Given(total, amounts, frozenset(self._pushing(raw, price, amounts)), raw.values[: self.columns])

    def _pushing(self, raw: RawSolution, price: Floats, amounts: Floats) -> set[int]:
        """Requirements whose side has a dual."""
        if self.whole:
            return set(self.soft.group[amounts > 0].tolist())
        price = price[self.soft.owner]
        worth = price - raw.reduced_costs[self.columns :]
        return set(self.soft.owner[worth > NOTHING * np.maximum(price, NOTHING)].tolist())

    def _within(self, most: Floats) -> Compiled:
        """The problem in which no side gives way by more than an amount."""
        upper = self.problem.upper.copy()
        upper[self.columns :] = np.minimum(upper[self.columns :], self.soft.columns_of(most))
        return replace(self.problem, upper=upper)

    def prices(self, asked: Collection[int]) -> Floats:
        """Prices that ask for some requirements and for nothing else."""
        price = np.zeros(len(self.soft.price))
        chosen = list(asked)
        price[chosen] = self.soft.price[chosen]
        return price

    def core(self, asked: Iterable[int]) -> set[int]:
        """Requirements, of those asked for, that cannot hold together: not always each of them needed. Empty if all can hold."""
        wanted = set(asked)
        found = self.least(self.prices(wanted))
        if found is None or found.total <= NOTHING:
            return set()
        if not self.whole:
            return set(found.pushing) & wanted
        hard: set[int] = set()  # integers have no duals: harden what gives way until nothing is left that may
        while found is not None and (new := (set(found.pushing) & wanted) - hard):
            hard |= new
            price = self.prices(wanted)
            price[list(hard)] = NEVER
            found = self.least(price)
        return hard

    def irreducible(self, asked: Sequence[int]) -> set[int]:
        """A set of requirements that cannot hold together, every one of them needed for that; empty if all can.

        Args:
            asked: requirements, those first that are better left out of the set.

        Raises:
            LimitError: time ran out; `best` is the smallest set found by then.
        """
        self.best = core = self.core(asked)
        needed: set[int] = set()
        chunk = max(1, len(core) // 4)
        while open_ := [g for g in asked if g in core - needed]:
            chunk = max(1, chunk)
            for i in range(0, len(open_), chunk):
                block = core.intersection(open_[i : i + chunk]) - needed
                if block and (smaller := self.core(core - block)):
                    self.best = core = smaller
                elif len(block) == 1:
                    needed |= block
            chunk //= 2
        return core

    def alone(self, each: int, every: Collection[int]) -> Floats | None:
        """What one requirement must give if all others are to hold, by side; none if that is not enough."""
        price = np.zeros(len(self.soft.price))
        price[list(every)], price[each] = NEVER, 1.0
        found = self.least(price)
        if found is None:
            return None
        others = self.soft.columns_of(found.amounts)[(self.soft.owner != each) & (price[self.soft.owner] > 0)]
        return None if (others > NOTHING).any() else np.where(self.soft.group == each, found.amounts, 0.0)


def _loosened(compiled: Compiled, soft: Soft) -> Compiled:
    """The problem with a column for each side that may give way, in shares of its size.

    A loose bound becomes a row, one for each side: bounds that contradict each other are then two requirements, and not a
    row that nothing can satisfy.
    """
    m, n = compiled.shape
    k = len(soft.owner)
    of_column = soft.column >= 0
    bounds = np.flatnonzero(of_column)
    loose, low = soft.column[bounds], soft.sign[bounds] > 0
    at_row = soft.row.copy()
    at_row[bounds] = m + np.arange(len(bounds))
    move = sp.csr_array((soft.sign * soft.per, (at_row, soft.lever)), shape=(m + len(bounds), k))
    picked = sp.csr_array((np.ones(len(bounds)), (np.arange(len(bounds)), loose)), shape=(len(bounds), n))
    matrix = sp.hstack([sp.vstack([compiled.matrix, picked]), move], format="csr")
    lower, upper = compiled.lower.copy(), compiled.upper.copy()
    lower[loose[low]], upper[loose[~low]] = -np.inf, np.inf
    most = np.full(k, np.inf)
    np.minimum.at(most, soft.lever, soft.most / soft.per)
    return Compiled(
        matrix=sp.csr_array(matrix),
        row_lower=np.concatenate([compiled.row_lower, np.where(low, compiled.lower[loose], -np.inf)]),
        row_upper=np.concatenate([compiled.row_upper, np.where(low, np.inf, compiled.upper[loose])]),
        lower=np.concatenate([lower, np.zeros(k)]),
        upper=np.concatenate([upper, most]),
        cost=np.zeros(n + k),
        offset=0.0,
        integer=np.concatenate([compiled.integer, np.zeros(k, bool)]),
        columns=(*compiled.columns, Family("given", n, k, labels=tuple((i,) for i in range(k)))),
        rows=(*compiled.rows, Family("bounds", m, len(bounds), labels=tuple((int(i),) for i in loose))),
    )
