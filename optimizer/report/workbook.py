"""summary.xlsx: a workbook that explains itself."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from optimizer.files import whole
from optimizer.report.drawing import colors_of, largest, name_of
from optimizer.report.plausible import sentences
from optimizer.report.scopes import words
from optimizer.report.sheets import SHEETS, all_tables
from optimizer.report.tables import sunk
from optimizer.solution import Solution

MONEY_FORMAT, WHOLE = "#,##0.00", "0"


def write_workbook(solution: Solution, path: Path) -> Path:
    """Write the workbook beside its target, then rename: it appears whole or not at all."""
    with whole(path) as file:
        _write(solution, file)
    return path


def _write(solution: Solution, file: Path) -> None:
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": False, "in_memory": True}
    book = xlsxwriter.Workbook(str(file), options)
    created = datetime.fromisoformat(solution.meta["created"]).replace(tzinfo=None)
    book.set_properties({"title": solution.meta["case"]["title"] or solution.meta["case"]["name"], "created": created})
    formats = {
        "title": book.add_format({"bold": True, "font_size": 16}),
        "bold": book.add_format({"bold": True}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        "link": book.add_format({"font_color": "#1a5fb4", "underline": 1}),
        "large": book.add_format({"num_format": "#,##0"}),
        "middle": book.add_format({"num_format": "#,##0.00"}),
        "small": book.add_format({"num_format": "0.0000"}),
        "tiny": book.add_format({"num_format": "0.00E+00"}),
        "whole": book.add_format({"num_format": WHOLE}),
    }
    tables = all_tables(solution)
    _readme(book.add_worksheet("README"), solution, tables, formats)
    sheets = {name: book.add_worksheet(name) for name in tables}
    for name, table in tables.items():
        _table(sheets[name], name, table, formats)
    _charts(book, sheets, tables, solution)
    book.close()


def _readme(sheet: Any, solution: Solution, tables: dict[str, pd.DataFrame], formats: dict[str, Any]) -> None:
    meta = solution.meta
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 110)
    sheet.write_string(0, 0, meta["case"]["title"] or meta["case"]["name"], formats["title"])
    facts = _facts(meta, sentences(tables["plausible"]))
    for at, (head, text) in enumerate(facts, start=2):
        sheet.write_string(at, 0, head, formats["bold"])
        sheet.write_string(at, 1, text, formats["wrap"])
    row = len(facts) + 3
    sheet.write_row(row, 0, ["Sheet", "What it holds"], formats["bold"])
    for at, (name, table) in enumerate(tables.items(), start=row + 1):
        sheet.write_url(at, 0, f"internal:'{name}'!A1", formats["link"], name)
        sheet.write_string(
            at, 1, f"{SHEETS[name].meaning} ({f'{len(table)} rows' if len(table) else 'nothing in this run'})"
        )
    row += len(tables) + 1
    sheet.write_row(row, 0, ["chart_...", "the numbers behind the two charts of sheet summary"])
    row += 2
    sheet.write_row(row, 0, ["Certificate", "largest residual found, and what is allowed"], formats["bold"])
    for at, measure in enumerate(meta["certificate"], start=row + 1):
        where = f" at {measure['where']}" if measure["where"] else ""
        sheet.write_string(at, 0, measure["name"], formats["wrap"])
        sheet.write_string(at, 1, f"{measure['value']:.1e} of {measure['limit']:.0e}{where}")


def _facts(meta: dict[str, Any], compared: list[str]) -> list[tuple[str, str]]:
    """What the reader must know before the numbers."""
    case, solver, size = meta["case"], meta["solver"], meta["size"]
    certified = "every residual, balance, emission and cost below was recomputed from the inputs and agrees."
    return [
        ("Case", f"{case['name']}, scenario {case['scenario']}"),
        *([("About", str(case["description"]))] if case["description"] else []),
        ("Status", f"{meta['status']}: {certified if 'certified' in meta['status'] else 'not certified.'}"),
        *(("Note", note) for note in meta["notes"]),
        *(("Plausible", sentence) for sentence in compared),
        *(("Scope", f"{scope['name']}: {words(scope)}") for scope in meta.get("scopes", [])),
        ("Money", f"{meta['money']}, real; discounted to {meta['base_year']} at {meta['discount_rate']:.1%} a year."),
        ("Costs", KINDS),
        *([("Early years", sentence)] if (sentence := sunk(meta)) else []),
        *([("Regions", _named(meta["region_names"]))] if meta.get("region_names") else []),
        ("Prices", f"Marginal prices: what one unit more would cost in that year. {_basis(meta)}"),
        (
            "Solver",
            f"{solver['algorithm']}, {solver['seconds']:.1f} s, {size['columns']:,} variables, {size['rows']:,} rows",
        ),
        ("Written", meta["created"]),
    ]


KINDS = (
    "Resource cost values capital at the discount rate; the financing margin is what its own cost of capital (WACC) adds; transfers "
    "(prices, taxes, subsidies, paid overshoots) are received by somebody else. Their sum is what was minimised."
)


def _basis(meta: dict[str, Any]) -> str:
    """What kind of prices these are: whether they are the only possible ones, and whether integers were fixed for them."""
    known = meta["prices"]
    told = []
    if known["interior"]:
        told.append("From an interior point (not basic): where several prices are possible, one in between.")
    elif known.get("carrier_price", known.get("policy_price")):
        told.append("From a basis.")
    for name, what in (("carrier_price", "prices of carriers"), ("policy_price", "prices of policies")):
        share = known.get(name, {}).get("degenerate_share")
        if share is not None:
            told.append(f"{what.capitalize()}: {unique(share)}")
    if known["of_fixed_integers"]:
        told.append(
            "They are those of the linear problem with the integers fixed, and leave out what another unit costs."
        )
    return " ".join(told)


def unique(share: float) -> str:
    """What a share of prices that may have other values means to a reader.

    >>> unique(0.0), unique(0.004)[:45], unique(1.0)[:41]
    ('no other values are possible.', 'up to 1% of them may be higher or lower in an', 'each may be higher or lower in an equally')
    """
    if not share:
        return "no other values are possible."
    which = "each" if share > 0.99 else f"up to {max(share, 0.01):.0%} of them"
    return f"{which} may be higher or lower in an equally cheap answer: one unit more can cost more than one unit less saves."


def _named(names: dict[str, str]) -> str:
    return "; ".join(f"{region} is {name}" for region, name in names.items())


def _table(sheet: Any, name: str, table: pd.DataFrame, formats: dict[str, Any]) -> None:
    """A real Excel table with a frozen header, number formats and fitting columns."""
    sheet.freeze_panes(1, 0)
    rows, columns = max(len(table), 1), list(table.columns)
    heads = [{"header": c} for c in columns]
    sheet.add_table(
        0, 0, rows, len(columns) - 1, {"name": f"t_{name}", "columns": heads, "style": "Table Style Light 9"}
    )
    for at, column in enumerate(columns):
        values = table[column].tolist()
        width = max([len(str(column)), *(len(_shown(v)) for v in values[:2000])])
        sheet.set_column(at, at, min(width + 2, 60))
        for row, value in enumerate(values, start=1):
            if isinstance(value, bool) or value is None or value != value:
                continue
            if isinstance(value, int | float) and abs(value) < float("inf"):
                sheet.write_number(row, at, value, formats[_format(value, column, name)])
            else:
                sheet.write_string(row, at, str(value))


def _shown(value: Any) -> str:
    return f"{value:,.2f}" if isinstance(value, float) else str(value)


PRICED = ("prices", "levelised", "policies")
"""Sheets in readable units, where a number below a thousandth is as good as none."""


def _format(value: float, column: str, sheet: str) -> str:
    if column in ("period", "year"):
        return "whole"
    size = abs(value)
    return (
        "large"
        if size >= 1000 or value == 0
        else "middle"
        if size >= 1
        else "small"
        if size >= 1e-3 or sheet in PRICED
        else "tiny"
    )


def _charts(book: Any, sheets: dict[str, Any], tables: dict[str, pd.DataFrame], solution: Solution) -> None:
    """Two native charts beside the summary: what is built, and what it costs."""
    standing = tables["capacity"]
    if len(standing):
        powers = standing[standing["unit"].str.endswith(("W", "/hour"))]
        shown = powers if len(powers) else standing
        unit = str(shown["unit"].value_counts().idxmax())
        pivot = shown[shown["unit"] == unit].pivot_table(
            index="period", columns="technology", values="standing", aggfunc="sum"
        )
        visible = pivot.loc[:, pivot.max() > 1e-6 * max(float(pivot.to_numpy().max()), 1e-12)]
        top = largest(visible if visible.shape[1] else pivot)
        named = top.rename(columns=lambda k: name_of(solution, str(k)))
        tones = {name_of(solution, k): c for k, c in colors_of(solution, top.columns).items()}
        _chart(book, sheets["summary"], "F2", named, f"Capacity [{unit}]", "chart_capacity", tones)
    ledger = tables["costs"]
    if len(ledger):
        pivot = ledger.pivot_table(index="period", columns="line", values="annual_cost", aggfunc="sum")
        _chart(book, sheets["summary"], "F24", pivot, f"Cost per year [{solution.meta['money']}]", "chart_costs", {})


def _chart(
    book: Any, sheet: Any, cell: str, pivot: pd.DataFrame, title: str, data: str, colors: dict[str, str]
) -> None:
    source = book.add_worksheet(data)
    source.write_row(0, 0, ["period", *map(str, pivot.columns)])
    for row, (period, values) in enumerate(pivot.iterrows(), start=1):
        source.write_string(row, 0, str(period))
        for column, value in enumerate(values, start=1):
            if value == value:
                source.write_number(row, column, float(value))
    chart = book.add_chart({"type": "column", "subtype": "stacked"})
    last = len(pivot)
    for column, name in enumerate(pivot.columns, start=1):
        fill = {"fill": {"color": colors[name]}} if colors.get(name) else {}
        chart.add_series(
            {
                "name": [data, 0, column],
                "categories": [data, 1, 0, last, 0],
                "values": [data, 1, column, last, column],
                "gap": 60,
                **fill,
            }
        )
    chart.set_title({"name": title, "name_font": {"size": 12}})
    chart.set_legend({"position": "right"})
    chart.set_y_axis({"num_format": "#,##0", "major_gridlines": {"visible": True, "line": {"color": "#e0e0e0"}}})
    chart.set_size({"width": 720, "height": 400})
    sheet.insert_chart(cell, chart)
