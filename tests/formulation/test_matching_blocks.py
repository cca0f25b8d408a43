"""Matching by the hour, the day, the month and the year, and of plant that is young enough, on numbers for a pencil.

An electrolyser of 2 MW runs day and night: 48 MWh a day, 17,520 MWh a year. Grid power is free, but only `sun` and `geo` match it.
Sun costs 100 EUR/kW a year and shines on good days, from 6 to 18 h; geo costs nothing but 1 EUR/kWh. April to September are all good
days (183); of each other month (182 days) the first ten are. So there are 243 good days, and 122 bad ones.

- year: 12 h x 243 days x S = 17,520 MWh, S = 6.008 MW, 601 kEUR.
- month: the ten good days of a month of 31 bring 120 S = 31 x 48 MWh, S = 12.4 MW, 1,240 kEUR; summer has more than enough.
- day: on a good day 12 S = 48 MWh, S = 4 MW, 400 kEUR; bad days are geo's, 122 x 48 = 5,856 MWh or kEUR. Together 6,256.
- hour: S = 2 MW, 200 kEUR; nights are geo's too, 243 x 24 = 5,832. Together 11,888.
- hour, with a battery that the policy names, which costs nothing and loses a fifth: 24 MWh for the night of a good day take 30 MWh by day, so
  12 S = 54 MWh, S = 4.5 MW, 450 kEUR. Together with the bad days 6,306; the 6 MWh that are lost are matched too.

In some regions 3 MW of sun stand since 2026, and cost 300 kEUR in any case. Regions do not trade: one run answers for all.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from losing import notices, recounted

from optimizer.case.model import Case
from optimizer.errors import CaseError, SolveError
from optimizer.formulation import build_model, vocabulary
from optimizer.inputs import prepare
from optimizer.pipeline import load_case, run
from optimizer.solution import Solution
from optimizer.study.redispatch import redispatch

LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
SUMMER = range(3, 9)
GOOD = [month in SUMMER or day < 10 for month, days in enumerate(LENGTHS) for day in range(days)]
YEAR = "sun\n" + "".join("1\n0\n" if good else "0\n0\n" for good in GOOD)
TABLES = {
    "case.yaml": "name: m\nmoney: kEUR_2020\ndiscount_rate: 0\nperiods: [{label: 2030, first_year: 2030, years: 1}]\nclock: {given_days: {}}\n",
    "carriers.csv": "carrier,unit\nel,MWh\nh2,MWh\n",
    "technologies.csv": "technology,kind,reference\ngrid,converter,el\nsun,converter,el\ngeo,converter,el\nelectrolyser,converter,el\nbattery,store,el\n",
    "ports.csv": (
        "technology,carrier,direction,value,unit\ngrid,el,out,1,MWh/MWh\nsun,el,out,1,MWh/MWh\ngeo,el,out,1,MWh/MWh\n"
        "electrolyser,el,in,1,MWh/MWh\nelectrolyser,h2,out,1,MWh/MWh\n"
    ),
    "parameters.csv": (
        "technology,parameter,value,unit,profile\nsun,availability,1,1,sun\nsun,fixed_cost,100,EUR_2020/kW/year,\n"
        "geo,variable_cost,1,EUR_2020/kWh,\ngrid,life,50,year,\nsun,life,50,year,\ngeo,life,50,year,\nelectrolyser,life,50,year,\n"
        "battery,life,50,year,\nbattery,charge_efficiency,0.8,1,\n"
    ),
    "days.csv": "day,weight\ngood,243\nbad,122\n",
    "calendar.csv": "day\n" + "".join("good\n" if good else "bad\n" for good in GOOD),
    "steps.csv": "day,step,duration\ngood,light,12\ngood,dark,12\nbad,light,12\nbad,dark,12\n",
    "profiles.csv": "day,step,sun\ngood,light,1\ngood,dark,0\nbad,light,0\nbad,dark,0\n",
}
HEAD = "id,kind,technology,carrier,relative_to,region,time,value,unit,built_from"
BLOCKS = ("hour", "day", "month", "each")
YEARLY = 100 * 17520 / (12 * 243)
COST = {"hour": 200 + 5832 + 5856, "day": 400 + 5856, "month": 1240, "each": YEARLY}


def green(region: str, time: str, built_from: str = "", share: float = 100, name: str = "") -> str:
    return f"{name or region},matching,electrolyser,el,sun;geo,{region},{time},{share},%,{built_from}"


BY_BLOCK = {time: (green(time, time),) for time in BLOCKS}
KEPT = {"kept": (green("kept", "hour").replace("electrolyser", "electrolyser;battery"),)}
BY_AGE = {
    "any": (green("any", "each"),),
    "since": (green("since", "each", "2026"),),
    "young": (green("young", "each", "2028"),),
    "small": (green("small", "each", "2028"),),
    "shared": (green("shared", "each", "2026", 50, "old half"), green("shared", "each", "2028", 50, "young half")),
    "twice": (green("twice", "each", "2028", 50, "first half"), green("twice", "each", "2028", 50, "second half")),
    "free": (),
}
ALL = BY_BLOCK | BY_AGE | KEPT


def case(folder: Path, regions: dict[str, tuple[str, ...]], **changes: str) -> Case:
    """A case with a region for each policy."""
    folder.mkdir(parents=True, exist_ok=True)
    power = {"small": 4.1}
    files = {
        **TABLES,
        "regions.csv": "region\n" + "".join(f"{r}\n" for r in regions),
        "demand.csv": "carrier,region,value,unit\n"
        + "".join(f"el,{r},{power.get(r, 50)},MW\nh2,{r},2,MW\n" for r in regions),
        "existing_capacity.csv": "technology,region,build_year,value,unit\n"
        + "".join(f"sun,{r},2026,3,MW\n" for r in regions if r in BY_AGE),
        "policies.csv": "".join(f"{row}\n" for row in (HEAD, *(row for rows in regions.values() for row in rows))),
    }
    files |= {("case.yaml" if name == "yaml" else f"{name}.csv"): text for name, text in changes.items()}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return load_case(folder)


def used(s: Solution, technology: str, region: str) -> float:
    rate = s.variables["activity"].sel(technology=technology, region=region)
    return float((rate * s.inputs["hours_per_year"]).sum())


def sun(s: Solution, region: str) -> float:
    return float(s.variables["capacity"].sel(technology="sun", location=region).sum())


def cost(s: Solution, region: str) -> float:
    """Of a region: 100 kEUR for a MW of sun, one for a MWh of geo."""
    return 100 * sun(s, region) + used(s, "geo", region)


def outcome(s: Solution, policy: str) -> dict[str, object]:
    (row,) = [p for p in s.meta["policies"] if p["id"] == policy]
    return row


@pytest.fixture(scope="module")
def s(tmp_path_factory: pytest.TempPathFactory) -> Solution:
    return run(case(tmp_path_factory.mktemp("blocks") / "m", ALL))


@pytest.mark.parametrize("time", BLOCKS)
def test_each_block_costs_what_a_pencil_says(time: str, s: Solution) -> None:
    assert s.meta["status"] == "certified"
    assert cost(s, time) == pytest.approx(COST[time])
    assert sun(s, "free") == pytest.approx(3)  # without a policy
    row = outcome(s, time)
    assert (row["status"], row["unit"], row["price_unit"]) == ("binding", "MWh/year", "kEUR_2020/MWh")
    assert row["value"] == pytest.approx(17520)


def test_a_month_counts_its_own_days(s: Solution) -> None:
    """12.4 MW of sun are just enough in the winter months of 31 days; a July has 12 x 12.4 x 31 - 48 x 31 MWh to spare."""
    assert sun(s, "month") == pytest.approx(12.4)
    made = 12 * 12.4 * np.array([days if month in SUMMER else 10 for month, days in enumerate(LENGTHS)])
    assert outcome(s, "month")["slack"] == pytest.approx((made - 48 * np.array(LENGTHS)).sum())
    # a MWh more in each such month is 1/120 MW of sun
    assert outcome(s, "month")["price"] == pytest.approx(100 / 120 * 31 * 48 / 17520)


def test_losses_of_stores_are_matched(s: Solution) -> None:
    assert cost(s, "kept") == pytest.approx(450 + 5856)
    assert outcome(s, "kept")["value"] == pytest.approx(17520 + 243 * 6)


def test_coarser_blocks_never_cost_more(tmp_path: Path) -> None:
    """On days and a calendar drawn at random."""
    rng, names = np.random.default_rng(7), [f"d{i}" for i in range(5)]
    drawn = [names[i] for i in rng.permutation(np.repeat(np.arange(5), 73))]
    rows = [(d, step, round(float(rng.random()), 3)) for d in names for step in ("light", "dark")]
    changes = {
        "days": "day,weight\n" + "".join(f"{d},73\n" for d in names),
        "calendar": "day\n" + "".join(f"{d}\n" for d in drawn),
        "steps": "day,step,duration\n" + "".join(f"{d},{step},12\n" for d, step, _ in rows),
        "profiles": "day,step,sun\n" + "".join(f"{d},{step},{v}\n" for d, step, v in rows),
    }
    answer = run(case(tmp_path, BY_BLOCK, **changes))
    costs = [cost(answer, time) for time in BLOCKS]
    assert all(finer > coarser + 1 for finer, coarser in pairwise(costs)), costs


def test_months_of_the_year_itself(tmp_path: Path) -> None:
    """The same sun on 365 days in a row gives the same answers as two typical days and their calendar."""
    yaml = TABLES["case.yaml"].replace("given_days: {}", "full_year: {step: 12}")
    answer = run(case(tmp_path, {time: ALL[time] for time in ("day", "month")}, yaml=yaml, profiles=YEAR))
    assert [cost(answer, time) for time in ("day", "month")] == pytest.approx([COST["day"], COST["month"]])


def test_a_leap_year_has_a_day_more(tmp_path: Path) -> None:
    """366 days, the 29th of February a bad one: of 123 bad days it has 19, of 243 good ones ten."""
    changes = {
        "yaml": TABLES["case.yaml"] + "year_hours: 8784\n",
        "days": "day,weight\ngood,243\nbad,123\n",
        "calendar": "day\n" + "".join("good\n" if good else "bad\n" for good in [*GOOD[:59], False, *GOOD[59:]]),
    }
    clocks = prepare(case(tmp_path, {"month": BY_BLOCK["month"]}, **changes), vocabulary()).clocks[2030]
    months, parts = clocks.months or pytest.fail("no months")
    assert months.hours_per_year.tolist() == pytest.approx([24 * days for days in (31, 29, *LENGTHS[2:])])
    february = parts.rows_in(months) == 1
    assert parts.weight[february].tolist() == pytest.approx([10, 10, 19, 19])
    assert np.bincount(parts.rows_in(clocks.hour), weights=parts.weight).tolist() == pytest.approx([243, 243, 123, 123])


def test_built_before_used_here(s: Solution) -> None:
    """Where every plant counts, or plant from 2026 on, 3.008 MW are added to the 3 MW; where plant from 2028 on does, all 6.008 MW."""
    assert [cost(s, r) for r in ("any", "since", "young")] == pytest.approx([YEARLY, YEARLY, 300 + YEARLY])
    row = outcome(s, "young")
    assert (row["status"], row["limit"], row["slack"]) == ("binding", pytest.approx(17520), pytest.approx(0, abs=1e-3))


def test_older_plant_may_stand_still_instead(s: Solution) -> None:
    """Electrolyser and demand take 6.1 MW; of the 9.008 MW of sun the young ones run, and nobody can use most of the old ones."""
    assert cost(s, "small") == pytest.approx(300 + YEARLY)
    assert float(s.variables["activity"].sel(technology="sun", region="small").max()) <= 6.1 + 1e-6


def test_who_asks_for_younger_plant_takes_of_what_others_may_claim(s: Solution) -> None:
    """Half of the use, 3.004 MW, asks for plant from 2028 on; the other half may take the 3 MW of 2026. If both ask for 2028, all is new."""
    assert cost(s, "shared") == pytest.approx(YEARLY)
    assert cost(s, "twice") == pytest.approx(300 + YEARLY)


def test_the_age_of_plant_told_apart_by_vintage(tmp_path: Path) -> None:
    """Its use is known by vintage: the answer is the same."""
    technologies = TABLES["technologies.csv"].replace("reference\n", "reference,by_vintage\n")
    technologies = technologies.replace("sun,converter,el", "sun,converter,el,yes")
    answer = run(case(tmp_path, BY_AGE, technologies=technologies))
    assert [cost(answer, r) for r in ("since", "young", "shared", "twice")] == pytest.approx(
        [YEARLY, 300 + YEARLY, YEARLY, 300 + YEARLY]
    )


def test_a_plan_dispatched_again_keeps_the_age_of_plant(tmp_path: Path) -> None:
    """Else nothing of it would be young enough, or all of it would."""
    mine = case(tmp_path, {"young": BY_AGE["young"]})
    (again,) = redispatch(mine, run(mine))
    row = outcome(again.solution, "young")
    assert (row["limit"], row["slack"]) == (pytest.approx(17520), pytest.approx(0, abs=1e-3))


@pytest.mark.parametrize("lost", ["claims_below_young_output", "matching_below_claims", "claims_below_output"])
def test_a_witness_counts_months_and_ages(lost: str, tmp_path: Path) -> None:
    regions = {"young": (green("young", "month", "2028", 90), green("young", "month", "2026", 10, "more"))}
    notices("claims of generation", lost, prepare(case(tmp_path, regions), vocabulary()))


def test_a_witness_counts_what_stores_keep(tmp_path: Path) -> None:
    row = green("kept", "hour", share=60).replace("electrolyser", "electrolyser;battery")
    notices("claims of generation", "stores_matched", prepare(case(tmp_path, {"kept": (row,)}), vocabulary()))


def test_a_witness_knows_the_almanac(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Months of a model that counts every one as a twelfth of the year."""
    inputs = prepare(case(tmp_path, {"month": BY_BLOCK["month"]}), vocabulary())
    _, parts = inputs.clocks[2030].months or pytest.fail("no months")
    monkeypatch.setitem(parts.__dict__, "weight", np.full(len(parts), 365 / len(parts)))
    with pytest.raises(SolveError, match="claims of generation"):
        recounted(build_model(inputs), inputs)


