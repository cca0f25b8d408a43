"""The table of figures, the examples in docstrings, what functions refuse, and how they behave between the published points."""

from __future__ import annotations

import doctest
import importlib
import math
import pickle
import pkgutil
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

import optimizer.costs
from optimizer.costs import (
    carriers,
    charges,
    compressor,
    compressor_plant,
    dynamics,
    electrolyser,
    liquefier,
    paths,
    pipeline,
    station,
    station_gas,
    station_him,
    station_liquid,
    storage,
    table,
    trucks,
)
from optimizer.costs.charges import Charge
from optimizer.errors import OutOfRangeError
from optimizer.units import UnitError, unit

MODULES = [m.name for m in pkgutil.iter_modules(optimizer.costs.__path__)]
SOURCE = Path(optimizer.costs.__path__[0])


# -- the table ----------------------------------------------------------------------------------------------------
def test_every_figure_has_a_unit_and_a_source() -> None:
    for figure in table.figures().values():
        unit(figure.unit)
        assert figure.source in table.sources(), figure.key
        assert figure.quality in ("sourced", "derived", "assumed"), figure.key
        assert figure.quality != "assumed" or figure.source in ("ASSUMED", "CN-H2", "PAPADIAS-2021"), figure.key
        assert math.isfinite(figure.value)


def test_keys_are_written_once() -> None:
    keys = [line.split(",")[0] for line in (SOURCE / "figures.csv").read_text(encoding="utf-8").splitlines()]
    assert len(keys) == len(set(keys)) == len(table.figures()) + 1


def test_every_source_is_used_and_every_one_named_in_the_code_is_known() -> None:
    text = "".join(p.read_text(encoding="utf-8") for p in SOURCE.glob("*.py"))
    named = set(re.findall(r"\bSource: ([A-Z0-9-]+)", text))
    assert named <= set(table.sources())
    used = {f.source for f in table.figures().values()}
    for key in table.sources():
        assert key in used or key in text or key == "PTX-BOA", key  # of a range in validation.csv only


def test_every_figure_is_read_by_the_code() -> None:
    text = "".join(p.read_text(encoding="utf-8") for p in SOURCE.glob("*.py"))
    for key in table.figures():
        field = key.rsplit(".", 1)[1]
        assert field.isdigit() or re.search(rf"\b{field.removeprefix('installed_')}\b", text), key


def test_a_figure_cannot_arrive_in_another_unit() -> None:
    assert table.number("him.compressor.inlet", "K") == 293.15
    with pytest.raises(UnitError):
        table.number("him.compressor.inlet", "bar")
    with pytest.raises(UnitError):
        table.number("him.station.base", "USD_2015")
    with pytest.raises(KeyError):
        table.filled(storage.Tank, "tank.wood")


def test_a_prefix_has_one_money(monkeypatch: pytest.MonkeyPatch) -> None:
    both = {f"x.{k}": table.figures()[k] for k in ("him.liquefier.cost", "hdsam.liquefier.cost")}
    monkeypatch.setattr(table, "figures", lambda: both)
    with pytest.raises(ValueError, match="EUR_2015 and USD_2014"):
        table.money_of("x")


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings(name: str) -> None:
    done = doctest.testmod(importlib.import_module(f"optimizer.costs.{name}"))
    assert done.failed == 0


def test_every_public_function_says_its_unit_and_source() -> None:
    """A unit in brackets for the result, the arguments that are given, and a source or the name of the function that has it."""
    for name in MODULES:
        if name in ("ranges", "table", "prices") or name.startswith("quotes"):  # no equations
            continue
        module = importlib.import_module(f"optimizer.costs.{name}")
        for label, thing in vars(module).items():
            own = callable(thing) and getattr(thing, "__module__", "") == module.__name__
            if not own or isinstance(thing, type) or label.startswith("_"):
                continue
            text = thing.__doc__ or ""
            gives_number = thing.__annotations__["return"] not in _FIGURES
            assert "[" in text or not gives_number, f"{name}.{label} has no unit"
            assert "Source" in text or "source" in text or not gives_number, f"{name}.{label} has no source"


_FIGURES = {
    "RealGas", "Liquefier", "LohcUnit", "AmmoniaUnit", "Cavern", "Tank", "Pipeline", "Truck", "Supply", "Electrolyser",
    "Charge",
}  # fmt: skip


