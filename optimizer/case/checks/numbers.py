"""Single numbers: what they can be, and whether the rows of one number agree."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.case.checks.common import Found, Tables, at, records
from optimizer.case.layout import TABLES
from optimizer.case.schema import Options
from optimizer.quantities import Quantity


def ranges(tables: Tables, _: Options, vocabulary: Sequence[Quantity]) -> Found:
    """Numbers outside what they can be."""
    quantity = {q.name: q for q in vocabulary}
    for row in records(tables, "parameters"):
        q, amount = quantity.get(row["parameter"]), row["amount"]
        if q is not None and amount == amount and not q.minimum <= amount <= q.maximum:
            yield at(
                row, "value", f"{q.name} is out of range", row["value"], f"{q.minimum:g} to {q.maximum:g} {q.unit}"
            )
    for name in ("existing_capacity", "potentials", "routes", "demand", "ports", "retrofits", "build_inputs"):
        for row in records(tables, name):
            if row["amount"] < 0:
                yield at(row, "value", "must not be negative", row["value"], "0 or more")
    for row in records(tables, "prices"):
        if row["kind"] in ("unmet",) and row["amount"] < 0:
            yield at(row, "value", "the price of shortage must not be negative", row["value"])
        if row["limit_amount"] < 0:
            yield at(row, "limit", "must not be negative", row["limit"])
    for name, column in (("days", "weight"), ("steps", "duration")):
        for row in records(tables, name):
            if not row[column] > 0:
                yield at(row, column, "must be above zero", row[column])


def series(tables: Tables, _: Options, __: Sequence[Quantity]) -> Found:
    """Rows of one number agree on whether they have a year, and on whether they are per km."""
    for table in TABLES:
        names = {c.name for c in table.columns}
        if not {"year", "value"} <= names or "per_km" not in tables[table.name]:
            continue  # no number of the model, such as calibration
        keys = [k for k in table.key if k != "year"]
        for _, group in tables[table.name].groupby(keys, dropna=False, sort=False):
            if len(group) < 2 or ("build_year" in group and group["build_year"].notna().any()):
                continue
            undated = group["year"].isna()
            if undated.any() and not undated.all():
                row = group[undated].iloc[0].to_dict()
                yield at(
                    row,
                    "year",
                    "a row without a year stands beside rows with years",
                    "empty",
                    "a year in every row, or one row",
                )
            if group["per_km"].nunique() > 1:
                row = group.iloc[1].to_dict()
                yield at(row, "unit", "some rows are per km, some are not", row["unit"], "the same in every row")


def shapes(tables: Tables, _: Options, __: Sequence[Quantity]) -> Found:
    """One number follows one profile; demands with several profiles add up, so each of them states the same years."""
    for name in ("parameters", "prices"):
        keys = [k for k in next(t for t in TABLES if t.name == name).key if k != "year"]
        for _key, group in tables[name].groupby(keys, dropna=False, sort=False):
            if group["profile"].nunique() > 1:
                row = group.iloc[1].to_dict()
                first = group["profile"].iloc[0] or "none"
                yield at(row, "profile", "rows of one number follow different profiles", row["profile"], str(first))
    for _key, group in tables["demand"].groupby(["carrier", "region"], dropna=False, sort=False):
        years = {p: set(rows["year"].fillna(0)) for p, rows in group.groupby("profile", sort=False)}
        if len({frozenset(v) for v in years.values()}) > 1:
            row = group.iloc[-1].to_dict()
            yield at(
                row,
                "profile",
                "demands with different profiles add up, and these state different years",
                row["profile"] or "none",
                "the same years for each profile (0 where it does not exist yet)",
            )
