"""Native charts of the workbook, on a sheet of their own with the numbers they are drawn from."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd

from optimizer.report.book import FOOT, PAPER
from optimizer.report.drawing import in_money, largest, name_of, scaled
from optimizer.report.looks import colors_of
from optimizer.report.readable import readable_prices
from optimizer.report.words import say
from optimizer.solution import Solution

KINDS = {
    "line": {"type": "line"},
    "bar": {"type": "bar"},
    "grouped": {"type": "column"},
    "column": {"type": "column", "subtype": "stacked"},
}
WIDE, HIGH, ACROSS, STEP = 720, 400, 11, 21
"""Size of a chart in points, and the columns and rows of cells it takes."""
TRACE, CARRIERS, MOST, MARKED, NAMES = 1e-6, 2, 10, 24, 22
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
    rows = -(-len(pictures) // 2)
    row = rows * (STEP + 1) + 2
    sheet.set_h_pagebreaks([*range(2 * (STEP + 1), row - 2, 2 * (STEP + 1)), row])
    sheet.set_footer(FOOT, {"scale_with_doc": False})
    for at, given in enumerate(pictures):
        picture = _readable(given)
        _numbers(sheet, row, picture)
        cell = (at // 2 * (STEP + 1), at % 2 * (ACROSS + 1))
        sheet.insert_chart(*cell, _chart(book, sheet.get_name(), row + 1, picture))
        row += len(picture.numbers) + 3


def _readable(picture: Picture) -> Picture:
    """With a larger prefix where a reader would have to count digits."""
    top = float(picture.numbers.abs().sum(axis=1).max()) if len(picture.numbers) else 0.0
    unit, scale = scaled(picture.unit, top)
    return picture._replace(unit=in_money(unit), numbers=picture.numbers / scale)


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
    if table.empty:
        return
    powers = table[table["unit"].str.endswith(("W", "/hour"))]
    shown = powers if len(powers) else table
    unit = str(shown["unit"].value_counts().idxmax())
    pivot = shown[shown["unit"] == unit].pivot_table(
        index="period", columns="technology", values="standing", aggfunc="sum"
    )
    yield _named(Picture(say("Capacity"), unit, _seen(pivot), {}), solution)


def _emissions(table: pd.DataFrame) -> Iterator[Picture]:
    """Of the gas that most is emitted of: by sector, what is removed below zero."""
    if table.empty or not table["amount"].abs().max() > 0:
        return
    gas = table.groupby("gas")["amount"].apply(lambda a: a.abs().sum()).idxmax()
    mine = table[table["gas"] == gas]
    pivot = mine.pivot_table(index="period", columns="sector", values="amount", aggfunc="sum")
    yield Picture(say("Emissions of {gas} by sector").format(gas=gas), str(mine["unit"].iloc[0]), _seen(pivot), {})


def _balances(table: pd.DataFrame, solution: Solution) -> Iterator[Picture]:
    """Supply above and use below zero of the carriers with most items; exchange between regions cancels out."""
    mine = table[~table["item"].astype(str).str.contains(BETWEEN)]
    ranked = mine.groupby("carrier")["item"].nunique().sort_values(ascending=False, kind="stable")
    for carrier in ranked.index[:CARRIERS]:
        own = mine[mine["carrier"] == carrier]
        pivot = own.pivot_table(index="period", columns="item", values="amount", aggfunc="sum")
        name = solution.meta.get("carrier_names", {}).get(carrier) or carrier
        title = say("{carrier}: supply (up) and use (down)").format(carrier=name)
        yield _named(Picture(title, str(own["unit"].iloc[0]), _seen(pivot), {}), solution)


def _prices(solution: Solution) -> Iterator[Picture]:
    """Mean marginal prices of the carriers that are delivered and share the commonest unit."""
    table = readable_prices(solution).dropna(subset=["mean at demand"])
    if table.empty:
        return
    unit = str(table["unit"].value_counts().idxmax())
    mine = table[table["unit"] == unit]
    pivot = mine.pivot_table(index="period", columns=["item", "region"], values="mean at demand", aggfunc="mean")
    pivot.columns = pd.Index([f"{item}, {region}" for item, region in pivot.columns])
    yield Picture(say("Marginal prices, mean at demand"), unit, pivot.iloc[:, :MOST], {}, "line")


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


def _numbers(sheet: Any, row: int, picture: Picture) -> None:
    sheet.write_string(row, 0, f"{picture.title} [{picture.unit}]")
    for column, name in enumerate([say(picture.rows), *(say(str(c)) for c in picture.numbers.columns)]):
        sheet.write_string(row + 1, column, name)
    for at, (period, values) in enumerate(picture.numbers.iterrows(), start=row + 2):
        sheet.write_string(at, 0, str(period))
        for column, value in enumerate(values, start=1):
            if value == value:
                sheet.write_number(at, column, float(value))


def _chart(book: Any, sheet: str, head: int, picture: Picture) -> Any:
    line, bar = picture.kind == "line", picture.kind == "bar"
    chart = book.add_chart(KINDS[picture.kind])
    first, last = head + 1, head + len(picture.numbers)
    for column, name in enumerate(picture.numbers.columns, start=1):
        color = picture.colors.get(str(name))
        fill = {"fill": {"color": color}} if color else {}
        marker = {"marker": {"type": "circle", "size": 5}} if len(picture.numbers) <= MARKED else {}
        look = {**marker, "line": {"width": 2}} if line else {"gap": 60, **fill} | ({"overlap": 100} if bar else {})
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
    top = float(picture.numbers.abs().sum(axis=1).max()) if len(picture.numbers) else 0.0
    low, high = float(picture.numbers.min().min()), float(picture.numbers.max().max())
    form = "#,##0" if top >= 20 else "0.0" if top >= 2 else "0.000"
    values: dict[str, Any] = {"num_format": form, "major_gridlines": {"visible": True, "line": {"color": "#e0e0e0"}}}
    if line and low > 0.5 * high > 0:
        values["min"] = _below(low)
    # Of a lying chart the axes change places.
    (chart.set_x_axis if bar else chart.set_y_axis)(values)
    (chart.set_y_axis if bar else chart.set_x_axis)({"label_position": "low"})
    chart.set_size({"width": WIDE, "height": HIGH})
    return chart


def _below(value: float) -> float:
    """A round number below one above zero, where an axis may begin.

    >>> _below(30810.0), _below(0.137)
    (30000.0, 0.13)
    """
    step = 10.0 ** (math.floor(math.log10(value)) - 1)
    return float(f"{math.floor(value / step) * step:.6g}")
