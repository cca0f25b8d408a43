"""One plan for several futures, by hand: the newsvendor.

A kW of plant costs 100 EUR and serves a kW of demand for the one year there is; a kW that is not served costs 300 EUR. Demand is 10 MW or
20 MW. With x MW of plant between the two, in kEUR: low costs 100 x, high 100 x + 300 (20 - x); alone they cost 1,000 and 2,000.
Expected cost is least at x = 20 if the probability of high demand exceeds 100 / 300, else at x = 10. Regrets 100 (x - 10) and
200 (20 - x) meet at x = 50/3: 2,000/3 each.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from command import h2opt
from test_features import write

from optimizer.case.model import Case
from optimizer.decided import Decided
from optimizer.errors import CaseError, SolveError
from optimizer.pipeline import Answer, answer, load_case, run
from optimizer.report.hedge import Row, costs_of_futures, in_words, plant_of_futures
from optimizer.study import Aim, Future, Hedge, Outcome, hedge

PERIODS = "periods: [{label: 2030, first_year: 2030, years: 1}]\n"
TWO = "periods: [{label: 2030, first_year: 2030, years: 1}, {label: 2031, first_year: 2031, years: 1}]\n"
SCENARIOS = (
    "scenarios:\n"
    "  high: [{table: demand, where: {region: A}, scale: 2}]\n"
    "  later: [{key: discount_rate, set: 0.08}]\n"
    "  none: [{table: technologies, where: {technology: plant}, set: {build: 'no'}}]\n"
)
COSTS = ["future", "probability", "known beforehand", "hedged", "regret"]
HEAD = "name: news\nmoney: kEUR_2020\ndiscount_rate: 0\nwacc: 0\nyear_hours: 8760\nclock: {given_days: {}}\n"
PLANT = {
    "yaml": HEAD + PERIODS + SCENARIOS,
    "carriers": "carrier,unit\nel,MWh\n",
    "emissions": "flow,gas,value,unit\n",
    "technologies": "technology,kind,reference,build\nplant,converter,el,yes\n",
    "ports": "technology,carrier,direction,value,unit\nplant,el,out,1,MWh/MWh\n",
    "parameters": "technology,parameter,value,unit\nplant,capital_cost,100,EUR_2020/kW\nplant,life,1,year\n",
    "demand": "carrier,region,value,unit\nel,A,10,MW\n",
    "prices": f"carrier,kind,value,unit\nel,unmet,{300 / 8.76!r},EUR_2020/MWh\n",
}


def futures(tmp_path: Path, high: float, **changes: str) -> tuple[Future, ...]:
    folder = write(tmp_path, **{**PLANT, **changes})
    return Future("base", 1.0 - high, load_case(folder)), Future("high", high, load_case(folder, "high"))


def built(found: Hedge) -> list[float]:
    """MW built in the shared period, in each future."""
    return [float(o.hedged.variables["capacity_built"].sel(vintage=2030).sum()) for o in found.outcomes]


@pytest.mark.parametrize(("high", "plant"), [(0.3, 10.0), (0.4, 20.0)])
def test_plant_of_least_expected_cost(tmp_path: Path, high: float, plant: float) -> None:
    found = hedge(futures(tmp_path, high))
    assert built(found) == pytest.approx([plant, plant], rel=1e-5)
    assert found.expected == pytest.approx(100 * plant + high * 300 * (20 - plant), rel=1e-5)
    assert found.expected == pytest.approx(found.joint, rel=1e-5)
    assert found.known == pytest.approx(1000 * (1 - high) + 2000 * high)
    assert [o.regret for o in found.outcomes] == pytest.approx(
        [100 * (plant - 10), 200 * (20 - plant)], rel=1e-4, abs=0.03
    )


@pytest.mark.parametrize("high", [0.1, 0.9])
def test_plant_of_least_regret_does_not_ask_for_probabilities(tmp_path: Path, high: float) -> None:
    found = hedge(futures(tmp_path, high), aim=Aim.REGRET)
    assert built(found) == pytest.approx([50 / 3, 50 / 3], rel=1e-3)
    assert [o.regret for o in found.outcomes] == pytest.approx([2000 / 3, 2000 / 3], rel=1e-3)


def test_the_plan_for_one_future_where_the_other_comes(tmp_path: Path) -> None:
    low, high = hedge(futures(tmp_path, 0.5), crossed=True).outcomes
    assert low.crossed["high"] == pytest.approx(2000, rel=1e-5)
    assert high.crossed["base"] == pytest.approx(1000 + 3000, rel=1e-5)


def test_what_is_decided_later_may_differ(tmp_path: Path) -> None:
    """The first year is shared and the second is not: each future builds what it needs then."""
    found = hedge(futures(tmp_path, 0.4, yaml=HEAD + TWO + SCENARIOS), 2030)
    second = [float(o.hedged.variables["capacity_built"].sel(vintage=2031).sum()) for o in found.outcomes]
    assert built(found) == pytest.approx([20, 20], rel=1e-5)
    assert second == pytest.approx([10, 20])
    assert found.periods == (2030,)


def _dearer(name: str, case: Case, decided: Decided | None) -> Answer:
    """An answer whose cost is half a percent more, of a future under the hedge."""
    found = answer(case, decided)
    cost = float(found.solution.meta["objective"]) * (1.005 if name.endswith("hedged") else 1.0)
    return replace(found, solution=replace(found.solution, meta={**found.solution.meta, "objective": cost}))


def test_futures_that_cost_what_the_joint_problem_does_not_say(tmp_path: Path) -> None:
    with pytest.raises(SolveError, match="answered one by one"):
        hedge(futures(tmp_path, 0.4), solve=_dearer)


def test_whole_units_may_differ_by_the_gap_that_their_case_allows(tmp_path: Path) -> None:
    """Both answers are within 1 % of their bounds, and half a percent apart."""
    whole = {
        "technologies": "technology,kind,reference,build,whole\nplant,converter,el,yes,yes\n",
        "parameters": PLANT["parameters"] + "plant,unit_size,5,MW\nplant,unit_size_min,5,MW\n",
    }
    found = hedge(futures(tmp_path, 0.4, yaml=PLANT["yaml"] + "solve: {gap: 0.01}\n", **whole), solve=_dearer)
    assert found.expected == pytest.approx(1.005 * found.joint, rel=1e-5)


def test_futures_that_are_the_same_need_no_hedge(tmp_path: Path) -> None:
    one = futures(tmp_path, 0.5)[0]
    found = hedge((one, replace(one, name="again")))
    assert found.expected == pytest.approx(found.known, rel=1e-6)
    assert found.known == pytest.approx(float(run(one.case).meta["objective"]))


def test_tables_and_words(tmp_path: Path) -> None:
    found = hedge(futures(tmp_path, 0.4), crossed=True)
    rows = [_row(o) for o in found.outcomes]
    table = costs_of_futures(rows).set_index("future")
    assert table.loc["expected", "regret"] == pytest.approx(600, rel=1e-4)
    assert table.loc["expected", "plan for base"] == pytest.approx(0.6 * 1000 + 0.4 * 4000, rel=1e-5)
    assert table.loc["high", "plan for high"] == pytest.approx(2000)
    plant = plant_of_futures(rows, found.periods)
    assert plant[["hedged", "plan for base", "plan for high"]].to_numpy().ravel() == pytest.approx(
        [20, 10, 20], rel=1e-5
    )
    words = in_words(costs_of_futures(rows), "kEUR_2020")
    assert words[-1].startswith("In kEUR_2020, discounted. Knowing the future would be worth 600")
    assert len({len(line) for line in words[:-1]}) == 1


def test_a_plan_of_least_regret_is_not_what_knowing_is_worth() -> None:
    """Its mean regret, 0.9 x 10 + 0.1 x 40 = 13, may be more than that of the plan of least cost, so it is told as regret, with the worst."""
    rows = [
        ["calm", 0.9, 100.0, 110.0, 10.0],
        ["storm", 0.1, 300.0, 340.0, 40.0],
        ["expected", 1.0, 120.0, 133.0, 13.0],
    ]
    told = in_words(pd.DataFrame(rows, columns=COSTS), "kEUR", least_regret=True)[-1]
    assert told == (
        "In kEUR, discounted. The plan costs 13 kEUR (11 %) more on average than plans for futures that are known, at most 40 in storm."
    )


@pytest.mark.parametrize(("best", "share"), [(0.0, ""), (-1000.0, " (10 %)")])
def test_futures_that_cost_nothing_or_earn(best: float, share: str) -> None:
    """A share of nothing is none, and one of what is earned is positive."""
    table = pd.DataFrame([["expected", 1.0, best, best + 100.0, 100.0]], columns=COSTS)
    assert in_words(table, "kEUR")[-1].endswith(f"would be worth 100 kEUR{share} on average.")


def test_plant_that_does_not_fit_is_told_before_anything_is_solved(tmp_path: Path) -> None:
    low, _ = futures(tmp_path, 0.5)
    none = Future("none", 0.5, load_case(low.case.path, "none"))
    solved: list[str] = []

    def solve(name: str, case: Case, decided: Decided | None) -> Answer:
        solved.append(name)
        return answer(case, decided)

    with pytest.raises(CaseError, match="is decided in scenario 'base' and not in 'none'"):
        hedge((low, none), solve=solve)
    assert solved == []


def test_no_futures() -> None:
    assert _problems(()) == ["a hedge needs two futures or more"]


def test_a_plan_that_another_future_cannot_live_with(tmp_path: Path) -> None:
    """No price for unmet demand: what is built for low demand has no answer where it is high, and the hedge builds for it."""
    found = hedge(futures(tmp_path, 0.01, prices="carrier,kind,value,unit\n"), crossed=True)
    assert built(found) == pytest.approx([20, 20], rel=1e-5)
    assert isinstance(found.outcomes[1].crossed["base"], str)
    assert np.isnan(costs_of_futures([_row(o) for o in found.outcomes]).iloc[-1]["plan for base"])


def _row(o: Outcome) -> Row:
    return Row(o.future.name, o.future.probability, o.best, o.best + o.regret, o.crossed, o.alone, o.hedged)


def test_what_no_plant_serves(tmp_path: Path) -> None:
    """At most 15 MW may be built where demand is low, and 20 MW are needed where it is high."""
    limit = "technology,region,limit,value,unit\nplant,A,build_max,{},MW\n"
    low = load_case(
        write(tmp_path / "low", **{**PLANT, "prices": "carrier,kind,value,unit\n", "potentials": limit.format(15)})
    )
    high = load_case(
        write(tmp_path / "high", **{**PLANT, "prices": "carrier,kind,value,unit\n", "potentials": limit.format(25)}),
        "high",
    )
    with pytest.raises(SolveError, match="no plant is the same in all of them"):
        hedge((Future("low", 0.5, low), Future("high", 0.5, high)))


def _problems(futures: tuple[Future, ...], until: int | None = None) -> list[str]:
    with pytest.raises(CaseError) as error:
        hedge(futures, until)
    return [p.message for p in error.value.problems]


def test_everything_that_does_not_fit_is_told_at_once(tmp_path: Path) -> None:
    low, high = futures(tmp_path, 0.5)
    other = Future("later", 0.5, load_case(low.case.path, "later"))
    found = _problems((replace(low, probability=0.6), other), 2050)
    assert found == [
        "no probabilities",
        "scenario 'later' has another discount_rate than 'base': their costs cannot be added",
        "no period of the case",
    ]
    assert _problems((replace(low, probability=1.0),)) == ["a hedge needs two futures or more"]
    none = Future("none", 0.5, load_case(low.case.path, "none"))
    assert _problems((low, none)) == [
        "capacity_built of plant, A, 2030 is decided in scenario 'base' and not in 'none'"
    ]
    assert high.case.scenario == "high"


def test_the_command(tmp_path: Path) -> None:
    folder = write(tmp_path / "case", **PLANT)
    args = ["hedge", str(folder), "-s", "base=0.6", "-s", "high=0.4", "--crossed", "--out", str(tmp_path / "out")]
    done = h2opt(*args, cwd=tmp_path)
    assert done.returncode == 0
    assert "Knowing the future would be worth 600" in done.stdout
    place = tmp_path / "out" / "news" / "hedge_base_high"
    assert (
        (place / "costs.csv").read_text().startswith("future,probability,known beforehand,hedged,regret,plan for base")
    )
    assert (place / "high" / "solution.nc").is_file()
    done = h2opt(*args, "--least", "regret", cwd=tmp_path)
    assert "at most" in done.stdout
    assert "would be worth" not in done.stdout
    assert (tmp_path / "out" / "news" / "hedge_base_high_least_regret" / "costs.csv").is_file()
    assert (place / "costs.csv").is_file()
    wrong = h2opt("hedge", str(folder), "-s", "base", "-s", "high=much", cwd=tmp_path)
    assert wrong.returncode == 2
    assert "'base', 'high=much': each future once" in " ".join(wrong.stderr.replace("│", " ").split())
    (tmp_path / "file").write_text("here", encoding="utf-8")
    nowhere = h2opt("hedge", str(folder), "-s", "base=0.6", "-s", "high=0.4", "--out", "file", cwd=tmp_path)
    assert (nowhere.returncode, nowhere.stdout) == (2, ""), "told before anything is solved"
    assert "not a folder" in nowhere.stderr


def test_the_command_ends_with_4_where_a_plan_has_no_answer(tmp_path: Path) -> None:
    """10 MW of plant cannot serve 20 MW where nothing may stay unmet: certified, but not everything was answered."""
    folder = write(tmp_path / "c", **{**PLANT, "prices": "carrier,kind,value,unit\n"})
    args = ["hedge", str(folder), "-s", "base=0.5", "-s", "high=0.5", "--out", str(tmp_path / "out")]
    done = h2opt(*args, "--crossed", cwd=tmp_path)
    assert "The plan for base has no answer in high" in done.stdout
    assert done.returncode == 4, done.stderr
    assert h2opt(*args, cwd=tmp_path).returncode == 0


def test_all_mistakes_of_a_command_are_told_at_once(tmp_path: Path) -> None:
    folder = write(tmp_path / "c", **PLANT)
    done = h2opt(
        "hedge", str(folder), "-s", "base=0.6", "-s", "high=0.6", "-s", "nope=0.1", "--until", "2036", cwd=tmp_path
    )
    assert done.returncode == 2
    for words in ("no scenario 'nope'", "sum to 1, not 1.3", "no period of the case (found: 2036); allowed: 2030"):
        assert words in done.stderr
