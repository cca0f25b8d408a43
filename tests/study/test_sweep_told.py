"""What a study says on the screen: a star where there is shortage, and each axis from end to end.

The newsvendor of `test_hedge`: 10 MW of demand, a MW of plant costs 100 kEUR, a MW unserved 300. With plant the case costs 1,000; where it
may not be built all is unserved, 3,000.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from command import h2opt
from test_features import write
from test_hedge import PLANT

from optimizer.files import others_at_work
from optimizer.report.charts_study import draw_tornado
from optimizer.report.study import tornado
from optimizer.runs import open_runs

BUILD = '{path: "technologies[technology=plant].build", values: ["no"]}'
DEAR = '{path: "parameters[technology=plant, parameter=capital_cost]", factors: [1.5, 2]}'


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("told")
    write(folder / "news", **PLANT)
    (folder / "alone.yaml").write_text(
        f"case: news\ndesign: one_at_a_time\naxes:\n  no plant: {BUILD}\n  dear: {DEAR}\n"
    )
    (folder / "grid.yaml").write_text(f"case: news\ndesign: full_grid\naxes:\n  no plant: {BUILD}\n  dear: {DEAR}\n")
    return folder


@pytest.fixture(scope="module")
def swept(home: Path) -> subprocess.CompletedProcess[str]:
    """The sweep of each axis alone, once for the tests of a process."""
    return h2opt("sweep", "alone.yaml", "-j", "1", cwd=home)


def test_a_shortage_has_a_star_and_a_line_wherever_the_cost_is_told(
    home: Path, swept: subprocess.CompletedProcess[str]
) -> None:
    done = swept
    assert done.returncode == 4, done.stderr
    assert "4 of 4 points, 0 failed, 1 with shortage" in done.stderr
    assert "  no plant: yes -> 1,000, no -> 3,000*; swing 2,000 kEUR_2020" in done.stdout
    folder = home / "results/news/alone"
    (line,) = [row for row in done.stdout.splitlines() if row.startswith("*")]
    assert line.startswith(
        "* 1 of 4 with shortage, which is paid for in the cost. no-plant_no: 8.76e+04 MWh/year of el in A (2030) stay unmet"
    )
    assert line.endswith("All of it: column shortage of results/news/alone/points.csv")
    table = pd.read_csv(folder / "points.csv", keep_default_na=False).set_index("scenario")["shortage"]
    assert "100.00% of demand" in table["no-plant_no"]
    assert set(table.drop("no-plant_no")) == {""}
    assert pd.read_csv(folder / "tornado.csv", keep_default_na=False)["shortage"].tolist() == ["high", ""]

    compared = h2opt("compare", "results/news/alone", cwd=home)
    assert "no-plant_no* compared with base:" in compared.stdout
    assert "dear_2 compared with base:" in compared.stdout
    assert line in compared.stdout

    assert "total discounted cost: 1,000 -> 3,000* kEUR_2020" in compared.stdout
    plain = [str(folder / "points" / f"{name}.nc") for name in ("base", "no-plant_no")]
    compared = h2opt("compare", *plain, cwd=home)
    assert "no-plant_no* compared with base:" in compared.stdout
    assert "* 1 of 2 with shortage" in compared.stdout


@pytest.mark.usefixtures("swept")
def test_an_axis_on_one_side_of_the_case_is_told_from_the_case_on(home: Path) -> None:
    runs = open_runs(home / "results/news/alone")
    table = tornado(runs).set_index("axis")
    assert table.loc["dear", ["low_told", "high_told"]].tolist() == ["× 1", "× 2"]
    assert table.loc["dear", ["at_low", "at_high"]].tolist() == pytest.approx([1000, 2000])
    words = [t.get_text() for t in draw_tornado(table.reset_index(), "cost", "kEUR").axes[0].texts]
    assert words == ["no*", "× 2"], "the case as it is has no bar"


def test_a_point_of_a_grid_is_told_with_its_values(home: Path) -> None:
    done = h2opt("sweep", "grid.yaml", "-j", "1", cwd=home)
    assert "  grid_1_2 (no plant no, dear × 2): 3,000* kEUR_2020 (+200.00%)" in done.stdout


def test_a_sweep_of_a_folder_on_which_another_one_works_says_so(home: Path) -> None:
    """The other one is stopped while it works, and then killed: its note is of no process any more."""
    words = ("sweep", "shared.yaml", "-j", "1")
    (home / "shared.yaml").write_text((home / "grid.yaml").read_text())
    folder = home / "results/news/shared"
    holds = f"from pathlib import Path; from optimizer.files import at_work; import time\nwith at_work(Path({str(folder)!r})): print(1, flush=True); time.sleep(99)"
    other = subprocess.Popen([sys.executable, "-c", holds], stdout=subprocess.PIPE)
    assert other.stdout is not None
    other.stdout.readline()
    first = h2opt(*words, cwd=home)
    other.kill()
    other.wait()
    assert f"another command works on results/news/shared too (process {other.pid})" in first.stderr
    second = h2opt(*words, cwd=home)
    assert "another command" not in second.stderr
    assert (second.returncode, second.stdout) == (first.returncode, first.stdout)
    assert not list(folder.glob(".*")), "notes are swept up"


def test_a_sweep_leaves_a_note_while_it_works(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from optimizer.study.sweeps import read_study, sweep

    seen, me = list[list[int]](), os.getpid()

    def look(_: object) -> None:
        with monkeypatch.context() as other:
            other.setattr(os, "getpid", lambda: me + 1)
            seen.append(others_at_work(home / "noted"))

    sweep(read_study(home / "grid.yaml"), home / "noted", jobs=1, watch=look)
    assert seen
    assert all(found == [me] for found in seen)
    assert others_at_work(home / "noted") == []
