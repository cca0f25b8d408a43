"""Learning by doing: where experience is counted, the straight pieces of total cost, and costs that follow a path instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from optimizer.case.learning import Learnt, curves
from optimizer.case.model import Case
from optimizer.errors import CaseError, Problem
from optimizer.index import Index, Label, Values
from optimizer.inputs.assets import Assets
from optimizer.inputs.plant import Plant
from optimizer.inputs.world import World

NEAR = 1e-9
POINT, PIECE = ("curve", "moment"), ("curve", "moment", "piece")
Key = tuple[Label, ...]


def learnt_curves(case: Case) -> dict[str, Learnt]:
    """Every learning curve of a case, by name."""
    return curves(case.tables["learning"], [p.label for p in case.options.periods])


def end_of(period: Label) -> str:
    """The moment at which everything of a period is built."""
    return str(period)


def start_of(period: Label) -> str:
    """The moment at which others have built what they build up to a period, and the case has not yet."""
    return f"{period} outside"


def learning_dimensions(case: Case) -> dict[str, tuple[Label, ...]]:
    """Labels of the dimensions that learning adds; a moment of what others build only where some do."""
    known = learnt_curves(case)
    when: list[str] = []
    for p in case.options.periods if known else ():
        grows = any(each.outside_added[p.label] > 0 for each in known.values())
        when += [start_of(p.label), end_of(p.label)] if grows else [end_of(p.label)]
    longest = max((each.pieces for each in known.values()), default=0)
    return {"curve": tuple(known), "moment": tuple(when), "piece": tuple(range(1, longest + 2))}


class Learning:
    """Indexes and values of curves that are solved for; none where costs follow the path."""

    def __init__(self, w: World, assets: Assets) -> None:
        known, periods = learnt_curves(w.case), {p.label for p in w.periods}
        self._curves = known if w.case.options.learning == "pieces" else {}
        self._path = known if w.case.options.learning == "path" else {}
        new = [p for p in assets.plants if p.vintage in periods]
        self._builds = {name: [p for p in new if p.technology in each.content] for name, each in known.items()}
        when = w.dimensions["moment"].labels
        pieces = {
            name: list(pairwise(each.curve.points(each.most, each.pieces))) for name, each in self._curves.items()
        }
        points = [(name, m) for name in self._curves for m in when]
        filled = [(name, m, i) for name, m in points for i in range(1, len(pieces[name]) + 1)]
        builds = [(name, end_of(p.vintage), *p.key) for name in self._curves for p in self._builds[name]]
        self.indexes: dict[str, Index] = {
            "learning_points": w.index(POINT, points),
            "learning_pieces": w.index(PIECE, filled),
            "learning_steps": w.index(PIECE, [label for label in filled if label[2] > 1]),
            "learning_builds": w.index((*POINT, "technology", "location", "vintage"), builds),
        }
        count = w.dimensions["piece"].labels
        self.relabels: dict[str, Mapping[Label, Label]] = {
            "moment_before": dict(pairwise_back(when)),
            "piece_before": dict(pairwise_back(count)),
        }
        self.values = self._values(w, pieces, self._same_weights(w, assets))

    def _values(
        self, w: World, pieces: Mapping[str, list[tuple[float, float]]], weights: Mapping[Key, float]
    ) -> dict[str, Values]:
        points, filled = self.indexes["learning_points"], self.indexes["learning_pieces"]
        corners = {(name, i): ends for name, mine in pieces.items() for i, ends in enumerate(mine, start=1)}
        slopes = [self._curves[name].curve.mean(*ends) for (name, _), ends in corners.items()]
        lengths = {label: b - a for label, (a, b) in corners.items()}
        contents = {(name, k): each for name, curve in self._curves.items() for k, each in curve.content.items()}
        added = {(n, start_of(y)): more for n, c in self._curves.items() for y, more in c.outside_added.items()}
        index = w.index(("curve", "piece"), corners)
        mine = w.index(("curve", "technology"), contents)
        stated = {
            "learning_length": (index, list(lengths.values()), "curve_unit"),
            "learning_length_before": (index, [lengths.get((n, i - 1), 0.0) for n, i in lengths], "curve_unit"),
            "learning_length_max": (filled, [lengths[str(c), int(i)] for c, _, i in filled.tuples()], "curve_unit"),
            "learning_slope": (index, slopes, "money/curve_unit"),
            "learning_content": (mine, list(contents.values()), "curve_unit/capacity_unit"),
            "learning_outside": (points, [added.get((str(c), str(m)), 0.0) for c, m in points.tuples()], "curve_unit"),
            "learning_weight": (points, [weights.get(label, 0.0) for label in points.tuples()], "dimensionless"),
        }
        return {name: Values.of(name, on, numbers, unit) for name, (on, numbers, unit) in stated.items()}

    def _same_weights(self, w: World, assets: Assets) -> dict[Key, float]:
        """Discounted payments for a unit of overnight cost by (curve, moment), the same for all that is built then.

        Raises:
            CaseError: they differ, so that what the curve costs would depend on who pays it.
        """
        out: dict[Key, float] = {}
        problems: dict[str, Problem] = {}
        for name in self._curves:
            for y in w.periods:
                mine = sorted(
                    ((assets.capital_weights[p.key], p) for p in self._builds[name] if p.vintage == y.label),
                    key=_weight,
                )
                if not mine:
                    continue
                (least, a), (most, b) = mine[0], mine[-1]
                out[name, end_of(y.label)] = most
                if most - least > NEAR * most:
                    found = f"{a.technology} in {a.location}, {b.technology} in {b.location}"
                    allowed = "one life, amortisation, wacc and construction_time for all of them, or learning: path"
                    message = f"plant of the curve '{name}' pays its capital in different ways"
                    problems[name] = Problem(message, "learning.csv", column="technology", found=found, allowed=allowed)
        if problems:
            raise CaseError(problems.values())
        return out

    def on_path(self, capital: Values) -> Values:
        """Capital costs with what the path of each curve adds to those of the builds of the case [money/capacity_unit]."""
        if not self._path:
            return capital
        more: dict[Key, float] = {}
        for name, each in self._path.items():
            for p in self._builds[name]:
                more[p.key] = more.get(p.key, 0.0) + each.content[p.technology] * each.path[p.vintage]
        whole = [
            cost + more.get(label, 0.0) for label, cost in zip(capital.index.tuples(), capital.dense(), strict=True)
        ]
        return Values.of(capital.name, capital.index, whole, capital.unit)


def pairwise_back(labels: Sequence[Label]) -> list[tuple[Label, Label]]:
    """Each label but the first with the one before it."""
    return [(b, a) for a, b in pairwise(labels)]


def _weight(pair: tuple[float, Plant]) -> float:
    return pair[0]
