"""Write docs/decisions/README.md: every decision with its title, the newest first."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "decisions"
HEAD = """\
# Decisions

Why it is built as it is: what was, what is, the figures that decided and how to measure them again. Written by `python docs/make_decisions.py`.

"""


def decisions() -> str:
    """The page as markdown."""
    pages = sorted((p for p in FOLDER.glob("[0-9]*.md")), reverse=True)
    return HEAD + "".join(f"- [{_title(p)}]({p.name})\n" for p in pages)


def _title(page: Path) -> str:
    with page.open(encoding="utf-8") as text:
        return text.readline().removeprefix("# ").strip()


if __name__ == "__main__":
    (FOLDER / "README.md").write_text(decisions(), encoding="utf-8")
