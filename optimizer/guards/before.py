"""Everything that is looked at before a solve."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.errors import CaseError, Problem
from optimizer.guards.building import built_for_the_subsidy
from optimizer.guards.cycles import free_cycles
from optimizer.guards.guard import Guard
from optimizer.guards.rates import Rates
from optimizer.guards.removal import free_removal
from optimizer.guards.running import money_machines, run_for_the_subsidy
from optimizer.guards.trade import arbitrage, bought_to_be_dumped
from optimizer.inputs import Inputs

GUARDS = (
    arbitrage,
    bought_to_be_dumped,
    run_for_the_subsidy,
    money_machines,
    built_for_the_subsidy,
    free_cycles,
    free_removal,
)


def before(inputs: Inputs) -> tuple[Guard, ...]:
    """What in the Inputs pays for something nobody wants; empty for a sound case."""
    rates = Rates(inputs)
    return tuple(guard for look in GUARDS for guard in look(rates))


def refused(guards: Sequence[Guard]) -> None:
    """Raise where cost falls without limit for sure.

    Raises:
        CaseError: with each of these guards.
    """
    problems = [Problem(f"cost falls without limit: {g.sentence}", g.place) for g in guards if g.certain]
    if problems:
        raise CaseError(problems)
