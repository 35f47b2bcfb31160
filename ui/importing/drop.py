"""What stands over the room while files are dragged: which of them can be taken, told before they are dropped."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QWidget

from auditor.i18n import N_
from ui.importing.sentences import NAMED, dragged
from ui.kit import parts
from ui.kit.texts import Texts


class DropSheet(QFrame):
    """A sheet over the whole room; it never takes the mouse."""

    def __init__(self, texts: Texts, parent: QWidget) -> None:
        super().__init__(parent)
        self._texts = texts
        parts.mark(self, "drop")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.sentence = parts.plain_label("", "title", wrap=True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._names = parts.column(gap=6)
        self.setLayout(parts.column(None, self.sentence, 8, self._names, None, margins=(48, 32, 48, 32)))
        self._over: tuple[tuple[Path, ...], bool] = ((), False)
        self.hide()
        texts.changed.connect(self._say_again)

    def _say_again(self) -> None:
        if self.isVisible():
            files, busy = self._over
            self.tell(files, busy=busy)

    def tell(self, files: tuple[Path, ...], *, busy: bool) -> bool:
        """Show what dropping these files would do; whether anything would come of it."""
        self._over = (files, busy)
        words, told = dragged(files, busy=busy)
        self.sentence.setText(self._texts.t(words))
        parts.empty(self._names)
        for name, good in told[:NAMED]:
            named = f"● {name}" if good else f"× {name} · {self._texts.t(N_('cannot be imported'))}"
            line = parts.plain_label(named, "good" if good else "bad")
            line.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self._names.addWidget(line)
        if len(told) > NAMED:
            more = parts.plain_label(f"+{len(told) - NAMED}", "muted")
            more.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self._names.addWidget(more)
        welcome = not busy and any(good for _, good in told)
        self.setProperty("refused", not welcome)
        parts.mark(self, "drop")
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect().adjusted(12, 12, -12, -12))
        self.show()
        self.raise_()
        return welcome
