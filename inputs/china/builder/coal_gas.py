"""What coal and gas cost in each province, and how much of them is domestic: two tiers, `domestic` and `import`.

Prices differ between provinces, so ceilings are those of provinces too: a share each of what the nation produces.
"""

from __future__ import annotations

from dataclasses import replace

from builder.money import in_2020
from builder.provinces import shares, spread
from builder.purchases import GJ_PER_MWH, buy, limited, market
from builder.research import Figure, Research, assumed, derived, interpolate
from builder.tables import Tables

RAW_COAL = 20.908  # GJ/t, mean of raw coal (0.7143 tce/t)
GAS = 38.93  # MJ/m3
MINING = ("SX", "NM", "SN", "XJ", "NX", "GS")  # coal at the mine, 60 CNY/t and more below the northern ports


# -- coal ---------------------------------------------------------------------------------------------------


def add_coal(research: Research, tables: Tables) -> None:
    """Port price with provincial differences; the mining provinces burn their own, the others share what is left, then import."""
    per_tonne = {y: in_2020(market(research, "steam_coal_5500", y)) for y in (2021, 2022)}
    quoted = research.technology("energy_price_China", "price_coal_5500", "CNY_2020/t", variant="recommended v2")
    per_tonne[2025] = quoted[0]
    differences = research.by_region("energy-prices", carrier="steam_coal_5500", indicator="price_difference")
    part = shares(research, "co2_total", 2019)
    for region, difference in differences.items():
        rest = _rest_of_coal(research, region, part)
        prices = {y: _coal_price(p, difference, 1.0, y) for y, p in per_tonne.items()}
        if region in MINING:
            buy(tables, "coal", "domestic", list(prices.values()), region=region)
            continue
        path, ceiling = list(prices.values()), list(rest.values())
        years = sorted({*prices, *rest})
        priced = {y: replace(path[-1], value=interpolate(path, y), year=y) for y in years}
        limits = {y: replace(ceiling[-1], value=interpolate(ceiling, y), year=y) for y in years}
        limited(tables, "coal", "domestic", priced, limits, region=region)
        buy(
            tables, "coal", "import", [_coal_price(p, difference, 1.05, y) for y, p in per_tonne.items()], region=region
        )


def _coal_price(at_port: Figure, difference: Figure, dearer: float, year: int) -> Figure:
    value = (at_port.value + in_2020(difference).value) * dearer / 23.03 * GJ_PER_MWH
    note = f"{at_port.value:.0f} CNY/t of 5500 kcal/kg at northern ports, VAT included, and the provincial difference; flat after 2025"
    note += "; 5 % dearer than domestic coal (assumed)" if dearer > 1 else ""
    return derived(value, "CNY_2020/MWh", [at_port, difference], note, year)


def _rest_of_coal(research: Research, region: str, part: dict[str, Figure]) -> dict[int, Figure]:
    """Domestic coal that a province outside the mining ones can get."""
    mined = sum(part[r].value for r in MINING)
    found = {}
    for year in (2021, 2022, 2024):
        made, bought = (
            research.ask("energy-prices", carrier="coal", indicator=i, year=year) for i in ("production", "imports")
        )
        left = made.value - mined * (made.value + bought.value)
        value = left * part[region].value / (1 - mined) * RAW_COAL / GJ_PER_MWH * 1000
        note = "domestic output less the use of mining provinces, by share in CO2 of 2019; flat after 2024"
        found[year] = derived(value, "GWh/year", [made, bought, part[region]], note, year)
    return found


# -- gas ----------------------------------------------------------------------------------------------------

IMPORT_GAP = 0.8  # CNY_2020/m3 between imported and domestic gas
GAS_OUTPUT = {2030: 280.0, 2040: 300.0, 2060: 300.0}  # bcm


def add_gas(research: Research, tables: Tables) -> None:
    """What industry pays in the province, dearer for imports than for domestic gas by a stated gap; output by share in GDP."""
    part = shares(research, "gdp", 2024)
    bought = research.ask("energy-prices", carrier="natural_gas", indicator="import_share", year=2024).value / 100
    output = {
        y: research.ask("energy-prices", carrier="natural_gas", indicator="production", year=y) for y in (2021, 2024)
    }
    output |= {
        y: assumed(v, "bcm", "domestic gas keeps rising moderately, then level", y) for y, v in GAS_OUTPUT.items()
    }
    for region, price in _gas_prices(research).items():
        spare = {y: spread(f, {region: part[region]})[region] for y, f in output.items()}
        limits = {
            y: f.times(GAS / GJ_PER_MWH * 1000, "GWh/year", "share of the province in GDP") for y, f in spare.items()
        }
        domestic = {y: _gas_price(price, -bought * IMPORT_GAP, y) for y in limits}
        limited(tables, "gas", "domestic", domestic, limits, region=region)
        buy(tables, "gas", "import", [_gas_price(price, (1 - bought) * IMPORT_GAP, 0)], region=region)


def _gas_price(price: Figure, more: float, year: int) -> Figure:
    note = f"{price.note}; {more:+.2f} CNY/m3 for its origin (gap of {IMPORT_GAP:g} assumed); flat"
    return derived(
        (price.value + more) / GAS * 1000 * GJ_PER_MWH, "CNY_2020/MWh", [price, assumed(0, "1", "")], note, year
    )


def _gas_prices(research: Research) -> dict[str, Figure]:
    """Mean of 2019 to 2022 by province [CNY_2020/m3]; where industry has none, that of households and the mean gap."""
    by_user = {}
    for user in ("industry", "residential"):
        frame = research.frame("energy-prices").query(
            "carrier == 'natural_gas' and indicator == 'price' and user == @user"
        )
        by_user[user] = {
            region: [in_2020(research.ask("energy-prices", carrier="natural_gas", user=user, indicator="price",
                                          region_code=region, year=int(y))) for y in group.year]
            for region, group in frame.groupby("region_code")
        }  # fmt: skip
    mean = {u: {r: sum(f.value for f in fs) / len(fs) for r, fs in found.items()} for u, found in by_user.items()}
    both = [r for r in mean["industry"] if r in mean["residential"]]
    gap = sum(mean["industry"][r] - mean["residential"][r] for r in both) / len(both)
    found = {}
    for region in research.provinces:
        user = "industry" if region in mean["industry"] else "residential"
        parts = by_user[user].get(region) or by_user["residential"]["QH"]
        told = "industry" if user == "industry" else f"households and {gap:.2f} CNY/m3"
        value = sum(f.value for f in parts) / len(parts) + (0 if user == "industry" else gap)
        found[region] = derived(value, "CNY_2020/m3", parts, f"Mean 2019 to 2022 of the price of {told}, VAT included")
    return found
