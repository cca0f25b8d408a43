"""Trade that pays by itself: bought below the price it is sold at, or bought to be dumped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.guards.guard import Guard, carrier_unit, row_of, told_price
from optimizer.guards.rates import Floats, Key, Rates, by_label
from optimizer.index import Label

NEAR = 1e-9  # relative to the prices that are compared


@dataclass(frozen=True, eq=False)
class Offer:
    """A purchase or sale: what a unit costs or brings in each step, levies included."""

    label: Key
    price: Floats
    limit: Floats
    held: bool

    @property
    def free(self) -> NDArray[np.bool_]:
        """Steps in which nothing limits it."""
        return np.isinf(self.limit) & np.bool_(not self.held)


def offers(rates: Rates, kind: str) -> dict[tuple[Label, Label, Label], list[Offer]]:
    """Offers by carrier, region and period; taxes make a purchase dearer and a sale worth less."""
    values, sign = rates.inputs.values, 1.0 if kind == "purchase" else -1.0
    limits = by_label(values[f"{kind}_limit"])
    out: dict[tuple[Label, Label, Label], list[Offer]] = {}
    for label, (price, _) in by_label(values[f"{kind}_price"]).items():
        carrier, region, _, period = label
        offer = Offer(label, price + sign * rates.levy(kind, label), limits[label][0], rates.held(kind, label))
        out.setdefault((carrier, region, period), []).append(offer)
    return out


def arbitrage(rates: Rates) -> Iterator[Guard]:
    """A carrier that is bought in the step, region and period in which it is sold for more."""
    bought, told = offers(rates, "purchase"), set()
    for (c, r, y), sales in offers(rates, "sale").items():
        for buy, sell in ((b, s) for b in bought.get((c, r, y), []) for s in sales):
            gain = sell.price - buy.price
            pays = (gain > NEAR * (1.0 + np.abs(buy.price))) & (buy.limit > 0) & (sell.limit > 0)
            if not pays.any():
                continue
            rows = "; ".join(_row(rates, kind, offer) for kind, offer in (("purchase", buy), ("sale", sell)))
            if rows in told:
                continue
            told.add(rows)
            certain = bool((pays & buy.free & sell.free).any())
            how = "without limit, so cost falls without limit" if certain else "as far as the limits go"
            earned = told_price(rates.inputs, float(gain[pays].max()), carrier_unit(rates.inputs, c))
            most = f"up to {earned} is earned by buying and selling"
            yield Guard(f"{c} is bought below the price it is sold at in {r} ({y}): {most}, {how}", rows, certain)


def _row(rates: Rates, kind: str, offer: Offer) -> str:
    """Where a purchase or sale is stated."""
    carrier, region, tier, _ = offer.label
    return row_of(rates.inputs, "prices", carrier=carrier, kind=kind, tier=tier, region=region)


def bought_to_be_dumped(rates: Rates) -> Iterator[Guard]:
    """A carrier that costs nothing or less, without limit, and may be dumped."""
    told = set()
    dump = {label: float(row[0]) for label, (row, _) in by_label(rates.inputs.values["surplus_price"]).items()}
    for (c, r, y), purchases in offers(rates, "purchase").items():
        if (c, r, y) not in dump:
            continue
        lost = dump[c, r, y] + rates.levy("surplus", (c, r, y))
        for buy in purchases:
            costs = np.where(np.isinf(buy.limit), buy.price + lost, np.inf).min()
            if costs > NEAR:
                continue
            row = _row(rates, "purchase", buy)
            if (c, row) in told:
                continue
            told.add((c, row))
            certain = costs < -NEAR and not buy.held and not rates.held("surplus", (c, r, y))
            price = told_price(rates.inputs, float(-costs), carrier_unit(rates.inputs, c))
            paid = f"brings {price}" if costs < -NEAR else "costs nothing"
            yield Guard(
                f"buying {c} and dumping it {paid} in {r} ({y}), and nothing limits the purchase", row, bool(certain)
            )
