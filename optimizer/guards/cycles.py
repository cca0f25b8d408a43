"""Cycles of converters and lines that give more than they take: energy or matter out of nothing.

The graph has a node for each carrier and region, and an arc from each input of a converter to each of its outputs with the gain
(output per input), and from end to end of each line with the share that arrives. A cycle whose gains multiply to more than one
is a negative cycle of -log(gain), which Bellman and Ford find. A converter with several inputs may rightly give more than one of
them brings (a heat pump), so a cycle counts only if, run once around, it needs nothing from outside; cycles of converters with a
single input are looked for first, so that none hides behind one that is excused. A store gives back no more than it takes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.guards.guard import Guard, row_of
from optimizer.guards.rates import Rates, single
from optimizer.index import Label

Node = tuple[Label, Label]  # carrier, region
NEAR = 1e-6  # ratios are rounded numbers: a cycle that gives back what it took is none


@dataclass(frozen=True)
class Arc:
    """A way from one carrier and region to another.

    Attributes:
        gain: amount that comes out per amount that goes in.
        taken, made: everything that a unit of what goes in at `start` takes and makes.
    """

    technology: Label
    start: Node
    end: Node
    gain: float
    taken: tuple[tuple[Node, float], ...] = ()
    made: tuple[tuple[Node, float], ...] = ()

    @property
    def alone(self) -> bool:
        return len(self.taken) == 1


def free_cycles(rates: Rates) -> Iterator[Guard]:
    """The first cycle found in each period that has one not told yet."""
    told: set[frozenset[Label]] = set()
    for period in [p.label for p in rates.inputs.case.options.periods]:
        arcs = [a for a in _arcs(rates, period) if a.gain > 0]
        for some in ([a for a in arcs if a.alone], arcs):
            cycle = best_cycle(some)
            names = frozenset(a.technology for a in cycle)
            if not cycle or names in told or not _needs_nothing(cycle):
                continue
            told.add(names)
            gain = float(np.prod([a.gain for a in cycle]))
            way = " -> ".join([str(cycle[0].start[0]), *(f"{a.end[0]} ({a.technology})" for a in cycle)])
            also = "" if all(a.alone for a in cycle) else ", and whatever else it takes"
            tables = rates.inputs.case.tables["ports"]["technology"]
            rows = [row_of(rates.inputs, "ports", technology=k) for k in names if (tables == k).any()]
            yield Guard(
                f"{way} in {cycle[0].start[1]} ({period}) gives back {gain:.4g} for each unit{also}: something out of nothing",
                "; ".join(sorted(rows)),
            )
            break


def _arcs(rates: Rates, period: Label) -> Iterator[Arc]:
    inputs = rates.inputs
    most: dict[tuple[Label, Label], float] = {}
    for label, share in single(inputs.values["share_max"]).items():
        most[label[0], label[1]] = max(most.get((label[0], label[1]), 0.0), share)
    grouped = {(k, c) for k, c, *_ in inputs.indexes["group_ports"].tuples()}
    ports: dict[Label, list[tuple[Label, float]]] = {}
    for (k, c, y), ratio in single(inputs.values["port_ratio"]).items():
        if y == period and ratio:
            ports.setdefault(k, []).append((c, ratio))
    for k, r, y in inputs.indexes["active"].tuples():
        if y == period:
            for mix in _mixes(k, ports[k], grouped, most):
                yield from _through(k, r, mix)
    arrival = single(inputs.values["line_arrival"])
    left = {label[:4]: (label[4], label[5]) for label in inputs.indexes["departures"].tuples()}
    for label in inputs.indexes["arrivals"].tuples():
        k, i, _, y, carrier, region = label
        if y == period:
            share = arrival[k, i, y]
            start, end = left[label[:4]], (carrier, region)
            yield Arc(k, start, end, share, ((start, 1.0),), ((end, share),))


def _mixes(
    k: Label,
    ports: Sequence[tuple[Label, float]],
    grouped: set[tuple[Label, Label]],
    most: dict[tuple[Label, Label], float],
) -> Iterator[list[tuple[Label, float]]]:
    """The ports of a converter; of ports with a free share, each that may serve alone."""
    fixed = [p for p in ports if (k, p[0]) not in grouped]
    free = [p for p in ports if (k, p[0]) in grouped and most.get((k, p[0]), 1.0) >= 1.0]
    if len(fixed) == len(ports):
        yield fixed
    for port in free:
        yield [*fixed, port]


def _through(k: Label, r: Label, ports: Sequence[tuple[Label, float]]) -> Iterator[Arc]:
    taken = [(c, -ratio) for c, ratio in ports if ratio < 0]
    made = [(c, ratio) for c, ratio in ports if ratio > 0]
    for c, each in taken:
        for into, given in made:
            yield Arc(
                k,
                (c, r),
                (into, r),
                given / each,
                tuple(((o, r), amount / each) for o, amount in taken),
                tuple(((o, r), amount / each) for o, amount in made),
            )


def best_cycle(arcs: Sequence[Arc]) -> list[Arc]:
    """A cycle whose gains multiply to more than one, in order; empty if there is none."""
    nodes = {n: i for i, n in enumerate(dict.fromkeys([*(a.start for a in arcs), *(a.end for a in arcs)]))}
    if not nodes:
        return []
    start, end = (np.array([nodes[n] for n in ns]) for ns in ([a.start for a in arcs], [a.end for a in arcs]))
    length = -np.log([a.gain for a in arcs])
    far, through = np.zeros(len(nodes)), np.full(len(nodes), -1)
    shorter: NDArray[np.bool_] = np.zeros(0, bool)
    for _ in range(len(nodes) + 1):
        there = far[start] + length
        shorter = there < far[end] - NEAR / len(nodes)
        if not shorter.any():
            return []
        order = np.flatnonzero(shorter)[np.argsort(-there[shorter], kind="stable")]  # the shortest is written last
        far[end[order]], through[end[order]] = there[order], order
    at = int(end[np.flatnonzero(shorter)[0]])
    for _ in range(len(nodes)):  # far enough back to be on the cycle itself
        at = int(start[through[at]])
    cycle = [arcs[through[at]]]
    while nodes[cycle[0].start] != at:
        cycle.insert(0, arcs[through[nodes[cycle[0].start]]])
    return cycle if np.prod([a.gain for a in cycle]) > 1.0 + NEAR else []


def _needs_nothing(cycle: Sequence[Arc]) -> bool:
    """Whether a cycle draws nothing but what it makes, if each arc passes on all it gives and the gain is left at one node."""
    return any(_draws_nothing([*cycle[i:], *cycle[:i]]) for i in range(len(cycle)))


def _draws_nothing(cycle: Sequence[Arc]) -> bool:
    """The same, with the gain left where the first arc starts."""
    net: dict[Node, float] = {}
    size, flow = 0.0, 1.0
    for arc in cycle:
        for node, amount in arc.taken:
            net[node] = net.get(node, 0.0) - flow * amount
        for node, amount in arc.made:
            net[node] = net.get(node, 0.0) + flow * amount
            size = max(size, flow * amount)
        flow *= arc.gain
    return all(amount >= -NEAR * size for amount in net.values())
