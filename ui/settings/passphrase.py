"""The passphrase of the workspace that is open: set, changed or taken off where it lies."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from auditor.i18n import N_, Message
from auditor.services.passphrases import weakness
from ui.kit import parts
from ui.kit.desk import Desk, Rekeying
from ui.settings.choices import titled
from ui.start.opening import looks_plain


class PassphraseCard(QWidget):
    """Three fields; what is wrong with them is said below as it is typed. ``copies`` makes a copy under another one."""

    def __init__(self, desk: Desk, copies: Callable[[], object]) -> None:
        super().__init__()
        self._desk = desk
        texts = desk.texts
        self.state = parts.plain_label("", "muted", wrap=True)
        self.present = self._secret(N_("Present passphrase"))
        self.new = self._secret(N_("New passphrase"))
        self.again = self._secret(N_("The same once more"))
        self._asked = titled(desk, N_("Present passphrase"), self.present)
        self.told = parts.plain_label("", "muted", wrap=True)
        self.keep = QCheckBox()
        texts.say(self.keep, N_("Keep the former file beside the new one"))
        self.turn = parts.button(texts, N_("Set the passphrase"), self.change, "primary")
        self.drop = parts.button(texts, N_("Take the passphrase off"), self.remove, "quiet")
        copy = parts.button(texts, N_("Copy under a new passphrase…"), copies, "quiet")
        fields = parts.row(
            self._asked,
            titled(desk, N_("New passphrase"), self.new),
            titled(desk, N_("The same once more"), self.again),
            gap=12,
        )
        says = N_(
            "The workspace is closed, written anew beside itself, verified, and opened again; nobody else may have it "
            "open. Without its passphrase nobody can open it, nor can we."
        )
        card = parts.card(
            parts.label(texts, N_("Passphrase"), "section"),
            self.state,
            fields,
            self.told,
            self.keep,
            parts.flowing(self.turn, self.drop, copy),
            parts.Prose(texts, says),
        )
        self.setLayout(parts.column(card))
        for field in (self.present, self.new, self.again):
            field.textChanged.connect(self.check)
        self.again.returnPressed.connect(self.change)
        texts.changed.connect(self.read)
        self.read()

    def _secret(self, name: str) -> QLineEdit:
        made = QLineEdit()
        made.setEchoMode(QLineEdit.EchoMode.Password)
        self._desk.texts.name(made, name)
        return made

    @property
    def encrypted(self) -> bool:
        """Whether the workspace has a passphrase."""
        path = self._desk.memory.get("workspace")
        return bool(path) and not looks_plain(Path(path))

    def read(self) -> None:
        """Say how the workspace stands."""
        t, encrypted = self._desk.texts.t, self.encrypted
        self.state.setText(
            t(N_("The workspace is encrypted."))
            if encrypted
            else t(N_("The workspace is not encrypted: whoever has the file can read it."))
        )
        self._asked.setVisible(encrypted)
        self.drop.setVisible(encrypted)
        self.turn.setText(t(N_("Change the passphrase") if encrypted else N_("Set the passphrase")))
        self.check()

    def check(self) -> None:
        """Say what is wrong with what is typed; a weak passphrase is told and may be taken."""
        known = bool(self.present.text()) or not self.encrypted
        new, again = self.new.text(), self.again.text()
        differ = bool(again) and new != again
        told = Message(N_("The two passphrases differ.")) if differ else weakness(new) if new else None
        self.told.setText("" if told is None else self._desk.texts.t(told))
        self.told.setVisible(told is not None)
        parts.mark(self.told, "bad" if differ else "stale")
        self.turn.setEnabled(known and bool(new) and new == again)
        self.drop.setEnabled(known)

    def change(self) -> None:
        """Put the workspace under the new passphrase."""
        if self.turn.isEnabled():
            self._go(self.new.text())

    def remove(self) -> None:
        """Take the passphrase off."""
        self._go(None)

    def _go(self, new: str | None) -> None:
        present = self.present.text() if self.encrypted else None
        wish = Rekeying(present, new, self.keep.isChecked())
        for field in (self.present, self.new, self.again):
            field.clear()
        self._desk.doors.rekey(wish)
