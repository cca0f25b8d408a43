"""h2opt: words to calls. Exit codes: 0 certified, 2 bad input, 3 not certified, 4 certified with shortage."""

from __future__ import annotations

import gc
import io
import sys

from optimizer.cli import cases, run, diagnose, why, sweep, foresight  # isort: skip  (commands are listed in this order)
from optimizer.cli import frontier, alternatives, hedge, regret, results, export, cost, cost_stores, cost_paths  # isort: skip
from optimizer.cli.app import BAD_INPUT, INTERRUPTED, NOT_CERTIFIED, SHORTAGE, app
from optimizer.cli.once import only_once

__all__ = [
    "BAD_INPUT",
    "INTERRUPTED",
    "NOT_CERTIFIED",
    "SHORTAGE",
    "alternatives",
    "app",
    "cases",
    "cost",
    "cost_paths",
    "cost_stores",
    "diagnose",
    "export",
    "foresight",
    "frontier",
    "hedge",
    "main",
    "regret",
    "results",
    "run",
    "sweep",
    "why",
]

only_once(app)


def main() -> None:
    """Run the command line; errors become one message and an exit code."""
    from optimizer.errors import CaseError, InterruptedSolve, OptimizerError, OutOfRangeError

    gc.set_threshold(50_000, 20, 100)  # a run makes many objects and few cycles (docs/decisions/0004-start-up.md)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that cannot show a name shows a question mark
    debug = "--debug" in sys.argv
    sys.argv = [a for a in sys.argv if a != "--debug"]
    try:
        app()
    except KeyboardInterrupt:
        print("Stopped; no file was left half-written.", file=sys.stderr)
        sys.exit(INTERRUPTED)
    except OptimizerError as error:
        if debug:
            raise
        print(str(error), file=sys.stderr)
        stopped = isinstance(error, InterruptedSolve)
        sys.exit(
            INTERRUPTED if stopped else BAD_INPUT if isinstance(error, CaseError | OutOfRangeError) else NOT_CERTIFIED
        )
    except MemoryError as error:
        if debug:
            raise
        print(f"Not enough memory: {str(error) or 'nothing is free'}.", file=sys.stderr)
        sys.exit(NOT_CERTIFIED)
    except OSError as error:
        if debug:
            raise
        held = " Is it open in another program?" if isinstance(error, PermissionError) else ""
        print(f"Cannot read or write: {error}.{held}", file=sys.stderr)
        sys.exit(BAD_INPUT)
    finally:
        gc.freeze()  # the process ends: nothing is left to look for
