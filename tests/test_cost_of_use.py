"""Delivered cost step by step: small worlds worked by hand, and parts that add up to what a unit costs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from test_features import answer, write
from test_levelised import BOTH_WAYS, CHAIN, HALF, STEAM, TWO_STEPS, sums_agree, unit

from optimizer.errors import CaseError, LedgerError
from optimizer.levelised import booking, chain, system
from optimizer.levelised.network import Process
from optimizer.pipeline import load_case, run
from optimizer.report.break_even import break_even
from optimizer.report.chain import means
from optimizer.report.cost_of_use import ORIGIN, cost_of_making, cost_of_use
from optimizer.report.scopes import other_accounts
from optimizer.report.tables import emissions
from optimizer.solution import Solution, open_solution

SHIPPED = Path(__file__).parent.parent / "inputs"
HOURS = 8760.0
Part = tuple[str, str, str]


def parts(s: Solution, carrier: str, region: str = "A") -> dict[Part, float]:
    """Parts of a unit of a form that are not zero, by (stage, source, item)."""
    data = s.levelised
    at = np.flatnonzero((data["form_carrier"].values == carrier) & (data["form_region"].values == region))
    labels = zip(*(data[f"part_{n}"].values for n in ("stage", "source", "item")), strict=True)
    values = data["form_cost"].values[at[0]]
    return {(str(a), str(b), str(c)): float(v) for (a, b, c), v in zip(labels, values, strict=True) if abs(v) > 1e-12}


def entered(s: Solution, region: str) -> dict[str, float]:
    """Of a unit, what entered the family, by region."""
    data = s.levelised
    at = np.flatnonzero(data["form_region"].values == region)[0]
    return dict(zip(map(str, data["origin_region"].values), data["form_origin"].values[at].tolist(), strict=True))


def parts_agree(s: Solution) -> None:
    """Parts of every form are its unit value, and what leaves a family bears what entered it and its own steps."""
    data = s.levelised
    keys = zip(*(data[f"form_{n}"].values for n in ("carrier", "region", "period")), strict=True)
    whole = np.nan_to_num([float(data["unit_value"].sel(carrier=c, region=r, period=y)) for c, r, y in keys])
    np.testing.assert_allclose(data["form_cost"].sum("part").values, whole, rtol=1e-9, atol=1e-12)
    sums_agree(s)


def line(s: Solution, name: str, item: str = "", region: str = "A", period: str = "2030") -> object:
    """A figure of sheet cost_of_use."""
    table = cost_of_use(s)
    mine = table[(table["line"] == name) & (table["item"] == item) & (table["region"] == region)]
    assert len(mine) == 1, mine
    return mine[period].iloc[0]


def test_what_is_not_stated_has_no_weight_in_a_mean() -> None:
    """3 t at 2 and 1 t without a price cost 2, not 1.5; what has none at all stays without."""
    table = pd.DataFrame({"price": [2.0, np.nan, np.nan], "cost": [1.0, 5.0, 4.0]})
    found = means(table, pd.Series([3.0, 1.0, 2.0]), [pd.Series(["h2", "h2", "lh2"])])
    assert found["price"].tolist() == pytest.approx([2.0, np.nan], nan_ok=True)
    assert found["cost"].tolist() == pytest.approx([2.0, 4.0])


# -- worlds by hand ---------------------------------------------------------------------------------------
def family(carriers: str, name: str, *forms: str) -> str:
    """A table of carriers with a family."""
    head, *rows = carriers.strip().splitlines()
    return "\n".join([f"{head},family", *(f"{r},{name if r.split(',')[0] in forms else ''}" for r in rows)]) + "\n"


def test_a_store_and_a_line_behind_an_electrolyser(tmp_path: Path) -> None:
    """The chain of docs/levelised-cost.md: 45 MW of wind by day, 22.5 of hydrogen, a tank that loses a fifth, a line a tenth."""
    s = answer(tmp_path, **{**CHAIN, "carriers": family(CHAIN["carriers"], "hydrogen", "h2")})
    arrives = 18 * HALF
    assert parts(s, "h2", "B") == pytest.approx(
        {
            ("production", "taken", "el"): 450 / arrives,
            ("production", "own", "electrolyser"): 900 / arrives,
            ("storage", "own", "tank"): 157.5 / arrives,
            ("transport", "own", "pipe"): 50 / arrives,
        }
    )
    assert entered(s, "B") == pytest.approx({"A": 22.5 / 18})
    assert s.levelised["form_used"].values.tolist() == pytest.approx([0.0, arrives])
    made = s.levelised["made_cost"].sum("part").values
    assert made.tolist() == pytest.approx([1350 / (22.5 * HALF)]), "at the gate: nothing of tank and line"
    assert line(s, "cost", region="B") == pytest.approx(1000 * 1557.5 / arrives)  # EUR/MWh
    assert line(s, "storage", "tank", "B") == pytest.approx(1000 * 157.5 / arrives)
    parts_agree(s)


def test_a_battery_before_the_electrolyser_is_production(tmp_path: Path) -> None:
    """All of hydrogen is made by night from a battery: its cost is storage of electricity, and production of hydrogen."""
    s = answer(
        tmp_path,
        **TWO_STEPS,
        carriers="carrier,unit,family\nel,MWh,\nh2,MWh,hydrogen\n",
        technologies="technology,kind,reference\nwind,converter,el\ncell,converter,el\nbattery,store,el\n",
        ports="technology,carrier,direction,value,unit\nwind,el,out,1,MWh/MWh\ncell,el,in,1,MWh/MWh\ncell,h2,out,0.5,MWh/MWh\n",
        parameters=(
            "technology,parameter,value,unit,profile\nwind,capital_cost,100,EUR_2020/kW,\nwind,life,10,year,\nwind,availability,1,1,sun\n"
            "cell,capital_cost,200,EUR_2020/kW,\ncell,life,10,year,\ncell,availability,1,1,moon\n"
            "battery,capital_cost,10,EUR_2020/kWh,\nbattery,life,10,year,\n"
        ),
        demand="carrier,region,value,unit,profile\nh2,A,5,MW,moon\n",
        prices="carrier,kind,value,unit\nh2,unmet,1e5,EUR_2020/MWh\n",
        profiles="day,step,sun,moon\nd,0,1,0\nd,1,0,1\n",
    )
    made = float((s.levelised["form_used"]).sum())
    power = made / HALF  # MW by night
    wind, battery, cell = 2 * power * 10, 2 * power * 12 * 1, 2 * power * 20
    assert unit(s, "h2", category="storage") == pytest.approx(battery / made)
    assert parts(s, "h2") == pytest.approx(
        {("production", "own", "cell"): cell / made, ("production", "taken", "el"): (wind + battery) / made}
    )
    parts_agree(s)


def test_regions_that_trade_both_ways(tmp_path: Path) -> None:
    """A sends by day what B sends back by night: the parts of each hold those of the other, and so does where it was made."""
    s = answer(tmp_path, **{**BOTH_WAYS, "carriers": "carrier,unit,family\nel,MWh,power\n"})
    sent = 10 / 0.9
    loop = HALF * np.array([[20 + sent, -sent], [-sent, 20 + sent]])
    own = np.array([[(10 + sent) * 10.0, 0.0, sent * 2.5], [0.0, (10 + sent) * 30.0, sent * 2.5]])
    by_hand = np.linalg.solve(loop, own)
    for region, row in zip("AB", by_hand, strict=True):
        found = parts(s, "el", region)
        items = [found["production", "own", k] for k in ("day", "night")] + [found["transport", "own", "cable"]]
        assert items == pytest.approx(row.tolist())
    made = np.linalg.solve(loop, HALF * np.diag([10 + sent, 10 + sent]))
    assert entered(s, "A") == pytest.approx(dict(zip("AB", made[0].tolist(), strict=True)))
    assert line(s, "made from, share", "day A") == pytest.approx(100 * made[0, 0] / made[0].sum())
    assert line(s, "cost", region="all") == pytest.approx(1000 * own.sum() / (40 * HALF))
    parts_agree(s)


BYPRODUCT = {
    "carriers": "carrier,unit,surplus,family\nel,MWh,no,\nh2,MWh,no,hydrogen\nchlorine,MWh,yes,\nheat,MWh,no,\n",
    "technologies": "technology,kind,reference\ncell,converter,el\nboiler,converter,heat\n",
    "ports": (
        "technology,carrier,direction,value,unit,cost_share\ncell,el,in,1,MWh/MWh,\ncell,h2,out,0.5,MWh/MWh,1\n"
        "cell,chlorine,out,0.25,MWh/MWh,2\nboiler,h2,in,1.25,MWh/MWh,\nboiler,heat,out,1,MWh/MWh,\n"
    ),
    "parameters": "technology,parameter,value,unit\ncell,capital_cost,100,EUR_2020/kW\ncell,life,10,year\nboiler,life,10,year\n",
    "prices": "carrier,kind,value,unit\nel,purchase,20,EUR_2020/MWh\nheat,unmet,1e5,EUR_2020/MWh\n",
    "emissions": "flow,carrier,gas,value,unit\npurchase,el,CO2,0.4,tCO2/MWh\nsurplus,chlorine,CO2,0,tCO2/MWh\n",
    "policies": (
        "id,kind,quantity,technology,value,unit\nprice,price,emission,,50,EUR_2020/tCO2\nlevy,tax,activity,cell,3,EUR_2020/MWh\n"
    ),
}


def test_a_by_product_a_carbon_price_and_a_tax(tmp_path: Path) -> None:
    """Half of the cell's cost is chlorine's; a carbon price stays one though electricity brings it, and a boiler is where hydrogen leaves."""
    s = answer(tmp_path, **BYPRODUCT)
    assert parts(s, "h2") == pytest.approx(
        {
            ("production", "own", "cell"): 10 / HOURS,
            ("production", "taken", "el"): 0.02,
            ("carbon", "taken", "el"): 0.4 * 0.05,
            ("tax", "own", "cell"): 0.003,
        }
    )
    assert s.levelised["form_used"].values.tolist() == pytest.approx([12.5 * HOURS])
    assert s.levelised["made_at_prices"].values.tolist() == pytest.approx([10 / HOURS + 0.043])
    assert line(s, "footprint, CO2", "production") == pytest.approx(0.4)  # t/MWh
    assert line(s, "carbon", "takes el") == pytest.approx(20.0)
    parts_agree(s)


STEPS = {
    "carriers": "carrier,unit,family\nel,MWh,\nh2,MWh,hydrogen\nh2_high,MWh,hydrogen\nh2_nozzle,MWh,hydrogen\n",
    "technologies": "technology,kind,reference,cost_category\npress,converter,h2_high,\nstation,converter,h2_nozzle,station\n",
    "ports": (
        "technology,carrier,direction,value,unit\npress,h2,in,1.25,MWh/MWh\npress,el,in,0.1,MWh/MWh\npress,h2_high,out,1,MWh/MWh\n"
        "station,h2_high,in,1,MWh/MWh\nstation,h2_nozzle,out,1,MWh/MWh\n"
    ),
    "parameters": (
        "technology,parameter,value,unit\npress,variable_cost,7,EUR_2020/MWh\npress,life,9,year\nstation,variable_cost,11,EUR_2020/MWh\n"
        "station,life,9,year\n"
    ),
    "demand": "carrier,region,value,unit\nh2_nozzle,A,10,MW\n",
    "prices": (
        "carrier,kind,value,unit,limit,limit_unit\nel,purchase,20,EUR_2020/MWh,,\nh2,purchase,40,EUR_2020/MWh,10,MW\n"
        "h2_nozzle,unmet,80,EUR_2020/MWh,,\n"
    ),
    "emissions": "flow,gas,value,unit\n",
}


def shares(s: Solution) -> dict[str, float]:
    """What a unit in use was made by and where, in per cent, as the sheet has it."""
    table = cost_of_use(s)
    rows = table[table["line"] == ORIGIN]
    return dict(zip(rows["item"], rows["2030"].astype(float), strict=True))


def test_steps_between_forms(tmp_path: Path) -> None:
    """A converter of one form into another converts, with the electricity it takes; a station is one where the table says so.

    10 MW can be bought: they are 8 at the nozzle, and 2 stay unmet.
    """
    s = answer(tmp_path, **STEPS)
    assert parts(s, "h2_nozzle") == pytest.approx(
        {
            ("purchase", "own", "h2"): 0.8 * 1.25 * 0.04,
            ("conversion", "own", "press"): 0.8 * 0.007,
            ("conversion", "taken", "el"): 0.8 * 0.1 * 0.02,
            ("station", "own", "station"): 0.8 * 0.011,
            ("unmet", "own", "h2_nozzle"): 0.2 * 0.08,
        }
    )
    made = cost_of_making(s)
    assert set(made["technology"]) == {"purchase", "unmet"}
    assert shares(s) == pytest.approx({"purchase A": 100 * 1.0 / 1.2, "unmet A": 100 * 0.2 / 1.2})
    parts_agree(s)


@pytest.mark.parametrize("abroad", ["0", "0.02"])
def test_footprints_of_a_family_are_told_in_one_unit(abroad: str, tmp_path: Path) -> None:
    """One form brings 20 kg for a kilogram, what else is bought of another nothing or 20 g: both are kg for a kilogram."""
    in_tonnes = {k: v.replace("MW,", "t/hour,").replace("MW\n", "t/hour\n") for k, v in STEPS.items()}
    s = answer(
        tmp_path,
        **{
            **in_tonnes,
            "carriers": STEPS["carriers"]
            .replace("h2,MWh", "h2,t")
            .replace("_high,MWh", "_high,t")
            .replace("_nozzle,MWh", "_nozzle,t"),
            "ports": STEPS["ports"].replace("MWh/MWh", "t/t").replace("el,in,0.1,t/t", "el,in,0.1,MWh/t"),
            "parameters": STEPS["parameters"].replace("EUR_2020/MWh", "EUR_2020/t"),
            "prices": (
                "carrier,kind,value,unit,limit,limit_unit\nel,purchase,20,EUR_2020/MWh,,\nh2,purchase,40,EUR_2020/t,10,t/hour\n"
                "h2_nozzle,purchase,80,EUR_2020/t,,\n"
            ),
            "emissions": (
                "flow,carrier,gas,account,value,unit\npurchase,h2,CO2,,20,tCO2/t\npurchase,el,CO2,,0,tCO2/MWh\n"
                f"purchase,h2_nozzle,CO2,import,{abroad},tCO2/t\n"
            ),
        },
    )
    made = cost_of_making(s)
    rows = made[(made["line"] == "footprint, CO2") & (made["item"] == "")].set_index("carrier")
    assert rows["unit"].to_dict() == {"h2": "kgCO2/kg", "h2_nozzle": "kgCO2/kg"}
    assert rows["2030"].to_dict() == pytest.approx({"h2": 20.0, "h2_nozzle": float(abroad)})


def test_what_was_emitted_abroad_is_in_the_footprint_and_in_no_sum(tmp_path: Path) -> None:
    """Bought hydrogen brings 0.5 t/MWh from abroad, power 0.2 of which half at home; 8 of 10 MW at the nozzle are made of 10 bought and 0.8 of power."""
    s = answer(
        tmp_path,
        **{
            **STEPS,
            "emissions": (
                "flow,carrier,gas,account,value,unit\npurchase,h2,CO2,import,0.5,tCO2/MWh\npurchase,el,CO2,import,0.1,tCO2/MWh\n"
                "purchase,el,CO2,,0.1,tCO2/MWh\n"
            ),
            "standards": (
                "standard,level,family,boundary,value,unit\nmark,low,hydrogen,gate,0.5,tCO2/MWh\nmark,clean,hydrogen,gate,0.1,tCO2/MWh\n"
            ),
        },
    )
    made = cost_of_making(s).set_index(["technology", "line", "item"])["2030"]
    assert made["purchase", "footprint, CO2", "purchase"] == pytest.approx(0.5)
    assert made["purchase", "mark", ""] == "low"
    assert line(s, "footprint, CO2", "purchase") == pytest.approx(0.8 * 1.25 * 0.5)
    assert line(s, "footprint, CO2", "conversion") == pytest.approx(0.8 * 0.1 * 0.2)
    nozzle = s.levelised["unit_emission"].sel(carrier="h2_nozzle", region="A", stage="import").squeeze()
    assert float(nozzle) == pytest.approx(0.508)
    assert emissions(s)["amount"].sum() == pytest.approx(0.8 * 0.1 * HOURS)
    assert other_accounts(s)["amount"].sum() == pytest.approx((10 * 0.5 + 0.8 * 0.1) * HOURS)
    parts_agree(s)


def test_a_run_fails_where_an_emission_abroad_gets_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = booking.emission_parts
    monkeypatch.setattr(booking, "emission_parts", lambda *a: () if "import" in a else found(*a))
    rows = "flow,carrier,gas,account,value,unit\npurchase,h2,CO2,import,0.5,tCO2/MWh\npurchase,el,CO2,,0,tCO2/MWh\n"
    with pytest.raises(LedgerError, match=r"footprints against emissions.*CO2/import"):
        answer(tmp_path, **{**STEPS, "emissions": rows})


def test_forms_in_other_units_have_the_same_origins(tmp_path: Path) -> None:
    """8 of 10 MW at the nozzle are made of 10 that are bought; counted in kWh there, they are as many."""
    s = answer(tmp_path, **{**STEPS, "carriers": STEPS["carriers"].replace("h2_nozzle,MWh", "h2_nozzle,kWh")})
    assert shares(s) == pytest.approx({"purchase A": 100 * 1.0 / 1.2, "unmet A": 100 * 0.2 / 1.2})


def test_going_in_and_out_of_a_lossless_store_changes_no_value() -> None:
    """Throughput counts what goes both ways, a value does not: v (S + G) = cost + own + G v for any G."""
    a = ("h2", "A", 1)

    def value(churn: float) -> float:
        processes = {
            ("source", 1): Process({}, {a: 10.0}, {a: 1.0}),
            ("store", 1): Process({a: 4.0 + churn}, {a: 4.0 + churn}, {a: 1.0}),
            ("demand", 1): Process({a: 10.0}, {}, {}),
        }
        own = {("source", 1): np.array([30.0]), ("store", 1): np.array([5.0])}
        return float(system.solve((a,), processes, own, 1).value[0, 0])

    assert [value(c) for c in (0.0, 3.0, 1e4)] == pytest.approx([3.5] * 3)


# -- ways to make it --------------------------------------------------------------------------------------
WAYS = {
    "yaml": (
        "name: f\nmoney: kEUR_2020\ndiscount_rate: 0\nwacc: 0\nperiods: [2030, 2040, 2050]\nclock: {given_days: {}}\nyear_hours: 8760\n"
    ),
    "carriers": "carrier,unit,family\nel,MWh,\ncoal,MWh,\nh2,MWh,hydrogen\n",
    "technologies": "technology,kind,reference,group\ngreen,converter,h2,electrolysis\ngrey,converter,h2,fossil\n",
    "ports": (
        "technology,carrier,direction,value,unit\ngreen,el,in,1.5,MWh/MWh\ngreen,h2,out,1,MWh/MWh\n"
        "grey,coal,in,2,MWh/MWh\ngrey,h2,out,1,MWh/MWh\n"
    ),
    "parameters": "technology,parameter,value,unit\ngreen,life,30,year\ngrey,life,30,year\n",
    "demand": "carrier,region,value,unit\nh2,A,10,MW\n",
    "prices": (
        "carrier,kind,year,value,unit\ncoal,purchase,,15,EUR_2020/MWh\nel,purchase,2030,60,EUR_2020/MWh\n"
        "el,purchase,2040,24,EUR_2020/MWh\nel,purchase,2050,12,EUR_2020/MWh\n"
    ),
    "emissions": (
        "flow,technology,carrier,gas,value,unit\nactivity,grey,,CO2,0.7,tCO2/MWh\npurchase,,coal,CO2,0,tCO2/MWh\npurchase,,el,CO2,0,tCO2/MWh\n"
    ),
    "policies": (
        "id,kind,quantity,technology,sense,value,unit\nsome,cap,activity,green,>=,8.76,GWh/year\nleast,cap,activity,grey,>=,8.76,GWh/year\n"
    ),
    "standards": (
        "standard,level,family,boundary,value,unit,condition\nmark,low,hydrogen,gate,0.7,tCO2/MWh,\nmark,clean,hydrogen,gate,90,kgCO2e/MWh,\n"
        "mark,renewable,hydrogen,gate,90,kgCO2e/MWh,it blows\nlabel,met,hydrogen,use,0.5,tCO2/MWh,\n"
    ),
}


def at_prices(s: Solution, technology: str) -> list[float]:
    data = s.levelised
    return [float(v) for v in data["made_at_prices"].values[data["made_item"].values == technology]]


def test_the_year_in_which_green_gets_cheaper_than_grey(tmp_path: Path) -> None:
    """Grey costs 30 EUR/MWh, green 90, 36 and 18: the line from +6 in 2040 to -12 in 2050 crosses zero a third of the way."""
    s = answer(tmp_path, **WAYS)
    found = break_even(s)
    assert found["break-even"].tolist() == pytest.approx([2040 + 10 / 3] * 2)
    assert set(found["verdict"]) == {"electrolysis is cheaper from 2043 on"}
    made = cost_of_making(s).set_index(["technology", "line", "item"])
    assert made.loc[("green", "cost", ""), ["2030", "2040", "2050"]].tolist() == pytest.approx([90, 36, 18])
    # what meets a threshold exactly meets it; of two levels at one value both are told, one with what else it asks for
    assert made.loc[("grey", "mark", ""), "2030"] == "low"
    assert made.loc[("green", "mark", ""), "2030"] == "clean; renewable if it blows"
    assert ("grey", "label", "") not in made.index, "a standard of the whole way says nothing of the gate"
    assert [line(s, "label", period=y) for y in ("2030", "2050")] == ["not met", "met"]
    assert line(s, "mark") == "low"
    parts_agree(s)


def test_a_level_is_not_said_of_ways_that_are_known_not_to_meet_its_condition(tmp_path: Path) -> None:
    """Both footprints are below 1 t/MWh; grey is fossil, so no condition would make it renewable. The mix is in part green, and may be."""
    standards = (
        "standard,level,family,boundary,value,unit,condition,not_of\nmark,low,hydrogen,gate,1,tCO2/MWh,,\n"
        "mark,renewable,hydrogen,gate,1,tCO2/MWh,it blows,grey\n"
    )
    s = answer(tmp_path, **{**WAYS, "standards": standards})
    said = cost_of_making(s).set_index(["technology", "line", "item"])["2030"]
    assert said["grey", "mark", ""] == "low"
    assert said["green", "mark", ""] == "low; renewable if it blows"
    assert line(s, "mark") == "low; renewable if it blows"
    (tmp_path / "alone").mkdir()
    alone = answer(tmp_path / "alone", **{**WAYS, "standards": standards, "policies": "id,kind,quantity,value,unit\n"})
    assert [line(alone, "mark", period=y) for y in ("2030", "2050")] == ["low", "low; renewable if it blows"]


def test_a_limit_on_emissions_is_in_the_cost_at_prices(tmp_path: Path) -> None:
    """5 MW of grey may run in 2040: the next tonne is worth what green is dearer, and at its price both cost the same."""
    head, *rows = WAYS["policies"].splitlines()
    policies = "\n".join([f"{head},year", *(f"{r}," for r in rows), "no,cap,emission,,<=,30660,tCO2/year,2040"]) + "\n"
    s = answer(tmp_path, **{**WAYS, "policies": policies})
    found = break_even(s).set_index("counted")["break-even"]
    assert found["average cost"] == pytest.approx(2040 + 10 / 3)
    assert at_prices(s, "grey")[1] == pytest.approx(0.036)
    assert at_prices(s, "green")[1] == pytest.approx(0.036)
    assert found["cost at marginal prices"] == pytest.approx(2040)
    parts_agree(s)


def test_periods_that_have_only_one_way_say_so(tmp_path: Path) -> None:
    s = answer(tmp_path, **{**WAYS, "policies": "id,kind,quantity,technology,sense,value,unit\n"})
    assert set(break_even(s)["verdict"]) == {"no period has both: electrolysis in 2050, fossil in 2030, 2040"}
    assert break_even(s)["break-even"].isna().all()


def test_a_way_that_ends_is_told(tmp_path: Path) -> None:
    """Grey may run until 2040; that green is dearer in all periods with both is no word about 2050."""
    policies = (
        "id,kind,quantity,technology,sense,value,unit,year\nsome,cap,activity,green,>=,8.76,GWh/year,\n"
        "least,cap,activity,grey,>=,8.76,GWh/year,2030\nleast,cap,activity,grey,>=,8.76,GWh/year,2040\n"
        "least,cap,activity,grey,>=,0,GWh/year,2050\nend,cap,activity,grey,<=,0,GWh/year,2050\n"
    )
    s = answer(tmp_path, **{**WAYS, "policies": policies})
    assert set(break_even(s)["verdict"]) == {"fossil is cheaper in all periods with both; no fossil from 2050 on"}


SAME = "carrier,kind,year,value,unit\ncoal,purchase,,15,EUR_2020/MWh\nel,purchase,2030,{first},EUR_2020/MWh\nel,purchase,2040,20,EUR_2020/MWh\n"


@pytest.mark.parametrize(
    ("first", "verdict", "year"),
    [
        (20, "electrolysis and fossil cost the same in all periods with both", float("nan")),
        (60, "electrolysis is as cheap from 2040 on", 2040.0),
    ],
)
def test_what_costs_the_same_is_not_cheaper(first: float, verdict: str, year: float, tmp_path: Path) -> None:
    """Green takes 1.5 MWh at 20 EUR, grey 2 at 15: 30 EUR/MWh each from 2040 on."""
    found = break_even(answer(tmp_path, **{**WAYS, "prices": SAME.format(first=first)}))
    assert set(found["verdict"]) == {verdict}
    assert found["break-even"].tolist() == pytest.approx([year] * 2, nan_ok=True)


def test_hours_matter_to_who_takes_cheap_ones(tmp_path: Path) -> None:
    """Electricity costs 10 by day and 90 by night; the cell runs by day and at marginal prices pays 10, on average 50."""
    s = answer(
        tmp_path,
        **TWO_STEPS,
        carriers="carrier,unit,clock,family\nel,MWh,hour,\nh2,MWh,year,hydrogen\n",
        technologies="technology,kind,reference\ncell,converter,el\n",
        ports="technology,carrier,direction,value,unit\ncell,el,in,1,MWh/MWh\ncell,h2,out,0.5,MWh/MWh\n",
        parameters="technology,parameter,value,unit\ncell,life,10,year\n",
        demand="carrier,region,value,unit,profile\nh2,A,5,MW,\nel,A,20,MW,night\n",
        prices="carrier,kind,value,unit,profile\nel,purchase,1,EUR_2020/MWh,price\n",
        profiles="day,step,price,night\nd,0,10,0\nd,1,90,1\n",
    )
    bought = 10 * 2 * HALF * 0.010 + 40 * HALF * 0.090
    assert unit(s, "h2") == pytest.approx(2 * bought / (20 * HALF + 40 * HALF))
    assert at_prices(s, "cell") == pytest.approx([2 * 0.010])
    parts_agree(s)


# -- whole cases, files and mistakes ----------------------------------------------------------------------
def test_the_delivery_case_from_the_electrolyser_to_the_nozzle(tmp_path: Path) -> None:
    """Nothing but forms: stages are the categories of the account of all carriers; a file gives back what was written."""
    s = run(load_case(SHIPPED / "delivery"))
    parts_agree(s)
    for stage in ("production", "conversion", "storage", "transport", "station"):
        whole = unit(s, "h2_70mpa", "city", stage)
        assert sum(v for (at, *_), v in parts(s, "h2_70mpa", "city").items() if at == stage) == pytest.approx(whole)
    again = open_solution(s.save(tmp_path / "solution.nc"))
    assert cost_of_use(again).equals(cost_of_use(s))


@pytest.mark.slow
def test_a_shipped_pathway_and_its_standards() -> None:
    s = run(load_case(SHIPPED / "quickstart"))
    parts_agree(s)
    made = cost_of_making(s)
    said = made[(made["technology"] == "coal_gasification") & made["line"].str.startswith("T/CAB")]
    assert set(said["2025"]) == {"not met"}, "20.2 kg of direct CO2 are above the 14.51 of low-carbon hydrogen"
    assert break_even(s)["periods with both"].ne("").any()


def test_a_case_without_families_has_empty_sheets(tmp_path: Path) -> None:
    s = answer(tmp_path, **STEAM)
    assert cost_of_use(s).empty
    assert cost_of_making(s).empty
    assert break_even(s).empty


def test_a_run_fails_where_a_part_gets_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = chain.Builder._borne
    monkeypatch.setattr(
        chain.Builder, "_borne", lambda *a: {c: v for c, v in whole(*a).items() if c[1:3] != ("carbon", "taken")}
    )
    with pytest.raises(LedgerError, match="parts of delivered cost"):
        answer(tmp_path, **BYPRODUCT)


def test_a_run_fails_where_an_emission_gets_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Emissions behind what a step takes are as much a part of a unit as their cost."""
    whole = chain.Builder._borne
    monkeypatch.setattr(chain.Builder, "_borne", lambda *a: {c: v for c, v in whole(*a).items() if c[0] != chain.GAS})
    with pytest.raises(LedgerError, match=r"parts of delivered cost.*CO2/"):
        answer(tmp_path, **BYPRODUCT)


