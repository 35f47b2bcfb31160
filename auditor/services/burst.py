"""Long bursts of work that make many values and keep them, which the collector would walk again and again."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_YOUNG, _MIDDLE, _OLD = 500_000, 100, 1_000


def swept() -> None:
    """Collect what has been let go since the last time; called between batches, whose values are gone by then.

    Left to the thresholds of a burst, statements that refer to themselves would keep a batch's values with them.
    """
    if gc.isenabled():  # in the window's process only the window's thread may collect
        gc.collect(1)


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Let the cycle collector look only at what is new while the burst lasts: a quarter of an import's time."""
    before = gc.get_threshold()
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)
    try:
        yield
    finally:
        gc.set_threshold(*before)
