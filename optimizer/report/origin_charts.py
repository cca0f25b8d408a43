"""Where the numbers of the sheet `charts` come from: each chart is drawn from another sheet, whose rows have an origin."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.report.book_charts import Picture, drawn
from optimizer.report.sheets import all_tables
from optimizer.report.words import ENGLISH, languages, say, spoken
from optimizer.solution import Solution

CHARTS = "charts"


def is_charts(sheet: str) -> bool:
    """Whether a sheet is that of the charts, as the workbook of some language names it.

    >>> is_charts("charts"), is_charts("costs")
    (True, False)
    """
    return any(sheet == _named(language) for language in languages())


def _named(language: str) -> str:
    with spoken(language):
        return say(CHARTS)


def charts_told(solution: Solution, words: Sequence[str]) -> list[str]:
    """Each chart and the sheet that its numbers are summed from, in lines.

    Args:
        words: of charts, series or rows: only the charts that have all of them; all charts where none has.
    """
    with spoken(ENGLISH):
        pictures = drawn(all_tables(solution), solution)
    asked = [p for p in pictures if all(word.lower() in _words(p) for word in words)] or pictures
    lines = [f"Sheet {CHARTS} draws numbers of other sheets, rows of a period summed, small ones together as others:"]
    for p in asked:
        lines += ["", f"  {p.title} [{p.unit}]", f"    from       sheet {p.source[0]}, {p.source[1]}"]
    sheets = dict.fromkeys(p.source[0] for p in asked)
    return [*lines, "", "Ask for their rows: " + "; ".join(f"h2opt origin RESULTS {sheet} WORDS" for sheet in sheets)]


def _words(picture: Picture) -> str:
    """All that a reader may call a number of a chart by."""
    return "\n".join(map(str, [picture.title, *picture.numbers.columns, *picture.numbers.index])).lower()
