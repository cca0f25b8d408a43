"""Levelised cost and footprint: chains worked by hand, and sums that are the ledger."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from rich.console import Console
from test_features import BASE, TWO, answer, write
from tiny import TABLES, tiny_case

from optimizer.algebra import compile_model
from optimizer.case.new import write_template
from optimizer.certificate.ledger import ledger
from optimizer.certificate.physics import Key, solved_families
from optimizer.errors import CaseError, LedgerError, SolveError
from optimizer.formulation import build_model
from optimizer.index import Index, Values
from optimizer.inputs import Inputs
from optimizer.levelised import CATEGORIES, levelise, network, system
from optimizer.levelised.network import Names, Process
from optimizer.pipeline import load_case, run, solve_certified
from optimizer.report.prices import closing
from optimizer.report.prices import levelised as table
from optimizer.report.scopes import other_accounts
from optimizer.report.tables import costs, emissions
from optimizer.report.terminal import print_summary
from optimizer.solution import Solution

HERE = Path(__file__).parent
HALF = 4380.0  # hours a year of one of two equal steps
TWO_STEPS = {"steps": "day,step,duration\nd,0,12\nd,1,12\n", "emissions": "flow,gas,value,unit\n"}


def unit(s: Solution, carrier: str, region: str = "A", category: str | None = None) -> float:
    """Average cost of a unit, or its part of a category."""
    name = "unit_value" if category is None else "unit_cost"
    chosen = s.levelised[name].sel(carrier=carrier, region=region)
    return float((chosen if category is None else chosen.sel(category=category)).squeeze())


def line(s: Solution, name: str, item: str = "") -> float:
    """Cost a year of a line of the closing table."""
    rows = closing(s)
    return float(rows[(rows["line"] == name) & (rows["item"].isin([item]) if item else True)]["cost"].sum())


def sums_agree(s: Solution) -> None:
    """Every year of the closing table is that of the ledger, and emissions those of their accounts; little is rounded."""
    rows = closing(s)
    booked = costs(s).groupby("period")["annual_cost"]
    for y, total in booked.sum().items():
        size = 1 + booked.apply(lambda c: c.abs().sum())[y]
        assert abs(rows[rows["period"] == y]["cost"].sum() - total) <= 1e-6 * size
        lost = rows[(rows["period"] == y) & (rows["line"] == "rounding of balances")]
        assert lost["cost"].abs().sum() <= 1e-6 * size
    assert rows[[str(c) for c in CATEGORIES]].sum(axis=1).to_numpy() == pytest.approx(rows["cost"].to_numpy())
    abroad = other_accounts(s)
    told = [emissions(s), abroad[abroad["account"] == "import"]]
    every = pd.concat([t for t in told if len(t)] or told[:1])
    released = every.groupby(["gas", "period"])["amount"].sum()
    for (gas, y), total in released.items():
        assert rows[rows["period"] == y][gas].sum() == pytest.approx(total, rel=1e-6, abs=1e-6)
    names = {m["name"] for m in s.meta["certificate"]}
    assert {"levelised cost against ledger", "footprints against emissions"} <= names


# -- chains worked by hand --------------------------------------------------------------------------------
CHAIN = {
    **TWO_STEPS,
    "regions": "region\nA\nB\n",
    "carriers": "carrier,unit\nel,MWh\nh2,MWh\n",
    "technologies": (
        "technology,kind,reference,regions,charge,cost_category\nwind,converter,el,A,,\nelectrolyser,converter,el,A,,\n"
        "tank,store,h2,A,inlet,\ninlet,power,h2,A,,\npipe,line,h2,,,\ngate,line,h2,,,station\n"
    ),
    "ports": (
        "technology,carrier,direction,value,unit\nwind,el,out,1,MWh/MWh\nelectrolyser,el,in,1,MWh/MWh\n"
        "electrolyser,h2,out,0.5,MWh/MWh\n"
    ),
    "parameters": (
        "technology,parameter,value,unit,profile\nwind,capital_cost,100,EUR_2020/kW,\nwind,life,10,year,\nwind,availability,1,1,sun\n"
        "electrolyser,capital_cost,200,EUR_2020/kW,\nelectrolyser,life,10,year,\ntank,capital_cost,10,EUR_2020/kWh,\n"
        "tank,life,10,year,\ntank,charge_efficiency,0.8,1,\ninlet,capital_cost,30,EUR_2020/kW,\ninlet,life,10,year,\n"
        "pipe,capital_cost,50,EUR_2020/kW,\npipe,life,10,year,\npipe,loss,0.1,1,\n"
    ),
    "routes": "route,technology,from,to,value,unit\nA-B,pipe,A,B,100,km\n",
    "demand": "carrier,region,value,unit\nh2,B,9,MW\n",
    "prices": "carrier,kind,value,unit\nh2,unmet,1e5,EUR_2020/MWh\n",
    "profiles": "day,step,sun\nd,0,1\nd,1,0\n",
}
CHAIN["technologies"] = CHAIN["technologies"].replace("gate,line,h2,,,station\n", "")


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Solution:
    return answer(tmp_path_factory.mktemp("chain"), **CHAIN)


def test_a_chain_from_wind_to_delivery(chain: Solution) -> None:
    """10 MW leave for 9 that arrive; by night from the tank, so 12.5 MW enter it by day: 45 MW of wind for 22.5 of hydrogen."""
    s = chain
    wind, electrolyser, tank, inlet, pipe = 45 * 10.0, 45 * 20.0, 120 * 1.0, 12.5 * 3.0, 10 * 5.0
    assert unit(s, "el") == pytest.approx(wind / (45 * HALF))
    # at A: inflow 22.5 by day and 10 from the tank, which took 12.5 at the same value: 20 leave and bear everything
    assert unit(s, "h2") == pytest.approx((wind + electrolyser + tank + inlet) / (20 * HALF))
    assert unit(s, "h2", category="storage") == pytest.approx((tank + inlet) / (20 * HALF))
    assert unit(s, "h2", "B") == pytest.approx((wind + electrolyser + tank + inlet + pipe) / (18 * HALF))
    assert unit(s, "h2", "B", "transport") == pytest.approx(pipe / (18 * HALF))
    assert unit(s, "h2", "B", "production") == pytest.approx((wind + electrolyser) / (18 * HALF))
    assert line(s, "demand", "h2") == pytest.approx(s.meta["objective"])
    assert float(s.levelised["throughput"].sel(carrier="h2", region="A").squeeze()) == pytest.approx(32.5 * HALF)
    assert bool(np.isnan(s.levelised["unit_value"].sel(carrier="el", region="B")).all())
    sums_agree(s)


def test_the_summary_says_what_delivery_costs(chain: Solution) -> None:
    console = Console(width=120, record=True, file=StringIO())
    print_summary(chain, console=console)
    text = console.export_text()
    assert "Levelised cost of h2: 2030 19.76 EUR_2020/MWh" in text
    assert "of it in" not in text, "the case names no conversion and no station"


def test_parts_that_are_nothing_beside_the_cost_are_nothing(chain: Solution) -> None:
    rows = table(chain).set_index(["carrier", "region"])
    parts = rows[[str(c) for c in CATEGORIES if c != "other"]]
    assert parts.loc[("h2", "B"), "transport"] > 0
    assert parts.loc[("el", "A"), "production"] == rows.loc[("el", "A"), "average"]
    tiny = parts.abs().lt(1e-12 * rows["average"].abs(), axis=0) & (parts != 0)
    assert not tiny.to_numpy().any()


def test_price_and_rent_beside_the_average(chain: Solution, tmp_path: Path) -> None:
    """Where nothing is scarce the marginal price pays the cost exactly; short of wind, whoever has some earns the rest."""
    rent = chain.levelised["scarcity_rent"].sel(carrier="h2", region="B").squeeze()
    assert float(rent) == pytest.approx(0, abs=1e-9)
    limited = CHAIN | {
        "potentials": "technology,region,limit,value,unit\nwind,A,capacity_max,30,MW\n",
        "prices": "carrier,kind,value,unit\nh2,unmet,1000,EUR_2020/MWh\n",
    }
    short = answer(tmp_path / "short", **limited)
    # 30 MW of wind: 9 arrive by day, 5 MW enter the tank for 3.6 by night, and 5.4 are missing at 1 kEUR/MWh
    assert unit(short, "h2", "B", "unmet") == pytest.approx(5.4 / 18)
    night_at_a = 0.9 * 1.0
    day_at_a = 0.8 * night_at_a - (3 + 0.8 * 12) / HALF  # inlet and content for a MW that enters
    day_at_b = (day_at_a + 5 / HALF) / 0.9
    price = float(short.levelised["marginal_price"].sel(carrier="h2", region="B").squeeze())
    assert price == pytest.approx((9 * day_at_b + 9 * 1.0) / 18)
    rent = short.levelised["scarcity_rent"].sel(carrier="h2", region="B").squeeze()
    assert float(rent) == pytest.approx(price - unit(short, "h2", "B"))
    assert float(rent) > 0.1
    sums_agree(short)


BOTH_WAYS = {
    **TWO_STEPS,
    "regions": "region\nA\nB\n",
    "carriers": "carrier,unit\nel,MWh\n",
    "technologies": "technology,kind,reference,regions\nday,converter,el,A\nnight,converter,el,B\ncable,line,el,\n",
    "ports": "technology,carrier,direction,value,unit\nday,el,out,1,MWh/MWh\nnight,el,out,1,MWh/MWh\n",
    "parameters": (
        "technology,parameter,value,unit,profile\nday,capital_cost,100,EUR_2020/kW,\nday,life,10,year,\nday,availability,1,1,sun\n"
        "night,capital_cost,300,EUR_2020/kW,\nnight,life,10,year,\nnight,availability,1,1,moon\n"
        "cable,capital_cost,50,EUR_2020/kW,\ncable,life,10,year,\ncable,loss,0.1,1,\n"
    ),
    "routes": "route,technology,from,to,value,unit\nA-B,cable,A,B,100,km\n",
    "demand": "carrier,region,value,unit\nel,A,10,MW\nel,B,10,MW\n",
    "prices": "carrier,kind,value,unit\nel,unmet,1e5,EUR_2020/MWh\n",
    "profiles": "day,step,sun,moon\nd,0,1,0\nd,1,0,1\n",
}
"""A sends to B by day what B sends back by night, and a tenth is lost on the way."""


def test_a_trade_loop_with_losses(tmp_path: Path) -> None:
    """A sends to B by day what B sends back by night: each value holds part of the other's."""
    s = answer(tmp_path, **BOTH_WAYS)
    sent = 10 / 0.9
    day, night, cable = (10 + sent) * 10.0, (10 + sent) * 30.0, sent * 5.0
    loop = HALF * np.array([[20 + sent, -sent], [-sent, 20 + sent]])
    by_hand = np.linalg.solve(loop, [day + cable / 2, night + cable / 2])
    assert [unit(s, "el", "A"), unit(s, "el", "B")] == pytest.approx(by_hand.tolist())
    assert 20 * HALF * by_hand.sum() == pytest.approx(day + night + cable)
    sums_agree(s)


