"""Many runs: generators of cases, each solved on the one path."""

from optimizer.study.alternatives import Alternatives, Extreme, alternatives
from optimizer.study.ends import Range
from optimizer.study.foresight import Sight, foresight, reason
from optimizer.study.frontier import Frontier, frontier
from optimizer.study.futures import Future
from optimizer.study.hedge import Aim, Hedge, Outcome, hedge
from optimizer.study.indirect import Round, footprints, indirect
from optimizer.study.learning import LearningRound, learning_rounds, learning_settled
from optimizer.study.limited import Against
from optimizer.study.myopic import Window, WindowError, count_of, kept_builds, myopic
from optimizer.study.peak import Candidate, Level, cheapest_peak, levels, open_peaks, peak_years, with_peaks
from optimizer.study.plan import Plan, fixed, read_plan
from optimizer.study.redispatch import Redispatch, redispatch
from optimizer.study.regret import Operated, Regret, regret
from optimizer.study.slope import Scaled, slope_scaled, slopes
from optimizer.study.sweeps import Study, read_study, study_of, sweep

__all__ = [
    "Against",
    "Aim",
    "Alternatives",
    "Candidate",
    "Extreme",
    "Frontier",
    "Future",
    "Hedge",
    "LearningRound",
    "Level",
    "Operated",
    "Outcome",
    "Plan",
    "Range",
    "Redispatch",
    "Regret",
    "Round",
    "Scaled",
    "Sight",
    "Study",
    "Window",
    "WindowError",
    "alternatives",
    "cheapest_peak",
    "count_of",
    "fixed",
    "footprints",
    "foresight",
    "frontier",
    "hedge",
    "indirect",
    "kept_builds",
    "learning_rounds",
    "learning_settled",
    "levels",
    "myopic",
    "open_peaks",
    "peak_years",
    "read_plan",
    "read_study",
    "reason",
    "redispatch",
    "regret",
    "slope_scaled",
    "slopes",
    "study_of",
    "sweep",
    "with_peaks",
]
