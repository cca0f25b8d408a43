"""A first case that runs as it is, and a case as one workbook."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from optimizer.case.layout import TABLES
from optimizer.case.read import Raw, read_raw
from optimizer.errors import CaseError, Problem
from optimizer.files import sweep, together, whole
from optimizer.reading.names import unfit_name
from optimizer.reading.tables import OF_STEPS

CASE_YAML = """\
# {name}: a first case. Every key is explained in docs/tables.md; run it with: h2opt run {name}
name: {name}
title: A town with wind, sun and a hydrogen bus depot
money: kCNY_2020           # all money in thousand yuan of 2020; costs may be stated in CNY_2020
discount_rate: 0.05        # per year, real
wacc: 0.07                 # cost of capital where a technology gives none
periods: [2030]            # one year; [2025, 2030, 2040] would make a pathway

clock:
  given_days: {{}}           # two typical days: days.csv, steps.csv, profiles.csv
  # full_year: {{step: 1}}   # every hour; profiles.csv then has 8,760 rows

scenarios:                 # h2opt run {name} --scenario cheap_electrolyser
  cheap_electrolyser:
    - {{table: parameters, where: {{technology: electrolyser, parameter: capital_cost}}, scale: 0.7}}
  carbon_price_1200:
    - {{table: policies, where: {{id: carbon_price}}, set: {{value: 1200}}}}
"""

README = """\
# {name}

A small case to start from: one region, one year, two typical days. Hydrogen for a bus depot comes from electrolysis; the
power from wind, sun or the grid. All figures are planning assumptions of the right size, marked `assumed`: replace
them by your own, with their source.

    h2opt check {name}      # every problem at once
    h2opt run {name}        # solves it; results in results/{name}/base
    h2opt export {name} --template --to {name}.xlsx     # the same tables as one workbook
