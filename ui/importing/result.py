"""Step three: import, what was stored, take it back, what comes next."""

from __future__ import annotations

import time

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QProgressBar

from auditor.i18n import N_
from ui.footline import remaining
from ui.importing.sentences import asides, sentence
from ui.importing.state import ImportState, Step
from ui.kit import parts
from ui.kit.desk import Desk
from ui.kit.tasks import Handle


class ResultCard(QFrame):
    """One sentence and the buttons that follow from it."""

    store = Signal()
    cancel = Signal()
    undo = Signal()
    audit = Signal()
    rejects = Signal()
    over = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        texts = desk.texts
        parts.mark(self, "card")
        self.title = parts.label(texts, N_("3  Import"), "section")
        self.sentence = parts.plain_label("", "", wrap=True, selectable=True)
        self.asides = parts.plain_label("", "caption", wrap=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        texts.name(self.bar, N_("Progress of the import"))
        self.doing = parts.plain_label("", "caption")
        self.reject_button = parts.button(texts, N_("Save refused rows…"), self.rejects.emit)
        self.store_button = parts.button(texts, N_("Import"), self.store.emit, "primary")
        self.cancel_button = parts.button(texts, N_("Cancel"), self.cancel.emit)
        self.undo_button = parts.button(texts, N_("Take the import back"), self.undo.emit)
        self.over_button = parts.button(texts, N_("Import more files"), self.over.emit)
        self.audit_button = parts.button(texts, N_("Audit now"), self.audit.emit, "primary")
        buttons = parts.row(
            self.reject_button,
            self.undo_button,
            self.over_button,
            self.cancel_button,
            self.store_button,
            self.audit_button,
            gap=8,
        )
        head = parts.row(self.title, 8, self.sentence, buttons, gap=8)
        head.setStretch(2, 1)
        progress = parts.row(self.bar, self.doing, gap=12)
        progress.setStretch(0, 1)
        self._progress = parts.box(progress)
        self.setLayout(parts.column(head, self.asides, self._progress, gap=4, margins=(12, 10, 12, 10)))

    def show_state(self, state: ImportState, *, working: bool, undone: bool) -> None:
        """Show how far the import has come; ``working`` while anything runs that can be cancelled."""
        tr = self._desk.texts.translator
        words = tr.t(N_("The import was taken back.")) if undone else sentence(state, tr)
        done = state.step is Step.DONE
        changed = done and state.outcome is not None and state.outcome.change is not None
        self.sentence.setText(words)
        parts.mark(self.sentence, "good" if changed and not undone else "")
        self.sentence.setAccessibleName(words)
        told = "  ·  ".join(tr.t(one) for one in asides(state))
        self.asides.setText(told)
        self.asides.setVisible(bool(told))
        self._progress.setVisible(working)
        self.cancel_button.setVisible(working)
        self.reject_button.setVisible(not working and state.totals["refused"] > 0)
        self.store_button.setVisible(not done and not working)
        self.store_button.setEnabled(state.step is Step.PREVIEW and state.changes_anything)
        self.undo_button.setVisible(changed and not undone and not working)
        self.over_button.setVisible(done and not working)
        self.audit_button.setVisible(changed and not undone and not working)

    def progress(self, handle: Handle) -> None:
        """Show how far the work has come."""
        monitor, tr = handle.monitor, self._desk.texts.translator
        done, total = monitor.done, monitor.total  # read once: the work goes on meanwhile
        self.bar.setRange(0, 1000 if total else 0)
        words = "" if monitor.what is None else tr.t(monitor.what)
        if total:
            self.bar.setValue(round(1000 * min(1.0, done / total)))
            words += f"  {done:,} / {total:,}"
            left = remaining(time.monotonic() - handle.started, done, total)
            words += "" if left is None else "  " + tr.t(N_("about {n} s left"), n=left)
        self.doing.setText(tr.t(N_("Stopping…")) if monitor.stopped else words)
