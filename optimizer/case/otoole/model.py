"""The CSV files of an otoole folder, and which of its parameters are understood."""

from __future__ import annotations

import csv
from io import StringIO
from itertools import pairwise
from pathlib import Path

from optimizer.case.encoding import text_of
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
        self.years = sorted(int(y) for y in self.set("YEAR"))
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
            told = [row["VALUE"] for row in self.rows(name) if not low <= _number(row.get("VALUE", "")) <= high]
            if told:
                message = "this parameter has no meaning here yet"
                problems.append(Problem(message, file.name, found=told[0], allowed="an empty file"))
        return problems

    def rows(self, name: str) -> list[Row]:
        file = self.folder / f"{name}.csv"
        if not file.is_file():
            return []
        return list(csv.DictReader(StringIO(text_of(file.read_bytes(), file.name), newline="")))

    def set(self, name: str) -> list[str]:
        return [row["VALUE"] for row in self.rows(name)]

    def values(self, name: str, *columns: str) -> dict[Key, float]:
        """Numbers of a parameter by some of its index columns."""
        try:
            return {tuple(row[c] for c in columns): float(row["VALUE"]) for row in self.rows(name)}
        except (KeyError, ValueError) as error:
            raise CaseError([Problem(f"not a table of otoole: {error}", f"{name}.csv")]) from None

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
