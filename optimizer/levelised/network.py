"""Who takes what from whom in a year: nodes, processes and the flows between them, from the solved values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from optimizer.certificate.materials import material_flows
from optimizer.certificate.physics import Key, Solved, annual, carrier_flows, numbers
from optimizer.index import Label
from optimizer.inputs import Inputs

LEAST = 1e-9
"""Of the largest flow of a carrier: less than this is noise, and would carry costs of any size."""
KIND_OF = {
    "activity": "converter", "port_use": "converter", "store_charge": "store", "store_discharge": "store", "line_flow": "line",
}  # fmt: skip
INTO, FROM = "put into reservoir", "taken from reservoir"


@dataclass(eq=False)
class Process:
    """What a process takes and gives in a year, by node (carrier, region, period), and the shares of its cost."""

    takes: dict[Key, float] = field(default_factory=dict)
    gives: dict[Key, float] = field(default_factory=dict)
    shares: dict[Key, float] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Network:
    """The flows of all years.

    Attributes:
        nodes: every carrier balance.
        processes: by (kind, item, place, ..., period); what has no `gives` is a final use.
        users: plant (technology, place, period) -> how much each process used it in the year.
    """

    nodes: tuple[Key, ...]
    processes: Mapping[Key, Process]
    users: Mapping[Key, Mapping[Key, float]]


def network(inputs: Inputs, solved: Mapping[str, Solved], names: Names) -> Network:
    """Nodes, processes and plant in use, with flows as amounts a year."""
    amounts = {n: _annual(s) for n, s in solved.items() if s.index.on_clock}
    stands = {label: float(row[0]) for label, _, row in solved["capacity"].rows()}
    processes: dict[Key, Process] = {}
    for f in carrier_flows(inputs, solved):
        amount = f.factor * (
            stands[f.label] * float(f.all_year.hours_per_year.sum()) if f.all_year else amounts[f.family][f.label]
        )
        process = processes.setdefault(names.process(f.family, f.label), Process())
        _add(process.gives if amount > 0 else process.takes, (f.carrier, f.region, f.period), abs(amount))
    carriers = inputs.case.tables["carriers"]
    clock = dict(zip(carriers["carrier"], carriers["clock"], strict=True))
    nodes = inputs.indexes["balance"].tuples()
    for node, rate in numbers(inputs.values["demand"]).items():
        wanted = annual(rate, inputs.clocks[node[-1]].named(clock[node[0]]))
        if wanted:
            processes[("demand", *node)] = Process(takes={node: wanted})
    users = _users(names, amounts)
    _materials(inputs, solved, processes, users)
    _forget_noise(processes)
    for key, process in processes.items():
        process.shares.update(names.shares(key, process.gives))
    return Network(tuple(nodes), processes, users)


class Names:
    """Which process a variable belongs to, whose plant it uses, and how its cost is shared."""

    def __init__(self, inputs: Inputs) -> None:
        rows = inputs.case.tables["technologies"]
        self.span = dict(zip(rows["technology"], rows["span"], strict=True))
        self.owner = {k: owner or k for k, owner in zip(rows["technology"], rows["capacity_of"], strict=True)}
        self.reference = dict(zip(rows["technology"], rows["reference"], strict=True))
        self.use = {key: float(v[0]) for key, v in numbers(inputs.values["capacity_use"]).items()}
        self.drivers = {way: inputs.relabels[way] for way in ("charge", "discharge")}
        self.weight = {key: float(v[0]) for key, v in numbers(inputs.values["cost_share"]).items()}
        self.listed: dict[Key, list[Label]] = {}
        for (k, c, y), ratio in numbers(inputs.values["port_ratio"]).items():
            if ratio[0] > 0:
                self.listed.setdefault((k, y), []).append(c)

    def process(self, family: str, label: Key) -> Key:
        """(kind, item, place, period), for lines with the direction before the period; reservoirs are two processes."""
        kind = "store" if family == "capacity" else KIND_OF.get(family, family)  # what a store takes by standing
        if kind == "store" and self.span[label[0]] == "horizon":
            kind = FROM if family == "store_discharge" else INTO
        if family in ("port_use", "purchase", "sale"):  # carriers of a group and tiers of a price are one process
            at = 1 if family == "port_use" else 2
            label = (*label[:at], *label[at + 1 :])
        if family == "activity_of_vintage":
            return ("converter", label[0], label[1], label[-1])
        return (kind, *label)

    def shares(self, process: Key, gives: Mapping[Key, float]) -> dict[Key, float]:
        """Share of the cost by what is given out: by stated weights, else all to the reference or the first of the ports."""
        if len(gives) < 2:
            return dict.fromkeys(gives, 1.0)
        k, y = process[1], process[-1]
        weighed = {node: self.weight.get((k, node[0], y), 0.0) * amount for node, amount in gives.items()}
        whole = sum(weighed.values())
        if whole > 0:
            return {node: w / whole for node, w in weighed.items() if w}
        order = [self.reference[k], *self.listed.get((k, y), ())]
        return {min(gives, key=lambda node: order.index(node[0]) if node[0] in order else len(order)): 1.0}

    def plants(self, family: str, label: Key, amount: float) -> Iterator[tuple[Key, float]]:
        """Plant that a flow uses, and how much of it."""
        k, place, y = label[0], label[1], label[-1]
        if family == "activity":
            owner = self.owner[k]
            yield (owner, place, y), amount * (1.0 if owner == k else self.use[k, place, y])
        elif family in KIND_OF and family != "port_use":
            yield (k, place, y), amount
        driver = self.drivers.get(family.removeprefix("store_"), {}).get(k)
        if driver is not None:
            yield (driver, place, y), amount


def _annual(solved: Solved) -> dict[Key, float]:
    """A rate per hour as amounts a year."""
    out: dict[Key, float] = {}
    labels = iter(solved.index.tuples())
    for block in solved.index.blocks:
        assert block.clock is not None
        table = solved.values[block.start : block.start + block.size].reshape(block.shape)
        sums = table @ (block.clock.duration * block.clock.weight)
        out.update(zip((next(labels) for _ in sums), sums.tolist(), strict=True))
    return out


def _add(into: dict[Key, float], node: Key, amount: float) -> None:
    if amount:
        into[node] = into.get(node, 0.0) + amount


def _materials(
    inputs: Inputs,
    solved: Mapping[str, Solved],
    processes: dict[Key, Process],
    users: Mapping[Key, Mapping[Key, float]],
) -> None:
    """What building takes is taken by who uses the plant, as its cost; scrap comes from nowhere, with value zero."""
    for k, place, c, r, y, amount in material_flows(inputs, solved):
        if amount > 0:
            _add(processes.setdefault(("scrap", k, place, y), Process()).gives, (c, r, y), amount)
            continue
        mine = users.get((k, place, y)) or {("build", k, place, y): 1.0}
        for process, used in mine.items():
            taken = processes.setdefault(process, Process()).takes
            _add(taken, (c, r, y), -amount * used / sum(mine.values()))


def _forget_noise(processes: Mapping[Key, Process]) -> None:
    most: dict[Label, float] = {}
    for p in processes.values():
        for node, amount in (*p.takes.items(), *p.gives.items()):
            most[node[0]] = max(most.get(node[0], 0.0), amount)
    for p in processes.values():
        for side in (p.takes, p.gives):
            for node in [n for n, amount in side.items() if amount <= LEAST * most[n[0]]]:
                del side[node]


def _users(names: Names, amounts: Mapping[str, Mapping[Key, float]]) -> dict[Key, dict[Key, float]]:
    users: dict[Key, dict[Key, float]] = {}
    for family in KIND_OF:
        for label, amount in amounts.get(family, {}).items():
            for plant, used in names.plants(family, label, amount):
                if used > 0:
                    mine = users.setdefault(plant, {})
                    _add(mine, names.process(family, label), used)
    return users
