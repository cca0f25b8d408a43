"""`h2opt why`: why a technology is built or not, and what a policy costs at its margin."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from optimizer.cli.app import Quiet, Results, app, progress, stoppable
from optimizer.cli.origin import MOST, listed_rows

NOTHING = 1e-9

if TYPE_CHECKING:
    from optimizer.study.questioned import Solved
    from optimizer.study.why import Build, Rule


@app.command()
@stoppable
def why(
    name: Annotated[str, typer.Argument(help="A technology or a policy.")],
    results: Results,
    region: Annotated[
        list[str] | None, typer.Option("--region", help="Only this region or route (repeatable).")
    ] = None,
    period: Annotated[list[int] | None, typer.Option("--period", help="Only this period (repeatable).")] = None,
    case: Annotated[Path | None, typer.Option("--case", help="The case, where it is not where it was.")] = None,
    quiet: Quiet = False,
) -> None:
    """Say at what cost a technology would come in, which limits bind, and what one unit more is worth."""
    from optimizer.pipeline import load_case  # noqa: F401  (before anything that imports scipy: it imports Pyomo)
    from optimizer.recorded import case_of
    from optimizer.solution import open_solution
    from optimizer.study import questioned
    from optimizer.study import why as study

    with progress(quiet) as say:
        say("load")
        solution = open_solution(results)
        where = case or case_of(results, solution.meta["case"]["hashes"])
        solved = questioned.solved_again(solution, where, say)
        kind = questioned.kind_of(solved.case, name)
        questioned.checked(solved.case, region or (), period or ())
        say("margins")
        if kind == "technology":
            lines = [built(b, name, solved) for b in study.builds(solved, name, region or (), period or ())]
            if not lines:
                lines = [
                    f"{name} may not be built there and then (build: no in technologies.csv, or another region or period)."
                ]
        else:
            lines = [ruled(r) for r in study.rules(solved, name, region or (), period or ())]
            if not lines:
                lines = [f"{name} is off, or says nothing there and then."]
        rows = study.rows_of(solved, solution, kind, name, region or (), period or ())
    print("\n".join(lines))
    print("\n".join(["", *listed_rows(rows, MOST)]))
    if not solved.raw.basic:
        print("The answer is interior, not a corner: between which limits a price holds is not known.")
    if solved.compiled.integer.any():
        print("Margins hold the whole numbers of the answer (units, pieces of a learning curve) as they are.")


def built(b: Build, technology: str, s: Solved) -> str:
    """One build in words."""
    from optimizer.case.convert import capacity_unit
    from optimizer.units import readable

    unit, money = capacity_unit(s.case, technology), s.case.options.money
    scale, per = readable(f"{money}/({unit})", b.cost)
    head = f"{technology} in {b.place}, {b.period}: "
    head += f"{b.built:,.4g} {unit} built" if b.built > NOTHING else "not built"
    if b.at_limit:
        which = "what may be built in the period" if b.at_limit == "build" else "the potential"
        head += f"; {which} binds, one unit more is worth {b.worth * scale:,.4g} {per} (discounted over the horizon)"
    elif b.change is not None and b.cost:
        head += f" at a capital cost of {b.cost * scale:,.4g} {per}; {_margin(b, scale, per)}"
    if b.cheaper is not None and b.used <= NOTHING:
        tables = s.case.tables
        reference = tables["technologies"].set_index("technology")["reference"][technology]
        carrier = tables["carriers"].set_index("carrier")["unit"][reference]
        scale, per = readable(f"{money}/({carrier})", b.cheaper)
        head += f"; it would be used if a unit of use cost {b.cheaper * scale:,.4g} {per} less"
    if not b.asked:
        head += "; its margin was not looked for (name fewer regions and periods)"
    elif b.change is None and b.built > NOTHING and not b.at_limit and s.compiled.integer.any():
        head += "; with the whole numbers of the answer there cannot be less of it"
    elif b.change is None and b.built > NOTHING and not b.at_limit:
        head += "; needed whatever it costs: with less of it the limits of the case could not be met"
    elif b.change is None and b.cheaper is None and not b.at_limit:
        head += "; limits of the case leave no room for any"
    return head


def _margin(b: Build, scale: float, per: str) -> str:
    """At which capital cost a build would change."""
    assert b.change is not None
    at, change = b.cost * scale, b.change * scale
    if b.built > NOTHING:
        return f"less of it would be built if that rose by {change:,.4g} to {at + change:,.4g}"
    if change > at:
        return f"not even for nothing: {change - at:,.4g} {per} would have to be paid on top"
    return f"it would come in at {at - change:,.4g} ({100 * change / at:.3g} % less)"


def ruled(r: Rule) -> str:
    """One row of a policy in words."""
    from optimizer.diagnose.amounts import shown
    from optimizer.units import readable

    e = r.entry
    unit, price = str(e["unit"]), float(str(e["price"]))
    scale, per = readable(str(e["price_unit"]), price)
    where = "all regions" if e["area"] == "all" else e["area"]
    head = f"{e['id']}, {where}, {e['period']}: "
    if e["limit"] is None:
        return f"{head}{e['status']}, {price * scale:,.4g} {per}"
    head += (
        f"{shown(float(str(e['value'])), unit)} beside a limit of {shown(float(str(e['limit'])), unit)}, {e['status']}"
    )
    if e["status"] != "binding":
        return f"{head}; one unit more or less is worth nothing" if e["status"] == "met" else head
    told = f"{head}; the last unit costs {price * scale:,.4g} {per}"
    if r.low is None or r.high is None:
        return told
    return f"{told}, as long as the limit lies between {shown(r.low, unit)} and {shown(r.high, unit)}"
