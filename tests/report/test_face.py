"""What a planner reads first: units, periods that fit, names that can be drawn, results of whom, costs of which years."""

from __future__ import annotations

import json
from dataclasses import replace
from io import StringIO
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from rich.console import Console
from test_features import answer
from tiny import TABLES, tiny_case, write_tiny

from optimizer.outputs import of_another, replaced, set_aside, told, write_results
from optimizer.pipeline import load_case, run
from optimizer.record import region_names, sunk_capital
from optimizer.report import fonts
from optimizer.report.balances import balance, residuals
from optimizer.report.charts_capacity import capacity_chart
from optimizer.report.drawing import name_of, region_name
from optimizer.report.looks import colors_of
from optimizer.report.prices import demanded, levelised, prices
from optimizer.report.readable import (
    price_units,
    readable_levelised,
    readable_policies,
    readable_prices,
    readable_summary,
)
from optimizer.report.regions import regions
from optimizer.report.screen import left_out, print_by_period
from optimizer.report.security import security
from optimizer.report.stacks import positions
from optimizer.report.tables import builds, noise, policies
from optimizer.report.terminal import print_summary
from optimizer.report.workbook import unique, write_workbook
from optimizer.solution import Solution, open_solution
from optimizer.study import foresight, redispatch
from optimizer.units import factor, readable, readable_footprint

YEARS = [2025, 2030, 2035, 2040, 2045, 2050, 2055, 2060]


def printed(solution: Solution, width: int = 120) -> str:
    screen = StringIO()
    print_summary(solution, console=Console(file=screen, width=width))
    return screen.getvalue()


def test_totals_are_told_in_units_that_need_no_counting_of_digits(solution: Solution) -> None:
    """1.5 billion tonnes and 2 trillion are told so; the numbers of the answer stay as they are."""
    emitted = solution.variables["emission"]
    large = emitted.fillna(0.0) * 0.0 + 1.5e9 * emitted.sizes["period"] / emitted.size
    times = 2e15 / float(abs(solution.costs["annual_cost"]).sum())
    costly = solution.costs.assign({n: solution.costs[n] * times for n in ("annual_cost", "discounted_cost")})
    policies = [
        {"id": "cap", "kind": "cap", "area": "all", "period": 2030, "value": 1.5e9, "limit": 1.6e9, "slack": 1e8},
        {"id": "cap", "kind": "cap", "area": "all", "period": 2040, "value": 3e5, "limit": None, "slack": None},
    ]
    told = {"unit": "tCO2/year", "status": "met", "price": 0.0, "price_unit": "CNY_2020/tCO2"}
    meta = {**solution.meta, "objective": 4e15, "money": "CNY_2020", "policies": [p | told for p in policies]}
    many = replace(solution, variables=solution.variables.assign(emission=large), costs=costly, meta=meta)
    text = printed(many)
    (cost,) = [line for line in text.splitlines() if line.startswith("Cost ")]
    assert cost.startswith("Cost 4,000 trillion CNY_2020 discounted; a year 2030: ")
    assert cost.endswith(" trillion CNY_2020")
    assert "\nCO2: 2030 1,500, 2040 1,500 MtCO2/year\n" in text
    rows = [line.split() for line in text.splitlines() if line.startswith("cap ")]
    assert [row[4:7] for row in rows] == [["1,500", "1,600", "MtCO2/year"], ["0.3", "MtCO2/year", "0"]]
    figures = readable_summary(many).set_index(["figure", "period"])
    assert figures.loc[("emissions of CO2", 2030), ["value", "unit"]].tolist() == [pytest.approx(1.5e9), "tCO2/year"]


