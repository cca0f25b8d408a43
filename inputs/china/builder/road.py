"""Road transport: five classes of vehicles, each with engine, battery or fuel cell, and the hydrogen stations.

A class is a carrier of its own (million vehicle-km a year) with a given demand; its vehicles are converters whose capacity is
thousands of registered vehicles. Vehicles run on the clock of the year: charging is spread evenly over the hours.
"""

from __future__ import annotations

from builder.fuel_use import HISTORY
from builder.provinces import shares
from builder.research import Figure, Research, assumed, derived, interpolate
from builder.tables import Tables
from builder.vehicles import (
    CLASSES,
    DRIVES,
    GASEOUS,
    LHV,
    MJ_PER_KWH,
    PLUG,
    YEARS,
    VehicleClass,
    drives,
    gas_share,
    left,
    mileage,
    service,
    stock,
    survival,
    use_of_energy,
)  # fmt: skip

NAMES = {"ice": "engine", "bev": "battery", "fcev": "fuel cell"}
COLORS = {"ice": "#8c564b", "bev": "#f2b233", "fcev": "#2a9d8f"}
TAKES = {"bev": "electricity", "fcev": "h2_fuel"}
LAST_AGE = {"car": 26}  # from here on no vehicle is left; 20 for the others
GAS_FLOOR_ENDS = 2040  # year from which engines need not burn gas


def add_road(research: Research, tables: Tables) -> None:
    """Rows of vehicles, of what they serve and of stations."""
    for c in CLASSES:
        _demand(research, tables, c)
        _standing(research, tables, c)
        for drive in DRIVES:
            name = f"{c.key}_{drive}"
            tables.converter(
                name, f"{c.name}, {NAMES[drive]}", c.carrier, "Mvkm",
                capacity_unit="kvehicle", clock="year", sector="transport", group=c.key, color=COLORS[drive],
                use="profile" if drive == "fcev" else None, note="They run all they can" if drive == "fcev" else None,
            )  # fmt: skip
            _energy(research, tables, c, drive)
            _cost(research, tables, c, drive)
            far = [mileage(research, c, y) for y in YEARS]
            tables.parameter(name, "activity_per_capacity", *(f.times(1e-3, "Mvkm/year/kvehicle") for f in far))
            _survival(tables, c, name)
    _stations(research, tables)


def _demand(research: Research, tables: Tables, c: VehicleClass) -> None:
    part = shares(research, c.indicator, 2023)
    for year in YEARS:
        national = service(research, c, year)
        for region, share in part.items():
            note = f"{share.note}; {national.note}"
            figure = derived(national.value * share.value, national.unit, [national, share], note, year)
            tables.add("demand", figure, carrier=c.carrier, region=region)


def _standing(research: Research, tables: Tables, c: VehicleClass) -> None:
    """What stood in 2021 and 2024, and what is left of the latter: the path of each drive in each province."""
    whole, electric, cells = (
        shares(research, i, y) for i, y in ((c.indicator, 2023), ("vehicles_nev", 2023), ("vehicles_fcv", 2024))
    )
    for region in research.provinces:
        for year in HISTORY:
            by_drive = drives(research, c, year)
            total = stock(research, c, year).value * whole[region].value
            bev = min(by_drive["bev"].value * electric[region].value, 0.9 * total)
            fcev = by_drive["fcev"].value * cells[region].value if region in cells else 0.0
            found = {"ice": total - bev - fcev, "bev": bev, "fcev": fcev}
            for drive, value in found.items():
                parts = [by_drive[drive], whole[region], electric[region]]
                _path(tables, c, drive, region, derived(value / 1000, "kvehicle", parts, by_drive[drive].note, year))


