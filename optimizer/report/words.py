"""Words of sheets, headers and charts in the reader's language; what the tables lack stays as it is.

Our own words stand in labels.csv; names that cases commonly give to technologies, carriers, regions and sectors in names.csv.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from optimizer.files import packaged

ENGLISH, ANY = "en", "*"
_spoken: ContextVar[str] = ContextVar("language", default=ENGLISH)


OURS, NAMES = "labels.csv", "names.csv"


@lru_cache(maxsize=2)
def _table(file: str = OURS) -> dict[str, dict[str, str]]:
    return {row[ENGLISH]: row for row in packaged("optimizer.report", file)}


def languages() -> list[str]:
    """Languages that the table has."""
    return [c for c in next(iter(_table().values())) if c]


@contextmanager
def spoken(language: str) -> Iterator[None]:
    """Inside, `say` speaks this language.

    Raises:
        ValueError: the table has no such language.
    """
    if language not in languages():
        raise ValueError(f"no language '{language}'; there are {', '.join(languages())}")
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def say(text: str) -> str:
    """A word or sentence of ours in the language of the reader.

    >>> say("capacity")
    'capacity'
    >>> with spoken("zh"): say("capacity")
    '装机容量'
    """
    return _told(text, OURS)


RATES = ("/year", "/hour")


def unit_said(unit: str) -> str:
    """A unit with its year or hour in the language of the reader.

    >>> with spoken("zh"): unit_said("MtCO2/year"), unit_said("GW")
    ('MtCO2/年', 'GW')
    """
    for rate in RATES:
        unit = unit.replace(rate, say(rate))
    return unit


def called(name: str) -> str:
    """A name of a case in the language of the reader, if it is one of those that are known.

    >>> with spoken("zh"): called("Onshore wind"), called("Filling, 20 MPa"), called("My own plant")
    ('陆上风电', '充装 20 MPa', 'My own plant')
    """
    return _told(name, NAMES)


def _told(text: str, file: str) -> str:
    language = _spoken.get()
    if language == ENGLISH:
        return text
    own = _table(file).get(text, {}).get(language)
    return own or next((told.replace(ANY, _told(rest, file)) for told, rest in _begun(text, language, file)), text)


def _begun(text: str, language: str, file: str) -> Iterator[tuple[str, str]]:
    """Rows that hold for whatever follows their beginning (`demand for *`), and what follows."""
    for key, row in _table(file).items():
        if key.endswith(ANY) and text.startswith(key.removesuffix(ANY)) and row[language]:
            yield row[language], text.removeprefix(key.removesuffix(ANY))
