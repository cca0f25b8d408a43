"""Answers of one case that looked ahead differently, side by side: cost, peak, emissions, what is unmet, what is not kept to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from optimizer.report.balances import annual
from optimizer.report.drawing import readable
from optimizer.report.pathway import totals, units
from optimizer.report.screen import shown
from optimizer.solution import Solution

KEYS = ("figure", "item", "period", "unit")
NEAR = 1e-6  # share of demand, or of a limit, that is rounding
COST, FAILED, WHY = "discounted cost", "window without an answer", "why"
Key = tuple[str, str, str, str]


@dataclass(frozen=True, eq=False)
class Run:
    """One way of looking ahead.

    Attributes:
        decided: labels of its periods.
        solution: of these periods (it may plan further, which does not count); None if there are none.
        failed: first period of the window without an answer, and why; empty if all have one.
    """

    decided: tuple[int, ...]
    solution: Solution | None
    failed: tuple[str, str] = ("", "")


def comparison(runs: Mapping[str, Run]) -> pd.DataFrame:
    """One row a figure, one column a run; the first run is what the others are compared with.

    A run with a window that has no answer has no cost, and figures of the periods it decided alone.
    """
    found = {name: dict(_figures(run)) for name, run in runs.items()}
    keys = dict.fromkeys(key for figures in found.values() for key in figures)
    rank = {figure: i for i, figure in enumerate(dict.fromkeys(key[0] for key in keys))}
    order = sorted(keys, key=lambda k: (rank[k[0]], k[1], k[2]))
    table = pd.DataFrame([[*k, *(found[name].get(k) for name in runs)] for k in order], columns=[*KEYS, *runs])
    first = next(iter(runs))
    whole = found[first].get(_cost(runs[first]))
    more = [_share(found[name].get(_cost(runs[first])), whole) for name in runs]
    row = pd.DataFrame([[f"more than {first}", "", "", "%", *more]], columns=table.columns)
    at = int((table["figure"] == COST).to_numpy().argmax()) + 1
    return pd.concat([table.iloc[:at], row, table.iloc[at:]], ignore_index=True)


def in_words(table: pd.DataFrame) -> list[str]:
    """The table as aligned lines, amounts in units that a reader compares."""
    names = [c for c in table.columns if c not in KEYS]
    rows = [["", *names, ""]]
    for row in table.to_dict("records"):
        what = " ".join(v for v in (row["figure"], row["item"], row["period"]) if v)
        numbers = {name: row[name] for name in names if isinstance(row[name], float)}
        told, unit = readable(list(numbers.values()), row["unit"])
        cells = row | dict(zip(numbers, told, strict=True))
        rows.append([what, *(_cell(cells[name]) for name in names), unit])
    kept = [r for r in rows if not r[0].startswith(WHY)]
    widths = [max(len(r[i]) for r in kept) for i in range(len(rows[0]) - 1)]
    lines = []
    for r in rows:
        if r[0].startswith(WHY):
            lines += [f"  {name}: {told}" for name, told in zip(names, r[1:-1], strict=True) if told]
            continue
        cells = [r[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(r[1:-1], widths[1:], strict=True)), r[-1]]
        lines.append("  ".join(cells).rstrip())
    return lines


def _cell(value: object) -> str:
    if isinstance(value, float):
        return "" if value != value else shown(value)
    return "" if value is None else str(value)


def _share(cost: object, whole: object) -> float | None:
    both = isinstance(cost, float) and isinstance(whole, float) and whole
    return 100.0 * (cost / whole - 1.0) if both else None  # type: ignore[operator]


def _cost(run: Run) -> Key:
    return (COST, "", "", "" if run.solution is None else str(run.solution.meta["money"]))


def _figures(run: Run) -> Iterator[tuple[Key, object]]:
    """What there is to say of one run."""
    failed, why = run.failed
    s = run.solution
    if s is not None:
        yield _cost(run), None if failed else float(s.meta["objective"])
    if failed:
        yield (FAILED, "", "", ""), failed
        yield (WHY, "", "", ""), why
    if s is not None:
        yield from _emissions(s, run.decided)
        yield from _unmet(s, run.decided)
        yield from _not_kept(s, run.decided)


def _emissions(s: Solution, decided: Sequence[int]) -> Iterator[tuple[Key, object]]:
    """Peak and path of each gas."""
    for gas, unit in units(s).items():
        amounts = totals(s, gas).loc[list(decided)]
        highest = float(amounts["gross"].max())
        near = amounts["gross"] >= highest - NEAR * abs(highest)
        yield ("year of the peak of gross emissions", gas, "", ""), str(near.idxmax())
        yield ("peak of gross emissions", gas, "", unit), highest
        noise = 1e-9 * float(amounts["gross"].abs().max())
        for column in ("gross", "net"):
            for year, amount in amounts[column].items():
                yield (f"{column} emissions", gas, str(year), unit), float(amount) if abs(amount) > noise else 0.0


def _unmet(s: Solution, decided: Sequence[int]) -> Iterator[tuple[Key, object]]:
    """Demand that stays unmet, where it is more than rounding."""
    if "unmet" not in s.variables:
        return
    missing = annual(s, s.variables["unmet"].reset_coords(drop=True)).sum("region")
    wanted = annual(s, s.inputs["demand"].reset_coords(drop=True)).sum("region")
    carriers = s.variables["carrier_unit"].to_series()
    for (carrier, year), amount in missing.to_series().items():
        if year in decided and amount > NEAR * float(wanted.sel(carrier=carrier, period=year)):
            yield ("unmet demand", str(carrier), str(year), f"{carriers[carrier]}/year"), float(amount)


def _not_kept(s: Solution, decided: Sequence[int]) -> Iterator[tuple[Key, object]]:
    """Policies that are exceeded or missed, and paid for."""
    for p in s.meta["policies"]:
        if p["period"] in decided and str(p["status"]).endswith(", paid"):
            area = "" if p["area"] == "all" else f" in {p['area']}"
            yield ("policy not met", f"{p['id']}{area}", str(p["period"]), str(p["unit"])), float(-p["slack"])
