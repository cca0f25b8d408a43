"""Every kind of policy row on the template case, where its effect can be said beforehand."""

from __future__ import annotations

from pathlib import Path

import pytest
from command import h2opt

from optimizer.case.new import write_template
from optimizer.errors import CaseError, InfeasibleError
from optimizer.pipeline import load_case, run
from optimizer.solution import Solution

HEAD = "id,kind,quantity,technology,carrier,relative_to,sense,area,time,value,unit\n"


def answer(folder: Path, *rows: str) -> Solution:
    write_template(folder / "demo", "demo")
    (folder / "demo/policies.csv").write_text(HEAD + "".join(f"{r}\n" for r in rows), encoding="utf-8")
    return run(load_case(folder / "demo"))


@pytest.fixture(scope="module")
def free(tmp_path_factory: pytest.TempPathFactory) -> Solution:
    return answer(tmp_path_factory.mktemp("free"))


def capacity(s: Solution, technology: str) -> float:
    return float(s.variables["capacity"].sel(technology=technology).sum())


def yearly(s: Solution, technology: str) -> float:
    return float((s.variables["activity"].sel(technology=technology) * s.inputs["hours_per_year"]).sum())


def bought(s: Solution) -> float:
    return float((s.variables["purchase"] * s.inputs["hours_per_year"]).sum())


def outcome(s: Solution, policy: str) -> dict[str, object]:
    (row,) = [p for p in s.meta["policies"] if p["id"] == policy]
    return row


def test_capacity_above(tmp_path: Path, free: Solution) -> None:
    s = answer(tmp_path, "sun,cap,capacity,solar,,,>=,,,30,MW")
    assert capacity(free, "solar") < 30
    assert capacity(s, "solar") == pytest.approx(30)
    row = outcome(s, "sun")
    assert (row["status"], row["value"], row["limit"]) == ("binding", pytest.approx(30), 30)
    more = answer(tmp_path / "more", "sun,cap,capacity,solar,,,>=,,,30.001,MW")
    shadow = (more.meta["objective"] - s.meta["objective"]) / 0.001
    assert -float(row["price"]) == pytest.approx(shadow, rel=1e-4) or float(row["price"]) == pytest.approx(
        shadow, rel=1e-4
    )  # type: ignore[arg-type]


def test_activity_below_in_a_year(tmp_path: Path, free: Solution) -> None:
    limit = 0.8 * yearly(free, "wind") / 1000
    s = answer(tmp_path, f"wind,cap,activity,wind,,,,,,{limit!r},GWh/year")
    assert yearly(s, "wind") == pytest.approx(limit * 1000)
    assert s.meta["objective"] > free.meta["objective"]


def test_a_yearly_ceiling_of_purchases(tmp_path: Path, free: Solution) -> None:
    s = answer(tmp_path, "grid,cap,output,purchase,electricity,,,,,20,GWh/year")
    assert bought(free) > 20_000
    assert bought(s) == pytest.approx(20_000)


@pytest.mark.parametrize(("kind", "to"), [("share", "all"), ("intensity", "demand:electricity")])
def test_an_import_share(kind: str, to: str, tmp_path: Path, free: Solution) -> None:
    """At most a fifth of what is supplied, or demanded, is bought."""
    s = answer(tmp_path, f"imports,{kind},output,purchase,electricity,{to},<=,,,20,%")
    supplied = bought(s) + yearly(s, "wind") + yearly(s, "solar")
    demanded = float((s.inputs["demand"].sel(carrier="electricity") * s.inputs["hours_per_year"]).sum())
    assert bought(s) == pytest.approx(0.2 * (supplied if kind == "share" else demanded))
    assert bought(free) > bought(s)
    assert outcome(s, "imports")["status"] == "binding"


def test_a_share_of_supply(tmp_path: Path, free: Solution) -> None:
    s = answer(tmp_path, "green,share,output,wind;solar,electricity,all,>=,,,90,%")

    def green(a: Solution) -> float:
        made = yearly(a, "wind") + yearly(a, "solar")
        return made / (made + bought(a))

    assert green(free) < 0.8
    assert green(s) == pytest.approx(0.9)


def test_build_below(tmp_path: Path, free: Solution) -> None:
    s = answer(tmp_path, "pace,cap,build,electrolyser,,,<=,,,6.1,MW")
    assert capacity(free, "electrolyser") > 6.1
    assert capacity(s, "electrolyser") == pytest.approx(6.1)


