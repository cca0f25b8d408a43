"""Each kind of policy on one consumer of electricity, where value and shadow price can be said by hand.

Demand 10 MW, flat. `clean` costs 100 kEUR/MW for ten years, paid at once and without interest, and runs for nothing; `dirty` costs nothing
to build, 50 EUR/MWh to run and emits 0.5 t/MWh. Two periods of five years. A MWh a year from clean costs 100/8760 kEUR once.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from optimizer.case.switch import without
from optimizer.errors import CaseError, InfeasibleError
from optimizer.pipeline import load_case, run
from optimizer.solution import Solution

BASE = {
    "case.yaml": (
        "name: k\nmoney: kEUR_2020\ndiscount_rate: 0\nwacc: 0\nperiods: [{label: 2030, first_year: 2030, years: 5},"
        " {label: 2035, first_year: 2035, years: 5}]\nclock: {given_days: {}}\nyear_hours: 8760\n"
    ),
    "regions.csv": "region\nA\n",
    "carriers.csv": "carrier,unit,surplus\nel,MWh,yes\nh2,MWh,no\n",
    "technologies.csv": (
        "technology,kind,reference,retire\nclean,converter,el,\ndirty,converter,el,yes\nelectrolyser,converter,el,\nold,converter,el,yes\n"
    ),
    "ports.csv": (
        "technology,carrier,direction,value,unit\nclean,el,out,1,MWh/MWh\ndirty,el,out,1,MWh/MWh\nold,el,out,1,MWh/MWh\n"
        "electrolyser,el,in,1,MWh/MWh\nelectrolyser,h2,out,1,MWh/MWh\n"
    ),
    "parameters.csv": (
        "technology,parameter,value,unit,profile\nclean,capital_cost,9000,EUR_2020/kW,\nclean,life,10,year,\nclean,availability,1,1,sun\n"
        "dirty,variable_cost,50,EUR_2020/MWh,\ndirty,life,10,year,\nold,life,100,year,\nold,fixed_cost,7,EUR_2020/kW/year,\n"
        "old,variable_cost,500,EUR_2020/MWh,\nelectrolyser,life,10,year,\n"
    ),
    "existing_capacity.csv": "technology,region,build_year,value,unit\nold,A,2020,4,MW\n",
    "potentials.csv": "technology,limit,value,unit\nold,build_max,0,MW\n",
    "demand.csv": "carrier,region,value,unit\nel,A,10,MW\n",
    "prices.csv": "carrier,kind,value,unit\nel,unmet,1e5,EUR_2020/MWh\nh2,unmet,1e5,EUR_2020/MWh\n",
    "emissions.csv": "flow,technology,gas,value,unit\nactivity,dirty,CO2,0.5,tCO2/MWh\n",
    "days.csv": "day,weight\nd,365\n",
    "steps.csv": "day,step,duration\nd,light,12\nd,dark,12\n",
    "profiles.csv": "day,step,sun\nd,light,1\nd,dark,1\n",
}
HEAD = (
    "id,kind,quantity,technology,carrier,relative_to,coefficient,time,sense,year,value,unit,start,seed,seed_unit,overshoot_price,overshoot_unit\n"
)
YEAR = 8760.0
MADE = 10 * YEAR  # MWh a year
FREE = MADE * 0.5  # tCO2 a year without a policy
CLEANER = 9000 / 10 / YEAR - 0.05  # kEUR more for a MWh from clean, a year's tenth of its cost against fuel
ABATED = CLEANER / 0.5  # kEUR/tCO2, if it lasts both periods


def write(folder: Path, *rows: str, **changes: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    files = {**BASE, "policies.csv": HEAD + "".join(f"{r}\n" for r in rows)}
    files |= {("case.yaml" if k == "yaml" else f"{k}.csv"): v for k, v in changes.items()}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def answer(folder: Path, *rows: str, **changes: str) -> Solution:
    return run(load_case(write(folder, *rows, **changes)))


def outcome(s: Solution, policy: str, period: int = 2035) -> dict[str, object]:
    (row,) = [p for p in s.meta["policies"] if p["id"] == policy and p["period"] == period]
    return row


def emitted(s: Solution) -> list[float]:
    return [float(v) for v in s.variables["emission"].sum(("gas", "sector", "stage", "region"))]


def standing(s: Solution, technology: str) -> list[float]:
    return [float(v) for v in s.variables["capacity"].sel(technology=technology).squeeze()]


def built(s: Solution, technology: str) -> list[float]:
    found = s.variables["capacity_built"].sel(technology=technology).squeeze().to_series().dropna()
    return [float(v) for y, v in found.items() if y >= 2030]


@pytest.fixture(scope="module")
def free(tmp_path_factory: pytest.TempPathFactory) -> Solution:
    s = answer(tmp_path_factory.mktemp("free"))
    assert emitted(s) == pytest.approx([FREE, FREE])
    return s


SERIES = "series,region,year,value,unit\ngdp,,2030,2,MEUR_2020/year\ngdp,,2035,3,MEUR_2020/year\nthen,,2015,40,ktCO2/year\n"


def test_a_budget_counts_years_as_steps(tmp_path: Path) -> None:
    """Half of ten years of emissions; the plant of 2030 serves both periods, so each avoided tonne costs the same."""
    s = answer(tmp_path, f"b,budget,,,,,,,,,{FREE * 10 / 2},tCO2,,,,,")
    assert sum(emitted(s)) * 5 == pytest.approx(FREE * 10 / 2)
    row = outcome(s, "b")
    assert (row["status"], row["unit"], row["price_unit"]) == ("binding", "tCO2", "kEUR_2020/tCO2")
    assert (row["value"], row["slack"]) == (pytest.approx(FREE * 5), pytest.approx(0, abs=1e-3))
    assert row["price"] == pytest.approx(ABATED, rel=1e-6)


def test_a_budget_counts_years_between_milestones(tmp_path: Path) -> None:
    """Straight from 2030 to 2035, then level: 2030 stands for 1 + .8 + .6 + .4 + .2 = 3 years, 2035 for 2 + 5 = 7.

    Clean plant built in 2030 avoids 3 + 7 years' weight for its cost of ten years: as with steps; built in 2035, five years of fuel
    are saved, and half its cost lies within the horizon."""
    s = answer(tmp_path, f"b,budget,,,,,,interpolated,,,{FREE * 6},tCO2,,,,,")
    first, second = emitted(s)
    assert 3 * first + 7 * second == pytest.approx(FREE * 6)
    # 2035 weighs 7 for 5 years of payments: clean is built there first, at (450 - 250 * 8.76) / ... of each MW
    assert first == pytest.approx(FREE)
    cost = 5 * (900 - 50 * YEAR / 1000) / (7 * 0.5 * YEAR)
    assert outcome(s, "b")["price"] == pytest.approx(cost * 1.0, rel=1e-6)


def test_neutrality_nets_removals_from_its_start_on(tmp_path: Path) -> None:
    """Removal by capture in each MWh from clean: what dirty emits is taken back."""
    emissions = BASE["emissions.csv"] + "activity,clean,CO2,-0.25,tCO2/MWh\n"
    s = answer(tmp_path, "n,neutrality,,,,,,,,,0,tCO2/year,2035,,,,", emissions=emissions)
    assert emitted(s)[0] == pytest.approx(FREE)
    assert emitted(s)[1] == pytest.approx(0, abs=1e-6)
    assert standing(s, "clean")[1] == pytest.approx(20 / 3)  # 0.5 dirty = 0.25 clean
    assert [p["period"] for p in s.meta["policies"]] == [2035]
    # a tonne more lets 1/0.75 MWh a year be made by dirty
    assert outcome(s, "n")["price"] == pytest.approx(CLEANER / 0.75, rel=1e-6)


def test_activity_and_capacity_are_named_limits(tmp_path: Path) -> None:
    s = answer(tmp_path / "a", "a,activity,,dirty,,,,,,,30,GWh/year,,,,,")
    assert outcome(s, "a")["price"] == pytest.approx(CLEANER, rel=1e-6)
    assert outcome(s, "a")["unit"] == "MWh/year"
    s = answer(tmp_path / "c", "c,capacity,,clean,,,,,>=,,3,MW,,,,,")
    row = outcome(s, "c", 2030)
    assert standing(s, "clean") == pytest.approx([3, 3])
    assert row["price_unit"] == "kEUR_2020/MW/year"
    together = sum(float(outcome(s, "c", y)["price"]) for y in (2030, 2035))  # type: ignore[arg-type]
    assert together / 2 == pytest.approx(CLEANER * YEAR, rel=1e-6)  # the plant of 2030 serves both floors


def test_weighted_capacity_has_a_unit_of_its_own(tmp_path: Path) -> None:
    rows = ("least,capacity,,clean,,,,,>=,,3,MW,,,,,", "land,weighted_capacity,,clean;dirty,,,clean=2;dirty=0.5,,,,8,km2,,,,,")
    s = answer(tmp_path, *rows, prices=BASE["prices.csv"].replace("el,unmet,1e5", "el,unmet,1e3"))
    # 10 MW need 2 c + 0.5 d <= 8 with c >= 3: c = 3, d = 4, and 3 MW of old
    assert standing(s, "clean") == pytest.approx([3, 3])
    assert outcome(s, "land")["value"] == pytest.approx(8)
    assert outcome(s, "land")["unit"] == "km2"
    # a km2 more: 2 MW of dirty (50 EUR/MWh) instead of old (500 EUR/MWh, and 7 EUR/kW to keep)
    assert outcome(s, "land")["price"] == pytest.approx(2 * (YEAR * 0.45 + 7), rel=1e-6)


def test_linked_capacity_is_exact_where_it_says_so(tmp_path: Path) -> None:
    """Clean is a quarter of dirty, whatever the time; the sign of the price says that more of it costs."""
    s = answer(tmp_path, "l,linked_capacity,,clean,,dirty,,,=,,25,%,,,,,")
    clean, dirty = standing(s, "clean"), standing(s, "dirty")
    assert clean == pytest.approx([0.25 * d for d in dirty])
    row = outcome(s, "l")
    assert (row["status"], row["unit"], row["value"]) == ("binding", "MW", pytest.approx(0, abs=1e-6))


def test_an_intensity_of_output_of_demand_and_of_money(tmp_path: Path) -> None:
    s = answer(tmp_path / "o", "i,intensity,,,,output:el,,,,,0.2,tCO2/MWh,,,,,")
    assert emitted(s) == pytest.approx([0.2 * MADE] * 2)
    assert outcome(s, "i")["price"] == pytest.approx(ABATED, rel=1e-6)
    s = answer(tmp_path / "d", "i,intensity,,,,demand:el,,,,,200,kgCO2/MWh,,,,,")
    assert emitted(s) == pytest.approx([0.2 * MADE] * 2)
    assert outcome(s, "i")["limit"] == pytest.approx(0.2 * MADE)
    s = answer(tmp_path / "t", "i,intensity,,,,dirty;clean,,,,,0.2,tCO2/MWh,,,,,")
    assert emitted(s) == pytest.approx([0.2 * MADE] * 2)
    s = answer(tmp_path / "s", "i,intensity,,,,gdp,,,,2030,10,kgCO2/EUR_2020,,,,,", "i,intensity,,,,gdp,,,,2035,5,kgCO2/EUR_2020,,,,,", series=SERIES)
    assert emitted(s) == pytest.approx([20_000, 15_000])


def test_a_cap_relative_to_a_year_and_to_history(tmp_path: Path, free: Solution) -> None:
    """Emissions of 2030 are the model's own choice; those of 2015 are a number."""
    s = answer(tmp_path / "y", "c,cap,,,,2030,,,,,0.6,1,,,,,")
    first, second = emitted(s)
    assert (first, second) == (pytest.approx(FREE), pytest.approx(0.6 * FREE))
    s = answer(tmp_path / "h", "c,cap,,,,then,,,,,45,%,,,,,", series=SERIES)
    assert emitted(s) == pytest.approx([18_000, 18_000])
    assert outcome(s, "c")["price"] == pytest.approx(ABATED, rel=1e-6)


