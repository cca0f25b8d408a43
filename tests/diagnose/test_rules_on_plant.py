"""A rule on plant that cannot be kept is told as the number to enter in its row, which is known by hand."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest

from optimizer.algebra import compile_model
from optimizer.compiled import Compiled, SolveOptions, Status
from optimizer.diagnose import diagnosis, told
from optimizer.formulation import build_model, vocabulary
from optimizer.inputs import Inputs, prepare
from optimizer.pipeline import load_case
from optimizer.solve import solve

BASE = {
    "regions": "region\nA\n",
    "carriers": "carrier,unit,surplus\nel,MWh,no\n",
    "technologies": "technology,kind,reference,build,span,charge,discharge\nplant,converter,el,no,,,\n",
    "ports": "technology,carrier,direction,value,unit,group,share_min,share_max\nplant,el,out,1,MWh/MWh,,,\n",
    "parameters": "technology,parameter,value,unit,profile\nplant,life,30,year,\n",
    "existing_capacity": "technology,region,build_year,value,unit\nplant,A,2025,100,MW\n",
    "demand": "carrier,region,value,unit,profile\nel,A,438000,MWh/year,{shape}\n",
    "profiles": "flat,uneven,early\n1,0.4,1\n1,1.6,1\n1,1,0\n",
}
CASE = (
    "name: rules\nmoney: CNY_2020\ndiscount_rate: 0.05\nwacc: 0.05\nbase_year: 2030\nperiods: [2030]\n"
    "clock: {full_year: {step: 2920}}\n"
)


@dataclass(frozen=True)
class Rule:
    """A rule that 100 MW of plant cannot keep with a demand of 50 MW, or of 20, 80 and 50 MW in thirds of a year.

    Attributes:
        says: what it is called.
        stated: its number.
        needed: what it has to be.
        table: that states it.
        row: of this table, with `{}` for the number.
        shape: profile of the demand.
        more: rows of other tables.
    """

    says: str
    stated: float
    needed: float
    row: str
    table: str = "parameters"
    shape: str = "flat"
    more: dict[str, str] = field(default_factory=dict)


STORE = {
    "technologies": "cellar,store,el,no,year,,\n",
    "parameters": "cellar,life,30,year,\nplant,availability,1,1,early\n",
    "existing_capacity": "cellar,A,2025,300000,MWh\n",
}
FUELS = {
    "carriers": "gas,MWh,no\nh2,MWh,no\n",
    "ports": "plant,h2,in,2,MWh/MWh,fuel,,\n",
    "prices": (
        "carrier,region,kind,value,unit,limit,limit_unit\ngas,A,purchase,1,CNY_2020/MWh,,\n"
        "h2,A,purchase,1,CNY_2020/MWh,40,MW\n"
    ),
}
RULES = (
    Rule("least full-load hours of plant", 6000, 4380, "plant,full_load_hours_min,{},hour/year,\n"),
    Rule("most full-load hours of plant", 3000, 4380, "plant,full_load_hours_max,{},hour/year,\n"),
    Rule("minimum load of plant", 0.8, 0.2, "plant,minimum_load,{},1,\n", shape="uneven"),
    Rule("how fast use may rise of plant", 1e-4, 60 / 292000, "plant,ramp_up,{},1/hour,\n", shape="uneven"),
    Rule("how fast use may fall of plant", 5e-5, 30 / 292000, "plant,ramp_down,{},1/hour,\n", shape="uneven"),
    Rule("cycles in a year of cellar", 0.3, 146 / 300, "cellar,cycles_per_year,{},1/year,\n", more=STORE),
    Rule("largest share of gas of plant", 0.3, 0.6, "plant,gas,in,2,MWh/MWh,fuel,,{}\n", "ports", more=FUELS),
)  # fmt: skip


def world(folder: Path, rule: Rule, number: float) -> tuple[Inputs, Compiled]:
    tables = {name: text + rule.more.get(name, "") for name, text in BASE.items()} | {
        name: text for name, text in rule.more.items() if name not in BASE
    }
    tables[rule.table] += rule.row.format(f"{number:.12g}")
    folder.mkdir(exist_ok=True)
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text.replace("{shape}", rule.shape), encoding="utf-8")
    (folder / "case.yaml").write_text(CASE, encoding="utf-8")
    inputs = prepare(load_case(folder), vocabulary())
    return inputs, compile_model(build_model(inputs))


def open_rows(folder: Path, table: str) -> list[str]:
    return (folder / f"{table}.csv").read_text(encoding="utf-8").splitlines()


def has_plan(compiled: Compiled) -> bool:
    free = replace(compiled, cost=np.zeros_like(compiled.cost))
    return solve(free, SolveOptions()).status is Status.OPTIMAL


@pytest.mark.parametrize("rule", RULES, ids=[r.says for r in RULES])
def test_the_number_that_is_told_is_the_one_that_is_needed(rule: Rule, tmp_path: Path) -> None:
    inputs, compiled = world(tmp_path / "wrong", rule, rule.stated)
    assert not has_plan(compiled)
    text = told(diagnosis(compiled, inputs), inputs)
    line = next(v for v in text.splitlines() if rule.says in v and " in place of " in v)
    new, old = (
        float(v.replace(",", "")) for v in re.findall(r": ([\d.,]+)(?: \S+)? in place of ([\d.,]+)(?: \S+)?: ", line)[0]
    )
    assert old == rule.stated
    assert new == pytest.approx(rule.needed, rel=1e-3)
    _, entered = world(tmp_path / "right", rule, new)
    assert has_plan(entered), line
    assert f"({rule.table}.csv, row {len(open_rows(tmp_path / 'wrong', rule.table))})" in line
