"""What the window does when much has been made that stays: the collector walks none of it again, no source is kept."""

from __future__ import annotations

import gc
import linecache


def settle() -> None:
    """Let go of what was needed to make it, and keep the rest out of the collector's way.

    A walk over everything that a window holds takes longer than a frame, and every thread waits for its end. Qt's
    bindings look into the source of each module that is imported, and Python keeps all that it was shown.
    """
    linecache.clearcache()
    gc.unfreeze()  # what has been let go of since the last time, a workspace's screens among it
    gc.collect()
    gc.freeze()
