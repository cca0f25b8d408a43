"""The data dictionary: every table, column and parameter, generated from their declarations."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.case.layout import TABLES, Column, Table
from optimizer.quantities import Quantity


def data_dictionary(vocabulary: Sequence[Quantity]) -> str:
    """Markdown: every table with its columns, and the parameters of technologies below theirs."""
    lines = ["# Data dictionary", ""]
    for table in TABLES:
        lines += ["", *of_table(table)]
        if table.name == "parameters":
            lines += ["", *of_parameters(vocabulary)]
    return "\n".join(lines) + "\n"


def of_table(table: Table) -> list[str]:
    """What a table holds, what its rows are told apart by, what its values are measured in, and its columns."""
    required = " Every case has it." if table.required else ""
    lines = [f"## {table.name}.csv", "", f"{table.meaning[0].upper()}{table.meaning[1:]}.{required}"]
    if table.key:
        lines[-1] += f" One row for each {', '.join(f'`{k}`' for k in table.key)}."
    if table.measured:
        lines[-1] += f" Units of its values: {table.measured}."
    lines += ["", "| column | holds | meaning | default | allowed |", "|---|---|---|---|---|"]
    for c in table.columns:
        name = f"**{c.name}**" if c.required else c.name
        lines.append(f"| {name} | {_type(c)} | {c.meaning} | {c.default} | {_allowed(c)} |")
    return lines


def _type(column: Column) -> str:
    return {"yes": "yes or no", "choice": "one of"}.get(column.type, column.type)


def _allowed(column: Column) -> str:
    """Words or labels; several of them where the column is a list."""
    words = ", ".join(f"`{w}`" for w in column.choices)
    labels = f"labels of {column.refers}" if column.refers else ""
    return (words or labels) + ("; semicolon list" if column.many else "")


def of_parameters(vocabulary: Sequence[Quantity]) -> list[str]:
    """The numbers that column `parameter` may name."""
    lines = ["| parameter | unit | of | year means | default | meaning |", "|---|---|---|---|---|---|"]
    for q in sorted(vocabulary, key=lambda q: q.name):
        default = "required" if q.required else "not set" if q.default is None else f"{q.default:g}"
        year = "year of building" if q.when == "vintage" else "year of use"
        profile = "; may follow a profile" if q.profile else ""
        lines.append(f"| `{q.name}` | {q.unit} | {', '.join(q.kinds)} | {year} | {default} | {q.meaning}{profile} |")
    return lines
