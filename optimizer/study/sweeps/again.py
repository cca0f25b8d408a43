"""A stated sample of the points that were solved from a basis, solved again cold; and what is known of points afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from optimizer.errors import InfeasibleError, UnboundedError
from optimizer.study.sweeps.design import Point
from optimizer.study.sweeps.point import FAILED, WARM, Finished, Task
from optimizer.study.sweeps.store import Store
from optimizer.study.sweeps.study import Study
from optimizer.study.sweeps.work import Errand, Run

NEAR = 1e-6
"""Relative difference of costs between a start from a basis and a cold one that is noise."""
NO_ANSWER = (InfeasibleError.__name__, UnboundedError.__name__)
"""What a cold start says against a point that had an answer from a basis; any other error only says that nothing was compared."""


def sample_of(run: Run) -> list[Point]:
    """Points that are solved again cold: a stated share of those that were not, evenly among them, and one at least."""
    warm = [p for p in run.study.points if run.records[p.name].get("how") == WARM]
    share = run.study.spec.check
    count = min(len(warm), max(1, round(share * len(warm)))) if warm and share > 0 else 0
    return [warm[(2 * i + 1) * len(warm) // (2 * count)] for i in range(count)]


def solved_again(run: Run) -> Errand:
    """A sample solved again, cold, and its costs compared."""
    sample = sample_of(run)
    keys = {p.name: run.study.key(p) for p in sample}
    before = {p.name: run.store.check(p.name) for p in sample}
    left = [p for p in sample if before[p.name].get("key") != keys[p.name] or not was_made(before[p.name])]
    done: set[str] = set()

    def ready() -> list[Point]:
        return [p for p in left if p.name not in done]

    def kept(task: Task, found: Finished) -> None:
        name, record = task.point.name, found.record
        done.add(name)
        mine, other = run.records[name]["objective"], record.get("objective")
        gap = None if other is None else (mine - other) / (1.0 + abs(other))
        told = {"key": keys[name], "objective": other, "difference": gap, "highs": record.get("highs"),
                "same": gap is not None and abs(gap) <= NEAR, "error": record.get("error", ""),
                "reason": record.get("reason", "")}  # fmt: skip
        run.store.keep_check(name, told)

    return Errand(ready, lambda point: Task(point, compare=True, threads=run.threads), kept)


def was_made(check: Mapping[str, Any]) -> bool:
    """Whether a cold start told something of a point; where it did not come to an end, it is made again next time."""
    return check.get("objective") is not None or check.get("error") in NO_ANSWER


def failures(store: Store, study: Study) -> dict[str, str]:
    """Why points have no answer, by point."""
    records = {p.name: (store.record(p), study.key(p)) for p in study.points}
    return {
        name: str(r["reason"]) for name, (r, key) in records.items() if r.get("key") == key and r["status"] == FAILED
    }


def checked(store: Store, study: Study) -> dict[str, dict[str, Any]]:
    """What points cost that were solved again cold, by point; `same` says whether it is what they cost from a basis.

    One whose check could not be made is among them: `was_made` tells.
    """
    found = {p.name: store.check(p.name) for p in study.points}
    keys = {p.name: study.key(p) for p in study.points if found[p.name]}
    return {name: found[name] for name, key in keys.items() if found[name].get("key") == key}
