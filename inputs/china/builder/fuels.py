"""Fuels: the carbon in them, what they cost, how much of them there is, and the emissions no sector accounts for.

Prices are those of the market in money of 2020. After the last known year they stay what they are: oil products at their mean of
2019 to 2022, natural gas at its mean of 2019 to 2022, coal at its price of 2025. Oil products are before consumption tax and VAT.
"""

from __future__ import annotations

from builder.coal_gas import add_coal, add_gas
from builder.money import in_2020
from builder.purchases import GJ_PER_MWH, buy, limited, market
from builder.research import Figure, Research, assumed, derived
from builder.synfuel import add_synfuel
from builder.tables import Tables
from builder.works import provincial, shares_of

KNOWN = (2019, 2020, 2021, 2022)
CRUDE = 41.868  # GJ/t
CARBON = {  # carrier -> item of emission-factors.csv
    "coal": "raw coal (China, NDRC)",
    "gas": "natural gas (China, NDRC)",
    "gasoline": "gasoline (China, NDRC)",
    "diesel": "diesel (China, NDRC)",
    "kerosene": "kerosene (China, NDRC)",
    "oil": "other oil products (China, guideline)",
}
PRODUCTS = {  # carrier -> products of the national balance that it stands for
    "gasoline": ("gasoline",),
    "diesel": ("diesel",),
    "kerosene": ("kerosene",),
    "oil": ("fuel_oil", "lpg", "refinery_gas", "petroleum_coke"),
}


def add_fuels(research: Research, tables: Tables) -> None:
    """Rows of carbon.csv, prices.csv and emissions.csv for fuels, and the plants that make synthetic fuel."""
    _carbon(research, tables)
    add_coal(research, tables)
    add_gas(research, tables)
    _oil(research, tables)
    _biomass(research, tables)
    _unallocated(research, tables)
    add_synfuel(research, tables)


def factor(research: Research, carrier: str) -> Figure:
    """CO2 of a fossil fuel when burnt, oxidation included [kgCO2/GJ]."""
    return research.ask("emission-factors", category="fuel", item=CARBON[carrier])


def _carbon(research: Research, tables: Tables) -> None:
    for carrier in CARBON:
        found = factor(research, carrier).times(GJ_PER_MWH / 1000, "tCO2/MWh")
        if carrier == "oil":
            found = found.times(
                1, "tCO2/MWh", "one factor for fuel oil (76), LPG (62) and the rest: state use as CO2 / 71.9"
            )
        tables.add("carbon", found, carrier=carrier, kind="fossil", year=None)
    wood = research.ask("emission-factors", category="fuel", item="biomass solid (biogenic)")
    tables.add(
        "carbon", wood.times(GJ_PER_MWH / 1000, "tCO2/MWh"), carrier="biomass", kind="biogenic", year=None
    )  # fmt: skip
    like = factor(research, "kerosene").times(
        GJ_PER_MWH / 1000, "tCO2/MWh", "as kerosene; its CO2 came from plants or the air"
    )
    tables.add("carbon", like, carrier="synfuel", kind="biogenic", year=None)
    for carrier, kind in (("co2", "fossil"), ("bco2", "biogenic")):
        tables.add("carbon", carrier=carrier, kind=kind, value=1, unit="tCO2/t", source="STOICH", quality="sourced")
    tables.add(
        "carbon",
        carrier="methanol", kind="fossil", delivered="kept", value=1.374, unit="tCO2/t", source="STOICH", quality="derived",
        note="44.01 / 32.04; methanol is a feedstock here: its carbon leaves in products and is not emitted in the case",
    )  # fmt: skip


# -- oil ----------------------------------------------------------------------------------------------------

TAX = {"gasoline": 2109.8, "diesel": 1411.2}  # consumption tax, CNY/t
VAT = 0.13
HEATING = {"gasoline": 43.07, "diesel": 42.65}  # GJ/t
MARKET = {"gasoline": "gasoline_92", "diesel": "diesel"}
OWN_CRUDE, FOREIGN_CRUDE = "of domestic crude", "of imported crude"  # products are made in the country from either
LIKE_DIESEL = {"kerosene": 1.0, "oil": 0.8}


