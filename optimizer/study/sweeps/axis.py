"""The axes of a study: what is changed, how, and over which values."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from optimizer.case.text import did_you_mean
from optimizer.study.sweeps.distribution import FORMS, Distribution, distribution
from optimizer.study.sweeps.place import MODES, SCENARIO, Change, Place, Value

WHERE = ("path", "paths", "key", "table", "where", "column")
WORDS = (*WHERE, *MODES.values(), "scenarios", "unit", "note")
HOW = {word: mode for mode, word in MODES.items()}
UNKNOWN = ""
"""Mode of an axis that does not say how it changes what it names."""
LOW_AND_HIGH = (0.1, 0.9)
"""Shares of a distribution that stand for it where an axis is moved alone."""
SEPARATOR = "_"
Tell = Callable[..., None]
"""Takes a message, the place in the study file, what was found and what is allowed."""


@dataclass(frozen=True)
class Axis:
    """One thing that a study changes, in one place or in several together.

    Attributes:
        mode: 'a', 'r' or 's', see `Change`; '' of an axis that says nothing of it, of which only the places can be looked at.
        values: listed; empty where `drawn` says how they are drawn.
        unit: of values that replace others; '' where they have the unit that stands there.
    """

    name: str
    places: tuple[Place, ...]
    mode: str
    values: tuple[Value, ...] = ()
    drawn: Distribution | None = None
    unit: str = ""

    def changes(self, value: Value) -> tuple[Change, ...]:
        """What a value of the axis changes."""
        return tuple(Change(place, self.mode, value, self.unit) for place in self.places)

    @property
    def neutral(self) -> float:
        """The value that changes nothing; NaN where the case alone knows it."""
        return {"a": 0.0, "r": 1.0}.get(self.mode, math.nan)

    @property
    def few(self) -> tuple[Value, ...]:
        """The values where the axis is moved alone: those that are listed, or a low and a high one."""
        return self.values if self.drawn is None else tuple(self.drawn.at(s) for s in LOW_AND_HIGH)

    @property
    def ends(self) -> tuple[Value, ...]:
        """What is looked at before anything runs: every word, and the least and the largest number."""
        values = self.values if self.drawn is None else self.drawn.ends
        numbers = [v for v in values if isinstance(v, int | float) and not isinstance(v, bool)]
        words = [v for v in values if v not in numbers]
        return tuple(dict.fromkeys([*words, *([min(numbers), max(numbers)] if numbers else [])]))

    def point(self, value: Value) -> str:
        """Name of the point where the axis alone has a value."""
        return f"{plain(self.name)}{SEPARATOR}{plain(value)}"

    def quantiles(self, shares: Any) -> list[Value]:
        """Values at shares between 0 and 1; listed ones are equally likely."""
        return (self.drawn or Distribution("choice", self.values)).quantiles(shares)


def axis(name: str, stated: Any, tell: Tell) -> Axis | None:
    """Read one axis. What is wrong is told, and what is right is there: its places can be looked at beside the case; None without one.

    Args:
        stated: the mapping of the study file.
        tell: called with each problem.
    """
    at = f"axes.{name}"
    if not isinstance(stated, Mapping):
        tell("an axis is a mapping", at, stated, "{path, values | factors | changes} or {scenarios}")
        return None
    unknown = [word for word in stated if word not in WORDS]
    for word in unknown:
        tell(f"unknown word{did_you_mean(str(word), WORDS)}", f"{at}.{word}", "", ", ".join(WORDS))
    if "scenarios" in stated:
        return _scenarios(name, stated, tell)
    places, how = _places(stated, at, tell), [word for word in HOW if word in stated]
    if len(how) != 1:
        tell("an axis has one of values, factors and changes", at, ", ".join(how) or "none", ", ".join(HOW))
        return Axis(name, places, UNKNOWN) if places else None
    mode, unit = HOW[how[0]], str(stated.get("unit", "")).strip()
    if unit and mode == "r":
        tell("factors have no unit", f"{at}.unit", unit, "values or changes")
        unit = ""
    values, drawn = _values(stated[how[0]], f"{at}.{how[0]}", tell) or ((), None)
    if mode != "s" and any(isinstance(v, str | bool) for v in (values if drawn is None else drawn.ends)):
        tell(f"{how[0]} are numbers", f"{at}.{how[0]}", values, "numbers")
        values, drawn = (), None
    return Axis(name, places, mode, values, drawn, unit) if places else None


def _scenarios(name: str, stated: Mapping[str, Any], tell: Tell) -> Axis | None:
    at, names = f"axes.{name}", stated["scenarios"]
    more = [word for word in stated if word not in ("scenarios", "note")]
    if more:
        tell("an axis of scenarios has nothing else", f"{at}.{more[0]}", "", "scenarios")
    if not isinstance(names, list) or not names:
        tell("not a list of scenarios", f"{at}.scenarios", names, "[base, ...]")
        return None
    return Axis(name, (Place(key=SCENARIO),), "s", tuple(str(n) for n in names))


def _places(stated: Mapping[str, Any], at: str, tell: Tell) -> tuple[Place, ...]:
    """The path or paths of an axis; empty where something is wrong."""
    ways = [word for word in ("path", "paths", "key", "table") if word in stated]
    if len(ways) != 1:
        tell("an axis has one of path, paths, key and table", at, ", ".join(ways) or "none", "path, paths, key, table")
        return ()
    listed = stated[ways[0]] if ways[0] == "paths" else [stated if ways[0] in ("key", "table") else stated[ways[0]]]
    if not isinstance(listed, Sequence) or isinstance(listed, str) or not listed:
        tell("not a list of paths", f"{at}.paths", listed, "[path, ...]")
        return ()
    return tuple(p for one in listed if (p := place(one, f"{at}.{ways[0]}", tell)) is not None)


def place(stated: Any, at: str, tell: Tell) -> Place | None:
    """A path, as text or in the words of a patch; None where it is none, which was told."""
    if isinstance(stated, Mapping):
        if not isinstance(stated.get("where") or {}, Mapping):
            tell("names no columns", f"{at}.where", stated["where"], "{column: label, or a list of labels}")
            return None
        return Place.of_words(stated)
    try:
        return Place.of(str(stated))
    except ValueError as error:
        tell(str(error), at, stated, "a key such as wacc, or table[column=label, column=label;label]")
        return None


def _values(stated: Any, at: str, tell: Tell) -> tuple[tuple[Value, ...], Distribution | None] | None:
    """Listed values, or a distribution."""
    if isinstance(stated, Mapping):
        try:
            return (), distribution(stated)
        except (ValueError, TypeError) as error:
            tell(f"unreadable distribution: {error}", at, stated, "" if "takes" in str(error) else ", ".join(FORMS))
            return None
    if not isinstance(stated, list) or not stated:
        tell("not a list of values, nor a distribution", at, stated, "[1, 2, ...] or {uniform: [low, high]}")
        return None
    wrong = [v for v in stated if not isinstance(v, str | bool | int | float) or v != v or v in (math.inf, -math.inf)]
    for v in wrong:
        tell("not a value", at, v, "a finite number or a word")
    return None if wrong else (tuple(stated), None)


def plain(word: object) -> str:
    """A value or name as part of the name of a file.

    >>> plain("coal price"), plain(0.75), plain(-10)
    ('coal-price', '0.75', 'minus10')
    """
    text = f"{word:.6g}" if isinstance(word, float) else str(word)
    text = f"minus{text[1:]}" if text.startswith("-") else text
    return "".join(c if c.isalnum() or c in "._-" else "-" for c in text)
