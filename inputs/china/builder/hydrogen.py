"""Hydrogen: made from coal, gas, as a by-product and by electrolysis; kept underground; moved by pipeline.

One pool a province on lower heating value: 33.33 GWh/kt. What methanol works make from coal for themselves is in the methanol route.
"""

from __future__ import annotations

from builder.plants import COAL_CARBON, GAS_CARBON
from builder.research import Figure, Research, assumed, derived
from builder.tables import Tables

LHV = 33.33
FULL_HOURS = {
    "h2_coal": 7600,
    "h2_gas": 7600,
    "h2_byproduct": 8600,
}  # of the record, a little below what availability allows
LEFT = {2021: 1.0, 2024: 1.0, 2030: 1.0, 2045: 0.35, 2055: 0.0}


def add_hydrogen(research: Research, tables: Tables) -> None:
    """Production, storage, pipelines, and what other chemistry takes."""
    _fossil(research, tables)
    _byproduct(research, tables)
    _captive(research, tables)
    _electrolysis(research, tables)
    _caverns(research, tables)
    _pipelines(research, tables)
    _other_chemistry(research, tables)


def _fossil(research: Research, tables: Tables) -> None:
    direct = assumed(20.2, "kt/kt", "Direct CO2 of a coal gasification plant (IEA Future of Hydrogen 2019)")
    plants = (
        # technology, name, item, carrier, carbon per GWh, GWh per kt, kWh per kg, color
        (
            "h2_coal",
            "Hydrogen from coal",
            "h2_coal_gasification",
            "coal",
            COAL_CARBON,
            direct.value / COAL_CARBON,
            0.0,
            "#5c4033",
        ),
        (
            "h2_coal_ccs",
            "Hydrogen from coal with capture",
            "h2_coal_gasification_CCS",
            "coal",
            COAL_CARBON,
            21.4 / COAL_CARBON,
            2.0,
            "#8c6d5a",
        ),
        ("h2_gas", "Hydrogen from gas", "h2_SMR", "gas", GAS_CARBON, 45.8, 0.3, "#b08968"),
        ("h2_gas_ccs", "Hydrogen from gas with capture", "h2_SMR_CCS", "gas", GAS_CARBON, 48.5, 1.5, "#d4b08c"),
    )
    for technology, name, item, fuel, carbon, need, power, color in plants:
        tables.converter(
            technology,
            name,
            "h2",
            "kt",
            sector="hydrogen",
            stage="energy supply",
            group="hydrogen",
            color=color,
            clock="year",
        )
        _costs(research, tables, technology, item, 0.04, 25)
        tables.add("ports", assumed(need, "GWh/kt", "From the direct CO2 of the plant and the factor of its fuel, lower heating value"),
                   technology=technology, carrier=fuel, direction="in")  # fmt: skip
        if power:
            tables.add("ports", assumed(power, "GWh/kt", "Power for capture and compression, 1 GWh/kt = 1 kWh/kg"), technology=technology,
                       carrier="electricity", direction="in")  # fmt: skip
        if technology.endswith("ccs"):
            tables.add("ports", assumed(need * carbon * 0.9, "kt/kt", "90 % of the carbon of the fuel"), technology=technology,
                       carrier="co2", direction="out")  # fmt: skip


def _costs(research: Research, tables: Tables, technology: str, item: str, fixed: float, life: float) -> None:
    """Capital per kW of hydrogen, as written, to CNY per t/h."""
    for figure in research.technology(item, "capex", "CNY_2020/kW")[:1]:
        cost = derived(
            figure.value * LHV,
            "CNY_2020/(kg/hour)",
            [figure],
            f"{figure.value:g} CNY_2020 per kW of hydrogen x 33.33 kWh/kg",
        )
        tables.parameter(technology, "capital_cost", cost)
        tables.parameter(
            technology,
            "fixed_cost",
            cost.times(fixed, "CNY_2020/(kg/hour)/year", f"{fixed:.0%} of it a year (assumed)"),
        )
    tables.parameter(technology, "life", assumed(life, "year", "Usual planning life of process plant"))
    share = research.technology(item, "availability", "1")[0]
    tables.parameter(technology, "availability", Figure(share.value / 100, "1", share.source, share.quality))


