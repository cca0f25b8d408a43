"""case.yaml: what, where and when, as frozen options."""

from __future__ import annotations

from dataclasses import asdict, replace
from itertools import pairwise
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from optimizer.case.option_problems import UnfitSettings, made, problems_of, unfit
from optimizer.case.text import did_you_mean, listed
from optimizer.compiled import SolveOptions
from optimizer.errors import CaseError
from optimizer.finance import Conventions
from optimizer.reading import limits
from optimizer.reading.names import unfit_name

CARBON_GAS = "CO2"  # what carbon becomes when burnt, unless the case says otherwise
MINUTE = 1 / 60  # hours


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FullYear(Frozen):
    """Every hour of the year in order, in steps of `step` hours."""

    step: float = Field(default=1.0, ge=MINUTE, le=8784)


class TypicalDays(Frozen):
    """`days` clustered days of `hours` steps each; `extremes` are kept besides."""

    days: int = Field(gt=0, le=366)
    hours: int = Field(default=24, gt=0, le=1440)
    extremes: tuple[str, ...] = ()
    method: Literal["hierarchical", "kmeans", "kmedoids", "kmaxoids", "averaging", "contiguous"] = "hierarchical"


class GivenDays(Frozen):
    """Days, steps and weights stand in days.csv and steps.csv."""


Clock = FullYear | TypicalDays | GivenDays


def _one_clock(value: Any) -> Any:
    """A clock from a mapping with one key, its kind."""
    kinds: dict[str, type[Frozen]] = {"full_year": FullYear, "typical_days": TypicalDays, "given_days": GivenDays}
    if isinstance(value, Frozen):
        return value
    given = list(value) if isinstance(value, dict) else [value]
    if len(given) != 1 or not isinstance(given[0], str) or given[0] not in kinds:
        hint = did_you_mean(str(given[0]), kinds) if len(given) == 1 else ""
        raise unfit("", f"names no clock{hint}", listed(map(str, given)), f"exactly one of {', '.join(kinds)}")
    try:
        return made(kinds[given[0]], (value[given[0]] if isinstance(value, dict) else None) or {})
    except UnfitSettings as error:
        raise UnfitSettings(replace(p, column=f"{given[0]}.{p.column}".rstrip(".")) for p in error.problems) from None


class Period(Frozen):
    """A label, a first year and a number of years; costs and flows of the label stand for all its years.

    `clock` is that of the case unless the period has its own.
    """

    label: int = Field(ge=-9999, le=9999)
    first_year: int = Field(ge=-9999, le=9999)
    years: int = Field(gt=0, le=1000)
    clock: Clock | None = None

    _clock = field_validator("clock", mode="before")(_one_clock)


class Report(Frozen):
    """What the report shows beyond the default."""

    dispatch_days: tuple[int | str, ...] = ()


class Regions(Frozen):
    """Regions of a run: merged by a column of regions.csv, and only some of them."""

    by: str = ""
    only: tuple[str, ...] = ()


class Scope(Frozen):
    """A named selection of emissions; an empty list selects all.

    Attributes:
        account: accounts that are added up; territorial alone by default.
        weights: of each gas, in tCO2e per tonne; without them the scope is of one gas.
    """

    gas: tuple[str, ...] = ()
    sector: tuple[str, ...] = ()
    stage: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    account: tuple[str, ...] = ("territorial",)
    weights: dict[str, float] = Field(default_factory=dict)

    @property
    def gases(self) -> tuple[str, ...]:
        """Gases that are named, in the list or by a weight."""
        return self.gas or tuple(self.weights)


class Solving(Frozen):
    """Solver options as written; see `SolveOptions` for their meaning."""

    algorithm: Literal["auto", "hipo", "hipo-split", "ipx", "simplex"] = "auto"
    crossover: bool = False
    time_limit: float | None = Field(default=None, gt=0)
    memory_limit: float | None = Field(default=None, gt=0)
    threads: int | None = Field(default=None, ge=1, le=1024)
    gap: float = Field(default=1e-4, ge=0)
    tolerance: float = Field(default=1e-6, gt=0)
    deterministic: bool = False


