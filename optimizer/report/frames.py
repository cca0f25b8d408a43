"""What an answer counts: its years, regions, base year and discount rate. Answers that count other things have totals that do not compare."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from optimizer.report.words import say
from optimizer.solution import Solution

TOTALS = ("total discounted cost", "of the discounted cost")
"""How figures begin that are sums over all years and regions of a run, discounted to its base year at its rate."""


@dataclass(frozen=True)
class Frame:
    """What a run counts.

    Attributes:
        periods: years that figures are told for.
        horizon: first and last year that costs are counted in.
        base_year: that costs are discounted to.
        discount_rate: a year [1].
        regions: their ids.
    """

    periods: tuple[int, ...]
    horizon: tuple[int, int]
    base_year: int
    discount_rate: float
    regions: tuple[str, ...]

    def told(self) -> dict[str, str]:
        """Each of these in words, by its name."""
        return {
            "periods": ", ".join(map(str, self.periods)),
            "horizon": "-".join(map(str, self.horizon)),
            "base year": str(self.base_year),
            "discount rate": f"{100 * self.discount_rate:g}%",
            "regions": ", ".join(self.regions),
        }


def frame(solution: Solution) -> Frame:
    """What an answer counts."""
    periods = tuple(int(y) for y in solution.inputs["period"].values)
    years = float(solution.inputs["period_years"].values[-1])
    return Frame(
        periods,
        (periods[0], periods[-1] + round(years) - 1),
        int(solution.meta["base_year"]),
        float(solution.meta["discount_rate"]),
        tuple(sorted(map(str, solution.inputs["region"].values))),
    )


def unlike_in(frames: Mapping[str, Frame], reference: str) -> dict[str, list[str]]:
    """By run that counts other things than the reference: the names of these."""
    if reference not in frames:
        return {}
    first = frames[reference].told()
    found = {run: [what for what, words in of.told().items() if words != first[what]] for run, of in frames.items()}
    return {run: names for run, names in found.items() if names}


APART = "{run} and {reference} differ in {what}: a figure that one of them does not have is empty, and total costs are not told in percent."


def apart_told(frames: Mapping[str, Frame], reference: str) -> dict[str, str]:
    """By run that counts other things than the reference: which, in one sentence in the language of the reader."""
    found = {}
    for run, names in unlike_in(frames, reference).items():
        mine, first = frames[run].told(), frames[reference].told()
        what = "; ".join(f"{say(name)} ({mine[name]} | {first[name]})" for name in names)
        found[run] = say(APART).format(run=run, reference=reference, what=what)
    return found


def without_shares(differences: pd.DataFrame, runs: Iterable[str]) -> pd.DataFrame:
    """Differences of some runs without the share by which their total costs differ: sums over other years are no share of each other."""
    totals = differences["run"].isin(list(runs)) & differences["figure"].str.startswith(TOTALS)
    return differences.assign(change_share=differences["change_share"].mask(totals))
