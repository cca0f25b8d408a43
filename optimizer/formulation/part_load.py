"""Part load: modes that may take only a part of their plant, so that what a plant gives is a bent line of what it takes.

An electrolyser makes more from each MWh at part load. What it makes, a concave curve of what it takes, is drawn in straight pieces: a mode
with the best ratios for the first share of the plant, one with the next best, and the plant's own ratios for the rest, which are those
of one MWh more at full load. Who pays for what goes in fills the best piece first; at a price below zero the worst, which no rule forbids.
u: how much of the plant k a unit of activity of its mode m takes; s: most of its plant that a mode takes, a share.

`mode_below_share_of_plant`  A mode takes at most a share of what stands; each of them, for modes of plant that is not switched off.
    u[m,r,y] / s[m,r,y] * a[m,r,y,t] <= c[k,r,y] * K[k,r,y]                       [activity_unit/hour]
    Source: own formulation; segments as of the cost curve in Carrion & Arroyo 2006, doi:10.1109/TPWRS.2006.876672.

`mode_below_share_on_line`  For plant that may be switched off (`commitment: online`), at most a share of what is on line.
    u[m,r,y] / s[m,r,y] * a[m,r,y,t] <= c[k,r,y] * O[k,r,y,t]                     [activity_unit/hour]
    O: capacity that is on line, as in `online`.
    Source: own formulation; segments as of the cost curve in Carrion & Arroyo 2006, doi:10.1109/TPWRS.2006.876672.
"""

from __future__ import annotations

from optimizer.algebra import Mapping, Model
from optimizer.formulation.activity import capacity_of_plant
from optimizer.formulation.concept import Concept, Parameters, Variables
from optimizer.quantities import Quantity

PARAMETERS = (
    Quantity(
        "plant_share_max",
        "dimensionless",
        "most of its plant that a mode takes (default: all of it)",
        "active",
        None,
        ("converter",),
        minimum=1e-3,
        maximum=1.0,
    ),
)


def constrain(m: Model, x: Variables, p: Parameters) -> None:
    limited = p.index("active").within(p.given("plant_share_max"))
    whole = p.capacity_use / p.plant_share_max * x.activity.at(limited)  # the plant that would be filled to this share

    standing = p.index("modes_of_standing")
    plant = whole.at(Mapping(standing, rename={"technology": "mode"}))
    m.rows("mode_below_share_of_plant", over=standing, relation=plant <= capacity_of_plant(x, p).at(standing))

    switched = p.index("modes_of_committed")
    plant = whole.at(Mapping(switched, rename={"technology": "mode"}))
    on = p.activity_per_capacity * x.online
    m.rows("mode_below_share_on_line", over=switched, relation=plant <= on.at(switched))


CONCEPT = Concept("part_load", PARAMETERS, constrain=constrain)
