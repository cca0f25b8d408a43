"""Damaged files are refused in one message, before a library reads on in them."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from command import Done, h2opt
from tiny import write_tiny

from optimizer.errors import CaseError
from optimizer.netcdf import SEAL, sound
from optimizer.solution import Solution, open_solution


@pytest.fixture(scope="module")
def answer(solution: Solution, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return solution.save(tmp_path_factory.mktemp("whole") / "solution.nc").read_bytes()


def refused(done: Done, *words: str) -> None:
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in done.stderr


def cut(content: bytes, rng: random.Random) -> bytes:
    return content[: rng.randrange(len(content))]


def flipped(content: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(content))
    return content[:at] + bytes([content[at] ^ (1 << rng.randrange(8))]) + content[at + 1 :]


def emptied(content: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(content) - 100)
    hole = content[at : at + 4096]
    return content[:at] + bytes(len(hole)) + content[at + 4096 :]


@pytest.mark.parametrize("damage", [cut, flipped, emptied])
def test_a_damaged_solution_is_refused(damage: object, answer: bytes, tmp_path: Path) -> None:
    """Bits that flip in a number would give another number without a word, and so would a hole."""
    rng, file = random.Random(3), tmp_path / "solution.nc"
    file.write_bytes(answer)
    assert sound(file)
    assert open_solution(file).meta["status"] == "certified"
    for _ in range(40):
        content = damage(answer, rng)  # type: ignore[operator]
        if content == answer:
            continue
        file.write_bytes(content)
        if sound(file) is None and damage is not cut:
            continue  # the hole is where the hash was: the file is as one of another program
        with pytest.raises(
            CaseError, match=r"(damaged|not a whole solution|not as it was written).*run the case again"
        ):
            open_solution(file)


@pytest.mark.parametrize(
    "words", [("report", "run"), ("export", "run"), ("export", "run", "--iamc"), ("calibration", "run", "known.csv"),
              ("redispatch", "tiny", "run"), ("run", "tiny", "--fix", "run")]
)  # fmt: skip
@pytest.mark.parametrize("content", ["damaged", "short", "empty", "words"])
def test_commands_refuse_a_damaged_solution(
    words: tuple[str, ...], content: str, answer: bytes, tmp_path: Path
) -> None:
    write_tiny(tmp_path / "tiny")
    (tmp_path / "known.csv").write_text("")
    (tmp_path / "run").mkdir()
    damaged = answer[:50_000] + b"\0\1\2\3" + answer[50_004:]
    contents = {"damaged": damaged, "short": answer[:-2000], "empty": b"", "words": b"no solution\n" * 50}
    (tmp_path / "run" / "solution.nc").write_bytes(contents[content])
    refused(h2opt(*words, cwd=tmp_path), "solution.nc", "run the case again")
    assert {p.name for p in tmp_path.iterdir()} == {"tiny", "known.csv", "run"}


def test_a_solution_without_a_hash_is_read_as_it_is(answer: bytes, tmp_path: Path) -> None:
    """Of an earlier version, or written again by another program."""
    file = tmp_path / "solution.nc"
    file.write_bytes(answer[: -len(SEAL) - 64])
    assert sound(file) is None
    assert open_solution(file).meta["status"] == "certified"


def test_a_workbook_that_is_damaged_or_cut_is_refused(tmp_path: Path) -> None:
    write_tiny(tmp_path / "tiny")
    h2opt("export", "tiny", "--template", "--to", "tiny.xlsx", cwd=tmp_path)
    good, rng = (tmp_path / "tiny.xlsx").read_bytes(), random.Random(5)
    sound_one = h2opt("check", "tiny.xlsx", cwd=tmp_path)
    assert sound_one.returncode == 0, sound_one.stderr
    for number in range(30):
        content = good[: len(good) * number // 30] if number % 2 else emptied(good, rng)
        (tmp_path / "bad.xlsx").write_bytes(content)
        refused(h2opt("check", "bad.xlsx", cwd=tmp_path), "bad.xlsx")


WORDS = "region,name\nA,Köln 氢能\nB,Züge\n"
CHINESE = "region,name\nA,上海市氢能\nB,北京\n"
LATIN = "region,name\nA,Köln\nB,Züge\n"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (WORDS.encode("utf-16"), ("it seems to be UTF-16",)),
        (WORDS.encode("utf-16-be"), ("it seems to be UTF-16",)),
        (LATIN.encode("utf-16-le"), ("it seems to be UTF-16",)),
        (WORDS.encode("utf-32"), ("it seems to be UTF-32",)),
        (CHINESE.encode("gbk"), ("row 2", "it seems to be GBK")),
        (LATIN.encode("latin-1"), ("row 2", "it seems to be Latin-1")),
        (LATIN.encode("latin-1") + b"\x81\x8d\x9d", ("row 2", "it seems to be Latin-1")),
        (WORDS.encode() + b"\xe6\xb0", ("row 4", "not UTF-8 text")),
        (b"region,name\nA,K\0ln\nB,x\n", ("row 2", "a zero byte: the file is damaged")),
    ],
    ids=["utf-16", "utf-16 be", "utf-16 bare", "utf-32", "gbk", "latin-1", "odd bytes", "cut utf-8", "zero byte"],
)
@pytest.mark.parametrize("file", ["regions.csv", "profiles.csv", "case.yaml", "builds.csv", "study.yaml", "known.csv"])
def test_other_encodings_are_named_and_how_to_save_the_file(
    content: bytes, words: tuple[str, ...], file: str, solution: Solution, tmp_path: Path
) -> None:
    write_tiny(tmp_path / "tiny")
    if file == "known.csv":
        solution.save(tmp_path / "run" / "solution.nc")
    commands = {
        "builds.csv": ("run", "tiny", "--fix", "tiny/builds.csv"),
        "study.yaml": ("sweep", "tiny/study.yaml"),
        "known.csv": ("calibration", "run", "tiny/known.csv"),
    }
    (tmp_path / "tiny" / file).write_bytes(content)
    refused(h2opt(*commands.get(file, ("check", "tiny")), cwd=tmp_path), file, "save as 'CSV UTF-8'", *words)


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    write_tiny(tmp_path / "tiny")
    for file in (tmp_path / "tiny").iterdir():
        file.write_bytes(file.read_text(encoding="utf-8").encode("utf-8-sig"))
    done = h2opt("check", "tiny", cwd=tmp_path)
    assert done.returncode == 0, done.stderr


def test_tables_of_otoole_in_another_encoding_are_refused(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "YEAR.csv").write_bytes("VALUE\n2020,氢\n".encode("gbk"))
    refused(h2opt("new", "made", "--from-otoole", "model", cwd=tmp_path), "YEAR.csv")
    assert not (tmp_path / "made").exists()


def test_a_case_that_was_left_unfinished_is_not_read(tmp_path: Path) -> None:
    write_tiny(tmp_path / "tiny")
    (tmp_path / "tiny" / "UNFINISHED.txt").write_text("")
    refused(h2opt("check", "tiny", cwd=tmp_path), "the program was stopped while it wrote this case", "write it again")
