"""Which names charts can draw: fonts with Chinese, Japanese and Korean signs, and ids where no installed font has a sign."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from optimizer.report.words import say
from optimizer.solution import Solution

PLAIN = "DejaVu Sans"
EAST_ASIAN = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "SimHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Noto Sans CJK JP",
    "Arial Unicode MS",
)
"""In the order in which they are asked for a sign that the plain font lacks."""


@lru_cache(maxsize=1)
def installed() -> tuple[str, ...]:
    """The plain font, and those of the list that this machine has."""
    from matplotlib import font_manager

    known = set(font_manager.get_font_names())
    return (PLAIN, *(name for name in EAST_ASIAN if name in known))


@lru_cache(maxsize=1)
def signs() -> frozenset[int]:
    """Code points that one of the fonts can draw."""
    from matplotlib import font_manager

    files = [font_manager.findfont(name) for name in installed()]
    return frozenset(code for file in files for code in font_manager.get_font(file).get_charmap())


def drawable(text: str) -> bool:
    """Whether charts show it as it is, without boxes."""
    return text.isascii() or all(ord(sign) in signs() for sign in text)


def label(name: str, otherwise: str) -> str:
    """A name, if there is one and it can be drawn; else the id."""
    return name if name and drawable(name) else otherwise


def worded(text: str) -> str:
    """A word of ours in the language of the reader, if the fonts can draw it."""
    return label(say(text), text)


def unread(solution: Solution) -> str:
    """A sentence if names of the case cannot be drawn; else nothing."""
    known = solution.variables.coords
    technologies = known["technology_name"].values.ravel().tolist() if "technology_name" in known else []
    named = [solution.meta.get(key, {}).values() for key in ("carrier_names", "region_names")]
    names = dict.fromkeys(map(str, [*technologies, *named[0], *named[1]]))
    lost = [name for name in names if not drawable(name)]
    if not lost:
        return ""
    return (
        f"Charts show ids in place of {len(lost)} names such as {lost[0]}: no font with these signs is installed "
        f"(any of {', '.join(EAST_ASIAN[:5])} ... would do; then h2opt report draws them again)"
    )


@contextmanager
def lettered() -> Iterator[None]:
    """Draw with these fonts; an id may hold a sign that none has."""
    from matplotlib import rc_context

    with rc_context({"font.family": "sans-serif", "font.sans-serif": list(installed()), "text.parse_math": False}), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        yield
