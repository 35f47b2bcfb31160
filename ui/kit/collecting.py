"""When the cycle collector walks: in the window's thread alone.

Left to Python it walks in whichever thread happens to ask for memory. An object of Qt that dies in a worker holds a
lock of Qt's and waits for the interpreter, while the window has the interpreter and waits for that lock: for ever.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 250
"""What piles up meanwhile is gone through within a frame."""


class Collector(QTimer):
    """Takes the collector's place for as long as the application lives; belongs to the application."""

    def __init__(self, app: QObject) -> None:
        super().__init__(app)
        gc.disable()
        self.timeout.connect(collect_due)
        self.start(EVERY_MS)


def collect_due() -> None:
    """Collect the oldest generation whose threshold is passed, as Python would by itself."""
    grown, thresholds = gc.get_count(), gc.get_threshold()
    for generation in (2, 1, 0):
        if grown[generation] > thresholds[generation] > 0:
            gc.collect(generation)
            return
