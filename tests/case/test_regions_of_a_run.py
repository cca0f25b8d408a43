"""What merging and choosing regions do to the optimum, on cases worked by hand; and what is refused."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import numpy as np
import pytest
from tiny import YAML, tiny_case

from optimizer.algebra import compile_model
from optimizer.case.model import Case
from optimizer.case.schema import TypicalDays
from optimizer.case.switch import only as only_policies
from optimizer.case.switch import without
from optimizer.cli import BAD_INPUT, main
from optimizer.errors import CaseError
from optimizer.formulation import build_model, vocabulary
from optimizer.inputs import prepare
from optimizer.pipeline import load_case, run

HEAD = "name: r\nmoney: EUR_2020\nbase_year: 2030\nyear_hours: 8760\nperiods: [2030]\ndiscount_rate: 0\n"


def write(folder: Path, key: str = "", scenarios: str = "", **tables: str) -> Path:
    """A and B are alike and connected by a free line without loss; C trades with B over a line that stands."""
    files = {
        "regions": "region,pair\nA,AB\nB,AB\nC,C\n",
        "carriers": "carrier,unit,surplus\nel,MWh,yes\n",
        "technologies": "technology,kind,reference,regions,build,direction\nplant,converter,el,A;B,yes,\nwind,converter,el,A;B,yes,\nlocal,converter,el,C,yes,\nwire,line,el,,yes,shared\ntie,line,el,,no,shared\n",
        "ports": "technology,carrier,direction,value,unit\nplant,el,out,1,MWh/MWh\nwind,el,out,1,MWh/MWh\nlocal,el,out,1,MWh/MWh\n",
        "parameters": (
            "technology,parameter,value,unit,profile\nplant,life,1,year,\nplant,capital_cost,100,EUR_2020/MW,\nplant,variable_cost,3,EUR_2020/MWh,\n"
            "wind,life,1,year,\nwind,capital_cost,50,EUR_2020/MW,\nwind,availability,1,1,wind\nlocal,life,1,year,\nlocal,variable_cost,1,EUR_2020/MWh,\n"
            "wire,life,1,year,\ntie,life,99,year,\ntie,loss,0.1,1,\n"
        ),
        "potentials": "technology,region,limit,value,unit\nwind,,capacity_max,4,MW\n",
        "existing_capacity": "technology,region,build_year,value,unit\ntie,B-C,2020,5,MW\n",
        "routes": "route,technology,from,to,value,unit\nA-B,wire,A,B,10,km\nB-C,tie,B,C,10,km\n",
        "demand": "carrier,region,value,unit\nel,A,6,MW\nel,B,6,MW\nel,C,2,MW\n",
        "prices": "carrier,region,kind,value,unit\nel,,unmet,1000,EUR_2020/MWh\n",
        "days": "day,weight\nd,365\n",
        "steps": "day,step,duration\nd,0,12\nd,1,12\n",
        "profiles": "day,step,A_wind,B_wind\nd,0,0.5,0.5\nd,1,1,1\n",
    }  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    scenarios = f"scenarios:\n{scenarios}" if scenarios else ""
    (folder / "case.yaml").write_text(f"{HEAD}clock: {{given_days: {{}}}}\n{key}\n{scenarios}", encoding="utf-8")
    for name, text in {**files, **tables}.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def cost(case: Case) -> float:
    return float(run(case).meta["objective"])


def test_alike_regions_with_a_free_line_have_the_same_optimum_merged(tmp_path: Path) -> None:
    """The scenario switches the regions; run.json says which were run."""
    folder = write(tmp_path / "r", scenarios="  merged: [{key: regions.by, set: pair}]\n")
    stated, case = load_case(folder), load_case(folder, "merged")
    assert list(case.tables["regions"]["region"]) == ["AB", "C"]
    assert case.tables["routes"][["route", "from", "to"]].values.tolist() == [["AB-C", "AB", "C"]]
    assert "wire" not in set(case.tables["routes"]["technology"])
    assert "routes within merged regions vanish: A-B" in case.notes
    solution = run(case)
    assert solution.meta["objective"] == pytest.approx(cost(stated), rel=1e-9)
    assert solution.meta["case"]["regions"] == {"by": "pair", "only": [], "members": {"AB": ["A", "B"], "C": ["C"]}}
    assert any("3 regions are merged into 2: AB (A, B); C" in note for note in solution.meta["notes"])


def test_other_names_change_nothing(tmp_path: Path) -> None:
    """Each region alone, by its own name or another: the same problem of a case with everything in it, number by number."""
    regions = "region,same,other\nA,A,North\nB,B,South\n"
    stated = tiny_case(tmp_path / "stated")
    same, other = (
        tiny_case(tmp_path / by, regions=regions, yaml=YAML + f"regions: {{by: {by}}}\n") for by in ("same", "other")
    )
    assert same.notes == ()
    assert list(other.tables["regions"]["region"]) == ["North", "South"]
    one, two = (compile_model(build_model(prepare(c, vocabulary()))) for c in (stated, other))
    assert (one.matrix != two.matrix).nnz == 0
    for name in ("cost", "lower", "upper", "row_lower", "row_upper"):
        assert (getattr(one, name) == getattr(two, name)).all(), name


OUTSIDE = "carrier,region,kind,value,unit\nel,,unmet,1000,EUR_2020/MWh\nel,C,purchase,1.8,EUR_2020/MWh\n"


def test_trade_with_a_region_outside_by_hand(tmp_path: Path) -> None:
    """12 MW of demand: 4.5 MW arrive of 5 sent at 1.8, which cost 2 each; wind gives 4 and 8; plants of 3.5 MW the rest."""
    folder = write(tmp_path / "r", "regions: {by: pair, only: [AB]}", prices=OUTSIDE)
    case = load_case(folder)
    trade = case.tables["prices"].query("region == 'AB'")
    assert trade[["tier", "amount", "limit_amount"]].values.tolist() == [
        ["C by tie on AB-C", pytest.approx(2.0), pytest.approx(4.5)]
    ]
    assert "local" not in set(case.tables["technologies"]["technology"])
    assert list(case.profiles) == ["AB_wind"]  # type: ignore[call-overload]
    yearly = 50 * 8 + 100 * 3.5 + 4380 * (3 * 3.5 + 2 * 4.5) + 4380 * 2 * 4
    assert cost(case) == pytest.approx(yearly, rel=1e-9)


def test_selling_outside_and_lines_without_a_price(tmp_path: Path) -> None:
    sold = "carrier,region,kind,value,unit\nel,,unmet,1000,EUR_2020/MWh\nel,C,sale,1,EUR_2020/MWh\n"
    case = load_case(write(tmp_path / "sale", "regions: {only: [A, B]}", prices=sold))
    trade = case.tables["prices"].query("kind == 'sale'")
    assert trade[["region", "amount", "limit_amount"]].values.tolist() == [["B", pytest.approx(0.9), 5.0]]
    case = load_case(write(tmp_path / "none", "regions: {only: [A, B]}"))
    assert any("lines outwards without a price outside are left out: tie on B-C" in note for note in case.notes)
    assert cost(case) == pytest.approx(50 * 8 + 100 * 8 + 4380 * 3 * (8 + 4), rel=1e-9)


POLICIES = (
    "id,kind,quantity,technology,region,area,value,unit\nroom,capacity,capacity,plant,{},each,4,MW\n"
    "all,capacity,capacity,plant,,together,100,MW\n"
)


def test_policies(tmp_path: Path) -> None:
    case = load_case(write(tmp_path / "each", "regions: {by: pair}", policies=POLICIES.format("A;B")))
    room = case.tables["policies"].iloc[0]
    assert (room["region"], room["amount"]) == ("AB", 8.0)
    both = POLICIES.replace(",plant,{}", ",plant;local,{}").format("")
    case = load_case(write(tmp_path / "split", "regions: {by: pair}", policies=both))
    rows = case.tables["policies"][["id", "region", "amount"]].values.tolist()
    assert rows == [["room (AB)", "AB", 8.0], ["room (C)", "C", 4.0], ["all", "", 100.0]]
    case = load_case(write(tmp_path / "only", "regions: {only: [A]}", policies=POLICIES.format("B")))
    assert list(case.tables["policies"]["id"]) == ["all"]
    told = " ".join(case.notes)
    assert "policies of regions outside drop: room" in told
    assert "ceilings for more regions than this run has are not scaled down, and bind less or not at all: all" in told


@pytest.mark.parametrize(
    ("technology", "wanted"),
    [
        ("plant", {"each": 8.0}),  # in A and B alone: there is no plant in C that a row could be about
        ("wind;local", {"each (AB)": 8.0, "each (C)": 4.0}),
        ("local", {"each": 4.0}),
        ("here", {"each": 4.0}),  # of A and B in one of them: AB may have as much as A
    ],
)
def test_an_amount_for_each_region_counts_members_that_can_have_any(
    technology: str, wanted: dict[str, float], tmp_path: Path
) -> None:
    """Together the merged regions may have what their members may have together, and every row is about something."""
    folder = write(tmp_path / "r", "regions: {by: pair}")
    more = {
        "technologies": "here,converter,el,A,yes,\n",
        "ports": "here,el,out,1,MWh/MWh\n",
        "parameters": "here,life,1,year,\n",
    }
    for name, text in more.items():
        with (folder / f"{name}.csv").open("a", encoding="utf-8") as file:
            file.write(text)
    policies = f"id,kind,quantity,technology,area,sense,value,unit\neach,capacity,capacity,{technology},each,>=,4,MW\n"
    (folder / "policies.csv").write_text(policies, encoding="utf-8")
    inputs = prepare(load_case(folder), vocabulary())
    limits = inputs.values["policy_limit"]
    found = dict(zip((label[0] for label in limits.index.tuples()), np.concatenate(limits.arrays).ravel(), strict=True))
    assert found == wanted


def test_a_policy_that_merging_split_is_switched_by_its_name(tmp_path: Path) -> None:
    """Both `cap` and `cap (AB)` may be said; a name that is no policy's is refused with those that are."""
    both = POLICIES.replace(",plant,{}", ",plant;local,{}").format("")
    case = load_case(write(tmp_path / "split", "regions: {by: pair}", policies=both))

    def on(changed: Case) -> list[bool]:
        return [bool(v) for v in changed.tables["policies"]["on"]]

    assert on(without(case, ["room"])) == [False, False, True]
    assert on(only_policies(case, ["room"])) == [True, True, False]
    assert on(without(case, ["room (C)"])) == [True, False, True]
    assert without(case, ["room"]).scenario == "base_without_room"
    with pytest.raises(CaseError, match=r"no policy 'rom', did you mean 'room'.*allowed: room, room \(AB\)"):
        without(case, ["rom"])


