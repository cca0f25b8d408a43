"""Hydrogen as a real gas: the equation of state of normal hydrogen [LEACHMAN-2009], and shorter forms for hand calculations.

The Helmholtz energy a(density, temperature) / (R T) is an ideal part and a residual part in the reduced density
delta = density / 15 508 mol/m3 and the inverse reduced temperature tau = 33.145 K / T; pressure, enthalpy and entropy are
its derivatives. Coefficients: leachman2009.csv. Checked against CoolProp: density, enthalpy differences and entropy
differences agree to 1e-9 (tests/costs/test_gas.py keeps a table of it).

Range: 150 to 1 000 K and up to 2 000 bar, gas and supercritical fluid only; the liquid is not covered.
"""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

from optimizer.costs.ranges import positive, within
from optimizer.errors import OutOfRangeError

GAS_CONSTANT = 8.314472
"""J/(mol K), the value the coefficients were fitted with [LEACHMAN-2009]."""
MOLAR_MASS = 2.01588e-3
"""kg/mol of hydrogen [LEACHMAN-2009]."""
LHV_KWH_PER_KG, HHV_KWH_PER_KG = 33.33, 39.41
"""Heating values of hydrogen, 119.96 and 141.9 MJ/kg; never mix them."""
KG_PER_NM3 = 0.08988
"""Density at 0 C and 1.01325 bar [kg/Nm3]."""
CRITICAL_TEMPERATURE, CRITICAL_DENSITY = 33.145, 15508.0
COLDEST, HOTTEST, HIGHEST = 150.0, 1000.0, 2000.0
"""Range of the equation of state [K, K, bar]."""
_LEAD, _TURN, _LOG = -1.4579856475, 1.888076782, 1.5
_Z_PRESSURES = (1.0, 10.0, 50.0, 100.0, 300.0, 500.0, 1000.0)
_Z_VALUES = (1.0006, 1.0059, 1.0297, 1.0601, 1.1879, 1.3197, 1.6454)


@dataclass(frozen=True)
class _Term:
    """A term of the residual part: n delta^d tau^t exp(-delta^l) or n delta^d tau^t exp(-eta (delta-e)^2 - beta (tau-g)^2).

    The table has eta and beta with the sign of that exponent.
    """

    kind: str
    n: float
    t: float
    d: float
    l: float  # noqa: E741  (the letter of the source)
    eta: float
    beta: float
    gamma: float
    epsilon: float

    def values(self, delta: float, tau: float) -> tuple[float, float, float]:
        """The term, its derivative by delta and its derivative by tau."""
        if self.kind == "power":
            decay = delta**self.l if self.l else 0.0
            value = self.n * delta**self.d * tau**self.t * math.exp(-decay)
            return value, value * (self.d - self.l * decay) / delta, value * self.t / tau
        x, y = delta - self.epsilon, tau - self.gamma
        value = self.n * delta**self.d * tau**self.t * math.exp(-self.eta * x * x - self.beta * y * y)
        return value, value * (self.d / delta - 2 * self.eta * x), value * (self.t / tau - 2 * self.beta * y)


@lru_cache(maxsize=1)
def _terms() -> tuple[tuple[_Term, ...], tuple[tuple[float, float], ...]]:
    text = files("optimizer.costs").joinpath("leachman2009.csv").read_text(encoding="utf-8")
    residual, ideal = [], []
    for row in csv.DictReader(text.splitlines()):
        if row["kind"] == "ideal":
            ideal.append((float(row["n"]), float(row["t"]) / CRITICAL_TEMPERATURE))
        else:
            numbers = {k: float(v or 0.0) for k, v in row.items() if k != "kind"}
            residual.append(_Term(kind=row["kind"], **numbers))
    return tuple(residual), tuple(ideal)


def _residual(delta: float, tau: float) -> tuple[float, float, float]:
    values = [term.values(delta, tau) for term in _terms()[0]]
    return sum(v[0] for v in values), sum(v[1] for v in values), sum(v[2] for v in values)


def _ideal(delta: float, tau: float) -> tuple[float, float]:
    """Ideal part and its derivative by tau."""
    value = math.log(delta) + _LOG * math.log(tau) + _LEAD + _TURN * tau
    slope = _LOG / tau + _TURN
    for n, v in _terms()[1]:
        value += n * math.log1p(-math.exp(-v * tau))
        slope += n * v / math.expm1(v * tau)
    return value, slope


def _checked(pressure_bar: float, temperature_k: float) -> None:
    within(positive(pressure_bar, "pressure", "bar"), 0.0, HIGHEST, "pressure", "bar")
    within(temperature_k, COLDEST, HOTTEST, "temperature", "K")


@lru_cache(maxsize=4096)
def _reduced_density(pressure_bar: float, temperature_k: float) -> float:
    """delta at which the equation of state gives the pressure: Newton from the ideal gas."""
    tau, target = CRITICAL_TEMPERATURE / temperature_k, pressure_bar * 1e5
    scale = CRITICAL_DENSITY * GAS_CONSTANT * temperature_k
    delta = target / scale
    for _ in range(100):
        slope = _residual(delta, tau)[1]
        miss = scale * delta * (1.0 + delta * slope) - target
        step = delta * 1e-6
        beside = _residual(delta + step, tau)[1]
        steep = scale * ((delta + step) * (1.0 + (delta + step) * beside) - delta * (1.0 + delta * slope)) / step
        change = miss / steep
        delta = max(delta - change, delta / 2.0)
        if abs(change) < 1e-13 * delta:
            break
    return delta


