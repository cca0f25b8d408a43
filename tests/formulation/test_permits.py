"""Trade of permits and credits for removals between two towns and a farm, where every amount and price can be said by hand.

Each town, A and B, needs 10 MW, flat. `dirty` runs for nothing and emits a tonne for each MWh; `clean` costs 20 EUR/MWh in A and 60 in
B, so a tonne less costs 20 EUR in A and 60 in B. Nothing costs to build. Each town is allowed 6 t in an hour. On the farm, F, `biochar`
takes a tonne back for 10 EUR, at most one an hour. One period of five years without interest. Amounts are told in tonnes an hour, prices
in EUR/t, cost in EUR an hour.

Alone, each town abates 4 t: 4 * 20 + 4 * 60 = 320 EUR.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from optimizer.case.switch import without
from optimizer.errors import CaseError
from optimizer.pipeline import load_case, run
from optimizer.report.tables import closing, costs, policies
from optimizer.solution import Solution

YEAR = 8760.0
BASE = {
    "case.yaml": (
        "name: permits\nmoney: kEUR_2020\ndiscount_rate: 0\nwacc: 0\nperiods: [{label: 2030, first_year: 2030, years: 5}]\n"
        "clock: {given_days: {}}\nyear_hours: 8760\n"
    ),
    "regions.csv": "region\nA\nB\nF\n",
    "carriers.csv": "carrier,unit,surplus\nel,MWh,no\nstraw,t,no\n",
    "technologies.csv": (
        "technology,kind,reference,regions,sector\ndirty,converter,el,A;B,\nclean,converter,el,A;B,\nbiochar,converter,straw,F,farm\n"
    ),
    "ports.csv": (
        "technology,carrier,direction,value,unit\ndirty,el,out,1,MWh/MWh\nclean,el,out,1,MWh/MWh\nbiochar,straw,in,1,t/t\n"
    ),
    "parameters.csv": (
        "technology,parameter,region,value,unit\nclean,variable_cost,A,20,EUR_2020/MWh\nclean,variable_cost,B,60,EUR_2020/MWh\n"
        "dirty,life,,10,year\nclean,life,,10,year\nbiochar,life,,10,year\n"
    ),
    "potentials.csv": "technology,region,limit,value,unit\nbiochar,F,capacity_max,1,t/hour\n",
    "demand.csv": "carrier,region,value,unit\nel,A,10,MW\nel,B,10,MW\n",
    "prices.csv": "carrier,region,kind,value,unit\nstraw,F,purchase,10,EUR_2020/t\n",
    "emissions.csv": (
        "flow,technology,carrier,gas,stage,value,unit\nactivity,dirty,,CO2,energy supply,1,tCO2/MWh\n"
        "activity,biochar,,CO2,removal,-1,tCO2/t\npurchase,,straw,CO2,use,0,tCO2/t\n"
    ),
    "series.csv": f"series,region,year,value,unit\nallowed,A,2030,{6 * YEAR},tCO2/year\nallowed,B,2030,{6 * YEAR},tCO2/year\n",
    "days.csv": "day,weight\nd,365\n",
    "steps.csv": "day,step,duration\nd,all,24\n",
}
HEAD = "id,kind,quantity,region,sector,relative_to,area,value,unit"
ETS = "ets,cap,gross_emission,A;B,,allowed,each,100,%"
TRADE = "trade,permit_trade,,,,ets,each,,"
A_QUARTER = "trade,permit_trade,,,,ets,each,25,%"
CREDIT = "farm,offset,,,farm,ets,together,20,%"
A_TWENTIETH = "most,offset_limit,,,,ets,each,5,%"


def write(folder: Path, *rows: str, **changes: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    files = {**BASE, "policies.csv": "\n".join([HEAD, *rows]) + "\n", **{f"{k}.csv": v for k, v in changes.items()}}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def answer(folder: Path, *rows: str, **changes: str) -> Solution:
    s = run(load_case(write(folder, *rows, **changes)))
    assert s.meta["status"] == "certified"
    return s


def cost(s: Solution) -> float:
    return 1000 * float(s.meta["objective"]) / 5 / YEAR


def emitted(s: Solution, region: str) -> float:
    booked = s.variables["emission"].sel(region=region)
    stages = [n for n in booked["stage"].values if n != "removal"]
    return float(booked.sel(stage=stages).sum()) / YEAR


def removed(s: Solution) -> float:
    return -float(s.variables["emission"].sel(region="F", stage="removal").sum()) / YEAR


def row(s: Solution, policy: str, area: str = "all") -> dict[str, object]:
    (found,) = [p for p in s.meta["policies"] if (p["id"], p["area"]) == (policy, area)]
    return found


def amount(s: Solution, policy: str, area: str = "all", figure: str = "value") -> float:
    return float(row(s, policy, area)[figure]) / YEAR  # type: ignore[arg-type]


def price(s: Solution, policy: str, area: str = "all") -> float:
    return 1000 * float(row(s, policy, area)["price"])  # type: ignore[arg-type]


def paid(s: Solution, line: str) -> dict[str, float]:
    """By region, EUR an hour."""
    table = costs(s)
    mine = table[table["line"] == line]
    return {str(r): 1000 * float(v) / YEAR for r, v in zip(mine["location"], mine["annual_cost"], strict=True)}


def near(wanted: object) -> object:
    return pytest.approx(wanted, rel=1e-6, abs=1e-6)


def test_alone(tmp_path: Path) -> None:
    s = answer(tmp_path, ETS)
    assert [emitted(s, r) for r in "AB"] == near([6, 6])
    assert [price(s, "ets", r) for r in "AB"] == near([20, 60])
    assert cost(s) == near(320)
    assert "permit_trade" not in s.variables


def test_trade_is_a_joint_cap(tmp_path: Path) -> None:
    """A abates all 8 t for 20 EUR and sells 4; a permit costs 20 EUR in both towns, as under one cap of 12 t."""
    s = answer(tmp_path / "trade", ETS, TRADE)
    assert [emitted(s, r) for r in "AB"] == near([2, 10])
    assert [price(s, "ets", r) for r in "AB"] == near([20, 20])
    assert cost(s) == near(160)
    assert [amount(s, "trade", r) for r in "AB"] == near([-4, 4])
    assert (amount(s, "trade"), price(s, "trade")) == near((4, 20))
    assert [amount(s, "ets", r, "limit") for r in "AB"] == near([2, 10])  # permits held
    assert paid(s, "permit trade") == near({"A": -80, "B": 80})
    joint = answer(tmp_path / "joint", ETS.replace("each", "together"))
    assert float(joint.meta["objective"]) == near(float(s.meta["objective"]))
    assert price(joint, "ets") == near(20)


def test_limited_trade(tmp_path: Path) -> None:
    """B buys a quarter of its 6 t: 5.5 * 20 + 2.5 * 60 = 260 EUR; a permit costs 20 in the market and is worth 60 in B."""
    s = answer(tmp_path, ETS, A_QUARTER)
    assert [emitted(s, r) for r in "AB"] == near([4.5, 7.5])
    assert [price(s, "ets", r) for r in "AB"] == near([20, 60])
    assert cost(s) == near(260)
    assert [amount(s, "trade", r) for r in "AB"] == near([-1.5, 1.5])
    assert [amount(s, "trade", r, "limit") for r in "AB"] == near([1.5, 1.5])
    assert [row(s, "trade", r)["status"] for r in "AB"] == ["met", "binding"]
    assert (price(s, "trade"), price(s, "trade", "B")) == near((20, 40))
    assert paid(s, "permit trade") == near({"A": -30, "B": 30})


def test_limit_of_offsets_binds(tmp_path: Path) -> None:
    """Credits cover 5 % of what a town emits: E = 6 + 0.05 E = 6.3158. Four fifths of a tonne removed are credited, for 10 / 0.8 = 12.5 EUR.

    One permit more in B lets it emit 1 / 0.95 t more, each saves 60 and takes 0.05 credits: (60 - 0.05 * 12.5) / 0.95 = 62.5 EUR. The
    limit costs 62.5 - 12.5 = 50 EUR for a credit.
    """
    s = answer(tmp_path, ETS, CREDIT, A_TWENTIETH)
    assert [emitted(s, r) for r in "AB"] == near([6 / 0.95] * 2)
    assert float(s.variables["offset_use"].sum()) / YEAR == near(2 * 0.3 / 0.95)
    assert removed(s) == near(2 * 0.3 / 0.95 / 0.8)
    assert [price(s, "ets", r) for r in "AB"] == near([(20 - 0.625) / 0.95, 62.5])
    assert [price(s, "most", r) for r in "AB"] == near([(20 - 0.625) / 0.95 - 12.5, 50])
    assert [amount(s, "most", "B", n) for n in ("value", "limit", "slack")] == near([0.3 / 0.95, 0.3 / 0.95, 0])
    assert (price(s, "farm"), amount(s, "farm"), amount(s, "farm", "all", "limit")) == near(
        (12.5, 0.6 / 0.95, 0.6 / 0.95)
    )
    assert paid(s, "offset credits") == near({"A": 3.75 / 0.95, "B": 3.75 / 0.95, "F": -7.5 / 0.95})
    assert cost(s) == near(80 * (10 - 6 / 0.95) + 12.5 * 0.6 / 0.95)


def test_buffer_binds(tmp_path: Path) -> None:
    """Without a limit the farm removes its tonne, 0.8 of it is credited, and B, where it is worth 60 EUR, uses it all."""
    both = load_case(write(tmp_path / "x", ETS, CREDIT, A_TWENTIETH))
    s = run(without(both, ["most"]))
    assert removed(s) == near(1)
    assert [emitted(s, r) for r in "AB"] == near([6, 6.8])
    assert (amount(s, "farm"), price(s, "farm")) == near((0.8, 60))
    assert cost(s) == near(4 * 20 + 3.2 * 60 + 10)
    whole = answer(tmp_path / "y", ETS, CREDIT.replace(",20,%", ",0,%"))
    assert emitted(whole, "B") == near(7)


def test_trade_and_offsets(tmp_path: Path) -> None:
    """E_A + E_B = 12 + 0.05 (E_A + E_B) = 12.6316, 10 of it in B; a permit costs (20 - 0.625) / 0.95 EUR in both."""
    s = answer(tmp_path, ETS, TRADE, CREDIT, A_TWENTIETH)
    assert [emitted(s, r) for r in "AB"] == near([12 / 0.95 - 10, 10])
    assert [price(s, "ets", r) for r in "AB"] == near([(20 - 0.625) / 0.95] * 2)
    everyone = costs(s)
    moved = everyone[everyone["line"].isin(["permit trade", "offset credits"])]
    assert set(moved["category"]) == {"transfer"}
    assert abs(moved["annual_cost"].sum()) < 1e-9
    borne = closing(s)
    assert float(borne["cost"].sum()) * 5 == near(float(s.meta["objective"]))


def test_a_limit_of_all_regions_together(tmp_path: Path) -> None:
    """5 % of both obligations may be used in B alone, where a credit saves most."""
    s = answer(tmp_path, ETS, CREDIT, A_TWENTIETH.replace("each", "together"))
    assert float(s.variables["offset_use"].sel(region="A").sum()) == near(0)
    used = 0.05 * 12 / 0.95  # of 6 + 6 + used
    assert emitted(s, "B") == near(6 + used)
    assert amount(s, "most") == near(used)


def test_a_credit_may_have_to_be_used_where_it_is_made(tmp_path: Path) -> None:
    """With a farm of its own, A uses 0.8 t, although B would pay more."""
    changes = {
        "technologies": BASE["technologies.csv"].replace("straw,F,", "straw,A;F,"),
        "potentials": BASE["potentials.csv"] + "biochar,A,capacity_max,1,t/hour\n",
        "prices": BASE["prices.csv"] + "straw,A,purchase,10,EUR_2020/t\n",
    }
    s = answer(tmp_path, ETS, CREDIT.replace("together", "each"), **changes)
    assert [emitted(s, r) for r in "AB"] == near([6.8, 6])
    assert paid(s, "offset credits") == {}  # A pays itself
    assert s.variables["offset_use"].to_series().dropna().index.get_level_values("region").tolist() == ["A"]


def test_trade_of_a_benchmark(tmp_path: Path) -> None:
    """Allowances of 0.6 t for a MWh made: each town has 6, and may sell; an output-based market."""
    benchmark = "ets,intensity,gross_emission,A;B,,output:el,each,0.6,tCO2/MWh"
    s = answer(tmp_path / "free", benchmark, TRADE)
    assert [emitted(s, r) for r in "AB"] == near([2, 10])
    assert cost(s) == near(160)
    s = answer(tmp_path / "limited", benchmark, A_QUARTER)
    assert [amount(s, "trade", r) for r in "AB"] == near([-1.5, 1.5])


def test_allowances_of_a_region_without_emissions(tmp_path: Path) -> None:
    """The farm is given 2 t and sells them: 14 t in all, 120 EUR."""
    series = BASE["series.csv"] + f"allowed,F,2030,{2 * YEAR},tCO2/year\n"
    s = answer(tmp_path, ETS.replace("A;B", ""), TRADE, series=series)
    assert cost(s) == near(120)
    assert amount(s, "trade", "F") == near(-2)


def test_overshoot_is_paid_on_top(tmp_path: Path) -> None:
    """Beyond its permits a town pays 30 EUR: with a quarter traded, B emits all it likes."""
    head = f"{HEAD},overshoot_price,overshoot_unit"
    rows = [f"{ETS},30,EUR_2020/tCO2", f"{A_QUARTER},,"]
    folder = write(tmp_path)
    (folder / "policies.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    s = run(load_case(folder))
    assert [emitted(s, r) for r in "AB"] == near([4.5, 10])
    assert price(s, "ets", "B") == near(30)


def test_in_words(tmp_path: Path) -> None:
    s = answer(tmp_path, ETS, A_QUARTER, CREDIT, A_TWENTIETH)
    words = {(p.id, p.area): p._asdict() for p in policies(s).itertuples(index=False)}
    told = policies(s).set_index(["id", "area"])["in words"]
    assert told["trade", "all"].endswith("EUR_2020/tCO2")
    assert told["trade", "A"].startswith("sells ")
    assert told["trade", "B"].startswith("buys ")
    assert "at most" in told["trade", "B"]
    assert words["trade", "all"]["unit"] == "tCO2/year"


@pytest.mark.parametrize(
    ("off", "note"),
    [
        ("ets", "policy trade does nothing: 'ets' is off, or counts nothing"),
        ("farm", "policy most does nothing: no credits are used for 'ets'"),
    ],
)
def test_switched_off(off: str, note: str, tmp_path: Path) -> None:
    case = load_case(write(tmp_path, ETS, TRADE, CREDIT, A_TWENTIETH))
    s = run(without(case, [off]))
    assert note in s.meta["notes"]
    assert not {p["id"] for p in s.meta["policies"]} & (
        {"ets", "trade", "farm", "most"} if off == "ets" else {"farm", "most"}
    )


def test_a_tonne_is_credited_once(tmp_path: Path) -> None:
    case = load_case(write(tmp_path, ETS, CREDIT, CREDIT.replace("farm,offset", "again,offset")))
    with pytest.raises(CaseError, match="credits what 'farm' credits already"):
        run(case)


def test_a_removal_that_is_counted_in_its_region_too_is_told(tmp_path: Path) -> None:
    s = answer(tmp_path, ETS, CREDIT, f"net,cap,emission,F,,,each,{YEAR},tCO2/year")
    assert [
        n for n in s.meta["notes"] if n.startswith("policy net counts what each region removes, and farm credits it")
    ]


WRONG = [
    ((ETS, "trade,permit_trade,,,,est,each,,"), "relative_to", "did you mean 'ets'"),
    ((ETS.replace("each", "together"), TRADE), "relative_to", "'ets' has area"),
    ((ETS, TRADE.replace("each", "together")), "area", "each with the others"),
    ((ETS, TRADE, TRADE.replace("trade,permit", "club,permit")), "region", "already"),
    ((ETS, TRADE.replace("trade,,,,", "trade,,F,,")), "region", "not under the limit"),
    ((ETS, TRADE.replace("trade,,,,", "trade,,,farm,")), "sector", "does not select by it"),
    ((ETS, A_QUARTER.replace("25", "-1")), "value", "out of range"),
    ((ETS, CREDIT.replace("20", "120")), "value", "out of range"),
    ((ETS, CREDIT.replace(",20,%", ",,")), "value", "cell is empty"),
    ((ETS.replace("gross_emission", "emission"), CREDIT), "relative_to", "cannot be credited as well"),
    ((ETS, CREDIT, A_TWENTIETH.replace("5,%", "105,%")), "value", "out of range"),
]


@pytest.mark.parametrize(("rows", "column", "message"), WRONG, ids=[f"{m} ({c})" for _, c, m in WRONG])
def test_bad_input(rows: tuple[str, ...], column: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(CaseError) as error:
        load_case(write(tmp_path, *rows))
    found = [p for p in error.value.problems if p.column == column and message in p.message]
    assert found, [str(p) for p in error.value.problems]
    assert all(p.file == "policies.csv" and p.allowed for p in found)
