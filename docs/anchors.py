"""Anchors of headings, as GitHub and the site make them."""

from __future__ import annotations

import re
from pathlib import Path

FENCE = re.compile(r"^(```|~~~).*?^\1[ \t]*$", re.M | re.S)


def slug(heading: str) -> str:
    """The anchor of a heading.

    >>> slug("`capacity_retires`, part II"), slug("How it is *counted*: 2 ways")
    ('capacity_retires-part-ii', 'how-it-is-counted-2-ways')
    """
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")


def anchors(page: Path) -> set[str]:
    """All anchors of a page; headings of the same words are counted."""
    found: dict[str, int] = {}
    out = set()
    for heading in re.findall(r"^#{1,6} +(.*?)#*$", FENCE.sub("", page.read_text(encoding="utf-8")), re.M):
        name = slug(heading)
        out.add(name if name not in found else f"{name}-{found[name]}")
        found[name] = found.get(name, 0) + 1
    return out
