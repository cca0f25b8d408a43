"""Profiles of merged regions: means of the members' columns, weighted by what uses them.

Each use of a profile (a demand, the availability of a technology, a price) says how it mixes the columns of the members. Uses of one
profile that mix alike share a column `<merged>_<profile>`; another mix becomes a profile of its own, `<profile> (<user>)`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optimizer.case.merge.groups import Groups
from optimizer.case.model import Case
from optimizer.case.text import tidy
from optimizer.errors import CaseError, Problem

Mix = tuple[tuple[str, float], ...]  # columns with weights that add up to one; '' is a column of ones
Part = tuple[str, str, float]  # region, profile, weight


class Shapes:
    """Collects the uses of profiles, and makes the columns they need."""

    def __init__(self, case: Case, groups: Groups) -> None:
        frame = case.profiles
        self.frame = pd.DataFrame() if frame is None else frame
        self.columns: dict[str, NDArray[np.float64]] = {str(c): self.frame[c].to_numpy(float) for c in self.frame}
        self.groups, self.hours = groups, _hours(case, self.frame)
        self.uses: dict[tuple[str, str], dict[str, Mix]] = {}
        self.kept: set[str] = set()

    def column(self, region: str, profile: str) -> str:
        """The column that a row of a region means: `<region>_<profile>` if there is one, else `<profile>`."""
        return f"{region}_{profile}" if profile and f"{region}_{profile}" in self.columns else profile

    def use(self, user: str, merged: str, parts: Sequence[Part], *, means_one: bool = False) -> str:
        """Note how a merged region mixes profiles; the word that stands for the profile until `names` tells its name.

        Args:
            means_one: each column counts divided by its mean, as the shape of a demand does.
        """
        profiles = {profile for _, profile, _ in parts}
        if profiles == {""}:
            return ""
        name = profiles.pop() if len(profiles) == 1 else user
        if sum(weight for *_, weight in parts) <= 0:
            parts = [(region, profile, 1.0) for region, profile, _ in parts]
        mix: dict[str, float] = {}
        for region, profile, weight in parts:
            column = self.column(region, profile)
            mix[column] = mix.get(column, 0.0) + (weight / self._mean(column) if means_one else weight)
        whole = sum(mix.values())
        self.uses.setdefault((name, user), {})[merged] = tuple((c, w / whole) for c, w in mix.items() if w)
        return f"{name}\n{user}"

    def _mean(self, column: str) -> float:
        if not column:
            return 1.0
        return float(self.columns[column] @ self.hours / self.hours.sum())

    def names(self) -> dict[str, str]:
        """Name of the profile of each use."""
        return {f"{name}\n{user}": chosen for (name, user), chosen in self._chosen()[0].items()}

    def _chosen(self) -> tuple[dict[tuple[str, str], str], dict[str, dict[str, Mix]]]:
        """The profile of each use, and the mixes of each profile."""
        of: dict[tuple[str, str], str] = {}
        made: dict[str, dict[str, Mix]] = {}
        for (name, user), mixes in self.uses.items():
            for candidate in (name, f"{name} ({user})"):
                known = made.setdefault(candidate, {})
                if all(_alike(known.get(merged, mix), mix) for merged, mix in mixes.items()):
                    known |= mixes
                    of[name, user] = candidate
                    break
        return of, made

    def made(self) -> pd.DataFrame:
        """The columns of the merged regions, beside those that belong to no region."""
        _, profiles = self._chosen()
        plain = {name for name, mixes in profiles.items() if any(m == ((name, 1.0),) for m in mixes.values())}
        plain |= self.kept
        out = {c: v for c, v in self.columns.items() if c in plain or self.owner(c) is None}
        for name, mixes in profiles.items():
            for merged, mix in mixes.items():
                if mix == ((name, 1.0),):
                    continue
                if f"{merged}_{name}" in out:
                    message = "the profile of a merged region has the name of a column that stands there already"
                    raise CaseError([Problem(message, "profiles.csv", column=f"{merged}_{name}")])
                out[f"{merged}_{name}"] = self._mixed(mix)
        return pd.DataFrame(out, index=self.frame.index)

    def _mixed(self, mix: Mix) -> NDArray[np.float64]:
        if len(mix) == 1 and mix[0][0]:
            return self.columns[mix[0][0]]
        ones = np.ones(len(self.frame))
        total = np.zeros(len(self.frame))
        for column, weight in mix:
            total += weight * (self.columns[column] if column else ones)
        return total

    def owner(self, column: str) -> str | None:
        """The region whose name a column begins with."""
        found = [r for r in self.groups.of if column.startswith(f"{r}_")]
        return max(found, key=len) if found else None


def alike_extremes(shapes: Shapes, frame: pd.DataFrame, extremes: Sequence[str]) -> tuple[pd.DataFrame, list[str]]:
    """Extreme days name the merged columns; one that nothing uses is the plain mean of the members'."""
    out: dict[str, None] = {}
    more: dict[str, NDArray[np.float64]] = {}
    for text in extremes:
        kind, _, column = text.partition(":")
        owner = shapes.owner(column) if column in shapes.columns and column not in frame else None
        if owner is not None:
            merged, profile = shapes.groups.of[owner], column[len(owner) + 1 :]
            column = f"{merged}_{profile}"
            every = [shapes.column(r, profile) for r in shapes.groups.members[merged]]
            known = [shapes.columns[c] for c in every if c in shapes.columns]
            if column not in frame:
                more[column] = np.mean(known, axis=0)
        out[f"{kind}:{column}"] = None
    return (frame.assign(**more) if more else frame), list(out)


def named(table: pd.DataFrame, column: str, names: Mapping[str, str]) -> pd.DataFrame:
    """The table with the profiles of its rows called by their names."""
    return table.assign(
        **{column: pd.Series([names.get(c, c) for c in table[column]], dtype=object, index=table.index)}
    )


def _alike(mix: Mix, other: Mix) -> bool:
    a, b = dict(mix), dict(other)
    return a.keys() == b.keys() and all(abs(a[c] - b[c]) <= 1e-12 for c in a)


def _hours(case: Case, frame: pd.DataFrame) -> NDArray[np.float64]:
    """What each row of the profiles counts in a mean over the year."""
    if not case.options.given_days or frame.empty:
        return np.ones(len(frame))
    days, steps = case.tables["days"], case.tables["steps"]
    weights: dict[object, float] = {}
    for day, weight in zip(days["day"], days["weight"], strict=True):
        weights[tidy(day)] = weights.get(tidy(day), 0.0) + float(weight)
    lasts = zip(steps["day"], steps["step"], steps["duration"], strict=True)
    hours = {(tidy(d), tidy(s)): weights.get(tidy(d), 0.0) * float(t) for d, s, t in lasts}
    return np.array([hours.get((tidy(d), tidy(s)), 0.0) for d, s in frame.index])
