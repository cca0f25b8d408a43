"""`--strict`: what is likely a mistake counts as an error."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from optimizer.case.model import Case

Strict = Annotated[
    bool, typer.Option("--strict", help="Notes on what is likely a mistake count as errors (exit code 2).")
]


def refuse(doubts: Iterable[str]) -> None:
    """Raise where anything is told as likely a mistake.

    Raises:
        StrictError: with all of it.
    """
    from optimizer.errors import StrictError

    told = tuple(dict.fromkeys(doubts))
    if told:
        raise StrictError(told)


def refuse_before_run(case: Case) -> None:
    """The same with what the guards find, before any time is spent on solving.

    Raises:
        StrictError: with all of it.
        CaseError: the tables do not fit together.
    """
    from optimizer.formulation import vocabulary
    from optimizer.guards import before
    from optimizer.inputs import prepare

    refuse([*case.doubts, *(str(guard) for guard in before(prepare(case, vocabulary())))])
