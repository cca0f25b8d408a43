"""Trade of permits and credits for removals between two towns and a farm, where every amount and price can be said by hand.

Each market has two towns and a farm of its own, and none trades with another: one run answers for all. Each town, A and B, needs 10 MW,
flat. `dirty` runs for nothing and emits a tonne for each MWh; `clean` costs 20 EUR/MWh in A and 60 in B, so a tonne less costs 20 EUR in A
and 60 in B. Nothing costs to build. Each town is allowed 6 t in an hour. On the farm, F, `biochar` takes a tonne back for 10 EUR, at most
one an hour. One period of five years without interest. Amounts are told in tonnes an hour, prices in EUR/t, cost in EUR an hour.

Alone, each town abates 4 t: 4 * 20 + 4 * 60 = 320 EUR.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from optimizer.case.model import Case
from optimizer.case.switch import without
from optimizer.errors import CaseError
from optimizer.formulation import vocabulary
from optimizer.inputs import prepare
from optimizer.pipeline import load_case, run
from optimizer.report.prices import closing
from optimizer.report.tables import costs, policies
from optimizer.solution import Solution
from optimizer.study import redispatch

YEAR = 8760.0
ETS = "{n}ets,cap,gross_emission,{n}A;{n}B,,allowed,each,100,%,,"
TRADE = "{n}trade,permit_trade,,,,{n}ets,each,,,,"
A_QUARTER = "{n}trade,permit_trade,,,,{n}ets,each,25,%,,"
CREDIT = "{n}farm,offset,,{n}F,farm,{n}ets,together,20,%,,"
A_TWENTIETH = "{n}most,offset_limit,,,,{n}ets,each,5,%,,"
RATE = "{n}ets,intensity,gross_emission,{n}A;{n}B,,output:el,each,0.6,tCO2/MWh,,"
HEAD = "id,kind,quantity,region,sector,relative_to,area,value,unit,overshoot_price,overshoot_unit"
MARKETS: dict[str, tuple[str, ...]] = {
    "alone": (ETS,),
    "free": (ETS, TRADE),
    "joint": (ETS.replace("each", "together"),),
    "quarter": (ETS, A_QUARTER),
    "twentieth": (ETS, CREDIT, A_TWENTIETH),
    "buffer": (ETS, CREDIT),
    "whole": (ETS, CREDIT.replace("20", "0")),
    "both": (ETS, TRADE, CREDIT, A_TWENTIETH),
    "pooled": (ETS, CREDIT, A_TWENTIETH.replace("each", "together")),
    "near": (ETS, CREDIT.replace("together", "each").replace("{n}F", "{n}A;{n}F")),
    "rate": (RATE, TRADE),
    "rated": (RATE, A_QUARTER),
    "given": (ETS.replace("{n}B,", "{n}B;{n}F,"), TRADE),
    "paid": (ETS.replace("%,,", "%,30,EUR_2020/tCO2"), A_QUARTER),
}
FARMED = ("near",)  # where A has a farm too


def tables(markets: dict[str, tuple[str, ...]]) -> dict[str, str]:
    """One case with towns and a farm for each market."""
    towns = [f"{n}{t}" for n in markets for t in "AB"]
    farms = [f"{n}F" for n in markets] + [f"{n}A" for n in markets if n in FARMED]
    given = [(r, 6) for r in towns] + ([("givenF", 2)] if "given" in markets else [])
    dear = {"A": 20, "B": 60}
    return {
        "case.yaml": (
            "name: permits\nmoney: kEUR_2020\ndiscount_rate: 0\nwacc: 0\nperiods: [{label: 2030, first_year: 2030, years: 5}]\n"
            "clock: {given_days: {}}\nyear_hours: 8760\n"
        ),
        "regions.csv": "region\n" + "".join(f"{r}\n" for n in markets for r in (f"{n}A", f"{n}B", f"{n}F")),
        "carriers.csv": "carrier,unit,surplus\nel,MWh,no\nstraw,t,no\n",
        "technologies.csv": (
            f"technology,kind,reference,regions,sector\ndirty,converter,el,{';'.join(towns)},\n"
            f"clean,converter,el,{';'.join(towns)},\nbiochar,converter,straw,{';'.join(farms)},farm\n"
        ),
        "ports.csv": (
            "technology,carrier,direction,value,unit\ndirty,el,out,1,MWh/MWh\nclean,el,out,1,MWh/MWh\nbiochar,straw,in,1,t/t\n"
        ),
        "parameters.csv": "technology,parameter,region,value,unit\ndirty,life,,10,year\nclean,life,,10,year\nbiochar,life,,10,year\n"
        + "".join(f"clean,variable_cost,{r},{dear[r[-1]]},EUR_2020/MWh\n" for r in towns),
        "potentials.csv": "technology,limit,value,unit\nbiochar,capacity_max,1,t/hour\n",
        "demand.csv": "carrier,region,value,unit\n" + "".join(f"el,{r},10,MW\n" for r in towns),
        "prices.csv": "carrier,region,kind,value,unit\n"
        + "".join(f"straw,{r},purchase,10,EUR_2020/t\n" for r in farms),
        "emissions.csv": (
            "flow,technology,carrier,gas,stage,value,unit\nactivity,dirty,,CO2,energy supply,1,tCO2/MWh\n"
            "activity,biochar,,CO2,removal,-1,tCO2/t\npurchase,,straw,CO2,use,0,tCO2/t\n"
        ),
        "series.csv": "series,region,year,value,unit\n"
        + "".join(f"allowed,{r},2030,{t * YEAR},tCO2/year\n" for r, t in given),
        "policies.csv": "\n".join([HEAD, *(row.format(n=n) for n, rows in markets.items() for row in rows)]) + "\n",
        "days.csv": "day,weight\nd,365\n",
        "steps.csv": "day,step,duration\nd,all,24\n",
    }


def _write(folder: Path, files: dict[str, str]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def write(folder: Path, *rows: str, **changes: str) -> Path:
    """The case of one market without a name: towns A and B, farm F."""
    return _write(folder, {**tables({"": rows}), **{f"{k}.csv": v for k, v in changes.items()}})


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return load_case(_write(tmp_path_factory.mktemp("permits") / "case", tables(MARKETS)))


@pytest.fixture(scope="module")
def s(case: Case) -> Solution:
    return run(case)


def cost(s: Solution, market: str) -> float:
    """What is used up in the market's regions; overshoot is a transfer."""
    table = costs(s)
    mine = table["location"].isin([f"{market}{r}" for r in "ABF"]) & (table["category"] == "resource")
    return 1000 * float(table.loc[mine, "annual_cost"].sum()) / YEAR


