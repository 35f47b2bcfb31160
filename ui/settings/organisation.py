"""The organisation's name and logo, laid down for everybody who opens this workspace."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QWidget

from auditor.i18n import N_, Message
from auditor.services.organisation import MOST_BYTES, Organisation, OrganisationShown, SetOrganisation
from ui.kit import parts
from ui.kit.desk import Desk
from ui.settings.choices import titled

LOGO = 96


class OrganisationPage(QWidget):
    """What is typed stays until it is saved; each saving can be undone."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._logo: bytes | None = None
        texts = desk.texts
        self.name = QLineEdit()
        texts.name(self.name, N_("Name of the organisation"))
        self.name.returnPressed.connect(self.save_name)
        save = parts.button(texts, N_("Save"), self.save_name, "primary")
        self.picture = QLabel()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        parts.mark(self.picture, "veil")
        parts.fix(self.picture, desk.theme, width=2 * LOGO, height=LOGO)
        self.choose = parts.button(texts, N_("Choose a picture…"), self.find_logo)
        self.drop = parts.button(texts, N_("Take it away"), lambda: self.save_logo(b""), "quiet")
        buttons = parts.column(self.choose, self.drop, None)
        says = N_("Name and logo stand at the head of every PDF report; the report's facts name whose it is.")
        card = parts.card(
            parts.Prose(texts, says),
            titled(desk, N_("Name of the organisation"), parts.box(parts.row(self.name, save))),
            titled(desk, N_("Logo (PNG or JPEG)"), parts.box(parts.row(self.picture, buttons, None, gap=12))),
            gap=16,
        )
        self.setLayout(parts.column(card, None))
        desk.theme.changed.connect(self._draw)

    def read(self) -> None:
        """Ask for what is laid down."""
        self._desk.tasks.ask(Organisation(), self._arrived, owner=self, slot="organisation")

    def _arrived(self, shown: OrganisationShown) -> None:
        if not self.name.isModified():
            self.name.setText(shown.name)
        self._logo = shown.logo
        self._draw()

    def _draw(self) -> None:
        t, px = self._desk.texts.t, self._desk.theme.px
        drawn = QPixmap()
        if self._logo is not None and drawn.loadFromData(self._logo):
            room = drawn.scaled(
                px(2 * LOGO) - 8,
                px(LOGO) - 8,
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            self.picture.setPixmap(room)
        else:
            self.picture.setText(t(N_("No logo")))
        self.picture.setAccessibleName(t(N_("Logo")))
        self.drop.setVisible(self._logo is not None)

    def save_name(self) -> None:
        """Lay the name down as it is typed."""
        self._save(SetOrganisation(name=self.name.text()), Message(N_("The name is saved.")))

    def find_logo(self) -> None:
        """Ask for a picture and lay it down."""
        title = self._desk.texts.t(N_("Choose a picture…"))
        chosen, _ = QFileDialog.getOpenFileName(self, title, "", "PNG, JPEG (*.png *.jpg *.jpeg)")
        if chosen:
            with Path(chosen).open("rb") as stream:
                self.save_logo(stream.read(MOST_BYTES + 1))

    def save_logo(self, content: bytes) -> None:
        """Lay a picture down; nothing takes it away."""
        words = N_("The logo is saved.") if content else N_("The logo is taken away.")
        self._save(SetOrganisation(logo=content), Message(words))

    def _save(self, command: SetOrganisation, words: Message) -> None:
        desk = self._desk

        def done(outcome: object) -> None:
            if command.name is not None:
                self.name.setModified(False)
            desk.edits.tell(getattr(outcome, "change", None), words)

        desk.tasks.do(command, done, desk.problems.tell, owner=self)
