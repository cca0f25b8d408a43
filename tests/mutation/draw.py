"""Which mutants there are, and which of them are drawn.

A mutant is one small change of code by one of the operators of mutmut (a number plus one, `*` for `/`, `<` for `<=`, an argument
dropped or None, a name of a string changed, a value None, a branch forced), or by one of ours: `<=` turned into `>=`, which is the
way a row of a model is most easily stated wrong. mutmut itself changes the bodies of functions only; here tables, defaults and
properties are changed as well.

What is words and not code is left alone: docstrings, annotations and names of types, what an error says, `__all__`, strings with a
blank (sentences) and labels of units.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

import libcst as cst
import libcst.matchers as m
from libcst.metadata import CodePosition, CodeRange, MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators

PLACES = ("optimizer/formulation", "optimizer/algebra", "optimizer/finance.py")
TURNED: dict[type[cst.CSTNode], type[cst.CSTNode]] = {
    cst.LessThanEqual: cst.GreaterThanEqual,
    cst.GreaterThanEqual: cst.LessThanEqual,
}
UNIT_LABELS = ("_unit", "dimensionless")
TYPES = m.Subscript(m.Name("Literal") | m.Name("NDArray") | m.Name("Callable"))
ALIASES = ("Atom", "Bound")  # unions that only annotations read


@dataclass(frozen=True)
class Mutant:
    """One change of one file: the lines before and after it, the lines its statement stands on, and the whole changed text."""

    path: str
    first: int
    last: int
    before: str
    after: str
    nth: int
    text: str

    @property
    def key(self) -> str:
        return f"{self.path}|{self.before}|{self.after}|{self.nth}"

    def rank(self, seed: int) -> str:
        """The order of the draw: a hash, so that a change elsewhere in the code draws no other mutants here."""
        return hashlib.sha256(f"{seed}|{self.key}".encode()).hexdigest()


def sources(root: Path) -> list[Path]:
    found = [
        file for place in PLACES for file in ([root / place] if place.endswith(".py") else (root / place).glob("*.py"))
    ]
    return sorted(file.relative_to(root) for file in found)


def population(root: Path) -> list[Mutant]:
    """Every mutant of every file, once."""
    return [
        mutant for path in sources(root) for mutant in mutants_of(path.as_posix(), (root / path).read_text("utf-8"))
    ]


def sample(mutants: Iterable[Mutant], count: int, seed: int) -> list[Mutant]:
    return sorted(mutants, key=lambda mutant: mutant.rank(seed))[:count]


def mutants_of(path: str, text: str) -> list[Mutant]:
    """The mutants of one file, which differ from it and from one another."""
    module = cst.parse_module(text)
    walk = Walk()
    MetadataWrapper(module, unsafe_skip_copy=True).visit(walk)
    starts = [0, *accumulate(len(line) for line in text.splitlines(keepends=True))]
    seen, count, out = {text}, Counter[tuple[str, str]](), list[Mutant]()
    for start, where, old, new in walk.changes:
        changed = _replaced(text, starts, where, start.column, module.code_for_node(old), module.code_for_node(new))
        if changed not in seen:
            seen.add(changed)
            lines = _changed_lines(text, changed)
            out.append(Mutant(path, start.line, where.end.line, *lines, count[lines], changed))
            count[lines] += 1
    return out


def _replaced(text: str, starts: list[int], where: CodeRange, column: int, old: str, new: str) -> str:
    """The text with one node replaced. Its place is without, its code with the brackets and blanks around it."""
    at, end = starts[where.start.line - 1] + where.start.column, starts[where.end.line - 1] + where.end.column
    indent = "\n" + " " * column
    old, new = old.replace("\n", indent), new.replace("\n", indent)
    begin = at - old.find(text[at:end])
    assert text[begin : begin + len(old)] == old, f"{old!r} is not at {where}"
    return text[:begin] + new + text[begin + len(old) :]


def _changed_lines(text: str, changed: str) -> tuple[str, str]:
    """The lines between the first and the last that differ, in one line each."""
    old, new = text.splitlines(), changed.splitlines()
    head = _alike(old, new)
    tail = min(_alike(old[::-1], new[::-1]), min(len(old), len(new)) - head)
    before, after = (" ".join(line.strip() for line in lines[head : len(lines) - tail]) for lines in (old, new))
    return before, after


def _alike(one: list[str], other: list[str]) -> int:
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


class Walk(cst.CSTVisitor):
    """All changes of a module, in order: (where its statement starts, place of the change, old node, new node)."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self) -> None:
        super().__init__()
        self.changes: list[tuple[CodePosition, CodeRange, cst.CSTNode, cst.CSTNode]] = []
        self._starts: list[CodePosition] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if _is_words(node):
            return False
        if isinstance(node, cst.BaseStatement):
            self._starts.append(self._range(node).start)
        for operator in _operators(node):
            for new in operator(node):
                where = self._range(node)
                first = self._starts[-1] if self._starts else where.start
                self.changes.append((first, where, node, new))
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if isinstance(original_node, cst.BaseStatement) and not _is_words(original_node):
            self._starts.pop()

    def _range(self, node: cst.CSTNode) -> CodeRange:
        found: CodeRange = self.get_metadata(PositionProvider, node)
        return found


def _operators(node: cst.CSTNode) -> Iterator[Callable[[Any], Iterable[cst.CSTNode]]]:
    yield from (operator for kind, operator in mutation_operators if isinstance(node, kind))
    if isinstance(node, cst.ComparisonTarget):
        yield _turned


def _turned(node: cst.ComparisonTarget) -> Iterator[cst.ComparisonTarget]:
    other = TURNED.get(type(node.operator))
    if other:
        yield node.with_changes(operator=other())


def _is_words(node: cst.CSTNode) -> bool:
    """Whether a node, with all in it, says something to people or to the type checker only."""
    if isinstance(node, cst.Annotation | cst.Import | cst.ImportFrom | cst.Raise):
        return True
    if isinstance(node, cst.SimpleString):
        text = node.raw_value
        return node.quote.startswith(('"""', "'''")) or " " in text or "/" in text or text.endswith(UNIT_LABELS)
    if isinstance(node, cst.Call):  # as mutmut does: nothing but a TypeError comes of it
        return m.matches(node.func, m.Name("len") | m.Name("isinstance"))
    if isinstance(node, cst.Assign):
        named = m.AssignTarget(m.OneOf(*(m.Name(name) for name in ("__all__", *ALIASES))))
        return m.matches(node, m.Assign(value=TYPES) | m.Assign(targets=[named]))
    return False