@pytest.mark.parametrize(
    ("unit", "size", "wanted"),
    [
        ("GCNY_2020/GWh", 0.0, (1e6, "CNY_2020/MWh")),
        ("kEUR_2020/(MWh)", 0.0, (1e3, "EUR_2020/MWh")),
        ("GCNY_2020/kt", 0.004, (1e6, "CNY_2020/t")),
        ("GCNY_2020/kt", 0.0159, (1e3, "CNY_2020/kg")),
        ("kCNY_2020/kg", 0.0, (1e3, "CNY_2020/kg")),
        ("GCNY_2020/MtCO2", 0.2, (1e3, "CNY_2020/tCO2")),
        ("GCNY_2020/Mvkm", 0.002, (1e3, "CNY_2020/vkm")),
        ("GCNY_2020/kvehicle/year", 0.0, (1e6, "CNY_2020/vehicle/year")),
        ("GCNY_2020/(kt/hour)/year", 0.0, (1e6, "CNY_2020/(t/hour)/year")),
        ("EUR_2020/Nm3", 0.0, (1.0, "EUR_2020/Nm3")),
        ("GCNY_2020", 0.0, (1.0, "GCNY_2020")),
        ("wishes/GWh", 0.0, (1.0, "wishes/GWh")),
    ],
)
def test_units_that_a_planner_compares(unit: str, size: float, wanted: tuple[float, str]) -> None:
    assert readable(unit, size) == wanted


def test_hydrogen_is_told_by_the_kilogram_and_its_footprint_too() -> None:
    assert readable("GEUR_2020/kt", 0.002, by_kilogram=True) == (1e3, "EUR_2020/kg")  # 2 EUR/kg
    assert readable_footprint("MtCO2", "kg", 9e-9) == (1e9, "kgCO2/kg")


def test_sheets_say_the_same_as_the_solution(solution: Solution) -> None:
    """Numbers times their unit are what the file holds; one unit a carrier, and hydrogen by the kilogram."""
    units = price_units(solution)
    assert {c: u for c, (_, u) in units.items()} == {
        "el": "CNY_2020/MWh",
        "h2": "CNY_2020/kg",
        "steel": "CNY_2020/kg" if units["steel"][1].endswith("kg") else "CNY_2020/t",
    }
    pairs = [
        (prices, readable_prices, "mean", "unit"),
        (levelised, readable_levelised, "average", "unit"),
        (levelised, readable_levelised, "marginal price", "unit"),
        (levelised, readable_levelised, "CO2", "unit of CO2"),
        (policies, readable_policies, "price", "price_unit"),
    ]
    for plain, shown, column, unit in pairs:
        before, after = plain(solution), shown(solution)
        back = [v * factor(n, o) for v, n, o in zip(after[column], after[unit], before[unit], strict=True)]
        np.testing.assert_allclose(np.array(back, float), before[column].to_numpy(float), rtol=1e-12)


def test_no_price_of_what_does_not_flow(tmp_path: Path) -> None:
    """Biomass is offered at 20 EUR/MWh and nothing burns it: the sheet has its row, without a price."""
    ports = "technology,carrier,direction,value,unit\nboiler,heat,out,1,MWh/MWh\nboiler,coal,in,1.25,MWh/MWh\n"
    s = answer(tmp_path, ports=ports, emissions="flow\n")
    told = prices(s).set_index("item")
    assert s.duals["carrier_price"].sel(carrier="biomass").notnull().all()  # the solution keeps whatever price that has
    assert told.loc["biomass", ["mean", "lowest", "highest"]].isna().all()
    assert told.loc["coal", "mean"] == pytest.approx(0.01)


def undemanded(solution: Solution, carrier: str, region: str) -> Solution:
    """The answer as if nobody asked for a carrier in a region."""
    demand = solution.inputs["demand"].copy()
    demand.loc[{"carrier": carrier, "region": region}] = 0.0
    return replace(solution, inputs=solution.inputs.assign(demand=demand))


def test_no_average_of_a_trickle(solution: Solution) -> None:
    """Costs shared out over a ten-millionth of the largest flow say nothing; over a hundred-thousandth they do."""
    flow = solution.levelised["throughput"].copy()
    most = float(flow.sel(carrier="el").max())
    flow.loc[{"carrier": "el", "region": "A", "period": 2030}] = 1e-7 * most
    flow.loc[{"carrier": "el", "region": "A", "period": 2040}] = 1e-5 * most
    flow.loc[{"carrier": "el", "region": "B"}] = most
    nobody_asks = undemanded(solution, "el", "A")
    told = levelised(replace(nobody_asks, levelised=solution.levelised.assign(throughput=flow)))
    told = told[(told["carrier"] == "el") & (told["region"] == "A")].set_index("period")
    assert told.loc[2030, "throughput"] == pytest.approx(1e-7 * most)
    assert told.loc[2030, ["average", "production", "marginal price", "scarcity rent", "CO2"]].isna().all()
    assert told.loc[2040, ["average", "production", "marginal price", "scarcity rent", "CO2"]].notna().all()


