"""Typical days from a full year, by tsam (the only module that knows it).

Importing tsam and clustering takes seconds and the answer depends on nothing but its arguments, so it is kept in the
user's cache folder (`H2OPT_CACHE` names another one) under the hash of those arguments and of tsam's version.
"""

from __future__ import annotations

import hashlib
import io
import os
import warnings
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optimizer.errors import CaseError, Problem
from optimizer.files import whole

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

    A day that is the middle of its cluster already is that typical day, scaled to the means of the year, and none of its own (tsam).

    Args:
        profiles: profile -> values over the year, shape (days * steps,).
        extremes: e.g. ``lowest:NM_onwind`` (the day of the lowest mean), ``peak:NM_load_pu`` (of the highest value).
        method: clustering method of tsam: hierarchical, kmedoids, kmeans, averaging ...

    Raises:
        CaseError: an extreme does not name a profile.
    """
    chosen = _extremes(profiles, extremes, days, count)
    kept = _cache_file(profiles, steps, count, extremes, method)
    found = _recall(kept)
    if found is None:
        found = _cluster(profiles, days, steps, count, chosen, method)
        _keep(kept, found)
    return found


def _extremes(profiles: dict[str, Floats], extremes: tuple[str, ...], days: int, count: int) -> dict[str, list[str]]:
    """The columns of each kind of extreme day, in tsam's words."""
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
    return chosen


def _cluster(
    profiles: dict[str, Floats], days: int, steps: int, count: int, chosen: dict[str, list[str]], method: str
) -> TypicalDays:
    import tsam

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
            extremes=tsam.ExtremeConfig(method="new_cluster", **chosen) if any(chosen.values()) else None,
            preserve_column_means=True,
        )
    calendar = np.asarray(result.cluster_assignments, dtype=np.int64)
    used, calendar = np.unique(calendar, return_inverse=True)
    table = result.cluster_representatives
    values = {str(c): table[c].to_numpy(float).reshape(-1, steps)[used].ravel() for c in table.columns}
    weights = np.bincount(calendar, minlength=len(used)).astype(float)
    return TypicalDays(weights, values, calendar.astype(np.int64))


def _cache_file(profiles: dict[str, Floats], steps: int, count: int, extremes: tuple[str, ...], method: str) -> Path:
    """Where the days of these arguments are kept."""
    import platformdirs

    digest = hashlib.sha256(repr((version("tsam"), steps, count, extremes, method)).encode())
    for name, values in profiles.items():
        digest.update(name.encode())
        digest.update(np.ascontiguousarray(values).tobytes())
    chosen = os.environ.get("H2OPT_CACHE")
    folder = Path(chosen) if chosen else platformdirs.user_cache_path("hydrogen-transition-optimizer", appauthor=False)
    return folder / "typical-days" / f"{digest.hexdigest()}.npz"


def _recall(file: Path) -> TypicalDays | None:
    """What was kept; nothing where the file is missing or damaged."""
    try:
        with np.load(io.BytesIO(file.read_bytes()), allow_pickle=False) as kept:
            profiles = dict(zip(kept["names"].tolist(), kept["profiles"], strict=True))
            return TypicalDays(kept["weights"], profiles, kept["calendar"])
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None


def _keep(file: Path, found: TypicalDays) -> None:
    """Write whole or not at all; a cache folder that cannot be written costs time on the next run, nothing else."""
    with suppress(OSError), whole(file) as beside:
        np.savez(
            beside,
            names=np.array(list(found.profiles)),
            profiles=np.array(list(found.profiles.values())),
            weights=found.weights,
            calendar=found.calendar,
        )
