"""Slope scaling beside the integer run, on cases whose answer can be said beforehand."""

from __future__ import annotations

from pathlib import Path

import pytest
from command import h2opt
from test_features import BASE, write

from optimizer import open_solution
from optimizer.case.model import Case
from optimizer.errors import CaseError, InfeasibleError, UnboundedError
from optimizer.formulation import vocabulary
from optimizer.inputs import prepare
from optimizer.pipeline import load_case, run
from optimizer.study import slope_scaled, slopes
from optimizer.study.whole_units import Units

FUEL = 7 * 8760 * 0.01  # coal for 7 MW, kEUR a year
NINE = "carrier,region,value,unit\nheat,A,9,MW\n"
HEAD = "technology,parameter,value,unit\n"


def case_of(folder: Path, kinds: dict[str, tuple[float, float, float, float]], more: str = "", **changes: str) -> Case:
    """7 MW of heat from boilers: largest and smallest unit [MW], charge of a unit [kEUR], capital [kEUR/MW], lives of 10 years."""
    rows = "".join(
        f"{k},unit_size,{most},MW\n{k},unit_size_min,{least},MW\n{k},fixed_charge,{charge},kEUR_2020\n"
        f"{k},capital_cost,{capital},kEUR_2020/MW\n{k},life,10,year\n"
        for k, (most, least, charge, capital) in kinds.items()
    )
    tables = {
        "technologies": "technology,kind,reference,whole\n" + "".join(f"{k},converter,heat,yes\n" for k in kinds),
        "ports": "technology,carrier,direction,value,unit\n"
        + "".join(f"{k},heat,out,1,MWh/MWh\n{k},coal,in,1,MWh/MWh\n" for k in kinds),
        "parameters": HEAD + rows + more,
        "demand": "carrier,region,value,unit\nheat,A,7,MW\n",
        "emissions": "flow,gas,value,unit\n",
        "yaml": BASE["case.yaml"] + "solve: {gap: 0}\n",
    }
    return load_case(write(folder, **{**tables, **changes}))


def test_one_unit_by_hand(tmp_path: Path) -> None:
    """A unit of up to 10 MW for 700 kEUR and 100 kEUR/MW: first 170 kEUR/MW, as if it were full; then 1,400/7 = 200. It stays."""
    case = case_of(tmp_path, {"a": (10, 0, 700, 100)})
    first, second = slopes(case)
    at = ("a", "A", 2030)
    assert (first.slopes[at], second.slopes[at]) == pytest.approx((170, 200))
    assert (first.built[at], second.built[at]) == pytest.approx((7, 7))
    assert first.owed == pytest.approx(30 / 200)
    assert (first.settled, second.settled) == (False, True)
    scaled = slope_scaled(case)
    assert scaled.bound == pytest.approx(7 * 170 / 10 + FUEL)
    assert scaled.solution.meta["objective"] == pytest.approx(1400 / 10 + FUEL)
    assert scaled.gap == pytest.approx(21 / (140 + FUEL))
    assert scaled.rounds == 2
    ledger = scaled.solution.costs.to_dataframe().groupby("line")["discounted_cost"].sum()
    assert (ledger["fixed charge"], ledger["capital"]) == pytest.approx((70, 70)), "of the case as it is"
    assert float(scaled.solution.variables["units_built"].sum()) == 1
    assert any("no answer is cheaper by more than 2.79%" in n for n in scaled.solution.meta["notes"])


# what is built, and its overnight cost for 7 MW, worked by hand
WORKED = {
    # a looks like 170 a MW and costs 1,400; b costs 7 + 7 x 189
    "the charge is not worth it": ({"a": (10, 0, 700, 100), "b": (10, 0, 7, 189)}, {"b": 7}, 1330),
    # c looks cheaper at first (20 + 100 = 120 a MW against 130) and is: 1,140 against 1,000 + 210 = 1,210
    "two charges": ({"a": (10, 0, 1000, 30), "c": (10, 0, 1000, 20)}, {"c": 7}, 1140),
    # units of at most 4 MW: two are needed, 2 x 300 + 7 x 50, against one of a for 700 + 350
    "two small units": ({"a": (10, 0, 700, 50), "s": (4, 0, 300, 50)}, {"s": 7}, 950),
    # blocks of 3 MW: 7 MW are 9
    "blocks": ({"a": (3, 3, 0, 100)}, {"a": 9}, 900),
}


