"""The answer as labelled data: xarray datasets in a fixed layout, saved as one NetCDF file.

Layout (dense, NaN where nothing exists; every variable has `units` and `long_name`):

root group, the solved variables
    capacity_built(technology, location, vintage)        location: a region, or a route for lines
    capacity_of_vintage(technology, location, vintage, period)
    capacity(technology, location, period)
    capacity_retrofitted(technology, target, location, vintage, period)   technology: the source, whose unit it has
    capacity_retired(technology, location, vintage, period)      where scrap or emissions ask for it
    activity(technology, region, period, day, step)      reference carrier per hour
    activity_of_vintage(technology, region, vintage, period, day, step)     where use is told apart by vintage
    port_use(technology, carrier, region, period, day, step)      ports with a free share
    online, started(technology, region, period, day, step)        capacity on line, where it may be switched off in part
    store_charge, store_discharge, store_level(technology, region, period, day, step)
    store_level_of_day(technology, region, period, calendar_day)   typical days, span: year only
    line_flow(technology, route, direction, period, day, step)     direction: forward, backward; as sent, or as received
    purchase, sale(carrier, region, tier, period, day, step); unmet, surplus(carrier, region, period, day, step)
    emission(gas, sector, stage, region, period)         gas per year
    import_emission, indirect_emission(gas, sector, stage, region, period)     never part of the sum of `emission`
    overshoot(policy, area, until)
    claim(policy, area, technology, carrier, region, period, day, step)     generation claimed by consumers, matching only
    units_built(technology, location, vintage)           technologies built in whole units only
    Rates on a coarse clock (day, year) are repeated on every step they hold for.
    Coordinates: carrier_unit(carrier), capacity_unit(technology), activity_unit(technology), gas_unit(gas), and names,
    kind(technology), reference(technology), group(technology), color(technology), carrier_color(carrier).
inputs    port_ratio(technology, carrier, period): + out, - in; demand(carrier, region, period, day, step);
          availability(technology, region, period, day, step); step_duration(period, day, step) [hour], day_weight(period, day) [1/year],
          hours_per_year(period, day, step); period_years(period), period_weight(period) (sum of discount factors of its years);
          route_from, route_to(technology, route); charge_, discharge_, standing_port_ratio(technology, carrier, period),
          start_, end_port_ratio(technology, route, direction, carrier, period): + out, - in; and every
          parameter the model read, on its own dimensions.
factors   what emission accounts and policies count, such as activity_emission_factor(technology, gas, sector, stage, region, period)
          and reserve_credit(policy, area, technology, region, period): each on the labels that it has alone, not on those of all
          inputs. In the file their dimensions are named `technology_of_activity_emission_factor` and so on.
duals     carrier_price(carrier, region, period, day, step) in money per carrier unit of that year, undiscounted;
          policy_price(policy, area, period) in money per unit. Attributes: interior (1: interior point, not basic),
          uniqueness (in words), of_fixed_integers (1: prices of the linear problem with the integers fixed); and of a
          basic answer degenerate (1: some of these prices may have other values), degenerate_share (of them),
          degenerate_basics (share of the basis that lies on a bound). See `certificate/basis.py`.
costs     the ledger, one row an entry(entry): line, category, item, location, period, annual_cost (money/year, real,
          undiscounted), discounted_cost (money over the horizon). Lines: capital (at the discount rate), fixed charge,
          financing margin, salvage, retrofit, fixed, variable, start, transport, purchase, sale, unmet, surplus, levy on ..., overshoot;
          category: resource, financing margin or transfer (`certificate/entries.py`); item: a technology, carrier or policy.
cash      what is paid in each calendar year, one row a payment(payment): year, line, category, item, location, amount
          (money, real, undiscounted). Lines as in costs, but `investment`, the overnight cost in the years in which it is
          spent, instead of capital, financing margin and salvage.
levelised unit_cost(carrier, region, period, category), unit_value, marginal_price, scarcity_rent (money per carrier unit of that
          year, undiscounted), throughput(carrier, region, period), unit_emission(carrier, region, period, gas, stage);
          NaN where nothing flows. The closing table, one row an entry(entry): line, item, location, closing_period,
          closing_amount, closing_cost(entry, category), closing_emission(entry, gas, stage); its costs add up to the ledger.
          Of families of carriers, one row a form, region and period(form): form_family, form_carrier, form_region, form_period,
          form_used (what leaves the family), form_price (weighted by it), form_cost(form, part), form_emission(form, gas,
          chain_stage), form_origin(form, origin); one row for what enters(made): made_family, _item
          (technology, purchase), _carrier, _region, _period, _amount, _cost(made, part), _emission, _at_prices; of parts:
          part_stage, part_source (own, taken), part_item; of origins: origin_item, origin_region.
meta      one JSON text attribute: see `Meta`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optimizer.errors import CaseError, Problem
from optimizer.files import UNFINISHED, digest, whole
from optimizer.netcdf import check_size, sound, write
from optimizer.reading.files import json_of

if TYPE_CHECKING:
    import xarray as xr


@dataclass(frozen=True, eq=False)
class Solution:
    """A certified answer.

    Attributes:
        variables, inputs, duals, costs, levelised, cash: datasets as laid out above; factors: arrays by name.
        meta: plain JSON values: `case` (name, title, scenario, hashes), `money`, `status` ('certified' or
            'certified-with-shortage'), `objective`, `certificate` (residuals by name, each with its value and limit),
            `policies` (one entry each row: id, area, period, value, limit, unit, status, price, price_unit),
            `learning` (one entry each curve and period: built, outside, experience, paid, by_curve),
            `prices` (flags of the prices as in their attributes), `solver` (algorithm, seconds, processor_seconds,
            iterations, attempts, versions), `seconds` (by stage), `notes` (sentences the reader must see), `guards` (those of them that warn of
            a silly answer, `before` and `after` the solve), `region_names`, `carrier_names` (as readers call them),
            `carrier_colors` (those that the case states),
            `sunk_capital` (technologies whose existing plant pays none), `sources` (rows of sources.csv), `created` (ISO time),
            `extended` (bool).
    """

    variables: xr.Dataset
    inputs: xr.Dataset
    duals: xr.Dataset
    costs: xr.Dataset
    levelised: xr.Dataset
    meta: dict[str, Any]
    cash: xr.Dataset
    factors: Mapping[str, xr.DataArray] = field(default_factory=dict)

    def save(self, path: str | Path) -> Path:
        """Write everything as one NetCDF file; the file appears whole or not at all."""
        target = Path(path)
        root = self.variables.assign_attrs({META: json.dumps(self.meta, sort_keys=True)})
        with whole(target) as file:
            groups = {group: getattr(self, group) for group in GROUPS}
            write(file, {"": root, **groups, APART: _joined(self.factors)}, LARGE)
        return target


def _joined(factors: Mapping[str, xr.DataArray]) -> xr.Dataset:
    """Factors as one dataset, each dimension named after its factor."""
    import xarray as xr

    renamed = {n: a.rename({str(d): f"{d}{OF}{n}" for d in a.dims}) for n, a in factors.items()}
    return xr.Dataset({n: (a.dims, a.variable.data, a.attrs) for n, a in renamed.items()}, coords=_coordinates(renamed))


def _coordinates(arrays: Mapping[str, xr.DataArray]) -> dict[str, Any]:
    return {str(d): a[d].values for a in arrays.values() for d in a.dims}


def _apart(joined: xr.Dataset) -> dict[str, xr.DataArray]:
    """The factors again, from what `_joined` made of them."""
    return {
        str(n): a.rename({str(d): str(d).removesuffix(f"{OF}{n}") for d in a.dims}) for n, a in joined.data_vars.items()
    }


SHORT = "certified-with-shortage"
UNMET, PAID = "of demand", ", and paid for"
"""How the notes of an answer end that tell of a shortage."""


def shortages(notes: Iterable[str]) -> list[str]:
    """Those of the notes of an answer that tell what stays unmet or is exceeded.

    >>> shortages(["It is a note.", "policy cap is exceeded by 3 t in 2030 (all), and paid for"])
    ['policy cap is exceeded by 3 t in 2030 (all), and paid for']
    """
    return [note for note in notes if note.endswith((UNMET, PAID))]


META = "meta"
KNOWN = frozenset(("case", "money", "status", "objective", "certificate", "policies", "solver", "seconds", "notes"))
"""What every answer says of itself."""
GROUPS = ("inputs", "duals", "costs", "levelised", "cash")
APART, OF = "factors", "_of_"
FILE, RECORD = "solution.nc", "run.json"
LARGE = 2**20  # bytes, from which on numbers are compressed


def _check_whole(file: Path) -> None:
    """Nothing if a file is as it was written; one that another program wrote, if run.json beside it does not know better.

    Raises:
        CaseError: it is damaged, or was changed after the run.
    """
    whole_ = sound(file)
    if whole_ is None and (file.parent / RECORD).is_file():
        files = json_of(file.parent / RECORD, RECORD).get("files")
        written = files.get(FILE) if isinstance(files, dict) else None
        whole_ = not isinstance(written, str) or written == digest(file)
        message = f"the file was changed after the run: {RECORD} beside it holds another hash of it"
    else:
        message = "the file is damaged: it is not as it was written (its hash is another)"
    if whole_ is False:
        raise CaseError([Problem(message, str(file), allowed="a copy that is whole, or run the case again")], "results")


def open_solution(path: str | Path, *, changed: bool = False) -> Solution:
    """Read a solution back, from the file or the folder of a run.

    Args:
        changed: read a file too that is not as it was written.

    Raises:
        CaseError: there is no such file, it is damaged, or it belongs to results that were left unfinished.
    """
    import xarray as xr

    file = Path(path) / FILE if Path(path).is_dir() else Path(path)
    if (file.parent / UNFINISHED).exists():
        message = "the results of this folder are of two runs, for the program was stopped while it replaced them"
        raise CaseError([Problem(message, str(file.parent), allowed="run the case again")], "results")
    if not file.is_file():
        raise CaseError([Problem("no solution here", str(file), allowed=f"a folder with {FILE}")])
    if not changed:
        _check_whole(file)
    try:
        check_size(file)
        root = xr.load_dataset(file, engine="netcdf4")
        groups = {g: xr.load_dataset(file, group=g, engine="netcdf4") for g in GROUPS}
        factors = _apart(xr.load_dataset(file, group=APART, engine="netcdf4"))
        meta = json.loads(root.attrs.pop(META))
    except Exception as error:  # libraries raise many kinds of them over a damaged file
        if isinstance(error, CaseError | MemoryError):
            raise
        message = f"not a whole solution: {error}"
        raise CaseError([Problem(message, str(file), allowed="a copy that is whole, or run the case again")]) from None
    if not isinstance(meta, dict) or not set(meta) >= KNOWN:
        lost = sorted(KNOWN - set(meta)) if isinstance(meta, dict) else [META]
        raise CaseError([Problem("not a whole solution: it does not say what it is of", str(file), found=lost[0])])
    return Solution(root, meta=meta, factors=factors, **groups)
