"""Steel: blast furnaces as they stand, better at their relining, with capture; scrap; direct reduction with hydrogen or gas.

The published emissions of blast furnaces (2.434 t/t) are above the record of China: one factor, the record of 2021 over what they say,
brings fuel, coking losses and process CO2 of the route to the reconciliation. Scrap furnaces and direct reduction keep theirs.
Coke is coal here; what coking costs and the price of coking coal above steam coal are in the variable cost with ore.
"""

from __future__ import annotations

from builder.accounts import steel_fuel, steel_process
from builder.research import Figure, Research, assumed, derived, interpolate
from builder.tables import Tables
from builder.works import CARBONATE, HOURS, RECORD, YEARS, Works, by_share, carbon, planned, provincial, serve

RELINED = 0.85  # fuel of a relined furnace over the mean of today
CHINA = {"steel_BF_BOF": 0.55, "steel_EAF_scrap": 0.7, "steel_H2_DRI_EAF": 0.65}
SCRAP_2021 = 0.10
SITES = {2021: 0.90, 2025: 0.90, 2030: 0.86, 2035: 0.82, 2060: 0.80}  # of output, at most by blast furnaces
END = 2045
ORE = {2021: 1550}
PELLETS = {2021: 1750, 2030: 1700, 2050: 1600}
SCRAP = {2021: 2320, 2025: 2320, 2030: 2150, 2040: 1800, 2060: 1700}


def add_steel(research: Research, tables: Tables) -> None:
    """Demand, routes, what stands."""
    demand = _demand(research)
    serve(tables, "steel", demand)
    _blast(research, tables, demand)
    _scrap(research, tables, demand)
    _reduction(research, tables)


def _demand(research: Research) -> dict[str, list[Figure]]:
    """Output of the record, then the middle path by province as in 2024."""
    record = {y: provincial(research, "output_crude_steel", y) for y in (2020, 2022, 2024)}
    total = sum(f.value for f in record[2024].values())
    later = research.path("demand", region_code="CN", sector="crude_steel", indicator="output", scenario="mid")
    found: dict[str, list[Figure]] = {}
    for region, last in record[2024].items():
        if last.value <= 0:
            continue
        before = [record[y][region] for y in (2020, 2022)]
        mean = derived(sum(f.value for f in before) / 2, "Mt", before, "Mean of output in 2020 and 2022", 2021)
        share = derived(last.value / total, "1", [last], "Share of crude steel in 2024")
        found[region] = [mean, last, *by_share(later, {region: share})[region]]
    return found


def _emissions(research: Research, technology: str) -> Figure:
    return research.technology(technology, "direct_emissions", "t/t")[0]


def blast_factor(research: Research) -> Figure:
    """CO2 of blast furnaces of the record over the published figure."""
    fuel, process = steel_fuel(research), steel_process(research)
    published, scrap = (_emissions(research, t) for t in ("steel_BF_BOF", "steel_EAF_scrap"))
    output = sum(path[0].value for path in _demand(research).values())
    record = (fuel.value + process.value - SCRAP_2021 * output * scrap.value) / ((1 - SCRAP_2021) * output)
    told = f"Record of 2021, {record:.3f} t/t of blast furnace steel, over {published.value:g} t/t"
    return derived(record / published.value, "1", [fuel, process, published], told)


def _blast(research: Research, tables: Tables, demand: dict[str, list[Figure]]) -> None:
    coal, factor, process = carbon(research, "coal"), blast_factor(research), steel_process(research)
    output = sum(path[0].value for path in demand.values()) * (1 - SCRAP_2021)
    rock = derived(
        process.value / output, "kt/kt", [process], "Limestone, electrodes and carbon of 2021 on furnace steel"
    )
    published = _emissions(research, "steel_BF_BOF")
    fuel = factor.value * published.value - rock.value
    parts = [published, factor, coal]
    need = derived(fuel / coal.value, "GWh/kt", parts, f"{published.value:g} t/t x {factor.value:.3f}: {factor.note}")
    better = derived(need.value * RELINED, "GWh/kt", [need, assumed(RELINED, "1", "")],
                     "15 % below the mean of today, not the 26 % published: Chinese furnaces are closer to the best")  # fmt: skip
    power = assumed(0.35, "GWh/kt", "Sinter, furnace, converter, rolling; the branch with ferro-alloys takes 0.61")
    relining = [
        f.times(CHINA["steel_BF_BOF"], "", "x 0.55 for China")
        for f in _capital(research, "steel_BF_BOF_BAT", "capex_renewal")
    ]
    capture = _capture_capital(research, relining)
    captured = _captured(research, better.value * coal.value + rock.value)
    plants = (
        ("steel_bf", "Blast furnaces, existing", need, "no", relining, "#4a4e69"),
        ("steel_bf_bat", "Blast furnaces, relined", better, "yes", relining, "#5f6caf"),
        ("steel_bf_ccs", "Blast furnaces with capture", better, "yes", capture, "#9a8c98"),
    )
    for technology, name, use, build, capital, color in plants:
        works = Works.of(tables, technology, name, "steel", sector="steel", group="steel", build=build, color=color)
        works.takes("coal", use)
        works.takes(CARBONATE, rock)
        works.takes("electricity", power if technology != "steel_bf_ccs" else _capture_power(power, captured))
        works.costs(
            capital,
            20,
            0.04,
            planned("CNY_2020/t", "Ore, fluxes, some scrap, coking and coking coal above steam coal", ORE),
        )
        if technology == "steel_bf_ccs":
            works.takes("co2", captured, out=True)
    for region, path in demand.items():
        _sites(tables, region, path)
    stands = Works(tables, "steel_bf", "steel")
    for region, path in demand.items():
        stands.stands(region, path, END, 1 - SCRAP_2021)


