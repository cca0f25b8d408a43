"""Cost against emissions, by hand.

A town takes 10 MW of electricity for the one year there is, D = 87,600 MWh, from three supplies without plant of their own: dirty
(10 EUR/MWh, 1 t/MWh), middling (20, 0.5) and clean (50, 0). As it is, all is dirty: 876 kEUR and 87.6 kt. The first half of the
emissions goes by (20 - 10) / (1 - 0.5) = 20 EUR/t, the other by (50 - 20) / 0.5 = 60 EUR/t (straight from dirty to clean is 40, no better
than 20 before the middle and no worse than 60 after it, so the middling supply is on the frontier). With L in kt:

    C(L) = 876 + 20 (87.6 - L)     for L >= 43.8, dual 20 EUR/t
         = 1752 + 60 (43.8 - L)    below it,      dual 60 EUR/t

A second year with half the demand emits 43.8 kt as it is. A level for both years then binds the first alone down to 43.8 kt (20 EUR/t),
both down to 21.9 (60 + 20), and both at 60 below: duals 20, 80, 120. Neutral from the second year on costs 43.8 * (50 - 10) = 1752 kEUR, from the
first on 131.4 * 40 = 5256.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from math import isnan, nan
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from command import h2opt
from test_features import write

from optimizer.case.model import Case
from optimizer.errors import CaseError, LimitError
from optimizer.pipeline import Answer
from optimizer.report.frontier import Limit, disagreements, frontier_table, in_words
from optimizer.report.tables import policies
from optimizer.runs import Runs, open_runs
from optimizer.study import Against, Frontier, Range, Study, frontier
from optimizer.study.sweeps import News

KINDS = {"dirty": (10.0, 1.0), "middling": (20.0, 0.5), "clean": (50.0, 0.0)}
HEAD = "name: town\nmoney: kEUR_2020\ndiscount_rate: 0\nwacc: 0\nyear_hours: 8760\nclock: {given_days: {}}\n"
ONE = HEAD + "periods: [{label: 2030, first_year: 2030, years: 1}]\n"
TWO = HEAD + "periods: [{label: 2030, first_year: 2030, years: 1}, {label: 2031, first_year: 2031, years: 1}]\n"
UNMET = "el,unmet,3000,EUR_2020/MWh\n"


def town(folder: Path, kinds: tuple[str, ...] = tuple(KINDS), **more: str) -> Path:
    """The case of the docstring, of some of the supplies."""
    tables = {
        "yaml": ONE,
        "carriers": "carrier,unit\nel,MWh\n" + "".join(f"{k},MWh\n" for k in kinds),
        "technologies": "technology,kind,reference\n" + "".join(f"from_{k},converter,el\n" for k in kinds),
        "ports": "technology,carrier,direction,value,unit\n"
        + "".join(f"from_{k},el,out,1,MWh/MWh\nfrom_{k},{k},in,1,MWh/MWh\n" for k in kinds),
        "parameters": "technology,parameter,value,unit\n" + "".join(f"from_{k},life,10,year\n" for k in kinds),
        "prices": "carrier,kind,value,unit\n" + "".join(f"{k},purchase,{KINDS[k][0]},EUR_2020/MWh\n" for k in kinds),
        "emissions": "flow,carrier,gas,value,unit\n"
        + "".join(f"purchase,{k},CO2,{KINDS[k][1]},tCO2/MWh\n" for k in kinds),
        "demand": "carrier,region,year,value,unit\nel,A,2030,10,MW\nel,A,2031,5,MW\n",
    }
    return write(folder, **{**tables, **more})


def cost(limit: float) -> float:
    return 876 + 20 * (87.6 - limit) if limit >= 43.8 else 1752 + 60 * (43.8 - limit)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Frontier:
    home = tmp_path_factory.mktemp("frontier")
    return frontier(town(home / "town"), Against.CUMULATIVE, home / "out", asked=Range(points=3), jobs=1)


@pytest.fixture(scope="module")
def runs(found: Frontier) -> Runs:
    return open_runs(found.folder)


def told(found: Frontier, runs: Runs) -> list[Limit]:
    nothing = float("nan")
    return [
        Limit(
            n,
            found.limits.get(n, nothing),
            found.reached(s),
            float(s.meta["objective"]),
            found.marginal(s),
            s.meta["status"],
        )
        for n, s in runs.items()
    ]


def test_costs_and_duals_are_those_by_hand(found: Frontier, runs: Runs) -> None:
    assert found.unit == "ktCO2"
    assert found.least == pytest.approx(0, abs=1e-6)
    assert list(found.limits.values()) == pytest.approx([65.7219, 43.8438, 21.9657, 0.0876], rel=1e-5)
    assert runs["base"].meta["objective"] == pytest.approx(876)
    assert found.reached(runs["base"]) == pytest.approx(87.6)
    for name, limit in found.limits.items():
        assert runs[name].meta["objective"] == pytest.approx(cost(limit), rel=1e-6)
        assert found.reached(runs[name]) == pytest.approx(limit, rel=1e-6)
        assert found.marginal(runs[name]) == pytest.approx(20 if limit > 43.8 else 60, rel=1e-5)


def test_each_point_is_a_certified_case_with_one_more_policy(found: Frontier, runs: Runs) -> None:
    for name, limit in found.limits.items():
        assert runs[name].meta["status"] == "certified"
        rows = policies(runs[name]).set_index("id")
        assert rows.index.tolist() == ["frontier"]
        assert rows.loc["frontier", "limit"] == pytest.approx(limit * 1000)
    how = {name: record["how"] for name, record in runs.records.items()}
    assert [how["base"], how["limit_65.7219"]] == ["cold", "cold"]
    assert json.loads((found.folder / "choices.json").read_text())["frontier"]["point"] == "limit_43.8438"


def test_duals_and_slopes_agree_in_sign_and_order(found: Frontier, runs: Runs) -> None:
    points = told(found, runs)
    assert disagreements(points, 1e-6) == []
    table = frontier_table(points, found.unit, "kEUR_2020").set_index("point")
    assert table.index[0] == "base"
    assert table.index[-1] == "limit_0.0876"
    assert table.loc["limit_65.7219", ["slope", "marginal"]].tolist() == pytest.approx([20, 20])
    assert table.loc["limit_21.9657", "slope"] == pytest.approx((0.0438 * 20 + 21.8343 * 60) / 21.8781, rel=1e-5)
    assert set(table["marginal unit"]) == {"EUR_2020/tCO2"}
    assert table["extra"].tolist() == sorted(table["extra"])
    assert in_words(table.reset_index())[-1].endswith("all discounted. Limits in ktCO2.")


def test_a_shortage_has_a_star_behind_what_it_costs() -> None:
    rows = [
        Limit("base", nan, 87.6, 876.0, 0.0, "certified"),
        Limit("l", 0.1, 0.1, 5256.0, 60.0, "certified-with-shortage"),
    ]
    table = frontier_table(rows, "ktCO2", "kEUR_2020")
    assert in_words(table)[2].split()[:5] == ["l", "0.1", "0.1", "4,380*", "+500.00%"]
    assert in_words(table)[1].split()[2] == "0"


def test_prices_and_slopes_are_plain_money_for_a_tonne() -> None:
    """A million tonnes less cost 50 million more of a thousand million: 5 %, and 50 for each tonne."""
    points = [
        Limit("base", nan, 3000.0, 1000.0, 0.0, "certified"),
        Limit("tight", 2000.0, 2000.0, 1050.0, 0.06, "certified"),
    ]
    tight = frontier_table(points, "ktCO2", "MEUR_2020").set_index("point").loc["tight"]
    assert tight[["extra", "extra share", "slope", "marginal"]].tolist() == pytest.approx([50.0, 0.05, 50.0, 60.0])
    assert tight[["money", "slope unit", "marginal unit"]].tolist() == ["MEUR_2020", "EUR_2020/tCO2", "EUR_2020/tCO2"]


@pytest.mark.parametrize("change", [{"marginal": 5.0}, {"marginal": 90.0}, {"cost": 800.0}, {"cost": 3000.0}])
def test_a_dual_or_a_cost_that_is_wrong_is_seen(found: Frontier, runs: Runs, change: dict[str, float]) -> None:
    points = [replace(p, **change) if p.point == "limit_43.8438" else p for p in told(found, runs)]
    wrong = disagreements(points, 1e-6)
    assert wrong
    assert all("limit_43.8438" in line for line in wrong)
    assert disagreements([replace(p, whole=True) for p in points], 1e-6) == []


def test_what_is_finished_is_not_solved_again(found: Frontier) -> None:
    written = {f.name: f.stat().st_mtime_ns for f in (found.folder / "points").glob("*.nc")}
    ends = (found.folder / "ends.json").stat().st_mtime_ns
    done: list[str] = []
    frontier(
        found.study.spec.case, Against.CUMULATIVE, found.folder, asked=Range(points=3), jobs=1,
        planned=lambda study: lambda news: done.append(news.point),
    )  # fmt: skip
    assert len(done) == 1, "told once where it stands, and nothing after it"
    assert {f.name: f.stat().st_mtime_ns for f in (found.folder / "points").glob("*.nc")} == written
    assert (found.folder / "ends.json").stat().st_mtime_ns == ends


def test_points_of_further_commands_join_those_that_are_there(tmp_path: Path) -> None:
    """A closer look, in other units and then from end to end: nothing is solved twice, and all of it is one frontier."""
    case, out, solved = town(tmp_path / "c"), tmp_path / "o", list[str]()

    def look(asked: Range) -> Frontier:
        def planned(study: Study) -> Callable[[News], None]:
            del solved[:]
            return lambda news: solved.append(news.point)

        return frontier(case, Against.CUMULATIVE, out, asked=asked, jobs=1, planned=planned)

    look(Range(1, 60, 30, "ktCO2"))
    assert sorted(solved) == ["base", "limit_30", "limit_45", "limit_60"]
    kept = {f.name: f.read_bytes() for f in (out / "points").iterdir()}
    look(Range(1, 0.07, 0.03, "MtCO2"))
    assert solved[1:] == ["limit_0.07_MtCO2", "limit_0.05_MtCO2"], "30 kt are 0.03 Mt"
    found = look(Range(2))
    assert solved[1:] == ["limit_58.4292", "limit_29.2584", "limit_0.0876"]
    assert found.limits == pytest.approx(
        {"limit_0.0876": 0.0876, "limit_29.2584": 29.2584, "limit_30": 30, "limit_45": 45, "limit_0.05_MtCO2": 50,
         "limit_58.4292": 58.4292, "limit_60": 60, "limit_0.07_MtCO2": 70}
    )  # fmt: skip
    assert set(found.earlier) == {"limit_30", "limit_45", "limit_60", "limit_0.05_MtCO2", "limit_0.07_MtCO2"}
    runs = open_runs(out)
    assert [runs[n].meta["objective"] for n in found.limits] == pytest.approx(
        [cost(v) for v in found.limits.values()], rel=1e-6
    )
    assert disagreements(told(found, runs), 1e-6) == []
    assert {name: (out / "points" / name).read_bytes() for name in kept} == kept


def test_points_of_another_case_are_set_aside_and_come_back(tmp_path: Path) -> None:
    """Dearer clean supply is another frontier: the answers of the first are told of, and are there when its case is."""
    case, folder = town(tmp_path / "c"), tmp_path / "o/town/frontier_cumulative"
    prices = (case / "prices.csv").read_text()

    def look(loosest: int, tightest: int) -> str:
        ends = ("--from", str(loosest), "--to", str(tightest), "--unit", "ktCO2")
        done = h2opt("frontier", "c", *ends, "--points", "1", "-o", "o", "-j", "1", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def points() -> list[str]:
        return [str(p).removeprefix("limit_") for p in pd.read_csv(folder / "frontier.csv")["point"]]

    look(60, 30)
    (case / "prices.csv").write_text(prices.replace("50.0,EUR", "55.0,EUR"))
    other = look(50, 40)
    assert points() == ["base", "50", "45", "40"]
    assert "4 answers of an earlier study" in other
    aside = sorted(f.stem for f in (folder / "previous/points").glob("*.nc"))
    assert aside == ["base", "limit_30", "limit_45", "limit_60"]
    (case / "prices.csv").write_text(prices)
    assert "On it from earlier commands: limit_45, limit_30." in look(60, 50)
    assert points() == ["base", "60", "55", "50", "45", "30"]


def test_a_stated_range(tmp_path: Path) -> None:
    found = frontier(town(tmp_path / "c"), Against.CUMULATIVE, tmp_path / "o", asked=Range(1, 60, 30, "ktCO2"), jobs=1)
    runs = open_runs(found.folder)
    assert found.limits == {"limit_30": 30.0, "limit_45": 45.0, "limit_60": 60.0}
    assert [runs[n].meta["objective"] for n in found.limits] == pytest.approx([cost(v) for v in (60, 45, 30)])


def test_a_point_that_has_no_answer_in_time_holds_up_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tightest is solved last; it is told with its reason, and solved again where more time is asked for, it alone."""
    from optimizer.study.sweeps import point as module

    answer, tried = module.answer, list[str]()

    def slow(case: Case, **more: Any) -> Answer:
        tried.append(case.scenario)
        if case.scenario == "limit_0.0876":
            raise LimitError("The time limit of 9 s was reached.")
        return answer(case, **more)

    def look(*more: str) -> int:
        del tried[:]
        return h2opt("frontier", "c", "--points", "2", "-o", "o", "-j", "1", *more, cwd=tmp_path).returncode

    town(tmp_path / "c")
    monkeypatch.setattr(module, "answer", slow)
    assert look("--time-limit", "9") == 4
    assert list(dict.fromkeys(tried)) == ["base", "limit_58.4292", "limit_29.2584", "limit_0.0876"]
    file = tmp_path / "o/town/frontier_cumulative/frontier.csv"
    table = pd.read_csv(file).set_index("point")
    assert table["status"].tolist() == ["certified", "certified", "certified", "failed"]
    assert table.loc["limit_0.0876", "reason"] == "The time limit of 9 s was reached."
    assert (look("--time-limit", "9"), tried) == (4, []), "not unasked"
    monkeypatch.setattr(module, "answer", lambda case, **more: tried.append(case.scenario) or answer(case, **more))
    assert (look(), set(tried)) == (0, {"limit_0.0876"})
    assert pd.read_csv(file)["status"].tolist() == ["certified"] * 4
    assert (look("--time-limit", "9"), tried) == (0, []), "an answer is one, whatever time another may take"


