"""Gases other than CO2, in tonnes of CO2 equivalent (GWP100): a thing apart from all targets, for the scope of all gases.

Methane of mining and of gas goes with the fuel that is bought. Farms, waste, nitrous oxide and fluorinated gases are what the inventory of
2021 has besides; their path is given and nothing here changes it.
"""

from __future__ import annotations

from builder.fuels import coal_used
from builder.research import Research, assumed, derived, interpolate
from builder.tables import Tables
from builder.works import HOURS, YEARS, by_share, planned, provincial, shares_of

GAS = "other_gases"
UPSTREAM = {"coal": "coal mining upstream (CH4+energy)", "gas": "natural gas upstream incl. methane"}
METHANE = 0.9  # of what lies upstream; the rest is energy that the case has already
GAS_2021 = 13000  # PJ burnt, order of the balance (assumed)
LATER = {2021: 1.0, 2030: 1.0, 2060: 0.65}


def add_other_gases(research: Research, tables: Tables) -> None:
    """Rows of emissions, and a given source for what no fuel explains."""
    upstream, burnt = 0.0, {"coal": coal_used(research), "gas": GAS_2021}
    for carrier, item in UPSTREAM.items():
        factor = research.ask("emission-factors", item=item)
        share = assumed(METHANE, "1", "")
        note = f"{factor.value:g} kgCO2e/GJ upstream, {METHANE:.0%} of it methane (assumed)"
        rate = derived(factor.value * METHANE * 0.0036, "t/MWh", [factor, share], note)
        tables.add(
            "emissions", rate, flow="purchase", carrier=carrier, gas=GAS, sector="other gases", stage="raw material"
        )
        upstream += factor.value * METHANE * burnt[carrier] / 1000
    _given(research, tables, upstream)


def _given(research: Research, tables: Tables, upstream: float) -> None:
    tables.carrier(GAS, "Other gases, CO2 equivalent", "kt", "#bc6c25", surplus="yes")
    source = "Farms, waste, N2O, fluorinated gases"
    tables.converter(
        GAS, source, GAS, "kt", sector="other gases", stage="manufacture", build="no", use="profile", color="#bc6c25", clock="year"
    )  # fmt: skip
    unit = assumed(1, "t/t", "Unit of the source")
    tables.add("emissions", unit, flow="activity", technology=GAS, gas=GAS, stage="manufacture")
    nothing = assumed(0, "t/t", "A statement: it is counted where it comes from")
    tables.add("emissions", nothing, flow="surplus", carrier=GAS, gas=GAS, stage="manufacture")
    tables.parameter(GAS, "life", assumed(60, "year", "Longer than the horizon: the path says what there is"))
    every = research.ask("policies", indicator="ghg_total_excl_lulucf", year=2021)
    co2 = research.frame("reconciliation")
    co2 = float(co2[co2.line.str.startswith("national inventory: fuel")].co2_2021_mt.iloc[0])
    rest = every.value - co2 - upstream
    told = f"{every.value:,.0f} MtCO2e of 2021 less {co2:,.0f} of CO2 and {upstream:.0f} with fuels"
    path = [
        derived(
            rest * interpolate(planned("1", "", LATER), y),
            "Mt",
            [every, assumed(0, "1", "")],
            f"{told}; a third less by 2060 (assumed)",
            y,
        )
        for y in YEARS
    ]
    share = shares_of((1.0, provincial(research, "population", 2024)), note="Share of people")
    for region, figures in by_share(path, share).items():
        for figure in figures:
            capacity = derived(figure.value * 1000 / HOURS, "kt/hour", [figure], figure.note, figure.year)
            tables.add("existing_capacity", capacity, technology=GAS, region=region, pays="fixed")
