"""What is known of the past, beside which a run may be set; the model itself never reads it."""

from __future__ import annotations

from optimizer.case.layout.columns import NUMBER, ORIGIN, Column, Table, choice

CALIBRATION = Table(
    "calibration",
    (
        Column("name", required=True, meaning="the figure in words"),
        choice("quantity", "output", "input", "capacity", "emission", required=True, meaning="what of the answer"),
        Column("technology", meaning="semicolon list; empty: all"),
        Column("carrier", meaning="semicolon list, output and input only"),
        Column("gas", meaning="semicolon list, emission only, as the next two"),
        Column("sector", meaning="semicolon list"),
        Column("stage", meaning="semicolon list"),
        Column("coefficient", meaning="name=value list of weights by technology or carrier"),
        Column("year", "year", required=True, meaning="a period of the run"),
        *NUMBER,
        choice("kind", "fixed", "predicted", required=True, meaning="fixed: an input says so"),
        *ORIGIN,
    ),
    ("name", "year"),
    meaning="known figures that a run is set against",
    measured="what the quantity is measured in",
)
