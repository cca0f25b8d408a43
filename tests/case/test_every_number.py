"""A slip of unit or of decimal point in every number of the tables: each is told with its file, row and column."""

from __future__ import annotations

import csv
import shutil
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from optimizer.case.layout import TABLES
from optimizer.case.plausible_inputs import rows
from optimizer.errors import CaseError
from optimizer.formulation import vocabulary
from optimizer.pipeline import load_case

INPUTS = Path(__file__).parents[2] / "inputs"
Cells = dict[str, Any]


@dataclass(frozen=True)
class Slip:
    """A wrong number in a shipped case: cells that are set in the first row that has others, or in a new row."""

    case: str
    table: str
    to: Cells
    where: Cells = field(default_factory=dict)
    column: str = "value"
    besides: tuple[tuple[str, Cells, Cells], ...] = ()  # other tables: where, cells


def parameter(technology: str, name: str, value: float, unit: str = "", case: str = "quickstart", **more: Any) -> Slip:
    """A parameter that is changed, or one that is new if its unit is stated."""
    row = {"technology": technology, "parameter": name}
    if unit:
        return Slip(case, "parameters", {**row, "value": value, "unit": unit, **more})
    return Slip(case, "parameters", {"value": value}, {**row, **more})


def policy(value: float, unit: str, **cells: Any) -> Slip:
    """A policy that is new in the quickstart."""
    return Slip("quickstart", "policies", {"id": "planted", "on": "yes", "value": value, "unit": unit, **cells})


def truck(name: str, value: float, unit: str) -> Slip:
    """A parameter of vehicles, which the pipeline of the quickstart becomes."""
    row = {"technology": "h2_pipeline", "parameter": name, "value": value, "unit": unit}
    return Slip(
        "quickstart",
        "parameters",
        row,
        besides=(("technologies", {"technology": "h2_pipeline"}, {"capacity_unit": "vehicle"}),),
    )


def whole(name: str, value: float) -> Slip:
    """A size of plant that is built in whole units."""
    row = {"technology": "gas_ccgt", "parameter": name, "value": value, "unit": "GW"}
    return Slip(
        "quickstart", "parameters", row, besides=(("technologies", {"technology": "gas_ccgt"}, {"whole": "yes"}),)
    )


