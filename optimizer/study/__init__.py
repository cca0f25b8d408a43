"""Many runs: generators of cases, each solved on the one path."""

from optimizer.study.indirect import Round, footprints, indirect
from optimizer.study.myopic import Window, kept_builds, myopic
from optimizer.study.peak import Candidate, Level, cheapest_peak, levels, open_peaks, peak_years, with_peaks
from optimizer.study.plan import Plan, fixed, read_plan
from optimizer.study.redispatch import Redispatch, redispatch

__all__ = [
    "Candidate",
    "Level",
    "Plan",
    "Redispatch",
    "Round",
    "Window",
    "cheapest_peak",
    "fixed",
    "footprints",
    "indirect",
    "kept_builds",
    "levels",
    "myopic",
    "open_peaks",
    "peak_years",
    "read_plan",
    "redispatch",
    "with_peaks",
]
