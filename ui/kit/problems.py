"""Where everything that goes wrong ends: an inline bar for what people can mend, a crash sheet for what we must."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Literal

import shiboken6
from PySide6.QtCore import (
    QEvent,
    QMessageLogContext,
    QObject,
    QPoint,
    Qt,
    QTimer,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
)
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFileDialog, QFrame, QLabel, QPlainTextEdit, QVBoxLayout, QWidget
from typing_extensions import override

from auditor.clock import Clock, system_clock, wall
from auditor.errors import AuditorError, Cancelled
from auditor.i18n import N_, Message
from auditor.redacted import crash_report
from ui.kit import aloud, fonts, icons, parts
from ui.kit.tasks import hear_thread_faults
from ui.kit.texts import Texts
from ui.kit.theme import Theme

LEAVES_AFTER_MS = 4000
ABOVE_FOOT, FOOT = 16, 38
"""Designed pixels beside bars that float, and from them to the lower edge of the window."""
KEPT = 50
_log = logging.getLogger("auditor.ui")


Action = tuple[Message, Callable[[], object]]


@dataclass(frozen=True, slots=True)
class Note:
    """What a bar said: when (wall time), of which kind (error, warning, done), and what could be done about it."""

    at: datetime
    kind: Literal["error", "warning", "done"]
    message: Message
    action: Action | None = None


class Problems(QObject):
    """Takes every error and every success of the window; safe to call from any thread.

    Each is said in a bar of the window at which somebody works, and kept for the tray.
    """

    noted = Signal()
    """Something was said, or what was said was read."""
    _arrived = Signal(object)

    def __init__(self, texts: Texts, theme: Theme, clock: Clock = system_clock) -> None:
        super().__init__()
        self._texts = texts
        self._theme = theme
        self._clock = clock
        self.bars: Bars | None = None
        self._beside: list[Bars] = []
        self.sheet: CrashSheet | None = None
        self.notes: tuple[Note, ...] = ()
        self.unread = 0
        self._arrived.connect(self._take, Qt.ConnectionType.AutoConnection)

    @property
    def tray(self) -> list[Message]:
        """What was said, the oldest first."""
        return [note.message for note in self.notes]

    def also(self, bars: Bars) -> None:
        """Another window has bars as well; they are used while it is the active one."""
        self._beside = [one for one in self._beside if shiboken6.isValid(one)] + [bars]

    def read_all(self) -> None:
        """Somebody has seen all notes."""
        self.unread = 0
        self.noted.emit()

    def tell(self, error: BaseException) -> None:
        """Show what went wrong: a bar when people can mend it, else the crash sheet."""
        self._arrived.emit(error)

    def done(self, message: Message, action: Action | None = None) -> None:
        """Say that something worked; it leaves by itself and stays in the tray."""
        self._note("done", message, action)

    def warn(self, message: Message, action: Action | None = None) -> None:
        """Say something that stays until it is dismissed."""
        self._note("warning", message, action)

    def _note(self, kind: Literal["error", "warning", "done"], message: Message, action: Action | None) -> None:
        self.notes = (*self.notes[-KEPT + 1 :], Note(wall(self._clock), kind, message, action))
        self.unread += 1
        bars = self._bars()
        if bars is not None:
            bars.add(kind, message, action, leaves=kind == "done")
        self.noted.emit()

    def _bars(self) -> Bars | None:
        """Those of the window at which somebody works; the main one's where no other is active."""
        for bars in self._beside:
            if shiboken6.isValid(bars) and bars.window().isActiveWindow():
                return bars
        return self.bars

    def _take(self, error: BaseException) -> None:
        if isinstance(error, Cancelled):
            self.done(error.message)
        elif isinstance(error, AuditorError):
            self._say(error)
        else:
            self._crash(error)

    def _say(self, error: AuditorError) -> None:
        if error.already_told:
            return
        message = error.message
        if error.hint is not None:
            message = Message(N_("{what} {hint}"), {"what": error.message, "hint": error.hint})
        self._note("error", message, None)

    def _crash(self, error: BaseException) -> None:
        _log.error("fault of ours", exc_info=error)
        if self.sheet is None:
            self.sheet = CrashSheet(self._texts)
        self.sheet.add(error)


class Afloat(QWidget):
    """Bars that leave by themselves float at the foot of the window: what somebody works on stays where it is."""

    def __init__(self, bars: QWidget) -> None:
        super().__init__(bars.window())
        self._bars = bars
        self.held = QVBoxLayout(self)
        self.held.setContentsMargins(0, 0, 0, 0)
        self.held.setSpacing(4)
        bars.window().installEventFilter(self)
        self.hide()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.place()
        return super().eventFilter(watched, event)

    def place(self) -> None:
        """As wide as the bars above the page, over its foot."""
        window, page = self.window(), self._bars.parentWidget() or self._bars
        left = page.mapTo(window, QPoint(0, 0)).x() + ABOVE_FOOT
        width = page.width() - 2 * ABOVE_FOOT
        layout = self.layout()
        high = self.sizeHint().height() if layout is None else max(layout.heightForWidth(width), 0)
        high = high or self.sizeHint().height()
        self.setGeometry(left, window.height() - high - fonts.px(FOOT), width, high)
        self.show()
        self.raise_()


