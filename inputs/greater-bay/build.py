"""Build the tables of this case.

    python inputs/greater-bay/build.py

Figures are those of `research/`, of the researched tables of `inputs/china`, and of the cost library (`optimizer.costs`); the rules are in
`bay/`, a file for each part of the chain. Change figures or rules, never the tables; only case.yaml is written by hand. Two runs give the
same bytes.
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from bay import PARTS  # noqa: E402
from bay.book import Book  # noqa: E402
from bay.power import write_profiles  # noqa: E402


def build(folder: Path) -> None:
    """Write every table of the case into a folder."""
    book = Book()
    for part in PARTS:
        part(book)
    book.write(folder)
    write_profiles(book, folder / "profiles.csv.gz")


if __name__ == "__main__":
    build(HERE)
