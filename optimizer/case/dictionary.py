"""The data dictionary: every table, column and parameter, generated from their declarations."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.case.layout import TABLES
from optimizer.quantities import Quantity


def data_dictionary(vocabulary: Sequence[Quantity]) -> str:
    """Markdown: the parameters of technologies, then every table with its columns."""
    lines = ["# Data dictionary", "", "## Parameters of technologies (parameters.csv)", ""]
    lines += ["| parameter | unit | of | year means | default | meaning |", "|---|---|---|---|---|---|"]
    for q in sorted(vocabulary, key=lambda q: q.name):
        default = "required" if q.required else "not set" if q.default is None else f"{q.default:g}"
        year = "year of building" if q.when == "vintage" else "year of use"
        profile = "; may follow a profile" if q.profile else ""
        lines.append(f"| `{q.name}` | {q.unit} | {', '.join(q.kinds)} | {year} | {default} | {q.meaning}{profile} |")
    for table in TABLES:
        lines += [
            "",
            f"## {table.name}.csv",
            "",
            f"{table.meaning.capitalize()}.{' Required.' if table.required else ''}",
            "",
        ]
        if table.key:
            lines += [f"One row for each {', '.join(f'`{k}`' for k in table.key)}.", ""]
        lines += ["| column | holds | default | allowed |", "|---|---|---|---|"]
        for c in table.columns:
            allowed = ", ".join(f"`{w}`" for w in c.choices) or (f"labels of {c.refers}" if c.refers else "")
            lines.append(
                f"| {'**' if c.required else ''}{c.name}{'**' if c.required else ''} | {c.type} | {c.default} | {allowed} |"
            )
    return "\n".join(lines) + "\n"
