"""The regional hydrogen case: tables as built, every choice there and of use somewhere, whole units by integers and by slopes."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pandas as pd
import pytest

from optimizer.case.convert import capacity_unit
from optimizer.case.model import Case
from optimizer.case.read import read_raw
from optimizer.formulation import vocabulary
from optimizer.inputs import prepare
from optimizer.pipeline import load_case, run
from optimizer.solution import Solution
from optimizer.study import slope_scaled
from optimizer.study.rows import empty_row, with_rows
from optimizer.study.whole_units import OF_UNITS, units_of

BAY = Path(__file__).parents[2] / "inputs" / "greater-bay"
NUMBERS = (
    "demand",
    "emissions",
    "existing_capacity",
    "parameters",
    "policies",
    "ports",
    "potentials",
    "prices",
    "routes",
)


@pytest.mark.slow
def test_tables_are_as_built(tmp_path: Path) -> None:
    sys.path.insert(0, str(BAY))
    try:
        spec = importlib.util.spec_from_file_location("build_greater_bay", BAY / "build.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        module.build(tmp_path)
    finally:
        sys.path.remove(str(BAY))
    built = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    assert set(built) >= {f"{name}.csv" for name in NUMBERS}, "a table is not built"
    for name, content in built.items():
        assert content == (BAY / name).read_bytes(), f"{name} is not what build.py writes"


@lru_cache(maxsize=1)
def frames() -> dict[str, pd.DataFrame]:
    return {p.stem: pd.read_csv(p) for p in BAY.glob("*.csv")}


def test_every_number_has_unit_source_and_quality() -> None:
    known = set(frames()["sources"].key)
    for name in NUMBERS:
        frame = frames()[name]
        assert frame[["value", "unit", "source", "quality"]].notna().all(axis=None), name
        assert {key.strip() for cell in frame.source for key in cell.split(";")} <= known, name


@pytest.mark.parametrize("scenario", [None, *read_raw(BAY).keys["scenarios"]])
def test_every_scenario_is_a_case_without_problems(scenario: str | None) -> None:
    case = load_case(BAY, scenario=scenario)
    if scenario in (None, "small"):
        assert prepare(case, vocabulary()).indexes["unit_builds"].size


def test_every_choice_is_there() -> None:
    technologies = set(frames()["technologies"].technology)
    stations = pd.Series(
        sorted(t for t in technologies if t.startswith("station_") and t != "station_today")
    ).str.split("_", expand=True)
    assert set(stations[1]) == {"20", "30", "50", "liquid", "lohc", "nh3", "pipe", "onsite"}
    assert set(stations[2]) == {"200", "500", "1000", "2000", "4000"}
    assert set(stations[3]) == {"35", "70"}
    for form in ("20", "30", "50", "liquid", "lohc", "nh3"):
        assert {f"haul_{form}", f"deliver_{form}"} <= technologies
    assert {
        "pipeline_200",
        "pipeline_350",
        "pipeline_600",
        "pipeline_repurposed",
        "city_pipes_small",
        "city_pipes_large",
    } <= technologies
    assert {
        "vessels",
        "buried_pipe",
        "lined_rock",
        "salt_cavern",
        "tank_liquid",
        "tank_lohc",
        "tank_nh3",
    } <= technologies
    assert {"alkaline", "pem", "soec", "reformer", "reformer_ccs", "byproduct"} <= technologies
    bought = frames()["prices"].carrier
    assert {"nh3", "lh2", "h2"} <= set(bought)


def test_green_is_compared_with_grey_and_not_with_by_products() -> None:
    """A way of sheet break_even is a group: by-products have one of their own, beside electrolysis and reformers."""
    group = frames()["technologies"].set_index("technology").group
    assert {k for k, g in group.items() if g == "fossil"} == {"reformer", "reformer_ccs"}
    assert {k for k, g in group.items() if g == "electrolysis"} == {"alkaline", "pem", "soec"}
    assert list(group).count(group["byproduct"]) == 1


def test_salt_only_where_the_ground_has_it() -> None:
    rows = frames()["technologies"].set_index("technology").regions
    assert rows["salt_cavern"] == "delta"
    assert not {"west", "GX"} & set(rows["lined_rock"].split(";"))  # karst and sediment


def test_solid_oxide_plant_is_paid_by_its_electricity() -> None:
    rows = frames()["parameters"].query("technology == 'soec' and parameter == 'capital_cost' and 2030 <= year <= 2050")
    assert rows.value.round().tolist() == [
        11106,
        9214,
        7101,
    ]  # stated per kW of electricity and heat; as inputs/electrolysis


def test_guangzhou_is_found() -> None:
    assert "Guangzhou" in frames()["regions"].set_index("region").name["delta"]


# two nodes, three periods, no whole units: what wins where it is cheap -------------------------------------------------

CHOICES = {
    "pem": ["pem"],
    "soec": ["soec"],
    "wind_sea": ["wind_sea"],
    "reformer_ccs": ["reformer_ccs"],
    "20 MPa": ["fill_20", "deliver_20", "station_20"],
    "30 MPa": ["fill_30", "deliver_30", "station_30"],
    "50 MPa": ["fill_50", "deliver_50", "station_50"],
    "liquid": ["liquefier", "deliver_liquid", "station_liquid"],
    "liquid carrier": ["hydrogenation", "deliver_lohc", "station_lohc"],
    "ammonia": ["synthesis", "deliver_nh3", "station_nh3", "cracker"],
    "pipes to stations": ["city_pipes", "station_pipe"],
    "on site": ["station_onsite", "retail_power"],
    "pipeline_200": ["pipeline_200"],
    "pipeline_350": ["pipeline_350"],
    "pipeline_600": ["pipeline_600"],
    "pipeline_repurposed": ["pipeline_repurposed"],
    "liquid between nodes": ["liquefier", "haul_liquid", "deliver_liquid", "station_liquid"],
    "vessels": ["vessels"],
    "buried_pipe": ["buried_pipe"],
    "lined_rock": ["lined_rock"],
    "salt_cavern": ["salt_cavern"],
    **{f"stations of {size} kg/d": [f"station_{form}_{size}_" for form in ("20", "30", "50", "liquid", "pipe", "onsite")]
       for size in (200, 500, 1000, 2000, 4000)},
}  # fmt: skip
"""Name of a choice -> what begins like this gets cheap. The first must be used, of stations any."""
COSTS = ("capital_cost", "fixed_cost", "variable_cost", "transport_cost", "fixed_charge")


@lru_cache(maxsize=1)
def small() -> Case:
    return load_case(BAY, scenario="small")


def near_the_gas_line(folder: Path) -> Case:
    """The small case with the nodes between which a gas line lies."""
    text = """
