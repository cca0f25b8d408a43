"""What the items of balances and the terms of costs are called: who scripts looks them up by these names, and so does the ledger."""

from __future__ import annotations

from optimizer.algebra import Model

ITEMS = {
    "capacity_survives": "survival, retrofits",
    "capacity_retires": "survival, retrofits",
    "capacity_total": "vintages, unfollowed vintages, retrofits",
    "carrier_balance": (
        "conversion, port groups, storage, arrivals, departures, purchase, sale, unmet, surplus, "
        "charging, discharging, standing, sending, receiving, build inputs, scrap, vintages"
    ),
    "emission_account": "activity, port_use, purchase, sale, surplus, build, retirement",
    "import_emission_account": "build, retirement",
    "indirect_emission_account": "build, retirement",
    "counted by policies": (
        "emission, import_emission, indirect_emission, capacity, build, units_built, retirement, activity, "
        "activity_of_vintage, port_use, purchase, permit_trade, offset_use"
    ),
}
COSTS = (
    "capital, fixed, fixed cost of unfollowed vintages, variable, transport, purchase, sale, unmet, surplus, "
    "levy on emission, levy on import_emission, levy on indirect_emission, levy on capacity, levy on build, levy on activity, "
    "levy on activity_of_vintage, levy on port_use, levy on purchase, overshoot, "
    "retrofit, fixed cost of retrofits, fixed charge, learning, start, variable by vintage, stacks"
)


def test_items_of_balances(model: Model) -> None:
    assert {balance: ", ".join(item.name for item in items) for balance, items in model.items.items()} == ITEMS


def test_terms_of_costs(model: Model) -> None:
    assert ", ".join(term.name for term in model.cost_terms) == COSTS
