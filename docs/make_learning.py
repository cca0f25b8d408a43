"""Write again the tables of learning.md, and draw its chart (docs/images/learning.png).

    python docs/make_learning.py

tests/study/test_learning_page.py fails where the page says something else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from optimizer import load_case, run
from optimizer.report.drawing import axes_of, save
from optimizer.report.legends import legend_below
from optimizer.solution import Solution
from optimizer.study import learning_rounds, learning_settled

PAGE = Path(__file__).with_name("learning.md")
CASE = PAGE.parents[1] / "inputs/learning"
TABLE = re.compile(r"(^<!-- (\w+) -->\n\|.*\n\|.*\n)((?:\|.*\n)*)", re.M)
FINE = "24 pieces"
DRAWN = {  # colour, line and size of the marks: lines that lie on each other are both seen
    "the path of the table": ("#8d99ae", "-", 11),
    FINE: ("#2a9d8f", "--", 6),
    "rounds from today's costs": ("#264653", "-", 11),
    "rounds from the path": ("#e76f51", "--", 6),
}


def answers() -> dict[str, Solution]:
    """Each way of taking the cost of the electrolyser, by its name on the page."""
    case = load_case(CASE)
    return {
        "the path of the table": run(load_case(CASE, "path")),
        "2 pieces": run(load_case(CASE, "coarse")),
        "8 pieces": run(case),
        FINE: run(load_case(CASE, "fine")),
        "rounds from today's costs": learning_settled(case, "start"),
        "rounds from the path": learning_settled(case, "path"),
        "rounds from the floor": learning_settled(case, "floor"),
    }


def by_curve(s: Solution) -> float:
    """Discounted cost of the plan if every unit costs what the curve itself says [MCNY_2020]."""
    weight = s.inputs["capital_weight"].squeeze().sel(vintage=[e["period"] for e in s.meta["learning"]]).values
    parts = zip(weight, s.meta["learning"], strict=True)
    more = sum(float(w) * e["built"] * (e["by_curve"] - e["paid"]) for w, e in parts)
    return float(s.meta["objective"]) + more


def ways(found: Mapping[str, Solution]) -> list[list[str]]:
    """What each way builds, what a unit costs it, what the answer costs and would cost by the curve."""
    best = min(by_curve(s) for s in found.values())
    rows = []
    for name, s in found.items():
        built = ", ".join(f"{e['built']:.1f}" for e in s.meta["learning"])
        paid = ", ".join(f"{e['paid']:,.0f}" for e in s.meta["learning"])
        rows.append(
            [name, built, paid, f"{s.meta['objective']:,.0f}", f"{by_curve(s):,.0f}", f"{by_curve(s) / best - 1:+.2%}"]
        )
    return rows


def rounds() -> list[list[str]]:
    """The rounds from the path, one by one."""
    rows = []
    for each in learning_rounds(load_case(CASE)):
        built = ", ".join(f"{e['built']:.1f}" for e in each.solution.meta["learning"])
        paid, learnt = (", ".join(f"{c:,.0f}" for c in costs.values()) for costs in (each.paid, each.learnt))
        rows.append([str(each.number), paid, built, learnt, f"{each.off:.1%}"])
    return rows


def renewed(text: str, found: Mapping[str, Solution]) -> str:
    """The page as the optimizer answers now."""
    tables = {"ways": ways(found), "rounds": rounds()}
    return TABLE.sub(lambda m: m[1] + "".join(f"| {' | '.join(row)} |\n" for row in tables[m[2]]), text)


def draw(found: Mapping[str, Solution], path: Path) -> Path:
    """Cost of a unit and what stands, by period."""
    figure, (cost, stands) = axes_of(columns=2)
    for name, (color, line, size) in DRAWN.items():
        s, look = (
            found[name],
            {"marker": "o", "color": color, "linestyle": line, "markersize": size, "linewidth": size / 4},
        )
        periods = [e["period"] for e in s.meta["learning"]]
        cost.plot(periods, [e["paid"] for e in s.meta["learning"]], label=name, **look)
        stands.plot(periods, s.variables["capacity"].squeeze().values, label=name, **look)
    cost.set_title("Cost of an electrolyser, CNY_2020/kW")
    stands.set_title("Electrolysers that stand, GW")
    for axes in (cost, stands):
        axes.set_xticks(periods)
        axes.set_ylim(bottom=0)
    legend_below(cost)
    return save(figure, path)


if __name__ == "__main__":
    solved = answers()
    draw(solved, PAGE.parent / "images/learning.png")
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8"), solved), encoding="utf-8")
