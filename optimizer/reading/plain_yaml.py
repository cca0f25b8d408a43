"""YAML as plain values: no tags, no key twice, no aliases that grow, nothing deep, no number without end.

The loader is PyYAML's safe one, which makes nothing but plain values; it knows no bounds, and these are added while it composes.
"""

from __future__ import annotations

import math
import re
from typing import Any

import yaml

from optimizer.errors import CaseError, Problem
from optimizer.reading import limits
from optimizer.reading.encoding import text_of
from optimizer.reading.files import too_large

Refused = yaml.constructor.ConstructorError
UNFIT = (ValueError, TypeError, KeyError, IndexError, AttributeError, ArithmeticError)
"""What the constructors of PyYAML raise besides its own errors: a month 13, an integer of 5,000 digits, an empty binary."""
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
LARGEST = 2**63


class _Loader(yaml.SafeLoader):  # type: ignore[misc]  # PyYAML ships no types
    """The safe loader, within bounds."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.count, self.depth = 0, 0
        self.sizes: dict[int, int] = {}

    def compose_node(self, parent: Any, index: Any) -> Any:
        """A node; an alias counts as often as what it names has values."""
        event = self.peek_event()
        before, self.count, self.depth = self.count, self.count + 1, self.depth + 1
        if self.depth > limits.DEPTH:
            raise Refused(None, None, f"nested too deep: at most {limits.DEPTH} levels", event.start_mark)
        node = super().compose_node(parent, index)
        if isinstance(event, yaml.events.AliasEvent):
            if id(node) not in self.sizes:
                raise Refused(None, None, f"alias '{event.anchor}' stands inside what it names", event.start_mark)
            self.count += self.sizes[id(node)]
        if self.count > limits.NODES:
            message = f"more than {limits.NODES:,} values, those that an alias repeats among them"
            raise Refused(None, None, message, event.start_mark)
        self.sizes.setdefault(id(node), self.count - before)
        self.depth -= 1
        return node

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        """A mapping whose keys are different words or numbers, of which YAML would silently keep the last."""
        if not isinstance(node, yaml.MappingNode):
            raise Refused(None, None, "not a mapping", node.start_mark)
        seen: set[Any] = set()
        for key_node, _ in node.value:
            if key_node.tag == "tag:yaml.org,2002:merge":
                raise Refused(None, None, "merge keys (<<) are not read: write the keys out", key_node.start_mark)
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str | int | float | None):
                raise Refused(None, None, "a key is a word or a number", key_node.start_mark)
            if key in seen:
                raise Refused(None, None, f"key '{key}' is written twice", key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep)

    def construct_object(self, node: Any, deep: bool = False) -> Any:
        """A value that is plain: finite, of a size that a number has, without signs that no text has."""
        try:
            value = super().construct_object(node, deep)
        except UNFIT as error:
            raise Refused(None, None, f"not a value: {error}", node.start_mark) from None
        if isinstance(value, str) and CONTROL.search(value):
            raise Refused(None, None, "a text holds a control character", node.start_mark)
        if isinstance(value, int) and abs(value) >= LARGEST:
            raise Refused(None, None, "a number is too large", node.start_mark)
        if isinstance(value, float) and not math.isfinite(value):
            raise Refused(None, None, "not a finite number", node.start_mark)
        return value


def plain(text: str) -> Any:
    """What a YAML text says.

    Raises:
        yaml.YAMLError: it says nothing that can be read, or more than it may.
    """
    loader = _Loader(text)
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()


def yaml_of(content: bytes, name: str = "case.yaml") -> dict[str, Any]:
    """The keys of a YAML file.

    Raises:
        CaseError: it cannot be read, holds no keys, or more than it may.
    """
    if len(content) > limits.YAML:
        raise too_large(name, len(content), limits.YAML)
    try:
        keys = plain(text_of(content, name))
    except yaml.YAMLError as error:
        place = getattr(error, "problem_mark", None)
        row = place.line + 1 if place is not None else None
        what = getattr(error, "problem", None) or error
        raise CaseError([Problem(f"not readable YAML: {what}", name, row)]) from None
    if not isinstance(keys, dict):
        raise CaseError([Problem(f"{name} must hold 'key: value' lines", name)])
    return keys
