"""`h2opt origin`: which equations and which rows of the case made a number of the workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from optimizer.cli.app import Results, app, stoppable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.report.explained import Explained
    from optimizer.report.origin_rows import Number

MOST, LARGE = 40, 1e4


@app.command()
@stoppable
def origin(
    results: Results,
    sheet: Annotated[str, typer.Argument(help="A sheet of summary.xlsx, in English or in Chinese.")],
    words: Annotated[
        list[str] | None, typer.Argument(help="Cells of the row, such as h2 NM 2035; or the head of a column.")
    ] = None,
    row: Annotated[int | None, typer.Option("--row", help="Number of the row in the workbook, instead.")] = None,
    column: Annotated[str, typer.Option("--column", help="Only this column.")] = "",
    every: Annotated[bool, typer.Option("--all", help=f"Every row of the case, not the first {MOST}.")] = False,
) -> None:
    """Say which equations and which rows of the case made a number of the workbook."""
    from optimizer.report.explained import chosen, explained, in_english
    from optimizer.solution import open_solution

    solution = open_solution(results)
    name, meant = in_english(solution, sheet)
    number, head = chosen(solution, name, [meant.get(w, w) for w in words or []], row)
    found = explained(solution, name, number, meant.get(column, column) or head)
    print("\n".join(told(found, None if every else MOST)))


def told(found: Explained, most: int | None = None) -> list[str]:
    """The origin of a row in lines.

    Args:
        most: rows of the case that are listed; None: all.
    """
    asked = {c for c, _ in found.columns}
    labels = [f"{c} {v}" for c, v in found.row.items() if c not in asked and not isinstance(v, float) and str(v)]
    lines = [f"{found.sheet}, row {found.number}: {', '.join(labels)}"]
    for entry in dict.fromkeys(o for _, o in found.columns):
        cells = [f"{c} = {_shown(found.row[c])}" for c, o in found.columns if o == entry]
        lines += ["", f"  {', '.join(cells)}", f"    is         {entry.meaning}"]
        lines += [f"    from       {', '.join(entry.made_of)}"] if entry.made_of else []
        lines += [f"    equations  {', '.join(_named(e)[0] for e in entry.equations)}"] if entry.equations else []
    pages = dict(_named(e) for _, o in found.columns for e in o.equations)
    wide = max(map(len, pages), default=0)
    lines += (
        ["", "Equations:", *(f"  {name.ljust(wide)}  docs/{page}" for name, page in pages.items())] if pages else []
    )
    return [*lines, "", *listed_rows(found.numbers, most), *(f"  {text}" for text in found.beside)]


def _shown(value: object) -> str:
    """A cell of the workbook; one that is empty is nothing."""
    if value != value:
        return "nothing"
    return str(value) if not isinstance(value, float) else f"{value:,.6g}" if abs(value) >= LARGE else f"{value:.6g}"


def _named(link: str) -> tuple[str, str]:
    """Name and page of a link of docs/.

    >>> _named("[`carrier_balance`](mathematics.md#carrier_balance)")
    ('carrier_balance', 'mathematics.md#carrier_balance')
    """
    name, _, page = link.partition("](")
    return name.strip("[`"), page.rstrip(")") or "mathematics.md"


def listed_rows(numbers: Sequence[Number], most: int | None = None) -> list[str]:
    """Rows of a case in lines: file and row, labels, year, value, unit, source."""
    count = len(numbers)
    if not numbers:
        return ["No row of numbers enters it alone."]
    lines = [f"{count} row{'s' * (count > 1)} of the case:"]
    shown = list(numbers[:most])
    cells = [(str(r["row"]), _labels(r), f"{r['value']:,.6g} {r['unit']}", _source(r)) for r in shown]
    wide = [min(max(len(c[i]) for c in cells), 70) for i in range(3)]
    lines += [
        "  " + "  ".join([*(c.ljust(w) for c, w in zip(row, wide, strict=False)), row[3]]).rstrip() for row in cells
    ]
    return [*lines, f"  ... and {count - len(shown):,} more (--all)"] if count > len(shown) else lines


def _labels(row: Number) -> str:
    from optimizer.report.about import ordered

    cells = [v for k, v in ordered(row["table"], row["of"]).items() if k not in DROPPED]
    return " ".join([*cells, *([str(row["year"])] if row["year"] is not None else [])])


DROPPED = ("account", "limit_area", "factor", "tier", "sense", "time", "area")


def _source(row: Number) -> str:
    return ", ".join(filter(None, (row["source"], row["quality"])))
