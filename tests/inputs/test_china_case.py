"""The Chinese case as a whole: tables as built, scenarios that apply, sums over regions, what happened."""

import sys
from pathlib import Path

import pandas as pd
import pytest

from optimizer.case.quality import quality_counts
from optimizer.case.read import read_raw
from optimizer.case.scenario import apply_scenario
from optimizer.case.used import inputs_used
from optimizer.pipeline import load_case

CHINA = Path(__file__).parents[2] / "inputs" / "china"


@pytest.fixture(scope="module")
def raw():
    return read_raw(CHINA)


def test_every_scenario_applies(raw):
    assert len(raw.keys["scenarios"]) == 12
    for scenario in raw.keys["scenarios"]:
        apply_scenario(raw, scenario)


@pytest.mark.slow
@pytest.mark.parametrize("scenario", read_raw(CHINA).keys["scenarios"])
def test_every_scenario_is_a_case_without_problems(scenario):
    from optimizer.formulation import vocabulary
    from optimizer.inputs import prepare
    from optimizer.pipeline import load_case

    assert prepare(load_case(CHINA, scenario=scenario), vocabulary()).indexes["active"].size


def test_renewables_of_2022_are_above_1_1_terawatt(raw):
    rows = raw.tables["existing_capacity"]
    rows = rows[rows.technology.isin(["wind_on", "wind_off", "pv", "pv_roof", "hydro", "biomass_power"])]
    rows = rows.assign(year=rows.year.astype(int), value=rows.value.astype(float))
    total = 0.0
    for _, path in rows.groupby(["technology", "region"]):
        by_year = path.set_index("year").value
        total += by_year.reindex([*by_year.index, 2022]).groupby(level=0).first().interpolate("index")[2022]
    assert 1100 < total < 1250  # GW; 1,160 without pumped hydro


def test_hydrogen_stands_where_it_is_used(raw):
    rows = raw.tables["existing_capacity"]
    made = rows[rows.technology.isin(["h2_coal", "h2_gas", "h2_byproduct"]) & (rows.year == "2024")]
    by_region = made.assign(value=made.value.astype(float)).groupby("region").value.sum()
    assert by_region.sum() * 8 == pytest.approx(26.5, rel=0.03)  # Mt at 8,000 h


def test_calibration_names_known_technologies(raw):
    rows = raw.tables["calibration"]
    named = {t for cell in rows.technology for t in cell.split(";") if t}
    assert named <= set(raw.tables["technologies"].technology)
    assert not rows.duplicated(["name", "year"]).any()


@pytest.mark.slow
def test_tables_are_those_that_the_builder_writes(tmp_path):
    sys.path.insert(0, str(CHINA))
    try:
        from build import build

        build(tmp_path)
    finally:
        sys.path.remove(str(CHINA))
    for file in sorted(tmp_path.iterdir()):
        assert file.read_bytes() == (CHINA / file.name).read_bytes(), file.name


@pytest.mark.slow
def test_merging_keeps_national_totals():
    from optimizer.pipeline import load_case

    totals = []
    for scenario, regions in (("provinces", 31), ("macro10", 10), (None, 7)):
        tables = load_case(CHINA, scenario).tables
        assert len(tables["regions"]) == regions
        demand, stands = tables["demand"], tables["existing_capacity"]
        stands = stands[stands.technology != "line"]
        totals.append(
            pd.concat(
                [
                    demand[demand.year.isin([2030, 2060])].groupby(["carrier", "year"]).amount.sum(),
                    stands[stands.year == 2030].groupby("technology").amount.sum(),
                ]
            )
        )
    for coarser in totals[1:]:
        pd.testing.assert_series_equal(totals[0], coarser, rtol=1e-6, check_index_type=False)


@pytest.mark.slow
def test_what_happened_comes_out():
    from optimizer.pipeline import load_case, run
    from optimizer.report.calibration import calibration

    table = calibration(run(load_case(CHINA, "hindcast")), CHINA / "calibration.csv").set_index(["name", "year"])
    off = table.deviation.abs()
    assert off["CO2 of fuel and process", 2021] < 0.03
    assert off["Hydrogen", 2024] < 0.03
    for name in off.index.get_level_values("name").unique():
        if name.startswith("CO2, "):
            assert off[name].max() < 0.035, name
    for name in ("Wind", "Solar", "Gas power", "Hydro", "Nuclear", "Coal power, furnace gas and waste heat"):
        assert off[name].max() < 0.05, name


@pytest.mark.slow
def test_the_workbook_says_of_every_number_what_its_rows_say():
    """In seven grids: rows of all regions as written, and as large a share of assumptions as in the tables of 31 provinces."""
    provinces, grids = (pd.DataFrame(inputs_used(load_case(CHINA, s))) for s in ("provinces", None))
    everywhere = [t[(t.table == "parameters") & (t.region == "")].drop(columns="unit") for t in (provinces, grids)]
    columns = ["item", "quantity", "year"]
    as_written, as_shown = (t.sort_values(columns).reset_index(drop=True) for t in everywhere)
    pd.testing.assert_frame_equal(as_written, as_shown)
    stated = quality_counts(CHINA)
    shares = [t.quality.eq("assumed").groupby(t.table).mean() for t in (provinces, grids)]
    assert abs(provinces.quality.eq("assumed").mean() - stated["assumed"] / sum(stated.values())) < 0.002
    assert (shares[0] - shares[1]).abs().max() < 0.06  # tables with many regions shrink more where plant is sourced
    assert grids.quality.eq("sourced").sum() <= provinces.quality.eq("sourced").sum()
