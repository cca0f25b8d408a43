"""Raw text tables to typed tables by the layout: columns, defaults, numbers, labels and duplicates."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache, partial
from itertools import islice
from typing import Any

import pandas as pd

from optimizer.case.again import Memo
from optimizer.case.kinds import KINDS
from optimizer.case.layout import ACCOUNTS, BY_NAME, LABELS, STAGES, TABLES, Column, Table
from optimizer.case.read import Raw
from optimizer.case.rows import records_of
from optimizer.case.schema import CARBON_GAS
from optimizer.case.text import did_you_mean, listed
from optimizer.errors import MISSING, Problem
from optimizer.reading import limits
from optimizer.reading.tables import OF_STEPS

HOMES = {"places": "regions", "technologies or purchase": "technologies"}  # where labels of several tables stand first
EMPTY = "the table has no rows"
FILLED = ("regions", "carriers")
"""Tables that no case can do without a row of; one that only trades has no technology."""
COLOR = re.compile("#[0-9a-fA-F]{6}")
LAST_YEAR = 9999
YES, NO = {"yes", "true", "1", "y"}, {"no", "false", "0", "n"}


def clean_tables(raw: Raw, memo: Memo) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
    """Every table of the layout, typed, and everything wrong with cells, columns, labels and duplicates."""
    problems: list[Problem] = []
    names = {t.name for t in TABLES}
    for name in sorted(set(raw.tables) - names):
        file = str(raw.tables[name]["_file"].iloc[0]) if len(raw.tables[name]) else f"{name}.csv"
        problems.append(
            Problem(
                f"no table is called '{name}'{did_you_mean(name, names)}",
                file,
                allowed=listed([*names, "profiles"], 20) + ("; sheets whose name begins with _" if "[" in file else ""),
            )
        )
    tables = {}
    for t in TABLES:
        tables[t.name], wrong = memo.of_table(("typed", t.name), raw.tables.get(t.name), partial(_typed, t, raw))
        problems += wrong
    tables["emissions"] = _emission_defaults(tables)
    tables["policies"] = _policy_defaults(tables["policies"])
    known, absent = _labels(tables, raw), _absent(raw, tables)
    named: dict[str, list[str]] = {}
    members = _members(tables["regions"])
    for t in TABLES:
        for column in t.columns:
            if column.refers and len(tables[t.name]):
                home = HOMES.get(column.refers, column.refers)
                if home in absent:
                    named.setdefault(home, []).extend(v for v in tables[t.name][column.name] if v)
                elif column.refers == "places" and "routes" in absent:
                    cells = [v for v in tables[t.name][column.name] if v and v not in known["places"]]
                    named.setdefault("routes", []).extend(cells)
                else:
                    problems += islice(_unknown(tables[t.name], column, known, members), limits.WRONG)
        problems += islice(_duplicates(tables[t.name], t), limits.WRONG)
    for home, labels in named.items():
        if labels and not any(p.message in (MISSING, EMPTY) and p.file == f"{home}.csv" for p in problems):
            found = f"{len(labels)} cells name {listed(dict.fromkeys(labels), 3)}"
            problems.append(Problem(EMPTY if home in raw.tables else MISSING, f"{home}.csv", found=found))
    return tables, problems


def _absent(raw: Raw, tables: Mapping[str, pd.DataFrame]) -> set[str]:
    """Files that hold the labels of others, and are not there or empty: then every label is unknown, which one problem says."""
    lines = ["routes"] if (tables["technologies"]["kind"] == "line").any() else []
    return {n for n in [*LABELS, *lines] if not len(raw.tables.get(n, ()))} | (
        {"profiles"} if raw.profiles is None else set()
    )


def _emission_defaults(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Empty cells of emissions.csv say the same as their default, and must not make a second row of it."""
    rows, technologies = (
        tables["emissions"],
        tables["technologies"].drop_duplicates("technology").set_index("technology"),
    )
    active = rows["flow"] == "activity"
    reference = rows["technology"].map(technologies["reference"]).fillna("")
    sector = rows["technology"].map(technologies["sector"]).fillna("")
    return rows.assign(
        carrier=rows["carrier"].where(~active | (rows["carrier"] != ""), reference),
        sector=rows["sector"].where(rows["sector"] != "", sector.where(sector != "", "energy")),
    )


def _policy_defaults(rows: pd.DataFrame) -> pd.DataFrame:
    """An empty quantity, time or sense is the first one that the kind allows."""
    kinds = [KINDS.get(k, KINDS["cap"]) for k in rows["kind"]]
    filled = {
        "quantity": [q or kind.quantities[0] for q, kind in zip(rows["quantity"], kinds, strict=True)],
        "sense": [s or kind.senses[0] for s, kind in zip(rows["sense"], kinds, strict=True)],
        "time": [t or kind.times[0] for t, kind in zip(rows["time"], kinds, strict=True)],
    }
    return rows.assign(**{n: pd.Series(v, index=rows.index, dtype=object) for n, v in filled.items()})


