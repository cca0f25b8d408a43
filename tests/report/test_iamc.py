"""Hand-ins: names and units of the IAMC, parents that are sums, energy and carbon that agree with the balances."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from command import h2opt
from iamc_definitions import definitions

from optimizer.case.iamc import name_rows, read_names
from optimizer.case.load import read_case
from optimizer.errors import CaseError
from optimizer.formulation import vocabulary
from optimizer.pipeline import load_case, run
from optimizer.report.balances import balance
from optimizer.report.iamc import HandIn, handin, to_pyam, write_handin
from optimizer.report.iamc.handin import standard
from optimizer.report.scopes import accounts
from optimizer.report.tables import capacity
from optimizer.solution import Solution

INPUTS = Path(__file__).parents[2] / "inputs"
IDS = ["Model", "Scenario", "Region", "Variable", "Unit"]
CARRIERS = {"Electricity", "Hydrogen", "Liquids", "Solids", "Gases", "Heat"}
OTHER_WAYS = {
    "Emissions|CO2|Energy and Industrial Processes",
    "Carbon Capture|Geological Storage",
    "Carbon Capture|Utilization",
}
"""Names that say in another way what their sisters say."""
NOT_SUMS = ("Price|",)


@pytest.fixture(scope="module")
def quickstart() -> Solution:
    return run(load_case(INPUTS / "quickstart"))


@pytest.fixture(scope="module")
def made(quickstart: Solution) -> HandIn:
    return handin(quickstart)


def wide(made: HandIn, region: str) -> pd.DataFrame:
    mine = made.data[made.data["Region"] == region]
    return mine.set_index("Variable")[[c for c in made.data.columns if c not in IDS]].astype(float)


def sums(table: pd.DataFrame) -> int:
    """Every parent is the sum of its children, by sector and by carrier each; how many there are."""
    count = 0
    for name in table.index:
        children = [n for n in table.index if n.rpartition("|")[0] == name and n not in OTHER_WAYS]
        fuels = [n for n in children if name.startswith("Final Energy") and n.rpartition("|")[2] in CARRIERS]
        for kind in (fuels, [n for n in children if n not in fuels]):
            if kind and not name.startswith(NOT_SUMS):
                total = table.loc[kind].sum()
                pd.testing.assert_series_equal(total, table.loc[name], check_names=False, rtol=1e-9, atol=1e-9)
                count += 1
    return count


def test_what_we_call_standard_is_in_the_definitions() -> None:
    frozen = definitions()
    assert len(standard()) > 500
    assert {n: u for n, u in standard().items() if frozen.get(n) != u} == {}


def test_names_and_units_are_those_of_the_definitions(made: HandIn) -> None:
    frozen = definitions()
    flagged = {e.rpartition(" [")[0]: e.rpartition(" [")[2].rstrip("]") for e in made.extensions}
    for name, unit in made.data[["Variable", "Unit"]].drop_duplicates().itertuples(index=False):
        assert (frozen.get(name) == unit) != (flagged.get(name) == unit), name
    assert "Secondary Energy Input|Electricity|Hydrogen" in flagged
    assert "Secondary Energy|Hydrogen|Electricity" not in flagged
    assert not made.data.duplicated(IDS).any()
    assert not made.data["Variable"].str.contains(r"\|\||^\||\|$").any()


def test_parents_are_sums_of_children_in_every_region(made: HandIn) -> None:
    assert min(sums(wide(made, region)) for region in made.data["Region"].unique()) > 20


def test_regions_add_up(made: HandIn) -> None:
    """But for lines, which lie between them, and what they lose; prices are means."""
    total = wide(made, "China|Three provinces")
    regions = [wide(made, r) for r in made.data["Region"].unique() if r != "China|Three provinces"]
    added = pd.concat(regions).groupby(level=0).sum()
    lines = ("Price|", "Investment|", "Trade|", "Total Energy System Cost", "Primary Energy")
    for name in total.index:
        if not name.startswith(lines):
            pd.testing.assert_series_equal(added.loc[name], total.loc[name], check_names=False, rtol=1e-9, atol=1e-9)
    missing = total.loc["Investment|Energy Supply"] - added.loc["Investment|Energy Supply"]
    assert (missing[1:] > 0).all()


def test_by_hand(quickstart: Solution, made: HandIn) -> None:
    """Hydrogen of electrolysis, power of wind, coal and CO2 straight from the balances: 120 MJ/kg and 3.6 PJ/TWh."""
    total, table = wide(made, "China|Three provinces"), balance(quickstart)

    def amount(carrier: str, item: str, year: int) -> float:
        mine = table[(table["carrier"] == carrier) & (table["item"] == item) & (table["period"] == year)]
        return float(mine["amount"].sum())

    t, gwh = 120e9 / 1e18, 3.6e12 / 1e18  # EJ
    assert total.loc["Secondary Energy|Hydrogen|Electricity", "2045"] == pytest.approx(
        amount("h2", "electrolyser", 2045) * t
    )
    assert total.loc["Secondary Energy|Electricity|Wind|Onshore", "2045"] == pytest.approx(
        amount("electricity", "wind", 2045) * gwh
    )
    assert total.loc["Primary Energy|Wind", "2045"] == total.loc["Secondary Energy|Electricity|Wind", "2045"]
    assert total.loc["Primary Energy|Coal", "2035"] == pytest.approx(amount("coal", "purchase", 2035) * gwh)
    assert total.loc["Final Energy|Hydrogen", "2060"] == pytest.approx(-amount("h2", "demand", 2060) * t)
    released = accounts(quickstart, "territorial")
    tonnes = released[released["period"] == 2035]["amount"].sum()
    assert total.loc["Emissions|CO2", "2035"] == pytest.approx(tonnes / 1e6)
    stands = capacity(quickstart).query("technology == 'electrolyser' and period == 2045")["standing"].sum()
    given = 1000 / 50.0  # kg per MWh: between 51 and 48.5 kWh/kg, in 2045 the middle of 19.608 and 20.619
    assert total.loc["Capacity|Hydrogen|Electricity", "2045"] == pytest.approx(stands * 120 / 3600 * given, rel=0.01)


def test_trade_is_with_others_in_the_sum_and_with_neighbours_in_a_region(quickstart: Solution, made: HandIn) -> None:
    name = "Trade|Secondary Energy|Electricity [Volume]"
    table = balance(quickstart).query("carrier == 'electricity' and period == 2060")
    bought = float(table.loc[table["item"] == "purchase", "amount"].sum())
    assert wide(made, "China|Three provinces").loc[name, "2060"] == pytest.approx(-bought * 3.6e-6)
    north = table[table["region"] == "NM"]
    sent = -float(north.loc[north["item"].str.contains(" to | from "), "amount"].sum())
    assert sent > 0
    assert wide(made, "China|Inner Mongolia").loc[name, "2060"] == pytest.approx(sent * 3.6e-6)


def test_money_is_converted_or_flagged(quickstart: Solution, made: HandIn) -> None:
    own = handin(quickstart, own_money=True)
    here, there = (wide(m, "China|Three provinces").loc["Investment|Energy Supply", "2035"] for m in (made, own))
    assert here == pytest.approx(0.1161 * there)
    assert "USD_2010" in made.meta["currency"].item()
    assert "Investment|Energy Supply [billion CNY_2020/yr]" in own.extensions
    assert "Investment|Energy Supply [billion USD_2010/yr]" not in made.extensions
    assert made.meta["heating value"].item() == "lower; h2 120 MJ/kg"


def test_strict_keeps_nothing_of_our_own(quickstart: Solution) -> None:
    frozen, kept = definitions(), handin(quickstart, strict=True)
    assert set(kept.data["Variable"]) <= set(frozen)
    assert kept.meta["extensions"].item() == "none"
    assert kept.extensions


def test_plant_without_a_name_is_told(quickstart: Solution) -> None:
    rows = [r for r in quickstart.meta["iamc"] if r["item"] != "wind"]
    assert handin(quickstart, rows).left_out == ("no name, so not in any sum: wind",)


def test_final_energy_by_sector_and_feedstock(quickstart: Solution) -> None:
    """A plant of industry that takes hydrogen as a feedstock and coal as fuel: each has its place."""
    plain = {"value": None, "unit": "", "part": ""}
    rows = [r for r in quickstart.meta["iamc"] if r["item"] != "coal_gasification"]
    rows += [{**plain, "of": "technology", "item": "coal_gasification", "iamc": "Industry|Chemicals"}]
    part = {
        **plain,
        "of": "technology",
        "item": "coal_gasification",
        "part": "coal",
        "iamc": "Non-Energy Use|Chemicals",
    }
    fuel, feed = (wide(handin(quickstart, r), "China|Three provinces") for r in (rows, [*rows, part]))
    name = "Final Energy|Industry|Chemicals|Solids|Coal"
    assert fuel.loc[name, "2035"] > 0.5
    assert name not in feed.index
    moved = "Final Energy|Non-Energy Use|Chemicals|Solids|Coal"
    assert feed.loc[moved, "2035"] == pytest.approx(fuel.loc[name, "2035"])
    assert sums(feed) > 20


def test_files_read_back(made: HandIn, tmp_path: Path) -> None:
    (path,) = write_handin(made, tmp_path / "h.xlsx")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["data", "meta"]
    assert [c.value for c in book["data"][1]][:5] == IDS
    back = pd.read_excel(path, sheet_name="data")
    pd.testing.assert_frame_equal(back[IDS], made.data[IDS], check_dtype=False)
    assert back["2035"].to_numpy(float) == pytest.approx(made.data["2035"].to_numpy(float), nan_ok=True)
    assert [p.name for p in write_handin(made, tmp_path / "h.csv")] == ["h.csv", "h-meta.csv"]
    with pytest.raises(CaseError, match=r"allowed: .xlsx or .csv"):
        write_handin(made, tmp_path / "h.txt")


def test_loads_with_pyam(made: HandIn) -> None:
    pyam = pytest.importorskip("pyam")
    frame = to_pyam(made)
    assert isinstance(frame, pyam.IamDataFrame)
    assert frame.check_aggregate("Secondary Energy|Hydrogen", rtol=1e-9) is None
    assert set(frame.variable) == set(made.data["Variable"])


def iamc_error(tmp_path: Path, change: Callable[[str], str]) -> str:
    import shutil

    shutil.copytree(INPUTS / "quickstart", tmp_path / "case")
    file = tmp_path / "case" / "iamc.csv"
    file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(CaseError) as caught:
        read_case(tmp_path / "case", vocabulary())
    return str(caught.value)


def test_every_mistake_at_once(tmp_path: Path) -> None:
    def wrong(text: str) -> str:
        text = text.replace("technology,wind,,Electricity|Wind", "technology,wnd,,Elektricity|Wind")
        text = text.replace("Hydrogen,120,MJ/kg", "Hydrogen,120,MJ/tce").replace("USD_2010,0.1161,USD", "USD_2010,,USD")
        return text.replace("carrier,coal,,Coal", "demand,coal,,Electricity")

    told = iamc_error(tmp_path, wrong)
    assert told.startswith("5 problems")
    for text in (
        "did you mean 'wind'",
        "did you mean 'Electricity'",
        "no heating value",
        "money needs a value",
        "a sector",
    ):
        assert text in told


def test_command(quickstart: Solution, tmp_path: Path) -> None:
    quickstart.save(tmp_path / "run" / "solution.nc") if (tmp_path / "run").mkdir() is None else None
    done = h2opt("export", "run", "--iamc", "--to", "out/hand.xlsx", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "extensions flagged in the meta" in done.stdout
    assert (tmp_path / "out" / "hand.xlsx").exists()
    assert h2opt("export", "run", "--iamc", "--to", "x.txt", cwd=tmp_path).returncode == 2
    assert h2opt("export", "run", "--strict", cwd=tmp_path).returncode == 2
    bare = replace(quickstart, meta={**quickstart.meta, "iamc": []})
    bare.save(tmp_path / "run" / "solution.nc")
    done = h2opt("export", "run", "--iamc", cwd=tmp_path)
    assert done.returncode == 2
    assert "has no names" in done.stderr
    done = h2opt("export", "run", "--iamc", "--names", str(INPUTS / "quickstart"), "--strict", cwd=tmp_path)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("case", ["quickstart", "hub", "china"])
def test_shipped_names(case: str) -> None:
    """Every carrier of energy and every technology that touches one has a name; what else has none says so here."""
    loaded: Any = load_case(INPUTS / case)
    rows = name_rows(loaded.tables["iamc"])
    assert [r | {"value": None} for r in rows] == [r | {"value": None} for r in read_names(INPUTS / case)]
    named = {of: {r["item"] for r in rows if r["of"] == of} for of in ("technology", "carrier", "gas")}
    ports = loaded.tables["ports"]
    touching = set(ports.loc[ports["carrier"].isin(list(named["carrier"])), "technology"])
    stored = loaded.tables["technologies"]
    touching |= set(stored.loc[stored["reference"].isin(list(named["carrier"])), "technology"])
    assert touching - named["technology"] == set()
    assert set(map(str, loaded.tables["emissions"]["gas"])) <= named["gas"]
