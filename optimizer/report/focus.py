"""What a row of the workbook is about: technologies, carriers, places, gases, policies, periods; read from its cells and from the answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from optimizer.report.balances import balance
from optimizer.report.origin import parts
from optimizer.solution import Solution

EMPTY = frozenset[str]()
NOBODY = ""
"""The label of none, where nothing may be named by leaving a kind empty."""
KIND_OF = {
    "technology": ("technology",),
    "carrier": ("carrier",),
    "gas": ("gas",),
    "sector": ("sector",),
    "stage": ("stage",),
    "tier": ("tier",),
    "region": ("region",),
    "location": ("region", "route"),
    "area": ("region",),
    "id": ("policy",),
    "curve": ("curve",),
    "family": ("family",),
    "way": ("group", "technology"),
    "against": ("group", "technology"),
    "line": ("standard",),
}
"""Columns that always hold the same kind of thing."""
NAMED = ("technology", "carrier", "policy", "curve")
"""What a column of items may hold."""
BOOKED = ("sector", "technology")
"""What a column of items may hold in blocks of emissions."""
SENTENCES = tuple(
    re.compile(pattern)
    for pattern in (
        r"^policy (?P<policy>.+)$",
        r"^demand for (?P<carrier>.+)$",
        r"^marginal price of (?P<carrier>.+), (?P<region>.+)$",
        r"\bemissions of (?P<gas>[^,]+)",
        r"^footprint, (?P<gas>.+)$",
        r"^takes (?P<carrier>.+)$",
        r"^gas (?P<gas>[^;]+)",
        r"^(?P<technology>\S+) (?:to )?(?P<region>.+)$",
        r"^levy on (?P<carrier>.+)$",
    )
)
"""How sheets put names into words."""
ITEMS, WORDED = ("item", "figure"), ("item", "figure", "line", "block", "of")
YEARS = ("period", "year")
OF_EMISSION = "emission_factor"
CARBON = "carbon_of_"


@dataclass(frozen=True)
class Focus:
    """What a row is about, by kind; a kind that is empty is not restricted.

    Attributes:
        named: what the row names, by kind (technology, carrier, region, route, gas, sector, stage, policy, curve, tier, family).
        taken: carriers that its technologies take or give, beside its own.
        periods: it is of.
    """

    named: Mapping[str, frozenset[str]] = field(default_factory=dict)
    taken: frozenset[str] = EMPTY
    periods: frozenset[int] = frozenset()

    def of(self, kind: str) -> frozenset[str]:
        return self.named.get(kind, EMPTY)

    def joined(self, **more: Iterable[str]) -> Focus:
        """The same with more of some kinds."""
        return Focus({**self.named, **{k: self.of(k) | set(v) for k, v in more.items()}}, self.taken, self.periods)


def known(solution: Solution) -> dict[str, frozenset[str]]:
    """Everything that a row may name, by kind."""
    held, meta = solution.variables, solution.meta
    kinds = {k: frozenset(map(str, held[k].values)) for k in _DIMENSIONS if k in held.coords}
    kinds["region"] = frozenset(map(str, solution.inputs["region"].values))
    kinds["carrier"] = frozenset(meta["carrier_units"])
    kinds["policy"] = frozenset(meta["case"]["policies"])
    kinds["standard"] = frozenset(str(s["standard"]) for s in meta.get("standards", ()))
    kinds["curve"] = frozenset(str(e["curve"]) for e in meta.get("learning", ()))
    kinds["family"] = (
        frozenset(str(f) for f in solution.levelised["form_family"].values) if _formed(solution) else EMPTY
    )
    if "group" in held.coords:
        kinds["group"] = frozenset(filter(None, map(str, held["group"].values)))
    return kinds


_DIMENSIONS = ("technology", "route", "gas", "sector", "stage", "tier")


def _formed(solution: Solution) -> bool:
    return "form_family" in solution.levelised


def named(row: Mapping[str, Any], kinds: Mapping[str, frozenset[str]], periods: Iterable[int] = ()) -> Focus:
    """What the cells of a row name.

    Args:
        kinds: everything that there is, from `known`.
        periods: of the columns that are asked about, where each period has one.
    """
    found: dict[str, set[str]] = {}
    items = BOOKED if "emissions" in str(row.get("block", "")) else NAMED
    for column, cell in row.items():
        text = str(cell)
        for one in parts(text) if column in KIND_OF else ():
            _add(found, one, KIND_OF[column], kinds)
        if column == "what":
            _add(found, str(row.get("id", "")), (text,), kinds)
        if (column in ITEMS and not _add(found, text, items, kinds) and items is NAMED) or column in WORDED:
            _said(found, text, kinds)
    stated = {int(row[c]) for c in YEARS if c in row and str(row[c]).isdigit()}
    return Focus({k: frozenset(v) for k, v in found.items()}, periods=frozenset(stated or periods))


def of_balance(focus: Focus, item: str, solution: Solution) -> Focus:
    """With the technology of an item of a balance (`cavern charge`, `hvdc from HE`, `built of wind`), and the routes of one that leads
    somewhere, for limits of lines stand by route."""
    plain = item.removeprefix("built of ").removeprefix("scrap of ")
    every = map(str, solution.variables["technology"].values) if "technology" in solution.variables.coords else ()
    technology = max((k for k in every if f"{plain} ".startswith(f"{k} ")), key=len, default="")
    if not technology:
        return focus
    focus = focus.joined(technology=[technology])
    word, _, other = plain.removeprefix(technology).strip().partition(" ")
    if word not in ("to", "from") or "route_from" not in solution.inputs:
        return focus
    starts, ends = (solution.inputs[f"route_{end}"].sel(technology=technology).to_series() for end in ("from", "to"))
    pairs = zip(starts.items(), ends, strict=True)
    return focus.joined(route={str(r) for (r, start), end in pairs if {start, end} == focus.of("region") | {other}})


def _add(found: dict[str, set[str]], name: str, of: Iterable[str], kinds: Mapping[str, frozenset[str]]) -> bool:
    """Note a name as each kind that it is; whether it is any."""
    mine = [kind for kind in of if name in kinds.get(kind, EMPTY)]
    for kind in mine:
        found.setdefault(kind, set()).add(name)
    return bool(mine)


def _said(found: dict[str, set[str]], text: str, kinds: Mapping[str, frozenset[str]]) -> None:
    """Note what a sentence names, if all of it exists."""
    for sentence in SENTENCES:
        said = sentence.search(text)
        if said and all(name in kinds.get(kind, EMPTY) for kind, name in said.groupdict().items()):
            for kind, name in said.groupdict().items():
                found.setdefault(kind, set()).add(name)


def widened(focus: Focus, solution: Solution, rows: Iterable[Mapping[str, Any]], *, booked: bool = False) -> Focus:
    """With what follows from what the row names: members of groups and families, what a policy selects, what emits a gas, who makes
    or uses a carrier there and then, and what these take.

    Args:
        rows: the numbers of the case (`inputs_used`).
        booked: it is a line of the ledger, where a carrier stands for its own trade alone.
    """
    numbers = list(rows)
    focus = _of_groups(focus, solution)
    if focus.of("policy"):
        focus = _selected(focus, numbers, solution)
    if focus.of("gas") and not focus.of("technology") and not focus.of("carrier"):
        focus = _emitting(focus, solution)
    if focus.of("carrier") and not focus.of("technology") and not booked:
        focus = focus.joined(technology=_handling(focus, solution))
    ports = [r["of"] for r in numbers if r["table"] == "ports" and r["item"] in focus.of("technology")]
    return Focus(focus.named, frozenset(of["carrier"] for of in ports), focus.periods)


def _of_groups(focus: Focus, solution: Solution) -> Focus:
    held = solution.variables
    if focus.of("group"):
        pairs = zip(held["technology"].values.tolist(), held["group"].values.tolist(), strict=True)
        mine = {str(k) for k, group in pairs if group in focus.of("group")}
        focus = focus.joined(technology=mine & _handling(focus, solution) if focus.of("carrier") else mine)
    if focus.of("family") and not focus.of("carrier") and _formed(solution):
        forms = solution.levelised
        pairs = zip(forms["form_family"].values.tolist(), forms["form_carrier"].values.tolist(), strict=True)
        focus = focus.joined(carrier={str(c) for f, c in pairs if f in focus.of("family")})
    return focus


def _selected(focus: Focus, numbers: list[Mapping[str, Any]], solution: Solution) -> Focus:
    """What the rows of a policy select, and the technologies to which it gives a weight."""
    of = [r["of"] for r in numbers if r["table"] == "policies" and r["item"] in focus.of("policy")]
    kinds = ("technology", "carrier", "gas")
    found = {k: {n for labels in of for n in parts(str(labels.get(k, "")))} for k in kinds}
    for factor in solution.factors.values():
        if {"policy", "technology"} <= set(factor.dims):
            weights = factor.to_series().dropna()
            mine = weights[(weights != 0) & weights.index.isin(focus.of("policy"), level="policy")]
            found["technology"] |= set(map(str, mine.index.get_level_values("technology")))
    return focus.joined(**found)


def _emitting(focus: Focus, solution: Solution) -> Focus:
    """Technologies and carriers that emit or take up a gas in the accounts that are asked about."""
    found: dict[str, set[str]] = {"technology": set(), "carrier": set()}
    wanted = {k: focus.of(k) for k in ("gas", "sector", "stage", "region")} | {"period": focus.periods}
    for name, factor in solution.factors.items():
        if not (name.endswith(OF_EMISSION) or name.startswith(CARBON)):
            continue
        stated = factor.to_series()
        stated = stated[stated.notna()].reset_index()
        for kind, of in wanted.items():
            if of and kind in stated:
                stated = stated[stated[kind].isin(of)]
        for kind in ("technology", "carrier"):  # the fuel of a plant is one of its ports: the plant is enough
            if kind in stated and (kind == "technology" or "technology" not in stated):
                found[kind] |= set(map(str, stated[kind]))
    return focus.joined(**{kind: of or {NOBODY} for kind, of in found.items()})


def _handling(focus: Focus, solution: Solution) -> set[str]:
    """Technologies that make, keep or move a carrier there and then; nobody where it is bought."""
    flows = balance(solution)
    mine = flows[flows["carrier"].isin(focus.of("carrier"))]
    if focus.of("region"):
        mine = mine[mine["region"].isin(focus.of("region"))]
    if focus.periods:
        mine = mine[mine["period"].isin(focus.periods)]
    every = set(map(str, solution.variables["technology"].values))
    lines = mine["item"].str.contains(" ")  # they are named with the place that they lead to
    items = mine.loc[(mine["direction"] == "supply") | lines, "item"]
    return {word for item in items if (word := str(item).partition(" ")[0]) in every} or {NOBODY}
