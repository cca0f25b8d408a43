"""The account: unit values by category, and the closing table that adds up to the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.certificate.ledger import Entry
from optimizer.certificate.measures import largest
from optimizer.certificate.physics import Key, Solved, balance_residuals
from optimizer.index import Label
from optimizer.inputs import Inputs
from optimizer.levelised.booking import CATEGORIES, IMPORT, Books, book
from optimizer.levelised.chain import chains
from optimizer.levelised.network import INTO, Names, Network, network
from optimizer.levelised.steps import Chain
from optimizer.levelised.system import Values, solve

Floats = NDArray[np.float64]
FINAL = {"demand": "demand", "sale": "sale", "surplus": "dumping", INTO: INTO}
OF_A_CARRIER = ("demand", "sale", "surplus")
SINK, CIRCLING, ROUNDING = "use without output", "lost in circles", "rounding of balances"


@dataclass(frozen=True, eq=False)
class Line:
    """One line of the closing table.

    Attributes:
        amount: units a year of the carrier named by `item`; not a number where it names none.
        values: money a year by category, then gas units a year by (gas, stage).
    """

    line: str
    item: str
    location: str
    period: int
    amount: float
    values: Floats


@dataclass(frozen=True, eq=False)
class Levelised:
    """Unit values of every carrier, and what they add up to.

    Attributes:
        nodes: (carrier, region, period) of each row.
        released: (gas, stage) of each column after the categories.
        values: money per carrier unit by category, then gas units per carrier unit; not a number where nothing flows in.
        inflow: carrier units a year, shape (nodes,).
        weights: of each node, how much flows through it in each row of its clock, in carrier units a year.
        closing: final uses, sales, dumping, and what belongs to no flow.
        unseen: largest flow of a balance that no process has, relative to the largest of its carrier, and where.
        chains: the account of each family of carriers, step by step.
    """

    nodes: tuple[Key, ...]
    released: tuple[Key, ...]
    values: Floats
    inflow: Floats
    weights: Mapping[Key, Floats]
    closing: tuple[Line, ...]
    unseen: tuple[float, str]
    chains: Mapping[str, Chain]

    def worst_cost(self, entries: Iterable[Entry]) -> tuple[float, str]:
        """Largest gap of a year between closing table and ledger, relative to 1 + the costs, and where."""
        return self._worst(slice(0, len(CATEGORIES)), ((e.period, e.annual) for e in entries))

    def worst_footprint(self, solved: Mapping[str, Solved]) -> tuple[float, str]:
        """The same for each gas and stage, against the territorial accounts and those of imports."""
        accounts = [(label, float(value[0])) for label, _, value in solved["emission"].rows()]
        accounts += [
            ((label[0], label[1], IMPORT, *label[3:]), float(value[0]))
            for label, _, value in solved["import_emission"].rows()
        ]
        found: list[tuple[float, str]] = []
        for i, (gas, stage) in enumerate(self.released, start=len(CATEGORIES)):
            mine = ((int(a[-1]), amount) for a, amount in accounts if (a[0], a[2]) == (gas, stage))
            gap, period = self._worst(slice(i, i + 1), mine)
            found.append((gap, f"{gas}/{stage}/{period}"))
        return largest(found)

    def worst_chain(self) -> tuple[float, str]:
        """Largest gap between a unit of a form and the sum of its parts, of cost and of each gas, relative to the largest of the family."""
        at = {node: i for i, node in enumerate(self.nodes)}
        found: list[tuple[float, str]] = []
        for chain in self.chains.values():
            whole = np.nan_to_num(self.values[[at[n] for n in chain.nodes]])
            for what, mine, parts in self._compared(chain):
                gap = np.abs(whole[:, mine].sum(axis=1) - chain.values[:, parts].sum(axis=1))
                gap /= np.abs(whole[:, mine]).sum(axis=1).max(initial=0.0) or 1.0
                found += [(float(g), "/".join(map(str, (*what, *n)))) for g, n in zip(gap, chain.nodes, strict=True)]
        return largest(found)

    def _compared(self, chain: Chain) -> Iterator[tuple[Key, list[int], list[int]]]:
        """Cost and each gas: (its name, columns of the account, columns of the chain)."""
        yield (), list(range(len(CATEGORIES))), list(range(len(chain.parts)))
        for gas in dict.fromkeys(g for g, _ in self.released):
            mine = [i for i, (g, _) in enumerate(self.released, start=len(CATEGORIES)) if g == gas]
            yield (gas,), mine, [i for i, (g, _) in enumerate(chain.released, start=len(chain.parts)) if g == gas]

    def _worst(self, columns: slice, booked: Iterable[tuple[int, float]]) -> tuple[float, str]:
        gap, size = dict[int, float](), dict[int, float]()
        for period, amount in booked:
            gap[period] = gap.get(period, 0.0) + amount
            size[period] = size.get(period, 0.0) + abs(amount)
        for line in self.closing:
            gap[line.period] = gap.get(line.period, 0.0) - float(line.values[columns].sum())
        return largest((abs(g) / (1.0 + size.get(y, 0.0)), str(y)) for y, g in gap.items())


def levelise(inputs: Inputs, solved: Mapping[str, Solved], entries: Sequence[Entry]) -> Levelised:
    """Levelised cost and footprint of a solved case.

    Args:
        solved: families of solved values.
        entries: the ledger, with every cost that was declared beyond it.
    """
    names = Names(inputs)
    net = network(inputs, solved, names)
    books, released = book(inputs, solved, entries, net, names)
    found = solve(net.nodes, net.processes, books.own, books.columns)
    balances = balance_residuals(inputs, solved)
    return Levelised(
        nodes=net.nodes,
        released=released,
        values=np.where(found.inflow[:, None] > 0, found.value, np.nan),
        inflow=found.inflow,
        weights={key: size / 2.0 for key, (_, size) in balances.items()},
        closing=tuple(line for line in _closing(net, books, found) if line.values.any() or line.amount > 0),
        unseen=_unseen(net.nodes, found.left, balances),
        chains=chains(inputs, solved, net, books, found, released),
    )


def _unseen(nodes: Sequence[Key], left: Floats, balances: Mapping[Key, tuple[Floats, Floats]]) -> tuple[float, str]:
    """What the recounted balances say is left at each node, against what the processes leave."""
    most: dict[Label, float] = {}
    for (c, *_), (_, size) in balances.items():
        most[c] = max(most.get(c, 0.0), float(size.sum()))
    none = (np.zeros(1), np.zeros(1))
    return largest(
        (float(abs(v - balances.get(n, none)[0].sum()) / (1.0 + most.get(n[0], 0.0))), "/".join(str(v) for v in n))
        for n, v in zip(nodes, left, strict=True)
    )


def _closing(net: Network, books: Books, found: Values) -> Iterator[Line]:
    """Everything that value flows into and not out of."""
    for (key, process), values in zip(net.processes.items(), found.passed, strict=True):
        if not process.gives:
            amount = sum(process.takes.values()) if str(key[0]) in OF_A_CARRIER else np.nan
            yield Line(FINAL.get(str(key[0]), SINK), str(key[1]), str(key[2]), int(key[-1]), amount, values)
    for (line, item, place, period), values in books.apart.items():
        yield Line(str(line), str(item), str(place), int(period), np.nan, values)
    for (c, r, y), amount, value in zip(net.nodes, found.circling, found.value, strict=True):
        yield Line(CIRCLING, str(c), str(r), int(y), amount if amount else np.nan, amount * value)
    for y in dict.fromkeys(node[-1] for node in net.nodes):
        mine = np.array([node[-1] == y for node in net.nodes])
        yield Line(ROUNDING, "", "", int(y), np.nan, np.maximum(found.left[mine], 0.0) @ found.value[mine])
