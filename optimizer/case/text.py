"""Words for messages."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

LONGEST = 100
"""Characters of a label that is compared with others: what is longer was not mistyped, and takes long."""
LARGEST = 1e15
"""From here on a number is told by a power of ten."""


def did_you_mean(found: str, allowed: Iterable[object]) -> str:
    """', did you mean ...?' if something close is allowed, else ''.

    >>> did_you_mean("=>", ["<=", ">=", "="]), did_you_mean("emissions", ["emission", "removal"])
    (", did you mean '>='?", ", did you mean 'emission'?")
    """
    if len(str(found)) > LONGEST:
        return ""
    every = [str(a) for a in allowed]
    turned = [str(found)[::-1]] if str(found)[::-1] in every else []
    close = turned or difflib.get_close_matches(str(found), every, n=1, cutoff=0.6)
    return f", did you mean '{close[0]}'?" if close else ""


def nearest(found: str, allowed: Iterable[object], most: int = 5) -> str:
    """What is allowed and looks most like what was found, else the first few of it.

    >>> nearest("neutrlity", ["peak", "neutrality", "decline"]), nearest("x", ["peak", "decline"])
    ('neutrality', 'peak, decline')
    """
    every = list(dict.fromkeys(str(a) for a in allowed))
    if len(str(found)) > LONGEST:
        return listed(every)
    return ", ".join(difflib.get_close_matches(str(found), every, n=most, cutoff=0.5)) or listed(every)


def listed(allowed: Iterable[object], most: int = 12) -> str:
    """The first few of what is allowed."""
    every = [str(a) for a in allowed]
    return ", ".join(every[:most]) + (f" ... ({len(every)} in all)" if len(every) > most else "")


def words(text: object) -> list[str]:
    """The words of a name in small letters; digits belong to them.

    >>> words("h2_30bar"), words("Coal power, CCS")
    (['h2', '30bar'], ['coal', 'power', 'ccs'])
    """
    return re.findall(r"[a-z0-9]+", str(text).lower())


def times(ratio: float) -> str:
    """How many times something is something else.

    >>> times(250.0), times(1 / 5), times(12345.6), times(1e-300), times(0.0)
    ('250 times', '1/5 of', '12,300 times', '1/1e+300 of', 'nothing beside')
    """
    if not ratio > 0:
        return "nothing beside"
    many = float(f"{max(ratio, 1 / ratio):.3g}")
    told = f"{many:,.0f}" if 100 <= many < LARGEST else f"{many:g}"
    return f"{told} times" if ratio >= 1 else f"1/{told} of"


def tidy(label: object) -> int | str:
    """A label of a day or step: whole numbers as int, everything else as it is written.

    >>> tidy("3.0"), tidy("01"), tidy("1.05"), tidy("d1")
    (3, 1, '1.05', 'd1')
    """
    text = str(label).strip()
    whole, _, rest = text.partition(".")
    return int(whole) if whole.lstrip("-").isdigit() and not rest.strip("0") else text
