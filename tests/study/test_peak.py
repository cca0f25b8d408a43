"""A free year of the peak, worked by hand; and peaks that are inflated, or cannot be.

Demand of 10, 20, 19 and 12 MW, all from `dirty` if nothing stands against it; 5 % less a year after the peak, which leaves 0.774 of it
after five years. A tonne less costs 40 EUR. A peak in
    2030 allows 10, 7.7, 6.0, 4.6 MW: 12.3 + 13.0 + 7.4 less;    2035 allows 10, 20, 15.5, 11.97: 3.5 + 0.03 less;
    2040 allows 10, 19, 19, 14.7: 1 less in 2035;                2045 allows 12 everywhere: 8 + 7 less.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from test_pathways import HEAD, YEAR, emitted, write

from optimizer import load_case, open_solution
from optimizer.case.model import Case
from optimizer.case.switch import without
from optimizer.cli import main
from optimizer.errors import CaseError, InfeasibleError, LimitError
from optimizer.pipeline import run
from optimizer.solution import Solution
from optimizer.study import cheapest_peak, levels, open_peaks, peak_years, with_peaks
from optimizer.study.questioned import solved_again

DEMAND = (10.0, 20.0, 19.0, 12.0)
FREE = {"r": ("summit,peak,,r,,,,,,,", "down,decline,,r,,summit,,5,%/year,,")}
LEFT = 0.95**5
LESS = {
    2030: sum(d - 10 * LEFT**i for i, d in enumerate(DEMAND)),
    2035: 19 - 20 * LEFT + 12 - 20 * LEFT**2,
    2040: 1.0,
    2045: 8.0 + 7.0,
}
COST = {y: mw * YEAR * 5 * 0.04 for y, mw in LESS.items()}  # kEUR


def remembering() -> Callable[[Case], Solution]:
    """Solves each choice of policies once."""
    known: dict[str, Solution] = {}

    def solve(case: Case) -> Solution:
        key = case.tables["policies"][["id", "year", "amount", "on"]].to_csv()
        if key not in known:
            known[key] = run(case)
        return known[key]

    return solve


def test_an_interior_year_wins(tmp_path: Path) -> None:
    case, solve = load_case(write(tmp_path, FREE, DEMAND)), remembering()
    assert open_peaks(case) == {"summit": (2030, 2035, 2040, 2045)}
    with pytest.raises(CaseError, match="the year of the peak 'summit' is or follows is open"):
        run(case)
    found = {c.years["summit"]: c.cost for c in peak_years(case, solve)}
    assert found == pytest.approx(COST, rel=1e-6)
    s = cheapest_peak(case, solve)
    assert emitted(s, "r") == pytest.approx([10, 19, 19, 12])
    told, beside = (note for note in s.meta["notes"] if note.startswith("peak "))
    assert told.startswith("peak in 2040 is the cheapest of 2030: ")
    assert beside == f"peak of 'summit' in 2040: {19 * YEAR:.6g} tCO2/year, and {19 * YEAR:.6g} without the policy"


def test_the_command_line_tries_every_year_that_is_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A peak before 2040 is one in 2035."""
    before = {"r": (FREE["r"][0] + "2039", FREE["r"][1])}
    case = write(tmp_path / "case", before, DEMAND)
    for command in (["check"], ["run", "--out", str(tmp_path / "out")]):
        monkeypatch.setattr(sys, "argv", ["h2opt", command[0], str(case), *command[1:]])
        with pytest.raises(SystemExit) as left:
            main()
        assert left.value.code == 0
    s = open_solution(tmp_path / "out/p/base")
    assert s.meta["objective"] == pytest.approx(COST[2035])
    assert solved_again(s).raw.objective == pytest.approx(COST[2035]), (
        "asked why, it is a run with its peak in that year"
    )
    assert "peak in 2035 is the cheapest of 2030" in " ".join(capsys.readouterr().out.split())


