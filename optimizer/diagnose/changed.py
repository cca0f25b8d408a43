"""A change in words: what to enter instead, by how much that is less or more, and what this is in percent of what."""

from __future__ import annotations

from optimizer.diagnose.amounts import digits, held, percent
from optimizer.diagnose.change import IN_A_STEP, OF_STEPS, Change, number_of
from optimizer.diagnose.cited import value_of
from optimizer.diagnose.requirements import BELOW
from optimizer.diagnose.words import Words


def in_words(c: Change, words: Words) -> str:
    """What would have to be asked for instead."""
    r = c.requirement
    by = f"{words.amount(r, c.amount)} {words.way(r)}"
    if c.rate is not None:
        return _other_rate(c, c.rate, words)
    if c.enter is not None:
        new = f"{words.amount(r, c.enter)} in place of {words.amount(r, number_of(r))}"
        return f"{new}: {by}, {_share(c, words)}" if r.asked else f"{new}, {_share(c, words)}"
    if r.kind in OF_STEPS and not r.level:
        times = held(1.0 - r.side * c.share / 100.0, "", r.side)
        return f"{digits(times)} times the limit in every step: {by} in the worst"
    if r.kind in IN_A_STEP:
        return f"{by} in the worst step ({percent(c.share)} % over all steps)"
    if words.relative(r):
        return f"{by} than it {'asks for' if r.side == BELOW else 'allows'}, {_share(c, words)}"
    return f"{by}, {_share(c, words)}"


def _other_rate(c: Change, rate: float, words: Words) -> str:
    """The value of a share, a rate of growth, a margin or a rule on plant that would do."""
    r = c.requirement
    found = value_of(words.tables, r)
    assert found is not None
    value, unit, _ = found
    new = f"{words.in_unit(rate, unit)} in place of {words.in_unit(value, unit)}"
    missing = f"{words.amount(r, c.amount)} {words.way(r)}"
    if r.kind == "reserve":
        none = "no margin can be met at all; " if rate < 0 else ""
        return f"{none}{new}: firm capacity is {words.amount(r, c.amount)} short in the worst step"
    if r.kind in IN_A_STEP:
        return f"{new}: {missing} in the worst step"
    return f"{new}: {missing} than it {'asks for' if r.side == BELOW else 'allows'}"


def _share(c: Change, words: Words) -> str:
    """A change in percent, and of what: the amount asked for, or what is counted there if that is more."""
    r = c.requirement
    if r.kind in OF_STEPS:
        return f"{percent(c.share)} % of it"
    size = 100.0 * c.amount / c.share
    if r.asked and abs(size - abs(r.asked)) <= 1e-3 * size:
        return f"{percent(c.share)} % of it"
    return f"{percent(c.share)} % of the {words.amount(r, size)} that {words.plan} has there"
