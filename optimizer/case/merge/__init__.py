"""Regions of a run: a case in the regions of a column of regions.csv, and only some of them.

What is counted adds up (demand, plant, potentials, ceilings), what is a rate is a mean (parameters, prices, profiles) by a stated
weight. Everything happens to tables in model units, checked as they were written; `docs/regions.md` has the rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from optimizer.case.merge import amounts, means, policies
from optimizer.case.merge.groups import Groups, groups_of, mapping_columns, region_problems
from optimizer.case.merge.merging import Merging
from optimizer.case.merge.prices import prices
from optimizer.case.merge.shapes import alike_extremes
from optimizer.case.merge.subset import only
from optimizer.case.model import Case
from optimizer.case.schema import Options, TypicalDays
from optimizer.case.text import listed
from optimizer.errors import CaseError
from optimizer.quantities import Quantity

__all__ = ["chosen", "merged", "region_problems"]


def chosen(case: Case, vocabulary: Sequence[Quantity]) -> Case:
    """The case in the regions that case.yaml asks for.

    Raises:
        CaseError: a row speaks for part of a merged region only, where that has no meaning.
    """
    asked = case.options.regions
    found = merged(case, groups_of(case.tables["regions"], asked.by), vocabulary)
    return only(found, asked.only) if asked.only else found


def merged(case: Case, groups: Groups, vocabulary: Sequence[Quantity]) -> Case:
    """The case in the regions of some groups.

    Raises:
        CaseError: a row speaks for part of a merged region only, where that has no meaning.
    """
    if groups.change_nothing:
        return case
    m = Merging(case, groups, vocabulary)
    tables = {
        **case.tables,
        "regions": _regions(m),
        "technologies": policies.technologies(m),
        "routes": m.routes.table,
        "demand": amounts.demand(m),
        "existing_capacity": amounts.existing_capacity(m),
        "potentials": amounts.potentials(m),
        "series": amounts.series(m),
        "parameters": means.parameters(m),
        "emissions": means.emissions(m),
        "retrofits": means.retrofits(m),
        "prices": prices(m),
        "policies": policies.policies(m),
    }
    options = policies.options_of(m)
    if m.problems:
        raise CaseError(dict.fromkeys(m.problems))
    profiles = None if case.profiles is None else m.shapes.made()
    if profiles is not None:
        options, profiles = _extremes(m, options, profiles)
    told = f"{len(groups.of)} regions are merged into {len(groups.members)}: {groups.told()}"
    inside = [f"routes within merged regions vanish: {listed(m.routes.inside)}"] if m.routes.inside else []
    notes = (*case.notes, told, *inside, *dict.fromkeys(m.notes))
    members = {region: tuple(of) for region, of in groups.members.items()}
    finished = amounts.finished(m, tables)
    return replace(case, options=options, tables=finished, profiles=profiles, notes=notes, members=members)


def _regions(m: Merging) -> pd.DataFrame:
    """regions.csv: the middle of the members; what the merged regions may be merged into in turn, where members agree."""
    table = m.tables["regions"].set_index("region", drop=False)
    rows = []
    for merged_into, members in m.groups.members.items():
        of = table.loc[members]
        row = of.iloc[0].to_dict() | {"region": merged_into, "latitude": of["latitude"].mean()}
        row |= {"longitude": of["longitude"].mean(), "name": of["name"].iloc[0] if len(members) == 1 else ""}
        row |= {c: of[c].iloc[0] if of[c].nunique() == 1 else "" for c in mapping_columns(table)}
        rows.append(row)
    columns = {c: pd.Series([r[c] for r in rows], dtype=table[c].dtype) for c in m.tables["regions"].columns}
    return pd.DataFrame(columns)


def _extremes(m: Merging, options: Options, profiles: pd.DataFrame) -> tuple[Options, pd.DataFrame]:
    """Clocks whose extreme days name columns of members name those of the merged regions."""
    clock, periods = options.clock, []
    if isinstance(clock, TypicalDays):
        profiles, named = alike_extremes(m.shapes, profiles, clock.extremes)
        clock = clock.model_copy(update={"extremes": tuple(named)})
    for p in options.periods:
        if isinstance(p.clock, TypicalDays):
            profiles, named = alike_extremes(m.shapes, profiles, p.clock.extremes)
            p = p.model_copy(update={"clock": p.clock.model_copy(update={"extremes": tuple(named)})})
        periods.append(p)
    return options.model_copy(update={"clock": clock, "periods": tuple(periods)}), profiles