# -- what is refused ------------------------------------------------------------------------------------------------
REFUSED: list[tuple[Callable[[], object], str]] = [
    (lambda: Charge(-0.01), "discount rate"),
    (lambda: Charge(0.08, 1.2), "tax"),
    (lambda: Charge(0.08).of(0), "life"),
    (lambda: charges.macrs(6), "depreciation class"),
    (lambda: charges.scaled(1, 0, 1, 0.6), "size"),
    (lambda: charges.scaled(1, 1, 1, 1.2), "scale exponent"),
    (lambda: charges.band_price(-1), "annual use"),
    (lambda: charges.per_kg(1, 0.1, 0, 0, 0), "flow"),
    (lambda: compressor.stage_count(100, 50), "inlet pressure"),
    (lambda: compressor.electricity(30, 5000, 1000), "outlet pressure"),
    (lambda: compressor.motor_efficiency(0.5), "shaft power"),
    (lambda: compressor_plant.terminal(0.5, 68, 1000), "pressure"),
    (lambda: compressor_plant.terminal(20, 68, 1000, 0), "units"),
    (lambda: compressor.mean_supply_pressure(50, 540), "full pressure"),
    (lambda: liquefier.work(0.5), "liquefier capacity"),
    (lambda: liquefier.capital(2000), "liquefier capacity"),
    (lambda: carriers.lohc_capital(0, carriers.hydrogenation()), "LOHC capacity"),
    (lambda: carriers.mch_system(10, 304, 1, 1), "charge rate"),
    (lambda: carriers.carrier_cost(-1, 50, 0.08), "hydrogen in the loop"),
    (lambda: carriers.cracker_capital(0), "hydrogen"),
    (lambda: storage.cavern_count(0), "stored hydrogen"),
    (lambda: storage.cavern_capital(1e6, gas_price=-1), "price of cushion gas"),
    (lambda: storage.bulk_capital(5e4, "salt"), "stored hydrogen"),
    (lambda: storage.sphere_capital(10_000), "volume"),
    (lambda: storage.remaining(1.1, 3), "boil-off"),
    (lambda: storage.boil_off(0.5, 0.0003, 3000), "volume"),
    (lambda: pipeline.diameter(0), "flow"),
    (lambda: pipeline.cost_per_metre(1600), "diameter"),
    (lambda: pipeline.friction_factor(5, 500, 0.02), "Reynolds number"),
    (lambda: pipeline.outlet_pressure(1e6, 500, 100, 300), "inlet pressure"),
    (lambda: pipeline.diameter_by_pressure(1e6, 100, 80, 90), "outlet pressure"),
    (lambda: pipeline.diameter_by_pressure(5e7, 100, 80, 70), "flow"),
    (lambda: pipeline.backbone_cost("new_48", full_load=9000), "full load"),
    (lambda: pipeline.straight_lines((100, 20)), "step between flows"),
    (lambda: trucks.round_trip(0, trucks.truck("liquid")), "distance"),
    (lambda: trucks.fleet(-5, 100, trucks.truck("liquid")), "delivery"),
    (lambda: trucks.road(100, 0.9), "road factor"),
    (lambda: station_gas.gas_station(20), "station size"),
    (lambda: station_liquid.liquid_station(20_000), "station size"),
    (lambda: station_gas.gas_station(1000).per_kilogram(0, 0.1), "utilisation"),
    (lambda: station_him.capital(1e5, "liquid"), "station size"),
    (lambda: station_him.per_kilogram(1000, "liquid", 1.2, Charge(0.08)), "utilisation"),
    (lambda: station_him.least_number(1000, 500, 0.7, 100, 0), "spacing"),
    (lambda: station_him.ramp_up(-1, 0.7, 3), "years"),
    (lambda: electrolyser.unit_cost(0, 700), "electrolyser size"),
    (lambda: electrolyser.annuity_cost(1, 0.1, 0, 55, 0.1, 9000), "full load"),
    (lambda: electrolyser.annuity_cost(1, 0.1, 0, 25, 0.1, 4000), "electricity"),
    (lambda: electrolyser.mean_electricity(55, 0.5, 10, 0.06), "degradation"),
    (lambda: electrolyser.stack_life(80_000, 0), "full load"),
    (lambda: dynamics.learned_cost(1, 0.5, 0.18), "cumulative capacity"),
    (lambda: dynamics.learned_cost(1, 2, 0.9), "learning rate"),
    (lambda: dynamics.mean_learned_cost(1, 2, 0.51), "learning rate"),
    (lambda: station_him.learned(400_000, 40_000, 0.5), "learning rate"),
    (lambda: compressor.ideal_work(175, 30, compressor.IdealGas(303.0, 1.06, 0.8), 2), "inlet pressure"),
    (lambda: compressor.ideal_work(30, 175, compressor.IdealGas(303.0, 1.06, 0.8), 0), "stages"),
    (lambda: dynamics.weibull_survival(-1, 12, 3), "age"),
    (lambda: paths.delivered("cav_pipe_pipe", 10, 100), "demand"),
    (lambda: paths.delivered("cav_pipe_pipe", 10_000, 5000), "distance"),
]


