"""study.xlsx: many runs in one workbook that explains itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

from optimizer.files import whole
from optimizer.report.book import first_sheet, new_book, uncollected, write_sheet
from optimizer.report.book_charts import Picture, add_pictures
from optimizer.report.drawing import in_money, name_of, readable, scaled
from optimizer.report.facts import KINDS
from optimizer.report.figure_names import figure_name
from optimizer.report.looks import PALETTE
from optimizer.report.runs_table import Compared, headlines
from optimizer.report.screen import shown
from optimizer.report.study import COST
from optimizer.report.study_sheets import ACROSS, MOST_ROWS, STUDY_SHEETS
from optimizer.report.units import Shown, displayed
from optimizer.report.words import ENGLISH, say, spoken
from optimizer.solution import status_of
from optimizer.verified import UNVERIFIED

BINS, PANELS = 16, 6
LOW, HIGH = PALETTE[0], PALETTE[5]


def write_study_book(
    of: Compared, path: Path, *, language: str = ENGLISH, units: Mapping[str, Shown] | None = None
) -> Path:
    """Write the workbook beside its target, then rename: it appears whole or not at all; a sheet without a row is left out.

    Args:
        of: the runs and their figures.
        path: of the workbook.
        language: of headers, sheet names and our own words (`words.languages`); labels stay those of the case.
        units: what amounts are told in (`units.choices`).
    """
    with whole(path) as file, spoken(language), uncollected():
        tables = {name: displayed(name, sheet.make(of), units or {}) for name, sheet in STUDY_SHEETS.items()}
        created = str(of.runs[of.reference].meta["created"])
        out = BytesIO()
        book, formats = new_book(out, of.title, created)
        filled = {name: table for name, table in tables.items() if len(table)}
        listed = [(name, STUDY_SHEETS[name].meaning, len(table)) for name, table in filled.items()]
        first_sheet(book.add_worksheet("README"), of.title, _facts(of), listed, formats)
        charts = book.add_worksheet(say("charts"))
        for name, table in filled.items():
            write_sheet(book.add_worksheet(say(name)), name, table, formats)
        add_pictures(book, charts, list(_pictures(of, tables)))
        book.close()
        file.write_bytes(out.getvalue())
    return path


def _facts(of: Compared) -> list[tuple[str, str]]:
    """What a reader must know before the numbers."""
    runs, meta = of.runs, of.runs[of.reference].meta
    costs = runs.costs()
    known = runs.study
    what = say("{name}, scenario {scenario}").format(**meta["case"])
    done = say("{done} runs have an answer, {failed} have none").format(done=len(runs), failed=len(runs.failed))
    statuses = {str(r.get("answer", "")) for r in runs.records.values()} - {""} or {status_of(meta)}
    statuses = (statuses if len(runs.doubts) < len(runs) else set()) | ({UNVERIFIED} if runs.doubts else set())
    low, high = costs.idxmin(), costs.idxmax()
    (least, most, base), unit = readable([float(costs[n]) for n in (low, high, of.reference)], str(meta["money"]))
    ends = say("from {low} ({one}) to {high} ({other}) {money}; {base} in the reference").format(
        low=shown(least), one=low, high=shown(most), other=high, money=unit, base=shown(base)
    )
    money = say("{money}, real; discounted to {year} at {rate} a year.")
    told = [
        ("Case", what),
        *([("About", str(known["description"]))] if known.get("description") else []),
        *([("Design", "; ".join([say(str(known["design"]).replace("_", " ")), *_axes_told(of)]))] if known else []),
        ("Runs", f"{done}; {', '.join(say(s) for s in sorted(statuses))}"),
        ("Reference", of.reference),
        ("Total discounted cost", ends),
        *([("Unlike the reference", " ".join(of.apart_told().values()))] if of.apart else []),
        ("Money", money.format(money=meta["money"], year=meta["base_year"], rate=f"{meta['discount_rate']:.1%}")),
        ("Costs", say(KINDS)),
        *([("Rows", say(CUT).format(rows=f"{MOST_ROWS:,}"))] if len(of.differences) > MOST_ROWS else []),
        ("Versions", ", ".join(f"{n} {v}" for n, v in meta["versions"].items())),
        ("Written", str(meta["created"])),
    ]
    return [(say(head), text) for head, text in told]


def _axes_told(of: Compared) -> list[str]:
    """The axes of the study, and what else is not the same in its points (the limit of a frontier)."""
    names = list(dict.fromkeys([*of.runs.study["axes"], *map(str, of.runs.axes.columns)]))
    return [f"{say('axes')}: {', '.join(names)}"] if names else []


CUT = "Sheet differences holds the {rows} rows that change most for their kind, evenly of all runs; the others are below them in size."


def _pictures(of: Compared, tables: Mapping[str, pd.DataFrame]) -> Iterator[Picture]:
    """A tornado, the cost of all runs, how often it falls where, and the headline figures that change most."""
    money = str(of.runs[of.reference].meta["money"])
    if len(tables["tornado"]):
        rows = tables["tornado"].set_index("axis").iloc[::-1]
        names = {"at_low": say("low value of the axis"), "at_high": say("high value of the axis")}
        change = pd.DataFrame({names[c]: rows[c] - rows["base"] for c in names})
        tones = dict(zip(names.values(), (LOW, HIGH), strict=True))
        yield Picture(
            say("Change of the total discounted cost"),
            str(tables["tornado"]["unit"].iloc[0]),
            change,
            tones,
            "bar",
            "axis",
        )
    costs = of.runs.costs()
    if len(costs) > ACROSS:
        ordered = pd.DataFrame({say(COST): costs.sort_values().to_numpy()}, index=range(1, len(costs) + 1))
        yield Picture(say("Total discounted cost of all runs, from the lowest"), money, ordered, {}, "line", "run")
        yield _often(costs, money)
    else:
        yield Picture(say("Total discounted cost"), money, costs.rename(say(COST)).to_frame(), {}, "column", "run")
        wide, first = headlines(of, 4 * PANELS), of.runs[of.reference]
        for (figure, period, unit), rows in [*wide.groupby(level=["figure", "period", "unit"], sort=False)][1:PANELS]:
            values = rows.droplevel(["figure", "period", "unit"]).T
            told = figure_name(first, str(figure))
            values.columns = pd.Index([name_of(first, str(c)) if c else told for c in values.columns])
            yield Picture(f"{told} {period}".strip(), str(unit), values, {}, "grouped", "run")


def _often(costs: pd.Series, money: str) -> Picture:
    """How many runs cost how much."""
    unit, scale = scaled(money, float(costs.abs().max()))
    counts, edges = np.histogram(costs.to_numpy() / scale, bins=BINS)
    names = [f"{shown(float(a))} – {shown(float(b))}" for a, b in pairwise(edges)]
    table = pd.DataFrame({say("runs"): counts}, index=names)
    return Picture(
        say("How many runs have which total discounted cost ({money})").format(money=in_money(unit)),
        say("runs"),
        table,
        {},
        "column",
        "cost",
    )
