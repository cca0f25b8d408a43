"""Turns the researched figures in `research/` into the tables of the case, sector by sector."""

from builder.calibration import add_calibration
from builder.carriers import add_carriers
from builder.delivery import add_delivery
from builder.fleet import add_fleet
from builder.fuels import add_fuels
from builder.grid import add_grid, add_storage
from builder.heat import add_heat
from builder.hydrogen import add_hydrogen
from builder.industry import add_industry
from builder.load import add_load
from builder.other_gases import add_other_gases
from builder.plants import add_plants
from builder.policies import add_policies
from builder.provinces import add_regions, close_limits
from builder.removal import add_removal
from builder.transport import add_transport

SECTORS = (
    add_regions,
    add_carriers,
    add_fuels,
    add_plants,
    add_fleet,
    add_grid,
    add_storage,
    add_hydrogen,
    add_industry,
    add_heat,
    add_transport,
    add_load,
    add_removal,
    add_other_gases,
    add_delivery,
    add_policies,
    close_limits,
    add_calibration,
)
