"""Typical days from a full year, by tsam (the only module that knows it)."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optimizer.errors import CaseError, Problem

Floats = NDArray[np.float64]
EXTREMES = {"highest": "max_period", "lowest": "min_period", "peak": "max_value", "trough": "min_value"}


@dataclass(frozen=True, eq=False)
class TypicalDays:
    """Typical days and which of them stands for each day of the year.

    Attributes:
        weights: days of the year each typical day stands for, shape (days,).
        profiles: profile -> values over days x steps, day by day.
        calendar: typical day of each day of the year.
    """

    weights: Floats
    profiles: dict[str, Floats]
    calendar: NDArray[np.int64]


def typical_days(
    profiles: dict[str, Floats], days: int, steps: int, count: int, extremes: tuple[str, ...], method: str
) -> TypicalDays:
    """Cluster the days of a year; the days that `extremes` names are kept as they are, besides `count` clusters.

    Args:
        profiles: profile -> values over the year, shape (days * steps,).
        extremes: e.g. ``lowest:NM_onwind`` (the day of the lowest mean), ``peak:NM_load_pu`` (of the highest value).
        method: clustering method of tsam: hierarchical, kmedoids, kmeans, averaging ...

    Raises:
        CaseError: an extreme does not name a profile.
    """
    import tsam

    chosen: dict[str, list[str]] = {name: [] for name in EXTREMES.values()}
    problems = []
    for text in extremes:
        kind, _, column = text.partition(":")
        if kind not in EXTREMES or column not in profiles:
            allowed = f"{', '.join(EXTREMES)} of {', '.join(sorted(profiles))}"
            problems.append(
                Problem(
                    "not an extreme day", "case.yaml", column="clock.typical_days.extremes", found=text, allowed=allowed
                )
            )
        else:
            chosen[EXTREMES[kind]].append(column)
    if not 1 <= count <= days:
        problems.append(
            Problem(
                "number of typical days",
                "case.yaml",
                column="clock.typical_days.days",
                found=str(count),
                allowed=f"1 to {days}",
            )
        )
    if problems:
        raise CaseError(problems)
    frame = pd.DataFrame(
        profiles, index=pd.date_range("2001-01-01", periods=days * steps, freq=pd.Timedelta(hours=24 / steps))
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = tsam.aggregate(
            frame,
            count,
            period_duration=24.0,
            temporal_resolution=24.0 / steps,
            cluster=tsam.ClusterConfig(method=method),  # type: ignore[arg-type]
            extremes=tsam.ExtremeConfig(method="new_cluster", **chosen) if extremes else None,
            preserve_column_means=True,
        )
    calendar = np.asarray(result.cluster_assignments, dtype=np.int64)
    used, calendar = np.unique(calendar, return_inverse=True)
    table = result.cluster_representatives
    values = {str(c): table[c].to_numpy(float).reshape(-1, steps)[used].ravel() for c in table.columns}
    weights = np.bincount(calendar, minlength=len(used)).astype(float)
    return TypicalDays(weights, values, calendar.astype(np.int64))
