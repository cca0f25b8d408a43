"""Which algorithm answers a problem when the user does not say.

The thresholds are measured; how, and how to measure again, is in docs/decisions/0003-choice-of-algorithm.md.
"""

from __future__ import annotations

from optimizer.compiled import Compiled, SolveOptions
from optimizer.errors import SolveError

SMALL = 10_000
"""Columns that can move, below which simplex is tried first."""

PLAIN_MIP = "mip without presolve"
"""Asked only where presolve says that no plan exists: it is wrong at times."""
PLAIN_LP = "simplex without presolve"
"""The same for problems without whole numbers: beside bounds a millionth apart presolve has called a plan infeasible that exists."""
EXACT_LP = "simplex to the last digit"
"""With duals as close as HiGHS can be asked for: a cost of 5e-8 is within its usual tolerance, and all of a cost where 10^8 of a thing may be
bought; the certificate counts that, so the answer of plain simplex may be the best plan and not be proven."""
PLAIN = (PLAIN_LP, PLAIN_MIP)
WHOLE = ("mip", PLAIN_MIP)

SPLIT = "hipo-split"
"""HiPO on a problem whose long columns are split (`optimizer.solve.split`): for many steps and much plant at once."""
ALGORITHMS = ("auto", "hipo", SPLIT, "ipx", "simplex")


def choose(compiled: Compiled, options: SolveOptions, warm: bool = False) -> str:
    """'mip' if a column is integer, else what the user asked, else simplex when small or warm and HiPO otherwise.

    Raises:
        SolveError: the option names no algorithm.
    """
    if options.algorithm not in ALGORITHMS:
        raise SolveError(f"no algorithm '{options.algorithm}'; choose one of: {', '.join(ALGORITHMS)}")
    if compiled.integer.any():
        return "mip"
    if options.algorithm != "auto":
        return options.algorithm
    moving = int((compiled.upper > compiled.lower).sum())  # what is held, presolve takes out
    return "simplex" if warm or moving < SMALL else "hipo"


def rungs(compiled: Compiled, options: SolveOptions, warm: bool = False) -> tuple[tuple[str, bool], ...]:
    """What to try in turn, as (algorithm, with crossover): the chosen one first, every later one slower but surer.

    Example:
        >>> # large problem, defaults: hipo, ipx, ipx with crossover, simplex, EXACT_LP, PLAIN_LP
    """
    first = choose(compiled, options, warm)
    if first == "mip":
        return (("mip", False), (PLAIN_MIP, False))
    if first == "simplex":
        return (("simplex", False), (EXACT_LP, False), (PLAIN_LP, False), ("ipx", True))
    interior = tuple(dict.fromkeys((first, "ipx")))
    without = tuple((name, False) for name in interior if name == SPLIT or not options.crossover)
    with_basis = tuple(name for name in interior if name != SPLIT) if options.crossover else ("ipx",)
    return (*without, *((name, True) for name in with_basis), ("simplex", False), (EXACT_LP, False), (PLAIN_LP, False))
