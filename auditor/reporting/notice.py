"""The rectification notice to one subject: what to do by when, what is missing, and a slip to hand back."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from auditor.i18n import Translator
from auditor.reporting.document import (
    Block,
    Choices,
    Cover,
    CutLine,
    Document,
    Heading,
    KeyValues,
    Notice,
    Paragraph,
    Signatures,
    Tone,
)
from auditor.reporting.facts import NoticeFacts, Part, Reason, SubjectWork
from auditor.reporting.factsjson import digest, notice_json
from auditor.reporting.sections import bases_table, disclaimer, issued_by, paper, stamp
from auditor.reporting.speech import Speech
from auditor.reporting.worklist import WorkList, name_of


def notice(facts: NoticeFacts, translator: Translator) -> Document:
    """The document of a notice; the same facts give the same document. It holds no identity or phone number."""
    return _Notice(facts, Speech(translator)).document()


class _Notice:
    def __init__(self, facts: NoticeFacts, say: Speech) -> None:
        self._facts = facts
        self._about = facts.about
        self._say = say
        self._digest = digest(partial(notice_json, facts))
        self._name = name_of(say, self._about.code, self._about.name)

    def document(self) -> Document:
        say, tr, method = self._say, self._say.tr, self._about.method
        return paper(
            say,
            method,
            self._digest,
            title=tr.t("Rectification notice {number}", number=self._facts.number),
            about=self._name,
            running=self._name,
            blocks=self._blocks,
            facts=partial(notice_json, self._facts),
        )

    def _of(self, part: Part) -> tuple[Reason, ...]:
        return tuple(reason for reason in self._about.reasons if reason.part is part)

    def _blocks(self) -> Iterator[Block]:
        tr, facts = self._say.tr, self._facts
        yield self._cover()
        yield KeyValues(self._particulars(), 2)
        if self._of(Part.TO_DO):
            yield Heading(tr.t("What to do"), "work")
            yield self._table(Part.TO_DO)
        if self._of(Part.UNKNOWN):
            yield Heading(tr.t("What to supply"), "unknown")
            supply = tr.t("Until these data are there nothing can be concluded from them, in favour or against.")
            yield Paragraph(supply, Tone.QUIET)
            yield self._table(Part.UNKNOWN)
        cited = {key for part in (Part.TO_DO, Part.UNKNOWN) for reason in self._of(part) for key in reason.basis}
        yield Heading(tr.t("Grounds in law"), "grounds")
        yield bases_table(self._say, tuple(basis for basis in self._about.bases if basis.key in cited))
        yield Notice(disclaimer(self._say))
        yield CutLine(tr.t("cut here and hand back"))
        yield Heading(tr.t("Reply to notice {number}", number=facts.number), "reply", 2)
        yield Paragraph(tr.t("{name} has received the notice and answers:", name=self._name))
        yield Choices(
            (
                tr.t("All points are settled; the proofs are attached:"),
                tr.t("We will settle them by this day:"),
                tr.t("We object to these points, and why:"),
            )
        )
        labels = (tr.t("Name in print"), tr.t("Signature"), tr.t("Date"))
        yield Signatures((tr.t("For the party checked (seal)"), tr.t("Received by")), labels)

    def _cover(self) -> Cover:
        say, tr = self._say, self._say.tr
        work = self._of(Part.TO_DO)
        lines = (self._name, stamp(say, self._about.method, self._digest))
        title = tr.t("Rectification notice {number}", number=self._facts.number)
        if not work:
            return Cover(title, lines, tr.t("There is nothing to remedy."))
        until = self._facts.answer_by
        points = f"{len(work):,}"
        answer = (
            tr.t("Points to settle by {day}: {n}", day=until.isoformat(), n=points)
            if until
            else tr.t("Points to settle: {n}", n=points)
        )
        blocking = sum(reason.effect == "block" for reason in work)
        clauses = [answer]
        if blocking:
            clauses.append(tr.t("before that no going live for {n} of them", n=f"{blocking:,}"))
        return Cover(title, lines, say.phrases(clauses) + tr.both("。", "."))

    def _particulars(self) -> tuple[tuple[str, str], ...]:
        say, tr, facts = self._say, self._say.tr, self._facts
        until = facts.answer_by.isoformat() if facts.answer_by else "–"
        return (
            (tr.t("To"), self._name),
            (tr.t("Type"), say.word(self._about.type)),
            (tr.t("As of"), self._about.method.as_of.isoformat()),
            (tr.t("From"), say(issued_by(self._about.method))),
            (tr.t("Answer by"), until),
            (tr.t("Contact"), say(facts.contact) or "–"),
        )

    def _table(self, part: Part) -> Block:
        about = self._about
        reasons = self._of(part)
        subject = SubjectWork(about.type, about.code, about.name, reasons, about.unit, about.owner)
        return WorkList(self._say, about.bases, banded=False).table(part, lambda: (subject,), "")
