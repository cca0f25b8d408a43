"""Carbon intensities in closed form: hydrogen from electricity, leaks, and a process by its fuels."""

from __future__ import annotations

from collections.abc import Iterable

from optimizer.costs.ranges import not_negative, positive, within
from optimizer.costs.table import number


def of_electricity(grid: float, electricity: float) -> float:
    """Emission of a kilogram of hydrogen by electrolysis [kgCO2/kg].

    Args:
        grid: emission factor of the electricity [kgCO2/kWh]. electricity: [kWh/kg].

    Source: STANDARD (T09).

    >>> round(of_electricity(0.3869, 55.5), 3)
    21.473

    Raises:
        OutOfRangeError: negative arguments.
    """
    return not_negative(grid, "emission factor", "kgCO2/kWh") * positive(electricity, "electricity", "kWh/kg")


def cleanest_grid(limit: float, electricity: float) -> float:
    """Greatest emission factor of electricity that keeps a limit [kgCO2/kWh].

    Args:
        limit: [kgCO2/kg]. electricity: [kWh/kg].

    Source: STANDARD (T09).

    >>> round(cleanest_grid(4.9, 55.5), 4)
    0.0883

    Raises:
        OutOfRangeError: negative arguments.
    """
    return not_negative(limit, "limit", "kgCO2/kg") / positive(electricity, "electricity", "kWh/kg")


def of_leaks(share: float, gwp: float | None = None) -> float:
    """Warming by leaked hydrogen per kilogram delivered, `gwp leak / (1 - leak)` [kgCO2e/kg].

    Args:
        share: of the gross flow that leaks [1]. gwp: over 100 years [kgCO2e/kg]; 11.6 of the table by default.

    Source: SAND-2023 (T09).

    >>> round(of_leaks(0.02), 4)
    0.2367

    Raises:
        OutOfRangeError: a share outside 0 to 0.99.
    """
    leak = within(share, 0.0, 0.99, "leak", "1")
    return (number("leakage.gwp100", "kgCO2e/kg") if gwp is None else gwp) * leak / (1.0 - leak)


def of_process(fuels: Iterable[tuple[float, float]], process: float = 0.0) -> float:
    """Direct emission of a tonne of product by its fuels [tCO2/t].

    Args:
        fuels: energy [GJ/t] and emission factor [kgCO2/GJ] of each.
        process: from limestone and the like [kgCO2/t].

    Source: MPP (V11), where coke has no factor because its carbon is booked on the gases.

    Raises:
        OutOfRangeError: negative arguments.
    """
    kg = sum(not_negative(e, "energy", "GJ/t") * not_negative(f, "factor", "kgCO2/GJ") for e, f in fuels)
    return (kg + not_negative(process, "process emission", "kgCO2/t")) / 1e3