@pytest.mark.parametrize("name", WORKED)
def test_as_the_integer_run_has_it(name: str, tmp_path: Path) -> None:
    kinds, wanted, money = WORKED[name]
    case = case_of(tmp_path, kinds)
    scaled, exact = slope_scaled(case), run(case)
    for s in (scaled.solution, exact):
        assert s.meta["status"] == "certified"
        built = s.variables["capacity_built"].to_series()
        assert {str(k[0]): v for k, v in built.items() if v > 1e-3} == pytest.approx(wanted, rel=2e-6)
        assert s.meta["objective"] == pytest.approx(money / 10 + FUEL, rel=1e-6)
    assert scaled.bound <= exact.meta["objective"] * (1 + 1e-9)


# 9 MW of units of up to 8 MW for 800, 12 for 1,320 and 1 for 150 kEUR: MW -> cost of slope scaling, of the least, and the bound
MIXED = {
    2: (300, 300, 200),
    9: (1320, 950, 900),  # a full and c beside it; the slopes leave a for good once two of it were needed
    12: (1320, 1320, 1200),  # b, which a full and four c (1,400) do not undercut
    17: (2400, 1750, 1700),
}


@pytest.mark.parametrize("megawatts", MIXED)
def test_a_heuristic_says_how_far_it_may_be_off(megawatts: float, tmp_path: Path) -> None:
    """Kinds of units that go together are not found; the gap says so, and the bound holds."""
    kinds = {"a": (8.0, 0.0, 800.0, 0.0), "b": (12.0, 0.0, 1320.0, 0.0), "c": (1.0, 0.0, 150.0, 0.0)}
    case = case_of(tmp_path, kinds, demand=f"carrier,region,value,unit\nheat,A,{megawatts},MW\n")
    fuel, (found, least, bound) = FUEL * megawatts / 7, MIXED[megawatts]
    scaled, exact = slope_scaled(case), float(run(case).meta["objective"])
    cost = float(scaled.solution.meta["objective"])
    assert (cost - fuel, exact - fuel, scaled.bound - fuel) == pytest.approx((found / 10, least / 10, bound / 10))
    assert cost - exact <= scaled.gap * cost + 1e-6
    assert scaled.gap == pytest.approx((cost - scaled.bound) / cost)


def test_what_does_not_settle_says_so(tmp_path: Path) -> None:
    """The builds of the only round, 7 MW, are as good as those of the second; that it is so is not known yet."""
    case = case_of(tmp_path, {"a": (10, 0, 700, 100)})
    (only,) = slopes(case, most=1)
    assert not only.settled
    assert (only.bound, only.cost) == pytest.approx((7 * 170 / 10 + FUEL, 1400 / 10 + FUEL))
    scaled = slope_scaled(case, most=1)
    assert not scaled.settled
    assert scaled.solution.meta["objective"] == pytest.approx(only.cost)
    assert any("had not settled (the last one owed 15.0%)" in note for note in scaled.solution.meta["notes"])


def test_the_cheapest_round_is_taken(tmp_path: Path) -> None:
    """What the rounds owe makes them dearer than they say: at real prices no later round is cheaper than the one that is taken."""
    case = case_of(tmp_path, {"a": (8, 0, 800, 0), "b": (12, 0, 1320, 0), "c": (1, 0, 150, 0)}, demand=NINE)
    costs = [each.cost for each in slopes(case)]
    assert slope_scaled(case).solution.meta["objective"] == pytest.approx(min(costs))


@pytest.mark.parametrize(
    ("limit", "standing", "wanted"),
    [("build_max", 0, 6), ("capacity_max", 0, 6), ("capacity_max", 3, 3)],
    ids=["of what is built", "of what stands", "beside what stands already"],
)
def test_blocks_fit_below_a_limit(limit: str, standing: int, wanted: int, tmp_path: Path) -> None:
    """8 MW are allowed, and hold two blocks of 3 MW, not 2.67 of them; b makes the rest of 7 MW, at 1 kEUR a unit and 300 kEUR/MW."""
    potentials = f"technology,region,limit,value,unit\na,A,{limit},8,MW\n"
    existing = f"technology,region,build_year,value,unit\na,A,2025,{standing},MW\n"
    case = case_of(
        tmp_path, {"a": (3, 3, 0, 100), "b": (1, 0.1, 1, 300)}, potentials=potentials, existing_capacity=existing
    )
    (scaled, exact) = (slope_scaled(case), run(case))
    for s in (scaled.solution, exact):
        built = s.variables["capacity_built"].sel(vintage=2030).squeeze().to_series()
        assert (built["a"], built["b"]) == pytest.approx((wanted, 1), rel=2e-6)
        assert s.meta["objective"] == pytest.approx((100 * wanted + 301) / 10 + FUEL, rel=1e-6)
    assert scaled.bound == pytest.approx(exact.meta["objective"]), "parts of blocks without room are no bound"