name: near-the-gas-line
extends: {bay}
regions: {{only: [delta, north]}}
periods: [2030, 2040]
scenarios:
  here: [{{table: prices, where: {{carrier: [nh3, lh2]}}, drop: true}}]
"""
    (folder / "case.yaml").write_text(text.format(bay=BAY), encoding="utf-8")
    return load_case(folder, scenario="here")


def cheaper(case: Case, starts: list[str], factor: float) -> Case:
    """The case with what begins like this at a fraction of its cost, and purchases of that name."""
    parameters, prices = case.tables["parameters"], case.tables["prices"]
    mine = parameters.technology.str.startswith(tuple(starts)) & parameters.parameter.isin(COSTS)
    bought = prices.carrier.isin(starts)
    changed = {
        "parameters": parameters.assign(amount=parameters.amount.where(~mine, parameters.amount * factor)),
        "prices": prices.assign(amount=prices.amount.where(~bought, prices.amount * factor)),
    }
    return replace(case, tables={**case.tables, **changed})


def linear(case: Case) -> Solution:
    """The case without whole units, plant of which costs what it does in a full unit of the largest size."""
    units = units_of(case, prepare(case, vocabulary()))
    whole, table = {str(k) for k, *_ in units}, case.tables["parameters"]
    technologies = case.tables["technologies"]
    kept = table[~(table["technology"].isin(whole) & table["parameter"].isin(OF_UNITS))]
    rows = [
        empty_row(table, technology=k, parameter="capital_cost", region=place, year=float(year), value=u.first, amount=u.first,
                  unit=(unit := f"{case.options.money}/({capacity_unit(case, str(k))})"), amount_unit=unit)
        for (k, place, year), u in units.items()
    ]  # fmt: skip
    fractions = technologies["whole"].where(~technologies["technology"].isin(whole), False)
    tables = {"technologies": technologies.assign(whole=fractions), "parameters": with_rows(kept, rows)}
    return run(replace(case, tables={**case.tables, **tables}))


def used(solution: Solution, start: str) -> float:
    """Largest flow through, or content of, what begins like this."""
    most = 0.0
    for name in ("activity", "activity_of_vintage", "line_flow", "store_level"):
        flow = solution.variables[name]
        names = [k for k in flow.technology.values if str(k).startswith(start)]
        most = max(most, float(flow.sel(technology=names).max())) if names else most
    return most


@pytest.mark.slow
@pytest.mark.parametrize("choice", CHOICES)
def test_every_choice_wins_where_it_is_cheap(choice: str, tmp_path: Path) -> None:
    starts, case = CHOICES[choice], near_the_gas_line(tmp_path) if choice == "pipeline_repurposed" else small()
    solution = linear(cheaper(case, starts, 0.02))
    enough = starts if choice.startswith("stations") else starts[:1]  # of a size of station any form will do
    assert max(used(solution, start) for start in enough) > 1e-3


@pytest.mark.slow
def test_integers_and_slopes_agree() -> None:
    """On the small case both are above the linear bound and within the gap of each other."""
    case = small()
    integer, scaled = run(case), slope_scaled(case)
    gap = case.options.solve.gap
    first, second = float(integer.meta["objective"]), float(scaled.solution.meta["objective"])
    assert scaled.bound <= min(first, second) * (1 + 1e-9)
    assert abs(first - second) <= gap * first
    for name in ("h2_35mpa", "h2_70mpa"):
        costs = [
            s.levelised["unit_value"].sel(carrier=name, region="delta", period=2040) for s in (integer, scaled.solution)
        ]
        assert float(costs[0]) == pytest.approx(float(costs[1]), rel=0.03)


@pytest.mark.slow
def test_delivered_cost_falls() -> None:
    values = linear(small()).levelised["unit_value"].sel(region="delta")
    for nozzle in ("h2_35mpa", "h2_70mpa"):
        path = values.sel(carrier=nozzle).to_series()
        assert path[2040] < path[2025]
