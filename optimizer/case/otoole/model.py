"""The CSV files of an otoole folder, and which of its parameters are understood."""

from __future__ import annotations

from itertools import pairwise
from math import isfinite
from pathlib import Path

from optimizer.case.read import read_table
from optimizer.case.rows import records_of
from optimizer.errors import CaseError, Problem

HOURS = 8760.0
NO_LIMIT = 1e6  # larger ones, and negative ones, are how a missing limit is written
Row = dict[str, str]
Key = tuple[str, ...]
Rows = dict[str, list[list[object]]]

SETS = (
    "REGION", "YEAR", "TECHNOLOGY", "FUEL", "EMISSION", "TIMESLICE", "MODE_OF_OPERATION", "STORAGE", "SEASON", "DAYTYPE",
    "DAILYTIMEBRACKET", "_REGION",
)  # fmt: skip
READ = (
    "YearSplit", "DiscountRate", "DepreciationMethod", "SpecifiedAnnualDemand", "SpecifiedDemandProfile", "AccumulatedAnnualDemand",
    "CapacityToActivityUnit", "CapacityFactor", "AvailabilityFactor", "OperationalLife", "ResidualCapacity", "InputActivityRatio",
    "OutputActivityRatio", "CapitalCost", "VariableCost", "FixedCost", "TotalAnnualMaxCapacity", "TotalAnnualMinCapacity",
    "TotalAnnualMaxCapacityInvestment", "TotalAnnualMinCapacityInvestment", "TotalTechnologyAnnualActivityUpperLimit",
    "TotalTechnologyAnnualActivityLowerLimit", "TotalTechnologyModelPeriodActivityUpperLimit",
    "TotalTechnologyModelPeriodActivityLowerLimit", "EmissionActivityRatio", "EmissionsPenalty", "AnnualEmissionLimit",
    "AnnualExogenousEmission", "ModelPeriodEmissionLimit", "ModelPeriodExogenousEmission", "ReserveMargin", "ReserveMarginTagFuel",
    "ReserveMarginTagTechnology", "RETagFuel", "RETagTechnology", "REMinProductionTarget", "TechnologyToStorage",
    "TechnologyFromStorage", "StorageLevelStart", "ResidualStorageCapacity", "storage", "OperationalLifeStorage", "CapacityOfOneTechnologyUnit",
)  # fmt: skip
OF_THE_DAY = ("Conversionls", "Conversionld", "Conversionlh", "DaySplit", "DaysInDayType")
"""How slices lie in the day: levels of storages within a year are not carried over."""
WITHOUT_EFFECT: dict[str, tuple[float, float]] = {
    "CapitalCostStorage": (0.0, 0.0),
    "MinStorageCharge": (0.0, 0.0),
    "StorageMaxChargeRate": (99.0, float("inf")),
    "StorageMaxDischargeRate": (99.0, float("inf")),
    "TradeRoute": (0.0, 0.0),
}
"""Read as nothing while their values lie in this range."""


class Model:
    """The CSV files of a folder, by index columns.

    Raises:
        CaseError: the folder is none of otoole, or uses a parameter that has no meaning here.
    """

    def __init__(self, folder: Path) -> None:
        if not (folder / "YEAR.csv").is_file():
            raise CaseError(
                [Problem("not an otoole folder", str(folder), found="no YEAR.csv", allowed="CSV files of otoole")]
            )
        self.folder = folder
        self.tables: dict[str, list[Row]] = {}
        self.years = self._years()
        problems = self._not_understood()
        if len(self.set("REGION")) != 1:
            found = ", ".join(self.set("REGION"))
            problems.append(Problem("models of one region can be read", "REGION.csv", found=found))
        if any(b != a + 1 for a, b in pairwise(self.years)):
            found = ", ".join(map(str, self.years))
            problems.append(Problem("years must follow each other", "YEAR.csv", found=found))
        if problems:
            raise CaseError(problems)
        self.region = self.set("REGION")[0]

    def _not_understood(self) -> list[Problem]:
        """Files with numbers that would be lost."""
        problems = []
        for file in sorted(self.folder.glob("*.csv")):
            name = file.stem
            if name in (*SETS, *READ, *OF_THE_DAY):
                continue
            low, high = WITHOUT_EFFECT.get(name, (float("nan"), float("nan")))
            told = [v for row in self.rows(name) if not low <= _number(v := row.get("VALUE", "")) <= high]
            if told:
                message = "this parameter has no meaning here yet"
                problems.append(Problem(message, file.name, found=told[0] or "no VALUE", allowed="an empty file"))
        return problems

    def rows(self, name: str) -> list[Row]:
        """Rows of a file; none where there is none.

        Raises:
            CaseError: it is no table.
        """
        file = self.folder / f"{name}.csv"
        if name not in self.tables:
            empty = not file.exists() or (file.is_file() and not file.stat().st_size)
            self.tables[name] = [] if empty else records_of(read_table(file))
        return self.tables[name]

    def set(self, name: str) -> list[str]:
        """Labels of a set.

        Raises:
            CaseError: the file has no column of them.
        """
        rows = self.rows(name)
        if rows and "VALUE" not in rows[0]:
            raise CaseError([Problem("no column 'VALUE'", f"{name}.csv", 1, allowed="VALUE")])
        return [row["VALUE"] for row in rows]

    def _years(self) -> list[int]:
        """The years, in order.

        Raises:
            CaseError: there are none, or one is no year.
        """
        found = self.set("YEAR")
        wrong = [y for y in found if not (y.isascii() and y.isdigit() and len(y) == 4)]
        if wrong or not found:
            raise CaseError(
                [Problem("not a year", "YEAR.csv", found=wrong[0] if wrong else "", allowed="years such as 2030")]
            )
        return sorted(int(y) for y in found)

    def values(self, name: str, *columns: str, value: str = "VALUE") -> dict[Key, float]:
        """Numbers of a parameter by some of its index columns."""
        found: dict[Key, float] = {}
        known = {c: set(self.set(c)) for c in columns if c in SETS}
        for row in self.rows(name):
            lost = [c for c in (*columns, value) if c not in row]
            if lost:
                raise CaseError([Problem(f"no column '{lost[0]}'", f"{name}.csv", 1)])
            strange = [c for c, labels in known.items() if labels and row[c] not in labels]
            if strange:
                message, at = f"no such label in {strange[0]}.csv", int(str(row["_row"]))
                raise CaseError([Problem(message, f"{name}.csv", at, strange[0], row[strange[0]])])
            number = _number(row[value])
            if not isfinite(number):
                message, at = "not a finite number", int(str(row["_row"]))
                raise CaseError([Problem(message, f"{name}.csv", at, value, row[value] or "empty", "a number")])
            found[tuple(row[c] for c in columns)] = number
        return found

    def limits(self, name: str, *columns: str) -> dict[str, dict[Key, float]]:
        """Numbers of a limit by its first column, of those that are limited at all; a missing limit is a large number."""
        found: dict[str, dict[Key, float]] = {}
        for (first, *rest), value in self.values(name, *columns).items():
            found.setdefault(first, {})[tuple(rest)] = value if 0 <= value < NO_LIMIT else NO_LIMIT
        return {k: mine for k, mine in found.items() if any(v < NO_LIMIT for v in mine.values())}


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")