def _captive(research: Research, tables: Tables) -> None:
    """What stands makes what works of its own province take: hydrogen is not carried between provinces.

    By-product hydrogen goes to other works, gas to refineries and, as far as the record reaches, to ammonia; coal makes the rest.
    So coal comes to what the record has less what methanol works make for themselves, within some per cent.
    """
    output = research.by_region("regions", indicator="output_ammonia_county_based", year=2022)
    need = research.technology("ammonia_synthesis", "stoichiometric_h2", "kt/kt")[0]
    ammonia = {r: derived(f.value * need.value, "Mt", [f, need], "") for r, f in output.items()}
    crude = research.by_region("regions", indicator="h2_demand_refining", year=2023)
    other = _others(research)[2024]
    gas = research.ask("demand", sector="supply_natural_gas", indicator="production", year=2024)
    besides = research.ask("demand", sector="supply_byproduct", indicator="production", year=2024)
    rest = sum(f.value for f in other.values())
    left = (gas.value - sum(f.value for f in crude.values())) / sum(f.value for f in ammonia.values())
    for region in research.provinces:
        made, refined, taken = (part.get(region, assumed(0, "Mt", "")) for part in (ammonia, crude, other))
        spare = taken.value * besides.value / rest
        amounts = {
            "h2_byproduct": (spare, [besides, taken], "by-product of the nation as the use of other works"),
            "h2_gas": (refined.value + left * made.value, [gas, refined, made],
                       f"refineries, and {left:.0%} of ammonia, so that the nation has the record's hydrogen from gas"),
            "h2_coal": ((1 - left) * made.value + taken.value - spare, [made, taken], "the rest of ammonia and other works"),
        }  # fmt: skip
        for technology, (amount, parts, told) in amounts.items():
            hours = FULL_HOURS[technology]
            for year, stays in LEFT.items() if amount > 0 else ():
                note = f"Use of the province 2024 at {hours:,} h: {told}; retires to 2055"
                stands = derived(amount * 1e3 / hours * stays, "kt/hour", parts, note, year)
                tables.add("existing_capacity", stands, technology=technology, region=region, pays="fixed")


def _byproduct(research: Research, tables: Tables) -> None:
    """What coke ovens, chlorine and propane plants give besides; its fuel value is replaced by gas."""
    tables.converter("h2_byproduct", "By-product hydrogen", "h2", "kt", sector="hydrogen", stage="energy supply", group="hydrogen", color="#a8a878",
                     build="no", clock="year", draws_on="by-product")  # fmt: skip
    tables.add("ports", assumed(LHV * 0.5, "GWh/kt", "Half of it was burnt as fuel before and is replaced by gas of the same energy"),
               technology="h2_byproduct", carrier="gas", direction="in")  # fmt: skip
    tables.parameter(
        "h2_byproduct", "variable_cost", assumed(2.0, "CNY_2020/kg", "Purification by pressure swing adsorption")
    )
    tables.parameter("h2_byproduct", "life", assumed(25, "year", "As other process plant"))


def _electrolysis(research: Research, tables: Tables) -> None:
    for technology, name, item, color, life in (
        ("electrolyser_alk", "Alkaline electrolyser", "electrolyser_ALK", "#2a9d8f", 20),
        ("electrolyser_pem", "PEM electrolyser", "electrolyser_PEM", "#52b69a", 20),
    ):
        tables.converter(
            technology, name, "electricity", "GWh", takes=True, sector="hydrogen", group="hydrogen", color=color
        )
        capital = research.technology(item, "capex_installed", "CNY_2020/kW")
        tables.parameter(technology, "capital_cost", *capital)
        for figure in capital:
            tables.parameter(
                technology,
                "fixed_cost",
                figure.times(0.04, "CNY_2020/kW/year", "4 % of it a year with stacks (assumed)"),
            )
        tables.parameter(
            technology, "life", assumed(life, "year", "System with one change of stacks, in the fixed cost")
        )
        tables.parameter(technology, "availability", assumed(0.97, "1", "Planned and unplanned stops"))
        for use in research.technology(item, "specific_electricity_use", "kWh/kg"):
            made = derived(1 / use.value, "kt/GWh", [use], f"{use.value:g} kWh/kg", use.year)
            tables.add("ports", made, technology=technology, carrier="h2", direction="out")
    green = research.ask("demand", sector="supply_green", indicator="production_capacity", year=2024)
    sun = research.by_region("regions", indicator="capacity_wind", year=2024)
    here = {r: sun[r].value for r in ("NM", "XJ", "HE", "GS", "NX", "JL")}
    for region, wind in here.items():
        for year, part in ((2021, 0.15), (2024, 1.0), (2025, 2.0), (2040, 2.0), (2045, 0.0)):
            capacity = green.value * 1e3 * 55.5 / 3500 * wind / sum(here.values()) * part
            stands = derived(
                capacity,
                "GW",
                [green],
                "0.125 Mt/a of 2024 at 3,500 h and 55.5 kWh/kg, in northern provinces by wind plant",
                year,
            )
            tables.add("existing_capacity", stands, technology="electrolyser_alk", region=region, pays="fixed")


