"""Cash by calendar year: what changes hands, when it does, in real money and undiscounted.

The ledger spreads capital over the years that pay it back; here the whole overnight cost stands in the year in which it is
spent. With a construction time it is spent evenly over the years from the order to commissioning. What was spent before the
horizon and what a plant is still worth at its end are no cash of the horizon. Everything else is paid every year of its period.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from optimizer.certificate.capital import builds
from optimizer.certificate.entries import MARGIN, Entry, Payment
from optimizer.certificate.physics import Solved
from optimizer.certificate.retrofits import retrofit_builds
from optimizer.inputs import Inputs

OF_BUILDS = ("capital", "retrofit", "fixed charge", MARGIN, "salvage", "levy on build")
"""Lines of the ledger that spread or value what is spent on building."""


def cash(inputs: Inputs, solved: Mapping[str, Solved], entries: Iterable[Entry]) -> list[Payment]:
    """Every payment of the calendar years of the horizon, by year.

    Args:
        entries: the ledger.
    """
    paid: dict[tuple[int, str, str, str], float] = {}
    for one in (*_spent_on_builds(inputs, solved), *_paid_every_year(inputs, entries)):
        key = (one.year, one.line, one.item, one.location)
        paid[key] = paid.get(key, 0.0) + one.amount
    ordered = sorted(paid.items(), key=lambda item: item[0][0])
    return [Payment(*key, amount) for key, amount in ordered if amount != 0.0]


def _spent_on_builds(inputs: Inputs, solved: Mapping[str, Solved]) -> Iterator[Payment]:
    periods = inputs.case.options.periods
    first, end = periods[0].first_year, periods[-1].first_year + periods[-1].years
    for build in (*builds(inputs, solved), *retrofit_builds(inputs, solved)):
        if not build.new:
            continue
        for start in build.starts:
            for year, share in spending(start, build.delay):
                for line, item, money in build.charges if first <= year < end else ():
                    name = "investment" if line == "capital" else line
                    yield Payment(year, name, item, build.place, share * money / len(build.starts))


def spending(start: float, delay: float) -> list[tuple[int, float]]:
    """(calendar year, share) in which something commissioned at `start` is paid for.

    >>> spending(2032.0, 0.0), spending(2032.0, 2.0), spending(2031.5, 1.5)
    ([(2032, 1.0)], [(2030, 0.5), (2031, 0.5)], [(2030, 0.6666666666666666), (2031, 0.3333333333333333)])
    """
    if delay <= 0.0:
        return [(int(start), 1.0)]
    ordered = start - delay
    shares = [
        (year, (min(year + 1.0, start) - max(float(year), ordered)) / delay)
        for year in range(int(ordered), int(start) + 1)
    ]
    return [(year, share) for year, share in shares if share > 0.0]


def _paid_every_year(inputs: Inputs, entries: Iterable[Entry]) -> Iterator[Payment]:
    years = {p.label: range(p.first_year, p.first_year + p.years) for p in inputs.case.options.periods}
    for e in entries:
        if e.line not in OF_BUILDS:
            for year in years[e.period]:
                yield Payment(year, e.line, e.item, e.location, e.annual)
