"""Stores: salt caverns, lined rock, buried pipe, tanks; gas that stays, losses, cost."""

from __future__ import annotations

import math
from dataclasses import dataclass

from optimizer.costs import gas
from optimizer.costs.compressor_plant import terminal
from optimizer.costs.ranges import not_negative, positive, within
from optimizer.costs.table import filled, quantity


@dataclass(frozen=True)
class Cavern:
    """A salt cavern after HIM."""

    surface: float = quantity("EUR_2015")
    cost: float = quantity("EUR_2015")
    volume: float = quantity("m3")
    high: float = quantity("bar")
    low: float = quantity("bar")
    temperature: float = quantity("K")
    om: float = quantity("1/a")
    life: float = quantity("a")


def cavern() -> Cavern:
    """The cavern of HIM with the figures of the table: 500 000 m3 between 58 and 175 bar."""
    return filled(Cavern, "him.cavern")


def working_gas(c: Cavern | None = None) -> float:
    """Hydrogen that a cavern gives between its pressures [kg].

    Source: HIM, LEACHMAN-2009.

    >>> round(working_gas() / 1e6, 3)
    4.149
    """
    c = c or cavern()
    return gas.linepack(c.volume, c.high, c.low, c.temperature)


def cushion_gas(c: Cavern | None = None) -> float:
    """Hydrogen that must stay in a cavern, V density(p_min) [kg]; it is capital at the price of hydrogen.

    Source: HIM, LEACHMAN-2009.

    >>> round(cushion_gas() / 1e6, 3)
    2.281
    """
    c = c or cavern()
    return c.volume * gas.density(c.low, c.temperature)


def cavern_count(kg: float, c: Cavern | None = None) -> int:
    """Caverns for an amount of working gas, rounded up [1].

    Args:
        kg: to be stored [kg].
        c: the cavern; that of HIM by default.

    Source: HIM.

    Raises:
        OutOfRangeError: nothing to store.
    """
    return math.ceil(positive(kg, "stored hydrogen", "kg") / working_gas(c))


def cavern_capital(kg: float, c: Cavern | None = None, gas_price: float = 0.0) -> float:
    """Surface plant once, and each cavern, with its cushion gas if that is paid for [EUR_2015].

    Args:
        kg: working gas to be stored [kg].
        c: the cavern; that of HIM by default.
        gas_price: what a kilogram of cushion gas costs [EUR_2015/kg]; HIM leaves it out.

    Source: HIM.

    >>> cavern_capital(60 * 100_000.0) / 1e6
    100.6

    Raises:
        OutOfRangeError: nothing to store, a negative price.
    """
    c = c or cavern()
    each = c.cost + cushion_gas(c) * not_negative(gas_price, "price of cushion gas", "EUR_2015/kg")
    return c.surface + cavern_count(kg, c) * each


@dataclass(frozen=True)
class Bulk:
    """Coefficients of a bulk store: `exp(a ln^2 m - b ln m + c)` USD_2019/kg with m in t."""

    quadratic: float = quantity("1")
    linear: float = quantity("1")
    constant: float = quantity("1")
    outlet: float = quantity("bar")


@dataclass(frozen=True)
class BulkCommon:
    """What the bulk stores have in common, after H2Integrate."""

    level: float = quantity("1")
    inlet: float = quantity("bar")
    compressor_level: float = quantity("1")
    units_above: float = quantity("kW")
    labour_hours: float = quantity("h/a")
    wage: float = quantity("USD_2018/h")
    insurance: float = quantity("1/a")
    repair_compressor: float = quantity("1/a")
    repair_rest: float = quantity("1/a")
    life: float = quantity("a")


def bulk_capital(kg: float, kind: str) -> float:
    """Installed cost of a bulk store with its compressor and surface plant [USD_2018].

    Args:
        kg: working gas [kg], 100 t to 5 000 t: beyond, the fit turns upward.
        kind: 'salt', 'rock' (lined) or 'pipe' (buried).

    Source: PAPADIAS-2021 via H2I (V09).

    >>> round(bulk_capital(1e6, "salt") / 1e6, 3)
    24.992

    Raises:
        OutOfRangeError: outside 100 to 5 000 t.
        KeyError: no such kind.
    """
    c, common = filled(Bulk, f"bulk.{kind}"), filled(BulkCommon, "bulk.common")
    x = math.log(within(kg, 1e5, 5e6, "stored hydrogen", "kg") / 1e3)
    return math.exp(c.quadratic * x * x - c.linear * x + c.constant) * kg * common.level