def test_growth_from_what_stands_and_from_history(tmp_path: Path) -> None:
    """Old stands with 4 MW in 2029; clean has 1 MW in 2025; both with a seed of 0.5 MW a year that compounds."""
    floor = "most,capacity,,clean,,,,,>=,2035,{},MW,2035,,,,"
    row = "g,growth,capacity,clean,,hist,,,,,0.1,1/year,,0.5,MW/year,,"
    series = "series,year,value,unit\nhist,2020,9,MW\nhist,2025,1000,kW\n"
    years = lambda n, x: x * 1.1**n + 0.5 * (1.1**n - 1) / 0.1  # noqa: E731
    first = years(5, 1.0)
    second = years(5, first)
    s = answer(tmp_path / "fits", row, floor.format(second), series=series)
    assert standing(s, "clean") == pytest.approx([first, second])
    assert outcome(s, "g", 2030)["limit"] == pytest.approx(first)
    with pytest.raises(InfeasibleError, match="policy 'g'|policy 'most'"):
        answer(tmp_path / "beyond", row, floor.format(1.01 * second), series=series)
    existing = BASE["existing_capacity.csv"] + "clean,A,2028,2,MW\n"
    rows = ("g,growth,capacity,clean,,existing,,,,,0,1/year,,0.5,MW/year,,", floor.format(5.0))
    s = answer(tmp_path / "stands", *rows, existing_capacity=existing)
    assert standing(s, "clean") == pytest.approx([2.5, 5.0])  # one year after 2029, then five


