"""What a run leaves in its folder: solution.nc, summary.xlsx, charts on request, and run.json."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from optimizer.case.model import Case
from optimizer.errors import UnwrittenError
from optimizer.files import digest, together, whole
from optimizer.solution import FILE, RECORD, Solution
from optimizer.still import stilled

PREVIOUS, NAMED = "previous", 3
DRAWN = (
    "capacity",
    "balance",
    "pathway",
    "hydrogen",
    "costs",
    "levelised",
    "cost_of_use",
    "dispatch",
    "load_duration",
    "storage",
    "map",
)
"""Charts of a run (`optimizer.report.charts`), told here so that matplotlib is not read for their names."""
RESULTS = (
    FILE,
    "summary.xlsx",
    "hourly.csv",
    "calibration.csv",
    "redispatch.csv",
    *(f"{name}.{kind}" for name in DRAWN for kind in ("png", "svg")),
)
"""What may be of a run: in a folder that is written anew, each of them is of the new run or moves to `previous`."""
WINDOW = "window-"
"""Before the first period that a window of foresight keeps, in the name of its folder."""
SKIPPED = ("inputs_used", "sources", "dispatch_days", "plausible", "standards", "iamc", "changes")


class Written(NamedTuple):
    """What a run left: its files, and where files of an earlier run went."""

    files: list[Path]
    moved: list[Path]


def write_run(
    solution: Solution,
    folder: Path,
    seconds: Mapping[str, float],
    *,
    charts: bool = False,
    hourly: bool = False,
    command: Mapping[str, Any] | None = None,
) -> Written:
    """Results, report and record of a run, all of them or none; what an earlier run left moves to `previous`.

    Args:
        seconds: by stage; the report is added.
        command: options of the command line, by which `h2opt reproduce` runs it again.

    Raises:
        UnwrittenError: they cannot be written; the answer is kept in a folder for temporary files if there is room.
    """
    old = [folder / PREVIOUS / name for name in RESULTS if (folder / name).is_file()]
    try:
        with together(folder, away=RESULTS, to=PREVIOUS) as new:
            start = time.perf_counter()
            names = [path.name for path in write_results(stilled(solution), new, charts=charts, hourly=hourly)]
            spent = {**seconds, "report": time.perf_counter() - start}
            names.append(write_record(solution, new, spent, command).name)
    except OSError as error:
        raise UnwrittenError(_kept(solution, folder, seconds, error, command)) from error
    return Written([folder / name for name in names], [p for p in old if p.name not in names] + windows_aside(folder))


def _kept(
    solution: Solution, folder: Path, seconds: Mapping[str, float], error: OSError, command: Mapping[str, Any] | None
) -> str:
    """Put the answer where there is room, and say so: it may have taken hours to find."""
    what = f" ({Path(error.filename).name})" if error.filename else ""
    why = f"The results cannot be written to {folder}: {error.strerror or error}{what}. What was there before is as it was."
    place = Path()
    try:
        place = Path(tempfile.mkdtemp(prefix="h2opt-")) / str(solution.meta["case"]["name"])
        with together(place) as new:
            stilled(solution).save(new / FILE)
            write_record(solution, new, seconds, command)
    except OSError as other:
        with suppress(OSError):
            place.parent.rmdir()  # empty, for files of a run come together or not at all
        return f"{why} The answer is lost, for it cannot be kept in {tempfile.gettempdir()} either ({other}): make room and run again."
    return f"{why} The answer is kept in {place}: `h2opt report {place}` writes its workbook, and both can be moved once there is room."


def write_results(solution: Solution, folder: Path, *, charts: bool, hourly: bool) -> list[Path]:
    """Save the solution and write its report; each file appears whole or not at all."""
    from optimizer.report.export import write_report

    saved = solution.save(folder / FILE)
    return [saved, *write_report(solution, folder, charts=charts, hourly=hourly)]


def write_plan(builds: pd.DataFrame, folder: Path) -> Path:
    """builds.csv of several runs together."""
    from optimizer.report.export import write_table

    return write_table(builds, folder / "builds.csv")


def write_record(
    solution: Solution, folder: Path, seconds: Mapping[str, float], command: Mapping[str, Any] | None = None
) -> Path:
    """run.json of a certified run: inputs, versions, options, status, certificate, times, and the hashes of the files beside it."""
    facts = {k: v for k, v in solution.meta.items() if k not in SKIPPED}
    files = {name: digest(folder / name) for name in RESULTS if (folder / name).is_file()}
    return _write(folder / RECORD, {**facts, "command": command, "seconds": dict(seconds), "files": files})


def of_another(case: Case, folder: Path) -> str:
    """A sentence if a folder holds the answer of another case that is still there, as of one that was copied and kept its name; else nothing."""
    known = _recorded(folder)
    home = Path(str(known.get("path", case.path.resolve())))
    there = os.path.exists(home)  # noqa: PTH110  (Path.exists raises for a name that no file can have)
    if known.get("hashes") == dict(case.hashes) or home == case.path.resolve() or not there:
        return ""
    return f"{folder} holds the answer of {home}, a case of the same name: this run replaces it. Another name in the case (key name) keeps both"


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
    return moved + windows_aside(folder)


def windows_aside(folder: Path) -> list[Path]:
    """Move what an earlier run left window by window to `previous`, where it takes the place of windows of the same name; where it is now."""
    moved = []
    for window in sorted(p for p in folder.glob(f"{WINDOW}*") if p.is_dir()):
        place = folder / PREVIOUS / window.name
        shutil.rmtree(place, ignore_errors=True)
        place.parent.mkdir(exist_ok=True)
        moved.append(window.replace(place))
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
    facts = {
        "case": {"name": case.options.name, "scenario": case.scenario, "hashes": dict(case.hashes)},
        "status": "not certified",
        "error": type(error).__name__,
        "message": str(error),
    }
    with together(folder, away=RESULTS, to=PREVIOUS) as new:
        _write(new / RECORD, facts)
    return folder / RECORD


def _write(path: Path, content: Mapping[str, Any]) -> Path:
    with whole(path) as file:
        file.write_text(json.dumps(content, indent=2, default=str, allow_nan=True), encoding="utf-8")
    return path