def test_what_a_lossless_store_does_both_ways_at_once_is_no_flow(solution: Solution) -> None:
    """7 units an hour more into and out of each store: the cavern (lossless) shows none of it, the battery (0.89 * 0.83) all."""
    v, hours = solution.variables, solution.inputs["hours_per_year"]
    churned = replace(solution, variables=v.assign({n: v[n] + 7.0 for n in ("store_charge", "store_discharge")}))

    def stored(s: Solution, store: str) -> pd.Series:
        table = balance(s)
        mine = table[table["item"].isin([f"{store} charge", f"{store} discharge"])]
        return mine.set_index(["item", "period"])["amount"]

    plain, shown = stored(solution, "cavern"), stored(churned, "cavern")
    assert len(plain)
    assert shown.to_dict() == pytest.approx(plain.to_dict())
    more = stored(churned, "battery").sub(stored(solution, "battery"), fill_value=0.0).abs()
    assert len(more) == 4
    assert more.to_numpy() == pytest.approx(7.0 * float(hours.sel(period=2030).sum()))
    left, after = residuals(balance(solution)), residuals(balance(churned))
    assert after["residual"].to_numpy() == pytest.approx(left["residual"].to_numpy(), abs=1e-6)


def by_period(width: int) -> str:
    screen, index = StringIO(), pd.MultiIndex.from_tuples([("a_rather_long_name", "GW"), ("b", "GW")])
    pivot = pd.DataFrame(1234.0, index=index.set_names(["technology", "unit"]), columns=YEARS)
    print_by_period(Console(file=screen, width=width), "T", pivot)
    return screen.getvalue()


def test_all_periods_where_they_fit_and_which_not_where_they_do_not() -> None:
    assert all(str(y) in by_period(100).splitlines()[1] for y in YEARS)
    assert "left out" not in by_period(100)
    assert "a_rather_long_name" in by_period(100)
    assert all(text in by_period(81) for text in ("…", "2035", "2060"))
    narrow = by_period(50)
    assert "2025" in narrow.splitlines()[1]
    assert "2060" in narrow.splitlines()[1]
    assert all(len(line) <= 50 for line in narrow.splitlines()[:4])
    shown = [y for y in YEARS if str(y) in narrow.splitlines()[1]]
    assert left_out(YEARS, shown) in " ".join(narrow.split())


@pytest.mark.parametrize(("width", "whole"), [(100, True), (30, False)])
def test_one_period_leaves_room_for_names(width: int, whole: bool) -> None:
    """A run of one period has the most room: its names are cut only where the screen is too narrow for them."""
    name, screen = "heavy_truck_with_fuel_cells", StringIO()
    rows = pd.MultiIndex.from_tuples([(name, "kt")], names=["technology", "unit"])
    print_by_period(Console(file=screen, width=width), "stock", pd.DataFrame([[3.0]], index=rows, columns=[2030]))
    assert (name in screen.getvalue()) == whole
    assert "2030" in screen.getvalue()


def test_screen_prices_are_readable(solution: Solution) -> None:
    text = printed(solution)
    assert "CNY_2020/MWh" in text
    assert "kCNY_2020/MWh" not in text


def test_many_policies_have_a_line_each(solution: Solution) -> None:
    """Two periods side by side: the price, or what became of the limit; emissions first."""
    lines = printed(solution, 200).split("Policies: last unit's price, or status")[1].splitlines()[1:]
    assert lines[0].split() == ["policy", "2030", "2040", "unit"]
    table = readable_policies(solution)
    listed = {line.split()[0] for line in lines[1:]}
    assert {"cap", "budget", "price"} <= listed
    carbon = ["CO2" in line for line in lines[1:] if "..." not in line and line.strip()]
    assert carbon == sorted(carbon, reverse=True)
    levy = table[(table["id"] == "price") & (table["period"] == 2030)]
    assert levy["price"].item() == pytest.approx(83.0)
    assert any(line.startswith("price") and " 83 " in line for line in lines)


