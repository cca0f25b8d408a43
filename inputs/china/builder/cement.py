"""Cement: kilns as they stand, kilns converted to less clinker and other fuels, kilns with capture.

The carbon of limestone comes in by the carrier `carbonate` (1 t CO2 per t), so that kilns with and without capture are accounted alike.
"""

from __future__ import annotations

from builder.accounts import CLINKER_FUEL, clinker_process
from builder.capture import Capture
from builder.research import Figure, Research, assumed, derived
from builder.tables import Tables
from builder.works import CARBONATE, Works, by_share, carbon, provincial, serve

LOW_CLINKER = 0.60
KILN = 0.92  # fuel per t of clinker of a converted kiln over today
RENEWAL = 200  # CNY per t a year
WASTE_NOW = {2021: 0.0, 2024: 0.02, 2030: 0.08, 2040: 0.15}
WASTE_NEW = {2021: 0.0, 2030: 0.15, 2040: 0.30, 2060: 0.45}


def add_cement(research: Research, tables: Tables) -> None:
    """Demand, kilns, what stands."""
    demand, clinker = _demand(research), research.ask("abatement", indicator="clinker_to_cement_ratio")
    serve(tables, "cement", demand)
    coal, process = carbon(research, "coal"), clinker_process(research)
    output = sum(path[0].value for path in demand.values())
    rock = derived(process.value / output, "kt/kt", [process, clinker], f"Calcination of 2021 on {output:.0f} Mt")
    heat = derived(
        CLINKER_FUEL.value / output / coal.value, "GWh/kt", [CLINKER_FUEL, coal], "Kiln fuel of 2021 on output"
    )
    less = LOW_CLINKER / clinker.value
    told = f"Clinker {clinker.value:g} to {LOW_CLINKER:g} per t of cement: calcined clay, slag, limestone"
    low_rock = derived(rock.value * less, "kt/kt", [rock], told)
    low_heat = derived(heat.value * less * KILN, "GWh/kt", [heat], f"{told}; kiln 8 % better (100 kgce/t)")
    use = research.ask("sector-energy", scope="electricity_by_sector", sector="cement_manufacture", year=2021)
    power = derived(use.value / output, "GWh/kt", [use], "Electricity of cement works in 2021 on output")

    kiln = Works.of(
        tables,
        "cement_kiln",
        "Cement kilns, existing",
        "cement",
        sector="cement",
        group="cement",
        build="no",
        color="#a3a3a3",
    )
    low = Works.of(
        tables,
        "cement_low",
        "Kilns with less clinker and other fuels",
        "cement",
        sector="cement",
        group="cement",
        color="#c2c5aa",
    )
    for works, stone, need, waste in ((kiln, rock, heat, WASTE_NOW), (low, low_rock, low_heat, WASTE_NEW)):
        works.takes(CARBONATE, stone)
        works.takes("electricity", power)
        works.shares("kiln fuel", "coal", need, {2021: 0.0}, {2021: 1.0})
        works.shares("kiln fuel", "biomass", need, {}, waste)
    kiln.costs([], 30)
    tables.parameter("cement_kiln", "fixed_cost", assumed(15 * 8760, "CNY_2020/(t/hour)/year", "15 CNY per t and year"))
    clay = [assumed(5, "CNY_2020/t", "Additions in the place of clinker")]
    low.costs(
        [assumed(RENEWAL, "CNY_2020/t", "Renewal of a line and a clay calciner, recalled order of 30 USD")],
        30,
        0.05,
        clay,
    )
    _capture(research, tables, low_rock, low_heat, power, clay)
    for region, path in demand.items():
        kiln.stands(region, path, 2050)


def _capture(research: Research, tables: Tables, rock: Figure, heat: Figure, power: Figure, clay: list[Figure]) -> None:
    works = Works.of(
        tables, "cement_ccs", "Kilns with capture", "cement", sector="cement", group="cement", color="#6d6875"
    )
    unit = Capture.of(research, "CCS (amine or oxyfuel) incl. transport and storage")
    works.takes(CARBONATE, rock)
    unit.fit(works, heat, rock.value, power)
    unit.pay(
        works,
        assumed(RENEWAL, "CNY_2020/t", "Renewal of the line"),
        rock.value + heat.value * unit.coal.value,
        30,
        clay,
    )


def _demand(research: Research) -> dict[str, list[Figure]]:
    """Output of the record, then the middle path by province as in 2024; 2021 is the recalled total on the mean of its neighbours."""
    record = {y: provincial(research, "output_cement", y) for y in (2020, 2022, 2024)}
    near = {r: (record[2020][r].value + record[2022][r].value) / 2 for r in record[2024]}
    national = Figure(2363, "Mt", "RECALL-CEMENT", "assumed", "Cement of 2021", 2021)
    total = sum(f.value for f in record[2024].values())
    later = research.path("demand", region_code="CN", sector="cement", indicator="output", scenario="mid")
    found: dict[str, list[Figure]] = {}
    for region, last in record[2024].items():
        parts = [national, record[2020][region], record[2022][region]]
        then = derived(
            national.value * near[region] / sum(near.values()),
            "Mt",
            parts,
            "2,363 Mt x mean share of 2020 and 2022",
            2021,
        )
        share = derived(last.value / total, "1", [last], "Share of cement in 2024")
        found[region] = [then, last, *by_share(later, {region: share})[region]]
    return found
