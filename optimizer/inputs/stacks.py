"""Stacks that wear out with use: hours that they last, and what new ones cost."""

from __future__ import annotations

from optimizer.index import Index, Label, Values
from optimizer.inputs.assets import Assets
from optimizer.inputs.vintages import DIMS, Vintages
from optimizer.inputs.world import World

Key = tuple[Label, ...]


class Stacks:
    """Indexes and values of converters with `stack_hours`."""

    def __init__(self, w: World, assets: Assets, vintages: Vintages) -> None:
        plants = {p.key: p for p in assets.plants}

        def stated(label: Key, name: str, year: float) -> float:
            return assets.stated(str(label[0]), name, str(label[1]), year) or 0.0

        used = vintages.indexes["vintages_used"]
        labels = [label for label in used.tuples() if stated(label, "stack_hours", plants[label[:3]].stated_for)]
        where = w.index(DIMS, labels)
        seen: set[Key] = set()
        first = []
        for label in labels:
            born = plants[label[:3]].stated_for
            hours = stated(label, "stack_hours", born) - stated(label, "stack_hours_used", born)
            first.append(0.0 if label[:3] in seen else max(hours, 0.0))
            seen.add(label[:3])
        bought = [stated(label, "stack_hours", float(label[3])) for label in labels]
        price = [stated(label, "stack_cost", float(label[3])) for label in labels]
        self.indexes: dict[str, Index] = {"stacks": where, "stack_use": used.within(where)}
        self.values = {
            "stack_hours_first": Values.of("stack_hours_first", where, first, "hour"),
            "stack_hours_bought": Values.of("stack_hours_bought", where, bought, "hour"),
            "stack_price": Values.of("stack_price", where, price, "money/capacity_unit"),
        }
