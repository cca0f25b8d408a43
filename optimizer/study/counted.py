"""What amounts count of the columns of a model: the coefficients of the rows that policies about them would be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import scipy.sparse as sp

from optimizer.algebra import compile_model
from optimizer.case.load import case_of
from optimizer.case.read import Raw
from optimizer.case.scenario import patched
from optimizer.compiled import Compiled
from optimizer.errors import CaseError, Problem
from optimizer.formulation import build_model, vocabulary
from optimizer.index import Label
from optimizer.inputs import Inputs, prepare
from optimizer.study.amounts import Amount

LIMIT_ROWS = "policy_below_limit"


def weights(raw: Raw, amounts: Sequence[Amount], path: Path, like: Compiled) -> sp.csr_array:
    """What each amount counts of each column of a problem, a row an amount.

    Args:
        raw: of the case, its patches applied.
        like: the case compiled as it is.

    Raises:
        CaseError: the case refuses a selection, or it counts nothing.
    """
    ids = [f"amount_{i}" for i in range(len(amounts))]
    rows = [{"table": "policies", "add": {"id": i, **a.cells}} for i, a in zip(ids, amounts, strict=True)]
    found = limit_rows(raw, rows, dict(zip(ids, (a.name for a in amounts), strict=True)), path, like)
    if [policy for policy, *_ in found.labels] != ids:
        raise AssertionError("an amount is counted by one row")
    return found.rows


@dataclass(frozen=True, eq=False)
class Counted:
    """What rows of the policy table count, before anything is limited.

    Attributes:
        labels: (policy, area, until) of each row.
        rows: what it counts of each column.
        inputs: of the case with these policies.
    """

    labels: tuple[tuple[Label, ...], ...]
    rows: sp.csr_array
    inputs: Inputs


def limit_rows(raw: Raw, patches: Sequence[object], ids: Mapping[str, str], path: Path, like: Compiled) -> Counted:
    """The rows of some policies that are added to a case.

    Args:
        patches: that add the policies.
        ids: of the policies, and what a reader calls each.
        like: the case compiled without them.

    Raises:
        CaseError: one of them counts nothing.
    """
    try:
        inputs = prepare(
            case_of(patched(raw, list(patches), "what is counted"), vocabulary(), "amounts", path), vocabulary()
        )
    except CaseError as error:  # of a row that the reader has not written: it has another name there
        raise CaseError(
            replace(p, file="the command", row=None, found=ids.get(p.found, p.found)) for p in error.problems
        ) from None
    compiled = compile_model(build_model(inputs))
    _same_columns(compiled, like)
    family = next((f for f in compiled.rows if f.name == LIMIT_ROWS), None)
    found = [(i, label) for i in range(family.size) if (label := family.label(i))[0] in ids] if family else []
    missing = [name for i, name in ids.items() if i not in {label[0] for _, label in found}]
    if family is None or missing:
        raise CaseError(
            Problem("counts nothing: nothing in the case does that", "the command", column=m) for m in missing
        )
    order = {i: place for place, i in enumerate(ids)}
    found.sort(key=lambda at: order[str(at[1][0])])
    at = np.array([family.start + i for i, _ in found])
    return Counted(tuple(label for _, label in found), sp.csr_array(compiled.matrix[at]), inputs)


def _same_columns(compiled: Compiled, like: Compiled) -> None:
    """Counting must not change what is decided."""
    mine, theirs = ([(f.name, f.start, f.size) for f in c.columns] for c in (compiled, like))
    if mine != theirs:
        raise AssertionError("what counts an amount adds columns to the model")
