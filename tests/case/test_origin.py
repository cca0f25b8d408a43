"""Where the numbers of merged regions come from: sheet `inputs` says no better of a number than its rows do."""

from __future__ import annotations

from pathlib import Path

from test_regions_of_a_run import write

from optimizer.case.model import Case
from optimizer.case.used import inputs_used
from optimizer.pipeline import load_case

ORIGIN = ",source,quality,note"
SOURCES = "key,title\nS1,one\nS2,two\nS3,three\n"
PARAMETERS = (
    f"technology,parameter,region,year,value,unit,profile{ORIGIN}\n"
    "plant,life,,,1,year,,S1,sourced,a life\n"
    "plant,capital_cost,,2030,100,EUR_2020/MW,,S1,sourced,of a study\n"
    "plant,capital_cost,,2040,0.09,kEUR_2020/kW,,S2,assumed,a guess\n"
    "plant,variable_cost,A,,3,EUR_2020/MWh,,S1,sourced,of A\n"
    "plant,variable_cost,B,2030,4,EUR_2020/MWh,,S2;S3,assumed,of B\n"
    "plant,variable_cost,B,2040,5,EUR_2020/MWh,,S3,sourced,of B\n"
    "wind,life,,,1,year,,,,\nwind,availability,A,,1,1,wind,S1,sourced,\nwind,availability,B,,1,1,wind,S2,sourced,\n"
    "local,life,,,1,year,,,,\nlocal,variable_cost,,,1,EUR_2020/MWh,,,,\n"
    "wire,life,,,1,year,,,,\ntie,life,,,99,year,,,,\ntie,loss,,,0.1,1,,,,\n"
)
POTENTIALS = f"technology,region,limit,value,unit{ORIGIN}\nwind,,capacity_max,4,MW,S3,assumed,everywhere\n"


def merged(folder: Path, **tables: str) -> Case:
    given = {"sources": SOURCES, "parameters": PARAMETERS, "potentials": POTENTIALS} | tables
    return load_case(write(folder, "regions: {by: pair}", **given))


def told(case: Case, table: str, item: str, quantity: str) -> list[tuple[object, ...]]:
    """What the sheet says of a number."""
    return [
        (r["region"], r["year"], r["source"], r["quality"], r["note"])
        for r in inputs_used(case)
        if (r["table"], r["item"], r["quantity"]) == (table, item, quantity)
    ]


def test_a_number_of_all_regions_keeps_the_origin_of_each_year(tmp_path: Path) -> None:
    assert told(merged(tmp_path / "r"), "parameters", "plant", "capital_cost") == [
        ("", 2030, "S1", "sourced", "of a study"),
        ("", 2040, "S2", "assumed", "a guess"),
    ]


def test_merged_numbers_are_as_good_as_the_worst_of_their_rows(tmp_path: Path) -> None:
    """3 in A is sourced; in B it is assumed in 2030, sourced in 2040: together assumed, then derived; all sources stay."""
    case = merged(tmp_path / "r")
    assert told(case, "parameters", "plant", "variable_cost") == [
        ("AB", 2030, "S1;S2;S3", "assumed", "merged: A, B"),
        ("AB", 2040, "S1;S3", "derived", "merged: A, B"),
    ]
    assert told(case, "parameters", "wind", "availability") == [("AB", None, "S1;S2", "derived", "merged: A, B")]
    found = told(case, "potentials", "wind", "capacity_max")
    assert ("AB", None, "S3", "assumed", "merged: A, B; everywhere") in found


def test_prices_with_their_ceilings_and_routes(tmp_path: Path) -> None:
    """A price that is bought outside is derived from that of its own year, or worse; so are lines that become one."""
    prices = (
        f"carrier,region,kind,year,value,unit,limit,limit_unit{ORIGIN}\nel,,unmet,,1000,EUR_2020/MWh,,,,,\n"
        "el,A,purchase,,30,EUR_2020/MWh,2,MW,S1,sourced,\nel,B,purchase,,60,EUR_2020/MWh,3,MW,S2,assumed,\n"
    )
    routes = f"route,technology,from,to,value,unit{ORIGIN}\nA-C,wire,A,C,10,km,S1,sourced,\nB-C,tie,B,C,10,km,,,\nB-C,wire,B,C,14,km,S2,assumed,\n"
    case = merged(tmp_path / "r", prices=prices, routes=routes)
    assert told(case, "prices", "el", "purchase") == [("AB", None, "S1;S2", "assumed", "merged: A, B")]
    assert ("", None, "S1;S2", "assumed", "merged: A-C, B-C") in told(case, "routes", "AB-C", "routes")


def test_a_price_outside_keeps_the_origin_of_its_year(tmp_path: Path) -> None:
    prices = "carrier,region,kind,year,value,unit,source,quality,note\nel,,unmet,,1000,EUR_2020/MWh,,,\nel,C,purchase,2025,1.8,EUR_2020/MWh,S1,sourced,\nel,C,purchase,2030,1.8,EUR_2020/MWh,{}\n"
    for stated, quality in (("sourced", "derived"), ("assumed", "assumed")):
        of = prices.format(f"S2,{stated},x")
        folder = write(tmp_path / stated, "regions: {by: pair, only: [AB]}", sources=SOURCES, prices=of)
        note = "price of C, less what is lost; x"
        assert told(load_case(folder), "prices", "el", "purchase") == [("AB", 2030, "S2", quality, note)]


def test_merged_numbers_name_the_rows_of_all(tmp_path: Path) -> None:
    """3 in A stands in row 5, 4 and 5 in B in rows 6 and 7; what one row states alone keeps its row."""
    rows = {
        (r["item"], r["quantity"], r["year"]): r["row"]
        for r in inputs_used(merged(tmp_path / "r"))
        if r["table"] == "parameters"
    }
    assert rows["plant", "variable_cost", 2030] == "parameters.csv (rows 5, 6)"
    assert rows["plant", "variable_cost", 2040] == "parameters.csv (rows 5, 7)"
    assert rows["plant", "capital_cost", 2040] == "parameters.csv 4"


def test_a_number_says_what_else_stands_in_its_row(tmp_path: Path) -> None:
    (row,) = [
        r
        for r in inputs_used(load_case(write(tmp_path / "r", "", sources=SOURCES, parameters=PARAMETERS)))
        if r["row"] == "parameters.csv 9"
    ]
    assert row["of"] == {"technology": "wind", "parameter": "availability", "region": "A", "profile": "wind"}
