"""Turns the researched figures in `research/` into the tables of the case, sector by sector."""

from builder.carriers import add_carriers
from builder.heat import add_heat
from builder.industry import add_industry
from builder.provinces import add_regions

SECTORS = (add_regions, add_carriers, add_industry, add_heat)
