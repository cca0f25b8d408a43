"""A case with some of its policies switched off; the name of one that merging split means all of its parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from optimizer.case.changes import Change
from optimizer.case.merge.policies import part_of
from optimizer.case.model import Case
from optimizer.case.rows import records_of
from optimizer.case.text import did_you_mean, listed
from optimizer.errors import CaseError, Problem


def without(case: Case, policies: Sequence[str]) -> Case:
    """The case with these policies off; the scenario's name says so.

    Raises:
        CaseError: a policy does not exist.
    """
    return _switched(case, policies, "without")


def only(case: Case, policies: Sequence[str]) -> Case:
    """The case with these policies alone."""
    return _switched(case, policies, "only")


def _switched(case: Case, named: Sequence[str], word: str) -> Case:
    table = case.tables["policies"]
    regions = [str(r) for r in case.tables["regions"]["region"]]
    meant: dict[str, set[str]] = {}
    for policy in map(str, table["id"]):
        for name in (part_of(policy, regions), policy):
            meant.setdefault(name, set()).add(policy)
    problems = [
        Problem(
            f"no policy '{p}'{did_you_mean(p, meant)}",
            "command line",
            column=f"--{word}",
            found=p,
            allowed=listed(meant),
        )
        for p in named
        if p not in meant
    ]
    if problems:
        raise CaseError(problems)
    chosen = table["id"].isin({policy for p in named for policy in meant[p]})
    changed = table.assign(on=table["on"].where(chosen if word == "only" else ~chosen, False))
    scenario = "_".join([case.scenario, word, *named])
    differ = [(a, b) for a, b in zip(records_of(table), records_of(changed), strict=True) if a["on"] != b["on"]]
    told = [Change("policies", None, f"id {a['id']}", "on", "yes" if a["on"] else "no", "no") for a, b in differ]
    return replace(case, tables={**case.tables, "policies": changed}, scenario=scenario, changes=(*case.changes, *told))
