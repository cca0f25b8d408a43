"""Indirect factors iterate to the fixed point that a hand finds."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_features import write

from optimizer.errors import CaseError
from optimizer.pipeline import load_case
from optimizer.report.scopes import other_accounts
from optimizer.study import indirect

TABLES = {
    "carriers": "carrier,unit\nel,MWh\nh2,MWh\ncoal,MWh\n",
    "technologies": (
        "technology,kind,reference,regions\nplant,converter,el,A\nturbine,converter,el,A\nmaker,converter,el,A\ncable,line,el,\n"
    ),
    "ports": (
        "technology,carrier,direction,value,unit\nplant,el,out,1,MWh/MWh\nplant,coal,in,2.5,MWh/MWh\nturbine,el,out,1,MWh/MWh\n"
        "turbine,h2,in,2,MWh/MWh\nmaker,el,in,1,MWh/MWh\nmaker,h2,out,0.8,MWh/MWh\n"
    ),
    "parameters": "technology,parameter,value,unit\n"
    + "".join(f"{k},capital_cost,100,EUR_2020/kW\n{k},life,10,year\n" for k in ("plant", "turbine", "maker"))
    + "cable,capital_cost,1,EUR_2020/kW/km\ncable,life,10,year\ncable,loss,0.2,1\n",
    "regions": "region\nA\nB\n",
    "routes": "route,technology,from,to,value,unit\nA-B,cable,A,B,1,km\n",
    "demand": "carrier,region,value,unit\nel,A,8,MW\nel,B,1.6,MW\n",
    "prices": "carrier,kind,value,unit\ncoal,purchase,10,EUR_2020/MWh\nel,unmet,1e5,EUR_2020/MWh\n",
    "emissions": "flow,technology,carrier,gas,value,unit\nactivity,plant,el,CO2,0.9,tCO2/MWh\npurchase,,coal,CO2,0,tCO2/MWh\n",
    "policies": "id,kind,quantity,technology,sense,value,unit\nturn,cap,activity,turbine,>=,1752,MWh/year\n",
}


@pytest.mark.slow
def test_the_fixed_point_of_power_and_hydrogen(tmp_path: Path) -> None:
    """0.2 MW from hydrogen take 0.4 MW of it, made of 0.5 MW of 10.5: f * 10.5 = 0.9 * 10.3 + 0.4 g and g * 0.4 = 0.5 f.

    So f = 0.927 and g = 1.15875 t/MWh; what arrives in B over the cable is that of A's mean.
    """
    rounds = list(indirect(load_case(write(tmp_path, **TABLES)), ["el", "h2"], tolerance=0.02))
    last = rounds[-1]
    assert last.stable
    assert [r.stable for r in rounds[:-1]] == [False] * (len(rounds) - 1)
    assert last.found["el", "A", 2030] == pytest.approx(0.927, rel=5e-3)
    assert last.found["h2", "A", 2030] == pytest.approx(1.15875, rel=5e-3)
    assert last.found["el", "B", 2030] == pytest.approx(last.found["el", "A", 2030])
    assert f"round {len(rounds)}" in last.solution.meta["notes"][-1]
    counted = other_accounts(last.solution)
    assert set(counted["account"]) == {"indirect"}
    assert counted["amount"].sum() == pytest.approx((0.5 * 0.927 + 0.4 * 1.15875) * 8760, rel=5e-3)
    assert float(last.solution.variables["emission"].sum()) == pytest.approx(0.9 * 10.3 * 8760)


def test_own_factors_and_unknown_carriers_are_refused(tmp_path: Path) -> None:
    stated = "flow,technology,carrier,gas,account,value,unit\nactivity,maker,el,CO2,indirect,0.9,tCO2/MWh\npurchase,,coal,CO2,,0,tCO2/MWh\n"
    case = load_case(write(tmp_path, **{**TABLES, "emissions": stated}))
    with pytest.raises(CaseError, match="stated already"):
        next(indirect(case, ["el"]))
    with pytest.raises(CaseError, match="unknown carrier"):
        next(indirect(case, ["steam"]))
