"""Options of commands, each stated once: of several commands, of `h2opt run`, and of `h2opt frontier`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from optimizer.cli.learning import Learning, Start


def into(folder: str) -> Any:
    """Where results go."""
    return typer.Option("--out", "-o", help=f"Results go to {folder}.")


Without = Annotated[list[str] | None, typer.Option("--without", help="Policy to switch off (repeatable).")]
Only = Annotated[list[str] | None, typer.Option("--only", help="Keep this policy alone (repeatable).")]
Algorithm = Annotated[str | None, typer.Option(help="auto, hipo, hipo-split, ipx or simplex.")]
EachLimit = Annotated[float | None, typer.Option(help="Seconds for each solve.")]
Threads = Annotated[int | None, typer.Option(help="Threads for HiGHS.")]
Jobs = Annotated[
    int | None,
    typer.Option("--jobs", "-j", min=1, help="Points at a time; by default as processors and memory allow."),
]
Cluster = Annotated[
    str | None,
    typer.Option("--cluster", help="Dask scheduler whose workers solve the points, such as tcp://host:8786."),
]
Again = Annotated[bool, typer.Option("--again", help="Solve points that failed once more.")]

Hourly = Annotated[bool, typer.Option("--hourly", help="Write hourly tables as CSV too.")]
Charts = Annotated[bool, typer.Option("--charts", help="Draw PNG charts as well (h2opt report draws them later).")]
Crossover = Annotated[
    bool | None, typer.Option("--crossover/--no-crossover", help="Ask for a basis after interior point.")
]
WholeLimit = Annotated[
    float | None,
    typer.Option(help="Seconds for each solve; --slope, --learning rounds and open peaks have several."),
]
MemoryLimit = Annotated[float | None, typer.Option(help="GiB the process may use.")]
Deterministic = Annotated[
    bool,
    typer.Option("--deterministic", help="The same bytes from the same case and threads (docs/reproduce.md)."),
]
Fix = Annotated[
    Path | None,
    typer.Option("--fix", help="Builds to take as given: a builds.csv, or the folder of an earlier run."),
]
FixAll = Annotated[bool, typer.Option("--fix-all", help="With --fix: build nothing that the plan does not name.")]
Foresight = Annotated[
    int | None, typer.Option("--foresight", help="Periods a window sees: decide window by window, not all at once.")
]
Step = Annotated[int, typer.Option("--step", help="With --foresight: periods of a window that are kept.")]
Slope = Annotated[
    bool,
    typer.Option(
        "--slope",
        help="Sizes and fixed charges by a few linear runs, not an integer one: often quicker, near the best, and it says how near.",
    ),
]
Learnt = Annotated[
    Learning | None,
    typer.Option(
        help="Costs that are learnt: along their path, solved for in pieces, or by rounds until they stand still."
    ),
]
LearntFrom = Annotated[
    Start,
    typer.Option(help="With --learning rounds: first costs are those of the path, of the start, or of the floor."),
]
Damping = Annotated[
    float,
    typer.Option(min=0.0, max=0.99, help="With --learning rounds: share of its costs that the next round keeps."),
]

Gas = Annotated[str | None, typer.Option(help="Gas that is limited; CO2 by default.")]
Scope = Annotated[str | None, typer.Option(help="Scope of case.yaml that is limited, in place of a gas.")]
Regions = Annotated[list[str] | None, typer.Option("--region", help="Only this region (repeatable).")]
Sectors = Annotated[list[str] | None, typer.Option("--sector", help="Only this sector (repeatable).")]
Gross = Annotated[bool, typer.Option("--gross", help="Before removals are taken off.")]
Interpolated = Annotated[bool, typer.Option("--interpolated", help="Sum over the years: straight from label to label.")]
Points = Annotated[int, typer.Option("--points", help="Points between the two ends; those found before stay.")]
Loosest = Annotated[float | None, typer.Option("--from", help="Loosest limit; by default the case as it is.")]
Tightest = Annotated[
    float | None, typer.Option("--to", help="Tightest limit; by default the least that can be reached.")
]
Unit = Annotated[str | None, typer.Option("--unit", help="Of limits, such as MtCO2 or MtCO2/year.")]
Target = Annotated[float, typer.Option("--target", help="Of neutrality: what may be left, in --unit.")]


def one_place(jobs: int | None, cluster: str | None) -> None:
    """Points are solved here or on a cluster.

    Raises:
        typer.BadParameter: both are asked for.
    """
    if cluster is not None and jobs is not None:
        raise typer.BadParameter("either --jobs or --cluster")
