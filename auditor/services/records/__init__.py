"""The one write path: rows from a file, a form, a list or the demo become stored rows, with history and counts."""

from auditor.services.records.going import Repeated
from auditor.services.records.outcome import OUTCOMES, Counts, Outcome, Outcomes, Problems, Shown
from auditor.services.records.recorder import Recorder

__all__ = ["OUTCOMES", "Counts", "Outcome", "Outcomes", "Problems", "Recorder", "Repeated", "Shown"]