@pytest.mark.parametrize(("ask", "what"), REFUSED, ids=[w + str(i) for i, (_, w) in enumerate(REFUSED)])
def test_outside_its_range_nothing_is_answered(ask: Callable[[], object], what: str) -> None:
    with pytest.raises(OutOfRangeError, match=f"^{what}.* is .*; allowed: "):
        ask()


@pytest.mark.parametrize(
    "ask",
    [
        lambda: trucks.truck("horse"),
        lambda: electrolyser.electrolyser("salt water"),
        lambda: station_him.supply("horse"),
        lambda: paths.delivered("horse", 10_000, 100),
    ],
)
def test_an_unknown_kind_names_the_known_ones(ask: Callable[[], object]) -> None:
    with pytest.raises(KeyError, match="there are"):
        ask()


def test_the_error_travels() -> None:
    error = OutOfRangeError("size", 3.0, "kg/d", "50 to 10000")
    assert str(pickle.loads(pickle.dumps(error))) == str(error) == "size is 3 kg/d; allowed: 50 to 10000 kg/d"


# -- between the published points -----------------------------------------------------------------------------------
def test_flow_and_diameter_are_inverse() -> None:
    assert pipeline.flow(pipeline.diameter(123_456.0)) == pytest.approx(123_456.0)


@pytest.mark.parametrize(
    ("mm", "tonnes", "eur"),
    [(100, 58, 356), (150, 131, 426), (200, 232, 508), (300, 522, 704), (400, 928, 944), (500, 1451, 1228),
     (600, 2089, 1556), (800, 3713, 2344), (1000, 5802, 3308), (1200, 8355, 4448)],
)  # fmt: skip
def test_table_of_diameters(mm: float, tonnes: float, eur: float) -> None:
    """The table of docs/cost-library.md: flow at 15 m/s and cost per metre by diameter."""
    assert pipeline.flow(mm) / 1e3 == pytest.approx(tonnes, rel=5e-3)
    assert pipeline.cost_per_metre(mm) == pytest.approx(eur, abs=1.0)


def test_straight_lines_are_within_their_error() -> None:
    points = pipeline.straight_lines((20, 100, 500, 2000, 8000))
    worst = 0.0
    for (q0, c0), (q1, c1) in pairwise(points):
        for i in range(1, 50):
            q = q0 + (q1 - q0) * i / 50
            true = pipeline.cost_per_metre(pipeline.diameter(q * 1e3))
            worst = max(worst, 1 - (c0 + (c1 - c0) * (q - q0) / (q1 - q0)) / true)
    assert 0.02 < worst < 0.027


def test_pressure_falls_with_length_and_flow_and_rises_with_diameter() -> None:
    at = pipeline.outlet_pressure(1e6, 500, 100, 80)
    assert pipeline.outlet_pressure(1e6, 500, 150, 80) < at < 80
    assert pipeline.outlet_pressure(1.2e6, 500, 100, 80) < at < pipeline.outlet_pressure(1e6, 550, 100, 80)
    assert pipeline.outlet_pressure(1e7, 300, 500, 80) == 0.0
    d = pipeline.diameter_by_pressure(1e6, 100, 80, 60)
    assert pipeline.outlet_pressure(1e6, d, 100, 80) == pytest.approx(60, abs=1e-4)


def test_a_small_pressure_drop_is_that_of_darcy() -> None:
    """Over a short way the gas hardly expands: dp = lambda L / d * density v^2 / 2."""
    from optimizer.costs import gas

    kg_s, d, bar = 10.0, 0.5, 80.0
    rho = gas.density(bar, 293.15)
    speed = kg_s / (rho * math.pi * d * d / 4)
    friction = pipeline.friction_factor(4 * kg_s / (math.pi * d * 8.92e-6), 500, 0.02)
    dp = friction * 1000.0 / d * rho * speed**2 / 2 / 1e5
    assert bar - pipeline.outlet_pressure(kg_s * 86_400, 500, 1.0, bar) == pytest.approx(dp, rel=0.01)


def test_friction_between_its_limits() -> None:
    """Laminar 64/Re; fully rough flow by Colebrook's limit."""
    assert pipeline.friction_factor(500, 500, 0.02) == pytest.approx(64 / 500, rel=1e-6)
    rough = (-2 * math.log10(0.1 / 500 / 3.71)) ** -2
    assert pipeline.friction_factor(1e9, 500, 0.1) == pytest.approx(rough, rel=0.01)