FEWER = (
    "id,kind,quantity,technology,relative_to,region,area,sense,value,unit,seed,seed_unit\n"
    "a,capacity,capacity,plant,,,together,<=,100,MW,,\nb,capacity,capacity,plant,,A;B,together,<=,90,MW,,\n"
    "floor,capacity,capacity,plant,,,together,>=,3600,GW,,\nexact,capacity,capacity,wind,,A;B,together,=,2,MW,,\n"
    "none,capacity,capacity,plant,,,together,<=,0,MW,,\nrate,share,capacity,wind,plant;wind,,together,>=,1,%,,\n"
    "pace,growth,capacity,plant,,,together,<=,10,%/year,,\nstart,growth,capacity,plant,,,together,<=,10,%/year,2,MW/year\n"
    "gone,capacity,capacity,local,,,together,<=,100,MW,,\nour,capacity,capacity,plant,,A,together,>=,1,MW,,\n"
    "own,capacity,capacity,plant,,,each,>=,1,MW,,\nper_gdp,capacity,capacity,plant,gdp,,together,<=,1,MW,,\n"
    "per_own,capacity,capacity,plant,own_gdp,,together,<=,1,MW,,\n"
)


def test_amounts_of_more_regions_are_told_once_floors_first(tmp_path: Path) -> None:
    """One note of a kind; none on rates, shares, nothing, limits of this region alone, and not of what drops."""
    series = "series,region,value,unit\ngdp,,5,1\nown_gdp,A,2,1\nown_gdp,B,2,1\nown_gdp,C,2,1\n"
    case = load_case(write(tmp_path / "r", "regions: {only: [A]}", policies=FEWER, series=series))
    assert case.notes[0].startswith("limits that must be reached are meant for more regions than this run has")
    assert "may leave no plan: floor, exact. State what" in case.notes[0]
    assert case.notes[0].endswith("--without floor --without exact")
    others = [note for note in case.notes[1:] if "scaled" in note]
    assert others == [
        "ceilings for more regions than this run has are not scaled down, and bind less or not at all: a, b, per_gdp",
        "growth starts from seeds for more regions than this run has, which are not scaled down: start",
    ]
    assert "policies that count technologies outside drop: gone" in case.notes


