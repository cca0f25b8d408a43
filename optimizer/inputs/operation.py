"""How plant is run: along a profile, in part switched off, or as its owner likes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from optimizer.index import Index, Label
from optimizer.inputs.flows import Flows
from optimizer.inputs.world import World


class Operation:
    """The converters with a capacity of their own, by the rule that ties their use to it."""

    def __init__(self, w: World, flows: Flows) -> None:
        technologies, owned = w.technologies("converter"), flows.indexes["owned"]

        def whose(rule: Callable[[Any], bool]) -> Index:
            return owned.where("technology", [t.technology for t in technologies if rule(t)])

        def limited(t: Any) -> bool:
            return t.use == "free" and t.commitment == "must_run" and t.technology not in flows.by_vintage

        def modes_of(plant: Index) -> Index:
            """Modes with a share of their own, of these plants; a share may be stated in some regions only."""
            return sharing.where("technology", {k for k, *_ in plant.tuples()})

        def shares(region: Label, period: Label, mode: Label) -> bool:
            """Whether a share of the plant is stated for a mode there."""
            return flows.assets.stated(str(mode), "plant_share_max", str(region), int(str(period))) is not None

        modes = flows.indexes["sharing"].over("region", "period", "mode")
        sharing = flows.indexes["sharing"].within(w.index(modes.names, [row for row in modes.tuples() if shares(*row)]))
        must_run, committed = whose(lambda t: t.commitment == "must_run"), whose(lambda t: t.commitment == "online")
        self.indexes = {
            "throttled": whose(limited),
            "following": whose(lambda t: t.use == "profile"),
            "must_run": must_run,
            "committed": committed,
            "modes_of_standing": modes_of(must_run),
            "modes_of_committed": modes_of(committed),
        }
