"""Sheets of a pathway on a case worked by hand: 10, 20 and 15 MW of gas power in 2030, 2035 and 2045, and land that removes 10,000 t."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner

from optimizer.case.plausible import read_plausible
from optimizer.cli import app
from optimizer.errors import CaseError
from optimizer.pipeline import load_case, run
from optimizer.report.balances import balance, residuals
from optimizer.report.charts_pathway import hydrogen_chart, pathway_chart
from optimizer.report.pathway import pathway, rates, second_differences
from optimizer.report.plausible import ABOVE, BELOW, INSIDE, compared, plausible, told
from optimizer.report.prices import closing
from optimizer.report.regions import regions
from optimizer.report.security import security
from optimizer.report.tables import costs, policies
from optimizer.report.workbook import write_workbook
from optimizer.solution import Solution

CHINA = Path(__file__).parents[2] / "inputs" / "china"
YEAR = 8760.0
PLAUSIBLE = """\
quantity,technology,carrier,gas,sector,region,period,low,high,unit,source,quality,note
capacity,plant,,,,,2030,10,12,MW,book,sourced,
capacity,plant,,,,,2035,0.5,2,MW,book,assumed,
generation,,el,,,,2030,80,90,GWh/year,book,sourced,
generation,purchase,gas,,,,2030,,170,GWh/year,book,sourced,
use,plant,gas,,,,2040,300,310,GWh/year,book,derived,halfway
share,plant,el,,,,2045,100,100,%,book,sourced,
full_load_hours,plant,,,,,2030,7900,8000,hour/year,book,sourced,
price,,el,,,,2030,80,90,EUR_2020/MWh,book,sourced,
price,,,CO2,,,2035,39,41,EUR_2020/tCO2,book,sourced,
gross_emission,,,CO2,power,N,2035,70,71,ktCO2/year,book,sourced,
emission,,,CO2,,,2035,70,,ktCO2/year,book,sourced,
removal,,,CO2,land,,2045,9.9,10.1,ktCO2/year,book,sourced,
stock,plant,,,,,2060,1,2,MW,book,sourced,beyond
emission,,,CO2,traffic,,2030,1,2,ktCO2/year,book,sourced,
"""
FILES = {
    "case.yaml": (
        "name: path\nmoney: kEUR_2020\ndiscount_rate: 0\nyear_hours: 8760\nclock: {given_days: {}}\n"
        "periods: [{label: 2030, first_year: 2030, years: 5}, {label: 2035, first_year: 2035, years: 10}, {label: 2045, first_year: 2045, years: 5}]\n"
    ),
    "regions.csv": "region\nN\nS\n",
    "carriers.csv": "carrier,unit,clock,surplus\nel,MWh,hour,no\ngas,MWh,year,no\nsink,t,year,yes\n",
    "technologies.csv": (
        "technology,name,kind,reference,regions,sector,stage,build,use\nplant,Gas plant,converter,el,N,power,use,yes,\n"
        "land,Forest,converter,sink,N,land,removal,no,profile\ncable,Cable,line,el,,,,yes,\n"
    ),
    "ports.csv": "technology,carrier,direction,value,unit\nplant,el,out,1,MWh/MWh\nplant,gas,in,2,MWh/MWh\nland,sink,out,1,t/t\n",
    "parameters.csv": (
        "technology,parameter,value,unit\nplant,capital_cost,100,EUR_2020/kW\nplant,life,30,year\n"
        "cable,capital_cost,1,EUR_2020/kW\ncable,life,30,year\nland,life,99,year\n"
    ),
    "existing_capacity.csv": f"technology,region,year,value,unit\nland,N,2030,{10000 / YEAR!r},t/hour\n",
    "routes.csv": "route,technology,from,to,value,unit\nN-S,cable,N,S,1,km\n",
    "demand.csv": (
        "carrier,region,year,value,unit\nel,N,2030,8,MW\nel,N,2035,18,MW\nel,N,2045,13,MW\nel,S,,2,MW\n"
    ),
    "prices.csv": (
        "carrier,kind,tier,value,unit,limit,limit_unit\ngas,purchase,domestic,20,EUR_2020/MWh,100,GWh/year\n"
        "gas,purchase,pipe import,30,EUR_2020/MWh,,\n"
    ),
    "emissions.csv": (
        "flow,technology,carrier,gas,stage,value,unit\nactivity,plant,gas,CO2,use,0.2,tCO2/MWh\n"
        "activity,land,sink,CO2,removal,-1,tCO2/t\npurchase,,gas,CO2,use,0,tCO2/MWh\n"
    ),
    "policies.csv": (
        "id,kind,technology,carrier,gas,coefficient,year,value,unit,start\nfirm,reserve_margin,plant,el,,plant=0.5,,10,%\n"
        "levy,price,,,CO2,,,40,EUR_2020/tCO2\n"
        "top,peak,,,CO2,,2035,,\ndown,decline,,,CO2,,,1,%/year,2035\ncap,cap,,,CO2,,2045,999,ktCO2/year\n"
    ),
    "days.csv": "day,weight\nd,365\n",
    "steps.csv": "day,step,duration\nd,0,24\n",
    "sources.csv": "key,title\nbook,A book\n",
    "plausible.csv": PLAUSIBLE,
}  # fmt: skip


def write(folder: Path, **changes: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in {**FILES, **{f"{k}.csv": v for k, v in changes.items()}}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def solution(tmp_path_factory: pytest.TempPathFactory) -> Solution:
    return run(load_case(write(tmp_path_factory.mktemp("path"))))


def row(table: pd.DataFrame, **wanted: str) -> list[float]:
    """The periods of the one row that fits."""
    for column, value in wanted.items():
        table = table[table[column] == value]
    assert len(table) == 1, wanted
    return [float(table[y].item()) for y in ("2030", "2035", "2045")]


def test_pathway_by_hand(solution: Solution) -> None:
    table = pathway(solution)
    gross = [10 * YEAR * 0.4, 20 * YEAR * 0.4, 15 * YEAR * 0.4]
    assert row(table, figure="gross emissions") == pytest.approx(gross)
    assert row(table, figure="removals") == pytest.approx([10000.0] * 3)
    assert row(table, figure="net emissions") == pytest.approx([g - 10000 for g in gross])
    assert row(table, figure="removed share of gross emissions") == pytest.approx([1e6 / g for g in gross])
    assert row(table, figure="peak of gross emissions") == pytest.approx(
        [float("nan"), gross[1], float("nan")], nan_ok=True
    )
    pace = row(table, figure="gross emissions, change a year", unit="%/year")
    assert pace[1:] == pytest.approx([100 * (2 ** (1 / 5) - 1), 100 * (0.75 ** (1 / 10) - 1)])
    bend = row(table, figure="gross emissions, second difference by year")
    # by 7,008 t a year up, then by 1,752 down: 8,760 less over the 7.5 years between the middles of both stretches
    assert bend[1] == pytest.approx((-1752.0 - 7008.0) / 7.5)
    assert row(table, block="emissions by sector (gross)", figure="power") == pytest.approx(gross)
    assert row(table, block="removals by technology", figure="land") == pytest.approx([10000.0] * 3)
    assert not (table["figure"] == "not told apart").any()


def test_policies_in_words(solution: Solution) -> None:
    table = policies(solution)
    words = {(p.id, p.period): p._asdict()["_11"] for p in table.itertuples(index=False)}
    assert words["top", 2030] == "35,040 tCO2/year, at most 70,080; 35,040 to spare"
    assert (
        words["down", 2045] == "52,560 tCO2/year, at most 63,379; 10,819 to spare"
    )  # 70,080 less 1 % in each of 10 years
    assert words["cap", 2045] == "42,560 tCO2/year, at most 999,000; 956,440 to spare"
    assert words["levy", 2030] == ""


def test_pace_of_what_ends() -> None:
    assert rates([4.0, 0.0, -1.0], [0, 1, 2])[1:] == pytest.approx([float("nan")] * 2, nan_ok=True)
    assert second_differences([1.0, 2.0], [0, 1]) == pytest.approx([float("nan")] * 2, nan_ok=True)


def test_security_by_hand(solution: Solution) -> None:
    table = security(solution)
    bought = [20 * YEAR, 40 * YEAR, 30 * YEAR]
    shares = [100 * (b - 100000) / b for b in bought]
    assert row(table, item="gas", figure="import share") == pytest.approx(shares)
    firm = row(table, item="firm", figure="firm capacity")
    assert firm[1] == pytest.approx(22)  # 18 MW, 2 MW where no plant stands, and 10 %
    assert row(table, item="firm", figure="highest load with the margin") == pytest.approx([11, 22, 16.5])
    assert set(table.loc[table["item"] == "firm", "unit"]) == {"MWh/hour", "%"}


def test_regions_add_up(solution: Solution) -> None:
    table, years = regions(solution), ["2030", "2035", "2045"]
    assert row(table, region="N", item="el", figure="made") == pytest.approx([10 * YEAR, 20 * YEAR, 15 * YEAR])
    assert row(table, region="N", item="el", figure="to other regions") == pytest.approx([2 * YEAR] * 3)
    assert row(table, region="S", item="el", figure="from other regions") == pytest.approx([2 * YEAR] * 3)
    assert row(table, region="S", item="el", figure="delivered") == pytest.approx([2 * YEAR] * 3)
    assert row(table, region="N", item="all sectors")[0] == pytest.approx(10 * YEAR * 0.4 - 10000)
    spent, borne = (
        table[(table["block"] == b) & (table["item"] == "all")][years].sum()
        for b in ("cost spent here", "cost borne here")
    )
    ledger = costs(solution)
    inside = ledger[ledger["location"].isin(["N", "S"])].groupby("period")["annual_cost"].sum()
    assert spent.tolist() == pytest.approx(inside.tolist())
    assert borne.tolist() == pytest.approx(closing(solution).groupby("period")["cost"].sum().tolist())
    left = residuals(balance(solution))  # demand of a carrier that is neither bought nor a free port counts too
    assert (left["residual"].abs() <= 1e-6 * left["size"]).all()


def test_plausible_ranges(solution: Solution) -> None:
    table = plausible(solution)
    verdicts = table["verdict"].tolist()
    assert verdicts[0] == ABOVE  # 22 MW: the reserve counts half of it
    assert table["found"].tolist()[:4] == pytest.approx([22, 44, 87.6, 175.2])
    assert verdicts[1:4] == [ABOVE, INSIDE, ABOVE]
    assert table["beyond"][1] == pytest.approx(21)
    assert table["found"][4] == pytest.approx((40 + 30) / 2 * YEAR / 1000)
    assert verdicts[4:6] == [INSIDE, INSIDE]
    assert table["found"][6] == pytest.approx(10 * YEAR / 22)
    assert verdicts[6] == BELOW
    assert table["found"][8] == pytest.approx(40.0)
    assert [verdicts[i] for i in (8, 9, 10, 11)] == [INSIDE, INSIDE, BELOW, INSIDE]
    assert verdicts[12] == "not compared: 2060 is outside the horizon"
    assert verdicts[13] == "not compared: nothing is booked in sector traffic"
    sentences = told(solution)
    assert sentences[0].endswith("are outside, 2 could not be compared (sheet plausible)")
    assert sentences[1] == "capacity of plant in 2035: 44 MW, above 0.5 to 2"
    assert told(replace(solution, meta={**solution.meta, "plausible": []})) == []


def test_what_cannot_be_compared_says_why(solution: Solution) -> None:
    empty = dict.fromkeys(("technology", "carrier", "gas", "sector", "region", "low"), None)
    asked = {**empty, "quantity": "capacity", "technology": "plant", "period": 2030.0, "high": 1.0, "unit": "MW"}
    rows = {
        "no technology is called mill": {"technology": "mill"},
        "'MW' does not measure the same as 'kg'": {"unit": "kg"},
        "the regions of the run do not add up to these": {"region": "X"},
        "no carrier is called h2": {"quantity": "generation", "technology": None, "carrier": "h2"},
        "these are not measured in one unit": {"technology": "plant;land"},
    }
    found = compared(solution, [{**asked, **change} for change in rows.values()])["verdict"]
    assert found.tolist() == [f"not compared: {why}" for why in rows]
    merged = {**solution.meta["case"], "regions": {"by": "", "only": [], "members": {"N": ["a", "b"], "S": ["c"]}}}
    both = replace(solution, meta={**solution.meta, "case": merged})
    verdicts = compared(both, [{**asked, "region": r, "high": 99.0} for r in ("a;b", "a", "N")])["verdict"]
    assert verdicts.tolist() == [INSIDE, "not compared: the regions of the run do not add up to these", INSIDE]


WRONG = {
    "capacity,plant,,,,,2030,3,2,MW,book,sourced,": "the low end is above the high one",
    "capacity,plant,,,,,2031,,,MW,book,sourced,": "a range needs a low or a high end",
    "capacity,plant,,,,,2032,1,2,t,book,sourced,": "wrong unit",
    "generation,plant,,,,,2030,1,2,GWh/year,book,sourced,": "'generation' needs a carrier",
    "price,,,,,,2030,1,2,EUR_2020/MWh,book,sourced,": "a price is that of a carrier or of a gas",
    "speed,plant,,,,,2030,1,2,MW,book,sourced,": "unknown word",
    "capacity,plant,,,,,2033,1,2,MW,rumour,sourced,": "unknown source",
}


def test_wrong_ranges_are_refused(tmp_path: Path) -> None:
    lines = [PLAUSIBLE.splitlines()[0], *WRONG]
    with pytest.raises(CaseError) as refused:
        load_case(write(tmp_path, plausible="\n".join(lines) + "\n"))
    found = {(p.row, p.message.split(";")[0]) for p in refused.value.problems if p.file == "plausible.csv"}
    for row, message in enumerate(WRONG.values(), start=2):
        assert any(at == row and text.startswith(message) for at, text in found), message


def test_charts_name_what_they_draw(solution: Solution) -> None:
    assert hydrogen_chart(solution) is None
    figure = pathway_chart(solution)
    assert figure is not None
    ax = figure.axes[0]
    assert set(ax.get_legend_handles_labels()[1]) == {
        "net emissions",
        "limit on net emissions",
        "power",
        "removed: Forest",
    }
    part = [
        {**p, "value": 0.5 * p["value"]} for p in solution.meta["policies"]
    ]  # as if they counted some sectors alone
    bare = pathway_chart(replace(solution, meta={**solution.meta, "policies": part}))
    assert bare is not None
    assert "limit on net emissions" not in bare.axes[0].get_legend_handles_labels()[1]
    told = ["peak of gross emissions\n2035: 70.1 ktCO2", "peak of net emissions\n2035: 60.1 ktCO2"]
    assert [text.get_text() for text in ax.texts] == told
    assert [round(float(x), 9) for x in ax.get_xticks()] == [0.0, 1.0, 3.0]  # 2045 is twice as far from 2035 as 2030 is


def test_both_sides_of_a_drawn_balance_are_of_one_height() -> None:
    """Ten items of a hundredth each are too small to be seen, and a tenth of all together."""
    from optimizer.report.charts_pathway import _side

    table = pd.DataFrame({"coal": [90.0, 90.0], **{f"small{n}": [1.0, 1.0] for n in range(10)}})
    assert _side(table).to_dict("list") == {"coal": [90.0, 90.0], "other": [10.0, 10.0]}
    assert _side(table[["coal"]]).to_dict("list") == {"coal": [90.0, 90.0]}


def test_report_beside_another_case(solution: Solution, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    bare = replace(solution, meta={**solution.meta, "plausible": []})
    (tmp_path / "run").mkdir()
    bare.save(tmp_path / "run" / "solution.nc")
    case = write(tmp_path / "case")
    done = CliRunner().invoke(app, ["report", str(tmp_path / "run"), "--plausible", str(case), "--no-charts"])
    assert done.exit_code == 0, done.output
    assert "figures are in the range that others hold plausible" in done.stdout
    book = openpyxl.load_workbook(tmp_path / "run" / "summary.xlsx")
    assert book["plausible"].max_row == len(PLAUSIBLE.splitlines())
    assert {"pathway", "security", "regions"} <= set(book.sheetnames)
    with pytest.raises(CaseError, match="no table of plausible ranges"):
        (case / "plausible.csv").unlink()
        read_plausible(case)


def test_ranges_of_the_chinese_case() -> None:
    rows = read_plausible(CHINA / "plausible.csv")
    known = set(pd.read_csv(CHINA / "sources.csv")["key"])
    assert len(rows) > 50
    for entry in rows:
        assert {key.strip() for key in entry["source"].split(";")} <= known, entry
        assert entry["quality"] in ("sourced", "derived", "assumed")
        assert entry["note"]


PRICE = {"quantity": "price", "gas": "CO2", "low": 1.0, "high": 99.0, "unit": "EUR_2020/tCO2"}
PRICES = FILES["policies.csv"].splitlines()[0] + ",region,time,end,overshoot_price,overshoot_unit\n"


def priced(folder: Path, *policies: str) -> dict[int, tuple[float, str]]:
    """What a gas costs in each period, and the verdict."""
    answer = run(load_case(write(folder, policies=PRICES + "".join(f"{p}\n" for p in policies))))
    table = compared(answer, [{**PRICE, "period": y} for y in (2030, 2035, 2040, 2045)])
    return {int(r["period"]): (float(r["found"]), str(r["verdict"])) for r in table.to_dict("records")}


def test_the_price_of_a_gas_is_that_of_what_holds_for_all_of_it(tmp_path: Path) -> None:
    """A levy of 40 EUR/t everywhere, and one of 9 EUR/t in the south, which nobody pays in the north."""
    found = priced(tmp_path, "levy,price,,,CO2,,,40,EUR_2020/tCO2,,,,,,", "south,price,,,CO2,,,9,EUR_2020/tCO2,,S,,,,")
    assert [price for price, _ in found.values()] == pytest.approx([40.0] * 4)


def test_a_budget_has_no_price_of_one_period(tmp_path: Path) -> None:
    """A budget of 2030 and 2035, overshot at 50 EUR/t; what lies between 2035 and 2045 is read off both."""
    found = priced(
        tmp_path,
        "levy,price,,,CO2,,,40,EUR_2020/tCO2,,,,,,",
        "all,budget,,,CO2,,,9,ktCO2,,,cumulative,2035,50,EUR_2020/tCO2",
    )
    told = "not compared: policy all sets one price for several periods"
    assert {y: verdict for y, (_, verdict) in found.items()} == {2030: told, 2035: told, 2040: told, 2045: INSIDE}
    assert found[2045][0] == pytest.approx(40)


def test_a_figure_that_does_not_exist_is_not_read_off_its_neighbours(solution: Solution) -> None:
    """Nothing is used in 2035: there are no full-load hours then, nor on the way there."""
    used = solution.variables["capacity"].copy(deep=True)
    used.loc[{"technology": "plant", "period": 2035}] = 0.0
    idle = replace(solution, variables=solution.variables.assign(capacity=used))
    row = {"quantity": "full_load_hours", "technology": "plant", "low": 1.0, "high": 9000.0, "unit": "hour/year"}
    table = compared(idle, [{**row, "period": y} for y in (2030, 2032, 2035, 2045)])
    verdicts = [v.partition(":")[0] for v in table["verdict"]]
    assert verdicts == [INSIDE, "not compared", "not compared", INSIDE]


def test_a_range_that_ends_at_zero_has_a_sheet(solution: Solution, tmp_path: Path) -> None:
    """Nobody misses zero by a share of it; such a figure is the first to be told, and the workbook is written."""
    rows = [{**PRICE, "period": 2030, "low": None, "high": high} for high in (39.0, 0.0)]
    found = replace(solution, meta={**solution.meta, "plausible": rows})
    table = plausible(found)
    assert table["beyond"].tolist() == pytest.approx([1 / 39, float("nan")], nan_ok=True)
    assert told(found)[1].endswith("above 0")
    book = openpyxl.load_workbook(write_workbook(found, tmp_path / "s.xlsx"))
    assert [cell.value for cell in book["plausible"]["L"]][1:] == [ABOVE, ABOVE]


def test_figures_of_a_region_read_from_supply_to_use(solution: Solution) -> None:
    table = regions(solution)
    mine = table[(table["region"] == "N") & (table["item"] == "el") & (table["block"] == "carrier")]
    assert mine["figure"].tolist() == ["made", "to other regions", "delivered"]


@pytest.mark.parametrize(("cost", "lines"), [(1e-12, 0), (7.0, 1)])
def test_what_only_rounding_left_is_no_line_of_the_closing(cost: float, lines: int, solution: Solution) -> None:
    """A residual of the solver is a line where it is worth something."""
    data = solution.levelised.copy(deep=True)
    name = "rounding of balances"
    data["line"] = data["line"].astype(object)
    data["line"][0], data["closing_amount"][0] = name, float("nan")
    data["closing_cost"][{"entry": 0}] = cost
    assert (closing(replace(solution, levelised=data))["line"] == name).sum() == lines
