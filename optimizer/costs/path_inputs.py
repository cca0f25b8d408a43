"""What the delivery paths are counted with."""

from __future__ import annotations

from dataclasses import dataclass, field

from optimizer.costs import compressor, pipeline, trucks
from optimizer.costs.charges import Charge
from optimizer.costs.table import filled, number, quantity


@dataclass(frozen=True)
class Geometry:
    """How far it is, how much is stored, how large stations are."""

    storage_days: float = quantity("d")
    share_stored: float = quantity("1")
    station: float = quantity("kg/d")
    utilisation: float = quantity("1")
    road: float = quantity("1")
    pipe: float = quantity("1")
    radius: float = quantity("km")
    tour: float = quantity("1")
    distribution: float = quantity("1")
    distribution_exponent: float = quantity("1")

    def stations(self, kg_per_day: float) -> float:
        """Stations for a demand, not rounded [1]."""
        return kg_per_day / self.sold

    @property
    def sold(self) -> float:
        """What a station sells [kg/d]."""
        return self.station * self.utilisation

    def tour_km(self) -> float:
        """Road from the edge of the city to a station [km]."""
        return self.road * self.tour * self.radius

    def truck_km(self, km: float) -> float:
        """Road from the plant to a station [km]."""
        return self.road * (km + self.tour * self.radius)

    def branch_km(self, kg_per_day: float) -> float:
        """Distribution pipe for each station [km]."""
        n = self.stations(kg_per_day)
        return float(self.pipe * self.distribution * n**self.distribution_exponent * self.radius / n)


@dataclass(frozen=True)
class Inputs:
    """Everything the paths are counted with; the defaults are the figures of the table."""

    charge: Charge = field(default_factory=lambda: Charge(number("him.rate", "1")))
    over_dimension: float = field(default_factory=lambda: number("him.over_dimension", "1"))
    early_price: float = field(default_factory=lambda: number("him.production.electricity_price", "EUR_2015/kWh"))
    geometry: Geometry = field(default_factory=lambda: filled(Geometry, "him.path"))
    compressor: compressor.RealGas = field(default_factory=compressor.him)
    pipeline: pipeline.Pipeline = field(default_factory=pipeline.him)
    gas_truck: trucks.Truck = field(default_factory=lambda: trucks.truck("gas_500bar"))
    liquid_truck: trucks.Truck = field(default_factory=lambda: trucks.truck("liquid"))
    lohc_truck: trucks.Truck = field(default_factory=lambda: trucks.truck("lohc"))
    standing_trailer: trucks.Truck = field(default_factory=lambda: trucks.truck("gas_500bar"))
