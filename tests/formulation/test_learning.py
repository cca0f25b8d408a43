"""Learning by doing in pieces, on a case whose cheapest plan is found by trying all of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest
from losing import notices
from test_features import BASE, write
from worlds import learning as world
from worlds import world_case

from optimizer.algebra import compile_model
from optimizer.case.model import Case
from optimizer.certificate.learning import experiences
from optimizer.certificate.physics import Solved, solved_families
from optimizer.certificate.plant import worst
from optimizer.errors import CaseError
from optimizer.formulation import build_model, vocabulary
from optimizer.inputs import Inputs, prepare
from optimizer.pipeline import load_case, run, solve_certified
from optimizer.report.sheets import SHEETS
from optimizer.solution import Solution

ROOT = Path(__file__).parents[2]
B = -np.log2(0.82)
NEED = {2030: 0.2e9 / (4e9 / 55.5), 2040: 1e9 / (4e9 / 55.5), 2050: 2e9 / (4e9 / 55.5)}  # GW for all hydrogen
RATE, WEIGHT = 0.06, {}
for _y in NEED:
    WEIGHT[_y] = sum(1.06 ** -(_y + i - 2030) for i in range(10))
ANNUITY = RATE / (1 - 1.06**-20)
PAID = {v: ANNUITY * sum(1.06 ** -(v + i - 2030) for i in range(min(20, 2060 - v))) for v in NEED}
SAVED = (15 - 0.21 * 55.5) * 4e9 / 55.5 / 1e6 - 52  # of a GW in a year beside hydrogen from coal, MCNY
GREY = sum(WEIGHT[y] * 15 * d for y, d in zip(NEED, (200, 1000, 2000), strict=True))  # all from coal, MCNY


def total(x: float) -> float:
    """What all from 3 GW on cost, by the curve; the floor lies beyond."""
    return 2600 * 3 / (1 - B) * ((x / 3) ** (1 - B) - 1)


def cost(plan: tuple[float, float, float], spent: Callable[[float], float]) -> float:
    """Discounted cost of a plan, MCNY: builds of 20 years in 2030, 2040 and 2050."""
    stands = (plan[0], plan[0] + plan[1], plan[1] + plan[2])
    saved = sum(WEIGHT[y] * SAVED * k for y, k in zip(NEED, stands, strict=True))
    experience = np.cumsum([3.0, *plan])
    capital = sum(PAID[y] * (spent(b) - spent(a)) for y, (a, b) in zip(NEED, pairwise(experience), strict=True))
    return GREY - saved + capital


def plans(steps: int) -> list[tuple[float, float, float]]:
    """Plans that build nothing, all that is needed or a part of it in each period."""
    out = []
    for a, b, c in product(range(steps + 1), repeat=3):
        first = NEED[2030] * a / steps
        second = (NEED[2040] - first) * b / steps
        out.append((first, second, (NEED[2050] - second) * c / steps))
    return out


@pytest.fixture(scope="module")
def solved() -> Callable[[str], Solution]:
    return cache(lambda scenario: run(load_case(ROOT / "inputs/learning", scenario)))


def built(s: Solution) -> tuple[float, ...]:
    return tuple(s.variables["capacity_built"].squeeze().values.tolist())


@pytest.mark.parametrize(("scenario", "count"), [("base", 8), ("coarse", 2), ("fine", 24)])
def test_no_other_plan_is_cheaper(scenario: str, count: int, solved: Callable[[str], Solution]) -> None:
    """Ten thousand plans by other code than the model's: none beats the pieces, and the best of them costs what they do."""
    s = solved(scenario)
    corners = 3 * (100 / 3) ** (np.arange(count + 1) / count)
    spent = np.array([total(x) for x in corners])
    tried = {plan: cost(plan, lambda x: float(np.interp(x, corners, spent))) for plan in plans(20)}
    best = min(tried, key=tried.__getitem__)
    assert built(s) == pytest.approx(best, rel=1e-6)
    assert s.meta["objective"] == pytest.approx(tried[best], rel=1e-9)


def test_pieces_come_to_the_curve(solved: Callable[[str], Solution]) -> None:
    """The same plan is cheapest on the curve itself; more pieces cost nearer to it, from below."""
    best = min(cost(plan, total) for plan in plans(20))
    off = [best - solved(name).meta["objective"] for name in ("coarse", "base", "fine")]
    assert off[0] > off[1] > off[2] > 0
    assert off[2] < 2e-4 * best