def test_a_least_that_is_not_found_in_time_stands_against_the_ends_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the tightest limit is stated nobody needs it; a limit that no plan meets then says so itself."""
    from optimizer.study import ends

    def slow(*_: object) -> object:
        raise LimitError("The time limit of 9 s was reached.")

    monkeypatch.setattr(ends, "solve_certified", slow)
    case, out = town(tmp_path / "c", ("dirty", "middling")), tmp_path / "o"
    with pytest.raises(LimitError, match=r"least emission .* not known: The time limit of 9 s .*\(--to\)"):
        frontier(case, Against.CUMULATIVE, out, asked=Range(1), jobs=1)
    found = frontier(case, Against.CUMULATIVE, out, asked=Range(1, 70, 30, "ktCO2"), jobs=1)
    runs = open_runs(out)
    assert isnan(found.least)
    assert runs["limit_50"].meta["objective"] == pytest.approx(cost(50))
    assert list(runs.failed) == ["limit_30"]
    assert "policy 'frontier'" in runs.failed["limit_30"]


def test_least_highest_year(tmp_path: Path) -> None:
    """Duals 20, 80 and 120 EUR for each tonne a year of the level."""
    case = town(tmp_path / "c", yaml=TWO)
    found = frontier(case, Against.PEAK, tmp_path / "o", asked=Range(1, 60, 10, "ktCO2/year"), jobs=1)
    runs = open_runs(found.folder)
    assert found.reached(runs["base"]) == pytest.approx(87.6)
    assert [found.marginal(runs[n]) for n in ("limit_60", "limit_35", "limit_10")] == pytest.approx([20, 80, 120])
    assert disagreements(told(found, runs), 1e-6) == []
    table = frontier_table(told(found, runs), found.unit, "kEUR_2020")
    assert set(table["marginal unit"]) == {"EUR_2020/(tCO2/year)"}


def test_the_least_of_the_highest_year(tmp_path: Path) -> None:
    """Without the clean supply the first year cannot emit less than 43.8 kt, whatever the second does."""
    case = town(tmp_path / "c", ("dirty", "middling"), yaml=TWO)
    found = frontier(case, Against.PEAK, tmp_path / "o", asked=Range(1), jobs=1)
    assert found.least == pytest.approx(43.8)


def test_year_of_neutrality(tmp_path: Path) -> None:
    found = frontier(town(tmp_path / "c", yaml=TWO), Against.NEUTRALITY, tmp_path / "o", jobs=1)
    runs = open_runs(found.folder)
    costs = {n: s.meta["objective"] - 876 * 1.5 for n, s in runs.items()}
    assert costs == pytest.approx({"base": 0, "neutral_2031": 1752, "neutral_2030": 5256}, abs=1e-3)
    assert [found.reached(runs[n]) for n in ("base", "neutral_2031", "neutral_2030")] == [float("inf"), 2031, 2030]
    table = frontier_table(told(found, runs), found.unit, "kEUR_2020", per_year_earlier=True).set_index("point")
    assert table.loc["neutral_2030", "slope"] == pytest.approx(3504)
    assert table.loc["neutral_2030", "slope unit"] == "kEUR_2020/year"


def test_neutral_is_what_a_target_leaves(tmp_path: Path) -> None:
    """43.8 kt a year may be left: so much is emitted in the second year as it is, and the first comes down to it for 43.8 * 20 kEUR."""
    asked = Range(unit="ktCO2/year")
    found = frontier(
        town(tmp_path / "c", yaml=TWO), Against.NEUTRALITY, tmp_path / "o", asked=asked, target=43.8, jobs=1
    )
    runs = open_runs(found.folder)
    assert found.target == pytest.approx(43_800)
    assert [found.reached(runs[n]) for n in ("base", "neutral_2031", "neutral_2030")] == [2031, 2031, 2030]
    costs = {n: s.meta["objective"] - 876 * 1.5 for n, s in runs.items()}
    assert costs == pytest.approx({"base": 0, "neutral_2031": 0, "neutral_2030": 876}, abs=1e-3)


@pytest.mark.parametrize(
    ("against", "top", "unit"), [(Against.PEAK, 87.6, "ktCO2/year"), (Against.CUMULATIVE, 876.0, "ktCO2")]
)
def test_duals_are_discounted_as_costs_are(tmp_path: Path, against: Against, top: float, unit: str) -> None:
    """Ten years at 5 %: down to half of it a unit less costs the same everywhere, so the slope from the base on is the dual."""
    ten = ONE.replace("discount_rate: 0", "discount_rate: 0.05").replace("years: 1", "years: 10")
    asked = Range(1, 0.9 * top, 0.6 * top, unit)
    found = frontier(town(tmp_path / "c", yaml=ten), against, tmp_path / "o", asked=asked, jobs=1)
    runs = open_runs(found.folder)
    base = runs["base"].meta["objective"]
    for name, limit in found.limits.items():
        slope = (runs[name].meta["objective"] - base) / (top - limit)
        assert found.marginal(runs[name]) == pytest.approx(slope)


def test_the_least_of_another_case_is_not_taken(tmp_path: Path) -> None:
    """The folder knows the least of the case as it was."""
    for kinds, least in ((("dirty", "middling"), 43.8), (tuple(KINDS), 0.0)):
        found = frontier(
            town(tmp_path / "c", kinds), Against.CUMULATIVE, tmp_path / "o", asked=Range(1), jobs=1, again=True
        )
        assert found.least == pytest.approx(least, abs=1e-6)


def test_a_year_that_no_plan_reaches_is_said(tmp_path: Path) -> None:
    """Half of the demand may be met without emissions, so that only the second year, with half of it, can be neutral."""
    prices = "carrier,kind,value,unit,limit,limit_unit\ndirty,purchase,10,EUR_2020/MWh,,\nclean,purchase,50,EUR_2020/MWh,5,MW\n"
    case = town(tmp_path / "c", ("dirty", "clean"), yaml=TWO, prices=prices)
    done = h2opt("frontier", "c", "--against", "neutrality", "-o", "o", "-j", "1", cwd=tmp_path)
    assert done.returncode == 4, done.stderr
    table = pd.read_csv(tmp_path / "o/town/frontier_neutrality/frontier.csv").set_index("point")
    assert table["status"].to_dict() == {"base": "certified", "neutral_2031": "certified", "neutral_2030": "failed"}
    assert "policy 'frontier'" in table.loc["neutral_2030", "reason"]
    assert "neutral_2030" in done.stdout
    assert "no plan" in done.stdout
    assert case.is_dir()


def test_who_delivers_nothing_emits_nothing_and_that_does_not_count(tmp_path: Path) -> None:
    """Demand may stay unmet at a price, but the least emission is that of plans that meet it."""
    dear = "carrier,kind,value,unit\ndirty,purchase,10,EUR_2020/MWh\nmiddling,purchase,20,EUR_2020/MWh\n" + UNMET
    case = town(tmp_path / "c", ("dirty", "middling"), prices=dear)
    found = frontier(case, Against.CUMULATIVE, tmp_path / "o", asked=Range(1), jobs=1)
    assert found.least == pytest.approx(43.8)
    runs = open_runs(found.folder)
    assert [s.meta["status"] for s in runs.values()] == ["certified"] * 3


def test_what_the_least_cost_leaves_unmet_may_stay_so(tmp_path: Path) -> None:
    """Dirty and middling supply end at 4 MW each and clean is dearer than unmet: 2 MW stay so, 52.56 kt. With 6 MW of clean supply the least
    for the 8 MW that are met is 2 MW of the middling one, 8.76 kt; to meet all of it would take 4 MW, 17.52 kt.
    """
    prices = "carrier,kind,value,unit,limit,limit_unit\ndirty,purchase,10,EUR_2020/MWh,4,MW\nmiddling,purchase,20,EUR_2020/MWh,4,MW\n"
    prices += "clean,purchase,50,EUR_2020/MWh,6,MW\nel,unmet,45,EUR_2020/MWh,,\n"
    found = frontier(town(tmp_path / "c", prices=prices), Against.CUMULATIVE, tmp_path / "o", asked=Range(1), jobs=1)
    assert found.reached(open_runs(found.folder)["base"]) == pytest.approx(52.56)
    assert found.least == pytest.approx(8.76)


@pytest.mark.parametrize("clock", ["hour", "day", "year"])
def test_what_stays_unmet_is_known_on_every_clock(tmp_path: Path, clock: str) -> None:
    """1 t/hour of a gas that nobody makes stays unmet, in days whose labels are a number and a word: 87.6 kt is the most, all clean the least."""
    case = town(
        tmp_path / "c",
        carriers=f"carrier,unit,clock\nel,MWh,hour\ngas,t,{clock}\n" + "".join(f"{k},MWh,hour\n" for k in KINDS),
        demand="carrier,region,value,unit\nel,A,10,MW\ngas,A,1,t/hour\n",
        prices="carrier,kind,value,unit\ngas,unmet,1,EUR_2020/t\n"
        + "".join(f"{k},purchase,{KINDS[k][0]},EUR_2020/MWh\n" for k in KINDS),
        days="day,weight\n1,200\npeak,165\n",
        steps="day,step,duration\n1,0,24\npeak,0,6\npeak,1.5,18\n",
    )
    found = frontier(case, Against.CUMULATIVE, tmp_path / "o", asked=Range(1), jobs=1)
    assert found.reached(open_runs(found.folder)["base"]) == pytest.approx(87.6)
    assert found.least == pytest.approx(0, abs=1e-6)


def test_scopes_and_regions_select(tmp_path: Path) -> None:
    case = town(
        tmp_path / "c",
        yaml=ONE + "scopes: {bought: {gas: [CO2], sector: [trade]}, nothing: {gas: [CO2], stage: [use]}}\n",
    )
    rows = (
        (case / "emissions.csv")
        .read_text()
        .replace("unit\n", "unit,sector\n")
        .replace("tCO2/MWh\n", "tCO2/MWh,trade\n")
    )
    (case / "emissions.csv").write_text(rows)
    select = {"scope": ("bought",), "region": ("A",)}
    found = frontier(
        case,
        Against.CUMULATIVE,
        tmp_path / "o",
        select=select,
        asked=Range(1, 60, 30, "ktCO2"),
        jobs=1,
    )
    runs = open_runs(found.folder)
    assert runs["limit_30"].meta["objective"] == pytest.approx(cost(30))
    with pytest.raises(CaseError, match="nothing"):
        frontier(case, Against.CUMULATIVE, tmp_path / "n", select={"scope": ("nothing",)}, jobs=1)


def _problems(case: Path, folder: Path, against: Against = Against.CUMULATIVE, **more: object) -> list[str]:
    with pytest.raises(CaseError) as error:
        frontier(case, against, folder, jobs=1, **more)  # type: ignore[arg-type]
    return [p.message for p in error.value.problems]


def test_everything_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    case, out = town(tmp_path / "c"), tmp_path / "o"
    select = {"scope": ("all",), "region": ("B",), "sector": ("steel",)}
    assert _problems(case, out, select=select) == ["unknown scope", "unknown region", "unknown sector"]
    assert _problems(case, out, select={"gas": ("CO3",)}) == ["unknown gas, did you mean 'CO2'?"]
    asked = Range(0, 3, 5, "MWh")
    assert _problems(case, out, asked=asked, target=1.0) == [
        "no points", "wrong unit", "only neutrality has a target", "limits go from the loosest to the tightest",
    ]  # fmt: skip
    assert _problems(case, out, asked=Range(1, 3.0)) == ["a limit has a unit"]
    assert _problems(case, out, asked=Range(1, float("nan"), None, "ktCO2")) == ["not a finite number"]
    asked = Range(1, unit="ktCO2/year")
    assert _problems(case, out, Against.NEUTRALITY, asked=asked, target=float("inf")) == ["not a finite number"]
    assert _problems(case, out, Against.NEUTRALITY, asked=Range(1, 3.0), target=1.0) == [
        "every period is a point: there is no range", "a target has a unit",
    ]  # fmt: skip
    assert _problems(case, out, Against.NEUTRALITY, gross=True, interpolated=True) == [
        "neutral is what is left after removals", "only a sum over the years is interpolated",
    ]  # fmt: skip
    assert not out.exists(), "nothing was solved"


def test_limits_that_are_impossible_or_limit_nothing(tmp_path: Path) -> None:
    case = town(tmp_path / "c", ("dirty", "middling"))
    asked = Range(1, 90.0, 20.0, "ktCO2")
    assert _problems(case, tmp_path / "o", asked=asked) == [
        "the plan of least cost emits less: this limits nothing", "no plan emits as little",
    ]  # fmt: skip
    only = town(tmp_path / "only", ("dirty",))
    (told,) = _problems(only, tmp_path / "p")
    assert told.startswith("nothing to weigh")


def test_the_command(tmp_path: Path) -> None:
    town(tmp_path / "c")
    args = ["frontier", "c", "--points", "1", "-o", "o", "-j", "1"]
    done = h2opt(*args, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Between every two points the slope lies between their duals" in done.stdout
    folder = tmp_path / "o/town/frontier_cumulative"
    assert (folder / "frontier.png").stat().st_size > 10_000
    assert pd.read_csv(folder / "frontier.csv")["point"].tolist() == ["base", "limit_43.8438", "limit_0.0876"]
    beside = h2opt("compare", str(folder), cwd=tmp_path)
    assert beside.returncode == 0
    assert "limit_0.0876 compared with base" in beside.stdout
    wrong = h2opt("frontier", "c", "--scope", "heat", "--gas", "CO3", "-o", "o", cwd=tmp_path)
    assert wrong.returncode == 2
    assert "2 problems" in wrong.stderr
    assert "Traceback" not in wrong.stderr


@pytest.mark.slow
def test_a_dask_cluster_of_real_processes_solves_the_same(found: Frontier, runs: Runs, tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    case, where = found.study.spec.case, tmp_path / "far"
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        told: list[News] = []
        far = frontier(
            case,
            Against.CUMULATIVE,
            where,
            asked=Range(points=3),
            cluster=cluster.scheduler_address,
            planned=lambda _: told.append,
        )
    assert told[-1].jobs == 2
    assert far.limits == found.limits
    pd.testing.assert_series_equal(open_runs(where).costs(), runs.costs(), rtol=1e-9)
