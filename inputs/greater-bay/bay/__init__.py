"""The rules of the Greater Bay case, a file for each part of the chain. Figures come from `research/`, from the researched tables of
the Chinese case beside this one, and from the cost library (`optimizer.costs`); nothing outside the repository is read.
"""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2] / "china"))  # its research: each figure has one home

from bay.demand import add_demand
from bay.forms import add_forms
from bay.imports import add_imports
from bay.pipes import add_pipes
from bay.places import add_places, add_standards
from bay.policies import add_policies
from bay.power import add_power
from bay.production import add_production
from bay.road import add_road
from bay.stations import add_stations
from bay.stores import add_stores

PARTS = (
    add_places, add_standards, add_demand, add_power, add_production, add_imports, add_forms, add_stores, add_road, add_pipes,
    add_stations, add_policies,
)  # fmt: skip
