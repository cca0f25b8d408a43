"""What a reader must know before the numbers: the sentences of the first sheet."""

from __future__ import annotations

from typing import Any

from optimizer.report.scopes import words
from optimizer.report.tables import sunk
from optimizer.report.words import called, say


def facts(meta: dict[str, Any], compared: list[str]) -> list[tuple[str, str]]:
    """What the reader must know before the numbers."""
    case, solver, size = meta["case"], meta["solver"], meta["size"]
    certified = say("every residual, balance, emission and cost below was recomputed from the inputs and agrees.")
    changed = meta.get("changes", [])
    tables = ", ".join(dict.fromkeys(str(c["table"]) for c in changed))
    of_base = say("{cells} cells or keys of {tables} are not those of the case as written (sheet {sheet})")
    money = say("{money}, real; discounted to {year} at {rate} a year.")
    told = [
        ("Case", say("{name}, scenario {scenario}").format(**case)),
        *([("About", str(case["description"]))] if case["description"] else []),
        ("Status", f"{say(meta['status'])}: {certified if 'certified' in meta['status'] else say('not certified.')}"),
        *([("Changed", of_base.format(cells=len(changed), tables=tables, sheet=say("changes")))] if changed else []),
        *(("Note", note) for note in meta["notes"]),
        *(("Plausible", sentence) for sentence in compared),
        *(("Scope", f"{scope['name']}: {words(scope)}") for scope in meta.get("scopes", [])),
        ("Money", money.format(money=meta["money"], year=meta["base_year"], rate=f"{meta['discount_rate']:.1%}")),
        ("Costs", say(KINDS)),
        *([("Early years", say(sentence))] if (sentence := sunk(meta)) else []),
        *([("Regions", _named(meta["region_names"]))] if meta.get("region_names") else []),
        ("Prices", f"{say('Marginal prices: what one unit more would cost in that year.')} {_basis(meta)}"),
        (
            "Solver",
            f"{solver['algorithm']}, {solver['seconds']:.1f} s, "
            + say("{columns} variables, {rows} rows").format(columns=f"{size['columns']:,}", rows=f"{size['rows']:,}"),
        ),
        ("Versions", ", ".join(f"{n} {v}" for n, v in meta["versions"].items())),
        ("Written", say(UNTOLD) if meta.get("options", {}).get("deterministic") else meta["created"]),
    ]
    return [(say(head), text) for head, text in told]


UNTOLD = "not told, for this run is deterministic: see run.json"
KINDS = (
    "Resource cost values capital at the discount rate; the financing margin is what its own cost of capital (WACC) adds; transfers "
    "(prices, taxes, subsidies, paid overshoots) are received by somebody else. Their sum is what was minimised."
)


def _basis(meta: dict[str, Any]) -> str:
    """What kind of prices these are: whether they are the only possible ones, and whether integers were fixed for them."""
    known = meta["prices"]
    told = []
    if known["interior"]:
        told.append(say("From an interior point (not basic): where several prices are possible, one in between."))
    elif known.get("carrier_price", known.get("policy_price")):
        told.append(say("From a basis."))
    for name, what in (("carrier_price", "prices of carriers"), ("policy_price", "prices of policies")):
        share = known.get(name, {}).get("degenerate_share")
        if share is not None:
            told.append(f"{say(what.capitalize())}: {unique(share)}")
    if known["of_fixed_integers"]:
        told.append(
            say("They are those of the linear problem with the integers fixed, and leave out what another unit costs.")
        )
    return " ".join(told)


def unique(share: float) -> str:
    """What a share of prices that may have other values means to a reader.

    >>> unique(0.0), unique(0.004)[:45], unique(1.0)[:41]
    ('no other values are possible.', 'up to 1% of them may be higher or lower in an', 'each may be higher or lower in an equally')
    """
    if not share:
        return say("no other values are possible.")
    if share > 0.99:
        return say(
            "each may be higher or lower in an equally cheap answer: one unit more can cost more than one unit less saves."
        )
    told = say(
        "up to {share} of them may be higher or lower in an equally cheap answer: one unit more can cost more than one unit less saves."
    )
    return told.format(share=f"{max(share, 0.01):.0%}")


def _named(names: dict[str, str]) -> str:
    return say("; ").join(say("{region} is {name}").format(region=r, name=called(n)) for r, n in names.items())
