"""What a diagnosis prints, entered into the tables as a planner would."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml
from planted import INPUTS, SMALL

from optimizer.algebra import compile_model
from optimizer.compiled import Compiled, SolveOptions, Status
from optimizer.diagnose import diagnosis, told
from optimizer.formulation import build_model, vocabulary
from optimizer.inputs import Inputs, prepare
from optimizer.pipeline import load_case
from optimizer.solve import solve

LINE = re.compile(
    r"- (?P<what>.+?), (?P<year>\d{4}): (?:no margin can be met at all; )?(?P<bound>at least |at most )?(?P<new>[-\d.,]+) (?P<unit>\S+) in place of"
)
SWITCHED = re.compile(r"use that follows a profile of (?P<technology>\w+) in .*write free in column use of that row")
OFF = re.compile(r"'(?P<id>\w+)'.*no number to enter was found: to leave it out, write no in column on of its rows")
KINDS: tuple[tuple[str, str, str, dict[str, str]], ...] = (
    (r"(?:policy|reserve margin|matching) '(?P<id>\w+)'", "policies", "value", {}),
    (r"demand for (?P<carrier>\w+) in (?P<region>\S+)", "demand", "value", {}),
    (r"capacity of (?P<technology>\w+) in (?P<region>\S+)", "potentials", "value", {"limit": "capacity"}),
    (r"what is built of (?P<technology>\w+) in (?P<region>\S+)", "potentials", "value", {"limit": "build"}),
    (r"purchases of (?P<carrier>\w+) in (?P<region>\S+)", "prices", "limit", {"kind": "purchase"}),
)


HINTS = (
    r"(?P<what>.+?)( \((?P<bound>at least|at most)\))? has one row for all years, in place of which it needs a copy of it for each: (?P<own>.+)",
    r"(?P<what>.+?)( \((?P<bound>at least|at most)\))? has rows for all places alike: (?P<where>\S+) needs copies of them with region \S+: (?P<own>.+)",
    r"(?P<what>.+?) holds alike in [^:]+: (?P<where>\S+) needs a policy of its own, a copy of it with another id and region \S+: (?P<own>.+); "
    r"(its rows keep region (?P<left>\S+)|its own rows go)",
)
WIDE = re.compile(r"\. Or (?P<wide>.+?) in its row as it is, which gives way in every year( and place)?$")


def read_hint(hint: str) -> dict[str, str]:
    """What is said, where, in which own numbers, what is left of a policy, and the one number that would do everywhere."""
    wide = WIDE.search(hint)
    plain = WIDE.sub("", hint.removeprefix("  - "))
    found = next((m for pattern in HINTS if (m := re.fullmatch(pattern, plain))), None)
    assert found, hint
    read = {k: v or "" for k, v in found.groupdict().items()}
    return {"where": "", "left": "", "bound": "", **read, "wide": wide["wide"] if wide else ""}


def _cells(said: str, column: str, unit: str) -> list[dict[str, str]]:
    """'5 GW in 2025, 15.27 GW in 2035', or '30 %' for all years, as cells."""
    out = []
    for part in said.split(", "):
        number, _, year = part.partition(" in ")
        value, _, of = number.partition(" ")
        out.append({column: value.replace(",", ""), unit: of, "year": year})
    return out


class Folder:
    """A case as a folder of tables, in the small clock of the planted conflicts."""

    def __init__(self, path: Path, base: str = "quickstart") -> None:
        self.base, self.path = base, path
        shutil.copytree(INPUTS / base, path / "base")

    def table(self, name: str) -> pd.DataFrame:
        return pd.read_csv(self.path / "base" / f"{name}.csv", dtype=str, keep_default_na=False)

    def write(self, name: str, rows: pd.DataFrame) -> None:
        rows.fillna("").to_csv(self.path / "base" / f"{name}.csv", index=False)

    def add(self, name: str, **cells: str) -> None:
        rows = self.table(name)
        self.write(name, pd.concat([rows, pd.DataFrame([cells])]))

    def set(self, name: str, to: Mapping[str, str], **cells: str) -> None:
        rows = self.table(name)
        rows.loc[_where(rows, cells), list(to)] = list(to.values())
        self.write(name, rows)

    def scale(self, name: str, column: str, by: float, **cells: str) -> None:
        rows = self.table(name)
        mine = _where(rows, cells)
        rows.loc[mine, column] = [f"{float(v) * by:.6g}" for v in rows.loc[mine, column]]
        self.write(name, rows)

    def enter(self, line: str) -> None:
        """A line of the repair: its number into the row of its year, or into a new row of that year."""
        if what := SWITCHED.search(line):
            self.set("technologies", {"use": "free"}, technology=what["technology"])
            return
        if what := OFF.search(line):
            self.set("policies", {"on": "no"}, id=what["id"])
            return
        read = LINE.search(line)
        assert read, line
        for pattern, name, column, more in KINDS:
            if what := re.match(pattern, read["what"]):
                limit = {
                    k: f"{v}_{'min' if read['bound'] == 'at least ' else 'max'}"
                    for k, v in more.items()
                    if k == "limit"
                }
                self._enter(name, column, {**what.groupdict(), **more, **limit}, read)
                return
        raise AssertionError(line)

    def enter_repair(self, text: str, *, wide: bool = False) -> None:
        """All of a repair: what a hint speaks of as it says (`wide`: the one number for all years and places), the rest line by line."""
        lines = repair(text)
        for hint in hints(text):
            read = read_hint(hint)
            self._rewrite(read, wide=wide)
            head = f"  - {read['what']}, " + (f"{read['where']}, " if "'" in read["what"] and read["where"] else "")
            rest = [v for v in lines if not v.startswith(head)]
            assert len(rest) < len(lines), hint
            lines = rest
        for line in lines:
            self.enter(line)

    def _rewrite(self, read: Mapping[str, str], *, wide: bool) -> None:
        """In place of a row: one a year, for a place of its own where it is of more; or the same row with another number."""
        name, column, cells = next(
            (name, column, {**what.groupdict(), **more})
            for pattern, name, column, more in KINDS
            if (what := re.match(pattern, read["what"]))
        )
        where, own, said = ("", {}, read["wide"]) if wide else (read["where"], {"region": read["where"]}, read["own"])
        if "limit" in cells and name == "potentials":
            cells["limit"] += "_min" if read["bound"] == "at least" else "_max"
        if name != "policies" and read["where"]:
            cells["region"] = ""
        rows, unit = self.table(name), "limit_unit" if column == "limit" else "unit"
        mine = _where(rows, cells)
        assert mine.any(), cells
        lead = rows[mine].iloc[0].to_dict()
        if where and name == "policies":
            own = own | {"id": f"{lead['id']}_{where}"}
            rows.loc[mine, "region"] = read["left"]
        new = pd.DataFrame([{**lead, **(own if where else {}), **cell} for cell in _cells(said, column, unit)])
        stays = bool(where) and (name != "policies" or bool(read["left"]))
        self.write(name, pd.concat([rows if stays else rows[~mine], new]))

    def _enter(self, name: str, column: str, cells: dict[str, str], read: re.Match[str]) -> None:
        rows = self.table(name)
        mine = rows[_where(rows, cells)].assign(at=lambda r: r["year"].replace("", "0").astype(int))
        assert len(mine), (name, cells)
        earlier = mine[mine["at"] <= int(read["year"])]
        row = (earlier if len(earlier) else mine).sort_values("at").iloc[-1 if len(earlier) else 0]
        unit = "limit_unit" if column == "limit" else "unit"
        to = {column: read["new"].replace(",", ""), unit: read["unit"], "year": read["year"]}
        if row["year"] in (read["year"], ""):
            rows.loc[row.name, list(to)] = list(to.values())
        else:
            rows = pd.concat([rows, pd.DataFrame([{**row.drop("at").to_dict(), **to}])], ignore_index=True)
        self.write(name, rows)

    def compiled(self) -> tuple[Inputs, Compiled]:
        keys = {"extends": str(self.path / "base"), "scenarios": {"small": SMALL[self.base]}}
        (self.path / "case.yaml").write_text(yaml.safe_dump(keys), encoding="utf-8")
        inputs = prepare(load_case(self.path, "small"), vocabulary())
        return inputs, compile_model(build_model(inputs))

    def text(self) -> str:
        inputs, compiled = self.compiled()
        return told(diagnosis(compiled, inputs), inputs)

    def has_plan(self) -> bool:
        _, compiled = self.compiled()
        free = replace(compiled, cost=np.zeros_like(compiled.cost))
        return solve(free, SolveOptions()).status is Status.OPTIMAL


def _where(rows: pd.DataFrame, cells: Mapping[str, Any]) -> pd.Series:
    mine = pd.Series(True, index=rows.index)
    for column, value in cells.items():
        mine &= rows[column] == value
    return mine


def repair(text: str) -> list[str]:
    part = text.partition("The least change")[2].partition("To enter what is of one year")[0]
    return [v for v in part.splitlines() if v.startswith("  - ")]


def hints(text: str) -> list[str]:
    """What is said of entering the repair."""
    part = text.partition("The least change")[2].partition("To enter what is of one year")[2]
    return [v for v in part.splitlines() if v.startswith("  - ")]


def alone(text: str) -> list[str]:
    part = text.partition("alone would do:")[2].partition("The least change")[0].partition("To enter what is of")[0]
    return [v for v in part.splitlines() if v.startswith("  - ")]


Make = Callable[[Folder], None]
