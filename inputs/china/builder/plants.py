"""Power plants: costs, efficiencies and potentials of every kind."""

from __future__ import annotations

from builder.research import Figure, Research, assumed, derived
from builder.tables import Tables
from builder.utilisation import utilisation

CNY_KW = "CNY_2020/kW"
COAL_CARBON = 0.092324 * 3.6  # kt of CO2 per GWh of coal: 92.32 kg/GJ
GAS_CARBON = 0.05561 * 3.6  # of gas: 55.61 kg/GJ
CAPTURE = 0.9
CONNECTION = {
    "wind_on": 500,
    "wind_off": 300,
    "pv": 500,
    "pv_roof": 250,
}  # CNY/kW: lines to the grid, and what it is strengthened by
FIRST = 2025  # runs as the last year of the record: its plant is built over the year. From 2030 on the fleet runs as the profiles say
GAS_2021 = 109.2  # GW of gas plant, as in the fleet
TAKEN = assumed(
    0.95,
    "1",
    "Lines within a province take 95 % of what there is, as in 2024 (recalled: 95.9 % of wind, 96.8 % of sun)",
)
LAST = 2024  # last year of the record
HEAT_RATE_GAIN = 0.99  # in the index of the reconciliation: fuel of 2021 grew by so much less than generation
NOT_COAL_2021 = (
    assumed(287, "TWh", "Gas power of 2021, recalled (CEC)", 2021),
    assumed(166, "TWh", "Biomass power of 2021, recalled (CEC)", 2021),
)
WASTE_BURNT = {2021: 4300, 2024: 4450, 2025: 4450, 2040: 3000}
NEW_PLANT = {2030: 0.3, 2040: 0.8, 2050: 1.0, 2060: 1.0}  # share of the fleet built after 2024
KINDS = (
    # technology, name, technologies.csv, variant, sector color, variable cost CNY/MWh
    ("coal_power", "Coal power", "coal_power", "recommended China v2", "#4a4a4a", 27.6),
    ("coal_ccs", "Coal power with capture", "coal_power_CCS", "recommended China", "#7a7a7a", 45.0),
    ("gas_power", "Gas power", "gas_CCGT", "recommended China v2", "#a07855", 20.0),
    ("gas_ccs", "Gas power with capture", "gas_CCGT_CCS", "recommended China", "#c4a484", 35.0),
    ("nuclear", "Nuclear", "nuclear", "recommended China v2", "#c44e52", 60.0),
    ("hydro", "Hydro", "hydro", "recommended China", "#4c72b0", 5.0),
    ("wind_on", "Onshore wind", "onshore_wind", "", "#4c8bc0", 0.0),
    ("wind_off", "Offshore wind", "offshore_wind", "recommended China v2", "#1f4e79", 0.0),
    ("pv", "Utility solar", "pv_utility", "", "#f2b233", 0.0),
    ("pv_roof", "Distributed solar", "pv_distributed", "recommended China", "#f7d774", 0.0),
)


def add_plants(research: Research, tables: Tables) -> None:
    """Converters that make electricity, with costs and fuels."""
    places = {
        "nuclear": research.by_region("regions", indicator="capacity_nuclear", year=2024),
        "hydro": research.by_region("potentials", technology="hydro", indicator="capacity_conventional", month=None),
        "wind_off": research.by_region("potentials", technology="offwind", indicator="flh_corrected", month=None),
    }
    for technology, name, item, variant, color, variable in KINDS:
        tables.converter(
            technology,
            name,
            "electricity",
            "GWh",
            sector="power",
            stage="energy supply",
            group=_group(technology),
            color=color,
            clock="day" if technology in ("nuclear", "coal_ccs") else None,
            retire="yes" if technology == "coal_power" else None,
            regions=";".join(places.get(technology, ())) or None,
        )
        _costs(research, tables, technology, item, variant)
        if variable:
            note = "Operation without fuel: chemicals, water, ash, spare parts; order of published figures"
            tables.parameter(technology, "variable_cost", assumed(variable, "CNY_2020/MWh", note))
    _thermal(research, tables)
    _biomass(research, tables)
    _hydrogen_turbine(research, tables)
    _renewables(research, tables)