def _oil(research: Research, tables: Tables) -> None:
    """World-market prices before tax; products of domestic crude cost 1 % less, so that they are used first."""
    paths = {carrier: _product_path(research, carrier) for carrier in MARKET}
    for carrier, ratio in LIKE_DIESEL.items():
        note = f"no price found: {ratio:g} of diesel before tax, per energy (assumed)"
        paths[carrier] = [
            derived(f.value * ratio, f.unit, [f, assumed(ratio, "1", "")], note, f.year) for f in paths["diesel"]
        ]
    for carrier, path in paths.items():
        limit = _domestic(research, carrier)
        nearer = {f.year: f.times(0.99, f.unit, "1 % below imports (assumed)") for f in path}
        limited(tables, carrier, OWN_CRUDE, nearer, dict.fromkeys(nearer, limit), limit_area="together")
        buy(tables, carrier, FOREIGN_CRUDE, path)


def _product_path(research: Research, carrier: str) -> list[Figure]:
    """2019 to 2022, then their mean from 2025."""
    known = [in_2020(market(research, MARKET[carrier], y)) for y in KNOWN]
    note = f"wholesale less VAT of 13 % and consumption tax of {TAX[carrier]:g} CNY/t (from memory)"
    tax = assumed(TAX[carrier], "CNY/t", note)

    def before_tax(value: float) -> float:
        return (value / (1 + VAT) - TAX[carrier]) / HEATING[carrier] * GJ_PER_MWH

    path = [derived(before_tax(f.value), "CNY_2020/MWh", [f, tax], note, f.year) for f in known]
    mean = sum(f.value for f in path) / len(path)
    return [path[2], path[3], derived(mean, "CNY_2020/MWh", path, f"{note}; mean 2019 to 2022, flat after", 2025)]


def _domestic(research: Research, carrier: str) -> Figure:
    """Products of domestic crude: by the share of the product in what refineries made in 2020."""
    made = [f for f in _refined(research).values() if f.value > 0]
    mine = sum(_refined(research)[p].value for p in PRODUCTS[carrier])
    crude = research.ask("energy-prices", carrier="crude_oil", indicator="production", year=2024)
    share = mine / sum(f.value for f in made)
    note = f"{crude.value:.0f} Mt of domestic crude a year, {share:.1%} of it as this product (output of refineries 2020); held"
    return derived(crude.value * share * CRUDE / GJ_PER_MWH * 1000, "GWh/year", [crude, made[0]], note)


def _refined(research: Research) -> dict[str, Figure]:
    rows = research.frame("sector-energy").query(
        "scope == 'balance' and sector == 'transformation_refining_ctl' and year == 2020"
    )
    return {
        c: research.ask("sector-energy", scope="balance", sector="transformation_refining_ctl", year=2020, carrier=c)
        for c in rows.carrier
    }


# -- biomass ------------------------------------------------------------------------------------------------

DRY = 17.0  # GJ/t
BIOMASS = {  # tier -> indicator, CNY_2020/kg, share of it that can be had by year
    "residue": ("biomass_agri_residue", 0.35, {2021: 0.3, 2025: 0.4, 2035: 0.7, 2050: 0.8}),
    "energy_crop": ("biomass_energy_crop_marginal", 0.60, {2025: 0.0, 2035: 0.15, 2050: 0.5, 2060: 0.6}),
}


WASTE = {
    2021: 330.0,
    2024: 420.0,
    2035: 450.0,
}  # TWh a year that plant burns: some 250 to 300 Mt of town waste at 5.5 GJ/t


