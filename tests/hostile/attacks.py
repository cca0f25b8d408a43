"""Input that means harm, or that a slip makes as bad: what is written into a folder, and the command that meets it.

Each attack starts from a sound case in `case/`, writes its files, and names the words after `h2opt`. `says` are words that the
refusal must hold: the reason, and the place as far as there is one.
"""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

CHECK = ("check", "case")
Write = Callable[[Path], None]


@dataclass(frozen=True)
class Attack:
    """One way to harm.

    Attributes:
        write: changes the folder that holds the sound case `case/`.
        words: after `h2opt`.
        says: all of them stand in the refusal.
    """

    name: str
    write: Write
    words: tuple[str, ...]
    says: tuple[str, ...]


def key(text: str) -> Write:
    """Another line in case.yaml, in place of the one of that key."""

    def write(home: Path) -> None:
        file = home / "case" / "case.yaml"
        own = text.partition(":")[0]
        lines = file.read_text("utf-8").splitlines()
        kept, inside = [], False
        for line in lines:
            inside = line.startswith(f"{own}:") or (inside and (not line or line[0] in " #-"))
            kept += [] if inside else [line]
        file.write_bytes(("\n".join([*kept, text]) + "\n").encode("utf-8", "surrogateescape"))

    return write


def table(name: str, text: str | bytes) -> Write:
    """A table in place of the one that stands there."""

    def write(home: Path) -> None:
        content = text if isinstance(text, bytes) else text.encode("utf-8")
        (home / "case" / name).write_bytes(content)

    return write


def row(name: str, text: str) -> Write:
    """One more row of a table."""

    def write(home: Path) -> None:
        with (home / "case" / name).open("a", encoding="utf-8", newline="") as file:
            file.write(text)

    return write


def study(text: str, name: str = "study.yaml") -> Write:
    """A study of the sound case."""

    def write(home: Path) -> None:
        (home / name).write_text(text, "utf-8")

    return write


