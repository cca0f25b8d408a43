"""The steps of the delivery paths: each tells what a kilogram costs in it [EUR_2015/kg]. Source: HIM."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from optimizer.costs import carriers, compressor, liquefier, pipeline, station_him, storage, trucks
from optimizer.costs.charges import PerKg, band_price, per_kg
from optimizer.costs.electrolyser import output_cost
from optimizer.costs.path_inputs import Inputs
from optimizer.costs.table import number

Maker = Callable[["Chain"], PerKg]


@dataclass(frozen=True)
class Chain:
    """What a step needs to know: the demand, the distance, and the cost of a kilogram so far."""

    i: Inputs
    demand: float
    km: float
    so_far: float = 0.0

    @property
    def yearly(self) -> float:
        """Delivered in a year [kg/a]."""
        return self.demand * 365.0

    def late_price(self, kwh_per_kg: float) -> float:
        """Price of electricity behind the store, by the band of its use [EUR_2015/kWh]."""
        return band_price(kwh_per_kg * self.yearly / 1e3)


def production(c: Chain) -> PerKg:
    """Electrolysis with its over-dimension, water included [EUR_2015/kg]. Source: HIM (V01)."""
    p = "him.production"
    return output_cost(
        number(f"{p}.capital", "EUR_2015/(kg/d)"),
        c.i.over_dimension,
        c.i.charge.of(number(f"{p}.life", "a")),
        number(f"{p}.om", "1/a"),
        number(f"{p}.electricity", "kWh/kg"),
        c.i.early_price,
        number(f"{p}.water", "m3/kg") * number(f"{p}.water_price", "EUR_2015/m3"),
    )


def compression(inlet: float, outlet: float, installation: str, early: bool = False) -> Maker:
    """A compressor before (`early`) or behind the store, pressures in bar [EUR_2015/kg]. Source: HIM."""

    def made(c: Chain) -> PerKg:
        flow = c.demand * (c.i.over_dimension if early else 1.0)
        share = c.i.geometry.share_stored if early else 1.0
        kwh = compressor.electricity(inlet, outlet, flow, c.i.compressor)
        factor = number(f"him.compressor.installed_{installation}", "1")
        capital = compressor.capital(kwh * flow / 24.0, factor, c.i.compressor)
        price = c.i.early_price if early else c.late_price(kwh)
        life, om, loss = (number(f"him.compressor.{k}", u) for k, u in (("life", "a"), ("om", "1/a"), ("loss", "1")))
        lost = share * loss * c.so_far
        return per_kg(capital, c.i.charge.of(life), om * capital, share * kwh * price, c.yearly, lost)

    return made


def liquefaction(early: bool) -> Maker:
    """A liquefier before (`early`) or behind the store [EUR_2015/kg]. Source: HIM."""

    def made(c: Chain) -> PerKg:
        plant = liquefier.liquefier("him")
        tonnes = c.demand * (c.i.over_dimension if early else 1.0) / 1e3
        kwh, capital = liquefier.work(tonnes, plant), liquefier.capital(tonnes, plant)
        energy = kwh * (c.i.early_price if early else c.late_price(kwh))
        fixed = liquefier.fixed(tonnes, plant)
        return per_kg(capital, c.i.charge.of(plant.life), fixed, energy, c.yearly, plant.loss * c.so_far)

    return made


def hydrogenation(early: bool) -> Maker:
    """A hydrogenation before (`early`) or behind the store [EUR_2015/kg]. Source: HIM."""

    def made(c: Chain) -> PerKg:
        unit = carriers.hydrogenation()
        capital = carriers.lohc_capital(c.demand * (c.i.over_dimension if early else 1.0) / 1e3, unit)
        energy = unit.electricity * (c.i.early_price if early else c.late_price(unit.electricity))
        return per_kg(capital, c.i.charge.of(unit.life), unit.om * capital, energy, c.yearly, unit.loss * c.so_far)

    return made


def cavern(c: Chain) -> PerKg:
    """Salt caverns for the stored days [EUR_2015/kg]. Source: HIM."""
    store = storage.cavern()
    capital = storage.cavern_capital(c.i.geometry.storage_days * c.demand, store)
    return per_kg(capital, c.i.charge.of(store.life), store.om * capital, 0.0, c.yearly)


def tank(kind: str) -> Maker:
    """Tanks of a kind ('lh2', 'lohc') for the stored days [EUR_2015/kg]. Source: HIM."""

    def made(c: Chain) -> PerKg:
        store, days = storage.tank(kind), c.i.geometry.storage_days
        capital = store.cost * days * c.demand
        lost = days * store.boil_off * c.so_far
        return per_kg(capital, c.i.charge.of(store.life), store.om * capital, 0.0, c.yearly, lost)

    return made


def transmission(c: Chain) -> PerKg:
    """A pipeline from the plant to the city, sized for the flow before the store [EUR_2015/kg]. Source: HIM."""
    sized = c.demand * c.i.over_dimension
    return pipeline.per_kilogram(c.demand, sized, c.i.geometry.pipe * c.km, c.i.charge.rate, c.i.pipeline)


def branches(c: Chain) -> PerKg:
    """A pipe to each station [EUR_2015/kg]. Source: HIM, YANG-OGDEN-2007."""
    sold, far = c.i.geometry.sold, c.i.geometry.branch_km(c.demand)
    return pipeline.per_kilogram(sold, sold * c.i.over_dimension, far, c.i.charge.rate, c.i.pipeline)


def truck(which: str, whole_way: bool = True) -> Maker:
    """Trucks (a field of `Inputs`) from the plant, or within the city only [EUR_2015/kg]. Source: HIM."""

    def made(c: Chain) -> PerKg:
        far = c.i.geometry.truck_km(c.km) if whole_way else c.i.geometry.tour_km()
        return trucks.per_kilogram(far, getattr(c.i, which), c.i.charge)

    return made


def station(kind: str) -> Maker:
    """Stations of a supply [EUR_2015/kg]. Source: HIM."""

    def made(c: Chain) -> PerKg:
        g = c.i.geometry
        return station_him.per_kilogram(
            g.station, kind, g.utilisation, c.i.charge, c.so_far, trailer=c.i.standing_trailer
        )

    return made
