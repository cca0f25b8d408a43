"""What the parts of a network are called."""

from __future__ import annotations

from optimizer.index import Label
from optimizer.inputs import Inputs
from optimizer.inputs.policies import TOGETHER
from optimizer.inputs.world import PATH_VINTAGE
from optimizer.to_pypsa.groups import Key

WORDS = {
    "purchase": "purchase",
    "sale": "sale",
    "unmet": "unmet",
    "surplus": "surplus",
    "store_charge": "charge",
    "store_discharge": "discharge",
    "overshoot": "overshoot",
    "store_charge_below_power": "charging power",
    "store_discharge_below_power": "discharging power",
    "line_flow_below_capacity": "capacity",
    "line_direction_below_capacity": "capacity",
    "activity_below_capacity": "capacity",
    "capacity_at_most": "potential",
    "capacity_at_least": "least capacity",
}
"""Words after the label, where the label alone does not tell what it is."""
PLAIN = ("carrier_balance", "activity", "activity_of_vintage", "store_balance", "line_flow")
"""Whose label tells what it is."""
SILENT = (TOGETHER, "1", "")
"""Labels that tell nothing."""


class Names:
    """Names by family and label; none is given twice."""

    def __init__(self, inputs: Inputs) -> None:
        self._places = {*inputs.dimensions["location"].labels}
        self._given: dict[Key, str] = {}
        self._taken: set[str] = set()

    def of(self, key: Key) -> str:
        """Place first for a bus of a carrier, else the label in its order, then what it is."""
        if key in self._given:
            return self._given[key]
        family, label = key
        words = [vintage(v) if isinstance(v, int) else v for v in label if str(v) not in SILENT]
        if family == "carrier_balance":
            words = words[::-1]
        if family not in PLAIN and not family.startswith("policy_"):
            words.append(WORDS.get(family, family.replace("_", " ")))
        self._given[key] = self.free(" ".join(words))
        return self._given[key]

    def free(self, name: str) -> str:
        """The name, with a number behind it if it is taken."""
        found, count = name, 2
        while found in self._taken:
            found, count = f"{name} ({count})", count + 1
        self._taken.add(found)
        return found

    def place(self, label: tuple[Label, ...]) -> str:
        """The region or route in a label."""
        return next((str(v) for v in label if v in self._places), "")


def vintage(year: int) -> str:
    """The year of building; existing plant may have none."""
    return "existing" if year == PATH_VINTAGE else str(year)
