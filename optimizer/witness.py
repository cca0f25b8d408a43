"""All witnesses of an answer together: arrays, plant, stores, balances, emissions, limits, the ledger and levelised costs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from optimizer.algebra import Model, evaluate
from optimizer.certificate import carbon, learning, matching, pathways, permits, plant, policies, stacks, units
from optimizer.certificate.arrays import Certificate, Measure, certify
from optimizer.certificate.contents import contents, reservoirs
from optimizer.certificate.duration import durations
from optimizer.certificate.emissions import worst_emission
from optimizer.certificate.ledger import LINES, Entry, declared, ledger, total
from optimizer.certificate.operation import operation
from optimizer.certificate.physics import solved_families, worst_balance
from optimizer.certificate.removals import removals
from optimizer.certificate.reserves import reserves
from optimizer.certificate.supply import supplies
from optimizer.certificate.vintages import vintages
from optimizer.compiled import Compiled, RawSolution
from optimizer.errors import LedgerError, SolveError
from optimizer.inputs import Inputs
from optimizer.levelised import Levelised, levelise
from optimizer.solve import with_integers_fixed


def declared_costs(model: Model, compiled: Compiled, raw: RawSolution, inputs: Inputs) -> list[Entry]:
    """Entries of the cost terms that the ledger does not know: those of the user and of new concepts."""
    out: list[Entry] = []
    for term in model.cost_terms:
        if term.name in LINES:
            continue
        worth, index = evaluate(term.expression, compiled, raw.values), term.expression.index
        periods = inputs.dimensions["period"].labels
        when = [periods[0]] * index.size
        if "period" in index.names:
            when = [index.label(i)[index.position("period")] for i in range(index.size)]
        by_period = {y: float(worth[[w == y for w in when]].sum()) for y in periods}
        out += declared(inputs, term.name, by_period)
    return out


def witness(
    compiled: Compiled, raw: RawSolution, inputs: Inputs, more: Sequence[Entry] = ()
) -> tuple[Certificate, list[Entry]]:
    """Arrays, plant, stores, balances, emissions, limits and ledger, each checked on the final values.

    Args:
        more: entries of costs that were declared beyond those the ledger recomputes.

    Raises:
        SolveError: something is out of tolerance.
        LedgerError: the ledger disagrees with the objective.
    """
    options = inputs.case.options.solve
    certificate = Certificate(
        (*certify(compiled, raw, options.tolerance, options.gap).measures, *_priced(compiled, raw, inputs))
    )
    extra, entries = recounted(compiled, raw, inputs, more)
    whole = Certificate((*certificate.measures, *extra))
    if not whole.ok:
        raise SolveError("the answer could not be certified: " + "; ".join(whole.failures()))
    return whole, entries


def recounted(
    compiled: Compiled, raw: RawSolution, inputs: Inputs, more: Sequence[Entry] = ()
) -> tuple[tuple[Measure, ...], list[Entry]]:
    """What the values of an answer say, counted again from the Inputs, whatever was least in it; `raw.objective` is its cost.

    Args:
        more: entries of costs that were declared beyond those the ledger recomputes.

    Raises:
        LedgerError: the ledger disagrees with the cost.
    """
    solved = solved_families(compiled, raw.values)
    balance, emission = worst_balance(inputs, solved), worst_emission(inputs, solved)
    entries = [*ledger(inputs, solved), *more]
    gap = abs(total(entries) - raw.objective) / (1.0 + abs(raw.objective))
    limit = inputs.case.options.solve.tolerance
    witnesses = {
        "capacities recounted from lives": plant.capacities,
        "use within what stands": plant.uses,
        "contents of stores recounted": contents,
        "contents of reservoirs recounted": reservoirs,
        "hours of stores recounted": durations,
        "limits of policies recounted": policies.limits,
        "pathways of emissions recounted": pathways.pathways,
        "removals recounted": removals,
        "reserve margins recounted": reserves,
        "whole units recounted": units.units,
        "experience recounted": learning.experiences,
        "carbon of each origin recounted": carbon.created,
        "operation recounted": operation,
        "use by vintage recounted": vintages,
        "hours of stacks recounted": stacks.hours_of_stacks,
        "ratios of old plant recounted": stacks.degraded,
        "ceilings of supply recounted": supplies,
        "claims of generation recounted": matching.matches,
        "permits recounted": permits.permits,
    }
    found = {name: plant.worst(count(inputs, solved)) for name, count in witnesses.items()}
    extra = (
        *(Measure(name, gap, 10 * limit, where) for name, (gap, where) in found.items()),
        Measure("balances recounted from the inputs", balance[0], 10 * limit, balance[1]),
        Measure("emissions recounted from the inputs", emission[0], 10 * limit, emission[1]),
        Measure("ledger against objective", gap, limit, ""),
    )
    if gap > limit:
        raise LedgerError(
            f"the ledger says {total(entries):.10g}, the objective {raw.objective:.10g}: costs were added outside cost terms?"
        )
    return extra, entries


def _priced(compiled: Compiled, raw: RawSolution, inputs: Inputs) -> Iterator[Measure]:
    """Of an integer answer: whether its prices are those of the problem with the integers fixed."""
    if compiled.integer.any():
        fixed = with_integers_fixed(compiled, raw.values)
        for measure in certify(fixed, raw, inputs.case.options.solve.tolerance).measures:
            yield replace(measure, name=f"integers fixed: {measure.name}")


def levelised(
    compiled: Compiled, raw: RawSolution, inputs: Inputs, entries: Sequence[Entry], certificate: Certificate
) -> tuple[Levelised, Certificate]:
    """Levelised costs and footprints, and the certificate with the measures of their sums.

    Raises:
        LedgerError: what final uses bear is not what the ledger says.
    """
    solved, limit = solved_families(compiled, raw.values), inputs.case.options.solve.tolerance
    account = levelise(inputs, solved, entries)
    cost, footprint = account.worst_cost(entries), account.worst_footprint(solved)
    parts = account.worst_chain()
    sums = (
        Measure("flows of levelised cost against balances", account.unseen[0], limit, account.unseen[1]),
        Measure("levelised cost against ledger", cost[0], limit, cost[1]),
        Measure("footprints against emissions", footprint[0], 10 * limit, footprint[1]),
        Measure("parts of delivered cost against it", parts[0], limit, parts[1]),
    )
    failures = Certificate(sums).failures()
    if failures:
        raise LedgerError("levelised costs do not add up: " + "; ".join(failures))
    return account, Certificate((*certificate.measures, *sums))
