"""Stores in networks for PyPSA: a StorageUnit where both flows are rated, a limit of what stands of several vintages."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from test_to_pypsa import same

from optimizer.case.model import Case
from optimizer.pipeline import load_case, run

pytestmark = pytest.mark.filterwarnings("ignore")  # of other packages about one another

MOST = 9000.0  # MWh
SUN = [0.5 + 0.45 * math.sin(2 * math.pi * week / 13) for week in range(52)]
TABLES = {
    "regions.csv": "region\nA\n",
    "carriers.csv": "carrier,unit,clock,surplus\nel,MWh,hour,yes\n",
    "technologies.csv": (
        "technology,kind,reference,build,span,charge,discharge\nsun,converter,el,yes,,,\ntank,store,el,yes,year,{drives}\n"
    ),
    "parameters.csv": (
        "technology,parameter,year,value,unit,profile\nsun,capital_cost,,400,EUR_2020/kW,\nsun,life,,20,year,\n"
        "sun,availability,,1,1,sun\ntank,capital_cost,2030,1.1,EUR_2020/kWh,\ntank,capital_cost,2050,0.5,EUR_2020/kWh,\n"
        "tank,life,,20,year,\ntank,charge_efficiency,,0.9,1,\ntank,discharge_efficiency,,0.8,1,\ntank,self_loss,,0.0001,1/hour,\n"
    ),
    "ports.csv": "technology,carrier,direction,value,unit\nsun,el,out,1,MWh/MWh\n",
    "prices.csv": "carrier,region,kind,value,unit\nel,A,purchase,300,EUR_2020/MWh\n",
    "demand.csv": "carrier,region,year,value,unit\nel,A,2030,10,MW\nel,A,2040,30,MW\nel,A,2050,40,MW\n",
    "potentials.csv": "technology,region,limit,value,unit\n{most}",
    "profiles.csv": "hour,sun\n" + "".join(f"{168 * week},{share:.4f}\n" for week, share in enumerate(SUN)),
    "case.yaml": (
        "name: tank\nmoney: EUR_2020\ndiscount_rate: 0.03\nwacc: 0.05\nbase_year: 2030\nyear_hours: 8736\n"
        "periods:\n  - {label: 2030, first_year: 2030, years: 10}\n  - {label: 2040, first_year: 2040, years: 10}\n"
        "  - {label: 2050, first_year: 2050, years: 10}\nclock: {full_year: {step: 168}}\nconventions: {alive: whole}\n"
    ),
}
RATES = (0.004, 0.003)
DRIVER = "pump,power,el,yes,,,\n", "pump,capital_cost,,60,EUR_2020/kW,\npump,life,,20,year,\n"
LIMIT = f"tank,A,capacity_max,{MOST},MWh\n"


def world(folder: Path, rates: tuple[float, float] | None, most: str = "") -> Case:
    """Sun by the week and a tank that carries it over the year: its flows rated, or driven by a pump."""
    folder.mkdir()
    parts, numbers = (
        ("", "tank,charge_rate,,{},1/hour,\ntank,discharge_rate,,{},1/hour,\n".format(*rates)) if rates else DRIVER
    )
    for file, table in TABLES.items():
        text = table.replace("{drives}", "," if rates else "pump,pump").replace("{most}", most)
        text += {"technologies.csv": parts, "parameters.csv": numbers}.get(file, "")
        (folder / file).write_text(text, encoding="utf-8")
    return load_case(folder)


@pytest.mark.parametrize(("rates", "tight"), [(RATES, "out"), ((0.002, 0.01), "in")])
def test_a_store_with_both_rates_is_a_storage_unit(rates: tuple[float, float], tight: str, tmp_path: Path) -> None:
    """The power of a unit is what it gives, and its hours are the content over it; whichever rate is tight binds in both."""
    n = same(world(tmp_path / "rated", rates))
    assert (n.storage_units.carrier == "tank").sum() == 3
    assert not n.stores.carrier.eq("tank").any()
    content = n.storage_units.p_nom_opt / rates[1]
    assert content.min() > 1000  # MWh
    assert n.storage_units.max_hours.to_numpy() == pytest.approx(1 / rates[1])
    taken, given = (-n.storage_units_t.p).max() / content, n.storage_units_t.p.max() / content
    assert (taken if tight == "in" else given).max() == pytest.approx(rates[tight == "out"], rel=1e-6)


@pytest.mark.parametrize(("rates", "limit"), [(RATES, MOST * RATES[1]), (None, MOST)], ids=["rates", "pump"])
def test_a_limit_of_what_stands_of_two_vintages(
    rates: tuple[float, float] | None, limit: float, tmp_path: Path
) -> None:
    """A tank lives for two periods, so that what is built in 2030 leaves less room in 2040, when the limit binds; a unit
    counts 0.003 MW for each MWh."""
    free = run(world(tmp_path / "free", rates))
    held = world(tmp_path / "held", rates, LIMIT)
    ours = run(held)
    stands = {
        y: float(ours.variables["capacity"].sel(technology="tank", location="A", period=y).sum()) for y in (2040, 2050)
    }
    assert stands[2040] == pytest.approx(MOST, rel=1e-6)
    assert ours.meta["objective"] > free.meta["objective"] * (1 + 1e-4)
    n = same(held)
    limits = n.global_constraints[n.global_constraints.type == "tech_capacity_expansion_limit"]
    assert set(limits.investment_period) == {2040, 2050}
    assert limits.constant.to_numpy() == pytest.approx(limit)
