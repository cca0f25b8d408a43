"""The whole path on small cases: worked numbers, properties, files, extension, diagnosis, exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyomo.environ as pyo
import pytest
import xarray as xr
from command import h2opt
from tiny import TABLES, tiny_case, write_tiny

from optimizer import load_case, open_solution, run
from optimizer.algebra import Model
from optimizer.case.model import Case
from optimizer.case.new import write_template
from optimizer.errors import CaseError, InfeasibleError, LedgerError, UnboundedError
from optimizer.finance import annuity
from optimizer.formulation import CONCEPTS
from optimizer.formulation.concept import Concept, Parameters, Variables
from optimizer.quantities import Quantity
from optimizer.report.balances import balance, residuals
from optimizer.report.export import export_tables, write_report
from optimizer.solution import Solution

PAPER = {
    "regions": "region\nR\n",
    "carriers": "carrier,unit,surplus\nel,MWh,yes\n",
    "technologies": "technology,kind,reference\nwind,converter,el\n",
    "ports": "technology,carrier,direction,value,unit\nwind,el,out,1,MWh/MWh\n",
    "parameters": "technology,parameter,value,unit,profile\nwind,capital_cost,700,CNY_2020/kW,\nwind,life,10,year,\nwind,availability,1,1,wind\nwind,fixed_cost,13,CNY_2020/kW/year,\n",
    "demand": "carrier,region,value,unit\nel,R,6,MW\n",
    "prices": "carrier,region,kind,value,unit\nel,,purchase,100,CNY_2020/MWh\n",
    "days": "day,weight\nd,365\n",
    "steps": "day,step,duration\nd,0,10\nd,1,14\n",
    "profiles": "day,step,wind\nd,0,0.5\nd,1,0\n",
    "emissions": None, "policies": None, "potentials": None, "routes": None, "existing_capacity": None, "calendar": None,
}  # fmt: skip
PAPER_YAML = "name: paper\nmoney: kCNY_2020\ndiscount_rate: 0\nwacc: 0.07\nperiods: [{label: 2030, first_year: 2030, years: 4}]\nclock: {given_days: {}}\n"


def test_a_case_worked_on_paper(tmp_path: Path) -> None:
    # Wind costs 700 * CRF(7 %, 10 a) + 13 = 112.66 kCNY/MW a year and saves 0.5 * 10 h * 365 * 0.1 = 182.5: build 12 MW,
    # exactly the demand of 6 MW in the windy step; the other 14 hours are bought.
    answer = run(tiny_case(tmp_path / "paper", yaml=PAPER_YAML, **PAPER))
    a_year = 12 * (700 * float(annuity(0.07, 10)) + 13) + 6 * 14 * 365 * 0.1
    assert float(answer.variables["capacity"].sel(technology="wind").item()) == pytest.approx(12.0)
    assert answer.meta["objective"] == pytest.approx(4 * a_year, rel=1e-9)
    price = answer.duals["carrier_price"].squeeze()
    assert float(price.sel(step=1)) == pytest.approx(0.1)
    # one MW more in the windy step needs 2 MW of wind, whose cost its 10 * 365 hours bear
    assert float(price.sel(step=0)) == pytest.approx(2 * (700 * float(annuity(0.07, 10)) + 13) / 3650)


def test_certified_reconciled_balanced(solution: Solution) -> None:
    assert solution.meta["status"] == "certified"
    for measure in solution.meta["certificate"]:
        assert measure["value"] <= measure["limit"]
    assert float(solution.costs["discounted_cost"].sum()) == pytest.approx(solution.meta["objective"], rel=1e-6)
    left = residuals(balance(solution))
    assert len(left) > 5
    assert float((left["residual"].abs() / (1 + left["size"])).max()) < 1e-6


def test_solution_survives_its_file(solution: Solution, tmp_path: Path) -> None:
    solution.save(tmp_path / "solution.nc")
    again = open_solution(tmp_path)
    for group in ("variables", "inputs", "duals", "costs", "levelised", "cash"):
        xr.testing.assert_equal(getattr(again, group), getattr(solution, group))
    assert again.meta == json.loads(json.dumps(solution.meta))
    with xr.open_dataset(tmp_path / "solution.nc", engine="netcdf4") as plain:
        assert "capacity" in plain
    assert [p.name for p in tmp_path.iterdir()] == ["solution.nc"]
    whole = (tmp_path / "solution.nc").read_bytes()
    (tmp_path / "solution.nc").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(CaseError, match="not a whole solution"):
        open_solution(tmp_path)


def test_every_variable_has_unit_and_meaning(solution: Solution) -> None:
    everything = (
        solution.variables,
        solution.inputs,
        solution.duals,
        solution.costs,
        solution.levelised,
        solution.cash,
    )
    for dataset in everything:
        for name, array in dataset.data_vars.items():
            assert "units" in array.attrs, name
            assert array.attrs.get("long_name"), name


def test_workbook(solution: Solution, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    written = write_report(solution, tmp_path, charts=True, hourly=True)
    assert {p.name for p in written} >= {
        "summary.xlsx",
        "capacity.png",
        "balance.png",
        "dispatch.png",
        "storage.png",
        "hourly.csv",
    }
    book = openpyxl.load_workbook(tmp_path / "summary.xlsx")
    for name in (
        "summary",
        "capacity",
        "balance",
        "cost_lines",
        "costs",
        "cash",
        "emissions",
        "prices",
        "levelised",
        "closing",
        "policies",
        "inputs",
        "sources",
    ):
        sheet = book[name]
        assert list(sheet.tables) == [f"t_{name}"]
        assert sheet.freeze_panes == "A2"
        assert not sheet.merged_cells.ranges
    assert len(book["charts"]._charts) >= 5
    head = [c.value for c in book["capacity"][1]]
    values = [row[head.index("standing")].value for row in book["capacity"].iter_rows(min_row=2)]
    assert sum(values) == pytest.approx(float(solution.variables["capacity"].sum()))
    first = (tmp_path / "summary.xlsx").read_bytes()
    write_report(solution, tmp_path, charts=False)
    assert (tmp_path / "summary.xlsx").read_bytes() == first


def test_formulas_stay_text(solution: Solution, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    meta = {**solution.meta, "sources": [{"key": "=1+1", "title": "@x", "address": "", "licence": "", "note": ""}]}
    evil = replace(solution, meta=meta)
    write_report(evil, tmp_path, charts=False)
    cell = openpyxl.load_workbook(tmp_path / "summary.xlsx")["sources"]["A2"]
    assert cell.value == "=1+1"
    assert cell.data_type == "s"
    export_tables(evil, tmp_path)
    assert "'=1+1" in (tmp_path / "sources.csv").read_text()


def test_users_plain_pyomo(case: Case, solution: Solution) -> None:
    def at_most(model: Model) -> None:
        model.little_wind = pyo.Constraint(expr=model.capacity["wind", "B", 2030] <= 50.0)

    assert float(solution.variables["capacity"].sel(technology="wind", location="B", period=2030)) > 56
    limited = run(case, extend=at_most)
    assert float(limited.variables["capacity"].sel(technology="wind", location="B", period=2030)) <= 50.0 + 1e-4
    assert limited.meta["extended"] is True
    assert limited.meta["objective"] >= solution.meta["objective"]


def test_costs_outside_cost_terms_fail_the_ledger(case: Case) -> None:
    def tamper(model: Model) -> None:
        model.total_cost.set_value(model.total_cost.expr + 7.0 * model.capacity["wind", "A", 2030])

    with pytest.raises(LedgerError):
        run(case, extend=tamper)


HOURS_LIMIT = Quantity(
    "yearly_use_max",
    "activity_unit/capacity_unit/year",
    "most use per capacity and year",
    "active",
    None,
    ("converter",),
)


def _limit_hours(m: Model, x: Variables, p: Parameters) -> None:
    limited = p.given("yearly_use_max")
    used = x.activity.index.within(limited)
    yearly = (p.step_hours * x.activity.at(used)).sum("day", "step", onto=limited)
    from optimizer.algebra import Mapping

    capacity = x.capacity.at(Mapping(limited, rename={"location": "region"}))
    m.rows("yearly_use_below_limit", over=limited, relation=yearly <= p.yearly_use_max * capacity)


def test_a_constraint_is_one_concept(tmp_path: Path, solution: Solution) -> None:
    concepts = (*CONCEPTS, Concept("yearly_use", (HOURS_LIMIT,), constrain=_limit_hours))
    text = TABLES["parameters"] + "electrolyser,yearly_use_max,,,900,MWh/MW/year,\n"
    folder = write_tiny(tmp_path / "tiny", parameters=text)
    limited = run(load_case(folder, concepts=concepts), concepts=concepts)
    hours = limited.inputs["hours_per_year"]
    yearly = (limited.variables["activity"].sel(technology="electrolyser") * hours).sum(("day", "step"))
    capacity = (
        limited.variables["capacity"].sel(technology="electrolyser").rename(location="region").sel(region=["A", "B"])
    )
    assert bool((yearly <= 900 * capacity + 1e-3).all())
    assert limited.meta["objective"] > solution.meta["objective"]
    with pytest.raises(CaseError, match="unknown parameter"):
        load_case(folder)


def test_a_technology_is_rows(tmp_path: Path, solution: Solution) -> None:
    changes = {
        "technologies": TABLES["technologies"] + "fuel_cell,converter,el,,yes,,,\n",
        "ports": TABLES["ports"] + "fuel_cell,el,out,1,MWh/MWh\nfuel_cell,h2,in,60,kg/MWh\n",
        "parameters": TABLES["parameters"] + "fuel_cell,capital_cost,,,1,CNY_2020/kW,\nfuel_cell,life,,,20,year,\n",
    }
    more = run(tiny_case(tmp_path / "tiny", **changes))
    assert "fuel_cell" in more.variables["activity"]["technology"].values
    assert more.meta["objective"] <= solution.meta["objective"] * (1 + 1e-9)  # an option more never costs more


def test_scaling_every_extensive_input_scales_cost(tmp_path: Path, solution: Solution) -> None:
    import re

    def times(text: str, factor: float) -> str:
        return re.sub(r"(?<=,)(\d+\.?\d*)(?=,(?:MW|kt/year)\b)", lambda m: repr(float(m[1]) * factor), text)

    changes = {n: times(TABLES[n], 3.0) for n in ("demand", "existing_capacity", "potentials", "prices")}
    changes["policies"] = re.sub(r"(\d+),(ktCO2|MW|GWh)", lambda m: f"{int(m[1]) * 3},{m[2]}", TABLES["policies"])
    changes["parameters"] = TABLES["parameters"].replace("initial_content,,,1103,t", "initial_content,,,3309,t")
    tripled = run(tiny_case(tmp_path / "tiny", **changes))
    assert tripled.meta["objective"] == pytest.approx(3 * solution.meta["objective"], rel=1e-6)


def test_the_same_case_twice_gives_the_same_numbers(case: Case, solution: Solution) -> None:
    xr.testing.assert_identical(run(case).variables, solution.variables)


def test_policies_bind_and_are_paid(tmp_path: Path) -> None:
    tight = TABLES["policies"].replace("9,ktCO2/year", "-5,ktCO2/year").replace("6,ktCO2/year", "-900,ktCO2/year")
    answer = run(tiny_case(tmp_path / "tiny", policies=tight))
    rows = {(p["id"], p["period"]): p for p in answer.meta["policies"] if p["kind"] == "cap" and p["area"] == "all"}
    assert rows["cap", 2040]["status"] == "exceeded, paid"
    assert rows["cap", 2040]["price"] == pytest.approx(1.999, rel=1e-6)
    assert answer.meta["status"] == "certified-with-shortage"


def test_infeasible_is_explained(tmp_path: Path) -> None:
    strict = "\n".join(line for line in TABLES["prices"].splitlines() if "unmet" not in line) + "\n"
    no_wind = TABLES["potentials"] + "wind,B,capacity_max,31,MW\n"
    few = no_wind.replace("9000", "50")
    with pytest.raises(InfeasibleError) as caught:
        run(tiny_case(tmp_path / "tiny", prices=strict, potentials=few))
    text = str(caught.value)
    assert "No plan meets every requirement" in text
    assert "in B, 20" in text
    assert any(word in text for word in ("demand for", "limits on capacity"))


def test_unbounded_is_explained(tmp_path: Path) -> None:
    prices = (
        TABLES["prices"]
        .replace("173,CNY_2020/MWh,3,MW", "7,CNY_2020/MWh,,")
        .replace("59,CNY_2020/MWh,2,MW", "59,CNY_2020/MWh,,")
    )
    case = tiny_case(tmp_path / "tiny", prices=prices, policies=None)
    with pytest.raises(CaseError, match="el is bought below the price it is sold at in A"):
        run(case)
    with pytest.raises(UnboundedError) as caught:
        run(case, extend=lambda _: None)  # with rows of the user's own, the guards cannot know
    assert "purchase" in str(caught.value)
    assert "sale" in str(caught.value)


def test_shortage_is_never_silent(tmp_path: Path) -> None:
    write_tiny(tmp_path / "tiny", potentials=TABLES["potentials"].replace("9000", "50") + "wind,B,capacity_max,31,MW\n")
    done = h2opt("run", "tiny", cwd=tmp_path)
    assert done.returncode == 4, done.stderr
    assert "stay unmet" in done.stdout
    assert json.loads((tmp_path / "results/tiny/base/run.json").read_text())["status"] == "certified-with-shortage"


def test_new_check_run_export_report(tmp_path: Path) -> None:
    assert h2opt("new", "demo", cwd=tmp_path).returncode == 0
    assert "no problems" in h2opt("check", "demo", cwd=tmp_path).stdout
    done = h2opt("run", "demo", "--scenario", "cheap_electrolyser", "--charts", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "certified" in done.stdout
    folder = tmp_path / "results/demo/cheap_electrolyser"
    assert {p.name for p in folder.iterdir()} == {
        "solution.nc", "summary.xlsx", "capacity.png", "balance.png", "dispatch.png", "storage.png", "run.json",
        "pathway.png", "hydrogen.png", "cost_of_use.png", "costs.png", "levelised.png", "load_duration.png",
    }  # fmt: skip
    assert h2opt("export", str(folder), "--to", "tables", cwd=tmp_path).returncode == 0
    assert (tmp_path / "tables/balance.csv").exists()
    (folder / "summary.xlsx").unlink()
    assert h2opt("report", str(folder), cwd=tmp_path).returncode == 0
    assert (folder / "summary.xlsx").exists()


def test_full_year_and_typical_days(tmp_path: Path) -> None:
    write_template(tmp_path / "demo", "demo")
    hours = np.arange(8760)
    wind = 0.5 + 0.25 * np.sin(2 * np.pi * hours / 8760) + 0.2 * np.sin(hours / 37.0)
    sun = np.clip(np.sin(2 * np.pi * (hours % 24 - 6) / 24), 0, None) * 0.7
    shifts = 0.2 + (hours % 24 >= 6) * (hours % 24 < 22) * 1.2
    rows = "\n".join(f"{w:.4f},{s:.4f},{f:.4f}" for w, s, f in zip(wind, sun, shifts, strict=True))
    (tmp_path / "demo/profiles.csv").write_text(f"wind,sun,shifts\n{rows}\n")
    yaml = (tmp_path / "demo/case.yaml").read_text()
    for name in ("days", "steps"):
        (tmp_path / f"demo/{name}.csv").unlink()
    (tmp_path / "demo/case.yaml").write_text(yaml.replace("given_days: {}", "full_year: {step: 24}"))
    assert run(load_case(tmp_path / "demo")).inputs.sizes["day"] == 365
    (tmp_path / "demo/case.yaml").write_text(
        yaml.replace("given_days: {}", "typical_days: {days: 3, hours: 8, extremes: ['lowest:wind']}")
    )
    reserve = "id,kind,carrier,value,unit\nfirm,reserve_margin,electricity,10,%\n"
    (tmp_path / "demo/policies.csv").write_text(reserve)
    answer = run(load_case(tmp_path / "demo"))
    assert any("the highest load of the year is not among them" in note for note in answer.meta["notes"])
    assert answer.inputs.sizes["day"] == 4
    assert float((answer.inputs["hours_per_year"]).sum()) == pytest.approx(8760)
    kept = answer.inputs["availability"].sel(technology="wind", region="town", period=2030).mean("step").min()
    assert float(kept) == pytest.approx(wind.reshape(365, 24).mean(axis=1).min(), abs=1e-3)


def test_shipped_cases_are_sound() -> None:
    from optimizer.formulation import vocabulary
    from optimizer.inputs import prepare

    for name in ("delivery", "hub", "quickstart"):
        case = load_case(Path(__file__).parents[1] / "inputs" / name)
        for scenario in ("base", *case.options.scenarios):
            patched = load_case(case.path, scenario)
            known = set(patched.tables["sources"]["key"])
            used = {row["source"] for row in patched.tables["parameters"].to_dict("records")}
            assert used - {""} <= known
            assert "" not in used
        assert prepare(case, vocabulary()).indexes["balance"].size > 0


@pytest.mark.parametrize("command", ["run", "check", "diagnose"])
def test_start_up_is_lean(command: str, tmp_path: Path) -> None:
    """Nothing heavy that a command does not need is imported (docs/decisions/0004-start-up.md)."""
    write_tiny(tmp_path / "tiny")
    code = (
        f"import contextlib, io, sys; sys.argv = ['h2opt', '{command}', 'tiny']\n"
        "from optimizer.cli import main\n"
        "with contextlib.redirect_stdout(io.StringIO()):\n"
        "    try:\n        main()\n    except SystemExit as end:\n        assert not end.code\n"
        "print([m for m in ('scipy.stats', 'matplotlib', 'tsam', 'sklearn', 'pyomo.environ') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, text=True, capture_output=True)
    assert done.stdout.strip() == "[]", done.stderr


def test_help_waits_for_nothing_heavy() -> None:
    """Whoever asks what a command takes waits for the words alone."""
    code = (
        "import sys; from optimizer.cli import main\n"
        "for words in (['--help'], ['sweep', '--help']):\n"
        "    sys.argv = ['h2opt', *words]\n"
        "    try:\n        main()\n    except SystemExit as end:\n        assert not end.code\n"
        "heavy = ('numpy', 'pandas', 'scipy', 'pyomo', 'highspy', 'netCDF4', 'xarray', 'matplotlib', 'psutil')\n"
        "print([m for m in heavy if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], text=True, capture_output=True)
    assert done.returncode == 0, done.stderr
    assert "Solve one case in many variants" in done.stdout
    assert done.stderr.strip() == "[]"


def test_a_run_into_a_file_tells_how_far_it_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """At most a line a minute, none when it is over before."""
    from importlib import import_module

    app = import_module("optimizer.cli.app")
    with app.progress(quiet=False) as say:
        say("build")
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(app, "MINUTE", 0.0)
    with app.progress(quiet=False) as say:
        say("build")
    assert capsys.readouterr().err.startswith("build  (0 s)")
    with app.progress(quiet=True) as say:
        say("build")
    assert capsys.readouterr().err == ""
