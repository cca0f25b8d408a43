"""Technologies, ports, costs, capacities and storages of an OSeMOSYS model."""

from __future__ import annotations

from collections import defaultdict

from optimizer.case.otoole.model import HOURS, NO_LIMIT, Key, Model, Rows

Ports = dict[tuple[str, str], dict[str, float]]  # (carrier, direction) -> ratio by year ('' for all)


def technologies(m: Model, out: Rows) -> dict[Key, str]:
    """(technology, mode) -> name of the converter; the first mode has the capacity, the others share it."""
    ports = _all_ports(m)
    unit = capacity_units(m)
    names: dict[Key, str] = {}
    in_units = {k for (k, _), size in m.values("CapacityOfOneTechnologyUnit", "TECHNOLOGY", "YEAR").items() if size > 0}
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
            out["technologies"].append(
                [
                    names[technology, mode],
                    "converter",
                    reference,
                    *own,
                    "",
                    "yes",
                    "yes" if first and technology in in_units else "",
                ]
            )
    return names


def _all_ports(m: Model) -> dict[Key, Ports]:
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


def capacity_units(m: Model) -> dict[str, str]:
    """GW where a unit of capacity makes 31.536 PJ a year, else PJ a year."""
    use = m.values("CapacityToActivityUnit", "TECHNOLOGY")
    power = {k for (k,), each in use.items() if abs(each - 31.536) < 1e-9}
    return {k: "GW" if k in power else "PJ/year" for k in m.set("TECHNOLOGY")}


def ports(m: Model, out: Rows, names: dict[Key, str]) -> None:
    for key, ports in _all_ports(m).items():
        for (carrier, direction), by_year in ports.items():
            same = len(set(by_year.values())) == 1
            stated = {"": next(iter(by_year.values()))} if same else by_year
            out["ports"] += [[names[key], carrier, direction, y, ratio, "PJ/PJ"] for y, ratio in stated.items()]


def costs(m: Model, out: Rows, names: dict[Key, str], default: float) -> None:
    capital, fixed = (m.values(n, "TECHNOLOGY", "YEAR") for n in ("CapitalCost", "FixedCost"))
    life, use = (m.values(n, "TECHNOLOGY") for n in ("OperationalLife", "CapacityToActivityUnit"))
    variable = m.values("VariableCost", "TECHNOLOGY", "MODE_OF_OPERATION", "YEAR")
    rows, units = out["parameters"], capacity_units(m)
    for technology in dict.fromkeys(k for k, _ in names):
        unit = f"({units[technology]})"
        rows.append([technology, "life", "", life.get((technology,), 1.0), "year", ""])
        hourly = use.get((technology,), 1.0) / HOURS
        rows.append([technology, "activity_per_capacity", "", hourly, f"PJ/hour/{unit}", ""])
        rows += [[k, "capital_cost", y, v, f"MUSD_2000/{unit}", ""] for (k, y), v in capital.items() if k == technology]
        rows += [
            [k, "fixed_cost", y, v, f"MUSD_2000/{unit}/year", ""] for (k, y), v in fixed.items() if k == technology
        ]
        rows += [[technology, "full_load_hours_max", y, v, "hour/year", ""] for y, v in _hours(m, technology).items()]
        units_built = {
            y: v
            for (k, y), v in m.values("CapacityOfOneTechnologyUnit", "TECHNOLOGY", "YEAR").items()
            if v > 0 and k == technology
        }
        rows += [[technology, "unit_size", y, v, unit.strip("()"), ""] for y, v in units_built.items()]
    for (technology, mode), name in names.items():
        mine = {y: v for (k, n, y), v in variable.items() if (k, n) == (technology, mode)}
        stated = [[name, "variable_cost", y, v, "MUSD_2000/PJ", ""] for y, v in mine.items()]
        rows += stated or [[name, "variable_cost", "", default, "MUSD_2000/PJ", ""]]


def _hours(m: Model, technology: str) -> dict[str, float]:
    """Hours at full load in each year, where a yearly availability lies below one."""
    share = {y: v for (k, y), v in m.values("AvailabilityFactor", "TECHNOLOGY", "YEAR").items() if k == technology}
    if all(v == 1.0 for v in share.values()):
        return {}
    factor = m.values("CapacityFactor", "TECHNOLOGY", "TIMESLICE", "YEAR")
    split = m.values("YearSplit", "TIMESLICE", "YEAR")
    full = {
        y: sum(factor.get((technology, s, y), 1.0) * split[s, y] for s in m.set("TIMESLICE")) for y in map(str, m.years)
    }
    return {y: share.get(y, 1.0) * hours * HOURS for y, hours in full.items()}


def capacities(m: Model, out: Rows) -> None:
    kept, units = {str(row[0]) for row in out["technologies"]}, capacity_units(m)
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


def storages(m: Model, out: Rows) -> None:
    """A reservoir with a carrier of its own, for which the technologies that charge and discharge it have ports."""
    start = m.values("StorageLevelStart", "STORAGE")
    residual = m.values("ResidualStorageCapacity", "STORAGE", "YEAR")
    if m.rows("storage"):  # one table instead of one file a parameter
        start |= m.values("storage", "STORAGE", value="StorageLevelStart")
        stands = m.values("storage", "STORAGE", value="ResidualStorageCapacity")
        residual |= {(storage, y): each for (storage,), each in stands.items() for y in m.set("YEAR")}
    for storage in m.set("STORAGE"):
        carrier = f"{storage}_content"
        out["carriers"].append([carrier, "PJ", "hour", "yes"])
        out["technologies"].append([storage, "store", carrier, "", "", "horizon", "no", ""])
        out["parameters"].append([storage, "initial_content", "", start.get((storage,), 0.0), "PJ", ""])
        for year in m.set("YEAR"):
            out["existing_capacity"].append([storage, m.region, year, residual.get((storage, year), 0.0), "PJ"])