def test_growth_from_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="lets nothing grow"):
        answer(tmp_path, "g,growth,capacity,clean,,existing,,,,,0.1,1/year,,,,,")


def test_early_retirement_has_a_limit(tmp_path: Path, free: Solution) -> None:
    """Old costs 7 kEUR/MW a year to keep; without a policy all of it goes at once, with one 1 MW a period."""
    assert standing(free, "old") == pytest.approx([0, 0], abs=1e-6)
    s = answer(tmp_path, "r,capacity,retirement,old,,,,,,,1,MW,,,,,")
    assert standing(s, "old") == pytest.approx([3, 2])
    first, second = outcome(s, "r", 2030), outcome(s, "r", 2035)
    assert (first["value"], second["value"]) == (pytest.approx(1), pytest.approx(1))
    assert (first["price"], second["price"]) == (pytest.approx(14), pytest.approx(7))  # it saves both periods, or one


def test_spending_in_a_period_and_over_all(tmp_path: Path) -> None:
    cap = f"c,budget,,,,,,,,,{FREE * 5},tCO2,,,,,"
    s = answer(tmp_path / "a", cap, "m,cap,spend,clean,,,,,,,36,MEUR_2020,,,,,")
    assert built(s, "clean")[0] == pytest.approx(4)
    assert outcome(s, "m", 2030)["status"] == "binding"
    assert outcome(s, "m", 2030)["value"] == pytest.approx(36_000)
    s = answer(tmp_path / "b", "f,capacity,,clean,,,,,>=,2035,3,MW,2035,,,,", "m,cap,spend,,,,,cumulative,,,27,MEUR_2020,,,,,")
    assert outcome(s, "m")["value"] == pytest.approx(27_000)


