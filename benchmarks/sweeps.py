"""Sweeps: points solved from a neighbour's basis beside the same points solved cold, and what a point costs outside HiGHS."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.measure import Figures
from optimizer.pipeline import load_case, run
from optimizer.runs import open_runs
from optimizer.study.sweeps import checked, study_of, sweep

CHINA: Mapping[str, Mapping[str, Any]] = {
    "one price": {"path": "prices[carrier=coal, kind=purchase]"},
    "one bound": {"path": "policies[id=cap_mid, year=2040]"},
    "coefficients": {"path": "parameters[parameter=availability]"},
}
"""What is moved in the Chinese case."""
QUICKSTART: Mapping[str, Mapping[str, Any]] = {
    "one price": {"path": "prices[carrier=coal, kind=purchase]"},
    "one bound": {"path": "policies[id=co2_cap, year=2045]"},
    "coefficients": {"path": "parameters[parameter=availability]"},
}
PLACES = {"china": CHINA, "quickstart": QUICKSTART}
SPREAD = 0.2
"""How far the factors of an axis go from one, to both sides; of coefficients only downwards, and half as far."""


def factors(count: int, down: bool) -> list[float]:
    """Factors evenly around one, or below it."""
    if down:
        return [round(1.0 - 0.5 * SPREAD * (i + 1) / count, 6) for i in range(count)]
    half = [round(SPREAD * (i + 1) / ((count + 1) // 2), 6) for i in range((count + 1) // 2)]
    return [1.0 + f for f in half] + [1.0 - f for f in half[: count // 2]]


def single(case: Path, scenario: str | None) -> Figures:
    """A single run of the case: seconds inside HiGHS, and outside it, with its results written."""
    from optimizer.outputs import write_record, write_results

    start = time.perf_counter()
    solution = run(load_case(case, scenario))
    with tempfile.TemporaryDirectory() as folder:
        write_results(solution, Path(folder), charts=False, hourly=False)
        write_record(solution, Path(folder), solution.meta["seconds"])
    total, inside = time.perf_counter() - start, float(solution.meta["solver"]["seconds"])
    return {"total": total, "HiGHS": inside, "outside": total - inside, **solution.meta["size"]}


def one(case: Path, scenario: str | None, count: int, share: float, places: Mapping[str, Mapping[str, Any]]) -> Figures:
    """Every axis of a case in one study, in this process, one point after the other; a share of the points cold as well."""
    axes = {name: {**at, "factors": factors(count, name == "coefficients")} for name, at in places.items()}
    stated: dict[str, Any] = {"case": str(case), "design": "one_at_a_time", "axes": axes, "check": share}
    study = study_of(stated | ({"scenario": scenario} if scenario else {}))
    with tempfile.TemporaryDirectory() as folder:
        store = sweep(study, folder, jobs=1)
        runs, cold = open_runs(folder), checked(store, study)
        choices = store.choices()
        return {"axes": {a: axis(a, runs.records, cold, choices) for a in axes}, "base": runs.records["base"]}


def axis(
    name: str, records: Mapping[str, Mapping[str, Any]], cold: Mapping[str, Any], choices: Mapping[str, Any]
) -> Figures:
    """Medians of the points of an axis."""
    mine = [r for r in records.values() if r["group"] == name and r["status"] == "done"]
    again = {n: c for n, c in cold.items() if records[n]["group"] == name}
    pairs = [(float(records[n]["highs"]), float(c["highs"])) for n, c in again.items()]
    return {
        "points": len(mine),
        "choice": choices[name]["choice"],
        "HiGHS": statistics.median(r["highs"] for r in mine),
        "outside": statistics.median(r["total"] - r["highs"] for r in mine),
        "compared": len(pairs),
        "same": all(c["same"] for c in again.values()),
        "cold": statistics.median(c for _, c in pairs) if pairs else float("nan"),
        "ratio": statistics.median(c / w for w, c in pairs) if pairs else float("nan"),
    }


def table(name: str, scenario: str | None, count: int, share: float) -> Sequence[str]:
    """Lines of a Markdown table.

    Args:
        name: of a case in inputs.
        scenario: of it.
        count: points of an axis.
        share: of the points from a basis that are solved cold as well.
    """
    case = Path("inputs") / name
    alone, found = single(case, scenario), one(case, scenario, count, share, PLACES[name])
    lines = [
        f"{name}: {alone['columns']:,} columns, {alone['rows']:,} rows; a single run takes {alone['HiGHS']:.1f} s in HiGHS and "
        f"{alone['outside']:.1f} s outside it",
        "",
        "| axis | points | solved | HiGHS s | cold s | cold / from basis | compared | same | outside s | of a single run's |",
        "|---" * 10 + "|",
    ]
    for what, f in found["axes"].items():
        lines.append(
            f"| {what} | {f['points']} | {f['choice']} | {f['HiGHS']:.2f} | {f['cold']:.2f} | {f['ratio']:.1f} | {f['compared']} | "
            f"{'yes' if f['same'] else 'NO'} | {f['outside']:.2f} | {f['outside'] / alone['outside']:.0%} |"
        )
    return lines
