"""T03 and T06: rows of validation.csv that are about the optimizer, on worlds small enough to be answered by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from rows import Row, rows

from optimizer.errors import InfeasibleError
from optimizer.pipeline import load_case, run
from optimizer.report.tables import costs
from optimizer.solution import Solution

YAML = (
    "name: t\nmoney: CNY_2020\ndiscount_rate: 0.06\nwacc: 0.06\nbase_year: 2030\n"
    "periods: [{label: 2030, first_year: 2030, years: 1}]\nclock: {given_days: {}}\n"
)


def answer(folder: Path, yaml: str, **tables: str) -> Solution:
    (folder / "case.yaml").write_text(YAML + yaml, encoding="utf-8")
    (folder / "regions.csv").write_text("region\nA\n", encoding="utf-8")
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return run(load_case(folder))


def seasons(folder: Path, span: str) -> Solution:
    """180 days with 10 kg/h too much, then 180 days with 10 kg/h too little."""
    days = "".join(f"{d}\n" for d in ["A"] * 180 + ["B"] * 180)
    return answer(
        folder,
        "year_hours: 8640\n",
        carriers="carrier,unit,clock,surplus\nh2,kg,hour,no\n",
        technologies=f"technology,kind,reference,build,span\nwell,converter,h2,no,\ntank,store,h2,yes,{span}\n",
        ports="technology,carrier,direction,value,unit\nwell,h2,out,1,kg/kg\n",
        parameters=(
            "technology,parameter,value,unit,profile\nwell,life,10,year,\nwell,availability,1,1,surplus_days\n"
            "tank,capital_cost,7,CNY_2020/kg,\ntank,life,10,year,\n"
        ),
        existing_capacity="technology,region,year,value,unit\nwell,A,2030,10,kg/hour\n",
        demand="carrier,region,value,unit,profile\nh2,A,5,kg/hour,deficit_days\n",
        profiles="day,step,surplus_days,deficit_days\nA,0,1,0\nB,0,0,2\n",
        days="day,weight\nA,180\nB,180\n",
        steps="day,step,duration\nA,0,24\nB,0,24\n",
        calendar=f"day\n{days}",
    )


def row(case: str, words: str = "") -> Row:
    (found,) = [r for r in rows(case) if words in r.subcase]
    return found


def test_t06_a_store_that_links_the_seasons(tmp_path: Path) -> None:
    s = seasons(tmp_path, "year")
    size = float(s.variables["capacity"].sel(technology="tank").sum())
    assert row("T06", "surplus days").agrees(size)


def test_t06_without_linking_nothing_is_possible(tmp_path: Path) -> None:
    assert row("T06", "without").tolerance == "infeasible"
    with pytest.raises(InfeasibleError):
        seasons(tmp_path, "day")


def test_t03_in_a_green_field_the_price_is_the_cost(tmp_path: Path) -> None:
    """Sun, wind, electrolysers and a tank, nothing there, nothing limited: what buyers pay is what it costs."""
    hours = np.arange(24)
    sun = np.clip(np.sin((hours - 6) / 12 * np.pi), 0, None)
    wind = 0.35 + 0.3 * np.cos(hours / 24 * 2 * np.pi)
    load = 1 + 0.4 * np.sin(hours / 24 * 4 * np.pi)
    table = zip(hours.tolist(), sun.tolist(), wind.tolist(), (load / load.mean()).tolist(), strict=True)
    values = "".join(f"d,{h},{a!r},{b!r},{c!r}\n" for h, a, b, c in table)
    s = answer(
        tmp_path,
        "year_hours: 8760\n",
        carriers="carrier,unit,clock,surplus\nel,kWh,hour,yes\nh2,kg,hour,no\n",
        technologies=(
            "technology,kind,reference,build,span\npv,converter,el,yes,\nturbine,converter,el,yes,\n"
            "electrolyser,converter,el,yes,\ntank,store,h2,yes,day\n"
        ),
        ports=(
            "technology,carrier,direction,value,unit\npv,el,out,1,kWh/kWh\nturbine,el,out,1,kWh/kWh\n"
            "electrolyser,el,in,1,kWh/kWh\nelectrolyser,h2,out,0.018018018,kg/kWh\n"
        ),
        parameters=(
            "technology,parameter,value,unit,profile\npv,capital_cost,3000,CNY_2020/kW,\npv,life,25,year,\n"
            "pv,availability,1,1,sun\nturbine,capital_cost,5750,CNY_2020/kW,\nturbine,life,25,year,\n"
            "turbine,availability,1,1,wind\nelectrolyser,capital_cost,2600,CNY_2020/kW,\nelectrolyser,life,20,year,\n"
            "electrolyser,fixed_cost,52,CNY_2020/kW/year,\ntank,capital_cost,2500,CNY_2020/kg,\ntank,life,25,year,\n"
        ),
        demand="carrier,region,value,unit,profile\nh2,A,1000,kg/hour,load\n",
        profiles=f"day,step,sun,wind,load\n{values}",
        days="day,weight\nd,365\n",
        steps="day,step,duration\n" + "".join(f"d,{h},1\n" for h in hours),
    )
    built = s.variables["capacity"].sel(location="A").squeeze().to_series()
    assert (built > 1.0).all(), "every plant has its place"
    price = s.duals["carrier_price"].sel(carrier="h2").squeeze().values.ravel()
    assert price.std() > 0.1, "prices differ between the hours"
    paid = float((price * load).sum() / load.sum())
    cost = float(costs(s)["annual_cost"].sum()) / (1000 * 8760)
    assert row("T03").agrees((paid - cost) / cost)
    assert paid == pytest.approx(cost, rel=float(row("T03").tolerance))
