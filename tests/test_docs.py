"""The pages are true: their commands run, their Python runs, their links lead somewhere."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest
from anchors import FENCE, anchors
from command import Done, h2opt
from makers import DOCS, maker_of

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]
OTHERS = [
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "inputs").rglob("README.md")),
    ROOT / "results" / "README.md",
    ROOT / "results/example/README.md",
]


def typed(line: str, folder: Path) -> Done:
    """What a line of a page does, typed in a folder."""
    words = shlex.split(line, comments=True)
    assert words[0] == "h2opt"
    return h2opt(*words[1:], cwd=folder)


def commands(page: Path) -> list[str]:
    return [line.strip() for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("    h2opt ")]


def test_tutorial_runs_as_printed(tmp_path: Path) -> None:
    lines = commands(DOCS / "tutorial.md")
    assert len(lines) == 8
    for line in lines:
        done = typed(line, tmp_path)
        assert done.returncode == 0, f"{line}\n{done.stderr}"
    assert (tmp_path / "tables/capacity.csv").exists()
    assert (tmp_path / "results/demo/base/capacity.png").exists()


def test_tutorials_scenario_mistakes_and_pathway(tmp_path: Path) -> None:
    text = (DOCS / "tutorial.md").read_text(encoding="utf-8")
    h2opt("new", "demo", cwd=tmp_path)
    demo = tmp_path / "demo"
    yaml, parameters = (demo / "case.yaml").read_text(), (demo / "parameters.csv").read_text()

    scenario = re.search(r"```yaml\n(.*?)```", text, re.S)
    assert scenario
    (demo / "case.yaml").write_text(yaml.replace("scenarios:", "scenarios:\n" + scenario[1].rstrip() + "\n #", 1))
    done = h2opt("run", "demo", "--scenario", "less_wind", cwd=tmp_path)
    assert done.returncode == 0, done.stderr

    wrong = parameters.replace("2500,CNY_2020/kW,", "2500,CNY_2020/kWh,").replace("wind,life,,25", "wind,life,,-25")
    (demo / "parameters.csv").write_text(wrong)
    demand = (demo / "demand.csv").read_text()
    (demo / "demand.csv").write_text(demand.replace("hydrogen,town", "hydrogen,twon"))
    done = h2opt("check", "demo", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.count("  - ") == 3
    (demo / "demand.csv").write_text(demand)

    rows = re.findall(r"^    (electrolyser,capital_cost,.*)$", text, re.M)
    assert len(rows) == 2
    head, *body = parameters.splitlines()
    assert head.startswith("technology,parameter,year,value,unit,")
    kept = [line for line in body if not line.startswith("electrolyser,capital_cost")]
    (demo / "parameters.csv").write_text(
        "\n".join([head, *kept, *(f"{row},,PLANNING,assumed," for row in rows)]) + "\n"
    )
    (demo / "case.yaml").write_text(yaml.replace("periods: [2030]", "periods: [2030, 2040, 2050]"))
    done = h2opt("run", "demo", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "2050" in done.stdout


@pytest.mark.slow  # it solves in processes of their own
def test_page_of_reproduction_runs(tmp_path: Path) -> None:
    page = DOCS / "reproduce.md"
    lines, told = commands(page), list[str]()
    assert len(lines) == 4
    for line in lines:
        done = typed(line, tmp_path)
        assert done.returncode == 0, f"{line}\n{done.stderr}"
        told += done.stdout.splitlines()
    assert re.findall(r"^    (Reproduced: .*)$", page.read_text(encoding="utf-8"), re.M)[0] in told
    record = json.loads((tmp_path / "results/demo/base/run.json").read_text(encoding="utf-8"))
    keys = re.findall(r"^\| (`.*?) \|", page.read_text(encoding="utf-8").split("## A run made again")[0], re.M)
    assert {k for cell in keys for k in re.findall(r"`(\w+)`", cell)} <= set(record)


def test_permits_page_says_what_its_case_answers(tmp_path: Path) -> None:
    """The case that the page prints, run as its commands say, gives the words of its table."""
    from optimizer.case.switch import without
    from optimizer.pipeline import load_case, run
    from optimizer.report.tables import policies

    text = (DOCS / "permits.md").read_text(encoding="utf-8")
    for name, table in re.findall(r"^`(\w+\.\w+)`\n```\w+\n(.*?)```", text, re.M | re.S):
        (tmp_path / name).write_text(table, encoding="utf-8")
    case, rows = load_case(tmp_path), re.findall(r"^\| ?(\w*) \| (\w+) \| (\w+) \| (.+) \|$", text, re.M)
    assert rows.pop(0) == ("run", "policy", "area", "in words")
    lines = commands(DOCS / "permits.md")
    runs = {" ".join(line.split()[4:]): line for line in lines}
    assert sorted(runs) == sorted({switched for switched, *_ in rows})
    for off in runs:
        told = policies(run(without(case, [off]) if off else case)).set_index(["id", "area"])["in words"]
        mine = [row[1:] for row in rows if row[0] == off]
        assert len(mine) > 1
        for policy, area, words in mine:
            assert told[policy, area] == words


def test_python_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    h2opt("new", "demo", cwd=tmp_path)
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", (DOCS / "python-api.md").read_text(encoding="utf-8"), re.S)
    assert len(blocks) >= 6
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, "python-api.md", "exec"), names)
    assert sorted(names["costs"]) == [0.03, 0.05, 0.08]  # type: ignore[call-overload]
    assert len(set(names["costs"].values())) == 3  # type: ignore[attr-defined]


@pytest.mark.slow
def test_foresight_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = DOCS / "foresight.md"
    shutil.copytree(ROOT / "inputs", tmp_path / "inputs", ignore=shutil.ignore_patterns("china", "hub"))
    told = ""
    for line in commands(page):
        done = typed(line, tmp_path)
        assert done.returncode == 0, f"{line}\n{done.stderr}"
        told = told or done.stdout
    block = re.findall(r"```\n(.*?)```", page.read_text(encoding="utf-8"), re.S)[0]
    assert {tuple(line.split()) for line in block.splitlines()} <= {tuple(line.split()) for line in told.splitlines()}
    monkeypatch.chdir(tmp_path)
    for code in re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.S):
        exec(compile(code, "foresight.md", "exec"), {})


@pytest.mark.slow  # 36 runs of the demo
def test_sweeps_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The study file, the commands, the table of runs and the scripts of the page, in the order in which they stand."""
    page = DOCS / "sweeps.md"
    text = page.read_text(encoding="utf-8")
    table, studies = re.search(r"```\n(run,path.*?)```", text, re.S), re.findall(r"```yaml\n(.*?)```", text, re.S)
    assert table
    (tmp_path / "runs.csv").write_text(table[1])
    for name, study in zip(("tornado", "listed"), studies, strict=True):
        (tmp_path / f"{name}.yaml").write_text(study)
    lines = commands(page)
    assert [line.split()[1] for line in lines] == ["new", "sweep", "sweep", "compare", "sweep"], "from an empty folder"
    for line in lines:
        done = typed(line, tmp_path)
        assert done.returncode == 0, f"{line}\n{done.stderr}"
    assert (tmp_path / "results/demo/tornado/tornado.png").exists()
    assert re.search(r"^  dear: [\d,]+ kCNY_2020 \(\+[\d.]+%\)$", done.stdout, re.M), "what each listed run costs"
    head = (tmp_path / "results/demo/listed/points.csv").read_text().splitlines()[0]
    assert head.startswith(
        'scenario,group,"parameters[technology=electrolyser, parameter=capital_cost] (factor)",wacc (value),'
    )
    assert '"prices[carrier=electricity, kind=purchase] (value, kCNY_2020/MWh)",status' in head
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in re.findall(r"```python\n(.*?)```", text, re.S):
        exec(compile(block, "sweeps.md", "exec"), names)
    assert (tmp_path / "hydrogen.png").stat().st_size > 0
    assert len(names["many"]) == 31  # type: ignore[arg-type]


