"""Guards against silly answers: what in the input, or in the answer, pays for something nobody wants."""

from optimizer.guards.after import after
from optimizer.guards.before import before, refused
from optimizer.guards.guard import Guard

__all__ = ["Guard", "after", "before", "refused"]