def emitted(s: Solution, *regions: str) -> list[float]:
    booked = s.variables["emission"]
    outside = booked.sel(stage=[n for n in booked["stage"].values if n != "removal"])
    return [float(outside.sel(region=r).sum()) / YEAR for r in regions]


def removed(s: Solution, market: str) -> float:
    return -float(s.variables["emission"].sel(region=f"{market}F", stage="removal").sum()) / YEAR


def used(s: Solution, market: str) -> dict[str, float]:
    """Credits by region."""
    found = s.variables["offset_use"].sel(policy=f"{market}farm", period=2030).reset_coords(drop=True).to_series()
    return {str(r).removeprefix(market): float(v) / YEAR for r, v in found.dropna().items()}


def row(s: Solution, policy: str, area: str = "all") -> dict[str, object]:
    (found,) = [p for p in s.meta["policies"] if (p["id"], p["area"]) == (policy, area)]
    return found


def amount(s: Solution, policy: str, area: str = "all", figure: str = "value") -> float:
    return float(row(s, policy, area)[figure]) / YEAR  # type: ignore[arg-type]


def price(s: Solution, policy: str, area: str = "all") -> float:
    return 1000 * float(row(s, policy, area)["price"])  # type: ignore[arg-type]


def paid(s: Solution, line: str, market: str) -> dict[str, float]:
    """By region, EUR an hour."""
    table = costs(s)
    mine = table[(table["line"] == line) & table["item"].isin([f"{market}trade", f"{market}farm"])]
    places = [str(r).removeprefix(market) for r in mine["location"]]
    return dict(zip(places, (1000 * mine["annual_cost"] / YEAR).tolist(), strict=True))


def near(wanted: object) -> object:
    return pytest.approx(wanted, rel=1e-6, abs=1e-6)


def test_alone(s: Solution) -> None:
    assert s.meta["status"] == "certified-with-shortage"  # `paid` exceeds its limit; see below
    assert emitted(s, "aloneA", "aloneB") == near([6, 6])
    assert [price(s, "aloneets", r) for r in ("aloneA", "aloneB")] == near([20, 60])
    assert cost(s, "alone") == near(320)


