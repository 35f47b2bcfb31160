"""Erasing a person's values from the profile: what goes, what stays, why it may not be; a reason, then for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLineEdit, QToolButton
from typing_extensions import override

from auditor.i18n import N_, Message
from auditor.model.sheets import SUBJECT_SHEETS
from ui.kit import parts
from ui.kit.desk import Desk
from ui.profiles.words import field_name

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from auditor.services.erasing import Erasable, ErasedPersonal

ERASE = N_("Erase personal data…")


class ErasePanel(QFrame):
    """Opens below the head of a profile; ``opener`` is the button that opens it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._subject: tuple[str, str, str] | None = None
        self._found: Erasable | None = None
        parts.mark(self, "card")
        self.opener = QToolButton()
        desk.texts.say(self.opener, ERASE, "setToolTip")
        desk.texts.name(self.opener, ERASE)
        parts.dress(self.opener, desk.theme, "erase")
        self.opener.clicked.connect(lambda _=False: self.ask())
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        texts = self._desk.texts
        self.title = parts.plain_label("", "section")
        self.goes = parts.plain_label("", wrap=True)
        self.stays = parts.plain_label("", "muted", wrap=True)
        self.hold = parts.plain_label("", "refusal", wrap=True)
        self.reason = QLineEdit()
        texts.say(self.reason, N_("Reason; it stays in the log"), "setPlaceholderText")
        texts.name(self.reason, N_("Reason for erasing"))
        self.reason.textChanged.connect(lambda _: self._enable())
        self.reason.returnPressed.connect(self.erase)
        self.sure = parts.button(texts, N_("Erase for good"), self.erase)
        self.leave = parts.button(texts, N_("Cancel"), self.close_panel, "quiet")
        foot = parts.row(self.reason, self.sure, self.leave)
        foot.setStretch(0, 1)
        self.setLayout(
            parts.column(self.title, self.goes, self.stays, self.hold, foot, gap=6, margins=(16, 12, 16, 12))
        )

    def show_subject(self, type: str, code: str, name: str) -> None:
        """Whose values these are; of some kinds of subject none are kept."""
        if self._subject != (type, code, name):
            self.close_panel()
        self._subject = (type, code, name)
        self.opener.setVisible(any(field.personal for field in SUBJECT_SHEETS[type].fields))

    def ask(self) -> None:
        """Look what would go, then show it."""
        from auditor.services.erasing import ErasureOf

        if self._subject is not None:
            query = ErasureOf(f"{self._subject[0]}:{self._subject[1]}")
            self._desk.tasks.ask(query, self._arrived, owner=self, slot="erasure")

    def erase(self) -> None:
        """Erase, where a reason was given and nothing stands against it."""
        from auditor.services.erasing import ErasePersonal

        if self._subject is not None and self.sure.isEnabled():
            self.sure.setEnabled(False)
            job = ErasePersonal(f"{self._subject[0]}:{self._subject[1]}", self.reason.text())
            self._desk.tasks.run(job, self._erased, self._failed, owner=self)

    def close_panel(self) -> None:
        """Leave everything as it is."""
        self.reason.clear()
        self._found = None
        self.hide()

    def render_texts(self) -> None:
        """Say it in the language in force."""
        if self._found is None or self._subject is None:
            return
        found, t, tr = self._found, self._desk.texts.t, self._desk.texts.translator
        sheet = SUBJECT_SHEETS[self._subject[0]]
        names = tr.both("、", ", ").join(field_name(sheet.field(name), tr) for name in found.fields)
        self.title.setText(t(N_("Erase the personal data of {name}"), name=self._subject[2]))
        goes = N_("Goes for good, with every earlier version ({n} stored): {names}")
        nothing = N_("No personal values are stored.")
        self.goes.setText(t(goes, names=names, n=found.versions) if found.versions else t(nothing))
        stays = [t(N_("Stays: names shown in public, birth date, sex, residence, records. Not undone by Undo."))]
        stays.append(t(N_("Backups, exports and reports made before still hold the values.")))
        if found.scans:
            stays.append(t(N_("{n} scans stay on the file and are erased one by one."), n=found.scans))
        self.stays.setText(" ".join(stays))
        self.hold.setText("" if found.hold is None else t(found.hold.message))
        self.hold.setVisible(found.hold is not None)
        may = found.hold is None and bool(found.versions)
        self.reason.setVisible(may)
        self.sure.setVisible(may)
        self._enable()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
            self.opener.setFocus()
        else:
            super().keyPressEvent(event)

    def _enable(self) -> None:
        self.sure.setEnabled(bool(self.reason.text().strip()))

    def _arrived(self, found: Erasable) -> None:
        self._found = found
        self.render_texts()
        self.show()
        (self.leave if self.reason.isHidden() else self.reason).setFocus()

    def _erased(self, done: ErasedPersonal) -> None:
        self.close_panel()
        self._desk.problems.done(Message(N_("The personal data were erased (change {n})."), {"n": done.change}))

    def _failed(self, error: Exception) -> None:
        self._enable()
        self._desk.problems.tell(error)