@pytest.mark.slow  # 16 runs of the demo
@pytest.mark.parametrize("name", ["frontier", "alternatives"])
def test_pages_about_the_demo_run_and_print_what_they_say(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commands of a page in their order, the figures that the first of them prints, and its Python."""
    page, text = DOCS / f"{name}.md", (DOCS / f"{name}.md").read_text(encoding="utf-8")
    h2opt("new", "demo", cwd=tmp_path)
    for file, content in re.findall(r"^`(\w+\.yaml)`:\n\n```yaml\n(.*?)```", text, re.M | re.S):
        (tmp_path / file).write_text(content, encoding="utf-8")
    told = []
    for line in commands(page):
        done = typed(line, tmp_path)
        assert done.returncode in (0, 4), f"{line}\n{done.stderr}"
        told.append({tuple(words.split()) for words in done.stdout.splitlines()})
    block = re.findall(r"\n\n```\n(.*?)```", text, re.S)[0]
    assert {tuple(line.split()) for line in block.splitlines()} <= told[0]
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", text, re.S)
    assert blocks
    for code in blocks:
        exec(compile(code, page.name, "exec"), {})


@pytest.mark.slow
def test_the_table_of_regrets_is_as_printed(tmp_path: Path) -> None:
    (line,) = [line for line in commands(DOCS / "uncertainty.md") if line.startswith("h2opt regret")]
    shutil.copytree(ROOT / "inputs/quickstart", tmp_path / "inputs/quickstart")
    done = typed(line, tmp_path)
    assert done.returncode == 4, done.stderr
    text = (DOCS / "uncertainty.md").read_text(encoding="utf-8").split(line)[1]
    block = re.findall(r"\n\n```\n(.*?)```", text, re.S)[0]
    told = {tuple(words.split()) for words in done.stdout.splitlines()}
    assert {tuple(words.split()) for words in block.splitlines()} <= told


@pytest.mark.slow  # 213 runs of the demo
def test_gallery_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every script and command of the gallery, in the order in which they stand; the workbooks open and the pictures are there."""
    openpyxl = pytest.importorskip("openpyxl")
    page = DOCS / "gallery.md"
    first, *last = commands(page)
    assert typed(first, tmp_path).returncode == 0
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    blocks = re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.S)
    assert len(blocks) == 4
    for block in blocks:
        exec(compile(block, "gallery.md", "exec"), names)
    for line in last:
        done = typed(line, tmp_path)
        assert done.returncode == 0, f"{line}\n{done.stderr}"
    drawn = {f"{p.parent.name}/{p.stem}" for p in (tmp_path / "results").rglob("*.png")}
    tornado = {f"tornado/{n}" for n in ("tornado", "spider", "heat_map", "waterfall", "hydrogen")}
    assert drawn >= tornado | {"chance/box", "chance/waterfall", "scenarios/heat_map", "two/waterfall"}
    for book, runs in (("scenarios", 3), ("two", 2), ("tornado/study", 9), ("chance/study", 201)):
        sheets = openpyxl.load_workbook(tmp_path / "results" / f"{book}.xlsx", read_only=True).worksheets
        assert sheets[2].max_row == runs + 1


