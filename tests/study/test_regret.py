"""The plan for each future where another comes: the newsvendor of `test_hedge`.

10 MW of demand or 20; a MW of plant costs 100 kEUR, a MW unserved 300. The plan for low demand costs 1,000 there, and 1,000 + 3,000 where
demand is high: a regret of 2,000. That for high demand costs 2,000 in both: a regret of 1,000 where demand is low.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from command import h2opt
from test_features import write
from test_hedge import HEAD, PLANT, SCENARIOS, TWO

from optimizer.errors import CaseError
from optimizer.pipeline import load_case
from optimizer.report.regret import in_words, regret_table
from optimizer.study import Future, Regret, hedge, regret


def futures(folder: Path, *names: str) -> tuple[Future, ...]:
    return tuple(Future(n, 1.0 / len(names), load_case(folder, None if n == "base" else n)) for n in names)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("news") / "news", **PLANT)


@pytest.fixture(scope="module")
def found(folder: Path) -> Regret:
    return regret(futures(folder, "base", "high", "none"))


def test_costs_and_regrets_are_those_by_hand(found: Regret) -> None:
    assert found.operated["base", "high"].cost == pytest.approx(4000, rel=1e-5)
    assert found.operated["high", "base"].cost == pytest.approx(2000, rel=1e-5)
    assert found.regret("base", "high") == pytest.approx(2000, rel=1e-5)
    assert found.regret("high", "base") == pytest.approx(1000, rel=1e-5)
    assert [found.regret(n, n) for n in found.names] == [0, 0, 0]
    assert found.operated["base", "high"].status == "certified-with-shortage"


def test_what_cannot_be_built_there_is_said_and_what_the_plan_does_not_know_is_not_built(found: Regret) -> None:
    """Without plant everything is unserved, 3,000; its plan builds nothing where it could, and costs the same there."""
    assert found.operated["none", "none"].cost == pytest.approx(3000)
    assert found.operated["none", "base"].cost == pytest.approx(3000)
    told = found.operated["base", "none"]
    assert (told.status, told.why) == ("no answer", "capacity built of plant, A, 2030 is not possible here")


@pytest.mark.parametrize(("until", "more"), [(2030, 2000), (None, 4000)])
def test_plant_of_later_periods_is_free(tmp_path: Path, until: int | None, more: float) -> None:
    """In each year 10 MW too few cost 2,000 more than plant; what the second needs is built where only the first is held."""
    case = write(tmp_path / "two", **{**PLANT, "yaml": HEAD + TWO + SCENARIOS})
    found = regret(futures(case, "base", "high"), until)
    assert found.regret("base", "high") == pytest.approx(more, rel=1e-5)


def test_it_is_the_crossed_table_of_a_hedge(folder: Path, found: Regret) -> None:
    low, high = hedge(futures(folder, "base", "high"), crossed=True).outcomes
    assert found.operated["high", "base"].cost == pytest.approx(low.crossed["high"])
    assert found.operated["base", "high"].cost == pytest.approx(high.crossed["base"])


def test_table_and_words(found: Regret) -> None:
    costs = {at: o.cost for at, o in found.operated.items()}
    status = {at: o.status for at, o in found.operated.items()}
    two = regret_table(["base", "high"], costs, status, "kEUR_2020").set_index("plan for")
    assert two["worst regret"].tolist() == pytest.approx([2000, 1000], rel=1e-5)
    assert two["mean regret"].tolist() == pytest.approx([1000, 500], rel=1e-5)
    assert two["with shortage in"].tolist() == ["high", ""]
    words = in_words(two.reset_index(), ["base", "high"])
    assert words[1].split() == ["base", "0", "2,000*", "2,000", "1,000"]
    assert words[-1] == "Least worst and least mean regret: the plan for high."
    three = regret_table(found.names, costs, status, "kEUR_2020").set_index("plan for")
    assert three.loc["base", "no answer in"] == "none"
    assert three["worst regret"].isna().tolist() == [True, True, False]
    assert in_words(three.reset_index(), found.names)[-1] == "Least worst and least mean regret: the plan for none."


def test_every_future_counts_alike_in_the_mean() -> None:
    """The plan for a is regretted by 0, 1 and 5 in a, b and c: 2 on average."""
    costs = {("a", "a"): 10.0, ("a", "b"): 11.0, ("a", "c"): 15.0} | {(p, f): 10.0 for p in "bc" for f in "abc"}
    table = regret_table("abc", costs, dict.fromkeys(costs, "certified"), "kEUR_2020").set_index("plan for")
    assert table.loc["a", ["worst regret", "mean regret"]].tolist() == [5.0, 2.0]
    assert in_words(table.reset_index(), "abc")[-1] == "Least worst and least mean regret: the plan for b."


def test_a_plan_that_another_future_cannot_live_with(tmp_path: Path) -> None:
    case = write(tmp_path / "c", **{**PLANT, "prices": "carrier,kind,value,unit\n"})
    found = regret(futures(case, "base", "high"))
    told = found.operated["base", "high"]
    assert told.status == "no answer"
    assert "demand for el" in told.why


def test_why_there_is_no_answer_is_a_sentence_on_the_screen_and_all_of_it_in_a_file(tmp_path: Path) -> None:
    case = write(tmp_path / "c", **{**PLANT, "prices": "carrier,kind,value,unit\n"})
    for command, names, place in (
        (["regret"], ["base", "high"], "regret_base_high"),
        (["hedge", "--crossed"], ["base=0.5", "high=0.5"], "hedge_base_high"),
    ):
        done = h2opt(*command, str(case), *(w for n in names for w in ("-s", n)), "-o", "o", cwd=tmp_path)
        assert done.returncode == 4, done.stderr
        (line,) = [line for line in done.stdout.splitlines() if "has no answer in" in line]
        assert line.startswith("The plan for base has no answer in high: demand for el in A, 2030: ")
        assert line.endswith("cannot be met.")
        assert len(line) < 160
        file = tmp_path / "o/news" / place / "no_answer.txt"
        assert str(file.relative_to(tmp_path)) in done.stdout.splitlines()
        told = file.read_text(encoding="utf-8")
        assert told.startswith("The plan for base has no answer in high.\nNo plan meets every requirement.")
        assert "demand.csv, row" in told
    again = h2opt("hedge", str(case), "-s", "base=0.5", "-s", "high=0.5", "-o", "o", cwd=tmp_path)
    assert (again.returncode, file.exists()) == (0, False), "what an earlier command left is no longer true"


def test_futures_that_cannot_be_compared_are_told_at_once(folder: Path) -> None:
    with pytest.raises(CaseError) as error:
        regret(futures(folder, "base", "later"), 2050)
    assert [p.message for p in error.value.problems] == [
        "scenario 'later' has another discount_rate than 'base': their costs cannot be added",
        "no period of the case",
    ]
    with pytest.raises(CaseError, match="a table of regrets needs two futures"):
        regret(futures(folder, "base"))
    with pytest.raises(CaseError) as twice:
        regret(futures(folder, "base", "base"), 2050)
    assert [p.message for p in twice.value.problems] == ["a future is named twice", "no period of the case"]


def test_the_command(folder: Path, tmp_path: Path) -> None:
    done = h2opt("regret", str(folder), "-s", "base", "-s", "high", "-s", "none", "-o", "o", cwd=tmp_path)
    assert done.returncode == 4, done.stderr
    assert (
        "The plan for base has no answer in none: capacity built of plant, A, 2030 is not possible here.\n"
        in done.stdout
    )
    place = tmp_path / "o/news/regret_base_high_none"
    table = pd.read_csv(place / "regret.csv").set_index("plan for")
    assert table.loc["base", "regret in high"] == pytest.approx(2000, rel=1e-5)
    assert (place / "regret.png").stat().st_size > 10_000
    assert (place / "high/solution.nc").is_file()


def test_all_mistakes_of_a_command_are_told_at_once(folder: Path, tmp_path: Path) -> None:
    """Of the scenarios that cannot be read, of those that can, and of the command."""
    named = ("base", "hihg", "later", "nnone", "base")
    wrong = h2opt("regret", str(folder), *(w for n in named for w in ("-s", n)), "--until", "2036", cwd=tmp_path)
    assert wrong.returncode == 2
    assert "Traceback" not in wrong.stderr
    for words in (
        "5 problems",
        "no scenario 'hihg', did you mean 'high'?",
        "no scenario 'nnone', did you mean 'none'?",
        "a future is named twice (found: base)",
        "scenario 'later' has another discount_rate than 'base'",
        "no period of the case (found: 2036); allowed: 2030",
    ):
        assert words in wrong.stderr
    alone = h2opt("regret", str(folder), "-s", "hihg", cwd=tmp_path)
    assert "a table of regrets needs two futures or more" in alone.stderr
