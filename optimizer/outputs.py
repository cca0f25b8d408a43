"""What a run leaves in its folder: solution.nc, summary.xlsx, charts on request, and run.json."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from optimizer.case.model import Case
from optimizer.files import whole
from optimizer.solution import FILE, Solution

RECORD, PREVIOUS, NAMED = "run.json", "previous", 3
RESULTS = (
    FILE,
    "summary.xlsx",
    "hourly.csv",
    "capacity.png",
    "balance.png",
    "dispatch.png",
    "storage.png",
    "pathway.png",
    "hydrogen.png",
    "cost_of_use.png",
    "calibration.csv",
    "redispatch.csv",
)
SKIPPED = ("inputs_used", "sources", "dispatch_days", "plausible", "standards", "iamc", "changes")


def write_results(solution: Solution, folder: Path, *, charts: bool, hourly: bool) -> list[Path]:
    """Save the solution and write its report; each file appears whole or not at all."""
    from optimizer.report.export import write_report

    saved = solution.save(folder / FILE)
    return [saved, *write_report(solution, folder, charts=charts, hourly=hourly)]


def write_plan(builds: pd.DataFrame, folder: Path) -> Path:
    """builds.csv of several runs together."""
    from optimizer.report.export import write_table

    return write_table(builds, folder / "builds.csv")


def write_record(solution: Solution, folder: Path, seconds: Mapping[str, float]) -> Path:
    """run.json of a certified run: hashes, versions, status, certificate, times."""
    facts = {k: v for k, v in solution.meta.items() if k not in SKIPPED}
    return _write(folder / RECORD, {**facts, "seconds": dict(seconds)})


def replaced(solution: Solution, folder: Path) -> str:
    """A sentence if the results in a folder are of another case, or of this one before its tables changed; else nothing."""
    known, mine = _recorded(folder), solution.meta["case"]
    if not known or known.get("hashes") == mine["hashes"]:
        return ""
    ours, theirs = mine["hashes"], known.get("hashes", {})
    changed = sorted(name for name in {*ours, *theirs} if ours.get(name) != theirs.get(name))
    listed = ", ".join(changed[:NAMED]) + (f" and {len(changed) - NAMED} more" if len(changed) > NAMED else "")
    return f"{folder} held results of other inputs ({listed} differ): they were replaced"


def _recorded(folder: Path) -> dict[str, Any]:
    """What the record of an earlier run says of its case."""
    try:
        found = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    case = found.get("case") if isinstance(found, dict) else None
    return case if isinstance(case, dict) and found.get("status") != "not certified" else {}


def set_aside(folder: Path, keep: Iterable[Path] = ()) -> list[Path]:
    """Move the results of an earlier run to `previous`, so that they cannot be taken for those of this one.

    Args:
        folder: of the results.
        keep: what this run wrote there.

    Returns:
        Where the files are now.
    """
    moved, ours = [], {path.name for path in keep}
    for name in RESULTS:
        if (folder / name).exists() and name not in ours:
            (folder / PREVIOUS).mkdir(exist_ok=True)
            moved.append((folder / name).replace(folder / PREVIOUS / name))
    return moved


def told(moved: Sequence[Path]) -> str:
    """Where results of an earlier run went, in a sentence; nothing if none did.

    >>> told([Path("out/previous/summary.xlsx")])
    'Of an earlier run, moved to out/previous: summary.xlsx'
    """
    return (
        f"Of an earlier run, moved to {moved[0].parent.as_posix()}: {', '.join(p.name for p in moved)}" if moved else ""
    )


def write_failure(case: Case, error: Exception, folder: Path) -> Path:
    """run.json of a run without an answer; results of an earlier run are set aside, so that none seems to be of this one."""
    set_aside(folder)
    facts = {
        "case": {"name": case.options.name, "scenario": case.scenario, "hashes": dict(case.hashes)},
        "status": "not certified",
        "error": type(error).__name__,
        "message": str(error),
    }
    return _write(folder / RECORD, facts)


def _write(path: Path, content: Mapping[str, Any]) -> Path:
    with whole(path) as file:
        file.write_text(json.dumps(content, indent=2, default=str, allow_nan=True), encoding="utf-8")
    return path
