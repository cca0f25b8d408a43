"""Names that become folders and files, on every system that may read the results."""

from __future__ import annotations

import re

from optimizer.reading import limits

NAME = r"\w[\w.-]*"
"""Of a case, scenario, study or run: it becomes a folder or a file."""
DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(\..*)?", re.IGNORECASE)
"""What Windows takes for a device, whatever follows the dot."""
ALLOWED = "letters, digits, dot, dash and underscore"


def unfit_name(name: str) -> tuple[str, str]:
    """Why a name cannot be that of a folder, and what can; ('', '') where it can.

    >>> unfit_name("2030_high-demand"), unfit_name("../x")[0], unfit_name("nul.txt")[0], unfit_name("a.")[0]
    (('', ''), 'not a name', 'a name that Windows keeps for a device', 'a name ends with a dot')
    """
    if not re.fullmatch(NAME, name):
        return "not a name", ALLOWED
    if DEVICES.fullmatch(name):
        return "a name that Windows keeps for a device", "another name"
    if name.endswith("."):
        return "a name ends with a dot", "another ending: Windows leaves it out"
    if len(name) > limits.NAME or len(name.encode()) > 2 * limits.NAME:
        return "a name is too long", f"{limits.NAME} characters"
    return "", ""
