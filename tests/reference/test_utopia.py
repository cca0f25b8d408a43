"""OSeMOSYS UTOPIA, imported from its CSV folder: the published cost, plant, activity and emissions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command import h2opt

from optimizer.case.otoole import import_otoole
from optimizer.errors import CaseError
from optimizer.pipeline import load_case, run
from optimizer.solution import Solution

DATA = Path(__file__).parent / "utopia"
EXPECTED = json.loads((DATA / "expected.json").read_text(encoding="utf-8"))["published"]
PRINTED = 1e-6  # the tables are printed with six decimals


@pytest.fixture(scope="module")
def solution(tmp_path_factory: pytest.TempPathFactory) -> Solution:
    folder = tmp_path_factory.mktemp("utopia")
    for name, text in import_otoole(DATA, "utopia", variable_cost=1e-5).items():
        (folder / name).write_text(text, encoding="utf-8")
    return run(load_case(folder))


def test_objective(solution: Solution) -> None:
    assert solution.meta["objective"] == pytest.approx(EXPECTED["objective"], rel=1e-7)


def test_new_capacity(solution: Solution) -> None:
    built = solution.variables["capacity_built"].sum("location").sel(vintage=slice(1990, 2010)).sum("vintage")
    for technology, wanted in EXPECTED["new_capacity_sum"].items():
        assert float(built.sel(technology=technology)) == pytest.approx(wanted, abs=PRINTED), technology


def test_activity(solution: Solution) -> None:
    yearly = (solution.variables["activity"] * solution.inputs["hours_per_year"]).sum(
        ("day", "step", "region", "period")
    )
    for technology, wanted in EXPECTED["activity_sum_pj"].items():
        assert float(yearly.sel(technology=technology)) == pytest.approx(wanted, rel=1e-9), technology


def test_costs_and_emissions(solution: Solution) -> None:
    ledger = solution.costs.to_dataframe().groupby(["line", "item"])["annual_cost"].sum()
    for line, table in (
        ("variable", "variable_operating_cost_sum"),
        ("capital", "undiscounted_capital_investment_sum"),
    ):
        for technology, wanted in EXPECTED[table].items():
            assert ledger[line, technology] == pytest.approx(wanted, abs=2 * PRINTED), technology
    released = solution.variables["emission"].sum(("sector", "stage", "region", "period")) / 1e6
    for gas, wanted in EXPECTED["emissions_sum"].items():
        assert float(released.sel(gas=gas)) == pytest.approx(wanted, abs=PRINTED)


def test_from_the_command_line(tmp_path: Path) -> None:
    done = h2opt("new", "utopia", "--from-otoole", str(DATA), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    load_case(tmp_path / "utopia")
    again = h2opt("new", "utopia", "--from-otoole", str(DATA), cwd=tmp_path)
    assert again.returncode == 2


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="not an otoole folder"):
        import_otoole(tmp_path, "x")
    for file in DATA.glob("*.csv"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "TradeRoute.csv").write_text("REGION,_REGION,FUEL,YEAR,VALUE\nA,B,C,1990,1\n")
    with pytest.raises(CaseError, match="no meaning here yet"):
        import_otoole(tmp_path, "x")
