"""The editors of single fields: a line, prose, a choice, several choices, a day with its calendar, somebody by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QCalendarWidget,
    QComboBox,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QToolButton,
    QWidget,
    QWidgetAction,
)
from typing_extensions import override

from auditor.i18n import N_
from auditor.model.enums import is_open, words
from auditor.model.fields import CODED, Field, Kind
from ui.kit import parts
from ui.kit.desk import Desk
from ui.kit.offers import ENTER, OfferedLine

if TYPE_CHECKING:
    from auditor.services.cases.finding import CaseHit
    from auditor.services.training.courses import Course
    from auditor.services.training.sessions import SessionLine

PROSE_LINES = 4
FEW = 12
"""Up to so many words are a plain choice; more of them are found by typing."""
MOST_OFFERED = 12
LONG_TERM = {"zh": "长期", "en": "long-term"}


class Input(QWidget):
    """An editor of one field as a text; Enter commits, Esc takes back, leaving commits too.

    While what it could become is offered in a list, these keys are the list's.
    """

    typed = Signal(str)
    committed = Signal()
    taken_back = Signal()

    def __init__(self, inner: QWidget, *beside: QWidget) -> None:
        super().__init__()
        self.inner = inner
        self.offered: OfferedLine | None = None
        layout = parts.row(inner, *beside, gap=2)
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self.setFocusProxy(inner)
        inner.installEventFilter(self)

    @property
    def text(self) -> str:
        """What stands in it."""
        raise NotImplementedError

    def put(self, text: str) -> None:
        """Set what stands in it."""
        raise NotImplementedError

    def call_it(self, name: str, told: str = "") -> None:
        """What a screen reader calls it and says of it; the line in a choice has the focus in place of the choice."""
        for widget in (self.inner, *self.inner.findChildren(QLineEdit)):
            widget.setAccessibleName(name)
            widget.setAccessibleDescription(told)

    def holds_focus(self) -> bool:
        """Whether the focus is in it, or in what it opened (a list, a calendar)."""
        if QApplication.activePopupWidget() is not None:
            return True
        focused = QApplication.focusWidget()
        return focused is not None and (focused is self or self.isAncestorOf(focused))

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if event.type() == QEvent.Type.ShortcutOverride and event.key() in ENTER and self._commits(event):
            event.accept()  # the window has a use of its own for Ctrl+Enter
            return True
        if event.type() == QEvent.Type.KeyPress:
            if self.offered is not None and self.offered.answers(event):
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.taken_back.emit()
                return True
            if event.key() in ENTER and self._commits(event):
                self.committed.emit()
                return True
        return super().eventFilter(watched, event)

    def _commits(self, event: QKeyEvent) -> bool:
        return True


class LineInput(Input):
    """One line of text."""

    def __init__(self, *beside: QWidget, line: QLineEdit | None = None) -> None:
        self.line = QLineEdit() if line is None else line
        super().__init__(self.line, *beside)
        self.line.textEdited.connect(self.typed)

    @property
    def text(self) -> str:
        return self.line.text()

    @override
    def put(self, text: str) -> None:
        self.line.setText(text)
        self.line.selectAll()

    def write(self, text: str) -> None:
        """As if it had been typed."""
        self.line.setText(text)
        self.typed.emit(text)
        self.line.setFocus()


class ProseInput(Input):
    """Several lines; Ctrl+Enter commits."""

    def __init__(self, line_height: int) -> None:
        self.prose = QPlainTextEdit()
        self.prose.setTabChangesFocus(True)
        self.prose.setFixedHeight(PROSE_LINES * line_height + 16)
        super().__init__(self.prose)
        self.setMinimumHeight(self.prose.maximumHeight())  # the style sheet's least height would let it be squeezed
        self.prose.textChanged.connect(lambda: self.typed.emit(self.prose.toPlainText()))

    @property
    def text(self) -> str:
        return self.prose.toPlainText()

    @override
    def put(self, text: str) -> None:
        blocked = self.prose.blockSignals(True)
        self.prose.setPlainText(text)
        self.prose.selectAll()
        self.prose.blockSignals(blocked)

    @override
    def _commits(self, event: QKeyEvent) -> bool:
        return bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)


class ChoiceInput(Input):
    """One of the words of an enumeration; typing finds it where there are many or others may be written."""

    def __init__(self, field: Field, offered: Sequence[str]) -> None:
        self.combo = QComboBox()
        self.combo.setMaxVisibleItems(14)
        self.combo.setMinimumContentsLength(6)
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        if not field.required and field.default is None:
            self.combo.addItem("")
        self.combo.addItems(list(offered))
        super().__init__(self.combo)
        self._words = field.words
        if len(offered) > FEW or is_open(field.words):
            self.offered = OfferedLine()
            parts.mark(self.offered, "inside")
            self.combo.setEditable(True)
            self.combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
            self.combo.setLineEdit(self.offered)
            self.combo.setCompleter(None)  # type: ignore[arg-type]  # its stub does not know that None takes it off
            self.offered.installEventFilter(self)
            self.offered.textEdited.connect(self._offer)
        self.combo.currentTextChanged.connect(self.typed)

    def _offer(self, text: str) -> None:
        """The words that are meant by it, those that begin with it first, unless it is one already."""
        from auditor.services.records.names import words_found

        typed = text.strip().lower()
        shown = {self.combo.itemText(at) for at in range(self.combo.count())}
        found = [name for one in words_found(self._words, typed) for name in {one.zh, one.en or one.code} & shown]
        found.sort(key=lambda one: (not one.lower().startswith(typed), typed not in one.lower()))
        if self.offered is not None:
            self.offered.offer(found if typed and [one.lower() for one in found] != [typed] else ())

    @property
    def text(self) -> str:
        return self.combo.currentText()

    @override
    def put(self, text: str) -> None:
        blocked = self.combo.blockSignals(True)
        at = self.combo.findText(text, Qt.MatchFlag.MatchFixedString)
        self.combo.setCurrentIndex(at)
        if self.offered is not None:
            if at < 0:
                self.combo.setEditText(text)
            self.offered.selectAll()
        self.combo.blockSignals(blocked)


class SeveralInput(LineInput):
    """Words of an enumeration, typed with 、 between them or ticked in a menu."""

    def __init__(self, desk: Desk, offered: Sequence[str]) -> None:
        self._offered = offered
        pick = parts.icon_button(desk.texts, desk.theme, "down", N_("Pick"), lambda: None)
        self._menu = QMenu(pick)
        self._menu.aboutToShow.connect(self._fill)
        pick.setMenu(self._menu)
        pick.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        super().__init__(pick)

    def _fill(self) -> None:
        self._menu.clear()
        for word in self._offered:
            action = self._menu.addAction(word)
            action.setCheckable(True)
            action.setChecked(word in self._elements())
            action.triggered.connect(lambda _=False, word=word: self._turn(word))

    def _elements(self) -> list[str]:
        from auditor.importing.cells import SPLIT

        return [part for part in map(str.strip, SPLIT.split(self.text)) if part]

    def _turn(self, word: str) -> None:
        elements = self._elements()
        kept = [one for one in elements if one != word]
        self.write("、".join(kept if len(kept) < len(elements) else [*elements, word]))


class DayInput(LineInput):
    """A day, typed or picked; an end may be without end."""

    def __init__(self, desk: Desk, *, endless: bool) -> None:
        self._desk = desk
        pick = parts.icon_button(desk.texts, desk.theme, "calendar", N_("Calendar"), lambda: None)
        menu = QMenu(pick)
        self._calendar = QCalendarWidget()
        self._calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self._calendar.clicked.connect(self._picked)
        self._calendar.activated.connect(self._picked)
        action = QWidgetAction(menu)
        action.setDefaultWidget(self._calendar)
        menu.addAction(action)
        if endless:
            word = LONG_TERM[desk.texts.language]
            menu.addAction(word).triggered.connect(lambda: self.write(word))
        menu.aboutToShow.connect(self._open)
        self._menu = menu
        pick.setMenu(menu)
        pick.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        super().__init__(pick)

    def _open(self) -> None:
        shown = QDate.fromString(self.text.strip()[:10], Qt.DateFormat.ISODate)
        today: date = self._desk.day.value
        self._calendar.setSelectedDate(shown if shown.isValid() else QDate(today.year, today.month, today.day))

    def _picked(self, day: QDate) -> None:
        self._menu.close()
        clock = self.text.strip()[10:]
        self.write(day.toString(Qt.DateFormat.ISODate) + clock)


class WhoInput(LineInput):
    """Somebody found by name, pinyin or code; picking one writes the code."""

    chosen = Signal(object)
    """What was picked (a Hit), where somebody and not a record was."""

    def __init__(self, desk: Desk, kinds: Callable[[], tuple[str, ...]], *, several: bool = False) -> None:
        who = OfferedLine(written=False)
        super().__init__(line=who)
        self.offered = who
        self._desk, self._kinds, self._several = desk, kinds, several
        self._asked = ""
        self._found: dict[str, object] = {}
        self.hits: dict[str, str] = {}
        """What the list offers, with the code that is written for it."""
        who.taken.connect(self.pick)
        who.textEdited.connect(self.look)

    def look(self, text: str) -> None:
        """Ask who is meant by what is typed last."""
        wanted = text.rpartition("、")[2].strip() if self._several else text.strip()
        self._asked = text
        if not wanted or self._desk.tasks.core is None:
            self._offer({})
            return
        if self._kinds() == ("course",):
            from auditor.services.training.courses import Courses

            self._desk.tasks.ask(Courses(), lambda found: self._courses(wanted, found), owner=self, slot="who")
            return
        if self._kinds() == ("session",):
            from auditor.services.training.sessions import Sessions

            self._desk.tasks.ask(Sessions(), lambda found: self._sessions(wanted, found), owner=self, slot="who")
            return
        if self._kinds() == ("case",):
            from auditor.services.cases.finding import FindCases

            self._desk.tasks.ask(FindCases(wanted, MOST_OFFERED), self._cases, owner=self, slot="who")
            return
        if self._kinds()[0] in CODED:
            return
        from auditor.services.lists import Find

        self._desk.tasks.ask(Find(wanted, 8, self._kinds()), self._arrived, owner=self, slot="who")

    def pick(self, offered: str) -> None:
        """Write the code of one that was offered."""
        code = self.hits.get(offered, offered)
        head = self.text.rpartition("、")[0] if self._several else ""
        self.write(f"{head}、{code}" if head else code)
        if offered in self._found:
            self.chosen.emit(self._found[offered])

    def _arrived(self, found: Sequence[object]) -> None:
        self._found = {f"{hit.name}  {hit.code}": hit for hit in found}  # type: ignore[attr-defined]
        self._offer({f"{hit.name}  {hit.code}": str(hit.code) for hit in found})  # type: ignore[attr-defined]

    def _courses(self, wanted: str, found: Sequence[Course]) -> None:
        self._like(wanted, {f"{one.title}  {one.code}": one.code for one in found})

    def _sessions(self, wanted: str, found: Sequence[SessionLine]) -> None:
        """By day, title and code, the latest first."""
        named = {f"{one.planned_start:%Y-%m-%d} {one.title or one.course_title}  {one.code}": one.code for one in found}
        self._like(wanted, named)

    def _cases(self, found: Sequence[CaseHit]) -> None:
        """By number, with whom they are about."""
        self._offer({f"{one.name}  {one.who.name}": one.name for one in found})

    def _like(self, wanted: str, named: dict[str, str]) -> None:
        low = wanted.lower()
        self._offer(dict([(text, code) for text, code in named.items() if low in text.lower()][:MOST_OFFERED]))

    def _offer(self, hits: dict[str, str]) -> None:
        self.hits = hits
        if self.offered is not None:
            self.offered.offer(list(hits) if self.line.text() == self._asked else ())


def input_for(desk: Desk, field: Field, kinds: Callable[[], tuple[str, ...]]) -> Input:
    """The editor of a field; ``kinds`` says what types a reference may mean just now."""
    from auditor.services.editing.checking import PROSE

    language = desk.texts.language
    if field.name in PROSE:
        return ProseInput(desk.theme.px(20))
    if field.kind is Kind.REF or (field.kind is Kind.LIST and field.of is Kind.REF):
        return WhoInput(desk, kinds, several=field.kind is Kind.LIST)
    if field.kind is Kind.LIST and field.words:
        return SeveralInput(desk, _offered(field, language))
    if field.kind is Kind.BOOL:
        return ChoiceInput(field, ("是", "否") if language == "zh" else ("yes", "no"))
    if field.kind is Kind.ENUM:
        return ChoiceInput(field, _offered(field, language))
    if field.kind in (Kind.DATE, Kind.DATETIME, Kind.END):
        return DayInput(desk, endless=field.kind is Kind.END)
    return LineInput()


def _offered(field: Field, language: str) -> list[str]:
    return [one.zh if language == "zh" else (one.en or one.code) for one in words(field.words)]