def _group(technology: str) -> str:
    return "renewable" if technology in ("hydro", "wind_on", "wind_off", "pv", "pv_roof") else "thermal"


def _costs(research: Research, tables: Tables, technology: str, item: str, variant: str) -> None:
    """Capital by year of building, fixed cost as a share of it, life."""
    where = {"variant": variant} if variant else {}
    capital = _without_twins(research, item, where)
    if technology in CONNECTION:
        more = assumed(CONNECTION[technology], CNY_KW, "")
        told = f"and {more.value:g} CNY/kW for lines to the grid and within the province (assumed)"
        capital = [derived(f.value + more.value, CNY_KW, [f, more], told, f.year) for f in capital]
    share = research.technology(item, "fixed_om", "%")[0]
    tables.parameter(technology, "capital_cost", *capital)
    for figure in capital:
        note = f"{share.value:g} % of the capital cost a year"
        cost = derived(figure.value * share.value / 100, f"{CNY_KW}/year", [figure, share], note, figure.year)
        tables.parameter(technology, "fixed_cost", cost)
    tables.parameter(technology, "life", _timeless(research.technology(item, "lifetime", "year")[0]))


def _without_twins(research: Research, item: str, where: dict[str, str]) -> list[Figure]:
    """Capital cost by year; where two defaults stand, by year the newer one (v2) fills the gaps of the other."""
    rows = research.frame("technologies")
    rows = rows[(rows.technology == item) & (rows.parameter == "capex")]
    variants = [where["variant"]] if where else sorted(rows[rows.case == "mid"].variant.unique())
    paths = [f for v in variants for f in research.technology(item, "capex", CNY_KW, variant=v)]
    return sorted({f.year: f for f in paths}.values(), key=lambda f: f.year)


def _timeless(figure: Figure) -> Figure:
    return Figure(figure.value, figure.unit, figure.source, figure.quality, figure.note)


def _thermal(research: Research, tables: Tables) -> None:
    tables.add("ports", _coal_rate(research), technology="coal_power", carrier="coal", direction="in")
    for technology, item, fuel in (
        ("coal_ccs", "coal_power_CCS", "coal"), ("gas_power", "gas_CCGT", "gas"), ("gas_ccs", "gas_CCGT_CCS", "gas"),
    ):  # fmt: skip
        efficiency = _timeless(research.technology(item, "efficiency_LHV", "1")[0])
        need = derived(1 / efficiency.value, "GWh/GWh", [efficiency], f"Efficiency {efficiency.value:g}")
        tables.add("ports", need, technology=technology, carrier=fuel, direction="in")
        if technology.endswith("ccs"):
            carbon = COAL_CARBON if fuel == "coal" else GAS_CARBON
            rate = research.technology(item, "capture_rate", "%")[0]
            caught = derived(
                carbon * need.value * rate.value / 100,
                "kt/GWh",
                [need, rate],
                f"{rate.value:g} % of the carbon of its fuel",
            )
            tables.add("ports", caught, technology=technology, carrier="co2", direction="out")
    for technology, item in (("coal_power", "coal_power"), ("coal_ccs", "coal_power_CCS"), ("gas_power", "gas_CCGT"),
                             ("gas_ccs", "gas_CCGT_CCS"), ("nuclear", "nuclear")):  # fmt: skip
        share = _timeless(research.technology(item, "availability", "1", variant="recommended China")[0])
        tables.parameter(
            technology, "availability", Figure(share.value / 100, "1", share.source, share.quality, share.note)
        )
    hours = research.ask("policies", indicator="flh_gas", year=2024)
    keep = "Plant that heats towns and holds the grid ran {:.0f} h in 2024; the obligation is taken to end by 2040"
    ran = derived(NOT_COAL_2021[0].value * 1e3 / GAS_2021, "hour/year", NOT_COAL_2021[:1],
                  f"287 TWh of 2021 (recalled) over {GAS_2021:g} GW", 2021)  # fmt: skip
    tables.parameter("gas_power", "full_load_hours_min", ran)
    for year, part in ((2024, 0.95), (2025, 0.95), (2030, 0.6), (2040, 0.0)):
        told = keep.format(hours.value)
        least = derived(hours.value * part, "hour/year", [hours, assumed(part, "1", "")], told, year)
        tables.parameter("gas_power", "full_load_hours_min", least)