def _sites(tables: Tables, region: str, path: list[Figure]) -> None:
    """Furnaces are relined where one ends, and swaps shrink the total: what stood, in step with output, less what still stands."""
    then = interpolate(path, RECORD[-1]) * (1 - SCRAP_2021)
    for year in YEARS:
        left = then * min(1.0, max(0.0, (END - year) / (END - RECORD[-1])))
        total = interpolate(path, year) * interpolate(planned("1", "", SITES), year)
        free = max(total - left, 0.0) if year > 2024 else 0.0
        note = f"Furnaces of all kinds at {total:.4g} Mt a year: no new sites, swaps above one to one; less {left:.4g} that stand"
        for technology in ("steel_bf_bat", "steel_bf_ccs"):
            limit = derived(free * 1000 / HOURS, "kt/hour", path[:2], note, year)
            tables.add("potentials", limit, technology=technology, region=region, limit="capacity_max")


def _capture_power(power: Figure, captured: Figure) -> Figure:
    told = "0.15 MWh per t captured; steam from waste heat and gases of the works"
    return assumed(power.value + 0.15 * captured.value, "GWh/kt", f"{power.note}; {told}")


def _capital(research: Research, technology: str, parameter: str) -> list[Figure]:
    """Capital per t a year, for all years."""
    found = research.technology(technology, parameter, "CNY_2020/t")[0]
    return [Figure(found.value, found.unit, found.source, found.quality, found.note)]


def _capture_capital(research: Research, relining: list[Figure]) -> list[Figure]:
    """Relining, and the published difference of new plant with and without capture at world prices."""
    with_it, without = (_capital(research, f"steel_BF_BOF_BAT{end}", "capex_greenfield")[0] for end in ("_CCUS", ""))
    value = relining[0].value + with_it.value - without.value
    return [derived(value, "CNY_2020/t", [relining[0], with_it, without], "Relining plus capture of new plant")]


def _captured(research: Research, made: float) -> Figure:
    """CO2 captured per t of steel."""
    with_it, without = (_emissions(research, f"steel_BF_BOF_BAT{end}") for end in ("_CCUS", ""))
    share = 1 - with_it.value / without.value
    told = f"{share:.1%} of what a relined furnace makes, as published ({without.value:g} to {with_it.value:g} t/t)"
    return derived(made * share, "kt/kt", [with_it, without], told)


def _scrap(research: Research, tables: Tables, demand: dict[str, list[Figure]]) -> None:
    direct, coal = _emissions(research, "steel_EAF_scrap"), carbon(research, "coal")
    works = Works.of(
        tables, "steel_eaf", "Scrap in electric furnaces", "steel", sector="steel", group="steel", color="#8d99ae"
    )
    works.takes(
        "coal",
        derived(
            direct.value / coal.value, "GWh/kt", [direct, coal], f"{direct.value:g} t/t: carbon, electrodes, reheating"
        ),
    )
    works.takes("electricity", assumed(0.65, "GWh/kt", "Furnace 0.5, ladle, casting and rolling 0.15"))
    capital = [
        f.times(CHINA["steel_EAF_scrap"], "", "x 0.7 for China")
        for f in _capital(research, "steel_EAF_scrap", "capex_greenfield")
    ]
    works.costs(
        capital, 25, 0.04, planned("CNY_2020/t", "1.08 t of scrap, cheaper as it becomes plenty, and additions", SCRAP)
    )
    share = research.path("demand", region_code="CN", sector="steel_scrap_eaf", scenario="mid")
    limit = [
        derived(f.value / 100, "1", [f], "scrap that there is for electric furnaces, middle path", f.year)
        for f in share
    ]
    works.at_most(demand, [assumed(SCRAP_2021, "1", "as in 2024", 2021), *limit])
    for region, path in demand.items():
        works.stands(region, path, 2050, SCRAP_2021)


def _reduction(research: Research, tables: Tables) -> None:
    """Shaft and electric furnace; the shaft takes hydrogen or gas in any mix."""
    coal, gas = carbon(research, "coal"), carbon(research, "gas")
    direct, with_gas = (_emissions(research, t) for t in ("steel_H2_DRI_EAF", "steel_NG_DRI_EAF"))
    item = "steel_H2_DRI_EAF"
    works = Works.of(
        tables,
        "steel_dri",
        "Direct reduction and electric furnace",
        "steel",
        sector="steel",
        group="steel",
        color="#2a9d8f",
    )
    use = research.technology(item, "h2_use", "GJ/t")[0]
    works.takes(
        "h2", derived(use.value / 119.96, "kt/kt", [use], f"{use.value:g} GJ/t at 119.96 GJ/t"), group="reductant"
    )
    works.takes("gas", derived((with_gas.value - direct.value) / gas.value, "GWh/kt", [with_gas, direct, gas],
                               f"{with_gas.value:g} less {direct.value:g} t/t of the hydrogen route"), group="reductant")  # fmt: skip
    works.takes(
        "coal",
        derived(direct.value / coal.value, "GWh/kt", [direct, coal], f"{direct.value:g} t/t: carbon and electrodes"),
    )
    power = research.technology(item, "electricity_use", "GJ/t")[0]
    works.takes(
        "electricity", derived(power.value / 3.6, "GWh/kt", [power], f"{power.value:g} GJ/t, gas heating and furnace")
    )
    capital = [f.times(CHINA[item], "", "x 0.65 for China") for f in _capital(research, item, "capex_greenfield")]
    works.costs(capital, 25, 0.04, planned("CNY_2020/t", "1.6 t of rich pellets and fluxes", PELLETS))
