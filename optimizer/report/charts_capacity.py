"""Picture of what stands: a panel for each kind of plant in a unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from optimizer.report.drawing import HEIGHT, SLIDE, WIDE, WIDTH, a_year, axes_of, carrier_name, scaled, shortened
from optimizer.report.fonts import worded
from optimizer.report.legends import legend, legend_below
from optimizer.report.stacks import stack, visible, with_rest
from optimizer.report.tables import capacity, costs, noise
from optimizer.solution import Solution
from optimizer.units import fits

if TYPE_CHECKING:
    from matplotlib.figure import Figure

CLASSES = {"converter": "Plant", "power": "Plant", "store": "Stores", "line": "Lines"}
PANELS, ACROSS, MOST_OF_PANEL, WIDEST = 6, 3, 9, 30  # and letters of names in a title


def capacity_chart(solution: Solution) -> Figure | None:
    """A panel for each kind of plant in a unit, the costliest first: the largest of each, and the rest as one.

    Plant of the carrier that most is spent on (power) stands apart from what is counted in the same unit of power (heat).
    """
    frame = capacity(solution)
    frame = frame[frame["standing"] > frame["technology"].map(noise(solution))] if len(frame) else frame
    if frame.empty:
        return None
    kinds = solution.variables["kind"].to_series()
    frame = frame.assign(of=frame["technology"].map(kinds).map(CLASSES))
    spent = costs(solution).query("line in ('capital', 'fixed')").groupby("item")["discounted_cost"].sum()
    paid = frame.drop_duplicates("technology").assign(cost=lambda f: f["technology"].map(spent).fillna(0.0))
    about = solution.variables["reference"].to_series().astype(str)
    apart = _apart(paid.assign(about=paid["technology"].map(about)))
    frame, paid = (table.assign(apart=table["technology"].isin(apart)) for table in (frame, paid))
    ranked = paid.groupby(["of", "unit", "apart"])["cost"].sum().sort_values(ascending=False, kind="stable")
    panels = list(ranked.index[:PANELS])
    across = min(len(panels), ACROSS)
    rows = -(-len(panels) // across)
    figure, axes = axes_of(rows, across, HEIGHT if rows == 1 else SLIDE, WIDE if len(panels) > 1 else WIDTH)
    for ax in axes[len(panels) :]:
        ax.set_visible(False)
    periods = sorted(set(frame["period"]))
    for ax, (of, unit, alone) in zip(axes, panels, strict=False):
        mine = frame[(frame["of"] == of) & (frame["unit"] == unit) & (frame["apart"] == alone)]
        pivot = mine.pivot_table(index="period", columns="technology", values="standing", aggfunc="sum")
        pivot = pivot.reindex(periods).fillna(0.0)
        shown, scale = scaled(unit, float(pivot.sum(axis=1).max()), *mine["technology"].unique())
        seen = visible(pivot)
        stack(ax, solution, with_rest(pivot, MOST_OF_PANEL) / scale, [str(y) for y in periods])
        ax.set_ylabel(worded("number") if shown == "unit" else a_year(shown))
        ax.set_title(_title(solution, of, mine[mine["technology"].isin(seen.columns)], spent), fontsize=10)
        (legend_below if len(panels) > 1 else legend)(ax)
    figure.suptitle(worded("Capacity standing"))
    return figure


def _apart(paid: pd.DataFrame) -> set[str]:
    """Technologies of the carrier that most is spent on, of what is counted in a unit of power.

    >>> _apart(pd.DataFrame({
    ...     "technology": ["wind", "boiler", "car"], "of": "Plant", "unit": ["GW", "GW", "vehicle"],
    ...     "about": ["power", "heat", "trips"], "cost": [3.0, 2.0, 9.0]}))
    {'wind'}
    """
    out = set[str]()
    for (_, unit), mine in paid.groupby(["of", "unit"]):
        first = mine.groupby("about")["cost"].sum().idxmax()
        out |= set(mine.loc[mine["about"] == first, "technology"]) if fits(str(unit), "W") else set()
    return out


def _title(solution: Solution, of: str, mine: pd.DataFrame, spent: pd.Series) -> str:
    """The kind of plant, and what it is about: the carriers that most is spent on."""
    about = solution.variables["reference"].to_series().astype(str)
    stands = mine.groupby("technology")["standing"].max()
    by_carrier = pd.DataFrame({"cost": spent.reindex(stands.index).fillna(0.0), "stands": stands})
    by_carrier = by_carrier.groupby(about.reindex(stands.index).to_numpy()).sum()
    ranked = by_carrier.sort_values(["cost", "stands"], ascending=False, kind="stable").index
    names = list(dict.fromkeys(carrier_name(solution, str(c)) for c in ranked if str(c)))
    return f"{worded(of)}: {_first(names)}" if names else worded(of)


def _first(names: list[str]) -> str:
    """As many as a title holds (a Chinese sign takes two letters), and that there are more.

    >>> _first(["Steel", "Cement"]), _first(["Passenger car use", "Light truck use", "Bus use"])
    ('Steel; Cement', 'Passenger car use and others')
    """
    kept = [shortened(name, WIDEST) for name in names[:1]]
    for name in names[1:]:
        if len("; ".join([*kept, name]).encode("gbk", "replace")) > WIDEST:
            break
        kept.append(name)
    return "; ".join(kept) + (worded(" and others") if len(kept) < len(names) else "")
