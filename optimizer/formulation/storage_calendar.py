"""Storage through the year on typical days: the content at the start of each stretch of equal days.

Typical days repeat; a seasonal store must not. Its content is the content at the start of the calendar day plus the
movement inside the typical day that stands for it (`store_level` of a year-spanning store starts each day at zero).
Days for which the same typical day stands follow each other in stretches of n days. Within one the content at midnight
rises or falls throughout, so that the first and the last day bound all of them: the same answer as day by day, with a
column and a few rows for each stretch. With self-loss the bounds are slightly strict.

All rows are those of a store k in a region r and a period y. c: stretch; d(c): the typical day that stands for its days;
S: content at the start of a stretch; M = L[d, last step]: movement of a typical day; H, G: its highest and its lowest movement;
q = (1-sigma)^24: what the loss sigma in an hour leaves of a content in a day; n: days of the stretch; m: least content as a share of
the capacity.

`store_stretch_balance`  A stretch starts where the one before ended.
    S[c] = q^n' S[c-1] + (1 + q + ... + q^(n'-1)) M[d(c-1)]                       [carrier_unit]
    n': days of the stretch before.
    Source: Kotzur et al. 2018, Applied Energy 213, doi:10.1016/j.apenergy.2018.01.023, by stretches instead of days.

`store_swing_above_level`, `store_swing_below_level`  The highest and lowest movement inside each typical day.
    H[d] >= L[d,t],   G[d] <= L[d,t],   H >= 0 >= G                               [carrier_unit]
    L: movement up to the end of a step.
    Source: own formulation; two numbers stand for all steps of a day in the bounds below.

`store_first_day_below_capacity`, `store_first_day_above_minimum`  On the first day the content stays within bounds.
    S[c] + H[d(c)] <= K,   q S[c] + G[d(c)] >= m K                                [carrier_unit]
    Source: Kotzur et al. 2018, doi:10.1016/j.apenergy.2018.01.023, with the extremes of the day in place of its steps.

`store_last_day_below_capacity`, `store_last_day_above_minimum`  So it does on the last.
    E[c] = q^(n-1) S[c] + (1 + q + ... + q^(n-2)) M[d(c)]
    E[c] + H[d(c)] <= K,   q E[c] + G[d(c)] >= m K                                [carrier_unit]
    E: content at the start of the last day, no variable.
    Source: own formulation; contents of a stretch are highest and lowest at its ends, so the days between need no row.
"""

from __future__ import annotations

import numpy as np

from optimizer.algebra import Mapping, Model
from optimizer.formulation.concept import Concept, Parameters, Variables


def declare(m: Model, p: Parameters) -> None:
    m.variable("store_level_of_stretch", p.index("stored_stretches"), "carrier_unit")
    m.variable("store_swing_high", p.index("stored_days"), "carrier_unit")
    m.variable("store_swing_low", p.index("stored_days"), "carrier_unit", lower=-np.inf, upper=0.0)


def constrain(m: Model, x: Variables, p: Parameters) -> None:
    stretches, linked = p.index("stored_stretches"), p.index("stored_linked")
    before = Mapping(stretches, before=True)
    first, moved = x.store_level_of_stretch, x.store_level.at(stretches)
    carried = p.store_retention_before * first.at(before) + p.store_days_before * x.store_level.at(before)
    m.rows("store_stretch_balance", over=stretches, relation=first == carried)

    level = x.store_level.at(linked)
    m.rows("store_swing_above_level", over=linked, relation=x.store_swing_high.at(linked) >= level)
    m.rows("store_swing_below_level", over=linked, relation=x.store_swing_low.at(linked) <= level)

    capacity = p.content_per_capacity * x.capacity.at(Mapping(stretches, rename={"location": "region"}))
    high, low = x.store_swing_high.at(stretches), x.store_swing_low.at(stretches)
    kept, floor = p.store_retention_of_day, p.store_floor_share * capacity
    m.rows("store_first_day_below_capacity", over=stretches, relation=first + high <= capacity)
    m.rows("store_first_day_above_minimum", over=stretches, relation=kept * first + low >= floor)

    last = p.store_retention_to_last * first + p.store_days_to_last * moved
    m.rows("store_last_day_below_capacity", over=stretches, relation=last + high <= capacity)
    m.rows("store_last_day_above_minimum", over=stretches, relation=kept * last + low >= floor)


CONCEPT = Concept("storage_calendar", (), declare, constrain=constrain)