@pytest.mark.parametrize(
    ("table", "old", "new", "message"),
    [
        ("standards", "hydrogen,gate,0.7", "hydrogin,gate,0.7", "no carrier is of this family"),
        ("standards", "0.7,tCO2/MWh", "0.7,tCO2/t", "wrong unit"),
        (
            "standards",
            "condition\nmark,low,hydrogen,gate,0.7,tCO2/MWh,\n",
            "condition,not_of\nmark,low,hydrogen,gate,0.7,tCO2/MWh,,gray\n",
            "unknown technology",
        ),
        ("standards", "family,boundary,value", "family,coefficient,value", "not a list of name=number"),
        (
            "standards",
            "condition\nmark,low,hydrogen,gate,0.7,tCO2/MWh,\n",
            "condition,coefficient\nmark,low,hydrogen,gate,0.7,tCO2/MWh,,CO2=nan\n",
            "not a list of name=number",
        ),
        ("carriers", "coal,MWh,", "coal,t,hydrogen", "counted in another unit"),
    ],
)
def test_wrong_standards_and_families_are_refused(table: str, old: str, new: str, message: str, tmp_path: Path) -> None:
    assert old in WAYS[table]
    with pytest.raises(CaseError, match=message):
        load_case(write(tmp_path, **{**WAYS, table: WAYS[table].replace(old, new)}))
