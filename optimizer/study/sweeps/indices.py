"""Sensitivity indices of a sampled study, by SALib: which axis explains how much of the spread of a number.

Sobol: the share of the variance that an axis explains alone (first) and with all others (total), Saltelli et al. 2010,
Computer Physics Communications 181, 259-270. Morris: the mean absolute elementary effect (mu_star) and its spread (sigma),
Morris 1991, Technometrics 33, 161-174. An elementary effect is the change of the number over the whole range of the axis.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from optimizer.errors import SolveError
from optimizer.study.sweeps.design import BASE, problem_of, salib, shares_of
from optimizer.study.sweeps.study import Study


def indices(study: Study, numbers: pd.Series) -> pd.DataFrame:
    """Indices of a number, one row an axis.

    Args:
        study: of design sobol or morris.
        numbers: by point.

    Raises:
        SolveError: the design has no indices, or a point has no number: they need them all.
    """
    spec = study.spec
    if spec.design not in ("sobol", "morris"):
        raise SolveError(f"Indices are of designs sobol and morris; this study is {spec.design}.")
    names = [p.name for p in study.points if p.name != BASE]
    missing = [n for n in names if n not in numbers.index or not np.isfinite(numbers[n])]
    if missing:
        raise SolveError(
            f"Indices need every sample; {len(missing)} of {len(names)} have no answer, such as {missing[0]}."
        )
    values, problem = numbers[names].to_numpy(float), problem_of(spec)
    analyze = salib(f"analyze.{spec.design}")
    if np.ptp(values) == 0.0:
        raise SolveError("Indices have no meaning: the number is the same in every sample.")
    if spec.design == "sobol":
        found = analyze.analyze(problem, values, calc_second_order=spec.second_order, seed=spec.seed)
        return pd.DataFrame({"axis": problem["names"], "first": found["S1"], "first_within": found["S1_conf"],
                             "total": found["ST"], "total_within": found["ST_conf"]})  # fmt: skip
    found = analyze.analyze(problem, shares_of(spec), values, num_levels=spec.levels, seed=spec.seed)
    return pd.DataFrame({"axis": problem["names"], "mu_star": np.asarray(found["mu_star"], float),
                         "mu_star_within": np.asarray(found["mu_star_conf"], float),
                         "sigma": np.asarray(found["sigma"], float)})  # fmt: skip
