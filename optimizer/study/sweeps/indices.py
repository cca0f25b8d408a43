"""Sensitivity indices of a sampled study, by SALib: which axis explains how much of the spread of a number.

Sobol: the share of the variance that an axis explains alone (first) and with all others (total), Saltelli et al. 2010,
Computer Physics Communications 181, 259-270. Morris: the mean absolute elementary effect (mu_star) and its spread (sigma),
Morris 1991, Technometrics 33, 161-174. An elementary effect is the change of the number over the whole range of the axis.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

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
    if spec.design == "sobol":
        found, problem = _sobol(study, numbers), problem_of(spec)
        return pd.DataFrame({"axis": problem["names"], "first": found["S1"], "first_within": found["S1_conf"],
                             "total": found["ST"], "total_within": found["ST_conf"]})  # fmt: skip
    if spec.design != "morris":
        raise SolveError(f"Indices are of designs sobol and morris; this study is {spec.design}.")
    values, problem = _of_samples(study, numbers), problem_of(spec)
    analyze = salib("analyze.morris").analyze
    found = analyze(problem, shares_of(spec), values, num_levels=spec.levels, seed=spec.seed)
    return pd.DataFrame({"axis": problem["names"], "mu_star": np.asarray(found["mu_star"], float),
                         "mu_star_within": np.asarray(found["mu_star_conf"], float),
                         "sigma": np.asarray(found["sigma"], float)})  # fmt: skip


def pairs(study: Study, numbers: pd.Series) -> pd.DataFrame:
    """Shares of the variance that two axes explain together beyond what each does alone, one row a pair; none where no pairs were drawn.

    Args:
        study: of design sobol; `second_order: true` draws for pairs.
        numbers: by point.

    Raises:
        SolveError: as of `indices`.
    """
    columns, names = ["axis", "other", "second", "second_within"], [a.name for a in study.spec.axes]
    if study.spec.design != "sobol" or not study.spec.second_order:
        return pd.DataFrame(columns=columns)
    found, places = _sobol(study, numbers), combinations(range(len(names)), 2)
    rows = [(names[i], names[j], float(found["S2"][i, j]), float(found["S2_conf"][i, j])) for i, j in places]
    return pd.DataFrame(rows, columns=columns)


def _sobol(study: Study, numbers: pd.Series) -> Any:
    """What SALib finds in the samples of a study of design sobol."""
    spec, values = study.spec, _of_samples(study, numbers)
    analyze = salib("analyze.sobol").analyze
    return analyze(problem_of(spec), values, calc_second_order=spec.second_order, seed=spec.seed)


def _of_samples(study: Study, numbers: pd.Series) -> NDArray[np.float64]:
    """The number of every sample, in the order in which they were drawn.

    Raises:
        SolveError: a sample has none, or all have the same.
    """
    names = [p.name for p in study.points if p.name != BASE]
    missing = [n for n in names if n not in numbers.index or not np.isfinite(numbers[n])]
    if missing:
        raise SolveError(
            f"Indices need every sample; {len(missing)} of {len(names)} have no answer, such as {missing[0]}."
        )
    values: NDArray[np.float64] = numbers[names].to_numpy(float)
    if np.ptp(values) == 0.0:
        raise SolveError("Indices have no meaning: the number is the same in every sample.")
    return values
