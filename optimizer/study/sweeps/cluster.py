"""Points solved by the workers of a Dask cluster, which come and go: all of them may die, and others follow.

Nothing that a point needs is left on a worker. Scattered data dies with the last worker that held it, and takes every task with it
(dask/distributed#3149); so the study goes along with each point, packed, and a worker opens it once. A task whose worker died goes to
another one, and waits where there is none.
"""

from __future__ import annotations

import pickle
import threading
import uuid
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from optimizer.errors import ClusterError, MissingError
from optimizer.study.sweeps.point import DiedError, Finished, Task, solve_point
from optimizer.study.sweeps.study import Study
from optimizer.study.sweeps.workers import Submit

PATIENCE = "20s"
"""How long a scheduler may take to answer."""
DROPPED = (
    "The cluster dropped the work: its scheduler ended, was started anew, or is out of reach. What is finished is kept; "
    "the same command goes on from there."
)
DEAD = "the workers of the cluster that solved it died, one after the other: did they run out of memory, or did their jobs end?"
_one_at_a_time = threading.Lock()  # HiGHS and HDF5 serve one thread of a process
_opened: dict[str, Study] = {}


@contextmanager
def cluster(study: Study, address: str) -> Iterator[tuple[Submit, Callable[[], int]]]:
    """Points are solved by the workers of a Dask cluster.

    Yields:
        What takes a point, and what tells how many workers there are now.

    Raises:
        MissingError: Dask is not installed.
        ClusterError: nobody answers at the address, or nobody works there.
    """
    try:
        dask: Any = import_module("distributed")
    except ImportError:
        raise MissingError("A cluster", "Dask", "cluster") from None
    try:
        client = dask.Client(address, timeout=PATIENCE)
    except (OSError, ValueError, TimeoutError) as error:
        raise ClusterError(
            f"No Dask scheduler answers at {address}: {error}\nNext: start one (`dask scheduler`), and give the address that it "
            "tells, as in --cluster tcp://host:8786."
        ) from None

    def workers() -> int:
        try:
            return len(client.scheduler_info(n_workers=-1)["workers"])
        except (OSError, TimeoutError):
            raise ClusterError(DROPPED) from None

    try:
        if not workers():
            raise ClusterError(
                f"The Dask cluster at {address} has no workers.\nNext: start some (`dask worker {address} --nthreads 1`), and run "
                "the same command again."
            )
        mark, packed = uuid.uuid4().hex, zlib.compress(pickle.dumps(study), 1)
        executor = client.get_executor(pure=False, retries=2)

        def submit(task: Task) -> Future[Finished]:
            try:
                return _in_words(executor.submit(solve_sent, mark, packed, task), dask.KilledWorker)
            except (OSError, RuntimeError):
                raise ClusterError(DROPPED) from None

        yield submit, workers
    finally:
        client.close()


def solve_sent(mark: str, packed: bytes, task: Task) -> Finished:
    """Solve a point in a worker, where other threads may be at work.

    Args:
        mark: of the study, which a worker opens once: what is taken from one point for the next stays in its process.
        packed: the study.
    """
    with _one_at_a_time:
        if mark not in _opened:
            _opened.clear()
            _opened[mark] = pickle.loads(zlib.decompress(packed))
        return solve_point(_opened[mark], task)


def _in_words(theirs: Future[Finished], killed: type[Exception]) -> Future[Finished]:
    """What comes of a point, where errors of the cluster are told in our words.

    Args:
        killed: what Dask says of a task that too many workers died of.
    """
    mine: Future[Finished] = Future()

    def arrived(done: Future[Finished]) -> None:
        if done.cancelled():
            mine.set_exception(ClusterError(DROPPED))
        elif (error := done.exception()) is not None:
            mine.set_exception(DiedError(DEAD) if isinstance(error, killed) else error)
        else:
            mine.set_result(done.result())

    theirs.add_done_callback(arrived)
    return mine