def test_power_of_stores_and_lines_is_part_of_what_they_pass_on(tmp_path: Path) -> None:
    """Filling the tank, holding it cool and pumping through the line draw electricity; the line gives off worthless heat."""
    header, *rows = CHAIN["ports"].splitlines()
    ports = [header + ",per,at", *(f"{row},," for row in rows)]
    ports += [
        "tank,el,in,0.2,MWh/MWh,charge,",
        "pipe,el,in,0.1,MWh/MWh,flow,start",
        "pipe,heat,out,0.3,MWh/MWh,flow,end",
    ]
    ports += ["tank,el,in,0.01,MW/MWh,capacity,"]
    prices = "carrier,kind,value,unit\nh2,unmet,1e5,EUR_2020/MWh\nel,purchase,10,EUR_2020/MWh\n"
    carriers = "carrier,unit,surplus\nel,MWh,no\nh2,MWh,no\nheat,MWh,yes\n"
    cheap = "wind,capital_cost,100,EUR_2020/kW,", "wind,capital_cost,1e6,EUR_2020/kW,"
    free = CHAIN["parameters"].replace(*cheap)
    s = answer(
        tmp_path,
        **{**CHAIN, "ports": "\n".join(ports) + "\n", "prices": prices, "carriers": carriers, "parameters": free},
    )
    capacity = {
        k: float(s.variables["capacity"].sel(technology=k).sum()) for k in ("electrolyser", "tank", "inlet", "pipe")
    }
    plant = capacity["electrolyser"] * 20 + capacity["tank"] + capacity["inlet"] * 3 + capacity["pipe"] * 5
    drawn = float((s.variables["purchase"] * s.inputs["hours_per_year"]).sum())
    assert unit(s, "el") == pytest.approx(0.01)
    assert unit(s, "h2", "B") == pytest.approx((plant + 0.01 * drawn) / (18 * HALF))
    assert unit(s, "heat", "B") == pytest.approx(0)
    into = float((s.variables["store_charge"] * s.inputs["hours_per_year"]).sum())
    made = 2 * (20 * HALF + 0.2 * into)
    assert drawn == pytest.approx(made + 0.2 * into + 0.01 * capacity["tank"] * 2 * HALF + 0.1 * 20 * HALF)
    sums_agree(s)


