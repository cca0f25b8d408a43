"""Every convention of money and time on one case worked by hand: a plant of 100 a year, 12 years of life, in periods of 5 years."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimizer.finance import Conventions, Horizon, annuity, capital_weight
from optimizer.pipeline import load_case, run
from optimizer.solution import Solution

R, WACC, LIFE, COST, FIXED = 0.04, 0.09, 12, 1000.0, 30.0
YEARS = range(2030, 2045)


def answer(folder: Path, conventions: str, wacc: float = WACC, **parameters: float) -> Solution:
    """One region, a demand of 10 MW from 2030 to 2045, one plant at 1,000 a kW that must be built."""
    more = "".join(f"plant,{name},{value!r},year\n" for name, value in parameters.items())
    files = {
        "case.yaml": (
            f"name: c\nmoney: kEUR_2020\ndiscount_rate: {R}\nwacc: {wacc}\nbase_year: 2030\nyear_hours: 8760\n"
            "periods: [{label: 2030, first_year: 2030, years: 5}, {label: 2035, first_year: 2035, years: 5}, {label: 2040, first_year: 2040, years: 5}]\n"
            f"clock: {{given_days: {{}}}}\nconventions: {{{conventions}}}\n"
        ),
        "regions.csv": "region\nA\n",
        "carriers.csv": "carrier,unit\nel,MWh\n",
        "technologies.csv": "technology,kind,reference\nplant,converter,el\n",
        "ports.csv": "technology,carrier,direction,value,unit\nplant,el,out,1,MWh/MWh\n",
        "parameters.csv": (
            "technology,parameter,value,unit\n"
            f"plant,capital_cost,{COST},EUR_2020/kW\nplant,fixed_cost,{FIXED},EUR_2020/kW/year\nplant,life,{LIFE},year\n{more}"
        ),
        "demand.csv": "carrier,region,value,unit\nel,A,10,MW\n",
        "prices.csv": "carrier,kind,value,unit\nel,unmet,1e5,EUR_2020/MWh\n",
        "days.csv": "day,weight\nd,365\n",
        "steps.csv": "day,step,duration\nd,0,24\n",
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return run(load_case(folder))


def df(year: float) -> float:
    return (1 + R) ** -(year - 2030)


def lines(s: Solution) -> dict[str, float]:
    table = s.costs.to_dataframe().groupby("line")["discounted_cost"].sum()
    return {str(k): float(v) for k, v in table.items()}


def in_all(s: Solution) -> float:
    """What the annuities cost: capital at the discount rate, and what the WACC adds."""
    return lines(s)["capital"] + lines(s)["financing margin"]


def builds(s: Solution) -> list[float]:
    return s.variables["capacity_built"].sel(technology="plant", location="A").fillna(0).values.tolist()


def fixed(when: float, alive: float = 1.0) -> float:
    return sum(10 * FIXED * df(y + when) for y in YEARS) * alive


@pytest.mark.parametrize(("paid", "when"), [("begin", 0.0), ("mid", 0.5), ("end", 1.0)])
def test_payment_within_the_year(paid: str, when: float, tmp_path: Path) -> None:
    s = answer(tmp_path, f"running_paid: {paid}, capital_paid: {paid}, alive: start")
    assert builds(s) == pytest.approx([10, 0, 0])
    assert lines(s)["fixed"] == pytest.approx(fixed(when))
    weight = 10 * COST * sum(df(y + when) for y in range(2030, 2042))
    assert lines(s)["capital"] == pytest.approx(weight * float(annuity(R, LIFE)))
    assert lines(s)["financing margin"] == pytest.approx(weight * float(annuity(WACC, LIFE) - annuity(R, LIFE)))


@pytest.mark.parametrize(("paid", "worth"), [("begin", 1 + R), ("mid", (1 + R) ** 0.5), ("end", 1.0)])
def test_what_annuities_are_worth_beside_the_overnight_cost(paid: str, worth: float, tmp_path: Path) -> None:
    """The factor is one of payments in arrears: only booked at the end of each year they are worth what was paid."""
    s = answer(tmp_path, f"capital_paid: {paid}, alive: start", wacc=R)
    assert lines(s)["capital"] == pytest.approx(worth * 10 * COST)
    assert "financing margin" not in lines(s)


def test_the_worked_example_of_the_page_on_conventions() -> None:
    page = (Path(__file__).parents[1] / "docs" / "tables.md").read_text(encoding="utf-8")
    overnight, horizon = 84 * 4700.0, Horizon(2025, 2050, 2025, 0.05)
    assert f"84 GW at 4,700 CNY/kW are {overnight:,.0f} MCNY overnight" in page
    assert f"{overnight * float(annuity(0.05, 25)):,.2f} MCNY a year" in page
    for row, conventions in {
        "`capital_paid: begin` (default)": Conventions(),
        "`capital_paid: mid`": Conventions(capital_paid="mid"),
        "`capital_paid: end`, and `capital: overnight`": Conventions(capital_paid="end"),
    }.items():
        worth = capital_weight(conventions, horizon, 2025, 25, 25, 0.05)
        assert f"| {row} | {worth * overnight:,.0f} | {worth:.1%}".replace("%", " %") in page


def test_overnight_without_salvage(tmp_path: Path) -> None:
    s = answer(tmp_path, "capital: overnight, alive: start")
    assert lines(s)["capital"] == pytest.approx(10 * COST)


def test_part_of_a_period(tmp_path: Path) -> None:
    """By fraction the plant of 2030 stands for two of the last five years, and the rest is built in 2040."""
    s = answer(tmp_path, "capital: overnight, salvage: straight_line")
    assert builds(s) == pytest.approx([10, 0, 6])
    assert lines(s)["capital"] == pytest.approx(10 * COST + 6 * COST * df(2040))
    assert lines(s)["salvage"] == pytest.approx(-6 * COST * (12 - 5) / 12 * df(2045))


def test_whole_periods_only(tmp_path: Path) -> None:
    s = answer(tmp_path, "capital: overnight, salvage: sinking_fund, alive: whole")
    assert builds(s) == pytest.approx([10, 0, 10])
    left = 1 - ((1 + R) ** 5 - 1) / ((1 + R) ** 12 - 1)
    assert lines(s)["salvage"] == pytest.approx(-10 * COST * left * df(2045))


def test_end_factor(tmp_path: Path) -> None:
    s = answer(tmp_path, "capital: overnight, salvage: end_factor, alive: whole")
    share = sum((1 + R) ** -i for i in range(5)) / sum((1 + R) ** -i for i in range(12))
    assert lines(s)["capital"] == pytest.approx(10 * COST * (1 + share * df(2040)))


def test_annuity_while_alive_and_over_the_amortisation(tmp_path: Path) -> None:
    short = answer(tmp_path / "a", "alive: start", amortisation=5)
    assert in_all(short) == pytest.approx(10 * COST * float(annuity(WACC, 5)) * sum(df(y) for y in range(2030, 2035)))
    forever = answer(tmp_path / "b", "capital: annuity_while_alive, alive: start", amortisation=5)
    assert in_all(forever) == pytest.approx(10 * COST * float(annuity(WACC, 5)) * sum(df(y) for y in range(2030, 2042)))


def test_construction_time(tmp_path: Path) -> None:
    """Ordered in 2030, used and paid from 2032: it counts as three fifths of itself in the first period."""
    s = answer(tmp_path, "alive: fraction", construction_time=2)
    standing = s.variables["capacity_of_vintage"].sel(technology="plant", location="A", vintage=2030)
    built = builds(s)[0]
    assert built == pytest.approx(10 / 0.6)
    assert standing.values[:3].tolist() == pytest.approx([built * 3 / 5, built, built * 4 / 5])


def test_built_evenly(tmp_path: Path) -> None:
    """A fifth is commissioned in each year of the period: on average three fifths of it stand in the first one."""
    s = answer(tmp_path, "built: evenly, capital: overnight")
    standing = s.variables["capacity_of_vintage"].sel(technology="plant", location="A", vintage=2030)
    built = builds(s)[0]
    assert float(standing.sel(period=2030)) == pytest.approx(built * 3 / 5)
    paid = s.costs.to_dataframe().query("line == 'capital' and period == 2030")["discounted_cost"].sum()
    assert paid == pytest.approx(built * COST * sum(df(2030 + i) for i in range(5)) / 5)


@pytest.mark.parametrize(
    ("when", "moments"), [("period_begin", (2030, 2035, 2040)), ("period_end", (2035, 2040, 2045))]
)
def test_a_period_is_paid_at_once(when: str, moments: tuple[int, ...], tmp_path: Path) -> None:
    """Five years of fixed cost at one moment, and the annuities of the years of each period too."""
    s = answer(tmp_path, f"running_paid: {when}, capital_paid: {when}")
    assert lines(s)["fixed"] == pytest.approx(sum(5 * FIXED * 10 * df(y) for y in moments), rel=1e-9)
    assert builds(s) == pytest.approx([10, 0, 6])  # of the first plant two fifths of the last period are left
    years_owed = ((5, 10), (5, 10), (2, 10), (5, 6))  # twelve years of the first, five of the second in the horizon
    paid = sum(n * size * df(y) for (n, size), y in zip(years_owed, (*moments, moments[2]), strict=True))
    assert in_all(s) == pytest.approx(COST * float(annuity(WACC, LIFE)) * paid, rel=1e-9)