TWO_PERIODS = BASE["case.yaml"].replace(
    "[{label: 2030, first_year: 2030, years: 1}]",
    "[{label: 2030, first_year: 2030, years: 1}, {label: 2031, first_year: 2031, years: 1}]",
)


def test_what_the_rounded_units_may_not_be_is_told(tmp_path: Path) -> None:
    """1 MW and then 8 in blocks of 3, where 8 may stand: parts of 2 and 6 MW do, blocks of 3 and 6 do not. 3 and 3, and 2 MW unmet, would."""
    changes = {
        "yaml": TWO_PERIODS,
        "potentials": "technology,region,limit,value,unit\na,A,capacity_max,8,MW\n",
        "demand": "carrier,region,year,value,unit\nheat,A,2030,1,MW\nheat,A,2031,8,MW\n",
    }
    case = case_of(tmp_path, {"a": (3, 3, 0, 100)}, **changes)
    with pytest.raises(
        InfeasibleError, match=r"(?s)An integer run .* may find one.*leaves standing more of a.*capacity_max"
    ):
        slope_scaled(case)
    assert run(case).variables["units_built"].sum() == 2


COAL_ONLY = "carrier,kind,value,unit\ncoal,purchase,10,EUR_2020/MWh\n"


def test_units_that_leave_no_plan_are_not_said_to_be_the_case(tmp_path: Path) -> None:
    """1,350 kEUR may be spent on a: parts of a unit cost 1,190 for 7 MW, a unit 1,400. 6.5 MW and half a MW of b would do."""
    policies = "id,kind,quantity,technology,sense,value,unit\nx,cap,spend,a,<=,1350,kEUR_2020\n"
    case = case_of(tmp_path, {"a": (10, 0, 700, 100), "b": (10, 0, 7, 400)}, policies=policies, prices=COAL_ONLY)
    with pytest.raises(InfeasibleError, match=r"(?s)Rounded up to whole units.*An integer run .* may find one"):
        slope_scaled(case)
    assert run(case).meta["status"] == "certified"


def test_where_the_cheapest_units_leave_no_plan_the_next_are_taken(tmp_path: Path) -> None:
    """7 MW for 8,000 hours a year and more: a unit of a, of 8 MW for 800 kEUR, runs 7,665. b costs 50 + 7 x 113, and looks like 113.5 a MW."""
    kinds = {"a": (10.0, 8.0, 0.0, 100.0), "b": (100.0, 0.0, 50.0, 113.0)}
    case = case_of(tmp_path, kinds, more="a,full_load_hours_min,8000,hour/year\n", prices=COAL_ONLY)
    first, second, *_ = slopes(case)
    assert first.cost < second.cost, "what is refused is cheaper than what is taken"
    scaled, exact = slope_scaled(case), run(case)
    for s in (scaled.solution, exact):
        assert s.meta["objective"] == pytest.approx((50 + 7 * 113) / 10 + FUEL, rel=2e-6)


def test_a_case_without_a_plan_is_diagnosed(tmp_path: Path) -> None:
    """As any run does: what cannot hold together, not what a solver said."""
    limit = "technology,region,limit,value,unit\na,A,build_max,5,MW\n"
    case = case_of(tmp_path, {"a": (10, 0, 700, 100)}, potentials=limit, prices=COAL_ONLY)
    with pytest.raises(InfeasibleError, match=r"(?s)No plan meets every requirement.*demand for heat in A, 2030"):
        slope_scaled(case)


def test_cost_without_end_is_told_as_any_run_tells_it(tmp_path: Path) -> None:
    sale = COAL_ONLY + "heat,sale,100,EUR_2020/MWh\n"
    case = case_of(tmp_path, {"a": (10, 0, 700, 100)}, prices=sale)
    with pytest.raises(UnboundedError, match=r"(?s)Cost falls without limit.*sale of heat"):
        slope_scaled(case)


def test_least_sizes_settle_though_no_gap_is_allowed(tmp_path: Path) -> None:
    """11 MW in units of 8 to 10 are two of 8. A case with a gap of nothing takes rounding for no debt."""
    case = case_of(tmp_path, {"a": (10, 8, 100, 100)}, demand=NINE.replace("9", "11"))
    scaled = slope_scaled(case)
    assert scaled.settled
    assert scaled.solution.meta["objective"] == pytest.approx((1600 + 200) / 10 + FUEL * 11 / 7)
    assert not any("settled" in note for note in scaled.solution.meta["notes"])


