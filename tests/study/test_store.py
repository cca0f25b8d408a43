"""The folder of a study, killed between any two of the steps in which its files change: every answer that was there is there."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from optimizer.study.sweeps import Point, Store
from optimizer.study.sweeps import files as module
from optimizer.study.sweeps.point import Finished

OLD, NEW = "old", "new"


class KilledError(BaseException):
    """The process is no more."""


def study(key: str, *names: str) -> Any:
    """As much of a study as its folder asks for."""
    points = tuple(Point(name) for name in names)
    return SimpleNamespace(points=points, key=lambda _: key, spec=SimpleNamespace(time_limit=None))


def keep(store: Store, key: str, *names: str) -> None:
    for name in names:
        record = {"point": name, "key": key, "status": "done", "reason": ""}
        store.keep(Finished(name, record, f"whole {key}".encode(), None, np.ones(3)))


def known(folder: Path, key: str, *names: str) -> bool:
    """Whether the points of a study are there, each with the files of its own case."""
    store = Store(folder)
    there = store.finished(study(key, *names))
    files = [folder / "points" / f"{name}.nc" for name in there]
    vectors = [store.vector(name).tolist() for name in there]
    return (
        set(there) == set(names)
        and {f.read_bytes() for f in files} == {f"whole {key}".encode()}
        and vectors == [[1.0] * 3] * len(names)
    )


@pytest.fixture(autouse=True)
def _answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer is whole if it says so."""
    monkeypatch.setattr(module, "sound", lambda file: file.read_bytes().startswith(b"whole"))


def killed(folder: Path, before: Callable[[Store], None], step: Callable[[Store], object]) -> Iterator[Path]:
    """Folders in which a step was killed before its first change of a file, before its second ..., until none is left."""
    for left in count():
        home, changes = folder / str(left), iter(range(left))
        before(Store(home))
        with pytest.MonkeyPatch.context() as patch:
            for name in ("replace", "unlink", "link"):
                patch.setattr(os, name, _mortal(getattr(os, name), changes))
            try:
                step(Store(home))
            except KilledError:
                pass
            else:
                assert left > 3, "a step that changes nothing is no test"
                return
        yield home


def _mortal(change: Callable[..., None], left: Iterator[int]) -> Callable[..., None]:
    def changed(*args: Any, **more: Any) -> None:
        if next(left, None) is None:
            raise KilledError
        change(*args, **more)

    return changed


def test_an_answer_of_another_case_is_set_aside_whole(tmp_path: Path) -> None:
    for home in killed(tmp_path, lambda store: keep(store, OLD, "a"), lambda store: keep(store, NEW, "a")):
        assert known(home, OLD, "a")


def test_answers_change_places_whole(tmp_path: Path) -> None:
    """Of two cases, the one that comes back and the one that goes away; whichever is asked for next."""

    def both(store: Store) -> None:
        keep(store, OLD, "a")
        keep(store, NEW, "a")

    for first, second in ((OLD, NEW), (NEW, OLD)):
        for home in killed(tmp_path / first, both, lambda store: store.finished(study(OLD, "a"))):
            assert known(home, first, "a")
            assert known(home, second, "a")


def test_points_that_a_study_no_longer_has_go_whole(tmp_path: Path) -> None:
    def ends(store: Store) -> None:
        store.end(study(OLD, "a"))

    for home in killed(tmp_path, lambda store: keep(store, OLD, "a", "b"), ends):
        assert known(home, OLD, "a", "b")


def test_what_was_not_finished_replaces_nothing(tmp_path: Path) -> None:
    """An answer without its record, beside one of its name that was set aside."""
    store = Store(tmp_path)
    keep(store, OLD, "b")
    store.end(study(OLD, "a"))
    assert store.aside == ["b"]
    (tmp_path / "points/b.nc").write_bytes(b"whole, of a process that was killed before the record")
    (tmp_path / "previous/points/c.nc").write_bytes(b"whole, the same")
    store.end(study(NEW, "a"))
    assert store.aside == ["b"]
    assert known(tmp_path, OLD, "b")


def test_a_disk_that_knows_one_name_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Any) -> None:
        raise OSError("not supported")

    monkeypatch.setattr(os, "link", refused)
    store = Store(tmp_path)
    keep(store, OLD, "a")
    keep(store, NEW, "a")
    assert known(tmp_path, OLD, "a")
    assert known(tmp_path, NEW, "a")
