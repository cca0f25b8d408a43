"""Turns the researched figures in `research/` into the tables of the case, sector by sector."""

from builder.carriers import add_carriers
from builder.fuels import add_fuels
from builder.provinces import add_regions
from builder.transport import add_transport

SECTORS = (add_regions, add_carriers, add_fuels, add_transport)
