"""Sweeps: one case, many points. A study file or a mapping becomes a frozen `Study`; `sweep` solves it and keeps every point."""

from optimizer.study.sweeps.again import checked, failures, was_made
from optimizer.study.sweeps.design import Point
from optimizer.study.sweeps.run import sweep
from optimizer.study.sweeps.store import Store
from optimizer.study.sweeps.study import Study, read_study, study_of
from optimizer.study.sweeps.work import News

__all__ = ["News", "Point", "Store", "Study", "checked", "failures", "read_study", "study_of", "sweep", "was_made"]
