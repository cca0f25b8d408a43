"""Steel that goes into plant and comes back as scrap, worked by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from losing import notices
from test_features import BASE, answer, write
from test_retrofit import COAL

from optimizer.errors import CaseError
from optimizer.formulation import vocabulary
from optimizer.inputs import prepare
from optimizer.pipeline import load_case, run
from optimizer.report.balances import balance, residuals
from optimizer.solution import Solution
from optimizer.study.myopic import myopic

YAML = BASE["case.yaml"].replace(
    "periods: [{label: 2030, first_year: 2030, years: 1}]",
    "periods: [{label: 2030, first_year: 2030, years: 2}, {label: 2032, first_year: 2032, years: 2}, {label: 2034, first_year: 2034, years: 4}]",
)
STEEL = {
    "yaml": YAML,
    "carriers": "carrier,unit,clock,surplus\nheat,MWh,hour,no\nsteel,t,year,no\nscrap,t,day,no\n",
    "technologies": "technology,kind,reference,build,retire\nboiler,converter,heat,yes,no\nremelting,converter,steel,no,no\n",
    "ports": (
        "technology,carrier,direction,value,unit\nboiler,heat,out,1,MWh/MWh\nremelting,steel,out,1,t/t\nremelting,scrap,in,1.25,t/t\n"
    ),
    "parameters": "technology,parameter,value,unit\nboiler,capital_cost,1,EUR_2020/kW\nboiler,life,2,year\nremelting,life,50,year\n",
    "existing_capacity": "technology,region,year,value,unit\nremelting,A,2030,1,kt/hour\n",
    "build_inputs": "technology,carrier,direction,value,unit\nboiler,steel,in,3,t/MW\nboiler,scrap,out,2500,kg/MW\n",
    "prices": "carrier,kind,value,unit\nheat,unmet,1e5,EUR_2020/MWh\nsteel,purchase,700,EUR_2020/t\nscrap,sale,1,EUR_2020/t\n",
    "emissions": "flow,gas,value,unit\n",
}


def yearly(s: Solution, name: str, carrier: str) -> list[float]:
    rate = s.variables[name].sel(carrier=carrier, region="A", tier="1")
    return (rate * s.inputs["hours_per_year"]).sum(("day", "step")).values.tolist()


def closes(s: Solution) -> None:
    assert float(residuals(balance(s))["residual"].abs().max()) < 1e-6


def test_scrap_of_the_old_makes_the_new(tmp_path: Path) -> None:
    """10 MW live two years and are built anew in each period; 30 t of steel come back as 25 t of scrap, or 20 t of steel.

    2030: 30 t in two years. 2032: 30 t, of which 20 t are molten again. 2034: life ends in the middle of the four years, so
    20 MW are built for an average of 10: 60 t in four years; scrap of the 10 MW of 2032, and of the half of 20 MW that has
    ended on average: 50 t of scrap, 40 t of steel.
    """
    s = answer(tmp_path, **STEEL)
    built = s.variables["capacity_built"].sel(technology="boiler", vintage=[2030, 2032, 2034]).squeeze().values
    assert built.tolist() == pytest.approx([10, 10, 20])
    assert yearly(s, "purchase", "steel") == pytest.approx([30 / 2, 10 / 2, 20 / 4])
    table = balance(s)
    item = table[table["carrier"] == "scrap"].pivot_table(index="item", columns="period", values="amount")
    assert item.loc["scrap of boiler"].fillna(0).tolist() == pytest.approx([25 / 2, 50 / 4])
    steel = table[(table["carrier"] == "steel") & (table["item"] == "built of boiler")]
    assert steel["amount"].tolist() == pytest.approx([-15, -15, -15])
    closes(s)
    # a boiler of the first period saves 1 t of purchases later for each it takes: it is worth what it brings
    assert s.meta["status"] == "certified"


@pytest.mark.parametrize("retire", ["no", "yes"])
def test_age_gives_back_as_it_comes_and_early_retirement_at_once(retire: str, tmp_path: Path) -> None:
    """10 MW of 2029 live four years: half of 2032 to 2034. Their scrap comes in two halves, or when they stand idle."""
    s = answer(
        tmp_path,
        **{
            **STEEL,
            "technologies": STEEL["technologies"].replace("heat,yes,no", f"heat,no,{retire}"),
            "parameters": STEEL["parameters"].replace("life,2", "life,4") + "boiler,fixed_cost,9,EUR_2020/kW/year\n",
            "existing_capacity": "technology,region,build_year,value,unit\nboiler,A,2029,10,MW\nboiler,A,2010,10,MW\n",
            "demand": "carrier,region,year,value,unit\nheat,A,2030,10,MW\nheat,A,2032,2,MW\nheat,A,2034,0,MW\n",
        },
    )
    stands = s.variables["capacity"].sel(technology="boiler").squeeze().fillna(0).values
    assert stands.tolist() == pytest.approx([10, 5, 0] if retire == "no" else [10, 2, 0])
    gone = s.variables["capacity_retired"].sel(technology="boiler", vintage=2029).squeeze().values
    assert gone.tolist() == pytest.approx([0, 5, 5] if retire == "no" else [0, 8, 2])
    assert yearly(s, "sale", "scrap") == pytest.approx([2.5 * g / y for g, y in zip(gone, (2, 2, 4), strict=True)])
    closes(s)


def test_what_is_built_late_or_evenly_is_not_scrap(tmp_path: Path) -> None:
    """Half of it stands in its first period on average, but nothing of it has ended."""
    for name, conventions, more in (
        ("evenly", "{built: evenly}", ""),
        ("late", "{}", "boiler,construction_time,1,year\n"),
    ):
        s = answer(
            tmp_path / name,
            **{
                **STEEL,
                "yaml": YAML + f"conventions: {conventions}\n",
                "parameters": STEEL["parameters"].replace("life,2", "life,30") + more,
                "demand": "carrier,region,year,value,unit\nheat,A,2030,3,MW\nheat,A,2032,4,MW\n",
            },
        )
        standing = s.variables["capacity_of_vintage"].sel(technology="boiler", vintage=2030).squeeze().values
        assert standing[0] < standing[1]
        assert float(s.variables["capacity_retired"].fillna(0).max()) == pytest.approx(0, abs=1e-9)


def test_retrofitted_plant_keeps_its_steel(tmp_path: Path) -> None:
    """20 MW of 2014 stand until 2044: six tenths have ended on average of the last ten years, retrofitted or not."""
    prices = COAL["prices"] + "scrap,sale,1,EUR_2020/t\n"
    s = answer(
        tmp_path,
        **{
            **COAL,
            "carriers": COAL["carriers"] + "scrap,t,no\n",
            "prices": prices,
            "build_inputs": "technology,carrier,direction,value,unit\ncoal_plant,scrap,out,50,t/MW\n",
            "emissions": COAL["emissions"]
            + "retirement,coal_plant,,CO2,11,tCO2/MW\nretirement,coal_plant,,CH4,3,t/MW\nretirement,capture,,CH4,99,t/MW\n",
            "policies": COAL["policies"].replace("unit\n", "unit,gas\n").replace("tCO2\n", "tCO2,CO2\n"),
            "demand": "carrier,region,year,value,unit\nheat,A,2030,8,MW\nheat,A,2035,8,MW\nheat,A,2040,3,MW\n",
        },
    )
    assert yearly(s, "sale", "scrap") == pytest.approx([0, 0, 50 * 0.6 * 20 / 10])
    assert s.variables["emission"].sel(gas="CH4").sum().item() == pytest.approx(3 * 0.6 * 20 / 10)
    closes(s)


def test_a_line_takes_half_at_each_end(tmp_path: Path) -> None:
    s = answer(
        tmp_path,
        regions="region\nA\nB\n",
        carriers="carrier,unit\nheat,MWh\nsteel,t\n",
        technologies="technology,kind,reference\npipe,line,heat\n",
        ports="technology,carrier,direction,value,unit\n",
        parameters="technology,parameter,value,unit\npipe,capital_cost,1,EUR_2020/kW\npipe,life,10,year\n",
        routes="route,technology,from,to,value,unit\nA-B,pipe,A,B,30,km\n",
        build_inputs="technology,carrier,direction,value,unit\npipe,steel,in,2,t/MW/km\n",
        demand="carrier,region,value,unit\nheat,B,10,MW\n",
        prices="carrier,region,kind,value,unit\nheat,A,purchase,10,EUR_2020/MWh\nsteel,,purchase,700,EUR_2020/t\n",
        emissions="flow,gas,value,unit\n",
    )
    bought = (s.variables["purchase"].sel(carrier="steel") * s.inputs["hours_per_year"]).sum(("day", "step"))
    assert bought.squeeze().values.tolist() == pytest.approx([300, 300])
    closes(s)


def test_windows_draw_and_give_back(tmp_path: Path) -> None:
    """What an earlier window built ends in a later one and gives back its scrap there."""
    case = load_case(write(tmp_path, **STEEL))
    *_, last = myopic(case)
    built = last.solution.variables["capacity_built"].sel(technology="boiler", vintage=[2030, 2032, 2034]).squeeze()
    assert built.values.tolist() == pytest.approx([10, 10, 20], rel=1e-5)
    assert yearly(last.solution, "purchase", "steel") == pytest.approx([30 / 2, 10 / 2, 20 / 4], rel=1e-5)
    closes(last.solution)


@pytest.mark.parametrize(
    ("lost", "words"),
    [
        ("build_content", "balances recounted"),
        ("scrap_content", "balances recounted"),
        ("capacity_added_share", "capacities recounted"),
        ("retirement_emission_factor", "emissions recounted"),
    ],
)
def test_the_witness_notices(lost: str, words: str, tmp_path: Path) -> None:
    emissions = (
        "flow,technology,carrier,gas,value,unit\nretirement,boiler,,CO2,7,tCO2/MW\npurchase,,steel,CO2,0,tCO2/t\n"
    )
    notices(words, lost, prepare(load_case(write(tmp_path, **{**STEEL, "emissions": emissions})), vocabulary()))


@pytest.mark.parametrize(
    ("lost", "words"),
    [
        ("retrofit_left", "capacities recounted"),
        ("retrofit_standing", "ledger says"),
        ("retrofit_weight", "ledger says"),
        ("retrofit_fixed_cost", "ledger says"),
    ],
)
def test_the_witness_notices_retrofits(lost: str, words: str, tmp_path: Path) -> None:
    demand = "carrier,region,value,unit\nheat,A,6.4,MW\n"
    notices(words, lost, prepare(load_case(write(tmp_path, demand=demand, **COAL)), vocabulary()))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"emissions": "flow,technology,gas,value,unit\nbuild,boiler,CO2,1,tCO2/MW\n"}, "embodies what it is made of"),
        ({"build_inputs": STEEL["build_inputs"].replace("3,t/MW", "-3,t/MW")}, "build_inputs.csv, row 2, column 'value': must not be negative"),
        ({"build_inputs": STEEL["build_inputs"].replace("3,t/MW", "3,t/MWh")}, "wrong unit"),
        ({"build_inputs": STEEL["build_inputs"].replace("boiler,steel", "boiler,steal")}, "unknown carrier"),
        ({"emissions": "flow,technology,gas,value,unit\nretirement,,CO2,1,tCO2/MW\n"}, "an emission of retirement names a technology"),
    ],
)  # fmt: skip
def test_wrong_build_inputs_are_refused(changes: dict[str, str], message: str, tmp_path: Path) -> None:
    with pytest.raises(CaseError) as caught:
        load_case(write(tmp_path, **{**STEEL, **changes}))
    assert message in str(caught.value)


def test_recycling_may_pay_for_itself(tmp_path: Path) -> None:
    """Without purchases, all new plant is made of the old: the stock shrinks to four fifths of five sixths each time."""
    s = run(
        load_case(
            write(
                tmp_path,
                **{
                    **STEEL,
                    "prices": "carrier,kind,value,unit\nheat,unmet,100,EUR_2020/MWh\n",
                    "existing_capacity": STEEL["existing_capacity"]
                    .replace(",year,", ",build_year,")
                    .replace("remelting,A,2030", "remelting,A,2029")
                    + "boiler,A,2028,10,MW\n",
                    "parameters": STEEL["parameters"].replace("boiler,life,2", "boiler,life,4"),
                    "yaml": YAML.replace("years: 4}", "years: 2}"),
                },
            )
        )
    )
    built = s.variables["capacity_built"].sel(technology="boiler").squeeze().fillna(0)
    assert built.sel(vintage=[2030, 2032, 2034]).values.tolist() == pytest.approx([0, 10 * 2.5 / 1.25 / 3, 0], abs=1e-6)
