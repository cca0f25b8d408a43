"""Storage through the year on typical days: the content at the start of each calendar day.

Typical days repeat; a seasonal store must not. Its content is the content at the start of the calendar day plus the
movement inside the typical day that stands for it (`store_level` of a year-spanning store starts each day at zero).

`store_day_balance`  A day starts where the day before ended.
    S[c] = (1-sigma)^24h * S[c-1] + L[d(c-1), last step]                          [carrier_unit]

`store_swing_above_level`, `store_swing_below_level`  The highest and lowest movement inside each typical day.
    H[d] >= L[d,t],   G[d] <= L[d,t],   H >= 0 >= G                               [carrier_unit]

`store_day_below_capacity`, `store_day_above_minimum`  On every calendar day the content stays within bounds.
    S[c] + H[d(c)] <= K,   (1-sigma)^24h * S[c] + G[d(c)] >= m * K                [carrier_unit]

All over [k,r,y]; c calendar day, d(c) the typical day that stands for it. With self-loss the bounds are slightly strict.
Source: Kotzur et al. 2018, Applied Energy 213, doi:10.1016/j.apenergy.2018.01.023.
"""

from __future__ import annotations

import numpy as np

from optimizer.algebra import Mapping, Model
from optimizer.formulation.concept import Concept, Parameters, Variables


def declare(m: Model, p: Parameters) -> None:
    m.variable("store_level_of_day", p.index("stored_calendar"), "carrier_unit")
    m.variable("store_swing_high", p.index("stored_days"), "carrier_unit")
    m.variable("store_swing_low", p.index("stored_days"), "carrier_unit", lower=-np.inf, upper=0.0)


def constrain(m: Model, x: Variables, p: Parameters) -> None:
    calendar, linked = p.index("stored_calendar"), p.index("stored_linked")
    before = Mapping(calendar, before=True)
    start, kept = x.store_level_of_day, p.store_retention_of_day
    moved = x.store_level.at(before)
    m.rows("store_day_balance", over=calendar, relation=start == kept * start.at(before) + moved)

    level = x.store_level.at(linked)
    m.rows("store_swing_above_level", over=linked, relation=x.store_swing_high.at(linked) >= level)
    m.rows("store_swing_below_level", over=linked, relation=x.store_swing_low.at(linked) <= level)

    capacity = p.content_per_capacity * x.capacity.at(Mapping(calendar, rename={"location": "region"}))
    high, low = x.store_swing_high.at(calendar), x.store_swing_low.at(calendar)
    m.rows("store_day_below_capacity", over=calendar, relation=start + high <= capacity)
    m.rows("store_day_above_minimum", over=calendar, relation=kept * start + low >= p.store_floor_share * capacity)


CONCEPT = Concept("storage_calendar", (), declare, constrain=constrain)