def test_what_a_floor_misses_is_paid(tmp_path: Path) -> None:
    """A floor on clean that is dearer to keep than to miss."""
    s = answer(tmp_path, "f,cap,output,clean,el,,,,>=,,1,GWh/year,,,,10,EUR_2020/MWh")
    row = outcome(s, "f")
    assert s.meta["status"] == "certified-with-shortage"
    assert (row["status"], row["slack"], row["price"]) == ("missed, paid", pytest.approx(-1000), pytest.approx(0.01))
    assert any("is missed by" in note for note in s.meta["notes"])


SUN = {"profiles": "day,step,sun\nd,light,1\nd,dark,0\n", "demand": "carrier,region,value,unit\nel,A,10,MW\nh2,A,2,MW\n"}


@pytest.mark.parametrize(("time", "status"), [("each", "met"), ("day", "met"), ("hour", "shortage")])
def test_matching_by_the_hour_needs_sun_when_it_is_used(time: str, status: str, tmp_path: Path) -> None:
    """Hydrogen is needed day and night; sun shines half of the day. By the day 4 MW of it match 2 MW; by the hour nothing does."""
    s = answer(tmp_path, f"m,matching,,electrolyser,el,clean,,{time},,,100,%,,,,,", **SUN)
    short = float((s.variables["unmet"].sel(carrier="h2") * s.inputs["hours_per_year"]).sum()) / 2
    row = outcome(s, "m")
    if status == "met":
        assert short == pytest.approx(0, abs=1e-3)
        assert standing(s, "clean") == pytest.approx([4, 4])
        # 2 MW around the clock instead of fuel: 4 MW a year against half a year of fuel for each
        assert row["price"] == pytest.approx((900 - 50 * YEAR / 2000) / (YEAR / 2), rel=1e-6)
        assert (row["status"], row["unit"], row["price_unit"]) == ("binding", "MWh/year", "kEUR_2020/MWh")
        assert (row["value"], row["slack"]) == (pytest.approx(2 * YEAR), pytest.approx(0, abs=1e-3))
    else:
        assert short == pytest.approx(YEAR)  # the dark half
        assert standing(s, "clean") == pytest.approx([2, 2])


