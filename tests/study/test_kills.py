"""Frontiers and alternatives that are killed as the system kills, at random moments: what was found stays, and is not looked for again."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from optimizer.case.new import write_template

GROUPS = {
    "wind": "capacity[technology=wind]",
    "sun": "capacity[technology=solar]",
    "electrolyser": "capacity[technology=electrolyser]",
    "grid power": "output[technology=purchase, carrier=electricity, period=2030]",
}
FRONTIER = """
import sys
from optimizer.study import Against, Range, frontier
print("begun", flush=True)
found = frontier("demo", Against.CUMULATIVE, sys.argv[1], asked=Range(points=12), jobs=1)
"""
ALTERNATIVES = f"""
import sys
from optimizer.study import alternatives
print("begun", flush=True)
found = alternatives("demo", [0.01, 0.05], {GROUPS!r}, folder=sys.argv[1], jobs=1)
"""


def begun(script: str, folder: Path, home: Path) -> subprocess.Popen[str]:
    """The study in a process of its own."""
    call = [sys.executable, "-c", script, str(folder)]
    process = subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=home)
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "begun"
    return process


def answers(folder: Path) -> dict[str, bytes]:
    """What is finished: records, and the files that they tell of."""
    records = list((folder / "points").glob("[!.]*.json"))
    assert all(json.loads(r.read_text())["status"] in ("done", "found") for r in records)
    files = [f for r in records for f in (r, r.with_suffix(".nc"), r.with_suffix(".npz")) if f.exists()]
    assert len(files) >= 2 * len(records)
    return {f.name: f.read_bytes() for f in files}


@pytest.mark.slow
@pytest.mark.parametrize(("script", "count"), [(FRONTIER, 14), (ALTERNATIVES, 17)], ids=["frontier", "alternatives"])
def test_kills_lose_nothing_and_repeat_nothing(script: str, count: int, tmp_path: Path) -> None:
    write_template(tmp_path / "demo", "demo")
    out, dice, known = tmp_path / "out", random.Random(11), dict[str, bytes]()
    for _ in range(5):
        process, before = begun(script, out, tmp_path), len([n for n in known if n.endswith(".json")])
        wanted = before + dice.randrange(3)  # after so many further points, and then at any moment
        while process.poll() is None and len(list((out / "points").glob("[!.]*.json"))) < wanted:
            time.sleep(0.01)
        time.sleep(dice.uniform(0.0, 0.3))
        assert process.poll() is None, process.stderr and process.stderr.read()
        process.send_signal(signal.SIGKILL)
        process.wait()
        found = answers(out)
        assert known.items() <= found.items(), "something was lost, or found again"
        known = found
    last = begun(script, out, tmp_path)
    assert last.wait() == 0, last.stderr and last.stderr.read()
    found = answers(out)
    assert known.items() <= found.items()
    assert len([n for n in found if n.endswith(".json")]) == count
    times = {f.name: f.stat().st_mtime_ns for f in (out / "points").iterdir()}
    again = begun(script, out, tmp_path)
    assert again.wait() == 0
    assert {f.name: f.stat().st_mtime_ns for f in (out / "points").iterdir()} == times
