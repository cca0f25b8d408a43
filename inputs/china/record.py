"""Keep the answer of a finished run beside its plausible ranges, so that a table can be looked at without solving.

    h2opt run inputs/china
    python inputs/china/record.py results/china/base

writes `answer/<scenario>.csv` (every range, what was found, the verdict, and why a figure is outside, which is told by hand and kept) and
`answer/<scenario>.json` (cost, size, time and the hashes of the tables it was solved from). A test compares the hashes with the tables as
they are, and demands a reason for every figure outside its range: who changes a table must solve, record and explain again.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pandas as pd

from optimizer import open_solution
from optimizer.report.plausible import INSIDE, plausible

HERE = Path(__file__).parent
KEYS = ["quantity", "technology", "carrier", "gas", "sector", "region", "period", "unit"]
SHOWN = [*KEYS, "low", "high", "found", "verdict"]


def record(results: Path, folder: Path) -> None:
    """Write what a run found into a folder; reasons that stand there are kept where the verdict is still the same."""
    scenario = results.name
    table = plausible(open_solution(results))[SHOWN].fillna("")
    table["found"] = [f"{v:.4g}" if v != "" else "" for v in table["found"]]
    path = folder / f"{scenario}.csv"
    told = (
        pd.read_csv(path, dtype=str, keep_default_na=False) if path.exists() else pd.DataFrame(columns=[*SHOWN, "why"])
    )
    reasons = {tuple(row[c] for c in (*KEYS, "verdict")): row["why"] for row in told.to_dict("records")}
    text = table.astype(str)
    text["why"] = [reasons.get(tuple(row[c] for c in (*KEYS, "verdict")), "") for row in text.to_dict("records")]
    folder.mkdir(exist_ok=True)
    text.to_csv(path, index=False, lineterminator="\n")
    run = json.loads((results / "run.json").read_text(encoding="utf-8"))
    kept = {
        "status": run["status"],
        "cost": {"value": round(run["objective"], 1), "unit": run["money"]},
        "size": run["size"],
        "hashes": run["case"]["hashes"],
    }
    (folder / f"{scenario}.json").write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    missing = [
        " ".join(row[c] for c in KEYS if row[c])
        for row in text.to_dict("records")
        if row["verdict"] != INSIDE and not row["why"]
    ]
    print(  # noqa: T201
        f"{(table['verdict'] == INSIDE).sum()} of {len(table)} inside; no reason is told yet for: {'; '.join(missing) or 'none'}"
    )


if __name__ == "__main__":
    record(Path(sys.argv[1]), HERE / "answer")
