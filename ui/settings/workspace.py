"""The workspace that is open, others to open, and what keeps it safe."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QInputDialog, QLineEdit, QVBoxLayout, QWidget

from auditor.errors import AuditorError
from auditor.i18n import N_
from ui.keeping import BACKUPS
from ui.kit import parts
from ui.kit.desk import Desk
from ui.settings.passphrase import PassphraseCard
from ui.start.opening import RECENT


class WorkspacePage(QWidget):
    """``opens`` is called with the file of another workspace that is to be opened in place of this one."""

    def __init__(self, desk: Desk, opens: Callable[[Path], None]) -> None:
        super().__init__()
        self._desk = desk
        self._opens = opens
        texts = desk.texts
        self.path = parts.plain_label("", "muted", wrap=True, selectable=True)
        self._recent = QVBoxLayout()
        self._recent.setSpacing(4)
        here = parts.card(
            parts.label(texts, N_("Workspace"), "section"),
            parts.plain_label(desk.workspace, "title", wrap=True, selectable=True),
            self.path,
            parts.row(
                parts.button(texts, N_("New workspace…"), self.make),
                parts.button(texts, N_("Open a workspace…"), self.open_other),
                None,
            ),
            gap=10,
        )
        others = parts.card(parts.label(texts, N_("Opened before"), "section"), self._recent)
        self.passphrase = PassphraseCard(desk, self.encrypt)
        self.setLayout(parts.column(here, others, self._safety(), self.passphrase, None, gap=12))
        texts.changed.connect(self.show_recent)
        self.show_recent()

    def _safety(self) -> QWidget:
        texts, doors = self._desk.texts, self._desk.doors
        says = N_("A backup is verified before it gets its name. Keep one elsewhere.")
        return parts.card(
            parts.label(texts, N_("Safety"), "section"),
            parts.Prose(texts, says),
            parts.flowing(
                parts.button(texts, N_("Back up…"), doors.back_up, "primary"),
                parts.button(texts, N_("Examine"), doors.examine),
                parts.button(texts, N_("Verify the whole chain"), doors.verify),
            ),
        )

    def show_recent(self) -> None:
        """The workspaces opened before, the last first."""
        parts.empty(self._recent)
        paths = recent(self._desk.memory.get(RECENT))
        current = self._desk.memory.get("workspace")
        self.path.setText(current)
        others = [path for path in paths if str(path) != current]
        for path in others:
            opener = parts.button(self._desk.texts, path.name, partial(self._opens, path), "quiet")
            opener.setToolTip(str(path))
            folder = parts.plain_label(str(path.parent), "caption", wrap=True)
            line = parts.row(opener, folder, gap=8)
            line.setStretch(1, 1)
            self._recent.addLayout(line)
        if not others:
            words = self._desk.texts.t(N_("No other workspace was opened here."))
            self._recent.addWidget(parts.plain_label(words, "muted"))

    def make(self) -> None:
        """Ask where and, if wished, for a passphrase; then open what was made."""
        out = self._asked(N_("New workspace…"), "workspace.auditor")
        if out is None:
            return
        agreed, phrase = self._phrase(N_("Passphrase, or nothing for a file that is not encrypted:"))
        if not agreed:
            return
        from auditor.app import Auditor

        try:
            Auditor.create(out, passphrase=phrase or None)
        except AuditorError as error:
            self._desk.problems.tell(error)
            return
        self._opens(out)

    def open_other(self) -> None:
        """Ask for another file."""
        title = self._desk.texts.t(N_("Open a workspace…"))
        name, _ = QFileDialog.getOpenFileName(self, title, "", f"{BACKUPS};;* (*)")
        if name:
            self._opens(Path(name))

    def encrypt(self) -> None:
        """A verified copy under a new passphrase, typed twice; it can be opened at once."""
        from auditor.i18n import Message, said
        from auditor.services.safety import BackedUp, BackUp

        stem = Path(self._desk.workspace).stem or "workspace"
        out = self._asked(N_("Copy under a new passphrase…"), f"{stem}-encrypted.auditor")
        agreed, phrase = self._phrase(N_("New passphrase:")) if out is not None else (False, "")
        if out is None or not agreed or not phrase:
            return
        again, typed = self._phrase(N_("The same once more:"))
        if not again:
            return
        if typed != phrase:
            self._desk.problems.warn(Message(N_("The two passphrases differ; nothing was written.")))
            return

        def done(made: BackedUp) -> None:
            opener = (Message(N_("Open it")), lambda: self._opens(made.path))
            self._desk.problems.warn(said("{path} is written under the new passphrase.", path=made.path.name), opener)

        self._desk.tasks.run(BackUp(out, phrase), done, self._desk.problems.tell, owner=self)

    def _asked(self, title: str, name: str) -> Path | None:
        chosen, _ = QFileDialog.getSaveFileName(self, self._desk.texts.t(title), name, BACKUPS)
        return Path(chosen) if chosen else None

    def _phrase(self, question: str) -> tuple[bool, str]:
        t = self._desk.texts.t
        hidden = QLineEdit.EchoMode.Password
        typed, agreed = QInputDialog.getText(self, t(N_("Passphrase")), t(question), hidden)
        return agreed, typed


def recent(text: str) -> list[Path]:
    """Paths as they are remembered, those that are still there."""
    return [path for path in map(Path, filter(None, text.split("\n"))) if path.exists()]
