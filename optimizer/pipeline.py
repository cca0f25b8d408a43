"""The one path from a case to a certified answer: prepare, build, compile, solve, retrieve."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from optimizer.lean import meanwhile  # isort: skip  (before anything imports scipy)
from optimizer.algebra import Model, compile_model, evaluate
from optimizer.case.load import read_case
from optimizer.case.model import Case
from optimizer.certificate import carbon, matching, plant, policies, units
from optimizer.certificate.arrays import Certificate, Measure, certify
from optimizer.certificate.duration import durations
from optimizer.certificate.emissions import worst_emission
from optimizer.certificate.ledger import LINES, Entry, declared, ledger, total
from optimizer.certificate.operation import operation
from optimizer.certificate.physics import solved_families, worst_balance
from optimizer.certificate.supply import supplies
from optimizer.certificate.vintages import vintages
from optimizer.compiled import Compiled, RawSolution, Status
from optimizer.errors import LedgerError, SolveError
from optimizer.formulation import CONCEPTS, build_model, vocabulary
from optimizer.formulation.concept import Concept
from optimizer.guards import Guard, after, before, refused
from optimizer.inputs import Inputs, prepare
from optimizer.levelised import Levelised, levelise
from optimizer.retrieve import retrieve
from optimizer.solution import Solution
from optimizer.solve import solve, tidy, with_integers_fixed

SHORTAGE = 1e-6  # share of demand that may stay unmet, or of a limit that may be exceeded, without a word
OF_INTEGERS = "prices are those of the linear problem with the integers fixed: what one unit more costs without another unit being built"
Progress = Callable[[str], None]


def load_case(
    path: str | Path, scenario: str | None = None, concepts: Sequence[Concept] = CONCEPTS, *, every: bool = False
) -> Case:
    """Read and check a case: a folder with case.yaml, or a workbook; `every`: its other scenarios too.

    Raises:
        CaseError: with every problem found.
    """
    return read_case(Path(path), vocabulary(concepts), scenario, every)


@dataclass
class Stages:
    """Wall time by stage, and a voice for progress."""

    say: Progress = lambda _: None
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        self.say(name)
        start = time.perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start


def run(
    case: Case,
    *,
    extend: Callable[[Model], None] | None = None,
    concepts: Sequence[Concept] = CONCEPTS,
    progress: Progress | None = None,
    warn: Progress | None = None,
) -> Solution:
    """Solve a case and certify the answer.

    Args:
        case: from `load_case`.
        extend: called with the built model before it is compiled: add any plain Pyomo to it.
        concepts: the formulation.
        progress: called with a line of text at each stage.
        warn: called before the solve with what in the inputs would give a silly answer; the notes hold it too.

    Raises:
        CaseError: the tables do not fit together, or cost falls without limit for sure (not with `extend`, which may
            be what limits it).
        InfeasibleError, UnboundedError: with a diagnosis in words.
        SolveError: no answer could be certified within the limits.
        LedgerError: the costs recomputed from the inputs disagree with the objective.
    """
    stages = Stages(progress or (lambda _: None))
    with stages.stage("prepare"):
        inputs = prepare(case, vocabulary(concepts))
        guards = before(inputs)
        if extend is None:
            refused(guards)
        if warn is not None:
            for guard in guards:
                warn(str(guard))
    with stages.stage("build"):
        model = build_model(inputs, concepts)
        if extend is not None:
            extend(model)
    with stages.stage("compile"):
        compiled = compile_model(model)
    with stages.stage("solve"), meanwhile():
        raw = price_integers(compiled, solve_certified(compiled, case, stages.say), case, stages.say)
    if raw.status is not Status.OPTIMAL:
        from optimizer.diagnose import explain

        raise explain(raw, compiled, inputs)
    with stages.stage("certify"):
        certificate, entries = witness(compiled, raw, inputs, declared_costs(model, compiled, raw, inputs))
        account, certificate = levelised(compiled, raw, inputs, entries, certificate)
    with stages.stage("retrieve"):
        facts = _meta(case, inputs, compiled, raw, certificate, stages, extend is not None)
        return _guarded(retrieve(raw, compiled, inputs, entries, account, facts), case, guards)


def _guarded(solution: Solution, case: Case, found: Sequence[Guard]) -> Solution:
    """The answer with everything the reader must see in its notes: what was done to the case, and what the guards say."""
    later = after(solution)
    notes = [*case.notes, *solution.meta["notes"], *(str(g) for g in (*found, *later))]
    said = {"before": [str(g) for g in found], "after": [str(g) for g in later]}
    return replace(solution, meta={**solution.meta, "notes": notes, "guards": said})


def solve_certified(compiled: Compiled, case: Case, say: Progress) -> RawSolution:
    """Solve, clean and certify on the arrays; the ladder goes on until the certificate holds."""
    options = case.options.solve

    def accept(raw: RawSolution) -> list[str]:
        return certify(compiled, raw, options.tolerance, options.gap).failures()

    raw = solve(compiled, options, accept=accept, on_progress=say)
    if raw.status is not Status.OPTIMAL:
        return raw
    return tidy(compiled, raw, accept)


def price_integers(compiled: Compiled, raw: RawSolution, case: Case, say: Progress) -> RawSolution:
    """Prices of an integer answer: those of the linear problem that is left once its integers are fixed.

    The values become those of the linear problem too, which costs no more; the proven bound stays that of the integer one. The
    limits of time and memory hold for each of the two.

    Returns:
        The answer as it came if nothing is integer or there is no answer.

    Raises:
        SolveError: the linear problem has no certified answer, or one that costs more.
    """
    if not compiled.integer.any() or raw.status is not Status.OPTIMAL:
        return raw
    say("prices, with the integers fixed")
    fixed = solve_certified(with_integers_fixed(compiled, raw.values), case, say)
    attempts = (*raw.attempts, *(f"integers fixed: {line}" for line in fixed.attempts))
    if fixed.status is not Status.OPTIMAL:
        raise SolveError("No prices: with its integers fixed the answer is not found again. " + "; ".join(attempts))
    dearer = (fixed.objective - raw.objective) / (1.0 + abs(raw.objective))
    if dearer > case.options.solve.tolerance:
        raise SolveError(
            f"No prices: with its integers fixed the answer costs {dearer:.2g} more. " + "; ".join(attempts)
        )
    return replace(
        fixed,
        algorithm=f"{raw.algorithm}, then {fixed.algorithm}",
        bound=raw.bound,
        iterations=raw.iterations + fixed.iterations,
        seconds=raw.seconds + fixed.seconds,
        attempts=attempts,
        info={**raw.info, **fixed.info, "nodes": raw.info.get("nodes", 0.0)},
    )


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
    solved = solved_families(compiled, raw.values)
    balance, emission = worst_balance(inputs, solved), worst_emission(inputs, solved)
    entries = [*ledger(inputs, solved), *more]
    gap = abs(total(entries) - raw.objective) / (1.0 + abs(raw.objective))
    limit = options.tolerance
    recounted = {
        "capacities recounted from lives": plant.capacities,
        "use within what stands": plant.uses,
        "contents of stores recounted": plant.contents,
        "contents of reservoirs recounted": plant.reservoirs,
        "hours of stores recounted": durations,
        "limits of policies recounted": policies.limits,
        "reserve margins recounted": plant.reserves,
        "whole units recounted": units.units,
        "carbon of each origin recounted": carbon.created,
        "operation recounted": operation,
        "use by vintage recounted": vintages,
        "ceilings of supply recounted": supplies,
        "claims of generation recounted": matching.matches,
    }
    found = {name: plant.worst(count(inputs, solved)) for name, count in recounted.items()}
    extra = (
        *(Measure(name, gap, 10 * limit, where) for name, (gap, where) in found.items()),
        Measure("balances recounted from the inputs", balance[0], 10 * limit, balance[1]),
        Measure("emissions recounted from the inputs", emission[0], 10 * limit, emission[1]),
        Measure("ledger against objective", gap, limit, ""),
    )
    whole = Certificate((*certificate.measures, *extra))
    if gap > limit:
        raise LedgerError(
            f"the ledger says {total(entries):.10g}, the objective {raw.objective:.10g}: costs were added outside cost terms?"
        )
    if not whole.ok:
        raise SolveError("the answer could not be certified: " + "; ".join(whole.failures()))
    return whole, entries


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
    sums = (
        Measure("flows of levelised cost against balances", account.unseen[0], limit, account.unseen[1]),
        Measure("levelised cost against ledger", cost[0], limit, cost[1]),
        Measure("footprints against emissions", footprint[0], 10 * limit, footprint[1]),
    )
    failures = Certificate(sums).failures()
    if failures:
        raise LedgerError("levelised costs do not add up: " + "; ".join(failures))
    return account, Certificate((*certificate.measures, *sums))


def _shortage(inputs: Inputs, compiled: Compiled, raw: RawSolution) -> list[str]:
    """Sentences about demand left unmet and limits exceeded."""
    from optimizer.certificate.physics import annual, numbers

    solved = solved_families(compiled, raw.values)
    units = dict(zip(inputs.case.tables["carriers"]["carrier"], inputs.case.tables["carriers"]["unit"], strict=True))
    demand = numbers(inputs.values["demand"])
    notes = []
    for (c, r, y), clock, rate in solved["unmet"].rows():
        missing, wanted = annual(rate, clock), annual(demand[c, r, y], clock)
        if missing > SHORTAGE * wanted:
            notes.append(f"{missing:.4g} {units[c]} of {c} in {r} ({y}) stay unmet, {missing / wanted:.2%} of demand")
    limits, floors = numbers(inputs.values["policy_limit"]), set(inputs.indexes["floors"].tuples())
    for label, _, value in solved["overshoot"].rows():
        if value[0] > SHORTAGE * (1 + abs(limits[label][0])):
            done = "missed" if label in floors else "exceeded"
            notes.append(f"policy {label[0]} is {done} by {value[0]:.4g} in {label[2]} ({label[1]}), and paid for")
    return notes


def _meta(
    case: Case,
    inputs: Inputs,
    compiled: Compiled,
    raw: RawSolution,
    certificate: Certificate,
    stages: Stages,
    extended: bool,
) -> dict[str, Any]:
    from datetime import UTC, datetime
    from importlib.metadata import version

    shortage = _shortage(inputs, compiled, raw)
    packages = ("hydrogen-transition-optimizer", "pyomo", "highspy", "highspy-extras", "numpy", "xarray")
    options = case.options
    return {
        "case": {
            "name": options.name,
            "title": options.title,
            "description": options.description,
            "scenario": case.scenario,
            "hashes": dict(case.hashes),
        },
        "money": options.money,
        "base_year": options.base_year,
        "discount_rate": options.discount_rate,
        "status": "certified-with-shortage" if shortage else "certified",
        "objective": raw.objective,
        "size": {"rows": compiled.shape[0], "columns": compiled.shape[1], "nonzeros": int(compiled.matrix.nnz)},
        "certificate": [
            {"name": m.name, "value": float(m.value), "limit": float(m.limit), "where": m.where}
            for m in certificate.measures
        ],
        "solver": {
            "algorithm": raw.algorithm,
            "seconds": raw.seconds,
            "iterations": raw.iterations,
            "attempts": list(raw.attempts),
            "basic": raw.basic,
        },
        "versions": {name: version(name) for name in packages},
        "seconds": dict(stages.seconds),
        "notes": [*inputs.notes, *shortage, *([OF_INTEGERS] if compiled.integer.any() else [])],
        "carrier_units": {
            str(c): str(u)
            for c, u in zip(case.tables["carriers"]["carrier"], case.tables["carriers"]["unit"], strict=True)
        },
        "scopes": [{"name": name, **scope.model_dump(mode="json")} for name, scope in options.scopes.items()],
        "extended": extended,
        "sources": _rows(case, "sources", ("key", "title", "address", "licence", "note")),
        "inputs_used": _inputs_used(case),
        "dispatch_days": _dispatch_days(case),
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _dispatch_days(case: Case) -> list[Any]:
    report = case.options.report
    days = report.get("dispatch_days") if isinstance(report, Mapping) else getattr(report, "dispatch_days", None)
    return list(days or [])


def _rows(case: Case, table: str, columns: tuple[str, ...]) -> list[dict[str, Any]]:
    frame = case.tables[table]
    return [dict(zip(columns, row, strict=True)) for row in frame[[*columns]].itertuples(index=False, name=None)]


_NUMBERS = {
    "parameters": ("technology", "parameter", "region"),
    "ports": ("technology", "carrier", ""),
    "existing_capacity": ("technology", "", "region"),
    "potentials": ("technology", "limit", "region"),
    "survival": ("technology", "age", ""),
    "retrofits": ("from", "to", "region"),
    "build_inputs": ("technology", "carrier", ""),
    "routes": ("route", "", ""),
    "demand": ("carrier", "", "region"),
    "prices": ("carrier", "kind", "region"),
    "emissions": ("technology", "gas", "region"),
    "series": ("series", "", "region"),
    "policies": ("id", "kind", "region"),
}


def _inputs_used(case: Case) -> list[dict[str, Any]]:
    """Every number of the case with its unit, source and quality, as the report lists them."""
    out = []
    for table, (item, quantity, region) in _NUMBERS.items():
        for row in case.tables[table].to_dict("records"):
            year = row.get("year")
            name = str(row.get(item) or row.get("carrier") or "")
            out.append(
                {
                    "table": table,
                    "item": name,
                    "quantity": str(row.get(quantity, "")) or table,
                    "region": str(row.get(region, "")),
                    "year": int(year) if year == year and year is not None and year != "" else None,
                    "value": float(row["value"]),
                    "unit": str(row["unit"]),
                    "source": str(row.get("source", "")),
                    "quality": str(row.get("quality", "")),
                    "note": str(row.get("note", "")),
                }
            )
    return out
