"""profiles.csv.gz: every hour of the weather year 2020 by province: wind, sun, river, load and charging."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import pandas as pd

from builder.plants import site_gains
from builder.research import FOLDER, Research

DIGITS = 4


def write_profiles(research: Research, path: Path) -> None:
    """Columns `<province>_<profile>`, one row an hour; the same bytes each time."""
    hours = pd.read_csv(FOLDER / "profiles-hourly.csv.gz", parse_dates=["time"])
    time = hours.pop("time").dt
    hours.columns = hours.columns.str.replace("load_pu", "load")
    hours = _of_2060(research, hours)
    frame = pd.concat([hours, _hydro(research, time.month), _charging(research, time.hour)], axis=1).round(DIGITS)
    text = io.StringIO()
    frame.to_csv(text, index=False, lineterminator="\n")
    with path.open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0, filename="") as packed:
        packed.write(text.getvalue().encode())


def _of_2060(research: Research, hours: pd.DataFrame) -> pd.DataFrame:
    """Wind on land and sun of the fleet of 2060; parameters.csv says how much of it earlier fleets reach."""
    for profile in ("onwind", "solar"):
        for region, by_year in site_gains(research, profile).items():
            hours[f"{region}_{profile}"] *= by_year[max(by_year)].value
    shares = [c for c in hours if not c.endswith("_load")]
    return hours.assign(**{c: hours[c].clip(upper=1.0) for c in shares})


def _hydro(research: Research, month: pd.Series) -> pd.DataFrame:
    """Capacity factor of rivers by month, level within it."""
    rows = research.frame("potentials")
    rows = rows[(rows.technology == "hydro") & (rows.indicator == "monthly_capacity_factor")]
    by_month = rows.pivot_table(index="month", columns="region_code", values="value")
    frame = by_month.loc[month].reset_index(drop=True)
    return frame.add_suffix("_hydro")


def _charging(research: Research, hour: pd.Series) -> pd.DataFrame:
    """Shape of vehicle charging over the day, the same everywhere; mean 1."""
    rows = research.frame("profiles-monthly-mean-day")
    rows = rows[rows.series.str.startswith("ev_charging")].set_index("series")
    shares = rows[[f"h{h:02d}" for h in range(24)]].T.to_numpy()
    frame = pd.DataFrame(shares[hour] * 24 / shares.sum(axis=0), columns=[s.removeprefix("ev_") for s in rows.index])
    return frame
