"""What a docstring of the formulation says, taken apart into headings, and what a heading lacks.

A concept's docstring has a title, sentences that explain its letters, and paragraphs that begin with the names of row families, with the
name of a number of the Inputs, or with `Cost:`. Each of these is a heading of docs/mathematics.md and has six parts: a sentence; its
equation on indented lines that end with the unit in square brackets; every letter explained; that unit, which is the one that the model
counts in; `Source:`; and a module of the tests that writes it a second time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from symbols import INDICES, LETTERS, explained, used
from traced import Made, Trace

from optimizer.units import UnitError, unit

PARTS = ("sentence", "equation", "letters", "unit", "source", "test")
FAMILY = re.compile(r"((?:`\w+`, )*`\w+`)  (\S.*)")
UNIT = re.compile(r"\s{2,}\[([a-z_]+(?:[*/][a-z_]+)*)\](?:\s+(\(.*\)))?$")
STARTS = re.compile(r"[A-Za-z]+\[[^\]]*\] (?:\*|<=|>=|=|\+|/) ")
DEEP = 8
"""Spaces before an equation that stands among the sentences below the first."""
OWN = "own formulation"


@dataclass
class Section:
    """A concept: its sentences and its headings in their order.

    Attributes:
        parts: paragraphs of sentences, and headings.
    """

    name: str
    title: str
    sentence: str
    parts: list[list[str] | Heading] = field(default_factory=list)

    @property
    def headings(self) -> list[Heading]:
        return [part for part in self.parts if isinstance(part, Heading)]

    @property
    def words(self) -> str:
        return "\n".join(line for part in self.parts if isinstance(part, list) for line in part)


@dataclass
class Heading:
    """Row families, a number or costs of a concept.

    Attributes:
        names: row families or a number; empty for costs.
        blocks: equations (True) and sentences (False) in their order.
        source: what follows `Source:`.
    """

    concept: str
    title: str
    names: tuple[str, ...]
    sentence: str
    blocks: list[tuple[bool, list[str]]]
    source: str

    @property
    def equations(self) -> list[str]:
        return [line for equation, lines in self.blocks if equation for line in lines]

    @property
    def words(self) -> str:
        return "\n".join([self.sentence, *(line for equation, lines in self.blocks if not equation for line in lines)])

    @property
    def units(self) -> list[str]:
        return list(dict.fromkeys(found[1] for line in self.equations if (found := UNIT.search(line))))

    @property
    def letters(self) -> tuple[set[str], set[str]]:
        """Letters of its equations, and indices below them."""
        return used([UNIT.sub("", line) for line in self.equations])

    def told(self, known: Trace) -> str:
        """Its words on the page."""
        names = ", ".join(f"`{name}`" for name in self.names)
        if not names:
            return f"Cost of {self.title.lower()}"
        if self.names[0] in known.numbers:
            return f"Number {names}"
        mine = all(known.stated.get(name) == self.concept for name in self.names)
        return names if mine else f"{self.title} in {names}"

    def made(self, known: Trace) -> dict[str, Made]:
        """What it holds, by row family, number or cost term; nothing where the model has no such thing."""
        if not self.names:
            return {term: known.costs[term] for term in known.costs if known.stated[term] == self.concept}
        found = {}
        for name in self.names:
            if known.stated.get(name) == self.concept:
                found[name] = known.rows[name]
            elif (self.concept, name) in known.added:
                found[name] = known.added[self.concept, name]
            elif name in known.numbers:
                found[name] = Made(set(), {name}, known.numbers[name][0], known.lost.get(name, set()))
        return found

    def items(self, known: Trace) -> dict[str, Made]:
        """Items that it brings to balances: its rows, or sums that its rows compare."""
        of = [balance for concept, balance in known.items if concept == self.concept and self.names]
        mine = [b for b in of if b in self.names or b not in known.rows]
        found = [(b, name, one) for b in mine for name, one in known.items[self.concept, b].items()]
        return {f"{name} of {b}" if len(mine) > 1 else name: one for b, name, one in found}


def section(name: str, doc: str) -> Section:
    """A docstring taken apart.

    Raises:
        ValueError: an equation stands outside a heading.
    """
    head, _, rest = doc.strip().partition("\n")
    title, _, sentence = head.partition(":")
    out = Section(name, title, sentence.strip())
    for paragraph in re.split(r"\n\s*\n", rest.strip("\n")):
        lines = paragraph.strip("\n").split("\n")
        family = FAMILY.fullmatch(lines[0])
        if family:
            names = tuple(re.findall(r"`(\w+)`", family[1]))
            out.parts.append(_heading(name, title, names, [family[2], *lines[1:]]))
        elif lines[0].startswith("Cost: "):
            first = lines[0].removeprefix("Cost: ")
            out.parts.append(_heading(name, title, (), [first[0].upper() + first[1:], *lines[1:]]))
        elif any(line.startswith(" ") for line in lines):
            raise ValueError(f"optimizer/formulation/{name}.py: an equation stands outside a heading: {lines[0]}")
        elif lines != [""]:
            out.parts.append(lines)
    return out


def _heading(concept: str, title: str, names: tuple[str, ...], lines: list[str]) -> Heading:
    """Sentence up to the first indented line, equations up to the last unit, sentences, source up to the end."""
    body = next((i for i, line in enumerate(lines) if line.startswith(" ")), len(lines))
    ends = next((i for i, line in enumerate(lines) if line.strip().startswith("Source:")), len(lines))
    source = " ".join(line.strip() for line in lines[ends:]).removeprefix("Source:").strip()
    return Heading(concept, title, names, " ".join(lines[:body]), _blocks(lines[body:ends]), source)


def _blocks(lines: list[str]) -> list[tuple[bool, list[str]]]:
    last = max((i for i, line in enumerate(lines) if UNIT.search(line)), default=-1)
    out: list[tuple[bool, list[str]]] = []
    for i, line in enumerate(lines):
        kind = i <= last or _is_equation(line)
        if not out or out[-1][0] != kind:
            out.append((kind, []))
        out[-1][1].append(line)
    return out


def _is_equation(line: str) -> bool:
    """Whether a line below the first equation is another one and no sentence."""
    if re.search(r"\. [A-Z]", line):
        return False
    return bool(STARTS.match(line.strip()) or len(line) - len(line.lstrip()) >= DEEP)


def lacks(heading: Heading, of: Section, known: Trace) -> list[str]:
    """What a heading has not, each beginning with one of the six parts."""
    made, out = heading.made(known), list[str]()
    if not re.match(r"[A-Z`].*[.:]$", heading.sentence, re.S):
        out.append("sentence: there is none")
    if not heading.equations:
        out.append("equation: there is none")
    out += [f"letters: {what}" for what in unexplained(heading, of)]
    out += [f"unit: {what}" for what in _wrong_units(heading, made)]
    if not heading.source:
        out.append("source: there is none")
    elif heading.source.startswith(OWN) and len(heading.source) < len(OWN) + 12:
        out.append("source: no reason is given for an own formulation")
    if not made or set(heading.names) - set(made):
        out.append("test: the model has no such rows, number or cost terms")
    out += [f"test: nothing writes {name} again" for name, one in made.items() if not one.again]
    items = heading.items(known)
    return out + [f"test: nothing writes the item '{name}' again" for name, one in items.items() if not one.again]


def unexplained(heading: Heading, of: Section) -> list[str]:
    """Letters of the equations that neither the heading, nor the sentences of its concept, nor the lists at the top explain."""
    here = explained(f"{of.sentence}\n{of.words}\n{heading.words}")
    letters, indices = heading.letters
    out = [f"{name} is not explained" for name in sorted(letters - here - set(LETTERS))]
    out += [f"index {name} is not explained" for name in sorted(indices - here - set(INDICES))]
    return out + [f"{name} is explained at the top already" for name in sorted(explained(heading.words) & set(LETTERS))]


def _wrong_units(heading: Heading, made: dict[str, Made]) -> list[str]:
    if not heading.units:
        return ["there is none"]
    out = []
    for text in heading.units:
        try:
            unit(text)
        except UnitError as error:
            out.append(str(error))
            continue
        out += [f"{name} is in {one.unit}, not in {text}" for name, one in made.items() if unit(one.unit) != unit(text)]
    return out
