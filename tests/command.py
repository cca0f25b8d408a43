"""The command line inside this process: what it prints and how it ends, without the imports of a new process.

That a process of its own behaves alike is bound by `test_a_process_ends_with_exit_code_2` and `test_start_up_is_lean`.
"""

from __future__ import annotations

import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from unittest.mock import patch

from optimizer.cli import main


@dataclass(frozen=True)
class Done:
    """A command that has ended."""

    returncode: int
    stdout: str
    stderr: str


def h2opt(*words: str, cwd: Path) -> Done:
    """Run `h2opt words` in a folder."""
    out, err, code = StringIO(), StringIO(), 0
    with chdir(cwd), redirect_stdout(out), redirect_stderr(err), patch.object(sys, "argv", ["h2opt", *words]):
        try:
            main()
        except SystemExit as ended:
            code = int(ended.code or 0)
    return Done(code, out.getvalue(), err.getvalue())
