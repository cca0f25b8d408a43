"""How long a store lasts at full power: which stores are tied to the power that drives them."""

from __future__ import annotations

from collections.abc import Iterable

from optimizer.errors import CaseError, Problem
from optimizer.index import Index, Label
from optimizer.inputs.assets import INFINITE
from optimizer.inputs.flows import Flows
from optimizer.inputs.world import World

Key = tuple[Label, ...]


class Duration:
    """Indexes of stores with `hours_min` and `hours_max`, and the power that each counts."""

    def __init__(self, w: World, flows: Flows) -> None:
        self.w, self.assets = w, flows.assets
        self.power: dict[Label, Label] = {**flows.relabels["charge"], **flows.relabels["discharge"]}
        bounds = {row: self._bounds(row) for row in flows.indexes["stores"].tuples() if row[0] in self.power}
        wrong = {row[0]: found for row, found in bounds.items() if found[0] > found[1]}
        if wrong:
            raise CaseError(
                Problem(
                    f"'{k}': more hours at least than at most",
                    "parameters.csv",
                    column="value",
                    found=f"hours_min {low:g}, hours_max {high:g}",
                )
                for k, (low, high) in wrong.items()
            )
        self.indexes: dict[str, Index] = {
            "content_linked": self._index(row for row, (low, high) in bounds.items() if low == high),
            "content_floored": self._index(row for row, (low, high) in bounds.items() if 0.0 < low < high),
            "content_capped": self._index(row for row, (low, high) in bounds.items() if low < high < INFINITE),
        }
        self.relabels = {"power": self.power}

    def _bounds(self, row: Key) -> tuple[float, float]:
        k, r, y = row
        low, high = (self.assets.stated(str(k), name, str(r), int(y)) for name in ("hours_min", "hours_max"))
        return (0.0 if low is None else low), (INFINITE if high is None else high)

    def _index(self, rows: Iterable[Key]) -> Index:
        return self.w.index(("technology", "region", "period"), rows)
