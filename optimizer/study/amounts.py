"""Amounts of an answer by name: what stands, is built, runs, is made or emitted, of whatever a few labels select.

A path such as `capacity[category=renewable, period=2045]` is written out as a row of the policy table, a limit that nobody solves with:
so every word means what it means in a policy, and what is counted are the coefficients of that row on the columns of the model.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from optimizer.case.convert import Converter
from optimizer.case.declared import emitted_gases
from optimizer.case.kinds import EMISSIONS, FLOWS, per_year
from optimizer.case.model import Case
from optimizer.case.text import did_you_mean, listed
from optimizer.errors import CaseError, Problem
from optimizer.study.sweeps.place import Place
from optimizer.units import factor, fits, pretty

PLANT = ("technology", "sector", "category", "region", "period")
WORDS = {
    **dict.fromkeys(("capacity", "build", "activity"), PLANT),
    **dict.fromkeys(("output", "input"), ("carrier", *PLANT)),
    **dict.fromkeys(EMISSIONS, ("gas", "scope", "sector", "stage", "account", "region", "period")),
}
"""What an amount may be of, and the words that select it."""
PURCHASE = "purchase"
Cells = dict[str, str]


@dataclass(frozen=True)
class Amount:
    """One number of an answer.

    Attributes:
        name: for the reader.
        quantity: a key of `WORDS`.
        where: labels by word; a word that is not named selects all.
        cells: the row of the policy table that counts it, without an id.
        unit: it is counted in.
    """

    name: str
    quantity: str
    where: Mapping[str, tuple[str, ...]]
    cells: Mapping[str, str]
    unit: str


@dataclass(frozen=True)
class Known:
    """Labels that a case knows, by word of a path."""

    labels: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, case: Case) -> Known:
        """Those of a case; categories are the column `group` of its technologies."""
        tables = case.tables
        plant = tables["technologies"]
        words = {
            "technology": [*plant["technology"], PURCHASE],
            "sector": [*plant["sector"], *tables["emissions"]["sector"], *tables["carbon"]["sector"]],
            "category": plant["group"],
            "carrier": tables["carriers"]["carrier"],
            "region": [*tables["regions"]["region"], *tables["routes"]["route"]],
            "gas": sorted(emitted_gases(tables, case.options)),
            "scope": list(case.options.scopes),
            "period": [p.label for p in case.options.periods],
        }
        return cls({word: tuple(dict.fromkeys(str(v) for v in of if str(v))) for word, of in words.items()})

    def problems(self, file: str, name: str, where: Mapping[str, Sequence[str]]) -> Iterator[Problem]:
        """Labels that the case does not know."""
        for word, labels in where.items():
            for label in labels if word in self.labels else ():
                if label not in self.labels[word]:
                    message = f"unknown {word}{did_you_mean(label, self.labels[word])}"
                    yield Problem(message, file, column=name, found=label, allowed=listed(self.labels[word]) or "none")


def default_groups(case: Case) -> dict[str, str]:
    """Each technology that may be built, by what of it stands in the last period."""
    plant = case.tables["technologies"]
    last = case.options.periods[-1].label
    return {
        str(k): f"capacity[technology={k}, period={last}]" for k in plant["technology"][plant["build"].astype(bool)]
    }


def read_amounts(stated: Mapping[str, str], case: Case, file: str = "the groups") -> tuple[Amount, ...]:
    """Amounts by name, from their paths.

    Raises:
        CaseError: with everything that is wrong with any of them.
    """
    labels, problems, found = Known.of(case), list[Problem](), list[Amount]()
    for name, path in stated.items():
        try:
            place = Place.of(str(path))
        except ValueError:
            place = Place()
        quantity, where = place.table or place.key, dict(place.where)
        wrong = [*_shape(file, name, str(path), quantity, where), *labels.problems(file, name, where)]
        if not wrong:
            cells, unit, wrong = _cells(file, name, quantity, where, case)
            found.append(Amount(name, quantity, where, cells, unit))
        problems += wrong
    if problems:
        raise CaseError(problems)
    return tuple(found)


def _shape(file: str, name: str, path: str, quantity: str, where: Mapping[str, Sequence[str]]) -> Iterator[Problem]:
    """A path that is none, names no quantity, or selects it by what it is not told apart by."""
    if quantity not in WORDS:
        message = f"counts nothing that is known{did_you_mean(quantity, WORDS)}"
        allowed = f"{', '.join(WORDS)}, such as capacity[technology=wind, period=2040]"
        yield Problem(message, file, column=name, found=path, allowed=allowed)
        return
    for word in where:
        if word not in WORDS[quantity]:
            message = f"{quantity} is not told apart by {word}{did_you_mean(word, WORDS[quantity])}"
            yield Problem(message, file, column=name, found=path, allowed=", ".join(WORDS[quantity]))
    if len(where.get("period", ())) > 1:
        yield Problem("one period, or none for all of them", file, column=name, found=";".join(where["period"]))


def _cells(
    file: str, name: str, quantity: str, where: Mapping[str, tuple[str, ...]], case: Case
) -> tuple[Cells, str, list[Problem]]:
    """The row of the policy table, the unit of what it counts, and what is wrong with the technologies or gases together."""
    period = where.get("period", ())
    if quantity == "capacity" and not period:  # what stands does not add up over time
        period = (str(case.options.periods[-1].label),)
    time = "each" if period else "cumulative"
    cells = {"kind": "cap", "quantity": quantity, "time": time, "sense": "<=", "area": "together", "value": "1"}
    cells |= {word: ";".join(where[word]) for word in ("region",) if word in where}
    cells |= {"start": period[0], "end": period[0]} if period else {}
    if quantity in EMISSIONS:
        cells |= {w: ";".join(where[w]) for w in ("gas", "scope", "sector", "stage", "account") if w in where}
        more, unit, problems = emission_cells(case, where, file, name)
        cells |= more
    else:
        unit, problems = "", []
        technologies = _technologies(case, quantity, where)
        if not technologies:
            problems = [Problem("no technology is all of that", file, column=name, found=str(dict(where)))]
        else:
            unit, problems = _unit_of_plant(file, name, quantity, technologies, where, case)
        carrier = where.get("carrier", ())
        cells |= {"technology": ";".join(technologies)} | ({"carrier": carrier[0]} if carrier else {})
    unit = per_year(unit, quantity, time) if unit else ""
    return {**cells, "unit": unit}, pretty(unit) if unit else "", problems


def _technologies(case: Case, quantity: str, where: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Technologies that are of the sector and category that are asked for, and are named if any is."""
    plant = case.tables["technologies"]
    chosen = np.ones(len(plant), dtype=bool)
    for word, column in (("technology", "technology"), ("sector", "sector"), ("category", "group")):
        chosen &= plant[column].isin(where[word]).to_numpy() if word in where else True
    found = [str(k) for k in plant["technology"][chosen]]
    if quantity in FLOWS and "carrier" in where and "technology" not in where:
        ports = case.tables["ports"]
        side = {"output": ("out",), "input": ("in",)}[quantity]
        makes = set(ports["technology"][ports["carrier"].isin(where["carrier"]) & ports["direction"].isin(side)])
        found = [k for k in found if k in makes]
    return [*found, PURCHASE] if PURCHASE in where.get("technology", ()) else found


