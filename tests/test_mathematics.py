"""The page of the mathematics is whole: each heading has its six parts, and what lacks one is named."""

from __future__ import annotations

import doctest
import importlib
import re
from dataclasses import replace
from pathlib import Path

import pytest
from headings import PARTS, Section, lacks, section
from makers import DOCS, maker_of
from symbols import explained, used
from traced import Made, Trace, trace

from optimizer.formulation import CONCEPTS

mathematics = maker_of("mathematics")
ROWS = "build_below_units"
WHOLE = """Units: builds that come in whole units.

n: number of units.

`build_below_units`  No more is built than the units can hold.
    B[k,l,v] <= U[k,l,v] * n[k,l,v]                     [capacity_unit]
    U: largest size of a unit.
    Source: a book, its chapter and its equation.
"""
COST = """Units: builds that come in whole units.

Cost: fixed charge, paid as the capital is:
    sum of  f[k,l,v] * A[k,l,v] * n[k,l,v]      [money]
    f: charge for a unit; n: number of units.
    Source: own formulation; a reason is given.
"""


def missing(doc: str, known: Trace | None = None) -> list[str]:
    of = section("units", doc)
    return [what for heading in of.headings for what in lacks(heading, of, known or trace())]


def test_every_heading_has_every_part() -> None:
    concepts = mathematics.sections()
    assert mathematics.incomplete(concepts, trace()) == []
    assert mathematics.without_heading(concepts, trace()) == []
    assert {c.name for c in concepts} == {c.name for c in CONCEPTS}
    assert all(c.headings for c in concepts)


def test_the_page_has_what_the_parts_say() -> None:
    """Counted on the page itself, whatever the generator thinks."""
    page = (DOCS / "mathematics.md").read_text(encoding="utf-8")
    bodies = [part.split("\n## ")[0] for part in page.split("\n### ")[1:]]
    assert len(bodies) == sum(len(c.headings) for c in mathematics.sections()) > 67
    for body in bodies:
        title = body.partition("\n")[0]
        assert len(re.findall(r"^Source: \S.{12,}\.$", body, re.M)) == 1, title
        assert re.search(r"^Unit: `[a-z_/*]+`", body, re.M), title
        assert "```math" in body, title
        files = re.findall(r"`(tests/[\w/]+\.py)`", body)
        assert files, title
        assert all((DOCS.parent / file).exists() for file in files), title


LACKING = [
    ("sentence", "No more is built than the units can hold.", "no more"),
    ("equation", "    B[k,l,v] <= U[k,l,v] * n[k,l,v]                     [capacity_unit]\n", ""),
    ("letters: U is not", "    U: largest size of a unit.\n", ""),
    ("letters: n is not", "n: number of units.", "There are units."),
    ("letters: index q is not", "U[k,l,v]", "U[q,l,v]"),
    ("letters: v' is not", "U[k,l,v]", "v'"),
    ("letters: size is not", "U[k,l,v]", "size[k,l,v]"),
    ("letters: B is explained at the top already", "U: largest", "B: what is built; U: largest"),
    ("unit: there is none", "[capacity_unit]", ""),
    ("unit: build_below_units is in capacity_unit, not in money", "[capacity_unit]", "[money]"),
    ("unit: unknown unit 'bananas'", "[capacity_unit]", "[bananas]"),
    ("source: there is none", "    Source: a book, its chapter and its equation.\n", ""),
    ("source: no reason", "a book, its chapter and its equation.", "own formulation."),
    ("test: the model has no such rows", "`build_below_units`", "`built_of_nothing`"),
]


@pytest.mark.parametrize(("what", "part", "other"), LACKING)
def test_what_a_heading_lacks_is_named(what: str, part: str, other: str) -> None:
    assert missing(WHOLE) == []
    assert part in WHOLE
    found = missing(WHOLE.replace(part, other, 1))
    assert any(one.startswith(what) for one in found), found
    assert {one.partition(":")[0] for one in found} <= set(PARTS)
    assert {what.partition(":")[0] for what, *_ in LACKING} == set(PARTS)


def test_a_heading_that_no_test_writes_again_is_named() -> None:
    known = trace()
    forgotten = replace(known, rows={**known.rows, ROWS: replace(known.rows[ROWS], again=set())})
    assert missing(WHOLE, forgotten) == [f"test: nothing writes {ROWS} again"]
    unwritten = replace(known, costs={**known.costs, "fixed charge": replace(known.costs["fixed charge"], again=set())})
    assert missing(COST) == []
    assert missing(COST, unwritten) == ["test: nothing writes fixed charge again"]


