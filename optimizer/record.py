"""What a run knows about itself: the facts that are kept beside the answer, and the sentences its reader must see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from optimizer.case.iamc import name_rows
from optimizer.case.model import Case
from optimizer.case.plausible import plausible_rows
from optimizer.case.standards import standard_rows
from optimizer.case.used import inputs_used
from optimizer.certificate.arrays import Certificate
from optimizer.certificate.physics import annual, numbers, solved_families
from optimizer.compiled import Compiled, RawSolution
from optimizer.errors import Problem
from optimizer.inputs import Inputs
from optimizer.learned import learned, learned_notes
from optimizer.solution import PAID, UNMET
from optimizer.solve import Range, ranges, threads, warnings

SHORTAGE = 1e-6  # share of demand that may stay unmet, or of a limit that may be exceeded, without a word
PACKAGES = (
    "hydrogen-transition-optimizer", "pyomo", "highspy", "highspy-extras", "numpy", "scipy", "pandas", "xarray", "netCDF4", "pint",
    "tsam", "XlsxWriter",
)  # fmt: skip
PLAN = "plan "
"""Before the name of the file of `--fix` in the hashes of a run."""
SHORT = 12
"""Digits of a hash that are told."""
SOURCES = (".py", ".csv", ".txt")
OF_INTEGERS = "prices are those of the linear problem with the integers fixed: what one unit more costs without another unit being built"


def carrier_units(case: Case) -> dict[str, str]:
    """Unit of each carrier."""
    carriers = case.tables["carriers"]
    return dict(zip(map(str, carriers["carrier"]), map(str, carriers["unit"]), strict=True))


def shortage_of(inputs: Inputs, compiled: Compiled, raw: RawSolution) -> list[str]:
    """Sentences about demand left unmet and limits exceeded."""
    solved = solved_families(compiled, raw.values)
    units = carrier_units(inputs.case)
    demand = numbers(inputs.values["demand"])
    notes = []
    for (c, r, y), clock, rate in solved["unmet"].rows():
        missing, wanted = annual(rate, clock), annual(demand[c, r, y], clock)
        if missing > SHORTAGE * wanted:
            amount = f"{missing:.4g} {units[str(c)]}/year"
            notes.append(f"{amount} of {c} in {r} ({y}) stay unmet, {missing / wanted:.2%} {UNMET}")
    counted = inputs.case.tables["policies"].drop_duplicates("id").set_index("id")["counted_unit"]
    limits, floors = numbers(inputs.values["policy_limit"]), set(inputs.indexes["floors"].tuples())
    for label, _, value in solved["overshoot"].rows():
        if value[0] > SHORTAGE * (1 + abs(limits[label][0])):
            done, amount = "missed" if label in floors else "exceeded", f"{value[0]:.4g} {counted[label[0]]}"
            notes.append(f"policy {label[0]} is {done} by {amount} in {label[2]} ({label[1]}){PAID}")
    return notes


def facts(
    case: Case,
    inputs: Inputs,
    compiled: Compiled,
    raw: RawSolution,
    certificate: Certificate,
    seconds: Mapping[str, float],
    extended: bool,
) -> dict[str, Any]:
    """What is kept beside an answer, as plain JSON values (`Solution.meta`)."""
    from datetime import UTC, datetime

    shortage, entries = shortage_of(inputs, compiled, raw), learned(inputs, solved_families(compiled, raw.values))
    spans = ranges(compiled)
    return {
        **_of_case(case),
        "status": "certified-with-shortage" if shortage else "certified",
        "objective": raw.objective,
        "certificate": [
            {"name": m.name, "value": float(m.value), "limit": float(m.limit), "where": m.where}
            for m in certificate.measures
        ],
        **_of_solve(compiled, raw, spans),
        "options": {**asdict(case.options.solve), "threads": case.options.solve.threads or threads()},
        "seconds": dict(seconds),
        "notes": [
            *inputs.notes,
            *learned_notes(inputs, entries),
            *shortage,
            *warnings(compiled, spans),
            *([OF_INTEGERS] if compiled.integer.any() else []),
        ],
        "learning": entries,
        "extended": extended,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _of_case(case: Case) -> dict[str, Any]:
    """What the answer is of: the case, its numbers with their sources, and the names that readers know."""
    options = case.options
    return {
        "case": {
            "name": options.name,
            "title": options.title,
            "description": options.description,
            "scenario": case.scenario,
            "hashes": dict(case.hashes),
            "path": str(case.path.resolve()),
            "policies": policies_on(case),
            "regions": regions_of(case),
        },
        "money": options.money,
        "base_year": options.base_year,
        "discount_rate": options.discount_rate,
        "carrier_units": carrier_units(case),
        "carrier_names": dict(case.tables["carriers"][["carrier", "name"]].itertuples(index=False, name=None)),
        "carrier_colors": {c: k for c, k in case.tables["carriers"][["carrier", "color"]].itertuples(index=False) if k},
        "region_names": region_names(case),
        "region_places": region_places(case),
        "sunk_capital": sunk_capital(case),
        "scopes": [{"name": name, **scope.model_dump(mode="json")} for name, scope in options.scopes.items()],
        "sources": _rows(case, "sources", ("key", "title", "address", "licence", "note")),
        "inputs_used": inputs_used(case),
        "plausible": plausible_rows(case.tables["plausible"]),
        "changes": [change._asdict() for change in case.changes],
        "iamc": name_rows(case.tables["iamc"]),
        "standards": standard_rows(case.tables["standards"]),
        "dispatch_days": list(options.report.dispatch_days),
    }


def _of_solve(compiled: Compiled, raw: RawSolution, spans: Sequence[Range]) -> dict[str, Any]:
    """How the answer was found, and with what."""
    return {
        "numerics": {"ranges": [asdict(r) for r in spans], "rescaled": bool(raw.info.get("rescaled"))},
        "size": {"rows": compiled.shape[0], "columns": compiled.shape[1], "nonzeros": int(compiled.matrix.nnz)},
        "solver": {
            "algorithm": raw.algorithm,
            "seconds": raw.seconds,
            "processor_seconds": raw.info.get("processor_seconds", 0.0),
            "iterations": raw.iterations,
            "attempts": list(raw.attempts),
            "basic": raw.basic,
        },
        "versions": dict(versions()),
    }


@cache
def versions() -> Mapping[str, str]:
    """Of this package and those that its figures pass through, of Python and of the system; `code` is the hash of our own files."""
    import platform
    from importlib.metadata import version

    system = {"python": platform.python_version(), "system": f"{platform.system()} {platform.machine()}"}
    return {**{name: version(name) for name in PACKAGES}, **system, "code": code()}


@cache
def code(without: tuple[str, ...] = ()) -> str:
    """Hash of our files but for some folders, as short as tells two apart: between two versions there are many states."""
    import hashlib

    home, found = Path(__file__).parent, hashlib.sha256()
    for file in sorted(f for f in home.rglob("*") if f.suffix in SOURCES):
        if file.relative_to(home).parts[0] not in without:
            found.update(file.relative_to(home).as_posix().encode())
            found.update(file.read_bytes().replace(b"\r\n", b"\n"))
    return found.hexdigest()[:16]


def changed_files(then: Mapping[str, str], now: Mapping[str, str]) -> list[Problem]:
    """Files that a run was made from and that are not as they were, by their hashes then and now."""
    changed = [
        Problem("the file is not that of the run", n, found=f"hash {now[n][:SHORT]}", allowed=f"hash {then[n][:SHORT]}")
        for n in sorted({*then} & {*now})
        if then[n] != now[n]
    ]
    gone = [Problem("the file was there when the case was run, and is missing", n) for n in sorted({*then} - {*now})]
    new = [Problem("the file was not there when the case was run", n) for n in sorted({*now} - {*then})]
    return [*changed, *gone, *new]


def policies_on(case: Case) -> list[str]:
    """Policies that hold."""
    rows = case.tables["policies"]
    return list(dict.fromkeys(str(p) for p, on in zip(rows["id"], rows["on"], strict=True) if on))


def regions_of(case: Case) -> dict[str, Any]:
    """The regions of the run, with their members where they were merged."""
    asked, regions = case.options.regions, [str(r) for r in case.tables["regions"]["region"]]
    return {"by": asked.by, "only": list(asked.only), "members": {r: list(case.members.get(r, (r,))) for r in regions}}


def region_names(case: Case) -> dict[str, str]:
    """What readers call the regions, those that have a name of their own."""
    named = case.tables["regions"][["region", "name"]].itertuples(index=False, name=None)
    return {str(r): str(n) for r, n in named if n == n and str(n).strip() and str(n) != str(r)}


def region_places(case: Case) -> dict[str, tuple[float, float]]:
    """Latitude and longitude of the regions that state both [degrees]; merged ones lie in the middle of their members."""
    stated = case.tables["regions"][["region", "latitude", "longitude"]].dropna().itertuples(index=False, name=None)
    return {str(r): (float(north), float(east)) for r, north, east in stated}


def sunk_capital(case: Case) -> list[str]:
    """Technologies of which existing plant pays no capital, though plant of theirs costs some."""
    priced = case.tables["parameters"]
    dear = set(priced.loc[(priced["parameter"] == "capital_cost") & (priced["value"] > 0), "technology"])
    learnt = case.tables["learning"]
    dear |= set(learnt.loc[learnt["quantity"] == "content", "technology"])
    rows = case.tables["existing_capacity"]
    return sorted({str(k) for k in rows.loc[rows["pays"] != "capital", "technology"] if k in dear})


def _rows(case: Case, table: str, columns: tuple[str, ...]) -> list[dict[str, Any]]:
    frame = case.tables[table]
    return [dict(zip(columns, row, strict=True)) for row in frame[[*columns]].itertuples(index=False, name=None)]