def bulk_fixed(kg: float, kg_per_day: float, kind: str) -> float:
    """Operation, maintenance and labour of a bulk store in a year, without electricity [USD_2018/a].

    Args:
        kg: working gas [kg], 100 t to 5 000 t.
        kg_per_day: filling rate [kg/d]. The tests of the source pass kg/h, which it calls a bug itself (V09); the
            corrected rows (V09c) take kg/d.
        kind: 'salt', 'rock' or 'pipe'.

    Source: H2I, after HDSAM.

    >>> round(bulk_fixed(1e6, 100_000.0, "salt") / 1e6, 3)
    1.462

    Raises:
        OutOfRangeError: outside 100 to 5 000 t, nothing filled.
        KeyError: no such kind.
    """
    c, common = filled(Bulk, f"bulk.{kind}"), filled(BulkCommon, "bulk.common")
    everything = bulk_capital(kg, kind)
    plant = terminal(common.inlet, c.outlet, kg_per_day, 2)
    if plant.rating_kw > common.units_above:
        plant = terminal(common.inlet, c.outlet, kg_per_day, 3)
    compressor = plant.capital * common.compressor_level
    labour = common.labour_hours * (kg_per_day / 1e5) ** 0.25 * common.wage
    repair = common.repair_compressor * compressor + common.repair_rest * (everything - compressor)
    return float(labour + common.insurance * everything + repair)


@dataclass(frozen=True)
class Tank:
    """A tank by the kilogram of hydrogen."""

    money: str
    cost: float = quantity("MONEY/kg")
    om: float = quantity("1/a")
    life: float = quantity("a")
    boil_off: float = quantity("1/d")


def tank(kind: str) -> Tank:
    """Figures of 'lh2', 'lohc', 'tube_100bar', 'tube_500bar' (EUR_2015) or 'nh3' (EUR_2020).

    Raises:
        KeyError: no such tank.
    """
    return filled(Tank, f"tank.{kind}")


def sphere_capital(volume_m3: float) -> float:
    """Cost of a vacuum-insulated sphere for liquid hydrogen, `-0.1674 V^2 + 2 064.6 V + 977 886` [USD_2005].

    Args:
        volume_m3: V [m3], 100 to 4 000: the square turns it down later.

    Source: HDSAM.

    >>> round(sphere_capital(3500) / (3500 * 70.8 * 0.95), 1)  # USD_2005/kg
    26.1

    Raises:
        OutOfRangeError: outside 100 to 4 000 m3.
    """
    from optimizer.costs.table import number

    v = within(volume_m3, 100.0, 4000.0, "volume", "m3")
    units = {"quadratic": "USD_2005/m**6", "linear": "USD_2005/m3", "constant": "USD_2005"}
    a, b, c = (number(f"tank.sphere.{k}", unit) for k, unit in units.items())
    return a * v * v + b * v + c


def remaining(boil_off: float, days: float) -> float:
    """Share that is left after some days of boil-off, `(1 - b)^days` [1].

    Args:
        boil_off: share lost in a day [1/d].
        days: [d].

    Source: STANDARD (T07).

    >>> round(remaining(0.0003, 60), 6)
    0.982158

    Raises:
        OutOfRangeError: a rate outside 0 to 1, a negative time.
    """
    return float((1.0 - within(boil_off, 0.0, 1.0, "boil-off", "1/d")) ** not_negative(days, "time", "d"))


def boil_off(volume_m3: float, reference: float, reference_m3: float) -> float:
    """Boil-off of a tank by its surface, `b = b_ref (V / V_ref)^(-1/3)` [1/d].

    Args:
        volume_m3: [m3], 1 to 50 000.
        reference: that of the reference tank [1/d].
        reference_m3: its volume [m3].

    Source: STANDARD; HIM has 0.0003 a day for a large sphere of some 3 000 m3.

    >>> round(boil_off(30, 0.0003, 3000), 5)
    0.00139

    Raises:
        OutOfRangeError: outside 1 to 50 000 m3.
    """
    v = within(volume_m3, 1.0, 50_000.0, "volume", "m3")
    return float(reference * (v / positive(reference_m3, "reference volume", "m3")) ** (-1.0 / 3.0))
