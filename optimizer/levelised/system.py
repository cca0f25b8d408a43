"""The linear system: unit values of all nodes, for every column of the books at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.certificate.physics import Key
from optimizer.errors import SolveError
from optimizer.levelised.network import Process

Floats = NDArray[np.float64]
LEAK = 1e-6
"""Share of a node's inflow that must go on; less is rounding of the balance."""


@dataclass(frozen=True, eq=False)
class Values:
    """The solved system.

    Attributes:
        value: of a unit at each node, shape (nodes, columns); zero where nothing flows in.
        inflow: what each node is given in a year, shape (nodes,).
        passed: own cost of each process and the value it takes in, shape (processes, columns).
        circling: how much of each node goes round and round and reaches nobody, shape (nodes,).
        left: inflow less what is taken, the residual of the balance, shape (nodes,).
        kept: whether some of what flows through a node reaches a use, shape (nodes,); the others hand on nothing.
    """

    value: Floats
    inflow: Floats
    passed: Floats
    circling: Floats
    left: Floats
    kept: NDArray[np.bool_]


def solve(
    nodes: Sequence[Key],
    processes: Mapping[Key, Process],
    own: Mapping[Key, Floats],
    columns: int,
    kept: NDArray[np.bool_] | None = None,
) -> Values:
    """Solve value * through = sum of (own cost + value taken in) * share, for all nodes together.

    A node that rounding lets give more than it is given spreads its cost over what it gives: then no column of the system
    hands on more than it holds, and where some of every column leaves (``_reaches_somebody``) the system has one solution.

    Args:
        kept: which nodes hand on what they hold, where that is known from a larger system.

    Raises:
        SolveError: some nodes feed only each other with traces.
    """
    from scipy.sparse import diags_array

    takes, gives, shares = (_by_node(nodes, processes, side) for side in ("takes", "gives", "shares"))
    costs = np.array([own.get(key, np.zeros(columns)) for key in processes]).reshape(len(processes), columns)
    inflow: Floats = np.asarray(gives.sum(axis=0)).ravel()
    goes_on = np.array([bool(p.gives) for p in processes.values()], dtype=bool)
    used_up: Floats = np.asarray(takes[~goes_on].sum(axis=0)).ravel()
    taken: Floats = np.asarray(takes.sum(axis=0)).ravel()
    through = np.maximum(inflow, taken)
    per_unit = diags_array(1.0 / np.where(through > 0, through, 1.0))
    onward = diags_array(goes_on.astype(float)) @ takes
    carried = shares.T @ onward  # what node m passes on to node n, by [n, m]
    if kept is None:
        kept = _reaches_somebody(carried @ per_unit, used_up * per_unit.diagonal())
    trapped = diags_array((~kept).astype(float))
    system = diags_array(np.ones(len(nodes))) - per_unit @ carried @ diags_array(kept.astype(float))
    value = _handed_on(system, per_unit @ (shares.T @ costs))
    return Values(
        value=value,
        inflow=inflow,
        passed=(takes - onward @ trapped) @ value + costs,
        circling=np.asarray((onward @ trapped).sum(axis=0)).ravel(),
        left=inflow - taken,
        kept=kept,
    )


def _by_node(nodes: Sequence[Key], processes: Mapping[Key, Process], side: str) -> Any:
    """One side of all processes, `takes`, `gives` or `shares`, as a sparse matrix of shape (processes, nodes)."""
    from scipy.sparse import csr_array

    at = {node: i for i, node in enumerate(nodes)}
    cells = [(i, at[n], amount) for i, p in enumerate(processes.values()) for n, amount in getattr(p, side).items()]
    rows, cols, data = zip(*cells, strict=True) if cells else ((), (), ())
    return csr_array((data, (rows, cols)), shape=(len(processes), len(nodes)), dtype=float)


def _handed_on(system: Any, added: Floats) -> Floats:
    """The values of a unit at each node, shape (nodes, columns).

    Args:
        system: what a node keeps of its own value less what it hands on, shape (nodes, nodes).
        added: own costs for a unit of what flows through each node, shape (nodes, columns).

    Raises:
        SolveError: the system has no one solution.
    """
    from scipy.sparse.linalg import splu

    if not len(added):
        return added
    try:
        value: Floats = splu(system.tocsc()).solve(added)
    except RuntimeError as error:  # SuperLU: exactly singular
        raise SolveError(
            "The plan is optimal, but its costs cannot be handed on from carrier to carrier: some carriers feed only each other "
            f"with traces ({error}). No results were written."
        ) from None
    return value + 0.0  # no negative zeros


def _reaches_somebody(onward: Any, used_up: Floats) -> NDArray[np.bool_]:
    """Nodes from which some of the flow gets to a final use; the rest is lost in circles, and so would be its cost."""
    edges = (onward > LEAK).astype(float).T.tocsr()
    reached = used_up > LEAK
    while True:
        more = reached | (edges @ reached.astype(float) > 0)
        if (more == reached).all():
            return reached
        reached = more
