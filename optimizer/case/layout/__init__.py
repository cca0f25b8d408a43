"""The tables of a case, declared once: columns, defaults, keys and what labels refer to.

Reading, checking, the data dictionary and the workbook template all follow this declaration.
"""

from __future__ import annotations

from optimizer.case.layout import flows, iamc, known, plant, ranges, rules
from optimizer.case.layout.columns import ACCOUNTS, STAGES, Column, Table
from optimizer.case.layout.plant import PLAN

__all__ = ["ACCOUNTS", "BY_NAME", "LABELS", "PLAN", "STAGES", "TABLES", "Column", "Table"]

TABLES: tuple[Table, ...] = (
    rules.REGIONS,
    flows.CARRIERS,
    plant.TECHNOLOGIES,
    plant.PORTS,
    plant.PARAMETERS,
    plant.EXISTING_CAPACITY,
    plant.POTENTIALS,
    plant.SURVIVAL,
    plant.RETROFITS,
    plant.BUILD_INPUTS,
    plant.LEARNING,
    plant.ROUTES,
    flows.DEMAND,
    flows.PRICES,
    rules.DAYS,
    rules.STEPS,
    rules.CALENDAR,
    flows.EMISSIONS,
    flows.CARBON,
    rules.SERIES,
    rules.POLICIES,
    ranges.PLAUSIBLE,
    ranges.STANDARDS,
    known.CALIBRATION,
    iamc.IAMC,
    rules.SOURCES,
)
BY_NAME = {t.name: t for t in TABLES}
LABELS = {"sources": "key", "technologies": "technology", "carriers": "carrier", "regions": "region", "days": "day"}
