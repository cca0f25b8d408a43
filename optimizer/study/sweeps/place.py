"""Where in a case a study changes something, as a path, and the change as a patch in the words of scenarios."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

TABLE = re.compile(r"(?P<table>\w+)\[(?P<where>[^\]]*)\](?:\.(?P<column>\w+))?")
KEY = re.compile(r"\w+(\.\w+)*")
SCENARIO = "scenario"
MODES = {"a": "changes", "r": "factors", "s": "values"}
"""How a number is changed (added to, multiplied, replaced), and the word of a study file for it."""
SIGNS = {"a": "+", "r": "×", "s": "="}
UNITS = {
    "value": "unit",
    "limit": "limit_unit",
    "overshoot_price": "overshoot_unit",
    "seed": "seed_unit",
    "capacity_factor": "factor_unit",
}
"""The column that holds the unit of a column of numbers."""
Value = float | str | bool


@dataclass(frozen=True)
class Place:
    """A key of case.yaml, cells of a table, or the scenario itself.

    Attributes:
        key: with dots between its parts; '' for a table. `scenario` stands for the scenario of the case.
        table, where, column: the cells of a column in the rows that have one of these labels in each of these columns.

    Example:
        >>> str(Place.of("prices[carrier=coal; gas, kind=purchase].limit"))
        'prices[carrier=coal;gas, kind=purchase].limit'
        >>> Place.of("clock.typical_days.days").key
        'clock.typical_days.days'
    """

    key: str = ""
    table: str = ""
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    column: str = "value"

    @classmethod
    def of(cls, text: str) -> Place:
        """A path as it is written.

        Raises:
            ValueError: it is no path.
        """
        found = TABLE.fullmatch(text.strip())
        if found is None:
            if KEY.fullmatch(text.strip()) is None:
                raise ValueError("not a path into a case")
            return cls(key=text.strip())
        where = []
        for part in filter(None, (p.strip() for p in found["where"].split(","))):
            column, sign, labels = part.partition("=")
            if not sign or not column.strip():
                raise ValueError(f"'{part}' is not column=label")
            where.append((column.strip(), tuple(v.strip() for v in labels.split(";"))))
        return cls(table=found["table"], where=tuple(where), column=found["column"] or "value")

    @classmethod
    def of_words(cls, words: Mapping[str, Any]) -> Place:
        """A path in the words of a patch: {key} or {table, where, column}."""
        if "key" in words:
            return cls(key=str(words["key"]))
        where = words.get("where") or {}
        listed = {str(c): v if isinstance(v, list) else [v] for c, v in where.items()}
        cells = tuple((c, tuple(_text(x) for x in v)) for c, v in listed.items())
        return cls(table=str(words.get("table", "")), where=cells, column=str(words.get("column", "value")))

    def __str__(self) -> str:
        if self.key:
            return self.key
        where = ", ".join(f"{c}={';'.join(labels)}" for c, labels in self.where)
        return f"{self.table}[{where}]" + ("" if self.column == "value" else f".{self.column}")

    @property
    def rows(self) -> dict[str, list[str]]:
        """The `where` of a patch."""
        return {c: list(labels) for c, labels in self.where}


def _text(label: Any) -> str:
    return "" if label is None else "yes" if label is True else "no" if label is False else str(label)


@dataclass(frozen=True)
class Change:
    """One change of one place.

    Attributes:
        mode: 'a' adds to, 'r' multiplies, 's' replaces what stands there.
        unit: of a number that replaces another; '' where it has the unit that stands there.
    """

    place: Place
    mode: str
    value: Value
    unit: str = ""

    @property
    def changes_nothing(self) -> bool:
        """Whether it leaves every number as it is."""
        return (self.mode, self.value) in (("r", 1.0), ("a", 0.0))

    def __str__(self) -> str:
        """The change as a reader takes it.

        >>> str(Change(Place("wacc"), "s", 0.09)), str(Change(Place("wacc"), "r", 1.2))
        ('wacc = 0.09', 'wacc × 1.2')
        >>> str(Change(Place.of("prices[carrier=coal]"), "a", -10.0, "CNY_2020/t"))
        'prices[carrier=coal] - 10 CNY_2020/t'
        """
        number = isinstance(self.value, int | float) and not isinstance(self.value, bool)
        falls = self.mode == "a" and float(self.value) < 0
        told = f"{abs(float(self.value)) if falls else float(self.value):.6g}" if number else _text(self.value)
        return f"{self.place} {'-' if falls else SIGNS[self.mode]} {told} {self.unit}".strip()

    def patch(self) -> dict[str, Any]:
        """The change in the words of a scenario; of a key the number is replaced, whatever the mode was."""
        if self.place.key:
            return {"key": self.place.key, "set": self.value}
        patch: dict[str, Any] = {"table": self.place.table, "where": self.place.rows}
        if self.mode == "s":
            unit = {UNITS[self.place.column]: self.unit} if self.unit and self.place.column in UNITS else {}
            return {**patch, "set": {self.place.column: self.value, **unit}}
        word = "scale" if self.mode == "r" else "shift"
        return {**patch, word: self.value} | ({} if self.place.column == "value" else {"column": self.place.column})
