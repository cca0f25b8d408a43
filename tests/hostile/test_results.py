"""Results of others: NetCDF files and records that say more than they hold."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import netCDF4
import pytest

from optimizer.errors import CaseError
from optimizer.runs import open_runs
from optimizer.solution import GROUPS, KNOWN, Solution, open_solution


def book(file: Path, meta: str, cells: int = 1) -> Path:
    """A NetCDF file with the groups of a solution; an array of so many numbers, none of them written."""
    with netCDF4.Dataset(file, "w") as root:
        root.createDimension("x", cells)
        root.createVariable("capacity", "f8", ("x",), zlib=True, chunksizes=(min(cells, 1000),))
        for group in (*GROUPS, "factors"):
            root.createGroup(group)
        root.setncattr("meta", meta)
    return file


def test_an_array_that_was_never_written(tmp_path: Path) -> None:
    file = book(tmp_path / "solution.nc", "{}", 10**12)
    assert file.stat().st_size < 10**6
    with pytest.raises(
        CaseError, match=r"states arrays that a file of this size cannot hold \(found: 7\.45e\+03 GiB\)"
    ):
        open_solution(file)


def test_arrays_that_memory_has_no_room_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand numbers are 8,000 bytes, and one of them less is free."""
    file = book(tmp_path / "solution.nc", "{}", 1000)
    for free, told in ((7_999, "there is no room for its arrays"), (8_000, "does not say what it is of")):
        monkeypatch.setattr("psutil.virtual_memory", lambda free=free: SimpleNamespace(available=free))
        with pytest.raises(CaseError, match=told):
            open_solution(file)


@pytest.mark.parametrize("meta", ["{}", "[1]", "1", "null", '{"case": 1}'])
def test_a_file_that_does_not_say_what_it_is_of(meta: str, tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="does not say what it is of"):
        open_solution(book(tmp_path / "solution.nc", meta))


@pytest.mark.parametrize("meta", ["", "{", "[" * 100_000, '{"a":' * 100_000, "nan" * 10])
def test_a_file_whose_record_cannot_be_read(meta: str, tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="not a whole solution"):
        open_solution(book(tmp_path / "solution.nc", meta))


def test_every_answer_says_what_it_is_of(solution: Solution) -> None:
    assert set(solution.meta) >= KNOWN


@pytest.mark.parametrize(
    "points", [None, 1, [1], [{}], [{"name": "../../x", "values": {}}], [{"name": "a", "values": 1}]]
)
def test_a_study_that_points_elsewhere(points: object, tmp_path: Path) -> None:
    (tmp_path / "study.json").write_text(json.dumps({"points": points}))
    with pytest.raises(CaseError, match=r"not a point of a study|does not tell what was run"):
        open_runs(tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "[]", "1"])
def test_a_study_that_cannot_be_read(text: str, tmp_path: Path) -> None:
    (tmp_path / "study.json").write_text(text)
    with pytest.raises(CaseError, match=r"not readable JSON|not a mapping"):
        open_runs(tmp_path)
