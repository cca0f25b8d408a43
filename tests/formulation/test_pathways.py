"""Peak, decline, slowing and plateau on one consumer of electricity, where every path can be said by hand.

Four periods of five years, without interest. `dirty` runs for nothing and emits a tonne for each MWh, `clean` costs 40 EUR/MWh, nothing
costs to build: what a policy takes away is paid at 40 EUR/t. `dac` takes a tonne back for 5 EUR. Emissions are told in MW of `dirty`.
Each policy has a region of its own, and regions do not trade: one run answers for all.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from losing import recounted

from optimizer.algebra import compile_model
from optimizer.case.switch import without
from optimizer.compiled import SolveOptions
from optimizer.errors import CaseError, SolveError
from optimizer.formulation import build_model, vocabulary
from optimizer.inputs import prepare
from optimizer.inputs.policies.pathways import Pathway, Point
from optimizer.outcome import policy_outcomes
from optimizer.pipeline import load_case, run
from optimizer.report.tables import policies
from optimizer.solution import Solution
from optimizer.solve import solve

YEAR = 8760.0
YEARS = (2030, 2035, 2040, 2045)
FREE = (10.0, 16.0, 20.0, 18.0)
PERIODS = ", ".join(f"{{label: {y}, first_year: {y}, years: 5}}" for y in YEARS)
REMOVE = ("gross", "net", "last", "base", "first", "since", "barred", "idle")
BASE = {
    "case.yaml": (
        f"name: p\nmoney: kEUR_2020\ndiscount_rate: 0\nwacc: 0\nperiods: [{PERIODS}]\n"
        "clock: {given_days: {}}\nyear_hours: 8760\n"
    ),
    "carriers.csv": "carrier,unit,surplus\nel,MWh,yes\nair,t,no\n",
    "technologies.csv": "technology,kind,reference,regions\ndirty,converter,el,\nclean,converter,el,\ndac,converter,air,PLACES\n",
    "ports.csv": "technology,carrier,direction,value,unit\ndirty,el,out,1,MWh/MWh\nclean,el,out,1,MWh/MWh\ndac,air,in,1,t/t\n",
    "parameters.csv": "technology,parameter,value,unit\nclean,variable_cost,40,EUR_2020/MWh\ndirty,life,10,year\nclean,life,10,year\ndac,life,10,year\n",
    "emissions.csv": (
        "flow,technology,carrier,gas,stage,value,unit\nactivity,dirty,,CO2,energy supply,1,tCO2/MWh\n"
        "activity,dac,,CO2,removal,-1,tCO2/t\npurchase,,air,CO2,use,0,tCO2/t\nsurplus,,el,CO2,use,0,tCO2/MWh\n"
    ),
    "days.csv": "day,weight\nd,365\n",
    "steps.csv": "day,step,duration\nd,all,24\n",
}
HEAD = "id,kind,quantity,region,gas,relative_to,year,value,unit,start,end"
HISTORY = (5, 8)  # in 2020 and 2025
ROWS: dict[str, tuple[str, ...]] = {
    "free": (),
    "top": ("top,peak,,top,,,2035,,,,",),
    "blown": ("blown,peak,,blown,,,2035,,,,",),
    "held": (f"held,peak,,held,,,2035,{16 * YEAR},tCO2/year,,",),
    "past": ("past,peak,,past,CO2,before,2035,150,%,,",),
    "long": ("long,peak,,long,CO2,before,2020,120,%,,",),
    "fall": ("fall,decline,,fall,,,,4,%/year,2035,",),
    "after": ("summit,peak,,after,,,2035,,,,", "after,decline,,after,,summit,,4,%/year,,2040"),
    "late": ("apex,peak,,late,,,2030,,,,", "late,decline,,late,,apex,,4,%/year,2040,"),
    "on": ("on,decline,,on,CO2,before,,2,%/year,,2035",),
    "slow": ("slow,slowing,,slow,CO2,before,,100,%,,2040",),
    "half": ("half,slowing,,half,CO2,before,,50,%,,2035",),
    "flat": (
        "crest,peak,,flat,,,2040,,,,",
        "tax,price,,flat,,,,80,EUR_2020/tCO2,2045,",
        "flat,plateau,,flat,,crest,,15,%,,",
    ),
    "gross": ("gross,peak,,gross,,,2030,,,,",),
    "net": ("net,peak,emission,net,,,2030,,,,",),
    "last": (f"least,cap,emission,last,,,,{8 * YEAR},tCO2/year,,", "last,removal_limit,,last,,,,25,%,,"),
    "base": (f"below,cap,emission,base,,,,{8 * YEAR},tCO2/year,,", "base,removal_limit,,base,,2030,,30,%,,"),
    "first": (f"zero,neutrality,,first,,,,{6 * YEAR},tCO2/year,2040,", "first,priority,,first,,2035,,50,%,,"),
    "since": (f"none,neutrality,,since,,,,{YEAR},tCO2/year,2045,", "since,priority,,since,CO2,before,2030,25,%,2045,"),
    "barred": (f"nil,neutrality,,barred,,,,{6 * YEAR},tCO2/year,2040,",),
}


def write(folder: Path, rows: dict[str, tuple[str, ...]], demand: tuple[float, ...] = FREE, **changes: str) -> Path:
    """One case with a region for each policy."""
    folder.mkdir(parents=True, exist_ok=True)
    dumped = "".join(f"el,{r},surplus,{10 if r == 'blown' else 1e4},EUR_2020/MWh\n" for r in rows)
    tables = {
        "regions": "region\nnobody\n" + "".join(f"{r}\n" for r in rows),
        "demand": "carrier,region,year,value,unit\n"
        + "".join(f"el,{r},{y},{d},MW\n" for r in rows for y, d in zip(YEARS, demand, strict=True)),
        "prices": f"carrier,region,kind,value,unit\nair,,purchase,5,EUR_2020/t\n{dumped}",
        "series": "series,year,value,unit\n"
        + "".join(f"before,{y},{e * YEAR / 1000},ktCO2/year\n" for y, e in zip((2020, 2025), HISTORY, strict=True)),
        "policies": "\n".join([HEAD, *(line for lines in rows.values() for line in lines)]) + "\n",
        **changes,
    }
    places = ";".join(["nobody", *(r for r in REMOVE if r in rows)])
    tables["technologies"] = BASE["technologies.csv"].replace("PLACES", places)
    for name, text in {**BASE, **{f"{k}.csv": v for k, v in tables.items()}}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def s(tmp_path_factory: pytest.TempPathFactory) -> Solution:
    return run(load_case(write(tmp_path_factory.mktemp("paths") / "p", ROWS)))


def emitted(s: Solution, region: str, *, net: bool = False) -> list[float]:
    """In MW of `dirty`, without removals unless asked."""
    booked = s.variables["emission"].sel(region=region)
    stages = [n for n in booked["stage"].values if net or n != "removal"]
    return [float(v) / YEAR for v in booked.sel(stage=stages).sum(("gas", "sector", "stage"))]


def outcome(s: Solution, policy: str) -> dict[int, dict[str, object]]:
    return {p["period"]: p for p in s.meta["policies"] if p["id"] == policy}


def prices(s: Solution, policy: str) -> dict[int, float]:
    """In EUR/t."""
    return {y: 1000 * float(p["price"]) for y, p in outcome(s, policy).items()}  # type: ignore[arg-type]


def near(*wanted: float) -> object:
    return pytest.approx(list(wanted), rel=1e-6, abs=1e-6)


def test_no_period_exceeds_the_peak(s: Solution) -> None:
    assert emitted(s, "free") == near(*FREE)
    assert emitted(s, "top") == near(10, 16, 16, 16)
    rows = outcome(s, "top")
    assert {y: p["status"] for y, p in rows.items()} == {2030: "met", 2040: "binding", 2045: "binding"}
    assert rows[2030]["slack"] == pytest.approx(6 * YEAR)
    assert (rows[2040]["unit"], rows[2040]["price_unit"]) == ("tCO2/year", "kEUR_2020/tCO2")
    assert prices(s, "top") == pytest.approx({2030: 0, 2040: 40, 2045: 40}, abs=1e-6)


def test_removals_are_told_beside_what_they_may_be(s: Solution) -> None:
    told = policies(s).set_index(["id", "period"])["in words"]
    wanted = {
        ("last", 2030): "17,520 tCO2/year removed, at most 21,900 (25 % of gross emissions); 4,380 to spare",
        ("base", 2035): "26,280 tCO2/year removed, at most 26,280 (30 % of gross emissions of 2030); the last",
        (
            "first",
            2040,
        ): "29,200 tCO2/year removed, at most 29,200 (50 % of what is emitted less than in 2035); the last",
        (
            "since",
            2045,
        ): "12,264 tCO2/year removed, at most 12,264 (25 % of what is emitted less than in before); the last",
        ("slow", 2030): "87,600 tCO2/year, at most 96,360; 8,760 to spare",
        ("flat", 2045): "148,920 tCO2/year, at least 148,920; the last",
    }
    assert {label: told[label][: len(words)] for label, words in wanted.items()} == wanted


def test_a_level_keeps_the_peak_from_being_inflated(s: Solution) -> None:
    """To dump what `dirty` makes costs 10 EUR/MWh, and each tonne more in 2035 is one more in 2040: 20 instead of 16."""
    assert emitted(s, "blown") == near(10, 20, 20, 18)
    assert emitted(s, "held") == near(10, 16, 16, 16)
    assert outcome(s, "held")[2035]["status"] == "binding"


def test_a_level_may_be_a_share_of_the_history(s: Solution) -> None:
    """One and a half of 8, the last year of the series; or, of a peak that is history, 1.2 of 5 in its year."""
    assert emitted(s, "past") == near(10, 12, 12, 12)
    assert outcome(s, "past")[2035]["limit"] == pytest.approx(12 * YEAR)
    assert prices(s, "past")[2035] == pytest.approx(3 * 40)  # a tonne more in 2035 is one more in 2040 and 2045
    assert emitted(s, "long") == near(6, 6, 6, 6)


def test_a_limit_of_zero_is_reached_as_near_as_its_amounts_are_known(tmp_path: Path) -> None:
    """A plan may emit a tonne in a thousand million less than the peak allows: that binds, and one in a thousand does not."""
    inputs = prepare(load_case(write(tmp_path, {"top": ROWS["top"]})), vocabulary())
    compiled = compile_model(build_model(inputs))
    raw = solve(compiled, SolveOptions(algorithm="simplex"))
    family = next(f for f in compiled.columns if f.name == "emission")
    found = {}
    for share in (1e-9, 1e-3):
        values = raw.values.copy()
        of_2045 = [label[-1] == 2045 for label in family.index.tuples()]
        last = family.start + int(np.argmax(np.where(of_2045, values[family.range], 0.0)))
        assert values[last] == pytest.approx(16 * YEAR)
        values[last] *= 1 - share
        rows = policy_outcomes(replace(raw, values=values), compiled, inputs)
        found[share] = {p["period"]: p["status"] for p in rows}[2045]
    assert found == {1e-9: "binding", 1e-3: "met"}


def test_decline_compounds_over_the_years_between(s: Solution) -> None:
    """4 % a year from 2035 on."""
    five = 0.96**5
    assert emitted(s, "fall") == near(10, 16, 16 * five, 16 * five**2)
    assert prices(s, "fall") == pytest.approx({2040: 40 * (1 + five), 2045: 40})
    assert emitted(s, "after") == near(10, 16, 16 * five, 16)  # from the peak on, until 2040
    assert emitted(s, "late") == near(10, 10, 10, 10 * five)  # a band after the peak, then from `start` on
    assert emitted(s, "on") == near(8 * 0.98**5, 8 * 0.98**10, 20, 18)  # the history is the point before 2030


def test_growth_slows_down(s: Solution) -> None:
    """5, 8, then 10: two in five years, so 12 and 14 follow; until 2040."""
    assert emitted(s, "slow") == near(10, 12, 14, 18)
    assert prices(s, "slow") == pytest.approx({2030: 0, 2035: 3 * 40, 2040: 40}, abs=1e-6)
    assert emitted(s, "half") == near(9.5, 10.25, 20, 18)  # half of 3, and half of that


def test_a_plateau_holds_what_would_fall(s: Solution) -> None:
    """A price of 80 EUR/t in 2045 would end all emissions; a plateau of 15 % keeps 17 of 20."""
    assert emitted(s, "flat") == near(10, 16, 20, 17)
    assert outcome(s, "flat")[2045]["status"] == "binding"
    assert prices(s, "flat") == pytest.approx({2045: 40})


def test_peaks_count_gross_emissions(s: Solution) -> None:
    """Net of removals a peak would be met by taking back what is above it, at 5 EUR/t."""
    assert emitted(s, "gross") == near(10, 10, 10, 10)
    assert emitted(s, "net") == near(*FREE)
    assert emitted(s, "net", net=True) == near(10, 10, 10, 10)


def test_removals_come_last(s: Solution) -> None:
    """8 MW are left of emissions less removals, at 5 EUR/t as long as removals stay below a quarter of what is emitted: 32/3 less 8/3.
    Or below 30 % of the 10 MW of 2030: 11 less 3."""
    assert emitted(s, "last") == near(10, 32 / 3, 32 / 3, 32 / 3)
    assert emitted(s, "last", net=True) == near(8, 8, 8, 8)
    row = outcome(s, "last")[2045]
    assert (row["status"], row["unit"], row["price_unit"]) == ("binding", "tCO2/year", "kEUR_2020/tCO2")
    # a tonne more of removal is one more from dirty: 40 saved, 5 paid; a quarter more of it may be removed again
    assert prices(s, "last")[2045] == pytest.approx((40 - 5) / 0.75)
    assert emitted(s, "base") == near(10, 11, 11, 11)
    assert outcome(s, "base")[2030]["slack"] == pytest.approx(YEAR)


def test_reduce_first_remove_last(s: Solution) -> None:
    """6 MW may be left from 2040 on; removal is cheap, and without the rule all of the rest is taken back (`barred`). With it each MW removed asks
    for two that are reduced below the 16 MW of 2035: G - R = 6 and R = (16 - G) / 2 make G = 28/3 and R = 10/3. In 2030 and in the year of
    the baseline nothing needs to be taken back. Against the 8 MW of 2025, a quarter: G - R = 1, R = (8 - G) / 4, G = 2.4 and R = 1.4."""
    assert emitted(s, "barred") == near(*FREE)
    assert emitted(s, "first") == near(10, 16, 28 / 3, 28 / 3)
    assert emitted(s, "first", net=True) == near(10, 16, 6, 6)
    rows = outcome(s, "first")
    assert sorted(rows) == [2035, 2040, 2045]
    assert [rows[y]["status"] for y in (2040, 2045)] == ["binding", "binding"]
    # a tonne that may be removed besides: with G - R = 6 it is 2/3 t of dirty more, 40 saved and 5 paid for each
    assert prices(s, "first")[2045] == pytest.approx((40 - 5) / 1.5)
    assert emitted(s, "since") == near(10, 16, 20, 2.4)
    assert emitted(s, "since", net=True)[3] == pytest.approx(1)


def test_a_witness_counts_removals(tmp_path: Path) -> None:
    """In a model that takes the rows of a policy for other ones, and weighs a period like that of the baseline."""
    regions = {name: ROWS[name] for name in ("last", "base", "first", "since")}
    inputs = prepare(load_case(write(tmp_path, regions)), vocabulary())
    assert recounted(build_model(inputs), inputs).ok
    weights = inputs.values["emission_counted"]
    for name in ("last", "base", "first", "since"):
        mine = [label[0] == name and label[5] == "removal" for label in weights.index.tuples()]
        halved = tuple(np.where(np.array(mine)[:, None], 0.5, 1.0) * array for array in weights.arrays)
        wrong = replace(inputs, values={**inputs.values, "emission_counted": replace(weights, arrays=halved)})
        with pytest.raises(SolveError, match=f"removals recounted.*{name}"):
            recounted(build_model(wrong), wrong)


IDLE = {
    "p": ("p,peak,,p,,,2040,30,MtCO2/year,,",),
    "d": ("d,decline,,d,,,,1,%/year,2040,",),
    "s": ("s,slowing,,s,,,,250,%,,2040",),
    "idle": ("order,priority,,idle,,2040,,90,%,2045,",),
    "f": ("c,peak,,f,,,2040,,,,", "f,plateau,,f,,c,,15,%,,"),
}


def test_rules_that_do_not_bind_move_nothing(tmp_path: Path) -> None:
    case = load_case(write(tmp_path, IDLE))
    names = ["p", "d", "s", "order", "c", "f"]
    s, none = run(case), run(without(case, names))
    assert none.meta["policies"] == []
    assert s.meta["objective"] == pytest.approx(none.meta["objective"], abs=1e-9)
    assert {p["id"] for p in s.meta["policies"]} == set(names)
    assert all(p["status"] == "met" and float(p["price"]) == pytest.approx(0) for p in s.meta["policies"])
    # a plateau keeps the year of a peak that is switched off
    assert {p["id"] for p in run(without(case, ["c"])).meta["policies"]} == {*names} - {"c"}


LOST = {
    "top": ("_peak", lambda self, area: self._row(area, 2030, {Point(2030): 1.0, Point(2035): -1.0})),
    "long": ("_peak", lambda self, area: self._row(area, 2035, {Point(2035): 1.0}, 5 * YEAR)),
    "on": ("_decline", lambda self, area: self._row(area, 2035, {Point(2035): 1.0, Point(2030): -(0.98**5)})),
    "slow": ("_slowing", lambda self, area: self._row(area, 2040, {Point(2040): 1.0, Point(2035): -1.0}, 2 * YEAR)),
    "flat": ("_plateau", lambda self, area: self._row(area, 2045, {Point(2045): 1.0, Point(2040): -0.5})),
}  # region -> what books its rows, and rows that are not what the table says


@pytest.mark.parametrize("region", LOST)
def test_the_certificate_reads_the_rule_from_the_table(
    region: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows that are booked wrongly are solved exactly; the recount from the accounts and the table notices."""
    monkeypatch.setattr(Pathway, *LOST[region])
    case = load_case(write(tmp_path, {region: ROWS[region]}))
    with pytest.raises(SolveError, match="pathways of emissions recounted"):
        run(case)


WRONG = {
    "a,peak,,p,,,2031,,,,": "not a period of the horizon",
    "b,peak,,p,,,2035,,,2040,": "outside start and end",
    "c,peak,,p,,before,2035,,,,": "as a share of the series",
    "d,decline,,p,,,,120,%/year,,": "out of range",
    "e,plateau,,p,,,,15,%,,": "not relative to this",
    "f,plateau,,p,,odl,,15,%,,": "did you mean 'old'",
    "g,decline,,p,,,,4,%,,": "wrong unit",
    "h,slowing,,p,,old,,100,%,,": "selects other emissions than 'old'",
    "i,cap,,p,,,,,,,": "cell is empty",
    "j,peak,capacity,p,,,2035,,,,": "no meaning for capacity",
    "k,peak,,p,,,,,,2031,2034": "no period lies between",
    "old,peak,,,,before,2030,100,%,,": "",
}


def test_everything_wrong_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(CaseError) as found:
        load_case(write(tmp_path, {"p": tuple(WRONG)}))
    text = str(found.value)
    for number, message in enumerate(WRONG.values(), start=2):
        if message:
            assert any(f"row {number}," in line and message in line for line in text.splitlines()), (message, text)
