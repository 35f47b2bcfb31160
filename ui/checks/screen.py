"""The checks room: new checks with progress and cancel, the stored runs, what one found and what changed since."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QProgressBar, QPushButton, QSplitter, QStackedLayout, QTabWidget
from typing_extensions import override

from auditor.errors import Cancelled
from auditor.i18n import N_, Message
from auditor.services.audits import Audit
from auditor.services.reports import ReportRun
from auditor.services.rule_pages import RulesShown
from auditor.services.rules import RuleTitles
from auditor.services.runs import Runs, RunVerdicts, StoredRun, StoredVerdict
from ui.checks.beside import Beside
from ui.checks.form import NewCheck
from ui.checks.presenter import (
    FINDING_TITLES,
    FINDINGS_AT_ONCE,
    RUN_TITLES,
    RuleWords,
    Scope,
    file_name,
    finding_line,
    mark,
    nothing_found,
    run_line,
    scope_words,
    sentence,
)
from ui.checks.sides import RunSides
from ui.checks.wish import Wish
from ui.kit import parts
from ui.kit.desk import Desk, Place
from ui.kit.screen import Screen
from ui.kit.small_table import Line, SmallTable
from ui.kit.tasks import Handle

LOOKED_AT_MS = 150
NOW = "now"
"""Opened with this, the room begins an audit at once."""
EVERYTHING = Scope()


RUNS_HIGH, DETAIL_HIGH = 170, 480
"""How the height is shared between the runs and what one of them found, until somebody shares it otherwise."""


class Checks(Screen):
    """Stored runs on the left, what the chosen one found on the right."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        texts = desk.texts
        self._runs: tuple[StoredRun, ...] = ()
        self._read_once = False
        self._rules: dict[str, RuleWords] = {}
        self._verdicts: list[StoredVerdict] = []
        self._open: StoredRun | None = None
        self._scope = EVERYTHING
        self._asked: tuple[Any, ...] | None = None
        self._handle: Handle | None = None
        self.title = parts.label(texts, N_("Checks"), "title")
        self.start = parts.button(texts, N_("Run an audit"), self.run_audit, "primary")
        self.other = parts.button(texts, N_("New check…"), self._ask_for_a_check)
        self.cancel = parts.button(texts, N_("Cancel"), self.stop)
        self.save = parts.button(texts, N_("Save the report as PDF…"), lambda: self._choose_file("pdf"))
        self.workbook = parts.button(texts, N_("Save as workbook…"), lambda: self._choose_file("xlsx"))
        self.form = NewCheck(desk)
        self.ahead = self._to_the_forecast()
        self.more = parts.button(texts, N_("Show more"), self._ask_more, "quiet")
        self.why = parts.button(texts, N_("Why this answer?"), self._why, "quiet")
        self.sentence = parts.plain_label("", "section", wrap=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        texts.name(self.bar, N_("Progress of the audit"))
        self.doing = parts.plain_label("", "muted")
        self.runs = self._table(N_("Stored runs"))
        self.findings = self._table(N_("Findings of this run"))
        self.clean = parts.EmptyState(texts, "", self._to_the_forecast())
        self._come = False
        self.narrowed = parts.plain_label("", "muted")
        self.widen = parts.button(texts, N_("Show all"), lambda: self.narrow(EVERYTHING), "quiet")
        self.sides = RunSides(desk)
        self.beside = Beside(desk)
        self._timer = QTimer(self, interval=LOOKED_AT_MS)
        self._timer.timeout.connect(self._progress)
        self._lay_out()
        self._listen()
        self.render_texts()

    # building ---------------------------------------------------------------------------------------------------

    def _to_the_forecast(self) -> QPushButton:
        return parts.button(self.desk.texts, N_("Forecast"), lambda: self.desk.go(Place("forecast")))

    def _table(self, name: str) -> SmallTable:
        made = SmallTable(self.desk.theme)
        self.desk.texts.name(made, name)
        return made

    def _lay_out(self) -> None:
        texts = self.desk.texts
        first = parts.button(texts, N_("Run an audit"), self.run_audit, "primary")
        self.empty = parts.EmptyState(
            texts, N_("Here stand the audits: what was judged, when, and what it found."), first
        )
        self.tabs = QTabWidget()
        self.scope_line = parts.box(parts.row(self.narrowed, self.widen, None, gap=8))
        found = (self.scope_line, self.findings, self.clean, parts.row(self.why, None, self.more))
        listed = parts.box(parts.column(*found, gap=4, margins=(0, 8, 0, 0)))
        for page in (listed, self.sides, self.beside):
            self.tabs.addTab(page, "")
        detail = parts.card(self.sentence, self.tabs, padding=12)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.runs)
        split.addWidget(detail)
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 5)
        split.setChildrenCollapsible(False)
        split.setSizes([RUNS_HIGH, DETAIL_HIGH])
        self.area = QStackedLayout()
        self.area.addWidget(self.empty)
        self.area.addWidget(split)
        self.area.addWidget(parts.EmptyState(texts, N_("Reading…")))
        saving = (self.workbook, self.save)
        head = parts.row(self.title, None, self.ahead, *saving, self.other, self.start, self.cancel, gap=8)
        body = parts.column(head, self.form, self.bar, self.doing, gap=8, margins=(16, 12, 16, 12))
        body.addLayout(self.area, 1)
        self.setLayout(body)

    def _listen(self) -> None:
        self.runs.selectionModel().currentRowChanged.connect(self._picked)
        self.findings.activated.connect(self._go)
        self.findings.doubleClicked.connect(self._go)
        self.sides.wanted.connect(self.narrow)
        self.form.wanted.connect(self._check)

    # acting -----------------------------------------------------------------------------------------------------

    def run_audit(self) -> None:
        """Judge everyone as of the day at the top; stopped means that nothing happened."""
        if self._handle is None:
            self._begin(Audit(self.desk.day.value, self.desk.day.known), self._audited)

    def _ask_for_a_check(self) -> None:
        self.form.open_for(self.desk.day.value)
        day = self.desk.day.value
        self.desk.tasks.ask(RulesShown(day), self.form.show_book, owner=self.form, slot="book")

    def _check(self, wish: Wish) -> None:
        if self._handle is None:
            self._begin(wish.job(), self._audited)

    def narrow(self, scope: Scope) -> None:
        """Show only the findings of a rule, unit or owner; a subject opens its profile."""
        if scope.subject is not None:
            kind, _, code = scope.subject.partition(":")
            self.desk.go(Place("profile", (kind, code)))
            return
        self._scope = scope
        self._verdicts, self._come = [], False
        self.tabs.setCurrentIndex(0)
        self._ask_more()

    def stop(self) -> None:
        """Ask the work under way to stop."""
        if self._handle is not None:
            self._handle.cancel()

    def save_report(self, out: Path) -> None:
        """Write the open run's report, PDF or workbook by the file's name, and offer to look at it."""
        if self._open is not None and self._handle is None:
            workbook = out.suffix.lower() == ".xlsx"
            job = ReportRun(self._open.id, out, self.desk.texts.language, workbook)
            self._begin(job, lambda written: self._written(written.path))

    def _choose_file(self, kind: str) -> None:
        if self._open is None:
            return
        title = self.desk.texts.t(N_("Save the report"))
        name, _ = QFileDialog.getSaveFileName(self, title, f"{file_name(self._open)}.{kind}", f"*.{kind}")
        if name:
            self.save_report(Path(name))

    def _written(self, path: Path) -> None:
        self._ended()

        def look() -> None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

        told = Message(N_("The report is at {path}."), {"path": str(path)})
        self.desk.problems.done(told, (Message(N_("Open")), look))

    def _begin(self, job: Any, then: Any) -> None:
        self._handle = self.desk.tasks.run(job, then, self._failed, owner=self)
        self._timer.start()
        self._show_busy()

    def _audited(self, outcome: object) -> None:
        self._ended()
        self.form.hide()
        self._open = None
        self.read()

    def _failed(self, error: Exception) -> None:
        self._ended()
        if isinstance(error, Cancelled):
            self.desk.problems.done(Message(N_("The audit was stopped; nothing was stored.")))
        else:
            self.desk.problems.tell(error)

    def _ended(self) -> None:
        self._handle = None
        self._timer.stop()
        self._show_busy()

    @override
    def open(self, argument: object) -> None:
        """Begin an audit, or show what a place names: a run, a rule in it, a run beside another."""
        if argument == NOW:
            self.run_audit()
        elif isinstance(argument, tuple):
            self._asked = argument
            if not self._stale:  # else they are read first, as there may be a newer one
                self._follow()

    def _follow(self) -> None:
        """Show what was asked for, now that the runs are known."""
        asked, self._asked = self._asked, None
        if asked is None or not self._runs:
            return
        what, number, *rest = asked
        latest = self._runs[0].id
        if not self.runs.pick(lambda run: run.id == (latest if number is None else number)):
            self.desk.problems.warn(Message(N_("Run {run} is not among those shown here."), {"run": number}))
            return
        if what == "compare":
            self.beside.set_against(*rest)
            self.tabs.setCurrentWidget(self.beside)
        else:
            self.narrow(Scope(rule=rest[0] if what == "rule" else None, failing=True))

    @override
    def day_changed(self) -> None:
        self.render_texts()

    @override
    def read(self) -> None:
        if not self._rules:
            self.desk.tasks.ask(RuleTitles(), self._rules_read, owner=self, slot="rules")
        self.desk.tasks.ask(Runs(), self._read, owner=self, slot="runs")

    def _rules_read(self, rules: dict[str, Any]) -> None:
        self._rules = {rule_id: RuleWords(title, severity) for rule_id, (title, severity) in rules.items()}
        self._show_run()

    def _read(self, runs: tuple[StoredRun, ...]) -> None:
        self._runs, self._read_once = runs, True
        wanted = self._open.id if self._open else runs[0].id if runs else None
        self.render_texts()
        if runs and not self.runs.pick(lambda run: run.id == wanted):
            self.runs.selectRow(0)
        self._follow()

    def _picked(self, index: QModelIndex, before: QModelIndex) -> None:
        if not index.isValid():
            return
        run = self.runs.small.lines[index.row()].payload
        assert isinstance(run, StoredRun)
        if self._open is None or self._open.id != run.id:
            self._open = run
            self._scope = EVERYTHING
            self._verdicts, self._come = [], False
            self._ask_more()
        self._show_run()

    def _ask_more(self) -> None:
        if self._open is None:
            return
        last = self._verdicts[-1] if self._verdicts else None
        after = ("", "", "") if last is None else (last.type, last.code, last.rule)
        scope = self._scope
        query = RunVerdicts(
            self._open.id, (), scope.rule or "", FINDINGS_AT_ONCE, after, scope.unit, scope.owner, scope.failing
        )
        self.desk.tasks.ask(query, self._more_read, owner=self, slot="verdicts")

    def _more_read(self, verdicts: tuple[StoredVerdict, ...]) -> None:
        self._verdicts += verdicts
        self._come = True
        self.more.setVisible(len(verdicts) == FINDINGS_AT_ONCE)
        self._show_run()

    def _why(self) -> None:
        """Take the finding apart that the cursor stands on, else the first, on the day of its run."""
        lines = self.findings.small.lines
        at = max(0, self.findings.currentIndex().row())
        verdict = lines[at].payload if at < len(lines) else None
        if isinstance(verdict, StoredVerdict) and self._open is not None:
            self.desk.go(Place("explain", (verdict.type, verdict.code, verdict.rule, self._open.as_of, None)))

    def _go(self, index: QModelIndex) -> None:
        verdict = self.findings.small.lines[index.row()].payload
        if isinstance(verdict, StoredVerdict):
            self.desk.go(Place("profile", (verdict.type, verdict.code)))

    # showing ----------------------------------------------------------------------------------------------------

    def _progress(self) -> None:
        if self._handle is None:
            return
        monitor = self._handle.monitor
        done, total = monitor.done, monitor.total  # read once: the work goes on meanwhile
        self.bar.setRange(0, total or 0)
        self.bar.setValue(min(done, total or 0))
        what = "" if monitor.what is None else self.desk.texts.translator.t(monitor.what)
        share = f" {done:,} / {total:,}" if total else ""
        self.doing.setText(what + share)

    def _show_busy(self) -> None:
        busy = self._handle is not None
        for widget in (self.bar, self.doing, self.cancel):
            widget.setVisible(busy)
        self.start.setVisible(not busy)
        for button in (self.save, self.workbook, self.other, self.form.begin):
            button.setEnabled(not busy)
        if not busy:
            self.doing.setText("")

    @override
    def render_texts(self) -> None:
        t = self.desk.texts.t
        self.call_it(t(N_("Checks")))
        self.area.setCurrentIndex(1 if self._runs else 0 if self._read_once else 2)
        for button in (self.save, self.workbook):
            button.setVisible(bool(self._runs))
        self.start.setText(t(N_("Audit as of {day}"), day=self.desk.day.value.isoformat()))
        self.tabs.setTabText(0, t(N_("Findings")))
        self.tabs.setTabText(1, t(N_("From its sides")))
        self.tabs.setTabText(2, t(N_("Compare")))
        lines = [Line(run_line(run), run, key=run.id) for run in self._runs]
        self.runs.show_lines([t(title) for title in RUN_TITLES], lines)
        self._show_run()
        self._show_busy()

    def _show_run(self) -> None:
        tr = self.desk.texts.translator
        self.sentence.setText(sentence(self._open, self.desk.day.value, tr) if self._read_once else "")
        self.say(self.sentence.text())
        if self._open is None:
            return
        lines = [
            Line(finding_line(one, self._rules, tr), one, mark(one.result, one.severity)) for one in self._verdicts
        ]
        self.findings.show_lines([tr.t(title) for title in FINDING_TITLES], lines)
        nobody = self._come and not lines
        self.clean.sentence.setText(nothing_found(self._open, self._scope, tr) if nobody else "")
        self.clean.setVisible(nobody)
        self.why.setVisible(not nobody)
        self.findings.setVisible(not nobody)
        self.narrowed.setText(scope_words(self._scope, tr))
        self.scope_line.setVisible(self._scope != EVERYTHING)
        self.sides.show_run(self._open, self._rules)
        self.beside.show_run(self._open, self._runs, self._rules)
