"""How plant is run: along a profile, in part switched off, or as its owner likes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from optimizer.index import Index
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

        self.indexes = {
            "throttled": whose(limited),
            "following": whose(lambda t: t.use == "profile"),
            "must_run": whose(lambda t: t.commitment == "must_run"),
            "committed": whose(lambda t: t.commitment == "online"),
        }
