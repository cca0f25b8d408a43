"""Numbers that are means when regions merge: parameters, emissions, costs of retrofits."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from optimizer.case.merge.merging import Merging
from optimizer.case.merge.paths import Path, Points, Rows, added, averaged, paths_of, template

ADDED = ("initial_content",)
UPPER = ("ramp_up", "ramp_down", "full_load_hours_max", "hours_max", "cycles_per_year", "charge_rate", "discharge_rate")
LOWER = ("minimum_load", "full_load_hours_min", "hours_min", "minimum_level", "start_cost")
EMISSION = ("flow", "technology", "carrier", "gas", "sector", "stage", "account")


def parameters(m: Merging) -> pd.DataFrame:
    """Means weighted by plant (availability: by potential); what holds everywhere stays as it is."""
    rows = m.tables["parameters"]
    out, free = Rows(rows), dict[str, list[str]]()
    profiles, per_km = rows["profile"].tolist(), rows["per_km"].tolist()
    for (k, parameter), of in paths_of(rows, ["technology", "parameter"]).items():
        whole = of.get("")
        if whole is not None and not (parameter in ADDED and any(len(v) > 1 for v in m.places(k).values())):
            word = _everywhere(m, k, profiles[whole.row], whole)
            out.put(whole, "", whole.points, profile=word)
        for merged, members in m.places(k).items():
            if not any(p in of for p in members) and (whole is None or parameter not in ADDED):
                continue
            found = {p: path for p in members if (path := of.get(p) or whole or _missing(m, parameter, of)) is not None}
            if parameter in UPPER and len(found) < len(members):
                free.setdefault(f"{parameter} of {k}", []).append(merged)
                continue
            places, paths = list(found), list(found.values())
            of_use = m.weights.availability if parameter == "availability" else m.weights.plant
            weights = of_use(k, places)
            word = ""
            if any(profiles[p.row] for p in paths if p.row >= 0):
                names = [profiles[p.row] if p.row >= 0 else "" for p in paths]
                word = _mixed(
                    m, k, merged, places, names, [w * p.mean(m.periods) for w, p in zip(weights, paths, strict=True)]
                )
            km = [per_km[p.row] if p.row >= 0 else False for p in paths]
            points = added(paths) if parameter in ADDED else _mean(m, k, merged, places, paths, weights, km)
            like = template([p for p in paths if p.row >= 0])
            out.put(like, merged, points, places, paths, profile=word)
    for what, where in free.items():
        m.notes.append(f"merged regions: no {what} in {', '.join(where)}, since a member states none")
    return out.frame()


def _missing(m: Merging, parameter: str, of: dict[str, Path]) -> Path | None:
    """What a member has that states no number: the default, or nothing that can be averaged."""
    default = 0.0 if parameter in LOWER else m.defaults.get(parameter)
    return None if default is None or not of else Path([(0.0, default)], -1, None)


def _mean(
    m: Merging,
    k: str,
    merged: str,
    places: Sequence[str],
    paths: Sequence[Path],
    weights: Sequence[float],
    km: Sequence[bool],
) -> Points:
    """Weighted mean; numbers per km are averaged times the length of their route."""
    if not any(km):
        return averaged(paths, weights)
    if len(paths) == 1:
        return paths[0].points
    points = averaged(m.whole(k, places, paths, km), weights)
    length = m.routes.after[k, merged] if km[paths.index(template([p for p in paths if p.row >= 0]))] else 1.0
    return [(y, v / length) for y, v in points]


def _everywhere(m: Merging, technology: str, profile: str, path: Path) -> str:
    """The profile of a row that holds everywhere, mixed in each merged region."""
    word = ""
    for merged, members in m.places(technology).items() if profile else ():
        weights = m.weights.availability(technology, members)
        word = _mixed(m, technology, merged, members, [profile] * len(members), weights)
    return word or profile


def _mixed(
    m: Merging, technology: str, merged: str, places: Sequence[str], profiles: Sequence[str], weights: Sequence[float]
) -> str:
    return m.shapes.use(technology, merged, list(zip(places, profiles, weights, strict=True)))


def emissions(m: Merging) -> pd.DataFrame:
    """Means weighted by plant where a technology emits, else by demand of the carrier; no row is no emission."""
    rows = m.tables["emissions"]
    out = Rows(rows)
    for key, of in paths_of(rows, EMISSION).items():
        technology, carrier = str(key[1]), str(key[2])
        whole, line = of.get(""), m.is_line(technology)
        if whole is not None:
            out.put(whole, "", whole.points)
        for merged, members in m.places("" if line else technology).items():
            if not any(r in of for r in members):
                continue
            paths = [of.get(r) or whole or Path([(0.0, 0.0)], -1, None) for r in members]
            plant = technology and not line
            weights = m.weights.plant(technology, members) if plant else m.weights.carrier(carrier, members)
            like = template([p for p in paths if p.row >= 0])
            out.put(like, merged, averaged(paths, weights), members, paths)
    return out.frame()


def retrofits(m: Merging) -> pd.DataFrame:
    """Costs weighted by the plant that may be turned into other plant, where rows say that it may."""
    rows = m.tables["retrofits"]
    out, per_km = Rows(rows), rows["per_km"].tolist()
    for (k, target), of in paths_of(rows, ["from", "to"]).items():
        whole = of.get("")
        if whole is not None:
            out.put(whole, "", whole.points)
        for merged, members in m.places(target).items():
            found = {p: path for p in members if (path := of.get(p) or whole) is not None}
            if not any(p in of for p in members):
                continue
            places, paths = list(found), list(found.values())
            points = _mean(m, target, merged, places, paths, m.weights.plant(k, places), [per_km[p.row] for p in paths])
            out.put(template(paths), merged, points, places, paths)
    return out.frame()
