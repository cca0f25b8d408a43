"""The way in: read, patch, type, convert and check a case; every problem is raised at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

import pandas as pd
from pydantic import ValidationError

from optimizer.case import checks
from optimizer.case.again import Memo
from optimizer.case.changes import changes
from optimizer.case.clean import FILLED, clean_tables
from optimizer.case.convert import Converter, hours_of_year
from optimizer.case.layout import BY_NAME, TABLES
from optimizer.case.merge import chosen, region_problems
from optimizer.case.model import Case
from optimizer.case.option_problems import problems_of
from optimizer.case.read import Raw, read_raw
from optimizer.case.scenario import BASE, apply_scenario, scenario_problems
from optimizer.case.schema import Options
from optimizer.case.scopes import with_scopes
from optimizer.case.size import size_problems
from optimizer.errors import MISSING, CaseError, Problem
from optimizer.quantities import Quantity
from optimizer.reading import limits
from optimizer.reading.tables import OF_STEPS

T = TypeVar("T")


class Once(Protocol):
    """What a check of a name finds, or found before in the same tables, keys of case.yaml and profiles."""

    def __call__(self, name: str, findings: Callable[[], Iterable[T]], /) -> tuple[T, ...]: ...


def read_case(path: Path, vocabulary: Sequence[Quantity], scenario: str | None = None, every: bool = False) -> Case:
    """A checked case from a folder or a workbook.

    Args:
        path: folder with case.yaml, or a workbook.
        vocabulary: numbers that technologies may carry.
        scenario: name of a scenario of the case.
        every: report what is wrong with the other scenarios too.

    Raises:
        CaseError: with every problem found.
    """
    as_written = read_raw(Path(path))
    others = scenario_problems(as_written, scenario) if every else []
    patched = apply_scenario(as_written, scenario)
    return case_of(patched, vocabulary, scenario or BASE, Path(path), others, as_written)


def case_of(
    raw: Raw,
    vocabulary: Sequence[Quantity],
    scenario: str,
    path: Path,
    found: Sequence[Problem] = (),
    stated: Raw | None = None,
    memo: Memo | None = None,
) -> Case:
    """A checked case from what was read of it.

    Args:
        raw: with its patches applied.
        scenario: name of what was applied.
        path: where it was read, for messages and the record.
        found: problems that are known already.
        stated: before the patches, for the list of what they changed.
        memo: of other variants of the same case, whose checks are taken again where they read the same.

    Raises:
        CaseError: with every problem found.
    """
    memo = Memo() if memo is None else memo
    options, problems = _options(raw)
    problems += found
    if large := list(size_problems(raw, options)):
        raise _case_error(large, path)
    tables, more = clean_tables(raw, memo)
    problems += more
    lacking = any(t.required and t.name not in raw.tables for t in TABLES)
    lacking |= any(not len(raw.tables.get(name, ())) for name in FILLED)
    if options is None or len(problems) > limits.WRONG or lacking:
        raise _case_error(problems, path)
    tables, more = with_scopes(tables, options)
    problems += more
    of_cells = list(problems)
    converter = Converter(options, tables, vocabulary, hours_of_year(options, _rows(raw)))
    converted = converter.run()
    problems += converter.problems
    converted = {name: memo.same_table(name, table) for name, table in converted.items()}
    read = checks.Tables(converted)
    once = _once(memo, read, raw)
    problems += _checked(once, read, options, vocabulary, raw)
    problems = [*of_cells, *_of_other_cells(problems[len(of_cells) :], of_cells)]
    if problems:
        unread = _files_needed(raw, converted)
        if unread:
            raise _case_error([*of_cells, *unread], path)
        raise _case_error(problems, path, _beside_problems(read, options, raw, of_cells, problems))
    profiles = None if raw.profiles is None else _profiles(raw.profiles[1], options)
    notes = _notes(once, read, options, raw)
    changed = () if stated is None or stated is raw else changes(stated, raw)
    case = Case(options, converted, profiles, raw.hashes, scenario, path, notes, changes=changed, doubts=notes)
    try:
        return chosen(case, vocabulary)
    except CaseError as error:
        raise error.beside(notes) from None


def _once(memo: Memo, read: checks.Tables, raw: Raw) -> Once:
    """What a memo knows of checks of these tables."""
    keys = repr(raw.keys)

    def once(name: str, findings: Callable[[], Iterable[T]], /) -> tuple[T, ...]:
        return memo.of_tables((name, keys), read, raw.profiles, lambda: tuple(findings()))

    return once


def _checked(
    once: Once, read: checks.Tables, options: Options, vocabulary: Sequence[Quantity], raw: Raw
) -> Iterator[Problem]:
    """What is wrong with the converted tables as a whole."""
    yield from once("profiles", lambda: checks.profiles(read, options, raw.profiles))
    yield from once("given days", lambda: checks.given_days(read, options))
    yield from region_problems(read, options)
    yield from once("shaped", lambda: checks.shaped(read, vocabulary, raw.profiles))
    for check in checks.CHECKS:
        yield from once(f"{check.__module__}.{check.__name__}", partial(check, read, options, vocabulary))


def _notes(once: Once, read: checks.Tables, options: Options, raw: Raw) -> tuple[str, ...]:
    """What is likely a mistake, in rows and in the whole."""
    return (*_of_rows(once, read, options, raw), *_of_the_whole(once, read, options, raw))


def _of_rows(once: Once, read: checks.Tables, options: Options, raw: Raw) -> tuple[str, ...]:
    """Slips of one number, policies, and what makes no sense; a slip is told once."""
    slips = once("jumps", lambda: checks.jumps(read)) + once("spread", lambda: checks.spread(read, raw.profiles))
    of_policies = once("policy slips", lambda: checks.policy_slips(read, options))
    told = {note.partition(": ")[0] for note in slips}
    senseless = once("sense", lambda: checks.sense(read, options, raw.profiles))
    return (*slips, *of_policies, *(note for note in senseless if note.partition(": ")[0] not in told))


def _of_the_whole(once: Once, read: checks.Tables, options: Options, raw: Raw) -> tuple[str, ...]:
    """Ways in and out of carriers, plant for nothing, and places left out: what can be told only where every row was read."""
    left_out = once("left out", lambda: checks.left_out(read, raw.profiles))
    return once("paths", lambda: checks.paths(read, options)) + once("unpaid", lambda: checks.unpaid(read)) + left_out


def _beside_problems(
    read: checks.Tables, options: Options, raw: Raw, of_cells: Sequence[Problem], problems: Sequence[Problem]
) -> tuple[str, ...]:
    """Notes on the rows that have no problem, and on the whole if every cell could be read."""
    whole = () if of_cells else _of_the_whole(_anew, read, options, raw)
    return (*_of_rows(_anew, _readable(read, problems), options, raw), *whole)


def _anew(_: str, findings: Callable[[], Iterable[T]], /) -> tuple[T, ...]:
    """What a check finds in tables that are looked at this once."""
    return tuple(findings())


def _readable(read: checks.Tables, problems: Sequence[Problem]) -> checks.Tables:
    """The tables without the rows that have a problem, which is told."""
    wrong = {(p.file, p.row) for p in problems if p.row is not None}
    return read.without(wrong) if wrong else read


def _of_other_cells(problems: list[Problem], told: list[Problem]) -> list[Problem]:
    """Problems but those in cells that could not be read: these are told already, and what was taken for them is not theirs."""
    cells = {(p.file, p.row, p.column) for p in told if p.row is not None and p.column}
    return [p for p in problems if (p.file, p.row, p.column) not in cells]


def _rows(raw: Raw) -> int | None:
    """Rows of the profiles; None where the case has none."""
    return None if raw.profiles is None else len(raw.profiles[1])


def _options(raw: Raw) -> tuple[Options | None, list[Problem]]:
    try:
        return Options.model_validate(raw.keys), []
    except ValidationError as error:
        return None, problems_of(error, Options)


def _profiles(frame: pd.DataFrame, options: Options) -> pd.DataFrame:
    columns = [c for c in OF_STEPS if c in frame.columns]
    if options.given_days:
        return frame.set_index(["day", "step"]).astype(float)
    return frame.drop(columns=columns).astype(float)


def _files_needed(raw: Raw, tables: Mapping[str, pd.DataFrame]) -> list[Problem]:
    """Files that kinds of technologies cannot do without and that are not there: where something is wrong, they are why."""
    kinds = set(tables["technologies"]["kind"])
    needed = {"parameters": bool(kinds), "ports": "converter" in kinds, "routes": "line" in kinds}
    names = [name for name, wanted in needed.items() if wanted and name not in raw.tables]
    return [Problem(MISSING, f"{name}.csv", allowed=BY_NAME[name].meaning) for name in names]


def _case_error(problems: list[Problem], path: Path, notes: Sequence[str] = ()) -> CaseError:
    """Every problem once, in reading order after the files that are missing; the options of a workbook stand in its sheet `case`."""
    missing = {p.file: p for p in reversed(problems) if p.is_missing_file}
    others = sorted(
        dict.fromkeys(p for p in problems if not p.is_missing_file),
        key=lambda p: (not p.file.startswith("case.yaml"), p.file, p.row or 0),
    )
    unique = [*(missing[file] for file in sorted(missing)), *others]
    if path.is_file():
        unique = [replace(p, file=p.file.replace("case.yaml", f"{path.name}[case]", 1)) for p in unique]
    return CaseError(unique, notes=notes)
