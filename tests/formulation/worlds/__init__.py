"""Small worlds, one for each concept that the tiny world does not hold.

A module here has `TABLES` (tables by name, each replacing one of `BASE`; `yaml` replaces case.yaml), `EQUATIONS` (row family ->
its equation written a second time, see `equations.py`) and, if a part may get lost, `LOST` (name of a parameter or `duration`,
`hours_per_year`, `step shift`; family that must notice). `test_worlds.py` binds each family at random points, solves the world,
certifies the answer and compares the materialised Pyomo model.
"""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from optimizer.case.model import Case
from optimizer.pipeline import load_case

BASE = {
    "yaml": (
        "name: world\nmoney: kCNY_2020\ndiscount_rate: 0.03\nwacc: 0.07\nbase_year: 2030\n"
        "periods: [{label: 2030, first_year: 2030, years: 10}, {label: 2040, first_year: 2040, years: 5}]\n"
        "clock: {given_days: {}}\n"
    ),
    "regions": "region\nA\nB\n",
    "carriers": "carrier,unit,clock,surplus\nel,MWh,hour,yes\nh2,kg,day,no\n",
    "technologies": "technology,kind,reference\nwind,converter,el\nelectrolyser,converter,el\n",
    "ports": (
        "technology,carrier,direction,value,unit\nwind,el,out,1,MWh/MWh\nelectrolyser,el,in,1,MWh/MWh\n"
        "electrolyser,h2,out,19,kg/MWh\n"
    ),
    "parameters": (
        "technology,parameter,value,unit\nwind,capital_cost,1009,CNY_2020/kW\nwind,life,17,year\n"
        "electrolyser,capital_cost,503,CNY_2020/kW\nelectrolyser,life,11,year\n"
    ),
    "demand": "carrier,region,value,unit\nel,A,5,MW\nel,B,7,MW\nh2,B,700,kg/day\n",
    "prices": (
        "carrier,kind,value,unit\nel,purchase,173,CNY_2020/MWh\nel,unmet,9001,CNY_2020/MWh\nh2,unmet,997,CNY_2020/kg\n"
    ),
    "days": "day,weight\nd1,209\nd2,156\n",
    "steps": "day,step,duration\nd1,0,5\nd1,1,7\nd1,2,12\nd2,0,3\nd2,1,21\n",
}
HOURS_PER_YEAR = (5 * 209.0, 7 * 209.0, 12 * 209.0, 3 * 156.0, 21 * 156.0)


def by_day(rate: NDArray[np.float64]) -> NDArray[np.float64]:
    """What a rate by step gives in a year on each of the two days of `BASE`."""
    steps = rate * np.array(HOURS_PER_YEAR)
    return np.array([steps[:3].sum(), steps[3:].sum()])


def worlds() -> dict[str, ModuleType]:
    """Every module of this folder, by name."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__))
    return {name: importlib.import_module(f"worlds.{name}") for name in names}


def world_case(folder: Path, **tables: str) -> Case:
    """The case of a world."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in {**BASE, **tables}.items():
        file = "case.yaml" if name == "yaml" else f"{name}.csv"
        (folder / file).write_text(text, encoding="utf-8")
    return load_case(folder)
