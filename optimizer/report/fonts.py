"""Which names charts can draw: fonts with Chinese, Japanese and Korean signs, and ids where no installed font has a sign."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache

from optimizer.report.words import called, say
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

    if not set(EAST_ASIAN) & set(font_manager.get_font_names()):
        _look_again()
    known = set(font_manager.get_font_names())
    return (PLAIN, *(name for name in EAST_ASIAN if name in known))


def _look_again() -> None:
    """Add fonts that were installed after matplotlib wrote down those of this machine."""
    from matplotlib import font_manager

    noted = {font.fname for font in font_manager.fontManager.ttflist}
    for file in sorted(set(font_manager.findSystemFonts()) - noted):
        with suppress(OSError, RuntimeError, ValueError):  # a file that is no font that it can read
            font_manager.fontManager.addfont(file)


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


def named(name: str, otherwise: str) -> str:
    """A name of the case in the language of the reader, if the fonts can draw it; else as the case writes it; else the id."""
    return label(called(name), label(name, otherwise))


def unread(solution: Solution, others: Iterable[str] = ()) -> str:
    """A sentence if names of the case, or other words, cannot be drawn; else nothing."""
    known = solution.variables.coords
    technologies = known["technology_name"].values.ravel().tolist() if "technology_name" in known else []
    named = [solution.meta.get(key, {}).values() for key in ("carrier_names", "region_names")]
    names = dict.fromkeys(map(str, [*technologies, *named[0], *named[1], *others]))
    lost = [name for name in names if not drawable(name)]
    if not lost:
        return ""
    return (
        f"Charts show ids, English words or units of the case in place of {len(lost)} names such as {lost[0]}: no font with these signs is installed "
        f"(any of {', '.join(EAST_ASIAN[:5])} ... would do; then h2opt report draws them again)"
    )


@contextmanager
def lettered() -> Iterator[None]:
    """Draw with these fonts, each for the signs that those before it lack (a list under a generic name would end with its first font)."""
    from matplotlib import rc_context

    with rc_context({"font.family": list(installed()), "text.parse_math": False}), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        yield
