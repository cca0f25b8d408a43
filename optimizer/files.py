"""Files appear whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def whole(target: Path) -> Iterator[Path]:
    """A path beside the target to write to; it takes the target's place at the end, or vanishes after an error.

    Raises:
        OSError: the folder cannot be written, or another program holds the target open.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{os.getpid()}.{target.name}")  # the name keeps its ending, which some writers read
    try:
        yield beside
        beside.replace(target)
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
