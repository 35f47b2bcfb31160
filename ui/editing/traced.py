"""The tab of changes: who changed which field of the subject or of its records, when, from what to what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from auditor.i18n import N_, Translator
from auditor.model.sheets import BY_NAME
from ui.editing.draft import title_of
from ui.kit import parts
from ui.kit.desk import Desk
from ui.kit.small_table import Line, SmallTable
from ui.kit.texts import begun
from ui.profiles.words import field_name, shown

if TYPE_CHECKING:
    from auditor.services.editing import FieldChange

TITLES = (N_("What changed"), N_("When"), N_("By whom"), N_("On what"), N_("Change"))
WHAT = {"created": N_("added"), "changed": N_("changed"), "removed": N_("removed")}
LONGEST = 80


class Traced(QWidget):
    """Asked when it is seen, and again when something was written since."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._subject: tuple[str, str] | None = None
        self._seen: tuple[object, ...] = ()
        self._wanted: tuple[object, ...] = ()
        self.found: Sequence[FieldChange] = ()
        self.filter = QLineEdit()
        desk.texts.say(self.filter, N_("Field, record, person or value"), "setPlaceholderText")
        desk.texts.name(self.filter, N_("Search in the changes"))
        self.filter.textChanged.connect(lambda _: self.render_texts())
        self.table = SmallTable()
        desk.texts.name(self.table, N_("Changes"))
        self.count = parts.plain_label("", "caption")
        self.setLayout(parts.column(self.filter, self.table, self.count, gap=6, margins=(4, 8, 4, 4)))

    def show_subject(self, type: str, code: str, seen: int | None) -> None:
        """Whose changes these are; ``seen`` is the last change of all."""
        if self._subject != (type, code):
            self.found = ()
            self.filter.clear()
        self._subject, self._wanted = (type, code), (type, code, seen)
        if self.isVisible():
            self._ask()
        self.render_texts()

    def _ask(self) -> None:
        from auditor.services.editing import FieldHistory

        if self._subject is not None and self._wanted != self._seen and self._desk.tasks.core is not None:
            self._seen = self._wanted
            self._desk.tasks.ask(FieldHistory(*self._subject), self._arrived, owner=self, slot="history")

    def _arrived(self, found: Sequence[FieldChange]) -> None:
        self.found = found
        self.render_texts()

    def render_texts(self) -> None:
        """Show what fits the typed words, in the language in force."""
        translator = self._desk.texts.translator
        lines = [Line(cells(one, translator), one) for one in self.found]
        typed = self.filter.text().strip().lower()
        if typed:
            lines = [one for one in lines if typed in " ".join(one.texts).lower()]
        self.table.show_lines([translator.t(title) for title in TITLES], lines)
        self.count.setText(translator.t(N_("{n} changes; personal values masked"), n=len(lines)))

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask()


def cells(one: FieldChange, translator: Translator) -> tuple[str, ...]:
    """A change of a field as its line says it."""
    sheet = BY_NAME[one.sheet]
    title = begun(title_of(sheet, translator))
    what = translator.both(f"{translator.t(WHAT[one.what])}{title}", f"{title} {translator.t(WHAT[one.what])}")
    if one.field:
        name = field_name(sheet.field(one.field), translator)
        before, after = (_short(one, value, translator) for value in (one.before, one.after))
        what = f"{name}{translator.both('：', ': ')}{before} → {after}"
    record = begun(translator.both(one.called.zh, one.called.en))
    when = one.at.isoformat(" ", "minutes")
    return (what, when, translator.t(one.who), record, f"{one.change} {translator.t(one.title)}")


def _short(one: FieldChange, value: Any, translator: Translator) -> str:
    if not one.field:
        return ""
    text = shown(BY_NAME[one.sheet].field(one.field), {one.field: value}, translator).replace("\n", " ⏎ ")
    if not text:
        return "–"
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
