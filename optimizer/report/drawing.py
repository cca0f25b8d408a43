"""What charts are drawn with: a figure, names and units of a reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from optimizer.files import whole
from optimizer.report.fonts import drawable, label, lettered, named, worded
from optimizer.report.units import told_in
from optimizer.report.words import called
from optimizer.solution import Solution
from optimizer.units import currencies, factor, fits

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Of = TypeVar("Of")
Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
SHORT = 16  # letters of a name of a region
PREFIXES = ("", "k", "M", "G", "T", "P")
POWERS = ("m2", "m3")
"""A thousand of these is no km2 and no km3, and no reader counts in Mm."""
MANY, MANY_SMALL, SMALL = 30_000, 10_000, ("k", "t")
"""Numbers from which a larger prefix reads better (18,000 TWh are told so, 18,000 kt are 18 Mt)."""
WIDTH, WIDE, HEIGHT, SLIDE, DPI = 10.0, 14.0, 5.2, 7.9, 120
"""Inches of a figure: of one panel, of several side by side (as a slide), and dots of an inch."""


def save(figure: Figure, path: Path) -> Path:
    """Write a figure as its name ends: .png or .svg."""
    with whole(path) as file:
        figure.savefig(
            file,
            format=path.suffix.removeprefix(".") or "png",
            metadata={"Date": None} if path.suffix == ".svg" else None,
        )
    return path


def save_each(
    charts: Mapping[str, Callable[[Of], Figure | None]],
    of: Of,
    folder: Path,
    *,
    svg: bool,
    finish: Callable[[Figure, Of], object] = lambda figure, of: None,
) -> list[Path]:
    """Draw and write every chart that has something to draw, as PNG and on request as SVG too; returns the files written.

    Args:
        finish: what each figure has besides, once it is drawn.
    """
    written: list[Path] = []
    with lettered():
        for name, chart in charts.items():
            figure = chart(of)  # one at a time: a figure is some MB
            if figure is not None:
                finish(figure, of)
                written += [save(figure, folder / f"{name}.{kind}") for kind in (["png", "svg"] if svg else ["png"])]
    return written


def axes_of(
    rows: int = 1, columns: int = 1, height: float = HEIGHT, width: float = WIDTH, parts: Sequence[float] | None = None
) -> tuple[Figure, list[Axes]]:
    """A figure with panels from left to right, row by row; `parts` of the height for each row."""
    from matplotlib.figure import Figure

    from optimizer.report.ticks import Even

    figure = Figure(figsize=(width, height), dpi=DPI, layout="constrained")
    axes = list(np.atleast_1d(np.asarray(figure.subplots(rows, columns, squeeze=False, height_ratios=parts))).ravel())
    for ax in axes:
        ax.spines[["top", "right"]].set_visible(False)
        ax.grid(axis="y", color="#e6e6e6", linewidth=0.8)
        ax.set_axisbelow(True)
        ax.yaxis.set_major_formatter(Even())
    return figure, axes


def name_of(solution: Solution, item: str) -> str:
    """What a reader calls an item: the name of its technology, if the case states one, else our word for it."""
    known = solution.variables
    base, _, rest = item.partition(" ")
    way, _, end = rest.partition(" ")
    told = f"{worded(way)} {region_name(solution, end)}" if way in ("to", "from") else worded(rest)
    if "technology_name" not in known.coords or base not in known["technology"].values:
        ours = worded(item)
        return ours if ours != item else named(item.replace("_", " "), item)
    name = named(str(known["technology_name"].sel(technology=base).item()), "")
    return f"{name}, {told}" if name and rest else name or f"{base} {told}".strip()


def region_name(solution: Solution, region: str) -> str:
    """What a reader calls a region, if that is short and can be drawn; else its id."""
    name = str(solution.meta.get("region_names", {}).get(region) or region)
    short, said = label(name, region) if len(name) <= SHORT else region, called(name)
    return label(said, short) if len(said) <= SHORT else label(called(short), short)


def carrier_name(solution: Solution, carrier: str) -> str:
    """What a reader calls a carrier, if the case says so."""
    return named(str(solution.meta.get("carrier_names", {}).get(carrier) or ""), carrier)


def a_year(unit: str) -> str:
    """A unit of what flows in a year or in an hour, as the axis of a chart says it.

    >>> a_year("TWh/year"), a_year("t/hour"), a_year("GW")
    ('TWh a year', 't/hour', 'GW')
    """
    if unit.endswith("/hour"):
        return worded("{unit}/hour").format(unit=unit.removesuffix("/hour"))
    plain = unit.removesuffix("/year")
    return unit if plain == unit else worded("{unit} a year").format(unit=plain)


THOUSANDS = {"k": "thousand {money}", "M": "million {money}", "G": "billion {money}", "T": "trillion {money}"}


def in_money(unit: str) -> str:
    """A unit of money as an axis says it.

    >>> in_money("GCNY_2020"), in_money("EUR_2020/MWh")
    ('billion CNY_2020', 'EUR_2020/MWh')
    """
    plain = unit[1:]
    return worded(THOUSANDS[unit[:1]]).format(money=plain) if unit[:1] in THOUSANDS and currencies(plain) else unit


def readable(values: Sequence[float], unit: str) -> tuple[list[float], str]:
    """Amounts of one line in a unit in which no reader has to count their digits, and that unit in words.

    >>> readable([1.004e9, 311600.0], "tCO2/year"), readable([11.2e6], "MCNY_2020")
    (([1004.0, 0.3116], 'MtCO2/year'), ([11200.0], 'billion CNY_2020'))
    """
    told, by = scaled(unit, max((abs(v) for v in values if v == v), default=0.0))
    return [v / by for v in values], in_money(told)


def shortened(name: str, most: int = 30) -> str:
    """A name that leaves room for others.

    >>> shortened("Fuel oil, LPG and other oil products"), shortened("Coal")
    ('Fuel oil, LPG and other oil …', 'Coal')
    """
    kept, _, cut = name[: most - 1].rpartition(" ")
    return name if len(name) <= most else f"{kept or cut} …"


def power(unit: str) -> str:
    """The unit of what flows in an hour: a power, where it is energy.

    >>> power("GWh"), power("t")
    ('GW', 't/hour')
    """
    rate = f"{unit}/hour"
    fitting = [p for p in ("kW", "MW", "GW", "TW") if fits(rate, p) and round(factor(rate, p), 9) == 1]
    return fitting[0] if fitting else rate


def scaled(unit: str, size: float, *labels: str) -> tuple[str, float]:
    """The unit that the reader chose for one of these labels or for all, and what to divide by.

    Where none is chosen: a larger prefix for numbers that a reader would have to count the digits of.

    >>> scaled("GWh/year", 17e6), scaled("kt/hour", 90.0), scaled("t", 2.5e6), scaled("kvehicle", 415e3)
    (('TWh/year', 1000.0), ('kt/hour', 1.0), ('kt', 1000.0), ('Mvehicle', 1000.0))
    >>> scaled("kt", 20e3), scaled("m3/year", 28e4), scaled("km", 5e4)
    (('Mt', 1000.0), ('m3/year', 1.0), ('km', 1.0))
    """
    chosen = told_in(unit, *labels)
    if chosen is not None and drawable(chosen[1]):
        return chosen[1], 1.0 / chosen[0]
    bases = [base for base in (unit, unit[1:]) if base and not base.startswith(POWERS) and base.split("/")[0] != "m"]
    larger = [prefix + base for base in bases for prefix in PREFIXES]
    factors = {u: factor(u, unit) for u in larger if fits(u, unit)}
    fitting = sorted({unit: 1.0, **{u: f for u, f in factors.items() if f > 1.0}}.items(), key=lambda f: f[1])
    readable = [f for f in fitting if size / f[1] < (MANY_SMALL if f[0][:1] in SMALL else MANY)] or fitting[-1:]
    return readable[0]


def brief(value: float) -> str:
    """An amount in a picture: three digits, or all before the point.

    >>> brief(1104.4), brief(58.352), brief(0.1234)
    ('1,104', '58.4', '0.123')
    """
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.3g}"