ONLINE = (("technologies", {"technology": "gas_ccgt"}, {"commitment": "online"}),)
SLIPS: dict[str, Slip] = {
    # parameters: months as years, percentages without their sign or with it twice, MW for kW, a thousand times off
    "life": parameter("wind", "life", 1),
    "amortisation": parameter("wind", "amortisation", 240, "year"),
    "construction_time": parameter("wind", "construction_time", 18, "year"),
    "wacc": parameter("wind", "wacc", 0.00051, "1"),
    "wacc, ten times": parameter("wind", "wacc", 0.5, "1"),
    "charge_efficiency": parameter("battery", "charge_efficiency", 0.00938),
    "discharge_efficiency": parameter("battery", "discharge_efficiency", 0.00938),
    "self_loss": parameter("battery", "self_loss", 10),
    "minimum_level": parameter("tank", "minimum_level", 0.0006, case="hub"),
    "cycles_per_year": parameter("battery", "cycles_per_year", 20000, "1/year"),
    "charge_rate": parameter("cavern", "charge_rate", 113),
    "discharge_rate": parameter("cavern", "discharge_rate", 226),
    "hours_min": parameter("battery", "hours_min", 0.002, "hour"),
    "hours_max": parameter("battery", "hours_max", 40000, "hour"),
    "loss": parameter("hvdc", "loss", 0.0000511),
    "line_availability": parameter("h2_pipeline", "line_availability", 0.0099),
    "transport_cost": parameter("h2_pipeline", "transport_cost", 2700),
    "payload": truck("payload", 300, "t/vehicle"),
    "speed": truck("speed", 60000, "km/hour"),
    "loading_time": truck("loading_time", 90, "hour"),
    "driven_hours": truck("driven_hours", 8, "hour/year"),
    "availability": parameter("coal_power", "availability", 0.0088),
    "minimum_load": parameter("coal_power", "minimum_load", 0.004, "1"),
    "capacity_use": parameter("pem_part", "capacity_use", 100, "1", case="electrolysis"),
    "activity_per_capacity": Slip("quickstart", "parameters", {"technology": "bus", "parameter": "activity_per_capacity", "value": 90000, "unit": "kvkm/year/vehicle"},
                                  besides=(("carriers", {}, {"carrier": "trips", "unit": "vkm"}),
                                           ("technologies", {}, {"technology": "bus", "kind": "converter", "reference": "trips", "capacity_unit": "vehicle"}),
                                           ("ports", {}, {"technology": "bus", "carrier": "trips", "direction": "out", "value": 1, "unit": "vkm/vkm"}))),
    "ramp_up": parameter("coal_power", "ramp_up", 150, "1/hour"),
    "ramp_down": parameter("coal_power", "ramp_down", 0.001, "1/hour"),
    "plant_share_max": parameter("pem_part", "plant_share_max", 0.004, case="electrolysis"),
    "full_load_hours_max": parameter("electrolyser", "full_load_hours_max", 4, case="learning"),
    "full_load_hours_min": parameter("coal_power", "full_load_hours_min", 45000, "hour/year"),
    "stack_hours": parameter("alk", "stack_hours", 92.5, case="electrolysis"),
    "stack_hours_used": parameter("alk", "stack_hours_used", 4e6, "hour", case="electrolysis"),
    "stack_cost": parameter("alk", "stack_cost", 591000, case="electrolysis"),
    "degradation": parameter("alk", "degradation", 0.1, case="electrolysis"),
    "degradation_years": parameter("alk", "degradation_years", 180, case="electrolysis"),
    "capital_cost": parameter("gas_ccgt", "capital_cost", 3320000),
    "capital_cost of a store": parameter("battery", "capital_cost", 494000, year=2025),
    "capital_cost of a line": parameter("hvac", "capital_cost", 1626),
    "capital_cost by the tonne an hour": parameter("fill_20", "capital_cost", 1e11, case="greater-bay"),
    "capital_cost between years": parameter("wind", "capital_cost", 43000, year=2030),
    "fixed_cost": parameter("gas_ccgt", "fixed_cost", 99600),
    "fixed_cost of a store": parameter("cavern", "fixed_cost", 6.4e6),
    "fixed_share": parameter("gas_ccgt", "fixed_cost", 2324),
    "variable_cost": parameter("coal_power", "variable_cost", 27600),
    "start_cost": Slip("quickstart", "parameters", {"technology": "gas_ccgt", "parameter": "start_cost", "value": 400, "unit": "CNY_2020/kW"}, besides=ONLINE),
    "unit_size": whole("unit_size", 400),
    "unit_size_min": whole("unit_size_min", 200),
    "fixed_charge": parameter("fill_20", "fixed_charge", 3.7e9, case="greater-bay"),
    # ports
    "ports.value": Slip("quickstart", "ports", {"value": 0.833}, {"technology": "gas_ccgt", "carrier": "gas"}),
    "ports.value, an electrolyser": Slip("quickstart", "ports", {"value": 36}, {"technology": "electrolyser", "carrier": "h2"}),
    "ports.value of matter": Slip("hub", "ports", {"technology": "wind", "carrier": "water", "direction": "in", "year": 2040, "value": 100, "unit": "m3/MWh"},
                                  besides=(("ports", {}, {"technology": "wind", "carrier": "water", "direction": "in", "year": 2030, "value": 0.1, "unit": "m3/MWh"}),)),
    "ports.share_min": Slip("quickstart", "ports", {"share_min": 20, "group": "fuel"}, {"technology": "gas_ccgt", "carrier": "gas"}, "share_min"),
    "ports.share_max": Slip("quickstart", "ports", {"share_min": 0, "share_max": 80, "group": "fuel"}, {"technology": "gas_ccgt", "carrier": "gas"}, "share_min"),
    # plant
    "existing_capacity.value": Slip("quickstart", "existing_capacity", {"value": 94700}, {"technology": "coal_power", "year": 2035}),
    "existing_capacity.build_year": Slip("quickstart", "existing_capacity", {"technology": "gas_ccgt", "region": "SD", "build_year": 2203, "value": 1, "unit": "GW"}, {}, "build_year"),
    "potentials.value": Slip("quickstart", "potentials", {"value": 1296000}, {"technology": "wind", "region": "NM"}),
    "potentials.value of a year": Slip("quickstart", "potentials", {"technology": "pv", "region": "NM", "limit": "build_max", "year": 2060, "value": 9, "unit": "MW"},
                                       besides=(("potentials", {}, {"technology": "pv", "region": "NM", "limit": "build_max", "year": 2025, "value": 9, "unit": "GW"}),)),
    "survival.age": Slip("quickstart", "survival", {"technology": "wind", "age": 240, "value": 0, "unit": "1"}, {}, "age"),
    "survival.value": Slip("quickstart", "survival", {"technology": "wind", "age": 10, "value": 90, "unit": "1"}),
    "retrofits.value": Slip("quickstart", "retrofits", {"from": "gas_ccgt", "to": "h2_turbine", "value": 900000, "unit": "CNY_2020/kW"}),
    "retrofits.capacity_factor": Slip("quickstart", "retrofits", {"from": "gas_ccgt", "to": "h2_turbine", "value": 900, "unit": "CNY_2020/kW", "capacity_factor": 90}, {}, "capacity_factor"),
    "build_inputs.value": Slip("quickstart", "build_inputs", {"technology": "wind", "carrier": "h2", "direction": "in", "value": 100, "unit": "t/kW"}),
    "learning.rate": Slip("learning", "learning", {"value": 0.18}, {"quantity": "rate"}),
    "learning.experience_max": Slip("learning", "learning", {"value": 1e6}, {"quantity": "experience_max"}),
    "learning.cost": Slip("learning", "learning", {"value": 2.6}, {"quantity": "cost"}),
    "learning.floor": Slip("learning", "learning", {"value": 0.6}, {"quantity": "floor"}),
    "learning.path": Slip("learning", "learning", {"value": 1970000}, {"quantity": "path"}),
    "learning.content": Slip("learning", "learning", {"value": 1e6}, {"quantity": "content"}),
    "learning.pieces": Slip("learning", "learning", {"value": 0.8}, {"quantity": "pieces"}),
    "learning.outside": Slip("learning", "learning", {"value": 7, "unit": "TW"}, {"quantity": "outside", "year": 2040},
                             besides=(("learning", {"quantity": "outside", "year": 2030}, {"value": 5}),)),
    "routes.value": Slip("quickstart", "routes", {"value": 12.36}, {"route": "NM-SD", "technology": "hvdc"}),
    "routes.value beyond the earth": Slip("delivery", "routes", {"value": 350000}, {"technology": "pipeline"}),
    "routes.factor": Slip("quickstart", "routes", {"factor": 13}, {"route": "NM-SD", "technology": "hvdc"}, "factor"),
    # flows and money
    "demand.value": Slip("quickstart", "demand", {"value": 772040}, {"carrier": "electricity", "region": "NM", "year": 2035}),
    "prices.value, purchase": Slip("quickstart", "prices", {"unit": "CNY_2020/kWh"}, {"carrier": "gas", "region": "NM"}),
    "prices.value, sale": Slip("hub", "prices", {"value": 120000}, {"kind": "sale"}),
    "prices.value, unmet": Slip("hub", "prices", {"value": 2000000}, {"kind": "unmet"}),
    "prices.value, surplus": Slip("quickstart", "prices", {"carrier": "electricity", "kind": "surplus", "value": -30000, "unit": "CNY_2020/MWh"}),
    "prices.value, of a region": Slip("quickstart", "prices", {"value": 1.133}, {"carrier": "coal", "region": "HE"}),
    "prices.limit": Slip("quickstart", "prices", {"carrier": "h2", "kind": "purchase", "year": 2060, "value": 20000, "unit": "CNY_2020/t", "limit": 9, "limit_unit": "Mt/year"}, {}, "limit",
                         (("prices", {}, {"carrier": "h2", "kind": "purchase", "year": 2025, "value": 20000, "unit": "CNY_2020/t", "limit": 9, "limit_unit": "kt/year"}),
                          ("emissions", {}, {"flow": "purchase", "carrier": "h2", "gas": "CO2", "value": 0, "unit": "tCO2/t"}))),
    "emissions.value": Slip("quickstart", "emissions", {"value": 94600}, {"technology": "coal_power"}),
    "emissions.value by the tonne": Slip("quickstart", "emissions", {"value": 20200}, {"technology": "coal_gasification"}),
    "emissions.value of building": Slip("quickstart", "emissions", {"flow": "build", "technology": "pv", "gas": "CO2", "value": 1000, "unit": "tCO2/kW"}),
    "carbon.value": Slip("quickstart", "carbon", {"carrier": "gas", "kind": "fossil", "value": 202, "unit": "tCO2/MWh"}),
    "carbon.value of matter": Slip("quickstart", "carbon", {"carrier": "h2", "kind": "fossil", "value": 9.6, "unit": "tCO2/t"}),
    "series.value": Slip("quickstart", "series", {"series": "gdp", "year": 2060, "value": 90, "unit": "TCNY_2020/year"},
                         besides=(("series", {}, {"series": "gdp", "year": 2025, "value": 90, "unit": "GCNY_2020/year"}),)),
    # policies
    "policies.value": Slip("quickstart", "policies", {"unit": "ktCO2/year"}, {"id": "co2_cap", "year": 2035}),
    "policies.value, price": Slip("quickstart", "policies", {"unit": "CNY_2020/kgCO2", "value": 242}, {"id": "carbon_price", "year": 2035}),
    "policies.value, growth": policy(20, "1/year", kind="growth", quantity="capacity", technology="wind"),
    "policies.value, reserve_margin": policy(20, "1", kind="reserve_margin", technology="coal_power;nuclear", carrier="electricity"),
    "policies.value, decline": policy(50, "%/year", kind="decline", quantity="emission", gas="CO2", start=2035),
    "policies.value, share": policy(20, "1", kind="share", quantity="output", carrier="electricity", technology="wind", relative_to="all"),
    "policies.overshoot_price": Slip("quickstart", "policies", {"overshoot_price": 10000, "overshoot_unit": "CNY_2020/gCO2"}, {"id": "co2_cap", "year": 2025}, "overshoot_price"),
    "policies.coefficient, gas": Slip("quickstart", "policies", {"coefficient": "CO2=100000"}, {"id": "co2_cap", "year": 2025}, "coefficient"),
    "policies.coefficient, reserve_margin": Slip("quickstart", "policies", {"id": "planted", "kind": "reserve_margin", "technology": "coal_power;nuclear", "carrier": "electricity", "value": 0.2,
                                                                          "unit": "1", "coefficient": "coal_power=90;nuclear=0.9"}, {}, "coefficient"),
    # what is told beside, and the years
    "standards.value": Slip("quickstart", "standards", {"value": 14510}, {"level": "low-carbon"}),
    "iamc.value": Slip("quickstart", "iamc", {"value": 120000}, {"item": "h2"}),
    "regions.latitude": Slip("quickstart", "regions", {"latitude": 111.749}, {"region": "NM"}, "latitude"),
    "regions.longitude": Slip("quickstart", "regions", {"longitude": 1117.49}, {"region": "NM"}, "longitude"),
    "plausible.low": Slip("quickstart", "plausible", {"quantity": "generation", "carrier": "electricity", "period": 2025, "low": 900, "high": 9, "unit": "TWh/year"}, {}, "low"),
    "*.year": Slip("quickstart", "demand", {"year": 20255}, {"carrier": "electricity", "region": "NM", "year": 2025}, "year"),
    "*.year in a policy": Slip("quickstart", "policies", {"start": 205}, {"id": "co2_cap", "year": 2025}, "start"),
}  # fmt: skip


