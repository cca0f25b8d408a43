"""Write docs/mathematics.md from the docstrings of the concepts."""

from __future__ import annotations

import importlib
from pathlib import Path

from optimizer.formulation import CONCEPTS

HEAD = """\
# Mathematics

Generated from the docstrings of `optimizer/formulation/` (`python docs/make_mathematics.py`).
Index letters: r region, l location (region or route), c carrier, k technology, i route, v vintage, y period, t step (d typical day).
"""


def mathematics() -> str:
    """The page as markdown."""
    parts = [HEAD]
    for concept in CONCEPTS:
        doc = (importlib.import_module(f"optimizer.formulation.{concept.name}").__doc__ or "").strip()
        head, _, rest = doc.partition("\n")
        parts += [f"## {head}", "", "```text", rest.strip("\n"), "```", ""]
    return "\n".join(parts)


if __name__ == "__main__":
    (Path(__file__).parent / "mathematics.md").write_text(mathematics(), encoding="utf-8")
