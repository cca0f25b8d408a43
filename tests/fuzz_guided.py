"""Loaders fed with changes that an engine chooses by the code they reach: `python tests/fuzz_guided.py --minutes 30`.

Beside `tests/fuzz.py`, which draws changes blindly: libFuzzer, through Atheris, sees which branches of `optimizer` an input runs through and
goes on from inputs that reach new ones. Needs `pip install atheris` (Linux and macOS). Findings are told as there; the exit code is 1 if there was one.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

import atheris

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent / "hostile"), str(Path(__file__).parents[1])]

with atheris.instrument_imports(include=["optimizer"]):
    from fuzz import Findings, chosen
    from loaders import Loader

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutations import Mutation, mutations


def fuzz(minutes: float, only: list[str], corpus: str | None) -> None:
    """Feed the loaders until the time is over; does not return."""
    end, told = time.monotonic() + 60.0 * minutes, Findings()

    @settings(database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(chosen(only)), mutations)
    def one(loader: Loader, changes: list[Mutation]) -> None:
        told.feed(loader, changes)

    def feed(data: bytes) -> None:
        if time.monotonic() > end:  # the engine has no way to return
            print(f"{told}, {minutes:g} minutes", flush=True)
            os._exit(1 if told.found else 0)
        one.hypothesis.fuzz_one_input(data)  # type: ignore[attr-defined]

    atheris.Setup([sys.argv[0], "-max_len=4096", "-len_control=0", "-timeout=120", *([corpus] if corpus else [])], feed)
    atheris.Fuzz()


if __name__ == "__main__":
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--minutes", type=float, default=30.0)
    words.add_argument("--only", nargs="*", default=[], help="names of loaders")
    words.add_argument("--corpus", help="folder of inputs to begin from; what reaches new branches is kept there")
    asked = words.parse_args()
    fuzz(asked.minutes, asked.only, asked.corpus)
