"""What a unit of each form of a family of carriers is made of: hydrogen at 30 bar, liquid, at the nozzle.

The account of all carriers (`account.py`) follows electricity's own batteries and lines into hydrogen. Who asks why hydrogen costs what
it costs wants its own steps: everything before the first form is what making it takes. So the forms of a family have a system of
their own, in which what a step takes of other carriers is part of that step:

    value[n,c] * sum over p of g[p,n] = sum over p of w[p,n] * (own[p,c] + sum over forms m of u[p,m] * value[m,c]
                                                                         + sum over other carriers o of u[p,o] * worth[p,o,c])

g, u, w as in the account of all; a column c is a (stage, origin, item): the stage of the step (`production`, `conversion`, `storage`,
`transport`, `station`, `purchase`) with its own cost or a carrier that it takes. Prices on carbon, taxes and unmet demand keep
columns of their own wherever they were borne. Summed over columns both systems are the same equations, so a value is the same.
Unit: money/carrier_unit; of the footprint gas_unit/carrier_unit, by gas and stage.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from optimizer.certificate.emissions import emission_parts
from optimizer.certificate.physics import Flow, Key, Solved, amounts_by_row, balance_hours, numbers
from optimizer.inputs import Inputs
from optimizer.levelised.booking import BY_KIND, CATEGORIES, WORTH, Books
from optimizer.levelised.network import Names, Network, Process
from optimizer.levelised.steps import COST, GAS, KEPT, ORIGIN, OWN, TAKEN, Chain, Step
from optimizer.levelised.system import Values, solve
from optimizer.units import factor

Floats = NDArray[np.float64]
ROUNDING = 1e-9  # of a share


def chains(
    inputs: Inputs, solved: Mapping[str, Solved], net: Network, books: Books, found: Values, released: tuple[Key, ...]
) -> dict[str, Chain]:
    """The account of every family that carriers.csv names.

    Args:
        inputs: the case that was solved.
        solved: families of solved values.
        net, books, found: flows, costs and values of the account of all carriers.
        released: (gas, stage of life) of the columns after the categories.
    """
    rows = inputs.case.tables["carriers"]
    families: dict[str, set[str]] = {}
    for carrier, family in zip(rows["carrier"], rows["family"], strict=True):
        if family:
            families.setdefault(str(family), set()).add(str(carrier))
    return {
        family: Builder(inputs, net, books, found, released, forms).chain(solved) for family, forms in families.items()
    }


class Builder:
    """The account of one family.

    Attributes:
        outside: processes that touch the family, with all that they take and give.
        inside: the same with forms of the family alone.
        scale: of each form: what one of its units is in the unit of the first of them.
    """

    def __init__(
        self, inputs: Inputs, net: Network, books: Books, found: Values, released: tuple[Key, ...], forms: set[str]
    ) -> None:
        rows, carriers = inputs.case.tables["technologies"], inputs.case.tables["carriers"]
        units = {c: u for c, u in zip(carriers["carrier"], carriers["unit"], strict=True) if c in forms}
        self.scale = {c: factor(u, next(iter(units.values()))) for c, u in units.items()}
        self.inputs, self.books, self.found, self.forms, self.gas = inputs, books, found, forms, released
        self.names, self.users = Names(inputs), net.users
        self.stated = dict(zip(rows["technology"], rows["cost_category"], strict=True))
        self.kind = dict(zip(rows["technology"], rows["kind"], strict=True))
        self.at = {node: i for i, node in enumerate(net.nodes)}
        self.nodes = tuple(node for node in net.nodes if node[0] in forms)
        self.outside = {k: p for k, p in net.processes.items() if any(n[0] in forms for n in (*p.takes, *p.gives))}
        self.inside = {k: self._inside(p) for k, p in self.outside.items()}

    def chain(self, solved: Mapping[str, Solved]) -> Chain:
        """Values of the forms by part, and what enters and leaves the family."""
        (parts, released, origins), own = self._booked()
        columns = len(parts) + len(released) + len(origins)
        kept = self.found.kept[[self.at[n] for n in self.nodes]]
        values = solve(self.nodes, self.inside, own, columns, kept)
        leaves, entering = dict(self._leaves()), [k for k, p in self.inside.items() if p.gives and not p.takes]
        drawn = {(k, n) for k in entering for n in self.outside[k].takes}
        rows, emitted = self._by_row(solved, {*leaves, *drawn}), self._emitted(solved, {*entering})
        used, hours = dict.fromkeys(self.nodes, 0.0), dict[Key, Floats]()
        for (k, n), share in leaves.items():
            used[n] += share * self.inside[k].takes[n]
            if (k, n) in rows:
                hours[n] = hours.get(n, 0.0) + share * rows[k, n]
        return Chain(
            parts=parts,
            released=released,
            origins=origins,
            nodes=self.nodes,
            values=values.value,
            used=np.array(list(used.values())),
            hours=hours,
            steps=tuple(step for k in entering for step in self._made(k, own.get(k, np.zeros(columns)), rows, emitted)),
        )

    def _inside(self, process: Process) -> Process:
        return Process(
            *(
                {n: v for n, v in side.items() if n[0] in self.forms}
                for side in (process.takes, process.gives, process.shares)
            )
        )

    def _leaves(self) -> Iterator[tuple[tuple[Key, Key], float]]:
        """The share of what a process takes of a form that it does not pass on within the family."""
        for k, p in self.inside.items():
            share = 1.0 - sum(p.shares.values())
            if share > ROUNDING:
                yield from (((k, n), share) for n in p.takes)

    def _booked(self) -> tuple[tuple[tuple[Key, ...], ...], dict[Key, Floats]]:
        """Columns of cost, of emissions and of origins, and what each process that gives a form bears in them."""
        borne = {k: self._borne(k, p) for k, p in self.outside.items() if self.inside[k].gives}
        every = dict.fromkeys(key for amounts in borne.values() for key in amounts)
        kinds = tuple(tuple(c[1:] for c in every if c[0] == kind) for kind in (COST, GAS, ORIGIN))
        column = {c: i for i, c in enumerate(sorted(every, key=lambda c: (COST, GAS, ORIGIN).index(str(c[0]))))}
        own = {k: np.zeros(len(column)) for k in borne}
        for k, amounts in borne.items():
            own[k][[column[c] for c in amounts]] = list(amounts.values())
        return kinds, own

    def _borne(self, key: Key, process: Process) -> dict[Key, float]:
        """What a process bears by column: its own cost and emissions, those behind what it takes, and what it brings into the family."""
        stage, n, booked = self._stage(key, process), len(CATEGORIES), dict[Key, float]()

        def add(values: Floats, origin: str, item: str) -> None:
            for i in np.flatnonzero(values):
                name = CATEGORIES[i] if i < n else ""
                at = stage if name not in KEPT else name
                column: Key = (COST, at, origin, item) if name else (GAS, self.gas[i - n][0], stage)
                booked[column] = booked.get(column, 0.0) + float(values[i])

        if key in self.books.own:
            add(self.books.own[key], OWN, str(key[1]))
        for node, amount in process.takes.items():
            if node[0] not in self.forms and self.found.kept[self.at[node]]:
                add(amount * self.found.value[self.at[node]], TAKEN, str(node[0]))
        mine = self.inside[key]
        if mine.shares and not mine.takes:
            first = next(iter(mine.gives))
            booked[ORIGIN, _item(key), first[1]] = sum(self.scale[n[0]] * v for n, v in mine.gives.items()) / sum(
                mine.shares.values()
            )
        return booked

    def _stage(self, key: Key, process: Process) -> str:
        """Where the cost of a process stands: as stated, else by what it is; a converter of one form into another converts."""
        if str(key[0]) in WORTH:
            return WORTH[str(key[0])]
        technology = key[1]
        if stated := self.stated[technology]:
            return str(stated)
        if self.kind[technology] == "converter" and any(n[0] in self.forms for n in process.takes):
            return "conversion"
        return BY_KIND[self.kind[technology]]

    def _made(
        self, key: Key, own: Floats, rows: Mapping[tuple[Key, Key], Floats], emitted: Mapping[Key, Mapping[Key, float]]
    ) -> Iterator[Step]:
        """A step for each form that a process brings into the family."""
        process, none = self.outside[key], np.zeros(1)
        item = _item(key)
        for node, amount in self.inside[key].gives.items():
            each = process.shares.get(node, 0.0) / amount
            draws = {m: (each * u, each * rows.get((key, m), none)) for m, u in process.takes.items()}
            emits = {account: each * v for account, v in emitted.get(key, {}).items()}
            yield Step(str(key[0]), item, node, amount, each * own, draws, emits)

    def _emitted(self, solved: Mapping[str, Solved], mine: Container[Key]) -> dict[Key, dict[Key, float]]:
        """What processes emit themselves, by account; of building and retiring, their part of the plant's."""
        out: dict[Key, dict[Key, float]] = {}
        for family, label, account, amount in emission_parts(self.inputs, solved):
            users = self.users.get(label, {}) if family in ("capacity", "capacity_built") else None
            used = {self.names.process(family, label): 1.0} if users is None else users
            for process, part in used.items():
                if process in mine:
                    booked = out.setdefault(process, {})
                    booked[account] = booked.get(account, 0.0) + amount * part / sum(used.values())
        return out

    def _by_row(
        self, solved: Mapping[str, Solved], wanted: Container[tuple[Key, Key]]
    ) -> dict[tuple[Key, Key], Floats]:
        """What processes take from nodes in each row of the node's clock; materials of building have no hour and are not here."""
        out: dict[tuple[Key, Key], Floats] = {}

        def place(f: Flow) -> tuple[Key, Key]:
            return self.names.process(f.family, f.label), (f.carrier, f.region, f.period)

        for f, amount in amounts_by_row(self.inputs, solved, lambda f: f.factor < 0 and place(f) in wanted):
            out[place(f)] = out.get(place(f), 0.0) - amount
        for node, rate in numbers(self.inputs.values["demand"]).items():
            if (("demand", *node), node) in wanted:
                out[("demand", *node), node] = rate * balance_hours(self.inputs, node[0], node[-1])
        return out


def _item(process: Key) -> str:
    """The technology, or what the process is."""
    return str(process[0] if process[0] in WORTH else process[1])
