"""Each kind of policy on one consumer of electricity, where value and shadow price can be said by hand.

Demand 10 MW, flat. `clean` costs 9 MEUR/MW for ten years, a tenth in each, without interest, and runs for nothing; `dirty` costs
nothing to build, 50 EUR/MWh to run and emits 0.5 t/MWh; 4 MW of `old` stand and cost more to run. Two periods of five years.
Each policy has a region of its own, and regions do not trade: one run answers for all.
"""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import pytest

from optimizer.case.switch import without
from optimizer.errors import CaseError, InfeasibleError
from optimizer.pipeline import load_case, run
from optimizer.report.tables import policies
from optimizer.solution import Solution

BASE = {
    "case.yaml": (
        "name: k\nmoney: kEUR_2020\ndiscount_rate: 0\nwacc: 0\nperiods: [{label: 2030, first_year: 2030, years: 5},"
        " {label: 2035, first_year: 2035, years: 5}]\nclock: {given_days: {}}\nyear_hours: 8760\n"
    ),
    "regions.csv": "region\nA\n",
    "carriers.csv": "carrier,unit,surplus\nel,MWh,yes\nh2,MWh,no\nheat,MWh,no\n",
    "technologies.csv": (
        "technology,kind,reference,retire\nclean,converter,el,\ndirty,converter,el,yes\nelectrolyser,converter,el,\n"
        "pump,converter,el,\nold,converter,el,yes\n"
    ),
    "ports.csv": (
        "technology,carrier,direction,value,unit\nclean,el,out,1,MWh/MWh\ndirty,el,out,1,MWh/MWh\nold,el,out,1,MWh/MWh\n"
        "electrolyser,el,in,1,MWh/MWh\nelectrolyser,h2,out,1,MWh/MWh\npump,el,in,1,MWh/MWh\npump,heat,out,1,MWh/MWh\n"
    ),
    "parameters.csv": (
        "technology,parameter,value,unit,profile\nclean,capital_cost,9000,EUR_2020/kW,\nclean,life,10,year,\nclean,availability,1,1,sun\n"
        "dirty,variable_cost,50,EUR_2020/MWh,\ndirty,life,10,year,\nold,life,100,year,\nold,fixed_cost,7,EUR_2020/kW/year,\n"
        "old,variable_cost,500,EUR_2020/MWh,\nelectrolyser,life,10,year,\npump,life,10,year,\n"
    ),
    "existing_capacity.csv": "technology,region,build_year,value,unit\nold,A,2020,4,MW\n",
    "potentials.csv": "technology,limit,value,unit\nold,build_max,0,MW\n",
    "demand.csv": "carrier,region,value,unit\nel,A,10,MW\n",
    "prices.csv": "carrier,kind,value,unit\nel,unmet,1e5,EUR_2020/MWh\nh2,unmet,1e5,EUR_2020/MWh\nheat,unmet,1e5,EUR_2020/MWh\n",
    "emissions.csv": "flow,technology,region,gas,value,unit\nactivity,dirty,,CO2,0.5,tCO2/MWh\n",
    "days.csv": "day,weight\nd,365\n",
    "steps.csv": "day,step,duration\nd,light,12\nd,dark,12\n",
    "profiles.csv": "day,step,sun\nd,light,1\nd,dark,1\n",
}
HEAD = "id,kind,quantity,technology,carrier,relative_to,coefficient,time,sense,year,value,unit,start,seed,seed_unit,overshoot_price,overshoot_unit"
YEAR = 8760.0
MADE = 10 * YEAR  # MWh a year
FREE = MADE * 0.5  # tCO2 a year without a policy
CLEANER = 9000 / 10 / YEAR - 0.05  # kEUR more for a MWh from clean than from fuel
ABATED = CLEANER / 0.5  # kEUR/tCO2
DARK = {"profiles": "day,step,sun\nd,light,1\nd,dark,0\n", "demand": BASE["demand.csv"] + "h2,A,2,MW\n"}


def grown(n: int, before: float) -> float:
    """A tenth more each year, and a seed of half a MW a year that compounds, summed year by year."""
    for _ in range(n):
        before = 1.1 * before + 0.5
    return before