STEAM = {
    "carriers": "carrier,unit,surplus\nheat,MWh,no\nsteam,MWh,yes\ncoal,MWh,no\n",
    "ports": (
        "technology,carrier,direction,value,unit,cost_share\nboiler,heat,out,1,MWh/MWh,\nboiler,steam,out,0.5,MWh/MWh,\n"
        "boiler,coal,in,2,MWh/MWh,\n"
    ),
    "prices": "carrier,kind,value,unit\ncoal,purchase,10,EUR_2020/MWh\nheat,unmet,1e5,EUR_2020/MWh\n",
    "demand": "carrier,region,value,unit\nheat,A,10,MW\nsteam,A,4,MW\n",
    "emissions": (
        "flow,technology,carrier,gas,stage,value,unit\nactivity,boiler,coal,CO2,use,0.34,tCO2/MWh\npurchase,,coal,CO2,energy supply,0.1,tCO2/MWh\n"
        "build,boiler,,CO2,manufacture,87.6,tCO2/MW\n"
    ),
}
WEIGHED = STEAM["ports"].replace("heat,out,1,MWh/MWh,", "heat,out,1,MWh/MWh,1").replace("0.5,MWh/MWh,", "0.5,MWh/MWh,3")


def test_co_products_share_by_weight(tmp_path: Path) -> None:
    """10 MW of heat count 1 each, 5 MW of steam 3 each."""
    s = answer(tmp_path, **{**STEAM, "ports": WEIGHED})
    whole, heat = 20 * 8760 * 0.01 + 10 * 10.0, 10 / (10 + 3 * 5)
    assert unit(s, "heat") == pytest.approx(heat * whole / (10 * 8760))
    assert unit(s, "heat", category="purchase") == pytest.approx(heat * 20 * 0.01 / 10)
    assert unit(s, "steam") == pytest.approx((1 - heat) * whole / (5 * 8760))
    assert line(s, "dumping", "steam") == pytest.approx((1 - heat) * whole / 5)
    sums_agree(s)