class Bars(QWidget):
    """The inline bars above a screen, newest on top; what is said already is not repeated."""

    def __init__(self, texts: Texts, theme: Theme) -> None:
        super().__init__()
        self._texts = texts
        self._theme = theme
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        self._shown: dict[tuple[str, str], InlineBar] = {}
        self._afloat: Afloat | None = None
        texts.changed.connect(self._retranslate)
        self.hide()

    def add(self, kind: str, message: Message, action: Action | None, *, leaves: bool) -> None:
        """Show a bar of kind error, warning or done."""
        key = (kind, str(message))
        same = next((one for one in self._shown if one[1] == key[1]), None)
        if same == key:
            return
        if same is not None:  # what was a warning is an error now: it is said once
            self._drop(same)
        bar = InlineBar(kind, message, action, self._texts, self._theme)
        bar.left.connect(lambda: self._drop(key))
        self._shown[key] = bar
        if leaves and self.window() is not self:
            self._float(bar)
        else:
            self._layout.insertWidget(0, bar)
            self.show()
        aloud.announce(bar, bar.sentence.text(), at_once=kind == "error")
        if leaves:
            QTimer.singleShot(LEAVES_AFTER_MS, bar, bar.left.emit)

    def clear(self) -> None:
        """Dismiss everything."""
        for key in list(self._shown):
            self._drop(key)

    @property
    def texts(self) -> list[str]:
        """What the bars say, newest first."""
        return [bar.sentence.text() for bar in reversed(self._shown.values())]

    def _drop(self, key: tuple[str, str]) -> None:
        bar = self._shown.pop(key, None)
        if bar is not None:
            bar.hide()
            bar.setParent(None)
            bar.deleteLater()
        self.setVisible(bool(self._layout.count()))
        if self._afloat is not None:
            self._afloat.setVisible(bool(self._afloat.held.count()))
            if self._afloat.isVisible():
                self._afloat.place()

    def _float(self, bar: InlineBar) -> None:
        if self._afloat is None or self._afloat.window() is not self.window():
            self._afloat = Afloat(self)
        self._afloat.held.insertWidget(0, bar)
        self._afloat.place()

    def _retranslate(self) -> None:
        for bar in self._shown.values():
            bar.sentence.setText(self._texts.t(bar.message))


class InlineBar(QFrame):
    """One line: icon, sentence, one action, dismiss."""

    left = Signal()

    def __init__(
        self,
        kind: str,
        message: Message,
        action: Action | None,
        texts: Texts,
        theme: Theme,
    ) -> None:
        super().__init__()
        self.message = message
        parts.mark(self, f"bar-{kind}")
        self._kind, self._theme = kind, theme
        self._picture = picture = QLabel()
        self._colour()
        theme.changed.connect(self._colour)
        self.sentence = parts.plain_label(texts.t(message), wrap=True, selectable=True)
        self.sentence.setAccessibleName(texts.t(message))
        acts = [parts.button(texts, action[0], action[1], "quiet")] if action else []
        close = parts.icon_button(texts, theme, "close", N_("Dismiss"), self.left.emit)
        layout = parts.row(picture, self.sentence, *acts, close, margins=(8, 2, 4, 2))
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def _colour(self) -> None:
        token = {"error": "critical", "warning": "amber", "done": "good"}[self._kind]
        colour = str(getattr(self._theme.tokens, token))
        name = "done" if self._kind == "done" else "warning"
        self._picture.setPixmap(icons.pixmap(name, colour, self._theme.px(16)))


class CrashSheet(QDialog):
    """What happened, what is safe, and a report without anybody's data to copy; other screens go on."""

    def __init__(self, texts: Texts) -> None:
        super().__init__()
        self._texts = texts
        self._reports: list[str] = []
        self.setModal(False)
        self.setMinimumSize(560, 360)
        texts.say(self, N_("Something went wrong on our side"), "setWindowTitle")
        heading = parts.label(texts, N_("Something went wrong on our side"), "title")
        safe = parts.label(
            texts,
            N_(
                "Nothing half-done was saved: each change is written whole or not at all. "
                "Other screens go on working. The report below holds no names, numbers or paths."
            ),
        )
        safe.setWordWrap(True)
        self.report = QPlainTextEdit(readOnly=True)
        texts.name(self.report, N_("Report for the developers"))
        copy = parts.button(texts, N_("Copy report"), self._copy, "primary")
        save = parts.button(texts, N_("Save report…"), self._save)
        close = parts.button(texts, N_("Close"), self.close)
        self.setLayout(
            parts.column(
                heading, safe, self.report, parts.row(None, close, save, copy), gap=12, margins=(24, 20, 24, 20)
            )
        )

    def add(self, error: BaseException) -> None:
        """Add a fault; the sheet shows itself."""
        report = crash_report(error)
        if report in self._reports:  # the same fault each second is one fault
            return
        self._reports.append(report)
        self.report.setPlainText("\n\n".join(self._reports[-5:]))
        self.show()
        self.raise_()

    def _save(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, self._texts.t(N_("Save report…")), "auditor-report.txt", "*.txt")
        if name:
            self.save_to(Path(name))

    def save_to(self, path: Path) -> None:
        """Write the report to a file; a disk that says no is told on the sheet itself."""
        try:
            path.write_text(self.report.toPlainText(), encoding="utf-8")
        except OSError as error:
            self.report.appendPlainText(f"\n{type(error).__name__}")

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report.toPlainText())


def install(problems: Problems) -> Callable[[], None]:
    """Lead uncaught exceptions of all threads and Qt's own messages to one place; returns what undoes it."""
    before = sys.excepthook

    def uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            before(kind, error, trace)
            return
        problems.tell(error)

    sys.excepthook = uncaught
    unhook = hear_thread_faults(problems.tell)
    earlier = qInstallMessageHandler(_qt_said)

    def undo() -> None:
        sys.excepthook = before
        unhook()
        qInstallMessageHandler(earlier)

    return undo


def _qt_said(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    levels = {
        QtMsgType.QtDebugMsg: logging.DEBUG,
        QtMsgType.QtInfoMsg: logging.INFO,
        QtMsgType.QtWarningMsg: logging.WARNING,
    }
    _log.log(levels.get(kind, logging.ERROR), "%s", text)
