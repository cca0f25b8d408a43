"""The study file: which case, which axes, which design. Read as a whole; what is wrong is listed, not raised one by one."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from optimizer.case.text import did_you_mean
from optimizer.errors import CaseError, Problem
from optimizer.reading import limits
from optimizer.reading.files import content
from optimizer.reading.names import ALLOWED, unfit_name
from optimizer.reading.plain_yaml import yaml_of
from optimizer.study.sweeps.axis import Axis, axis

DESIGNS = {
    "one_at_a_time": "each value of each axis, the others as in the case (tornado)",
    "full_grid": "every value of every axis with every other",
    "latin_hypercube": "samples, each axis in as many layers",
    "monte_carlo": "samples drawn at random",
    "sobol": "samples for variance-based indices (SALib)",
    "morris": "trajectories for elementary effects (SALib)",
    "table": "changes listed run by run in a table",
}
SAMPLED = ("latin_hypercube", "monte_carlo", "sobol", "morris")
FROM_SALIB = ("sobol", "morris")
WORDS = (
    "case", "scenario", "name", "title", "description", "design", "axes", "runs", "samples", "seed", "levels",
    "second_order", "check", "algorithm", "time_limit",
)  # fmt: skip
TEXTS = ("name", "scenario", "title", "description", "algorithm")
ANY = "one_at_a_time"
"""The design that asks least of its axes. Where the design is not known they are looked at as its own, so that all is told at once."""
BALANCED = 128
"""Base samples of `sobol` where none are stated."""
Numbers = Mapping[str, tuple[type | tuple[type, ...], float, float, str]]
NUMBERS: Numbers = {
    "samples": (int, 2, 10**6, "a whole number from 2 to 1,000,000"),
    "seed": (int, 0, 2**32 - 1, "a whole number from 0"),
    "levels": (int, 2, 100, "an even number from 2"),
    "check": ((int, float), 0.0, 1.0, "a share of the points, 0 to 1"),
    "time_limit": ((int, float), 0.0, float("inf"), "seconds"),
}


@dataclass(frozen=True)
class Spec:
    """A study as its file states it.

    Attributes:
        home: folder that relative paths start from.
        case: folder or workbook; scenario: what the study starts from, None for the base.
        runs: the table of a design `table`.
        samples: of a sampled design (trajectories of morris, base samples of sobol: a power of 2). seed: of what is drawn.
        levels: of morris. second_order: whether sobol draws for pairs of axes too.
        check: share of the points solved from a basis that are solved again cold, and compared.
        algorithm, time_limit: of each point; as in the case where not stated.
    """

    home: Path
    case: Path
    name: str
    design: str
    axes: tuple[Axis, ...] = ()
    scenario: str | None = None
    title: str = ""
    description: str = ""
    runs: Path | None = None
    samples: int = 100
    seed: int = 1
    levels: int = 4
    second_order: bool = False
    check: float = 0.05
    algorithm: str | None = None
    time_limit: float | None = None
    file: str = "study"


@dataclass
class Problems:
    """What is wrong with a study file."""

    file: str
    found: list[Problem] = field(default_factory=list)

    def tell(self, message: str, at: str = "", found: Any = "", allowed: str = "") -> None:
        """Add a problem."""
        told = "empty" if found is None else str(found)
        self.found.append(Problem(message, self.file, column=at, found=told, allowed=allowed))

    def tell_row(self, message: str, file: str, row: Any, column: str, found: Any, allowed: str) -> None:
        """Add a problem of a cell of the table of runs."""
        self.found.append(Problem(message, file, row=int(row), column=column, found=str(found), allowed=allowed))

    def done(self) -> None:
        """Raise what was found.

        Raises:
            CaseError: something was.
        """
        if self.found:
            raise CaseError(dict.fromkeys(self.found), of="study")


def read_spec(path: Path) -> tuple[Spec | None, Problems]:
    """A study file, and what is wrong with it.

    Raises:
        CaseError: it is no file, or no YAML.
    """
    if not path.exists():
        raise CaseError([Problem("no such study", str(path), allowed="a file such as study.yaml")], of="study")
    try:
        stated = yaml_of(content(path, path.name, limits.YAML), path.name)
    except CaseError as error:
        raise CaseError(error.problems, of="study") from None
    return spec_of(stated, path.parent, path.stem, path.name)


def spec_of(stated: Mapping[str, Any], home: Path, name: str, file: str) -> tuple[Spec | None, Problems]:
    """A study as a mapping, and what is wrong with it; no spec where nothing can be made of it."""
    problems = Problems(file)
    tell = problems.tell
    for word in stated:
        if word not in WORDS:
            tell(f"unknown word{did_you_mean(str(word), WORDS)}", str(word), allowed=", ".join(WORDS))
    for word in (w for w in TEXTS if not _is_text(stated.get(w))):
        tell("not a text", word, stated[word], "a text")
    named = str(stated.get("name") or name)
    message, allowed = unfit_name(named)
    if message and _is_text(stated.get("name")):
        tell(f"{message}, which a study needs", "name", named, allowed)
    design = str(stated.get("design", ""))
    if design not in DESIGNS:
        tell(f"no design '{design}'{did_you_mean(design, DESIGNS)}" if design else "a study has a design", "design",
             allowed=", ".join(DESIGNS))  # fmt: skip
    if not isinstance(stated.get("case"), str):
        tell("a study has a case", "case", stated.get("case", ""), "a folder with case.yaml, or a workbook")
    facts = {word: _number(stated[word], word, tell) for word in NUMBERS if word in stated}
    axes = _axes(stated, design, tell)
    if design == "table" and not isinstance(stated.get("runs"), str):
        tell("a design of listed runs names its table", "runs", stated.get("runs", ""), "runs.csv")
    if "runs" in stated and design not in ("table", ""):
        tell("only a design of listed runs has a table of them", "runs", stated["runs"], "design: table")
    if not isinstance(stated.get("second_order", False), bool):
        tell("neither true nor false", "second_order", stated["second_order"], "true, false")
    if isinstance(facts.get("levels"), int) and int(facts["levels"] or 0) % 2:
        tell("not an even number", "levels", facts["levels"], "an even number from 2")
    if design == "sobol":
        samples = facts.setdefault("samples", BALANCED)
        if isinstance(samples, int) and samples & (samples - 1):
            tell(
                "not a power of 2, without which a Sobol sequence is not balanced",
                "samples",
                samples,
                "64, 128, 256 ...",
            )
    if not isinstance(stated.get("case"), str):
        return None, problems
    told = {w: str(stated[w]) for w in TEXTS if w != "name" and stated.get(w) is not None and _is_text(stated[w])}
    runs = home / str(stated["runs"]) if isinstance(stated.get("runs"), str) else None
    known: dict[str, Any] = {**{k: v for k, v in facts.items() if v is not None}, **told}
    looked = design if design in DESIGNS else "table" if runs is not None and not axes else ANY
    spec = Spec(home, home / stated["case"], named, looked, axes, runs=runs, file=file,
                second_order=stated.get("second_order") is True, **known)  # fmt: skip
    return spec, problems


def _axes(stated: Mapping[str, Any], design: str, tell: Any) -> tuple[Axis, ...]:
    """The axes that could be read."""
    given = stated.get("axes")
    if design == "table":
        if given:
            tell("listed runs have no axes: their table says what changes", "axes", "", "runs")
        return ()
    if design not in DESIGNS and not given and "runs" in stated:
        return ()  # it was to be a table
    if not isinstance(given, Mapping) or not given:
        tell("a study has axes", "axes", "" if given is None else given, "name: {path, values}")
        return ()
    read = tuple(a for name, of in given.items() if (a := axis(str(name), of, tell)) is not None)
    for a in read if design in ("full_grid", "one_at_a_time") else ():
        for value in (v for v, count in Counter((type(v) is bool, v) for v in a.values).items() if count > 1):
            tell("listed twice, which would be one point", f"axes.{a.name}", value[1], "each value once")
    for a in read if design == "one_at_a_time" else ():
        _named(a, tell)
    if design == "full_grid":
        for a in read:
            if a.drawn is not None:
                tell("a grid needs listed values", f"axes.{a.name}", a.drawn.form, "[1, 2, ...]")
    return read


def _named(a: Axis, tell: Any) -> None:
    """Whether the points of an axis can be files: their names are made of its name and its values."""
    for value in a.few:
        message, allowed = unfit_name(a.point(value))
        if message:
            allowed = (
                "a name of the axis that begins with a letter, a digit or an underscore"
                if allowed == ALLOWED
                else allowed
            )
            tell(
                f"{message}, which a point needs: it is made of the axis and the value",
                f"axes.{a.name}",
                f"{a.name}: {value}",
                allowed,
            )
            return


def _is_text(value: Any) -> bool:
    """Whether a word of the file is a text, or none; a number is one too, as a year that is a title."""
    return value is None or (isinstance(value, str | int | float) and not isinstance(value, bool))


def _number(value: Any, word: str, tell: Any) -> Any:
    kind, low, high, allowed = NUMBERS[word]
    number = float(value) if isinstance(value, kind) and not isinstance(value, bool) else math.nan  # type: ignore[arg-type]
    if not low <= number <= high:
        tell("out of range" if isinstance(value, int | float) else "not a number", word, value, allowed)
        return None
    return value
