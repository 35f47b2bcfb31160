"""The page of one subject: who, the answers of the day with their reasons and remedies, the records beside them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from auditor.errors import CallerMistake
from auditor.i18n import N_, Message
from auditor.model.sheets import SUBJECT_SHEETS
from ui.kit import parts, shortcuts
from ui.kit.chips import Answer, ChipButton
from ui.kit.desk import Desk, Place
from ui.kit.screen import Screen
from ui.kit.scrolling import Area
from ui.kit.shortcuts import Key
from ui.kit.tasks import Lane
from ui.profiles.erasing import ErasePanel
from ui.profiles.papers import Papers
from ui.profiles.presenter import Who, chips, notice, standing
from ui.profiles.records import Records
from ui.profiles.shapes import Line, Profile
from ui.profiles.source import Profiles
from ui.profiles.verdicts import VerdictList
from ui.profiles.words import shown
from ui.timeline.panel import Timeline

HEAD_FACTS = ("status", "agency", "unit", "owner")


class ProfilePage(Screen):
    """Shows the subject that its place names, judged on the as-of day."""

    looks_back = True

    def __init__(self, desk: Desk, profiles: Profiles) -> None:
        super().__init__(desk)
        self._profiles = profiles
        self._wanted: tuple[str, str] | None = None
        self._record: tuple[str, int] | None = None
        self._known = desk.day.known
        self.profile: Profile | None = None
        self.lines: tuple[Line, ...] | None = None
        self._drawn: tuple[object, ...] = ()
        self._beside = False
        """Whether the profile is to be read again behind the answers."""
        self._lay_out()
        shortcuts.on(self, Key.NOTICE, self.copy_notice)

    # building ---------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        texts = self.desk.texts
        self.verdicts = VerdictList(self.desk)
        self.verdicts.unfolded.connect(lambda: parts.thread(self.answers_area))
        self.records = Records(self.desk)
        self.records.stale.connect(self.outdate)
        self.answers_area: Area = Area()
        scroll = self.answers_area
        scroll.setWidget(parts.box(parts.column(self.verdicts, margins=(0, 0, 8, 0)), "page"))
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(12)
        self.split.addWidget(scroll)
        self.split.addWidget(parts.card(self.records, padding=12))
        self.split.setStretchFactor(0, 6)
        self.split.setStretchFactor(1, 4)
        self.split.setSizes([600, 400])
        self.erasing = ErasePanel(self.desk)
        self.timeline = Timeline(self.desk)
        self.timeline.picked.connect(self._picked)
        self.timeline.turned.connect(self._say_next)
        body = parts.box(
            parts.column(self._head(), self.erasing, self.records.clash, self.split, self.timeline, gap=12)
        )
        body.layout().setStretch(3, 1)  # type: ignore[union-attr]  # it was just given one
        self.wait = parts.EmptyState(texts, N_("Reading…"))
        now = parts.button(texts, N_("Back to now"), lambda: self.desk.day.know(None))
        self.absent = parts.EmptyState(texts, N_("At the moment you look back to this was not on file."), now)
        self.area = QStackedLayout()
        for page in (self.wait, body, self.absent):
            self.area.addWidget(page)
        self.setLayout(parts.column(self.area, margins=(16, 12, 16, 12)))

    def _head(self) -> QWidget:
        texts = self.desk.texts
        self.initial = QLabel()
        parts.fix(self.initial, self.desk.theme, width=48, height=48)
        self.initial.setAlignment(Qt.AlignmentFlag.AlignCenter)
        parts.mark(self.initial, "initial")
        self.name = parts.Brief("name")
        self.beside = parts.Brief("muted")
        self.next = parts.Brief("caption")
        self.chip_row = QHBoxLayout()
        self.chip_row.setSpacing(6)
        copy = parts.button(texts, N_("Copy notice"), self.copy_notice, "primary")
        parts.dress(copy, self.desk.theme, "copy", "on_accent")
        words = QVBoxLayout()
        words.setSpacing(2)
        # The name has what it needs before anything stands beside it.
        self.name.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.beside.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        words.addLayout(parts.row(self.name, self.beside, gap=12))
        words.addLayout(parts.row(self.chip_row, self.next, None, gap=12))
        self.papers = Papers(self.desk)
        self.clearing = parts.button(texts, N_("Clearance"), self.clear_it)
        parts.dress(self.clearing, self.desk.theme, "play")
        layout = parts.row(self.initial, words, self.erasing.opener, self.papers, self.clearing, copy, gap=16)
        layout.setStretch(1, 1)
        return parts.card(layout, padding=16)

    # acting -----------------------------------------------------------------------------------------------------

    @override
    def open(self, argument: object) -> None:
        if isinstance(argument, tuple):
            # A record may be named as well: its object and its number.
            self._record = (str(argument[2]), int(argument[3])) if len(argument) == 4 else None
            if self._record is not None and self.profile is not None and argument[:2] == self._wanted:
                self.records.show_record(*self._record)
                self._read_profile()  # the page is seen only then, and can give the keyboard to the record
        if isinstance(argument, tuple) and argument[:2] != self._wanted:
            self._wanted = (str(argument[0]), str(argument[1]))
            self.profile, self.lines = None, None
            self.area.setCurrentWidget(self.wait)
            self.outdate()

    @override
    def place_aside(self) -> Place | None:
        return None if self.profile is None else Place("profile", (self.profile.type, self.profile.code))

    @override
    def read(self) -> None:
        if self._wanted is None:
            return
        if self.profile is None:
            self._read_profile()
        else:
            # The answers come first: what stands beside them is read when they are there, not at the same time.
            self._beside = True
            self._judge(self.profile)

    def _read_profile(self) -> None:
        self._beside = False
        if self._wanted is None:
            return
        kind, code = self._wanted
        profiles = self._profiles
        self.desk.tasks.read(
            lambda: profiles.profile(kind, code), self._arrived, self._failed, owner=self, slot="profile"
        )

    def _failed(self, error: Exception) -> None:
        """Who was not on file at the moment that is looked back to has no page then; what stood there was of now."""
        if self.desk.day.known is None or not isinstance(error, CallerMistake):
            self.desk.problems.tell(error)
            return
        self.profile, self.lines, self._drawn = None, None, ()
        self.area.setCurrentWidget(self.absent)

    @override
    def day_changed(self) -> None:
        if self._known != self.desk.day.known:
            self._known = self.desk.day.known
            self.outdate()
            return
        self.timeline.day_changed()
        self._say_next()
        if self.profile is not None and self.isVisible():
            self._judge(self.profile)
        else:
            self.outdate()

    def clear_it(self) -> None:
        """May this broadcast begin, or what else may she sell: the clearance page says."""
        if self.profile is not None:
            self.desk.go(Place("clearance", (self.profile.type, self.profile.code, self.profile.name)))

    def copy_notice(self) -> None:
        """Put a plain notice for a chat on the clipboard."""
        if self.profile is None or self.lines is None:
            return
        day, who = self.desk.day, Who(self.profile.name, self.profile.code)
        text = notice(who, self.lines, day.value, day.today, self.desk.texts.translator)
        QGuiApplication.clipboard().setText(text)
        self.desk.problems.done(Message(N_("The notice for {name} is on the clipboard."), {"name": self.profile.name}))

    @override
    def render_texts(self) -> None:
        if self.profile is None:
            return
        self._show_who(self.profile)
        self.records.show_profile(self.profile)
        self.timeline.render_texts()
        self._say_next()
        if self._record is not None:
            (kind, number), self._record = self._record, None  # once: who goes on from there is not led back
            self.records.show_record(kind, number)
        if self.lines is not None:
            self._show_lines(self.lines)

    def _arrived(self, profile: Profile) -> None:
        first = self.profile is None or self.profile.id != profile.id
        self.profile = profile
        self.area.setCurrentIndex(1)
        self.render_texts()
        if first:
            self._judge(profile)
        self.timeline.show_profile(profile)

    def _judge(self, profile: Profile) -> None:
        kind, number, day, profiles = profile.type, profile.id, self.desk.day.value, self._profiles
        judge = lambda: profiles.lines(kind, number, day)  # noqa: E731 - one line among its like
        self.desk.tasks.read(judge, self._judged, self._not_judged, owner=self, slot="lines", lane=Lane.JUDGE)

    def _judged(self, lines: tuple[Line, ...]) -> None:
        self.lines = lines
        self._show_lines(lines)
        if self._beside:
            self._read_profile()

    def _not_judged(self, error: Exception) -> None:
        self.desk.problems.tell(error)
        if self._beside:
            self._read_profile()

    def _show_who(self, profile: Profile) -> None:
        translator = self.desk.texts.translator
        self.initial.setText(profile.name[:1])
        self.name.setText(profile.name)
        self.papers.show_subject(profile.type, profile.code, profile.name)
        self.clearing.setVisible(profile.type in ("host", "merchant", "room", "broadcast"))
        self.erasing.show_subject(profile.type, profile.code, profile.name)
        self.erasing.render_texts()
        self.call_it(f"{profile.name} ({profile.code})")
        fields = {one.name: one for one in SUBJECT_SHEETS[profile.type].fields}
        known = [shown(fields[name], profile.facts, translator) for name in HEAD_FACTS if name in fields]
        known = [profile.names.get(f"agency:{text}", text) for text in known]
        self.beside.setText("  ·  ".join([profile.code, *(text for text in known if text)]))

    def _picked(self, sheet: str, number: int) -> None:
        self.records.show_row(sheet, number)

    def _say_next(self) -> None:
        """The next day on which something begins to fail."""
        self.next.setText(self.timeline.next_words())

    def _show_lines(self, lines: tuple[Line, ...]) -> None:
        translator = self.desk.texts.translator
        drawn = (self._wanted, translator.language, lines)
        if drawn == self._drawn:
            return  # the same answers in the same words: what is folded open or in focus stays as it is
        self._drawn = drawn
        sorted_out = standing(lines, translator)
        parts.empty(self.chip_row)
        for chip in chips(lines):
            button = ChipButton(chip, self.desk.theme, translator.t)
            button.clicked.connect(lambda _=False, answer=chip.answer: self._show_first(answer))
            self.chip_row.addWidget(button)
        if not lines:
            words = translator.t(N_("No rule judges this on the as-of day."))
            self.chip_row.addWidget(parts.plain_label(words, "muted"))
        subject = None if self.profile is None else (self.profile.type, self.profile.code)
        self.verdicts.show_standing(sorted_out, subject)
        parts.thread(self.answers_area)
        parts.thread_before(self.erasing.opener, self.chip_row)
        self.say(translator.t(N_("{n} to be put in order"), n=len(sorted_out.open_lines)))

    def _show_first(self, answer: Answer) -> None:
        """A chip opens what it counts."""
        found = self.verdicts.first_of(answer)
        if found is not None:
            self.answers_area.ensureWidgetVisible(found)
