"""What is written is what xarray writes, and reads back the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from optimizer.netcdf import write
from optimizer.solution import GROUPS, Solution


def test_a_solution_reads_back_as_xarray_would_have_written_it(solution: Solution, tmp_path: Path) -> None:
    ours = solution.save(tmp_path / "ours.nc")
    for group in GROUPS:
        data = getattr(solution, group)
        data.to_netcdf(tmp_path / f"{group}.nc", engine="netcdf4")
        theirs = xr.load_dataset(tmp_path / f"{group}.nc", engine="netcdf4")
        assert xr.load_dataset(ours, group=group, engine="netcdf4").identical(theirs), group
    with xr.open_dataset(ours) as root:  # as anyone opens it
        assert set(root.data_vars) == set(solution.variables.data_vars)
        assert set(root.coords) == set(solution.variables.coords)


def test_numbers_words_and_what_is_neither(tmp_path: Path) -> None:
    data = xr.Dataset(
        {
            "a": (("x", "y"), np.array([[1.0, np.nan], [3.0, 4.0]]), {"units": "MW"}),
            "n": ("x", np.array([1, 2], np.int64)),
            "none": ("z", np.zeros(0)),
            "one": ((), 5.0),
        },
        coords={"x": ["p", "q"], "y": [2030, 2040], "z": np.zeros(0), "name": ("x", np.array(["P", "é 中"], object))},
        attrs={"told": "text", "number": 3},
    )
    write(tmp_path / "a.nc", {"": data}, large=8)
    data.to_netcdf(tmp_path / "b.nc", engine="netcdf4")
    assert xr.load_dataset(tmp_path / "a.nc").identical(xr.load_dataset(tmp_path / "b.nc"))
    with pytest.raises(TypeError, match="t is datetime"):
        write(tmp_path / "c.nc", {"": xr.Dataset({"t": ("x", np.array(["2030-01-01"], "datetime64[ns]"))})}, large=8)
