"""What stands beside and below a picture: its legend, and which case it is of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from optimizer.report.drawing import shortened
from optimizer.report.fonts import label, named, worded
from optimizer.solution import Solution
from optimizer.units import currencies

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LONGEST = 32
"""Letters of a name in a legend below a panel."""


def signed(figure: Figure, solution: Solution) -> Figure:
    """With a line at its foot that says which case and scenario it is of, and in which money: a picture is passed on without its workbook."""
    case = solution.meta["case"]
    name = named(str(case["title"] or case["name"]), str(case["name"]))
    money = ", ".join(currencies(str(solution.meta["money"])))
    foot = worded("{case}; scenario {scenario}; money: {money}, real").format(
        case=name, scenario=label(str(case["scenario"]), ""), money=money
    )
    figure.supxlabel(foot, x=0.01, ha="left", fontsize=8, color="#666666")
    return figure


def legend(ax: Axes, others: Sequence[Axes] = ()) -> None:
    """Beside a panel, with what only other panels show too; what is stacked stands in the order of the stack, from the top down."""
    handles, labels = _from_the_top(ax, *others)
    ax.legend(handles, labels, loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False, fontsize=9)


def _side_of(handle: Any) -> int:
    """Whether a part of a stack lies above zero (1) or below (-1); 0 for a line or a mark."""
    from matplotlib.collections import PolyCollection

    if hasattr(handle, "patches"):  # the bars of an item
        return 1 if any(bar.get_height() > 0 for bar in handle.patches) else -1
    if isinstance(handle, PolyCollection):  # the area of an item
        return 1 if max(float(path.get_extents().y1) for path in handle.get_paths()) > 0 else -1
    return 0


def legend_below(ax: Axes) -> None:
    """Below a panel in the order of its stack, in two columns where there is much; long names are cut, so that they do not push panels apart."""
    handles, labels = _from_the_top(ax)
    ax.legend(
        handles,
        [shortened(name, LONGEST) for name in labels],
        loc="upper center",
        bbox_to_anchor=(0.5, -0.08),
        frameon=False,
        fontsize=8,
        ncols=2 if len(labels) > 5 else 1,
        columnspacing=1.2,
        handlelength=1.6,
    )


def _from_the_top(*axes: Axes) -> tuple[list[Any], list[str]]:
    """Lines and marks, then what is stacked from the top down."""
    handles, labels = _unique(*axes)
    sides_of = [_side_of(handle) for handle in handles]
    above = [at for at, side in enumerate(sides_of) if side > 0]
    order = [at for at, side in enumerate(sides_of) if side == 0] + above[::-1]
    order += [at for at, side in enumerate(sides_of) if side < 0]
    return [handles[at] for at in order], [labels[at] for at in order]


def _unique(*axes: Axes) -> tuple[list[Any], list[str]]:
    found: dict[str, Any] = {}
    for ax in axes:
        for handle, text in zip(*ax.get_legend_handles_labels(), strict=True):
            found.setdefault(text, handle)
    return list(found.values()), list(found)
