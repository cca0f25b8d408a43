"""What a unit of capital costs in a year, and costs per kilogram with their parts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from optimizer.costs.ranges import not_negative, positive, within
from optimizer.costs.table import _rows, number
from optimizer.errors import OutOfRangeError
from optimizer.finance import annuity


@dataclass(frozen=True)
class PerKg:
    """Cost of a kilogram by what it is spent for [money/kg].

    Attributes:
        capital: annuity of what was built.
        fixed: operation and maintenance, labour, tolls: what is paid beside capital and energy.
        energy: electricity, heat and fuel.
        loss: hydrogen lost, at what it had cost up to there.
    """

    capital: float = 0.0
    fixed: float = 0.0
    energy: float = 0.0
    loss: float = 0.0

    @property
    def total(self) -> float:
        """Sum of the parts [money/kg]."""
        return self.capital + self.fixed + self.energy + self.loss

    def __add__(self, other: PerKg) -> PerKg:
        return PerKg(
            self.capital + other.capital,
            self.fixed + other.fixed,
            self.energy + other.energy,
            self.loss + other.loss,
        )


@dataclass(frozen=True)
class Charge:
    """How capital is charged in a year.

    Attributes:
        rate: real discount rate [1].
        tax: of the profit, by both levels of the state [1]; at 0 the charge is the plain annuity.
    """

    rate: float
    tax: float = 0.0

    def __post_init__(self) -> None:
        within(self.rate, 0.0, 1.0, "discount rate", "1")
        within(self.tax, 0.0, 0.99, "tax", "1")

    def of(self, life: float, depreciation: int = 5) -> float:
        """Yearly charge on a unit of capital [1/a].

        Args:
            life: years over which it is paid back [a].
            depreciation: MACRS class, by which it is written off before tax [a]; without tax it changes nothing.

        `FCR = CRF (1 - T PV_dep (1 + r)) / (1 - T)`, `PV_dep = sum_t d_t / (1 + r)^t`. Source: HDSAM; annuity of
        `optimizer.finance`.

        >>> round(Charge(0.08).of(10), 6), round(hdsam().of(10), 5)
        (0.149029, 0.17823)

        Raises:
            OutOfRangeError: a life that is not positive, or no such class.
        """
        positive(life, "life", "a")
        plain = float(annuity(self.rate, life))
        if not self.tax:
            return plain
        written_off = sum(d / (1 + self.rate) ** t for t, d in enumerate(macrs(depreciation)))
        return plain * (1 - self.tax * written_off) / (1 - self.tax)


@lru_cache(maxsize=16)
def macrs(years: int) -> tuple[float, ...]:
    """Shares of the capital that US law lets write off in each year [1]. Source: HDSAM.

    Raises:
        OutOfRangeError: no such class.
    """
    classes = {int(r["class"]): tuple(map(float, r["shares"].split())) for r in _rows("macrs.csv")}
    if years not in classes:
        raise OutOfRangeError("depreciation class", years, "a", ", ".join(map(str, classes)))
    return classes[years]


def hdsam() -> Charge:
    """Charge with the financing of HDSAM: 10 % real after tax [1], federal tax on what the state leaves. Source: HDSAM."""
    federal, state = number("hdsam.finance.tax_federal", "1"), number("hdsam.finance.tax_state", "1")
    return Charge(number("hdsam.finance.rate", "1"), federal + state * (1 - federal))


def per_kg(capital: float, charge: float, fixed: float, energy: float, kg_per_year: float, lost: float = 0.0) -> PerKg:
    """What a kilogram costs in a plant.

    Args:
        capital: investment [money].
        charge: yearly charge on it [1/a].
        fixed: operation, maintenance and labour [money/a].
        energy: energy of a kilogram [money/kg].
        kg_per_year: hydrogen that passes in a year [kg/a].
        lost: hydrogen lost [money/kg].

    Source: STANDARD.

    Raises:
        OutOfRangeError: nothing passes, or a negative investment.
    """
    flow = positive(kg_per_year, "flow", "kg/a")
    return PerKg(not_negative(capital, "capital", "money") * charge / flow, fixed / flow, energy, lost)


def scaled(reference_cost: float, size: float, reference_size: float, exponent: float) -> float:
    """Scale law `C = C_ref (S / S_ref)^x` [money of the reference].

    Args:
        reference_cost: cost at the reference size [money].
        size, reference_size: in one unit.
        exponent: 0 to 1 [1].

    Source: STANDARD; the exponents are those of HIM, HDSAM and H2I.

    >>> round(scaled(105e6, 100, 50, 0.66) / 1e6, 2)
    165.91

    Raises:
        OutOfRangeError: a size that is not positive, an exponent outside 0 to 1.
    """
    not_negative(reference_cost, "reference cost", "money")
    within(exponent, 0.0, 1.0, "scale exponent", "1")
    return float(
        reference_cost * (positive(size, "size", "") / positive(reference_size, "reference size", "")) ** exponent
    )


def band_price(annual_mwh: float) -> float:
    """Price of electricity for a user of so much a year [EUR_2015/kWh].

    Args:
        annual_mwh: use in a year [MWh/a].

    Source: HIM, six bands.

    >>> band_price(100.0), band_price(90_000.0)
    (0.11425, 0.06)

    Raises:
        OutOfRangeError: a negative use.
    """
    not_negative(annual_mwh, "annual use", "MWh/a")
    for limit, price in _bands():
        if annual_mwh > limit:
            return price
    return _bands()[-1][1]


@lru_cache(maxsize=1)
def _bands() -> list[tuple[float, float]]:
    from optimizer.costs.table import kinds

    prefix = "him.electricity.above"
    return sorted(((float(k), number(f"{prefix}.{k}", "EUR_2015/kWh")) for k in kinds(prefix)), reverse=True)
