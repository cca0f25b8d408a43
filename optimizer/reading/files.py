"""The bytes of a file, if it is one and is not too large."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from pathlib import Path
from typing import Any

from optimizer.errors import CaseError, Problem
from optimizer.reading import limits


def content(file: Path, name: str, most: int = limits.FILE) -> bytes:
    """What a file holds.

    Args:
        name: what it is called in messages. most: bytes it may hold.

    Raises:
        CaseError: it is no file of bytes (a folder, a pipe, a device), cannot be read, or is too large.
    """
    try:
        if not file.is_file():
            missing = not file.exists()
            raise CaseError([Problem("no such file" if missing else "not a plain file", name, allowed="a file")])
        size = file.stat().st_size
        if size > most:
            raise too_large(name, size, most)
        with file.open("rb") as stream:
            held = stream.read(most + 1)  # it may grow, or say nothing of its size
    except (OSError, ValueError) as error:  # a name with a NUL is a ValueError
        if isinstance(error, CaseError):
            raise
        raise CaseError([Problem(f"cannot be read: {getattr(error, 'strerror', None) or error}", name)]) from None
    if len(held) > most:
        raise too_large(name, len(held), most)
    return held


def too_large(name: str, size: float, most: int, what: str = "file") -> CaseError:
    """The refusal of a file of more bytes than it may hold."""
    message = f"{what} is too large"
    return CaseError(
        [Problem(message, name, found=f"{size / limits.MIB:.1f} MiB", allowed=f"{most / limits.MIB:g} MiB")]
    )


def unpacked(packed: bytes, name: str, most: int = limits.FILE) -> bytes:
    """What a gzip file holds; unpacking stops where it is too much.

    Raises:
        CaseError: it is none, or holds more than it may.
    """
    try:
        with gzip.open(io.BytesIO(packed)) as stream:
            out = stream.read(most + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise CaseError([Problem(f"not a gzip file: {error}", name)]) from None
    if len(out) > most:
        message, limit = "file is too large when it is unpacked", f"{most / limits.MIB:g} MiB"
        raise CaseError([Problem(message, name, found=f"over {limit}", allowed=limit)])
    return out


def json_of(file: Path, name: str) -> dict[str, Any]:
    """The mapping that a JSON file holds.

    Raises:
        CaseError: it cannot be read, or holds something else.
    """
    try:
        found = json.loads(content(file, name).decode("utf-8"))
    except (ValueError, RecursionError) as error:
        if isinstance(error, CaseError):
            raise
        raise CaseError([Problem(f"not readable JSON: {error}", name)]) from None
    if not isinstance(found, dict):
        raise CaseError([Problem("not a mapping", name)])
    return found