def test_a_proven_gap_is_not_rounded_down(tmp_path: Path) -> None:
    """5 MW: 120 of 170 are charge and capital, 85 in the bound, so that 35 of 558 are open: 6.272 %."""
    scaled = slope_scaled(case_of(tmp_path, {"a": (10, 0, 700, 100)}, demand=NINE.replace("9", "5")))
    assert scaled.gap == pytest.approx(35 / 558)
    assert any("cheaper by more than 6.28%" in note for note in scaled.solution.meta["notes"])


def test_the_case_is_prepared_once_for_all_rounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case, calls = case_of(tmp_path, {"a": (10, 0, 700, 100)}), list[str]()

    def counted(mine: Case, words: object) -> object:
        calls.append(mine.scenario)
        return prepare(mine, vocabulary())

    for module in ("slope", "plan"):
        monkeypatch.setattr(f"optimizer.study.{module}.prepare", counted)
    slope_scaled(case)
    assert calls == ["base"]


def test_no_round_is_no_answer(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least one round, not 0"):
        slope_scaled(case_of(tmp_path, {"a": (10, 0, 700, 100)}), most=0)


def test_existing_plant_keeps_its_own_capital_cost(tmp_path: Path) -> None:
    """Built in 2025, pays capital by its build year; the slopes of new plant are none of its business."""
    existing = "technology,region,build_year,value,unit,pays\na,A,2025,3,MW,capital\n"
    case = case_of(tmp_path, {"a": (10, 0, 700, 100)}, existing_capacity=existing)
    scaled = slope_scaled(case)
    assert scaled.solution.meta["objective"] == pytest.approx(30 + (400 + 700) / 10 + FUEL)
    assert run(case).meta["objective"] == pytest.approx(scaled.solution.meta["objective"])
    assert scaled.bound == pytest.approx(30 + 4 * 170 / 10 + FUEL)


def test_without_whole_units_there_is_nothing_to_scale(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="needs whole units"):
        slope_scaled(load_case(write(tmp_path)))


def test_units_of_a_build() -> None:
    u = Units(largest=4.0, smallest=3.0, charge=10.0, capital=2.0)
    assert [u.count(b) for b in (0, 1e-9, 3, 4, 4 + 1e-7, 4.1, 8)] == [0, 0, 1, 1, 1, 2, 2]
    assert [u.size(b) for b in (0, 1, 3.5, 4.1, 8)] == [0, 3, 3.5, 6, 8]
    assert u.size(4 + 1e-7) == 4
    assert [u.cost(b) for b in (0, 1, 4.1)] == [0, 16, 32]
    assert u.first == 4.5
    assert all(u.cost(b) >= u.first * b - 1e-9 for b in (0.5, 1, 3, 4, 5, 7.9, 8)), "never undercut"


def test_the_command(tmp_path: Path) -> None:
    case_of(tmp_path / "town", {"a": (10, 0, 700, 100), "b": (10, 0, 7, 189)})
    done = h2opt("run", "town", "--slope", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Whole units by slope scaling" in done.stdout
    s = open_solution(tmp_path / "results" / "f" / "base_slope" / "solution.nc")
    assert s.meta["objective"] == pytest.approx(133 + FUEL)
    assert h2opt("run", "town", "--slope", "--foresight", "1", cwd=tmp_path).returncode == 2


def test_the_command_tries_every_year_of_an_open_peak(tmp_path: Path) -> None:
    """8 MW, then 7: the peak is in the first year, whatever is tried; each year is a slope scaling of its own."""
    changes = {
        "yaml": TWO_PERIODS,
        "emissions": "flow,carrier,gas,value,unit\npurchase,coal,CO2,0.34,tCO2/MWh\n",
        "policies": "id,kind,gas\nsummit,peak,CO2\n",
        "prices": COAL_ONLY,
        "demand": "carrier,region,year,value,unit\nheat,A,2030,8,MW\nheat,A,2031,7,MW\n",
    }
    case_of(tmp_path / "town", {"a": (10, 0, 700, 100)}, **changes)
    done = h2opt("run", "town", "--slope", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    s = open_solution(tmp_path / "results" / "f" / "base_slope" / "solution.nc")
    assert s.meta["objective"] == pytest.approx(150 * 2 + FUEL * 15 / 7, rel=1e-6)
    assert any("peak in 2030 is the cheapest" in note for note in s.meta["notes"])
    assert any("Whole units by slope scaling" in note for note in s.meta["notes"])