def _unit_of_plant(
    file: str, name: str, quantity: str, technologies: Sequence[str], where: Mapping[str, tuple[str, ...]], case: Case
) -> tuple[str, list[Problem]]:
    """The unit that plant, or what it makes, is counted in together."""
    units = Converter(case.options, case.tables, (), 1.0)
    if where.get("carrier"):
        if len(where["carrier"]) > 1:
            return "", [Problem("one carrier", file, column=name, found=";".join(where["carrier"]))]
        return f"({units.of_carrier(where['carrier'][0])})", []
    if quantity in ("output", "input"):
        return "", [Problem(f"{quantity} of which carrier?", file, column=name, allowed="carrier=...")]
    of = {k: units.capacity_unit(k) if quantity != "activity" else f"({units.of_carrier(units.reference.get(k, ''))})"
          for k in technologies}  # fmt: skip
    first = of[technologies[0]]
    odd = {k: u for k, u in of.items() if not fits(u, first) or factor(u, first) != 1.0}
    if odd:
        told = "; ".join(f"{k} in {pretty(u)}" for k, u in [(technologies[0], first), *odd.items()][:4])
        return "", [Problem("what is measured in different units does not add up", file, column=name, found=told)]
    return first, []


def emission_cells(
    case: Case, where: Mapping[str, Sequence[str]], file: str, name: str
) -> tuple[Cells, str, list[Problem]]:
    """The gas of a row on emissions (CO2 where a case emits it and nothing else is said) and the unit of its mass."""
    gases, scopes = sorted(emitted_gases(case.tables, case.options)), where.get("scope", ())
    if not gases:
        return {}, "", [Problem("nothing in the case emits anything", file, column=name)]
    if len(scopes) > 1 or (scopes and where.get("gas")):
        return {}, "", [Problem("one scope, or gases", file, column=name, found=", ".join((*scopes, *where.get("gas", ()))))]  # fmt: skip
    if scopes:
        scope = case.options.scopes[scopes[0]]
        mine = tuple(scope.gases)
        unit = "tCO2e" if scope.weights and len(mine) > 1 else gas_unit(case, mine[0] if mine else gases[0])
        return {}, unit, []
    mine = tuple(where.get("gas", ())) or (("CO2",) if "CO2" in gases else tuple(gases[:1]) if len(gases) == 1 else ())
    if len(mine) != 1:
        return {}, "", [Problem("which gas?", file, column=name, found=", ".join(mine), allowed=", ".join(gases))]
    return {"gas": mine[0]}, gas_unit(case, mine[0]), []


def gas_unit(case: Case, gas: str) -> str:
    """The unit of mass of a gas, as the model counts it."""
    if gas in case.options.gas_units:
        return case.options.gas_units[gas]
    rows = case.tables["emissions"]
    stated = rows["amount_unit"][rows["gas"] == gas]
    if gas == case.options.carbon_gas and not len(stated):
        stated = case.tables["carbon"]["amount_unit"]
    return str(stated.iloc[0]).partition("/")[0].strip("()")
