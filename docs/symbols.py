"""The letters of the equations: the lists at the top of the page, which letters equations use, and which letters sentences explain."""

from __future__ import annotations

import re

from tex import GREEK, SUM, TOKEN, is_word, tex

INDICES = {
    "r": "region", "l": "location: a region, or a route for lines", "c": "carrier", "k": "technology", "j": "technology that another becomes",
    "m": "mode of a technology", "i": "route", "v": "vintage: the period in which plant is built", "y": "period",
    "t": "step of the clock", "d": "typical day", "p": "policy", "g": "gas", "s": "sector", "n": "stage",
}  # fmt: skip
"""Below the letters; a section that gives one of them another meaning says so."""
LETTERS = {
    "K": ("capacity that stands, of all vintages or of one", "capacity_unit"),
    "B": ("capacity that is built", "capacity_unit"),
    "a": ("activity, the use of a converter", "activity_unit/hour"),
    "c": ("activity of a unit of capacity in an hour, 1 unless a technology has a capacity unit of its own", "activity_unit/hour/capacity_unit"),
    "avail": ("share of capacity that is available", "dimensionless"),
    "ratio": ("what a port gives out or takes in for a unit of activity", "carrier_unit/activity_unit"),
    "dt": ("length of a step", "hour"),
    "h": ("hours of the year that a step stands for", "hour/year"),
    "W": ("discount factors of the years of a period, added up", "year"),
    "A": ("discounted payments for a unit of overnight cost, as the case's convention makes them", "dimensionless"),
}  # fmt: skip
"""The same in every section."""
GREEK_LETTERS = dict(zip(GREEK, "ησρκωδ", strict=True))
PLAIN = r"[A-Za-z]+[0-9]*(?:_[a-z]+)?'*"
NAME = rf"{PLAIN}(?:\[[^\]]*\])?"
EXPLAINED = re.compile(rf"(?<![\w`'])({NAME}(?:(?:,| and|, and) {NAME})*)(?::| is | are | = )(?!=)")


def explained(text: str) -> set[str]:
    """Names that sentences explain: letters, and words that stand alone before the sign.

    >>> sorted(explained("g: credit; rho' is what it takes; L0, L: hours. u[k,r] = 1. Where it goes, y is it; limit: most."))
    ['L', 'L0', 'g', 'limit', "rho'", 'u', 'y']
    """
    out = set[str]()
    for found in EXPLAINED.finditer(" ".join(text.split())):
        listed = re.findall(PLAIN, re.sub(r"\[[^\]]*\]", "", found[1]))
        out |= {name for name in listed if len(listed) == 1 or not is_word(name, [], "")}
    return out


def letter(name: str) -> str:
    """A letter as it stands in a sentence of the page, in the Markdown that GitHub and the site know.

    >>> letter("rho_c"), letter("smin[k,y]"), letter("t'"), letter("avail")
    ('*ρ*<sub>c</sub>', '*s*<sup>min</sup><sub>k,y</sub>', "*t'*", '*avail*')
    """
    told = re.sub(r"\\text\{([^}]*)\}", r"\1", tex(name).replace("\\ ", " "))
    told = re.sub(r"\\([a-z]+)", lambda found: GREEK_LETTERS[found[1]], told)
    head, _, rest = re.sub(r"([_^])", r" \1", told, count=1).partition(" ")
    rest = re.sub(r"_\{([^}]*)\}", r"<sub>\1</sub>", re.sub(r"\^\{([^}]*)\}", r"<sup>\1</sup>", rest))
    return f"*{head}*{rest}"


def set_in_lines(text: str, letters: set[str]) -> str:
    """Sentences whose letters, where they are explained, are set as in the equations.

    >>> set_in_lines("s, rho_c: shares. U[k,r] is the use, and all is well.", {"s", "rho_c", "U"})
    '*s*, *ρ*<sub>c</sub>: shares. *U*<sub>k,r</sub> is the use, and all is well.'
    """

    def one(found: re.Match[str]) -> str:
        return letter(found[0]) if found[0].partition("[")[0] in letters else found[0]

    def told(found: re.Match[str]) -> str:
        return re.sub(NAME, one, found[1]) + found[0][len(found[1]) :]

    return EXPLAINED.sub(told, text)


def used(lines: list[str]) -> tuple[set[str], set[str]]:
    """Letters of equations, and indices below them; names of several letters count where they have indices, primes of what a sum runs over not.

    >>> letters, indices = used(["K[k,y] <= sum over v, y' <= y of  s[v,y'] * avail[k] * B[k,v] + demand  where it stands"])
    >>> sorted(letters), sorted(indices)
    (['B', 'K', 'avail', 's'], ['k', 'v', 'y'])
    """
    letters, indices, bound = set[str](), set[str](), set[str]()
    for line in lines:
        over = [found[1] for found in SUM.finditer(line) if found[1]]
        bound |= {name for text in over for name in _names(text)[0] if name.endswith("'")}
        found, below = _names(SUM.sub("", line))
        letters |= found
        indices |= below | {name for text in over for name in _names(text)[0]}
    return letters, {name.rstrip("'") if name in bound else name for name in indices}


def _names(text: str) -> tuple[set[str], set[str]]:
    """Letters of a piece of an equation, and those below them."""
    letters, below, words, at = set[str](), set[str](), list[str](), 0
    while at < len(text):
        found = TOKEN.match(text, at)
        if not found:
            raise ValueError(f"'{text[at]}' in '{text}'")
        at, name = found.end(), found["name"]
        if found["at"]:
            close = text.index("]", at)
            letters.add(name)
            below |= _names(text[at:close])[0]
            at = close + 1
        if found["code"] or (name and not found["at"] and is_word(name, words, text[at:])):
            words.append(name or found["code"])
        elif name and not found["at"]:
            letters.add(name)
        if found["sign"] or found["number"]:
            words.clear()
    return letters, below
