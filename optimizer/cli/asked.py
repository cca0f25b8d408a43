"""Options of a command as run.json keeps them, and back to words, so that a run can be run again."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import Any

import typer

OWN = ("case", "out", "quiet", "charts", "hourly")
"""Of each run anew: they say where results go and what is drawn of them."""


def asked(ctx: typer.Context) -> dict[str, Any]:
    """What a command was asked for beyond its defaults; paths from the root, for it may be run again elsewhere."""
    given = {p.name: ctx.params[p.name] for p in ctx.command.params if p.name and p.name not in OWN}
    defaults = {p.name: p.get_default(ctx) for p in ctx.command.params}
    return {n: _plain(v) for n, v in given.items() if v not in (None, [], ()) and v != defaults[n]}


def _plain(value: Any) -> Any:
    if isinstance(value, Path):
        return str(value.absolute())
    if isinstance(value, Enum):
        return value.value
    return [_plain(v) for v in value] if isinstance(value, list | tuple) else value


def words(command: Any, options: Mapping[str, Any]) -> list[str]:
    """The words of a command line for options as `asked` tells them; what the command does not know is left out."""
    out: list[str] = []
    for each in command.params:
        value = options.get(each.name)
        if value is None or each.name in OWN or not each.opts[0].startswith("-"):
            continue
        name = max(each.opts, key=len)
        if isinstance(value, bool):
            out.append(name if value else each.secondary_opts[0])
        else:
            out += [f"{name}={v}" for v in (value if isinstance(value, list) else [value])]
    return out
