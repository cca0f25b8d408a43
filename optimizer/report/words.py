"""Words of sheets, headers and charts in the reader's language: one table, labels.csv; what it lacks stays English."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from optimizer.files import packaged

ENGLISH, ANY = "en", "*"
_spoken: ContextVar[str] = ContextVar("language", default=ENGLISH)


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, str]]:
    return {row[ENGLISH]: row for row in packaged("optimizer.report", "labels.csv")}


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
    language = _spoken.get()
    if language == ENGLISH:
        return text
    own = _table().get(text, {}).get(language)
    return own or next((told.replace(ANY, say(rest)) for told, rest in _begun(text, language)), text)


def _begun(text: str, language: str) -> Iterator[tuple[str, str]]:
    """Rows that hold for whatever follows their beginning (`demand for *`), and what follows."""
    for key, row in _table().items():
        if key.endswith(ANY) and text.startswith(key.removesuffix(ANY)) and row[language]:
            yield row[language], text.removeprefix(key.removesuffix(ANY))
