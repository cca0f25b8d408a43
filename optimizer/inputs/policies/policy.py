"""One policy: the rows of the table that share an id, read once."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from optimizer.case.checks.common import listed_in
from optimizer.case.kinds import KINDS, PER_PERIOD, Form, Reference, reference_of
from optimizer.case.schema import Period
from optimizer.finance import period_weight
from optimizer.index import Label
from optimizer.inputs.carbon import ACCOUNT
from optimizer.inputs.world import Lookup, Series, World, yes

TOGETHER = "all"
ROW = ("policy", "area", "until")
Key = tuple[Label, ...]


@dataclass(frozen=True, eq=False)
class Policy:
    """What the columns say.

    Attributes:
        technologies, regions: selected; empty: all.
        accounts: selected labels of each dimension of an emission account.
        booked: kinds of accounts it counts: territorial, import, indirect.
        weights: coefficient of each technology or gas.
        value: over the years.
        periods: in which it holds; rules of a pathway choose among all of them.
        counted_unit: unit of what it counts.
        start, end: years in which it holds.
        begins: the column `start` alone, whatever the years of its values.
        built_from: plant counts from this year of building on; None: whenever it was built.
        file, line: where its first row stands.
    """

    id: str
    kind: str
    quantity: str
    technologies: tuple[str, ...]
    regions: tuple[str, ...]
    carrier: str
    accounts: Mapping[str, tuple[str, ...]]
    booked: tuple[str, ...]
    weights: Mapping[str, float]
    area: str
    time: str
    sense: str
    overshoot: float | None
    seed: float
    against: Reference
    value: Series
    periods: tuple[Period, ...]
    counted_unit: str
    start: float = -math.inf
    end: float = math.inf
    begins: float = -math.inf
    built_from: int | None = None
    file: str = "policies.csv"
    line: int | None = None

    @cached_property
    def years(self) -> dict[int, Period]:
        """Label of each period in which it holds."""
        return {p.label: p for p in self.periods}

    @property
    def last(self) -> int:
        return self.periods[-1].label

    @cached_property
    def lengths(self) -> dict[int, float]:
        """How much of each period a limit counts: all of it, its share of the years, or its years."""
        return lengths_of(self.time, self.quantity, self.periods)

    def row(self, place: Label, year: int) -> Key:
        """The row in which an amount of a place and period is counted."""
        until = year if self.time == "each" else self.last
        return (self.id, place if self.area == "each" else TOGETHER, until)

    def paid_years(self, w: World, until: int) -> float:
        """Discount weight of an overshoot: the years it is counted in, or one of their mean if it is one amount for all."""
        chosen = [self.years[until]] if self.time == "each" else self.periods
        when = w.case.options.conventions.running_paid
        weight = sum(period_weight(w.horizon, p.first_year, p.years, when) for p in chosen)
        once = self.time not in ("each", "average")
        return weight / sum(p.years for p in chosen) if once else weight


def lengths_of(time: str, quantity: str, periods: Sequence[Period]) -> dict[int, float]:
    """How much of each period a limit counts, by label, where the limit holds in these periods."""
    labels, span = [p.label for p in periods], sum(p.years for p in periods)
    if time == "each" or (time == "cumulative" and quantity in PER_PERIOD):
        return dict.fromkeys(labels, 1.0)
    if time == "average":
        return {p.label: p.years / span for p in periods}
    if time == "cumulative":
        return {p.label: float(p.years) for p in periods}
    return dict(zip(labels, _interpolated(periods), strict=True))


def _interpolated(periods: Sequence[Period]) -> list[float]:
    """Years that each label stands for if amounts run straight from label to label, and level outside them."""
    labels = [float(p.label) for p in periods]
    years = np.concatenate([np.arange(p.first_year, p.first_year + p.years) for p in periods]).astype(float)
    return [float(np.interp(years, labels, hat).sum()) for hat in np.eye(len(labels))]


def policies_of(w: World, *forms: Form) -> Iterator[Policy]:
    """The policies of some forms that are on."""
    rows = w.table("policies")
    for name, group in rows[rows["on"].map(yes).astype(bool)].groupby("id", sort=False):
        if KINDS[str(group["kind"].iloc[0])].form in forms:
            yield _policy(w, str(name), group)


def _policy(w: World, name: str, group: pd.DataFrame) -> Policy:
    r: Any = group.iloc[0]
    start, end = years_of(group)
    form = KINDS[str(r["kind"])].form
    value = Lookup(group.assign(region=""), ["id"]).one(name, place="")
    assert value is not None
    return Policy(
        id=name,
        kind=str(r["kind"]),
        quantity=str(r["quantity"]),
        technologies=tuple(listed_in(r["technology"])),
        regions=tuple(listed_in(r["region"])),
        carrier=str(r["carrier"]),
        accounts={n: tuple(listed_in(r[n])) for n in ACCOUNT[:4]},
        booked=tuple(listed_in(r["account"])) or ("territorial",),
        weights=r["coefficient"] or {},
        area=str(r["area"]),
        time=str(r["time"]),
        sense=str(r["sense"]),
        overshoot=None if pd.isna(r["overshoot_amount"]) else float(r["overshoot_amount"]),
        seed=0.0 if pd.isna(r["seed_amount"]) else float(r["seed_amount"]),
        against=reference(w, str(r["relative_to"]), str(r["kind"])),
        value=value,
        periods=tuple(p for p in w.periods if form == "pathway" or start <= p.label <= end),
        counted_unit=str(r["counted_unit"]),
        start=start,
        end=end,
        begins=float(group["start"].min()) if group["start"].notna().any() else -math.inf,
        built_from=None if pd.isna(r["built_from"]) else int(r["built_from"]),
        file=str(r["_file"]),
        line=None if pd.isna(r["_row"]) else int(r["_row"]),
    )


def reference(w: World, cell: str, kind: str = "") -> Reference:
    """What a cell of `relative_to` names in a case."""
    policies = w.table("policies")
    peaks = set(policies.loc[policies["kind"] == "peak", "id"])
    return reference_of(cell, {str(s) for s in w.table("series")["series"]}, peaks, kind)


def applies(group: pd.DataFrame, year: int) -> bool:
    """From `start` (or the first year with a value) to `end`."""
    first, last = years_of(group)
    return first <= year <= last


def years_of(group: pd.DataFrame) -> tuple[float, float]:
    """First and last year in which the rows of a policy hold."""
    start, end = group["start"].min(), group["end"].max()
    first = start if pd.notna(start) else group["year"].min()
    return float(first) if pd.notna(first) else -math.inf, float(end) if pd.notna(end) else math.inf
