"""The hub in PyPSA: the same LP, written with its own components, solved and saved.

What PyPSA writes differently, without moving the optimum:

* A generator or link has a row for its lower and its upper limit, where we have a bound on a column or one row.
* Flows of a store without its own machine are one signed column, where we have charge and discharge.
* Balances are in units per hour, ours in units per year: their duals differ by the hours of a step.
* The inverter that charges is the inverter that discharges: two links and one row that ties their capacities, which plain
  components cannot say. A link is measured where it draws, so the discharging one is larger by its efficiency.
* Water has a price, no limit and a yearly balance: it is a cost of the links that draw it (fewer rows for PyPSA).
* The price of CO2 is part of what a purchase costs.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.hub_numbers import Converter, Hub, Storage, Trade
from benchmarks.measure import Watch

CHARGE, DISCHARGE = "charge", "discharge"


def network(hub: Hub) -> Any:
    """The hub as a pypsa.Network."""
    import pypsa

    n = pypsa.Network()
    n.set_snapshots(pd.RangeIndex(len(hub.hours), name="snapshot"))
    n.snapshot_weightings["objective"] = hub.weight
    n.snapshot_weightings["stores"] = hub.hours
    n.snapshot_weightings["generators"] = hub.hours
    n.add("Bus", list(hub.demand))
    for carrier, demand in hub.demand.items():
        if np.any(demand):
            n.add("Load", f"demand {carrier}", bus=carrier, p_set=demand)
    for converter in hub.converters:
        _converter(n, converter)
    for store in hub.stores:
        _store(n, store)
    for trade in hub.trades:
        _trade(n, trade)
    return n


def _converter(n: Any, c: Converter) -> None:
    """A generator if it draws nothing, else a link from the carrier in which its capacity is measured."""
    limits = {"p_nom_extendable": True, "p_nom_max": c.most, "p_max_pu": c.availability}
    costs = {"capital_cost": c.capital, "marginal_cost": c.variable}
    if c.ports == {c.carrier: 1.0}:
        n.add("Generator", c.name, bus=c.carrier, **limits, **costs)
        return
    if c.ports[c.carrier] != -1.0:
        raise NotImplementedError(f"{c.name} is measured by what it makes: write it as a link with bus0 elsewhere")
    others = [(carrier, ratio) for carrier, ratio in c.ports.items() if carrier != c.carrier]
    ports: dict[str, Any] = {"bus0": c.carrier}
    for at, (carrier, ratio) in enumerate(others, start=1):
        ports |= {f"bus{at}": carrier, "efficiency" if at == 1 else f"efficiency{at}": ratio}
    n.add("Link", c.name, **ports, **limits, **costs)


def _store(n: Any, s: Storage) -> None:
    """A store on the bus of its carrier, or behind the links of its inverter."""
    bus = s.name if s.driver else s.carrier
    if s.driver:
        n.add("Bus", s.name)
        machine = {"p_nom_extendable": True, "p_nom_max": s.driver_most, "capital_cost": s.driver_capital}
        n.add("Link", f"{s.name} {CHARGE}", bus0=s.carrier, bus1=bus, efficiency=s.charge_efficiency, **machine)
        machine |= {"p_nom_max": np.inf, "capital_cost": 0.0}
        n.add("Link", f"{s.name} {DISCHARGE}", bus0=bus, bus1=s.carrier, efficiency=s.discharge_efficiency, **machine)
    elif (s.charge_efficiency, s.discharge_efficiency) != (1.0, 1.0):
        raise NotImplementedError(f"{s.name} loses on the way in or out: give it links")
    n.add(
        "Store",
        s.name,
        bus=bus,
        e_nom_extendable=True,
        e_nom_max=s.most,
        e_min_pu=s.floor,
        e_cyclic=True,
        standing_loss=s.self_loss,
        capital_cost=s.capital,
    )


def _trade(n: Any, t: Trade) -> None:
    """A generator of fixed size; one that sells draws from its bus."""
    most = float(np.max(t.limit))
    limits = {"p_nom": most, "p_max_pu": t.limit / most if most else 0.0}
    n.add("Generator", t.name, bus=t.carrier, sign=t.sign, marginal_cost=t.price, **limits)


def one_inverter(n: Any, hub: Hub) -> None:
    """Charging and discharging capacity are the same machine [carrier unit/h at the carrier's bus]."""
    for s in hub.stores:
        if s.driver:
            nominal = n.model["Link-p_nom"]
            delivered = s.discharge_efficiency * nominal.sel(name=f"{s.name} {DISCHARGE}")
            n.model.add_constraints(
                nominal.sel(name=f"{s.name} {CHARGE}") - delivered == 0, name=f"{s.name}-one_inverter"
            )


def solve(hub: Hub, folder: Path, watch: Watch, **how: Any) -> tuple[str, str]:
    """Build, optimise and save; a run that is not optimal is not saved.

    Args:
        how: arguments of n.optimize: none for its defaults, `io_api` and `solver_options` for others.

    Returns:
        Status and termination condition, as PyPSA says them.
    """

    def before_solving(n: Any, _: Any) -> None:
        one_inverter(n, hub)
        watch.mark("solve")

    watch.mark("build")
    n = network(hub)
    status, condition = n.optimize(include_objective_constant=False, extra_functionality=before_solving, **how)
    watch.mark("save")
    if status == "ok":
        n.export_to_netcdf(folder / "network.nc")
    watch.mark("end")
    return status, condition
