"""Every row of validation.csv is reproduced within its stated tolerance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from rows import Row, named, numbers, rows

from optimizer.costs import (
    carriers,
    charges,
    compressor,
    compressor_plant,
    dynamics,
    electrolyser,
    footprint,
    gas,
    path_inputs,
    paths,
    pipeline,
    station_gas,
    station_liquid,
    storage,
    trucks,
)
from optimizer.costs.table import number
from optimizer.finance import annuity

AS_PUBLISHED = replace(
    path_inputs.Inputs(),
    pipeline=replace(pipeline.him(), density=15.0),
    gas_truck=trucks.truck("gas_500bar", trailer_om=0.0),
    liquid_truck=trucks.truck("liquid", trailer_om=0.0),
    lohc_truck=trucks.truck("lohc", trailer_om=0.0),
)
"""The two slips of the published runs: density of the pipe, upkeep of the trailers."""
STEPS = {
    "prod": ("production",),
    "stor": ("store",),
    "station": ("station",),
    "conn1": ("liquefier", "hydrogenation"),
    "conn2": ("compressor before the store",),
    "conn4": ("compressor", "liquefier", "hydrogenation"),
    "conn5": ("trailer filling",),
}
"""Names of the steps in the published tables."""


def v01(r: Row) -> float:
    return paths.delivered("cav_GH2truck", 10_000, 50).steps[0].cost.total


def v02(r: Row) -> float:
    path, demand, far, *step = r.parts
    inputs = path_inputs.Inputs() if r.case == "V02c" else AS_PUBLISHED
    d = paths.delivered(path, numbers(demand)[0] * 1e3, numbers(far)[0], inputs)
    if not step:
        return d.total
    if step[0].startswith("tr"):
        ways = [s.cost.total for s in d.steps if s.name in ("transmission pipe", "distribution pipe", "truck")]
        return ways[int(step[0][2]) - 1]
    (found,) = [s.cost.total for s in d.steps if s.name in STEPS[step[0]]]
    return found


def v03(r: Row) -> float:
    if r.quantity == "hydrogen density":
        return gas.density(*r.numbers)
    given = named(r.inputs) or named(rows("V03")[[x.subcase for x in rows("V03")].index(r.subcase)].inputs)
    do = compressor.electricity if "specific" in r.quantity else compressor.electric_power
    return do(given["p_in"], given["p_out"], given["flow"])


def v05(r: Row) -> float:
    if r.subcase.startswith("fixed charge rate"):
        life, depreciation = r.numbers
        return charges.hdsam().of(life, int(depreciation))
    if r.subcase in ("e_comp", "e_ref", "kWh"):
        both = station_gas.gas_electricity()
        return {"e_comp": both[0], "e_ref": both[1], "kWh": sum(both)}[r.subcase]
    size, what = r.numbers[0], r.parts[1]
    s = station_gas.gas_station(size)
    if what.startswith("utilisation"):
        return s.per_kilogram(r.numbers[1], 0.10).total
    full = s.per_kilogram(1.0, 0.10)
    parts = {"comp": "compressor", "refr": "precooling", "casc": "cascade storage"}
    if what in parts:
        return s.part(parts[what]).capital
    return {"TCI": s.capital, "capital": full.capital, "om": full.fixed, "kW_stage": station_gas.stage_power(size)[1]}[
        what
    ]


def v06(r: Row) -> float:
    size, utilisation = r.numbers
    return station_liquid.liquid_station(size).per_kilogram(utilisation, 0.10).total


def v08(r: Row) -> float:
    if "psi" in r.subcase:
        psi = 0.0689475729
        c = replace(_terminal(), oversize=1.0)
        return compressor_plant.terminal(265 * psi, 1227 * psi, 126_593, 1, c).power_kw
    t = compressor_plant.terminal(20, 68, 9311, 2)
    return {
        "system power": t.power_kw,
        "total capital": t.capital,
        "annual O&M incl. electricity": t.fixed + t.electricity,
    }[r.quantity]


def _terminal() -> compressor_plant.Terminal:
    from optimizer.costs.table import filled

    return filled(compressor_plant.Terminal, "h2i.compressor")


def v09(r: Row) -> float:
    kind = {"lrc": "rock"}.get(r.parts[0], r.parts[0])
    stated = {x.subcase: named(x.inputs) for x in rows("V09") if named(x.inputs)}[r.subcase]
    kg, per_hour = stated["m"] * 1e3, stated["rate"]
    if r.quantity == "installed capital":
        return storage.bulk_capital(kg, kind)
    return storage.bulk_fixed(kg, per_hour * (24 if r.case == "V09c" else 1), kind)


def v10(r: Row) -> float:
    size, offshore = r.numbers[0], "offshore" in r.subcase
    capital = electrolyser.unit_cost(size, 700, offshore) * size * 1e3 / 1e6
    return capital if r.quantity == "capital" else electrolyser.yearly_om(size, capital, offshore)


def v11(r: Row) -> float:
    *fuels, process = r.inputs.split(":", 1)[1].split(";")
    pairs = [numbers(f)[:2] for f in fuels]
    return footprint.of_process([(e, f) for e, f in pairs], numbers(process)[0])


def v12(r: Row) -> float:
    m = carriers.mch_system(304, 304, 16_200, 35_000)
    return {"total overnight capital": m.capital, "fixed O&M": m.fixed, "variable O&M": m.variable}[r.quantity] / 1e6


def v14(r: Row) -> float:
    kinds = {"48 inch new": "new_48", "36 inch new": "new_36", "48 inch repurposed": "repurposed_48"}
    return pipeline.backbone_cost(kinds[r.subcase]).total


def t01(r: Row) -> float:
    given = named(r.inputs)
    return float(annuity(given["i"], given["n"]))


def t02(r: Row) -> float:
    g = named(r.inputs)
    charge = float(annuity(g["i"], g["n"]))
    return electrolyser.annuity_cost(g["capex"], charge, g["om"], g["e"], g["price"], g["flh"]).total


def t04(r: Row) -> float:
    kind = {"GH2": "gas_500bar", "LH2": "liquid", "LOHC": "lohc"}[r.subcase.split("-")[0]]
    return trucks.fleet(numbers(r.parts[1])[0] * 1e3, numbers(r.parts[2])[0], trucks.truck(kind))


def t05(r: Row) -> float:
    g = named(r.inputs)
    return dynamics.learned_cost(1.0, g["ratio"], g["LR"])


def t07(r: Row) -> float:
    return storage.remaining(0.0003, 60)


def t08(r: Row) -> float:
    scale, shape, age = r.numbers
    return dynamics.weibull_survival(age, scale, shape)


def t09(r: Row) -> float:
    if "leak" in r.subcase:
        return footprint.of_leaks(0.02)
    return footprint.cleanest_grid(4.9, 55.5) if "maximum" in r.subcase else footprint.of_electricity(0.3869, 55.5)


CHECKS: dict[str, Callable[[Row], float]] = {
    "V01": v01, "V02": v02, "V02c": v02, "V03": v03, "V05": v05, "V06": v06, "V08": v08, "V09": v09, "V09c": v09,
    "V10": v10, "V11": v11, "V12": v12, "V14": v14, "T01": t01, "T02": t02, "T04": t04, "T05": t05, "T07": t07,
    "T08": t08, "T09": t09,
}  # fmt: skip
BY_THE_OPTIMIZER = {"T03", "T06"}
"""Rows about duals and linked storage: test_rows_of_the_optimizer.py."""
RANGES = [r for r in rows("V14") if "range" in r.tolerance]


@pytest.mark.parametrize(
    "row",
    [r for r in rows() if r.case not in BY_THE_OPTIMIZER and r not in RANGES],
    ids=lambda r: f"{r.case} {r.subcase} {r.quantity}",
)
def test_row(row: Row) -> None:
    found = CHECKS[row.case](row)
    assert row.agrees(found), f"{found:.7g} {row.unit} where {row.expected} is expected within {row.tolerance}"


def test_the_file_is_whole() -> None:
    """Not a row can vanish unseen: 84 totals and 43 steps of V02, and so on."""
    counts = {c: len(rows(c)) for c in dict.fromkeys(r.case for r in rows())}
    assert counts == {
        "V01": 1, "V02": 127, "V02c": 7, "V03": 23, "V05": 54, "V06": 10, "V08": 4, "V09": 16, "V09c": 8, "V10": 10,
        "V11": 1, "V12": 3, "V14": 7, "T01": 6, "T02": 4, "T03": 1, "T04": 3, "T05": 3, "T06": 2, "T07": 1, "T08": 3,
        "T09": 3,
    }  # fmt: skip


def test_a_row_can_fail() -> None:
    """One part in a thousand off is outside a tolerance of half a part, and half a unit of the last figure is inside."""
    row = next(r for r in rows("V01"))
    assert row.agrees(3.70021)
    assert not row.agrees(3.70021 * 1.001)
    closed = next(r for r in rows("T01"))
    assert not closed.agrees(float(closed.expected) * 1.00001)


def test_the_correlation_of_v12_is_that_of_the_source() -> None:
    m = carriers.mch_system(304, 304, 16_200, 35_000)
    for row, value in zip(rows("V12"), (m.capital, m.fixed, m.variable), strict=True):
        assert value / 1e6 == pytest.approx(numbers(row.notes)[0], rel=1e-5)


def by_ideal_gas(inlet: float, outlet: float, flow: float) -> float:
    """Electricity [kWh/kg] with the ideal gas stage by stage, each with the mean of Z at its ends."""
    stages = min(2, compressor.stage_count(inlet, outlet))
    step, work = (outlet / inlet) ** (1 / stages), 0.0
    for i in range(stages):
        low, high, kelvin = inlet * step**i, inlet * step ** (i + 1), 313.15 if i else 293.15
        z = (gas.compressibility(low, kelvin) + gas.compressibility(high, kelvin)) / 2
        work += compressor.ideal_work(low, high, compressor.IdealGas(kelvin, z, 0.88 * 0.95), 1)
    return work / compressor.motor_efficiency(work * flow / 24)


def test_an_ideal_gas_is_within_five_percent_up_to_500_bar() -> None:
    """V03 allows it 5 %. It keeps 3 % up to 500 bar; from 20 to 900 bar in two stages it misses by 7 %, the real gas does not."""
    far = {}
    for row in rows("V03"):
        if "specific" in row.quantity:
            g = named(row.inputs)
            far[g["p_in"], g["p_out"]] = by_ideal_gas(g["p_in"], g["p_out"], g["flow"]) / float(row.expected) - 1
    assert far.pop((20.0, 900.0)) == pytest.approx(0.072, abs=0.001)
    assert len(far) == 5
    assert all(0 < miss < 0.03 for miss in far.values())


def test_trunk_lines_lie_in_the_published_ranges() -> None:
    new, narrow, old = (pipeline.backbone_cost(k).total for k in ("new_48", "new_36", "repurposed_48"))
    low, high = (float(n) for n in RANGES[0].expected.split("-"))
    assert low <= 0.6 * old + 0.4 * new <= high  # the mix of 2021: 60 % repurposed
    low, high = (float(n) for n in RANGES[1].expected.split("-"))
    assert low <= 0.75 * old + 0.25 * new <= high  # the mix of 2020
    assert old < new < narrow
    boa = float(RANGES[3].expected) / 1.24 / 1.1422  # USD_2025 to EUR_2020 by the US CPI, rounded
    assert new < boa < narrow


def test_the_slips_of_the_source_cost_what_is_said() -> None:
    """Pipes of the published runs are 20 to 25 % cheap; the corrected totals are above the published ones everywhere."""
    right, wrong = pipeline.him(), AS_PUBLISHED.pipeline
    flow = 100_000 * number("him.over_dimension", "1")
    cheap = pipeline.cost_per_metre(pipeline.diameter(flow, wrong)) / pipeline.cost_per_metre(
        pipeline.diameter(flow, right)
    )
    assert 0.75 < cheap < 0.80
    for path in paths.PATHS:
        assert paths.delivered(path, 50_000, 100).total > paths.delivered(path, 50_000, 100, AS_PUBLISHED).total
