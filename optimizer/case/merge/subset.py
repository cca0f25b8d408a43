"""Some of the regions of a case: the others drop with their rows, lines to them become trade where a price is stated."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from optimizer.case.checks.common import listed_in
from optimizer.case.kinds import KINDS, reference_of
from optimizer.case.layout import TABLES
from optimizer.case.merge.outside import Outside
from optimizer.case.merge.unscaled import unscaled
from optimizer.case.model import Case
from optimizer.case.rows import tuples_of
from optimizer.case.schema import Clock, Options, TypicalDays
from optimizer.case.text import listed

PLACED = ("parameters", "existing_capacity", "potentials", "retrofits", "demand", "emissions", "series")


def only(case: Case, keep: Sequence[str]) -> Case:
    """The case in these regions alone.

    Raises:
        CaseError: trade with the outside is limited in a way that a line cannot carry.
    """
    table = case.tables["regions"]
    regions = [r for r in table["region"] if r in keep]
    outside = [r for r in table["region"] if r not in keep]
    if not outside:
        return case
    notes = [f"only {listed(regions, 40)} of {len(table)} regions; the others drop with their rows"]
    routes = case.tables["routes"]
    inner = routes["from"].isin(regions) & routes["to"].isin(regions)
    tables = dict(case.tables)
    trade = Outside(case, regions)
    tables["regions"] = _at(table, table["region"].isin(regions))
    tables["routes"] = _at(routes, inner)
    tables["technologies"] = _technologies(case, regions)
    places = {*regions, *tables["routes"]["route"], ""}
    for name in PLACED:
        tables[name] = _at(tables[name], tables[name]["region"].isin(places))
    tables["prices"], told = _listed(tables["prices"], regions)
    _tell(notes, "ceilings that regions share are not scaled down", [t for t in told if t])
    tables["prices"] = pd.concat([tables["prices"], trade.rows], ignore_index=True)
    tables["emissions"] = pd.concat([tables["emissions"], trade.emissions(tables["emissions"])], ignore_index=True)
    fewer = _policies(tables, regions, notes)
    _without(tables, _gone(case, tables), notes)
    _orphans(tables, notes)
    floors, others = unscaled(tables, fewer)
    used = _columns(case, tables, outside, trade.profiles)
    options = _extremes(_scopes(case.options, regions), used, notes)
    members = {r: case.members.get(r, (r,)) for r in regions}
    found = (*floors, *case.notes, *notes, *others, *trade.notes)
    return replace(case, options=options, tables=tables, profiles=used, notes=found, members=members)


def _at(table: pd.DataFrame, which: pd.Series) -> pd.DataFrame:
    return table[which].reset_index(drop=True)


def _text(values: Sequence[str], table: pd.DataFrame) -> pd.Series:
    return pd.Series(list(values), dtype=object, index=table.index)


def _technologies(case: Case, regions: Sequence[str]) -> pd.DataFrame:
    """Technologies with the regions that are left to them."""
    table = case.tables["technologies"]
    left = [";".join(r for r in listed_in(cell) if r in regions) for cell in table["regions"]]
    return table.assign(regions=_text(left, table))


def _gone(case: Case, tables: Mapping[str, pd.DataFrame]) -> set[str]:
    """Technologies that have no place any more, and what cannot be without them."""
    before, after = case.tables["technologies"], tables["technologies"]
    empty = (before["regions"] != "").to_numpy() & (after["regions"] == "").to_numpy()
    routed = set(tables["routes"]["technology"])
    gone = {*after.loc[empty, "technology"]}
    gone |= {t.technology for t in tuples_of(after) if t.kind == "line" and t.technology not in routed}
    return gone | {t.technology for t in tuples_of(after) if {t.charge, t.discharge, t.capacity_of} & gone}


def _without(tables: dict[str, pd.DataFrame], gone: Collection[str], notes: list[str]) -> None:
    """Every table without the rows of technologies that are gone; lists go on without them."""
    series = {str(s) for s in tables["series"]["series"]}
    for layout in TABLES if gone else ():
        table = tables[layout.name]
        own = [c for c in layout.columns if c.name == "technology" and layout.name == "technologies"]
        for column in [*own, *(c for c in layout.columns if c.refers.startswith("technologies"))]:
            if not column.many:
                table = _at(table, ~table[column.name].isin(gone))
        tables[layout.name] = table
    policies = tables["policies"]
    if policies.empty or not gone:
        return
    drop, cells, relative, weights = [], [], [], []
    for r in tuples_of(policies):
        left = [k for k in listed_in(r.technology) if k not in gone]
        to = reference_of(r.relative_to, series, kind=r.kind)
        others = [k for k in to.names if k not in gone] if to.against == "technologies" else []
        nothing = (bool(r.technology) and not left) or (to.against == "technologies" and bool(to.names) and not others)
        drop.append(nothing)
        cells.append(";".join(left))
        relative.append(";".join(others) if others else r.relative_to)
        weights.append({k: v for k, v in (r.coefficient or {}).items() if k not in gone})
    policies = policies.assign(
        technology=_text(cells, policies), relative_to=_text(relative, policies), coefficient=weights
    )
    which = pd.Series(drop, index=policies.index, dtype=bool)
    _tell(notes, "policies that count technologies outside drop", policies.loc[which, "id"])
    tables["policies"] = _at(policies, ~which)


def _listed(table: pd.DataFrame, regions: Sequence[str]) -> tuple[pd.DataFrame, list[str]]:
    """Rows with the regions that are left in their lists, and what shares a ceiling in fewer of them."""
    named = [listed_in(cell) for cell in table["region"]]
    left = [[r for r in of if r in regions] for of in named]
    kept = pd.Series([not a or bool(b) for a, b in zip(named, left, strict=True)], index=table.index, dtype=bool)
    together = (table["limit_area"] == "together").tolist()
    fewer = [
        a and not b for a, b in zip(together, (a and a == b for a, b in zip(named, left, strict=True)), strict=True)
    ]
    keys = zip(table["carrier"], table["kind"], table["tier"], strict=True)
    told = [" ".join(k) if f and keep else "" for k, f, keep in zip(keys, fewer, kept, strict=True)]
    rows = _at(table.assign(region=_text([";".join(of) for of in left], table)), kept)
    return rows, list(dict.fromkeys(told))


def _policies(tables: dict[str, pd.DataFrame], regions: Sequence[str], notes: list[str]) -> set[str]:
    """Policies of other regions drop; the names of those of all, or of more than are left, which keep their numbers."""
    table = tables["policies"]
    if table.empty:
        return set()
    named = [listed_in(cell) for cell in table["region"]]
    left = [[r for r in of if r in regions] for of in named]
    drop = pd.Series([bool(a) and not b for a, b in zip(named, left, strict=True)], index=table.index, dtype=bool)
    part = [not a or a != b for a, b in zip(named, left, strict=True)]
    whole = (
        pd.Series(part, index=table.index, dtype=bool)
        & (table["area"] == "together")
        & ~drop
        & table["on"].astype(bool)
    )
    _tell(notes, "policies of regions outside drop", table.loc[drop, "id"])
    tables["policies"] = _at(table.assign(region=_text([";".join(of) for of in left], table)), ~drop)
    return {str(name) for name in table.loc[whole, "id"]}


def _orphans(tables: dict[str, pd.DataFrame], notes: list[str]) -> None:
    """Trade and credits of a limit that dropped drop with it."""
    table = tables["policies"]
    if table.empty:
        return
    left = set(table["id"])
    cells = zip(table["kind"], table["relative_to"], strict=True)
    drop = pd.Series(
        [KINDS[kind].form == "permits" and limit not in left for kind, limit in cells], index=table.index, dtype=bool
    )
    _tell(notes, "policies about a limit outside drop", table.loc[drop, "id"])
    tables["policies"] = _at(table, ~drop)


def _tell(notes: list[str], what: str, names: Sequence[str]) -> None:
    """One note of a kind, with all that it is about."""
    notes += [f"{what}: {', '.join(dict.fromkeys(names))}"] if len(names) else []


def _columns(
    case: Case, tables: Mapping[str, pd.DataFrame], outside: Sequence[str], traded: Collection[str]
) -> pd.DataFrame | None:
    """Profiles without the columns of regions outside, but for those that something here names."""
    if case.profiles is None:
        return None
    cells = [("demand", "profile"), ("parameters", "profile"), ("prices", "profile"), ("prices", "limit_profile")]
    named = {str(v) for name, column in cells for v in tables[name][column]} | set(traded)
    regions = list(case.tables["regions"]["region"])

    def stays(column: str) -> bool:
        owner = max((r for r in regions if column.startswith(f"{r}_")), key=len, default="")
        return owner not in outside or column in named

    return case.profiles[[c for c in case.profiles.columns if stays(str(c))]]


def _scopes(options: Options, regions: Sequence[str]) -> Options:
    """Scopes in the regions that are left; one that has none left is not reported."""
    left = {
        name: scope.model_copy(update={"region": tuple(r for r in scope.region if r in regions)})
        for name, scope in options.scopes.items()
        if not scope.region or set(scope.region) & set(regions)
    }
    return options.model_copy(update={"scopes": left})


def _extremes(options: Options, profiles: pd.DataFrame | None, notes: list[str]) -> Options:
    """Typical days, of the case and of its periods, without the extreme days of columns that are gone."""
    if profiles is None:
        return options
    gone: dict[str, None] = {}

    def left(clock: Clock | None) -> Clock | None:
        if not isinstance(clock, TypicalDays):
            return clock
        kept = [text for text in clock.extremes if text.partition(":")[2] in profiles]
        gone.update((text, None) for text in clock.extremes if text not in kept)
        return clock.model_copy(update={"extremes": tuple(kept)})

    periods = tuple(p.model_copy(update={"clock": left(p.clock)}) for p in options.periods)
    options = options.model_copy(update={"clock": left(options.clock), "periods": periods})
    if gone:
        notes.append(f"extreme days of regions outside are not kept: {', '.join(gone)}")
    return options
