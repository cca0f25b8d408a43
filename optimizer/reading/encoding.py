"""Bytes to text: UTF-8, or a sentence that says what the file seems to be and how it is saved as UTF-8."""

from __future__ import annotations

import codecs
import re

from optimizer.errors import CaseError, Problem

SAVE = "UTF-8 text (in Excel: save as 'CSV UTF-8'; in an editor: save with encoding UTF-8)"
MARKS = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}
"""What a file begins with; that of UTF-32 begins with that of UTF-16."""
HANZI = re.compile(rb"(?:[\xb0-\xf7][\xa1-\xfe])+")
"""Characters of GB 2312, which come in pairs of high bytes."""


def text_of(content: bytes, name: str) -> str:
    """The text of a file.

    Raises:
        CaseError: it is not UTF-8, or holds zero bytes, behind which readers of tables lose what follows.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        marked = next((kind for mark, kind in MARKS.items() if content.startswith(mark)), None)
        found = marked or _seems(content)
        raise CaseError(
            [Problem("not UTF-8 text", name, None if marked else row, found=f"it seems to be {found}", allowed=SAVE)]
        ) from None
    if "\0" in text:
        half = text.count("\0") > len(text) / 4
        found = "it seems to be UTF-16" if half else "a zero byte: the file is damaged"
        at = None if half else text.count("\n", 0, text.index("\0")) + 1
        raise CaseError([Problem("not text", name, at, found=found, allowed=SAVE)])
    return text


def _seems(content: bytes) -> str:
    """What bytes that are not UTF-8 may be."""
    if content.count(b"\0") > len(content) / 4:
        return "UTF-16"
    without = HANZI.sub(b"", content)
    high = sum(byte > 0x7F for byte in without)
    return (
        "GBK (Chinese Windows)"
        if high < 0.2 * (len(content) - len(without))
        else "Latin-1 or another code page of Windows"
    )
