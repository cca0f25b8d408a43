"""A process that is killed leaves the old results, the new ones, or a folder that says it is unfinished."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from optimizer.errors import CaseError
from optimizer.files import UNFINISHED, sweep, together
from optimizer.solution import Solution, open_solution

HERE = Path(__file__).parent


@pytest.mark.slow  # it writes results a dozen times
@pytest.mark.skipif(sys.platform == "win32", reason="fork and SIGKILL")
def test_killed_at_every_move_and_at_random(solution: Solution, tmp_path: Path) -> None:
    source = solution.save(tmp_path / "source.nc")
    done = subprocess.run(
        [sys.executable, HERE / "killing.py", source, tmp_path, "1"],
        capture_output=True,
        text=True,
        cwd=HERE.parents[1],
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    moves = [line.split(" ", 2)[2] for line in lines if line.startswith("move ")]
    assert moves[-1] == "ended"
    assert set(moves[:-1]) == {"old", "unfinished"}
    assert moves.count("unfinished") >= 6  # three files go, three come
    assert {line.split(" ", 1)[1] for line in lines if line.startswith("random ")} <= {
        "old",
        "new",
        "unfinished",
        "ended",
    }
    assert lines[-1] == "mended new True"


def test_what_a_dead_process_left_is_swept_up_and_what_a_living_one_writes_is_not(tmp_path: Path) -> None:
    with together(tmp_path) as new:
        living = new
        mine = new.name.rpartition("-")[0]
        dead = tmp_path / f"{mine}-99999999.new"
        dead.mkdir()
        (dead / "half").write_text("half")
        elsewhere = tmp_path / ".othermachine-99999999.summary.xlsx"
        elsewhere.write_text("half")
        sweep(tmp_path)
        assert living.exists()
        assert not dead.exists()
        assert elsewhere.exists()
        (new / "file").write_text("new")
    assert (tmp_path / "file").read_text() == "new"
    assert sorted(p.name for p in tmp_path.iterdir()) == [elsewhere.name, "file"]


def test_files_go_back_where_one_cannot_take_its_place(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")
    (tmp_path / "c").write_text("old c")
    (tmp_path / "b").mkdir()
    with pytest.raises(IsADirectoryError, match="a folder stands where"), together(tmp_path, away=["c"]) as new:
        for name in "ab":
            (new / name).write_text("new")
    assert {p.name for p in tmp_path.iterdir()} == {"a", "b", "c"}
    assert (tmp_path / "a").read_text() == "old"


def test_an_unfinished_folder_stays_one_until_it_is_written(solution: Solution, tmp_path: Path) -> None:
    solution.save(tmp_path / "solution.nc")
    open_solution(tmp_path)
    (tmp_path / UNFINISHED).write_text("")
    (tmp_path / "b").mkdir()
    with pytest.raises(IsADirectoryError), together(tmp_path) as new:
        (new / "b").write_text("new")
    with pytest.raises(
        CaseError, match="of two runs, for the program was stopped while it replaced them; allowed: run the case again"
    ):
        open_solution(tmp_path)
    with pytest.raises(CaseError, match="of two runs"):
        open_solution(tmp_path / "solution.nc")
    with together(tmp_path) as new:
        (new / "a").write_text("new")
    open_solution(tmp_path)
