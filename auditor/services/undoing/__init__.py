"""Undo: exactly the row versions that a change wrote are taken back, as one new change, or nothing is."""

from auditor.services.undoing.job import Reversed, Undo, Undone, undo
from auditor.services.undoing.later import LaterEdits, Standing

__all__ = ["LaterEdits", "Reversed", "Standing", "Undo", "Undone", "undo"]
