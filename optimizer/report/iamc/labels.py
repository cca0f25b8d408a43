"""The names of a case in a hand-in, and what they make of its carriers and technologies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from optimizer.case.layout.iamc import role, roles
from optimizer.errors import CaseError, Problem
from optimizer.report.balances import carrier_units
from optimizer.solution import Solution
from optimizer.units import UnitError, currencies, factor, fits

OTHER = "Other Sector"
"""Where demand goes that no row gives a sector."""


@dataclass(frozen=True)
class Labels:
    """What labels of the case are called.

    Attributes:
        carriers, technologies, demand, regions, gases: label -> name.
        ports: (technology, carrier) -> name, where it is another than that of the technology.
        sectors: (sector, stage) -> name; stage '' where no row of its own says it.
        energy: carrier -> EJ in its unit; carriers of energy alone.
        whole: the name of all regions together.
        money, worth: the currency of the hand-in, and how much of it the money of the case is worth.
        converted: whether that is another than that of the case.
    """

    carriers: Mapping[str, str]
    technologies: Mapping[str, str]
    ports: Mapping[tuple[str, str], str]
    demand: Mapping[str, str]
    sectors: Mapping[tuple[str, str], str]
    regions: Mapping[str, str]
    gases: Mapping[str, str]
    energy: Mapping[str, float]
    heating: Mapping[str, str]
    whole: str
    money: str
    worth: float
    converted: bool

    def role(self, technology: str) -> str:
        """What a technology is: supply, use, network ...; empty if it has no name."""
        return role("technology", self.technologies.get(technology, ""))

    def of_role(self, wanted: str) -> dict[str, str]:
        """Names of the technologies of a role."""
        return {k: name for k, name in self.technologies.items() if self.role(k) == wanted}

    def word(self, carrier: str, column: str) -> str:
        """What the table of roles says of a carrier: its primary or final word."""
        return roles().get(("carrier", _first(self.carriers.get(carrier, ""))), {}).get(column, "")

    def carriers_of(self, wanted: str) -> list[str]:
        """Carriers of a role: energy, carbon, product."""
        return [c for c, name in self.carriers.items() if role("carrier", name) == wanted]


def _first(name: str) -> str:
    return name.partition("|")[0]


def sector_of(name: str) -> tuple[str, str]:
    """Sector of final energy and drive of a name: a stock of vehicles is no sector of its own.

    >>> sector_of("Transportation|Truck|Battery-Electric"), sector_of("Industry|Cement")
    (('Transportation|Truck', 'Battery-Electric'), ('Industry|Cement', ''))
    """
    head, _, last = name.rpartition("|")
    return (head, last) if ("drive", last) in roles() else (name, "")


def labels(solution: Solution, rows: Iterable[Mapping[str, Any]]) -> Labels:
    """What rows of a table `iamc` say of the labels of a run.

    Raises:
        CaseError: there are none, or a carrier cannot be told in EJ.
    """
    stated = list(rows)
    if not stated:
        raise CaseError(
            [Problem("the case of this run has no names for it", "iamc.csv", allowed="docs/hand-in.md tells how")]
        )
    plain = {of: {str(r["item"]): str(r["iamc"]) for r in stated if r["of"] == of and not r["part"]} for of in
             ("carrier", "technology", "demand", "region", "gas")}  # fmt: skip
    energy, heating = _energy(stated, carrier_units(solution))
    known = [str(r) for r in solution.inputs["region"].values]
    names = {r: plain["region"].get(r, solution.meta.get("region_names", {}).get(r, r)) for r in known}
    whole = plain["region"].get("*", names[known[0]] if len(known) == 1 else solution.meta["case"]["name"])
    money, worth, converted = _money(stated, solution.meta["money"])
    return Labels(
        plain["carrier"],
        plain["technology"],
        {(str(r["item"]), str(r["part"])): str(r["iamc"]) for r in stated if r["of"] == "technology" and r["part"]},
        plain["demand"],
        {(str(r["item"]), str(r["part"] or "")): str(r["iamc"]) for r in stated if r["of"] == "sector"},
        names,
        plain["gas"],
        energy,
        heating,
        whole,
        money,
        worth,
        converted,
    )


def _energy(rows: Iterable[Mapping[str, Any]], units: Mapping[str, str]) -> tuple[dict[str, float], dict[str, str]]:
    """EJ in a unit of each carrier of energy, and the heating values that were used."""
    out, told, problems = {}, {}, []
    for row in rows:
        carrier = str(row["item"])
        if row["of"] != "carrier" or role("carrier", str(row["iamc"])) != "energy" or carrier not in units:
            continue
        unit = units[carrier]
        try:
            if fits(unit, "EJ"):
                out[carrier] = factor(unit, "EJ")
            else:
                out[carrier] = float(row["value"]) * factor(f"({unit})*({row['unit']})", "EJ")
                told[carrier] = f"{row['value']:g} {row['unit']}"
        except (UnitError, TypeError):
            problems.append(
                Problem("no heating value", "iamc.csv", column=carrier, found=str(row["unit"]), allowed="MJ/kg")
            )
    if problems:
        raise CaseError(problems)
    return out, told


def _money(rows: Iterable[Mapping[str, Any]], money: str) -> tuple[str, float, bool]:
    """Currency of the hand-in and the worth of the money of the case in it."""
    plain = currencies(money)[0]
    for row in rows:
        if row["of"] == "money" and row["item"] == plain:
            return str(row["iamc"]), factor(money, plain) * float(row["value"]), True
    return plain, factor(money, plain), False
