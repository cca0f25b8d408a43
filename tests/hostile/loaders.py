"""Every loader as a function of files, and sound files for it."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from optimizer.case.iamc import read_names
from optimizer.case.new import write_template, write_workbook
from optimizer.case.otoole import import_otoole
from optimizer.case.plausible import read_plausible
from optimizer.errors import CaseError

from optimizer.pipeline import load_case  # isort: skip  (before anything imports scipy)
from optimizer.formulation import vocabulary
from optimizer.inputs import prepare
from optimizer.study import fixed, read_plan
from optimizer.study.sweeps import read_study

ROOT = Path(__file__).parents[2]
STUDY = """\
case: case
design: one_at_a_time
axes:
  coal:
    path: prices[carrier=electricity, kind=purchase]
    factors: [0.9, 1.1]
  rate:
    key: discount_rate
    values: {uniform: [0.02, 0.08]}
  depot:
    paths: ["demand[carrier=hydrogen]", "parameters[technology=wind, parameter=life]"]
    factors: [1.1, 1.2]
  both:
    scenarios: [base, cheap_electrolyser]
seed: 3
time_limit: 10
"""
RUNS = 'run,path,mode,value,unit\na,discount_rate,s,0.1,\na,demand[carrier=hydrogen],r,1.1,\nb,"parameters[technology=wind, parameter=life]",a,1,\n'
PLAN = "technology,region,year,value,unit\nwind,town,2030,5,MW\nelectrolyser,town,2030,2,MW\n"


@dataclass(frozen=True)
class Loader:
    """A loader, and the files that it is fed with changes."""

    name: str
    files: Mapping[str, bytes]
    load: Callable[[Path], object]


def _of(folder: Path) -> dict[str, bytes]:
    return {
        f.name: f.read_bytes() for f in sorted(folder.iterdir()) if f.is_file() and f.suffix in (".csv", ".yaml", ".gz")
    }


def _in(folder: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {f"{folder}/{name}": content for name, content in files.items()}


@lru_cache(maxsize=1)
def sound() -> Path:
    """A folder with the case of `h2opt new`, as tables and as a workbook."""
    home = Path(mkdtemp(prefix="h2opt-sound-"))
    write_template(home / "case", "case")
    write_workbook(home / "case", home / "case.xlsx")
    return home


def _case(home: Path) -> object:
    return prepare(load_case(home / "case", every=True), vocabulary())


def _study(home: Path) -> object:
    return read_study(home / "study.yaml")


def _plan(home: Path) -> object:
    return fixed(load_case(sound() / "case"), read_plan(home / "builds.csv"))


def _tables(home: Path) -> object:
    return [read_names(home / "iamc.csv"), read_plausible(home / "plausible.csv")]


def loaders() -> tuple[Loader, ...]:
    """Every loader that reads files of others."""
    case = _in("case", _of(sound() / "case"))
    quick = _of(ROOT / "inputs" / "quickstart")
    beside = {
        "iamc.csv": quick["iamc.csv"],
        "plausible.csv": (ROOT / "inputs" / "china" / "plausible.csv").read_bytes(),
    }
    return (
        Loader("case", case, _case),
        Loader("learning", _in("case", _of(ROOT / "inputs" / "learning")), _case),
        Loader("delivery", _in("case", _of(ROOT / "inputs" / "delivery")), _case),
        Loader("quickstart", _in("case", quick), _quick),
        Loader(
            "workbook",
            {"case.xlsx": (sound() / "case.xlsx").read_bytes()},
            lambda home: load_case(home / "case.xlsx", every=True),
        ),
        Loader("study", {**case, "study.yaml": STUDY.encode()}, _study),
        Loader(
            "runs",
            {**case, "study.yaml": b"case: case\ndesign: table\nruns: runs.csv\n", "runs.csv": RUNS.encode()},
            _study,
        ),
        Loader("plan", {"builds.csv": PLAN.encode()}, _plan),
        Loader(
            "otoole",
            _in("model", _of(ROOT / "tests" / "reference" / "utopia")),
            lambda home: import_otoole(home / "model", "case"),
        ),
        Loader("tables", beside, _tables),
    )


def _quick(home: Path) -> object:
    return load_case(home / "case")  # its scenarios are many, and take as long each


def fed(loader: Loader, files: Mapping[str, bytes]) -> str:
    """Load changed files; '' if they load, else the first problem.

    Raises:
        Exception: anything but the refusal that is meant for users.
    """
    home = Path(mkdtemp(prefix="h2opt-fuzz-"))
    try:
        for name, content in files.items():
            (home / name).parent.mkdir(exist_ok=True)
            (home / name).write_bytes(content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            loader.load(home)
    except CaseError as error:
        return str(error.problems[0])
    finally:
        rmtree(home)
    return ""