def test_what_is_told(solved: Callable[[str], Solution]) -> None:
    s = solved("base")
    first, second, third = s.meta["learning"]
    assert first["experience"] == pytest.approx(3 + NEED[2030])
    assert third["experience"] == pytest.approx(3 + NEED[2030] + NEED[2050])
    assert first["by_curve"] == pytest.approx(total(first["experience"]) / NEED[2030])
    assert first["paid"] < first["by_curve"]
    assert second["unit"] == "GW"
    assert second["cost_unit"] == "MCNY_2020/(GW)"
    assert SHEETS["learning"].make(s)["paid"].tolist() == [e["paid"] for e in s.meta["learning"]]
    assert "solved for in straight pieces" in s.meta["notes"][0]
    ledger = s.costs.to_dataframe().groupby(["line", "period"])["annual_cost"].sum()
    assert ledger["capital", 2030] == pytest.approx(ANNUITY * first["paid"] * NEED[2030])


def test_on_a_path_costs_are_those_of_the_table(solved: Callable[[str], Solution]) -> None:
    """1,970, 1,680 and 1,370 CNY/kW whatever is built: worth building at once, below 189 / 0.0872 = 2,169 CNY/kW."""
    s = solved("path")
    plan = (NEED[2030], NEED[2040] - NEED[2030], NEED[2050] - NEED[2040] + NEED[2030])
    assert built(s) == pytest.approx(plan)
    capital = sum(PAID[y] * c * b for y, c, b in zip(NEED, (1970, 1680, 1370), plan, strict=True))
    saved = sum(WEIGHT[y] * SAVED * k for y, k in NEED.items())
    assert s.meta["objective"] == pytest.approx(GREY - saved + capital)
    assert "piece_entered" not in s.variables


def test_others_make_it_cheaper(solved: Callable[[str], Solution]) -> None:
    """20 GW that others build before 2040 are experience, and no cost of the case."""
    s = solved("world")
    assert [e["outside"] for e in s.meta["learning"]] == [0, 20, 40]
    before, after = (s.meta["learning"][1]["experience"] - own for own in (built(s)[1], 0.0))
    assert before == pytest.approx(23 + built(s)[0])
    assert s.meta["learning"][1]["by_curve"] == pytest.approx((total(after) - total(before)) / built(s)[1])
    assert s.meta["objective"] < solved("base").meta["objective"]


def changed(folder: Path, change: Callable[[str], str], **more: str) -> Case:
    """The case with another learning.csv and further tables."""
    for file in (ROOT / "inputs/learning").glob("*.*"):
        (folder / file.name).write_text(more.get(file.stem, file.read_text(encoding="utf-8")), encoding="utf-8")
    table = folder / "learning.csv"
    table.write_text(change(table.read_text(encoding="utf-8")), encoding="utf-8")
    for name, text in more.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return load_case(folder)


def test_policies_that_do_not_bind_move_nothing(tmp_path: Path, solved: Callable[[str], Solution]) -> None:
    policies = (
        "id,kind,quantity,technology,sense,year,value,unit\nmost,capacity,build,electrolyser,<=,,90,GW\n"
        "least,capacity,build,electrolyser,>=,2030,1,GW\n"
    )
    s = run(changed(tmp_path, lambda text: text, policies=policies))
    assert built(s) == pytest.approx(built(solved("base")))
    assert s.meta["objective"] == pytest.approx(solved("base").meta["objective"], rel=1e-9)


def test_a_limit_that_binds_costs(tmp_path: Path, solved: Callable[[str], Solution]) -> None:
    """Nothing before 2050: cheaper than coal alone, dearer than to start early."""
    policies = "id,kind,quantity,technology,sense,year,value,unit,end\nlate,capacity,build,electrolyser,<=,,0,GW,2040\n"
    s = run(changed(tmp_path, lambda text: text, policies=policies))
    assert built(s) == pytest.approx((0, 0, NEED[2050]))
    assert solved("base").meta["objective"] < s.meta["objective"] < GREY


