"""`h2opt export --pypsa`: the network has the optimum of the case, or the case is refused with every feature that it cannot say."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tiny
from command import h2opt
from worlds import world_case, worlds

from optimizer.case.model import Case
from optimizer.errors import CaseError
from optimizer.pipeline import load_case, run
from optimizer.to_pypsa import network, parts_of

INPUTS = Path(__file__).parents[1] / "inputs"
pytestmark = pytest.mark.filterwarnings("ignore")  # of other packages about one another

WITHOUT = "PyPSA is not installed: pip install .[pypsa]"
CALENDAR = "cavern,store,h2,B,yes,year,,\n"
ROWS = ("ramp_up", "ramp_down", "cycles_per_year", "charge_rate", "discharge_rate", "cavern")
YEAR = """scenarios:
  chronological: # steps of six days, so that stores may pass from one to the next
    - {key: clock, set: {full_year: {step: 144}}}
    - {table: technologies, where: {technology: battery}, set: {span: year}}
  unaged: # every vintage whole as long as it stands
    - {key: clock, set: {full_year: {step: 144}}}
    - {key: conventions, set: {alive: whole}}
    - {table: technologies, where: {technology: battery}, set: {span: year}}
"""


def objective(n: Any) -> float:
    """Solve a network with HiGHS, in plain PyPSA."""
    status = n.optimize(
        multi_investment_periods=True, include_objective_constant=False, solver_name="highs", log_to_console=False
    )
    assert status == ("ok", "optimal")
    return float(n.objective)


def same(case: Case) -> Any:
    """The network of a case, which has the same optimum."""
    pytest.importorskip("pypsa", reason=WITHOUT)
    n = network(case)
    assert objective(n) == pytest.approx(run(case).meta["objective"], rel=1e-6)
    return n


def cut_down(folder: Path) -> Case:
    """The tiny world without what PyPSA has not: modes, fuels by choice, reserves, shares, growth and a store of all years stay."""
    technologies = tiny.TABLES["technologies"].replace(CALENDAR, "").replace(",,,,,,yes\nbattery", "\nbattery")
    lines = [line for line in tiny.TABLES["parameters"].splitlines() if not any(word in line for word in ROWS)]
    return tiny.tiny_case(folder, technologies=technologies, parameters="\n".join(lines) + "\n", calendar=None)


def quickstart(folder: Path) -> Path:
    """The quickstart with scenarios that PyPSA can say."""
    shutil.copytree(INPUTS / "quickstart", folder)
    file = folder / "case.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("scenarios:\n", YEAR), encoding="utf-8")
    return folder


def test_the_tiny_world(tmp_path: Path) -> None:
    n = same(cut_down(tmp_path / "tiny"))
    assert list(n.investment_periods) == [20300001, 20300002, 20400001, 20400002]  # its battery returns every day


@pytest.mark.parametrize("name", ["pathways", "priority", "supply", "vintages"])
def test_small_worlds(name: str, tmp_path: Path) -> None:
    same(world_case(tmp_path / name, **worlds()[name].TABLES))


def test_a_limit_of_what_nothing_uses(tmp_path: Path) -> None:
    """Inverters without a battery: of two vintages at most 9 MW and at least 2 MW stand, and only the limits count them. Of
    those of 2030 a fifth stands in 2040, so that the 2 MW of then are 0.4 MW of these and 1.6 MW that are built."""
    base = worlds()["supply"].BASE
    case = world_case(
        tmp_path / "idle",
        technologies=base["technologies"] + "inverter,power,el\n",
        parameters=base["parameters"] + "inverter,capital_cost,61,CNY_2020/kW\ninverter,life,11,year\n",
        potentials="technology,region,limit,value,unit\ninverter,A,capacity_max,9,MW\ninverter,B,capacity_min,2,MW\n",
    )
    _, _, parts = parts_of(case)
    assert {"inverter A potential", "inverter B least capacity"} <= {*parts.buses}
    n = same(case)
    assert n.generators.p_nom_opt[n.generators.bus == "inverter B least capacity"].max() == pytest.approx(1.6)


@pytest.mark.slow
@pytest.mark.parametrize("scenario", ["chronological", "unaged"])
def test_the_quickstart(scenario: str, tmp_path: Path) -> None:
    if scenario == "chronological":  # its cavern has a limit of what stands, of which a part stands
        file = quickstart(tmp_path / "q") / "case.yaml"
        closed = '{table: technologies, where: {technology: cavern}, set: {build: "no"}}'
        battery = "    - {table: technologies, where: {technology: battery}, set: {span: year}}\n"
        file.write_text(
            file.read_text(encoding="utf-8").replace(battery, f"{battery}    - {closed}\n", 1), encoding="utf-8"
        )
        n = same(load_case(file.parent, scenario))
        assert {"wind NM capacity", "NM electricity", "co2_cap"} <= {*n.buses.index}
    else:
        n = same(load_case(quickstart(tmp_path / "q"), scenario))
        assert (n.generators.carrier == "wind NM").sum() == 4  # one a period; what stands already is given
        assert (n.storage_units.carrier == "cavern SD").sum() == 4
        assert "tech_capacity_expansion_limit" in set(n.global_constraints.type)


@pytest.mark.slow
def test_the_hub_by_the_day() -> None:
    from benchmarks.hub_numbers import hub_case

    n = same(hub_case(24.0))
    assert len(n.snapshots) == 366
    assert n.objective == pytest.approx(286506.4238886, rel=1e-9)


@pytest.mark.slow
def test_stacks_and_vintages() -> None:
    same(load_case(INPUTS / "electrolysis"))


def test_the_file_has_the_optimum_of_the_run(tmp_path: Path) -> None:
    pypsa = pytest.importorskip("pypsa", reason=WITHOUT)
    assert (
        h2opt("run", str(INPUTS / "delivery"), "-s", "cav_LH2truck", "--out", "out", "--quiet", cwd=tmp_path).returncode
        == 0
    )
    done = h2opt("export", "out/delivery/cav_LH2truck", "--pypsa", "--to", "delivery.nc", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0] == "delivery.nc"
    n = pypsa.Network(tmp_path / "delivery.nc")
    assert n.meta["scenario"] == "cav_LH2truck"
    ours = run(load_case(INPUTS / "delivery", "cav_LH2truck")).meta["objective"]
    assert objective(n) == pytest.approx(ours, rel=1e-6)
    other = h2opt(
        "export", str(INPUTS / "delivery"), "--scenario", "cav_LH2truck", "--pypsa", "--to", "a.nc", cwd=tmp_path
    )
    assert other.stdout.splitlines()[1:] == done.stdout.splitlines()[1:]


REFUSED: dict[str, tuple[Callable[[Path], Case], list[str]]] = {
    "tiny": (
        lambda folder: tiny.tiny_case(folder),
        [
            "technologies.csv, column 'retire': early retirement (found: mill (row 4))",
            "parameters.csv, column 'parameter': ramps, which begin anew at the turn of the year in PyPSA (found: electrolyser (rows 11, 12))",
            "parameters.csv, column 'parameter': cycles of a store in a year (found: battery (row 24))",
            "technologies.csv, column 'span': a store whose content goes from one typical day to others by the calendar (found: cavern (row 7))",
            "parameters.csv, column 'parameter': a rate of a store",
        ],
    ),
    "quickstart": (
        lambda folder: load_case(INPUTS / "quickstart"),
        [
            "technologies.csv, column 'span': a store whose content goes from one typical day to others by the calendar (found: cavern"
        ],
    ),
    "learning": (
        lambda folder: load_case(INPUTS / "learning"),
        ["learning.csv, column 'learning': costs that fall with what is built"],
    ),
    **{
        name: (lambda folder, name=name: world_case(folder, **worlds()[name].TABLES), said)  # type: ignore[misc]
        for name, said in {
            "units": ["whole units"],
            "retrofit": ["retrofits"],
            "storage_duration": ["power and content of a store that are tied"],
            "operation": ["costs of starts", "flat use over the day or the year of what balances more finely"],
            "permits": ["trade of permits"],
            "matching": ["matching over months, or of plant of some age"],
        }.items()
    },
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_has_no_counterpart_is_told(name: str, tmp_path: Path) -> None:
    case, said = REFUSED[name]
    with pytest.raises(CaseError, match="that PyPSA has no counterpart for") as error:
        parts_of(case(tmp_path / "case"))
    message = str(error.value)
    assert [s for s in said if s not in message] == [], message
    assert len(error.value.problems) < 8  # features, not rows


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("tiny", "--pypsa", "--to", "network.csv"), "a network is netCDF: --to FILE.nc"),
        (("tiny", "--pypsa", "--iamc"), "one of --template, --iamc and --pypsa"),
        (("tiny", "--scenario", "low"), "--scenario needs --pypsa"),
    ],
)
def test_wrong_words(words: tuple[str, ...], message: str, tmp_path: Path) -> None:
    tiny.write_tiny(tmp_path / "tiny")
    done = h2opt("export", *words, cwd=tmp_path)
    assert done.returncode == 2
    assert message in " ".join(done.stderr.replace("│", " ").split())
    assert not list(tmp_path.glob("*.nc"))
