"""Slips in a whole case: each is planted in the quickstart and told once; what is like it and may be meant has no note."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from whole_tables import changed, copied, dropped, times, told

from optimizer.pipeline import load_case

Plant = Callable[[Path], object]
BURNT, ACTIVITY = {"technology": "coal_power", "flow": "activity"}, {"flow": "activity"}
BOUGHT = {"carrier": "electricity", "region": "HE"}
NUCLEAR, PV, UNMET = {"technology": "nuclear"}, {"technology": "pv", "parameter": "capital_cost"}, {"kind": "unmet"}
H2_OUT = {"technology": "electrolyser", "carrier": "h2"}
COST_2050 = {"technology": "electrolyser", "parameter": "capital_cost", "year": "2050"}


def cells(table: str, where: dict[str, str], column: str, to: Callable[[str], str] | str) -> Plant:
    return lambda folder: changed(folder, table, where, column, to)


def without(table: str, where: dict[str, str]) -> Plant:
    return lambda folder: dropped(folder, table, where)


def line(table: str, text: str) -> Plant:
    """A row more at the end of a table."""

    def add(folder: Path) -> None:
        with (folder / f"{table}.csv").open("a", encoding="utf-8") as file:
            file.write(f"{text}\n")

    return add


def text(file: str, old: str, new: str) -> Plant:
    def replace(folder: Path) -> None:
        content = (folder / file).read_text(encoding="utf-8")
        assert old in content
        (folder / file).write_text(content.replace(old, new), encoding="utf-8")

    return replace


def both(*plants: Plant) -> Plant:
    return lambda folder: [plant(folder) for plant in plants]


SLIPS: dict[str, tuple[Plant, str]] = {
    "a factor with a sign": (cells("emissions", BURNT, "value", "-94.6"), "emissions.csv, row 2, column 'value': what 'coal_power' emits by the coal that it takes is negative"),
    "a factor by the MWh": (cells("emissions", BURNT, "unit", "kgCO2/MWh"), "emissions.csv, row 2, column 'value': what 'coal_power' emits by the coal that it takes is 1/3.81 of the carbon"),
    "a factor left out": (without("emissions", BURNT), "ports.csv, row 8, column 'carrier': 'coal_power' burns coal and has no factor of CO2 in emissions.csv, although other plant that takes coal has one"),
    "every factor of a fuel left out": (both(without("emissions", BURNT), without("emissions", {"technology": "gas_ccgt"})), "'gas_ccgt' burns gas and has no factor of CO2 in emissions.csv, although its purchase says 0"),
    "no cost of capital": (without("parameters", PV), "technologies.csv, row 6, column 'technology': 'pv' may be built and has a fixed cost, and no cost of capital"),
    "no fixed cost": (without("parameters", {**PV, "parameter": "fixed_cost"}), "technologies.csv, row 6, column 'technology': 'pv' has a cost of capital and no fixed cost, which 8 others have"),
    "a port the wrong way": (cells("ports", H2_OUT, "direction", "in"), "column 'direction': 'electrolyser' takes electricity, h2 and gives nothing: it is never used"),
    "plant by the TW": (cells("existing_capacity", NUCLEAR, "unit", "TW"), "existing_capacity.csv, row 30, column 'value': existing capacity: 'nuclear' alone makes 10.7 times all the electricity that is wanted on the mean, did you mean 2.65 GW?"),
    "a cap from below": (cells("policies", {"id": "co2_cap"}, "sense", ">="), "policies.csv, row 2, column 'sense': policy 'co2_cap' is a floor"),
    "caps by the kilotonne": (cells("policies", {"id": "co2_cap"}, "unit", "ktCO2/year"), "policies.csv, row 2, column 'value': the cap of 2025 is 1/1,520 of what plant that stands emits in a year of full use, did you mean 1600 MtCO2/year?"),
    "a price with a sign": (cells("prices", BOUGHT, "value", "-400"), "prices.csv, row 8, column 'value': price of electricity (purchase) is negative"),
    "shortage by the tonne": (cells("prices", UNMET, "unit", "CNY_2020/t"), "prices.csv, row 10, column 'value': price of shortage of h2 is 6 CNY_2020/MWh at most"),
    "a ceiling by the MW": (cells("prices", BOUGHT, "limit_unit", "MW"), "prices.csv, row 8, column 'limit': ceiling: electricity in HE is 1/5,990 of the demand there, did you mean 10 GW?"),
    "a base year with swapped digits": (text("case.yaml", "base_year: 2025", "base_year: 2052"), "case.yaml, column 'base_year': money is discounted to a year far from the first period 2025"),
    "a policy of the year beside": (cells("policies", {"id": "co2_cap", "year": "2035"}, "year", "2036"), "policies.csv, row 3, column 'year': no period is 2036, and all other rows of this number are of periods, did you mean 2035?"),
    "a year out of order": (cells("parameters", COST_2050, "year", "2005"), "column 'year': 2005 stands between 2040 and 2060, did you mean 2050?"),
    "plant that is nowhere": (without("existing_capacity", {"technology": "coal_power"}), "technologies.csv, row 2, column 'build': 'coal_power' may not be built, and none of it stands"),
    "a demand left out": (without("demand", {"carrier": "electricity", "region": "SD"}), "regions.csv, row 4, column 'region': profiles.csv has SD_load, and no demand of electricity in SD follows it"),
    "a least of what is not built": (line("potentials", "nuclear,SD,capacity_min,2045,30,GW,,,"), "potentials.csv, row 27, column 'value': more of 'nuclear' than can stand in SD in 2045, which is 2.65 GW: nuclear may not be built"),
    "a least above the most": (line("potentials", "cavern,SD,capacity_min,2035,700000,t,,,"), "potentials.csv, row 27, column 'value': more of 'cavern' than can stand in SD in 2035, which is 660000 t: potentials.csv leaves no more"),
    "builds above what may stand": (line("potentials", "wind,SD,build_min,2045,200,GW,,,"), "potentials.csv, row 27, column 'value': more of 'wind' than can be built in SD in 2045, which is 194.5 GW"),
}  # fmt: skip


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_told(slip: str, tmp_path: Path) -> None:
    plant, words = SLIPS[slip]
    folder = copied(tmp_path / "case")
    plant(folder)
    assert any(words in note for note in told(folder)), told(folder)


SILENT: dict[str, Plant] = {
    "a factor of a blend of lignite": cells("emissions", BURNT, "value", "101"),
    "capture that binds more than it burns": both(
        cells("emissions", BURNT, "value", "-94.6"),
        cells("technologies", {"technology": "coal_power"}, "name", "Coal and straw with capture"),
    ),
    "a factor of nothing": cells("emissions", BURNT, "value", "0"),
    "carbon booked where it is bought": both(
        without("emissions", BURNT), cells("emissions", {"flow": "purchase", "carrier": "coal"}, "value", "0.34")
    ),
    "nothing is counted": lambda folder: [(folder / f"{name}.csv").unlink() for name in ("emissions", "policies")],
    "capital of nothing": cells("parameters", PV, "value", "0.0"),
    "a sink that must run": both(
        cells("ports", H2_OUT, "direction", "in"),
        line("parameters", "electrolyser,full_load_hours_min,,,2000,hour/year,,,,"),
    ),
    "four times the plant": cells("existing_capacity", NUCLEAR, "value", times(400)),
    "a cap of nothing": cells("policies", {"id": "co2_cap", "year": "2025"}, "value", "0"),
    "a strict cap": cells("policies", {"id": "co2_cap", "year": "2025"}, "value", "20"),
    "shortage by the kilogram": cells("prices", UNMET, "value", "20"),
    "a small ceiling": cells("prices", BOUGHT, "limit", "0.5"),
    "money of ten years before": text("case.yaml", "base_year: 2025", "base_year: 2015"),
    "a policy between periods": cells("policies", {"id": "co2_cap", "year": "2035"}, "year", "2040"),
    "a cost of the year beside": cells("parameters", COST_2050, "year", "2049"),
    "plant that is switched off": cells("technologies", {"technology": "h2_turbine"}, "build", "no"),
    "a demand without its shape": cells("demand", {"carrier": "electricity", "region": "SD"}, "profile", ""),
    "a least that stands": line("potentials", "nuclear,SD,capacity_min,2045,2.65,GW,,,"),
    "a least that may be built": line("potentials", "cavern,SD,capacity_min,2035,660000,t,,,"),
}


@pytest.mark.parametrize("meant", SILENT)
def test_what_may_be_meant_has_no_note(meant: str, tmp_path: Path) -> None:
    folder = copied(tmp_path / "case")
    SILENT[meant](folder)
    assert told(folder) == []


def test_waste_may_have_a_price_below_zero(tmp_path: Path) -> None:
    """Somebody wants to be rid of it, as its name says."""
    folder = copied(tmp_path / "case")
    for path in folder.glob("*.csv"):
        path.write_text(path.read_text(encoding="utf-8").replace("gas,", "waste_gas,"), encoding="utf-8")
    changed(folder, "prices", {"carrier": "waste_gas"}, "value", "-3")
    assert [note for note in told(folder) if "negative" in note] == []


def test_plant_that_a_scenario_switches_off_has_no_note(tmp_path: Path) -> None:
    """Even where it has no cost of capital: the patch says that it is meant."""
    folder = copied(tmp_path / "case")
    text(
        "case.yaml",
        "scenarios:",
        "scenarios:\n  none: [{table: technologies, where: {technology: coal_power}, set: {note: gone}}]",
    )(folder)
    dropped(folder, "existing_capacity", {"technology": "coal_power"})
    assert load_case(folder, "none").doubts == ()
    assert len(load_case(folder).doubts) == 1