def test_years_without_a_plan_are_left_out(tmp_path: Path) -> None:
    """At most 8 MW in 2030 and at least 9 in 2035: no peak in 2030."""
    bounds = (f"most,cap,,r,,,,{8 * YEAR},tCO2/year,,2030,<=", f"least,cap,,r,,,,{9 * YEAR},tCO2/year,2035,2035,>=")
    policies = "\n".join([f"{HEAD},sense", FREE["r"][0] + "2035", FREE["r"][1], *bounds]) + "\n"
    case, solve = load_case(write(tmp_path / "some", FREE, DEMAND, policies=policies)), remembering()
    assert [c.years["summit"] for c in peak_years(case, solve) if c.cost is not None] == [2035]
    none = load_case(write(tmp_path / "none", FREE, DEMAND, policies=policies.replace(",2035\n", ",2034\n", 1)))
    with pytest.raises(InfeasibleError, match=r"(?s)2030: no plan\. Of the first of them: .*policy 'least'") as every:
        cheapest_peak(none, solve)
    stated = with_peaks(none, {"summit": 2030})
    with pytest.raises(InfeasibleError) as one:
        cheapest_peak(stated, solve)
    assert "whichever year" not in str(one.value)
    assert str(every.value).endswith(str(one.value))


def test_years_that_are_not_solved_do_not_lose_the_others(tmp_path: Path) -> None:
    """Out of time in 2040, which is the cheapest year, and without the rules: 2035 is the best of what is known."""
    case, solve = load_case(write(tmp_path / "some", FREE, DEMAND)), remembering()

    def out_of_time(years: tuple[int, ...]) -> Callable[[Case], Solution]:
        def solving(mine: Case) -> Solution:
            row = mine.tables["policies"].set_index("id").loc["summit"]
            if not row["on"] or row["year"] in years:
                raise LimitError(f"time ran out ({row['year']:g})")
            return solve(mine)

        return solving

    s = cheapest_peak(case, out_of_time((2040,)))
    assert s.meta["peak_years"] == {"summit": 2035}
    cheapest, lost, unknown = s.meta["notes"][-3:]
    assert cheapest.startswith("peak in 2035 is the cheapest of 2030: ")
    assert "; 2040: not solved; 2045: " in cheapest
    assert lost == "peak in 2040 was not solved, and may be cheaper: time ran out (2040)"
    assert unknown.startswith("whether the peak is inflated is not known")
    with pytest.raises(
        LimitError, match=r"No year .*: 2030: not solved; .*the first that failed: time ran out \(2030\)"
    ):
        cheapest_peak(case, out_of_time((2030, 2035, 2040, 2045)))
    with pytest.raises(LimitError, match=r"^time ran out \(2030\)$"):
        cheapest_peak(with_peaks(case, {"summit": 2030}), out_of_time((2030,)))


def test_inflating_the_peak_is_flagged_and_never_pays_with_a_level(tmp_path: Path) -> None:
    """Dumping at 10 EUR/MWh buys 40 EUR/t in 2040 and 2045: 20 MW instead of 16, unless the level is that of the free run."""
    solve = remembering()
    blown = load_case(write(tmp_path / "blown", {"blown": ("b,peak,,blown,,,2035,,,,",)}))
    free, best = solve(without(blown, ["b"])), cheapest_peak(blown, solve)
    (level,) = levels(blown, best, free)
    assert (level.amount, level.free) == pytest.approx((20 * YEAR, 16 * YEAR))
    assert level.inflated
    assert any("inflated to allow more later" in note for note in best.meta["notes"])
    cost = {}
    for mw in (16, 17):
        row = f"b,peak,,blown,,,2035,{mw * YEAR},tCO2/year,,"
        held = load_case(write(tmp_path / str(mw), {"blown": (row,)}))
        (level,) = levels(held, solve(held), free)
        assert (level.amount / YEAR, level.inflated) == (pytest.approx(mw), mw > 16)
        cost[mw] = solve(held).meta["objective"]
    assert cost[16] - cost[17] == pytest.approx((2 * 0.04 - 0.01) * YEAR * 5)  # what the level forgoes