def test_a_footprint_and_a_carbon_price(tmp_path: Path) -> None:
    """Coal brings 0.1 from its supply, 0.34 from burning; the boiler 87.6 t/MW from its making, in the year it is built.

    Heat is the reference and bears all; steam without a share is worth nothing.
    """
    policies = "id,kind,quantity,technology,value,unit\nprice,price,emission,,50,EUR_2020/tCO2\nlevy,tax,activity,boiler,3,EUR_2020/MWh\n"
    s = answer(tmp_path, **STEAM, policies=policies)
    made = s.levelised["unit_emission"].sel(carrier="heat", region="A", gas="CO2").squeeze()
    assert made.to_series().to_dict() == pytest.approx({"use": 0.68, "energy supply": 0.2, "manufacture": 0.01})
    assert float(s.levelised["unit_emission"].sel(carrier="coal", gas="CO2").sum()) == pytest.approx(0.1)
    assert unit(s, "heat", category="carbon") == pytest.approx(0.05 * 0.89)
    assert unit(s, "coal", category="carbon") == pytest.approx(0.05 * 0.1)
    assert unit(s, "heat", category="tax") == pytest.approx(0.003)
    assert unit(s, "heat", category="purchase") == pytest.approx(0.02)
    assert unit(s, "steam") == pytest.approx(0)
    shown = table(s).set_index("carrier").loc["heat"]
    assert (shown["CO2"], shown["unit of CO2"]) == (pytest.approx(0.89), "tCO2/MWh")
    assert shown["average"] == pytest.approx(shown[list(CATEGORIES[:-1])].astype(float).sum())
    sums_agree(s)


