"""Why a policy selects nothing, or is relative to nothing: the row, and what is missing for it, in words."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.case.kinds import EMISSIONS, REFERENCE_FLOWS
from optimizer.case.text import listed
from optimizer.errors import CaseError, Problem
from optimizer.inputs.policies.policy import Policy
from optimizer.inputs.world import World, yes

DOES = {"in": "takes in", "out": "gives out"}
SIDE = {"input": "in", "output": "out"}


def selects_nothing(w: World, policy: Policy) -> CaseError:
    """The error of a policy that counts nothing."""
    why = _why(w, policy, policy.quantity, policy.technologies, policy.carrier)
    return _error(policy, "id", "the policy selects nothing that exists", why, policy.id)


def relative_to_nothing(w: World, policy: Policy) -> CaseError:
    """The error of a policy whose limit is a part of nothing."""
    to, found = policy.against, "; ".join(policy.against.names) or "all"
    quantity = "build" if policy.kind == "retire_after_build" else policy.quantity
    if to.against == "flow":
        why = _why(w, policy, to.flow if to.flow in REFERENCE_FLOWS else "", (), to.names[0])
    else:
        why = _why(w, policy, quantity, to.names if to.against == "technologies" else (), policy.carrier)
    return _error(policy, "relative_to", "it is relative to nothing that exists", why, found)


def matches_nothing(w: World, policy: Policy) -> CaseError:
    """The error of a policy without consumers that take the carrier, or without generators that give it."""
    uses = _without_port(w, policy.technologies, policy.carrier, "in")
    gives = _without_port(w, policy.against.names, policy.carrier, "out")
    why = "; ".join(filter(None, [uses, gives])) or _absent(policy, (*policy.technologies, *policy.against.names))
    return _error(policy, "id", "the policy matches nothing that exists", why, policy.id)


def _error(policy: Policy, column: str, message: str, why: str, found: str) -> CaseError:
    return CaseError([Problem(f"{message}: {why}", policy.file, policy.line, column, found)])


def _why(w: World, policy: Policy, quantity: str, technologies: Sequence[str], carrier: str) -> str:
    """What is missing for anything to be counted."""
    if quantity in EMISSIONS:
        chosen = {**policy.accounts, "account": policy.booked}
        said = [f"{column} {listed(names)}" for column, names in chosen.items() if names]
        return f"nothing is booked under {', '.join(said)}"
    if quantity == "retirement":
        rows = w.table("technologies")
        free = set(rows.loc[rows["retire"].map(yes).astype(bool), "technology"])
        if not free & set(technologies):
            return f"{listed(technologies)} may not retire early, technologies.csv has no `retire: yes` there"
    if quantity in SIDE and (missing := _without_port(w, technologies, carrier, SIDE[quantity])):
        return missing
    return _absent(policy, technologies)


def _without_port(w: World, technologies: Sequence[str], carrier: str, side: str) -> str:
    """That none of the technologies (none named: of all) takes or gives the carrier; empty where one does."""
    rows = w.table("ports")
    able = set(rows.loc[(rows["carrier"] == carrier) & (rows["direction"] == side), "technology"])
    names = [k for k in technologies if k != "purchase"]
    if able & set(names) or (able and not technologies):
        return ""
    bought = "purchase" in technologies and side == "out"
    if "purchase" in technologies and side == "in" and not names:
        return f"purchase takes in no {carrier}, it gives out: quantity `output`"
    said = [*([f"{listed(names) or 'nothing'} {DOES[side]} no {carrier}"] if names or not bought else [])]
    return ", ".join([*said, *([f"no {carrier} is bought"] if bought else [])])


def _absent(policy: Policy, technologies: Sequence[str]) -> str:
    where = f" in {listed(policy.regions)}" if policy.regions else ""
    periods = listed([str(y) for y in policy.years])
    return f"{listed(technologies) or 'nothing that it names'} can be counted nowhere{where} in {periods}"