def _path(tables: Tables, c: VehicleClass, drive: str, region: str, stands: Figure) -> None:
    if stands.value <= 0:
        return
    cells = {"technology": f"{c.key}_{drive}", "region": region}
    tables.add("existing_capacity", stands, **cells)
    for year in YEARS if stands.year == HISTORY[-1] else ():
        if year > stands.year:
            share = left(c, drive, year - stands.year)
            note = f"{share:.3f} of the vehicles of {stands.year} (Weibull {c.life[0]:g} years, shape {c.life[1]:g})"
            value = stands.value * share if share > 0.002 else 0.0
            tables.add(
                "existing_capacity", derived(value, "kvehicle", [stands, assumed(0, "1", "")], note, year), **cells
            )
            if value == 0:
                return


def _survival(tables: Tables, c: VehicleClass, name: str) -> None:
    last = LAST_AGE.get(c.key, 20)
    for age in range(2, last + 1, 2):
        note = f"Weibull, {c.life[0]:g} years, shape {c.life[1]:g}; none after {last} years"
        share = survival(c, age) if age < last else 0.0
        tables.add("survival", assumed(share, "1", note), technology=name, age=age)


# -- energy -------------------------------------------------------------------------------------------------


def _energy(research: Research, tables: Tables, c: VehicleClass, drive: str) -> None:
    used = [use_of_energy(research, c, drive, y) for y in YEARS]
    name = f"{c.key}_{drive}"
    if drive == "bev":
        told = f"at the plug, {PLUG:.0%} reach the battery"
        path = [f.times(1 / PLUG / MJ_PER_KWH, "GWh/Mvkm", told) for f in used]
    elif drive == "fcev":
        path = [f.times(1 / LHV, "kt/Mvkm", "at the pump") for f in used]
    else:
        _engine(research, tables, c, [f.times(1 / MJ_PER_KWH, "GWh/Mvkm") for f in used])
        return
    tables.path("ports", path, technology=name, carrier=TAKES[drive], direction="in")


def _engine(research: Research, tables: Tables, c: VehicleClass, path: list[Figure]) -> None:
    """Fuel and synthetic fuel in free shares; heavy trucks and buses burn gas as well, as much of it as in 2024 at most."""
    cells = {"technology": f"{c.key}_ice", "direction": "in", "group": "fuel"}
    tables.path("ports", path, carrier=c.fuel, **cells)
    tables.path("ports", path, carrier="synfuel", **cells)
    if c.key not in GASEOUS:
        return
    then, now = (gas_share(research, y) for y in HISTORY)
    for f in path:
        most = then if f.year <= HISTORY[0] else now
        least = most * max(0.0, min(1.0, (GAS_FLOOR_ENDS - f.year) / (GAS_FLOOR_ENDS - 2025)))
        note = f"{f.note}; gas is {most:.1%} of the fuel as in {min(f.year, HISTORY[1])}, at most; at least that falling to none in 2040 (assumed)"
        figure = derived(f.value, f.unit, [f, assumed(0, "1", "")], note, f.year)
        tables.add("ports", figure, carrier="gas", share_min=least, share_max=most, **cells)


# -- costs --------------------------------------------------------------------------------------------------


def _cost(research: Research, tables: Tables, c: VehicleClass, drive: str) -> None:
    name, parts = f"{c.key}_{drive}", []
    for model, share in c.models.items():
        kind = f"{model}_{drive.upper()}"
        parts.append((share, _price(research, kind), research.technology(kind, "fixed_om", "%")[0], kind))
    sold, kept = [], []
    for year in (2020, 2025, 2030, 2040, 2050, 2060):
        prices = [derived(interpolate(p, year) * s, "", [p[0]], "", year) for s, p, _, _ in parts]
        value = sum(f.value for f in prices)
        note = f"Purchase of {' and '.join(kind for *_, kind in parts)}, equal parts"
        sold.append(derived(value, "CNY_2020/vehicle", prices, note, year))
        upkeep = sum(f.value * om.value / 100 for f, (_, _, om, _) in zip(prices, parts, strict=True))
        kept.append(
            derived(upkeep, "CNY_2020/vehicle/year", [*prices, *(p[2] for p in parts)], "Share of purchase", year)
        )
    tables.parameter(name, "capital_cost", *sold)
    tables.parameter(name, "fixed_cost", *kept)
    lives = [(s, research.technology(kind, "lifetime", "year")[0]) for s, *_, kind in parts]
    years = derived(sum(s * f.value for s, f in lives), "year", [f for _, f in lives], "Paid back over its use", 0)
    tables.parameter(name, "amortisation", years)