SERIES = (
    "series,year,value,unit\ngdp,2030,2,MEUR_2020/year\ngdp,2035,3,MEUR_2020/year\nthen,2015,40,ktCO2/year\n"
    "hist,2020,9,MW\nhist,2025,1000,kW\n"
)
FIRST, SECOND = grown(5, 1.0), grown(10, 1.0)
KINDS: dict[str, tuple[str, ...]] = {
    "free": (),
    "steps": (f"steps,budget,,,,,,,,,{FREE * 5},tCO2,,,,,",),
    "straight": (f"straight,budget,,,,,,interpolated,,,{FREE * 6},tCO2,,,,,",),
    "net": ("net,neutrality,,,,,,,,,0,tCO2/year,2035,,,,",),
    "use": ("use,activity,,dirty,,,,,,,30,GWh/year,,,,,",),
    "stand": ("stand,capacity,,clean,,,,,>=,,3,MW,,,,,",),
    "land": (
        "least,capacity,,clean,,,,,>=,,3,MW,,,,,",
        "land,weighted_capacity,,clean;dirty,,,clean=2;dirty=0.5,,,,8,km2,,,,,",
    ),
    "link": ("link,linked_capacity,,clean,,dirty,,,=,,25,%,,,,,",),
    "made": ("made,intensity,,,,output:el,,,,,0.2,tCO2/MWh,,,,,",),
    "asked": ("asked,intensity,,,,demand:el,,,,,200,kgCO2/MWh,,,,,",),
    "run": ("run,intensity,,,,dirty;clean,,,,,0.2,tCO2/MWh,,,,,",),
    "rich": (
        "rich,intensity,,,,gdp,,,,2030,10,kgCO2/EUR_2020,,,,,",
        "rich,intensity,,,,gdp,,,,2035,5,kgCO2/EUR_2020,,,,,",
    ),
    "peak": ("peak,cap,,,,2030,,,,,0.6,1,,,,,",),
    "past": ("past,cap,,,,then,,,,,45,%,,,,,",),
    "grow": (
        "grow,growth,capacity,clean,,hist,,,,,0.1,1/year,,0.5,MW/year,,",
        f"most,capacity,,clean,,,,,>=,2035,{SECOND},MW,2035,,,,",
    ),
    "seed": (
        "seed,growth,capacity,clean,,existing,,,,,0,1/year,,0.5,MW/year,,",
        "five,capacity,,clean,,,,,>=,2035,5,MW,2035,,,,",
    ),
    "early": ("early,capacity,retirement,old,,,,,,,1,MW,,,,,",),
    "after": (
        "three,capacity,,clean,,,,,>=,,3,MW,,,,,",
        "after,retire_after_build,,old,,clean,clean=0.5,,,,100,%,,,,,",
    ),
    "spend": (f"less,cap,,,,,,,,,{FREE / 5},tCO2/year,2035,,,,", "spend,cap,spend,clean,,,,,,,36,MEUR_2020,,,,,"),
    "total": ("total,cap,spend,,,,,cumulative,>=,,27,MEUR_2020,,,,,",),
    "miss": ("miss,cap,output,clean,el,,,,>=,,1,GWh/year,,,,10,EUR_2020/MWh",),
    "yearly": ("yearly,matching,,electrolyser,el,clean,,each,,,100,%,,,,,",),
    "daily": ("daily,matching,,electrolyser,el,clean,,day,,,100,%,,,,,",),
    "hourly": ("hourly,matching,,electrolyser,el,clean,,hour,,,100,%,,,,,",),
    "twice": (
        "twice,matching,,electrolyser,el,clean,,hour,,,1,1,,,,,",
        "again,matching,,pump,el,clean,,each,,,1,1,,,,,",
    ),
}
SUNNY = ("yearly", "daily", "hourly")


def world() -> dict[str, str]:
    """One case with a region for each policy."""
    regions, hydrogen = list(KINDS), (*SUNNY, "twice")
    suns = [f"{r}_sun" for r in SUNNY]
    rows = [f"{r},{line}" for r, lines in KINDS.items() for line in lines]
    tables = {
        "regions": "region\n" + "".join(f"{r}\n" for r in regions),
        "existing_capacity": "technology,region,build_year,value,unit\nclean,seed,2028,2,MW\n"
        + "".join(f"old,{r},2020,4,MW\n" for r in regions),
        "demand": "carrier,region,value,unit\nheat,twice,2,MW\n"
        + "".join(f"el,{r},10,MW\n" for r in regions)
        + "".join(f"h2,{r},2,MW\n" for r in hydrogen),
        "emissions": BASE["emissions.csv"] + "activity,clean,net,CO2,-0.25,tCO2/MWh\n",
        "profiles": f"day,step,sun,{','.join(suns)}\nd,light,1{',1' * len(suns)}\nd,dark,1{',0' * len(suns)}\n",
        "policies": "".join(f"{line}\n" for line in [f"region,{HEAD}", *rows]),
        "series": SERIES,
    }
    return tables


