"""How a window stays small and quick all day: few pools of memory, nothing kept that is not needed again."""

from __future__ import annotations

import gc
import linecache
import os
import sys
from contextlib import suppress

_ARENA_MAX = -8
"""The number that glibc's mallopt knows the setting by."""

_TURN = 0.0005
"""Seconds that a thread keeps the interpreter while another one waits."""


def sparing() -> None:
    """Have all threads share one pool of the C library's memory; before the first thread starts.

    Each thread of its own pool keeps what it once needed: tens of megabytes of pages that only another one could use.
    """
    if sys.platform == "linux":
        import ctypes

        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none
        if mallopt is not None:
            mallopt(_ARENA_MAX, 1)


def take_turns() -> None:
    """Have each thread hand the interpreter on within half a millisecond instead of five, to whoever asks for it.

    Qt calls Python hundreds of times to paint a page of a list, and before each call the painting thread asks.
    """
    sys.setswitchinterval(_TURN)


def step_back(by: int) -> None:
    """Let the threads of this process that do not step back come before the calling one; by Linux's measure of nice.

    Windows lifts the thread of the window in front by itself.
    """
    if sys.platform == "linux":
        with suppress(OSError):  # some sandbox forbids it; then all are alike
            mine = 0  # the calling thread's number here, not the process's
            os.setpriority(os.PRIO_PROCESS, mine, os.getpriority(os.PRIO_PROCESS, mine) + by)


def settle() -> None:
    """Let go of what was needed to make what stays, and keep that out of the collector's way; in the window's thread.

    A walk over everything that a window holds takes longer than a frame, and every thread waits for its end. Qt's
    bindings look into the source of each module that is imported, and Python keeps all that it was shown.
    """
    linecache.clearcache()
    gc.unfreeze()  # what has been let go of since the last time, a workspace's screens among it
    gc.collect()
    gc.freeze()
