"""Row and column labels -> the planner's words: why no plan exists, or why cost falls without limit."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import numpy as np

from optimizer.case.convert import capacity_unit
from optimizer.compiled import Compiled, Family, RawSolution, Status
from optimizer.decided import is_decided
from optimizer.errors import InfeasibleError, LimitError, SolveError, UnboundedError
from optimizer.index import Label
from optimizer.inputs import Inputs
from optimizer.solve import escape_directions, least_violation
from optimizer.units import pretty

MOST = 8  # lines of a diagnosis
# Requirements a planner can give way on; everything else is physics or bookkeeping.
REQUIREMENTS = (
    "carrier_balance",
    "policy_below_limit",
    "policy_above_limit",
    "policy_at_limit",
    "matching_below_claims",
    "reserve_above_margin",
    "activity_above_minimum_load",
)
BOUNDS = ("capacity", "capacity_built")


def explain(raw: RawSolution, compiled: Compiled, inputs: Inputs, decided: Collection[Label] = ()) -> SolveError:
    """The error that says in words what stands against an answer; plant of decided periods cannot give way."""
    if raw.status is Status.INFEASIBLE:
        lines = _conflicts(compiled, inputs, decided)
        return InfeasibleError("\n".join(["No plan meets every requirement.", *lines]))
    if raw.status is Status.UNBOUNDED:
        return UnboundedError("\n".join(["Cost falls without limit.", *_runaways(compiled, inputs)]))
    if raw.status is Status.LIMIT:
        return LimitError(
            "The time or memory limit was reached before an answer was certified. " + "; ".join(raw.attempts)
        )
    return SolveError("No answer could be certified: " + "; ".join(raw.attempts))


def _conflicts(compiled: Compiled, inputs: Inputs, decided: Collection[Label]) -> list[str]:
    """The smallest relaxation of demands, policies, minimum loads and limits that would make a plan possible."""
    rows = np.zeros(compiled.shape[0])
    for family in compiled.rows:
        if family.name in REQUIREMENTS or family.index is None:
            side = np.where(np.isfinite(compiled.row_upper), compiled.row_upper, compiled.row_lower)[family.range]
            rows[family.range] = 1.0 / (1.0 + np.abs(np.where(np.isfinite(side), side, 0.0)))
    columns = np.zeros(compiled.shape[1])
    for family in compiled.columns:
        if family.name in BOUNDS:
            assert family.index is not None
            open_ = [not is_decided(family, label, decided) for label in family.index.tuples()]
            columns[family.range] = np.array(open_, float)
    found = least_violation(compiled, rows, columns)
    lines: dict[str, float] = {}
    for at, amount in zip(*_largest(found.rows), strict=True):
        family = _family(compiled.rows, at)
        key = _requirement(family, family.label(int(at) - family.start), inputs, amount < 0)
        lines[key] = lines.get(key, 0.0) + abs(amount)
    for at, amount in zip(*_largest(found.columns), strict=True):
        family = _family(compiled.columns, at)
        key = _limit(family, family.label(int(at) - family.start), inputs)
        lines[key] = lines.get(key, 0.0) + abs(amount)
    if not lines:
        return [
            "The conflict lies in bounds or rows outside demands, policies and limits; it could not be narrowed further."
        ]
    ordered = sorted(lines.items(), key=lambda item: -item[1])
    told = [f"  - {text.format(amount=f'{amount:,.4g}')}" for text, amount in ordered[:MOST]]
    if len(ordered) > MOST:
        told.append(f"  - and {len(ordered) - MOST} more of these")
    return ["The least that would have to give way:", *told]


def _largest(amounts: Any) -> tuple[Any, Any]:
    amounts = np.asarray(amounts)
    at = np.flatnonzero(np.abs(amounts) > 1e-7)
    at = at[np.argsort(-np.abs(amounts[at]))][:5000]
    return at, amounts[at]


def _requirement(family: Family, label: tuple[Any, ...], inputs: Inputs, _: bool) -> str:
    if family.index is None:
        return f"your constraint {family.name}{list(label)}: {{amount}} out of reach"
    at = dict(zip(family.index.all_names, label, strict=True))
    say = _WORDS[family.name]
    return say(at, inputs)


def _carrier(at: dict[str, Any], inputs: Inputs) -> str:
    unit = _unit(inputs, "carriers", "carrier", at["carrier"])
    return (
        f"demand for {at['carrier']} in {at['region']}, {at['period']}: {{amount}} {unit} a year missing (or too much)"
    )


def _cap(at: dict[str, Any], inputs: Inputs) -> str:
    unit = _policy_unit(inputs, at["policy"])
    where = "all regions" if at["area"] == "all" else at["area"]
    return f"policy '{at['policy']}', {where}, {at['until']}: limit out of reach by {{amount}} {unit}"


def _match(at: dict[str, Any], inputs: Inputs) -> str:
    where, unit = (
        "all regions" if at["area"] == "all" else at["area"],
        _unit(inputs, "carriers", "carrier", at["carrier"]),
    )
    return f"matching '{at['policy']}', {where}, {at['period']}: {{amount}} {unit} a year not generated when it is used"


def _load(at: dict[str, Any], inputs: Inputs) -> str:
    k, carriers = at["technology"], inputs.case.tables["technologies"].set_index("technology")["reference"]
    unit = pretty(f"({_unit(inputs, 'carriers', 'carrier', carriers[k])})/hour")
    return f"minimum load of {k} in {at['region']}, {at['period']}: {{amount}} {unit} too much, summed over steps"


def _reserve(at: dict[str, Any], inputs: Inputs) -> str:
    where = "all regions" if at["area"] == "all" else at["area"]
    carrier = inputs.case.tables["policies"].set_index("id")["carrier"].loc[[at["policy"]]].iloc[0]
    unit = pretty(f"({_unit(inputs, 'carriers', 'carrier', carrier)})/hour")
    return f"reserve margin '{at['policy']}', {where}, {at['period']}: {{amount}} {unit} of firm capacity missing, summed over steps"


_WORDS: dict[str, Callable[[dict[str, Any], Inputs], str]] = {
    "carrier_balance": _carrier,
    "policy_below_limit": _cap,
    "policy_above_limit": _cap,
    "policy_at_limit": _cap,
    "matching_below_claims": _match,
    "reserve_above_margin": _reserve,
    "activity_above_minimum_load": _load,
}


def _limit(family: Family, label: tuple[Any, ...], inputs: Inputs) -> str:
    technology, place, when = label
    what = "capacity" if family.name == "capacity" else "build"
    unit = capacity_unit(inputs.case, str(technology))
    return (
        f"limits on {what} of {technology} in {place}, {when} (potentials or existing plant): {{amount}} {unit} beyond"
    )


def _runaways(compiled: Compiled, inputs: Inputs) -> list[str]:
    lines = []
    for at, _ in escape_directions(compiled)[:MOST]:
        family = _family(compiled.columns, at)
        lines.append(
            f"  - {family.name.replace('_', ' ')} of {'/'.join(str(v) for v in family.label(int(at) - family.start))} grows without limit"
        )
    hint = "Look for a sale price above a purchase price, a negative cost, or a purchase and a sale without limit."
    return ["These grow together:", *lines, hint]


def _family(families: tuple[Family, ...], position: int) -> Family:
    return next(f for f in families if f.start <= position < f.stop)


def _unit(inputs: Inputs, table: str, key: str, label: Any) -> str:
    rows = inputs.case.tables[table]
    return str(rows.loc[rows[key] == label, "unit"].iloc[0])


def _policy_unit(inputs: Inputs, policy: Any) -> str:
    rows = inputs.case.tables["policies"]
    return str(rows.loc[rows["id"] == policy, "counted_unit"].iloc[0])
