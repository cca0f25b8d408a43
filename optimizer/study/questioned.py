"""A finished run solved again to a corner, so that it may be questioned: what is told then belongs to one answer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from optimizer.algebra import compile_model
from optimizer.case.model import Case
from optimizer.case.read import read_raw
from optimizer.case.scenario import BASE
from optimizer.case.schema import changed_options
from optimizer.case.text import did_you_mean, listed, nearest
from optimizer.compiled import Compiled, RawSolution, SolveOptions, Status
from optimizer.errors import CaseError, Problem, SolveError
from optimizer.formulation import build_model, vocabulary
from optimizer.inputs import Inputs, prepare
from optimizer.pipeline import load_case, price_integers, solve_certified
from optimizer.record import PLAN, changed_files
from optimizer.solution import Solution
from optimizer.solve import with_integers_fixed
from optimizer.study.peak import with_peaks

SAME = 1e-6  # relative difference of cost that is none


@dataclass(frozen=True, eq=False)
class Solved:
    """The answer of a run, solved again to a corner."""

    case: Case
    inputs: Inputs
    compiled: Compiled
    raw: RawSolution

    @property
    def linear(self) -> Compiled:
        """The problem that prices belong to: with its integers fixed."""
        return with_integers_fixed(self.compiled, self.raw.values) if self.compiled.integer.any() else self.compiled


def solved_again(results: Solution, case: Path | None = None, say: Callable[[str], None] = lambda _: None) -> Solved:
    """The answer of a finished run with everything that is needed to question it.

    Args:
        results: of the run.
        case: where the case is now, if it was moved.

    Raises:
        CaseError: the case is not found, or is not that of the run.
        SolveError: it has no certified answer.
    """
    known = results.meta["case"]
    path = _place(case, str(known.get("path", "")))
    loaded = load_case(path, scenario_of(str(known["scenario"]), read_raw(path).keys.get("scenarios") or ()))
    changed = changed_files({n: h for n, h in known["hashes"].items() if not n.startswith(PLAN)}, loaded.hashes)
    if changed:
        raise CaseError(changed, "case, which was changed after this run (run it again)")
    rows = loaded.tables["policies"]
    on = rows["id"].isin(set(known["policies"]))
    tables = {**loaded.tables, "policies": rows.assign(on=on)}
    options = loaded.options.model_copy(update={"solve": _cornered(loaded)})
    loaded = with_peaks(replace(loaded, tables=tables, options=options), results.meta.get("peak_years", {}))
    inputs = prepare(loaded, vocabulary())
    compiled = compile_model(build_model(inputs))
    raw = price_integers(compiled, solve_certified(compiled, loaded, say), loaded, say)
    if raw.status is not Status.OPTIMAL:
        raise SolveError("the case of this run has no answer now")
    cost = float(results.meta["objective"])
    if abs(raw.objective - cost) > 10 * SAME * (1.0 + abs(cost)):
        causes = "a plan that was fixed, foresight, --slope, --learning, or rows of your own"
        message = f"the case does not give the answer of this run ({causes})"
        raise CaseError([Problem(message, str(path), found=f"{raw.objective:.8g}", allowed=f"{cost:.8g}")])
    return Solved(loaded, inputs, compiled, raw)


def scenario_of(run: str, declared: Iterable[str]) -> str:
    """The scenario that a run is of, whose name begins with it and goes on with what else was asked for; of several the longest.

    >>> scenario_of("dear_without_wind", ["dear", "dear_without_wind"]), scenario_of("dear_without_cap_slope", ["dear"])
    ('dear_without_wind', 'dear')
    """
    return max((name for name in (BASE, *declared) if f"{run}_".startswith(f"{name}_")), key=len, default=run)


def _place(case: Path | None, stated: str) -> Path:
    """The folder of the case: as asked for, or as the answer states.

    Raises:
        CaseError: nobody says where it is, or it is not there.
    """
    allowed = "--case FOLDER: where it is now"
    if case is None and not stated:  # a deterministic answer, without run.json beside it
        raise CaseError([Problem("the answer does not say where its case is", allowed=allowed)], "run")
    path = case or Path(stated)
    if not path.exists():
        raise CaseError(
            [Problem("the case of this run is not where it was said to be", str(path), allowed=allowed)], "run"
        )
    return path


def _cornered(case: Case) -> SolveOptions:
    """Options of the case that ask for a basis."""
    return changed_options(case.options.solve, {"crossover": True})


def kind_of(case: Case, name: str) -> str:
    """'technology' or 'policy'.

    Raises:
        CaseError: there is nothing of that name.
    """
    technologies, policies = ({*case.tables[t][c]} for t, c in (("technologies", "technology"), ("policies", "id")))
    if name in technologies:
        return "technology"
    if name in policies:
        return "policy"
    every = sorted({*technologies, *policies})
    message = f"no technology or policy '{name}'{did_you_mean(name, every)}"
    raise CaseError([Problem(message, "command line", found=name, allowed=nearest(name, every))])


def checked(case: Case, regions: Collection[str], periods: Collection[int]) -> None:
    """Regions (or routes) and periods that are asked for exist.

    Raises:
        CaseError: with each that does not.
    """
    places = list(dict.fromkeys([*case.tables["regions"]["region"], *case.tables["routes"]["route"]]))
    labels = [p.label for p in case.options.periods]
    problems = [
        Problem(
            f"no region or route '{r}'{did_you_mean(r, places)}",
            "command line",
            column="--region",
            found=r,
            allowed=listed(places),
        )
        for r in regions
        if r not in places
    ]
    problems += [
        Problem("not a period of the case", "command line", column="--period", found=str(y), allowed=listed(labels))
        for y in periods
        if y not in labels
    ]
    if problems:
        raise CaseError(problems)
