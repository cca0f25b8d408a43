"""Near-optimal alternatives, by hand.

10 MW of electricity for the one year there is come from plant `a` (100 EUR/kW) or plant `b` (110 EUR/kW), which run for nothing. Least cost
is 10 MW of `a`, 1,000 kEUR. With x kEUR more: each MW of `b` in the place of `a` costs 10, so that `b` is at most x / 10 and `a` at least
10 - x / 10, until all is `b` at x = 100; then `b` beyond what is needed takes 110 each. The most of `a` is x / 100 beyond what is needed.

    within     a least   a most   b most
     2 %  (20)    8       10.2      2
     5 %  (50)    5       10.5      5
    12 % (120)    0       11.2   1120 / 110
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from command import h2opt
from test_features import write

from optimizer.compiled import Compiled, RawSolution
from optimizer.errors import CaseError, SolveError
from optimizer.report.alternatives import in_words, ranges_table
from optimizer.solve import Session
from optimizer.study import Alternatives, Study, alternatives
from optimizer.study.sweeps import News

PLANT = {
    "yaml": "name: two\nmoney: kEUR_2020\ndiscount_rate: 0\nwacc: 0\nyear_hours: 8760\nclock: {given_days: {}}\n"
    "periods: [{label: 2030, first_year: 2030, years: 1}]\nscenarios:\n  dear: [{table: parameters, where: {technology: a, parameter: capital_cost}, scale: 1.05}]\n",
    "carriers": "carrier,unit\nel,MWh\nh2,t\n",
    "technologies": "technology,kind,reference,build,sector,group\na,converter,el,yes,power,plant\nb,converter,el,yes,power,plant\n"
    "c,converter,h2,yes,chemistry,plant\n",
    "ports": "technology,carrier,direction,value,unit\na,el,out,1,MWh/MWh\nb,el,out,1,MWh/MWh\nc,h2,out,1,t/t\nc,el,in,50,MWh/t\n",
    "parameters": "technology,parameter,value,unit\na,capital_cost,100,EUR_2020/kW\na,life,1,year\n"
    "b,capital_cost,110,EUR_2020/kW\nb,life,1,year\nc,capital_cost,1,MEUR_2020/(t/hour)\nc,life,1,year\n",
    "emissions": "flow,technology,carrier,gas,value,unit\nactivity,a,el,CO2,0.5,tCO2/MWh\n",
    "demand": "carrier,region,value,unit\nel,A,10,MW\n",
    "prices": "carrier,kind,value,unit\n",
}
GROUPS = {
    "a": "capacity[technology=a]",
    "b": "capacity[technology=b, period=2030]",
    "both": "capacity[sector=power]",
    "from b": "output[carrier=el, technology=b]",
    "CO2": "emission",
}
WITHIN = (0.02, 0.05, 0.12)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("two") / "two", **PLANT)


@pytest.fixture(scope="module")
def found(case: Path) -> Alternatives:
    return alternatives(case, WITHIN, GROUPS)


def values(found: Alternatives, name: str, way: str) -> list[float]:
    return [e.value for e in found.extremes if (e.amount.name, e.way) == (name, way)]


def test_no_alternative_pays_for_what_it_does_not_deliver(tmp_path: Path) -> None:
    """A MW that is not delivered costs 175.2 kEUR, which is 75.2 more than one of `a`: 12 % would buy 8.4 MW of plant in place of 10."""
    priced = write(tmp_path / "two", **{**PLANT, "prices": PLANT["prices"] + "el,unmet,20,EUR_2020/MWh\n"})
    found = alternatives(priced, [0.12], {"both": GROUPS["both"], "a": GROUPS["a"]})
    assert values(found, "both", "least") == pytest.approx([10])
    assert values(found, "a", "least") == pytest.approx([0], abs=1e-5)


@pytest.mark.parametrize("clock", ["hour", "day", "year"])
def test_what_the_least_cost_leaves_unmet_may_stay_so(tmp_path: Path, clock: str) -> None:
    """Hydrogen that stays unmet at a price, on any clock: 1 t an hour at 1 EUR adds 8.76 kEUR to the cost and no plant."""
    unmet = {
        "carriers": f"carrier,unit,clock\nel,MWh,hour\nh2,t,{clock}\n",
        "demand": PLANT["demand"] + "h2,A,1,t/hour\n",
        "prices": PLANT["prices"] + "h2,unmet,1,EUR_2020/t\n",
    }
    found = alternatives(write(tmp_path / "two", **{**PLANT, **unmet}), [0.02], {"b": GROUPS["b"]})
    assert values(found, "b", "most") == pytest.approx([0.02 * (1000 + 8.76) / 10])


def test_a_case_that_earns_may_earn_a_little_less(tmp_path: Path) -> None:
    """1 MW is sold for 8,760 kEUR a year beside 10 MW of demand in the first year and 5 in the last: plant of 1,100 and 600, a cost of -15,820.
    With 1 % less income, 158.2, all 6 MW of the last year, which counts where none is named, are `b`, and (158.2 - 60) / 110 more.
    """
    earns = {
        "yaml": PLANT["yaml"].replace("years: 1}]", "years: 1}, {label: 2031, first_year: 2031, years: 1}]"),
        "demand": "carrier,region,year,value,unit\nel,A,2030,10,MW\nel,A,2031,5,MW\n",
        "prices": "carrier,kind,value,unit,limit,limit_unit\nel,sale,1000,EUR_2020/MWh,1,MW\n",
    }
    case = write(tmp_path / "two", **{**PLANT, **earns})
    for groups in ({"b": "capacity[technology=b]"}, None):
        found = alternatives(case, [0.01], groups)
        assert found.optimum.meta["objective"] == pytest.approx(-15_820)
        assert values(found, "b", "most") == pytest.approx([6 + 98.2 / 110])


def test_least_and_most_are_those_by_hand(found: Alternatives) -> None:
    assert found.optimum.meta["objective"] == pytest.approx(1000)
    assert dict(zip(GROUPS, found.at_optimum, strict=True)) == pytest.approx(
        {"a": 10, "b": 0, "both": 10, "from b": 0, "CO2": 43_800}, abs=1e-6
    )
    assert values(found, "a", "least") == pytest.approx([8, 5, 0], abs=1e-5)
    assert values(found, "a", "most") == pytest.approx([10.2, 10.5, 11.2])
    assert values(found, "b", "least") == pytest.approx([0, 0, 0], abs=1e-6)
    assert values(found, "b", "most") == pytest.approx([2, 5, 1120 / 110])
    assert values(found, "both", "least") == pytest.approx([10, 10, 10])
    assert values(found, "both", "most") == pytest.approx([10.2, 10.5, 11.2])
    assert values(found, "from b", "most") == pytest.approx([2 * 8760, 5 * 8760, 10 * 8760])
    assert values(found, "CO2", "least") == pytest.approx([0.8 * 43_800, 0.5 * 43_800, 0], abs=0.1)
    assert [a.unit for a in found.amounts] == ["MW", "MW", "MW", "MWh", "tCO2"]


def test_no_plan_costs_more_than_it_may_and_each_is_whole(found: Alternatives) -> None:
    for e in found.extremes:
        assert e.cost <= 1000 * (1 + e.within) * (1 + 1e-6)
        assert e.value == e.beside[list(GROUPS).index(e.amount.name)]
        a, b, both, from_b, gas = e.beside
        assert both == pytest.approx(a + b)
        assert from_b <= 8760 * b + 0.1
        assert gas == pytest.approx(0.5 * (87_600 - from_b), abs=0.1)


def test_each_begins_from_the_optimum_and_is_what_a_cold_start_finds(
    case: Path, found: Alternatives, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert {e.start for e in found.extremes} == {"warm"}

    def nothing(self: Session, compiled: Compiled, further: int) -> Session:
        return Session(seek=False)

    monkeypatch.setattr(Session, "below", nothing)
    cold = alternatives(case, WITHIN[:1], GROUPS)
    assert {e.start for e in cold.extremes} == {"cold"}
    mine = [e.value for e in found.extremes if e.within == WITHIN[0]]
    assert [e.value for e in cold.extremes] == pytest.approx(mine, abs=0.1, rel=1e-6)


def test_an_answer_that_does_not_hold_is_refused(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A solver that says less than there is: the certificate does not take its word."""
    from optimizer.solve import ladder

    once = ladder.solve_once

    def lying(compiled: Compiled, *args: object, **more: object) -> object:
        raw = once(compiled, *args, **more)  # type: ignore[arg-type]
        swapped = compiled.row_label(compiled.shape[0] - 1).startswith("cost_within")
        return replace(raw, values=raw.values * 0.9, row_values=raw.row_values * 0.9) if swapped else raw

    monkeypatch.setattr(ladder, "solve_once", lying)
    with pytest.raises(SolveError, match="No certified answer for the least of a"):
        alternatives(case, WITHIN[:1], GROUPS)


