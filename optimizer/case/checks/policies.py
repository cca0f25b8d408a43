"""Policies: rows that agree, kinds and quantities that fit, selectors that mean something."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from optimizer.case.checks.common import Found, Tables, at, listed_in, records, stated
from optimizer.case.checks.pathways import pathway
from optimizer.case.checks.permits import permits
from optimizer.case.checks.policy_sums import Known, added_up, gases
from optimizer.case.checks.reserve import reserve
from optimizer.case.kinds import (
    EMISSIONS,
    KINDS,
    LEVIES,
    OPEN,
    QUANTITIES,
    REFERENCE_FLOWS,
    Kind,
    reference_of,
    times_of,
)
from optimizer.case.schema import Options
from optimizer.case.text import did_you_mean, listed
from optimizer.quantities import Quantity

Row = dict[str, Any]
SAME = (
    "kind",
    "quantity",
    "carrier",
    "technology",
    "relative_to",
    "region",
    "sector",
    "stage",
    "gas",
    "account",
    "area",
    "time",
    "sense",
    "coefficient",
    "overshoot_price",
    "seed",
    "built_from",
)
ALLOWED = {
    "nothing": "empty",
    "series": "a series",
    "year": "a period",
    "technologies": "all, or a list of technologies",
    "flow": "demand:, output: or input: and a carrier",
    "existing": "existing",
    "peak": "a policy of kind peak",
    "policy": "a limit on emissions",
}


def policies(tables: Tables, options: Options, _: Sequence[Quantity]) -> Found:
    """Rows of a policy agree; what a row says has a meaning for its kind."""
    known = Known.of(tables, options)
    first: dict[str, Row] = {}
    rows = records(tables, "policies")
    leads = {r["id"]: r for r in reversed(rows)}
    for row in rows:
        if row["level"] not in ("", "1"):
            yield at(row, "level", "only policies of one level exist", row["level"], "1")
        kind = KINDS.get(row["kind"])
        if kind is not None and kind.form == "reserve":
            yield from _reading(row, kind)
            yield from reserve(row, tables)
        elif kind is not None and kind.form == "permits":
            yield from _reading(row, kind)
            yield from permits(row, leads, rows, known.gases)
            yield from _selectors(row, known) if row["kind"] == "offset" else ()
        elif kind is not None:
            yield from _reading(row, kind)
            yield from _selectors(row, known)
            yield from _compared(row, kind, known)
            yield from added_up(row, known)
            yield from _not_retrofitted(row, tables)
            if kind.form == "growth" and row["quantity"] == "build" and len({p.years for p in options.periods}) > 1:
                message = "what is built in periods of unequal length does not compare"
                yield at(row, "quantity", message, row["quantity"], "capacity, or periods of one length")
            if kind.form == "pathway":
                yield from pathway(row, known.periods, known.peaks)
        if not stated(row["value"]) and not (row["kind"] in OPEN and not row["unit"]):
            yield at(row, "value", "cell is empty", "", f"a number; {listed(OPEN)} may leave value and unit empty")
        lead = first.setdefault(row["id"], row)
        for column in SAME:
            if str(lead[column]) != str(row[column]):
                yield at(row, column, f"rows of policy '{row['id']}' differ", row[column], str(lead[column]))


def _reading(row: Row, kind: Kind) -> Found:
    """Quantity, time, sense, seed and price of an overshoot fit the kind."""
    name, quantity = row["kind"], row["quantity"]
    if quantity not in kind.quantities and quantity in QUANTITIES:
        yield at(row, "quantity", f"kind '{name}' has no meaning for {quantity}", quantity, listed(kind.quantities))
    elif row["time"] not in kind.times:
        yield at(row, "time", f"kind '{name}' has no meaning for it", row["time"], listed(kind.times))
    elif row["time"] not in times_of(quantity) and quantity in QUANTITIES:
        most = [t for t in times_of(quantity) if t in kind.times]
        yield at(row, "time", f"{quantity} does not add up so", row["time"], listed(most))
    if row["sense"] not in kind.senses:
        yield at(row, "sense", f"kind '{name}' has no meaning for it", row["sense"], listed(kind.senses))
    if kind.form != "growth" and stated(row["seed"]):
        yield at(row, "seed", "only growth starts from a seed", row["seed"], "empty")
    if stated(row["overshoot_price"]) and (kind.form not in ("limit", "pathway") or row["sense"] == "="):
        message = "only a limit from above or below can be overshot"
        yield at(row, "overshoot_price", message, row["overshoot_price"], "empty")
    if stated(row["start"]) and stated(row["end"]) and row["start"] > row["end"]:
        yield at(row, "end", "ends before it starts", f"{row['end']:g}", f"{row['start']:g} or later")
    yield from _size(row) if stated(row["amount"]) else ()


def _size(row: Row) -> Found:
    """The value lies where its kind has a meaning."""
    name = row["kind"]
    if name in LEVIES and row["amount"] < 0:
        yield at(row, "value", "a levy must not be negative", row["value"], "0 or more; kind subsidy pays")
    if name == "share" and not 0 <= row["amount"] <= (1 if row["relative_to"] == "all" else float("inf")):
        yield at(row, "value", "a share of all lies between nothing and all", row["value"], "0 to 1, or 0 to 100 %")
    if name in ("removal_limit", "priority", "retire_after_build") and row["amount"] < 0:
        yield at(row, "value", "must not be negative", row["value"], "0 or more")
    if name == "growth" and row["amount"] < -1:
        yield at(row, "value", "no more than all can go in a year", row["value"], "-1 or more, or -100 % or more")
    if name == "matching" and not 0 <= row["amount"] <= 1:
        yield at(row, "value", "a share of the use is matched", row["value"], "0 to 1")


def _selectors(row: Row, known: Known) -> Found:
    """Emissions are selected by account, plant by technology, flows by carrier."""
    quantity, technologies = row["quantity"], listed_in(row["technology"])
    if quantity not in QUANTITIES:
        return  # an unknown word, which is told
    if quantity in EMISSIONS:
        for column in ("carrier", "technology"):
            if row[column]:
                yield at(row, column, "policies on emissions do not select by it", row[column], "empty")
        yield from gases(row, known.gases)
        return
    for column in ("sector", "stage", "gas", "account"):
        if row[column]:
            yield at(row, column, f"policies on {quantity} do not select by it", row[column], "empty")
    if quantity in ("output", "input"):
        if len(listed_in(row["carrier"])) != 1:
            yield at(row, "carrier", f"{quantity} is of one carrier", row["carrier"], "one carrier")
    elif row["carrier"]:
        yield at(row, "carrier", f"policies on {quantity} do not select by it", row["carrier"], "empty")
    elif not technologies and quantity != "spend":
        yield at(row, "technology", f"a policy on {quantity} names technologies", "", "a list of technologies")
    if row["kind"] == "matching" and not technologies:
        yield at(row, "technology", "names the consumers that are matched", "", "a list of technologies")
    lines = [k for k in technologies if known.kinds.get(k) == "line"]
    for column, says in (("area", row["area"] == "each"), ("region", bool(row["region"]))):
        if lines and says:
            yield at(row, column, "a line belongs to no region", row[column], f"without {listed(lines)}")


def _compared(row: Row, kind: Kind, known: Known) -> Found:
    """`relative_to` names something that exists and that the kind can compare with."""
    text = row["relative_to"]
    to = reference_of(text, known.series, known.peaks)
    if to.against == "technologies":
        names = {*known.technologies, *(["purchase"] if row["kind"] == "share" else [])}
        unknown = [k for k in to.names if k not in names]
        for name in unknown:
            choice = {*names, *(known.series if "series" in kind.against else ())}
            choice |= {*known.peaks} if "peak" in kind.against else set()
            what = "unknown technology" if "technologies" in kind.against else "names nothing that exists"
            message = f"{what}{did_you_mean(name, choice)}"
            yield at(row, "relative_to", message, name, "; ".join(ALLOWED[a] for a in kind.against))
        if unknown:
            return
    if to.against not in kind.against:
        message = f"kind '{row['kind']}' is not relative to this"
        message = "a share is a share of something" if (row["kind"], text) == ("share", "") else message
        yield at(row, "relative_to", message, text, "; ".join(ALLOWED[a] for a in kind.against))
    elif to.against == "year":
        if to.year not in known.periods:
            periods = listed([str(y) for y in sorted(known.periods)])
            yield at(row, "relative_to", "not a period of the horizon", text, f"{periods}; a series for years before")
        if row["time"] != "each":
            yield at(row, "time", "each period is compared with another", row["time"], "each")
    elif to.against == "flow":
        if to.flow not in REFERENCE_FLOWS:
            yield at(row, "relative_to", "unknown flow", to.flow, listed(REFERENCE_FLOWS))
        if to.names[0] not in known.carriers:
            message = f"unknown carrier{did_you_mean(to.names[0], known.carriers)}"
            yield at(row, "relative_to", message, to.names[0], listed(sorted(known.carriers)))
    elif to.against == "existing" and row["quantity"] != "capacity":
        yield at(row, "relative_to", "only capacity exists before the horizon", row["quantity"], "a series")
    elif to.against == "technologies" and not to.names and row["kind"] != "share":
        yield at(row, "relative_to", "names technologies", text, "a list of technologies")


def _not_retrofitted(row: Row, tables: Tables) -> Found:
    """What becomes something else is not retired, and the two are not told apart here."""
    sources = {r["from"] for r in records(tables, "retrofits")}
    for name in sorted(sources & set(listed_in(row["technology"]))) if row["quantity"] == "retirement" else ():
        yield at(row, "technology", f"retirement of '{name}' cannot be told from its retrofits", name, "other plant")
