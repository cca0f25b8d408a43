"""Many runs: generators of cases, each solved on the one path."""

from optimizer.study.indirect import Round, footprints, indirect
from optimizer.study.myopic import Window, kept_builds, myopic
from optimizer.study.plan import Plan, fixed, read_plan

__all__ = ["Plan", "Round", "Window", "fixed", "footprints", "indirect", "kept_builds", "myopic", "read_plan"]