def test_trade_is_a_joint_cap(s: Solution) -> None:
    """A abates all 8 t for 20 EUR and sells 4; a permit costs 20 EUR in both towns, as under one cap of 12 t."""
    assert emitted(s, "freeA", "freeB") == near([2, 10])
    assert [price(s, "freeets", r) for r in ("freeA", "freeB")] == near([20, 20])
    assert [amount(s, "freetrade", r) for r in ("freeA", "freeB")] == near([-4, 4])
    assert (amount(s, "freetrade"), price(s, "freetrade")) == near((4, 20))
    assert [amount(s, "freeets", r, "limit") for r in ("freeA", "freeB")] == near([2, 10])  # permits held
    assert paid(s, "permit trade", "free") == near({"A": -80, "B": 80})
    assert (cost(s, "free"), cost(s, "joint")) == near((160, 160))
    assert price(s, "jointets") == near(20)


def test_limited_trade(s: Solution) -> None:
    """B buys a quarter of its 6 t: 5.5 * 20 + 2.5 * 60 = 260 EUR; a permit costs 20 in the market and is worth 60 in B."""
    towns = ("quarterA", "quarterB")
    assert emitted(s, *towns) == near([4.5, 7.5])
    assert [price(s, "quarterets", r) for r in towns] == near([20, 60])
    assert cost(s, "quarter") == near(260)
    assert [amount(s, "quartertrade", r) for r in towns] == near([-1.5, 1.5])
    assert [amount(s, "quartertrade", r, "limit") for r in towns] == near([1.5, 1.5])
    assert [row(s, "quartertrade", r)["status"] for r in towns] == ["met", "binding"]
    assert (price(s, "quartertrade"), price(s, "quartertrade", "quarterB")) == near((20, 40))
    assert paid(s, "permit trade", "quarter") == near({"A": -30, "B": 30})


def test_limit_of_offsets_binds(s: Solution) -> None:
    """Credits cover 5 % of what a town emits: E = 6 + 0.05 E = 6.3158. Four fifths of a tonne removed are credited, for 10 / 0.8 = 12.5 EUR.

    One permit more in B lets it emit 1 / 0.95 t more, each saves 60 and takes 0.05 credits: (60 - 0.05 * 12.5) / 0.95 = 62.5 EUR. The
    limit costs 62.5 - 12.5 = 50 EUR for a credit.
    """
    towns, credit = ("twentiethA", "twentiethB"), 0.3 / 0.95
    assert emitted(s, *towns) == near([6 / 0.95] * 2)
    assert used(s, "twentieth") == near({"A": credit, "B": credit})
    assert removed(s, "twentieth") == near(2 * credit / 0.8)
    assert [price(s, "twentiethets", r) for r in towns] == near([(20 - 0.625) / 0.95, 62.5])
    assert [price(s, "twentiethmost", r) for r in towns] == near([(20 - 0.625) / 0.95 - 12.5, 50])
    assert [amount(s, "twentiethmost", "twentiethB", n) for n in ("value", "limit", "slack")] == near(
        [credit, credit, 0]
    )
    assert price(s, "twentiethfarm") == near(12.5)
    assert [amount(s, "twentiethfarm", "all", n) for n in ("value", "limit")] == near([2 * credit, 2 * credit])
    assert paid(s, "offset credits", "twentieth") == near({"A": 12.5 * credit, "B": 12.5 * credit, "F": -25 * credit})
    assert cost(s, "twentieth") == near(80 * (10 - 6 / 0.95) + 25 * credit)


def test_buffer_binds(s: Solution) -> None:
    """Without a limit the farm removes its tonne, 0.8 of it is credited, and B, where it is worth 60 EUR, uses it all."""
    assert removed(s, "buffer") == near(1)
    assert emitted(s, "bufferA", "bufferB") == near([6, 6.8])
    assert (amount(s, "bufferfarm"), price(s, "bufferfarm")) == near((0.8, 60))
    assert cost(s, "buffer") == near(4 * 20 + 3.2 * 60 + 10)
    assert emitted(s, "wholeB") == near([7])  # no buffer


def test_trade_and_offsets(s: Solution) -> None:
    """E_A + E_B = 12 + 0.05 (E_A + E_B) = 12.6316, 10 of it in B; a permit costs (20 - 0.625) / 0.95 EUR in both."""
    assert emitted(s, "bothA", "bothB") == near([12 / 0.95 - 10, 10])
    assert [price(s, "bothets", r) for r in ("bothA", "bothB")] == near([(20 - 0.625) / 0.95] * 2)


def test_what_regions_pay_each_other_is_a_transfer(s: Solution) -> None:
    table = costs(s)
    moved = table[table["line"].isin(["permit trade", "offset credits"])]
    assert len(moved) > 10
    assert set(moved["category"]) == {"transfer"}
    assert abs(moved["annual_cost"].sum()) < 1e-9 * moved["annual_cost"].abs().sum()
    assert float(table["discounted_cost"].sum()) == near(float(s.meta["objective"]))
    assert float(closing(s)["cost"].sum()) * 5 == near(float(s.meta["objective"]))


