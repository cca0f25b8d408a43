"""Native charts of the workbook, on a sheet of their own with the numbers they are drawn from."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd

from optimizer.report.balances import balance
from optimizer.report.book import FOOT, LINE, PAPER
from optimizer.report.drawing import a_year, carrier_name, in_money, name_of, region_name, scaled
from optimizer.report.fonts import named
from optimizer.report.looks import PALETTE, colors_of
from optimizer.report.readable import readable_prices
from optimizer.report.stacks import largest
from optimizer.report.words import say
from optimizer.solution import Solution

KINDS = {
    "line": {"type": "line"},
    "bar": {"type": "bar"},
    "grouped": {"type": "column"},
    "column": {"type": "column", "subtype": "stacked"},
}
WIDE, HIGH, ACROSS, STEP = 720, 400, 7, 21
"""Size of a chart in points, and the columns and rows of cells it takes."""
TRACE, CARRIERS, MOST, MARKED, NAMES, HELD = 1e-6, 2, 10, 24, 22, 12
BETWEEN = r" (?:to|from) "


class Picture(NamedTuple):
    """One chart: a column of numbers a series, a row a period (or a run); `kind`: column (stacked), grouped, bar (lying) or line."""

    title: str
    unit: str
    numbers: pd.DataFrame
    colors: dict[str, str]
    kind: str = "column"
    rows: str = "period"


def add_charts(book: Any, sheet: Any, tables: dict[str, pd.DataFrame], solution: Solution) -> None:
    """Draw what the run has something for: capacity, cost, emissions, balances, prices."""
    add_pictures(book, sheet, list(_pictures(tables, solution)))


def add_pictures(book: Any, sheet: Any, pictures: list[Picture]) -> None:
    """Charts two by two, and below them what they draw."""
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(PAPER)
    sheet.fit_to_pages(1, 0)
    sheet.set_column(0, 0, NAMES)
    sheet.set_column(1, max([2 * ACROSS, *(p.numbers.shape[1] for p in pictures)]), HELD)
    rows = -(-len(pictures) // 2)
    row = rows * (STEP + 1) + 2
    sheet.set_h_pagebreaks([*(at - 1 for at in range(2 * (STEP + 1), row - 2, 2 * (STEP + 1))), row - 1])
    sheet.set_footer(FOOT, {"scale_with_doc": False})
    words = {"text_wrap": True, "valign": "top", "align": "right", "bottom": 1}
    formats = {
        "title": book.add_format({"bold": True}),
        "head": book.add_format({**words, "align": "left"}),
        "head of numbers": book.add_format(words),
        **{form: book.add_format({"num_format": finer}) for form, finer in FINER.items()},
    }
    for at, given in enumerate(pictures):
        picture = _readable(given)
        _numbers(sheet, row, picture, formats)
        cell = (at // 2 * (STEP + 1), at % 2 * (ACROSS + 1))
        sheet.insert_chart(*cell, _chart(book, sheet.get_name(), row + 1, picture))
        row += len(picture.numbers) + 3


def _readable(picture: Picture) -> Picture:
    """With a larger prefix where a reader would have to count digits."""
    top = float(picture.numbers.abs().sum(axis=1).max()) if len(picture.numbers) else 0.0
    unit, scale = scaled(picture.unit, top)
    return picture._replace(unit=a_year(in_money(unit)), numbers=picture.numbers / scale)


def _pictures(tables: dict[str, pd.DataFrame], solution: Solution) -> Iterator[Picture]:
    yield from _capacity(tables["capacity"], solution)
    costs = tables["costs"]
    if len(costs):
        pivot = costs.pivot_table(index="period", columns="line", values="annual_cost", aggfunc="sum")
        yield Picture(say("Cost per year"), str(costs["annual_unit"].iloc[0]), _seen(pivot), {})
    yield from _emissions(tables["emissions"])
    yield from _balances(tables["balance"], solution)
    yield from _prices(solution)


def _capacity(table: pd.DataFrame, solution: Solution) -> Iterator[Picture]:
    """Plant of the carrier that most stands of, lines apart: power beside heat in one stack would tell nothing."""
    kinds, about = (solution.variables[n].to_series().astype(str) for n in ("kind", "reference"))
    plant = table[table["technology"].map(kinds) != "line"]
    table = plant if len(plant) else table
    if table.empty:
        return
    powers = table[table["unit"].str.endswith(("W", "/hour"))]
    shown = powers if len(powers) else table
    unit = str(shown["unit"].value_counts().idxmax())
    mine = shown[shown["unit"] == unit]
    carriers = mine["technology"].map(about)
    carrier = str(mine.groupby(carriers)["standing"].sum().idxmax())
    pivot = mine[carriers == carrier].pivot_table(
        index="period", columns="technology", values="standing", aggfunc="sum"
    )
    title = f"{say('Capacity')}: {carrier_name(solution, carrier)}"
    yield _named(Picture(title, unit, _seen(pivot), {}), solution)


def _emissions(table: pd.DataFrame) -> Iterator[Picture]:
    """Of CO2, or where there is none the gas that most is emitted of: by sector, what is removed below zero."""
    if table.empty or not table["amount"].abs().max() > 0:
        return
    size = table.groupby("gas")["amount"].apply(lambda a: a.abs().sum())
    gas = "CO2" if size.get("CO2", 0.0) > 0 else size.idxmax()
    mine = table[table["gas"] == gas]
    pivot = mine.pivot_table(index="period", columns="sector", values="amount", aggfunc="sum")
    pivot = pivot.rename(columns=lambda sector: named(str(sector), str(sector)))
    yield Picture(say("Emissions of {gas} by sector").format(gas=gas), str(mine["unit"].iloc[0]), _seen(pivot), {})


def _balances(table: pd.DataFrame, solution: Solution) -> Iterator[Picture]:
    """Supply above and use below zero of the carriers with most items; exchange between regions cancels out."""
    mine = table[~table["item"].astype(str).str.contains(BETWEEN)]
    ranked = mine.groupby("carrier")["item"].nunique().sort_values(ascending=False, kind="stable")
    for carrier in ranked.index[:CARRIERS]:
        own = mine[mine["carrier"] == carrier]
        pivot = own.pivot_table(index="period", columns="item", values="amount", aggfunc="sum")
        title = say("{carrier}: supply (up) and use (down)").format(carrier=carrier_name(solution, str(carrier)))
        yield _named(Picture(title, str(own["unit"].iloc[0]), _seen(pivot), {}), solution)


def _prices(solution: Solution) -> Iterator[Picture]:
    """Mean marginal prices of the carriers that are delivered and share the commonest unit: those first that most plant gives or takes."""
    table = readable_prices(solution).dropna(subset=["mean at demand"])
    if table.empty:
        return
    unit = str(table["unit"].value_counts().idxmax())
    mine = table[table["unit"] == unit]
    pivot = mine.pivot_table(index="period", columns=["item", "region"], values="mean at demand", aggfunc="mean")
    rank = balance(solution).groupby("carrier")["item"].nunique()
    pivot = pivot[sorted(pivot.columns, key=lambda c: (-int(rank.get(c[0], 0)), c))]
    pivot.columns = pd.Index(
        [f"{carrier_name(solution, str(item))}, {region_name(solution, str(region))}" for item, region in pivot.columns]
    )
    kind = "line" if len(pivot) > 1 else "grouped"  # a line of one period is a dot
    yield Picture(say("Marginal prices, mean at demand"), unit, pivot.iloc[:, :MOST], {}, kind)


def _seen(pivot: pd.DataFrame) -> pd.DataFrame:
    """The largest series; traces are left out."""
    size = pivot.abs().max()
    kept = pivot.loc[:, size > TRACE * max(float(size.max()), 1e-12)]
    return largest((kept if kept.shape[1] else pivot).fillna(0.0), MOST)


def _named(picture: Picture, solution: Solution) -> Picture:
    """Technologies by their names and colours."""
    tones = colors_of(solution, picture.numbers.columns)
    called = {k: name_of(solution, str(k)) for k in picture.numbers.columns}
    return picture._replace(
        numbers=picture.numbers.rename(columns=called), colors={called[k]: tones[k] for k in called if k in tones}
    )


def _numbers(sheet: Any, row: int, picture: Picture, formats: dict[str, Any]) -> None:
    sheet.write_string(row, 0, f"{picture.title} [{picture.unit}]", formats["title"])
    names = [say(picture.rows), *(say(str(c)) for c in picture.numbers.columns)]
    for column, name in enumerate(names):
        sheet.write_string(row + 1, column, name, formats["head of numbers" if column else "head"])
    sheet.set_row(row + 1, LINE * max(-(-len(name.encode("gbk", "replace")) // HELD) for name in names[1:] or names))
    form = formats[_form(picture)]
    for at, (period, values) in enumerate(picture.numbers.iterrows(), start=row + 2):
        sheet.write_string(at, 0, str(period))
        for column, value in enumerate(values, start=1):
            if value == value:
                sheet.write_number(at, column, float(value), form)


def _chart(book: Any, sheet: str, head: int, picture: Picture) -> Any:
    line, bar = picture.kind == "line", picture.kind == "bar"
    chart = book.add_chart(KINDS[picture.kind])
    first, last = head + 1, head + len(picture.numbers)
    for column, name in enumerate(picture.numbers.columns, start=1):
        color = picture.colors.get(str(name)) or PALETTE[(column - 1) % len(PALETTE)]
        fill = {"fill": {"color": color}}
        marker = {"marker": {"type": "circle", "size": 5, **fill}} if len(picture.numbers) <= MARKED else {}
        stroke = {"line": {"width": 2, "color": color}}
        look = (
            {**marker, **stroke}
            if line
            else {"gap": 60, **fill} | ({"overlap": _overlap(picture.numbers)} if bar else {})
        )
        chart.add_series(
            {
                "name": [sheet, head, column],
                "categories": [sheet, first, 0, last, 0],
                "values": [sheet, first, column, last, column],
                **look,
            }
        )
    title = f"{picture.title} [{picture.unit}]"
    chart.set_title({"name": f" {title}" if title.startswith("=") else title, "name_font": {"size": 12}})
    chart.set_legend({"position": "bottom" if bar else "right"} if picture.numbers.shape[1] > 1 else {"none": True})
    low, high = float(picture.numbers.min().min()), float(picture.numbers.max().max())
    values: dict[str, Any] = {
        "num_format": _form(picture),
        "major_gridlines": {"visible": True, "line": {"color": "#e0e0e0"}},
    }
    values |= _ends(low, high, bars=not line)
    if values.get("min", 0.0):
        values |= {"name": say("the axis does not begin at zero"), "name_font": {"size": 9, "bold": False}}
    # Of a lying chart the axes change places.
    (chart.set_x_axis if bar else chart.set_y_axis)(values)
    many: dict[str, Any] = {}
    if len(picture.numbers) > MARKED:  # LibreOffice knows no interval: there upright names keep their distance
        many = {"interval_unit": -(-len(picture.numbers) // TOLD), "num_font": {"rotation": -90, "size": 8}}
    (chart.set_y_axis if bar else chart.set_x_axis)({"label_position": "low", **many})
    chart.set_size({"width": WIDE, "height": HIGH})
    return chart


def _overlap(numbers: pd.DataFrame) -> int:
    """How much lying bars of a row overlap, in %: all, but not at all where two lie on one side of zero and the longer would hide the other.

    >>> _overlap(pd.DataFrame({"low": [-1.0, 0.0], "high": [2.0, 3.0]})), _overlap(pd.DataFrame({"low": [1.0], "high": [2.0]}))
    (100, 0)
    """
    return 100 if (((numbers > 0).sum(axis=1) < 2) & ((numbers < 0).sum(axis=1) < 2)).all() else 0


TOLD = 10
"""Of very many rows so many have their name below a chart."""
FORMS_OF_WHOLE = "#,##0"
FORMS = {20.0: "#,##0", 2.0: "0.0", 0.0: "0.000"}
FINER = {"#,##0": "#,##0.0", "0.0": "0.00", "0.000": "0.0000"}
"""How numbers of an axis are told whose largest is at least so much, and those that are drawn."""


def _form(picture: Picture) -> str:
    if (picture.numbers == picture.numbers.round()).all(axis=None):  # so many runs: no half of one
        return FORMS_OF_WHOLE
    top = float(picture.numbers.abs().sum(axis=1).max()) if len(picture.numbers) else 0.0
    return next(form for least, form in FORMS.items() if not top < least)


def _ends(low: float, high: float, *, bars: bool) -> dict[str, float]:
    """Where an axis begins or ends, which programs choose each in their own way: at zero, but of lines that move little above it.

    A bar is read by its length: +10 % may not look like three times as much.

    >>> _ends(10.9e3, 12.3e3, bars=True), _ends(10.9e3, 12.3e3, bars=False), _ends(-2.0, -1.0, bars=True)
    ({'min': 0.0}, {'min': 10000.0}, {'max': 0.0})
    >>> _ends(-1.0, 2.0, bars=True)
    {}
    """
    if not bars and low > 0.5 * high > 0:
        return {"min": _below(low)}
    return {"min": 0.0} if low >= 0 < high else {"max": 0.0} if high <= 0 > low else {}


def _below(value: float) -> float:
    """A round number below one above zero, where an axis may begin.

    >>> _below(30810.0), _below(0.137)
    (30000.0, 0.13)
    """
    step = 10.0 ** (math.floor(math.log10(value)) - 1)
    return float(f"{math.floor(value / step) * step:.6g}")