def test_one_answer_that_does_not_hold_leaves_the_others(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told with its reason, is no number of a table, and the next command tries it again where that is asked for."""
    from optimizer.study import extremes

    certified = extremes._certified

    def refused(made: extremes.Made, raw: RawSolution, what: str) -> float:
        if what == "The most of b":
            raise SolveError(f"{what} could not be certified: a slip")
        return certified(made, raw, what)

    monkeypatch.setattr(extremes, "_certified", refused)
    args = [
        "alternatives",
        str(case),
        "--within",
        "2",
        "-g",
        "b=capacity[technology=b]",
        "-g",
        "a=capacity[technology=a]",
        "-o",
        "o",
    ]
    done = h2opt(*args, cwd=tmp_path)
    assert done.returncode == 4, done.stderr
    assert "3 answers, each certified" in done.stdout
    assert "most of b within 2 %: The most of b could not be certified: a slip" in done.stdout
    table = pd.read_csv(tmp_path / "o/two/alternatives_base/alternatives.csv").set_index("group")
    assert table["most"].isna().to_dict() == {"b": True, "a": False}
    monkeypatch.undo()
    assert h2opt(*args, cwd=tmp_path).returncode == 4, "not unasked"
    assert h2opt(*args, "--again", cwd=tmp_path).returncode == 0
    table = pd.read_csv(tmp_path / "o/two/alternatives_base/alternatives.csv").set_index("group")
    assert table["most"].to_dict() == pytest.approx({"b": 2, "a": 10.2})


def test_what_is_found_is_not_looked_for_again(case: Path, tmp_path: Path) -> None:
    """Another amount and another cost are new; every amount is told of every plan all the same."""
    solved = list[str]()

    def look(within: list[float], *names: str) -> Alternatives:
        def planned(_: Study) -> Callable[[News], None]:
            del solved[:]
            return lambda news: solved.append(news.point)

        return alternatives(case, within, {n: GROUPS[n] for n in names}, folder=tmp_path, jobs=1, planned=planned)

    look([0.02], "a")
    assert len(solved) == 3
    found = look([0.02, 0.05], "a", "from b")
    assert len(solved) == 1 + 2 + 4, "where it stands, a within 5 %, the other amount within both"
    assert values(found, "a", "least") == pytest.approx([8, 5], abs=1e-5)
    assert [e.beside[1] for e in found.extremes if e.amount.name == "a" and e.way == "least"] == pytest.approx(
        [2 * 8760, 5 * 8760]
    )
    assert found.at_optimum == pytest.approx((10, 0), abs=1e-6)
    look([0.05], "from b")
    assert len(solved) == 1


def test_tables_hold_what_earlier_commands_found_of_the_same_case(tmp_path: Path) -> None:
    """Other groups and costs add to the tables; of another case they are set aside, and told."""
    case = write(tmp_path / "two", **PLANT)
    args, folder = ("alternatives", "two", "-o", "o", "-j", "1"), tmp_path / "o/two/alternatives_base"

    def rows() -> dict[tuple[str, float], float]:
        return {
            (g, w): m
            for g, w, m in pd.read_csv(folder / "alternatives.csv")[["group", "within", "most"]].itertuples(index=False)
        }

    assert h2opt(*args, "--within", "2", "-g", "x=capacity[technology=a]", cwd=tmp_path).returncode == 0
    done = h2opt(*args, "--within", "5", "-g", "x=capacity[technology=b]", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "In the tables from earlier commands: capacity[technology=a] within 2 %." in done.stdout
    assert "earlier study" not in done.stdout
    assert rows() == pytest.approx({("x", 5): 5, ("capacity[technology=a]", 2): 10.2})
    plans = pd.read_csv(folder / "plans.csv").set_index(["group", "way", "amount of"])["amount"]
    assert plans["capacity[technology=a]", "least", "x"] == pytest.approx(2), "every amount in every plan"
    parameters = (case / "parameters.csv").read_text()
    (case / "parameters.csv").write_text(parameters.replace("b,capital_cost,110", "b,capital_cost,120"))
    done = h2opt(*args, "--within", "5", "-g", "y=capacity[technology=b]", cwd=tmp_path)
    assert "5 answers of an earlier study in this folder" in done.stdout
    assert rows() == pytest.approx({("y", 5): 2.5})


@pytest.mark.slow
def test_a_dask_cluster_of_real_processes_finds_the_same(case: Path, tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    groups = {name: GROUPS[name] for name in ("a", "CO2")}
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        far = alternatives(case, WITHIN[:2], groups, folder=tmp_path / "far", cluster=cluster.scheduler_address)
    near = alternatives(case, WITHIN[:2], groups, jobs=1)
    assert [e.value for e in far.extremes] == pytest.approx([e.value for e in near.extremes], rel=1e-6, abs=1e-3)
    assert {e.start for e in far.extremes} == {"warm"}


def test_what_nothing_limits(tmp_path: Path) -> None:
    free = PLANT["parameters"].replace("b,capital_cost,110", "b,capital_cost,0")
    found = alternatives(
        write(tmp_path / "c", **{**PLANT, "parameters": free}), [0.02], {"b": "capacity[technology=b]"}
    )
    assert values(found, "b", "most") == [np.inf]


def test_by_default_each_technology_that_may_be_built(case: Path) -> None:
    found = alternatives(case, [0.05], scenario="dear")
    assert [a.name for a in found.amounts] == ["a", "b", "c"]
    assert found.optimum.meta["objective"] == pytest.approx(1050)
    assert values(found, "b", "most") == pytest.approx([1102.5 / 110])


def _problems(case: Path, groups: dict[str, str] | None, within: tuple[float, ...] = (0.02,)) -> list[str]:
    with pytest.raises(CaseError) as error:
        alternatives(case, within, groups)
    return [p.message for p in error.value.problems]


def test_everything_that_is_wrong_is_told_at_once(case: Path) -> None:
    groups = {
        "1": "capacity[technology=aa]",
        "2": "capacty[technology=a]",
        "3": "capacity[carrier=el, period=2031]",
        "4": "capacity[category=plant]",
        "5": "output[technology=b]",
        "6": "capacity[technology=a, sector=chemistry]",
        "7": "emission[gas=CH4]",
        "8": "capacity[",
    }
    assert _problems(case, groups, (0.0,)) == [
        "a share of the cost that says nothing",
        "unknown technology, did you mean 'a'?",
        "counts nothing that is known, did you mean 'capacity'?",
        "capacity is not told apart by carrier",
        "unknown period, did you mean '2030'?",
        "what is measured in different units does not add up",
        "output of which carrier?",
        "no technology is all of that",
        "unknown gas",
        "counts nothing that is known",
    ]
    assert _problems(case, {"c": "output[carrier=h2, technology=purchase]"}) == [
        "the policy selects nothing that exists: no h2 is bought"
    ]
    assert _problems(case, {}) == ["no amounts, and nothing may be built"]


def test_the_command(case: Path, tmp_path: Path) -> None:
    (tmp_path / "groups.yaml").write_text("plant b: capacity[technology=b]\n", encoding="utf-8")
    args = ["alternatives", str(case), "--within", "2", "--within", "5", "--groups", "groups.yaml", "-o", "o"]
    done = h2opt(*args, "-g", "capacity[technology=a]", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "8 answers, each certified" in done.stdout
    folder = tmp_path / "o/two/alternatives_base"
    assert (folder / "alternatives.png").stat().st_size > 10_000
    assert (folder / "optimum/solution.nc").is_file()
    table = pd.read_csv(folder / "alternatives.csv")
    assert table["group"].tolist() == ["plant b", "plant b", "capacity[technology=a]", "capacity[technology=a]"]
    assert table["most"].tolist() == pytest.approx([2, 5, 10.2, 10.5])
    plans = pd.read_csv(folder / "plans.csv").set_index(["group", "within", "way", "amount of"])["amount"]
    assert plans["plant b", 2.0, "most", "capacity[technology=a]"] == pytest.approx(8)
    wrong = h2opt("alternatives", str(case), "-g", "x=capacity[technology=q]", "--groups", "no.yaml", cwd=tmp_path)
    assert wrong.returncode == 2
    assert "no such file" in wrong.stderr
    assert "Traceback" not in wrong.stderr


def test_words_and_units() -> None:
    from optimizer.report.alternatives import Range

    ranges = [
        Range("wind", 0.02, 0.0, 250_000.0, 1e-9, "MW", 1.0, 2.0),
        Range("h2", 0.02, 1.0, np.inf, 2.0, "t", 1.0, np.nan),
    ]
    table = ranges_table(ranges, "kEUR")
    assert table["unit"].tolist() == ["GW", "t"]
    assert table["most"].tolist() == [250.0, np.inf]
    words = in_words(table)
    assert words[1].split() == ["wind", "2", "%", "0", "0", "250", "GW"]
    assert words[2].split() == ["h2", "2", "%", "1", "2", "no", "limit", "t"]