def density(pressure_bar: float, temperature_k: float) -> float:
    """Density of hydrogen [kg/m3].

    Args:
        pressure_bar: absolute pressure [bar], up to 2 000.
        temperature_k: temperature [K], 150 to 1 000.

    Source: LEACHMAN-2009.

    >>> round(density(700, 298), 3)
    39.237

    Raises:
        OutOfRangeError: outside the range of the module.
    """
    _checked(pressure_bar, temperature_k)
    return _reduced_density(pressure_bar, temperature_k) * CRITICAL_DENSITY * MOLAR_MASS


def compressibility(pressure_bar: float, temperature_k: float) -> float:
    """Z = p / (density R T / M) [1]; arguments, source and errors as `density`.

    >>> round(compressibility(350, 298.15), 3)
    1.221
    """
    ideal = pressure_bar * 1e5 * MOLAR_MASS / (GAS_CONSTANT * temperature_k) if temperature_k > 0 else math.nan
    return ideal / density(pressure_bar, temperature_k)


def compressibility_by_table(pressure_bar: float) -> float:
    """Z at about 25 C, straight between seven pressures [1]; used where the source of a cost equation uses it.

    Args:
        pressure_bar: absolute pressure [bar], 1 to 1 000.

    Source: H2I (HDSAM V3.1).

    >>> round(compressibility_by_table(68), 5)
    1.04064

    Raises:
        OutOfRangeError: outside 1 to 1 000 bar.
    """
    within(pressure_bar, _Z_PRESSURES[0], _Z_PRESSURES[-1], "pressure", "bar")
    pairs = list(zip(_Z_PRESSURES, _Z_VALUES, strict=True))
    for (p0, z0), (p1, z1) in pairwise(pairs):
        if pressure_bar <= p1:
            return z0 + (z1 - z0) * (pressure_bar - p0) / (p1 - p0)
    raise AssertionError("the range was checked")


def enthalpy(pressure_bar: float, temperature_k: float) -> float:
    """Specific enthalpy [kJ/kg] from an arbitrary zero: only differences mean something; arguments, source and errors as `density`."""
    _checked(pressure_bar, temperature_k)
    tau, delta = CRITICAL_TEMPERATURE / temperature_k, _reduced_density(pressure_bar, temperature_k)
    _, by_delta, by_tau = _residual(delta, tau)
    ratio = tau * (_ideal(delta, tau)[1] + by_tau) + delta * by_delta + 1.0
    return ratio * GAS_CONSTANT * temperature_k / MOLAR_MASS / 1e3


def entropy(pressure_bar: float, temperature_k: float) -> float:
    """Specific entropy [kJ/(kg K)] from an arbitrary zero: only differences mean something; arguments, source and errors as `density`."""
    _checked(pressure_bar, temperature_k)
    tau, delta = CRITICAL_TEMPERATURE / temperature_k, _reduced_density(pressure_bar, temperature_k)
    value, _, by_tau = _residual(delta, tau)
    ideal, slope = _ideal(delta, tau)
    return (tau * (slope + by_tau) - ideal - value) * GAS_CONSTANT / MOLAR_MASS / 1e3


@lru_cache(maxsize=4096)
def isentropic_work(inlet_bar: float, outlet_bar: float, inlet_k: float) -> float:
    """Work of one stage without losses, h(p2, s1) - h(p1, T1) [kJ/kg].

    Args:
        inlet_bar, outlet_bar: pressures [bar]; the outlet is the higher one.
        inlet_k: temperature at the inlet [K].

    Source: LEACHMAN-2009 for the properties, HIM for the use.

    Raises:
        OutOfRangeError: the pressures fall, or a state (the hot outlet too) lies outside the range of the module.
    """
    within(outlet_bar, inlet_bar, HIGHEST, "outlet pressure", "bar")
    start = entropy(inlet_bar, inlet_k)
    low, high = inlet_k, inlet_k * (outlet_bar / inlet_bar) ** 0.5 + 1.0
    high = min(high, HOTTEST)
    if entropy(outlet_bar, high) < start:
        stage = f"gas pressed from {inlet_bar:.4g} to {outlet_bar:.4g} bar in one stage"
        raise OutOfRangeError(stage, f"hotter than {high:g}", "K", f"{COLDEST:g} to {HOTTEST:g}")
    for _ in range(80):
        middle = (low + high) / 2.0
        low, high = (middle, high) if entropy(outlet_bar, middle) < start else (low, middle)
    return enthalpy(outlet_bar, (low + high) / 2.0) - enthalpy(inlet_bar, inlet_k)


def linepack(volume_m3: float, high_bar: float, low_bar: float, temperature_k: float) -> float:
    """Hydrogen that a pipe or a cavern gives between two pressures, V (density(high) - density(low)) [kg].

    Args:
        volume_m3: geometric volume [m3].
        high_bar, low_bar: pressures [bar].
        temperature_k: temperature of the gas, the same at both [K].

    Source: HIM (cavern), standard.

    >>> round(linepack(1.0, 175, 58, 298), 3)
    8.298

    Raises:
        OutOfRangeError: outside the range of the module, or the pressures are in the wrong order.
    """
    positive(volume_m3, "volume", "m3")
    within(low_bar, 0.0, high_bar, "lower pressure", "bar")
    return volume_m3 * (density(high_bar, temperature_k) - density(low_bar, temperature_k))
