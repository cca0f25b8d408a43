"""How large requirements are, so that changes of unlike ones may be added up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimizer.compiled import Compiled, Floats
from optimizer.diagnose.requirements import ABOVE, OF_POLICY, Requirement, Requirements


def measured(found: Requirements, compiled: Compiled, plan: Floats) -> Requirements:
    """The same with sizes as a plan has them: a limit of zero, or one that is relative, is measured by what it counts there.

    A size is the largest of what is asked for, of what is counted and of what it is compared with; where all of these are nothing, the
    median of its kind. A demand, and a limit of no policy, is measured by itself: a plan that has more of it has broken it.
    """
    soft, matrix = found.soft, compiled.matrix
    terms = matrix.multiply(plan[None, :]).tocsr()
    gains, losses = (np.asarray(part.sum(axis=1)).ravel() for part in (terms.maximum(0), -terms.minimum(0)))
    of_rows, gross = soft.row >= 0, np.zeros(len(soft.row))
    gross[of_rows] = np.maximum(gains, losses)[soft.row[of_rows]]
    gross[~of_rows] = np.abs(plan)[soft.column[~of_rows]]
    groups = len(found.all)
    counted = np.bincount(soft.group, gross, groups)
    asked = np.bincount(soft.group, soft.size / np.bincount(soft.group, minlength=groups)[soft.group], groups)
    whole = np.array([_by_itself(r) for r in found.all], bool)
    size = np.where(whole, asked, np.maximum(asked, counted))
    kinds = np.array([r.family + str(r.side) for r in found.all])
    for kind in np.unique(kinds):
        mine = kinds == kind
        usual = size[mine & (size > 0)]
        size[mine & (size <= 0)] = np.median(usual) if len(usual) else 1.0
    return replace(found, soft=soft.with_sizes(size[soft.group]))


def _by_itself(r: Requirement) -> bool:
    demanded = r.kind in ("demand", "use")
    return r.asked > 0 and (demanded or (r.side == ABOVE and r.kind not in OF_POLICY))
