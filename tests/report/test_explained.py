"""Any row of any sheet leads to its equations and to the very rows of the tables that made it, from the results of a run alone."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from command import h2opt

from optimizer.case.layout import BY_NAME
from optimizer.errors import CaseError
from optimizer.pipeline import load_case, run
from optimizer.report import focus
from optimizer.report.explained import HEAD, Explained, chosen, explained, in_english
from optimizer.report.focus import Focus
from optimizer.report.origin import of_column, origins
from optimizer.report.origin_rows import ROLES, numbers_of, rows_behind
from optimizer.report.sheets import SHEETS, all_tables, laid_out
from optimizer.solution import Solution

QUICKSTART = Path(__file__).parents[2] / "inputs" / "quickstart"
TOLD = 12
"""Rows of a sheet that are asked about."""
OF_NO_NUMBER = ("names", "sources", "changes", "plausible", "calibration")
"""Sheets whose rows are cells of tables without a list of their numbers, which are named."""


@pytest.fixture(scope="module")
def answer() -> Solution:
    return run(load_case(QUICKSTART))


def of(answer: Solution, sheet: str, *words: str) -> Explained:
    number, column = chosen(answer, sheet, words, None)
    return explained(answer, sheet, number, column)


def places(found: Explained) -> list[str]:
    return [str(r["row"]) for r in found.numbers]


def asked(table: pd.DataFrame) -> list[int]:
    """Rows of a sheet, from its first to its last."""
    return sorted({HEAD + round(i * (len(table) - 1) / (TOLD - 1)) for i in range(TOLD)}) if len(table) else []


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_sheet_leads_to_rows_of_the_case(sheet: str, answer: Solution) -> None:
    """Fails where a new sheet, or a new column of one, has no origin."""
    table = laid_out(sheet, all_tables(answer)[sheet])
    general = {str(y): "<period>" for y in answer.inputs["period"].values} | {
        "CO2": "<gas>",
        "unit of CO2": "unit of <gas>",
    }
    if table.empty:
        assert [c for c in map(str, table.columns) if not entry(sheet, general.get(c, c))] == []
    for number in asked(table):
        found = explained(answer, sheet, number)
        assert found.columns, f"{sheet} {number}"
        listed = {t for _, o in found.columns for t in o.tables if t.partition(":")[0] in ROLES}
        assert found.numbers or found.beside or found.row.get("figure") == "status", (
            f"{sheet} {number}: {found.row.to_dict()}"
        )
        assert found.numbers or not listed or sheet in OF_NO_NUMBER, f"{sheet} {number}: {found.row.to_dict()}"
        for kind, label in (("technology", "technology"), ("gas", "gas")):
            of_row = {str(r["of"].get(label, "")) for r in found.numbers}
            assert not found.focus.of(kind) or of_row <= {"", *found.focus.of(kind)}


def entry(sheet: str, column: str) -> bool:
    return any(o.sheet in (sheet, "*") and column in o.columns for o in origins())


def test_a_sheet_that_nobody_described_has_no_origin() -> None:
    assert of_column(origins(), "a new sheet", "amount") is None


def test_each_number_stands_in_the_row_that_is_named(answer: Solution) -> None:
    """Every number of the quickstart, read again from its file by the row that the results name."""
    lines: dict[str, list[Mapping[str, str]]] = {}
    for number in numbers_of(answer):
        file, row = str(number["row"]).split()
        if file not in lines:
            with (QUICKSTART / file).open(encoding="utf-8") as opened:
                lines[file] = list(csv.DictReader(opened))
        written = lines[file][int(row) - HEAD]
        assert float(written["value"]) == number["value"], number
        assert written["unit"] == number["unit"], number
        labels = {c: cell for c, cell in number["of"].items() if written.get(c)}
        assert labels == {
            c: written[c] if BY_NAME[number["table"]].column(c).type == "text" else labels[c] for c in labels
        }
    assert set(lines) >= {"parameters.csv", "ports.csv", "prices.csv", "policies.csv", "demand.csv", "emissions.csv"}


def test_a_price(answer: Solution) -> None:
    """Hydrogen in Inner Mongolia is made of coal and by electrolysis, and piped: their costs, what they take, the price of coal there."""
    found = of(answer, "prices", "h2", "NM", "2035", "mean")
    assert [c for c, _ in found.columns] == ["mean"]
    items = {(r["table"], r["item"], r["quantity"], r["region"], r["year"]) for r in found.numbers}
    assert ("parameters", "electrolyser", "capital_cost", "", 2030) in items
    assert ("parameters", "coal_gasification", "fixed_cost", "", None) in items
    assert ("ports", "coal_gasification", "coal", "", None) in items
    assert ("prices", "coal", "purchase", "NM", None) in items
    assert ("demand", "h2", "demand", "NM", 2035) in items
    assert not {i for i in items if i[0] == "demand" and i != ("demand", "h2", "demand", "NM", 2035)}
    assert not {i for i in items if i[1] in ("wind", "nuclear") or i[3] not in ("", "NM")}
    assert "what is taken or given there has a price of its own in sheet prices: coal, electricity" in found.beside


def test_a_capacity(answer: Solution) -> None:
    found = of(answer, "capacity", "wind", "NM", "2035")
    assert {c for c, _ in found.columns} == {"standing", "built"}
    assert {"capital_cost", "fixed_cost", "life", "availability", "capacity_max"} <= {
        r["quantity"] for r in found.numbers
    }
    assert {r["item"] for r in found.numbers} == {"wind"}
    assert {r["region"] for r in found.numbers} == {"", "NM"}
    assert max(r["year"] or 0 for r in found.numbers if r["quantity"] == "capital_cost") == 2040
    assert "profiles.csv: wind" in found.beside


def test_the_mean_of_a_price_is_over_hours(answer: Solution) -> None:
    """The column, as its words say: not what flows or is demanded weighs the hours, but their number."""
    (entry,) = {o for _, o in of(answer, "prices", "electricity", "NM", "2045", "mean").columns}
    assert "mean over the hours of the year" in entry.meaning
    at = {"carrier": "electricity", "region": "NM", "period": 2045}
    price, hours = answer.duals["carrier_price"].sel(at), answer.inputs["hours_per_year"].sel(period=2045)
    row = of(answer, "prices", "electricity", "NM", "2045").row
    assert row["mean"] == pytest.approx(1e3 * float((price * hours).sum() / hours.sum()))  # of MCNY/GWh in CNY/MWh
    (worth,) = {o for _, o in of(answer, "levelised", "electricity", "NM", "2045", "marginal price").columns}
    assert "mean over what flows" in worth.meaning
    weighed = of(answer, "levelised", "electricity", "NM", "2045").row["marginal price"]
    assert abs(weighed - row["mean"]) > 0.01 * row["mean"]


def test_a_technology_of_a_balance_leads_to_its_availability(answer: Solution) -> None:
    found = of(answer, "balance", "electricity", "HE", "wind", "2045")
    assert {"availability", "capacity_max", "electricity", "life"} <= {r["quantity"] for r in found.numbers}
    assert any("activity_below_capacity" in e for e in found.columns[0][1].equations)
    assert any("wind" in text for text in found.beside if text.startswith("profiles.csv"))
    assert "existing_capacity" in {r["table"] for r in found.numbers}


def test_the_demand_of_a_balance_leads_to_its_row_alone(answer: Solution) -> None:
    found = of(answer, "balance", "electricity", "HE", "demand", "2045")
    assert {r["table"] for r in found.numbers} == {"demand"}
    assert "profiles.csv: load" in found.beside


def test_stores_and_lines_of_a_balance_lead_to_their_own_limits(answer: Solution) -> None:
    for words, limit, place in (
        (("SD", "cavern charge"), "store_level_below_capacity", "SD"),
        (("NM", "hvdc to HE"), "line_flow_below_capacity", "NM-HE"),
        (("SD", "hvdc from NM"), "line_flow_below_capacity", "NM-SD"),
    ):
        found = of(answer, "balance", *words, "2045")
        names = str(found.columns[0][1].equations)
        assert limit in names
        assert "activity_below_capacity" not in names
        assert {r["region"] for r in found.numbers if r["table"] == "potentials"} == {place}
        assert {r["item"] for r in found.numbers if r["table"] == "parameters"} == {words[1].split()[0]}


def test_a_stated_price_is_no_dual() -> None:
    paid, limited = (of_column(origins(), "policies", "price", status) for status in ("paid", "binding"))
    assert paid is not None
    assert limited is not None
    assert "no dual" in paid.meaning
    assert not [e for e in paid.equations if "policy_below_limit" in e]
    assert limited.meaning.startswith("dual")


def test_a_cost(answer: Solution) -> None:
    found = of(answer, "costs", "purchase", "coal", "HE", "2025")
    assert places(found) == ["prices.csv 3"]
    (row,) = found.numbers
    assert (row["value"], row["unit"], row["source"]) == (113.3, "CNY_2020/MWh", "ASSUMED-COALDIFF")


def test_an_emission(answer: Solution) -> None:
    """Of power in Hebei: coal and gas, and what is bought of the grid; no hydrogen."""
    found = of(answer, "emissions", "electricity", "HE", "2045")
    factors = [r for r in found.numbers if r["table"] == "emissions"]
    assert [r["item"] for r in factors] == ["coal_power", "gas_ccgt", "electricity"]
    assert "coal_gasification" not in {r["item"] for r in found.numbers}


def test_a_levelised_cost(answer: Solution) -> None:
    found = of(answer, "levelised", "h2", "NM", "2045", "production")
    assert {r["item"] for r in found.numbers if r["table"] == "parameters"} == {
        "coal_gasification",
        "electrolyser",
        "h2_pipeline",
    }
    assert any("how-it-is-counted" in e for e in found.columns[0][1].equations)


def test_the_price_of_a_policy(answer: Solution) -> None:
    """Its own row of the year, and the factors by which it counts."""
    found = of(answer, "policies", "co2_cap", "2045", "price")
    assert [r["row"] for r in found.numbers if r["table"] == "policies"] == ["policies.csv 4"]
    assert {r["item"] for r in found.numbers if r["table"] == "emissions"} >= {
        "coal_power",
        "gas_ccgt",
        "coal_gasification",
    }
    assert {r["table"] for r in found.numbers} == {"policies", "emissions", "ports"}


def test_a_line_of_the_ledger_is_of_its_own_numbers(answer: Solution) -> None:
    found = of(answer, "cost_lines", "fixed", "2035")
    assert {r["quantity"] for r in found.numbers if r["table"] == "parameters"} >= {"fixed_cost"}
    assert "capital_cost" not in {r["quantity"] for r in found.numbers}


def test_a_row_of_inputs_is_itself(answer: Solution) -> None:
    table = all_tables(answer)["inputs"]
    for number in (HEAD, HEAD + len(table) - 1):
        (row,) = explained(answer, "inputs", number).numbers
        assert row["row"] == table["row"][number - HEAD]


def test_rows_of_years_and_of_places() -> None:
    """2035 lies between 2030 and 2040; a capacity is of older years too; a price of the place beats one of all places."""

    def row(table: str, year: int | None, region: str = "", **of: str) -> dict[str, object]:
        quantity = of.get("parameter", table)
        return {
            "table": table,
            "item": "k",
            "quantity": quantity,
            "year": year,
            "of": {**of, **({"region": region} if region else {})},
        }

    demand = [row("demand", y, "R", carrier="c") for y in (2020, 2030, 2040, 2050)]
    cost = [row("parameters", y, technology="k", parameter="life") for y in (2020, 2030, 2040, 2050)]
    price = [row("prices", None, place, carrier="c", kind="purchase") for place in ("", "R", "S")]
    about = Focus(
        {"technology": frozenset("k"), "carrier": frozenset("c"), "region": frozenset("R")}, periods=frozenset([2035])
    )
    assert rows_behind([*demand, *cost, *price], ["demand", "parameters:life", "prices"], about) == [
        *demand[1:3],
        *cost[:3],
        price[1],
    ]
    anywhere = replace(about, named={"carrier": frozenset("c")})
    assert rows_behind(price, ["prices"], anywhere) == price


def test_names_in_sentences() -> None:
    kinds = {
        "carrier": frozenset(["h2"]),
        "region": frozenset(["N M"]),
        "gas": frozenset(["CO2"]),
        "policy": frozenset(["peak"]),
    }
    for figure, named in {
        "marginal price of h2, N M": {"carrier": "h2", "region": "N M"},
        "marginal price of oil, N M": {},
        "emissions of CO2": {"gas": "CO2"},
        "policy peak": {"policy": "peak"},
        "peak of gross emissions": {},
    }.items():
        found = focus.named({"figure": figure, "period": 2030}, kinds)
        assert found.named == {k: frozenset([v]) for k, v in named.items()}, figure
        assert found.periods == {2030}


def test_a_list_of_a_policy_may_have_spaces(answer: Solution) -> None:
    """`wind; pv` selects both, as the case reads it."""
    row = {"table": "policies", "item": "green", "of": {"id": "green", "technology": "wind; pv"}}
    found = focus.widened(Focus({"policy": frozenset(["green"])}), answer, [row])
    assert found.of("technology") == {"wind", "pv"}


@pytest.mark.parametrize(
    ("sheet", "words", "number", "message"),
    [
        ("cost", (), None, "no sheet 'cost'.*did you mean 'costs'"),
        ("costs", (), 1, "no row 1.*2 to"),
        ("prices", ("h2", "NM"), None, "4 rows of sheet prices have the cells h2, NM.*15 "),
        ("prices", ("h2", "Atlantis"), None, "no row of sheet prices has the cells h2, Atlantis"),
    ],
)
def test_a_row_that_is_not_one(
    answer: Solution, sheet: str, words: tuple[str, ...], number: int | None, message: str
) -> None:
    with pytest.raises(CaseError, match=f"(?s){message}"):
        chosen(answer, sheet, words, number)
    with pytest.raises(CaseError, match="no column 'men', did you mean 'mean'"):
        explained(answer, "prices", HEAD, "men")


def test_results_of_an_earlier_version_say_so(answer: Solution) -> None:
    rows = [{k: v for k, v in row.items() if k not in ("row", "of")} for row in answer.meta["inputs_used"]]
    with pytest.raises(CaseError, match=r"did not keep in which row.*run the case again"):
        explained(replace(answer, meta={**answer.meta, "inputs_used": rows}), "costs", HEAD)


def test_a_sheet_and_its_words_are_known_in_every_language(answer: Solution) -> None:
    """What a reader of the Chinese workbook copies out of it leads to the same row; ids stand in both."""
    assert in_english(answer, "prices") == ("prices", {})
    assert in_english(answer, "no such sheet") == ("no such sheet", {})
    for sheet, words, same in (
        ("价格", ("h2", "NM", "2035", "平均"), ("prices", "h2", "NM", "2035", "mean")),
        ("平衡表", ("electricity", "HE", "供应", "wind"), ("balance", "electricity", "HE", "supply", "wind")),
        ("现金流", ("投资", "wind", "NM"), ("cash", "investment", "wind", "NM")),
    ):
        name, meant = in_english(answer, sheet)
        assert (name, *(meant.get(w, w) for w in words)) == same
        assert chosen(answer, name, [meant.get(w, w) for w in words], None) == chosen(answer, same[0], same[1:], None)


def test_on_the_command_line(answer: Solution, tmp_path: Path) -> None:
    """From the answer alone: no case is near."""
    answer.save(tmp_path / "solution.nc")
    number, _ = chosen(answer, "costs", ("capital", "wind", "NM"), None)
    done = h2opt("origin", ".", "costs", "--row", str(number), "--column", "2035", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "cost:capital" in done.stdout
    assert "docs/mathematics.md#cost-of-capacity" in done.stdout
    assert "parameters.csv 15" in done.stdout
    assert "4,300 CNY_2020/kW" in done.stdout
    short = h2opt("origin", ".", "summary", "total discounted cost", cwd=tmp_path)
    assert "more (--all)" in short.stdout
    every = h2opt("origin", ".", "summary", "total discounted cost", "--all", cwd=tmp_path)
    assert len(every.stdout.splitlines()) > len(short.stdout.splitlines()) > 40
    chinese, english = (
        h2opt("origin", ".", *w, "h2", "NM", "2035", cwd=tmp_path) for w in (["价格", "平均"], ["prices", "mean"])
    )
    assert chinese.stdout == english.stdout != ""
    wrong = h2opt("origin", ".", "prices", "h2", cwd=tmp_path)
    assert (wrong.returncode, "Traceback" in wrong.stderr) == (2, False)