def test_a_subsidy_on_building_is_worth_what_it_says(tmp_path: Path, free: Solution) -> None:
    """Half of the capital cost as a subsidy is the same as half the capital cost, but for the line of the ledger."""
    s = answer(tmp_path, "help,subsidy,build,electrolyser,,,,,,1250,CNY_2020/kW")
    ledger = s.costs.to_dataframe().groupby(["line", "item"])["discounted_cost"].sum()
    paid = ledger["capital", "electrolyser"] + ledger["financing margin", "electrolyser"]
    assert ledger["levy on build", "help"] == pytest.approx(-0.5 * paid)
    write_template(tmp_path / "half/demo", "demo")
    file = tmp_path / "half/demo/parameters.csv"
    file.write_text(
        file.read_text(encoding="utf-8").replace("capital_cost,,2500", "capital_cost,,1250"), encoding="utf-8"
    )
    (tmp_path / "half/demo/policies.csv").write_text(HEAD, encoding="utf-8")
    assert run(load_case(tmp_path / "half/demo")).meta["objective"] == pytest.approx(s.meta["objective"])


def test_a_tax_on_output_and_on_capacity(tmp_path: Path) -> None:
    s = answer(
        tmp_path,
        "fee,tax,output,wind,electricity,,,,,7,CNY_2020/MWh",
        "land,tax,capacity,solar,,,,,,11,CNY_2020/kW/year",
    )
    ledger = s.costs.to_dataframe().groupby(["line", "item"])["discounted_cost"].sum()
    assert ledger["levy on activity", "fee"] == pytest.approx(0.007 * yearly(s, "wind"))
    assert ledger["levy on capacity", "land"] == pytest.approx(11 * capacity(s, "solar"))
    assert outcome(s, "fee")["value"] == pytest.approx(yearly(s, "wind"))


def test_a_reserve_on_demand(tmp_path: Path, free: Solution) -> None:
    """Capacity sized on an exogenous peak: 40 GWh a year, flat, plus a quarter."""
    s = answer(tmp_path, "firm,reserve_margin,,solar,electricity,,,each,,0.25,1")
    assert capacity(s, "solar") == pytest.approx(max(1.25 * 40_000 / 8760, capacity(free, "solar")))
    s = answer(tmp_path / "more", "firm,reserve_margin,,solar,electricity,,,each,,3,1")
    assert capacity(s, "solar") == pytest.approx(4 * 40_000 / 8760)
    assert outcome(s, "firm")["status"] == "binding"


def test_an_impossible_reserve_is_named(tmp_path: Path) -> None:
    with pytest.raises(InfeasibleError, match="reserve margin 'firm'"):
        answer(tmp_path, "firm,reserve_margin,,solar,electricity,,,each,,99,1")


def test_an_impossible_limit_is_named(tmp_path: Path) -> None:
    with pytest.raises(InfeasibleError, match="policy 'most'"):
        answer(tmp_path, "most,cap,capacity,wind,,,>=,,,70,MW")


def test_switched_off_from_the_command_line(tmp_path: Path) -> None:
    write_template(tmp_path / "demo", "demo")

    assert h2opt("run", "demo", "-q", cwd=tmp_path).returncode == 0
    done = h2opt("run", "demo", "--without", "carbon_price", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "base_without_carbon_price compared with base" in done.stdout
    assert (tmp_path / "results/demo/base_without_carbon_price/solution.nc").exists()
    assert h2opt("run", "demo", "--only", "carbon_price", "-q", cwd=tmp_path).returncode == 0
    wrong = h2opt("run", "demo", "--without", "carbon_prise", cwd=tmp_path)
    assert wrong.returncode == 2
    assert "did you mean 'carbon_price'" in wrong.stderr


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("x,cap,capacity,,,,,,,30,MW", "names technologies"),
        ("x,cap,output,wind,,,,,,30,GWh/year", "of one carrier"),
        ("x,share,output,wind,electricity,,,,,30,%", "a share of something"),
        ("x,share,output,wind,electricity,sollar,,,,30,%", "did you mean 'solar'"),
        ("x,cap,capacity,tank;wind,,,,,,30,MW", "different units"),
        ("x,tax,emission,,,,,,,30,CNY_2020/tCO2", "no meaning for emission"),
        ("x,cap,capacity,wind,,,,,,30,GWh", "wrong unit"),
        ("x,subsidy,build,wind,,,,,,-30,CNY_2020/kW", "must not be negative"),
        ("x,reserve_margin,,wind,,,,,,0.2,1", "for one carrier"),
        ("x,reserve_margin,,solar,electricity,,<=,,,0.2,1", r"no meaning for it \(found: <=\); allowed: >="),
    ],
)
def test_what_makes_no_sense_is_refused(row: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=message):
        answer(tmp_path, row)
