"""The app, and what its commands share: arguments, progress, warnings."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, cast

import typer

if TYPE_CHECKING:
    from optimizer.case.model import Case

BAD_INPUT, NOT_CERTIFIED, SHORTAGE, INTERRUPTED = 2, 3, 4, 130
MINUTE = 60.0  # seconds between lines of progress that go to a file
F = TypeVar("F", bound=Callable[..., None])


app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Plan hydrogen and the energy transition at least cost: new, check, run, diagnose, why, export, report.",
)


def _version(asked: bool) -> None:
    """Version of the package and of what it solves with, in one line."""
    if asked:
        from importlib.metadata import version

        print(
            f"h2opt {version('hydrogen-transition-optimizer')} (HiGHS {version('highspy')}, Pyomo {version('pyomo')})"
        )
        raise typer.Exit


@app.callback()
def about(
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Print the versions of h2opt, HiGHS and Pyomo.", callback=_version, is_eager=True
        ),
    ] = False,
) -> None:
    """Nothing more than the options that stand before a command."""


CasePath = Annotated[Path, typer.Argument(help="Folder with case.yaml, or a workbook (.xlsx).")]
Scenario = Annotated[str | None, typer.Option("--scenario", "-s", help="Scenario named in case.yaml.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")]


class Tongue(StrEnum):
    """Languages of sheets and charts: the columns of optimizer/report/labels.csv."""

    en = "en"
    zh = "zh"


Language = Annotated[Tongue, typer.Option("--language", help="Of sheet names, headers and our own words.")]
Units = Annotated[
    str | None,
    typer.Option("--units", help="Units of amounts, such as electricity=亿kWh,coal=万tce,亿元 (docs/report.md)."),
]
Results = Annotated[Path, typer.Argument(help="Folder of a finished run (with solution.nc).")]


def option(*names: str, help: str, **rules: Any) -> Any:
    """An option whose help may name units in square brackets, which would else be read as markup and vanish."""
    return typer.Option(*names, help=help.replace("[", r"\["), **rules)


def stoppable(command: F) -> F:
    """Ctrl-C anywhere in a command is one sentence."""

    @wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> None:
        from optimizer.errors import InterruptedSolve

        try:
            command(*args, **kwargs)
        except KeyboardInterrupt:
            raise InterruptedSolve("Stopped; no file was left half-written.") from None

    return cast(F, wrapped)


def warn(sentence: str) -> None:
    """A warning, beside whatever is printed."""
    print(f"Warning: {sentence}", file=sys.stderr)


def ready(folder: Path, case: Case, quiet: bool) -> None:
    """See that results can be written to a folder, and warn if they are going to replace those of another case."""
    from optimizer.files import check_folder
    from optimizer.outputs import of_another

    check_folder(folder)
    if not quiet and (sentence := of_another(case, folder)):
        warn(sentence)


def leave_record(case: Case, error: Exception, folder: Path) -> None:
    """run.json of a run without an answer; says where the results of an earlier run went."""
    from optimizer.outputs import PREVIOUS, RESULTS, told, write_failure

    old = [folder / PREVIOUS / name for name in RESULTS if (folder / name).is_file()]
    try:
        write_failure(case, error, folder)
    except OSError as other:  # why there is no answer matters more
        warn(f"no record of this run was written to {folder}: {other}")
    else:
        if old:
            print(told(old), file=sys.stderr)


@contextmanager
def progress(quiet: bool) -> Iterator[Any]:
    """The stage and the seconds since it began: one changing line on a terminal, a line a minute in a file."""
    from rich.console import Console

    console, start = Console(stderr=True, markup=False, emoji=False), time.perf_counter()
    if quiet:
        yield lambda _: None
    elif console.is_terminal:
        with console.status("load") as status:
            yield lambda text: status.update(f"{text}  ({time.perf_counter() - start:.0f} s)")
    else:
        yield _each_minute(start)


def _each_minute(start: float) -> Any:
    """Prints what it is told on stderr, at most once a minute."""
    told = start

    def say(text: str) -> None:
        nonlocal told
        now = time.perf_counter()
        if now - told >= MINUTE:
            told = now
            print(f"{text}  ({now - start:.0f} s)", file=sys.stderr, flush=True)

    return say
