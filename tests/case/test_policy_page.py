"""The table of docs/policies.md is a table: it has a row of every kind, loads, and counts something in each."""

from __future__ import annotations

import re
from pathlib import Path

from optimizer.case.kinds import KINDS
from optimizer.formulation import vocabulary
from optimizer.inputs import prepare
from optimizer.pipeline import load_case

PAGE = Path(__file__).parents[2] / "docs/policies.md"
POWER = ("wind", "solar", "new_wind", "gas")
CASE = {
    "case.yaml": (
        "name: page\nmoney: MEUR_2020\nperiods: [{label: 2030, first_year: 2030, years: 10}, {label: 2040, first_year: 2040, years: 10}]\n"
        "clock: {given_days: {}}\n"
    ),
    "regions.csv": "region\nnorth\nsouth\n",
    "carriers.csv": "carrier,unit\nelectricity,MWh\nhydrogen,kg\n",
    "technologies.csv": (
        "technology,kind,reference,retire\nelectrolyser,converter,electricity,\nbattery,store,electricity,\ncable,line,electricity,\n"
        + "".join(f"{k},converter,electricity,{'yes' if k == 'gas' else ''}\n" for k in POWER)
    ),
    "ports.csv": (
        "technology,carrier,direction,value,unit\nelectrolyser,electricity,in,1,MWh/MWh\nelectrolyser,hydrogen,out,19,kg/MWh\n"
        + "".join(f"{k},electricity,out,1,MWh/MWh\n" for k in POWER)
    ),
    "parameters.csv": "technology,parameter,value,unit\n"
    + "".join(f"{k},life,20,year\n" for k in (*POWER, "electrolyser", "battery", "cable")),
    "existing_capacity.csv": "technology,region,build_year,value,unit\nsolar,north,2020,30,MW\n",
    "routes.csv": "route,technology,from,to,value,unit\nn-s,cable,north,south,300,km\n",
    "demand.csv": "carrier,region,value,unit\nelectricity,north,1,GW\nhydrogen,south,10,t/day\n",
    "emissions.csv": (
        "flow,technology,gas,stage,value,unit\nactivity,gas,CO2,,0.4,tCO2/MWh\nactivity,electrolyser,CO2,removal,-0.1,tCO2/MWh\n"
    ),
    "days.csv": "day,weight\nd,365\n",
    "steps.csv": "day,step,duration\nd,light,12\nd,dark,12\n",
}


def test_the_page_has_a_row_of_every_kind_and_loads(tmp_path: Path) -> None:
    policies, series = re.findall(r"```csv\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    for name, text in {**CASE, "policies.csv": policies, "series.csv": series}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    case = load_case(tmp_path)
    assert set(case.tables["policies"]["kind"]) == set(KINDS)
    inputs = prepare(case, vocabulary())
    assert inputs.notes == ()
    counted = {
        label[inputs.indexes[n].position("policy")]
        for n in inputs.indexes
        if "policy" in inputs.indexes[n].names
        for label in inputs.indexes[n].tuples()
    }
    assert counted == set(case.tables["policies"]["id"])
