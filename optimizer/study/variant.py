"""A case as a study starts from it: a scenario applied, some policies off, options of the solver."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from optimizer.case.load import case_of
from optimizer.case.model import Case
from optimizer.case.read import Raw, read_raw
from optimizer.case.scenario import BASE, patched, patches_of
from optimizer.case.schema import changed_options
from optimizer.formulation import vocabulary


def read_variant(
    path: Path, scenario: str | None, off: Sequence[str] = (), solver: Mapping[str, Any] | None = None
) -> tuple[Raw, Case]:
    """A case as it is read, its scenario and switches applied; and what it is once checked.

    Args:
        off: policies to switch off.
        solver: options of the solver.

    Raises:
        CaseError: with everything that is wrong.
    """
    raw = read_raw(path)
    raw = patched(raw, patches_of(raw, scenario), f"scenarios.{scenario or BASE}")
    raw = patched(raw, switched_off(off), "--without")
    case = case_of(raw, vocabulary(), "_".join([scenario or BASE, *(f"without_{p}" for p in off)]), path)
    stated = {k: v for k, v in (solver or {}).items() if v is not None}
    return raw, replace(
        case, options=case.options.model_copy(update={"solve": changed_options(case.options.solve, stated)})
    )


def switched_off(policies: Sequence[str]) -> list[dict[str, Any]]:
    """Patches that switch policies off."""
    return [{"table": "policies", "where": {"id": p}, "set": {"on": "no"}} for p in policies]
