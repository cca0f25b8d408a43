"""Perfect, myopic and rolling foresight of one case: what each costs, by hand, and what windows know of the past."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from command import h2opt
from test_features import write
from test_permits import MARKETS, tables

from optimizer.case.model import Case
from optimizer.certificate.pathways import pathways
from optimizer.certificate.physics import Solved
from optimizer.decided import Decided, Vector
from optimizer.errors import CaseError, SolveError
from optimizer.formulation import vocabulary
from optimizer.inputs import prepare
from optimizer.pipeline import answer, load_case, run
from optimizer.report.foresight import Run, comparison, in_words
from optimizer.report.tables import costs, policies
from optimizer.solution import Solution, open_solution
from optimizer.study import Sight, WindowError, count_of, foresight, myopic, reason

YAML = (
    "name: f\nmoney: kEUR_2020\ndiscount_rate: 0\nwacc: 0\nyear_hours: 8760\nclock: {given_days: {}}\n"
    "periods: [2030, 2040, 2050]\n"
)
PRICE = "id,kind,quantity,gas,year,value,unit,start\nlater,price,emission,CO2,2050,50,EUR_2020/tCO2,2050\n"
# A kW of new coal costs 100 EUR a year for twenty years and 109.5 EUR of coal, from 2050 on 186.15 EUR of carbon besides;
# a kW of electric heat costs 100 EUR and 131.4 EUR of power.
HEAT = {
    "yaml": YAML,
    "technologies": "technology,kind,reference\ncoal_heat,converter,heat\nelectric,converter,heat\n",
    "ports": "technology,carrier,direction,value,unit\ncoal_heat,heat,out,1,MWh/MWh\ncoal_heat,coal,in,1.25,MWh/MWh\nelectric,heat,out,1,MWh/MWh\n",
    "parameters": (
        "technology,parameter,value,unit\ncoal_heat,capital_cost,2000,EUR_2020/kW\ncoal_heat,life,20,year\n"
        "electric,capital_cost,2000,EUR_2020/kW\nelectric,life,20,year\nelectric,variable_cost,15,EUR_2020/MWh\n"
    ),
    "existing_capacity": "technology,region,year,value,unit\ncoal_heat,A,2030,10,MW\n",
    "emissions": "flow,technology,carrier,gas,value,unit\nactivity,coal_heat,coal,CO2,0.34,tCO2/MWh\npurchase,,coal,CO2,0,tCO2/MWh\n",
    "demand": "carrier,region,year,value,unit\nheat,A,2030,10,MW\nheat,A,2040,20,MW\nheat,A,2050,20,MW\n",
    "prices": "carrier,kind,value,unit\ncoal,purchase,10,EUR_2020/MWh\nheat,unmet,1e4,EUR_2020/MWh\n",
    "policies": PRICE,
}
TEN_MW = 10 * 8760 * 1.25 * 0.34  # tonnes a year
PERFECT = (109.5 + (109.5 + 231.4) + 2 * 231.4) * 1e5
MYOPIC = (109.5 + (109.5 + 209.5) + (100 + 2 * 231.4)) * 1e5


SHORT_SIGHTED = {
    "policies": (
        "id,kind,quantity,technology,gas,value,unit,seed,seed_unit,start\n"
        "pace,growth,capacity,electric,,0,%/year,1,MW/year,\nnone,cap,emission,,CO2,0,tCO2/year,,,2050\n"
    ),
    "prices": "carrier,kind,value,unit\ncoal,purchase,10,EUR_2020/MWh\n",
}


def gross(s: Solution) -> list[float]:
    e = s.variables["emission"]
    return e.where(e["stage"] != "removal").sum(("gas", "sector", "stage", "region")).values.tolist()


def heat(tmp_path: Path, **changes: str) -> Case:
    return load_case(write(tmp_path, **{**HEAT, **changes}))


def euros(s: Solution) -> float:
    return float(s.meta["objective"]) * 1e3


@pytest.fixture(scope="module")
def sights(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Sight]:
    """The case as it is, seen in all three ways."""
    return {s.name: s for s in foresight(heat(tmp_path_factory.mktemp("heat")), window=2, overlap=1)}


def test_myopia_costs_more_and_peaks_later_and_higher(sights: dict[str, Sight]) -> None:
    """10 MW of coal stand for ever; demand doubles in 2040, carbon costs money from 2050 on.

    Who sees 2050 builds 10 MW of electric heat in 2040 (231.4 EUR per kW and year) and 10 MW more in 2050. Who does not builds coal in
    2040 (209.5), replaces all 20 MW in 2050 (231.4 is less than 109.5 + 186.15) and goes on paying 100 EUR for the coal it built.
    """
    runs = sights
    costs = {name: euros(s.solution) for name, s in runs.items() if s.solution}
    assert costs == pytest.approx({"perfect": PERFECT, "myopic": MYOPIC, "rolling": PERFECT}, rel=1e-6)
    assert costs["myopic"] - costs["perfect"] == pytest.approx(7.81e6)
    paths = {name: gross(s.solution) for name, s in runs.items() if s.solution}
    assert paths["perfect"] == pytest.approx([TEN_MW, TEN_MW, 0], abs=1e-3)
    assert paths["myopic"] == pytest.approx([TEN_MW, 2 * TEN_MW, 0], abs=1e-3)
    notes = {name: s.solution.meta["notes"] for name, s in runs.items() if s.solution}
    assert not [n for n in notes["perfect"] if "window" in n]
    assert "Decided window by window: what earlier windows decided for 2030, 2040 is held as it was." in notes["myopic"]
    assert [s.decided for s in runs.values()] == [(2030, 2040, 2050)] * 3

    table = comparison({name: Run(s.decided, s.solution) for name, s in runs.items()}).set_index(["figure", "period"])
    more = table.loc[("more than perfect", "")]
    assert [more["perfect"], more["myopic"]] == pytest.approx([0, 100 * (MYOPIC / PERFECT - 1)], abs=1e-6)
    peak = table.loc[("year of the peak of gross emissions", "")]
    assert peak[["perfect", "myopic", "rolling"]].tolist() == ["2030", "2040", "2030"]
    assert table.loc[("peak of gross emissions", ""), "myopic"] == pytest.approx(2 * TEN_MW)
    (peak_line,) = [line for line in in_words(table.reset_index()) if line.startswith("peak of gross emissions")]
    assert peak_line.split()[-4:] == ["37.23", "74.46", "37.23", "ktCO2/year"]


def test_a_window_of_full_length_is_the_perfect_answer(tmp_path: Path) -> None:
    case = heat(tmp_path)
    (window,) = myopic(case, foresight=3)
    assert window.kept == (2030, 2040, 2050)
    assert window.solution.meta["objective"] == run(case).meta["objective"]
    assert [count_of(case, *sees) for sees in ((1, 1), (2, 1), (2, 2), (3, 1), (5, 2))] == [3, 2, 2, 1, 1]


SLOW = pytest.mark.slow  # many small solves of what the others bind once
RULES = {
    "peak": "r,peak,,2030,,,,",
    "peak with a level": "r,peak,,2030,38,ktCO2/year,,",
    "decline": "r,decline,,,1,%/year,2030,",
    "slowing": "r,slowing,past,,50,%,2030,",
    "plateau": "p,peak,,2030,,,,\nr,plateau,p,,30,%,,2040",
}
PAST = "series,region,year,value,unit\npast,,2010,17,ktCO2/year\npast,,2020,27,ktCO2/year\n"


@pytest.mark.parametrize("rule", [r if r == "decline" else pytest.param(r, marks=SLOW) for r in RULES])
def test_rules_of_a_pathway_hold_between_windows(rule: str, tmp_path: Path) -> None:
    """The last answer is one of the whole case: its certificate counts every rule over all years."""
    policies = f"id,kind,relative_to,year,value,unit,start,end\n{RULES[rule]}\n"
    case = heat(tmp_path, policies=policies, series=PAST)
    *_, last = myopic(case)
    e = dict(zip((2030, 2040, 2050), gross(last.solution), strict=True))
    bounds = {
        "peak": [e[2030] - e[2040], e[2030] - e[2050]],
        "peak with a level": [38e3 - e[2030], e[2030] - e[2040]],
        "decline": [e[2030] * 0.99**10 - e[2040], e[2040] * 0.99**10 - e[2050]],
        "slowing": [32e3 - e[2030], e[2030] + 0.5 * (e[2030] - 27e3) - e[2040]],
        "plateau": [e[2030] - e[2040], e[2040] - 0.7 * e[2030]],
    }[rule]
    assert min(bounds) >= -1e-3
    assert min(map(abs, bounds)) < 1e-3  # without the rule coal would be built
    assert last.solution.meta["status"] == "certified"
    if rule != "decline":
        assert last.solution.meta["objective"] >= run(case).meta["objective"] * (1 - 1e-6)


def test_a_peak_to_come_is_known_by_its_level_alone(tmp_path: Path) -> None:
    """At most 30 kt before 2040 is seen, and no more than in 2040 after it; the witness counts the level as well."""
    policies = "id,kind,year,value,unit\nr,peak,2040,30,ktCO2/year\n"
    case = heat(tmp_path, policies=policies)
    window = next(myopic(case))
    assert gross(window.solution) == pytest.approx([30e3])
    assert [p["limit"] for p in window.solution.meta["policies"]] == [30e3]
    first = replace(case, options=case.options.model_copy(update={"periods": case.options.periods[:1]}))
    table = first.tables["policies"].assign(amount=29e3)
    lower = prepare(replace(first, tables={**first.tables, "policies": table}), vocabulary())
    found = answer(first).vector
    solved = {f.name: Solved(f.index, found.values[f.range]) for f in found.columns if f.index is not None}
    assert max(float(excess[0]) for _, excess, _ in pathways(lower, solved)) == pytest.approx(1e3)


@SLOW
def test_an_open_peak_needs_the_perfect_run(tmp_path: Path) -> None:
    case = heat(tmp_path, policies="id,kind,year,value,unit\nr,peak,,,\n")
    with pytest.raises(CaseError, match="windows need the year of a peak"):
        next(myopic(case))
    found = {s.name: s.solution for s in foresight(case, window=1)}
    assert list(found) == ["perfect", "myopic"]
    years = found["perfect"].meta["peak_years"]  # type: ignore[union-attr]
    peak = [p for p in found["myopic"].meta["policies"] if p["id"] == "r"]  # type: ignore[union-attr]
    assert {p["period"] for p in peak} == {2030, 2040, 2050} - set(years.values())


@SLOW
def test_what_is_retired_does_not_come_back(tmp_path: Path) -> None:
    """Carbon costs money in 2040 alone: coal goes then, for its fixed cost, and 2050 has to build."""
    policies = "id,kind,quantity,gas,value,unit,start,end\nonce,price,emission,CO2,900,EUR_2020/tCO2,2040,2040\n"
    parameters = HEAT["parameters"] + "coal_heat,fixed_cost,1,EUR_2020/kW/year\n"
    technologies = (
        "technology,kind,reference,build,retire\ncoal_heat,converter,heat,no,yes\nelectric,converter,heat,yes,no\n"
    )
    demand = "carrier,region,year,value,unit\nheat,A,2030,10,MW\nheat,A,2040,10,MW\nheat,A,2050,30,MW\n"
    case = heat(tmp_path, policies=policies, parameters=parameters, technologies=technologies, demand=demand)
    *_, last = myopic(case)
    coal = last.solution.variables["capacity"].sel(technology="coal_heat").squeeze().values
    assert coal.tolist() == pytest.approx([10, 0, 0], abs=1e-6)
    assert run(case).variables["capacity"].sel(technology="coal_heat").squeeze().values[-1] == pytest.approx(10)


def test_growth_and_vintages_go_on_between_windows(tmp_path: Path) -> None:
    """Electric heat may grow by 0.2 MW a year from what stands, 0.1 MW: 0.3 MW in 2030, 2.3 in 2040, 4.3 in 2050.

    A MWh of heat takes 1.5 MWh of coal in the stock of 2030, 1.3 in what is built in 2040 and 1.1 in that of 2050; coal costs
    44 EUR/MWh with its carbon. In 2040 the stock goes on (0.2 * 44 * 8.76 = 77 EUR are less than 100), in 2050 it is replaced (154).
    """
    policies = (
        "id,kind,quantity,technology,gas,value,unit,seed,seed_unit,relative_to\n"
        "pace,growth,capacity,electric,,0,%/year,0.2,MW/year,existing\n"
        "dear,price,emission,,CO2,100,EUR_2020/tCO2,,,\n"
    )
    ports = (
        "technology,carrier,direction,year,value,unit\ncoal_heat,heat,out,,1,MWh/MWh\ncoal_heat,coal,in,2030,1.5,MWh/MWh\n"
        "coal_heat,coal,in,2050,1.1,MWh/MWh\nelectric,heat,out,,1,MWh/MWh\n"
    )
    technologies = "technology,kind,reference,by_vintage\ncoal_heat,converter,heat,yes\nelectric,converter,heat,no\n"
    existing = HEAT["existing_capacity"] + "electric,A,2030,0.1,MW\n"
    case = heat(tmp_path, policies=policies, ports=ports, technologies=technologies, existing_capacity=existing)
    *_, last = myopic(case)
    s = last.solution
    electric = s.variables["capacity"].sel(technology="electric").squeeze().values
    assert electric.tolist() == pytest.approx([0.3, 2.3, 4.3], rel=1e-5)
    coal = (s.variables["purchase"].sel(carrier="coal") * s.inputs["hours_per_year"]).sum(("day", "step")).squeeze()
    wanted = [9.7 * 1.5, 10 * 1.5 + 7.7 * 1.3, 7.7 * 1.3 + 8 * 1.1]
    assert (coal.values / 8760).tolist() == pytest.approx(wanted, rel=1e-5)


@SLOW
def test_limits_that_refer_to_later_years_wait_for_them(tmp_path: Path) -> None:
    """At most 150 % of the emissions of 2050: a matter of the window that sees 2050."""
    policies = "id,kind,quantity,gas,relative_to,value,unit\nr,cap,emission,CO2,2050,150,%\n"
    case = heat(tmp_path, policies=policies)
    first, second, third = (w.solution for w in myopic(case))
    assert not first.meta["policies"]
    assert not second.meta["policies"]
    e = gross(third)
    assert max(e[:2]) <= 1.5 * e[2] + 1e-3


@SLOW
@pytest.mark.parametrize("time", ["cumulative", "interpolated", "average"])
def test_budgets_are_kept_over_the_horizon(time: str, tmp_path: Path) -> None:
    unit, value = ("ktCO2/year", 30) if time == "average" else ("ktCO2", 900)
    policies = f"id,kind,quantity,gas,time,value,unit\nb,cap,emission,CO2,{time},{value},{unit}\n"
    case = heat(tmp_path, policies=policies)
    windows = list(myopic(case))
    (told,) = windows[-1].solution.meta["policies"]
    assert (told["id"], told["limit"], told["status"]) == ("b", pytest.approx(value * 1e3), "binding")
    pace = 30e3 if time == "average" else 300e3
    assert windows[0].solution.meta["policies"][0]["limit"] == pytest.approx(pace)


def test_a_window_without_an_answer_is_told(tmp_path: Path) -> None:
    """Electric heat cannot grow to 20 MW by 2050 unless it begins before, and nothing may be emitted then."""
    case = heat(tmp_path, **SHORT_SIGHTED)
    perfect, short = foresight(case, window=1)
    assert isinstance(short.failed, WindowError)
    assert str(short.failed).startswith("The window of 2050 has no answer (2030, 2040 was decided before).")
    assert [w.kept for w in short.failed.before] == [(2030,), (2040,)]
    assert short.decided == (2030, 2040)
    runs, told = {s.name: s for s in (perfect, short)}, reason(short.failed.cause)
    assert "policy 'none', all regions, 2050: limit out of reach" in told or "demand for heat in A, 2050" in told
    table = comparison(
        {n: Run(s.decided, s.solution, ("2050", told) if s.failed else ("", "")) for n, s in runs.items()}
    ).set_index("figure")
    assert table.loc["window without an answer", "myopic"] == "2050"
    assert table.loc["discounted cost"].isna()["myopic"]


@SLOW
def test_unmet_demand_is_in_the_table(tmp_path: Path) -> None:
    """Nothing but 10 MW of coal, and demand of 20 MW: half stays unmet, and so says the table."""
    technologies = "technology,kind,reference,build\ncoal_heat,converter,heat,no\nelectric,converter,heat,no\n"
    case = heat(tmp_path, technologies=technologies)
    found = {s.name: Run(s.decided, s.solution) for s in foresight(case, window=1)}
    table = comparison(found).set_index(["figure", "item", "period"])
    assert table.loc[("unmet demand", "heat", "2040"), "myopic"] == pytest.approx(87_600)


def test_a_past_that_breaks_a_row_is_refused(tmp_path: Path) -> None:
    """Values of an earlier answer that are not of this case are no plan for it."""
    case = heat(tmp_path)
    first = replace(case, options=case.options.model_copy(update={"periods": case.options.periods[:1]}))
    vector = answer(first).vector
    family = next(f for f in vector.columns if f.name == "activity")
    wrong = vector.values.copy()
    wrong[family.range] *= 2.0
    with pytest.raises(SolveError, match="what was decided before breaks"):
        answer(case, Decided(frozenset([2030]), Vector(vector.columns, wrong)))
    assert np.isclose(euros(answer(case, Decided(frozenset([2030]), vector)).solution), PERFECT)


def test_prices_are_those_of_the_window_that_decides(sights: dict[str, Sight]) -> None:
    """What is decided has no price any more and keeps the one it had: in 2040 another kW of coal, in the eyes of 2040."""
    myopic = sights["myopic"].solution
    assert myopic is not None
    prices = myopic.duals["carrier_price"].sel(carrier="heat").squeeze()
    assert float(prices.sel(period=2040)) == pytest.approx(209.5 / 8760)
    rent = myopic.levelised["marginal_price"].sel(carrier="heat").squeeze()
    assert float(rent.sel(period=2040)) == pytest.approx(209.5 / 8760)


@pytest.mark.slow
def test_on_the_command_line(tmp_path: Path) -> None:
    """What a planner sees if all goes well, and if a window has no answer."""
    write(tmp_path / "well", **HEAT)
    done = h2opt("foresight", "well", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "myopic, window 3 of 3 (2050), about" in done.stdout
    assert "rolling, window 2 of 2 (2040 to 2050)" in done.stdout
    table = pd.read_csv(tmp_path / "results/f/base_foresight/foresight.csv").set_index("figure")
    assert table.loc["discounted cost", ["perfect", "myopic"]].tolist() == pytest.approx([PERFECT / 1e3, MYOPIC / 1e3])
    assert open_solution(tmp_path / "results/f/base_foresight/rolling").meta["status"] == "certified"
    assert h2opt("foresight", "well", "--overlap", "2", cwd=tmp_path).returncode == 2

    write(tmp_path / "short", **{**HEAT, **SHORT_SIGHTED})
    done = h2opt("foresight", "short", cwd=tmp_path)
    assert done.returncode == 3
    assert "  myopic: " in done.stdout
    assert (tmp_path / "results/f/base_foresight/myopic/run.json").exists()
    assert (tmp_path / "results/f/base_foresight/rolling/solution.nc").exists()


def market(folder: Path, *rows: str) -> Case:
    """Two towns and a farm of the permit tests, over three periods that are alike."""
    files = tables({"": rows})
    files["case.yaml"] = files["case.yaml"].replace("[{label: 2030, first_year: 2030, years: 5}]", "[2030, 2035, 2040]")
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return load_case(folder)


def test_permits_and_credits_of_decided_periods_keep_their_price(tmp_path: Path) -> None:
    """Periods are alike and nothing costs to build: short sight trades as perfect foresight does, and pays the same for it."""
    told = {}
    for sight in foresight(market(tmp_path, *MARKETS["both"])):
        assert sight.solution is not None
        table = costs(sight.solution)
        paid = table[table["line"].isin(["permit trade", "offset credits"])]
        assert paid.groupby("period")["annual_cost"].sum().tolist() == pytest.approx([0.0] * 3, abs=1e-6)
        prices = policies(sight.solution).set_index(["id", "area", "period"])["price"]
        told[sight.name] = paid.set_index(["line", "location", "period"])["discounted_cost"].sort_index(), prices
    money, prices = told["perfect"]
    assert len(money) == 5 * 3  # A sells, B buys, both use credits of F
    assert money.abs().min() > 1
    for name in ("myopic", "rolling"):
        pd.testing.assert_series_equal(told[name][0], money, rtol=1e-5)
        pd.testing.assert_series_equal(told[name][1], prices, rtol=1e-5)


def test_permits_of_a_limit_that_no_window_sees_yet(tmp_path: Path) -> None:
    """A limit relative to 2040 is known in 2040: before that there is nothing to trade, and a note says so."""
    later = "{n}ets,cap,gross_emission,{n}A;{n}B,,2040,each,100,%,,"
    case = market(tmp_path, later, *MARKETS["both"][1:])
    first, _, last = (window.solution for window in myopic(case))
    assert "permit_trade" not in first.variables
    assert [note for note in first.meta["notes"] if note.startswith("policy trade does nothing")]
    assert sorted(set(policies(last).query("id == 'ets'")["period"])) == [2030, 2035]


def test_windows_that_do_not_move_on_are_refused_before_anything_is_solved(tmp_path: Path) -> None:
    def never(name: str, case: Case, decided: Decided | None) -> None:
        raise AssertionError(f"{name} was solved")

    for overlap in (2, -1):
        with pytest.raises(CaseError, match=f"at most all it sees .found: {2 - overlap} of 2"):
            list(foresight(market(tmp_path), 2, overlap, never))  # type: ignore[arg-type]