def test_a_limit_of_all_regions_together(s: Solution) -> None:
    """5 % of both obligations may be used in B alone, where a credit saves most: u = 0.05 (12 + u)."""
    credit = 0.05 * 12 / 0.95
    assert used(s, "pooled") == near({"A": 0, "B": credit})
    assert emitted(s, "pooledB") == near([6 + credit])
    assert amount(s, "pooledmost") == near(credit)


def test_a_credit_may_have_to_be_used_where_it_is_made(s: Solution) -> None:
    """With a farm of its own, A uses 0.8 t, although B would pay more; what the farm F removes nobody may use."""
    assert emitted(s, "nearA", "nearB") == near([6.8, 6])
    assert used(s, "near") == near({"A": 0.8})
    assert paid(s, "offset credits", "near") == {}  # A pays itself


def test_trade_of_a_benchmark(s: Solution) -> None:
    """Allowances of 0.6 t for a MWh made: each town has 6, and may sell; an output-based market."""
    assert emitted(s, "rateA", "rateB") == near([2, 10])
    assert cost(s, "rate") == near(160)
    assert [amount(s, "ratedtrade", r) for r in ("ratedA", "ratedB")] == near([-1.5, 1.5])


def test_allowances_of_a_region_without_emissions(s: Solution) -> None:
    """The farm is given 2 t and sells them: 14 t in all, 120 EUR."""
    assert cost(s, "given") == near(120)
    assert amount(s, "giventrade", "givenF") == near(-2)


def test_overshoot_is_paid_on_top(s: Solution) -> None:
    """Beyond its permits a town pays 30 EUR: with a quarter traded, B emits all it likes."""
    assert emitted(s, "paidA", "paidB") == near([4.5, 10])
    assert price(s, "paidets", "paidB") == near(30)


def test_in_words(s: Solution) -> None:
    told = policies(s).set_index(["id", "area"])["in words"]
    assert told["freetrade", "all"] == "changes hands: 35,040 tCO2/year, at 20 EUR_2020/tCO2"
    assert told["freetrade", "freeA"] == "sells 35,040 tCO2/year, at 20 EUR_2020/tCO2"
    words = "buys 13,140 tCO2/year, at most 13,140; the last unit costs 40 EUR_2020/tCO2"
    assert told["quartertrade", "quarterB"] == words


def test_the_plan_of_markets_is_dispatched_at_its_prices(case: Case, s: Solution) -> None:
    (again,) = redispatch(case, s)
    table = again.table.set_index("figure")
    assert float(table.loc["policies at the prices of the plan", "planned"]) > 1000
    assert float(table.loc["all together", "redispatched"]) == near(float(table.loc["all together", "planned"]))


@pytest.mark.parametrize(
    ("off", "note"),
    [
        ("ets", "policy trade does nothing: 'ets' is off, or counts nothing"),
        ("farm", "policy most does nothing: no credits are used for 'ets'"),
    ],
)
def test_switched_off(off: str, note: str, tmp_path: Path) -> None:
    case = load_case(write(tmp_path, ETS, TRADE, CREDIT, A_TWENTIETH))
    inputs = prepare(without(case, [off]), vocabulary())
    assert note in inputs.notes
    gone = {"ets", "trade", "farm", "most"} if off == "ets" else {"farm", "most"}
    assert not {label[0] for label in inputs.indexes["limits"].tuples()} & gone
    assert inputs.indexes["permit_trades"].size == (0 if off == "ets" else 2)
    assert inputs.indexes["offset_uses"].size == 0


def test_a_tonne_is_credited_once(tmp_path: Path) -> None:
    case = load_case(write(tmp_path, ETS, CREDIT, CREDIT.replace("}farm,offset", "}again,offset")))
    with pytest.raises(CaseError, match="credits what 'farm' credits already"):
        prepare(case, vocabulary())


def test_a_removal_that_is_counted_in_its_region_too_is_told(tmp_path: Path) -> None:
    case = load_case(write(tmp_path, ETS, CREDIT, f"net,cap,emission,F,,,each,{YEAR},tCO2/year,,"))
    (note,) = prepare(case, vocabulary()).notes
    assert note.startswith("policy net counts what each region removes, and farm credits it")


PAIRS = "region,pair\nA,AB\nB,AB\nF,F\n"


