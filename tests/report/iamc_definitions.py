"""Names and units of the IAMC, frozen: templates of github.com/IAMconsortium/common-definitions, definitions/variable.

Read in November 2026: energy/{primary,secondary,final}-energy*.yaml (708b5e9, 28f9212, 036ec07, 0214438), their tags (304dd1e,
3b42c96, 15c0197, 1065e76), energy-prices.yaml (a979806), emissions/{emissions,carbon-management}.yaml (00377bd, 0590c68),
macro-economy/investment.yaml (00377bd); capacity, stocks, trade, production and the finer names of investment as listed by the
review of June 2026 (10,505 names). What is not here is an extension, whatever a model calls it.
"""

from __future__ import annotations

import re
from itertools import product

FOSSIL = ["Coal", "Gas", "Oil", "Fossil"]
TAGS = {
    "ccs": ["w/ CCS", "w/o CCS"],
    "fossil": FOSSIL,
    "renewable": ["Hydro", "Solar", "Solar|PV", "Solar|CSP", "Wind", "Wind|Onshore", "Wind|Offshore", "Geothermal", "Ocean"],
    "fuel": ["Liquids", "Solids", "Gases", "Hydrogen", "Heat"],
    "non-energy": [
        "Iron and Steel", "Non-Ferrous Metals", "Non-Metallic Minerals", "Chemicals", "Chemicals|Ammonia",
        "Chemicals|Methanol", "Chemicals|High Value Chemicals", "Plastics", "Other Sector",
    ],
    "sector": [
        "Agriculture", "Industry", "Industry|Iron and Steel", "Industry|Non-Ferrous Metals", "Industry|Non-Metallic Minerals",
        "Industry|Chemicals", "Industry|Chemicals|Ammonia", "Industry|Chemicals|Methanol", "Industry|Cement",
        "Industry|Plastics", "Industry|Pulp and Paper", "Industry|Other Sector", "Residential", "Commercial",
        "Residential and Commercial", "Transportation", "Transportation|Bus", "Transportation|Light-Duty Vehicle",
        "Transportation|Truck", "Transportation|Rail", "Transportation|Domestic Aviation",
        "Transportation|Domestic Shipping", "Transportation|Passenger", "Transportation|Freight", "Bunkers", "Other Sector",
    ],
    "liquid": ["Biomass", *FOSSIL, "Hydrogen", "Electricity", "Other"],
    "vehicle": ["Truck", "Bus", "Light-Duty Vehicle"],
    "drive": ["Fuel-Cell-Electric", "Battery-Electric", "Internal Combustion"],
    "measure": ["Capacity", "Capacity Additions"],
    "industry": [
        "Iron and Steel", "Non-Ferrous Metals", "Non-Metallic Minerals", "Chemicals", "Other Sector",
    ],
}  # fmt: skip