def _typed(layout: Table, raw: Raw) -> tuple[pd.DataFrame, list[Problem]]:
    """A table of the case, and what is wrong with its cells."""
    problems: list[Problem] = []
    return typed(layout, raw.tables.get(layout.name), problems), problems


def typed(layout: Table, raw: pd.DataFrame | None, problems: list[Problem]) -> pd.DataFrame:
    """One table with the columns of its layout; what is wrong with its cells is added to the problems."""
    names = [c.name for c in layout.columns]
    if raw is None:
        if layout.required:
            problems.append(Problem(MISSING, f"{layout.name}.csv", allowed=layout.meaning))
        return _empty(layout).copy()
    if layout.name in FILLED and not len(raw):
        problems.append(Problem(EMPTY, f"{layout.name}.csv", allowed=layout.meaning))
    file = str(raw["_file"].iloc[0]) if len(raw) else f"{layout.name}.csv"
    extras = [str(c) for c in raw.columns if c not in names and not str(c).startswith("_")]
    labels = [c for c in extras if layout.open and not all(_is_number(str(v)) for v in raw[c])]
    problems += [
        Problem(f"unknown column{did_you_mean(extra, names)}", file, 1, extra, allowed=listed(names, 30))
        for extra in extras
        if extra not in labels
    ]
    out: dict[str, Any] = {}
    for column in layout.columns:
        if column.name not in raw.columns:
            if column.required and len(raw):
                problems.append(Problem("column is missing", file, 1, column.name))
            cells = [""] * len(raw)
        else:
            cells = [str(v).strip() for v in raw[column.name]]
        out[column.name] = _cells(column, cells, raw, problems)
    out |= {c: pd.Series([str(v).strip() for v in raw[c]], dtype=object, index=raw.index) for c in labels}
    return pd.DataFrame({**out, "_file": raw["_file"], "_row": raw["_row"]}, index=raw.index)


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return not cell.strip()
    return True


@lru_cache(maxsize=64)
def _empty(layout: Table) -> pd.DataFrame:
    """A table without rows, its columns of the types that rows would have."""
    raw = pd.DataFrame({"_file": [], "_row": []}, dtype=object)
    columns = {column.name: _cells(column, [], raw, []) for column in layout.columns}
    return pd.DataFrame({**columns, "_file": raw["_file"], "_row": raw["_row"]}, index=raw.index)


class _Wrong:
    """Tells what is wrong with cells of a column, of the first `limits.WRONG` of them."""

    def __init__(self, column: Column, cells: list[str], raw: pd.DataFrame, problems: list[Problem]) -> None:
        self.column, self.cells, self.raw, self.problems, self.count = column, cells, raw, problems, 0

    def __call__(self, i: int, message: str, allowed: str = "") -> None:
        self.count += 1
        if self.count <= limits.WRONG:
            file, row = self.raw["_file"].iloc[i], self.raw["_row"].iloc[i]
            at = None if pd.isna(row) else int(row)
            self.problems.append(Problem(message, str(file), at, self.column.name, self.cells[i], allowed))


def _cells(column: Column, cells: list[str], raw: pd.DataFrame, problems: list[Problem]) -> Any:
    wrong = _Wrong(column, cells, raw, problems)
    filled = [cell or column.default for cell in cells]
    if column.required and column.name in raw.columns:
        for i, cell in enumerate(filled):
            if not cell:
                wrong(i, "cell is empty")
    if column.type in ("number", "year"):
        return [_number(cell, column, i, wrong) for i, cell in enumerate(filled)]
    if column.type == "yes":
        for i, cell in enumerate(filled):
            if cell.lower() not in YES | NO:
                wrong(i, "neither yes nor no", "yes, no")
        return [cell.lower() in YES for cell in filled]
    if column.type == "choice":
        for i, cell in enumerate(filled):
            if cell and cell not in column.choices:
                wrong(i, f"unknown word{did_you_mean(cell, column.choices)}", listed(column.choices))
    if column.type == "color":
        for i, cell in enumerate(filled):
            if cell and not COLOR.fullmatch(cell):
                wrong(i, "not a colour", "#rrggbb, e.g. #2a9d8f")
    return pd.Series(filled, dtype=object, index=raw.index)


