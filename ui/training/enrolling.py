"""Putting people on the list of a session: some by name, or everybody of a saved view, a span, a requirement."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QSpinBox
from typing_extensions import override

from auditor.errors import AuditorError
from auditor.i18n import N_, Message
from auditor.services.lists import ListFilter, ListIds
from auditor.services.lists.categories import CATEGORISED, called, choices
from auditor.services.lists.chosen import Listed
from auditor.services.training.choices import RequirementChoice, RequirementChoices
from auditor.services.training.matrix import LearnersOf, LearnerWindow
from auditor.services.training.roster import LEARNERS, Enrol
from auditor.services.training.sessions import SessionLine
from ui.editing.inputs import WhoInput
from ui.kit import parts
from ui.kit.desk import Desk
from ui.kit.refill import refill
from ui.kit.stopping import LongQuestions
from ui.kit.texts import begun
from ui.lists.views import Views
from ui.training.words import number

if TYPE_CHECKING:
    from auditor.services.training.lines import LineTold

SPLIT = re.compile(r"[、,，;；\n\t]+")
LISTS = {"host": N_("Hosts"), "merchant": N_("Merchants"), "agency": N_("Agencies")}
DAYS, MOST_DAYS = 60, 3650
SAID = 8
"""So many refusals are said; the others are counted."""


@dataclass(frozen=True, slots=True)
class Whom:
    """Everybody of a list's filter, or of a requirement (its code) those who need a seat or whose training lapses."""

    listed: Listed | None = None
    requirement: str = ""
    span: bool = False
    """Whether the span of days that stands beside it is meant."""
    audience: str = ""
    """The kind of list whose category may be chosen beside it; none: it may not."""


