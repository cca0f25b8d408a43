"""What building takes and retirement gives back, counted again from build_inputs.csv."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from optimizer.certificate.ageing import length, retired, stated
from optimizer.index import Label
from optimizer.inputs import Inputs

if TYPE_CHECKING:
    from optimizer.certificate.physics import Solved


def material_flows(inputs: Inputs, solved: Mapping[str, Solved]) -> Iterator[tuple[Label, Label, Label, float]]:
    """(carrier, region, period, amount a year): what retirement gives, less what building takes."""
    rows = inputs.case.tables["build_inputs"]
    if rows.empty:
        return
    options = inputs.case.options
    years = {p.label: p.years for p in options.periods}
    routes = inputs.case.tables["routes"]
    built = {(*label, label[-1]): float(row[0]) for label, _, row in solved["capacity_built"].rows()}
    moved = {"in": built, "out": retired(inputs, solved)}
    for (k, c, way), group in rows.assign(region="").groupby(["technology", "carrier", "direction"], sort=False):
        for (technology, place, v, y), amount in moved[str(way)].items():
            if technology != k or y not in years or not amount:
                continue
            year = options.periods[0].first_year if v == 0 else float(str(v))
            content = stated(group, place, year)
            assert content is not None
            total = content * length(inputs, group, technology, place) * amount / years[y]
            ends = routes[(routes["technology"] == k) & (routes["route"] == place)]
            regions = [ends["from"].iloc[0], ends["to"].iloc[0]] if len(ends) else [place]
            for region in regions:
                yield c, region, y, (1.0 if way == "out" else -1.0) * total / len(regions)
