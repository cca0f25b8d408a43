"""`h2opt reproduce`: run a finished run again from its record, and compare."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from optimizer.cli.app import NOT_CERTIFIED, SHORTAGE, Quiet, Results, app, progress, stoppable, warn
from optimizer.cli.asked import words

if TYPE_CHECKING:
    from optimizer.recorded import Recorded
    from optimizer.report.same import Difference
    from optimizer.solution import Solution


@app.command()
@stoppable
def reproduce(
    ctx: typer.Context,
    results: Results,
    case: Annotated[Path | None, typer.Option("--case", help="Where the case is now, if it was moved.")] = None,
    tolerance: Annotated[
        float, typer.Option("--tolerance", min=0.0, help="Relative difference that is none, of each number.")
    ] = 1e-6,
    quiet: Quiet = False,
) -> None:
    """Run a finished run again with its inputs and options, and compare every table (exit code 3 if they differ)."""
    from optimizer.errors import CaseError
    from optimizer.recorded import recorded
    from optimizer.verified import FILE

    record = recorded(results, case)
    changed = record.changed_inputs()
    if changed:
        raise CaseError(changed, "inputs, which are not those of the run")
    for sentence in record.changed_versions():
        warn(f"another version than that of the run: {sentence}")
    touched = record.changed_files()
    for name in touched:
        warn(f"{name} is not as the run wrote it: it was changed since, or written again by another command")
    with progress(quiet) as say, tempfile.TemporaryDirectory(prefix="h2opt-") as folder:
        say("run again")
        same = _compared(record, _again(ctx, record, Path(folder)), tolerance)
    if same and FILE in touched:
        print(f"{FILE} here is not the file that the run wrote, though its tables are: take it from the run again.")
    if not same or FILE in touched:
        raise typer.Exit(NOT_CERTIFIED)


def _again(ctx: typer.Context, record: Recorded, folder: Path) -> Path:
    """Results of the same run, made by a process of its own as the first were; the folder they are in.

    Raises:
        SolveError: it does not end as the first did.
    """
    from optimizer.errors import SolveError

    assert ctx.parent is not None
    command: Any = ctx.parent.command
    line = [
        "run",
        *words(command.commands["run"], record.options),
        f"--out={folder}",
        "--quiet",
        "--",
        str(record.case),
    ]
    done = subprocess.run([sys.executable, "-m", "optimizer", *line], capture_output=True, encoding="utf-8")
    if done.returncode not in (0, SHORTAGE):
        raise SolveError(f"Run again, the case has no answer (exit code {done.returncode}):\n{done.stderr.strip()}")
    return folder / record.at


def _compared(record: Recorded, again: Path, tolerance: float) -> bool:
    """Say whether the tables of two runs are the same; whether they are, within the tolerance."""
    from optimizer.report.same import differences, tables_of
    from optimizer.solution import open_solution

    before, after = open_solution(record.folder, changed=True), open_solution(again)
    count, found = len(tables_of(before)), differences(before, after)
    if not found:
        print(f"Reproduced: all {count} tables are the same, byte for byte.{_files(record, again)}")
        return True
    far = [d for d in found if not d.largest <= tolerance]
    print(
        f"{count - len(found)} of {count} tables are the same, byte for byte; {len(far)} differ by more than {tolerance:g}."
    )
    print(_shown(found))
    print(f"Not reproduced.{_costs(before, after)}" if far else f"Reproduced, within {tolerance:g}.")
    return not far


def _files(record: Recorded, again: Path) -> str:
    """Of a deterministic run, whether the files that hold the answer are the same too."""
    from optimizer.files import digest

    if not record.deterministic:
        return ""
    names = [n for n in ("solution.nc", "summary.xlsx") if (record.folder / n).is_file()]
    same = [n for n in names if digest(record.folder / n) == digest(again / n)]
    other = [n for n in names if n not in same]
    return "".join(
        [
            f" {' and '.join(same)} {'is' if len(same) == 1 else 'are'} too." if same else "",
            f" {' and '.join(other)}: not the same bytes." if other else "",
        ]
    )


def _shown(found: list[Difference]) -> str:
    """The differences as a table."""
    rows = [
        ("table", "rows", "largest", "where"),
        *((d.table, str(d.rows), f"{d.largest:.2g}", d.where) for d in found),
    ]
    wide = [max(len(row[at]) for row in rows) for at in range(3)]
    return "\n".join("  ".join([*(cell.ljust(w) for cell, w in zip(row, wide, strict=False)), row[3]]) for row in rows)


def _costs(before: Solution, after: Solution) -> str:
    """The objectives, which may agree where plans of the same cost differ."""
    a, b = before.meta["objective"], after.meta["objective"]
    return f" Objective {a:.12g}, now {b:.12g} {before.meta['money']}."
