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
from dataclasses import dataclass, field
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent / "hostile"), str(Path(__file__).parents[1])]

from hypothesis import HealthCheck, Phase, given, seed, settings
from loaders import Loader, fed, loaders
from mutations import Mutation, mutated, mutations

SLOW = 10.0  # seconds of a processor
BATCH = 40  # inputs of a loader before it is the turn of the next


@dataclass
class Findings:
    """What loaders were fed with, how often they refused it, and what they raised that is no refusal."""

    found: dict[str, str] = field(default_factory=dict)
    fed_in: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    def feed(self, loader: Loader, changes: list[Mutation]) -> None:
        """Feed a loader once; a finding of a kind is told the first time."""
        self.fed_in[loader.name] += 1
        began, place = time.process_time(), ""
        try:
            self.refused[loader.name] += bool(fed(loader, mutated(loader.files, changes)))
        except Exception as error:
            last = traceback.extract_tb(error.__traceback__)
            ours = next((f for f in reversed(last) if "/optimizer/" in f.filename), last[-1])
            place = f"{type(error).__name__} at {Path(ours.filename).name}:{ours.lineno}: {str(error)[:200]}"
        taken = time.process_time() - began
        if taken > SLOW:
            place = place or f"slow: {taken:.0f} s"
        key = place.partition(": ")[0] if not place.startswith("slow") else f"slow {loader.name}"
        if place and key not in self.found:
            self.found[key] = place
            print(f"FOUND by {loader.name}: {place}\n  {changes!r}"[:2500], flush=True)

    def __str__(self) -> str:
        lines = [f"{name}: {count} inputs, {self.refused[name]} refused" for name, count in self.fed_in.items()]
        return "\n".join([*lines, f"{self.fed_in.total()} inputs, {len(self.found)} findings"])


def chosen(only: list[str]) -> list[Loader]:
    """The loaders of these names; all if none is named."""
    return [loader for loader in loaders() if not only or loader.name in only]


def fuzz(minutes: float, first: int, only: list[str]) -> int:
    """Feed the loaders in turn; the number of findings."""
    end, told, round_ = time.monotonic() + 60.0 * minutes, Findings(), first
    while time.monotonic() < end:
        for loader in chosen(only):
            _batch(loader, round_, end, told)
        round_ += 1
    print(f"{told}, {minutes:g} minutes, seeds {first} to {round_ - 1}")
    return len(told.found)


def _batch(loader: Loader, number: int, end: float, told: Findings) -> None:
    @seed(random.Random(f"{loader.name} {number}").getrandbits(64))
    @settings(
        max_examples=BATCH,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(mutations)
    def one(changes: list[Mutation]) -> None:
        if time.monotonic() < end:
            told.feed(loader, changes)

    one()


if __name__ == "__main__":
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--minutes", type=float, default=30.0)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--only", nargs="*", default=[], help="names of loaders")
    asked = words.parse_args()
    sys.exit(1 if fuzz(asked.minutes, asked.seed, asked.only) else 0)