def test_sales_and_idle_plant_stand_on_their_own(tmp_path: Path) -> None:
    """3 MW more are made and sold above cost; old plant without availability costs, and gives nobody anything."""
    s = answer(
        tmp_path,
        carriers="carrier,unit\nheat,MWh\ncoal,MWh\n",
        technologies="technology,kind,reference,build\nboiler,converter,heat,\nold,converter,heat,no\n",
        ports="technology,carrier,direction,value,unit\nboiler,heat,out,1,MWh/MWh\nboiler,coal,in,1,MWh/MWh\nold,heat,out,1,MWh/MWh\n",
        parameters=BASE["parameters.csv"]
        + "old,life,30,year\nold,fixed_cost,7,EUR_2020/kW/year\nold,availability,0,1\n",
        existing_capacity="technology,region,build_year,value,unit\nold,A,2020,5,MW\n",
        prices=(
            "carrier,kind,value,unit,limit,limit_unit\ncoal,purchase,10,EUR_2020/MWh,,\nheat,sale,40,EUR_2020/MWh,3,MW\n"
            "heat,unmet,1e5,EUR_2020/MWh,,\n"
        ),
        emissions="flow,gas,value,unit\n",
    )
    each = 0.01 + 10 / 8760
    assert unit(s, "heat") == pytest.approx(each)
    assert line(s, "demand", "heat") == pytest.approx(10 * 8760 * each)
    assert line(s, "sale", "heat") == pytest.approx(3 * 8760 * each)
    assert line(s, "income of sales", "heat") == pytest.approx(-3 * 8760 * 0.04)
    assert line(s, "idle plant", "old") == pytest.approx(35)
    sums_agree(s)


def test_modes_bear_their_part_of_the_plant(tmp_path: Path) -> None:
    """4 MW of heat, and 6 of steam that take twice the plant each: 16 MW, of which heat bears a quarter."""
    s = answer(
        tmp_path,
        carriers="carrier,unit\nheat,MWh\nsteam,MWh\n",
        technologies="technology,kind,reference,capacity_of\nboiler,converter,heat,\nsteamer,converter,steam,boiler\n",
        ports="technology,carrier,direction,value,unit\nboiler,heat,out,1,MWh/MWh\nsteamer,steam,out,1,MWh/MWh\n",
        parameters=BASE["parameters.csv"] + "steamer,capacity_use,2,1\nsteamer,variable_cost,5,EUR_2020/MWh\n",
        demand="carrier,region,value,unit\nheat,A,4,MW\nsteam,A,6,MW\n",
        prices="carrier,kind,value,unit\nheat,unmet,1e5,EUR_2020/MWh\n",
        emissions="flow,gas,value,unit\n",
    )
    assert unit(s, "heat") == pytest.approx(40 / (4 * 8760))
    assert unit(s, "steam") == pytest.approx(120 / (6 * 8760) + 0.005)
    sums_agree(s)