def test_each_unit_is_claimed_once(tmp_path: Path) -> None:
    """Two consumers of 2 MW that claim the same plant need twice as much of it as one."""
    changes = {
        "technologies": BASE["technologies.csv"] + "second,converter,el,\n",
        "ports": BASE["ports.csv"] + "second,el,in,1,MWh/MWh\nsecond,heat,out,1,MWh/MWh\n",
        "parameters": BASE["parameters.csv"] + "second,life,10,year,\n",
        "carriers": BASE["carriers.csv"] + "heat,MWh,no\n",
        "demand": SUN["demand"] + "heat,A,2,MW\n",
    }
    one, two = "m,matching,,electrolyser,el,clean,,hour,,,1,1,,,,,", "n,matching,,second,el,clean,,each,,,1,1,,,,,"
    assert standing(answer(tmp_path / "one", one, **changes), "clean") == pytest.approx([2, 2])
    s = answer(tmp_path / "two", one, two, **changes)
    assert standing(s, "clean") == pytest.approx([4, 4])
    claims = (s.variables["claim"] * s.inputs["hours_per_year"]).sum(("day", "step"))
    assert float(claims.sel(policy="n").sum()) == pytest.approx(2 * 2 * YEAR)


IDLE = [
    "x,budget,,,,,,,,,1e7,tCO2,,,,,",
    "x,neutrality,,,,,,,,,1e6,tCO2/year,,,,,",
    "x,activity,output,dirty,el,,,,,,1e4,GWh/year,,,,,",
    "x,capacity,,dirty,,,,,,,99,MW,,,,,",
    "x,capacity,retirement,old,,,,,,,99,MW,,,,,",
    "x,cap,spend,,,,,,,,9,GEUR_2020,,,,,",
    "x,weighted_capacity,,dirty;clean,,,dirty=1;clean=3,,,,99,km2,,,,,",
    "x,linked_capacity,,clean,,dirty,,,,,0.9,1,,,,,",
    "x,intensity,,,,output:el,,,,,0.6,tCO2/MWh,,,,,",
    "x,cap,,,,2030,,,,,1,1,,,,,",
    "x,growth,capacity,dirty,,,,,,,0.1,1/year,,,,,",
    "x,matching,,electrolyser,el,dirty,,hour,,,1,1,,,,,",
]


def test_policies_that_do_not_bind_move_nothing(tmp_path: Path, free: Solution) -> None:
    case = load_case(write(tmp_path, *(row.replace("x", f"x{i}", 1) for i, row in enumerate(IDLE))))
    s = run(case)
    assert s.meta["objective"] == pytest.approx(free.meta["objective"], rel=1e-9)
    assert {p["id"] for p in s.meta["policies"]} == {f"x{i}" for i in range(len(IDLE))}
    assert all(float(p["slack"]) >= -1e-6 and p["status"] in ("met", "binding") for p in s.meta["policies"])
    assert all(float(p["price"]) == pytest.approx(0, abs=1e-9) for p in s.meta["policies"])