@cache
def read(case: str, table: str) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    path = INPUTS / case / f"{table}.csv"
    lines = list(csv.reader(path.open(encoding="utf-8", newline=""))) if path.exists() else [[]]
    return tuple(lines[0]), tuple(map(tuple, lines[1:]))


def planted(folder: Path, slip: Slip) -> int:
    """A copy of the case with the slip; the row that it stands in."""
    shutil.copytree(
        INPUTS / slip.case, folder, ignore=shutil.ignore_patterns("research", "*.py", "answer", "README.md", "bay")
    )
    for table, where, to in slip.besides:
        written(folder, slip.case, table, where, to)
    return written(folder, slip.case, slip.table, slip.where, slip.to)


def written(folder: Path, case: str, table: str, where: Cells, to: Cells) -> int:
    """Set cells in the first row that has others, or add a row; its number in the file."""
    path = folder / f"{table}.csv"
    lines = list(csv.DictReader(path.open(encoding="utf-8", newline=""))) if path.exists() else []
    head = list(dict.fromkeys([*read(case, table)[0], *(lines[0] if lines else ()), *to]))
    cells = {k: str(v) for k, v in to.items()}
    if where:
        at = next(i for i, row in enumerate(lines) if all(row[k] == str(v) for k, v in where.items()))
        lines[at] |= cells
    else:
        at = len(lines)
        lines.append(cells)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, head, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)
    return at + 2