def test_extreme_days_of_regions_outside_are_not_kept(tmp_path: Path) -> None:
    """Neither those of the case nor those of a period with a clock of its own."""
    folder = write(tmp_path / "r")
    for name in ("days", "steps"):
        (folder / f"{name}.csv").unlink()
    hours = "".join(f"{0.3 + h % 24 / 48:.4g},{0.2 + h % 7 / 10:.4g}\n" for h in range(8760))
    (folder / "profiles.csv").write_text(f"A_wind,B_wind\n{hours}")
    days = "{{typical_days: {{days: 2, hours: 6, extremes: [{}]}}}}".format
    both, gone = days("'lowest:B_wind', 'highest:A_wind'"), days("'lowest:B_wind'")
    period = f"[{{label: 2030, first_year: 2030, years: 1, clock: {both}}}]"
    yaml = HEAD.replace("[2030]", period) + f"clock: {gone}\nregions: {{only: [A]}}\n"
    (folder / "case.yaml").write_text(yaml.replace("year_hours: 8760\n", ""))
    case = load_case(folder)
    clocks = (case.options.clock, case.options.periods[0].clock)
    assert [c.extremes for c in clocks if isinstance(c, TypicalDays)] == [(), ("highest:A_wind",)]
    assert "extreme days of regions outside are not kept: lowest:B_wind" in case.notes
    prepare(case, vocabulary())


