"""Loaders fed with changed files for as long as is asked: `python tests/fuzz.py --minutes 30`.

Every file is a shipped one with one to three changes (`tests/hostile/mutations.py`). A finding is whatever a loader raises that is
not a `CaseError`, or a load that takes longer than ten seconds of a processor. Each is told once, with the changes that led to it;
the exit code is 1 if there was one. The same seed makes the same inputs.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import traceback
from collections import Counter
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent / "hostile"), str(Path(__file__).parents[1])]

from hypothesis import HealthCheck, Phase, given, seed, settings
from loaders import Loader, fed, loaders
from mutations import Mutation, mutated, mutations

SLOW = 10.0  # seconds of a processor
BATCH = 40  # inputs of a loader before it is the turn of the next


def fuzz(minutes: float, first: int, only: list[str]) -> int:
    """Feed the loaders in turn; the number of findings."""
    end, found, fed_in, refused = time.monotonic() + 60.0 * minutes, dict[str, str](), Counter[str](), Counter[str]()
    chosen = [loader for loader in loaders() if not only or loader.name in only]
    round_ = first
    while time.monotonic() < end:
        for loader in chosen:
            _batch(loader, round_, end, found, fed_in, refused)
        round_ += 1
    for name in fed_in:
        print(f"{name}: {fed_in[name]} inputs, {refused[name]} refused")
    print(f"{sum(fed_in.values())} inputs, {len(found)} findings, {minutes:g} minutes, seeds {first} to {round_ - 1}")
    return len(found)


def _batch(loader: Loader, number: int, end: float, found: dict[str, str], fed_in: Counter[str], refused: Counter[str]) -> None:
    @seed(random.Random(f"{loader.name} {number}").getrandbits(64))
    @settings(max_examples=BATCH, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(mutations)
    def one(changes: list[Mutation]) -> None:
        if time.monotonic() > end:
            return
        fed_in[loader.name] += 1
        began = time.process_time()
        try:
            refused[loader.name] += bool(fed(loader, mutated(loader.files, changes)))
            place = ""
        except Exception as error:
            last = traceback.extract_tb(error.__traceback__)
            ours = next((f for f in reversed(last) if "/optimizer/" in f.filename), last[-1])
            place = f"{type(error).__name__} at {Path(ours.filename).name}:{ours.lineno}: {str(error)[:200]}"
        taken = time.process_time() - began
        if taken > SLOW:
            place = place or f"slow: {taken:.0f} s"
        key = place.partition(": ")[0] if not place.startswith("slow") else f"slow {loader.name}"
        if place and key not in found:
            found[key] = place
            print(f"FOUND by {loader.name}: {place}\n  {changes!r}"[:2500], flush=True)

    one()


if __name__ == "__main__":
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--minutes", type=float, default=30.0)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--only", nargs="*", default=[], help="names of loaders")
    asked = words.parse_args()
    sys.exit(1 if fuzz(asked.minutes, asked.seed, asked.only) else 0)