def _waste(research: Research, tables: Tables) -> None:
    """Town waste, by province as people; it is burnt as it comes, so it costs little."""
    share = shares_of((1.0, provincial(research, "population", 2024)), note="Share of people")
    note = "Town waste at 5.5 GJ/t, taken as biogenic; price of handling"
    for region, part in share.items():
        prices = {y: assumed(10.0, "CNY_2020/MWh", note, y) for y in WASTE}
        limits = {
            y: derived(
                w * 1000 * part.value, "GWh/year", [part, assumed(w, "TWh", "")], f"{w:g} TWh x {part.note.lower()}", y
            )
            for y, w in WASTE.items()
        }
        limited(tables, "biomass", "waste", prices, limits, region=region)


def _biomass(research: Research, tables: Tables) -> None:
    _waste(research, tables)
    for tier, (indicator, price, had) in BIOMASS.items():
        for region, dry in research.by_region("regions", indicator=indicator, year=2015).items():
            if dry.value <= 0:
                continue
            note = f"{price:g} CNY/kg dry at the plant, {DRY:g} GJ/t"
            prices = {y: assumed(price / DRY * 1000 * GJ_PER_MWH, "CNY_2020/MWh", note, y) for y in had}
            told = "of the dry mass of the province can be gathered beside feed, soil and present uses (assumed)"
            limits = {y: dry.times(DRY / GJ_PER_MWH * 1000 * s, "GWh/year", f"{s:.0%} {told}") for y, s in had.items()}
            limited(tables, "biomass", tier, prices, limits, region=region)


# -- what no sector accounts for ----------------------------------------------------------------------------


def _unallocated(research: Research, tables: Tables) -> None:
    """CO2 of 2021 between the national inventory and the sum of sectors, per unit of coal and of oil bought."""
    rows = research.frame("reconciliation").set_index("line").co2_2021_mt
    total = rows["RESIDUAL national - sector lines"]
    oil = rows["unallocated oil: statistical difference of the balance, if burnt"]
    source = "BTR1-2025; NBS-EB-via-EPS; EF-NDRC; RECALL-EFCN"
    used = {"coal": coal_used(research), "oil": _oil_used(research)}
    for carriers, amount, fuel in ((("coal",), total - oil, "coal"), (tuple(PRODUCTS), oil, "oil")):
        note = f"{amount:.0f} MtCO2 of 2021 that the balance cannot assign / {used[fuel]:.0f} PJ of {fuel} used in 2021"
        note += ", the rest of the residual with it" if fuel == "coal" else " by the lines that burn oil only"
        for carrier in carriers:
            tables.add(
                "emissions",
                flow="purchase", carrier=carrier, gas="CO2", sector="unallocated", stage="use",
                value=amount / used[fuel] * GJ_PER_MWH, unit="tCO2/MWh", source=source, quality="derived", note=note,
            )  # fmt: skip


def coal_used(research: Research) -> float:
    """Coal of the balance of 2020, without its statistical difference, grown to 2021 [PJ]."""
    rows = research.frame("sector-energy")
    rows = rows[(rows.scope == "balance") & (rows.carrier == "coal") & (rows.year == 2020)].set_index("sector").value
    parts = [s for s in rows.index if s.startswith("transformation_")]
    parts += ["industry_total_incl_feedstock", "agriculture", "construction", "residential", "services_other"]
    parts += ["transport_statistical", "wholesale_retail_hotels"]
    lines = research.frame("reconciliation")
    grown = lines[lines.line.str.startswith("unallocated coal: statistical")].iloc[0]
    return float(rows[parts].abs().sum() * grown.co2_2021_mt / grown.co2_2020_mt)


def _oil_used(research: Research) -> float:
    """Energy of the lines of 2021 that burn nothing but oil products [PJ]."""
    rows = research.frame("reconciliation")
    liquid = "oil|gasoline|diesel|kerosene|private and company"
    rows = rows[~rows.group.isin(["unallocated", "summary", "comparison", "transformation_losses"])]
    rows = rows[rows.line.str.contains(liquid) & ~rows.line.str.contains("refining|gas and|soil")]
    return float((rows.activity_2020 * rows.index_2021).sum())
