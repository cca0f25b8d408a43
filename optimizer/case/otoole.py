"""An OSeMOSYS model in the folder layout of otoole (one CSV a parameter) as tables of ours.

What becomes what: a technology with several modes becomes one converter for its first mode and one more for each other mode,
which share its capacity; a time slice becomes a day of one step; a storage becomes a reservoir over the horizon with a
carrier of its own; capital is paid overnight with the sinking-fund salvage of OSeMOSYS, running costs in mid-year; the reserve
margin acts on the production of the tagged fuels; every fuel may be produced beyond its use.

Rates are PJ a year in OSeMOSYS and PJ an hour here: a slice lasts its share of 8,760 hours. Storage levels within a year are
not carried over: only what is left of a reservoir from year to year.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

from optimizer.errors import CaseError, Problem

HOURS = 8760.0
NO_LIMIT = 1e6  # larger ones are how a missing limit is written
Row = dict[str, str]
Key = tuple[str, ...]
NOT_READ = (
    "CapacityOfOneTechnologyUnit", "TotalTechnologyAnnualActivityLowerLimit", "TotalTechnologyAnnualActivityUpperLimit",
    "TotalTechnologyModelPeriodActivityLowerLimit", "TotalTechnologyModelPeriodActivityUpperLimit", "RETagTechnology", "RETagFuel",
    "REMinProductionTarget", "TradeRoute", "DiscountRateIdv", "ModelPeriodEmissionLimit", "ModelPeriodExogenousEmission",
    "AnnualExogenousEmission",
)  # fmt: skip


class _Model:
    """The CSV files of a folder, by index columns."""

    def __init__(self, folder: Path) -> None:
        if not (folder / "YEAR.csv").is_file():
            raise CaseError(
                [Problem("not an otoole folder", str(folder), found="no YEAR.csv", allowed="CSV files of otoole")]
            )
        self.folder = folder
        unread = [n for n in NOT_READ if self.rows(n)]
        if unread:
            raise CaseError(
                Problem("this parameter has no meaning here yet", f"{name}.csv", allowed="an empty file")
                for name in unread
            )
        self.region = self.set("REGION")[0]
        if len(self.set("REGION")) != 1:
            raise CaseError(
                [Problem("models of one region can be read", "REGION.csv", found=", ".join(self.set("REGION")))]
            )

    def rows(self, name: str) -> list[Row]:
        file = self.folder / f"{name}.csv"
        if not file.is_file():
            return []
        with file.open(encoding="utf-8-sig", newline="") as text:
            return list(csv.DictReader(text))

    def set(self, name: str) -> list[str]:
        return [row["VALUE"] for row in self.rows(name)]

    def values(self, name: str, *columns: str) -> dict[Key, float]:
        """Numbers of a parameter by some of its index columns."""
        try:
            return {tuple(row[c] for c in columns): float(row["VALUE"]) for row in self.rows(name)}
        except (KeyError, ValueError) as error:
            raise CaseError([Problem(f"not a table of otoole: {error}", f"{name}.csv")]) from None


def import_otoole(source: Path, name: str, variable_cost: float = 0.0, rate: float = 0.05) -> dict[str, str]:
    """The files of a case folder, by name.

    Args:
        source: folder with one CSV a parameter.
        name: of the case.
        variable_cost: where the model states none (the default of the parameter).
        rate: discount rate where DiscountRate.csv states none.

    Raises:
        CaseError: the folder is none of otoole, or uses a parameter that has no meaning here.
    """
    m = _Model(source)
    years = [int(y) for y in m.set("YEAR")]
    tables: dict[str, list[list[object]]] = defaultdict(list)
    _fuels(m, tables)
    _time(m, tables)
    modes = _technologies(m, tables)
    _ports(m, tables, modes)
    _costs(m, tables, modes, variable_cost)
    _capacities(m, tables)
    _demand(m, tables)
    _emissions(m, tables, modes)
    _reserve(m, tables)
    _storages(m, tables)
    stated = m.values("DiscountRate", "REGION")
    heads = {**_HEADS, "profiles": [*_HEADS["profiles"], *(name for [name] in tables.pop("profile_names", []))]}
    files = {f"{n}.csv": _text([heads[n], *rows]) for n, rows in tables.items() if rows}
    hours = HOURS * sum(m.values("YearSplit", "TIMESLICE", "YEAR")[(s, str(years[0]))] for s in m.set("TIMESLICE"))
    used = next(iter(stated.values()), rate)
    files["case.yaml"] = (
        f"name: {name}\ntitle: {name}, read from an otoole folder\nmoney: MUSD_2000 # OSeMOSYS states no currency\n"
        f"discount_rate: {used}\nwacc: {used}\nbase_year: {years[0]}\nperiods: {_periods(years)}\n"
        f"clock: {{given_days: {{}}}}\nyear_hours: {hours!r}\n"
        "conventions: {capital: overnight, salvage: sinking_fund, running_paid: mid, alive: start}\n"
    )
    return files


_HEADS: dict[str, list[object]] = {
    "regions": ["region"],
    "carriers": ["carrier", "unit", "clock", "surplus"],
    "technologies": ["technology", "kind", "reference", "capacity_unit", "capacity_of", "span", "build"],
    "ports": ["technology", "carrier", "direction", "year", "value", "unit"],
    "parameters": ["technology", "parameter", "year", "value", "unit", "profile"],
    "existing_capacity": ["technology", "region", "year", "value", "unit"],
    "potentials": ["technology", "region", "limit", "year", "value", "unit"],
    "demand": ["carrier", "region", "year", "value", "unit", "profile"],
    "days": ["day", "weight"],
    "steps": ["day", "step", "duration"],
    "profiles": ["day", "step"],
    "emissions": ["flow", "technology", "gas", "year", "value", "unit"],
    "policies": ["id", "kind", "carrier", "technology", "relative_to", "year", "value", "unit"],
}


def _text(rows: list[list[object]]) -> str:
    return "".join(",".join(repr(c) if isinstance(c, float) else str(c) for c in row) + "\n" for row in rows)


def _periods(years: list[int]) -> str:
    gaps = [b - a for a, b in pairwise(years)] or [1]
    lengths = [*gaps, gaps[-1]]
    return (
        "["
        + ", ".join(f"{{label: {y}, first_year: {y}, years: {n}}}" for y, n in zip(years, lengths, strict=True))
        + "]"
    )


def _fuels(m: _Model, out: dict[str, list[list[object]]]) -> None:
    out["regions"].append([m.region])
    yearly = {fuel for (fuel, _) in m.values("AccumulatedAnnualDemand", "FUEL", "YEAR")}
    by_slice = {fuel for (fuel, _) in m.values("SpecifiedAnnualDemand", "FUEL", "YEAR")}
    if yearly & by_slice:
        names = ", ".join(sorted(yearly & by_slice))
        raise CaseError([Problem("demand by slice and by year at once", "AccumulatedAnnualDemand.csv", found=names)])
    out["carriers"] += [[fuel, "PJ", "year" if fuel in yearly else "hour", "yes"] for fuel in m.set("FUEL")]


def _time(m: _Model, out: dict[str, list[list[object]]]) -> None:
    """A slice is a day that occurs once, of one step as long as its share of the year."""
    shares: dict[str, set[float]] = defaultdict(set)
    for (slice_, _), share in m.values("YearSplit", "TIMESLICE", "YEAR").items():
        shares[slice_].add(share)
    for slice_ in m.set("TIMESLICE"):
        if len(shares[slice_]) != 1:
            raise CaseError(
                [Problem("slices that change over the years cannot be read", "YearSplit.csv", found=slice_)]
            )
        out["days"].append([slice_, 1])
        out["steps"].append([slice_, 0, HOURS * next(iter(shares[slice_]))])
        out["profiles"].append([slice_, 0])


def _technologies(m: _Model, out: dict[str, list[list[object]]]) -> dict[Key, str]:
    """(technology, mode) -> name of the converter; the first mode has the capacity, the others share it."""
    ports = _all_ports(m)
    unit = _capacity_units(m)
    names: dict[Key, str] = {}
    for technology in m.set("TECHNOLOGY"):
        for mode in sorted(n for k, n in ports if k == technology):
            first = technology not in names.values()
            names[technology, mode] = technology if first else f"{technology}_mode{mode}"
            reference = _reference(ports[technology, mode])
            if not reference:  # no port moves one unit per unit of activity: a carrier that nobody needs counts it
                reference = f"{names[technology, mode]}_use"
                out["carriers"].append([reference, "PJ", "hour", "yes"])
                out["ports"].append([names[technology, mode], reference, "out", "", 1, "PJ/PJ"])
            own = [unit[technology], ""] if first else ["", technology]
            out["technologies"].append([names[technology, mode], "converter", reference, *own, "", "yes"])
    return names


Ports = dict[tuple[str, str], dict[str, float]]  # (carrier, direction) -> ratio by year ('' for all)


def _all_ports(m: _Model) -> dict[Key, Ports]:
    """Ports of every technology and mode, those to and from storages among them."""
    out: dict[Key, Ports] = defaultdict(lambda: defaultdict(dict))
    for parameter, direction in (("OutputActivityRatio", "out"), ("InputActivityRatio", "in")):
        values = m.values(parameter, "TECHNOLOGY", "MODE_OF_OPERATION", "FUEL", "YEAR")
        for (technology, mode, fuel, year), ratio in values.items():
            out[technology, mode][fuel, direction][year] = ratio
    for parameter, direction in (("TechnologyToStorage", "out"), ("TechnologyFromStorage", "in")):
        for (k, storage, mode), ratio in m.values(parameter, "TECHNOLOGY", "STORAGE", "MODE_OF_OPERATION").items():
            if ratio:
                out[k, mode][f"{storage}_content", direction][""] = ratio
    return out


def _reference(ports: Ports) -> str:
    """A port that always moves one unit per unit of activity, outputs first."""
    ones = [
        c for way in ("out", "in") for (c, d), by_year in ports.items() if d == way and set(by_year.values()) == {1.0}
    ]
    both = {c for c, d in ports if d == "in"} & {c for c, d in ports if d == "out"}
    return next((c for c in ones if c not in both), "")


def _capacity_units(m: _Model) -> dict[str, str]:
    """GW where a unit of capacity makes 31.536 PJ a year, else PJ a year."""
    use = m.values("CapacityToActivityUnit", "TECHNOLOGY")
    power = {k for (k,), each in use.items() if abs(each - 31.536) < 1e-9}
    return {k: "GW" if k in power else "PJ/year" for k in m.set("TECHNOLOGY")}


def _ports(m: _Model, out: dict[str, list[list[object]]], names: dict[Key, str]) -> None:
    for key, ports in _all_ports(m).items():
        for (carrier, direction), by_year in ports.items():
            same = len(set(by_year.values())) == 1
            stated = {"": next(iter(by_year.values()))} if same else by_year
            out["ports"] += [[names[key], carrier, direction, y, ratio, "PJ/PJ"] for y, ratio in stated.items()]


def _costs(m: _Model, out: dict[str, list[list[object]]], names: dict[Key, str], default: float) -> None:
    capital, fixed = (m.values(n, "TECHNOLOGY", "YEAR") for n in ("CapitalCost", "FixedCost"))
    life, use = (m.values(n, "TECHNOLOGY") for n in ("OperationalLife", "CapacityToActivityUnit"))
    variable = m.values("VariableCost", "TECHNOLOGY", "MODE_OF_OPERATION", "YEAR")
    factors = m.values("CapacityFactor", "TECHNOLOGY", "TIMESLICE", "YEAR")
    available = m.values("AvailabilityFactor", "TECHNOLOGY", "YEAR")
    if any(v != 1 for v in available.values()):
        raise CaseError([Problem("yearly availability cannot be read yet", "AvailabilityFactor.csv", allowed="1")])
    rows, units = out["parameters"], _capacity_units(m)
    for technology in dict.fromkeys(k for k, _ in names):
        unit = f"({units[technology]})"
        rows.append([technology, "life", "", life.get((technology,), 1.0), "year", ""])
        hourly = use.get((technology,), 1.0) / HOURS
        rows.append([technology, "activity_per_capacity", "", hourly, f"PJ/hour/{unit}", ""])
        rows += [[k, "capital_cost", y, v, f"MUSD_2000/{unit}", ""] for (k, y), v in capital.items() if k == technology]
        rows += [
            [k, "fixed_cost", y, v, f"MUSD_2000/{unit}/year", ""] for (k, y), v in fixed.items() if k == technology
        ]
        _availability(technology, factors, out)
    for (technology, mode), name in names.items():
        mine = {y: v for (k, n, y), v in variable.items() if (k, n) == (technology, mode)}
        stated = [[name, "variable_cost", y, v, "MUSD_2000/PJ", ""] for y, v in mine.items()]
        rows += stated or [[name, "variable_cost", "", default, "MUSD_2000/PJ", ""]]


def _availability(technology: str, factors: dict[Key, float], out: dict[str, list[list[object]]]) -> None:
    """Capacity factors by slice as a profile; slices without a row are available throughout."""
    by_slice: dict[str, set[float]] = defaultdict(set)
    for (k, slice_, _), value in factors.items():
        if k == technology:
            by_slice[slice_].add(value)
    if not by_slice:
        return
    changing = [s for s, values in by_slice.items() if len(values) > 1]
    if changing:
        raise CaseError(
            [Problem("factors that change over the years cannot be read", "CapacityFactor.csv", found=technology)]
        )
    out["parameters"].append([technology, "availability", "", 1, "1", f"factor_{technology}"])
    _profile(out, f"factor_{technology}", {s: next(iter(v)) for s, v in by_slice.items()}, 1.0)


def _profile(out: dict[str, list[list[object]]], name: str, values: dict[str, float], default: float) -> None:
    out["profile_names"].append([name])
    for row in out["profiles"]:
        row.append(values.get(str(row[0]), default))


def _capacities(m: _Model, out: dict[str, list[list[object]]]) -> None:
    kept, units = {str(row[0]) for row in out["technologies"]}, _capacity_units(m)
    residual = m.values("ResidualCapacity", "TECHNOLOGY", "YEAR")
    years = m.set("YEAR")
    for technology in dict.fromkeys(k for k, _ in residual if k in kept):
        out["existing_capacity"] += [
            [technology, m.region, y, residual.get((technology, y), 0.0), units[technology]] for y in years
        ]
    limits = {
        "TotalAnnualMaxCapacity": "capacity_max",
        "TotalAnnualMinCapacity": "capacity_min",
        "TotalAnnualMaxCapacityInvestment": "build_max",
        "TotalAnnualMinCapacityInvestment": "build_min",
    }
    for parameter, limit in limits.items():
        values = m.values(parameter, "TECHNOLOGY", "YEAR")
        limited = {k for (k, _), value in values.items() if k in kept and value < NO_LIMIT}
        for (k, year), value in values.items():
            if k in limited:
                out["potentials"].append([k, m.region, limit, year, min(value, NO_LIMIT), units[k]])


def _demand(m: _Model, out: dict[str, list[list[object]]]) -> None:
    shape = m.values("SpecifiedDemandProfile", "FUEL", "TIMESLICE", "YEAR")
    split = m.values("YearSplit", "TIMESLICE", "YEAR")
    drawn: set[str] = set()
    for (fuel, year), value in m.values("SpecifiedAnnualDemand", "FUEL", "YEAR").items():
        rates = {s: shape.get((fuel, s, year), 0.0) / split[s, year] for s in m.set("TIMESLICE")}
        whole = value * sum(shape.get((fuel, s, year), 0.0) for s in m.set("TIMESLICE"))
        out["demand"].append([fuel, m.region, year, whole, "PJ/year", f"demand_{fuel}"])
        if fuel not in drawn:
            drawn.add(fuel)
            _profile(out, f"demand_{fuel}", rates, 0.0)
    for (fuel, year), value in m.values("AccumulatedAnnualDemand", "FUEL", "YEAR").items():
        out["demand"].append([fuel, m.region, year, value, "PJ/year", ""])


def _emissions(m: _Model, out: dict[str, list[list[object]]], names: dict[Key, str]) -> None:
    values = m.values("EmissionActivityRatio", "TECHNOLOGY", "EMISSION", "MODE_OF_OPERATION", "YEAR")
    for (technology, gas, mode, year), value in values.items():
        out["emissions"].append(["activity", names[technology, mode], gas, year, value, "Mt/PJ"])


def _reserve(m: _Model, out: dict[str, list[list[object]]]) -> None:
    fuels = dict.fromkeys(f for (f, _), tag in m.values("ReserveMarginTagFuel", "FUEL", "YEAR").items() if tag)
    tagged = {k: tag for (k, _), tag in m.values("ReserveMarginTagTechnology", "TECHNOLOGY", "YEAR").items() if tag}
    if any(tag != 1 for tag in tagged.values()):
        raise CaseError([Problem("tags other than 1 cannot be read yet", "ReserveMarginTagTechnology.csv")])
    for fuel in fuels:
        for (year,), value in m.values("ReserveMargin", "YEAR").items():
            row = [f"reserve_{fuel}", "reserve_margin", fuel, ";".join(tagged), "production", year, value - 1.0, "1"]
            out["policies"].append(list(row))


def _storages(m: _Model, out: dict[str, list[list[object]]]) -> None:
    """A reservoir with a carrier of its own, for which the technologies that charge and discharge it have ports."""
    start = m.values("StorageLevelStart", "STORAGE")
    residual = m.values("ResidualStorageCapacity", "STORAGE", "YEAR")
    for row in m.rows("storage"):  # one table instead of one file a parameter
        start[row["STORAGE"],] = float(row["StorageLevelStart"])
        residual |= {(row["STORAGE"], y): float(row["ResidualStorageCapacity"]) for y in m.set("YEAR")}
    for storage in m.set("STORAGE"):
        carrier = f"{storage}_content"
        out["carriers"].append([carrier, "PJ", "hour", "yes"])
        out["technologies"].append([storage, "store", carrier, "", "", "horizon", "no"])
        out["parameters"].append([storage, "initial_content", "", start.get((storage,), 0.0), "PJ", ""])
        for year in m.set("YEAR"):
            out["existing_capacity"].append([storage, m.region, year, residual.get((storage, year), 0.0), "PJ"])
