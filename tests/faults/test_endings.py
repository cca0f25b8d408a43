"""What a command says as it ends without an answer is so, and is no stack trace."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from command import h2opt
from tiny import write_tiny

from optimizer.cli.app import NOT_CERTIFIED
from optimizer.cli.ending import MEMORY, ending


def test_a_limit_says_what_was_written(tmp_path: Path) -> None:
    """There is no answer, but a record of why: each file that is there is named."""
    write_tiny(tmp_path / "tiny")
    done = h2opt("run", "tiny", "--quiet", "--time-limit", "1e-9", "-o", "out", cwd=tmp_path)
    assert done.returncode == NOT_CERTIFIED
    assert "no results were written" not in done.stderr
    assert "no answer was written" in done.stderr
    (named,) = re.findall(r"Why there is no answer is kept in (\S+)\.\n", done.stderr)
    assert [p for p in (tmp_path / "out").rglob("*") if p.is_file()] == [tmp_path / named]


@pytest.mark.parametrize(
    "words",
    [
        "/lib/scipy/_fitpack.so: failed to map segment from shared object",
        "libopenblas.so.0: cannot map: Cannot allocate memory",
    ],
)
def test_a_library_that_finds_no_memory_is_told_as_full_memory(words: str) -> None:
    """As under `ulimit -v`: the loader of the system raises ImportError, not MemoryError."""
    assert ending(ImportError(words)) == (MEMORY, NOT_CERTIFIED)
    with pytest.raises(ImportError):
        ending(ImportError("no module named scipy"))
