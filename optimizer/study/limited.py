"""What a frontier limits: emissions over all years, their highest year, or the year from which on there are none.

Each is a row of the policy table that is added to the case (`budget`, `cap` in every period, `neutrality`), so that a point of the
frontier is a case like any other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from optimizer.case.kinds import per_year
from optimizer.case.model import Case
from optimizer.certificate.physics import numbers
from optimizer.errors import CaseError, Problem
from optimizer.index import Label
from optimizer.inputs import Inputs
from optimizer.report.scopes import VARIABLES, accounts
from optimizer.solution import Solution
from optimizer.study.amounts import Known, emission_cells
from optimizer.study.counted import Counted

ID = "frontier"
NEAR = 1e-6
"""Share of the largest emission of a year below which what is emitted above a target is rounding."""
SELECT = ("gas", "scope", "sector", "stage", "account", "region")


class Against(Enum):
    """What cost is set against."""

    CUMULATIVE = "cumulative"
    PEAK = "peak"
    NEUTRALITY = "neutrality"


@dataclass(frozen=True)
class Limited:
    """Emissions that are limited.

    Attributes:
        cells: of the policy, without value, unit and start.
        unit: that the case counts them in: a mass, or a mass a year.
        mass: the unit without the year.
    """

    against: Against
    cells: Mapping[str, str]
    unit: str
    mass: str

    def row(self, value: float, unit: str, start: int | None = None) -> dict[str, Any]:
        """The patch that adds the policy to a case."""
        more = {} if start is None else {"start": str(start)}
        return {"table": "policies", "add": {"id": ID, **self.cells, "value": repr(value), "unit": unit, **more}}


def limited(
    case: Case, against: Against, select: Mapping[str, Sequence[str]], gross: bool = False, interpolated: bool = False
) -> Limited:
    """What is limited, from its words.

    Args:
        select: labels by word (gas, or scope; sector, stage, account, region); all where a word is not named.
        gross: before removals.
        interpolated: amounts over all years run straight from label to label (`docs/policies.md`).

    Raises:
        CaseError: with everything that is wrong.
    """
    problems = list(Known.of(case).problems("the command", "", select))
    problems += [Problem("emissions are not told apart by it", "the command", column=w, allowed=", ".join(SELECT))
                 for w in select if w not in SELECT]  # fmt: skip
    if gross and against is Against.NEUTRALITY:
        problems.append(Problem("neutral is what is left after removals", "the command", column="gross"))
    if interpolated and against is not Against.CUMULATIVE:
        problems.append(Problem("only a sum over the years is interpolated", "the command", column="interpolated"))
    if ID in set(case.tables["policies"]["id"]):
        problems.append(Problem(f"a policy is called '{ID}' already", "policies.csv", column="id"))
    more, mass, wrong = emission_cells(case, select, "the command", "") if not problems else ({}, "", [])
    if problems or wrong:
        raise CaseError([*problems, *wrong])
    kind = {Against.CUMULATIVE: "budget", Against.PEAK: "cap", Against.NEUTRALITY: "neutrality"}[against]
    time = "each" if against is not Against.CUMULATIVE else "interpolated" if interpolated else "cumulative"
    quantity = "gross_emission" if gross else "emission"
    cells = {"kind": kind, "quantity": quantity, "time": time, "sense": "<=", "area": "together"}
    cells |= {word: ";".join(of) for word, of in select.items() if of} | more
    return Limited(against, cells, per_year(mass, quantity, time), mass)


Account = tuple[str, tuple[Label, ...]]
"""A kind of account, and its label: gas, sector, stage, region, period."""


@dataclass(frozen=True)
class Count:
    """How answers are measured: what each row of the policy counts, by account; and what a unit of its dual is worth.

    Attributes:
        by_row: weight of each account in what the row up to a period counts.
        worth: discounted money per undiscounted money of a row's price.
    """

    by_row: Mapping[int, Mapping[Account, float]]
    worth: Mapping[int, float]

    @classmethod
    def of(cls, counted: Counted) -> Count:
        """From the inputs of a case that has the policy."""
        inputs: Inputs = counted.inputs
        by_row: dict[int, dict[Account, float]] = {int(str(until)): {} for _, _, until in counted.labels}
        for account, family in VARIABLES.items():
            for (policy, _, until, *label), weight in numbers(inputs.values[f"{family}_counted"]).items():
                if policy == ID:
                    by_row[int(str(until))][account, tuple(label)] = float(weight[0])
        worth = numbers(inputs.values["limit_weight"])
        return cls(by_row, {int(str(label[2])): float(worth[label][0]) for label in counted.labels})

    def amounts(self, solution: Solution) -> dict[int, float]:
        """What each row counts in an answer, in the unit of the policy."""
        booked: dict[Account, float] = {}
        for name in VARIABLES:
            for gas, sector, stage, region, period, amount, _ in accounts(solution, name).itertuples(index=False):
                booked[name, (gas, sector, stage, region, int(period))] = float(amount)
        return {
            until: sum(w * booked.get(account, 0.0) for account, w in weights.items())
            for until, weights in self.by_row.items()
        }

    def reached(self, solution: Solution, against: Against, target: float = 0.0) -> float:
        """What an answer reaches: the sum, the highest year, or the first label from which on the target is kept (infinite: none)."""
        amounts = self.amounts(solution)
        if against is not Against.NEUTRALITY:
            return max(amounts.values())
        room = target + NEAR * (1.0 + max(map(abs, amounts.values())))
        late = [until for until, amount in amounts.items() if amount > room]
        kept = [until for until in amounts if not late or until > max(late)]
        return float(min(kept)) if kept else float("inf")

    def marginal(self, solution: Solution) -> float:
        """What one unit less costs: discounted money per unit of the limit, from the duals of its rows."""
        found = [p for p in solution.meta["policies"] if p["id"] == ID]
        return sum(float(p["price"]) * self.worth[int(p["period"])] for p in found)