def test_a_reservoir_gives_at_value_zero_and_removal_is_a_final_use(tmp_path: Path) -> None:
    """Wood of a deposit costs nothing but its plant; a scrubber that gives nothing out is a use of its own."""
    s = answer(
        tmp_path,
        yaml=TWO,
        technologies="technology,kind,reference,span,build\nboiler,converter,heat,,\nwood,store,biomass,horizon,no\nscrubber,converter,coal,,\n",
        ports=BASE["ports.csv"] + "scrubber,coal,in,1,MWh/MWh,,,\n",
        parameters=(
            BASE["parameters.csv"]
            + "wood,initial_content,70,GWh\nwood,fixed_cost,11,EUR_2020/GWh/year\nwood,life,50,year\n"
            "scrubber,capital_cost,20,EUR_2020/kW\nscrubber,life,10,year\n"
        ),
        existing_capacity="technology,region,year,value,unit\nwood,A,2030,100,GWh\n",
        policies="id,kind,quantity,technology,sense,value,unit\nscrub,cap,activity,scrubber,>=,8.76,GWh/year\n",
    )
    bought = (s.variables["purchase"].sel(carrier="biomass") * s.inputs["hours_per_year"]).sum(("tier", "day", "step"))
    inflow = s.levelised["throughput"].sel(carrier="biomass").squeeze()
    per_unit = s.levelised["unit_cost"].sel(carrier="biomass", category="purchase").squeeze()
    assert (inflow * per_unit).values.tolist() == pytest.approx((0.02 * bought).values.ravel().tolist())
    assert float(inflow.sum()) > float(bought.sum()) + 30_000
    scrubbed = closing(s)[closing(s)["item"] == "scrubber"]
    assert set(scrubbed["line"]) == {"use without output"}
    assert scrubbed["cost"].tolist() == pytest.approx([8760 * 0.01 + 2] * 2)
    kept = closing(s)[closing(s)["storage"] != 0]
    assert kept["storage"].sum() == pytest.approx(2 * 100 * 0.011)
    sums_agree(s)


# -- the system -------------------------------------------------------------------------------------------
def test_what_goes_round_in_circles_is_lost_there() -> None:
    """A source feeds a loop that eats it up, beside one that feeds somebody: nothing is singular, nothing disappears."""
    a, b, c = (("x", r, 1) for r in "ABC")
    processes = {
        ("source", 1): Process({}, {a: 2.0}, {a: 1.0}),
        ("there", 1): Process({a: 10.0}, {b: 9.0}, {b: 1.0}),
        ("back", 1): Process({b: 9.0}, {a: 8.0}, {a: 1.0}),
        ("other", 1): Process({}, {c: 4.0}, {c: 1.0}),
        ("demand", 1): Process({c: 4.0}, {}, {}),
    }
    own = {("source", 1): np.array([5.0]), ("back", 1): np.array([1.0]), ("other", 1): np.array([3.0])}
    found = system.solve((a, b, c), processes, own, 1)
    assert found.value.ravel().tolist() == pytest.approx([0.6, 0.0, 0.75])
    assert float(found.circling @ found.value[:, 0]) == pytest.approx(6.0)
    assert float(found.passed[-1, 0]) == pytest.approx(3.0)
    assert found.left.tolist() == pytest.approx([0, 0, 0])


