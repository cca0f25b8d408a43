"""Emissions, limits, targets and reserves of an OSeMOSYS model, as rows of the policy table."""

from __future__ import annotations

from optimizer.case.otoole.model import NO_LIMIT, Key, Model, Rows
from optimizer.errors import CaseError, Problem

POLICY = (
    "id",
    "kind",
    "quantity",
    "carrier",
    "technology",
    "relative_to",
    "gas",
    "time",
    "sense",
    "year",
    "value",
    "unit",
)


def _policy(out: Rows, **cells: object) -> None:
    out["policies"].append([cells.get(name, "") for name in POLICY])


def emissions(m: Model, out: Rows, names: dict[Key, str]) -> None:
    """Factors of use, prices and limits of what is emitted; emissions from outside the model lower the limits."""
    values = m.values("EmissionActivityRatio", "TECHNOLOGY", "EMISSION", "MODE_OF_OPERATION", "YEAR")
    for (technology, gas, mode, year), value in values.items():
        out["emissions"].append(["activity", names[technology, mode], gas, year, value, "Mt/PJ"])
    emitted = {gas for _, gas, *_ in values}
    for (gas, year), value in m.values("EmissionsPenalty", "EMISSION", "YEAR").items():
        if gas in emitted:
            _policy(out, id=f"penalty_{gas}", kind="price", gas=gas, year=year, value=value, unit="MUSD_2000/Mt")
    outside = m.values("AnnualExogenousEmission", "EMISSION", "YEAR")
    for gas, by_year in m.limits("AnnualEmissionLimit", "EMISSION", "YEAR").items():
        for (year,), value in by_year.items() if gas in emitted else ():
            left = value - outside.get((gas, year), 0.0)
            _policy(out, id=f"limit_{gas}", kind="cap", gas=gas, year=year, value=left, unit="Mt/year")
    for gas, of_all in m.limits("ModelPeriodEmissionLimit", "EMISSION").items():
        elsewhere = sum(v for (g, _), v in outside.items() if g == gas)
        elsewhere += m.values("ModelPeriodExogenousEmission", "EMISSION").get((gas,), 0.0)
        left = of_all[()] - elsewhere
        if gas in emitted:
            _policy(out, id=f"budget_{gas}", kind="cap", gas=gas, time="cumulative", value=left, unit="Mt")


def activity_limits(m: Model, out: Rows, names: dict[Key, str]) -> None:
    """Limits on what all modes of a technology do in a year, or in all years together."""
    for way, sense in (("Upper", "<="), ("Lower", ">=")):
        yearly = m.values(f"TotalTechnologyAnnualActivity{way}Limit", "TECHNOLOGY", "YEAR")
        in_all = m.values(f"TotalTechnologyModelPeriodActivity{way}Limit", "TECHNOLOGY")
        for technology in dict.fromkeys(k for k, _ in names):
            modes = ";".join(name for (k, _), name in names.items() if k == technology)
            row = {"kind": "cap", "quantity": "activity", "technology": modes, "sense": sense}
            mine = {y: v for (k, y), v in yearly.items() if k == technology}
            if any(_limits(sense, v) for v in mine.values()):
                for year, value in mine.items():
                    most = value if _limits(sense, value) or sense == ">=" else NO_LIMIT
                    _policy(out, **row, id=f"{way.lower()}_{technology}", year=year, value=most, unit="PJ/year")
            if _limits(sense, in_all.get((technology,), -1.0)):
                name, value = f"{way.lower()}_ever_{technology}", in_all[technology,]
                _policy(out, **row, id=name, time="cumulative", value=value, unit="PJ")


def _limits(sense: str, value: float) -> bool:
    """Whether a number is a limit: a missing one is written as a large or negative number, a floor also as zero."""
    return 0 <= value < NO_LIMIT if sense == "<=" else value > 0


def targets(m: Model, out: Rows, names: dict[Key, str]) -> None:
    """Tagged technologies make at least a share of a tagged fuel.

    Raises:
        CaseError: several fuels are tagged, or a tag is not one in every year.
    """
    target = {y: v for (y,), v in m.values("REMinProductionTarget", "YEAR").items()}
    if not any(target.values()):
        return
    fuel, makers = (_tagged(m, tag, of) for tag, of in (("RETagFuel", "FUEL"), ("RETagTechnology", "TECHNOLOGY")))
    if len(fuel) != 1:
        raise CaseError([Problem("a target of one fuel can be read", "RETagFuel.csv", found=", ".join(fuel))])
    modes = ";".join(name for (k, _), name in names.items() if k in makers)
    for year, value in target.items():
        row = {"kind": "share", "quantity": "output", "carrier": fuel[0], "technology": modes, "relative_to": "all"}
        _policy(out, **row, id="renewable_target", sense=">=", year=year, value=value, unit="1")


def reserve(m: Model, out: Rows) -> None:
    """The reserve margin on the production of the tagged fuels."""
    margin = {y: v for (y,), v in m.values("ReserveMargin", "YEAR").items()}
    fuels = _tagged(m, "ReserveMarginTagFuel", "FUEL") if margin else []
    firm = ";".join(_tagged(m, "ReserveMarginTagTechnology", "TECHNOLOGY")) if fuels else ""
    for fuel in fuels:
        for year, value in margin.items():
            row = {"kind": "reserve_margin", "carrier": fuel, "technology": firm, "relative_to": "production"}
            _policy(out, **row, id=f"reserve_{fuel}", year=year, value=value - 1.0, unit="1")


def _tagged(m: Model, name: str, column: str) -> list[str]:
    """Labels with a tag of one in every year."""
    tags = m.values(name, column, "YEAR")
    labels = list(dict.fromkeys(label for (label, _), tag in tags.items() if tag))
    odd = [k for k in labels for y in m.years if tags.get((k, str(y)), 0.0) != 1.0]
    if odd:
        message = "a tag other than one in every year cannot be read"
        raise CaseError(Problem(message, f"{name}.csv", found=k) for k in dict.fromkeys(odd))
    return labels
