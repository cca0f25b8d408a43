"""Builds in whole units and fixed charges, on cases whose answer can be said beforehand."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from losing import notices
from test_features import BASE, answer, write

from optimizer.algebra import compile_model
from optimizer.certificate.arrays import certify
from optimizer.errors import CaseError, LimitError, SolveError
from optimizer.finance import annuity
from optimizer.formulation import build_model, vocabulary
from optimizer.inputs import Inputs, prepare
from optimizer.pipeline import load_case, price_integers, run, solve_certified
from optimizer.report.tables import capacity, cash
from optimizer.report.workbook import write_workbook
from optimizer.solution import Solution
from optimizer.solve import solve, with_integers_fixed
from optimizer.study import myopic
from optimizer.witness import witness

TECHNOLOGIES = "technology,kind,reference,whole\nboiler,converter,heat,yes\n"
CASE = {
    "ports": "technology,carrier,direction,value,unit\nboiler,heat,out,1,MWh/MWh\nboiler,coal,in,1.25,MWh/MWh\n",
    "emissions": "flow,gas,value,unit\n",
    "demand": "carrier,region,value,unit\nheat,A,7,MW\n",
    "technologies": TECHNOLOGIES,
    "parameters": BASE["parameters.csv"] + "boiler,unit_size,3,MW\n",
}
CHARGE = "boiler,fixed_charge,100,kEUR_2020\n"
TWO_SIZES = {
    **CASE,
    "technologies": TECHNOLOGIES.replace("boiler", "large") + "small,converter,heat,yes\n",
    "ports": CASE["ports"].replace("boiler", "large") + CASE["ports"].split("\n", 1)[1].replace("boiler", "small"),
}


def sizes(charge: float) -> str:
    """Boilers of up to 10 MW for 100 kEUR and of up to 4 MW for some charge, at 100 EUR/kW beside."""
    return "technology,parameter,value,unit\n" + "".join(
        f"{k},capital_cost,100,EUR_2020/kW\n{k},life,10,year\n{k},unit_size,{size},MW\n{k},unit_size_min,0,MW\n"
        f"{k},fixed_charge,{money},kEUR_2020\n"
        for k, size, money in (("large", 10, 100), ("small", 4, charge))
    )


def built(s: Solution, name: str = "capacity_built") -> dict[str, float]:
    found = s.variables[name].squeeze(("location", "vintage")).reset_coords(drop=True)
    return {str(k): float(found.sel(technology=k)) for k in found["technology"].values}


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Solution:
    return answer(tmp_path_factory.mktemp("three"), **CASE, yaml=BASE["case.yaml"] + "solve: {gap: 0}\n")


def test_seven_in_units_of_three_are_three(three: Solution) -> None:
    assert built(three) == {"boiler": 9.0}
    assert built(three, "units_built") == {"boiler": 3.0}
    assert capacity(three)["units built"].tolist() == [3.0]
    assert three.meta["solver"]["algorithm"] == "mip, then simplex"
    assert three.meta["objective"] == pytest.approx(9 * 100 / 10 + 7 * 8760 * 1.25 * 0.01)


def test_prices_are_those_of_the_linear_problem_with_integers_fixed(three: Solution, tmp_path: Path) -> None:
    """9 MW stand whatever is used: one MWh more costs its coal. Of divisible boilers it costs their capital too."""
    price = three.duals["carrier_price"].sel(carrier="heat").squeeze()
    assert float(price) == pytest.approx(1.25 * 0.01)
    assert price.attrs["of_fixed_integers"] == 1
    assert "integers fixed" in three.meta["notes"][0]
    assert any(m["name"] == "integers fixed: gap" for m in three.meta["certificate"])
    parameters = BASE["parameters.csv"]
    free = answer(tmp_path, **{**CASE, "technologies": TECHNOLOGIES.replace("yes", "no"), "parameters": parameters})
    price = free.duals["carrier_price"].sel(carrier="heat").squeeze()
    assert float(price) == pytest.approx(1.25 * 0.01 + 100 / 10 / 8760)
    assert price.attrs["of_fixed_integers"] == 0
    assert free.meta["notes"] == []
    assert "units_built" not in free.variables


def test_the_workbook_says_so(three: Solution, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    write_workbook(three, tmp_path / "summary.xlsx")
    told = {
        row[0].value: row[1].value for row in openpyxl.load_workbook(tmp_path / "summary.xlsx")["README"].iter_rows()
    }
    assert "with the integers fixed" in told["Prices"]
    assert "with the integers fixed" in told["Note"]


@pytest.mark.parametrize(("charge", "wanted"), [(30, {"large": 0, "small": 2}), (60, {"large": 1, "small": 0})])
def test_a_fixed_charge_decides_between_one_large_and_two_small(
    charge: float, wanted: dict[str, int], tmp_path: Path
) -> None:
    """7 MW in one unit for 100 or in two for twice the charge; either way their capacity costs the same."""
    money = BASE["case.yaml"].replace("wacc: 0", "wacc: 0.08")
    s = answer(tmp_path, **{**TWO_SIZES, "yaml": money, "parameters": sizes(charge)})
    assert built(s, "units_built") == wanted
    assert sum(built(s).values()) == pytest.approx(7)
    charges = min(100, 2 * charge)
    ledger = s.costs.to_dataframe().groupby("line")["discounted_cost"].sum()
    assert ledger["fixed charge"] == pytest.approx(charges / 10)
    assert ledger["capital"] == pytest.approx(70)
    assert ledger["financing margin"] == pytest.approx((charges + 700) * (float(annuity(0.08, 10)) - 0.1))
    assert cash(s).query("line == 'fixed charge'")["amount"].tolist() == pytest.approx([charges])


def test_units_are_at_least_their_smallest_size_beside_what_stands(tmp_path: Path) -> None:
    """7 MW are wanted and 6 stand: a unit of 3 to 10 MW is built with 3. What stands is no decision."""
    s = answer(
        tmp_path,
        **{
            **CASE,
            "parameters": BASE["parameters.csv"] + "boiler,unit_size,10,MW\nboiler,unit_size_min,3,MW\n",
            "existing_capacity": "technology,region,build_year,value,unit\nboiler,A,2025,6,MW\n",
        },
    )
    assert float(s.variables["units_built"].sum()) == 1
    assert float(s.variables["capacity"].sel(technology="boiler").squeeze()) == pytest.approx(6 + 3)


# -- the integer run: gap, limits, prices --------------------------------------------------------------------------
def test_a_gap_of_zero_is_one_within_the_tolerance(three: Solution) -> None:
    (gap,) = [m for m in three.meta["certificate"] if m["name"] == "proven gap"]
    assert gap["limit"] == 1e-6


def test_the_time_limit_ends_the_run(tmp_path: Path) -> None:
    with pytest.raises(LimitError, match="time limit"):
        answer(tmp_path, **CASE, yaml=BASE["case.yaml"] + "solve: {time_limit: 1e-9}\n")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    folder = tmp_path_factory.mktemp("two")
    return prepare(load_case(write(folder, **{**TWO_SIZES, "parameters": sizes(60)})), vocabulary())


def test_a_dearer_plan_with_the_same_integers_is_made_cheaper(prepared: Inputs) -> None:
    """A solver may stop within its gap; with the integers fixed the rest of the plan is the best there is."""
    compiled = compile_model(build_model(prepared))
    raw = solve(compiled)
    values = raw.values.copy()
    for name in ("capacity_built", "capacity_of_vintage", "capacity"):
        family = compiled.column_family(name)
        values[family.range] = np.where(values[family.range] > 1, 9.0, 0.0)  # 9 MW where 7 do
    dear = replace(
        raw,
        values=values,
        row_values=compiled.matrix @ values,
        objective=float(compiled.cost @ values) + compiled.offset,
    )
    assert certify(compiled, dear, gap=0.1).ok
    priced = price_integers(compiled, dear, prepared.case, lambda _: None)
    assert priced.objective == pytest.approx(raw.objective)
    assert priced.objective < dear.objective - 1
    assert priced.bound == raw.bound
    assert certify(with_integers_fixed(compiled, priced.values), priced).ok


def test_integers_that_cannot_be_kept_have_no_price(prepared: Inputs) -> None:
    compiled = compile_model(build_model(prepared))
    raw = solve(compiled)
    nothing = replace(raw, objective=raw.objective / 2)  # claims to be cheaper than its integers allow
    with pytest.raises(SolveError, match="with its integers fixed the answer costs"):
        price_integers(compiled, nothing, prepared.case, lambda _: None)


LOST = [
    ("unit_size_min", CASE, "whole units recounted"),
    ("fixed_charge", {**TWO_SIZES, "parameters": sizes(60)}, "ledger"),
    ("capital_weight", {**TWO_SIZES, "parameters": sizes(60)}, "ledger"),
]


@pytest.mark.parametrize(("lost", "tables", "words"), LOST)
def test_the_witness_notices(lost: str, tables: dict[str, str], words: str, tmp_path: Path) -> None:
    notices(words, lost, prepare(load_case(write(tmp_path, **tables)), vocabulary()))


def test_the_witness_notices_units_that_are_not_whole(prepared: Inputs) -> None:
    model = build_model(prepared)
    compiled = compile_model(model)
    relaxed = replace(compiled, integer=np.zeros_like(compiled.integer))
    raw = solve_certified(relaxed, prepared.case, lambda _: None)
    with pytest.raises(SolveError, match="whole units recounted"):
        witness(relaxed, raw, prepared)


# -- what is refused -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("technologies", "rows", "messages"),
    [
        (
            {"a": "no", "b": "yes", "c": "yes"},
            "a,unit_size,3,MW\na,fixed_charge,3,kEUR_2020\nc,unit_size,3,MW\nc,unit_size_min,0,MW\n",
            ("unit_size counts whole units, and 'a'", "fixed_charge counts", "'b' has no unit_size", "decide nothing"),
        ),
        (
            {"a": "yes", "b": "yes"},
            "a,unit_size,0,MW\nb,unit_size,3,MW\nb,fixed_charge,-3,kEUR_2020\n",
            ("unit_size is out of range", "fixed_charge is out of range"),
        ),
        ({"a": "yes"}, "a,unit_size,3,MWh\na,fixed_charge,3,kEUR_2020/MW\n", ("wrong unit.*MWh", "wrong unit.*kEUR")),
        (
            {"a": "yes"},
            "a,unit_size,3,MW\na,unit_size_min,4000,kW\n",
            (
                r"row 4, column 'value': unit_size_min of 'a' is above its unit_size in row 3 \(found: 4000 kW\); allowed: at most 3 MW",
            ),
        ),
        ({"a": "maybe"}, "", ("neither yes nor no",)),
    ],
)
def test_what_makes_no_sense_is_refused(
    technologies: dict[str, str], rows: str, messages: tuple[str, ...], tmp_path: Path
) -> None:
    tables = {
        "technologies": "technology,kind,reference,whole\n"
        + "".join(f"{k},converter,heat,{whole}\n" for k, whole in technologies.items()),
        "ports": CASE["ports"].splitlines()[0] + "\n" + "".join(f"{k},heat,out,1,MWh/MWh\n" for k in technologies),
        "parameters": "technology,parameter,value,unit\n" + "".join(f"{k},life,9,year\n" for k in technologies) + rows,
    }
    with pytest.raises(CaseError) as refused:
        prepare(load_case(write(tmp_path, **{**CASE, **tables})), vocabulary())
    for message in messages:
        assert re.search(message, str(refused.value)), message


def test_sizes_that_cross_over_the_years_are_told_once(tmp_path: Path) -> None:
    """Rows of other years may go together or not: what is wrong only once they are looked up is one problem a place."""
    years = "periods: [2030, 2040, 2050, 2060]"
    rows = "boiler,unit_size,2030,3,MW\nboiler,unit_size,2060,9,MW\nboiler,unit_size_min,2030,2,MW\nboiler,unit_size_min,2040,8,MW\n"
    tables = {
        "technologies": "technology,kind,reference,whole\nboiler,converter,heat,yes\n",
        "parameters": f"technology,parameter,year,value,unit\nboiler,life,,50,year\n{rows}",
    }
    yaml = re.sub("periods: .*", years, BASE["case.yaml"])
    with pytest.raises(CaseError, match="unit_size_min is above unit_size: boiler in A") as refused:
        prepare(load_case(write(tmp_path, **{**CASE, **tables, "yaml": yaml})), vocabulary())
    assert len(refused.value.problems) == 1


def test_units_of_what_is_not_built_are_refused(tmp_path: Path) -> None:
    tables = {"technologies": "technology,kind,reference,whole,build\nboiler,converter,heat,yes,no\n"}
    with pytest.raises(CaseError, match="builds nothing of its own"):
        load_case(write(tmp_path, **{**CASE, **tables}))


def test_windows_owe_the_charges_of_earlier_ones(tmp_path: Path) -> None:
    """Three boilers of 3 MW for 7 MW in the first year; the second window builds nothing and owes for three."""
    years = "periods: [{label: 2030, first_year: 2030, years: 1}, {label: 2031, first_year: 2031, years: 1}]"
    yaml = re.sub("periods: .*", years, BASE["case.yaml"])
    case = load_case(write(tmp_path, **{**CASE, "yaml": yaml, "parameters": CASE["parameters"] + CHARGE}))
    *_, last = myopic(case)
    units = last.solution.variables["units_built"].squeeze().values
    assert units.tolist() == [3, 0]
    assert last.solution.meta["objective"] == pytest.approx(run(case).meta["objective"])


@pytest.mark.parametrize("megawatts", [10 * (1 + 5e-7), 1e-6])
def test_a_hair_of_a_unit_is_a_unit(megawatts: float, tmp_path: Path) -> None:
    """A number within a millionth of whole is none: 10.000005 MW need a second unit of 10, or 5 W that stay unmet, and 1 W a first one."""
    boiler = (
        "technology,parameter,value,unit\nboiler,capital_cost,100,EUR_2020/kW\nboiler,life,10,year\n"
        "boiler,unit_size,10,MW\nboiler,unit_size_min,0,MW\nboiler,fixed_charge,700,kEUR_2020\n"
    )
    changes = {
        "parameters": boiler,
        "demand": f"carrier,region,value,unit\nheat,A,{megawatts!r},MW\n",
        "prices": "carrier,kind,value,unit\ncoal,purchase,10,EUR_2020/MWh\nheat,unmet,1e9,EUR_2020/MWh\n",
    }
    s = answer(tmp_path, **{**CASE, **changes})
    units = 2 if megawatts > 10 else 1
    assert s.meta["status"] == "certified"
    assert built(s, "units_built") == {"boiler": units}
    assert s.meta["objective"] == pytest.approx(units * 70 + megawatts * (10 + 8760 * 1.25 * 0.01), rel=1e-6)


SPEND = "id,kind,quantity,technology,sense,value,unit\nbudget,cap,spend,boiler,<=,{value},kEUR_2020\n"
CHARGED = {
    **CASE,
    "parameters": BASE["parameters.csv"] + "boiler,unit_size,10,MW\nboiler,unit_size_min,0,MW\n" + CHARGE,
}


@pytest.mark.parametrize(("budget", "served"), [(800, 7), (799, 6.99), (99, 0)])
def test_a_budget_of_money_pays_the_charge_of_a_unit(budget: float, served: float, tmp_path: Path) -> None:
    """7 MW cost 700 kEUR and the charge of their unit 100; what is left of the budget beside the charge is what can be built."""
    s = answer(tmp_path, **CHARGED, policies=SPEND.format(value=budget))
    assert built(s) == pytest.approx({"boiler": served}, abs=1e-6)
    assert bool(s.meta["status"] == "certified") == (served == 7)


def test_a_witness_notices_a_budget_that_forgets_the_charge(tmp_path: Path) -> None:
    case = load_case(write(tmp_path, **CHARGED, policies=SPEND.format(value=750)))
    notices("limits of policies", "units_built_counted", prepare(case, vocabulary()))
