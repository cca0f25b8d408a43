"""An option that takes one value, and is given two, is a mistake: the last one would win without a word."""

from __future__ import annotations

from collections import Counter
from typing import Any

import typer
from typer.core import TyperCommand, TyperOption


class Once(TyperCommand):
    """A command that refuses options given twice, but for those that may be repeated."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Click's own, after a look at what is repeated.

        Raises:
            typer.BadParameter: an option of one value is given more than once.
        """
        _, _, order = self.make_parser(ctx).parse_args(args=list(args))
        counts = Counter(
            max(p.opts, key=len) for p in order if isinstance(p, TyperOption) and not p.multiple and not p.is_flag
        )
        twice = [name for name, count in counts.items() if count > 1]
        if twice:
            raise typer.BadParameter(f"{', '.join(twice)} takes one value and is given more than one")
        return super().parse_args(ctx, args)


def only_once(app: typer.Typer) -> None:
    """Make every command of an app, and of its groups, one that refuses repeated options."""
    for group in app.registered_groups:
        if group.typer_instance is not None:
            only_once(group.typer_instance)
    for command in app.registered_commands:
        command.cls = Once