def write(folder: Path, *rows: str, **changes: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    files = {**BASE, "policies.csv": "".join(f"{r}\n" for r in (HEAD, *rows))}
    files |= {("case.yaml" if k == "yaml" else f"{k}.csv"): v for k, v in changes.items()}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def s(tmp_path_factory: pytest.TempPathFactory) -> Solution:
    return run(load_case(write(tmp_path_factory.mktemp("kinds") / "k", **world())))


def outcome(s: Solution, policy: str, period: int = 2035) -> dict[str, object]:
    (row,) = [p for p in s.meta["policies"] if p["id"] == policy and p["period"] == period]
    return row


def price(s: Solution, policy: str, period: int = 2035) -> float:
    return float(outcome(s, policy, period)["price"])  # type: ignore[arg-type]


def both(s: Solution, policy: str) -> float:
    """Mean price of the periods: plant of 2030 serves both, and which of them it is built for is open."""
    return (price(s, policy, 2030) + price(s, policy, 2035)) / 2


def emitted(s: Solution, region: str) -> list[float]:
    return [float(v) for v in s.variables["emission"].sel(region=region).sum(("gas", "sector", "stage"))]


def standing(s: Solution, technology: str, region: str) -> list[float]:
    return [float(v) for v in s.variables["capacity"].sel(technology=technology, location=region)]


def near(*wanted: float) -> object:
    return pytest.approx(list(wanted), rel=1e-6, abs=1e-5)


def test_without_a_policy(s: Solution) -> None:
    assert emitted(s, "free") == near(FREE, FREE)
    assert standing(s, "old", "free") == near(0, 0)


def test_a_budget_counts_years_as_steps(s: Solution) -> None:
    """Half of ten years of emissions."""
    assert sum(emitted(s, "steps")) * 5 == pytest.approx(FREE * 5)
    row = outcome(s, "steps")
    assert (row["status"], row["unit"], row["price_unit"]) == ("binding", "tCO2", "kEUR_2020/tCO2")
    assert [row["value"], row["slack"]] == pytest.approx([FREE * 5, 0], abs=1e-3)
    assert row["price"] == pytest.approx(ABATED)


def test_a_budget_counts_years_between_milestones(s: Solution) -> None:
    """Straight from 2030 to 2035, then level: 2030 stands for 1 + .8 + .6 + .4 + .2 = 3 years, 2035 for 2 + 5 = 7.

    A year of clean in 2035 costs as much as one in 2030 and avoids 7 instead of 3 fifths of a year: 2035 goes first."""
    first, second = emitted(s, "straight")
    assert 3 * first + 7 * second == pytest.approx(FREE * 6)
    assert first == pytest.approx(FREE)
    assert price(s, "straight") == pytest.approx(ABATED * 5 / 7)


def test_neutrality_nets_removals_from_its_start_on(s: Solution) -> None:
    """Each MWh from clean takes back a quarter of a tonne: 0.5 dirty = 0.25 clean."""
    assert emitted(s, "net") == near(FREE, 0)
    assert standing(s, "clean", "net")[1] == pytest.approx(20 / 3)
    assert [p["period"] for p in s.meta["policies"] if p["id"] == "net"] == [2035]
    assert price(s, "net") == pytest.approx(CLEANER / 0.75)  # a tonne more is 1/0.75 MWh from dirty


def test_activity_and_capacity_are_named_limits(s: Solution) -> None:
    assert both(s, "use") == pytest.approx(CLEANER)
    assert outcome(s, "use")["unit"] == "MWh/year"
    assert standing(s, "clean", "stand") == near(3, 3)
    assert outcome(s, "stand")["price_unit"] == "kEUR_2020/MW/year"
    assert both(s, "stand") == pytest.approx(CLEANER * YEAR)


def test_weighted_capacity_has_a_unit_of_its_own(s: Solution) -> None:
    """10 MW need 2 c + 0.5 d <= 8 with c >= 3: c = 3, d = 4, and 3 MW of old."""
    assert [standing(s, k, "land")[1] for k in ("clean", "dirty", "old")] == near(3, 4, 3)
    assert (outcome(s, "land")["value"], outcome(s, "land")["unit"]) == (pytest.approx(8), "km2")
    # a km2 more: 2 MW of dirty (50 EUR/MWh) instead of old (500 EUR/MWh, and 7 EUR/kW to keep)
    assert price(s, "land") == pytest.approx(2 * (YEAR * 0.45 + 7))


def test_linked_capacity_is_exact_where_it_says_so(s: Solution) -> None:
    """Clean is a quarter of dirty, no more, no less."""
    clean, dirty = standing(s, "clean", "link"), standing(s, "dirty", "link")
    assert clean == pytest.approx([0.25 * d for d in dirty])
    row = outcome(s, "link")
    assert (row["status"], row["unit"]) == ("binding", "MW")
    assert [row["value"], row["limit"], row["slack"]] == pytest.approx([clean[1], clean[1], 0], abs=1e-6)
    # a MW more than a quarter is 0.8 MW of clean instead of dirty, in both periods
    assert both(s, "link") == pytest.approx(0.8 * CLEANER * YEAR)


def test_an_intensity_of_output_of_demand_of_use_and_of_money(s: Solution) -> None:
    for region in ("made", "asked", "run"):
        assert emitted(s, region) == near(0.2 * MADE, 0.2 * MADE)
        assert both(s, region) == pytest.approx(ABATED)
    assert outcome(s, "asked")["limit"] == pytest.approx(0.2 * MADE)
    assert emitted(s, "rich") == near(20_000, 15_000)


def test_a_relative_limit_is_told_as_what_is_counted_and_what_it_may_be(s: Solution) -> None:
    """Not as how far the two are apart, whose limit is nothing."""
    told = policies(s).set_index(["id", "period"])["in words"]
    wanted = {
        ("link", 2035): "2 MW, exactly 2 (25 % of dirty); the last",
        ("made", 2035): "17,520 tCO2/year, at most 17,520 (0.2 tCO2/MWh of output:el); the last",
        ("rich", 2035): "15,000 tCO2/year, at most 15,000 (5 kgCO2/EUR_2020 of gdp); the last",
        ("peak", 2035): "26,280 tCO2/year, at most 26,280 (60 % of 2030); the last",
        ("grow", 2035): "10.6 MW, at most 10.6; the last",
        ("after", 2035): "1.5 MW, at most 1.5 (100 % of earlier builds of clean); the last",
        ("yearly", 2030): "17,520 MWh/year to be matched, 17,520 can be claimed for it, at times nothing",
        ("use", 2030): "at its limit, 30,000 MWh/year at most; the last",
    }
    assert {label: told[label][: len(words)] for label, words in wanted.items()} == wanted


def test_shares_are_told_beside_what_they_are_of(tmp_path: Path) -> None:
    """Of 87,600 MWh at least 60 % are clean, and at most 90 %; fuel is cheaper."""
    rows = ("least,share,output,clean,el,all,,,>=,,0.6,1,,,,,", "most,share,output,clean;old,el,all,,,<=,,90,%,,,,,")
    told = policies(run(load_case(write(tmp_path, *rows)))).set_index(["id", "period"])["in words"]
    assert told["least", 2030].startswith("52,560 MWh/year, at least 52,560 (60 % of all); the last unit costs")
    assert told["most", 2030] == "52,560 MWh/year, at most 78,840 (90 % of all); 26,280 to spare"


def test_a_cap_relative_to_a_year_and_to_history(s: Solution) -> None:
    """Emissions of 2030 are the model's own choice; those of 2015 are a number."""
    assert emitted(s, "peak") == near(FREE, 0.6 * FREE)
    assert [p["period"] for p in s.meta["policies"] if p["id"] == "peak"] == [2035]
    assert emitted(s, "past") == near(18_000, 18_000)
    assert price(s, "peak") == pytest.approx(ABATED)
    assert both(s, "past") == pytest.approx(ABATED)


def test_growth_from_what_stands_and_from_history(s: Solution) -> None:
    """1 MW in 2025; or 2 MW in 2029, half a MW a year from there: one year to 2030, then five."""
    assert standing(s, "clean", "grow") == near(FIRST, SECOND)
    assert outcome(s, "grow", 2030)["limit"] == pytest.approx(FIRST)
    assert standing(s, "clean", "seed") == near(2.5, 5)


def test_growth_beyond_history_is_named(tmp_path: Path) -> None:
    rows = [row.replace(str(SECOND), str(1.01 * SECOND)) for row in KINDS["grow"]]
    with pytest.raises(InfeasibleError, match=r"policy '(grow|most)'"):
        run(load_case(write(tmp_path, *rows, series=SERIES)))


def test_growth_from_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="lets nothing grow"):
        run(load_case(write(tmp_path, "g,growth,capacity,clean,,existing,,,,,0.1,1/year,,,,,")))


