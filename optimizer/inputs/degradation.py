"""What age does to the ratios of a vintage: specific use that grows until stacks are renewed."""

from __future__ import annotations

import numpy as np

from optimizer.case.schema import Period
from optimizer.inputs.assets import Assets
from optimizer.inputs.plant import Plant


def worn(assets: Assets, plant: Plant, period: Period, power: float) -> float:
    """Mean of (1 + d)^(power * a) over the years of a period in which a vintage stands; 1 where nothing degrades.

    Args:
        plant: whose degradation d [1/year] is stated; a is its age in the middle of a year, since its stacks were new [year].
        power: -1 for what falls with age, +1 for what rises, 0 for what stays.
    """
    rate = assets.stated_or(plant, "degradation", 0.0)
    if not rate or not power or plant.path:
        return 1.0
    middle = period.first_year + np.arange(period.years) + 0.5
    ages = np.concatenate([middle - start for start in assets.commissioned(plant)])
    ages = ages[(ages >= 0.0) & (ages < assets.last_age(plant))]
    since = np.mod(ages, assets.stated_or(plant, "degradation_years", np.inf))
    return float(np.mean((1.0 + rate) ** (power * since))) if len(since) else 1.0
