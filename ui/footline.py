"""The status line: what the screen counts, long work with its way to stop it, the last change, the workspace."""

from __future__ import annotations

import time
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QProgressBar, QPushButton, QWidget

from auditor.i18n import N_
from ui.keeping import Keeping
from ui.kit import parts
from ui.kit.desk import Desk
from ui.kit.tasks import Handle

if TYPE_CHECKING:
    from auditor.services.changes import HeadOf

LOOK_EVERY_MS = 150


class FootLine(QWidget):
    """One line at the bottom of the window."""

    def __init__(self, desk: Desk, keeping: Keeping) -> None:
        super().__init__()
        self._desk = desk
        self.counts = parts.Brief("caption")
        self.change = parts.Brief("caption")
        self.workspace = parts.plain_label(desk.workspace, "caption")
        self.job = JobLine(desk)
        self.chain = ChainMark(desk, keeping)
        self.setObjectName("foot")
        layout = parts.row(
            self.counts, None, self.job, self.change, self.workspace, self.chain, gap=16, margins=(16, 0, 16, 0)
        )
        inner = parts.box(layout, "foot")
        parts.fix(inner, desk.theme, height=26)
        self.setLayout(parts.column(inner, gap=0))
        self._changed_at: datetime | None = None
        desk.texts.changed.connect(self._say_change)

    def say(self, text: str) -> None:
        """What the screen that is shown counts."""
        self.counts.setText(text)

    def show_head(self, head: HeadOf) -> None:
        """When the workspace was last changed, by whomever."""
        self._changed_at = head.at
        self._say_change()
        self.chain.show_head(head.change)

    def _say_change(self) -> None:
        if self._changed_at is not None:
            at = f"{self._changed_at:%Y-%m-%d %H:%M}"
            self.change.setText(self._desk.texts.t(N_("Last change {at}"), at=at))


class ChainMark(QPushButton):
    """How the change chain stands: seen whole up to which change; a press recomputes all of it."""

    def __init__(self, desk: Desk, keeping: Keeping) -> None:
        super().__init__()
        self._desk = desk
        self._head = 0
        self._whole: bool | None = None
        self._upto = 0
        parts.mark(self, "foot")
        desk.texts.say(self, N_("Recompute the whole chain of changes"), "setToolTip")
        self.clicked.connect(keeping.verify)
        keeping.verified.connect(self._verified)
        desk.texts.changed.connect(self._show)
        self._show()
        self.hide()

    def show_head(self, change: int) -> None:
        """The last change there is."""
        self._head = change
        self._show()
        self.show()

    def _verified(self, whole: bool, upto: int) -> None:
        self._whole, self._upto = whole, upto
        self._show()

    def _show(self) -> None:
        t = self._desk.texts.t
        if self._whole is False:
            words, state = t(N_("✗ chain broken")), "broken"
        elif self._whole and self._upto >= self._head:
            words, state = t(N_("✓ chain whole, change {n}"), n=self._head), "whole"
        else:
            words, state = t(N_("Chain at change {n}"), n=self._head), ""
        self.setText(words)
        self.setProperty("state", state)
        self.style().unpolish(self)
        self.style().polish(self)


class JobLine(QWidget):
    """The oldest long work under way: what, how many of how many, time left, stop."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._handle: Handle | None = None
        self.words = parts.plain_label("", "caption")
        self.bar = QProgressBar(textVisible=False)
        parts.fix(self.bar, desk.theme, width=140)
        desk.texts.name(self.bar, N_("Progress"))
        self.stop = parts.icon_button(desk.texts, desk.theme, "stop", N_("Stop"), self._cancel)
        parts.fix(self.stop, desk.theme, width=22, height=22)
        self.setLayout(parts.row(self.words, self.bar, self.stop, gap=8))
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)
        desk.tasks.jobs_changed.connect(self._jobs_changed)
        self.hide()

    def _jobs_changed(self) -> None:
        jobs = self._desk.tasks.jobs
        self._handle = jobs[0] if jobs else None
        self.setVisible(self._handle is not None)
        if self._handle is None:
            self._timer.stop()
        else:
            self.stop.setEnabled(True)
            self._timer.start()
            self._look()

    def _look(self) -> None:
        if self._handle is None:
            return
        monitor, translate = self._handle.monitor, self._desk.texts.t
        waiting = len(self._desk.tasks.jobs) - 1
        what = translate(monitor.what) if monitor.what is not None else translate(N_("Working"))
        if monitor.stopped:
            what = translate(N_("Stopping…"))
        done, total = monitor.done, monitor.total  # read once: the work goes on meanwhile
        if total:
            self.bar.setRange(0, 1000)
            self.bar.setValue(round(1000 * done / total))
            what += f"  {done:,} / {total:,}"
            left = remaining(time.monotonic() - self._handle.started, done, total)
            if left is not None and not monitor.stopped:
                what += "  " + translate(N_("about {n} s left"), n=left)
        else:
            self.bar.setRange(0, 0)
        if waiting:
            what += "  " + translate(N_("+{n} waiting"), n=waiting)
        self.words.setText(what)

    def _cancel(self) -> None:
        if self._handle is not None:
            self._handle.cancel()
            self.stop.setEnabled(False)
            self._look()


def remaining(elapsed: float, done: int, total: int) -> int | None:
    """Seconds left at the pace so far; None while it is too early to say."""
    if elapsed < 1.0 or done <= 0:
        return None
    return max(1, round(elapsed * (total - done) / done))