"""

A = "assumed"
PLAN = "PLANNING"
WIND = (0.52, 0.50, 0.44, 0.36, 0.30, 0.33, 0.41, 0.48)
SUN = (0.0, 0.0, 0.12, 0.55, 0.62, 0.30, 0.02, 0.0)
CALM = (0.12, 0.10, 0.08, 0.06, 0.07, 0.09, 0.12, 0.13)
DULL = (0.0, 0.0, 0.05, 0.24, 0.28, 0.11, 0.0, 0.0)
SHIFT = (0.2, 0.2, 0.8, 1.4, 1.4, 1.6, 1.6, 0.8)
HOURS = range(0, 24, 3)

ROWS: dict[str, tuple[str, list[tuple[Any, ...]]]] = {
    "regions": ("region,name", [("town", "The town")]),
    "carriers": (
        "carrier,name,unit,clock,surplus,family,color",
        [
            ("electricity", "Electricity", "MWh", "hour", "yes", "", "#f2b134"),
            ("hydrogen", "Hydrogen", "kg", "hour", "no", "hydrogen", "#2a9d8f"),
        ],
    ),
    "technologies": (
        "technology,name,kind,reference,build,sector,charge,discharge,color,note",
        [
            ("wind", "Onshore wind", "converter", "electricity", "yes", "energy", "", "", "#3b7dd8", ""),
            ("solar", "Photovoltaics", "converter", "electricity", "yes", "energy", "", "", "#f6c445", ""),
            (
                "electrolyser",
                "Alkaline electrolyser",
                "converter",
                "electricity",
                "yes",
                "energy",
                "",
                "",
                "#2a9d8f",
                "capacity in MW of electricity in",
            ),
            (
                "tank",
                "Hydrogen tank",
                "store",
                "hydrogen",
                "yes",
                "energy",
                "",
                "",
                "#8ab17d",
                "capacity in kg of content",
            ),
        ],
    ),
    "ports": (
        "technology,carrier,direction,value,unit,source,quality,note",
        [
            ("wind", "electricity", "out", 1, "MWh/MWh", PLAN, A, "reference"),
            ("solar", "electricity", "out", 1, "MWh/MWh", PLAN, A, "reference"),
            ("electrolyser", "electricity", "in", 1, "MWh/MWh", PLAN, A, "reference"),
            ("electrolyser", "hydrogen", "out", 19.2, "kg/MWh", PLAN, A, "52 kWh/kg"),
        ],
    ),
    "parameters": (
        "technology,parameter,year,value,unit,profile,source,quality,note",
        [
            ("wind", "capital_cost", "", 6000, "CNY_2020/kW", "", PLAN, A, ""),
            ("wind", "fixed_cost", "", 150, "CNY_2020/kW/year", "", PLAN, A, ""),
            ("wind", "life", "", 25, "year", "", PLAN, A, ""),
            ("wind", "availability", "", 1, "1", "wind", PLAN, A, "follows column wind of profiles.csv"),
            ("solar", "capital_cost", "", 3500, "CNY_2020/kW", "", PLAN, A, ""),
            ("solar", "fixed_cost", "", 45, "CNY_2020/kW/year", "", PLAN, A, ""),
            ("solar", "life", "", 25, "year", "", PLAN, A, ""),
            ("solar", "availability", "", 1, "1", "sun", PLAN, A, ""),
            ("electrolyser", "capital_cost", "", 2500, "CNY_2020/kW", "", PLAN, A, "system, installed"),
            ("electrolyser", "fixed_cost", "", 75, "CNY_2020/kW/year", "", PLAN, A, ""),
            ("electrolyser", "life", "", 20, "year", "", PLAN, A, ""),
            ("electrolyser", "variable_cost", "", 2, "CNY_2020/MWh", "", PLAN, A, "water"),
            ("tank", "capital_cost", "", 3500, "CNY_2020/kg", "", PLAN, A, ""),
            ("tank", "fixed_cost", "", 35, "CNY_2020/kg/year", "", PLAN, A, ""),
            ("tank", "life", "", 25, "year", "", PLAN, A, ""),
            ("tank", "charge_rate", "", 0.25, "1/hour", "", PLAN, A, "full in four hours"),
        ],
    ),
    "potentials": (
        "technology,region,limit,value,unit,source,quality,note",
        [
            ("wind", "town", "capacity_max", 60, "MW", PLAN, A, "suitable land"),
            ("solar", "town", "capacity_max", 80, "MW", PLAN, A, "suitable land"),
        ],
    ),
    "demand": (
        "carrier,region,value,unit,profile,source,quality,note",
        [
            ("hydrogen", "town", 2.5, "t/day", "shifts", PLAN, A, "about 120 buses"),
            ("electricity", "town", 40, "GWh/year", "", PLAN, A, ""),
        ],
    ),
    "prices": (
        "carrier,region,kind,value,unit,limit,limit_unit,source,quality,note",
        [
            ("electricity", "", "purchase", 420, "CNY_2020/MWh", 10, "MW", PLAN, A, "grid, at most 10 MW"),
            ("hydrogen", "", "unmet", 200, "CNY_2020/kg", "", "", PLAN, A, "far above every supply option"),
            ("electricity", "", "unmet", 20000, "CNY_2020/MWh", "", "", PLAN, A, ""),
        ],
    ),
    "emissions": (
        "flow,technology,carrier,region,gas,sector,stage,value,unit,source,quality,note",
        [
            (
                "purchase",
                "",
                "electricity",
                "",
                "CO2",
                "energy",
                "energy supply",
                0.55,
                "tCO2/MWh",
                PLAN,
                A,
                "grid average",
            )
        ],
    ),
    "policies": (
        "id,kind,quantity,gas,value,unit,on,source,quality,note",
        [("carbon_price", "price", "emission", "CO2", 80, "CNY_2020/tCO2", "yes", PLAN, A, "on grid power")],
    ),
    "days": ("day,weight,note", [("windy", 215, "days a year"), ("calm", 150, "days a year")]),
    "steps": ("day,step,duration", [(d, h, 3) for d in ("windy", "calm") for h in HOURS]),
    "profiles": (
        "day,step,wind,sun,shifts",
        [
            (d, h, w, s, f)
            for d, ww, ss in (("windy", WIND, SUN), ("calm", CALM, DULL))
            for h, w, s, f in zip(HOURS, ww, ss, SHIFT, strict=True)
        ],
    ),
    "sources": ("key,title,note", [(PLAN, "Planning assumption of this template", "replace by a real source")]),
}


def write_template(folder: Path, name: str) -> None:
    """Write the first case into a new or empty folder.

    Raises:
        CaseError: the folder holds something, or the name cannot be one.
    """
    files = {"case.yaml": CASE_YAML.format(name=name), "README.md": README.format(name=name)}
    for table, (head, rows) in ROWS.items():
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(head.split(","))
        writer.writerows(rows)
        files[f"{table}.csv"] = out.getvalue()
    write_case(folder, files)


def write_case(folder: Path, files: Mapping[str, str]) -> None:
    """Write the files of a case into a new or empty folder.

    Raises:
        CaseError: the folder holds something, or its name cannot be that of a case.
    """
    message, allowed = unfit_name(folder.name)
    if message:
        raise CaseError([Problem(f"{message}, which a case needs", column="name", found=folder.name, allowed=allowed)])
    if folder.is_dir():
        sweep(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CaseError([Problem("the folder is not empty", str(folder), allowed="a new name; nothing was written")])
    with together(folder) as new:
        for name, text in files.items():
            (new / name).write_text(text, encoding="utf-8")


OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}


def write_workbook(case: Path, file: Path) -> None:
    """Write a case folder as one workbook that loads the same; text is written as text, never as a formula.

    Raises:
        CaseError: the case cannot be read.
    """
    import xlsxwriter

    raw = read_raw(case)
    with whole(file) as beside:
        out = io.BytesIO()
        _fill_workbook(xlsxwriter.Workbook(out, OPTIONS), raw)
        beside.write_bytes(out.getvalue())


def _fill_workbook(book: Any, raw: Raw) -> None:
    bold = book.add_format({"bold": True, "bottom": 1})
    sheet = book.add_worksheet("case")
    sheet.write_row(0, 0, ["key", "value"], bold)
    for row, (key, value) in enumerate(_dotted(raw.keys), start=1):
        sheet.write_string(row, 0, key)
        sheet.write_string(row, 1, value)
    for table in TABLES:
        if table.name in raw.tables:
            frame = raw.tables[table.name].drop(columns=["_file", "_row"])
            numbers = {c.name for c in table.columns if c.type in ("number", "year")}
            _write_sheet(book.add_worksheet(table.name), frame, bold, numbers)
    if raw.profiles is not None:
        frame = raw.profiles[1]
        _write_sheet(book.add_worksheet("profiles"), frame, bold, {*frame.columns} - {*OF_STEPS})
    book.close()


def _write_sheet(sheet: Any, frame: pd.DataFrame, bold: Any, numbers: Collection[str]) -> None:
    """A table; the cells of some columns are numbers, which a spreadsheet counts with, and all others text."""
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, [str(c) for c in frame.columns], bold)
    for column, name in enumerate(frame.columns):
        sheet.set_column(column, column, min(max(len(str(name)) + 2, 10), 40))
        for row, value in enumerate(frame[name].tolist(), start=1):
            number = _as_number(value) if name in numbers else None
            if number is not None:
                sheet.write_number(row, column, number)
            elif value != "":
                sheet.write_string(row, column, str(value))


def _as_number(value: Any) -> float | None:
    """The number that a cell is; none where it is not one, or a workbook, which keeps 16 digits, would change it."""
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) and float(f"{number:.16G}") == number else None


def _dotted(keys: dict[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    import yaml

    out = []
    for key, value in keys.items():
        path = f"{prefix}{key}"
        if isinstance(value, dict) and value and path != "scenarios":
            out += _dotted(value, f"{path}.")
        else:
            out.append((path, yaml.safe_dump(value, default_flow_style=True, width=10**6).replace("\n...", "").strip()))
    return out
