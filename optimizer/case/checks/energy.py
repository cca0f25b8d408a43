"""Energy out of nothing: converters that give more than all they take brings.

Heat may come from the surroundings, power and fuel may not. A unit of energy does not say whether latent heat is counted: of hydrogen, where
it matters most, the higher heating value is 1.18 times the lower one. So power or fuel beyond 1.18 of what is taken breaks physics on
either count, and is an error where the case states the energy of all that is taken; what lies between, and what rests on heating
values that carriers of such names usually have, is a note. `draws_on` in technologies.csv says that there is a source that no carrier counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from optimizer.case.checks.common import Found, Tables, at, at_year, grouped, records, stated
from optimizer.case.energy import Content, contents
from optimizer.case.plausible_inputs import Band, of_shares
from optimizer.case.schema import Options
from optimizer.case.text import listed
from optimizer.quantities import Quantity

LATENT = 1.182
NEAR = 1e-6
LATENT_SOURCE = "higher over lower heating value of hydrogen, 141.8 over 120.0 MJ/kg, NIST Chemistry WebBook"
Row = dict[str, Any]


@dataclass(frozen=True)
class Balance:
    """Energy of a converter per unit of its use, in the mix of its fuels and the year that give most for least [MWh].

    Attributes:
        row: the number that says most about it.
        taken: at most, of what is known.
        work: power and fuel that it gives, at least.
        given: all that it gives, at least.
        open: inputs of unknown energy.
        unsaid: outputs of which nothing says whether they are heat, and that others take.
        fired: nothing but fuel goes in.
        stated: the case states the energy of all that counts.
    """

    row: Row
    year: float
    taken: float
    work: float
    given: float
    open: tuple[str, ...]
    unsaid: tuple[str, ...]
    fired: bool
    stated: bool

    @property
    def gain(self) -> float:
        return self.work / self.taken

    @property
    def certain(self) -> bool:
        return self.stated and not self.open and not self.unsaid


def energy(tables: Tables, _: Options, __: Sequence[Quantity]) -> Found:
    """Power or fuel beyond all that is taken, where the case states how much that is."""
    for technology, b in _balances(tables):
        if b.gain > LATENT * (1 + NEAR) and b.certain and not technology["draws_on"]:
            yield _beyond(technology, b, "out of nothing", _allowed(b))


def energy_notes(tables: Tables) -> Found:
    """The same where heating values are those of carriers of such names, or where latent heat may explain it; and gains that nothing has."""
    known = of_shares("efficiency", "converter")
    for technology, b in _balances(tables):
        free, heat = not technology["draws_on"], b.given / b.taken
        if free and b.gain > LATENT * (1 + NEAR):
            if not b.certain:
                yield _beyond(technology, b, _by_what(b), _allowed(b))
        elif not known.low <= heat <= known.high:
            yield _far(technology, b, known)
        elif free and b.gain > 1 + NEAR:
            why = f"only latent heat, up to {LATENT:g}, explains that ({LATENT_SOURCE})"
            yield _beyond(technology, b, why, _allowed(b))
        elif free and b.fired and heat > LATENT * (1 + NEAR):
            yield _far(technology, b, replace(known, high=LATENT, source=f"fuel alone; {LATENT_SOURCE}"))


def _far(technology: Row, b: Balance, known: Band) -> Any:
    message = f"'{technology['technology']}' gives {b.given / b.taken:.3g} of energy for each unit it takes"
    return at(b.row, "value", message, f"{b.row['value']:g} {b.row['unit']}", f"{known.told()}")


def _by_what(b: Balance) -> str:
    if b.open:
        return f"unless {listed(b.open)} brings energy (iamc.csv may state a heating value)"
    if b.unsaid:
        return f"unless {listed(b.unsaid)} is heat (the word in its name, or iamc.csv, would say so)"
    return "by the heating values that carriers of these names have (optimizer/case/energy_carriers.csv)"


def _beyond(technology: Row, b: Balance, why: str, allowed: str) -> Any:
    when = f" in {b.year:g}" if b.year else ""
    gives = "gives" if b.stated else "gives at least"
    message = f"'{technology['technology']}' {gives} {b.gain:.3g} of power and fuel for each unit of energy it takes{when}: {why}"
    return at(b.row, "value", message, f"{b.row['value']:g} {b.row['unit']}", allowed)


def _allowed(b: Balance) -> str:
    """What the number may be, and what may have been meant."""
    value, least = b.row["value"], b.row["direction"] == "in"
    meant = ""
    if least and 0 < value < 1 and b.gain * value * value <= 1:
        meant = f"; did you mean {1 / value:.4g}, one over it?"
    amount = f"at least {value * b.gain:.4g}" if least else f"at most {value / b.gain:.4g}"
    source = "or draws_on in technologies.csv, if it draws on a source that no carrier counts"
    return f"{amount} {b.row['unit']} as the other ports are{meant}; {source}"


def _balances(tables: Tables) -> Iterator[tuple[Row, Balance]]:
    """Each converter that takes energy, in its most generous year; where it gives less than any other plant, in its least generous one."""
    low = of_shares("efficiency", "converter").low
    known = contents(tables)
    technologies = {r["technology"]: r for r in records(tables, "technologies")}
    used = {r["carrier"] for r in records(tables, "ports") if r["direction"] == "in"}
    for rows in grouped(records(tables, "ports"), ["technology"]):
        technology = technologies.get(rows[0]["technology"])
        if technology is None or technology["kind"] != "converter" or not all(stated(r["amount"]) for r in rows):
            continue
        years = sorted({r["year"] for r in rows if stated(r["year"])}) or [0.0]
        found = [_balance(rows, year, technology["reference"], known, used) for year in years]
        alike = [b for b in found if b is not None]
        if alike:
            least = min(alike, key=lambda b: b.given / b.taken)
            most = max(alike, key=lambda b: (b.gain, b.given / b.taken))
            yield technology, most if most.gain > 1 or least.given / least.taken > low else least


def _balance(
    rows: Sequence[Row], year: float, reference: str, known: Mapping[str, Content], used: Collection[str]
) -> Balance | None:
    """Energy in and out in a year; None where no energy is known to go in or come out."""
    ports = grouped(rows, ["carrier", "direction"])
    amounts = {(p[0]["carrier"], p[0]["direction"]): at_year(p, year) for p in ports}
    taken, unknown = _side([p for p in ports if p[0]["direction"] == "in"], amounts, known, least=True)
    outs = [p for p in ports if p[0]["direction"] == "out"]
    given, _ = _side(outs, amounts, known, least=False)
    form = {c: content.form for c, content in known.items()}
    unsaid = tuple(p[0]["carrier"] for p in outs if form.get(p[0]["carrier"]) == "" and p[0]["carrier"] in used)
    works = [p for p in outs if form.get(p[0]["carrier"]) in ("power", "fuel") or p[0]["carrier"] in unsaid]
    work, _ = _side(works, amounts, known, least=False)
    if taken <= 0 or given <= 0:
        return None
    weighty = max(
        (p for p in ports if p[0]["carrier"] != reference and p[0]["carrier"] in known),
        key=lambda p: amounts[p[0]["carrier"], p[0]["direction"]] * known[p[0]["carrier"]].high,
        default=ports[-1],
    )
    row = next((r for r in weighty if r["year"] == year), weighty[0])
    fired = all(form.get(p[0]["carrier"]) in ("fuel", "none") for p in ports if p[0]["direction"] == "in")
    counts = [p[0]["carrier"] for p in ports if p[0]["direction"] == "in" or p in works]
    sure = all(known[c].stated for c in counts if c in known)
    return Balance(row, year, taken, work, given, unknown, unsaid, fired, sure)


def _side(
    ports: Sequence[list[Row]], amounts: Mapping[tuple[str, str], float], known: Mapping[str, Content], *, least: bool
) -> tuple[float, tuple[str, ...]]:
    """Energy of one side, and its carriers of unknown energy; ports with a free share in the mix of least, or of most, energy."""
    total, unknown, groups = 0.0, dict[str, None](), dict[str, list[tuple[float, float, float]]]()
    for port in ports:
        first = port[0]
        amount, content = amounts[first["carrier"], first["direction"]], known.get(first["carrier"])
        if content is None:
            unknown |= {first["carrier"]: None} if amount else {}
            continue
        each = amount * (content.high if least else content.low)
        if first["group"]:
            low = first["share_min"] if stated(first["share_min"]) else 0.0
            high = first["share_max"] if stated(first["share_max"]) else 1.0
            groups.setdefault(first["group"], []).append((each, low, high))
        else:
            total += each
    for shares in groups.values():
        total += _mixed(shares, least=least)
    return total, tuple(unknown)


def _mixed(ports: Sequence[tuple[float, float, float]], *, least: bool) -> float:
    """Energy of a group whose shares add up to one: all at their least share, the rest where it brings least, or most.

    >>> _mixed([(2.0, 0.0, 1.0), (1.0, 0.2, 0.6)], least=True), _mixed([(2.0, 0.0, 1.0), (1.0, 0.2, 0.6)], least=False)
    (1.4, 1.8)
    """
    total, left = sum(e * low for e, low, _ in ports), 1.0 - sum(low for _, low, _ in ports)
    for each, low, high in sorted(ports, reverse=not least):
        more = min(max(left, 0.0), high - low)
        total, left = total + each * more, left - more
    return round(total, 12)
