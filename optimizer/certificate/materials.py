"""What building takes and retirement gives back, counted again from build_inputs.csv."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from optimizer.certificate.ageing import length, retired, stated
from optimizer.index import Label
from optimizer.inputs import Inputs

if TYPE_CHECKING:
    from optimizer.certificate.physics import Solved


def material_flows(
    inputs: Inputs, solved: Mapping[str, Solved]
) -> Iterator[tuple[Label, Label, Label, Label, Label, float]]:
    """(technology, place, carrier, region, period, amount a year): what retirement gives, less what building takes."""
    rows = inputs.case.tables["build_inputs"]
    if rows.empty:
        return
    options = inputs.case.options
    years: dict[Label, int] = {p.label: p.years for p in options.periods}
    routes = inputs.case.tables["routes"]
    ends = dict(
        zip(
            zip(routes["technology"], routes["route"], strict=True),
            zip(routes["from"], routes["to"], strict=True),
            strict=True,
        )
    )
    built = {(*label, label[-1]): float(row[0]) for label, _, row in solved["capacity_built"].rows()}
    moved = {"in": built, "out": retired(inputs, solved)}
    for (k, c, way), group in rows.assign(region="").groupby(["technology", "carrier", "direction"], sort=False):
        mine = {key: amount for key, amount in moved[str(way)].items() if key[0] == k and key[3] in years and amount}
        born = {v: float(options.periods[0].first_year if v == 0 else str(v)) for _, _, v, _ in mine}
        content = {v: stated(group, "", year) or 0.0 for v, year in born.items()}
        far = {place: length(inputs, group, k, place) for _, place, _, _ in mine}
        for (_, place, v, y), amount in mine.items():
            regions = ends.get((k, place), (place,))
            total = content[v] * far[place] * amount / years[y]
            for region in regions:
                yield k, place, c, region, y, (1.0 if way == "out" else -1.0) * total / len(regions)
