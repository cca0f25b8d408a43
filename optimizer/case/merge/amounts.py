"""Numbers that add up when regions merge: demand, what stands, what may stand, series."""

from __future__ import annotations

import pandas as pd

from optimizer.case.merge.groups import APART
from optimizer.case.merge.merging import Merging
from optimizer.case.merge.paths import Path, Rows, added, paths_of, template
from optimizer.case.merge.shapes import named

LEAST = ("capacity_min", "build_min")  # nothing where a member states none; an upper limit is none then


def demand(m: Merging) -> pd.DataFrame:
    """Demand adds up; its shape is the mean of the members' shapes, weighted by their demand over the periods."""
    rows = m.tables["demand"]
    out = Rows(rows)
    for (carrier, profile), of in paths_of(rows, ["carrier", "profile"]).items():
        for merged, members in m.groups.members.items():
            stated = [r for r in members if r in of]
            if stated:
                paths = [of[r] for r in stated]
                parts = [(r, profile, of[r].mean(m.periods)) for r in stated]
                word = m.shapes.use(f"demand of {carrier}", merged, parts, means_one=True)
                out.put(template(paths), merged, added(paths), stated, paths, profile=word)
    return out.frame()


def existing_capacity(m: Merging) -> pd.DataFrame:
    """What stands adds up, by year of building or along the years of what is left."""
    table = m.tables["existing_capacity"]
    years = table["year"].where(table["build_year"].notna() | table["year"].notna(), m.periods[0])
    rows = table.assign(year=years, _built=table["build_year"].fillna(-1.0))
    out = Rows(table)
    pays: dict[tuple[str, str, float], tuple[str, int]] = {}
    for (k, built, way), of in paths_of(rows, ["technology", "_built", "pays"]).items():
        for merged, members in m.places(k).items():
            stated = [p for p in members if p in of]
            if not stated:
                continue
            paths = [of[p] for p in stated]
            other, _ = pays.setdefault((k, merged, built), (way, paths[0].row))
            if other != way:
                message = f"plant of '{k}' of one year pays two ways in '{merged}'"
                m.wrong(table, paths[0].row, "pays", message, way, f"{other} in all of its members")
            out.put(template(paths), merged, added(paths), stated, paths)
    return out.frame()


def potentials(m: Merging) -> pd.DataFrame:
    """Limits add up over the places at which a technology can stand; an upper one that a member lacks is none."""
    rows = m.tables["potentials"]
    out, free = Rows(rows), dict[str, list[str]]()
    for (k, limit), of in paths_of(rows, ["technology", "limit"]).items():
        for merged, members in m.places(k).items():
            found = [of.get(p) or of.get("") for p in members]
            paths = [p for p in found if p is not None]
            if not paths or (limit not in LEAST and len(paths) < len(members)):
                if paths:
                    free.setdefault(f"{limit} of {k}", []).append(merged)
                continue
            points = _builds(m, paths, limit) if limit.startswith("build") else added(paths)
            if points:
                out.put(template(paths), merged, points, members, paths)
    for what, where in free.items():
        m.notes.append(f"merged regions: no {what} in {', '.join(where)}, since a member states none")
    return out.frame()


def _builds(m: Merging, paths: list[Path], limit: str) -> list[tuple[float, float]]:
    """A limit on builds holds in the years that its rows cover: an upper one where all do, a lower one where any does."""
    if len(paths) == 1 or all(p.points[0][0] == 0.0 and len(p.points) == 1 for p in paths):
        return added(paths)
    if limit in LEAST:
        return [(y, sum(p.at(y) for p in paths if p.covers(y))) for y in m.periods]
    return [(y, sum(p.at(y) for p in paths)) for y in m.periods if all(p.covers(y) for p in paths)]


def series(m: Merging) -> pd.DataFrame:
    """Series by region add up; one that names part of a merged region has no sum."""
    rows = m.tables["series"]
    out = Rows(rows)
    for of in paths_of(rows, ["series"]).values():
        if "" in of:
            out.put(of[""], "", of[""].points)
        left = m.parts([r for r in of if r])
        for merged, members in m.groups.members.items():
            stated = [of[r] for r in members if r in of]
            if merged in left:
                message = f"the series names only part of the merged region '{merged}'"
                found = ", ".join(r for r in members if r in of)
                m.wrong(
                    rows, stated[0].row, "region", message, found, f"rows of {', '.join(left[merged])} too, or {APART}"
                )
            elif stated:
                out.put(template(stated), merged, added(stated), members, stated)
    return out.frame()


def finished(m: Merging, tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The tables with the profiles that their rows name."""
    names = m.shapes.names()
    for table, column in (
        ("demand", "profile"),
        ("parameters", "profile"),
        ("prices", "profile"),
        ("prices", "limit_profile"),
    ):
        tables[table] = named(tables[table], column, names)
    return tables
