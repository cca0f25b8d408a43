"""Many runs: generators of cases, each solved on the one path."""

from optimizer.study.foresight import Sight, foresight, reason
from optimizer.study.indirect import Round, footprints, indirect
from optimizer.study.myopic import Window, WindowError, count_of, kept_builds, myopic
from optimizer.study.peak import Candidate, Level, cheapest_peak, levels, open_peaks, peak_years, with_peaks
from optimizer.study.plan import Plan, fixed, read_plan
from optimizer.study.redispatch import Redispatch, redispatch
from optimizer.study.slope import Scaled, slope_scaled, slopes

__all__ = [
    "Candidate",
    "Level",
    "Plan",
    "Redispatch",
    "Round",
    "Scaled",
    "Sight",
    "Window",
    "WindowError",
    "cheapest_peak",
    "count_of",
    "fixed",
    "footprints",
    "foresight",
    "indirect",
    "kept_builds",
    "levels",
    "myopic",
    "open_peaks",
    "peak_years",
    "read_plan",
    "reason",
    "redispatch",
    "slope_scaled",
    "slopes",
    "with_peaks",
]
