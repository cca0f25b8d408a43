"""Tables about a run rather than of its answer: inputs, what a scenario changed in them, names and sources."""

from __future__ import annotations

import pandas as pd

from optimizer.solution import Solution


def inputs_used(solution: Solution) -> pd.DataFrame:
    """Every number of the case, with unit, source and quality."""
    columns = ["table", "item", "quantity", "region", "year", "value", "unit", "source", "quality", "note"]
    return pd.DataFrame(solution.meta["inputs_used"], columns=columns)


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
