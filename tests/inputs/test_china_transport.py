"""Fuels and transport of the Chinese case: CO2 of 2021 by line from the rows, provinces that are served, sources that are known."""

import sys
from pathlib import Path

import pytest

CHINA = Path(__file__).parents[2] / "inputs" / "china"
ROAD = ["car", "bus", "truck_light", "truck_medium", "truck_heavy"]


@pytest.fixture(scope="module")
def built():
    """Rows of the two sectors alone, and what they must come to."""
    sys.path.insert(0, str(CHINA))
    try:
        from builder.fuel_use import burnt
        from builder.fuels import add_fuels
        from builder.research import Research
        from builder.sources import OWN
        from builder.tables import COLUMNS, Tables
        from builder.transport import add_transport

        research, tables = Research(), Tables()
        add_fuels(research, tables)
        add_transport(research, tables)
        yield {
            "frames": {name: tables.frame(name) for name in COLUMNS},
            "named": tables.sources(),
            "known": {*research.frame("sources").key, *research.technology_sources.values(), *OWN},
            "burnt": {year: burnt(research, year) for year in (2021, 2024)},
            "provinces": set(research.provinces),
            "lines": research.frame("reconciliation"),
        }
    finally:
        sys.path.remove(str(CHINA))


def of_year(frame, year, **where):
    """Values of the rows of a year."""
    for column, value in where.items():
        frame = frame[frame[column] == value]
    return frame[frame.year == year]


def engines(built, key, year):
    """Fuel of the engines of a class [GWh], all of it, and the share of it that is gas."""
    f = built["frames"]
    standing = of_year(f["existing_capacity"], year, technology=f"{key}_ice").value.sum()
    far = of_year(f["parameters"], year, technology=f"{key}_ice", parameter="activity_per_capacity").value.item()
    ports = of_year(f["ports"], year, technology=f"{key}_ice", direction="in").set_index("carrier")
    share = ports.share_min.get("gas", 0.0)
    assert share == 0 or ports.share_max["gas"] == share
    return standing * far * ports.value.drop("synfuel").iloc[0], share


def road(built, year):
    """CO2 of road fuel [Mt]."""
    carbon = built["frames"]["carbon"].set_index("carrier").value
    found = dict.fromkeys(("gasoline", "diesel", "gas"), 0.0)
    for key in ROAD:
        fuel, gas = engines(built, key, year)
        liquid = "gasoline" if key == "car" else "diesel"
        found[liquid] += fuel * (1 - gas) * carbon[liquid] / 1000
        found["gas"] += fuel * gas * carbon["gas"] / 1000
    return found


@pytest.mark.parametrize("year", [2021, 2024])
def test_road_burns_what_was_burnt(built, year):
    must = built["burnt"][year]
    for fuel, use in (("gasoline", "gasoline"), ("diesel", "road_diesel"), ("gas", "road_gas")):
        assert road(built, year)[fuel] == pytest.approx(must[use].value, rel=0.03)


def test_co2_of_2021_is_that_of_the_transport_lines(built):
    carbon = built["frames"]["carbon"].set_index("carrier").value
    lines = built["lines"].set_index(["group", "line"]).co2_2021_mt
    demand = built["frames"]["demand"]
    found = sum(road(built, 2021).values())
    for carrier, fuel in (("aviation", "kerosene"), ("shipping", "oil"), ("machinery", "diesel")):
        co2 = of_year(demand, 2021, carrier=carrier).value.sum() * carbon[fuel] / 1000
        assert co2 == pytest.approx(built["burnt"][2021][carrier].value, rel=0.03)
        found += co2
    oil = lines["agriculture", "agriculture oil"] + lines["construction", "construction oil"]
    assert found == pytest.approx(lines["transport"].sum() + oil, rel=0.03)
    assert lines["transport"].sum() == pytest.approx(975, rel=0.01)


def test_unallocated_is_the_residual_of_2021(built):
    emissions = built["frames"]["emissions"].set_index("carrier").value
    assert emissions["coal"] * 85_052 / 3.6 + emissions["oil"] * 15_824 / 3.6 == pytest.approx(538.6, rel=0.01)


def test_every_province_is_served(built):
    demand = built["frames"]["demand"]
    for carrier in [f"{key}_km" for key in ROAD] + ["aviation", "machinery"]:
        assert set(demand[demand.carrier == carrier].region) == built["provinces"]
    coasts = set(demand[demand.carrier == "shipping"].region)
    assert coasts < built["provinces"]
    assert "GD" in coasts
    prices = built["frames"]["prices"]
    for carrier in ("coal", "gas", "biomass"):
        assert set(prices[prices.carrier == carrier].region) == built["provinces"]


@pytest.mark.parametrize("year", [2021, 2024])
def test_vehicles_of_history_are_just_enough(built, year):
    f = built["frames"]
    for key in ROAD:
        served = 0.0
        for drive in ("ice", "bev", "fcev"):
            name = f"{key}_{drive}"
            far = of_year(f["parameters"], year, technology=name, parameter="activity_per_capacity").value.item()
            standing = of_year(f["existing_capacity"], year, technology=name)
            assert (standing.value > 0).all()
            served += standing.value.sum() * far
        assert served == pytest.approx(of_year(f["demand"], year, carrier=f"{key}_km").value.sum(), rel=1e-6)


def test_import_and_domestic_are_tiers(built):
    prices = built["frames"]["prices"]
    for carrier in ("coal", "gas", "gasoline", "diesel", "kerosene", "oil"):
        tiers = {"domestic", "import"} if carrier in ("coal", "gas") else {"of domestic crude", "of imported crude"}
        assert set(prices[prices.carrier == carrier].tier) == tiers


def test_sources_are_known_and_every_number_says_what_it_is(built):
    assert built["named"] <= built["known"]
    for name, frame in built["frames"].items():
        if "quality" in frame and len(frame):
            frame = frame[frame.note != "Reference port"]
            assert set(frame.quality) <= {"sourced", "derived", "assumed"}, name
            vague = frame[(frame.source == "ASSUMED") & frame.note.isna()]
            assert vague.empty, (name, vague)
