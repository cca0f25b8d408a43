"""Tables about a run rather than of its answer: inputs, what a scenario changed in them, names and sources."""

from __future__ import annotations

import pandas as pd

from optimizer.case.layout import BY_NAME
from optimizer.solution import Solution


def inputs_used(solution: Solution) -> pd.DataFrame:
    """Every number of the case, with unit, source and quality, and where it is written with what else stands in its row."""
    columns = ["table", "item", "quantity", "region", "year", "value", "unit", "source", "quality", "note", "row", "of"]
    table = pd.DataFrame(solution.meta["inputs_used"], columns=columns)
    cells = (ordered(name, of) for name, of in zip(table["table"], table["of"], strict=True))
    return table.assign(of=[", ".join(f"{column} {cell}" for column, cell in of.items()) for of in cells])


def ordered(table: str, of: object) -> dict[str, str]:
    """The cells of a row beside its number, in the order of the table; nothing of answers that do not keep them."""
    known = BY_NAME.get(table)
    return {c.name: str(of[c.name]) for c in known.columns if c.name in of} if known and isinstance(of, dict) else {}


def changes(solution: Solution) -> pd.DataFrame:
    """What the scenario changed in the case, cell by cell: as it was written and as it was used."""
    columns = ["table", "row", "of", "column", "before", "after", "unit"]
    return pd.DataFrame(solution.meta.get("changes", []), columns=columns)


def names(solution: Solution) -> pd.DataFrame:
    """What the ids of the sheets stand for."""
    known, meta = solution.variables, solution.meta
    rows = [("carrier", c, n or c, "", meta["carrier_units"].get(c, "")) for c, n in meta["carrier_names"].items()]
    if "technology_name" in known.coords:
        of = zip(
            *(known[c].values.tolist() for c in ("technology", "technology_name", "kind", "capacity_unit")), strict=True
        )
        rows += [("technology", k, name, kind, unit) for k, name, kind, unit in of]
    called = meta.get("region_names", {})
    rows += [("region", str(r), called.get(str(r), str(r)), "", "") for r in solution.inputs["region"].values]
    return pd.DataFrame(rows, columns=["what", "id", "name", "kind", "unit"])


def sources(solution: Solution) -> pd.DataFrame:
    """Where the numbers come from."""
    return pd.DataFrame(solution.meta["sources"], columns=["key", "title", "address", "licence", "note"])