LEVELS = (
    "id,kind,region,gas,relative_to,area,year,value,unit\nlast,removal_limit,A;B,CO2,,each,,20,%\n"
    "top,peak,A;B,CO2,,each,2030,9,tCO2/year\nopen,peak,A;B,CO2,,each,2030,,\ndown,decline,A;B,CO2,top,each,,3,%/year\n"
)
EMITTED = "flow,technology,gas,value,unit\nactivity,plant,CO2,1,tCO2/MWh\n"


def test_levels_add_up_and_shares_do_not(tmp_path: Path) -> None:
    """At most 9 t in each of A and B are 18 t in both; at most 20 % of what is emitted stay 20 %."""
    case = load_case(write(tmp_path / "r", "regions: {by: pair}", policies=LEVELS, emissions=EMITTED))
    rows = case.tables["policies"].set_index("id")
    assert rows["amount"].to_dict() == pytest.approx(
        {"last": 0.2, "top": 18.0, "open": np.nan, "down": 0.03}, nan_ok=True
    )
    assert rows["value"].to_dict() == pytest.approx(
        {"last": 20.0, "top": 18.0, "open": np.nan, "down": 3.0}, nan_ok=True
    )


PRICES = "carrier,region,kind,tier,value,unit,profile,limit,limit_unit,limit_area\nel,,unmet,1,1000,EUR_2020/MWh,,,,\n"


def test_prices_and_ceilings(tmp_path: Path) -> None:
    """Ceilings add up, prices are means by demand, and the product with the profile is exact."""
    tiers = (
        "el,A,purchase,1,30,EUR_2020/MWh,p,2,MW,\nel,B,purchase,1,60,EUR_2020/MWh,p,3000,kW,\nel,,purchase,2,70,EUR_2020/MWh,,5,MW,\n"
        "el,,purchase,3,80,EUR_2020/MWh,,50,GWh/year,together\nel,A,purchase,4,90,EUR_2020/MWh,,,,\n"
    )
    demand = "carrier,region,value,unit\nel,A,2,MW\nel,B,1,MW\nel,C,2,MW\n"
    profiles = "day,step,A_wind,B_wind,A_p,B_p\nd,0,0.5,0.5,1,0\nd,1,1,1,0.5,2\n"
    case = load_case(
        write(tmp_path / "r", "regions: {by: pair}", prices=PRICES + tiers, demand=demand, profiles=profiles)
    )
    rows = case.tables["prices"].set_index(["tier", "region"]).query("kind == 'purchase'")
    assert rows.loc[("1", "AB"), ["amount", "limit_amount", "limit"]].tolist() == [40.0, 5.0, 5.0]
    shape = case.profiles["AB_p"].to_numpy()  # type: ignore[index]
    assert (40 * shape).tolist() == pytest.approx([(2 * 30 * 1 + 1 * 60 * 0) / 3, (2 * 30 * 0.5 + 1 * 60 * 2) / 3])
    assert rows.loc[("2", "AB"), "limit_amount"] == 10.0
    assert rows.loc[("2", "C"), "limit_amount"] == 5.0
    assert rows.loc[("3", ""), "limit_amount"] == 50_000.0
    assert any("offered in A alone, and thereby in all of AB" in note for note in case.notes)


