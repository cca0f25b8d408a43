"""A case with some of its policies switched off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from optimizer.case.model import Case
from optimizer.case.text import did_you_mean, listed
from optimizer.errors import CaseError, Problem


def without(case: Case, policies: Sequence[str]) -> Case:
    """The case with these policies off; the scenario's name says so.

    Raises:
        CaseError: a policy does not exist.
    """
    return _switched(case, policies, off=set(policies), name="without")


def only(case: Case, policies: Sequence[str]) -> Case:
    """The case with these policies alone."""
    every = {str(p) for p in case.tables["policies"]["id"]}
    return _switched(case, policies, off=every - set(policies), name="only")


def _switched(case: Case, named: Sequence[str], off: set[str], name: str) -> Case:
    table = case.tables["policies"]
    known = list(dict.fromkeys(str(p) for p in table["id"]))
    problems = [
        Problem(
            f"no policy '{p}'{did_you_mean(p, known)}",
            "command line",
            column=f"--{name}",
            found=p,
            allowed=listed(known),
        )
        for p in named
        if p not in known
    ]
    if problems:
        raise CaseError(problems)
    changed = table.assign(on=table["on"].where(~table["id"].isin(off), False))
    scenario = "_".join([case.scenario, name, *named])
    return replace(case, tables={**case.tables, "policies": changed}, scenario=scenario)
