"""Scripts of docs/ that write pages or parts of them again, loaded as modules."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType

DOCS = Path(__file__).parents[1] / "docs"
if str(DOCS) not in sys.path:  # the scripts share modules
    sys.path.append(str(DOCS))


def maker_of(page: str) -> ModuleType:
    """The script `docs/make_<page>.py`."""
    return importlib.import_module(f"make_{page}")
