"""Loading: folders and workbooks, scenarios, extends, years between."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pandas as pd
import pytest
from tiny import TABLES, YAML, tiny_case, write_tiny

from optimizer.case.dictionary import data_dictionary
from optimizer.case.new import write_template, write_workbook
from optimizer.errors import CaseError
from optimizer.formulation import vocabulary
from optimizer.inputs.world import Lookup
from optimizer.pipeline import load_case


def test_units_are_converted_at_the_door(tmp_path: Path) -> None:
    case = tiny_case(tmp_path / "tiny")
    p = case.tables["parameters"]
    cost = p[(p["technology"] == "wind") & (p["parameter"] == "capital_cost")].iloc[0]
    assert cost["amount"] == pytest.approx(1009.0)  # CNY/kW is kCNY/MW
    cable = p[(p["technology"] == "cable") & (p["parameter"] == "capital_cost")].iloc[0]
    assert cable["per_km"]
    assert cable["amount"] == pytest.approx(2.0)
    steel = case.tables["demand"].iloc[2]
    assert steel["amount"] == pytest.approx(90e3 / 8760)
    cap = case.tables["policies"].iloc[0]
    assert cap["amount"] == pytest.approx(9000.0)
    assert cap["overshoot_amount"] == pytest.approx(1.999)


def test_a_folder_and_its_workbook_are_the_same_case(tmp_path: Path) -> None:
    folder = write_tiny(tmp_path / "tiny")
    write_workbook(folder, tmp_path / "tiny.xlsx")
    one, two = load_case(folder), load_case(tmp_path / "tiny.xlsx")
    assert one.options == two.options
    for name, table in one.tables.items():
        pd.testing.assert_frame_equal(
            table.drop(columns=["_file", "_row"]).reset_index(drop=True),
            two.tables[name].drop(columns=["_file", "_row"]).reset_index(drop=True),
        )
    assert one.profiles is not None
    assert two.profiles is not None
    pd.testing.assert_frame_equal(one.profiles, two.profiles, check_index_type=False)


SCENARIOS = """\
scenarios:
  cheap:
    - {table: parameters, where: {technology: wind, parameter: capital_cost}, scale: 0.5}
    - {table: prices, where: {kind: sale}, drop: true}
    - {table: potentials, add: {technology: wind, region: B, limit: capacity_max, value: 77, unit: MW}}
    - {table: policies, where: {id: price}, set: {value: 99}}
    - {key: discount_rate, set: 0.08}
  empty:
    - {table: parameters, where: {technology: nothing}, scale: 2}
"""


def test_scenarios_patch_tables_and_keys(tmp_path: Path) -> None:
    folder = write_tiny(tmp_path / "tiny", yaml=YAML + SCENARIOS)
    case = load_case(folder, "cheap")
    p = case.tables["parameters"]
    assert list(p[(p["technology"] == "wind") & (p["parameter"] == "capital_cost")]["amount"]) == pytest.approx(
        [504.5, 453.5]
    )
    assert "sale" not in set(case.tables["prices"]["kind"])
    assert 77.0 in set(case.tables["potentials"]["amount"])
    assert case.options.discount_rate == 0.08
    assert case.tables["policies"].set_index("id").loc["price", "value"] == 99
    with pytest.raises(CaseError, match="matches no row"):
        load_case(folder, "empty")
    with pytest.raises(CaseError, match="did you mean 'cheap'"):
        load_case(folder, "cheep")


def test_a_case_extends_another(tmp_path: Path) -> None:
    write_tiny(tmp_path / "base")
    child = tmp_path / "child"
    child.mkdir()
    (child / "case.yaml").write_text("extends: ../base\nname: child\ndiscount_rate: 0.09\n")
    (child / "potentials.csv").write_text(TABLES["potentials"].replace("9000", "50"))
    case = load_case(child)
    assert case.options.name == "child"
    assert case.options.discount_rate == 0.09
    assert case.options.money == "kCNY_2020"
    assert list(case.tables["potentials"]["amount"]) == [50.0]
    assert len(case.tables["technologies"]) == 12


def test_years_between_are_interpolated_and_places_win() -> None:
    rows = pd.DataFrame(
        {
            "k": ["a", "a", "a"],
            "region": ["", "", "R"],
            "year": [2020.0, 2040.0, float("nan")],
            "amount": [10.0, 30.0, 7.0],
        }
    )
    lookup = Lookup(rows, ["k"])
    series = lookup.one("a", place="S")
    assert series is not None
    assert [series.at(y) for y in (2010, 2030, 2050)] == [10.0, 20.0, 30.0]
    special = lookup.one("a", place="R")
    assert special is not None
    assert special.at(2030) == 7.0
    assert lookup.one("b", place="R") is None


def test_the_template_is_a_case(tmp_path: Path) -> None:
    write_template(tmp_path / "demo", "demo")
    assert load_case(tmp_path / "demo").options.name == "demo"
    with pytest.raises(CaseError, match="not empty"):
        write_template(tmp_path / "demo", "demo")


def test_the_dictionary_names_every_parameter() -> None:
    text = data_dictionary(vocabulary())
    assert all(f"`{q.name}`" in text for q in vocabulary())


def test_packed_profiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = tiny_case(tmp_path / "plain")
    folder = write_tiny(tmp_path / "packed", profiles=None)
    packed = gzip.compress(TABLES["profiles"].encode())
    (folder / "profiles.csv.gz").write_bytes(packed)
    case = load_case(folder)
    assert case.profiles is not None
    pd.testing.assert_frame_equal(case.profiles, plain.profiles)
    assert case.hashes["profiles.csv.gz"] == hashlib.sha256(packed).hexdigest()

    (folder / "demand.csv.gz").write_bytes(packed)
    (folder / "profiles.csv").write_text(TABLES["profiles"])
    with pytest.raises(CaseError, match="profiles stand in two files") as both:
        load_case(folder)
    assert "demand.csv.gz: only profiles may be packed" in str(both.value)
    for name in ("demand.csv.gz", "profiles.csv"):
        (folder / name).unlink()

    (folder / "profiles.csv.gz").write_bytes(packed[:-12])
    with pytest.raises(CaseError, match=r"profiles\.csv\.gz: not a gzip file"):
        load_case(folder)
    (folder / "profiles.csv.gz").write_bytes(packed)
    monkeypatch.setattr("optimizer.reading.limits.FILE", 20)
    with pytest.raises(CaseError, match="too large when it is unpacked"):
        load_case(folder)


def test_a_region_with_an_underscore_has_profiles_of_its_own(tmp_path: Path) -> None:
    """A column north_west_wind is profile `wind` of region north_west, and no column is called wind; labels of steps are no profiles."""
    renamed = {n: t.replace(",A,", ",north_west,").replace("\nA\n", "\nnorth_west\n") for n, t in TABLES.items()}
    renamed["routes"] = (
        "route,technology,from,to,value,unit\nA-B,cable,north_west,B,113,km\nA-B,pipe,north_west,B,127,km\n"
    )
    renamed["parameters"] = renamed["parameters"].replace("wind,availability,,", "wind,availability,north_west,")
    renamed["profiles"] = renamed["profiles"].replace(",wind,", ",north_west_wind,")
    assert "north_west_wind" in load_case(write_tiny(tmp_path / "tiny", **renamed)).profiles.columns
    renamed["parameters"] = renamed["parameters"].replace("1,1,wind", "1,1,wint")
    with pytest.raises(CaseError) as error:
        load_case(write_tiny(tmp_path / "slip", **renamed))
    (problem,) = error.value.problems
    assert problem.allowed == "load, north_west_wind, wind"
