"""Scripts of docs/ that write pages or parts of them again, loaded as modules."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

DOCS = Path(__file__).parents[1] / "docs"


def maker_of(page: str) -> ModuleType:
    """The script `docs/make_<page>.py`."""
    return importlib.import_module(f"make_{page}")
