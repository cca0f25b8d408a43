"""Mutants of the formulation, the algebra and `finance.py`, drawn with a seed and tried one by one: `python tests/mutation`.

Needs `pip install -e ".[mutation]"`, a system that can fork, and git. `--count 20` draws the first twenty of the two hundred;
`--again` tries only those of the last run that no test killed; nothing is tried with `--report`, which writes docs/mutation.md
from what is known. What was found is kept in `.mutation/`. The exit code is 1 where less than 95 % are killed or explained.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(Path(__file__).parent))

import choose
import draw
import report
import trial

KEPT = ROOT / ".mutation"


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--count", type=int, default=200)
    words.add_argument("--seed", type=int, default=7)
    words.add_argument("--again", action="store_true", help="only those that no test killed last time")
    words.add_argument("--report", action="store_true", help="try nothing, write the page")
    asked = words.parse_args()

    everything = draw.population(ROOT)
    drawn = draw.sample(everything, asked.count, asked.seed)
    results = KEPT / f"seed-{asked.seed}.json"
    known: dict[str, report.Trial] = (
        json.loads(results.read_text()) if results.exists() and (asked.again or asked.report) else {}
    )
    left = [] if asked.report else [mutant for mutant in drawn if not known.get(mutant.key, {"killer": ""})["killer"]]
    if left:
        _try(left, known, results)
    page, enough = report.page(everything, drawn, known, asked.seed)
    print(page)
    (KEPT / "mutation.md" if asked.count != 200 else ROOT / "docs" / "mutation.md").write_text(page, "utf-8")
    return 0 if enough else 1


def _try(mutants: list[draw.Mutant], known: dict[str, report.Trial], results: Path) -> None:
    """All mutants on the first tests, those that are left and not explained on others, until all tests were tried."""
    trial.read_libraries()
    copy = trial.copy_of(ROOT)
    trial.read_below()
    choice = choose.Choice(copy, KEPT / "seconds.json", _tell)
    reasons = report.explained()
    for turn, name in enumerate(choose.TURNS):
        left = [mutant for mutant in mutants if not known.get(mutant.key, {"killer": ""})["killer"]]
        left = [mutant for mutant in left if turn == 0 or mutant.key not in reasons]
        for done, mutant in enumerate(left, 1):
            stages = choice.stages(mutant, turn)
            if not stages:
                continue
            began = time.monotonic()
            with trial.Written(copy / mutant.path, mutant.text):
                killer, seconds = trial.killer(stages, mutant.path, copy)
            choice.learn(mutant, killer)
            before = known[mutant.key]["seconds"] if mutant.key in known else 0.0
            known[mutant.key] = {"killer": killer, "seconds": round(before + seconds, 1), "tests": name}
            results.write_text(json.dumps(known, indent=1))
            change = f"{mutant.path}:{mutant.first} {mutant.before[:90]} -> {mutant.after[:90]}"
            shown = f"killed by {killer}" if killer else f"survives what is {name}"
            _tell(f"{done}/{len(left)} {seconds:.1f} s ({time.monotonic() - began:.0f}) {change}: {shown}")


def _tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