@pytest.mark.parametrize("kind", ["salt", "rock", "pipe"])
def test_bulk_stores_get_cheaper_with_size(kind: str) -> None:
    costs = [storage.bulk_capital(t * 1e3, kind) / t for t in (100, 300, 1000)]
    assert costs[0] > costs[1] > costs[2]
    assert storage.bulk_fixed(1e6, 5e4, kind) < storage.bulk_fixed(1e6, 1e5, kind)


@pytest.mark.parametrize(
    ("kind", "tonnes", "usd2019"),
    [
        ("salt", 100, 95.25),
        ("salt", 1000, 25.186),
        ("rock", 500, 64.761),
        ("rock", 3000, 43.322),
        ("pipe", 1000, 512.69),
    ],
)
def test_bulk_stores_as_tabled(kind: str, tonnes: float, usd2019: float) -> None:
    assert storage.bulk_capital(tonnes * 1e3, kind) / (tonnes * 1e3) / 0.9923076923 == pytest.approx(usd2019, rel=1e-4)


def test_a_cavern_that_pays_for_its_cushion() -> None:
    kg = 60 * 100_000.0
    dearer = storage.cavern_capital(kg, gas_price=3.0) - storage.cavern_capital(kg)
    assert dearer == pytest.approx(2 * 3.0 * storage.cushion_gas())
    assert storage.cavern_count(storage.working_gas() * 1.0001) == 2


@pytest.mark.parametrize(
    ("size", "usd"), [(200, 1_594_936), (500, 1_843_429), (1000, 2_263_643), (2000, 2_791_586), (4000, 5_068_510)]
)
def test_liquid_stations_cost_what_the_source_says(size: float, usd: float) -> None:
    assert station_liquid.liquid_station(size).capital == pytest.approx(usd, rel=2e-4)


def test_a_station_for_trucks_is_cheaper_and_uses_less() -> None:
    for size in station.SIZES:
        low, high = station_gas.station_35mpa(size), station_gas.gas_station(size)
        assert 0.65 <= low.capital / high.capital <= 0.75
        assert low.electricity < 0.5 * high.electricity
        assert [p.name for p in low.parts] == ["compressor", "cascade storage"]
        assert low.per_kilogram(0.7, 0.1).total < high.per_kilogram(0.7, 0.1).total


@pytest.mark.parametrize("kind", ["gas", "liquid", "low"])
def test_stations_have_economies_of_scale(kind: str) -> None:
    make = {"gas": station_gas.gas_station, "liquid": station_liquid.liquid_station, "low": station_gas.station_35mpa}[
        kind
    ]
    each = [make(s).per_kilogram(1.0, 0.1).total for s in station.SIZES]
    assert all(a > b for a, b in pairwise(each))


def test_without_tax_the_charge_is_the_annuity() -> None:
    assert Charge(0.1).of(15, 5) == pytest.approx(0.131474, rel=1e-5)
    assert charges.hdsam().of(15, 5) > Charge(0.1).of(15)


def test_macrs_writes_off_everything() -> None:
    for years in (3, 5, 7, 10, 15, 20):
        assert sum(charges.macrs(years)) == pytest.approx(1.0, abs=1e-4)
        assert len(charges.macrs(years)) == years + 1


def test_parts_of_a_kilogram_add_up() -> None:
    for path in paths.PATHS:
        d = paths.delivered(path, 50_000, 200)
        assert d.parts.total == pytest.approx(d.total, rel=1e-12)
        assert d.parts.loss > 0


def test_losses_are_charged_at_the_cost_so_far() -> None:
    d = paths.delivered("LH2_LH2truck", 50_000, 200)
    so_far = sum(s.cost.total for s in d.steps[:-1])
    assert d.steps[-1].cost.loss == pytest.approx(0.03 * so_far)
    assert d.steps[1].cost.loss == pytest.approx(0.0165 * d.steps[0].cost.total)


@pytest.mark.parametrize("path", list(paths.PATHS))
def test_a_chain_of_plants_costs_the_same(path: str) -> None:
    """Own costs and losses per unit out, carried from step to step, give the delivered cost."""
    d, cost = paths.delivered(path, 50_000, 200), 0.0
    for step in d.steps:
        assert step.came_in == pytest.approx(cost)
        cost = step.own + (1 + step.lost) * cost
    assert cost == pytest.approx(d.total, rel=1e-12)
    assert [s.lost for s in d.steps][-1] == pytest.approx(0.03 if "LH2" in path else 0.005)