def messages(folder: Path) -> list[str]:
    """Errors and notes on a case."""
    try:
        return list(load_case(folder).doubts)
    except CaseError as error:
        return [*map(str, error.problems), *error.notes]


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_is_told_with_its_file_row_and_column(name: str, tmp_path: Path) -> None:
    slip = SLIPS[name]
    row = planted(tmp_path / "case", slip)
    found = messages(tmp_path / "case")
    assert any(m.startswith(f"{slip.table}.csv, row {row}, column '{slip.column}'") for m in found), found


OF_CASE = {
    "discount_rate": ("discount_rate", "discount_rate: 0.05", "discount_rate: 0.7"),
    "wacc": ("wacc", "wacc: 0.051", "wacc: 0.00051"),
    "base_year": ("base_year", "base_year: 2025", "base_year: 2205"),
    "year_hours": ("year_hours", "base_year: 2025", "base_year: 2025\nyear_hours: 876"),
    "gap": ("solve.gap", "base_year: 2025", "base_year: 2025\nsolve: {gap: 0.1}"),
    "tolerance": ("solve.tolerance", "base_year: 2025", "base_year: 2025\nsolve: {tolerance: 0.01}"),
    "years": ("periods.2060.years", "periods: [2025, 2035, 2045, 2060]", "periods: [2025, 2035, 2045, {label: 2060, first_year: 2060, years: 150}]"),
    "first_year": ("periods.205.first_year", "periods: [2025, 2035, 2045, 2060]", "periods: [205, 215]"),
    "weights": ("scopes.all.weights.CO2", "base_year: 2025", "base_year: 2025\nscopes: {all: {weights: {CO2: 100000}}}"),
    "seven per cent": ("discount_rate", "discount_rate: 0.05", "discount_rate: 7"),
}  # fmt: skip


