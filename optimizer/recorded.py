"""What run.json says of a run that is to be made again, and what is no longer as it was then: inputs, versions, files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from optimizer.case.read import read_raw
from optimizer.errors import CaseError, Problem
from optimizer.files import digest
from optimizer.reading.files import json_of
from optimizer.record import PLAN, changed_files, versions
from optimizer.verified import RECORD

PARTS = ("options", "versions", "files")
"""What a record tells by name, beside the case."""
OF_SOLVER = ("deterministic", "threads")
"""Options of the solver by which a run is made again."""


@dataclass(frozen=True)
class Recorded:
    """The record of a run.

    Attributes:
        folder: of its results.
        facts: all of run.json.
        case: where its case is now.
    """

    folder: Path
    facts: dict[str, Any]
    case: Path

    @property
    def options(self) -> dict[str, Any]:
        """Options of the command line, and the threads that were in fact used."""
        solver = self.facts["options"]
        sure = {"deterministic": True} if solver["deterministic"] else {}
        return {**self.facts["command"]["options"], **sure, "threads": solver["threads"]}

    @property
    def at(self) -> str:
        """Folder of the results below that of all results."""
        return str(self.facts["command"]["at"])

    @property
    def deterministic(self) -> bool:
        """Whether the run promised the same bytes."""
        return bool(self.facts["options"]["deterministic"])

    def changed_inputs(self) -> list[Problem]:
        """Files of the case that are not as they were."""
        then, now = dict(self.facts["case"].get("hashes", {})), dict(read_raw(self.case).hashes)
        plan = self.options.get("fix")
        for name in [n for n in then if n.startswith(PLAN)]:
            file = Path(str(plan)) / name.removeprefix(PLAN) if Path(str(plan)).is_dir() else Path(str(plan))
            if file.is_file():
                now[name] = digest(file)
        return changed_files(then, now)

    def changed_versions(self) -> list[str]:
        """Sentences about what runs now and is another version than then."""
        then, now = self.facts["versions"], versions()
        return [f"{n}: {then.get(n, 'not told')}, now {now[n]}" for n in now if then.get(n) != now[n]]

    def changed_files(self) -> list[str]:
        """Results that are not as the run wrote them."""
        then = dict(self.facts["files"])
        return [n for n in then if not (self.folder / n).is_file() or digest(self.folder / n) != then[n]]


def case_of(results: Path, hashes: Mapping[str, str]) -> Path | None:
    """Where run.json beside an answer says that its case was, for a deterministic answer does not say it itself.

    Args:
        results: folder of the run, or a file in it.
        hashes: of the files that the answer was made from.

    Raises:
        CaseError: run.json cannot be read, or is of another answer.
    """
    file = (results if results.is_dir() else results.parent) / RECORD
    if not file.is_file():
        return None
    known = json_of(file, str(file)).get("case")
    if not isinstance(known, dict) or known.get("hashes") != dict(hashes):
        allowed = "the results of one run, or --case FOLDER"
        raise CaseError([Problem(f"{RECORD} is not of the answer beside it", str(file), allowed=allowed)])
    return Path(str(known["path"])) if known.get("path") else None


def recorded(results: Path, case: Path | None = None) -> Recorded:
    """The record of a run.

    Args:
        results: folder of the run, or a file in it.
        case: where the case is now; None for where it was.

    Raises:
        CaseError: there is no record of a certified run of `h2opt run`, or its case is no longer there.
    """
    folder = results if results.is_dir() else results.parent
    file = folder / RECORD
    allowed, unreadable = f"the folder of a finished run, with {RECORD}", "no record of a run that can be read"
    try:
        facts = json_of(file, str(file))
        status, command = facts["status"], facts.get("command")
        place = Path(facts["case"].get("path", "")) if case is None else case
        hashes = dict(facts["case"].get("hashes", {}))
    except CaseError as error:
        raise CaseError(
            replace(p, message=f"{unreadable}: {p.message}", allowed=allowed) for p in error.problems
        ) from None
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CaseError([Problem(f"{unreadable}: {error!r}", str(file), allowed=allowed)]) from None
    if status not in ("certified", "certified-with-shortage"):
        raise CaseError([Problem("the run has no answer", str(file), found=str(status), allowed="run it again")])
    lost = [part for part in PARTS if not isinstance(facts.get(part), dict)]
    lost += [f"options.{name}" for name in OF_SOLVER if "options" not in lost and name not in facts["options"]]
    lost += [f"hash of {name}" for name, found in hashes.items() if not isinstance(found, str)]
    if lost:
        raise CaseError([Problem(f"{unreadable}: it has no {', '.join(lost)}", str(file), allowed=allowed)])
    if not isinstance(command, dict) or not isinstance(command.get("options"), dict) or "at" not in command:
        message = "the record does not tell the options of the run"
        raise CaseError([Problem(message, str(file), allowed="results of h2opt run, of this version")])
    if not place.exists():
        raise CaseError([Problem("the case is no longer there", str(place), allowed="--case FOLDER: where it is now")])
    return Recorded(folder, facts, place)