def test_early_retirement_has_a_limit(s: Solution) -> None:
    """Old costs 7 kEUR/MW a year to keep and would go at once."""
    assert standing(s, "old", "early") == near(3, 2)
    assert [outcome(s, "early", y)["value"] for y in (2030, 2035)] == near(1, 1)
    assert [price(s, "early", y) for y in (2030, 2035)] == near(14, 7)  # one more saves both periods, or one


def test_nothing_is_retired_before_something_is_built(s: Solution) -> None:
    """3 MW of clean in 2030, each worth half a MW, let 1.5 MW of old go in 2035; to keep a MW for a year costs 7 kEUR."""
    assert standing(s, "clean", "after") == near(3, 3)
    assert standing(s, "old", "after") == near(4, 2.5)
    assert [price(s, "after", y) for y in (2030, 2035)] == near(7, 7)
    assert (outcome(s, "after")["status"], outcome(s, "after")["unit"]) == ("binding", "MW")


def test_spending_in_a_period_and_over_all(s: Solution) -> None:
    """8 MW in 2035 can only be had by spending on 4 in each period, so four stand sooner than they pay."""
    assert standing(s, "clean", "spend") == near(4, 8)
    # a kEUR more in 2035 instead of 2030
    assert price(s, "spend", 2035) - price(s, "spend", 2030) == pytest.approx(CLEANER * YEAR / 9000)
    assert outcome(s, "spend")["price_unit"] == "kEUR_2020/kEUR_2020/year"
    assert (outcome(s, "spend", 2030)["status"], outcome(s, "spend", 2030)["value"]) == (
        "binding",
        pytest.approx(36_000),
    )
    assert outcome(s, "total")["value"] == pytest.approx(27_000)


