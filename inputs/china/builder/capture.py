"""Capture of dilute flue gas: what it takes per tonne captured, and what that makes of a works that burns coal for it."""

from __future__ import annotations

from dataclasses import dataclass

from builder.research import Figure, Research, assumed, derived
from builder.works import Works, carbon

RATE = 0.90
BOILER = 0.90


@dataclass(frozen=True)
class Capture:
    """An option of abatement.csv, middle case of 2030 and 2060.

    Attributes:
        coal: CO2 of coal [kt/GWh].
        heat: steam per tonne captured [GJ/t], by year.
        power: electricity [MWh/t], by year.
        capital: per tonne captured a year [CNY_2020/t], by year.
    """

    coal: Figure
    heat: list[Figure]
    power: list[Figure]
    capital: list[Figure]

    @classmethod
    def of(cls, research: Research, measure: str, sector: str = "cement") -> Capture:
        rows = research.frame("abatement")
        rows = rows[(rows.measure == measure) & (rows.sector == sector) & (rows.case == "mid")].sort_values("year")
        if len(rows) != 2:
            raise LookupError(f"abatement: {len(rows)} middle rows of {measure!r}")

        def read(column: str, sign: float = 1.0) -> list[Figure]:
            return [
                Figure(sign * float(getattr(r, column)), "", r.source, r.quality, r.note, int(r.year))
                for r in rows.itertuples()
            ]

        capital = [f.times(1, "CNY_2020/t") for f in read("capex_cny_per_tco2_per_yr")]
        return cls(
            carbon(research, "coal"), read("fuel_saved_gj_per_tco2", -1.0), read("electricity_mwh_per_tco2"), capital
        )

    def made(self, before: float, year: int) -> float:
        """All CO2 made, with that of the steam, where a works makes `before` [kt per unit]."""
        steam = next(f.value for f in self.heat if f.year == year) / 3.6 / BOILER * self.coal.value
        return before / (1 - RATE * steam)

    def fit(self, works: Works, fuel: Figure, rock: float, power: Figure | None = None, carrier: str = "coal") -> None:
        """Ports of a works that burns `fuel` [GWh] and releases `rock` [kt] per unit."""
        unit = "GWh/kt" if works.unit == "kt" else "GWh/GWh"
        before = rock + fuel.value * self.coal.value
        for heat, electricity in zip(self.heat, self.power, strict=True):
            made = self.made(before, heat.year)
            burnt = (made - rock) / self.coal.value
            told = f"with {heat.value:g} GJ of steam per t captured"
            works.takes(carrier, derived(burnt, unit, [fuel, heat], f"{fuel.note}; {told}", heat.year))
            works.takes(
                "co2", derived(made * RATE, f"kt/{works.unit}", [heat], "90 % of what is made", heat.year), out=True
            )
            own = 0.0 if power is None else power.value
            drawn = own + electricity.value * made * RATE
            works.takes(
                "electricity",
                derived(
                    drawn,
                    unit,
                    [electricity, *([power] if power else [])],
                    f"{electricity.value:g} MWh per t captured and own use",
                    heat.year,
                ),
            )

    def pay(self, works: Works, base: Figure, before: float, life: float, variable: list[Figure]) -> None:
        """Capital: of the works, and of the capture for what it takes."""
        total = []
        for figure in self.capital:
            captured = RATE * self.made(before, figure.year)
            value = base.value + figure.value * captured
            total.append(
                derived(
                    value,
                    "CNY_2020/t",
                    [base, figure],
                    f"{base.value:g}, and {figure.value:g} CNY per t captured a year x {captured:.3f} t",
                    figure.year,
                )
            )
        works.costs(total, life, 0.05, variable)


POWER_OF_PURE = assumed(0.12, "GWh/kt", "Drying and compression of pure CO2")
CAPITAL_OF_PURE = assumed(
    300, "CNY_2020/t", "Drying and compression of pure CO2, per t a year; no Chinese figure was read"
)
