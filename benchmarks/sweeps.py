"""Sweeps: points solved from a neighbour's basis beside the same points solved cold, and what a point costs outside HiGHS."""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.measure import Figures
from optimizer.cli.app import SHORTAGE
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


COMMAND = "import sys; from optimizer.cli import main; sys.argv[0] = 'h2opt'; main()"
"""`h2opt`, as its script starts it."""


def single(case: Path, scenario: str | None) -> Figures:
    """Processor seconds of `h2opt run`, inside HiGHS and outside it: what a script of single runs pays for each point.

    Raises:
        RuntimeError: with what the command said.
    """
    chosen = ["-s", scenario] if scenario else []
    with tempfile.TemporaryDirectory() as folder:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        call = [sys.executable, "-c", COMMAND, "run", str(case), *chosen, "-o", folder]
        ended = subprocess.run(call, text=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if ended.returncode not in (0, SHORTAGE):
            raise RuntimeError(f"{' '.join(call)} failed:\n{ended.stdout[-2000:]}{ended.stderr[-2000:]}")
        record = json.loads(next(Path(folder).rglob("run.json")).read_text(encoding="utf-8"))
    total = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    inside = float(record["solver"]["processor_seconds"])
    return {"HiGHS": inside, "outside": total - inside, **record["size"]}


def here(case: Path, scenario: str | None) -> float:
    """Processor seconds of the same stages outside HiGHS where everything is imported: the second of two runs in this process."""
    from optimizer.outputs import write_record, write_results

    outside = 0.0
    for _ in range(2):
        began = time.process_time()
        solution = run(load_case(case, scenario))
        with tempfile.TemporaryDirectory() as folder:
            write_results(solution, Path(folder), charts=False, hourly=False)
            write_record(solution, Path(folder), solution.meta["seconds"])
        outside = time.process_time() - began - float(solution.meta["solver"]["processor_seconds"])
    return outside


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
        "outside": statistics.median(r["cpu_outside"] for r in mine),
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
    alone, again = single(case, scenario), here(case, scenario)
    found = one(case, scenario, count, share, PLACES[name])
    lines = [
        f"{name}: {alone['columns']:,} columns, {alone['rows']:,} rows. Processor seconds of a single run: {alone['HiGHS']:.2f} in HiGHS and "
        f"{alone['outside']:.2f} outside it; {again:.2f} outside it once everything is imported. HiGHS on the clock, the rest in processor seconds:",
        "",
        "| axis | points | solved | HiGHS s | cold s | cold / from basis | compared | same | outside | of a single run's | of one imported |",
        "|---" * 11 + "|",
    ]
    for what, f in found["axes"].items():
        lines.append(
            f"| {what} | {f['points']} | {f['choice']} | {f['HiGHS']:.2f} | {f['cold']:.2f} | {f['ratio']:.1f} | {f['compared']} | "
            f"{'yes' if f['same'] else 'NO'} | {f['outside']:.2f} | {f['outside'] / alone['outside']:.0%} | {f['outside'] / again:.0%} |"
        )
    return lines
