"""case.yaml: what, where and when, as frozen options."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from optimizer.compiled import SolveOptions


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Period(Frozen):
    """A label, a first year and a number of years; costs and flows of the label stand for all its years."""

    label: int
    first_year: int
    years: int = Field(gt=0)


class FullYear(Frozen):
    """Every hour of the year in order, in steps of `step` hours."""

    step: float = Field(default=1.0, gt=0)


class TypicalDays(Frozen):
    """`days` clustered days of `hours` steps each; `extremes` are kept besides."""

    days: int = Field(gt=0)
    hours: int = Field(default=24, gt=0)
    extremes: tuple[str, ...] = ()
    method: Literal["hierarchical", "kmeans", "kmedoids", "kmaxoids", "averaging", "contiguous"] = "hierarchical"


class GivenDays(Frozen):
    """Days, steps and weights stand in days.csv and steps.csv."""


class Report(Frozen):
    """What the report shows beyond the default."""

    dispatch_days: tuple[int | str, ...] = ()


class Solving(Frozen):
    """Solver options as written; see `SolveOptions` for their meaning."""

    algorithm: Literal["auto", "hipo", "ipx", "simplex"] = "auto"
    crossover: bool = False
    time_limit: float | None = Field(default=None, gt=0)
    memory_limit: float | None = Field(default=None, gt=0)
    threads: int | None = Field(default=None, ge=1)
    gap: float = Field(default=1e-4, ge=0)
    tolerance: float = Field(default=1e-6, gt=0)
    deterministic: bool = True


class Options(Frozen):
    """case.yaml after `extends` and the scenario were applied; `docs/tables.md` explains each key."""

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")
    title: str = ""
    description: str = ""
    money: str
    discount_rate: float = Field(default=0.05, ge=0, le=1)
    wacc: float = Field(default=0.05, ge=0, le=1)
    base_year: int = -1
    periods: tuple[Period, ...] = Field(min_length=1)
    clock: FullYear | TypicalDays | GivenDays = FullYear()
    year_hours: float | None = Field(default=None, gt=0)
    solve: SolveOptions = SolveOptions()
    report: Report = Report()
    gas_units: dict[str, str] = Field(default_factory=dict)
    scenarios: dict[str, list[dict[str, Any]]] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _defaults(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        data = dict(data)
        if isinstance(data.get("periods"), list):
            data["periods"] = _checked_periods(data["periods"])
            if data["periods"] and data.get("base_year") is None:
                data["base_year"] = data["periods"][0]["first_year"]
        if data.get("wacc") is None:
            data["wacc"] = data.get("discount_rate", 0.05)
        return data

    @field_validator("clock", mode="before")
    @classmethod
    def _one_clock(cls, value: Any) -> Any:
        kinds = {"full_year": FullYear, "typical_days": TypicalDays, "given_days": GivenDays}
        if not isinstance(value, dict):
            return value
        if len(value) != 1 or next(iter(value)) not in kinds:
            raise ValueError(f"exactly one of {', '.join(kinds)}")
        kind, settings = next(iter(value.items()))
        if not isinstance(settings, dict | None):
            raise ValueError(f"{kind} holds 'key: value' settings, not {settings}")
        return kinds[kind](**(settings or {}))

    @field_validator("solve", mode="before")
    @classmethod
    def _solve(cls, value: Any) -> Any:
        return SolveOptions(**Solving(**value).model_dump()) if isinstance(value, dict) else value

    @field_validator("periods")
    @classmethod
    def _in_order(cls, value: tuple[Period, ...]) -> tuple[Period, ...]:
        for a, b in pairwise(value):
            if a.first_year + a.years != b.first_year:
                raise ValueError(f"period {b.label} must start in {a.first_year + a.years}, when {a.label} ends")
        return value


def _checked_periods(given: list[Any]) -> list[dict[str, int]]:
    try:
        return _periods(given)
    except (TypeError, KeyError, ValueError):
        raise ValueError(f"a period is a year or {{label, first_year, years}}, not {given}") from None


def _periods(given: list[Any]) -> list[dict[str, int]]:
    """A plain year stands for the years up to the next one; the last is as long as the one before."""
    starts = [int(g["first_year"] if isinstance(g, dict) else g) for g in given]
    out = []
    for i, g in enumerate(given):
        gaps = [b - a for a, b in pairwise(starts)] or [1]
        length = gaps[min(i, len(gaps) - 1)]
        stated = g if isinstance(g, dict) else {}
        first = starts[i]
        extra = {k: v for k, v in stated.items() if k not in ("label", "first_year", "years")}
        out.append(
            {
                "label": int(stated.get("label", first)),
                "first_year": first,
                "years": int(stated.get("years", length)),
                **extra,
            }
        )
    return out
