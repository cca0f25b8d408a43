"""The gas against CoolProp 8.0.0 (its Hydrogen is the same equation of state), and against its own laws."""

from __future__ import annotations

import math

import pytest

from optimizer.costs import gas
from optimizer.errors import OutOfRangeError

COOLPROP = [
    # bar, K, kg/m3, kJ/kg and kJ/(kg K) above 1 bar and 300 K
    (1, 298.15, 0.0812719092, -26.4726719, -0.0885154228),
    (20, 293.15, 1.63467696, -89.9483661, -12.7053797),
    (30, 293.15, 2.43757389, -85.6104944, -14.3874916),
    (70, 313.15, 5.20938041, 222.47811, -16.9624274),
    (175, 298, 12.8598655, 58.7653471, -21.5347674),
    (500, 313.15, 29.6510731, 500.013386, -25.2454244),
    (900, 400, 37.9957967, 2107.52396, -24.039057),
    (1500, 250, 67.9825395, 318.53208, -33.2408319),
    (10, 160, 1.50583244, -1932.6736, -18.1551374),
]


@pytest.mark.parametrize(("bar", "kelvin", "density", "enthalpy", "entropy"), COOLPROP)
def test_as_coolprop(bar: float, kelvin: float, density: float, enthalpy: float, entropy: float) -> None:
    assert gas.density(bar, kelvin) == pytest.approx(density, rel=1e-8)
    assert gas.enthalpy(bar, kelvin) - gas.enthalpy(1, 300) == pytest.approx(enthalpy, rel=1e-8)
    assert gas.entropy(bar, kelvin) - gas.entropy(1, 300) == pytest.approx(entropy, rel=1e-8)


@pytest.mark.parametrize("bar", [20.0, 200.0, 900.0])
def test_the_derivatives_belong_together(bar: float) -> None:
    """At constant pressure dh = T ds, and at constant temperature dh = T ds + dp / density."""
    t, step = 320.0, 0.01
    dh = gas.enthalpy(bar, t + step) - gas.enthalpy(bar, t - step)
    ds = gas.entropy(bar, t + step) - gas.entropy(bar, t - step)
    assert dh == pytest.approx(t * ds, rel=1e-6)
    dp = 0.01
    dh = gas.enthalpy(bar + dp, t) - gas.enthalpy(bar - dp, t)
    ds = gas.entropy(bar + dp, t) - gas.entropy(bar - dp, t)
    assert dh == pytest.approx(t * ds + 2 * dp * 1e5 / gas.density(bar, t) / 1e3, rel=1e-4, abs=1e-7)


def test_a_thin_gas_is_ideal() -> None:
    assert gas.compressibility(0.01, 300) == pytest.approx(1.0, abs=1e-5)
    gamma, ratio = 1.405, 1.2
    cp = (gas.enthalpy(0.01, 301) - gas.enthalpy(0.01, 299)) / 2
    ideal = cp * 300 * (ratio ** ((gamma - 1) / gamma) - 1)
    assert gas.isentropic_work(0.01, 0.012, 300) == pytest.approx(ideal, rel=2e-3)


def test_the_table_of_z_is_near_the_equation() -> None:
    for bar in (1, 30, 68, 100, 200, 350, 500, 700, 1000):
        assert gas.compressibility_by_table(bar) == pytest.approx(gas.compressibility(bar, 298.15), rel=0.01)


def test_hydrogen_under_normal_conditions() -> None:
    assert gas.density(1.01325, 273.15) == pytest.approx(gas.KG_PER_NM3, rel=2e-4)


@pytest.mark.parametrize(
    ("bar", "kelvin"), [(0, 300), (-1, 300), (2001, 300), (100, 149), (100, 1001), (math.nan, 300), (100, math.nan)]
)
def test_outside_the_range(bar: float, kelvin: float) -> None:
    with pytest.raises(OutOfRangeError, match="allowed"):
        gas.density(bar, kelvin)


def test_pressures_in_the_wrong_order() -> None:
    with pytest.raises(OutOfRangeError, match="outlet pressure is 10 bar; allowed: 20 to 2000 bar"):
        gas.isentropic_work(20, 10, 300)
    with pytest.raises(OutOfRangeError, match="lower pressure"):
        gas.linepack(1.0, 50, 60, 300)
