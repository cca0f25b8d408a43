"""Sound files with something changed: bytes, cells, columns, rows and keys, by strategies of Hypothesis."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from hypothesis import strategies as st

Files = dict[str, bytes]

CELLS = (
    "", " ", "0", "-1", "1", "1e9", "1000000000", "-1e300", "1e300", "1e400", "nan", "inf", "-inf", "1_000", "0x10", "1,5", "50%", "1/0",
    "=1+1", "=cmd()", "+1", "-x", "@x", "'=x", "yes", "no", "true", "null", "~", "..", "../..", "/", "CON", "a.", "all", "base", "2030", "2030.5",
    "9999", "99999", ";", "a;b", "a;;b", "a=1;b", "m**9**9", "kg/kg", "CNY_2020/kg", "EUR_9999/kg", "t/0", "(((", "%", "é", "氢", "\u202e", "\u2028",
    "x" * 200, "x" * 140_000, "[", "{", "[]", "{}", "_file", "_row", "from", "value", "unit", "region", "day", "step", "time", "electricity",
    "hydrogen", "year", "hour", "purchase", "wind", "linear", "<=", "=", ">=",
)  # fmt: skip
BYTES = (
    b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\r\n", b"\n", b"\n\n", b'"', b"'", b",", b",,,,", b";", b"\t", b"\x1b[2J", b"#", b":", b"- ",
    b"&a ", b"*a", b"!!python/object:os.system ", b"!!binary ", b"!!set ", b"!!timestamp ", b"!!int ", b"!!float ", b"!!bool ", b"<<: ", b"? ", b"[",
    b"{", b"]", b"}", b"|", b">", b"%", b"@", b"`", b"---\n", b"...\n", b"\xe2\x80\xa8", b"\xed\xa0\x80", b"9" * 400, b"[" * 60, b"<", b"&amp;", b"PK",
)  # fmt: skip
VALUES = (
    "null", "true", "0", "-1", "1e9", "1.0e+300", "1000000000", "9" * 30, "2030", "2030-01-01", "2030-13-01", "12:30:45", "abc", "''", "[]", "{}",
    "[1]", "[a, b]", "[[1]]", "[{}]", "{a: b}", "{a: {b: c}}", "[2030, 2040]", "[2030, 2030]", "[2040, 2030]", "[{label: 2030}]", "[2030, {years: 5}]",
    "{label: 1, first_year: 2, years: 3}", "{full_year: {}}", "{full_year: {step: 5}}", "{full_year: {step: 1e-9}}", "{typical_days: {days: 2}}",
    "{typical_days: {days: 1000000000}}", "{typical_days: {days: 2, hours: 7, extremes: [a, 'peak:x']}}", "{given_days: {}}", "../x", "CON", "0x1F", "0b1",
    "1_000", "!!binary aGk=", "!!set {a}", "!!omap [a: b]", "~", "'nan'", "'1e400'", "[{table: demand}]", "{x: [{table: demand, set: {value: 1}}]}",
    "{x: [{table: demand, where: {carrier: [hydrogen]}, scale: 2}]}", "{x: [{key: clock.full_year.step, set: 2}]}", "{x: [{key: name.a, set: 2}]}",
    "{x: [{table: demand, add: {carrier: hydrogen, value: [1]}}]}", "{x: [{table: regions, drop: true}]}", "{x: 1}", "{x: [1]}", "{x: null}",
    "{x: [{table: demand, where: [a], set: 1}]}", "{x: [{table: demand, where: {value: {a: b}}, set: {value: {a: b}}}]}", "{1: 2}",
)  # fmt: skip
KEYS = (
    "name", "title", "money", "discount_rate", "wacc", "base_year", "periods", "clock", "year_hours", "conventions", "learning", "solve", "report",
    "gas_units", "carbon_gas", "scopes", "regions", "scenarios", "extends", "case", "scenario", "design", "axes", "runs", "samples", "seed",
    "levels", "second_order", "check", "algorithm", "time_limit", "other", "1", "null", "[a]",
)  # fmt: skip


@dataclass(frozen=True)
class Mutation:
    """One change.

    Attributes:
        file, row, column: where, as shares of what there is.
        kind: one of `KINDS`.
        cell, bytes_, key, value: what is put there, by kind.
    """

    kind: str
    file: float
    row: float
    column: float
    cell: str
    bytes_: bytes
    key: str
    value: str


KINDS = ("cell", "cell", "cell", "cell", "column", "drop column", "twin column", "drop row", "twin row", "insert", "flip", "cut", "repeat",
         "truncate", "drop file", "key", "key", "key", "drop line")  # fmt: skip
share = st.floats(0.0, 1.0, exclude_max=True)
texts = st.one_of(st.sampled_from(CELLS), st.sampled_from(CELLS), st.text(max_size=8), st.floats().map(repr))
mutations = st.lists(
    st.builds(
        Mutation, st.sampled_from(KINDS), share, share, share, texts,
        st.one_of(st.sampled_from(BYTES), st.binary(max_size=4)), st.sampled_from(KEYS), st.sampled_from(VALUES),
    ),
    min_size=1, max_size=3,
)  # fmt: skip


def mutated(files: Mapping[str, bytes], changes: list[Mutation]) -> Files:
    """The files with the changes made one after the other."""
    out = dict(files)
    for change in changes:
        if out:
            _apply(out, change)
    return out


def _apply(files: Files, change: Mutation) -> None:
    tables, texts = ([n for n in files if n.endswith(end)] for end in (".csv", ".yaml"))
    kind = change.kind
    if kind in ("cell", "column", "drop column", "twin column", "drop row", "twin row") and tables:
        name = tables[int(change.file * len(tables))]
        files[name] = _table(files[name], change)
    elif kind in ("key", "drop line") and texts:
        name = texts[int(change.file * len(texts))]
        files[name] = _yaml(files[name], change)
    else:
        name = list(files)[int(change.file * len(files))]
        if kind == "drop file":
            del files[name]
        else:
            files[name] = _bytes(files[name], change)


def _bytes(content: bytes, change: Mutation) -> bytes:
    at = int(change.row * (len(content) + 1))
    until = at + int(change.column * 200)
    if change.kind == "flip":
        return content[:at] + change.bytes_ + content[at + max(len(change.bytes_), 1) :]
    if change.kind == "cut":
        return content[:at] + content[until:]
    if change.kind == "repeat":
        return content[:until] + content[at:until] * 3 + content[until:]
    if change.kind == "truncate":
        return content[:at]
    return content[:at] + change.bytes_ + content[at:]


def _table(content: bytes, change: Mutation) -> bytes:
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8"))))
    except (UnicodeDecodeError, csv.Error):
        return content
    if not rows or not rows[0]:
        return content
    width, kind = len(rows[0]), change.kind
    rows = [[*row, *[""] * (width - len(row))] for row in rows]
    at, column = int(change.row * len(rows)), int(change.column * width)
    if kind == "cell":
        rows[at][column] = change.cell
    elif kind == "column":
        rows = [row if i and i < at else [*row[:column], change.cell, *row[column + 1 :]] for i, row in enumerate(rows)]
    elif kind == "drop column":
        rows = [row[:column] + row[column + 1 :] for row in rows]
    elif kind == "twin column":
        rows = [[*row, row[column]] for row in rows]
    elif kind == "drop row":
        del rows[at]
    else:
        rows.append([change.cell if i == column else cell for i, cell in enumerate(rows[at])])
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode("utf-8", "surrogatepass")


def _yaml(content: bytes, change: Mutation) -> bytes:
    """A key with another value in place of the lines that it has, or a line less."""
    lines = content.decode("utf-8", "replace").splitlines()
    if change.kind == "drop line":
        at = int(change.row * len(lines)) if lines else 0
        return "\n".join([*lines[:at], *lines[at + 1 :]]).encode()
    own = [i for i, line in enumerate(lines) if ":" in line and not line.lstrip().startswith("#")]
    if change.column < 0.5 or not own:
        kept, inside = [], False
        for line in lines:
            inside = line.startswith(f"{change.key}:") or (inside and (not line or line[0] in " #-"))
            kept += [] if inside else [line]
        return "\n".join([*kept, f"{change.key}: {change.value}", ""]).encode()
    at = own[int(change.row * len(own))]
    lines[at] = f"{lines[at].partition(':')[0]}: {change.value}"
    return "\n".join(lines).encode()
