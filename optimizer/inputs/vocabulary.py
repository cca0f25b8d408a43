"""Numbers of parameters.csv on the index that a concept declares them for."""

from __future__ import annotations

from typing import Any

from optimizer.index import Index, Label, Values
from optimizer.inputs.assets import Assets
from optimizer.inputs.world import World, fill
from optimizer.quantities import Quantity


def vocabulary_values(w: World, assets: Assets, index: Index, quantity: Quantity) -> Values:
    """A quantity of parameters.csv on an index whose labels start with technology and place.

    Labels that no row speaks for take the default; without one they are left out of the quantity's own index.
    """
    kinds = {t.technology for t in w.technologies(*quantity.kinds)}
    stated_for = {p.key: p.stated_for for p in assets.plants}

    def number(label: tuple[Label, ...]) -> float | None:
        technology, place, when = str(label[0]), str(label[1]), label[2]
        if technology not in kinds:
            return quantity.default
        year = stated_for[label] if quantity.when == "vintage" else int(when)
        found = assets.stated(technology, quantity.name, place, year)
        return quantity.default if found is None else found

    if quantity.default is None:
        index = w.index(index.names, [label for label in index.tuples() if number(label) is not None])

    def value(label: tuple[Label, ...], clock: Any) -> Any:
        amount = number(label)
        assert amount is not None
        name = (
            assets.profile_of(str(label[0]), quantity.name, str(label[1]))
            if clock is not None and quantity.profile
            else ""
        )
        return amount * w.shape(name, label[1], label[2], clock) if name else amount

    return fill(quantity.name, index, quantity.unit, value)