def _number(cell: str, column: Column, i: int, wrong: Any) -> float:
    if not cell:
        return math.nan
    try:
        value = float(cell)
    except ValueError:
        number = cell.removesuffix("%").strip()
        if cell.startswith("="):
            wrong(i, "a formula stands in a number column", "a number: formulas are not computed")
            return math.nan
        if number != cell and number and _is_number(number):
            wrong(i, "a number without its unit stands here", f"{number}, and % in the column of the unit")
        else:
            wrong(i, "text in a number column", "a number with a decimal point")
        return math.nan
    if not math.isfinite(value):
        wrong(i, "not a finite number", "a finite number")
        return math.nan
    if abs(value) > limits.NUMBER:
        wrong(i, "too large a number", f"up to {limits.NUMBER:g}")
        return math.nan
    if column.type == "year" and not (value.is_integer() and abs(value) <= LAST_YEAR):
        meant = f", did you mean {cell[:4]}?" if re.fullmatch(r"(19|20|21|22)\d{3,}", cell) else ""
        wrong(i, f"not a year{meant}", f"a whole number up to {LAST_YEAR}")
        return math.nan
    return value


def _labels(tables: Mapping[str, pd.DataFrame], raw: Raw) -> dict[str, set[str]]:
    known = {name: set(tables[name][column]) for name, column in LABELS.items()}
    known["places"] = known["regions"] | set(tables["routes"]["route"])
    known["technologies or purchase"] = known["technologies"] | {"purchase"}
    known["stages"] = set(STAGES)
    known["gases"] = set(tables["emissions"]["gas"])
    if len(tables["carbon"]):
        known["gases"].add(str(raw.keys.get("carbon_gas", CARBON_GAS)))
    known["accounts"] = set(ACCOUNTS)
    known["profiles"] = _profiles(raw, known["regions"])
    return known


def _profiles(raw: Raw, regions: set[str]) -> set[str]:
    """What rows may call a profile: a column, or what stands behind the name of a region in one; both may hold the sign between them."""
    columns = set() if raw.profiles is None else {str(c) for c in raw.profiles[1].columns} - {*OF_STEPS}
    unknown = not regions  # that the file is missing or empty is told; not that each profile of a region is too
    longest = limits.NAME if unknown else max(map(len, regions))  # the name of a column may be a million signs
    parts = ((c[:i], c[i + 1 :]) for c in columns for i, sign in enumerate(c[: longest + 1]) if sign == "_")
    return columns | {name for region, name in parts if region in regions or unknown}


def _members(regions: pd.DataFrame) -> dict[str, list[str]]:
    """What further columns of regions.csv say that regions are merged into -> the regions."""
    own, out = {c.name for c in BY_NAME["regions"].columns}, dict[str, list[str]]()
    for column in [c for c in regions.columns if c not in own and not str(c).startswith("_")]:
        for region, label in zip(regions["region"], regions[column], strict=True):
            out.setdefault(label, []).append(region)
    return out


class _Hints:
    """What was meant by labels that are unknown: of the first few, for each is compared with all that are known."""

    MOST = 50

    def __init__(self, allowed: set[str]) -> None:
        self.allowed, self.known = allowed, dict[str, str]()

    @cached_property
    def listed(self) -> str:
        """The first few of what is allowed."""
        return listed(sorted(self.allowed))

    def of(self, label: str) -> str:
        """', did you mean ...?', or nothing."""
        if label not in self.known and len(self.known) < self.MOST:
            self.known[label] = did_you_mean(label, self.allowed)
        return self.known.get(label, "")


def _unknown(
    table: pd.DataFrame, column: Column, known: Mapping[str, set[str]], members: Mapping[str, list[str]]
) -> Iterable[Problem]:
    allowed = known[column.refers]
    words = {"places": "region or route", "gases": "gas", "technologies": "technology"}
    what = {**words, "technologies or purchase": "technology"}.get(column.refers, column.refers.rstrip("s"))
    hints = _Hints(allowed)
    for cell, file, row in zip(table[column.name], table["_file"], table["_row"], strict=True):
        for label in [v.strip() for v in cell.split(";")] if column.many else [cell]:
            if label and label not in allowed:
                at = None if pd.isna(row) else int(row)
                message, instead = f"unknown {what}{hints.of(label)}", hints.listed
                if HOMES.get(column.refers, column.refers) == "regions" and label in members:
                    message = "tables name regions as they are stated, not what they are merged into"
                    instead = f"its members: {';'.join(dict.fromkeys(members[label]))}"
                yield Problem(message, file, at, column.name, label, instead)


def _duplicates(table: pd.DataFrame, layout: Table) -> Iterable[Problem]:
    first: dict[tuple[Any, ...], Any] = {}
    for row in records_of(table) if layout.key else ():
        key = tuple(row[k] if row[k] == row[k] else "" for k in layout.key)
        if first.setdefault(key, row) is row:
            continue
        label = ", ".join(f"{k}={cell}" for k, cell in zip(layout.key, key, strict=True) if cell != "")
        at = None if pd.isna(row["_row"]) else int(row["_row"])
        yield Problem(
            f"the same row stands in row {first[key]['_row']} already",
            row["_file"],
            at,
            found=label,
            allowed="one row for each " + ", ".join(layout.key),
        )
