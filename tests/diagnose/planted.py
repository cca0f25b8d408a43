"""Twenty conflicts planted in the shipped cases, and what a diagnosis must name of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from optimizer.case.model import Case
from optimizer.pipeline import load_case

INPUTS = Path(__file__).parents[2] / "inputs"
Patch = dict[str, Any]


@dataclass(frozen=True)
class Planted:
    """A conflict.

    Attributes:
        name: of the test.
        base: the shipped case.
        patches: what makes it impossible.
        members: words, each of which one member of a conflict must have.
        never: words that no line of the repair may have.
        gives: words that a line of the repair must have.
    """

    name: str
    base: str
    patches: tuple[Patch, ...]
    members: tuple[str, ...]
    gives: tuple[str, ...] = ()
    never: tuple[str, ...] = field(default=())
    slow: bool = False


def planted_case(folder: Path, planted: Planted) -> Case:
    """The case with its conflict."""
    folder.mkdir(parents=True, exist_ok=True)
    keys = {"extends": str(INPUTS / planted.base), "scenarios": {"planted": [*SMALL[planted.base], *planted.patches]}}
    (folder / "case.yaml").write_text(yaml.safe_dump(keys), encoding="utf-8")
    return load_case(folder, "planted")


def where(table: str, to: Patch, **cells: Any) -> Patch:
    return {"table": table, "where": cells, "set": to}


def add(table: str, **cells: Any) -> Patch:
    more = {"source": "ASSUMED", "quality": "assumed"} if table != "potentials" else {}
    return {"table": table, "add": {**more, **cells}}


def drop(table: str, **cells: Any) -> Patch:
    return {"table": table, "where": cells, "drop": True}


NO_SHORTAGE = drop("prices", kind="unmet")
NO_OVERSHOOT = where("policies", {"overshoot_price": "", "overshoot_unit": ""}, id="co2_cap")
SMALL: dict[str, list[Patch]] = {
    "quickstart": [
        {"key": "clock.typical_days.days", "set": 1},
        {"key": "clock.typical_days.hours", "set": 3},
        {"key": "clock.typical_days.extremes", "set": []},
        NO_SHORTAGE,
        NO_OVERSHOOT,
    ],
    "hub": [{"key": "clock.full_year.step", "set": 24}, NO_SHORTAGE],
    "delivery": [],
    "china": [{"key": "regions.by", "set": "nation"}, drop("policies", id="pace_line")],
}


def policy(kind: str, **cells: Any) -> Patch:
    return add("policies", id="planted", kind=kind, **cells)


QUICKSTART = (
    Planted(
        "a cap below what plant of the first year can do",
        "quickstart",
        (where("policies", {"value": 100}, id="co2_cap", year=2025),),
        ("policy 'co2_cap', all regions, 2025: at most 100",),
        ("policy 'co2_cap', all regions, 2025",),
    ),
    Planted(
        "an intensity that cannot be met",
        "quickstart",
        (
            where("policies", {"on": "no"}, id="co2_cap"),
            policy("intensity", quantity="emission", gas="CO2", area="together", year=2025, end=2025, value=10,
                   unit="gCO2/kWh", relative_to="output:electricity"),
        ),
        ("policy 'planted', all regions, 2025: at most 10 gCO2/kWh",),
        ("policy 'planted'",),
        ("demand for",),
    ),
    Planted(
        "hydrogen that nothing makes",
        "quickstart",
        (where("technologies", {"build": "no"}, technology="electrolyser"), drop("existing_capacity", technology="coal_gasification")),
        ("demand for h2 in",),
        ("demand for h2 in",),
    ),
    Planted(
        "a share of renewables beyond the land",
        "quickstart",
        (
            where("policies", {"on": "no"}, id="co2_cap"),
            where("potentials", {"value": 30}, technology=["wind", "pv"], limit="capacity_max"),
            drop("existing_capacity", technology=["wind", "pv"]),
            policy("share", quantity="output", carrier="electricity", technology="wind;pv", relative_to="all", area="together",
                   sense=">=", year=2060, value=90, unit="%"),
        ),
        ("policy 'planted', all regions, 2060: at least 90 % of all", "capacity of wind in", "at most 30"),
    ),
    Planted(
        "growth too slow for the cap",
        "quickstart",
        (
            where("technologies", {"build": "no"}, technology=["gas_ccgt", "h2_turbine"]),
            policy("growth", quantity="capacity", technology="wind;pv", area="together", value=1, unit="%/year", seed=1, seed_unit="GW/year"),
        ),
        ("policy 'planted', all regions, 2", "policy 'co2_cap', all regions, 2"),
    ),
    Planted(
        "more plant than may be built",
        "quickstart",
        (add("potentials", technology="wind", region="SD", limit="capacity_min", year=2025, value=150, unit="GW"),),
        ("capacity of wind in SD, 2025: at least 150 GW", "what is built of wind in SD, 2025: at most 9.2 GW"),
    ),
    Planted(
        "a budget that demand has spent before",
        "quickstart",
        (
            where("policies", {"on": "no"}, id="co2_cap"),
            policy("budget", quantity="emission", gas="CO2", area="together", time="cumulative", value=1000, unit="MtCO2"),
        ),
        ("policy 'planted', all regions, 2060: at most 1",),
        ("policy 'planted'",),
    ),
    Planted(
        "a reserve that nothing may be built for",
        "quickstart",
        (
            where("technologies", {"build": "no"}, technology=["gas_ccgt", "h2_turbine"]),
            policy("reserve_margin", technology="coal_power;nuclear", carrier="electricity", area="together", value=200, unit="%"),
        ),
        ("reserve margin 'planted', all regions, 20",),
        ("reserve margin 'planted'",),
    ),
    Planted(
        "a demand that grows beyond what can be built in time",
        "quickstart",
        (
            {"table": "demand", "where": {"carrier": "electricity", "region": "SD", "year": 2025}, "scale": 4},
            where("technologies", {"build": "no"}, technology=["gas_ccgt", "h2_turbine"]),
        ),
        ("demand for electricity in SD, 2025: 3,513", "what is built of"),
    ),
    Planted(
        "coal that may not be bought",
        "quickstart",
        (
            where("prices", {"limit": 1, "limit_unit": "MW"}, carrier=["coal", "gas"]),
            where("technologies", {"build": "no"}, technology=["wind", "pv"]),
        ),
        ("purchases of gas in", "demand for"),
    ),
)  # fmt: skip
HUB = (
    Planted(
        "a site too small for its customers",
        "hub",
        (where("potentials", {"value": 10}, technology=["wind", "pv"]),),
        ("capacity of wind in NM, 2030: at most 10 MW", "capacity of pv in NM", "demand for h2 in NM, 2030: 28 kt/year", "purchases of electricity in NM"),
        ("purchases of electricity in NM, 2030, tier 1: 166.1 MW in place of 60 MW",),
        ("demand for",),
    ),
    Planted(
        "plant that must run beyond what can be used",
        "hub",
        (
            add("parameters", technology="electrolyser_pem", parameter="minimum_load", value=0.9, unit="1"),
            add("potentials", technology="electrolyser_pem", region="NM", limit="capacity_min", value=5000, unit="MW"),
        ),
        ("minimum load of electrolyser_pem in NM, 2030", "capacity of electrolyser_pem in NM, 2030: at least 5,000 MW",),
    ),
    Planted(
        "emissions of the grid with nothing beside it",
        "hub",
        (
            where("technologies", {"build": "no"}, technology=["wind", "pv"]),
            where("policies", {"on": "yes", "value": 100}, id="annual_cap"),
            where("prices", {"limit": 6000}, carrier="electricity", kind="purchase"),
        ),
        ("policy 'annual_cap', all regions, 2030: at most 100", "demand for h2 in NM"),
        ("policy 'annual_cap'",),
        ("demand for",),
    ),
    Planted(
        "two shares that are more than all",
        "hub",
        tuple(
            add("policies", id=name, kind="share", quantity="output", carrier="h2", technology=name, relative_to="all", sense=">=",
                value=60, unit="%")
            for name in ("electrolyser_alk", "electrolyser_pem")
        ),
        ("policy 'electrolyser_alk'", "policy 'electrolyser_pem'"),
        ("policy 'electrolyser_",),
    ),
    Planted(
        "hours that the sun does not shine",
        "hub",
        (
            add("parameters", technology="pv", parameter="full_load_hours_min", value=8000, unit="hour/year"),
            add("potentials", technology="pv", region="NM", limit="capacity_min", value=100, unit="MW"),
        ),
        ("least full-load hours of pv in NM, 2030", "capacity of pv in NM, 2030: at least 100 MW"),
    ),
)  # fmt: skip
DELIVERY = (
    Planted(
        "no way to the city",
        "delivery",
        ({"table": "technologies", "set": {"build": "no"}},),
        ("demand for h2_70mpa in city, 2030: 18,250,000 kg/year",),
        ("demand for h2_70mpa",),
    ),
    Planted(
        "an electrolyser too small for the city",
        "delivery",
        (add("potentials", technology="electrolysis", region="plant", limit="capacity_max", value=1000, unit="kg/hour"),),
        ("demand for h2_70mpa in city", "capacity of electrolysis in plant, 2030: at most 1,000 kg/hour"),
        ("capacity of electrolysis",),
        ("demand for",),
    ),
    Planted(
        "a truck alone against a share for pipes",
        "delivery",
        (
            where("technologies", {"build": "no"}, technology="station_pipe"),
            add("policies", id="pipes", kind="share", quantity="output", carrier="h2_70mpa", technology="station_pipe", relative_to="station_trailer",
                sense=">=", value=50, unit="%"),
            where("technologies", {"build": "no"}, technology=["station_liquid", "station_lohc"]),
            add("existing_capacity", technology="station_pipe", region="city", year=2030, value=1, unit="kg/hour"),
        ),
        ("policy 'pipes'", "demand for h2_70mpa"),
        ("policy 'pipes'",),
    ),
)  # fmt: skip
CHINA = (
    Planted(
        "a goal beyond the pace that is allowed",
        "china",
        ({"table": "policies", "where": {"id": "fuel_cell_goal"}, "scale": 100},),
        ("policy 'fuel_cell_goal'", "policy 'fuel_cell_pace'"),
        ("policy 'fuel_cell_",),
        ("demand for",),
        slow=True,
    ),
    Planted(
        "wind at sea beyond what builders can do",
        "china",
        (policy("capacity", quantity="capacity", technology="wind_off", area="together", sense=">=", year=2030, end=2030, value=2000, unit="GW"),),
        ("policy 'planted', all regions, 2030: at least 2,000 GW", "wind_off"),
        slow=True,
    ),
)  # fmt: skip
PLANTED = (*QUICKSTART, *HUB, *DELIVERY, *CHINA)
