"""Industry and heat of the Chinese case: CO2 of 2021 by group from the rows, provinces that are served, sources that are known."""

import sys
from pathlib import Path

import pandas as pd
import pytest

CHINA = Path(__file__).parents[2] / "inputs" / "china"
PRODUCTS = ["steel", "cement", "ammonia", "methanol", "refining", "process", "heat_industry", "heat_district"]


@pytest.fixture(scope="module")
def built():
    """Rows of the two sectors alone, with the arithmetic behind them."""
    sys.path.insert(0, str(CHINA))
    try:
        from builder import accounts, works
        from builder.heat import add_heat
        from builder.industry import add_industry, electricity_use, industry_policies
        from builder.research import Research
        from builder.sources import OWN
        from builder.tables import Tables

        research, tables = Research(), Tables()
        add_industry(research, tables)
        add_heat(research, tables)
        industry_policies(tables)
        known = {*research.frame("sources").key, *research.technology_sources.values(), *OWN}
        factors = {c: works.carbon(research, c).value for c in works.FACTORS}
        yield {
            "tables": tables,
            "answers": accounts.answers(research),
            "lines": research.frame("reconciliation"),
            "pool": accounts.POOL.value,
            "runs": works.running(tables, 2021),
            "carbon": {**factors, "carbonate": 1.0, "co2": 1.0, "methanol": 1.3735},
            "known": known,
            "power": {year: electricity_use(tables, year) for year in (2021, 2024)},
            "shares": research.by_region("regions", region_type="province", indicator="output_crude_steel", year=2024),
        }
    finally:
        sys.path.remove(str(CHINA))


def of_2021(built):
    """CO2 of what runs in 2021 by carrier served [Mt]: carbon of fuels in, less carbon out."""
    tables = built["tables"]
    reference = tables.frame("technologies").set_index("technology").reference
    ports = tables.frame("ports")
    ports = ports[ports.year.isna() | (ports.year <= 2021)]
    found = dict.fromkeys(built["answers"], 0.0)
    for technology, places in built["runs"].items():
        for port in ports[(ports.technology == technology) & ports.carrier.isin(list(built["carbon"]))].itertuples():
            share = 1.0 if pd.isna(port.group) else share_2021(ports, port)
            sign = 1 if port.direction == "in" else -1
            carrier = reference[technology]
            found[carrier] = (
                found.get(carrier, 0.0)
                + sign * share * port.value * built["carbon"][port.carrier] * sum(places.values()) / 1000
            )
    return found


def share_2021(ports, port):
    """The share that bounds of 2021 leave: their floor where it is their ceiling, or what the others leave."""
    group = ports[(ports.technology == port.technology) & (ports.group == port.group)]
    others = group[group.carrier != port.carrier]
    if port.share_min == port.share_max:
        return port.share_max
    assert (others.share_min.fillna(0) == others.share_max).all(), (
        f"the mix of {port.technology} is not settled in 2021"
    )
    return 1 - others.share_max.sum()


def test_co2_of_2021_is_that_of_each_answer(built):
    found = of_2021(built)
    assert "ammonia" not in found  # its hydrogen is in the pool
    for carrier, expected in built["answers"].items():
        assert found[carrier] == pytest.approx(expected, rel=0.03), carrier


def test_answers_and_hydrogen_are_the_groups_of_the_reconciliation(built):
    lines = built["lines"].set_index("line")
    groups = lines.group.isin(["industry_combustion", "process", "transformation_losses", "heat_plants", "buildings"])
    fields = lines.group.isin(["agriculture", "construction"]) & ~lines.index.str.endswith("oil")
    expected = lines[groups | fields].co2_2021_mt.sum()
    found = of_2021(built)
    assert sum(found.values()) + built["pool"] == pytest.approx(expected, rel=0.005)


@pytest.mark.parametrize("carrier", PRODUCTS)
def test_provinces_with_output_are_served_by_what_stands(built, carrier):
    demand = built["tables"].frame("demand")
    reference = built["tables"].frame("technologies").set_index("technology").reference
    demand = demand[(demand.carrier == carrier) & (demand.year == 2021)]
    assert len(demand) >= 15
    for row in demand.itertuples():
        made = sum(runs.get(row.region, 0) for k, runs in built["runs"].items() if reference[k] == carrier)
        if carrier == "heat_district":
            made -= built["runs"]["heat_bld_district"].get(row.region, 0) / 0.95
        assert made == pytest.approx(row.value * 1000, rel=1e-6), row.region


def test_steel_is_served_in_every_province_that_makes_it(built):
    demand = built["tables"].frame("demand")
    assert set(demand[demand.carrier == "steel"].region) == {r for r, f in built["shares"].items() if f.value > 0}


def test_every_number_has_a_known_source_and_a_unit(built):
    assert not built["tables"].sources() - built["known"]
    for name in ("ports", "parameters", "existing_capacity", "potentials", "demand", "prices", "policies"):
        frame = built["tables"].frame(name)
        if name == "ports":
            frame = frame[frame.note != "Reference port"]
        assert frame[["value", "unit", "source", "quality"]].notna().all().all(), name


def test_electricity_of_the_record(built):
    assert sum(built["power"][2021].values()) == pytest.approx(1053, rel=0.01)
    assert 0.9 < sum(built["power"][2024].values()) / sum(built["power"][2021].values()) < 1.2