def test_a_use_beside_a_loop_bears_all_of_it() -> None:
    a, b = (("x", r, 1) for r in "AB")
    processes = {
        ("source", 1): Process({}, {a: 3.0}, {a: 1.0}),
        ("there", 1): Process({a: 10.0}, {b: 9.0}, {b: 1.0}),
        ("back", 1): Process({b: 9.0}, {a: 8.0}, {a: 1.0}),
        ("demand", 1): Process({a: 1.0}, {}, {}),
    }
    found = system.solve((a, b), processes, {("source", 1): np.array([5.0])}, 1)
    assert found.value.ravel().tolist() == pytest.approx([5.0, 10 * 5.0 / 9])


def test_a_node_that_gives_more_than_it_is_given_by_rounding_is_no_loop() -> None:
    """A store turns all of a node over without loss, and a use takes a residual of the balance beside it."""
    a, b = (("x", r, 1) for r in "AB")
    processes = {
        ("store", 1): Process({a: 1e-3}, {a: 1e-3}, {a: 1.0}),
        ("demand", 1): Process({a: 1e-6}, {b: 9e-7}, {b: 1.0}),
        ("use", 1): Process({b: 9e-7}, {}, {}),
    }
    found = system.solve((a, b), processes, {("store", 1): np.array([5.0])}, 1)
    assert found.left[0] == pytest.approx(-1e-6)
    assert found.passed[-1] == pytest.approx(5.0)


@pytest.mark.parametrize("seed", range(8))
def test_whatever_the_network_all_is_borne_once(seed: int) -> None:
    """Processes at random between nodes, each balanced by a source or a use; every third node has no use and may trap."""
    random = np.random.default_rng(seed)
    nodes = tuple(("x", f"r{i}", 1) for i in range(9))
    processes: dict[Key, Process] = {}
    for i in range(20):
        takes, gives = random.choice(9, 2, replace=False), random.choice(9, 2, replace=False)
        sides = [
            {nodes[n]: float(a) for n, a in zip(at, random.uniform(1, 9, 2), strict=True)} for at in (takes, gives)
        ]
        share = float(random.uniform(0, 1))
        processes["p", i] = Process(*sides, dict(zip(sides[1], (share, 1 - share), strict=True)))
    for i, node in enumerate(nodes):
        net = sum(p.gives.get(node, 0.0) - p.takes.get(node, 0.0) for p in processes.values())
        if i % 3 == 0 and net > 0:
            processes["p", 0].takes[node] = processes["p", 0].takes.get(node, 0.0) + net
        elif net > 0:
            processes["use", i] = Process({node: net}, {}, {})
        else:
            processes["source", i] = Process({}, {node: -net}, {node: 1.0})
    own = {key: random.uniform(-1, 9, 2) for key in processes}
    found = system.solve(nodes, processes, own, 2)
    final = [not p.gives for p in processes.values()]
    borne = found.passed[final].sum(axis=0) + (found.circling + found.left) @ found.value
    assert found.left.tolist() == pytest.approx([0.0] * 9, abs=1e-9)
    assert borne.tolist() == pytest.approx(sum(own.values()).tolist(), rel=1e-9)


# -- sums on whole cases ----------------------------------------------------------------------------------
def test_the_tiny_world_adds_up(solution: Solution) -> None:
    sums_agree(solution)
    assert {"demand", "sale", "income of sales"} <= set(closing(solution)["line"])


def test_the_template_adds_up(tmp_path: Path) -> None:
    write_template(tmp_path / "new", "new")
    sums_agree(run(load_case(tmp_path / "new")))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["quickstart", "hub"])
def test_a_shipped_case_adds_up(name: str) -> None:
    sums_agree(run(load_case(HERE.parent / "inputs" / name)))