NAMES = {"A": "North 省", "B": "S"}


def named(solution: Solution) -> Solution:
    """The tiny answer, its regions and wind with names, those of A and wind in Chinese."""
    names = solution.variables["technology_name"].astype(object).copy()
    names.loc[{"technology": "wind"}] = "风电"
    return replace(
        solution,
        variables=solution.variables.assign_coords(technology_name=names),
        meta={**solution.meta, "region_names": NAMES},
    )


@pytest.fixture(scope="module")
def book(solution: Solution, tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    return openpyxl.load_workbook(write_workbook(named(solution), tmp_path_factory.mktemp("book") / "s.xlsx"))


def readme(book: openpyxl.Workbook) -> dict[str, str]:
    return {str(r[0]): str(r[1]) for r in book["README"].iter_rows(values_only=True)}


def test_price_sheets_have_no_powers_of_ten(book: openpyxl.Workbook) -> None:
    sheets = [book[n] for n in ("prices", "levelised", "policies")]
    assert not any("E+" in c.number_format for sheet in sheets for r in sheet.iter_rows(min_row=2) for c in r)


@pytest.mark.parametrize("has", [True, False])
def test_names_that_no_font_can_draw_are_ids(has: bool, solution: Solution, monkeypatch: pytest.MonkeyPatch) -> None:
    known = frozenset(map(ord, "North 风电省")) if has else frozenset()
    monkeypatch.setattr(fonts, "signs", lambda: known)
    s = named(solution)
    assert name_of(s, "wind") == ("风电" if has else "wind")
    assert region_name(s, "A") == ("North 省" if has else "A")
    assert (
        name_of(s, "cable to B") == "cable to S"
        if not s.variables["technology_name"].sel(technology="cable").item()
        else True
    )
    assert ("风电" in fonts.unread(s)) is not has


def test_the_plain_font_is_asked_first() -> None:
    assert fonts.installed()[0] == fonts.PLAIN
    assert fonts.drawable("é CO₂")


def test_names_of_regions_reach_the_reader(solution: Solution, book: openpyxl.Workbook) -> None:
    s = named(solution)
    table = regions(s)
    assert set(zip(table["region"], table["name"], strict=True)) == set(NAMES.items())
    assert "name" not in regions(solution)
    assert readme(book)["Regions"] == "A is North 省; B is S"


def test_the_record_knows_names_and_sunk_capital(tmp_path: Path) -> None:
    case = tiny_case(tmp_path / "t", regions="region,name\nA,Anhui\nB,\n")
    assert region_names(case) == {"A": "Anhui"}
    assert sunk_capital(case) == ["wind"]
    paying = TABLES["existing_capacity"].splitlines()
    case = tiny_case(tmp_path / "u", existing_capacity="\n".join(paying[:2]) + "\n")
    assert sunk_capital(case) == []


def test_early_years_are_not_compared_in_silence(solution: Solution, book: openpyxl.Workbook) -> None:
    words = "Costs of early years are not comparable"
    assert words in printed(solution)
    assert words in readme(book)["Early years"]
    assert words not in printed(replace(solution, meta={**solution.meta, "sunk_capital": []}))


def test_what_open_prices_mean() -> None:
    assert unique(1.0).startswith("each may be higher or lower")
    assert "100" not in unique(1.0)


def test_charge_is_lighter_and_years_keep_their_distance(solution: Solution) -> None:
    tones = colors_of(solution, ["battery charge", "battery discharge"])
    assert sum(int(tones["battery charge"][i : i + 2], 16) for i in (1, 3, 5)) > sum(
        int(tones["battery discharge"][i : i + 2], 16) for i in (1, 3, 5)
    )
    assert positions([2025, 2030, 2040]).tolist() == [0.0, 1.0, 3.0]


def test_panels_of_capacity_say_what_they_are_about(solution: Solution) -> None:
    figure = capacity_chart(solution)
    assert figure is not None
    titles = [ax.get_title() for ax in figure.axes if ax.get_visible()]
    assert all(": " in title for title in titles)
    assert len(set(titles)) == len(titles)


def test_a_copy_that_kept_its_name_is_told_before_it_replaces_the_answer_of_the_first(tmp_path: Path) -> None:
    """Nothing is said of the same folder, of one that was moved, or of a copy with the same inputs."""
    first, copy = (write_tiny(tmp_path / name) for name in ("first", "copy"))
    (copy / "demand.csv").write_text((copy / "demand.csv").read_text(encoding="utf-8") + "\n", encoding="utf-8")
    mine, out = load_case(copy), tmp_path / "out"
    out.mkdir()
    theirs = {"path": str(first.resolve()), "hashes": {}}
    for case, told_so in (
        (theirs, True),
        ({**theirs, "path": str(copy.resolve())}, False),
        ({**theirs, "path": str(tmp_path / "gone")}, False),
        ({**theirs, "path": "x" * 10_000}, False),
        ({**theirs, "hashes": dict(mine.hashes)}, False),
    ):
        (out / "run.json").write_text(json.dumps({"case": case, "status": "certified"}), encoding="utf-8")
        found = of_another(mine, out)
        assert bool(found) is told_so
        assert not found or f"holds the answer of {first.resolve()}, a case of the same name" in found


def test_whose_results_a_folder_holds(solution: Solution, tmp_path: Path) -> None:
    """Nothing is said of an empty folder, of one with the same inputs, or of one whose run failed."""
    mine = solution.meta["case"]["hashes"]
    assert replaced(solution, tmp_path) == ""
    for case, status, told_so in (
        ({"hashes": mine}, "certified", False),
        ({"hashes": {**mine, "prices.csv": "0"}}, "certified", True),
        ({"hashes": {**mine, "prices.csv": "0"}}, "not certified", False),
    ):
        (tmp_path / "run.json").write_text(json.dumps({"case": case, "status": status}), encoding="utf-8")
        assert ("other inputs (prices.csv differ): they were replaced" in replaced(solution, tmp_path)) is told_so
    (tmp_path / "run.json").write_text("half", encoding="utf-8")
    assert replaced(solution, tmp_path) == ""


def test_stale_charts_move_away(tmp_path: Path) -> None:
    for name in ("summary.xlsx", "capacity.png"):
        (tmp_path / name).write_text(name)
    moved = set_aside(tmp_path, keep=[tmp_path / "summary.xlsx"])
    assert [p.relative_to(tmp_path).as_posix() for p in moved] == ["previous/capacity.png"]
    assert (tmp_path / "summary.xlsx").exists()
    assert "capacity.png" in told(moved)
    assert told([]) == ""


def test_imports_name_their_tier(tmp_path: Path) -> None:
    """100 MWh of gas a year and more: a pipe gives 40 %, ships the rest, and home gives nothing dearer."""
    tables = {
        "regions": "region\nR\n",
        "carriers": "carrier,unit,clock,surplus\ngas,MWh,year,no\n",
        "technologies": "technology,kind,reference\nboiler,converter,gas\n",
        "ports": "technology,carrier,direction,value,unit\nboiler,gas,out,1,1\n",
        "parameters": "technology,parameter,value,unit\nboiler,life,9,year\nboiler,capital_cost,9,MCNY_2020/MW\n",
        "demand": "carrier,region,value,unit\ngas,R,100,MWh/year\n",
        "prices": (
            "carrier,kind,tier,value,unit,limit,limit_unit\ngas,purchase,pipe import,10,CNY_2020/MWh,30,MWh/year\n"
            "gas,purchase,ship import,20,CNY_2020/MWh,30,MWh/year\ngas,purchase,home,30,CNY_2020/MWh,,\n"
        ),
    }
    empty = dict.fromkeys(
        ("ports", "parameters", "existing_capacity", "potentials", "routes", "emissions", "policies", "profiles")
    )
    table = security(run(tiny_case(tmp_path / "gas", **{**empty, **tables})))
    found = {(r.figure, r.tier): r._5 for r in table.itertuples(index=False)}
    assert found["imported, of it", "pipe import"] == pytest.approx(30)
    assert found["imported", "pipe import; ship import"] == pytest.approx(60)
    assert found["import share", "pipe import; ship import"] == pytest.approx(60)


BUYS = {
    "case.yaml": (
        "name: buys\nmoney: EUR_2020\ndiscount_rate: 0\nwacc: 0\nperiods: [{label: 2030, first_year: 2030, years: 1}]\n"
        "clock: {given_days: {}}\nyear_hours: 8760\n"
    ),
    "regions.csv": "region\nA\n",
    "carriers.csv": "carrier,unit,surplus\nel,MWh,no\n",
    "technologies.csv": "technology,kind,reference\n",
    "demand.csv": "carrier,region,value,unit\nel,A,5,MW\n",
    "prices.csv": "carrier,kind,value,unit\nel,purchase,3,EUR_2020/MWh\n",
    "days.csv": "day,weight\nd,365\n",
    "steps.csv": "day,step,duration\nd,0,24\n",
}


def test_a_case_without_technologies_has_results(tmp_path: Path) -> None:
    """What is only bought costs 3 EUR * 5 MW * 8760 h, and every sheet and table is there, however empty."""
    for name, text in BUYS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    case = load_case(tmp_path)
    solution = run(case)
    assert solution.meta["objective"] == pytest.approx(3 * 5 * 8760)
    written = write_results(solution, tmp_path / "out", charts=True, hourly=True)
    assert "summary.xlsx" in [file.name for file in written]
    assert builds(open_solution(tmp_path / "out")).empty
    assert [sight.solution.meta["objective"] for sight in foresight(case) if sight.solution] == [3 * 5 * 8760] * 3
    assert [again.solution.meta["objective"] for again in redispatch(case, solution)] == [3 * 5 * 8760]
    assert "bought" in set(regions(solution)["figure"])


def test_a_stated_demand_is_no_trickle(solution: Solution) -> None:
    """The first tonnes of a carrier are a ten-millionth of what flows decades later: whoever asks for them wants their price."""
    asked = demanded(solution)
    c, r, y = asked[0]
    assert len(asked) > 1
    flow = solution.levelised["throughput"].copy()
    flow.loc[{"carrier": c, "region": r, "period": y}] = 1e-7 * float(flow.sel(carrier=c).max())
    told = levelised(replace(solution, levelised=solution.levelised.assign(throughput=flow)))
    mine = told[(told["carrier"] == c) & (told["region"] == r) & (told["period"] == y)]
    assert mine[["average", "marginal price"]].notna().all(axis=None)

    v = solution.variables  # elsewhere so much more of all is charged and discharged that what is asked for is a trace
    store = str(
        v["reference"].to_series().loc[lambda s: s == c].index.intersection(v["store_charge"]["technology"].values)[0]
    )
    other = {"technology": store, "period": [t for t in v["period"].values if t != y]}
    more = {n: v[n].copy() for n in ("store_charge", "store_discharge")}
    for array in more.values():
        array.loc[other] = array.loc[other] + 1e12
    churned = replace(solution, variables=v.assign(more))
    table = prices(churned).set_index(["item", "region", "period"])
    assert table.loc[(c, r, y), ["mean", "mean at demand"]].notna().all()
    without = prices(undemanded(churned, c, r)).set_index(["item", "region", "period"])
    assert without.loc[(c, r, y), ["mean", "mean at demand"]].isna().all()


def test_plant_is_noise_beside_plant_of_its_own_unit(solution: Solution) -> None:
    """A stock of a billion lorries says nothing about what a megawatt is; a plant that nothing is spent on is a trace in any unit."""
    v = solution.variables
    largest = v["capacity"].max(["location", "period"]).to_series()
    assert noise(solution)["wind"] == pytest.approx(1e-6 * largest[["wind", "oven", "electrolyser"]].max())
    lorries = v["capacity"].copy()
    lorries.loc[{"technology": "oven"}] = 1e9
    units = v["capacity_unit"].copy()
    units.loc[{"technology": "oven"}] = "1"
    many = replace(solution, variables=v.assign(capacity=lorries, capacity_unit=units))
    assert noise(many)["wind"] < largest["wind"]
    assert noise(many)["oven"] == pytest.approx(1e3)
    ledger = solution.costs
    unpaid = ledger["discounted_cost"].where(ledger["item"] != "wind", ledger["discounted_cost"] * 1e-12)
    assert noise(replace(solution, costs=ledger.assign(discounted_cost=unpaid)))["wind"] == float("inf")
