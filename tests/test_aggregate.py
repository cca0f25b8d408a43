from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from optimizer.errors import CaseError
from optimizer.inputs import aggregate
from optimizer.inputs.aggregate import TypicalDays, typical_days

DAYS, STEPS = 40, 6
HOURS = np.arange(DAYS * STEPS)
PROFILES = {
    "wind": 0.5 + 0.3 * np.sin(HOURS / 37.0) + 0.1 * np.cos(HOURS * 1.7),
    "load": 1.0 + 0.4 * np.sin(2 * np.pi * HOURS / STEPS) + HOURS / 1000,
}


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("H2OPT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def days(
    count: int = 4, extremes: tuple[str, ...] = ("peak:load", "lowest:wind"), **changed: np.ndarray
) -> TypicalDays:
    return typical_days({**PROFILES, **changed}, DAYS, STEPS, count, extremes, "hierarchical")


def same(a: TypicalDays, b: TypicalDays) -> bool:
    profiles = all(np.array_equal(a.profiles[n], b.profiles[n]) for n in a.profiles)
    return profiles and np.array_equal(a.weights, b.weights) and np.array_equal(a.calendar, b.calendar)


def forbid(monkeypatch: pytest.MonkeyPatch) -> None:
    def no(*_: object) -> TypicalDays:
        raise AssertionError("clustered again")

    monkeypatch.setattr(aggregate, "_cluster", no)


def test_weights_calendar_means_and_extremes(cache: Path) -> None:
    found = days()
    assert found.weights.sum() == DAYS
    assert np.array_equal(np.bincount(found.calendar), found.weights)
    for name, values in PROFILES.items():
        mean = found.profiles[name].reshape(-1, STEPS).mean(axis=1) @ found.weights / DAYS
        assert mean == pytest.approx(values.mean(), rel=1e-9)
    kept = found.profiles["load"].reshape(-1, STEPS)[found.calendar[int(PROFILES["load"].argmax()) // STEPS]]
    assert kept.max() == pytest.approx(PROFILES["load"].max())


def test_the_second_time_comes_from_the_cache(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = days()
    assert len(list(cache.rglob("*.npz"))) == 1
    forbid(monkeypatch)
    assert same(days(), first)


def test_other_arguments_are_other_days(cache: Path) -> None:
    days()
    days(count=5)
    days(extremes=("peak:load",))
    days(wind=PROFILES["wind"] + 1e-9)
    assert len(list(cache.rglob("*.npz"))) == 4


def test_a_damaged_file_is_made_again(cache: Path) -> None:
    first = days()
    (file,) = cache.rglob("*.npz")
    whole = file.read_bytes()
    for content in (b"", b"nonsense", whole[: len(whole) // 2]):
        file.write_bytes(content)
        assert same(days(), first)
        assert file.read_bytes() == whole


def test_a_cache_that_cannot_be_written_costs_only_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("a file where the folder should be")
    monkeypatch.setenv("H2OPT_CACHE", str(tmp_path / "file"))
    assert days().weights.sum() == DAYS


def test_extremes_are_checked_although_the_days_are_kept(cache: Path) -> None:
    days()
    with pytest.raises(CaseError, match="peak:sun"):
        days(extremes=("peak:sun",))


@pytest.mark.parametrize(("lowest", "kept"), [(10, 3), (15, 2)])
def test_an_extreme_day_is_kept_besides_unless_it_is_the_middle_of_its_cluster(
    lowest: int, kept: int, cache: Path
) -> None:
    """Ten days of wind and eleven calm ones, each sunnier than the last: the sixth of these is their middle, the first is not."""
    wind = np.array([1.0] * 10 + [0.1] * 11)
    wind[lowest] = 0.099
    sun = np.concatenate([np.full(10, 0.5), np.linspace(0.4, 0.6, 11)])
    found = typical_days(
        {"wind": np.repeat(wind, 2), "sun": np.repeat(sun, 2)}, 21, 2, 2, ("lowest:wind",), "hierarchical"
    )
    assert len(found.weights) == kept
