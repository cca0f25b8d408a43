"""Case -> Inputs: the only place that knows both tables and mathematics.

It decides what exists (indexes of live labels), interpolates years, puts profiles on clocks and derives coefficients.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from optimizer.case.model import Case
from optimizer.clock import Clocks
from optimizer.index import Dimension, Index, Label, Values
from optimizer.inputs.allocation import cost_shares
from optimizer.inputs.assets import Assets
from optimizer.inputs.carbon import Carbon
from optimizer.inputs.carbon_content import KINDS
from optimizer.inputs.duration import Duration
from optimizer.inputs.flows import Flows
from optimizer.inputs.learning import Learning, learning_dimensions
from optimizer.inputs.matching import Matching
from optimizer.inputs.materials import Materials
from optimizer.inputs.operation import Operation
from optimizer.inputs.policies import TOGETHER, Policies
from optimizer.inputs.reserve import Reserve
from optimizer.inputs.stacks import Stacks
from optimizer.inputs.supply import Supply
from optimizer.inputs.time import clocks_and_profiles
from optimizer.inputs.units import Units
from optimizer.inputs.vintages import Vintages
from optimizer.inputs.vocabulary import vocabulary_values
from optimizer.inputs.world import DEFINES, PATH_VINTAGE, World, each_region
from optimizer.quantities import Quantity

__all__ = ["Inputs", "prepare"]


@dataclass(frozen=True, eq=False)
class Inputs:
    """Everything the formulation reads, on indexes of what exists.

    Attributes:
        case: where it came from.
        dimensions: name -> labels in order.
        clocks: the clocks of the year, by period.
        indexes: name -> live labels ('builds', 'active', 'balance' ...).
        values: name -> numbers in model units.
        relabels: name -> translation of labels ('charge': store -> technology that charges it).
        notes: what the planner should know, in sentences.
    """

    case: Case
    dimensions: Mapping[str, Dimension]
    clocks: Mapping[Label, Clocks]
    indexes: Mapping[str, Index]
    values: Mapping[str, Values]
    relabels: Mapping[str, Mapping[Label, Label]]
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.case.options.name


def prepare(case: Case, vocabulary: Sequence[Quantity]) -> Inputs:
    """The Inputs of a case, for a formulation that reads the numbers in `vocabulary`.

    Raises:
        CaseError: the tables do not fit together in a way that only shows when they are combined.
    """
    w = _world(case, vocabulary)
    assets = Assets(w)
    materials = Materials(w, assets)
    flows = Flows(w, assets, materials.touched)
    operation, vintages = Operation(w, flows), Vintages(w, assets, flows)
    carbon, reserve, units = Carbon(w, flows, materials, vintages), Reserve(w, flows), Units(w, assets)
    policies, matching = Policies(w, flows, carbon, vintages), Matching(w, assets, flows)
    duration, supply, learning = Duration(w, flows), Supply(w, flows), Learning(w, assets)
    stacks = Stacks(w, assets, vintages)
    indexes = _merged(
        assets.indexes,
        flows.indexes,
        materials.indexes(flows.clock),
        carbon.indexes,
        policies.indexes,
        matching.indexes,
        reserve.indexes,
        duration.indexes,
        units.indexes,
        operation.indexes,
        vintages.indexes,
        supply.indexes,
        learning.indexes,
        stacks.indexes,
    )
    stated = {q.name: vocabulary_values(w, assets, indexes[q.on], q) for q in vocabulary}
    stated["capital_cost"] = learning.on_path(stated["capital_cost"])
    derived = _merged(
        assets.values(),
        flows.values,
        materials.values(),
        carbon.values,
        policies.values,
        matching.values,
        reserve.values,
        units.values,
        vintages.values,
        supply.values,
        learning.values,
        stacks.values,
        {"cost_share": cost_shares(w, flows)},
    )
    relabels = {**flows.relabels, **duration.relabels, **learning.relabels, "period_before": w.period_before}
    return Inputs(
        case, w.dimensions, w.clocks, indexes, {**stated, **derived}, relabels, policies.notes + reserve.notes
    )


V = TypeVar("V")


def _merged(*parts: Mapping[str, V]) -> dict[str, V]:
    """The tables of all parts by name; two of one name would hide each other.

    Raises:
        ValueError: a name stands twice.
    """
    out: dict[str, V] = {}
    for part in parts:
        twice = out.keys() & part.keys()
        if twice:
            raise ValueError(f"two inputs are called {', '.join(sorted(twice))}")
        out |= part
    return out


def _world(case: Case, vocabulary: Sequence[Quantity]) -> World:
    clocks, shapes = clocks_and_profiles(case)
    table = case.tables
    regions = _unique(table["regions"]["region"])
    routes = _unique(table["routes"]["route"])
    periods = tuple(p.label for p in case.options.periods)
    existing = table["existing_capacity"]
    built = {int(v) for v in existing["build_year"].dropna()} if len(existing) else set()
    path = {PATH_VINTAGE} if len(existing) and existing["build_year"].isna().any() else set()
    emissions, policies, prices = table["emissions"], table["policies"], table["prices"]
    technologies, carbon = table["technologies"], table["carbon"]
    sectors = [*(s or "energy" for s in technologies["sector"]), *emissions["sector"], *carbon["sector"], "energy"]
    stages = [*technologies["stage"], *carbon["stage"], "use", "transport", "removal"] if len(carbon) else []
    gases = [case.options.carbon_gas] if len(carbon) else []
    labels: dict[str, tuple[Label, ...]] = {
        "technology": _unique(table["technologies"]["technology"]),
        "location": regions + routes,
        "region": regions,
        "route": routes,
        "carrier": _unique(table["carriers"]["carrier"]),
        "vintage": tuple(sorted({*path, *built, *periods})),
        "period": periods,
        "until": periods,
        "tier": _unique([*prices["tier"], "1"]),
        "gas": _unique([*emissions["gas"], *gases]),
        "sector": _unique([s for s in sectors if s]),
        "stage": _unique([s for s in (*emissions["stage"], *stages) if s]),
        "origin": KINDS,
        "policy": _unique(policies["id"]),
        "permit": _unique(policies["id"]),
        "area": _unique([TOGETHER, *regions, *each_region(prices)["area"].replace("", TOGETHER)]),
        "direction": ("forward", "backward"),
        "group": _unique(table["ports"]["group"]),
        "mode": _unique(table["technologies"]["technology"]),
        "source": _unique(table["technologies"]["technology"]),
        "target": _unique(table["technologies"]["technology"]),
        "since": periods,
        **learning_dimensions(case),
        "built_from": tuple(sorted({int(y) for y in policies["built_from"].dropna()})),
    }
    dimensions = {n: Dimension(n, v, DEFINES.get(n, ())) for n, v in labels.items()}
    return World(case, tuple(vocabulary), dimensions, clocks, shapes, tuple(str(r) for r in regions))


def _unique(values: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(v) for v in values))  # type: ignore[attr-defined]