class CategoryChoice(QComboBox):
    """Of which category somebody has to be; any, as it begins."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(11)
        desk.texts.name(self, N_("Category"))
        desk.texts.changed.connect(self._say)
        self._say()

    @property
    def chosen(self) -> tuple[str, ...]:
        """The values of the filter; none: of any category."""
        value = str(self.currentData() or "")
        return (value,) if value else ()

    def _say(self) -> None:
        before, translator = self.currentIndex(), self._desk.texts.translator
        with QSignalBlocker(self):
            self.clear()
            self.addItem(translator.t(N_("All categories")), "")
            for one in choices():
                self.addItem(begun(called(one, translator.language)), one)
            self.setCurrentIndex(max(0, before))


class EnrolForm(QFrame):
    """Says whom; ``wanted`` gives the command."""

    wanted = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._session: SessionLine | None = None
        self._requirements: tuple[RequirementChoice, ...] = ()
        self._chosen: Listed | None = None
        self._waiting = self._touched = self._uncountable = self._given_up = False
        self._why: tuple[Message, ...] = ()
        self._count: int | None = None
        self._long = LongQuestions(desk.tasks, self)
        texts = desk.texts
        parts.mark(self, "card")
        texts.name(self, N_("Put people on the list"))
        self.names = WhoInput(desk, lambda: LEARNERS, several=True)
        texts.name(self.names.inner, N_("Names or codes"))
        texts.say(self.names.line, N_("Names, pinyin or codes, 、 between them; staff:NAME"), "setPlaceholderText")
        self.put_names = parts.button(texts, N_("Put on the list"), self.by_name)
        self.source = QComboBox()
        self.source.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.source.setMinimumContentsLength(22)
        texts.name(self.source, N_("Everybody of"))
        self.days = QSpinBox()
        self.days.setRange(0, MOST_DAYS)
        self.days.setValue(DAYS)
        texts.say(self.days, N_(" days"), "setSuffix")
        texts.name(self.days, N_("Days"))
        self.category = CategoryChoice(desk)
        self.put_all = parts.button(texts, N_("Put all on the list"), self.by_source)
        self.over = QCheckBox()
        texts.say(self.over, N_("Even beyond the seats"))
        self.told = parts.plain_label("", "wrong", wrap=True)
        self._lay_out()
        texts.changed.connect(self._say_again)
        self.names.committed.connect(self.by_name)
        self.source.currentIndexChanged.connect(lambda _: self._source_changed())
        self.source.activated.connect(lambda _: self._touch())
        self.days.valueChanged.connect(lambda _: self._count_them())
        self.category.currentIndexChanged.connect(lambda _: self._count_them())

    def _lay_out(self) -> None:
        texts = self._desk.texts
        first = parts.row(parts.label(texts, N_("By name"), "label"), self.names, self.put_names, gap=8)
        first.setStretch(1, 1)
        second = parts.row(
            parts.label(texts, N_("Everybody of"), "label"), self.source, self.days, self.category, gap=8
        )
        second.setStretch(1, 1)
        second.addWidget(self.put_all)
        self.setLayout(
            parts.column(first, second, parts.row(self.over, None), self.told, gap=6, margins=(12, 8, 12, 8))
        )

    # what is asked ----------------------------------------------------------------------------------------------

    def show_for(self, session: SessionLine) -> None:
        """The session whose list it is."""
        other = self._session is None or self._session.code != session.code
        self._session = session
        if other:
            self._touched = False
            self.names.put("")
            self.tell(())
            self._desk.tasks.ask(RequirementChoices(session.course), self._requirements_read, owner=self, slot="needs")
        self._fill()

    def offer(self, listed: Listed) -> None:
        """What was chosen in a list is offered first."""
        self._chosen, self._touched = listed, False
        self._fill()

    def _requirements_read(self, found: tuple[RequirementChoice, ...]) -> None:
        self._requirements = found
        self._fill()

    def _sources(self) -> list[tuple[str, Whom]]:
        t, day = self._desk.texts.t, self._desk.day.value
        found: list[tuple[str, Whom]] = []
        if self._chosen is not None:
            found.append((t(N_("What was chosen in the list")), Whom(self._chosen)))
        for text, span in ((N_("Who needs a seat: {name}"), False), (N_("Whose training lapses soon: {name}"), True)):
            for one in self._requirements:
                of = one.audience if one.audience in CATEGORISED else ""
                found.append((t(text, name=one.title or one.code), Whom(None, one.code, span, of)))
        for kind in LEARNERS:
            for shown in Views(self._desk.memory, kind).all():
                listed = Listed(kind, shown.view.filter, as_of=day)
                name = t(N_("{list}: view {name}"), list=t(LISTS[kind]), name=shown.view.name)
                found.append((name, Whom(listed)))
        found.append((t(N_("Hosts of whom something lapses within so many days")), Whom(span=True, audience="host")))
        return found

    def _fill(self) -> None:
        """Say the choices again; what was chosen stays."""
        offered = self._sources()
        before = self.source.currentText() if self._touched else ""
        refill(self.source, offered, dict(offered).get(before))
        self._source_changed()

    def _say_again(self) -> None:
        """The same choices, and the same refusals, in the language in force."""
        self._say_why()
        named = [name for name, _ in self._sources()]
        if len(named) == self.source.count():
            for at, name in enumerate(named):
                self.source.setItemText(at, name)
            self.source.setToolTip(self.source.currentText())

    def _touch(self) -> None:
        self._touched = True

    def _source_changed(self) -> None:
        whom = self.source.currentData()
        self.days.setVisible(isinstance(whom, Whom) and whom.span)
        self.category.setVisible(isinstance(whom, Whom) and bool(whom.audience))
        self.source.setToolTip(self.source.currentText())
        self._count_them()

    def listed(self, whom: Whom) -> Listed | None:
        """The lines of a list that are meant; None: everybody of the requirement."""
        if whom.listed is not None or not whom.audience:
            return whom.listed
        within = self.days.value() if whom.span and not whom.requirement else None
        chosen = ListFilter(expires_within=within, category=self.category.chosen)
        if whom.requirement and chosen == ListFilter():
            return None
        return Listed(whom.audience, chosen, as_of=self._desk.day.value)

    def within(self, whom: Whom) -> int | None:
        """The days within which the training for a requirement is to lapse, where that is meant."""
        return self.days.value() if whom.requirement and whom.span else None

    def _count_them(self) -> None:
        """How many the source means just now, counted off the GUI thread."""
        whom = self.source.currentData()
        self._long.stop()
        self._counted(None)
        if self._uncountable:
            self.tell(())
        if not isinstance(whom, Whom) or self._desk.tasks.core is None:
            return
        listed = self.listed(whom)
        if whom.requirement:
            asked = LearnersOf(whom.requirement, within=self.within(whom), among=listed)
            self._long.ask(asked, self._windows, self._uncounted, slot="count")
            return
        if listed is None:
            return
        if listed.only:
            self._counted(len(listed.only))
            return
        query = ListIds(listed.type, listed.filter, "code", listed.as_of)
        self._desk.tasks.ask(query, partial(self._ids, len(listed.but)), owner=self, slot="count")

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._given_up = self._long.stop()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._given_up:
            self._given_up = False
            self._count_them()

    def _uncounted(self, error: Exception) -> None:
        """Nobody knows how many; what is wrong with the requirement is said where it was chosen."""
        if isinstance(error, AuditorError):
            self._uncountable = True
            self._why = (error.message,)
            self._say_why()

    def _windows(self, found: tuple[LearnerWindow, ...]) -> None:
        self._counted(sum(not one.booked for one in found))

    def _ids(self, but: int, found: array[int]) -> None:
        self._counted(len(found) - but)

    def _counted(self, count: int | None) -> None:
        self._count = count
        self.render_texts()

    # asking -----------------------------------------------------------------------------------------------------

    def by_name(self) -> None:
        """Put on the list whom the line names."""
        learners = tuple(text.strip() for text in SPLIT.split(self.names.text) if text.strip())
        if learners:
            self._want(Enrol(self._code, learners=learners, over=self.over.isChecked()))

    def by_source(self) -> None:
        """Put everybody on the list whom the source means."""
        whom = self.source.currentData()
        if isinstance(whom, Whom):
            over = self.over.isChecked()
            self._want(
                Enrol(
                    self._code, self.listed(whom), requirement=whom.requirement, over=over, partly=True,
                    within=self.within(whom),
                )
            )  # fmt: skip

    @property
    def _code(self) -> str:
        return "" if self._session is None else self._session.code

    def _want(self, command: Enrol) -> None:
        if self._session is not None and not self._waiting:
            self.tell(())
            self.wanted.emit(command)

    # what became of it ------------------------------------------------------------------------------------------

    def wait(self, *, waiting: bool) -> None:
        """It is under way: nothing is asked twice."""
        self._waiting = waiting
        self.render_texts()

    def stored(self) -> None:
        """Those who were named are on the list."""
        self.names.put("")
        self._chosen = None
        self._fill()

    def tell(self, told: Sequence[LineTold]) -> None:
        """Say what is wrong with whom; what was typed stays."""
        self._uncountable = False
        lines = [Message(N_("Line {line}: {why}"), {"line": one.line, "why": one.message}) for one in told[:SAID]]
        if len(told) > len(lines):
            lines.append(Message(N_("And {n} more."), {"n": len(told) - len(lines)}))
        self._why = tuple(lines)
        self._say_why()

    def _say_why(self) -> None:
        """The same in the language in force."""
        self.told.setText("\n".join(self._desk.texts.t(one) for one in self._why))
        self.told.setVisible(bool(self._why))

    def render_texts(self) -> None:
        """Say how many it would be, and what may be pressed."""
        t = self._desk.texts.t
        if self._waiting:
            self.put_all.setText(t(N_("Putting them on the list…")))
        elif self._count is None:
            self.put_all.setText(t(N_("Put all on the list")))
        else:
            self.put_all.setText(t(Message(N_("Put {n} on the list"), {"n": number(self._count)})))
        self.put_all.setEnabled(not self._waiting and self._count != 0)
        self.put_names.setEnabled(not self._waiting)
