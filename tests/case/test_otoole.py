"""A small OSeMOSYS model of two years and two slices, whose answers can be said beforehand."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimizer.case.otoole import import_otoole
from optimizer.errors import CaseError
from optimizer.pipeline import load_case, run
from optimizer.solution import Solution

YEARS = (2030, 2031)
HEADS = {
    "YearSplit": "TIMESLICE,YEAR", "SpecifiedAnnualDemand": "REGION,FUEL,YEAR", "SpecifiedDemandProfile": "REGION,FUEL,TIMESLICE,YEAR",
    "OutputActivityRatio": "REGION,TECHNOLOGY,FUEL,MODE_OF_OPERATION,YEAR", "CapacityFactor": "REGION,TECHNOLOGY,TIMESLICE,YEAR",
    "OperationalLife": "REGION,TECHNOLOGY", "CapitalCost": "REGION,TECHNOLOGY,YEAR", "DiscountRate": "REGION",
    "VariableCost": "REGION,TECHNOLOGY,MODE_OF_OPERATION,YEAR", "CapacityToActivityUnit": "REGION,TECHNOLOGY",
    "EmissionActivityRatio": "REGION,TECHNOLOGY,EMISSION,MODE_OF_OPERATION,YEAR", "AnnualEmissionLimit": "REGION,EMISSION,YEAR",
    "EmissionsPenalty": "REGION,EMISSION,YEAR", "ModelPeriodEmissionLimit": "REGION,EMISSION", "AnnualExogenousEmission": "REGION,EMISSION,YEAR",
    "TotalTechnologyAnnualActivityUpperLimit": "REGION,TECHNOLOGY,YEAR", "TotalTechnologyModelPeriodActivityLowerLimit": "REGION,TECHNOLOGY",
    "REMinProductionTarget": "REGION,YEAR", "RETagFuel": "REGION,FUEL,YEAR", "RETagTechnology": "REGION,TECHNOLOGY,YEAR",
    "AvailabilityFactor": "REGION,TECHNOLOGY,YEAR", "CapacityOfOneTechnologyUnit": "REGION,TECHNOLOGY,YEAR",
    "DepreciationMethod": "REGION", "TradeRoute": "REGION,_REGION,FUEL,YEAR", "CapitalCostStorage": "REGION,STORAGE,YEAR",
}  # fmt: skip
SETS = {
    "REGION": ["R"], "YEAR": list(map(str, YEARS)), "TECHNOLOGY": ["coal", "wind"], "FUEL": ["el"], "EMISSION": ["co2"],
    "TIMESLICE": ["day", "night"], "MODE_OF_OPERATION": ["1"], "STORAGE": [],
}  # fmt: skip
MODEL = {
    "YearSplit": [f"{s},{y},{v}" for y, split in ((2030, (0.4, 0.6)), (2031, (0.5, 0.5))) for s, v in zip(("day", "night"), split, strict=True)],
    "SpecifiedAnnualDemand": ["R,el,2030,100", "R,el,2031,120"],
    "SpecifiedDemandProfile": [f"R,el,{s},{y},{v}" for y, p in ((2030, (0.5, 0.5)), (2031, (0.7, 0.3))) for s, v in zip(("day", "night"), p, strict=True)],
    "OutputActivityRatio": [f"R,{k},el,1,{y},1" for k in ("coal", "wind") for y in YEARS],
    "OperationalLife": ["R,coal,40", "R,wind,40"],
    "CapitalCost": [f"R,wind,{y},1e-6" for y in YEARS] + [f"R,coal,{y},1e-6" for y in YEARS],
    "VariableCost": [f"R,{k},1,{y},{v}" for k, v in (("coal", 1), ("wind", 3)) for y in YEARS],
    "EmissionActivityRatio": [f"R,coal,co2,1,{y},0.1" for y in YEARS],
    "DiscountRate": ["R,0"],
}  # fmt: skip


def write(folder: Path, **changes: list[str]) -> Path:
    folder.mkdir(parents=True)
    for name, labels in SETS.items():
        (folder / f"{name}.csv").write_text("VALUE\n" + "".join(f"{v}\n" for v in labels), encoding="utf-8")
    for name, rows in {**MODEL, **changes}.items():
        (folder / f"{name}.csv").write_text(
            f"{HEADS[name]},VALUE\n" + "".join(f"{r}\n" for r in rows), encoding="utf-8"
        )
    return folder


def answer(folder: Path, **changes: list[str]) -> Solution:
    case = folder / "case"
    case.mkdir(parents=True)
    for name, text in import_otoole(write(folder / "otoole", **changes), "small").items():
        (case / name).write_text(text, encoding="utf-8")
    return run(load_case(case))


def made(s: Solution, technology: str) -> list[float]:
    """PJ in each year."""
    yearly = (s.variables["activity"] * s.inputs["hours_per_year"]).sum(("day", "step", "region"))
    return [float(v) for v in yearly.sel(technology=technology)]


def test_slices_and_shapes_that_change_over_the_years(tmp_path: Path) -> None:
    s = answer(tmp_path)
    assert made(s, "coal") == pytest.approx([100, 120])
    rate = s.variables["activity"].sel(technology="coal").max(("region", "period", "step")) * 8760
    by_day = rate.to_series().to_dict()
    assert by_day == pytest.approx({"day_2030": 125, "night_2030": 50 / 0.6, "day_2031": 168, "night_2031": 72})


def test_limits_of_emissions_and_prices(tmp_path: Path) -> None:
    limit = ["R,co2,2030,-1", "R,co2,2031,8"]
    outside = ["R,co2,2031,2"]
    s = answer(tmp_path / "limit", AnnualEmissionLimit=limit, AnnualExogenousEmission=outside)
    assert made(s, "coal") == pytest.approx([100, 60])
    s = answer(tmp_path / "price", EmissionsPenalty=["R,co2,2030,19", "R,co2,2031,21"])
    assert made(s, "coal") == pytest.approx([100, 0], abs=1e-6)  # 0.1 * 21 is above the difference of 2
    s = answer(tmp_path / "budget", ModelPeriodEmissionLimit=["R,co2,15"])
    assert sum(made(s, "coal")) == pytest.approx(150)


def test_limits_of_activity(tmp_path: Path) -> None:
    upper = [f"R,coal,{y},{v}" for y, v in ((2030, 70), (2031, 99999999))]
    s = answer(
        tmp_path,
        TotalTechnologyAnnualActivityUpperLimit=upper,
        TotalTechnologyModelPeriodActivityLowerLimit=["R,wind,45"],
    )
    assert made(s, "coal")[0] <= 70 + 1e-6
    assert sum(made(s, "wind")) == pytest.approx(45)


def test_a_renewable_target(tmp_path: Path) -> None:
    tags = {"RETagFuel": [f"R,el,{y},1" for y in YEARS], "RETagTechnology": [f"R,wind,{y},1" for y in YEARS]}
    s = answer(tmp_path, REMinProductionTarget=["R,2030,0.2", "R,2031,0.5"], **tags)
    assert made(s, "wind") == pytest.approx([20, 60])


def test_a_yearly_availability(tmp_path: Path) -> None:
    """What must stand idle part of the year is built larger: 100 PJ at a share of 0.625, of which 125 PJ a year by day are less."""
    costs = [f"R,{k},{y},1" for k in ("wind", "coal") for y in YEARS]
    s = answer(tmp_path, AvailabilityFactor=["R,coal,2030,0.625", "R,coal,2031,1"], CapitalCost=costs)
    capacity = s.variables["capacity"].sel(technology="coal").squeeze()
    assert float(capacity[0]) == pytest.approx(100 / 0.625)


def test_plant_in_whole_units(tmp_path: Path) -> None:
    """125 PJ a year by day in units of 50, in the second year 168."""
    s = answer(
        tmp_path,
        CapacityOfOneTechnologyUnit=[f"R,coal,{y},50" for y in YEARS],
        CapitalCost=[f"R,{k},{y},1" for k in ("wind", "coal") for y in YEARS],
    )
    assert s.variables["units_built"].sel(technology="coal").squeeze().values == pytest.approx([3, 1])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"DepreciationMethod": ["R,3"]}, "DepreciationMethod.csv: unknown method"),
        ({"TradeRoute": ["R,R,el,2030,1"]}, "no meaning here"),
        ({"CapitalCostStorage": ["R,dam,2030,5"]}, "no meaning here"),
        ({"YearSplit": MODEL["YearSplit"][:3]}, "no share of this year"),
        ({"YearSplit": [*MODEL["YearSplit"][:3], "night,2031,0.3"]}, "years differ in length"),
        ({"REMinProductionTarget": ["R,2030,0.2"]}, "a target of one fuel"),
    ],
)  # fmt: skip
def test_what_would_be_lost_is_refused(changes: dict[str, list[str]], message: str, tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=message):
        import_otoole(write(tmp_path / "otoole", **changes), "x")