def test_what_a_floor_misses_is_paid(s: Solution) -> None:
    """Missing it is cheaper than keeping it."""
    row = outcome(s, "miss")
    assert s.meta["status"] == "certified-with-shortage"
    assert (row["status"], row["slack"], row["price"]) == ("missed, paid", pytest.approx(-1000), pytest.approx(0.01))
    assert any("policy miss is missed by 1000 MWh/year in" in note for note in s.meta["notes"])


def test_matching_by_the_hour_needs_sun_when_it_is_used(s: Solution) -> None:
    """2 MW of hydrogen day and night; sun shines half of the day. By the day 4 MW of it match; by the hour nothing does at night."""
    for time in ("yearly", "daily"):
        assert standing(s, "clean", time) == near(4, 4)
        row = outcome(s, time)
        assert (row["status"], row["unit"], row["price_unit"]) == ("binding", "MWh/year", "kEUR_2020/MWh")
        assert [row["value"], row["limit"], row["slack"]] == pytest.approx([2 * YEAR, 2 * YEAR, 0], abs=1e-3)
        assert both(s, time) == pytest.approx(
            (900 - 0.05 * YEAR / 2) / (YEAR / 2)
        )  # sun for half the hours instead of fuel
    short = (s.variables["unmet"].sel(carrier="h2") * s.inputs["hours_per_year"]).sum(("day", "step"))
    assert [float(v) for v in short.sel(region="daily")] == near(0, 0)
    assert [float(v) for v in short.sel(region="hourly")] == near(YEAR, YEAR)
    assert standing(s, "clean", "hourly") == near(2, 2)


def test_each_unit_is_claimed_once(s: Solution) -> None:
    """Two consumers of 2 MW that claim the same plant need twice as much of it as one."""
    assert standing(s, "clean", "twice") == near(4, 4)
    claims = (s.variables["claim"] * s.inputs["hours_per_year"]).sum(("day", "step"))
    assert float(claims.sel(policy="again").sum()) == pytest.approx(2 * 2 * YEAR)


