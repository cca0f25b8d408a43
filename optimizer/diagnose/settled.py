"""Changes in the digits that are printed, confirmed: with what a planner reads and enters there is a plan."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from optimizer.certificate.physics import solved_families
from optimizer.compiled import Compiled, Floats
from optimizer.diagnose.amounts import held
from optimizer.diagnose.change import IN_A_STEP, OF_STEPS, Change, changed, has_number, number_of
from optimizer.diagnose.rates import rate_of
from optimizer.diagnose.requirements import Ints, Requirement, Requirements
from optimizer.diagnose.words import Words
from optimizer.inputs import Inputs
from optimizer.solve.conflict import NOTHING, Elastic

ROOM = ((0.0, 0), (2e-6, 0), (2e-6, 1), (2e-6, 10))
"""How much looser than what was found a number may be: a share of it, and last digits; the first with which there is a plan holds."""


class Settling:
    """Turns amounts into changes that can be entered."""

    def __init__(self, compiled: Compiled, inputs: Inputs, found: Requirements) -> None:
        self.compiled, self.inputs, self.found, self.words = compiled, inputs, found, Words(inputs)

    def changes(self, elastic: Elastic, amounts: Floats) -> tuple[Change, ...] | None:
        """What gives way, the largest share first; None if there is no plan with it (whole units, where `elastic` keeps them)."""
        giving = [int(g) for g in np.flatnonzero(self.found.soft.shares(amounts) > NOTHING)]
        for room, digits in ROOM:
            entered = {g: self._entered(g, amounts, room, digits) for g in giving}
            most = self._most(amounts, entered, room)
            plan = elastic.least(elastic.prices(giving), most)
            if plan is not None:
                return tuple(self._told(most, plan.amounts, entered, plan.values))
        return None

    def rough(self, amounts: Floats) -> tuple[Change, ...]:
        """What gives way, not rounded, where none of it is confirmed."""
        return tuple(self._told(amounts, amounts, {}, None))

    def _entered(self, g: int, amounts: Floats, room: float, digits: int) -> float | None:
        """The number that a requirement would have instead, in digits that are printed."""
        r, mine = self.found.all[g], self.found.soft.group == g
        if not has_number(r) or self.words.relative(r):
            return None
        by = float(amounts[mine].max() if r.kind in OF_STEPS else amounts[mine].sum())
        new = changed(r, by)
        if new is None:
            return None
        held_ = held(new - r.side * room * (abs(number_of(r)) + by), self.words.unit(r), r.side, digits)
        return max(held_, 0.0) if number_of(r) >= 0 else held_

    def _most(self, amounts: Floats, entered: dict[int, float | None], room: float) -> Floats:
        """How far each side gives way with the numbers that are entered."""
        most = amounts * (1.0 + room)
        for g, new in entered.items():
            r, mine = self.found.all[g], self.found.soft.group == g
            if new is not None:
                by = abs(new - number_of(r))
                whole = float(amounts[mine].max() if r.kind in OF_STEPS else amounts[mine].sum())
                most[mine] = amounts[mine] * (by / whole)
        return most

    def _told(
        self, most: Floats, used: Floats, entered: dict[int, float | None], plan: Floats | None
    ) -> Iterator[Change]:
        """A number that is entered gives what it gives; the rest is told as far as the plan needs it."""
        soft = self.found.soft
        typed = np.array([entered.get(g) is not None for g in range(len(self.found.all))], bool)
        given = np.where(typed[soft.group], most, used)
        shares = soft.shares(given)
        for g in np.argsort(-shares, kind="stable"):
            if shares[g] > NOTHING:
                r, mine = self.found.all[g], soft.group == g
                amount = float(given[mine].max() if r.kind in IN_A_STEP else given[mine].sum())
                yield Change(
                    r, amount, 100.0 * float(shares[g]), entered.get(int(g)), self._rate(r, soft.row[mine], plan)
                )

    def _rate(self, r: Requirement, rows: Ints, plan: Floats | None) -> float | None:
        if plan is None or not self.words.relative(r):
            return None
        return rate_of(r, rows, self.compiled, self.inputs, solved_families(self.compiled, plan), plan)
