"""Every cost of the ledger, and every emission, on the process that causes it; what nobody causes stays a line of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from optimizer.certificate.emissions import emission_parts
from optimizer.certificate.entries import CREDITS, TRADE
from optimizer.certificate.ledger import Entry
from optimizer.certificate.physics import Key, Solved, numbers
from optimizer.inputs import Inputs
from optimizer.levelised.network import Names, Network

Floats = NDArray[np.float64]
CATEGORIES = (
    "production", "conversion", "storage", "transport", "station", "purchase", "carbon", "tax", "unmet", "other",
)  # fmt: skip
"""`other`: income of sales, what dumping costs, overshoot, and costs that only the model knows."""
BY_KIND = {"converter": "production", "store": "storage", "power": "storage", "line": "transport"}
IDLE = "idle plant"
IMPORT = "import"
"""In place of a stage of life: what was released abroad for what is bought here, whatever its stage; in no territorial sum."""
FLOWING = {"variable": "converter", "purchase": "purchase", "unmet": "unmet", "surplus": "surplus"}
"""Lines of the ledger on a flow, and the kind of process that flows; those of plant name a technology."""
WORTH = {"purchase": "purchase", "unmet": "unmet", "surplus": "other"}
ALONE = {"sale": "income of sales", "overshoot": "overshoot of a policy", TRADE: TRADE, CREDITS: CREDITS}


@dataclass(eq=False)
class Books:
    """Amounts a year by column: the categories of cost, then the emissions.

    Attributes:
        own: of processes that flow.
        apart: of lines (line, item, place, period) that belong to no flow.
    """

    columns: int
    own: dict[Key, Floats] = field(default_factory=dict)
    apart: dict[Key, Floats] = field(default_factory=dict)

    def add(self, into: dict[Key, Floats], key: Key, column: int, amount: float) -> None:
        into.setdefault(key, np.zeros(self.columns))[column] += amount


def book(
    inputs: Inputs, solved: Mapping[str, Solved], entries: Iterable[Entry], net: Network, names: Names
) -> tuple[Books, tuple[Key, ...]]:
    """The books, and (gas, stage) of the columns after the categories; emissions abroad are a stage `import` of their own."""
    at_home, abroad = (inputs.indexes[name].tuples() for name in ("accounts", "import_accounts"))
    released = tuple(dict.fromkeys([*((g, n) for g, _, n, *_ in at_home), *((g, IMPORT) for g, *_ in abroad)]))
    clerk = Clerk(inputs, net, names, Books(len(CATEGORIES) + len(released)))
    for entry in entries:
        clerk.cost(entry)
    levies: dict[Key, float] = {}
    for label, levy in numbers(inputs.values["emission_levied"]).items():
        levies[label[1:]] = levies.get(label[1:], 0.0) + float(levy[0])
    column = {key: i for i, key in enumerate(released, start=len(CATEGORIES))}
    for family, label, account, amount in emission_parts(inputs, solved):
        clerk.flow(family, label, column[account[0], account[2]], amount)
        clerk.flow(family, label, CATEGORIES.index("carbon"), amount * levies.get(account, 0.0))
    for family, label, account, amount in emission_parts(inputs, solved, IMPORT):
        clerk.flow(family, label, column[account[0], IMPORT], amount)
    return clerk.books, released


class Clerk:
    """Puts one amount after the other on its process."""

    def __init__(self, inputs: Inputs, net: Network, names: Names, books: Books) -> None:
        rows = inputs.case.tables["technologies"]
        self.net, self.names, self.books = net, names, books
        self.category = {
            k: CATEGORIES.index(stated or BY_KIND[kind])
            for k, kind, stated in zip(rows["technology"], rows["kind"], rows["cost_category"], strict=True)
        }

    def cost(self, e: Entry) -> None:
        """One entry of the ledger."""
        if e.line == "levy on emission":
            return  # on what emits, by its factors
        if e.paid_on and not e.line.endswith("emission"):
            family = e.line.removeprefix("levy on ")
            label = (e.paid_on[0], e.paid_on[1], e.period) if family in ("capacity", "build") else e.paid_on
            self.flow(family, label, CATEGORIES.index("tax"), e.annual)
        elif e.line in FLOWING:
            column = CATEGORIES.index(WORTH[e.line]) if e.line in WORTH else self.category[e.item]
            self._on((FLOWING[e.line], e.item, e.location, e.period), column, e.annual)
        elif e.item in self.category and e.line not in ALONE:
            self._plant((e.item, e.location, e.period), self.category[e.item], e.annual)
        else:
            line = (ALONE.get(e.line, e.line), e.item, e.location, e.period)
            self.books.add(self.books.apart, line, CATEGORIES.index("other"), e.annual)

    def flow(self, family: str, label: Key, column: int, amount: float) -> None:
        """Something that a variable causes: a flow, or plant as it is built or stands."""
        if family in ("capacity", "build", "capacity_built"):
            self._plant(label, column, amount)
        else:
            self._on(self.names.process(family, label), column, amount)

    def _plant(self, plant: Key, column: int, amount: float) -> None:
        """By what each process used of it; of nobody if it stood idle."""
        users = self.net.users.get(plant, {})
        whole = sum(users.values())
        for process, used in users.items():
            self._on(process, column, amount * used / whole)
        if not users:
            self.books.add(self.books.apart, (IDLE, *plant), column, amount)

    def _on(self, process: Key, column: int, amount: float) -> None:
        if amount == 0.0:
            return
        p = self.net.processes.get(process)
        if p is not None and (p.takes or p.gives):
            self.books.add(self.books.own, process, column, amount)
        else:
            self.books.add(self.books.apart, (IDLE, *process[1:3], process[-1]), column, amount)