@pytest.mark.parametrize("page", [*PAGES, *OTHERS], ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    """Files and anchors; what is written as code is no link."""
    text = re.sub(r"`[^`\n]*`", "", FENCE.sub("", page.read_text(encoding="utf-8")))
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"(https?|mailto):", target):
            continue
        name, _, anchor = target.partition("#")
        file = page.parent / name if name else page
        assert file.is_file(), f"{page.name} links to {target}"
        assert not anchor or anchor in anchors(file), f"{page.name} links to {target}, and there is no such heading"


def test_a_broken_anchor_is_seen(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# One `two`, three\n```\n# no heading\n```\n## One two, three\n", encoding="utf-8")
    assert anchors(page) == {"one-two-three", "one-two-three-1"}


def test_every_decision_is_listed() -> None:
    assert (DOCS / "decisions" / "README.md").read_text(encoding="utf-8") == maker_of("decisions").decisions()


def test_every_page_is_listed() -> None:
    index = (DOCS / "README.md").read_text(encoding="utf-8")
    for page in DOCS.glob("*.md"):
        assert page.name == "README.md" or f"({page.name})" in index, page.name


def test_commands_in_the_readme_exist() -> None:
    from typer.main import get_command

    from optimizer.cli import app

    known = get_command(app).commands  # type: ignore[attr-defined]
    for page in PAGES:
        for line in commands(page):
            words = shlex.split(line, comments=True)
            command = known[words[1]]
            if hasattr(command, "commands"):  # a group: `h2opt cost station`
                command = command.commands[words[2]]
            options = {o for p in command.params for o in (*p.opts, *p.secondary_opts)}
            assert {w for w in words if w.startswith("-")} <= options, f"{page.name}: {line}"


def test_units_on_the_page_are_known() -> None:
    from optimizer.units import unit

    page = (DOCS / "tables.md").read_text(encoding="utf-8")
    names, gases = re.findall(r"^\*\*Units\*\* .*brackets: (.*?)\. (Gases .*?)$(?=\n\n)", page, re.M | re.S)[0]
    stated = re.findall(r"`([^`]+)`", names + gases.split("(methane")[0])
    assert len(stated) > 30
    for name in stated:
        unit(name)


def test_required_tables_are_named() -> None:
    from optimizer.case.layout import TABLES

    page = (DOCS / "tables.md").read_text(encoding="utf-8")
    named = re.findall(r"^Every case has (.*?) and something", page, re.M)[0]
    assert re.findall(r"`(\w+)\.csv`", named) == [t.name for t in TABLES if t.required]


def test_columns_of_a_calibration_are_named() -> None:
    """Bold is what a row must have."""
    from optimizer.report.calibration import COLUMNS, OPTIONAL

    page = (DOCS / "tables.md").read_text(encoding="utf-8")
    entry = page.split("- `calibration.csv`:")[1].split("After a run")[0]
    assert set(re.findall(r"\*\*(\w+)\*\*", entry)) == set(COLUMNS)
    assert all(name in entry for name in OPTIONAL)


def test_the_page_of_china_counts_as_check_does() -> None:
    from optimizer.case.quality import quality_counts

    case = DOCS.parent / "inputs" / "china"
    counts = quality_counts(case)
    page, total = (case / "README.md").read_text(encoding="utf-8"), sum(counts.values())
    thousands, *shares = re.findall(r"Of some ([\d,]+) numbers in the tables (\d+) % .* (\d+) % .* (\d+) %", page)[0]
    assert abs(int(thousands.replace(",", "")) / total - 1) < 0.01
    assert [int(s) for s in shares] == [round(100 * counts[k] / total) for k in ("sourced", "derived", "assumed")]


@pytest.mark.parametrize("name", ["quickstart", "delivery", "electrolysis", "learning", "greater-bay", "hub"])
def test_sizes_of_the_cases_are_those_that_check_counts(name: str, tmp_path: Path) -> None:
    inputs = DOCS.parent / "inputs"
    page = (inputs / "README.md").read_text(encoding="utf-8")
    stated = re.findall(rf"^\| \[`{name}`\].*\| ([\d,]+) variables", page, re.MULTILINE)
    assert f", {stated[0]} variables" in h2opt("check", str(inputs / name), cwd=tmp_path).stdout


def test_the_size_of_hourly_steps_is_that_which_check_counts(tmp_path: Path) -> None:
    case = DOCS.parent / "inputs" / "quickstart"
    stated = re.findall(r"`hours_24` \(hourly steps: ([\d,]+) variables\)", (case / "README.md").read_text("utf-8"))
    assert f", {stated[0]} variables" in h2opt("check", str(case), "-s", "hours_24", cwd=tmp_path).stdout
