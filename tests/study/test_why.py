"""Why a technology stays out, and what a limit is worth: a world worked by hand.

A MW of wind gives half a MW in ten hours of the day: 1,825 MWh a year, each worth the 100 CNY of a purchase. At an annuity of 7 % over ten
years and 13 CNY/kW of fixed cost it pays below (182.5 - 13) / annuity CNY/kW.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from tiny import write_tiny

from optimizer.case.switch import without
from optimizer.cli import main
from optimizer.cli.why_told import built as told
from optimizer.errors import CaseError, SolveError
from optimizer.finance import annuity
from optimizer.pipeline import load_case, run, solve_certified
from optimizer.solution import Solution, open_solution
from optimizer.study.questioned import checked, kind_of, solved_again
from optimizer.study.why import Build, builds, rules

DAY = 1825.0  # MWh a year of a MW
PAYS = (0.1 * DAY - 13) / annuity(0.07, 10)  # CNY/kW
DEAR = 1500.0
WORLD = {
    "regions": "region\nR\n",
    "carriers": "carrier,unit,surplus\nel,MWh,yes\n",
    "technologies": "technology,kind,reference,build\nwind,converter,el,yes\nold,converter,el,no\n",
    "ports": "technology,carrier,direction,value,unit\nwind,el,out,1,MWh/MWh\nold,el,out,1,MWh/MWh\n",
    "demand": "carrier,region,value,unit\nel,R,6,MW\n",
    "prices": "carrier,region,kind,value,unit\nel,,purchase,100,CNY_2020/MWh\n",
    "days": "day,weight\nd,365\n",
    "steps": "day,step,duration\nd,0,10\nd,1,14\n",
    "profiles": "day,step,wind\nd,0,0.5\nd,1,0\n",
    "emissions": "flow,technology,carrier,region,gas,sector,stage,value,unit\npurchase,,el,,CO2,,energy supply,0.5,tCO2/MWh\n",
    "policies": None, "potentials": None, "routes": None, "existing_capacity": None, "calendar": None,
}  # fmt: skip
YAML = "name: paper\nmoney: kCNY_2020\ndiscount_rate: 0\nwacc: 0.07\nperiods: [{label: 2030, first_year: 2030, years: 4}]\nclock: {given_days: {}}\n"
CAP = "id,kind,gas,area,time,value,unit\ncap,cap,CO2,together,each,20,ktCO2/year\n"


def answer(folder: Path, cost: float = DEAR, **changes: str) -> Solution:
    parameters = (
        f"technology,parameter,value,unit,profile\nwind,capital_cost,{cost!r},CNY_2020/kW,\nwind,life,10,year,\n"
        "wind,availability,1,1,wind\nwind,fixed_cost,13,CNY_2020/kW/year,\n"
    )
    folder.mkdir(parents=True, exist_ok=True)
    s = run(load_case(write_tiny(folder / "case", **{**WORLD, "parameters": parameters, "yaml": YAML, **changes})))
    (folder / "out").mkdir()
    s.save(folder / "out/solution.nc")
    return s


def wind(s: Solution) -> float:
    return float(s.variables["capacity"].sel(technology="wind").sum())


def test_the_price_at_which_it_comes_in(tmp_path: Path) -> None:
    out = answer(tmp_path / "out")
    assert wind(out) == 0
    (found,) = builds(solved_again(out), "wind")
    assert found.change is not None
    stated = 1e3 * (found.cost - found.change)  # kCNY/MW is CNY/kW
    assert (found.cost, stated / 1e3) == (DEAR, pytest.approx(PAYS))
    price = found.cost - found.change
    assert wind(answer(tmp_path / "enough", price * (1 - 1e-4))) == pytest.approx(12)
    assert wind(answer(tmp_path / "too little", price * (1 + 1e-4))) == 0


def test_the_cost_of_use_at_which_it_comes_in(tmp_path: Path) -> None:
    (found,) = builds(solved_again(answer(tmp_path)), "wind")
    assert found.cheaper == pytest.approx((DEAR * annuity(0.07, 10) + 13) / DAY - 0.1)  # kCNY/MWh


def test_how_dear_it_may_become(tmp_path: Path) -> None:
    (found,) = builds(solved_again(answer(tmp_path, 700.0)), "wind")
    assert found.built == pytest.approx(12)
    assert found.cost + (found.change or 0) == pytest.approx(PAYS)


def test_a_potential_is_worth_what_it_saves(tmp_path: Path) -> None:
    limit = "technology,region,limit,value,unit\nwind,,capacity_max,5,MW\n"
    (found,) = builds(solved_again(answer(tmp_path, 700.0, potentials=limit)), "wind")
    (room,) = found.own
    assert (room.limit, room.periods) == ("capacity", (2030,))
    assert room.worth == pytest.approx(4 * (PAYS - 700) * annuity(0.07, 10))  # four years, nothing discounted
    assert found.cost + (found.change or 0) == pytest.approx(PAYS)


def two_decades(life: int, early: float = 700.0, late: float = 700.0) -> dict[str, str]:
    """Wind of a life, its cost in 2030 and in 2040."""
    stated = (
        "technology,parameter,year,value,unit,profile\n"
        f"wind,capital_cost,2030,{early!r},CNY_2020/kW,\nwind,capital_cost,2040,{late!r},CNY_2020/kW,\n"
        f"wind,life,,{life},year,\nwind,availability,,1,1,wind\nwind,fixed_cost,,13,CNY_2020/kW/year,\n"
    )
    yaml = YAML.replace("years: 4}", "years: 10}, {label: 2040, first_year: 2040, years: 10}")
    return {"parameters": stated, "yaml": yaml}


@pytest.mark.parametrize("life", [10, 20])
def test_the_worth_of_a_potential_is_that_of_a_run_in_which_it_alone_is_larger(tmp_path: Path, life: int) -> None:
    """Plants of ten years: the worths of both decades add up. Of twenty: more room in 2030 alone is none, for the plant stands in 2040 too."""
    world, head = two_decades(life), "technology,region,limit,year,value,unit\n"

    def with_room(name: str, early: float, late: float) -> Solution:
        rows = f"wind,,capacity_max,2030,{early!r},MW\nwind,,capacity_max,2040,{late!r},MW\n"
        return answer(tmp_path / name, potentials=head + rows, **world)

    def saved(name: str, early: float, late: float) -> float:
        return float(base.meta["objective"] - with_room(name, early, late).meta["objective"]) / 0.1

    base = with_room("base", 5.0, 5.0)
    first, second = builds(solved_again(base), "wind")
    alone = [sum(room.worth for room in b.own) for b in (first, second)]
    assert alone == pytest.approx([saved("early", 5.1, 5.0), saved("late", 5.0, 5.1)], abs=1e-6)
    both = saved("both", 5.1, 5.1)
    decade = 10 * (0.1 * DAY - 13 - 700 * annuity(0.07, life))
    assert both == pytest.approx(2 * decade)
    assert alone == pytest.approx([decade if life == 10 else 0.0, decade], abs=1e-6)
    if life == 20:
        assert first.taken is not None
        assert first.taken.periods == (2030, 2040)
        assert first.taken.worth == pytest.approx(both)


def test_a_build_is_kept_out_by_a_potential_of_later(tmp_path: Path) -> None:
    """Nothing stands in 2030, whose potential is then worth nothing: a plant that lives twenty years would take the room of a cheap one."""
    limit = "technology,region,limit,value,unit\nwind,,capacity_max,5,MW\n"
    again = solved_again(answer(tmp_path, potentials=limit, **two_decades(20, 1500.0, 700.0)))
    early, late = builds(again, "wind")
    assert (early.built, early.own, late.built) == (0, (), pytest.approx(5))
    assert early.taken is not None
    assert early.taken.periods == (2040,)
    assert early.taken.worth == late.own[0].worth
    words = told(early, "wind", again)
    assert "in 2030 alone" not in words
    assert "a plant built in 2030 takes room of the potential in 2040, which is used up there" in words
    assert "in 2040 alone is worth" in told(late, "wind", again)


def test_a_limit_holds_only_the_builds_that_stand_under_it(tmp_path: Path) -> None:
    """Wind of 2030 is gone by 2040: the limit of 2040 holds the cheap wind of that year, and is not what keeps the dear one out."""
    limit = "technology,region,limit,value,unit\nwind,,capacity_max,5,MW\n"
    out = answer(tmp_path, potentials=limit, **two_decades(10, 1500.0, 700.0))
    early, late = builds(solved_again(out), "wind")
    assert (early.built, early.own, early.taken) == (0, (), None)
    assert [room.limit for room in late.own] == ["capacity"]
    assert early.cost - (early.change or 0) == pytest.approx(PAYS)


def test_a_plant_that_would_stand_idle_is_said_to(tmp_path: Path) -> None:
    """A wind that never blows earns nothing: what is missing beside its capital cost is its fixed cost over its life."""
    again = solved_again(answer(tmp_path, profiles="day,step,wind\nd,0,0\nd,1,0\n"))
    (found,) = builds(again, "wind")
    assert found.idle
    assert found.change == pytest.approx(DEAR + 13 / annuity(0.07, 10))
    assert "it would stand idle" in told(found, "wind", again)
    assert f"its fixed cost of {13 / annuity(0.07, 10):,.4g} CNY_2020/kW over its life" in told(found, "wind", again)


def test_large_prices_are_told_in_thousands(tmp_path: Path) -> None:
    words = told(Build("R", 2030, 0.0, 2.5e4, 1e4), "wind", solved_again(answer(tmp_path)))
    assert "capital cost of 25 kCNY_2020/kW; it would come in at 15 (40 % less)" in words


def test_an_interior_answer_has_no_margins(tmp_path: Path) -> None:
    """What binds in it is not known: everything would seem to move for nothing, or not at all."""
    again = solved_again(answer(tmp_path))
    options = again.case.options.solve.__class__(algorithm="hipo")
    case = replace(again.case, options=again.case.options.model_copy(update={"solve": options}))
    interior = solve_certified(again.compiled, case, lambda _: None)
    assert interior.algorithm == "hipo"
    with pytest.raises(SolveError, match="interior answer has no exact margins"):
        builds(replace(again, raw=interior), "wind")


def test_what_is_learnt_is_part_of_the_cost(tmp_path: Path) -> None:
    s = run(load_case(Path(__file__).parents[2] / "inputs/learning", "coarse"))
    found = builds(solved_again(s), "electrolyser")
    assert [b.cost for b in found] == pytest.approx([e["paid"] for e in s.meta["learning"]])


def test_whole_numbers_are_not_called_limits_of_the_case(tmp_path: Path) -> None:
    """Two units of six MW each cannot be less: the case could do with none."""
    technologies = "technology,kind,reference,build,whole\nwind,converter,el,yes,yes\nold,converter,el,no,\n"
    parameters = (
        "technology,parameter,value,unit,profile\nwind,capital_cost,700,CNY_2020/kW,\nwind,life,10,year,\nwind,unit_size,6,MW,\n"
        "wind,unit_size_min,6,MW,\nwind,availability,1,1,wind\n"
    )
    again = solved_again(answer(tmp_path, technologies=technologies, parameters=parameters))
    (found,) = builds(again, "wind")
    assert found.built == pytest.approx(12)
    assert told(found, "wind", again).endswith("with the whole numbers of the answer there cannot be less of it")


def test_the_price_of_a_limit_and_how_far_it_holds(tmp_path: Path) -> None:
    """Wind by day at 124 CNY saves half a tonne: up to 12 MW, which leave the nights."""
    (found,) = rules(solved_again(answer(tmp_path, policies=CAP)), "cap")
    per_tonne = ((DEAR * annuity(0.07, 10) + 13) / DAY - 0.1) / 0.5
    assert found.entry["price"] == pytest.approx(per_tonne)
    assert (found.low, found.high) == (pytest.approx(6 * 14 * 365 / 2), pytest.approx(6 * 24 * 365 / 2))


def test_how_far_the_price_of_a_relative_limit_holds_is_told_beside_the_limit(tmp_path: Path) -> None:
    """A tenth of all electricity from wind: the row says what is left of it, 0, and its range is told as an amount beside the tenth."""
    share = "id,kind,area,time,value,unit,sense,carrier,technology,relative_to,quantity\ngreen,share,together,each,0.1,1,>=,el,wind,all,output\n"
    (found,) = rules(solved_again(answer(tmp_path, policies=share)), "green")
    limit = float(str(found.entry["limit"]))
    assert limit == pytest.approx(0.1 * 6 * 8760)
    assert found.low is not None
    assert found.high is not None
    assert 0 <= found.low < limit < found.high
    assert found.high == pytest.approx(
        6 * 3650
    )  # more wind than meets all demand while it blows would have to be dumped


def test_names_that_do_not_exist(tmp_path: Path) -> None:
    case = solved_again(answer(tmp_path)).case
    with pytest.raises(CaseError, match="did you mean 'wind'"):
        kind_of(case, "wint")
    with pytest.raises(CaseError) as caught:
        checked(case, ["Q"], [1999])
    assert [p.column for p in caught.value.problems] == ["--region", "--period"]
    assert kind_of(case, "wind") == "technology"


def test_a_case_that_was_changed_is_refused(tmp_path: Path) -> None:
    out = answer(tmp_path)
    demand = tmp_path / "case/demand.csv"
    demand.write_text(demand.read_text().replace("6,MW", "7,MW"))
    with pytest.raises(CaseError, match="changed after this run"):
        solved_again(out)
    (tmp_path / "case").rename(tmp_path / "moved")
    with pytest.raises(CaseError, match="not where it was"):
        solved_again(out)


def test_a_scenario_may_have_any_name_and_policies_be_off(tmp_path: Path) -> None:
    """A run is called by its scenario and what else was asked for, and so may a scenario be."""
    dear = "dear_without_wind: [{table: parameters, where: {technology: wind, parameter: capital_cost}, scale: 1.1}]"
    answer(tmp_path, yaml=YAML + f"scenarios:\n  {dear}\n", policies=CAP)
    case = load_case(tmp_path / "case", "dear_without_wind")
    for asked in (case, without(case, ["cap"])):
        out = run(asked)
        assert solved_again(out).raw.objective == pytest.approx(out.meta["objective"])


def test_on_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(tmp_path, policies=CAP.replace("20,", "26,"))
    for name, words in [
        ("wind", ("MW built; needed whatever it costs", "parameters.csv 2  wind capital_cost", "1,500 CNY_2020/kW")),
        (
            "cap",
            (
                "26 ktCO2/year beside a limit of 26 ktCO2/year, binding; the last unit costs 48.",
                "policies.csv 2",
                "emissions.csv 2",
            ),
        ),
        ("old", ("may not be built",)),
    ]:
        monkeypatch.setattr(sys, "argv", ["h2opt", "why", name, str(tmp_path / "out"), "-q"])
        with pytest.raises(SystemExit) as left:
            main()
        assert left.value.code == 0
        out = capsys.readouterr().out
        assert all(word in out for word in words), out
    assert open_solution(tmp_path / "out").meta["case"]["policies"] == ["cap"]
