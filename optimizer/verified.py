"""Whether an answer is the one that a run wrote: the hash at the end of its file, and the one that the record beside it holds.

Of a run the record is run.json; of a point of a study it is NAME.json beside NAME.nc. An answer that its record does not name is
read all the same, for a file may be saved and sent alone; but it is then told, wherever its status stands, that nothing shows it
to be the answer of a run that was certified.
"""

from __future__ import annotations

from pathlib import Path

from optimizer.errors import CaseError, Problem
from optimizer.netcdf import hashes
from optimizer.reading.files import json_of

FILE, RECORD = "solution.nc", "run.json"
UNVERIFIED = "not verified"
"""Status of an answer that may not be that of a run."""


def record_of(file: Path) -> Path:
    """Where the record of an answer is: the hashes of what a run wrote.

    >>> record_of(Path("results/demo/base/solution.nc")).as_posix()
    'results/demo/base/run.json'
    """
    own = file.with_suffix(".json")
    return own if file.name != FILE and own.is_file() else file.parent / RECORD


def doubt(file: Path) -> str:
    """Why it cannot be verified that a file is the answer of a run, in a sentence; nothing where it is.

    Raises:
        CaseError: it is damaged, or was changed after the run.
    """
    whole, digest = hashes(file)
    if whole is False:
        raise _changed("the file is damaged: it is not as it was written (its hash is another)", file)
    record = record_of(file)
    why, written = _written(record, file.name)
    if not why and written != digest:
        if whole is None:
            message = f"the file was changed after the run: {record.name} beside it holds another hash of it"
            raise _changed(message, file)
        why = f"{record.name} beside it holds the hash of another {file.name}"
    own = "it is as it was saved, by the hash at its end" if whole else "it has no hash of its own at its end either"
    return f"{file.name} cannot be verified to be the certified answer of a run: {why}; {own}" if why else ""


def _written(record: Path, name: str) -> tuple[str, str]:
    """Why a record does not tell the hash of a file, or nothing; and the hash."""
    if not record.is_file():
        return f"{record.name} is missing beside it", ""
    try:
        files = json_of(record, record.name).get("files")
    except CaseError:
        return f"{record.name} beside it is damaged", ""
    written = files.get(name) if isinstance(files, dict) else None
    return ("", written) if isinstance(written, str) else (f"{record.name} beside it does not name it", "")


def _changed(message: str, file: Path) -> CaseError:
    return CaseError([Problem(message, str(file), allowed="a copy that is whole, or run the case again")], "results")
