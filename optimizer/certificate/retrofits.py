"""What retrofits cost, from the tables: overnight, no longer than the plant may still stand, and to have from then on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from optimizer.certificate.ageing import Lives, parameter, retrofits, stated
from optimizer.certificate.ageing import length as km
from optimizer.certificate.entries import Build, Paid
from optimizer.certificate.physics import Solved
from optimizer.index import Label
from optimizer.inputs import Inputs


def retrofit_builds(inputs: Inputs, solved: Mapping[str, Solved]) -> Iterator[Build]:
    """Each retrofit as something built; one that keeps the life of its source is paid off by the time each part of it ends."""
    rows = inputs.case.tables["retrofits"]
    if rows.empty:
        return
    lives = Lives(inputs)
    for r in retrofits(inputs, solved):
        mine = rows[(rows["from"] == r.source) & (rows["to"] == r.target)]
        cost = (stated(mine, r.place, r.since) or 0.0) * km(inputs, mine, r.target, r.place)
        worth, start = cost * r.factor * r.amount, float(lives.first_year[r.since])
        of = {n: parameter(inputs, r.target, n, r.place, r.since) for n in ("life", "amortisation", "wacc")}
        life = lives.ages(r.target, r.place, r.since).last if of["life"] is None else of["life"]
        amortisation = life if of["amortisation"] is None else of["amortisation"]
        wacc = inputs.case.options.wacc if of["wacc"] is None else of["wacc"]
        parts = [(life, 1.0)]
        own = r.keeps_life and r.vintage != 0
        if own:
            parts = [part for part in lives.parts(r.source, r.place, r.vintage, r.since) if part[1] > 0]
        for years, share in parts:
            charge = ("retrofit", str(r.target), worth * share / sum(s for _, s in parts))
            paid = Paid(years, min(amortisation, years) if own else amortisation, wacc)
            yield Build(str(r.target), str(r.place), (start,), 0.0, paid, (charge,), True)


def retrofit_fixed(inputs: Inputs, solved: Mapping[str, Solved]) -> Iterator[tuple[Label, Label, int, float]]:
    """(technology, place, period, money a year) of the fixed cost of what plant became."""
    if inputs.case.tables["retrofits"].empty:
        return
    for r in retrofits(inputs, solved):
        each = (parameter(inputs, r.target, "fixed_cost", r.place, r.since) or 0.0) * r.factor
        for y, standing in r.standing.items():
            yield r.target, r.place, y, each * standing