TEMPLATES = {
    "EJ/yr": [
        "Primary Energy", "Primary Energy|Biomass", "Primary Energy|{renewable}", "Primary Energy|Nuclear",
        "Primary Energy|{fossil}", "Primary Energy|Secondary Energy Trade", "Primary Energy|Other",
        "Secondary Energy|Electricity", "Secondary Energy|Electricity|Biomass", "Secondary Energy|Electricity|Biomass|{ccs}",
        "Secondary Energy|Electricity|{renewable}", "Secondary Energy|Electricity|Nuclear",
        "Secondary Energy|Electricity|Hydrogen", "Secondary Energy|Electricity|Ammonia",
        "Secondary Energy|Electricity|{fossil}", "Secondary Energy|Electricity|{fossil}|{ccs}",
        "Secondary Energy|Electricity|Other",
        "Secondary Energy|Liquids", "Secondary Energy|Liquids|{liquid}",
        "Secondary Energy|Gases", "Secondary Energy|Gases|Biomass", "Secondary Energy|Gases|Hydrogen",
        "Secondary Energy|Gases|Other",
        "Secondary Energy|Hydrogen", "Secondary Energy|Hydrogen|Biomass", "Secondary Energy|Hydrogen|Biomass|{ccs}",
        "Secondary Energy|Hydrogen|{fossil}", "Secondary Energy|Hydrogen|{fossil}|{ccs}",
        "Secondary Energy|Hydrogen|Electricity", "Secondary Energy|Hydrogen|Nuclear", "Secondary Energy|Hydrogen|Solar",
        "Secondary Energy|Hydrogen|Other",
        "Secondary Energy|Heat", "Secondary Energy|Heat|Biomass", "Secondary Energy|Heat|Biomass|{ccs}",
        "Secondary Energy|Heat|{fossil}", "Secondary Energy|Heat|{fossil}|{ccs}", "Secondary Energy|Heat|Electricity",
        "Secondary Energy|Heat|Geothermal", "Secondary Energy|Heat|Nuclear", "Secondary Energy|Heat|Solar",
        "Secondary Energy|Heat|Hydrogen", "Secondary Energy|Heat|Other",
        "Final Energy", "Final Energy|Electricity", "Final Energy|{fuel}", "Final Energy|{sector}",
        "Final Energy|{sector}|Electricity", "Final Energy|{sector}|{fuel}", "Final Energy|Non-Energy Use",
        "Final Energy|Non-Energy Use|{fuel}", "Final Energy|Non-Energy Use|{non-energy}",
        "Final Energy|Non-Energy Use|{non-energy}|{fuel}",
        "Trade|Secondary Energy|Hydrogen [Volume]", "Trade|Secondary Energy|Electricity [Volume]",
    ],
    "GW": [
        "{measure}|Electricity", "{measure}|Electricity|Biomass", "{measure}|Electricity|Biomass|{ccs}",
        "{measure}|Electricity|{renewable}", "{measure}|Electricity|Nuclear", "{measure}|Electricity|Hydrogen",
        "{measure}|Electricity|Other", "{measure}|Electricity|{fossil}", "{measure}|Electricity|{fossil}|{ccs}",
        "{measure}|Hydrogen", "{measure}|Hydrogen|Electricity", "{measure}|Hydrogen|Biomass",
        "{measure}|Hydrogen|Biomass|{ccs}", "{measure}|Hydrogen|{fossil}", "{measure}|Hydrogen|{fossil}|{ccs}",
        "{measure}|Hydrogen|Other",
    ],
    "million": [
        "Stocks|Transportation|{vehicle}", "Stocks|Transportation|{vehicle}|{drive}",
        "Sales|Transportation|{vehicle}", "Sales|Transportation|{vehicle}|{drive}",
    ],
    "Mt CO2/yr": [
        "Emissions|CO2", "Emissions|CO2|AFOLU", "Emissions|CO2|AFOLU|Land", "Emissions|CO2|Energy",
        "Emissions|CO2|Energy and Industrial Processes", "Emissions|CO2|Energy|Supply",
        "Emissions|CO2|Energy|Supply|Electricity", "Emissions|CO2|Energy|Supply|{fuel}",
        "Emissions|CO2|Energy|Supply|Other", "Emissions|CO2|Energy|Demand", "Emissions|CO2|Energy|Demand|Industry",
        "Emissions|CO2|Energy|Demand|Industry|{non-energy}", "Emissions|CO2|Energy|Demand|Residential and Commercial",
        "Emissions|CO2|Energy|Demand|Transportation", "Emissions|CO2|Energy|Demand|Other Sector",
        "Emissions|CO2|Industrial Processes", "Emissions|CO2|Industrial Processes|{non-energy}", "Emissions|CO2|Other",
        "Emissions|CO2|Other Capture and Removal", "Gross Emissions|CO2",
        "Carbon Capture", "Carbon Capture|Energy", "Carbon Capture|Energy|Supply",
        "Carbon Capture|Energy|Supply|Electricity", "Carbon Capture|Energy|Supply|{fuel}", "Carbon Capture|Energy|Demand",
        "Carbon Capture|Energy|Demand|Industry", "Carbon Capture|Energy|Demand|Industry|{industry}",
        "Carbon Capture|Industrial Processes", "Carbon Capture|Direct Air Capture", "Carbon Capture|Other Sources",
        "Carbon Capture|Geological Storage", "Carbon Capture|Utilization", "Carbon Removal", "Carbon Removal|Land Use",
    ],
    "Mt CO2-equiv/yr": ["Emissions|Kyoto Gases"],
    "Mt CH4/yr": ["Emissions|CH4"],
    "Mt/yr": ["Production|Chemicals|Ammonia", "Production|Iron and Steel|Steel"],
    "billion USD_2010/yr": [
        "Investment|Energy Supply", "Investment|Energy Supply|Electricity", "Investment|Energy Supply|Electricity|Solar",
        "Investment|Energy Supply|Electricity|Solar|PV", "Investment|Energy Supply|Electricity|Wind",
        "Investment|Energy Supply|Electricity|Storage",
        "Investment|Energy Supply|Electricity|Transmission and Distribution", "Investment|Energy Supply|{fuel}",
        "Investment|Energy Supply|Hydrogen|Electricity", "Investment|Energy Supply|Hydrogen|{fossil}",
        "Investment|Energy Supply|Hydrogen|Biomass",
    ],
    "USD_2010/GJ": [
        "Price|Primary Energy|Biomass", "Price|Primary Energy|{fossil}", "Price|Secondary Energy|Electricity",
        "Price|Secondary Energy|{fuel}",
    ],
    "USD_2010/t CO2": ["Price|Carbon"],
}  # fmt: skip


def expanded(template: str) -> list[str]:
    """Every name of a template."""
    tags = re.findall(r"{([\w-]+)}", template)
    names = []
    for words in product(*(TAGS[tag] for tag in tags)):
        name = template
        for tag, word in zip(tags, words, strict=True):
            name = name.replace(f"{{{tag}}}", word, 1)
        names.append(name)
    return names


def definitions() -> dict[str, str]:
    """Name -> unit; additions of capacity are by the year."""
    flat = {name: unit for unit, names in TEMPLATES.items() for t in names for name in expanded(t)}
    return {n: f"{u}/yr" if n.startswith("Capacity Additions") else u for n, u in flat.items()}
