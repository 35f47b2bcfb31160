"""Courses: what each is, for whom, and its versions with their pass mark and how long having passed counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter
from typing_extensions import override

from auditor.i18n import N_, Translator
from auditor.model.sheets import BY_NAME
from auditor.model.types import day_of
from auditor.services.editing import RecordNamed
from auditor.services.training.choices import CourseVersions, VersionShown
from auditor.services.training.courses import Course, Courses
from ui.editing.adding import AddForm
from ui.editing.clash import ClashBar
from ui.editing.draft import Draft
from ui.editing.rows import FactRows
from ui.editing.saver import Saver
from ui.kit import parts, shortcuts
from ui.kit.chips import Answer
from ui.kit.desk import Desk
from ui.kit.screen import Screen
from ui.kit.small_table import Line, SmallTable
from ui.lists.new_row import NewRow
from ui.profiles.record_page import scrolled
from ui.profiles.words import word
from ui.training.words import number, plain

if TYPE_CHECKING:
    from auditor.services.editing import Named

COURSE_TITLES = (N_("Course"), N_("Code"), N_("Pass mark"), N_("Trainings"))
VERSION_TITLES = (
    N_("Version"),
    N_("In force from"),
    N_("Until"),
    N_("Hours"),
    N_("Pass mark"),
    N_("How long it counts"),
    N_("Rule"),
    N_("Changes"),
)


def counts(one: VersionShown, tr: Translator) -> str:
    """How long having passed a version counts, in words."""
    said = word("course_validity", one.validity, tr)
    if one.validity == "months" or (not one.validity and one.valid_months):
        return tr.t(N_("{n} months"), n=one.valid_months)
    return f"{said} {one.fixed_day}" if one.validity == "fixed_day" else said


def version_line(one: VersionShown, tr: Translator) -> tuple[str, ...]:
    """One version."""
    until = "" if one.effective_until is None else one.effective_until.isoformat()
    days = (one.effective_from.isoformat(), until)
    return (one.version, *days, plain(one.hours), plain(one.pass_mark), counts(one, tr), one.rule, one.changes)


class CoursesPage(Screen):
    """Courses on the left; the current one's fields and versions on the right."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        texts = desk.texts
        self._courses: tuple[Course, ...] | None = None
        self._versions: tuple[VersionShown, ...] | None = None
        self._code = ""
        self.title = parts.label(texts, N_("Courses"), "title")
        self.table = SmallTable(desk.theme)
        texts.name(self.table, N_("Courses"))
        self.new = parts.button(texts, N_("New version…"), self.begin_new, "quiet")
        parts.dress(self.new, desk.theme, "plus", "accent")
        self.versions = SmallTable(desk.theme)
        texts.name(self.versions, N_("Versions of the course"))
        self.none = parts.Prose(
            texts,
            N_("No version yet. A version says from when it is taught, its pass mark, and how long passing counts."),
        )
        self.none.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.form = AddForm(desk, BY_NAME["course_versions"])
        self.facts = FactRows(desk)
        self.clash = ClashBar(desk)
        self.saver = Saver(desk)
        self.new_course = NewRow(desk, "course")
        self.add = parts.button(texts, N_("New course…"), self.begin_course, "quiet")
        parts.dress(self.add, desk.theme, "plus", "accent")
        self.empty = parts.EmptyState(texts, N_("No courses yet: import a workbook, or enter one here (Ctrl+N)."))
        self._lay_out()
        self._listen()
        self.render_texts()

    def _lay_out(self) -> None:
        head = parts.row(parts.label(self.desk.texts, N_("Versions of the course"), "section"), None, self.new)
        below = parts.box(parts.column(head, self.versions, self.none, gap=4))
        self.right = right = QSplitter(Qt.Orientation.Vertical)
        for one in (below, self.form, scrolled(self.clash, self.facts)):
            right.addWidget(one)
        right.setSizes([200, 380, 300])
        self.split = QSplitter()
        self.split.addWidget(self.table)
        self.split.addWidget(right)
        self.split.setSizes([470, 610])
        for one in (right, self.split):
            one.setChildrenCollapsible(False)
        body = parts.row(self.split, self.empty, self.new_course, gap=10)
        area = parts.column(parts.row(self.title, None, self.add), body, gap=10, margins=(0, 12, 0, 12))
        area.setStretch(1, 1)
        self.setLayout(area)
        self.setFocusProxy(self.table)

    def _listen(self) -> None:
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._picked())
        self.facts.save_wanted.connect(self.saver.save)
        self.form.wanted.connect(self.saver.save)
        self.clash.settled.connect(self.saver.settle)
        self.saver.clashed.connect(self.clash.show_clash)
        self.saver.refused.connect(self._refused)
        self.saver.created.connect(lambda *_: self.form.stored())
        self.saver.stale.connect(self._ask_course)
        self.new_course.closed.connect(self.right.show)
        QShortcut(QKeySequence(shortcuts.NEW_ROW), self, self.begin_course)

    def show_course(self, code: str) -> None:
        """Make the course of that code the current one, now or as soon as the courses are here."""
        if code != self._code:
            self.form.leave()
            self.facts.draft = None
        self._code = code
        if all(one.code != code for one in self._courses or ()):
            self._courses = None  # just entered, and not among those that were read
            self.read()
        self.render_texts()

    # reading ----------------------------------------------------------------------------------------------------

    @override
    def read(self) -> None:
        self.desk.tasks.ask(Courses(), self._read, owner=self, slot="courses")

    def _read(self, found: tuple[Course, ...]) -> None:
        self._courses = found
        self.render_texts()

    def _picked(self) -> None:
        one = self.table.payload()
        code = one.code if isinstance(one, Course) else ""
        if code:
            if code != self._code:
                self.form.leave()
                self.facts.draft = None
            self._code = code
            self._ask_course()

    def _ask_course(self) -> None:
        self.desk.tasks.ask(CourseVersions(self._code), self._versions_read, owner=self, slot="versions")
        self.desk.tasks.ask(RecordNamed(f"course:{self._code}"), self._fields_read, owner=self, slot="fields")

    def _versions_read(self, found: tuple[VersionShown, ...]) -> None:
        self._versions = found
        self._show_versions()

    def _fields_read(self, named: Named) -> None:
        draft, today = self.facts.draft, day_of(self.desk.day.today)
        if draft is None or draft.id != named.id:
            draft = Draft(BY_NAME["courses"], named.id, named.values, named.seen, today, self.desk.texts.language)
        else:
            draft.read_again(named.values, named.seen)
        self.facts.show_draft(draft, {})

    # editing ----------------------------------------------------------------------------------------------------

    def begin_course(self) -> None:
        """Open the form of a new course in place of the current one's page: the courses keep their names beside it."""
        self.new_course.begin()
        self.right.hide()

    def begin_new(self) -> None:
        """Open the form of a new version of the current course."""
        if self._code:
            self.form.begin("course", self._code)

    def _refused(self, draft: Draft) -> None:
        if draft is self.form.draft:
            self.form.refused()
        else:
            self.facts.tell_again()

    # showing ----------------------------------------------------------------------------------------------------

    def _show_versions(self) -> None:
        translator = self.desk.texts.translator
        lines = [
            Line(version_line(one, translator), one, {0: Answer.PASS} if one.in_force else {})
            for one in self._versions or ()
        ]
        self.versions.show_lines([translator.t(title) for title in VERSION_TITLES], lines)
        self.versions.setVisible(self._versions != ())
        self.none.setVisible(self._versions == ())

    @override
    def render_texts(self) -> None:
        translator = self.desk.texts.translator
        self.call_it(translator.t(N_("Courses")))
        courses, wanted = self._courses or (), self._code
        lines = [
            Line((one.title, one.code, plain(one.pass_mark), number(one.trainings)), one, key=one.code)
            for one in courses
        ]
        self.table.show_lines([translator.t(title) for title in COURSE_TITLES], lines, gives=0, whole=True)
        if courses and not self.table.pick(lambda one: one.code == wanted):
            self.table.selectRow(0)
        self._show_versions()
        self.form.render_texts()
        self.new_course.render_texts()
        nothing = self._courses == ()
        self.empty.setVisible(nothing)
        self.split.setVisible(not nothing)
        self.say(translator.t(N_("{n} courses"), n=len(courses)) if self._courses is not None else "")