STEP = TABLES["case.yaml"].replace("given_days: {}", "full_year: {step: 168}") + "year_hours: 8736\n"
SHARED = TABLES["technologies.csv"].replace(
    "reference\ngrid,converter,el", "reference,capacity_of\ngrid,converter,el,sun"
)
SOLD = TABLES["technologies.csv"].replace("reference\n", "reference,span\n") + "tank,store,h2\nlake,store,el,horizon\n"
LIVES = TABLES["parameters.csv"] + "tank,life,50,year,\nlake,life,50,year,\n"
STORES = {"technologies": SOLD, "parameters": LIVES}
WRONG = (
    (green("A", "hour").replace("electrolyser", "electrolyser;tank"), STORES, "'tank' keeps h2, not el"),
    (
        green("A", "hour").replace("electrolyser", "electrolyser;lake"),
        STORES,
        "'lake' gives back need not have been put in",
    ),
    (
        "\n".join([KEPT["kept"][0].replace("kept", r) for r in "AB"]).replace(",B,", ",A,"),
        {},
        "to policy '[AB]' as well",
    ),
    (green("A", "month"), {"calendar": "day\n"}, r"row 2, column 'time'.*no months in 2030.*calendar.csv"),
    (
        green("A", "month"),
        {"yaml": STEP, "profiles": "sun\n" + "1\n" * 52},
        "no months in 2030.*time hour, day or each",
    ),
    ("x,cap,sun,,,A,each,1,GW,2030", {}, "only generation that is matched"),
    (
        green("A", "each", "2030").replace("sun", "grid"),
        {"technologies": SHARED},
        "'grid' shares the capacity of 'sun'",
    ),
)


@pytest.mark.parametrize(("row", "changes", "message"), WRONG)
def test_what_cannot_be_matched_is_refused(row: str, changes: dict[str, str], message: str, tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=message):
        case(tmp_path, {"A": (row,)}, **changes)
