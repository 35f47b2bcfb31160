"""The report of one audit: the answer first, then what to do, then how the answer came about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from auditor.i18n import Translator
from auditor.reporting.document import (
    Align,
    Band,
    Bar,
    Bars,
    Block,
    Column,
    Contents,
    Count,
    Cover,
    Document,
    Entry,
    Heading,
    KeyValues,
    Line,
    Marked,
    Paragraph,
    Row,
    Table,
    Tone,
)
from auditor.reporting.facts import Compared, OwnerCounts, Part, RuleCounts, RunFacts, SheetFilled, SubjectWork
from auditor.reporting.factsjson import digest, run_json
from auditor.reporting.sections import (
    bases_table,
    closing_blocks,
    method_blocks,
    numbered,
    paper,
    stamp,
)
from auditor.reporting.speech import SEVERITIES, Speech, mark_of
from auditor.reporting.spool import Teed
from auditor.reporting.worklist import WorkList

_CHARTED = 12
"""Rules drawn as bars; the table names all."""


SECTIONS = (
    "summary",
    "owners",
    "rules",
    "work",
    "history",
    "unknown",
    "waivers",
    "resolved",
    "errors",
    "completeness",
    "method",
    "grounds",
    "signatures",
)
"""The keys by which sections are chosen."""


def run_report(facts: RunFacts, translator: Translator, sections: frozenset[str] | None = None) -> Document:
    """The document of a run; the same facts give the same document. Personal data is masked.

    ``sections`` are keys of SECTIONS (None: all); the cover and the method are always there.
    """
    return _RunReport(facts, Speech(translator), sections).document()


class _RunReport:
    def __init__(self, facts: RunFacts, say: Speech, chosen: frozenset[str] | None) -> None:
        self._chosen = chosen
        self._facts = facts
        self._say = say
        self._digest = facts.method.digest or digest(partial(run_json, facts))
        self._lists = WorkList(say, facts.bases)
        self._work = Teed(facts.work)

    def document(self) -> Document:
        say, tr, method = self._say, self._say.tr, self._facts.method
        day = method.as_of.isoformat()
        return paper(
            say,
            method,
            self._digest,
            title=tr.t("Compliance check report"),
            about=tr.t("{workspace}, as of {day}", workspace=say(method.workspace), day=day),
            running=tr.t("{workspace} · as of {day}", workspace=say(method.workspace), day=day),
            blocks=lambda: numbered(self._blocks(), self._chosen),
            facts=partial(run_json, self._facts, self._work.json),
        )

    def _blocks(self) -> Iterator[Block]:
        tr, facts = self._say.tr, self._facts
        yield self._cover()
        yield Contents(tr.t("Contents"))
        yield Heading(tr.t("Summary"), "summary")
        yield from self._summary()
        if facts.owners:
            yield Heading(tr.t("By owner"), "owners")
            yield self._owners(facts.owners)
        yield Heading(tr.t("By rule"), "rules")
        yield from self._by_rule()
        yield Heading(tr.t("Work list"), "work")
        grouped = tr.t("Grouped by subject and by what remedies it: one act can settle several failures.")
        to_do = sum(count for _, count in facts.by_severity)
        yield from self._list(Part.TO_DO, to_do, grouped, tr.t("There is nothing to remedy."))
        yield from self._further_lists()
        if facts.completeness:
            yield Heading(tr.t("Completeness of the data"), "completeness")
            yield from self._completeness(facts.completeness)
        yield Heading(tr.t("Method and sources"), "method")
        yield from method_blocks(self._say, facts.method, self._digest)
        yield Heading(tr.t("Grounds in law"), "grounds")
        yield bases_table(self._say, facts.bases)
        yield Heading(tr.t("Signatures"), "signatures")
        yield from closing_blocks(self._say)

    def _further_lists(self) -> Iterator[Block]:
        tr, counts = self._say.tr, self._facts.counts
        yield Heading(tr.t("History (cannot be remedied)"), "history")
        intro = tr.t("These failures have happened and no act undoes them; they are not in the work list.")
        yield from self._list(Part.HISTORY, counts.history, intro, tr.t("There is none."))
        yield Heading(tr.t("Data missing"), "unknown")
        intro = tr.t("Nothing is concluded where a datum is missing; each line says what to supply and where.")
        yield from self._list(Part.UNKNOWN, counts.unknown, intro, tr.t("No datum is missing that a rule asks for."))
        yield Heading(tr.t("Waivers"), "waivers")
        intro = tr.t("A waived failure stays a failure; it is listed apart with who waived it, why and until when.")
        yield from self._list(Part.WAIVED, counts.waived, intro, tr.t("No failure is waived."))
        if self._facts.resolved is not None:
            yield Heading(tr.t("Resolved since then"), "resolved")
            yield Paragraph(tr.t("What the earlier check found and this one does not."), Tone.QUIET)
            yield self._lists.past(self._facts.resolved)
        if counts.error:
            yield Heading(tr.t("System errors"), "errors")
            intro = tr.t("These pairs could not be judged through a fault of a rule or of the program.")
            yield from self._list(Part.ERROR, counts.error, intro, "")

    def _list(self, part: Part, count: int, intro: str, empty: str) -> Iterator[Block]:
        def subjects() -> Iterable[SubjectWork]:
            return self._work(part)

        if count:
            yield Paragraph(intro, Tone.QUIET)
        yield self._lists.table(part, subjects, empty)

    def _cover(self) -> Cover:
        say, tr, method = self._say, self._say.tr, self._facts.method
        day = method.as_of.isoformat()
        first = tr.t("{workspace} · as of {day}", workspace=say(method.workspace), day=day)
        lines = [f"{first} · {say(method.scope)}" if method.scope else first, stamp(say, method, self._digest)]
        totals = dict(self._facts.by_severity)
        counts = [
            Count(totals.get(severity, 0), say.word(severity), mark_of(severity))
            for severity in SEVERITIES
            if severity != "info" or totals.get(severity)
        ]
        counts.append(Count(self._facts.counts.unknown, say.word("unknown"), mark_of("unknown")))
        return Cover(tr.t("Compliance check report"), tuple(lines), self._answer(), tuple(counts))

    def _answer(self) -> str:
        tr, subjects = self._say.tr, self._facts.subjects
        judged = sum(one.judged for one in subjects)
        failing, unknown = sum(one.failing for one in subjects), sum(one.unknown for one in subjects)
        day = self._facts.method.as_of.isoformat()
        if not judged:
            return tr.t("As of {day} no subject was selected, so nothing was judged.", day=day)
        if not failing and not unknown:
            return tr.t("As of {day} none of the {judged} subjects needs a remedy.", day=day, judged=f"{judged:,}")
        if not failing:
            return tr.t(
                "As of {day} no failure was found among {judged} subjects; data is missing for {unknown} of them.",
                day=day,
                judged=f"{judged:,}",
                unknown=f"{unknown:,}",
            )
        found = tr.t(
            "As of {day}, {failing} of {judged} subjects need a remedy",
            day=day,
            failing=f"{failing:,}",
            judged=f"{judged:,}",
        )
        critical = dict(self._facts.by_severity).get("critical", 0)
        clauses = [found]
        if critical:
            clauses.append(
                tr.t("{n} finding is critical" if critical == 1 else "{n} findings are critical", n=f"{critical:,}")
            )
        if unknown:
            clauses.append(tr.t("data is missing for {n} more", n=f"{unknown:,}"))
        return self._say.phrases(clauses) + tr.both("。", ".")

    def _summary(self) -> Iterator[Block]:
        say, tr, facts = self._say, self._say.tr, self._facts
        if facts.compared is not None:
            yield Paragraph(self._comparison(facts.compared))
        numbers = tuple(
            Row((say.word(one.type), *(f"{n:,}" for n in (one.judged, one.failing, one.unknown, one.clear))))
            for one in facts.subjects
        )
        heads = (tr.t("Subjects judged"), tr.t("To remedy"), say.word("unknown"), tr.t("In order"))
        columns = (Column(tr.t("Subjects")), *(Column(head, points=84, align=Align.RIGHT) for head in heads))
        yield Table(columns, lambda: numbers, tr.t("No subject was selected."))
        totals = dict(facts.by_severity)
        told = [code for code in SEVERITIES if code != "info" or totals.get(code)]
        bars = tuple(Bar(say.word(code), totals.get(code, 0), mark_of(code)) for code in told)
        if any(bar.value for bar in bars):
            yield Bars(tr.t("What needs a remedy, by severity"), bars, tr.t("findings"))
        counts = facts.counts
        answers = (
            (say.word("pass"), f"{counts.passed:,}"),
            (say.word("fail"), f"{counts.fail:,}"),
            (tr.t("of these waived"), f"{counts.waived:,}"),
            (tr.t("of these history"), f"{counts.history:,}"),
            (say.word("unknown"), f"{counts.unknown:,}"),
            (say.word("notapplicable"), f"{counts.notapplicable:,}"),
            (say.word("error"), f"{counts.error:,}"),
            (tr.t("Judged pairs"), f"{_pairs(facts):,}"),
        )
        yield KeyValues(answers, 2)

    def _comparison(self, compared: Compared) -> str:
        tr = self._say.tr
        day = compared.as_of.isoformat()
        if compared.baseline:
            head = tr.t("Compared with the baseline of {day} (run {run}):", day=day, run=compared.run)
            kept = tr.t("remaining from the baseline {n}", n=f"{compared.persisting:,}")
        else:
            head = tr.t("Compared with the check as of {day} (run {run}):", day=day, run=compared.run)
            kept = tr.t("persisting {n}", n=f"{compared.persisting:,}")
        clauses = [
            tr.t("new {n}", n=f"{compared.new:,}"),
            kept,
            tr.t("resolved {n}", n=f"{compared.resolved:,}"),
            tr.t("came back {n}", n=f"{compared.came_back:,}"),
        ]
        return head + tr.both("", " ") + self._say.join(clauses) + tr.both("。", ".")

    def _by_rule(self) -> Iterator[Block]:
        say, tr = self._say, self._say.tr
        rules = sorted(self._facts.by_rule, key=_loudest_first)
        failing = sorted((one for one in rules if one.fail), key=lambda one: (-one.fail, one.rule))[:_CHARTED]
        if failing:
            bars = tuple(Bar(f"{one.rule} {say(one.title)}", one.fail, mark_of(one.severity)) for one in failing)
            yield Bars(tr.t("The rules with the most to remedy"), bars, tr.t("findings"))
        rows = tuple(self._rule_row(one) for one in rules)
        heads = (tr.t("To remedy"), say.word("unknown"), tr.t("Waived"), tr.t("History"), say.word("pass"))
        columns = (
            Column(tr.t("Severity"), points=58),
            Column(tr.t("Rule"), points=46),
            Column(tr.t("Rule title")),
            *(Column(head, points=50, align=Align.RIGHT) for head in heads),
        )
        yield Table(columns, lambda: rows, tr.t("No rule was in force on this day."))

    def _owners(self, owners: tuple[OwnerCounts, ...]) -> Table:
        tr = self._say.tr
        rows = tuple(
            Row(
                (
                    self._say(one.owner) or tr.t("without an owner"),
                    self._say(one.unit) or "–",
                    *(f"{n:,}" for n in (one.subjects, one.to_do, one.critical, one.unknown)),
                )
            )
            for one in owners
        )
        heads = (tr.t("Subjects"), tr.t("To remedy"), self._say.word("critical"), self._say.word("unknown"))
        columns = (
            Column(tr.t("Owner")),
            Column(tr.t("Unit")),
            *(Column(head, points=64, align=Align.RIGHT) for head in heads),
        )
        return Table(columns, lambda: rows)

    def _rule_row(self, one: RuleCounts) -> Row:
        say = self._say
        numbers = (one.fail, one.unknown, one.waived, one.history, one.passed)
        marked = Marked(mark_of(one.severity), say.word(one.severity))
        return Row((marked, one.rule, say(one.title), *(f"{n:,}" if n else "–" for n in numbers)))

    def _completeness(self, sheets: tuple[SheetFilled, ...]) -> Iterator[Block]:
        say, tr = self._say, self._say.tr
        yield Paragraph(tr.t("A column that is empty throughout is told here once, not once per subject."), Tone.QUIET)

        def rows() -> Iterator[Entry]:
            for sheet in sheets:
                yield Band(say(sheet.sheet))
                for column in sheet.columns:
                    share = f"{100 * column.filled // column.total} %" if column.total else "–"
                    filled = f"{column.filled:,} / {column.total:,}"
                    tone = Tone.STRONG if column.filled < column.total else Tone.PLAIN
                    yield Row((say(column.column), filled, (Line(share, tone),), say.join(list(column.rules)) or "–"))

        columns = (
            Column(tr.t("Column")),
            Column(tr.t("Filled"), points=110, align=Align.RIGHT),
            Column(tr.t("Share filled"), points=56, align=Align.RIGHT),
            Column(tr.t("Rules that read it"), 1.4),
        )
        yield Table(columns, rows)


def _pairs(facts: RunFacts) -> int:
    counts = facts.counts
    return counts.passed + counts.fail + counts.unknown + counts.notapplicable + counts.error


def _loudest_first(one: RuleCounts) -> tuple[int, str]:
    rank = SEVERITIES.index(one.severity) if one.severity in SEVERITIES else len(SEVERITIES)
    return rank, one.rule