class Options(Frozen):
    """case.yaml after `extends` and the scenario were applied; `docs/tables.md` explains each key."""

    name: str
    title: str = ""
    description: str = ""
    money: str
    discount_rate: float = Field(default=0.05, ge=0, le=1)
    wacc: float = Field(default=0.05, ge=0, le=1)
    base_year: int = -1
    periods: tuple[Period, ...]
    clock: Clock = FullYear()
    year_hours: float | None = Field(default=None, gt=0, le=100_000)
    conventions: Conventions = Conventions()
    learning: Literal["pieces", "path"] = "pieces"
    solve: SolveOptions = SolveOptions()
    report: Report = Report()
    gas_units: dict[str, str] = Field(default_factory=dict)
    carbon_gas: str = CARBON_GAS
    scopes: dict[str, Scope] = Field(default_factory=dict)
    regions: Regions = Regions()
    scenarios: dict[str, list[dict[str, Any]]] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _defaults(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        data = dict(data)
        if "periods" in data and (not isinstance(data["periods"], list) or not data["periods"]):
            raise unfit("periods", "not a list of years", data["periods"], "[2030, 2040]")
        if isinstance(data.get("periods"), list):
            if len(data["periods"]) > limits.PERIODS:
                raise unfit("periods", "too many periods", len(data["periods"]), f"{limits.PERIODS} or fewer")
            data["periods"] = _checked_periods(data["periods"])
            if data["periods"] and data.get("base_year") is None:
                data["base_year"] = data["periods"][0]["first_year"]
        if data.get("wacc") is None:
            data["wacc"] = data.get("discount_rate", 0.05)
        return data

    _clock = field_validator("clock", mode="before")(_one_clock)

    @field_validator("solve", mode="before")
    @classmethod
    def _solve(cls, value: Any) -> Any:
        return value if isinstance(value, SolveOptions) else SolveOptions(**made(Solving, value).model_dump())

    @field_validator("regions", mode="before")
    @classmethod
    def _regions(cls, value: Any) -> Any:
        if value is None or isinstance(value, Regions):
            return value or Regions()
        given = {k: v for k, v in value.items() if v is not None} if isinstance(value, dict) else value
        return made(Regions, given)

    @field_validator("conventions", mode="before")
    @classmethod
    def _conventions(cls, value: Any) -> Any:
        conventions = value if isinstance(value, Conventions) else made(Conventions, value)
        if conventions.salvage != "none" and conventions.capital != "overnight":
            message = "an annuity leaves nothing to salvage: it is paid in the years of the horizon alone"
            raise unfit("salvage", message, conventions.salvage, "none, or capital: overnight")
        return conventions

    @field_validator("name")
    @classmethod
    def _folder_name(cls, value: str) -> str:
        message, allowed = unfit_name(value)
        if message:
            raise unfit("", message, value, allowed)
        return value

    @field_validator("scenarios")
    @classmethod
    def _folder_names(cls, value: dict[str, Any]) -> dict[str, Any]:
        for name in value:
            message, allowed = unfit_name(name)
            if message:
                raise unfit("", f"{message}, which a scenario needs", name, allowed)
        return value

    @property
    def clocks(self) -> dict[int, Clock]:
        """How each period is divided."""
        return {p.label: self.clock if p.clock is None else p.clock for p in self.periods}

    @property
    def given_days(self) -> bool:
        """Whether days and steps are given in tables (in all periods or in none)."""
        return isinstance(self.clocks[self.periods[0].label], GivenDays)

    @model_validator(mode="after")
    def _one_way_to_profiles(self) -> Options:
        if len({isinstance(c, GivenDays) for c in self.clocks.values()}) > 1:
            raise ValueError("either all periods have given days or none: profiles.csv cannot serve both")
        return self

    @field_validator("periods")
    @classmethod
    def _in_order(cls, value: tuple[Period, ...]) -> tuple[Period, ...]:
        for a, b in pairwise(value):
            if b.label <= a.label:
                raise ValueError(f"the label of period {b.label} must be later than {a.label}")
            if a.first_year + a.years != b.first_year:
                raise ValueError(f"period {b.label} must start in {a.first_year + a.years}, when {a.label} ends")
        return value


def changed_options(options: SolveOptions, changes: dict[str, Any]) -> SolveOptions:
    """Solver options with some of them changed from the command line.

    Raises:
        CaseError: a change is out of range.
    """
    try:
        return SolveOptions(**Solving(**{**asdict(options), **changes}).model_dump())
    except ValidationError as error:
        raise CaseError(
            replace(p, file="command line", column="--" + p.column.replace("_", "-"))
            for p in problems_of(error, Solving)
        ) from None


def _checked_periods(given: list[Any]) -> list[dict[str, int]]:
    try:
        return _periods(given)
    except UnfitSettings:
        raise
    except (TypeError, KeyError, ValueError, OverflowError):
        allowed = "years, or {label, first_year, years}"
        raise unfit("periods", "a period is a year", listed(given), allowed) from None


def _periods(given: list[Any]) -> list[dict[str, int]]:
    """A plain year stands for the years up to the next one; the last is as long as the one before."""
    starts = [int(g["first_year"] if isinstance(g, dict) else g) for g in given]
    if any(b <= a for a, b in pairwise(starts)):
        raise unfit("periods", "each period must start after the one before", listed(given))
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