def test_the_cheapest_path_changes_with_distance_and_demand() -> None:
    assert paths.cheapest(10_000, 50)[0].path == "cav_GH2truck"
    assert paths.cheapest(100_000, 50)[0].path == "cav_pipe_pipe"
    assert paths.cheapest(5_000, 800)[0].path == "LH2_LH2truck"
    ranked = [d.total for d in paths.cheapest(50_000, 250)]
    assert ranked == sorted(ranked)
    assert len(ranked) == len(paths.PATHS) == len(paths.WORDS)


def test_stacks_by_operating_hours() -> None:
    assert electrolyser.replacements(80_000, 4_000, 20) == []
    assert electrolyser.replacements(40_000, 8_000, 20) == [5.0, 10.0, 15.0]
    alk = electrolyser.electrolyser("alk")
    busy, idle = electrolyser.stack_capital(alk, 8000, 0.06), electrolyser.stack_capital(alk, 4000, 0.06)
    assert idle == 0.0
    assert busy == pytest.approx(alk.capital * alk.stack_share * 1.06**-10)


def test_degradation_and_stacks_only_add() -> None:
    plain = electrolyser.electrolyser("alk", degradation=0.0, stack_share=0.0)
    bare = electrolyser.annuity_cost(2600, Charge(0.06).of(20), 0.02, 55.5, 0.25, 4000)
    assert electrolyser.levelised(plain, 0.25, 4000, Charge(0.06)).total == pytest.approx(bare.total)
    full = electrolyser.levelised(electrolyser.electrolyser("alk"), 0.25, 4000, Charge(0.06), water_price=4.0)
    assert full.total > bare.total + 10 * 4 / 1e3


def test_trailers_that_stand_are_counted() -> None:
    c = trucks.truck("gas_500bar")
    assert trucks.trailers(50_000, 353.69, c) == 143
    assert trucks.trailers(50_000, 353.69, c, stations=72, standing=2) == 143 + 144


def test_chinese_trailer_lies_near_published_delivery_costs() -> None:
    """20 MPa trailers: 6.3 and 16.2 CNY/kg at 100 and 500 km are published (25 %), conversion not included."""
    c = trucks.truck("gas_200bar_cn")
    near, far = (trucks.per_kilogram(km, c, Charge(0.06)).total for km in (100.0, 500.0))
    assert near < 6.3 * 1.25
    assert far == pytest.approx(16.2, rel=0.25)


def test_ammonia_there_and_back() -> None:
    """In a kWh of ammonia 1.1484 kWh of hydrogen go, and 1.46 kWh of it make one of hydrogen: three fifths come back."""
    there, back = carriers.ammonia_synthesis(), carriers.ammonia_cracking()
    assert 1 / (there.input * back.input) == pytest.approx(0.596, abs=0.001)
    assert carriers.cracking_loss() == pytest.approx(1 - 1 / (1.46 * 33.33 / 5.17 * 0.1776), rel=1e-9)


def test_mean_of_learning_lies_between_start_and_end() -> None:
    for built in (2.0, 10.0, 100.0):
        assert dynamics.learned_cost(1, built, 0.18) < dynamics.mean_learned_cost(1, built, 0.18) < 1.0
    steps = 20_000
    counted = sum(dynamics.learned_cost(1, 1 + 9 * (i + 0.5) / steps, 0.18) for i in range(steps)) / steps
    assert dynamics.mean_learned_cost(1, 10.0, 0.18) == pytest.approx(counted, rel=1e-6)
    assert dynamics.learned_cost(1, 1000, 0.18, floor=0.3) == 0.3
    assert dynamics.mean_learned_cost(1, 4.0, 0.5) == pytest.approx(math.log(4.0) / 3.0), (
        "where the mean has another form"
    )


def test_boil_off_by_surface() -> None:
    assert storage.boil_off(3000, 0.0003, 3000) == 0.0003
    assert storage.boil_off(3000 / 8, 0.0003, 3000) == pytest.approx(0.0006)


def test_a_road_is_longer_than_the_beeline() -> None:
    assert trucks.road(100) == pytest.approx(130)
    assert trucks.road(100, 1.1) == pytest.approx(110)


def test_coverage_and_demand_set_the_number_of_stations() -> None:
    assert station_him.least_number(70_000, 1000, 0.7, 1000, 100) == 100
    assert station_him.least_number(7_000, 1000, 0.7, 3000, 100) == 30
    assert station_him.ramp_up(0, 0.7, 3) == 0
    assert station_him.ramp_up(30, 0.7, 3) == pytest.approx(0.7, rel=1e-4)
