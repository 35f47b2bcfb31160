"""When the cycle collector walks: in the window's thread alone.

Left to Python it walks in whichever thread happens to ask for memory. An object of Qt that dies in a worker holds a
lock of Qt's and waits for the interpreter, while the window has the interpreter and waits for that lock: for ever.
"""

from __future__ import annotations

import gc
import sys

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 250
"""What piles up meanwhile is gone through within a frame."""
GROWN = 1.1
"""By so much has memory grown since everything was gone through last, before it is again: that takes many frames."""


class Collector(QTimer):
    """Takes the collector's place for as long as the application lives; belongs to the application."""

    def __init__(self, app: QObject) -> None:
        super().__init__(app)
        gc.disable()
        self._kept = sys.getallocatedblocks()
        self.timeout.connect(self.collect)
        self.start(EVERY_MS)

    def collect(self) -> None:
        """Collect the oldest generation that has its turn, by Python's own thresholds."""
        grown, thresholds = gc.get_count(), gc.get_threshold()
        due = [generation for generation in range(3) if grown[generation] > thresholds[generation] > 0]
        if 2 in due and sys.getallocatedblocks() > self._kept * GROWN:
            gc.collect()
            self._kept = sys.getallocatedblocks()
        elif due:
            gc.collect(min(due[-1], 1))
