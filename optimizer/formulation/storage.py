"""Storage: what a store holds, and how its content moves from step to step.

All rows are those of a store k in a region r and a period y, which are left out. L: content at the END of a step; C, D: what is
charged and discharged in an hour; eta_c, eta_d: their efficiencies; sigma: loss of content in an hour.

`store_balance`  The content carries over, less what is lost, plus what enters, less what is taken out.
    L[t] = (1-sigma)^dt[t] * L[t'] + sum over s in t of (eta_c * C[s] - D[s] / eta_d) * dt[s]      [carrier_unit]
    s: the steps of the flows in t, one unless an auxiliary carrier balances more finely than what is stored; t': the step before,
    inside the day for `span: day`, through the year for `span: year`. On typical days a year-spanning store starts each day at
    zero here; `storage_calendar` adds the rest.
    Source: PyPSA, Storage (StorageUnit-energy_balance).

`store_level_below_capacity`, `store_level_above_minimum`  The content stays between its minimum and the capacity.
    m * K <= L[t] <= K                                                            [carrier_unit]
    m: least content as a share of the capacity.
    Source: PyPSA, Storage (Store-ext-e-upper, -lower).

`store_charge_below_power`, `store_discharge_below_power`  Each way is limited by the technology that drives it.
    C[t] <= K[charger],   D[t] <= K[discharger]                                   [carrier_unit/hour]
    charger, discharger: technologies that the store names, one for both ways or two.
    Source: urbs, Energy Storage (Basic storage dispatch rules).

`store_charge_below_rate`, `store_discharge_below_rate`  Or by a share of the content capacity per hour.
    C[t] <= rho_c * K,   D[t] <= rho_d * K                                        [carrier_unit/hour]
    rho_c, rho_d: shares per hour.
    Source: urbs, Energy Storage (Fixed energy/power ratio), with its power put into the dispatch rules.

`store_cycles_below_limit`  In a year a store gives out its capacity no more often than it may.
    sum over t of  D[t] * h[t]  <=  n * K                                         [carrier_unit/year]
    n: times a year.
    Source: own formulation; TIMES, chapter 6, EQ_STGCCL sells more cycles for the price of a replacement, here they are refused.
"""

from __future__ import annotations

from optimizer.algebra import Expression, Index, Mapping, Model
from optimizer.formulation.concept import CARRIER_BALANCE, Concept, Parameters, Variables
from optimizer.quantities import Kind, Quantity

STORE: tuple[Kind, ...] = ("store",)
PARAMETERS = (
    Quantity(
        "charge_efficiency",
        "dimensionless",
        "share of what is charged that enters",
        "stores",
        1.0,
        STORE,
        minimum=1e-6,
        maximum=1.0,
    ),
    Quantity(
        "discharge_efficiency",
        "dimensionless",
        "share of what is taken out that arrives",
        "stores",
        1.0,
        STORE,
        minimum=1e-6,
        maximum=1.0,
    ),
    Quantity("self_loss", "1/hour", "share of the content lost per hour", "stores", 0.0, STORE, maximum=1.0),
    Quantity(
        "minimum_level", "dimensionless", "least content as a share of capacity", "stores", None, STORE, maximum=1.0
    ),
    Quantity("cycles_per_year", "1/year", "how often a year the capacity may be given out", "stores", None, STORE),
    Quantity("charge_rate", "1/hour", "fastest charge as a share of capacity per hour", "stores", None, STORE),
    Quantity("discharge_rate", "1/hour", "fastest discharge as a share of capacity per hour", "stores", None, STORE),
)


def declare(m: Model, p: Parameters) -> None:
    stored = p.index("stored")
    m.variable("store_level", stored, "carrier_unit", lower=p.values("store_level_floor"))
    m.variable("store_charge", p.index("store_flows"), "carrier_unit/hour")
    m.variable("store_discharge", p.index("store_flows"), "carrier_unit/hour")


def couple(m: Model, x: Variables, p: Parameters) -> None:
    net = p.step_hours * (x.store_discharge - x.store_charge).at(p.index("store_ports"))
    m.contribute(CARRIER_BALANCE, "storage", net.sum("technology", onto=p.index("balance")))


def constrain(m: Model, x: Variables, p: Parameters) -> None:
    stored = p.index("stored")
    flows = p.index("store_flows").within(stored)
    carried = p.store_retention * x.store_level.at(Mapping(stored, before=True, partial=True))
    net = (p.charge_efficiency * x.store_charge - x.store_discharge / p.discharge_efficiency).at(flows)
    moved = (p.step_duration * net).sum(onto=stored)
    m.rows("store_balance", over=stored, relation=x.store_level == carried + moved)

    whole = p.index("stored_whole")
    m.rows(
        "store_level_below_capacity",
        over=whole,
        relation=x.store_level.at(whole) <= p.content_per_capacity * _capacity(x, whole),
    )
    floored = whole.within(p.given("minimum_level"))
    least = p.minimum_level * p.content_per_capacity * _capacity(x, floored)
    m.rows("store_level_above_minimum", over=floored, relation=x.store_level.at(floored) >= least)

    limited = p.given("cycles_per_year")
    given_out = p.step_hours * x.store_discharge.at(p.index("store_flows").within(limited))
    most = p.cycles_per_year * p.content_per_capacity * _capacity(x, limited)
    drawn = given_out.sum("day", "step", onto=limited)
    m.rows("store_cycles_below_limit", over=limited, relation=drawn <= most)

    _limit_one_way(m, x, p, "charge")
    _limit_one_way(m, x, p, "discharge")


def _limit_one_way(m: Model, x: Variables, p: Parameters, way: str) -> None:
    flow = x.store_charge if way == "charge" else x.store_discharge
    driver = p.relabel(way)
    driven = flow.index.where("technology", driver)
    power = x.capacity.at(Mapping(driven, rename={"location": "region"}, relabel={"technology": driver}))
    m.rows(f"store_{way}_below_power", over=driven, relation=flow.at(driven) <= p.flow_per_capacity * power)

    rate = p.charge_rate if way == "charge" else p.discharge_rate
    rated = flow.index.within(rate.index)
    share = rate * p.content_per_capacity * _capacity(x, rated)
    m.rows(f"store_{way}_below_rate", over=rated, relation=flow.at(rated) <= share)


def _capacity(x: Variables, index: Index) -> Expression:
    return x.capacity.at(Mapping(index, rename={"location": "region"}))


CONCEPT = Concept("storage", PARAMETERS, declare, couple, constrain)
