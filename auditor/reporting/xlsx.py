"""The run report as a workbook: the same facts as the PDF, one finding a row, to be filtered and passed on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import IO, Any

from auditor.i18n import Translator, said
from auditor.monitor import Monitor
from auditor.reporting.atomic import whole_file
from auditor.reporting.facts import Part, Reason, RunFacts, SubjectWork
from auditor.reporting.factsjson import digest, run_json
from auditor.reporting.sections import dated, disclaimer, method_items
from auditor.reporting.speech import Speech
from auditor.reporting.worklist import evidence_text, laws_of

_ROWS = 1_000_000
"""Findings to a sheet; Excel holds 1,048,576 rows."""
_STEP = 2_000
_PARTS = (Part.TO_DO, Part.UNKNOWN, Part.WAIVED, Part.HISTORY, Part.ERROR)

Values = tuple[str | int, ...]


def write_xlsx(facts: RunFacts, path: Path, translator: Translator, monitor: Monitor) -> None:
    """Write a run's findings as a workbook; the same facts give the same bytes, memory does not grow with them.

    Every text is stored as text: nothing a sender typed can become a formula or a link. Raises WorldFailed.
    """
    with whole_file(path) as out:
        _Workbook(facts, Speech(translator), out).write(monitor)


class _Workbook:
    def __init__(self, facts: RunFacts, say: Speech, out: IO[bytes]) -> None:
        import xlsxwriter

        self._facts = facts
        self._say = say
        self._laws = laws_of(say, facts.bases)
        plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self._book = xlsxwriter.Workbook(out, {"constant_memory": True, **plain})
        self._book.set_properties({"title": say.tr.t("Compliance check report"), "created": dated(facts.method)})
        self._head = self._book.add_format({"bold": True, "bg_color": "#EEF1F5", "bottom": 1, "valign": "top"})
        self._wrap = self._book.add_format({"text_wrap": True, "valign": "top"})

    def write(self, monitor: Monitor) -> None:
        """Fill the sheets one after another, each from its first row to its last."""
        say, tr = self._say, self._say.tr
        self._sheet(tr.t("Method and sources"), (24, 90), (tr.t("Item"), tr.t("Content")), self._method())
        self._sheet(tr.t("By rule"), (10, 34, 10, 10, 10, 10, 10, 10, 10), self._rule_heads(), self._rules())
        found = self._findings(monitor)
        for number, rows in enumerate(_chunks(found), start=1):
            name = tr.t("Findings") if number == 1 else f"{tr.t('Findings')} {number}"
            self._sheet(
                name, (14, 10, 14, 18, 14, 12, 9, 24, 10, 14, 10, 50, 44, 30, 40, 12, 40, 40), self._heads(), rows
            )
        if self._facts.completeness:
            heads = (tr.t("Sheet"), tr.t("Column"), tr.t("Filled"), tr.t("All rows"), tr.t("Rules that read it"))
            self._sheet(tr.t("Completeness of the data"), (16, 24, 10, 10, 60), heads, self._completeness())
        grounds = (tr.t("No."), tr.t("Instrument and article"), tr.t("Text checked"))
        laws = ((basis.key, say.law(basis), say.word(basis.status)) for basis in self._facts.bases)
        self._sheet(tr.t("Grounds in law"), (16, 70, 14), grounds, laws)
        self._book.close()

    def _sheet(self, name: str, widths: tuple[int, ...], heads: tuple[str, ...], rows: Iterable[Values]) -> None:
        sheet: Any = self._book.add_worksheet(name[:31])
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, heads, self._head)
        last = 0
        for last, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(last, column, value, self._wrap)
                else:
                    sheet.write_number(last, column, value)
        sheet.autofilter(0, 0, last, len(heads) - 1)

    def _method(self) -> Iterator[Values]:
        facts = self._facts
        whole = facts.method.digest or digest(partial(run_json, facts))
        yield from method_items(self._say, facts.method, whole)
        for pack in facts.method.packs:
            yield self._say.tr.t("Rule pack"), f"{pack.id} {pack.version} {pack.sha256}"
        for param in facts.method.params:
            label = f"{param.rule} {self._say(param.label)} ({param.name})"
            yield self._say.tr.t("Parameter"), f"{label}: {self._say(param.value)}"
        yield "", disclaimer(self._say)

    def _rule_heads(self) -> tuple[str, ...]:
        say, tr = self._say, self._say.tr
        counted = (tr.t("To remedy"), say.word("unknown"), tr.t("Waived"), tr.t("History"), say.word("pass"))
        return tr.t("Rule"), tr.t("Rule title"), tr.t("Severity"), *counted, say.word("notapplicable")

    def _rules(self) -> Iterator[Values]:
        for one in self._facts.by_rule:
            counted = (one.fail, one.unknown, one.waived, one.history, one.passed, one.notapplicable)
            yield one.rule, self._say(one.title), self._say.word(one.severity), *counted

    def _heads(self) -> tuple[str, ...]:
        tr = self._say.tr
        return (
            tr.t("List"),
            tr.t("Type"),
            tr.t("Code"),
            tr.t("Subject name"),
            tr.t("Unit"),
            tr.t("Owner"),
            tr.t("Rule"),
            tr.t("Rule title"),
            tr.t("Severity"),
            tr.t("Effect"),
            tr.t("Since"),
            tr.t("Reason"),
            tr.t("Evidence"),
            tr.t("What to supply, and where"),
            tr.t("Remedy"),
            tr.t("Remedy by"),
            tr.t("Grounds"),
            tr.t("Waiver"),
        )

    def _findings(self, monitor: Monitor) -> Iterator[Values]:
        done = 0
        for part in _PARTS:
            title = self._part(part)
            for subject in self._facts.work(part):
                for reason in subject.reasons:
                    if done % _STEP == 0:
                        monitor.step(done, None, said("Writing finding {n}", n=done))
                    done += 1
                    yield (title, *self._who(subject), *self._finding(reason))

    def _part(self, part: Part) -> str:
        tr = self._say.tr
        return {
            Part.TO_DO: tr.t("To remedy"),
            Part.UNKNOWN: tr.t("Data missing"),
            Part.WAIVED: tr.t("Waived"),
            Part.HISTORY: tr.t("History (cannot be remedied)"),
            Part.ERROR: tr.t("System errors"),
        }[part]

    def _who(self, subject: SubjectWork) -> Values:
        say = self._say
        return say.word(subject.type), subject.code, say(subject.name), say(subject.unit), say(subject.owner)

    def _finding(self, reason: Reason) -> Values:
        say, waiver = self._say, reason.waiver
        supply = [f"{say(one.datum)} ({say(one.where)})" for one in reason.missing]
        waived = [say(waiver.reason), waiver.by, waiver.approved_by] if waiver else []
        if waiver and waiver.until:
            waived.append(waiver.until.isoformat())
        return (
            reason.rule,
            say(reason.title),
            say.word(reason.severity),
            say.word(reason.effect),
            say.word(reason.since.value) if reason.since.value else "",
            say(reason.message) if reason.result != "unknown" else say.tr.t("A datum that the rule reads is missing."),
            say.phrases([evidence_text(say, one) for one in reason.evidence]),
            say.phrases(supply),
            say(reason.remedy),
            reason.fix_by.isoformat() if reason.fix_by else "",
            say.phrases([self._laws.get(key, key) for key in reason.basis]),
            say.phrases([one for one in waived if one]),
        )

    def _completeness(self) -> Iterator[Values]:
        say = self._say
        for sheet in self._facts.completeness:
            for one in sheet.columns:
                yield say(sheet.sheet), say(one.column), one.filled, one.total, say.join(list(one.rules))


def _chunks(rows: Iterator[Values]) -> Iterator[Iterable[Values]]:
    """The rows of one sheet after another; an empty first one, so that there always is a sheet."""
    rest = iter(rows)
    first: Values | None = next(rest, None)
    yield _up_to(first, rest) if first is not None else ()
    while (first := next(rest, None)) is not None:
        yield _up_to(first, rest)


def _up_to(first: Values, rest: Iterator[Values]) -> Iterator[Values]:
    yield first
    for count, row in enumerate(rest, start=2):
        yield row
        if count == _ROWS:
            return