def _coal_rate(research: Research) -> Figure:
    """Coal for a unit of power: the coal of power plants over all thermal power but that of gas and biomass.

    Furnace gas and waste heat make power too; their generation is in the load, their carbon in steel. So the rate is that of both together.
    """
    rows = research.frame("reconciliation")
    row = rows[(rows.group == "power") & (rows.line == "coal")].iloc[0]
    before = research.by_region("regions", indicator="generation_thermal", year=2020)
    grown = row.index_2021 / HEAT_RATE_GAIN
    power = sum(f.value for f in before.values()) * grown - sum(f.value for f in NOT_COAL_2021)
    fuel = row.activity_2020 * row.index_2021 / 3.6
    note = (
        f"Coal of power plants 2021 ({fuel:,.0f} TWh) over thermal generation without gas and biomass ({power:,.0f} TWh); "
        "furnace gas and waste heat are in it; 0.285 kgce/kWh, gross"
    )
    return derived(fuel / power, "GWh/GWh", [*before.values(), *NOT_COAL_2021], note)


def _biomass(research: Research, tables: Tables) -> None:
    """Biomass power with and without capture."""
    coal = research.technology("coal_power", "capex", CNY_KW, variant="recommended China v2")[0]
    ccs = research.technology("coal_power_CCS", "capex", CNY_KW, variant="recommended China")
    carbon = 0.112 * 3.6
    for technology, name, color, efficiency, capital, factor in (
        ("biomass_power", "Biomass and waste power", "#7f9f3f", 0.30, [coal], 2.0),
        ("beccs", "Biomass power with capture", "#a4c639", 0.25, ccs, 1.8),
    ):
        tables.converter(
            technology,
            name,
            "electricity",
            "GWh",
            sector="power",
            group="renewable",
            color=color,
            stage="energy supply",
            clock="day",
        )
        note = f"{factor:g} times the coal plant per kW: smaller units, more handling of fuel"
        for figure in capital:
            cost = derived(
                figure.value * factor,
                CNY_KW,
                [figure, assumed(factor, "1", "")],
                note,
                figure.year if len(capital) > 1 else 0,
            )
            tables.parameter(technology, "capital_cost", cost)
            tables.parameter(technology, "fixed_cost", cost.times(0.04, f"{CNY_KW}/year", "4 % of it a year"))
        tables.parameter(technology, "life", assumed(30, "year", "As recommended for coal plant of its size"))
        tables.parameter(technology, "availability", assumed(0.85, "1", "As coal plant"))
        tables.parameter(technology, "variable_cost", assumed(40, "CNY_2020/MWh", "Operation without fuel"))
        need = assumed(1 / efficiency, "GWh/GWh", f"Efficiency {efficiency:g}, gross")
        tables.add("ports", need, technology=technology, carrier="biomass", direction="in")
        if technology == "biomass_power":
            for year, hours in WASTE_BURNT.items():
                note = "Waste is burnt as it comes; generation over plant of the record (166 TWh of 38 GW, 208 of 46), less as plant for straw stops"
                least = assumed(hours, "hour/year", note, year)
                tables.parameter(technology, "full_load_hours_min", least)
                most = assumed(hours if year <= FIRST else 7400, "hour/year", "The record; later as availability", year)
                tables.parameter(technology, "full_load_hours_max", most)
        if technology == "beccs":
            caught = derived(carbon / efficiency * CAPTURE, "kt/GWh", [need], "90 % of 112 kg/GJ of the biomass")
            tables.add("ports", caught, technology=technology, carrier="bco2", direction="out")


