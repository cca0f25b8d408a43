"""What columns and tables are declared with, and the columns that many tables have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Type = Literal["text", "number", "year", "yes", "choice", "color"]


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        required: the cell must not be empty.
        refers: name of the table whose key column lists the allowed labels ('places' is regions and routes); a
            semicolon list where `many`.
        choices: allowed words of a 'choice' column.
    """

    name: str
    type: Type = "text"
    required: bool = False
    default: str = ""
    refers: str = ""
    many: bool = False
    choices: tuple[str, ...] = ()
    meaning: str = ""


@dataclass(frozen=True)
class Table:
    """One table; `key` are the columns that may not repeat together, `open` tables may have further columns of labels.

    `measured` says what units its values may have.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    required: bool = False
    meaning: str = ""
    open: bool = False
    measured: str = ""

    def column(self, name: str) -> Column:
        return next(c for c in self.columns if c.name == name)


def choice(name: str, *choices: str, default: str = "", required: bool = False, meaning: str = "") -> Column:
    return Column(name, "choice", required, default, choices=choices, meaning=meaning)


TECHNOLOGY = Column("technology", required=True, refers="technologies", meaning="which the row is of")
CARRIER = Column("carrier", required=True, refers="carriers", meaning="which the row is of")
PLACE = Column("region", refers="places", meaning="a region or a route; empty: each")
REGION = Column("region", refers="regions", meaning="empty: each")
YEAR = Column("year", "year", meaning="empty: all years; between the years of several rows it is interpolated")
NUMBER = (
    Column("value", "number", required=True, meaning="the number"),
    Column("unit", required=True, meaning="of the value"),
)
ORIGIN = (
    Column("source", refers="sources", many=True, meaning="where the number is from"),
    Column("quality", "choice", choices=("sourced", "derived", "assumed"), meaning="how well it is known"),
    Column("note", meaning="for readers"),
)
PROFILE = Column("profile", refers="profiles", meaning="column of profiles.csv that shapes it over the steps")
COLOR, NAME = Column("color", "color", meaning="in charts"), Column("name", meaning="as readers call it; empty: the id")
ACCOUNTS = ("territorial", "import", "indirect")
STAGES = ("energy supply", "raw material", "manufacture", "transport", "use", "end of life", "removal")
COST_CATEGORIES = ("production", "conversion", "storage", "transport", "station")