IDLE = [
    "x,budget,,,,,,,,,1e7,tCO2,,,,,",
    "x,neutrality,,,,,,,,,1e6,tCO2/year,,,,,",
    "x,activity,output,dirty,el,,,,,,1e4,GWh/year,,,,,",
    "x,capacity,,dirty,,,,,,,99,MW,,,,,",
    "x,retire_after_build,,old,,dirty,,,,2035,9,1,,,,,",
    "x,capacity,retirement,old,,,,,,,99,MW,,,,,",
    "x,cap,spend,,,,,,,,9,GEUR_2020,,,,,",
    "x,weighted_capacity,,dirty;clean,,,dirty=1;clean=3,,,,99,km2,,,,,",
    "x,linked_capacity,,clean,,dirty,,,,,0.9,1,,,,,",
    "x,intensity,,,,output:el,,,,,0.6,tCO2/MWh,,,,,",
    "x,cap,,,,2030,,,,,1,1,,,,,",
    "x,growth,capacity,dirty,,,,,,,0.1,1/year,,,,,",
    "x,matching,,electrolyser,el,dirty,,hour,,,1,1,,,,,",
]


def test_policies_that_do_not_bind_move_nothing(tmp_path: Path) -> None:
    case = load_case(write(tmp_path, *(row.replace("x", f"x{i}", 1) for i, row in enumerate(IDLE))))
    s, free = run(case), run(without(case, [f"x{i}" for i in range(len(IDLE))]))
    assert free.meta["policies"] == []
    assert s.meta["objective"] == pytest.approx(free.meta["objective"], rel=1e-9)
    assert {p["id"] for p in s.meta["policies"]} == {f"x{i}" for i in range(len(IDLE))}
    assert all(float(p["slack"]) >= -1e-6 and p["status"] in ("met", "binding") for p in s.meta["policies"])
    assert all(float(p["price"]) == pytest.approx(0, abs=1e-9) for p in s.meta["policies"])


def test_what_counts_nothing_is_said(tmp_path: Path) -> None:
    rows = ("c,cap,,,,,,,,,9,tCO2/year,,,,,", "d,cap,output,dirty,el,,,,,,9,GWh/year,2040,,,,")
    s = run(load_case(write(tmp_path / "none", *rows, emissions="flow,technology,gas,value,unit\n")))
    assert [n for n in s.meta["notes"] if n.startswith("policy")] == [
        "policy d holds in no period of the horizon",  # the check says it already
        "policy c counts nothing: nothing in the case emits anything",
    ]
    assert s.meta["status"] == "certified"
    policies = "id,kind,sector,value,unit\nc,cap,industry,9,tCO2/year\n"
    with pytest.raises(CaseError, match="selects nothing that exists"):
        run(load_case(write(tmp_path / "typo", policies=policies)))


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
    "q,priority,,,,,,,,,50,%,,,,,": "not relative to this",
    "r,priority,,,,2030,,,,,-50,%,,,,,": "must not be negative",
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
        run(load_case(write(tmp_path, row, series=series)))


@pytest.mark.parametrize(("years", "wrong"), [(5, False), (6, True)])
def test_builds_of_periods_of_unequal_length_do_not_grow(years: int, wrong: bool, tmp_path: Path) -> None:
    """Twice as long a period would build twice as much at no growth at all."""
    row = "x,growth,build,clean,,,,,,,0.1,1/year,,1,MW/year,,"
    folder = write(tmp_path, row)
    yaml = (folder / "case.yaml").read_text()
    assert "years: 5}]" in yaml
    (folder / "case.yaml").write_text(yaml.replace("years: 5}]", f"years: {years}}}]"))
    with pytest.raises(CaseError, match="periods of unequal length") if wrong else nullcontext():
        load_case(folder)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("x,share,output,heat,boiler,all,>=,150,%,,", "between nothing and all"),
        ("x,growth,capacity,,boiler,existing,<=,-200,%/year,,", "no more than all can go in a year"),
        ("x,cap,output,heat,boiler,,<=,5,GWh/year,2040,2030", "ends before it starts"),
    ],
)
def test_what_cannot_be_is_refused(row: str, message: str, tmp_path: Path) -> None:
    head = "id,kind,quantity,carrier,technology,relative_to,sense,value,unit,start,end\n"
    with pytest.raises(CaseError, match=message):
        load_case(write(tmp_path, policies=f"{head}{row}\n"))