REFUSED = {
    "column": ("regions: {by: pairs}", {}, r"case.yaml, column 'regions.by': no column 'pairs' in regions.csv, did you mean 'pair'"),
    "only": ("regions: {by: pair, only: [A]}", {}, r"column 'regions.only': the region is merged into 'AB' by 'pair' \(found: A\); allowed: AB \(of AB, C\), or regions.by empty in case.yaml"),
    "unknown": ("regions: {by: pair, only: [AX]}", {}, r"column 'regions.only': unknown region.*found: AX\); allowed: AB, C"),
    "merged name": (
        "regions: {by: pair}", {"policies": POLICIES.format("AB")},
        r"policies.csv, row 2, column 'region': tables name regions as they are stated, not what they are merged into \(found: AB\); allowed: its members: A;B",
    ),
    "key": ("regions: {bye: pair}", {}, r"column 'regions.bye': unknown key, did you mean 'by'"),
    "empty": ("regions: {by: pair}", {"regions": "region,pair\nA,AB\nB,\nC,C\n"}, r"regions.csv, row 3, column 'pair': cell is empty"),
    "stolen": ("regions: {by: pair}", {"regions": "region,pair\nA,C\nB,B\nC,D\n"}, r"row 2, column 'pair': 'C' is the name of a region that goes into 'D'"),
    "policy": (
        "regions: {by: pair}", {"policies": POLICIES.format("A")},
        r"policies.csv, row 2, column 'region': the policy names only part of the merged region 'AB' \(found: A\); allowed: B too, or none of A, B, or regions.by empty in case.yaml",
    ),
    "peak": (
        "regions: {by: pair}", {"policies": LEVELS.replace("A;B", ""), "emissions": EMITTED},
        r"policies.csv, row 3, column 'area': the level of a peak holds for each region, and merged regions differ in their number of members",
    ),
    "together": (
        "regions: {by: pair}", {"prices": PRICES + "el,A;C,purchase,1,9,EUR_2020/MWh,,2,MW,together\n"},
        r"prices.csv, row 3, column 'region': a ceiling that regions share names only part of the merged region 'AB'",
    ),
    "unmet": ("regions: {by: pair}", {"prices": "carrier,region,kind,value,unit\nel,A,unmet,1000,EUR_2020/MWh\n"}, r"rows of B too"),
    "ceilings": (
        "regions: {by: pair}", {"prices": PRICES + "el,A,purchase,1,9,EUR_2020/MWh,,2,MW,\nel,B,purchase,1,9,EUR_2020/MWh,,2,GWh/year,\n"},
        r"prices.csv, row 4, column 'limit_unit': ceilings of a step and of a year meet",
    ),
    "series": ("regions: {by: pair}", {"series": "series,region,value,unit\ngdp,A,1,1\n"}, r"series.csv, row 2, column 'region': .* only part"),
    "scope": ("regions: {by: pair}\nscopes: {s: {region: [A]}}", {}, r"column 'scopes.s.region': the scope names only part"),
    "numbers": ("", {"regions": "region,latitud\nA,1\nB,2\nC,3\n"}, r"unknown column, did you mean 'latitude'"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refused_in_one_sentence(name: str, tmp_path: Path) -> None:
    key, tables, sentence = REFUSED[name]
    with pytest.raises(CaseError) as error:
        load_case(write(tmp_path / "r", key, **tables))
    assert re.search(sentence, str(error.value)), str(error.value)
    assert len(error.value.problems) == 1


def h2opt(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["h2opt", *words])
    try:
        main()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def test_check_and_run_json_say_the_regions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path / "r", "regions: {by: pair, only: [AB]}", prices=OUTSIDE)
    assert h2opt(monkeypatch, "check", str(folder)) == 0
    out = capsys.readouterr().out
    assert "3 regions are merged into 2: AB (A, B); C" in out
    assert "no problems. 1 region(s)" in out
    assert h2opt(monkeypatch, "run", str(folder), "--out", str(tmp_path / "out"), "-q") == 0
    record = json.loads((tmp_path / "out/r/base/run.json").read_text())
    assert record["case"]["regions"] == {"by": "pair", "only": ["AB"], "members": {"AB": ["A", "B"]}}
    write(folder, "regions: {by: nothing}")
    assert h2opt(monkeypatch, "check", str(folder)) == BAD_INPUT
    assert "Traceback" not in capsys.readouterr().err


def test_a_mapping_may_be_patched(tmp_path: Path) -> None:
    patch = "  other: [{table: regions, where: {region: C}, set: {pair: AB}}, {key: regions.by, set: pair}]\n"
    case = load_case(write(tmp_path / "r", scenarios=patch), "other")
    assert list(case.tables["regions"]["region"]) == ["AB"]
    assert case.tables["routes"].empty