def test_an_item_of_an_account_that_no_test_writes_again_is_named() -> None:
    """Dumping, say, which a world may count with a factor of zero."""
    known = trace()
    account = ("emissions", "emission_account")
    assert names(known.items[account]["surplus"]) == {"accounts"}
    dumped = {**known.items[account], "surplus": replace(known.items[account]["surplus"], again=set())}
    concepts = [c for c in mathematics.sections() if c.name == "emissions"]
    assert mathematics.incomplete(concepts, replace(known, items={**known.items, account: dumped})) == [
        "optimizer/formulation/emissions.py, `emission_account`: test: nothing writes the item 'surplus' again"
    ]


def test_the_generator_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = mathematics.sections()
    docs = {c.name: importlib.import_module(f"optimizer.formulation.{c.name}").__doc__ or "" for c in CONCEPTS}
    unsourced = docs["units"].replace("    Source: urbs, ", "    From: urbs, ", 1)
    assert unsourced != docs["units"]
    for broken, words in (
        ([section("units", unsourced) if c.name == "units" else c for c in whole], "build_below_units`: source: there"),
        ([c for c in whole if c.name != "learning"], "learning: experience_grows has no heading"),
        ([c for c in whole if c.name != "stacks"], "stacks: stacks has no heading"),
    ):
        monkeypatch.setattr(mathematics, "sections", lambda broken=broken: broken)
        with pytest.raises(ValueError, match=words):
            mathematics.mathematics()


def test_the_example_of_a_new_concept_is_whole_but_for_its_test() -> None:
    page = (DOCS / "add-a-constraint.md").read_text(encoding="utf-8")
    (doc,) = re.findall(r'^```python\n"""(.*?)"""', page, re.M | re.S)
    assert missing(doc) == ["test: the model has no such rows, number or cost terms"]


def test_an_equation_outside_a_heading_is_refused() -> None:
    with pytest.raises(ValueError, match="an equation stands outside a heading: Where"):
        section("units", WHOLE + "\nWhere it is so:\n    E[y] = 1   [money]\n")


def test_what_a_concept_adds_to_rows_of_another_names_the_worlds_that_hold_it() -> None:
    """Rows of what stands are written again where nothing is retrofitted too: that binds no retrofit."""
    known = trace()
    assert names(known.rows["capacity_total"]) == {"equations", "retrofit"}
    assert names(known.added["retrofit", "capacity_total"]) == {"retrofit"}
    assert names(known.added["carbon", "emission_account"]) == {"carbon"}
    assert names(known.added["auxiliary", "carrier_balance"]) == {"auxiliary"}
    assert names(known.costs["levy on build"]) == {"levies"}
    assert "build_content" in known.added["build_inputs", "carrier_balance"].numbers
    assert known.added["permits", "policy_below_limit"].variables == {"permit_trade", "offset_use"}


def names(made: Made) -> set[str]:
    return {Path(path).stem for path in made.again}


def test_every_cost_term_leads_to_the_section_that_states_it() -> None:
    page = mathematics.costs()
    assert page["fixed cost of retrofits"] == "cost-of-retrofit"
    assert page["fixed"] == "cost-of-capacity"
    assert page["levy on build"] == page["overshoot"] == "cost-of-policies"
    assert set(page.values()) <= maker_of("origins").anchors_of("mathematics.md")


def test_letters_of_equations() -> None:
    assert used(["L[t] = (1-sigma)^dt[t] * L[t'] + sum over s in t of  eta_c * C[s]"]) == (
        {"L", "sigma", "dt", "eta_c", "C"},
        {"t", "t'", "s"},
    )
    assert used(["ratio[k] * a <= what lives on of K[k,y-1],  from a demand"]) == ({"ratio", "a", "K"}, {"k", "y"})
    assert explained("Where x goes, all is well. P, Q[r]: prices; z is use, w = 1") == {"P", "Q", "z", "w"}


@pytest.mark.parametrize("name", ["symbols", "tex", "anchors"])
def test_examples_of_the_scripts(name: str) -> None:
    done = doctest.testmod(importlib.import_module(name))
    assert done.attempted > 0
    assert done.failed == 0


def test_the_letters_at_the_top_are_used() -> None:
    letters, indices = set[str](), set[str]()
    for concept in mathematics.sections():
        assert isinstance(concept, Section)
        for heading in concept.headings:
            letters |= heading.letters[0]
            indices |= heading.letters[1]
    assert set(mathematics.LETTERS) <= letters
    assert set(mathematics.INDICES) <= indices
