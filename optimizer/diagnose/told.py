"""A diagnosis as a planner reads it."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.diagnose.amounts import percent
from optimizer.diagnose.change import Change
from optimizer.diagnose.changed import in_words
from optimizer.diagnose.conflicts import Conflict, Diagnosis
from optimizer.diagnose.rates import OF_PLANT
from optimizer.diagnose.requirements import BELOW, OF_POLICY
from optimizer.diagnose.sources import hindrances, not_firm
from optimizer.diagnose.words import Words
from optimizer.inputs import Inputs

MOST, MOST_MEMBERS, PLACES = 8, 20, 6
FAR = 1000.0  # percent beyond which a change of one limit alone is no help
HEAD = "No plan meets every requirement."
LEAST = "The least change that makes a plan possible, by the sum of its percentages (those of demands count ten times):"
PLANS = {
    True: "the plan without policies",
    None: "the cheapest plan",
    False: "a plan without policies that gives way least",
}
"""What sizes are measured on, by whether a plan exists without policies; None: the case has none."""
ALL = "`h2opt diagnose --all` lists them"
ROUGH = (
    "It was not found out whether these numbers are enough: they are those of the problem in which units need not be whole, or before rounding. "
    "Enter them, and diagnose again."
)
COARSER = (
    "The diagnosis did not come to its end, for lack of time or because HiGHS found no answer to one of its questions. A coarser clock "
    "(fewer days or longer steps in case.yaml) is diagnosed sooner."
)


def told(found: Diagnosis, inputs: Inputs, *, every: bool = False) -> str:
    """The conflicts, what each requirement alone would have to give, and the least change that mends all of it.

    Args:
        every: all changes of the repair, however many.
    """
    words = Words(inputs, PLANS[found.policies_matter])
    if found.feasible:
        return "Everything that is asked for can hold together: a plan exists."
    without = {
        None: "",
        True: " Without its policies the case has one.",
        False: " Without its policies there is none either.",
    }
    lines = [HEAD + without[found.policies_matter]]
    for n, conflict in enumerate(found.conflicts):
        lines += _conflict(conflict, words, n)
    if found.repair:
        lines.append(LEAST)
        lines += _listed(_changes(found.repair, words, len(found.repair) if every else MOST), len(found.repair))
        lines += [] if found.confirmed else [ROUGH]
    if found.elsewhere:
        lines.append("The conflict lies in what no demand, policy or limit asks for:")
        lines += _listed(found.elsewhere)
    if not (found.conflicts or found.repair or found.elsewhere) and found.complete:
        lines.append("The conflict could not be narrowed down.")
    return "\n".join([*lines, *([] if found.complete else [COARSER])])


def _conflict(conflict: Conflict, words: Words, number: int) -> list[str]:
    members = _statements(conflict, words)
    one = len(conflict.members) == 1
    if one:
        head = "This cannot be met:"
    elif conflict.irreducible:
        head = "These cannot hold together; without any one of them the others could:"
    else:
        head = "These cannot hold together (not all of them need be part of the conflict):"
    lines = [f"Besides, {head[0].lower()}{head[1:]}" if number else head, *_listed(members, MOST_MEMBERS)]
    lines += _supply(conflict, words) + _firm(conflict, words)
    near = [c for c in conflict.alone if c.share <= FAR]
    if near and not one:
        lines.append("Any one of these changes alone would do:" if len(near) > 1 else "This change alone would do:")
        lines += _listed([_change(c, words) for c in near])
    return lines


def _supply(conflict: Conflict, words: Words) -> list[str]:
    """Where one demand stands against no policy: what could supply it, and why it may not."""
    demands = [dict(r.at) for r in conflict.members if r.kind == "demand"]
    if len(demands) != 1 or any(r.kind in OF_POLICY for r in conflict.members):
        return []
    at = demands[0]
    told = hindrances(
        words.inputs, str(at["carrier"]), str(at["region"]), at["period"], missing=len(conflict.members) == 1
    )
    head = (
        f"What could supply {at['carrier']} in {at['region']} in {at['period']}, and why it does not or may not grow:"
    )
    return [head, *_listed(told)] if told else []


def _firm(conflict: Conflict, words: Words) -> list[str]:
    """Of the first reserve of a conflict: what could be firm for it, and why it is not or may not grow."""
    reserves = [dict(r.at) for r in conflict.members if r.kind == "reserve"]
    if not reserves:
        return []
    policy, area, period = (reserves[0][n] for n in ("policy", "area", "period"))
    told = list(not_firm(words.inputs, policy, area, period))
    head = f"What could be firm for '{policy}' in {period}, and why it is not or may not grow:"
    return [head, *_listed(told)] if told else []


def _statements(conflict: Conflict, words: Words) -> list[str]:
    """A line each; what differs only in place is one."""
    groups: dict[tuple[object, ...], list[str]] = {}
    for r in conflict.members:
        groups.setdefault((*r.name, r.of("period", "vintage", "until")), []).append(words.statement(r))
    out: list[str] = []
    for lines in groups.values():
        out += lines[:PLACES]
        if len(lines) > PLACES:
            out.append(f"and {len(lines) - PLACES} more like these")
    return out


def _changes(changes: Sequence[Change], words: Words, most: int) -> list[str]:
    """A line each; of the same thing in many places and periods the largest, and how many more there are."""
    groups: dict[tuple[object, ...], list[Change]] = {}
    for c in changes:
        groups.setdefault(c.requirement.name, []).append(c)
    out = []
    for group in groups.values():
        out += [_change(c, words) + _shared_row(c, group, words) for c in group[:most]]
        if rest := group[most:]:
            low, high = percent(rest[-1].share), percent(rest[0].share)
            share = high if low == high else f"{low} to {high}"
            out.append(f"and {len(rest)} more like these: {share} % {words.way(rest[0].requirement)} ({ALL})")
    return out


def _shared_row(change: Change, group: Sequence[Change], words: Words) -> str:
    """What to enter where one row of a policy is that of several regions, each of which would do with another number."""
    r = change.requirement
    year = r.of("until", "period")
    ruled = r.kind in (*OF_POLICY, *OF_PLANT)
    same = [c for c in group if ruled and c.requirement.of("until", "period") == year]
    if len(same) < 2 or len({words.row(c.requirement) for c in same}) > 1:
        return ""
    return f"; one row for every region: the {'lowest' if r.side == BELOW else 'highest'} number does for all"


def _change(change: Change, words: Words) -> str:
    return f"{words.name(change.requirement)}: {in_words(change, words)}{words.row(change.requirement)}"


def _listed(lines: Sequence[str], most: int = MOST) -> list[str]:
    out = [f"  - {line}" for line in lines[:most]]
    return out + ([f"  - and {len(lines) - most} more"] if len(lines) > most else [])