def test_thrice_the_costs_are_thrice_the_values(inputs: Inputs) -> None:
    """Prices of emissions come from the Inputs and not from entries, so they stay out of it."""
    compiled = compile_model(build_model(inputs))
    solved = solved_families(compiled, solve_certified(compiled, inputs.case, lambda _: None).values)
    entries = [e for e in ledger(inputs, solved) if e.line != "levy on emission"]
    free = replace(inputs, values={**inputs.values, "emission_levied": Values("none", Index([], []), (), "1")})
    once, thrice = (levelise(free, solved, [replace(e, annual=f * e.annual) for e in entries]) for f in (1.0, 3.0))
    n = len(CATEGORIES)
    np.testing.assert_allclose(thrice.values[:, :n], 3 * once.values[:, :n], rtol=1e-9, atol=1e-15)
    np.testing.assert_array_equal(thrice.values[:, n:], once.values[:, n:])
    assert once.worst_cost(entries)[0] < 1e-9
    assert once.worst_cost([replace(e, annual=1.01 * e.annual) for e in entries])[0] > 1e-3


def test_a_run_fails_where_a_flow_is_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    every = network.carrier_flows
    monkeypatch.setattr(network, "carrier_flows", lambda *a: (f for f in every(*a) if f.carrier != "steam"))
    with pytest.raises(LedgerError, match="flows of levelised cost against balances"):
        answer(tmp_path, **STEAM)


def test_materials_are_borne_by_who_uses_the_plant(tmp_path: Path) -> None:
    """30 t of steel a MW, 10 MW built in a year: 300 t at 1 kEUR each stand in the value of heat, and old steel is free."""
    s = answer(
        tmp_path,
        carriers="carrier,unit,clock\nheat,MWh,hour\nsteel,t,year\n",
        ports="technology,carrier,direction,value,unit\nboiler,heat,out,1,MWh/MWh\n",
        build_inputs="technology,carrier,direction,value,unit\nboiler,steel,in,30,t/MW\n",
        prices="carrier,kind,value,unit\nsteel,purchase,1000,EUR_2020/t\nheat,unmet,1e6,EUR_2020/MWh\n",
        emissions="flow,carrier,gas,value,unit\npurchase,steel,CO2,2,tCO2/t\n",
    )
    assert unit(s, "heat") == pytest.approx((10 * 10 + 300) / (10 * 8760))
    assert unit(s, "heat", category="purchase") == pytest.approx(300 / (10 * 8760))
    assert float(s.levelised["unit_emission"].sel(carrier="heat").sum()) == pytest.approx(600 / (10 * 8760))
    sums_agree(s)


def test_a_run_fails_where_values_get_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Names, "shares", lambda self, process, gives: {node: 0.9 / len(gives) for node in gives})
    with pytest.raises(LedgerError, match=r"levelised cost against ledger.*footprints against emissions"):
        answer(tmp_path, **STEAM)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("coal,in,2,MWh/MWh,", "coal,in,2,MWh/MWh,1", "what is taken in bears no cost"),
        ("heat,out,1,MWh/MWh,", "heat,out,1,MWh/MWh,-1", "must not be negative"),
        ("heat,out,1,MWh/MWh,", "heat,out,1,MWh/MWh,0", "no output of 'boiler' bears its cost"),
    ],
)
def test_wrong_cost_shares_are_refused(old: str, new: str, message: str, tmp_path: Path) -> None:
    assert old in STEAM["ports"]
    with pytest.raises(CaseError, match=message):
        load_case(write(tmp_path, **{**STEAM, "ports": STEAM["ports"].replace(old, new)}))


def test_an_unknown_category_is_refused(tmp_path: Path) -> None:
    technologies = (
        TABLES["technologies"].replace("retire\n", "retire,cost_category\n", 1).replace(",,yes\n", ",,yes,freight\n", 1)
    )
    with pytest.raises(CaseError, match="cost_category"):
        tiny_case(tmp_path / "tiny", technologies=technologies)


def test_an_account_without_a_solution_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Carriers that feed only each other have no cost of their own; the run says so and writes nothing."""

    def singular(matrix: object) -> None:
        raise RuntimeError("Factor is exactly singular")

    monkeypatch.setattr("scipy.sparse.linalg.splu", singular)
    with pytest.raises(SolveError, match="feed only each other"):
        run(tiny_case(tmp_path))
