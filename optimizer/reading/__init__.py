"""Files of others, read within bounds: what is too large, too deep or not what it says is refused before it is in memory.

Every loader of the package reads through here, so that the limits stand once, in `limits.py` (docs/hostile-input.md).
"""
