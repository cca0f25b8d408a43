"""Each attack is refused in a sentence that names the reason and the place, soon, and within a bound of memory."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("resource", reason="a process cannot be bounded on this system")
from attacks import ATTACKS, HEAVY, Attack
from bounded import measured

import optimizer.case.otoole
import optimizer.report.export
import optimizer.study.sweeps
from optimizer.case.new import write_template

MEMORY = 2048.0  # MiB beyond what this process holds
SECONDS = 10.0  # of a processor
MARKED = [pytest.param(a, id=a.name, marks=[pytest.mark.slow] if a.name in HEAVY else []) for a in ATTACKS]


@pytest.mark.parametrize("attack", MARKED)
def test_refused(attack: Attack, tmp_path: Path) -> None:
    home = tmp_path / "home"
    write_template(home / "case", "case")
    attack.write(home)
    before = {path.relative_to(tmp_path) for path in tmp_path.rglob("*")}
    found = measured(*attack.words, cwd=home)
    assert found.code == 2, found
    assert "Traceback" not in found.said
    assert [words for words in attack.says if words not in found.said] == []
    assert len(found.said) < 200_000
    assert found.seconds < SECONDS
    assert found.memory < MEMORY
    after = {path.relative_to(tmp_path) for path in tmp_path.rglob("*")}
    assert after - before <= {Path("home.told")}, "a refusal leaves nothing behind"


def test_names_of_attacks_are_told_apart() -> None:
    assert len({a.name for a in ATTACKS}) == len(ATTACKS)
    assert {a.name for a in ATTACKS} >= HEAVY
    assert {optimizer.case.otoole, optimizer.report.export, optimizer.study.sweeps}  # imported once, before the forks
