"""Which region goes into which: a column of regions.csv, checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from optimizer.case.layout import BY_NAME
from optimizer.case.schema import Options
from optimizer.case.text import did_you_mean, listed
from optimizer.errors import Problem

APART = "regions.by empty in case.yaml, which keeps regions as stated"
OWN = {c.name for c in BY_NAME["regions"].columns}


@dataclass(frozen=True)
class Groups:
    """Region as stated -> region it is merged into."""

    of: Mapping[str, str]

    @cached_property
    def members(self) -> dict[str, list[str]]:
        """Merged region -> its members, in the order of regions.csv."""
        out: dict[str, list[str]] = {}
        for region, merged in self.of.items():
            out.setdefault(merged, []).append(region)
        return out

    @property
    def change_nothing(self) -> bool:
        return all(region == merged for region, merged in self.of.items())

    def told(self) -> str:
        """Merged regions with their members, in words."""
        return "; ".join(
            merged if [merged] == of else f"{merged} ({', '.join(of)})" for merged, of in self.members.items()
        )


def mapping_columns(regions: pd.DataFrame) -> list[str]:
    """Columns of regions.csv that regions may be merged by."""
    return [str(c) for c in regions.columns if c not in OWN and not str(c).startswith("_")]


def groups_of(regions: pd.DataFrame, by: str) -> Groups:
    """The groups that a column makes; without one each region stays alone."""
    return Groups(dict(zip(regions["region"], regions[by or "region"], strict=True)))


def region_problems(tables: Mapping[str, pd.DataFrame], options: Options) -> Iterator[Problem]:
    """What is wrong with the key `regions` of case.yaml and the column it names."""
    regions, by = tables["regions"], options.regions.by
    columns = mapping_columns(regions)
    if by and by not in columns:
        allowed = listed(columns) or "a further column of regions.csv, which names what each region is merged into"
        message = f"no column '{by}' in regions.csv{did_you_mean(by, columns)}"
        yield Problem(message, "case.yaml", column="regions.by", found=by, allowed=allowed)
        return
    if by:
        yield from _label_problems(tables, by)
    known = list(dict.fromkeys(regions[by or "region"]))
    for label in [r for r in options.regions.only if r not in known]:
        message, allowed = f"unknown region{did_you_mean(label, known)}", listed(known, 40)
        into = dict(zip(regions["region"], regions[by or "region"], strict=True)).get(label)
        if into is not None:
            message = f"the region is merged into '{into}' by '{by}'"
            allowed = f"{into} (of {allowed}), or {APART}"
        yield Problem(message, "case.yaml", column="regions.only", found=label, allowed=allowed)


def _label_problems(tables: Mapping[str, pd.DataFrame], by: str) -> Iterator[Problem]:
    regions, routes = tables["regions"], set(tables["routes"]["route"])
    home = dict(zip(regions["region"], regions[by], strict=True))
    for label, file, row in zip(regions[by], regions["_file"], regions["_row"], strict=True):
        at = None if pd.isna(row) else int(row)
        if not label:
            allowed = "what the region is merged into; its own name if it stays alone"
            yield Problem("cell is empty", str(file), at, by, allowed=allowed)
        elif ";" in label:
            yield Problem("a region goes into one other", str(file), at, by, label, "one name")
        elif home.get(label, label) != label:
            message = f"'{label}' is the name of a region that goes into '{home[label]}'"
            yield Problem(message, str(file), at, by, label, "the name of a member, or a new one")
        elif label in routes:
            yield Problem("a region must not have the name of a route", str(file), at, by, label)
