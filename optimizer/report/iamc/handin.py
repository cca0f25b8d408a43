"""A hand-in: the table, what it does not tell, and the files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd

from optimizer.errors import CaseError, Problem
from optimizer.files import packaged, together, whole
from optimizer.reading.tables import as_text
from optimizer.report.balances import balance
from optimizer.report.book import FOOT, PAPER
from optimizer.report.iamc import accounts, energy
from optimizer.report.iamc.labels import Labels, labels
from optimizer.report.iamc.trees import stacked
from optimizer.solution import Solution, status_of

MODEL = "hydrogen-transition-optimizer"
ROUNDING = 1e-12
"""Share of what is added up below which a sum is that of rounding."""


@dataclass(frozen=True)
class HandIn:
    """Values by model, scenario, region, variable, unit and year, and what a reader must know of them.

    Attributes:
        data: one row a series, one column a period (text), after Model, Scenario, Region, Variable, Unit.
        meta: one row: model, scenario, and the bases of the numbers.
        extensions: names and units that the common definitions do not have.
        left_out: what could not be told, in sentences.
    """

    data: pd.DataFrame
    meta: pd.DataFrame
    extensions: tuple[str, ...]
    left_out: tuple[str, ...]


@lru_cache(maxsize=1)
def standard() -> dict[str, str]:
    """Names of the common definitions that a hand-in may use, and their units."""
    return {row["variable"]: row["unit"] for row in packaged("optimizer.report.iamc", "standard.csv")}


def handin(
    solution: Solution,
    rows: Iterable[Mapping[str, Any]] | None = None,
    *,
    strict: bool = False,
    own_money: bool = False,
) -> HandIn:
    """The answer as a hand-in.

    Args:
        rows: names of a table `iamc`, in place of those of the case of the run.
        strict: without names and units that the common definitions do not have.
        own_money: money stays that of the case, whatever the table says it is worth.

    Raises:
        CaseError: the case names nothing, or a carrier has no heating value.
    """
    stated = solution.meta.get("iamc", ()) if rows is None else rows
    names = labels(solution, [r for r in stated if not (own_money and r["of"] == "money")])
    table = _regions(_families(solution, names), names)
    order = ["region", "variable", "unit"]
    wide = table.groupby([*order, "period"])["value"].sum(min_count=1).unstack("period")
    periods = [int(y) for y in solution.inputs["period"].values]
    wide = wide.reindex(columns=periods)
    added = ~wide.index.get_level_values("variable").str.startswith("Price|")
    wide[added] = wide[added].fillna(0.0)
    wide = wide + 0.0  # no -0
    wide = wide.reset_index().sort_values(["region", "variable"], kind="stable", key=_whole_first(names.whole))
    extension = [u != standard().get(v) for v, u in zip(wide["variable"], wide["unit"], strict=True)]
    extensions = sorted({f"{v} [{u}]" for v, u, e in zip(wide["variable"], wide["unit"], extension, strict=True) if e})
    if strict:
        wide = wide[[not e for e in extension]]
    scenario = f"{solution.meta['case']['name']} {solution.meta['case']['scenario']}"
    wide.columns = pd.Index([str(c).capitalize() for c in wide.columns])
    data = wide.assign(Model=_model(), Scenario=scenario)
    data = data[["Model", "Scenario", "Region", "Variable", "Unit", *map(str, periods)]].reset_index(drop=True)
    left_out = tuple(_left_out(solution, names))
    meta = _meta(solution, names, scenario, () if strict else extensions, left_out)
    return HandIn(data, meta, tuple(extensions), left_out)


def _model() -> str:
    return f"{MODEL} {version(MODEL)}"


def _families(solution: Solution, names: Labels) -> pd.DataFrame:
    flow = energy.flows(solution, names)
    parts = [
        energy.primary(flow, names),
        energy.secondary(flow, names),
        energy.inputs(flow, names),
        energy.final(flow, names),
        energy.exchanged(flow, names),
        energy.power(solution, names),
        energy.stocks(solution, names),
        energy.production(solution, names),
        accounts.emissions(solution, names),
        accounts.captured(solution, names),
        accounts.investment(solution, names),
        accounts.total_cost(solution, names),
        accounts.prices(solution, names),
    ]
    return stacked(parts)


def _whole_first(whole: str) -> Any:
    return lambda c: c.map(lambda v: "" if v == whole else v) if c.name == "region" else c


def _regions(table: pd.DataFrame, names: Labels) -> pd.DataFrame:
    """Regions by their names, and all together: the sum, but for prices.

    What belongs to no region (a line between two) is in the sum alone.
    """
    own = table["variable"].str.startswith("Price|")
    keys = ["variable", "period", "unit"]
    summed = table[~own].groupby(keys, as_index=False, sort=False)["value"].sum()
    sizes = table[~own].groupby(keys, sort=False)["value"].agg(lambda v: v.abs().sum()).to_numpy()
    summed["value"] = summed["value"].where(summed["value"].abs() > ROUNDING * sizes, 0.0)
    parts = [table[own & (table["region"] == names.whole)], summed.assign(region=names.whole)]
    if len(names.regions) > 1:
        mine = table[table["region"].isin(list(names.regions))]
        parts.append(mine.assign(region=mine["region"].map(dict(names.regions))))
    return stacked(parts)


def _left_out(solution: Solution, names: Labels) -> list[str]:
    """Plant without a name that takes or gives energy, and plant whose output in GW is not known."""
    table = balance(solution)
    known = {*map(str, solution.variables["technology"].values)}
    touching = set(table.loc[table["carrier"].isin(list(names.energy)), "item"].map(lambda i: str(i).partition(" ")[0]))
    unnamed = sorted((touching & known) - set(names.technologies))
    told = [f"no name, so not in any sum: {', '.join(unnamed)}"] if unnamed else []
    gases = set(map(str, solution.variables["gas"].values)) if "gas" in solution.variables.coords else set()
    told += [f"gases without a name: {', '.join(sorted(gases - set(names.gases)))}"] if gases - set(names.gases) else []
    return told


def _meta(
    solution: Solution, names: Labels, scenario: str, extensions: Iterable[str], left_out: Iterable[str]
) -> pd.DataFrame:
    """One row of what the numbers are based on."""
    heating = "; ".join(f"{c} {v}" for c, v in names.heating.items())
    converted = f"{names.money}, 1 {solution.meta['money']} = {names.worth:g} {names.money}"
    row = {
        "model": _model(),
        "scenario": scenario,
        "case": solution.meta["case"]["name"],
        "status": status_of(solution.meta),
        "currency": converted if names.converted else f"{names.money}, real, as in the case",
        "heating value": f"lower; {heating}" if heating else "lower, as in the case",
        "primary energy": "direct equivalent",
        "prices": "marginal, undiscounted",
        "periods": "a mean year of the period that begins",
        "extensions": "; ".join(extensions) or "none",
        "left out": "; ".join(left_out) or "nothing",
        "created": solution.meta["created"],
    }
    return pd.DataFrame([row])


def kind_of(path: Path) -> str:
    """The ending of the file of a hand-in.

    Raises:
        CaseError: another kind of file is asked for.
    """
    if path.suffix not in (".xlsx", ".csv"):
        raise CaseError([Problem("no such kind of file", str(path), allowed=".xlsx or .csv")])
    return path.suffix


def write_handin(made: HandIn, path: Path) -> list[Path]:
    """One workbook (sheets data and meta, as pyam reads them), or the data as CSV with the meta beside it.

    Raises:
        CaseError: another kind of file is asked for.
    """
    if kind_of(path) == ".csv":
        beside = path.with_name(f"{path.stem}-meta.csv")
        with together(path.parent) as new:
            for table, name in ((made.data, path.name), (made.meta, beside.name)):
                as_text(table).to_csv(new / name, index=False, encoding="utf-8")
        return [path, beside]
    with whole(path) as file:
        options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
        out = BytesIO()
        with pd.ExcelWriter(out, engine="xlsxwriter", engine_kwargs={"options": options}) as book:
            for sheet, table, freeze in (("data", made.data, 5), ("meta", made.meta, 2)):
                table.to_excel(book, sheet_name=sheet, index=False)
                page = book.sheets[sheet]
                page.freeze_panes(1, freeze)
                page.autofilter(0, 0, len(table), table.shape[1] - 1)
                page.set_landscape()
                page.set_paper(PAPER)
                page.fit_to_pages(1, 0)
                page.repeat_rows(0)
                page.set_footer(FOOT, {"scale_with_doc": False})
                page.set_column(0, 0, 36)
                page.set_column(1, 2, 24)
                page.set_column(3, 3, 56)
                page.set_column(4, table.shape[1], 16, book.book.add_format({"num_format": "#,##0.000"}))
        file.write_bytes(out.getvalue())
    return [path]


def to_pyam(made: HandIn) -> Any:
    """The hand-in as a pyam.IamDataFrame (`pip install hydrogen-transition-optimizer[iamc]`)."""
    from pyam import IamDataFrame

    return IamDataFrame(made.data, meta=made.meta.set_index(["model", "scenario"]))