def test_a_kind_is_switched_off(tmp_path: Path, free: Solution) -> None:
    case = load_case(write(tmp_path, "b,budget,,,,,,,,,1e4,tCO2,,,,,"))
    s = run(without(case, ["b"]))
    assert s.meta["policies"] == []
    assert s.meta["objective"] == pytest.approx(free.meta["objective"])


def test_what_counts_nothing_is_said(tmp_path: Path) -> None:
    row = "c,cap,,,,,,,,,9,tCO2/year,,,,,"
    s = answer(tmp_path / "none", row, emissions="flow,technology,gas,value,unit\n")
    assert s.meta["notes"] == ["policy c counts nothing: nothing in the case emits anything"]
    assert s.meta["status"] == "certified"
    late = answer(tmp_path / "late", "c,cap,,,,,,,,,9,tCO2/year,2040,,,,")
    assert late.meta["notes"] == ["policy c holds in no period of the horizon"]
    policies = "id,kind,sector,value,unit\nc,cap,industry,9,tCO2/year\n"
    with pytest.raises(CaseError, match="selects nothing that exists"):
        answer(tmp_path / "typo", policies=policies)


WRONG = {
    "a,weighted_capacity,,clean;dirty,,,clean=2,,,,8,km2,,,,,": "weighs every technology",
    "b,linked_capacity,,clean,,drity,,,,,0.3,1,,,,,": "did you mean 'dirty'",
    "c,budget,capacity,clean,,,,,,,3,MW,,,,,": "no meaning for capacity",
    "d,cap,build,clean,,,,interpolated,,,3,MW,,,,,": "build does not add up so",
    "e,cap,,,,2031,,,,,0.5,1,,,,,": "not a period of the horizon",
    "f,intensity,,,,,,,,,0.2,tCO2/MWh,,,,,": "not relative to this",
    "g,intensity,,,,output:ell,,,,,0.2,tCO2/MWh,,,,,": "did you mean 'el'",
    "h,intensity,,,,output:el,,,,,0.2,tCO2/kg,,,,,": "wrong unit",
    "i,cap,,,,gdp,,,,,2,tCO2/year,,,,,": "wrong unit",
    "j,neutrality,,,,,,,>=,,0,tCO2/year,,,,,": "no meaning for it",
    "k,matching,,electrolyser,el,clean,,hour,,,120,%,,,,,": "a share of the use is matched",
    "l,matching,,electrolyser,el,all,,hour,,,1,1,,,,,": "names technologies",
    "m,capacity,,clean,,,,,=,,3,MW,,,,1,EUR_2020/kW/year": "can be overshot",
    "n,growth,output,clean,el,existing,,,,,0.1,1/year,,,,,": "only capacity exists before",
    "o,weighted_capacity,,clean,,,clean=2,,,,8,kmm2,,,,,": "unknown unit",
    "p,matching,,,el,clean,,hour,,,1,1,,,,,": "consumers",
}


def test_everything_wrong_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(CaseError) as found:
        load_case(write(tmp_path, *WRONG, series=SERIES))
    text = str(found.value)
    for number, message in enumerate(WRONG.values(), start=2):
        assert any(f"row {number}," in line and message in line for line in text.splitlines()), message


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("x,matching,,electrolyser,el,electrolyser,,hour,,,1,1,,,,,", "matches nothing"),
        ("x,intensity,,,,input:h2,,,,,1,tCO2/MWh,,,,,", "relative to nothing"),
        ("x,growth,capacity,clean,,gdp,,,,,1,1/year,,,,,", "no year before the first period"),
    ],
)
def test_what_shows_only_when_combined(row: str, message: str, tmp_path: Path) -> None:
    series = "series,year,value,unit\ngdp,2030,2,MW\n"
    with pytest.raises(CaseError, match=message):
        answer(tmp_path, row, series=series)
