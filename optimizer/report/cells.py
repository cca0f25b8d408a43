"""Cells of a sheet: numbers with the format of their size, words in the reader's language, and how wide they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from optimizer.report.words import RATES, called, say, unit_said

MEASURED = 2000
"""Rows that are looked at for the width of a column of words."""
PRICED = ("prices", "levelised", "policies", "cost_of_use", "cost_of_making")
"""Sheets in readable units, where a number below a thousandth is as good as none."""
WORDS = (
    "figure",
    "block",
    "direction",
    "category",
    "line",
    "stage",
    "status",
    "what",
    "kind",
    "verdict",
    "quality",
    "value",
    "how",
    "all years",
)
"""Columns whose cells may be words of ours, which the reader's language has."""
MIXED = ("item", "area")
ITEMS = (
    *(
        "all",
        "all sectors",
        "capital",
        "fixed",
        "variable",
        "fixed charge",
        "financing margin",
        "retrofit",
        "salvage",
        "start",
    ),
    *("levy on emission", "purchase", "sale", "demand", "unmet", "surplus", "dumping", "income of sales", "idle plant"),
    *("production", "conversion"),
)
TAKES, WAYS = "takes", ("to", "from", "charge", "discharge")
"""Columns of ids in which words of ours stand, those that no id of a case is likely to be, and what stands before or behind an id."""
BESIDES = "; discounted: "
WHOLE = ("period", "year", "row", "break-even")
TINY = len("-1.00E-11")
SIZES, KINDS = (1e-3, 1.0, 1000.0), ("tiny", "small", "middle", "large")
"""Numbers below each of the sizes have the format beside it; those above all, and 0, have the last."""


def long_words(values: list[Any], most: int) -> dict[int, int]:
    """The rows of words that are too long for a column, and the lines that they take in it.

    >>> long_words(["short", "a longer text", 5.0], 8)
    {2: 2}
    """
    words = ((row, wide(v)) for row, v in enumerate(values, start=1) if isinstance(v, str))
    return {row: -(-letters // most) for row, letters in words if letters > most}


def all_numbers(column: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def write_numbers(sheet: Any, at: int, column: pd.Series, formats: dict[str, Any], name: str) -> int:
    """Write a column of numbers, what is not a number left empty; returns the letters of the widest."""
    values = column.to_numpy(float)
    for row in np.flatnonzero(np.isinf(values)).tolist():
        sheet.write_string(row + 1, at, str(values[row]))
    places = np.flatnonzero(np.isfinite(values))
    if not len(places):
        return 0
    told = values[places]
    kinds = formats_of(told, str(column.name), name)
    for row, value, kind in zip(places.tolist(), told.tolist(), kinds, strict=True):
        sheet.write_number(row + 1, at, value, formats[kind])
    ends = max(wide(_shown(column.dtype.type(v))) for v in (told.min(), told.max()))
    return max(ends, TINY) if KINDS[0] in kinds else ends


def write_cells(sheet: Any, at: int, values: list[Any], text: Any, number: Mapping[float, Any]) -> int:
    """Write a column of words, or of words and numbers; returns the letters of the widest."""
    for row, value in enumerate(values, start=1):
        if isinstance(value, str):
            sheet.write_string(row, at, value, text)
        elif is_number(value):
            sheet.write_number(row, at, value, number[value])
        elif not isinstance(value, bool) and value is not None and value == value:
            sheet.write_string(row, at, str(value), text)
    return max([0, *(wide(_shown(v)) for v in values[:MEASURED] if v is not None and v == v)])


def said(column: str, values: list[Any]) -> list[Any]:
    """The cells of a column, in the language of the reader where they may be words of ours."""
    worded = column in WORDS or column.isdigit()  # where years stand side by side, words stand in them
    if column in MIXED:
        return [_mixed(v) for v in values]
    if column == "name":
        return [called(v) if isinstance(v, str) else v for v in values]
    return [_word(v, worded, "unit" in column) for v in values] if worded or "unit" in column else values


def _mixed(value: Any) -> Any:
    """A cell of a column of ids, in which words of ours may stand alone, before an id or behind one.

    >>> from optimizer.report.words import spoken
    >>> with spoken("zh"): [_mixed(v) for v in ("wind", "demand", "takes coal", "hvac to SD", "power")]
    ['wind', '需求', '投入 coal', 'hvac 至 SD', 'power']
    """
    if not isinstance(value, str):
        return value
    item, _, rest = value.partition(" ")
    way, _, end = rest.partition(" ")
    if value in ITEMS or item == TAKES:
        return say(value)
    return f"{item} {say(way)} {end}".strip() if way in WAYS else value


def _word(value: Any, worded: bool, measured: bool) -> Any:
    """A cell in the language of the reader, if it is a word of ours; a unit has its year or hour in it."""
    if not isinstance(value, str):
        return value
    if measured and BESIDES in value:  # the unit of two columns
        return say(BESIDES).join(_word(part, worded, measured) for part in value.split(BESIDES))
    if measured and value.endswith(RATES):
        return unit_said(value)
    if not worded:
        return value
    return told if (told := say(value)) != value else called(value)


def wide(text: str) -> int:
    """Letters that a text takes; a Chinese sign takes two.

    >>> wide("coal"), wide("煤 coal")
    (4, 7)
    """
    return len(text) if text.isascii() else sum(1 + (ord(sign) > 0x2E7F) for sign in text)


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < float("inf")


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.2E}" if 0.0 < abs(value) < SIZES[0] else f"{value:,.2f}"
    return str(value)


def formats_of(values: npt.ArrayLike, column: str, sheet: str) -> list[str]:
    """Names of the formats of numbers: what a column is, else how large each number is."""
    if column in WHOLE:
        return ["whole"] * np.size(values)
    if column == "change_share":
        return ["share"] * np.size(values)
    sizes = np.abs(values)
    kinds = np.searchsorted(SIZES, np.where(sizes == 0.0, np.inf, sizes), side="right")
    return [KINDS[k] for k in (np.maximum(kinds, 1) if sheet in PRICED else kinds).tolist()]
