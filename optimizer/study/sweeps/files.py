"""The files of a point: written whole, read if they can be, and moved so that no kill between two lines loses one."""

from __future__ import annotations

import io
import json
import os
import shutil
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

import numpy as np

from optimizer.compiled import Floats
from optimizer.files import whole
from optimizer.netcdf import sound

RECORD, ANSWER, VECTOR = ".json", ".nc", ".npz"


def move(name: str, source: Path, target: Path) -> None:
    """Move a finished point: at every moment all of it is in one of the two places, for its record is last there and first gone here.

    Files without a record are what a process that was killed left of a point that was not finished: they go.
    """
    *parts, record = (f"{name}{ending}" for ending in (ANSWER, VECTOR, RECORD))
    if (source / record).exists():
        target.mkdir(parents=True, exist_ok=True)
        for part in (record, *parts):
            (target / part).unlink(missing_ok=True)
        for part in (p for p in (*parts, record) if (source / p).exists()):
            _also_as(source / part, target / part)
    for part in (record, *parts):
        (source / part).unlink(missing_ok=True)


def _also_as(file: Path, target: Path) -> None:
    """A further name of a file, which has none yet; a copy where the disk knows one name of each."""
    try:
        os.link(file, target)
    except OSError:
        with whole(target) as beside:
            shutil.copyfile(file, beside)


def of_others(folder: Path, names: set[str]) -> list[Path]:
    """Files of points of other names; with a dot begins what another process writes now."""
    return [file for file in folder.glob("[!.]*") if file.stem not in names]


def intact(file: Path) -> bool:
    """Whether an answer or a packed vector is as it was written."""
    if file.suffix == ANSWER:
        return sound(file) is True
    try:
        with ZipFile(file) as content:
            return content.testzip() is None
    except (OSError, BadZipFile, EOFError, zlib.error):
        return False


def packed(values: Floats) -> bytes:
    """A vector as the content of its file."""
    buffer = io.BytesIO()
    np.savez_compressed(buffer, values=values)
    return buffer.getvalue()


def put(path: Path, content: bytes) -> None:
    """Write a file, whole or not at all."""
    with whole(path) as file:
        file.write_bytes(content)


def write(path: Path, content: Mapping[str, Any]) -> None:
    """Write plain values, whole or not at all."""
    with whole(path) as file:
        file.write_text(json.dumps(content, indent=1, default=str), encoding="utf-8")


def read(path: Path) -> dict[str, Any]:
    """Plain values; nothing where there are none that can be read."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
