"""Published micro models of ZEN-garden, each isolating one planning rule: the same plant and the same costs."""

from __future__ import annotations

from pathlib import Path

import pytest
from zen_case import EXPECTED, write_zen

from optimizer.pipeline import load_case, run
from optimizer.solution import Solution
from optimizer.study import myopic

TOLERANCE = 1e-3  # stated by the publishers
ROUNDED = 1e-6  # the expected costs are printed with six decimals


def standing(solution: Solution, technology: str, place: str) -> list[float]:
    return solution.variables["capacity"].sel(technology=technology, location=place).fillna(0.0).values.tolist()


@pytest.mark.parametrize("name", ["1a", "1h", "3h", "5c", "5d", "6a"])
def test_micro_model(name: str, tmp_path: Path) -> None:
    solution, wanted = run(load_case(write_zen(tmp_path / name, name))), EXPECTED[name]
    assert solution.meta["objective"] == pytest.approx(
        wanted["total_npc_MEUR"], abs=2 * ROUNDED * len(wanted["cost_MEUR"])
    )
    ledger = solution.costs.to_dataframe().groupby("period")[["annual_cost", "discounted_cost"]].sum()
    assert ledger["annual_cost"].tolist() == pytest.approx(wanted["cost_MEUR"], rel=TOLERANCE)
    assert ledger["discounted_cost"].tolist() == pytest.approx(wanted["net_present_cost_MEUR"], rel=TOLERANCE)
    for technology, places in wanted["capacity_GW"].items():
        ours = {"storage_energy": "storage"}.get(technology, technology)
        for place, values in places.items():
            assert standing(solution, ours, place) == pytest.approx(values, rel=TOLERANCE, abs=1e-6), technology
    co2 = solution.variables["emission"].sum(("gas", "sector", "stage", "region")) / 1e6
    assert co2.values.tolist() == pytest.approx(wanted["co2_Mt"], rel=TOLERANCE)


def test_rolling_horizon(tmp_path: Path) -> None:
    """Model 3d: one year at a time; plant and its annuities are carried forward.

    The published total adds up windows that are each discounted to their own first year; ours is one net present cost.
    """
    wanted = EXPECTED["3d"]
    case = load_case(write_zen(tmp_path / "3d", "3d"))
    windows = list(myopic(case, foresight=1))
    assert [w.kept for w in windows] == [(2022,), (2023,), (2024,)]
    last = windows[-1].solution
    ledger = last.costs.to_dataframe().groupby("period")["annual_cost"].sum()
    assert ledger.tolist() == pytest.approx(wanted["cost_MEUR"], rel=1e-6)
    own = [cost * (1 + case.options.discount_rate) ** -i for i, cost in enumerate(wanted["net_present_cost_MEUR"])]
    assert last.meta["objective"] == pytest.approx(sum(own), rel=1e-6)
    for place, values in wanted["capacity_GW"]["boiler"].items():
        assert standing(last, "boiler", place) == pytest.approx(values, rel=TOLERANCE)