def test_the_end_of_the_curve_is_told(tmp_path: Path) -> None:
    s = run(changed(tmp_path, lambda text: text.replace("experience_max,,,100", "experience_max,,,20")))
    assert sum(built(s)) == pytest.approx(17)
    assert any("ends at its experience_max" in note for note in s.meta["notes"])


# -- witnesses ---------------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    return prepare(world_case(tmp_path_factory.mktemp("learning"), **world.TABLES), vocabulary())


LOST = ("piece_below_entered", "piece_filled_before_next", "learning_content", "learning_slope", "learning_weight")


@pytest.mark.parametrize("lost", LOST)
def test_the_ledger_notices(lost: str, prepared: Inputs) -> None:
    """Without the rows that fill pieces in order the cheap last ones are filled first."""
    notices("ledger", lost, prepared)


def test_a_witness_notices_experience_that_was_not_built(prepared: Inputs) -> None:
    compiled = compile_model(build_model(prepared))
    raw = solve_certified(compiled, prepared.case, lambda _: None)
    solved = solved_families(compiled, raw.values)
    assert worst(experiences(prepared, solved))[0] < 1e-9
    filled = solved["experience_filled"]
    for change in (1.1 * filled.values, filled.values[::-1]):  # a tenth more, and in another order
        wrong = {**solved, "experience_filled": Solved(filled.index, change)}
        assert worst(experiences(prepared, wrong))[0] > 1e-4


# -- what is refused ---------------------------------------------------------------------------------------------------
def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    def wrong(text: str) -> str:
        text = text.replace("rate,,,18,%", "rate,,,60,%").replace("pieces,,,8,1", "pieces,,,2.5,1")
        text = text.replace("floor,,,600", "floor,,,6000").replace("experience_max,,,100,GW", "experience_max,,,3,GW")
        text = text.replace("outside,,2050,0", "outside,,2050,-4").replace("experience,,,3,GW", "experience,,2030,3,GW")
        text = text.replace("cost,,,2600,CNY_2020/kW", "cost,,,2600,EUR_2015/kW").replace(
            "content,electrolyser", "content,"
        )
        return text + "half,rate,electrolyser,,10,%,,,\nhalf,rates,,,10,%,,,\n"

    with pytest.raises(CaseError) as refused:
        changed(tmp_path, wrong)
    told = str(refused.value)
    for message in (
        r"rate is out of range \(found: 60 %\); allowed: 0 % up to 50 %", "pieces is out of range", "floor is above the cost|wrong unit|currencies",
        "experience_max leaves nothing to build", "outside is out of range", "experience does not change over the years",
        "currencies and price years", "a row 'content' names the technology", "a row 'rate' names no technology",
        "'half' lacks experience, experience_max, cost, content", "rates",
    ):  # fmt: skip
        assert re.search(message, told), f"{message} in\n{told}"


EXISTING = "technology,region,build_year,value,unit,pays\nelectrolyser,N,2025,1,GW,capital\n"
SPEND = "id,kind,quantity,technology,value,unit\nlimit,cap,spend,electrolyser,9,MCNY_2020\n"


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"existing_capacity": EXISTING}, "pays capital, which the curve does not know"),
        ({"policies": SPEND}, "policy 'limit' counts capital_cost alone"),
    ],
)
def test_what_the_curve_does_not_know_is_refused(more: dict[str, str], message: str, tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=message):
        changed(tmp_path, lambda text: text, **more)


def test_plant_of_one_curve_pays_alike(tmp_path: Path) -> None:
    """Boilers and gas plant of one curve whose lives differ: what the curve costs would depend on who is said to build."""
    case = load_case(
        write(
            tmp_path,
            technologies="technology,kind,reference\nboiler,converter,heat\npump,converter,heat\n",
            ports=BASE["ports.csv"] + "pump,heat,out,1,MWh/MWh,,,\n",
            parameters=BASE["parameters.csv"] + "pump,life,20,year\n",
            learning=(
                "learning,quantity,technology,value,unit\nburner,rate,,10,%\nburner,experience,,5,MW\nburner,cost,,90,EUR_2020/kW\n"
                "burner,experience_max,,90,MW\nburner,content,boiler,1,kW/kW\nburner,content,pump,1,kW/kW\n"
            ),
        )
    )
    with pytest.raises(CaseError, match=r"pays its capital in different ways \(found: pump in A, boiler in A"):
        prepare(case, vocabulary())