def _caverns(research: Research, tables: Tables) -> None:
    """Salt caverns where there is salt, lined rock elsewhere; levels run over the year."""
    for technology, name, item, fixed, color in (
        ("salt_cavern", "Salt cavern", "h2_salt_cavern", 0.0585, "#1b7f79"),
        ("rock_cavern", "Lined rock cavern", "h2_lined_rock_cavern", 0.0461, "#3d5a80"),
    ):
        tables.store(technology, name, "h2", span="year", sector="hydrogen", color=color)
        cost = research.technology(item, "capex_installed", "CNY_2020/kg", variant="recommended China")[0]
        kept = Figure(cost.value, cost.unit, cost.source, cost.quality, "Working gas; kept constant over the years")
        tables.parameter(technology, "capital_cost", kept)
        tables.parameter(
            technology,
            "fixed_cost",
            kept.times(fixed, "CNY_2020/kg/year", f"{fixed:.2%} of it a year, compressor included"),
        )
        tables.parameter(technology, "life", assumed(30, "year", "Recommended life"))
        tables.parameter(technology, "charge_rate", assumed(0.0022, "1/hour", "Filled in some 19 days"))
        tables.parameter(technology, "discharge_rate", assumed(0.0044, "1/hour", "Twice the charge rate"))
        tables.parameter(
            technology,
            "charge_efficiency",
            assumed(0.98, "1", "Power of compression, some 0.7 kWh/kg, taken as hydrogen"),
        )
    for region, figure in research.by_region("regions", indicator="salt_cavern_h2_potential", year=2030).items():
        limit = derived(figure.value * 1000 / LHV, "kt", [figure], "TWh at 33.33 kWh/kg")
        tables.add("potentials", limit, technology="salt_cavern", region=region, limit="capacity_max")


def _pipelines(research: Research, tables: Tables) -> None:
    """Between neighbours, per t/h and km."""
    tables.line("h2_pipeline", "Hydrogen pipeline", "h2", color="#2a9d8f")
    size = research.technology(
        "h2_pipeline_new", "capex", "CNY_2020/km", variant="recommended China DN500 4-6 MPa, ~100 kt/a"
    )[0]
    cost = derived(
        size.value / 1e6 / (100e3 / 8000),
        "MCNY_2020/(t/hour)/km",
        [size],
        "6.5 MCNY/km of a line of some 100 kt a year at 8,000 h",
    )
    tables.parameter("h2_pipeline", "capital_cost", Figure(cost.value, cost.unit, cost.source, cost.quality, cost.note))
    tables.parameter(
        "h2_pipeline", "fixed_cost", cost.times(0.0125, "MCNY_2020/(t/hour)/km/year", "1.25 % of it a year"), year=None
    )
    tables.parameter("h2_pipeline", "life", assumed(40, "year", "Recommended life"))
    tables.parameter("h2_pipeline", "loss", assumed(0.003, "1", "0.3 % of throughput (recalled leakage range)"))
    neighbours(research, tables, "h2_pipeline")


def neighbours(research: Research, tables: Tables, technology: str) -> None:
    """Routes of a technology between provinces that are linked in the planning topology."""
    rows = research.frame("distances")
    rows = rows[(rows.level == "province") & (rows.adjacent == 1)]
    for row in rows.itertuples():
        length = Figure(float(row.pipeline_km), "km", row.source, row.quality, "Great circle x 1.15")
        tables.add(
            "routes",
            length,
            route=f"{row.from_region}-{row.to_region}-{technology}",
            technology=technology,
            from_=row.from_region,
            to=row.to_region,
        )


def _other_chemistry(research: Research, tables: Tables) -> None:
    """Hydrogen that other works take for themselves, whatever it costs: resins, glass, electronics, heat of by-product sites."""
    for amounts in _others(research).values():
        for region, amount in amounts.items():
            tables.add("demand", amount, carrier="h2", region=region)


def _others(research: Research) -> dict[int, dict[str, Figure]]:
    """Year -> province -> hydrogen of other works."""
    path = research.path(
        "demand", region_code="CN", sector="industry_other", carrier="hydrogen", indicator="demand", scenario="low"
    )
    shares = research.by_region("regions", indicator="output_pig_iron", year=2024)
    total = sum(f.value for f in shares.values())
    past = [Figure(path[0].value * 0.95, "Mt H2", path[0].source, path[0].quality, "5 % below 2024", 2021)]
    note = "Low path, by province as pig iron"
    return {
        figure.year: {
            region: derived(figure.value * share.value / total, "Mt/year", [figure, share], note, figure.year)
            for region, share in shares.items()
            if share.value > 0
        }
        for figure in [*past, *path]
    }
