"""Many runs: generators of cases, each solved on the one path."""

from optimizer.study.indirect import Round, footprints, indirect
from optimizer.study.myopic import Window, myopic

__all__ = ["Round", "Window", "footprints", "indirect", "myopic"]
