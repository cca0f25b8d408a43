"""Regions merged by a column: totals stay, rates are weighted means, and what has no meaning is refused in one sentence."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from optimizer.case.merge import merged
from optimizer.case.merge.groups import groups_of
from optimizer.case.model import Case
from optimizer.formulation import vocabulary
from optimizer.inputs import prepare
from optimizer.pipeline import load_case

HOURS = 24
PROVINCES = [f"P{i:02d}" for i in range(31)]


def macro(i: int) -> str:
    return f"M{i * 10 // 31}"


def grid(i: int) -> str:
    return f"G{(i * 10 // 31) * 7 // 10}"


def provinces(folder: Path, by: str = "", hours: int = HOURS) -> Path:
    """31 provinces with uneven years, units and profiles; 10 macro regions lie within 7 grids."""
    rng = np.random.default_rng(7)
    size = rng.uniform(1, 9, 31).round(3)
    wind = rng.uniform(0.1, 0.9, (hours, 31))
    load = rng.uniform(0.5, 1.5, (hours, 31))
    files = {
        "case.yaml": (
            f"name: p\nmoney: kCNY_2020\nyear_hours: {hours}\nperiods: [2030, 2040]\nclock: {{full_year: {{step: 1}}}}\n"
            + (f"regions: {{by: {by}}}\n" if by else "")
        ),
        "regions.csv": "region,macro10,grid7,same\n"
        + "".join(f"{p},{macro(i)},{grid(i)},{p}\n" for i, p in enumerate(PROVINCES)),
        "carriers.csv": "carrier,unit,surplus\nel,MWh,yes\nh2,kg,no\n",
        "technologies.csv": "technology,kind,reference,regions\nwind,converter,el,\nely,converter,h2,P00;P01;P05;P30\nline,line,el,\n",
        "ports.csv": "technology,carrier,direction,value,unit\nwind,el,out,1,MWh/MWh\nely,h2,out,1,kg/kg\nely,el,in,0.05,MWh/kg\n",
        "parameters.csv": (
            "technology,parameter,region,year,value,unit,profile\nwind,life,,,20,year,\nely,life,,,20,year,\nline,life,,,40,year,\n"
            "wind,availability,,,0.9,1,wind\nline,loss,,,0.0001,1/km,\nline,capital_cost,,,1,CNY_2020/kW/km,\nely,capital_cost,,,9,CNY_2020/(kg/hour),\n"
            + "".join(f"wind,capital_cost,{p},,{900 + 10 * i},CNY_2020/kW,\n" for i, p in enumerate(PROVINCES))
        ),
        "existing_capacity.csv": "technology,region,build_year,year,value,unit\n"
        + "".join(f"wind,{p},{2015 + i % 3},,{size[i]},MW\n" for i, p in enumerate(PROVINCES))
        + "".join(f"ely,{p},,{2030 + 5 * n},{3 - n},t/h\n" for n, p in enumerate(["P00", "P01", "P05"]))
        + "ely,P00,,2050,1000,kg/h\n"
        + "".join(f"line,{p}-{q},2010,,{size[i]},MW\n" for i, (p, q) in enumerate(pairwise(PROVINCES))),
        "potentials.csv": "technology,region,limit,year,value,unit\nwind,,capacity_max,,50,MW\nline,,capacity_max,,90,MW\n"
        + "".join(f"wind,{p},capacity_max,,{40 + 2 * i},MW\n" for i, p in enumerate(PROVINCES) if i % 2)
        + "ely,P00,build_max,2030,5,t/h\nely,P00,build_max,2045,7,t/h\nely,P01,build_max,2030,3,t/h\nely,P30,capacity_max,,8,t/h\n",
        "routes.csv": "route,technology,from,to,value,unit\n"
        + "".join(f"{p}-{q},line,{p},{q},{100 + 10 * i},km\n" for i, (p, q) in enumerate(pairwise(PROVINCES))),
        "demand.csv": "carrier,region,year,value,unit,profile\n"
        + "".join(
            f"el,{p},2030,{size[i]},MW,load\nel,{p},2040,{2 * size[i]},MW,load\n" for i, p in enumerate(PROVINCES)
        )
        + "h2,P00,,2,kg/h,\nh2,P01,2035,40,kg/year,\nh2,P01,2050,80,kg/year,\nh2,P30,2030,1,kg/h,load\n",
        "prices.csv": (
            "carrier,region,kind,tier,value,unit,limit,limit_unit\nel,,unmet,1,9000,CNY_2020/MWh,,\nh2,,unmet,1,900,CNY_2020/kg,,\n"
            "el,,purchase,1,500,CNY_2020/MWh,2,MW\nh2,P00,purchase,1,50,CNY_2020/kg,1,kg/h\nh2,P01,purchase,1,60,CNY_2020/kg,2,kg/h\n"
        ),
        "series.csv": "series,region,year,value,unit\n"
        + "".join(f"gdp,{p},2030,{i + 1},1\n" for i, p in enumerate(PROVINCES)),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    columns = {f"{p}_wind": wind[:, i] for i, p in enumerate(PROVINCES)} | {
        f"{p}_load": load[:, i] for i, p in enumerate(PROVINCES)
    }
    pd.DataFrame(columns).to_csv(folder / "profiles.csv", index=False)
    return folder


@pytest.fixture(scope="module")
def as_stated(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return load_case(provinces(tmp_path_factory.mktemp("p") / "p"))


def into(case: Case, by: str) -> Case:
    return merged(case, groups_of(case.tables["regions"], by), vocabulary())


def totals(case: Case) -> dict[str, np.ndarray]:
    """What must not change, from the Inputs: demand by the hour, plant, potentials and the energy that plant could give."""
    inputs = prepare(case, vocabulary())

    def by(name: str, *dims: str) -> np.ndarray:
        values = inputs.values[name]
        out: dict[tuple[object, ...], np.ndarray] = {}
        for block, array in zip(values.index.blocks, values.arrays, strict=True):
            for codes, row in zip(block.codes, array, strict=True):
                label = {d.name: d.labels[c] for d, c in zip(values.index.dims, codes, strict=True)}
                key = tuple(label[d] for d in dims)
                out[key] = out.get(key, 0.0) + np.where(np.isfinite(row), row, 1e9)
        return np.concatenate(
            [np.atleast_1d(np.broadcast_to(out[k], max(1, len(np.atleast_1d(out[k]))))) for k in sorted(out, key=str)]
        )

    plant = case.tables["existing_capacity"]
    plant = plant[plant["technology"] != "line"]
    could: dict[int, np.ndarray] = {}
    available, most = inputs.values["availability"], inputs.values["capacity_max"]
    room = dict(zip(most.index.tuples(), most.dense().ravel().tolist(), strict=True))
    for block, array in zip(available.index.blocks, available.arrays, strict=True):
        for codes, row in zip(block.codes, array, strict=True):
            k, r, y = (d.labels[c] for d, c in zip(available.index.dims, codes, strict=True))
            if k == "wind":
                could[int(y)] = could.get(int(y), 0.0) + row * room[k, r, y]
    series = case.tables["series"]
    return {
        "demand": by("demand", "carrier", "period"),
        "existing": plant.groupby(["technology", "build_year"])["amount"].sum().to_numpy(),
        "wind energy": np.concatenate([could[y] for y in sorted(could)]),
        "wind room": np.array([sum(v for (k, _, y), v in room.items() if (k, y) == ("wind", 2030))]),
        "purchase": by("purchase_limit", "carrier", "tier", "period"),
        "series": series.groupby("series")["amount"].sum().to_numpy(),
    }


@pytest.mark.parametrize("by", ["macro10", "grid7"])
def test_totals_stay(by: str, as_stated: Case) -> None:
    before, after = totals(as_stated), totals(into(as_stated, by))
    for name, numbers in before.items():
        assert after[name] == pytest.approx(numbers, rel=1e-9, abs=1e-9), name


def test_nested_mappings_meet(as_stated: Case) -> None:
    """By way of the macro regions it is the same as at once, means by weights that add up included."""
    at_once, in_turn = into(as_stated, "grid7"), into(into(as_stated, "macro10"), "grid7")
    assert len(at_once.tables["regions"]) == 7
    for name in ("demand", "existing_capacity", "potentials", "series", "prices"):
        both = [c.tables[name].groupby(["region", "year"], dropna=False)["amount"].sum() for c in (at_once, in_turn)]
        pd.testing.assert_series_equal(*both)
    for column in at_once.profiles:  # type: ignore[union-attr]
        assert in_turn.profiles[column].to_numpy() == pytest.approx(at_once.profiles[column].to_numpy())  # type: ignore[index]
    costs = [
        c.tables["parameters"].query("parameter == 'capital_cost' and technology == 'wind'") for c in (at_once, in_turn)
    ]
    assert costs[1]["amount"].tolist() == pytest.approx(costs[0]["amount"].tolist())
    assert sorted(at_once.profiles) == sorted(in_turn.profiles)  # type: ignore[call-overload]
    assert (
        len(at_once.profiles.columns) == 14 + 1
    )  # the load of one carrier, wind, and the load of hydrogen in one grid


def test_years_are_put_together(as_stated: Case) -> None:
    case = into(as_stated, "grid7")
    ely = case.tables["existing_capacity"].query("technology == 'ely'")
    assert ely.groupby(["region", "year"])["amount"].sum().to_dict() == {
        ("G0", 2030): 6000, ("G0", 2035): 5500, ("G0", 2040): 5000, ("G0", 2050): 4000,
    }  # fmt: skip
    h2 = case.tables["demand"].query("carrier == 'h2' and region == 'G0'")
    assert dict(zip(h2["year"], h2["amount"], strict=True)) == pytest.approx(
        {2035: 2 + 40 / HOURS, 2050: 2 + 80 / HOURS}
    )
    builds = case.tables["potentials"].query("limit == 'build_max'")
    assert dict(zip(builds["year"], builds["amount"], strict=True)) == {}  # P05 states none
    assert any("build_max of ely in G0" in note for note in case.notes)


def test_routes(as_stated: Case) -> None:
    case = into(as_stated, "grid7")
    routes = case.tables["routes"]
    assert len(routes) == 6
    assert routes.iloc[0][["route", "from", "to"]].tolist() == ["G0-G1", "G0", "G1"]
    limits = case.tables["potentials"].query("technology == 'line'")
    assert limits["amount"].tolist() == [90.0] * 6
    assert set(case.tables["existing_capacity"].query("technology == 'line'")["region"]) == set(routes["route"])


def test_a_year_and_many_vintages_are_merged_at_once(tmp_path: Path) -> None:
    """Some tenths of a second for 8,760 hours and 115 vintages; what goes row by row would take minutes. The best of three, on a busy machine too."""
    rng = np.random.default_rng(1)
    case = load_case(provinces(tmp_path / "p"))
    big = pd.DataFrame(
        rng.uniform(0.1, 1, (8760, 155)),
        columns=[f"{p}_{n}" for p in PROVINCES for n in ("wind", "load", "a", "b", "c")],
    )
    plant = case.tables["existing_capacity"]
    rows = pd.concat([plant.assign(build_year=y) for y in range(1900, 2015)], ignore_index=True)
    case = replace(case, profiles=big, tables={**case.tables, "existing_capacity": rows})
    taken = []
    for _ in range(3):
        start = time.process_time()
        into(case, "grid7")
        taken.append(time.process_time() - start)
    assert min(taken) < 2.0


def test_some_provinces_of_a_full_year(as_stated: Case, tmp_path: Path) -> None:
    """What is left is what those provinces stated; columns of the others go, even all of them."""
    folder = provinces(tmp_path / "p")
    keys = (folder / "case.yaml").read_text()
    (folder / "case.yaml").write_text(keys + "regions: {only: [P30, P01]}\n")
    case = load_case(folder)
    assert list(case.tables["regions"]["region"]) == ["P01", "P30"]
    assert sorted(case.profiles) == ["P01_load", "P01_wind", "P30_load", "P30_wind"]  # type: ignore[call-overload]
    for name in ("demand", "series"):
        rows = as_stated.tables[name]
        kept = rows[rows["region"].isin(["P01", "P30", ""])]["amount"].tolist()
        assert case.tables[name]["amount"].tolist() == kept, name
    assert prepare(replace(case, profiles=case.profiles[[]], tables=_unshaped(case)), vocabulary())  # type: ignore[index]


def _unshaped(case: Case) -> dict[str, pd.DataFrame]:
    return {n: t.assign(profile="") if "profile" in t else t for n, t in case.tables.items()}
