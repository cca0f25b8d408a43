"""Permits: which limit they are for, who trades, and which removals become credits."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from optimizer.case.checks.common import Found, at, listed_in, stated
from optimizer.case.kinds import REMOVAL, TRADED
from optimizer.case.text import did_you_mean, listed

Row = dict[str, Any]
SELECTORS = ("carrier", "technology", "sector", "stage", "gas", "account", "coefficient")
RANGES = {"permit_trade": (float("inf"), "0 or more; empty: without limit"), "offset": (1.0, "0 to 100 %")}
SHARE = (1.0, "0 to 100 %")


def permits(row: Row, policies: Mapping[str, Row], rows: Sequence[Row], gases: Collection[str]) -> Found:
    """What a row of kind permit_trade, offset or offset_limit says has a meaning.

    Args:
        policies: the first row of each policy.
        rows: all of them.
        gases: that the case emits.
    """
    most, allowed = RANGES.get(row["kind"], SHARE)
    if stated(row["amount"]) and not 0.0 <= row["amount"] <= most:
        yield at(row, "value", "out of range", row["value"], allowed)
    limit = policies.get(row["relative_to"])
    if limit is None or limit["kind"] not in TRADED:
        known = [name for name, r in policies.items() if r["kind"] in TRADED]
        message = f"names no limit on emissions{did_you_mean(row['relative_to'], known)}"
        yield at(row, "relative_to", message, row["relative_to"], listed(known) or f"a policy of {listed(TRADED)}")
        return
    yield from _tradable(row, limit)
    if row["kind"] == "offset":
        yield from _credited(row, limit, gases)
    else:
        for column in SELECTORS:
            if row[column]:
                yield at(row, column, f"kind '{row['kind']}' does not select by it", row[column], "empty")
        under = listed_in(limit["region"])
        for region in [r for r in listed_in(row["region"]) if under and r not in under]:
            yield at(row, "region", f"not under the limit '{limit['id']}'", region, listed(under))
    if row["kind"] == "permit_trade":
        yield from _traded(row, rows)


def _tradable(row: Row, limit: Row) -> Found:
    """Permits are for emissions from above, of each region in each period."""
    wanted = {"area": "each", "time": "each", "sense": "<="}
    for column, word in wanted.items():
        if limit[column] != word:
            message = f"permits are for a limit of each region and period, from above; '{limit['id']}' has {column}"
            yield at(row, "relative_to", message, limit[column], word)
    if limit["quantity"] == REMOVAL or (row["kind"] != "permit_trade" and limit["quantity"] != "gross_emission"):
        counted = "gross_emission" if row["kind"] != "permit_trade" else "gross_emission or emission"
        message = f"'{limit['id']}' counts {limit['quantity']}: a removal it counts cannot be credited as well"
        message = message if row["kind"] != "permit_trade" else f"'{limit['id']}' counts {limit['quantity']}"
        yield at(row, "relative_to", message, row["relative_to"], f"a limit on {counted}")


def _credited(row: Row, limit: Row, gases: Collection[str]) -> Found:
    """Credits are for removals, in the unit of the limit."""
    for stage in [s for s in listed_in(row["stage"]) if s != REMOVAL]:
        yield at(row, "stage", "removals are booked in one stage", stage, f"empty, or {REMOVAL}")
    mine, theirs = (set(listed_in(r["gas"]) or gases) for r in (row, limit))
    if not row["coefficient"] and (limit["coefficient"] or mine != theirs):
        message = f"'{limit['id']}' counts other gases, or weighs them"
        allowed = "its gas; or a coefficient, what a tonne of each gas is credited for"
        yield at(row, "gas", message, row["gas"] or "empty", allowed)


def _traded(row: Row, rows: Sequence[Row]) -> Found:
    """Each region trades the permits of a limit in one market."""
    if row["area"] != "each":
        yield at(row, "area", "regions trade, each with the others", row["area"], "each")
    mine = listed_in(row["region"])
    for other in rows:
        another = other["kind"] == "permit_trade" and other["id"] != row["id"] and other["on"] and row["on"]
        if not another or other["relative_to"] != row["relative_to"]:
            continue
        theirs = listed_in(other["region"])
        both = [r for r in mine if r in theirs] if mine and theirs else mine or theirs or ["every region"]
        if both and other["id"] < row["id"]:
            message = f"trades these permits in '{other['id']}' already"
            yield at(row, "region", message, listed(both), "one market for each region")