def _price(research: Research, kind: str) -> list[Figure]:
    """The newest default: `v2` from its first year on, the older one before."""
    old, new = (_variant(research, kind, variant) for variant in ("recommended China", "recommended China v2"))
    first = min((f.year for f in new), default=9999)
    return [*(f for f in old if f.year < first), *new]


def _variant(research: Research, kind: str, variant: str) -> list[Figure]:
    rows = research.frame("technologies")
    if rows[(rows.technology == kind) & (rows.parameter == "purchase_cost") & (rows.variant == variant)].empty:
        return []
    return research.technology(kind, "purchase_cost", "CNY_2020/vehicle", variant=variant)


# -- stations -----------------------------------------------------------------------------------------------

STATION = {2025: 1000, 2035: 2000, 2050: 4000}  # kg/day of a new station
DELIVERY = {2025: 4.0, 2040: 2.5}  # CNY_2020/kg from the works or the pipe to the station


def _stations(research: Research, tables: Tables) -> None:
    """Stations of 35 MPa: their output is hydrogen at the pump, whose price is that of the carrier `h2_fuel`."""
    name = "h2_station"
    tables.converter(
        name, "Hydrogen station, 35 MPa", "h2_fuel", "kt", clock="year", sector="transport", cost_category="station"
    )  # fmt: skip
    lost = research.technology("hrs_gaseous_350bar_China", "h2_leakage", "%")[0]
    tables.add(
        "ports", derived(1 + lost.value / 100, "kt/kt", [lost], f"{lost.value:g} % is lost"),
        technology=name, carrier="h2", direction="in",
    )  # fmt: skip
    drawn = research.technology("hrs_gaseous_350bar_China", "specific_electricity_use", "GWh/kt")[0]
    tables.add("ports", drawn, technology=name, carrier="electricity", direction="in", year=None)
    cost = []
    for year, size in STATION.items():
        paid = research.technology(
            "hrs_gaseous_350bar_China", "capex_station", "CNY_2020", variant=f"{size} kg/d 35 MPa"
        )[0]  # fmt: skip
        note = f"a new station sells {size} kg/day (assumed); {paid.value / 1e6:.1f} MCNY"
        cost.append(derived(paid.value / size * 24, "CNY_2020/(kg/hour)", [paid, assumed(0, "1", "")], note, year))
    tables.parameter(name, "capital_cost", *cost)
    upkeep = research.technology("hrs_China_all", "fixed_om", "%")[0]
    note = f"{upkeep.value:g} % of capital cost"
    kept = [derived(f.value * upkeep.value / 100, "CNY_2020/(kg/hour)/year", [f, upkeep], note, f.year) for f in cost]
    tables.parameter(name, "fixed_cost", *kept)
    life = research.technology("hrs_China_all", "lifetime", "year")[0]
    tables.add("parameters", life, technology=name, parameter="life", year=None)
    for parameter, year in (("utilisation", 2025), ("utilisation_target", 2040)):
        part = research.technology("hrs_China_all", parameter, "1", 0.01)[0]
        told = "share of capacity that is sold, now and when the market is grown"
        tables.parameter(name, "availability", derived(part.value, "1", [part], told, year))
    note = "tube trailer over about 100 km, 20 MPa now and 30 to 50 MPa later; not in the chain of pipes and lines"
    tables.parameter(name, "variable_cost", *(assumed(v, "CNY_2020/kg", note, y) for y, v in DELIVERY.items()))
