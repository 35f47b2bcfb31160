"""The dossier of one subject: the answer, what to do, who this is, and every record behind the answer."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from auditor.i18n import Translator
from auditor.reporting.document import (
    Block,
    Column,
    Count,
    Cover,
    Document,
    Entry,
    Heading,
    KeyValues,
    Notice,
    Paragraph,
    Row,
    Table,
    Tone,
)
from auditor.reporting.facts import DossierFacts, Part, Reason, RecordList, SubjectWork
from auditor.reporting.factsjson import digest, dossier_json
from auditor.reporting.sections import (
    bases_table,
    closing_blocks,
    method_blocks,
    numbered,
    paper,
    stamp,
)
from auditor.reporting.speech import SEVERITIES, Speech, mark_of
from auditor.reporting.worklist import WorkList, name_of

SECTIONS = (
    "particulars",
    "work",
    "unknown",
    "history",
    "waivers",
    "errors",
    "records",
    "passed",
    "method",
    "grounds",
    "signatures",
)
"""The keys by which sections are chosen."""


def dossier(facts: DossierFacts, translator: Translator, sections: frozenset[str] | None = None) -> Document:
    """The document of one subject; the same facts give the same document. Personal data is masked.

    ``sections`` are keys of SECTIONS (None: all); the cover and the method are always there.
    """
    return _Dossier(facts, Speech(translator), sections).document()


class _Dossier:
    def __init__(self, facts: DossierFacts, say: Speech, chosen: frozenset[str] | None) -> None:
        self._chosen = chosen
        self._facts = facts
        self._say = say
        self._digest = facts.method.digest or digest(partial(dossier_json, facts))
        self._lists = WorkList(say, facts.bases, banded=False)
        self._name = name_of(say, facts.code, facts.name)

    def document(self) -> Document:
        say, tr, method = self._say, self._say.tr, self._facts.method
        day = method.as_of.isoformat()
        return paper(
            say,
            method,
            self._digest,
            title=tr.t("Compliance dossier: {name}", name=self._name),
            about=tr.t("{workspace}, as of {day}", workspace=say(method.workspace), day=day),
            running=tr.t("{workspace} · as of {day}", workspace=say(method.workspace), day=day),
            blocks=lambda: numbered(self._blocks(), self._chosen),
            facts=partial(dossier_json, self._facts),
        )

    def _of(self, part: Part) -> tuple[Reason, ...]:
        return tuple(reason for reason in self._facts.reasons if reason.part is part)

    def _blocks(self) -> Iterator[Block]:
        say, tr, facts = self._say, self._say.tr, self._facts
        yield self._cover()
        if facts.next_due is not None:
            due = facts.next_due
            yield Notice(
                tr.t(
                    "Next date: on {day} {rule} {title} begins to fail if nothing is done. {why}",
                    day=due.day.isoformat(),
                    rule=due.rule,
                    title=say(due.title),
                    why=say(due.why),
                ).strip()
            )
        yield Heading(tr.t("Particulars"), "particulars")
        yield KeyValues(tuple((say(one.label), say(one.value) or "–") for one in facts.details), 2)
        yield Heading(tr.t("What to do"), "work")
        yield self._list(Part.TO_DO, tr.t("There is nothing to remedy."))
        yield from self._further_lists()
        yield from self._records()
        yield Heading(tr.t("Rules that are met"), "passed")
        yield self._passed()
        yield Heading(tr.t("Method and sources"), "method")
        yield from method_blocks(say, facts.method, self._digest)
        yield Heading(tr.t("Grounds in law"), "grounds")
        yield bases_table(say, facts.bases)
        yield Heading(tr.t("Signatures"), "signatures")
        yield from closing_blocks(say)

    def _further_lists(self) -> Iterator[Block]:
        tr = self._say.tr
        parts = (
            (Part.UNKNOWN, tr.t("Data missing"), "unknown"),
            (Part.HISTORY, tr.t("History (cannot be remedied)"), "history"),
            (Part.WAIVED, tr.t("Waivers"), "waivers"),
            (Part.ERROR, tr.t("System errors"), "errors"),
        )
        for part, title, key in parts:
            if self._of(part):
                yield Heading(title, key)
                yield self._list(part, "")

    def _list(self, part: Part, empty: str) -> Table:
        facts = self._facts
        reasons = self._of(part)
        subject = SubjectWork(facts.type, facts.code, facts.name, reasons, facts.unit, facts.owner)
        return self._lists.table(part, lambda: (subject,) if reasons else (), empty)

    def _cover(self) -> Cover:
        say, tr, facts = self._say, self._say.tr, self._facts
        day = facts.method.as_of.isoformat()
        about = [say.word(facts.type), facts.code, say(facts.unit)]
        if facts.owner:
            about.append(tr.t("owner {name}", name=say(facts.owner)))
        first = tr.t("{workspace} · as of {day}", workspace=say(facts.method.workspace), day=day)
        lines = (" · ".join(one for one in about if one), first, stamp(say, facts.method, self._digest))
        work = self._of(Part.TO_DO)
        counts = [
            Count(sum(reason.severity == severity for reason in work), say.word(severity), mark_of(severity))
            for severity in SEVERITIES
            if severity != "info"
        ]
        counts.append(Count(len(self._of(Part.UNKNOWN)), say.word("unknown"), mark_of("unknown")))
        return Cover(say(facts.name) or facts.code, lines, self._answer(work), tuple(counts))

    def _answer(self, work: tuple[Reason, ...]) -> str:
        tr, say = self._say.tr, self._say
        day = self._facts.method.as_of.isoformat()
        unknown = len(self._of(Part.UNKNOWN))
        if not work and not unknown:
            return tr.t("As of {day} there is nothing to remedy.", day=day)
        if not work:
            return tr.t("As of {day} no failure was found; rules that lack data to be judged: {n}.", day=day, n=unknown)
        worst = min(work, key=lambda reason: _rank(reason.severity))
        clauses = [
            tr.t(
                "As of {day} {n} finding needs a remedy: {title}"
                if len(work) == 1
                else "As of {day} {n} findings need a remedy, the most serious: {title}",
                day=day,
                n=len(work),
                title=say(worst.title),
            )
        ]
        if unknown:
            clauses.append(tr.t("rules that lack data to be judged: {n}", n=unknown))
        return say.phrases(clauses) + tr.both("。", ".")

    def _records(self) -> Iterator[Block]:
        say, tr = self._say, self._say.tr
        if not self._facts.records:
            return
        yield Heading(tr.t("Records on file"), "records")
        for at, records in enumerate(self._facts.records):
            yield Heading(say(records.title), f"records:{at}", 2)
            yield self._record_table(records)

    def _record_table(self, records: RecordList) -> Table:
        say, tr = self._say, self._say.tr
        shares = records.shares or (1.0,) * len(records.columns)
        columns = tuple(Column(say(head), share) for head, share in zip(records.columns, shares, strict=True))

        def rows() -> Iterator[Entry]:
            for row in records.rows():
                yield Row(tuple(say(value) or "–" for value in row))

        return Table(columns, rows, tr.t("None on file."))

    def _passed(self) -> Block:
        say, tr, facts = self._say, self._say.tr, self._facts
        if not facts.passed:
            return Paragraph(tr.t("None is met."), Tone.QUIET)
        text = say.join([f"{rule} {say(title)}" for rule, title in facts.passed])
        rest = tr.t("{n} further rules do not apply.", n=facts.counts.notapplicable)
        return Paragraph(f"{text}{tr.both('。', '. ')}{rest}")


def _rank(severity: str) -> int:
    return SEVERITIES.index(severity) if severity in SEVERITIES else len(SEVERITIES)