def _hydrogen_turbine(research: Research, tables: Tables) -> None:
    tables.converter(
        "h2_power", "Hydrogen turbine", "electricity", "GWh", sector="power", group="thermal", color="#2a9d8f"
    )
    _costs(research, tables, "h2_power", "gas_CCGT", "recommended China v2")
    heat = research.technology("physical_constant", "LHV_H2", "kWh/kg")[0]
    efficiency = research.technology("gas_CCGT", "efficiency_LHV", "1")[0]
    need = derived(
        1 / heat.value / efficiency.value, "kt/GWh", [heat, efficiency], "Efficiency of the gas plant, 33.33 kWh/kg"
    )
    tables.add("ports", need, technology="h2_power", carrier="h2", direction="in")
    tables.parameter("h2_power", "availability", assumed(0.92, "1", "As the gas plant"))


def site_gains(research: Research, item: str) -> dict[str, dict[int, Figure]]:
    """Province -> year -> full-load hours of the fleet over those of today: new plant stands higher and on better sites."""
    now = research.by_region("potentials", technology=item, indicator="flh_corrected", month=None)
    found: dict[str, dict[int, Figure]] = {
        region: {2024: derived(1.0, "1", [f], "", 2024)} for region, f in now.items()
    }
    for year, share in NEW_PLANT.items():
        new = research.by_region("potentials", technology=item, indicator="flh_new_build", year=year)
        for region, figure in new.items():
            gain = 1 + share * max(figure.value / now[region].value - 1, 0.0)
            found[region][year] = derived(
                gain, "1", [figure, now[region]], f"New plant is {share:.0%} of the fleet (assumed)", year
            )
    return found


def _as_it_ran(record: dict[int, Figure]) -> list[tuple[int, Figure]]:
    """Utilisation of the years of the record, and of the first year, which is as the last of them."""
    return [*record.items(), (FIRST, record[LAST])]


def _renewables(research: Research, tables: Tables) -> None:
    """Profiles (of the fleet of 2060), the share of them that the fleet of earlier years reaches, potentials."""
    record = utilisation(research)
    for technology, profile, item in (
        ("wind_on", "onwind", "onwind"),
        ("pv", "solar", "solar"),
        ("pv_roof", "solar", "solar"),
    ):
        for region, by_year in site_gains(research, item).items():
            last = by_year[max(by_year)].value
            for year, gain in by_year.items():
                note = gain.note or "Fleet of today over that of 2060"
                if year != LAST:
                    share = derived(gain.value / last * TAKEN.value, "1", [gain, TAKEN], f"{note}; {TAKEN.note}", year)
                    tables.parameter(technology, "availability", share, region=region, profile=profile)
                    continue
                for past, ran in _as_it_ran(record[profile]):
                    of_record = derived(gain.value / last * ran.value, "1", [gain, ran], f"{note}; {ran.note}", past)
                    tables.parameter(technology, "availability", of_record, region=region, profile=profile)
    at_sea = "Uncorrected weather model"
    for past, ran in _as_it_ran(record["onwind"]):
        of_record = derived(ran.value, "1", [ran], f"{at_sea}; {ran.note}", past)
        tables.parameter("wind_off", "availability", of_record, profile="offwind")
    tables.parameter(
        "wind_off", "availability", assumed(TAKEN.value, "1", f"{at_sea}; {TAKEN.note}", 2030), profile="offwind"
    )
    tables.parameter(
        "hydro", "availability", assumed(1.0, "1", "Monthly capacity factor of the province"), profile="hydro"
    )
    for technology, item, indicator in (
        ("wind_on", "onwind", "land_restricted_potential"), ("wind_off", "offwind", "technical_potential"),
        ("pv", "solar", "land_restricted_potential"), ("pv_roof", "solar_distributed", "technical_potential"),
    ):  # fmt: skip
        for region, figure in research.by_region("potentials", technology=item, indicator=indicator).items():
            tables.add("potentials", Figure(figure.value, "GW", figure.source, figure.quality, figure.note), technology=technology,
                       region=region, limit="capacity_max")  # fmt: skip
