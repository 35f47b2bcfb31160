"""The one write path: rows from a file, a form, a list or the demo become stored rows, with history and counts."""

from auditor.services.records.outcome import Counts, Problems
from auditor.services.records.recorder import Recorder

__all__ = ["Counts", "Problems", "Recorder"]