def of_regions(key: str) -> str:
    return f"{tables({})['case.yaml']}regions: {{{key}}}\n"


def test_a_limit_outside_takes_its_market_along(tmp_path: Path) -> None:
    folder = write(tmp_path, ETS, TRADE, CREDIT, A_TWENTIETH)
    (folder / "case.yaml").write_text(of_regions("only: [F]"), encoding="utf-8")
    case = load_case(folder)
    assert not len(case.tables["policies"])
    told = {"policies about a limit outside drop: trade, farm, most", "policies of regions outside drop: ets"}
    assert told <= set(case.notes)


def test_merged_regions_trade_as_one(tmp_path: Path) -> None:
    """Allowances of a series add up; a plain number for each region makes several limits, and permits are of one."""
    folder = write(tmp_path / "series", ETS, A_QUARTER, CREDIT, A_TWENTIETH, regions=PAIRS)
    (folder / "case.yaml").write_text(of_regions("by: pair"), encoding="utf-8")
    inputs = prepare(load_case(folder), vocabulary())
    assert inputs.notes == (
        "policy trade does nothing: fewer than two regions hold permits of 'ets' when it is in force",
    )
    assert float(inputs.values["policy_limit"].arrays[0][0, 0]) == near(12 * YEAR)
    plain = f"ets,cap,gross_emission,,,,each,{6 * YEAR},tCO2/year,,"
    folder = write(tmp_path / "plain", plain, TRADE, regions=PAIRS)
    (folder / "case.yaml").write_text(of_regions("by: pair"), encoding="utf-8")
    with pytest.raises(CaseError, match=r"column 'relative_to': the limit falls apart where regions merge"):
        load_case(folder)


def test_credits_are_in_the_unit_of_the_limit(tmp_path: Path) -> None:
    """A limit that weighs gases asks what a tonne of each is credited for."""
    weighed = "id,kind,quantity,sector,relative_to,area,value,unit,coefficient\nets,cap,gross_emission,,,each,9,tCO2e/year,CO2=1;CH4=29.8\n"
    emissions = tables({"": ()})["emissions.csv"] + "activity,clean,,CH4,use,0.001,t/MWh\n"
    rows = {"plain": "farm,offset,,farm,ets,together,20,%,\n", "told": "farm,offset,,farm,ets,together,20,%,CO2=1\n"}
    with pytest.raises(CaseError, match="'ets' counts other gases, or weighs them"):
        load_case(write(tmp_path / "plain", emissions=emissions, policies=weighed + rows["plain"]))
    case = load_case(write(tmp_path / "told", emissions=emissions, policies=weighed + rows["told"]))
    assert list(case.tables["policies"]["counted_unit"]) == ["tCO2e/year"] * 2


WRONG = [
    ((ETS, TRADE.replace("{n}ets", "est")), "relative_to", "did you mean 'ets'"),
    ((ETS.replace("each", "together"), TRADE), "relative_to", "'ets' has area"),
    ((ETS, TRADE.replace("each", "together")), "area", "each with the others"),
    ((ETS, TRADE, TRADE.replace("}trade,permit", "}club,permit")), "region", "already"),
    ((ETS, TRADE.replace("trade,,,,", "trade,,F,,")), "region", "not under the limit"),
    ((ETS, TRADE.replace("trade,,,,", "trade,,,farm,")), "sector", "does not select by it"),
    ((ETS, A_QUARTER.replace("25", "-1")), "value", "out of range"),
    ((ETS, CREDIT.replace("20", "120")), "value", "out of range"),
    ((ETS, CREDIT.replace(",20,%", ",,")), "value", "cell is empty"),
    ((ETS.replace("gross_emission", "emission"), CREDIT), "relative_to", "cannot be credited as well"),
    ((ETS, CREDIT, A_TWENTIETH.replace("5,%", "105,%")), "value", "out of range"),
    ((ETS, A_QUARTER.replace(",%,,", ",%,9,EUR_2020/tCO2")), "overshoot_price", "can be overshot"),
    ((ETS, CREDIT.replace("offset,", "offset,emission")), "quantity", "has no meaning"),
]


@pytest.mark.parametrize(("rows", "column", "message"), WRONG, ids=[f"{m} ({c})" for _, c, m in WRONG])
def test_bad_input(rows: tuple[str, ...], column: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(CaseError) as error:
        load_case(write(tmp_path, *rows))
    found = [p for p in error.value.problems if p.column == column and message in p.message]
    assert found, [str(p) for p in error.value.problems]
    assert all(p.file == "policies.csv" and p.allowed for p in found)
