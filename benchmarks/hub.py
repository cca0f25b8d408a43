"""The hub end to end, ours and PyPSA's: one region, every step of a year, the same LP, the same optimum."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from benchmarks.measure import Figures, Watch, fresh, median, same

WAYS = {
    "ours": "our defaults",
    "pypsa": "PyPSA, HiGHS defaults",
    "pypsa-same": "PyPSA, our options",
}
GUARD = 1200.0
"""Seconds after which HiGHS is stopped; a run that was stopped is shown as a lower bound of its time."""
PARTS = ("build", "hand over", "HiGHS", "read back", "save", "outside", "total", "peak MB")


def one(way: str, step: float) -> Figures:
    """One run in this process; imports are not counted, neither is reading our case for PyPSA."""
    watch = Watch()
    with tempfile.TemporaryDirectory() as folder, watch.on_highs():
        if way == "ours":
            _imports_of_ours()
            from benchmarks.hub_ours import solve

            status, objective = solve(step, Path(folder), watch, time_limit=GUARD)
            return {**watch.figures(), "status": status, "objective": objective}
        from benchmarks.hub_numbers import hub_numbers
        from benchmarks.hub_pypsa import solve as solve_pypsa

        hub = hub_numbers(step)
        _imports_of_pypsa()
        how: dict[str, Any] = {"solver_name": "highs", "solver_options": {"time_limit": GUARD}}
        if way == "pypsa-same":
            how = {
                "solver_name": "highs",
                "solver_options": {"time_limit": GUARD, **_our_options()},
                "io_api": "direct",
            }
        solve_pypsa(hub, Path(folder), watch, **how)
    return watch.figures()


def _our_options() -> dict[str, Any]:
    """What our ladder asks of HiGHS on a problem of this size."""
    from optimizer.compiled import SolveOptions
    from optimizer.solve.highs import _settings
    from optimizer.solve.watch import Limits

    settings = _settings("hipo", False, SolveOptions(), Limits.of(None, None))
    return {k: v for k, v in settings.items() if k != "mip_rel_gap"}


def _imports_of_ours() -> None:
    import netCDF4  # noqa: F401
    import xarray
    import xlsxwriter  # noqa: F401

    import optimizer.pipeline
    import optimizer.report.export  # noqa: F401

    xarray.DataArray([0.0])  # looks for other array libraries once


def _imports_of_pypsa() -> None:
    import netCDF4  # noqa: F401
    import pypsa  # noqa: F401


def table(step: float, runs: int) -> list[str]:
    """Lines of a Markdown table, medians of fresh processes.

    Raises:
        AssertionError: two ways found different optima.
    """
    found: dict[str, Figures] = {}
    for way in WAYS:
        repeated = [fresh("hub", way, str(step)) for _ in range(runs)]
        print(f"{way}: " + ", ".join(f"{r['total']:.1f} s" for r in repeated), flush=True)
        found[way] = median(repeated)
    same("optimum of the hub", {WAYS[w]: f["objective"] for w, f in found.items() if not _stopped(f)})
    ours = found["ours"]
    lines = [
        "| way | rows | columns | "
        + " | ".join(f"{p} s" if p != "peak MB" else p for p in PARTS)
        + " | outside / ours | total / ours |",
        "|---" * (len(PARTS) + 5) + "|",
    ]
    for way, f in found.items():
        more = ">" if _stopped(f) else ""
        size = f"{f['size']['rows']:,} | {f['size']['columns']:,}"
        parts = " | ".join(f"{f[p]:.0f}" if p == "peak MB" else f"{f[p]:.2f}" for p in PARTS)
        ratios = f"{f['outside'] / ours['outside']:.2f} | {more}{f['total'] / ours['total']:.2f}"
        lines.append(f"| {WAYS[way]} | {size} | {parts} | {ratios} |")
    lines.append("")
    lines.append(f"Ours outside HiGHS is {ours['outside'] / ours['HiGHS']:.1%} of its time in HiGHS.")
    for way, f in found.items():
        lines.append(f"{WAYS[way]}: {f['status']}, optimum {f['objective']!r}, HiGHS options {f['options']}")
    return lines


def _stopped(figures: Figures) -> bool:
    return "limit" in str(figures["status"]).lower()
