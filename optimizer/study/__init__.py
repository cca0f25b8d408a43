"""Many runs: generators of cases, each solved on the one path."""

from optimizer.study.myopic import Window, myopic

__all__ = ["Window", "myopic"]
