"""Study files: what they may say, and that everything wrong with one is told at once, before anything runs."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from command import h2opt

from optimizer.case.new import write_template
from optimizer.errors import CaseError
from optimizer.runs import open_runs
from optimizer.study.sweeps import Study, read_study, study_of
from optimizer.study.sweeps.distribution import distribution
from optimizer.study.sweeps.place import Change, Place

CAPEX = "parameters[technology=electrolyser, parameter=capital_cost]"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("studies")
    write_template(folder / "demo", "demo")
    return folder


def planned(home: Path, axes: dict[str, Any], design: str = "one_at_a_time", **more: Any) -> Study:
    return study_of({"case": "demo", "design": design, "axes": axes, **more}, home)


def told(home: Path, axes: dict[str, Any], design: str = "one_at_a_time", **more: Any) -> str:
    with pytest.raises(CaseError) as error:
        planned(home, axes, design, **more)
    return str(error.value)


def test_a_path_reads_as_it_is_written() -> None:
    for text in (CAPEX, "wacc", "clock.typical_days.days", "prices[carrier=coal;gas, kind=purchase].limit", "demand[]"):
        assert str(Place.of(text)) == text
    for text in ("", "a b", "prices[coal]", "prices[carrier=coal", "1+1"):
        with pytest.raises(ValueError, match=r"path|column=label"):
            Place.of(text)


def test_a_change_is_a_patch_of_a_scenario() -> None:
    at = Place.of("prices[carrier=coal].limit")
    assert Change(at, "r", 1.5).patch() == {
        "table": "prices",
        "where": {"carrier": ["coal"]},
        "scale": 1.5,
        "column": "limit",
    }
    assert Change(at, "s", 3.0, "MW").patch()["set"] == {"limit": 3.0, "limit_unit": "MW"}
    assert Change(Place.of(CAPEX), "a", -7.0).patch()["shift"] == -7.0


def test_each_way_to_change_a_number_reaches_the_case(home: Path) -> None:
    axes = {
        "factor": {"path": CAPEX, "factors": [0.5]},
        "value": {"path": CAPEX, "values": [3], "unit": "kCNY_2020/kW"},
        "change": {"path": CAPEX, "changes": [-100]},
        "limit": {"path": "prices[carrier=electricity, kind=purchase].limit", "factors": [2]},
        "key": {"key": "wacc", "factors": [0.5]},
        "word": {"table": "technologies", "where": {"technology": "wind"}, "column": "build", "values": ["no"]},
        "scenario": {"scenarios": ["cheap_electrolyser"]},
    }
    study = planned(home, axes)
    case = {p.group: study.case(p) for p in study.points}

    def capex(name: str) -> float:
        rows = case[name].tables["parameters"].set_index(["technology", "parameter"])
        return float(rows.loc[("electrolyser", "capital_cost"), "amount"])

    base = capex("")
    assert capex("factor") == pytest.approx(0.5 * base)
    assert capex("value") == pytest.approx(3000 / 2500 * base)
    assert capex("change") == pytest.approx(2400 / 2500 * base)
    assert capex("scenario") == pytest.approx(0.7 * base)
    assert case["limit"].tables["prices"].set_index(["carrier", "kind"]).loc[("electricity", "purchase"), "limit"] == 20
    assert case["key"].options.wacc == pytest.approx(0.035)
    rows = case["word"].tables["technologies"].set_index("technology")
    assert not rows.loc["wind", "build"]
    assert study.units == {"value": "kCNY_2020/kW", "change": "CNY_2020/kW"}
    assert {n: study.points[0].values[n] for n in ("factor", "value", "change", "key", "scenario")} == {
        "factor": 1.0, "value": 2.5, "change": 0.0, "key": 1.0, "scenario": "base",
    }  # fmt: skip


def test_neighbours_follow_one_another(home: Path) -> None:
    study = planned(home, {"wacc": {"key": "wacc", "values": [0.03, 0.09, 0.05, 0.07, 0.08]}})
    assert [(p.values["wacc"], p.start) for p in study.points] == [
        (0.07, None), (0.08, "base"), (0.09, "wacc_0.08"), (0.05, "base"), (0.03, "wacc_0.05"),
    ]  # fmt: skip
    grid = planned(
        home, {"a": {"key": "wacc", "values": [0.03, 0.05]}, "b": {"path": CAPEX, "factors": [1, 2, 3]}}, "full_grid"
    )
    by_name = {p.name: p for p in grid.points}
    assert len(grid.points) == 7
    for p in grid.points[2:]:
        before = by_name[str(p.start)]
        assert sum(p.values[a] != before.values[a] for a in ("a", "b")) == 1


@pytest.mark.parametrize("design", ["monte_carlo", "latin_hypercube", "sobol", "morris"])
def test_samples_follow_their_distributions(home: Path, design: str) -> None:
    if design in ("sobol", "morris"):
        pytest.importorskip("SALib")
    axes = {
        "cost": {"path": CAPEX, "factors": {"triangular": [0.5, 1.0, 2.0]}},
        "wacc": {"key": "wacc", "values": {"normal": [0.07, 0.02], "within": [0.04, 0.1]}},
        "which": {"scenarios": ["base", "cheap_electrolyser"]},
    }
    study = planned(home, axes, design, samples=16)
    points = study.points[1:]
    assert len(points) == {"sobol": 16 * 5, "morris": 16 * 4}.get(design, 16)
    assert len({p.name for p in points}) == len(points)
    cost, wacc = (np.array([p.values[a] for p in points], float) for a in ("cost", "wacc"))
    assert 0.5 <= cost.min() < 0.9 < 1.3 < cost.max() <= 2.0
    assert 0.04 <= wacc.min() < wacc.max() <= 0.1
    assert {p.values["which"] for p in points} == {"base", "cheap_electrolyser"}
    again = planned(home, axes, design, samples=16)
    other = planned(home, axes, design, samples=16, seed=2)
    assert [p.values for p in again.points] == [p.values for p in study.points] != [p.values for p in other.points]


def test_sobol_takes_a_power_of_two(home: Path) -> None:
    axes = {"cost": {"path": CAPEX, "factors": {"uniform": [0.5, 1.5]}}}
    with pytest.raises(CaseError, match=r"not a power of 2.*100"):
        planned(home, axes, "sobol", samples=100)


def test_quantiles_of_distributions() -> None:
    known = {
        "uniform": ([2.0, 4.0], 3.0),
        "loguniform": ([1.0, 100.0], 10.0),
        "triangular": ([0.0, 1.0, 2.0], 1.0),
        "normal": ([5.0, 2.0], 5.0),
        "lognormal": ([3.0, 1.5], 3.0),
    }
    for form, (numbers, median) in known.items():
        assert distribution({form: numbers}).at(0.5) == pytest.approx(median)
    assert distribution({"lognormal": [3.0, 1.5]}).at(0.841344746) == pytest.approx(4.5)
    assert distribution({"normal": [0.0, 1.0], "within": [0.0, 9.0]}).at(0.0) == pytest.approx(0.0, abs=1e-9)
    for wrong in ({"uniform": [2, 1]}, {"triangular": [3, 2, 1]}, {"normal": [1, 0]}, {"lognormal": [1, 0.5]},
                  {"uniform": [1, "x"]}, {"even": [1, 2]}, {"uniform": [0, 1], "within": [2, 3]}, {"choice": []}):  # fmt: skip
        with pytest.raises(ValueError, match=r"takes|one of|no value"):
            distribution(wrong)


def test_the_study_that_is_shipped_fits_its_case() -> None:
    study = read_study(Path(__file__).parents[2] / "inputs/quickstart/tornado.yaml")
    assert Counter(p.group for p in study.points) == {"": 1, "electrolyser cost": 3, "WACC": 2, "electricity price": 2}


def test_a_table_of_runs(home: Path) -> None:
    (home / "runs.csv").write_text(
        f'run,path,mode,value,unit\ndear,"{CAPEX}",r,2,\ndear,wacc,s,0.09,\ncheap,"{CAPEX}",s,2,kCNY_2020/kW\nlow,wacc,a,-0.01,\n'
    )
    study = study_of({"case": "demo", "design": "table", "runs": "runs.csv"}, home)
    assert [p.name for p in study.points] == ["base", "dear", "cheap", "low"]
    assert study.case(study.points[1]).options.wacc == 0.09
    assert study.case(study.points[3]).options.wacc == pytest.approx(0.06)

    (home / "bad.csv").write_text("run,path,mode,value\nbase,wacc,s,1\nx,wac,s,1\ny,wacc,q,1\nz,wacc,r,much\n")
    with pytest.raises(CaseError) as error:
        study_of({"case": "demo", "design": "table", "runs": "bad.csv"}, home)
    assert "bad.csv, row 4, column 'mode': no such mode" in str(error.value)
    for words in ("'base' is the run", "did you mean 'wacc'", "no such mode", "not a number"):
        assert words in str(error.value)


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "table": ({"path": "parameter[technology=wind]", "factors": [1]}, "did you mean 'parameters'"),
    "column": ({"path": "prices[carier=electricity]", "factors": [1]}, "did you mean 'carrier'"),
    "label": ({"path": "parameters[technology=wind;sloar]", "factors": [1]}, "did you mean 'solar'"),
    "key": ({"key": "waccc", "values": [0.1]}, "did you mean 'wacc'"),
    "deep key": ({"key": "solve.treads", "values": [1]}, "did you mean 'threads'"),
    "not a number": ({"key": "title", "factors": [2]}, "no number stands there"),
    "impossible": ({"path": "parameters[technology=wind, parameter=life]", "values": [25, -5]}, "life is out of range"),
    "impossible end": ({"path": "demand[carrier=hydrogen]", "factors": {"uniform": [-1, 1]}}, "must not be negative"),
    "impossible key": ({"key": "discount_rate", "values": ["much"]}, "impossible value"),
    "mixed rows": (
        {"path": "parameters[technology=wind]", "values": [1]},
        "mixed units: one value would stand for several",
    ),
    "mixed unit": ({"path": CAPEX, "values": [1], "unit": "CNY_2020/kg"}, "mixed units"),
    "mixed money": ({"path": CAPEX, "values": [1], "unit": "EUR_2020/kW"}, "mixed units"),
    "unit of a factor": ({"path": CAPEX, "factors": [1], "unit": "CNY_2020/kW"}, "factors have no unit"),
    "mixed paths": (
        {"paths": [CAPEX, "prices[carrier=electricity, kind=purchase]"], "changes": [-100, 100]},
        "mixed units: one number would stand for several",
    ),
    "mixed values": (
        {"paths": ["wacc", CAPEX], "values": [1]},
        "CNY_2020/kW in parameters",
    ),
    "doubled": ({"path": CAPEX, "factors": [0.5, 0.5, 1]}, "listed twice, which would be one point"),
    "form": ({"path": CAPEX, "factors": {"unifrom": [1, 2]}}, "unreadable distribution"),
    "order": ({"path": CAPEX, "factors": {"uniform": [2, 1]}}, "uniform takes [low, high], low below high"),
    "numbers": ({"path": CAPEX, "factors": {"normal": [1]}}, "normal takes [mean, standard deviation]"),
    "twice": ({"path": CAPEX, "factors": [1], "values": [2]}, "one of values, factors and changes"),
    "nothing": ({"path": CAPEX, "factors": []}, "not a list of values"),
    "scenario": ({"scenarios": ["cheap"]}, "no scenario 'cheap'"),
    "word": ({"path": CAPEX, "factor": [1]}, "did you mean 'factors'"),
}


def test_everything_wrong_is_told_at_once(home: Path) -> None:
    message = told(home, {name: axis for name, (axis, _) in BAD.items()}, seed=-1, smaples=3)
    for name, (_, words) in BAD.items():
        assert words in message, f"{name}: {words!r} is not in\n{message}"
        assert f"axes.{name}" in message
    assert "did you mean 'samples'" in message
    assert "column 'seed'" in message


def test_neither_an_unknown_design_nor_an_axis_that_cannot_be_read_hides_other_mistakes(home: Path) -> None:
    axes = {
        "a": {"key": "waccc", "values": [1]},
        "b": {"path": "prices[carier=electricity]", "factors": {"unifrom": [1, 2]}},
        "c": {"path": CAPEX.replace("electrolyser", "electroliser")},
        "d": {"path": "x[y=1]", "factors": [1], "fators": [2]},
        "e": {"path": CAPEX, "factors": ["much"]},
        "f": {"scenarios": ["cheap"], "unit": "1"},
    }
    message = told(home, axes, "one_at_a_tim", algorithm="simplx", title=["a", "b"], description=True)
    for words in (
        "column 'design': no design 'one_at_a_tim', did you mean 'one_at_a_time'?",
        "column 'title': not a text (found: ['a', 'b'])",
        "column 'description': not a text (found: True)",
        "study, column 'algorithm': ",
        "no key 'waccc' in case.yaml, did you mean 'wacc'?",
        "column 'axes.b.factors': unreadable distribution",
        "column 'axes.b': no column 'carier' in table prices",
        "column 'axes.c': an axis has one of values, factors and changes",
        "column 'axes.c': the patch matches no row, did you mean 'electrolyser'?",
        "column 'axes.d.fators': unknown word",
        "column 'axes.d': no table 'x'",
        "column 'axes.e.factors': factors are numbers",
        "column 'axes.f.unit': an axis of scenarios has nothing else",
        "no scenario 'cheap'",
    ):
        assert words in message, f"{words!r} is not in\n{message}"
    assert message.startswith("14 problems in the study:"), message


def test_a_table_is_looked_at_whatever_the_design_is_called(home: Path) -> None:
    (home / "slips.csv").write_text("run,path,mode,value\nx,wac,s,1\n")
    with pytest.raises(CaseError) as error:
        study_of({"case": "demo", "design": "tabel", "runs": "slips.csv"}, home)
    assert "did you mean 'table'" in str(error.value)
    assert "did you mean 'wacc'" in str(error.value)
    assert "a study has axes" not in str(error.value)


def test_too_many_points_hide_no_mistake(home: Path) -> None:
    axes = {name: {"key": "wacc", "values": [0.01 + 1e-6 * i for i in range(2000)]} for name in "ab"}
    message = told(home, {**axes, "x": BAD["key"][0]}, "full_grid")
    assert "the study has too many points" in message
    assert BAD["key"][1] in message


def test_a_name_that_no_file_can_have_is_told_as_it_is_written(home: Path) -> None:
    axes = {
        "@price": {"key": "wacc", "values": [0.05, 0.06]},
        "=1+1": {"key": "wacc", "values": [0.05]},
        "wrong": BAD["key"][0],
    }
    message = told(home, axes)
    assert (
        "axes.@price': not a name, which a point needs: it is made of the axis and the value (found: @price: 0.05)"
        in message
    )
    assert (
        "(found: =1+1: 0.05); allowed: a name of the axis that begins with a letter, a digit or an underscore"
        in message
    )
    assert message.count("@price") == 2, "once for the axis, not for every value"
    assert BAD["key"][1] in message
    assert len(planned(home, {"@price": axes["@price"]}, "latin_hypercube", samples=2).points) == 3
    near = told(home, {"x": {"key": "wacc", "values": [0.0812345671, 0.0812345672]}})
    assert "their values are too near, or one is listed twice (found: 0.0812345671; 0.0812345672)" in near


def test_an_unknown_scenario_is_of_the_study_and_hides_nothing(home: Path) -> None:
    message = told(home, {"x": BAD["key"][0]}, scenario="cheap_electroliser")
    assert "study, column 'scenario': no scenario 'cheap_electroliser' in the case, did you mean" in message
    assert BAD["key"][1] in message


def test_an_axis_that_another_one_hides_is_told(home: Path) -> None:
    """The last value stands: a grid would be labelled by two of which one has no effect."""
    one, other = {"key": "wacc", "values": [0.03, 0.05]}, {"key": "wacc", "factors": [1.5]}
    assert "'one' would move nothing" in told(home, {"one": one, "other": other}, "full_grid")
    narrow = {"path": CAPEX, "factors": [0.5]}
    stated = {"path": CAPEX, "values": [2], "unit": "kCNY_2020/kW"}
    drawn = {"narrow": narrow, "costs": {**stated, "values": {"uniform": [1, 2]}}}
    assert "'narrow' would move nothing" in told(home, drawn, "monte_carlo", samples=3)
    assert len(planned(home, {"one": one, "other": other}).points) == 4  # never together
    both = {"a": narrow, "b": {"path": CAPEX, "factors": [2, 3]}}
    assert "axes 'a' and 'b' both multiply the same numbers" in told(home, both, "full_grid")
    assert len(planned(home, both).points) == 4
    wider = {"a": narrow, "b": {"path": "parameters[parameter=capital_cost]", "factors": [2, 3]}}
    assert len(planned(home, wider, "full_grid").points) == 3  # of one among others: factors multiply
    assert len(planned(home, {"set": stated, "by": narrow}, "full_grid").points) == 2
    (home / "twice.csv").write_text("run,path,mode,value\na,wacc,s,0.1\na,wacc,s,0.2\nb,wacc,s,0.1\n")
    with pytest.raises(CaseError, match="run 'a' changes the same numbers twice"):
        study_of({"case": "demo", "design": "table", "runs": "twice.csv"}, home)


def test_a_bad_study_ends_with_2_and_writes_nothing(home: Path) -> None:
    (home / "bad.yaml").write_text("case: demo\ndesign: tornado\naxes:\n  x: {key: wacc, values: [0.1]}\n")
    done = h2opt("sweep", "bad.yaml", cwd=home)
    assert done.returncode == 2
    assert "no design 'tornado'" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (home / "results").exists()
    for text, words in (("case: nowhere\ndesign: full_grid\naxes: {x: {key: wacc, values: [1]}}\n", "no such case"),
                        ("case: [\n", "not readable YAML"), ("- 1\n", "key: value"), ("{}\n", "a study has a case")):  # fmt: skip
        (home / "bad.yaml").write_text(text)
        assert words in h2opt("sweep", "bad.yaml", cwd=home).stderr
    assert "no such study" in h2opt("sweep", "none.yaml", cwd=home).stderr


def test_check_lists_the_points(home: Path) -> None:
    (home / "few.yaml").write_text(
        f"case: demo\ndesign: one_at_a_time\naxes:\n  cost: {{path: '{CAPEX}', factors: [0.4, 0.5, 2]}}\n"
    )
    done = h2opt("sweep", "few.yaml", "--check", cwd=home)
    assert done.returncode == 0, done.stderr
    assert f"cost_0.4: {CAPEX} × 0.4\ncost_0.5: {CAPEX} × 0.5\ncost_2:" in done.stdout, "as they are listed"
    assert "base: the case as it is\n" in done.stdout
    assert "4 points" in done.stdout


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "not readable JSON"),
        ("[]", "not a mapping"),
        ('{"points": 3}', "does not tell what was run"),
        ('{"points": [{"name": "base"}]}', "not a point of a study"),
    ],
)
def test_a_damaged_account_of_a_study_is_told_in_a_sentence(text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "study.json").write_text(text, encoding="utf-8")
    with pytest.raises(CaseError, match=rf"study\.json.*{words}"):
        open_runs(tmp_path)


def test_a_damaged_record_is_a_point_without_an_answer(tmp_path: Path) -> None:
    (tmp_path / "points").mkdir()
    (tmp_path / "study.json").write_text('{"points": [{"name": "base", "values": {}}]}', encoding="utf-8")
    for text in ("{", '{"x": 1}', '{"status": "done"}', '{"status": "failed"}'):
        (tmp_path / "points/base.json").write_text(text, encoding="utf-8")
        with pytest.raises(CaseError, match="no point of the study has an answer yet"):
            open_runs(tmp_path)
