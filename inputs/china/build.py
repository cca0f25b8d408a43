"""Build the tables of this case from the researched figures in `research/`.

    python inputs/china/build.py

Every number of a table keeps the source key and quality of the figures it comes from; the rule is in its note. Planning figures that
are stated here, in the builder, have the source `ASSUMED`. Nothing outside this folder is read. `plausible.csv` and `standards.csv` are
written by hand; what their figures come from is listed in `sources.csv` too.
"""

from __future__ import annotations

import csv
from pathlib import Path

from builder import SECTORS
from builder.profiles import write_profiles
from builder.research import Research
from builder.sources import write_sources
from builder.tables import Tables

HERE = Path(__file__).parent


def build(folder: Path) -> None:
    """Write every table of the case into a folder."""
    research, tables = Research(), Tables()
    for sector in SECTORS:
        sector(research, tables)
    tables.write(folder)
    write_sources(research, tables.sources() | by_hand(), folder / "sources.csv")
    write_profiles(research, folder / "profiles.csv.gz")


def by_hand() -> set[str]:
    """Keys of the sources that the tables written by hand name."""
    keys: set[str] = set()
    for table in ("plausible", "standards"):
        with (HERE / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            keys |= {key.strip() for row in csv.DictReader(file) for key in row["source"].split(";")}
    return keys


if __name__ == "__main__":
    build(HERE)