def large(path: str, line: str, count: int, head: str = "") -> Write:
    """A file of many equal lines."""

    def write(home: Path) -> None:
        with (home / path).open("w", encoding="utf-8") as file:
            file.write(head)
            block = line * 10_000
            for _ in range(count // 10_000):
                file.write(block)

    return write


def hollow(path: str, size: int) -> Write:
    """A file that is long and holds nothing."""

    def write(home: Path) -> None:
        with (home / path).open("wb") as file:
            file.truncate(size)

    return write


def packed(size: int) -> Write:
    """Profiles that unpack to zeros."""

    def write(home: Path) -> None:
        (home / "case" / "profiles.csv").unlink()
        with gzip.open(home / "case" / "profiles.csv.gz", "wb", compresslevel=9) as file:
            file.write(b"day,step,wind,sun,shifts\n")
            block = b"0" * 2**20
            for _ in range(size // 2**20):
                file.write(block)

    return write


def link(path: str, to: str) -> Write:
    def write(home: Path) -> None:
        (home / path).unlink(missing_ok=True)
        (home / path).symlink_to(to)

    return write


def pipe(path: str) -> Write:
    """A file that never ends: nobody writes to it."""

    def write(home: Path) -> None:
        (home / path).unlink(missing_ok=True)
        os.mkfifo(home / path)

    return write


NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
REL = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
CASE_ROWS = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>key</t></is></c><c r="B1" t="inlineStr"><is><t>value</t></is></c></row>'
    '<row r="2"><c r="A2" t="inlineStr"><is><t>money</t></is></c><c r="B2" t="inlineStr"><is><t>CNY_2020</t></is></c></row>'
    '<row r="3"><c r="A3" t="inlineStr"><is><t>periods</t></is></c><c r="B3" t="inlineStr"><is><t>[2030]</t></is></c></row>'
)
REGION = '<row r="1"><c r="A1" t="inlineStr"><is><t>region</t></is></c></row>'


def book(rows: str, strings: str = "", more: dict[str, bytes] | None = None, before: str = "") -> Write:
    """A workbook `book.xlsx` with a sound sheet `case` and a sheet `regions` of these rows."""

    def write(home: Path) -> None:
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        parts: dict[str, bytes] = {
            "[Content_Types].xml": b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            b'<Default Extension="xml" ContentType="application/xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{kind}/officeDocument" Target="xl/workbook.xml"/></Relationships>'.encode(),
            "xl/workbook.xml": f'<workbook {NS} {REL}><sheets><sheet name="case" sheetId="1" r:id="rId1"/>'
            f'<sheet name="regions" sheetId="2" r:id="rId2"/></sheets></workbook>'.encode(),
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{kind}/worksheet" Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="rId2" Type="{kind}/worksheet" Target="worksheets/sheet2.xml"/>'
            f'<Relationship Id="rId3" Type="{kind}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'.encode(),
            "xl/worksheets/sheet1.xml": f"<worksheet {NS}><sheetData>{CASE_ROWS}</sheetData></worksheet>".encode(),
            "xl/worksheets/sheet2.xml": f"{before}<worksheet {NS}><sheetData>{rows}</sheetData></worksheet>".encode(),
            "xl/sharedStrings.xml": f"<sst {NS}>{strings or '<si><t>x</t></si>'}</sst>".encode(),
            **(more or {}),
        }
        with zipfile.ZipFile(home / "book.xlsx", "w", zipfile.ZIP_DEFLATED) as packed:
            for name, content in parts.items():
                packed.writestr(name, content)

    return write


def bomb(size: int) -> Write:
    """A workbook with a part that unpacks to that many bytes."""

    def write(home: Path) -> None:
        book(REGION)(home)
        with (
            zipfile.ZipFile(home / "book.xlsx", "a", zipfile.ZIP_DEFLATED) as packed,
            packed.open("xl/media/image1.xml", "w") as part,
        ):
            block = b" " * 2**20
            for _ in range(size // 2**20):
                part.write(block)

    return write


def liar(size: int) -> Write:
    """A workbook whose sheet is larger than its directory says."""

    def write(home: Path) -> None:
        rows = REGION + " " * size
        book(rows)(home)
        content = bytearray((home / "book.xlsx").read_bytes())
        found = zipfile.ZipFile(io.BytesIO(bytes(content))).getinfo("xl/worksheets/sheet2.xml")
        stated = found.file_size.to_bytes(4, "little")
        for at in (content.find(stated), content.rfind(stated)):
            content[at : at + 4] = (1000).to_bytes(4, "little")
        (home / "book.xlsx").write_bytes(bytes(content))

    return write


def otoole(**files: str | bytes) -> Write:
    """A folder `model/` of otoole, sound but for these files."""
    sound: dict[str, str | bytes] = {
        "REGION": "VALUE\nR\n", "YEAR": "VALUE\n2020\n", "FUEL": "VALUE\nel\n", "TECHNOLOGY": "VALUE\nplant\n",
        "TIMESLICE": "VALUE\nall\n", "MODE_OF_OPERATION": "VALUE\n1\n", "YearSplit": "TIMESLICE,YEAR,VALUE\nall,2020,1\n",
        "OutputActivityRatio": "REGION,TECHNOLOGY,FUEL,MODE_OF_OPERATION,YEAR,VALUE\nR,plant,el,1,2020,1\n",
        "AccumulatedAnnualDemand": "REGION,FUEL,YEAR,VALUE\nR,el,2020,1\n",
    }  # fmt: skip

    def write(home: Path) -> None:
        (home / "model").mkdir()
        for name, content in (sound | files).items():
            raw = content if isinstance(content, bytes) else content.encode()
            (home / "model" / f"{name}.csv").write_bytes(raw)

    return write


IMPORT = ("new", "made", "--from-otoole", "model")
SWEEP = ("sweep", "study.yaml", "--check")
BOOK = ("check", "book.xlsx")
LAUGHS = "\n".join(["l0: &l0 [ha, ha, ha, ha, ha, ha, ha, ha, ha, ha]"]
                   + [f"l{i}: &l{i} [{', '.join([f'*l{i - 1}'] * 10)}]" for i in range(1, 12)])  # fmt: skip
MERGES = "\n".join(["m0: &m0 {a: 1}"]
                   + [f"m{i}: &m{i} {{<<: [{', '.join([f'*m{i - 1}'] * 10)}]}}" for i in range(1, 12)])  # fmt: skip
AXIS = "case: case\ndesign: {design}\naxes:\n  price:\n    path: prices[carrier=electricity, kind=purchase]\n    {values}\n"


def of_study(values: str = "factors: [0.9, 1.1]", design: str = "one_at_a_time", more: str = "") -> Write:
    return study(AXIS.format(design=design, values=values) + more)


ATTACKS: tuple[Attack, ...] = (
    # ---- case.yaml
    Attack("yaml: billion laughs", key(LAUGHS), CHECK, ("case.yaml", "alias")),
    Attack("yaml: billion laughs by merges", key(MERGES), CHECK, ("case.yaml", "alias")),
    Attack("yaml: python object", key("title: !!python/object/apply:os.system ['touch owned']"), CHECK, ("case.yaml", "tag")),
    Attack("yaml: deep flow", key("title: " + "[" * 100_000), CHECK, ("case.yaml", "nested")),
    Attack("yaml: deep mapping", key("title: " + "{a: " * 5_000 + "}" * 5_000), CHECK, ("case.yaml", "nested")),
    Attack("yaml: NUL", key("title: a\0b"), CHECK, ("case.yaml",)),
    Attack("yaml: not UTF-8", key("title: a\udcffb"), CHECK, ("case.yaml",)),
    Attack("yaml: 100 MiB", large("case/case.yaml", "a" * 99 + "\n", 1_000_000, "title: |\n"), CHECK, ("case.yaml", "too large")),
    Attack("yaml: a date that is none", key("title: 2020-13-45"), CHECK, ("case.yaml",)),
    Attack("yaml: an integer of 10^5 digits", key("discount_rate: " + "9" * 100_000), CHECK, ("case.yaml",)),
    Attack("yaml: 1e400", key("discount_rate: 1e400"), CHECK, ("case.yaml", "discount_rate")),
    Attack("yaml: inf", key("discount_rate: .inf"), CHECK, ("case.yaml", "row 17", "finite")),
    Attack("yaml: nan", key("discount_rate: .nan"), CHECK, ("case.yaml", "row 17", "finite")),
    Attack("yaml: nan as a limit", key("solve: {time_limit: .nan}"), CHECK, ("case.yaml", "row 18", "finite")),
    Attack("yaml: 10^9 threads", key("solve: {threads: 1000000000}"), CHECK, ("case.yaml", "threads")),
    Attack("yaml: a list as key", key("? [a, b]\n: c"), CHECK, ("case.yaml",)),
    Attack("yaml: a mapping as key", key("? {a: b}\n: c"), CHECK, ("case.yaml",)),
    Attack("yaml: a number as key", key("1: c"), CHECK, ("case.yaml",)),
    Attack("yaml: keys of other kinds", key("scenarios: {1: [], 2.5: [], null: []}"), CHECK, ("case.yaml", "scenarios")),
    Attack("yaml: scenarios of another kind", key("scenarios: [a, b]"), CHECK, ("case.yaml", "scenarios")),
    Attack("yaml: a pipe", pipe("case/case.yaml"), CHECK, ("case.yaml",)),
    Attack("yaml: endless", link("case/case.yaml", "/dev/zero"), CHECK, ("case.yaml",)),
    Attack("extends: endless", key("extends: /dev/zero"), CHECK, ()),
    Attack("extends: a list", key("extends: [a, b]"), CHECK, ("extends",)),
    Attack("extends: NUL", key('extends: "a\\0b"'), CHECK, ("case.yaml", "row 18", "control")),
    Attack("extends: very long", key(f"extends: {'a' * 5000}"), CHECK, ()),
    # ---- names
    *(Attack(f"case name: {name}", key(f"name: '{name}'" if "\\" not in name else f'name: "{name}"'), CHECK, ("case.yaml", "control" if "\\" in name else "name"))
      for name in ("../../owned", "/owned", "C:owned", "a\\0b", "CON", "aux.txt", "a.", "a" * 300, "")),
    *(Attack(f"scenario name: {name}", key(f"scenarios: {{'{name}': []}}" if "\\" not in name else f'scenarios: {{"{name}": []}}'), CHECK,
             ("case.yaml", "control" if "\\" in name else "scenarios")) for name in ("../../owned", "/owned", "C:owned", "a\\0b", "CON", "aux.txt", "a.", "a" * 300, "")),
    *(Attack(f"new: {name[:20]}", lambda home: None, ("new", name), ("name",)) for name in ("CON", "a" * 300, "a.")),
    # ---- sizes
    Attack("size: years", key("periods: [{label: 2030, first_year: 2030, years: 1000000000}]"), CHECK, ("case.yaml", "periods")),
    Attack("size: a far period", key("periods: [2030, 1000002030]"), CHECK, ("case.yaml", "periods")),
    Attack("size: periods", key(f"periods: [{', '.join(map(str, range(2030, 32030)))}]"), CHECK, ("case.yaml", "periods")),
    Attack("size: a year of 10^300", key("periods: [1e300]"), CHECK, ("case.yaml", "periods")),
    Attack("size: full year in tiny steps", key("clock: {full_year: {step: 0.000000001}}"), CHECK, ("clock",)),
    Attack("size: full year, tiny, no profiles", lambda home: (key("clock: {full_year: {step: 0.00001}}")(home), (home / "case/profiles.csv").unlink())[0], CHECK, ("clock",)),
    Attack("size: year_hours", lambda home: (key("clock: {full_year: {}}")(home), key("year_hours: 1000000000")(home), (home / "case/profiles.csv").unlink())[0], CHECK, ("year_hours",)),
    Attack("size: typical days", key("clock: {typical_days: {days: 1000000000}}"), CHECK, ("clock",)),
    Attack("size: typical hours", key("clock: {typical_days: {days: 2, hours: 1000000000}}"), CHECK, ("clock",)),
    Attack("size: pieces", row("learning.csv", "learning,quantity,technology,year,value,unit\nx,pieces,,,1000000000,1\n"), CHECK, ("learning.csv", "pieces")),
    Attack("size: a million regions", large("case/regions.csv", "r\n", 1_000_000, "region\n"), CHECK, ("regions.csv",)),
    Attack("size: regions", lambda home: (home / "case/regions.csv").write_text("region\n" + "".join(f"r{i}\n" for i in range(100_000))) and None, CHECK, ("regions",)),
    # ---- tables
    Attack("table: 10^7 rows", large("case/demand.csv", "hydrogen,,,200,t/day,\n", 10_000_000, "carrier,region,year,value,unit,profile\n"), CHECK, ("demand.csv", "too large")),
    Attack("table: 6 million cells", large("case/demand.csv", "h,\n", 3_000_000, "carrier,region\n"), CHECK, ("demand.csv", "too large", "cells")),
    Attack("table: 10^5 wrong cells", large("case/demand.csv", "h,nowhere,x,y,\n", 100_000, "carrier,region,value,unit,profile\n"), CHECK, ("demand.csv", "row 2", "more")),
    Attack("table: 10^7 rows of profiles", large("case/profiles.csv", "windy,0,0.1,0.1,1\n", 10_000_000, "day,step,wind,sun,shifts\n"), CHECK, ("profiles.csv", "too large")),
    Attack("table: profiles with names of 130,000 signs", table("profiles.csv", f"day,step{''.join(f',{i}' + '_' * 130_000 for i in range(5))}\nwindy,0{',0.1' * 5}\n"), CHECK, ("profiles.csv",)),
    Attack("table: 10^6 columns", table("demand.csv", ",".join(f"c{i}" for i in range(1_000_000)) + "\n"), CHECK, ("demand.csv", "columns")),
    Attack("table: 10^6 columns of profiles", table("profiles.csv", "day,step," + ",".join(f"c{i}" for i in range(1_000_000)) + "\nwindy,0\n"), CHECK, ("profiles.csv",)),
    Attack("table: a cell of 100 MB", table("demand.csv", "carrier\n" + "x" * 100_000_000 + "\n"), CHECK, ("demand.csv",)),
    Attack("table: 2 GiB", hollow("case/demand.csv", 2**31), CHECK, ("demand.csv", "too large")),
    Attack("table: 100 MB of zeros", hollow("case/demand.csv", 10**8), CHECK, ("demand.csv",)),
    Attack("table: NUL", row("regions.csv", "a\0b\n"), CHECK, ("regions.csv",)),
    Attack("table: control characters", row("regions.csv", "a\x1b[2Jb\n"), CHECK, ("regions.csv",)),
    Attack("table: nan", row("demand.csv", "hydrogen,town,nan,t/day,\n"), CHECK, ("demand.csv", "value", "finite")),
    Attack("table: 1e400", row("demand.csv", "hydrogen,town,1e400,t/day,\n"), CHECK, ("demand.csv", "value", "finite")),
    Attack("table: 1e300", row("demand.csv", "hydrogen,town,1e300,t/day,\n"), CHECK, ("demand.csv", "value", "too large")),
    Attack("table: inf in profiles", row("profiles.csv", "windy,99,inf,1e400,nan\n"), CHECK, ("profiles.csv", "finite")),
    Attack("table: column twice", table("regions.csv", "region,region\na,b\n"), CHECK, ("regions.csv", "twice")),
    Attack("table: column of profiles twice", table("profiles.csv", "day,step,wind,wind\nwindy,0,1,1\n"), CHECK, ("profiles.csv", "twice")),
    Attack("table: a formula", row("demand.csv", "hydrogen,town,=1+1,t/day,\n"), CHECK, ("demand.csv", "formula")),
    Attack("table: a year of 1e300", table("demand.csv", "carrier,region,year,value,unit,profile\nhydrogen,town,1e300,2,t/day,\n"), CHECK, ("demand.csv", "year")),
    Attack("table: a unit that is a bomb", row("demand.csv", "hydrogen,town,2,t**9**9**9**9,\n"), CHECK, ("demand.csv", "unit")),
    Attack("table: a unit that is long", row("demand.csv", "hydrogen,town,2," + "(" * 5000 + "t,\n"), CHECK, ("demand.csv", "unit")),
    Attack("table: an empty file", table("demand.csv", ""), CHECK, ("demand.csv",)),
    Attack("table: a pipe", pipe("case/demand.csv"), CHECK, ("demand.csv",)),
    Attack("table: endless", link("case/demand.csv", "/dev/zero"), CHECK, ("demand.csv",)),
    Attack("table: a folder", lambda home: ((home / "case/demand.csv").unlink(), (home / "case/demand.csv").mkdir())[0], CHECK, ("demand.csv",)),
    Attack("gzip: a bomb", packed(4 * 2**30), CHECK, ("profiles.csv.gz", "too large")),
    Attack("gzip: nothing packed", lambda home: ((home / "case/profiles.csv").unlink(), (home / "case/profiles.csv.gz").write_bytes(b"\x1f\x8b" + b"\0" * 99))[0], CHECK, ("profiles.csv.gz",)),
    # ---- workbooks
    Attack("workbook: a bomb", bomb(2**31 - 2**21), BOOK, ("book.xlsx", "too large")),
    Attack("workbook: a bomb whose size lies", liar(100 * 2**20), BOOK, ("book.xlsx",)),
    Attack("workbook: a far cell", book(REGION + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), BOOK, ("book.xlsx[regions]", "too large")),
    Attack("workbook: one text many times", book(REGION + "".join(f'<row r="{i}"><c r="A{i}" t="s"><v>0</v></c></row>' for i in range(2, 200_000)), f"<si><t>{'x' * 100_000}</t></si>"), BOOK, ("book.xlsx[regions]", "too large")),
    Attack("workbook: entities", book(REGION, before='<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'), BOOK, ("book.xlsx",)),
    Attack("workbook: a link to another", book(REGION + '<row r="2"><c r="A2" t="str"><f>[1]Sheet1!A1</f><v>stolen</v></c></row>'), BOOK, ("book.xlsx[regions]", "row 2", "another workbook")),
    Attack("workbook: a formula never computed", book(REGION + '<row r="2"><c r="A2"><f>B2+1</f></c></row>'), BOOK, ("book.xlsx[regions]", "row 2", "formula")),
    Attack("workbook: an error value", book(REGION + '<row r="2"><c r="A2" t="e"><v>#REF!</v></c></row>'), BOOK, ("book.xlsx[regions]", "row 2", "#REF!")),
    Attack("workbook: names of parts climb", book(REGION, more={"../../owned.xml": b"<a/>"}), BOOK, ("book.xlsx",)),
    Attack("workbook: torn", lambda home: (book(REGION)(home), (home / "book.xlsx").write_bytes((home / "book.xlsx").read_bytes()[:900]))[0], BOOK, ("book.xlsx",)),
    Attack("workbook: no sheet", lambda home: _empty_zip(home), BOOK, ("book.xlsx",)),
    # ---- studies
    Attack("study: billion laughs", study(LAUGHS), SWEEP, ("study.yaml", "alias")),
    Attack("study: python object", study("case: !!python/object/apply:os.system ['touch owned']"), SWEEP, ("study.yaml", "tag")),
    Attack("study: deep", study("case: " + "[" * 100_000), SWEEP, ("study.yaml", "nested")),
    Attack("study: 2 GiB", hollow("study.yaml", 2**31), SWEEP, ("study.yaml", "too large")),
    Attack("study: a pipe", pipe("study.yaml"), SWEEP, ("study.yaml",)),
    Attack("study: NUL", study("case: a\0b"), SWEEP, ("study.yaml",)),
    Attack("study: name climbs", of_study(more="name: ../../owned\n"), SWEEP, ("study.yaml", "name")),
    Attack("study: name CON", of_study(more="name: CON\n"), SWEEP, ("study.yaml", "name")),
    Attack("study: 10^9 samples", of_study("values: {uniform: [1, 2]}", "monte_carlo", "samples: 1000000000\n"), SWEEP, ("study.yaml", "samples")),
    Attack("study: 10^6 samples", of_study("values: {uniform: [1, 2]}", "monte_carlo", "samples: 1000000\n"), SWEEP, ("study.yaml", "points")),
    Attack("study: a grid of 10^9", study("case: case\ndesign: full_grid\naxes:\n" + "".join(f"  a{i}:\n    path: prices[carrier=electricity, kind=purchase]\n    factors: [{', '.join(str(1 + j / 1000) for j in range(1000))}]\n" for i in range(3))), SWEEP, ("study.yaml", "points")),
    Attack("study: 10^9 levels", of_study("values: {uniform: [1, 2]}", "morris", "levels: 1000000000\n"), SWEEP, ("study.yaml", "levels")),
    Attack("study: a value of 10^400", of_study(f"factors: [1, {'9' * 400}]"), SWEEP, ("study.yaml", "row 6", "too large")),
    Attack("study: a value of inf", of_study("factors: [1, .inf]"), SWEEP, ("study.yaml", "row 6", "finite")),
    Attack("study: within 10^400", of_study(f"values: {{uniform: [1, 2], within: [1, {'9' * 400}]}}", "monte_carlo"), SWEEP, ("study.yaml",)),
    Attack("study: an axis of 300 letters", study(AXIS.format(design="one_at_a_time", values="factors: [2]").replace("price:", "a" * 300 + ":")), SWEEP, ("study.yaml", "name")),
    Attack("study: design is a list", study("case: case\ndesign: [a]\naxes: [1]\n"), SWEEP, ("study.yaml", "design")),
    Attack("study: case with NUL", study('case: "a\\0b"\ndesign: table\nruns: x.csv\n'), SWEEP, ("study.yaml", "row 1", "control")),
    Attack("study: a run of dots", lambda home: (study("case: case\ndesign: table\nruns: runs.csv\n")(home), (home / "runs.csv").write_text("run,path,mode,value\n..,wacc,s,0.1\n"))[0], SWEEP, ("runs.csv", "run")),
    Attack("study: a run CON", lambda home: (study("case: case\ndesign: table\nruns: runs.csv\n")(home), (home / "runs.csv").write_text("run,path,mode,value\nCON,wacc,s,0.1\n"))[0], SWEEP, ("runs.csv", "run")),
    Attack("study: 10^7 runs", lambda home: (study("case: case\ndesign: table\nruns: runs.csv\n")(home), large("runs.csv", "a,wacc,s,0.1\n", 10_000_000, "run,path,mode,value\n")(home))[0], SWEEP, ("runs.csv", "too large")),
    # ---- hedge, plans, references
    Attack("hedge: nan", lambda home: None, ("hedge", "case", "-s", "base=nan", "-s", "high=0.5"), ()),
    Attack("hedge: 1e400", lambda home: None, ("hedge", "case", "-s", "base=1e400", "-s", "high=0.5"), ()),
    Attack("hedge: climbs", lambda home: None, ("hedge", "case", "-s", "base=0.5", "-s", "../../owned=0.5"), ("scenario",)),
    Attack("plan: 10^7 rows", large("builds.csv", "wind,here,2030,1,MW\n", 10_000_000, "technology,region,year,value,unit\n"), ("run", "case", "--fix", "builds.csv"), ("builds.csv", "too large")),
    Attack("plan: a pipe", pipe("builds.csv"), ("run", "case", "--fix", "builds.csv"), ("builds.csv",)),
    Attack("plan: nan", lambda home: (home / "builds.csv").write_text("technology,region,year,value,unit\nwind,here,2030,nan,MW\n") and None, ("run", "case", "--fix", "builds.csv"), ("builds.csv", "value")),
    Attack("plan: year 1e300", lambda home: (home / "builds.csv").write_text("technology,region,year,value,unit\nwind,here,1e300,1,MW\n") and None, ("run", "case", "--fix", "builds.csv"), ("builds.csv", "year")),
    Attack("run: threads 10^9", lambda home: None, ("run", "case", "--threads", "1000000000"), ("threads",)),
    Attack("run: time limit nan", lambda home: None, ("run", "case", "--time-limit", "nan"), ("time-limit",)),
    # ---- otoole
    Attack("otoole: NUL", otoole(FUEL=b"VALUE\ne\0l\n"), IMPORT, ("FUEL.csv",)),
    Attack("otoole: not UTF-8", otoole(FUEL=b"VALUE\n\xff\xfe\n"), IMPORT, ("FUEL.csv",)),
    Attack("otoole: no column VALUE", otoole(FUEL="NAME\nel\n"), IMPORT, ("FUEL.csv", "VALUE")),
    Attack("otoole: no years", otoole(YEAR="VALUE\n"), IMPORT, ("YEAR.csv",)),
    Attack("otoole: a year that is none", otoole(YEAR="VALUE\nsoon\n"), IMPORT, ("YEAR.csv",)),
    Attack("otoole: 10^7 rows", lambda home: (otoole()(home), large("model/CapacityFactor.csv", "R,plant,all,2020,1\n", 10_000_000, "REGION,TECHNOLOGY,TIMESLICE,YEAR,VALUE\n")(home))[0], IMPORT, ("CapacityFactor.csv", "too large")),
    Attack("otoole: nan", otoole(AccumulatedAnnualDemand="REGION,FUEL,YEAR,VALUE\nR,el,2020,nan\n"), IMPORT, ("AccumulatedAnnualDemand.csv",)),
    Attack("otoole: 1e400", otoole(AccumulatedAnnualDemand="REGION,FUEL,YEAR,VALUE\nR,el,2020,1e400\n"), IMPORT, ("AccumulatedAnnualDemand.csv",)),
    Attack("otoole: a torn row", otoole(AccumulatedAnnualDemand="REGION,FUEL,YEAR,VALUE\nR\n"), IMPORT, ("AccumulatedAnnualDemand.csv",)),
    Attack("otoole: a pipe", lambda home: (otoole()(home), pipe("model/FUEL.csv")(home))[0], IMPORT, ("FUEL.csv",)),
    Attack("otoole: a label of several lines", otoole(FUEL='VALUE\n"el\nx,y"\n'), IMPORT, ("FUEL.csv",)),
    # ---- cost library
    Attack("cost: nan", lambda home: None, ("cost", "electrolyser", "--capacity", "nan"), ()),
    Attack("cost: 1e400", lambda home: None, ("cost", "electrolyser", "--capacity", "1e400"), ()),
)  # fmt: skip


def _empty_zip(home: Path) -> None:
    with zipfile.ZipFile(home / "book.xlsx", "w") as packed:
        packed.writestr("nothing", b"")


HEAVY = frozenset(a.name for a in ATTACKS if "10^7" in a.name) | {
    "table: 10^6 columns of profiles", "table: a cell of 100 MB", "table: 6 million cells", "yaml: 100 MiB", "gzip: a bomb", "workbook: a bomb",
    "workbook: a bomb whose size lies", "size: a million regions",
}  # fmt: skip
"""Those that write, or read, a hundred megabytes: the slow tests."""
