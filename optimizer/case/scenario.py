"""Scenarios: named patches on the raw tables and keys of a case."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

import pandas as pd

from optimizer.case.layout import BY_NAME
from optimizer.case.read import Raw
from optimizer.case.text import did_you_mean, nearest
from optimizer.errors import CaseError, Problem

ALLOWED = "{table, where, set|scale|shift|add|drop} or {key, set}"
WORDS = {"table", "where", "set", "scale", "shift", "column", "add", "drop", "key", "note"}
BASE = "base"
VALUE = "value"


def apply_scenario(raw: Raw, scenario: str | None) -> Raw:
    """The case with the patches of one scenario applied.

    Raises:
        CaseError: no such scenario, or a patch that is not one or changes nothing.
    """
    if scenario in (None, BASE):
        return raw
    return patched(raw, patches_of(raw, scenario), f"scenarios.{scenario}")


def patches_of(raw: Raw, scenario: str | None) -> Any:
    """The patches of a scenario of the case, as written; none for the base.

    Raises:
        CaseError: no such scenario.
    """
    if scenario in (None, BASE):
        return []
    stated = raw.keys.get("scenarios")
    scenarios = stated if isinstance(stated, dict) else {}
    if scenario not in scenarios:
        raise CaseError(
            [
                Problem(
                    f"no scenario '{scenario}'{did_you_mean(str(scenario), scenarios)}",
                    "case.yaml",
                    column="scenarios",
                    allowed=", ".join(map(str, scenarios)) or "none",
                )
            ]
        )
    return scenarios[scenario] or []


def patched(raw: Raw, patches: Any, place: str) -> Raw:
    """The case with a list of patches applied; what they do not touch is shared with the case as it was.

    Args:
        place: what the list is called in messages.

    Raises:
        CaseError: a patch that is not one or changes nothing; with every problem found.
    """
    if not isinstance(patches, list):
        raise _fail("a scenario is a list of patches", place, patches, f"a list of {ALLOWED}")
    changed = Raw(copy.deepcopy(raw.keys), dict(raw.tables), raw.profiles, raw.hashes)
    problems: list[Problem] = []
    for number, patch in enumerate(patches, start=1):
        try:
            _apply(changed, patch, f"{place}[{number}]")
        except CaseError as error:
            problems += error.problems
    if problems:
        raise CaseError(problems)
    return changed


def _fail(message: str, place: str, found: Any = "", allowed: str = ALLOWED) -> CaseError:
    return CaseError([Problem(message, "case.yaml", column=place, found=str(found), allowed=allowed)])


def _apply(raw: Raw, patch: Any, place: str) -> None:
    if not isinstance(patch, dict):
        raise _fail("a patch is a mapping", place, patch)
    unknown = set(patch) - WORDS
    if unknown:
        raise _fail("unknown word in a patch", place, ", ".join(sorted(map(str, unknown))))
    if "key" in patch:
        _set_key(raw.keys, str(patch["key"]).split("."), patch.get("set"), place)
        return
    name = patch.get("table")
    if not isinstance(name, str) or name not in BY_NAME:
        raise _fail(f"no table '{name}'{did_you_mean(str(name), BY_NAME)}", place, name, ", ".join(BY_NAME))
    columns = [c.name for c in BY_NAME[name].columns]
    table = raw.tables.get(name, pd.DataFrame(columns=[*columns, "_file", "_row"], dtype=object))
    if "add" in patch and not isinstance(patch["add"], dict):
        raise _fail("'add' holds the cells of one row", place, patch["add"])
    if "add" in patch:
        row = {str(k): _text(v) for k, v in patch["add"].items()}
        extra = pd.DataFrame([{**row, "_file": f"case.yaml ({place})", "_row": pd.NA}], dtype=object)
        raw.tables[name] = pd.concat([table, extra], ignore_index=True).fillna(
            dict.fromkeys({*table.columns, *row} - {"_row"}, "")
        )
        return
    more = [str(c) for c in table.columns if not str(c).startswith("_")] if BY_NAME[name].open else []
    _known_columns(patch, name, [*columns, *(c for c in more if c not in columns)], place)
    changed = _change(table, patch, place)
    raw.tables[name] = changed


def _known_columns(patch: dict[str, Any], name: str, columns: list[str], place: str) -> None:
    """`where` and `set` name columns of the table."""
    if not isinstance(patch.get("where") or {}, dict):
        raise _fail("names no columns", f"{place}.where", patch["where"], "{column: label, or a list of labels}")
    for word in ("where", "set", "column"):
        cells = {patch[word]: ""} if word == "column" and word in patch else patch.get(word)
        for column in cells if isinstance(cells, dict) else ():
            if column not in columns:
                message = f"no column '{column}' in table {name}{did_you_mean(str(column), columns)}"
                raise _fail(message, f"{place}.{word}", column, ", ".join(columns))


def _change(table: pd.DataFrame, patch: dict[str, Any], place: str) -> pd.DataFrame:
    match = matching(table, patch.get("where") or {}, place)
    if patch.get("drop"):
        return table[~match].reset_index(drop=True)
    changed = table.copy()
    moves = [word for word in ("scale", "shift") if word in patch]
    if moves:
        _move(changed, match, {word: patch[word] for word in moves}, str(patch.get("column", VALUE)), place)
    elif "set" in patch and isinstance(patch["set"], dict):
        for column, value in patch["set"].items():
            changed.loc[match, column] = _text(value)
    else:
        raise _fail("nothing to do", place, patch)
    changed.loc[match, "_file"] = [f"{file} (changed by {place})" for file in changed.loc[match, "_file"]]
    cells = [
        column for column in changed.columns if column != "_row"
    ]  # a row that was added stands in no line of a file
    return changed.fillna(dict.fromkeys(cells, "")) if changed[cells].isna().any().any() else changed


def matching(table: pd.DataFrame, where: Mapping[str, Any], place: str) -> pd.Series:
    """Which rows of a table a patch means; columns that it does not name may hold anything.

    Raises:
        CaseError: none.
    """
    match = pd.Series(True, index=table.index)
    for column, wanted in where.items():
        match &= table[column].isin(_labels(wanted)) if column in table.columns else False
    if not match.any():
        raise _matches_nothing(table, where, place)
    return match


def _move(changed: pd.DataFrame, match: pd.Series, by: Mapping[str, Any], column: str, place: str) -> None:
    """Multiply the numbers of a column by `scale` and add `shift` to them, in place; cells without a number stay as they are."""
    for word, number in by.items():
        if isinstance(number, bool) or not isinstance(number, int | float):
            raise _fail(f"'{word}' is not a number", place, number)
    if column not in changed.columns:
        return
    for row in changed.index[match]:
        try:
            moved = float(changed.loc[row, column]) * by.get("scale", 1.0) + by.get("shift", 0.0)
        except ValueError:
            continue  # reported as text in a number column by the checks
        changed.loc[row, column] = repr(moved)


def _labels(wanted: Any) -> list[str]:
    return [_text(v) for v in (wanted if isinstance(wanted, list) else [wanted])]


def _matches_nothing(table: pd.DataFrame, where: Mapping[str, Any], place: str) -> CaseError:
    """No row is meant: the labels that no row has, each with those that look most like it."""
    if table.empty:
        return _fail("the patch matches no row", place, where, "a table with rows; this one has none")
    hints, meant = [], ""
    for column, wanted in where.items():
        known = [str(v) for v in table[column]] if column in table.columns else []
        unknown = [label for label in _labels(wanted) if label not in known]
        meant = meant or next((hint for label in unknown if (hint := did_you_mean(label, known))), "")
        hints += [f"{column}: {nearest(unknown[0], [v for v in known if v]) or 'empty'}"] if unknown else []
    return _fail(
        f"the patch matches no row{meant}", place, where, "; ".join(hints) or "labels that one row has together"
    )


def _set_key(keys: dict[str, Any], path: list[str], value: Any, place: str) -> None:
    for part in path[:-1]:
        keys = keys.setdefault(part, {})
        if not isinstance(keys, dict):
            raise _fail("not a group of keys", place, ".".join(path))
    keys[path[-1]] = value


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def scenario_problems(raw: Raw, chosen: str | None) -> list[Problem]:
    """What is wrong with the scenarios that were not chosen: patches that are none, or change nothing."""
    problems: list[Problem] = []
    scenarios = raw.keys.get("scenarios")
    for name in scenarios if isinstance(scenarios, dict) else ():
        if name != chosen:
            try:
                apply_scenario(raw, name)
            except CaseError as error:
                problems += error.problems
    return problems
