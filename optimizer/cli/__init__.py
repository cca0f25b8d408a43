"""h2opt: words to calls. Exit codes: 0 certified, 2 bad input or files, 3 not certified, 4 certified with shortage, 130 stopped."""

from __future__ import annotations

import gc
import io
import sys

from optimizer.cli import cases, run, diagnose, why, origin, sweep, compare, foresight  # isort: skip  (commands are listed in this order)
from optimizer.cli import frontier, alternatives, hedge, regret, results, export, reproduce  # isort: skip
from optimizer.cli import cost, cost_stores, cost_paths  # isort: skip
from optimizer.cli.app import BAD_INPUT, INTERRUPTED, NOT_CERTIFIED, SHORTAGE, app
from optimizer.cli.ending import ending
from optimizer.cli.once import only_once

__all__ = [
    "BAD_INPUT",
    "INTERRUPTED",
    "NOT_CERTIFIED",
    "SHORTAGE",
    "alternatives",
    "app",
    "cases",
    "compare",
    "cost",
    "cost_paths",
    "cost_stores",
    "diagnose",
    "export",
    "foresight",
    "frontier",
    "hedge",
    "main",
    "origin",
    "regret",
    "reproduce",
    "results",
    "run",
    "sweep",
    "why",
]

only_once(app)


def main() -> None:
    """Run the command line; errors become one message and an exit code."""
    gc.set_threshold(50_000, 20, 100)  # a run makes many objects and few cycles (docs/decisions/0004-start-up.md)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that cannot show a name shows a question mark
    debug = "--debug" in sys.argv
    sys.argv = [a for a in sys.argv if a != "--debug"]
    try:
        app()
    except (Exception, KeyboardInterrupt) as error:
        if debug:
            raise
        told, code = ending(error)
        print(told, file=sys.stderr)
        sys.exit(code)
    finally:
        gc.freeze()  # the process ends: nothing is left to look for
