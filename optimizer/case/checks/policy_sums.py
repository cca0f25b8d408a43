"""What a policy adds up: plant that is measured alike, or gases and plant that are weighed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from optimizer.case.checks.common import Found, Tables, at, listed_in, records
from optimizer.case.declared import emitted_gases
from optimizer.case.kinds import EMISSIONS, FLOWS, Reference, reference_of
from optimizer.case.schema import Options
from optimizer.case.text import did_you_mean, listed

Row = dict[str, Any]


@dataclass(frozen=True)
class Known:
    """What the other tables declare."""

    gases: set[str]
    technologies: dict[str, str]  # technology -> reference carrier
    kinds: dict[str, str]
    capacity_units: dict[str, str]
    carriers: set[str]
    series: set[str]
    periods: set[int]
    peaks: dict[str, Row]  # policy -> its row

    @classmethod
    def of(cls, tables: Tables, options: Options) -> Known:
        rows = tables["technologies"]
        names = rows["technology"]
        return cls(
            emitted_gases(tables, options),
            dict(zip(names, rows["reference"], strict=True)),
            dict(zip(names, rows["kind"], strict=True)),
            dict(zip(names, rows["capacity_unit"], strict=True)),
            set(tables["carriers"]["carrier"]),
            {str(s) for s in tables["series"]["series"]},
            {p.label for p in options.periods},
            {r["id"]: r for r in records(tables, "policies") if r["kind"] == "peak"},
        )


def added_up(row: Row, known: Known) -> Found:
    """Technologies add up if they are measured alike, or weighed by coefficients that name each of them."""
    weights, quantity, technologies = row["coefficient"], row["quantity"], listed_in(row["technology"])
    if quantity in (*EMISSIONS, "spend"):
        return
    names = {*known.technologies, "purchase"}
    for name in [k for k in weights if k not in names]:
        yield at(row, "coefficient", f"unknown technology{did_you_mean(name, names)}", name, listed(sorted(names)))
    missing = [k for k in technologies if k not in weights]
    if row["kind"] == "weighted_capacity" and missing:
        yield at(row, "coefficient", "weighs every technology", listed(missing), "wind=0.2;solar=0.02")
    if quantity in (*FLOWS[:1], "capacity", "build", "retirement") and not weights:
        to = reference_of(row["relative_to"], known.series)
        for column, group in (("technology", technologies), ("relative_to", _alike(row, to, technologies))):
            if len({_measured(k, quantity, known) for k in group if k in known.technologies}) > 1:
                message = "technologies of different units are added up"
                yield at(row, "coefficient", message, row[column], "a=1;b=0.7")


def _alike(row: Row, to: Reference, technologies: list[str]) -> list[str]:
    """What the technologies of `relative_to` must be measured like: of a share as those it is taken of."""
    if to.against != "technologies":
        return []
    return [*to.names, *(technologies if row["kind"] == "share" else [])]


def _measured(technology: str, quantity: str, known: Known) -> tuple[str, ...]:
    if quantity in FLOWS:
        return (known.technologies[technology],)
    if own := known.capacity_units[technology]:
        return (own,)  # a vehicle is a vehicle, whatever it runs on
    return (known.technologies[technology], "content" if known.kinds[technology] == "store" else "")


def gases(row: Row, known: set[str]) -> Found:
    """Several gases add up only by coefficients that name each of them."""
    chosen, weights = listed_in(row["gas"]), row["coefficient"]
    for gas in [g for g in weights if g not in known]:
        yield at(row, "coefficient", f"unknown gas{did_you_mean(gas, known)}", gas, listed(sorted(known)))
    missing = sorted(set(chosen or known) - set(weights))
    if len(chosen or known) > 1 and missing and (chosen or not weights):
        allowed = "a coefficient for each, e.g. CO2=1;CH4=29.8"
        yield at(row, "coefficient", "gases of different effect are added up", listed(missing), allowed)
