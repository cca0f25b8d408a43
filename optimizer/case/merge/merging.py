"""What every table is merged with: groups, routes, weights, profiles, and where each technology can stand."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import pandas as pd

from optimizer.case.checks.common import listed_in
from optimizer.case.merge.groups import Groups
from optimizer.case.merge.paths import Path
from optimizer.case.merge.routes import Routes, merged_routes
from optimizer.case.merge.shapes import Shapes
from optimizer.case.merge.weights import Weights
from optimizer.case.model import Case
from optimizer.errors import Problem
from optimizer.quantities import Quantity


class Merging:
    """One merge: what is known before the tables are touched, and what is said about them.

    Attributes:
        notes: what the planner should know.
        problems: what cannot be merged.
    """

    def __init__(self, case: Case, groups: Groups, vocabulary: Sequence[Quantity]) -> None:
        self.case, self.tables, self.groups = case, case.tables, groups
        self.periods = [float(p.label) for p in case.options.periods]
        self.weights = Weights(case.tables, self.periods)
        self.shapes = Shapes(case, groups)
        self.routes: Routes = merged_routes(case.tables, groups, self.weights)
        self.defaults = {q.name: q.default for q in vocabulary} | {"wacc": case.options.wacc}
        self.notes: list[str] = []
        self.problems: list[Problem] = []
        self._places: dict[str, dict[str, list[str]]] = {}

    @cached_property
    def technologies(self) -> dict[str, Any]:
        """Technology -> (kind, regions)."""
        rows = self.tables["technologies"]
        return dict(zip(rows["technology"], zip(rows["kind"], rows["regions"], strict=True), strict=True))

    def is_line(self, technology: str) -> bool:
        return bool(technology) and self.technologies[technology][0] == "line"

    def places(self, technology: str) -> dict[str, list[str]]:
        """Merged place -> the places at which a technology can stand; without a technology all regions."""
        if not technology:
            return self.groups.members
        if technology not in self._places:
            self._places[technology] = self._places_of(technology)
        return self._places[technology]

    def _places_of(self, technology: str) -> dict[str, list[str]]:
        if self.is_line(technology):
            return self.routes.members.get(technology, {})
        named = set(listed_in(self.technologies[technology][1]))
        if not named:
            return self.groups.members
        kept = {merged: [r for r in of if r in named] for merged, of in self.groups.members.items()}
        return {merged: of for merged, of in kept.items() if of}

    def whole(
        self, technology: str, places: Sequence[str], paths: Sequence[Path], per_km: Sequence[bool]
    ) -> list[Path]:
        """Numbers of places with those per km times the length of their route."""
        lengths = [self.routes.before[technology, p] if km else 1.0 for p, km in zip(places, per_km, strict=True)]
        return [path.times(n) if n != 1.0 else path for path, n in zip(paths, lengths, strict=True)]

    def wrong(self, rows: pd.DataFrame, row: int, column: str, message: str, found: str, allowed: str) -> None:
        """A problem in a row of a table."""
        r = rows.iloc[row]
        line = None if pd.isna(r["_row"]) else int(r["_row"])
        self.problems.append(Problem(message, str(r["_file"]), line, column, found, allowed))

    def parts(self, regions: Sequence[str]) -> dict[str, list[str]]:
        """Merged regions of which a list names a part -> the members it leaves out."""
        named = set(regions)
        touched = dict.fromkeys(self.groups.of[r] for r in regions)
        left = {m: [r for r in self.groups.members[m] if r not in named] for m in touched}
        return {m: of for m, of in left.items() if of}

    def mapped(self, regions: Sequence[str]) -> str:
        """A semicolon list of merged regions."""
        return ";".join(dict.fromkeys(self.groups.of[r] for r in regions))