@pytest.mark.parametrize("name", OF_CASE)
def test_a_slip_in_case_yaml_is_told_by_its_key(name: str, tmp_path: Path) -> None:
    key, old, new = OF_CASE[name]
    shutil.copytree(INPUTS / "quickstart", tmp_path / "case")
    path = tmp_path / "case" / "case.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    found = messages(tmp_path / "case")
    assert any(m.startswith(f"case.yaml, column '{key}'") for m in found), found


def test_every_number_is_planted_or_has_a_reason() -> None:
    """Every numeric column and every parameter has a row in the table of plausible values; where that is a range, a slip of it is planted."""
    numeric = {f"{t.name}.{c.name}" for t in TABLES for c in t.columns if c.type == "number"}
    learning = {
        f"learning.{q}"
        for q in next(c for t in TABLES if t.name == "learning" for c in t.columns if c.name == "quantity").choices
    }
    wanted = (numeric - {"learning.value", "parameters.value"}) | learning | {q.name for q in vocabulary()}
    known = {r["quantity"] for r in rows()}
    assert wanted - known == set()
    planted_names = {name.split(",")[0].split(" ")[0] for name in SLIPS} | {f"case.{n}" for n in OF_CASE}
    ranged = {r["quantity"] for r in rows() if r["low"]}
    assert ranged - planted_names - {"efficiency", "routes.detour"} == set()
