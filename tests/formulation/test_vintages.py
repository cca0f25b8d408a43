"""Old and new plant of one technology, each with the fuel it needs, on a case worked by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from losing import notices
from test_features import BASE, answer, bought, write
from worlds import vintages, world_case

from optimizer.algebra import Model
from optimizer.errors import CaseError
from optimizer.formulation import build_model, vocabulary
from optimizer.inputs import Inputs, prepare
from optimizer.pipeline import load_case
from optimizer.report.balances import balance, residuals

HOURS = 8760.0
TWO_BOILERS = {
    "technologies": "technology,kind,reference,build,by_vintage\nboiler,converter,heat,no,yes\n",
    "ports": (
        "technology,carrier,direction,year,value,unit,group\nboiler,heat,out,,1,MWh/MWh,\n"
        "boiler,coal,in,2010,2,MWh/MWh,\nboiler,coal,in,2020,1.25,MWh/MWh,\n"
    ),
    "parameters": (
        "technology,parameter,year,value,unit\nboiler,life,,50,year\nboiler,availability,2010,0.4,dimensionless\n"
        "boiler,availability,2020,0.6,dimensionless\nboiler,variable_cost,2010,5,EUR_2020/MWh\n"
        "boiler,variable_cost,2020,3,EUR_2020/MWh\n"
    ),
    "existing_capacity": "technology,region,build_year,value,unit\nboiler,A,2010,10,MW\nboiler,A,2020,10,MW\n",
    "emissions": "flow,technology,carrier,gas,value,unit\nactivity,boiler,coal,CO2,0.34,tCO2/MWh\npurchase,,coal,CO2,0,tCO2/MWh\n",
    "demand": "carrier,region,value,unit\nheat,A,9,MW\n",
    "prices": "carrier,kind,value,unit\ncoal,purchase,10,EUR_2020/MWh\nheat,unmet,1e5,EUR_2020/MWh\n",
}
"""10 MW of 2010 that are there for 40 % of the time and 10 MW of 2020 for 60 %: 6 MW of the new and 3 MW of the old run."""


def test_each_vintage_takes_its_fuel(tmp_path: Path) -> None:
    s = answer(tmp_path, **TWO_BOILERS)
    used = s.variables["activity_of_vintage"].squeeze()
    assert used.sel(vintage=[2010, 2020]).values.tolist() == pytest.approx([3, 6])
    coal = (3 * 2 + 6 * 1.25) * HOURS
    assert bought(s, "coal") == pytest.approx(coal)
    assert float(s.variables["emission"].sum()) == pytest.approx(0.34 * coal)
    costs = s.costs.to_dataframe().groupby("line")["annual_cost"].sum()
    assert costs["variable"] == pytest.approx((3 * 5 + 6 * 3) * HOURS / 1e3)
    table = balance(s)
    assert float(residuals(table)["residual"].abs().max()) < 1e-6
    mine = table[(table["item"] == "boiler") & (table["carrier"] == "coal")]
    assert mine["amount"].tolist() == [pytest.approx(-coal)]


def test_told_together_the_year_is_that_of_use(tmp_path: Path) -> None:
    words = TWO_BOILERS["technologies"].replace(",yes", ",no")
    s = answer(tmp_path, **{**TWO_BOILERS, "technologies": words})
    assert bought(s, "coal") == pytest.approx(9 * 1.25 * HOURS)
    assert "activity_of_vintage" not in s.variables


def test_policies_see_what_each_vintage_takes(tmp_path: Path) -> None:
    """A limit on coal lets the old plant run less, and the rest is left unmet; a tax on it is paid."""
    policies = "id,kind,quantity,carrier,technology,value,unit\nmost,cap,input,coal,boiler,100,GWh/year\ntax,tax,input,coal,boiler,7,EUR_2020/MWh\n"
    s = answer(tmp_path, **TWO_BOILERS, policies=policies)
    old = 100e3 / HOURS - 6 * 1.25
    assert float(s.variables["activity_of_vintage"].sel(vintage=2010).squeeze()) == pytest.approx(old / 2)
    row = next(p for p in s.meta["policies"] if p["id"] == "tax")
    assert row["value"] * row["price"] == pytest.approx(100e3 * 7 / 1e3)


@pytest.mark.parametrize(
    ("table", "old", "new", "message"),
    [
        ("ports", "2,MWh/MWh,\n", "2,MWh/MWh,fuel\n", "its ports have free shares"),
        ("technologies", "boiler,converter,heat,no,yes", "boiler,store,heat,no,yes", "a store has no activity"),
        ("technologies", "by_vintage\nboiler,converter,heat,no,yes", "by_vintage,use\nboiler,converter,heat,no,yes,profile", "it follows a profile"),
        ("technologies", "by_vintage\nboiler,converter,heat,no,yes", "by_vintage,commitment\nboiler,converter,heat,no,yes,online", "it may be switched off"),
        ("technologies", "by_vintage\nboiler,converter,heat,no,yes", "by_vintage,capacity_of\nboiler,converter,heat,no,yes,\nmode,converter,heat,no,no,boiler", "modes share its capacity"),
        ("parameters", "boiler,availability,2010,0.4,dimensionless\n", "boiler,minimum_load,,0.1,dimensionless\nboiler,activity_per_capacity,2010,1,MW/MW\nboiler,activity_per_capacity,2020,2,MW/MW\n", "which minimum_load does not tell apart"),
    ],
)  # fmt: skip
def test_what_divides_use_otherwise_is_refused(table: str, old: str, new: str, message: str, tmp_path: Path) -> None:
    assert old in TWO_BOILERS[table]
    with pytest.raises(CaseError, match=message):
        load_case(write(tmp_path, **{**TWO_BOILERS, table: TWO_BOILERS[table].replace(old, new)}))


def test_a_reserve_of_a_by_product_is_refused(tmp_path: Path) -> None:
    policies = "id,kind,carrier,relative_to,value,unit\nfirm,reserve_margin,steam,production,0.1,dimensionless\n"
    changes = {
        "ports": TWO_BOILERS["ports"] + "boiler,steam,out,2010,0.2,MWh/MWh,\nboiler,steam,out,2020,0.3,MWh/MWh,\n",
        "carriers": BASE["carriers.csv"] + "steam,MWh,yes\n",
    }
    with pytest.raises(CaseError, match="told apart by vintage"):
        answer(tmp_path, **{**TWO_BOILERS, **changes}, policies=policies)


def test_matching_what_differs_by_vintage_is_refused(tmp_path: Path) -> None:
    """How much coal is matched depends on who burns it, which claims do not know."""
    changes = {
        "technologies": TWO_BOILERS["technologies"] + "mine,converter,coal,yes,no\n",
        "ports": TWO_BOILERS["ports"] + "mine,coal,out,,1,MWh/MWh,\n",
        "parameters": TWO_BOILERS["parameters"] + "mine,life,,50,year\n",
    }
    policies = "id,kind,technology,carrier,relative_to,time,value,unit\nown,matching,boiler,coal,mine,hour,0.5,1\n"
    with pytest.raises(CaseError, match="another amount of the carrier in each vintage"):
        answer(tmp_path, **{**TWO_BOILERS, **changes}, policies=policies)


LOST = {
    "vintage_availability": "use by vintage recounted",
    "vintage_port_ratio": "balances recounted",
    "vintage_variable_cost": "ledger",
    "activity_of_vintage_emission_factor": "emissions recounted",
    "activity_of_vintage_levied": "ledger",
}


def busy(inputs: Inputs) -> Model:
    """The model with everything that might stand idle in use."""
    model = build_model(inputs)
    for member in model.activity.values():
        member.setlb(0.01)
    return model


@pytest.fixture(scope="module")
def stacks(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    return prepare(world_case(tmp_path_factory.mktemp("stacks") / "world", **vintages.TABLES), vocabulary())


@pytest.mark.parametrize(("lost", "words"), LOST.items())
def test_a_witness_notices(lost: str, words: str, stacks: Inputs) -> None:
    notices(words, lost, stacks)


def test_a_witness_notices_a_lost_sum(stacks: Inputs) -> None:
    notices("use by vintage recounted", "activity_of_vintages", stacks, busy)


def test_a_target_of_retrofits_is_refused(tmp_path: Path) -> None:
    """Plant that became another technology has no vintage of it."""
    changes = {
        "technologies": TWO_BOILERS["technologies"] + "old,converter,heat,no,no\n",
        "ports": TWO_BOILERS["ports"] + "old,heat,out,,1,MWh/MWh,\n",
        "retrofits": "from,to,value,unit\nold,boiler,1,EUR_2020/kW\n",
    }
    with pytest.raises(CaseError, match="plant that is retrofitted to it has no vintage"):
        load_case(write(tmp_path, **{**TWO_BOILERS, **changes}))
