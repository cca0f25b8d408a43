"""What is wrong in case.yaml, in a planner's words: the key, what was found, and what is allowed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError

from optimizer.case.text import did_you_mean, listed
from optimizer.errors import Problem

FILE = "case.yaml"
D = TypeVar("D")
BOUNDS = {"gt": "above {:g}", "ge": "{:g} or more", "lt": "below {:g}", "le": "{:g} or less"}
WORDS = {
    "missing": ("key is missing", ""),
    "int": ("not a whole number", "a whole number"),
    "float": ("not a number", "a number such as 0.05"),
    "bool": ("neither true nor false", "true, false"),
    "string": ("not a text", "a text; a number in quotes"),
    "string_pattern": ("not a name", "letters, digits, dot, dash and underscore"),
    "tuple": ("not a list", "[first, second]"),
    "dict": ("not a group of settings", "{key: value}"),
    "model": ("not a group of settings", "{key: value}"),
}
"""What an error of pydantic means and what would be right, by how its type begins; the longest beginning speaks."""


class UnfitSettings(ValueError):
    """Settings that cannot be taken over; the columns of `problems` count from the key that is being read."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(map(str, self.problems)))


def unfit(key: str, message: str, found: object = "", allowed: str = "") -> UnfitSettings:
    """One thing that is wrong with a key."""
    return UnfitSettings([Problem(message, FILE, column=key, found=str(found), allowed=allowed)])


def made(kind: type[D], settings: Any) -> D:
    """A model or dataclass from its settings.

    Raises:
        UnfitSettings: with every problem.
    """
    if not isinstance(settings, dict):
        message, allowed = WORDS["dict"]
        raise unfit("", message, settings, allowed)
    known = _keys(kind)
    problems = [_unknown_key(str(key), key, known) for key in settings if key not in known]
    try:
        out = TypeAdapter(kind).validate_python({k: v for k, v in settings.items() if k in known})
    except ValidationError as error:
        problems += problems_of(error, kind)
    if problems:
        raise UnfitSettings(problems)
    return out


def problems_of(error: ValidationError, kind: type[Any]) -> list[Problem]:
    """Everything that a model or dataclass refuses."""
    out: list[Problem] = []
    for e in error.errors():
        key, inner = _path(e["loc"]), e.get("ctx", {}).get("error")
        if isinstance(inner, UnfitSettings):
            out += [replace(p, column=".".join(filter(None, (key, p.column)))) for p in inner.problems]
        elif e["type"] == "extra_forbidden":
            out.append(_unknown_key(key, e["loc"][-1], _keys(_owner(kind, e["loc"]))))
        else:
            message, allowed = _words(e)
            out.append(Problem(message, FILE, column=key, found=_found(e), allowed=allowed))
    return out


def _words(e: Mapping[str, Any]) -> tuple[str, str]:
    """What is wrong with a value, and what would be right."""
    bounds = [text.format(e["ctx"][name]) for name, text in BOUNDS.items() if name in e.get("ctx", {})]
    if bounds:
        given = e.get("input")
        if e["ctx"].get("le") == 1 and isinstance(given, int | float) and 1 < given <= 100:
            return f"out of range, did you mean {given / 100:g}?", bounds[0]
        return "out of range", bounds[0]
    if e["type"] == "literal_error":
        words = e["ctx"]["expected"].replace(" or ", ", ").replace("'", "").split(", ")
        return f"unknown word{did_you_mean(e['input'], words)}", listed(words)
    begins = [start for start in WORDS if e["type"].startswith(start)]
    return WORDS[max(begins, key=len)] if begins else (str(e["msg"]).removeprefix("Value error, "), "")


def _found(e: Mapping[str, Any]) -> str:
    """The value, unless it is missing or the sentence has named what matters of it."""
    return "" if e["type"] in ("missing", "value_error") else str(e.get("input", ""))


def _unknown_key(path: str, key: object, known: Sequence[str]) -> Problem:
    return Problem(f"unknown key{did_you_mean(str(key), known)}", FILE, column=path, allowed=listed(known, 30))


def _path(loc: Sequence[int | str]) -> str:
    """Keys with dots; the first of a list is [1], as in scenarios.

    >>> _path(("periods", 0, "years"))
    'periods[1].years'
    """
    return "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in loc).removeprefix(".")


def _keys(kind: type[Any]) -> list[str]:
    return [f.name for f in fields(kind)] if is_dataclass(kind) else list(getattr(kind, "model_fields", ()))


def _owner(kind: type[Any], loc: Sequence[int | str]) -> type[Any]:
    """The model that a path leads into."""
    for part in loc[:-1]:
        field = getattr(kind, "model_fields", {}).get(part)
        if field is not None:
            kind = _model_in(field.annotation) or kind
    return kind


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The first model that a type holds, in a list or under names."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((model for part in get_args(annotation) if (model := _model_in(part)) is not None), None)
