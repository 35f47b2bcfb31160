"""The lists of reasons, for one subject or a million: grouped by what mends them, with evidence and law."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from auditor.reporting.document import Act, Band, Cell, Column, Entry, Line, Marked, Row, Table, Tone
from auditor.reporting.facts import Basis, Evidence, Missing, Part, Reason, Since, SubjectWork
from auditor.reporting.speech import SEVERITIES, Speech, mark_of

_LISTED = 2_000
"""Subjects that get a bookmark; beyond that an outline helps nobody and costs memory."""
_RANK = {severity: at for at, severity in enumerate(SEVERITIES)}

_EVIDENCE = 3
"""Records printed beside a reason; the attached facts hold all."""
_TOLD_EFFECTS = ("block", "condition")
_TOLD_SINCE = (Since.NEW, Since.CAME_BACK, Since.BASELINE)

Subjects = Callable[[], Iterable[SubjectWork]]


class WorkList:
    """Makes the tables of a part; the laws are given once, reasons hold their keys."""

    def __init__(self, speech: Speech, bases: Iterable[Basis], *, banded: bool = True) -> None:
        self._say = speech
        self._laws = laws_of(speech, bases)
        self._banded = banded

    def table(self, part: Part, subjects: Subjects, empty: str) -> Table:
        """The table of one part; its rows stream from ``subjects``."""

        def rows() -> Iterator[Entry]:
            for at, subject in enumerate(subjects()):
                if part is Part.UNKNOWN:
                    yield from self._unknown(subject)
                    continue
                if self._banded:
                    yield self._band(subject, part, listed=at < _LISTED)
                yield from self._to_do(subject.reasons) if part is Part.TO_DO else self._plain(subject.reasons)

        return Table(self._columns(part), rows, empty)

    def past(self, subjects: Subjects) -> Table:
        """Findings that are gone, as they stood."""
        return self.table(Part.HISTORY, subjects, "")

    def _columns(self, part: Part) -> tuple[Column, ...]:
        tr = self._say.tr
        grade, rule = Column(tr.t("Severity"), points=64), Column(tr.t("Rule"), points=90)
        law = Column(tr.t("Grounds"), points=134)
        if part is Part.UNKNOWN:
            first = Column(tr.t("Subject"), points=112) if self._banded else Column(tr.t("Severity"), points=76)
            return first, rule, Column(tr.t("What to supply, and why")), law
        if part is Part.WAIVED:
            return grade, rule, Column(tr.t("Reason and evidence")), Column(tr.t("Waiver"), points=138)
        return grade, rule, Column(tr.t("Reason and evidence")), law

    def _band(self, subject: SubjectWork, part: Part, *, listed: bool) -> Band:
        say = self._say
        notes = [say.word(subject.type), say(subject.unit)]
        if subject.owner:
            notes.append(say.tr.t("owner {name}", name=say(subject.owner)))
        name = name_of(say, subject.code, subject.name)
        note = " · ".join(note for note in notes if note)
        key = f"{part.value}:{subject.type}:{subject.code}"
        return Band(name, note, self._counts(subject.reasons), key, listed)

    def _counts(self, reasons: tuple[Reason, ...]) -> tuple[Marked, ...]:
        totals: dict[str, int] = {}
        for reason in reasons:
            code = reason.severity if reason.result == "fail" else reason.result
            totals[code] = totals.get(code, 0) + 1
        ordered = sorted(totals, key=lambda code: _RANK.get(code, len(_RANK)))
        return tuple(Marked(mark_of(code), f"{totals[code]:,} {self._say.word(code)}") for code in ordered)

    def _to_do(self, reasons: tuple[Reason, ...]) -> Iterator[Entry]:
        for group in _by_remedy(reasons):
            yield Act(self._remedy(group), self._settles(group))
            for reason in group:
                yield self._row(reason, self._law(reason))

    def _unknown(self, subject: SubjectWork) -> Iterator[Entry]:
        """One row for what is missing together, so that a datum is asked for once whatever hangs on it."""
        groups: dict[tuple[Missing, ...], list[Reason]] = {}
        for reason in sorted(subject.reasons, key=_worst_first):
            groups.setdefault(reason.missing, []).append(reason)
        for missing, group in groups.items():
            rules = [line for reason in group for line in self._rule(reason, severity=True)]
            # A rule's message says how it fails; where nothing could be judged it would claim what nobody knows.
            lacking = self._say.tr.t("A datum that the rule reads is missing.")
            why = [Line(self._supply(missing), Tone.STRONG)] if missing else [Line(lacking)]
            laws = tuple(Line(self._laws.get(key, key), Tone.QUIET) for key in _once(group))
            yield Row((self._whose(subject), tuple(rules), tuple(why), laws or "–"))

    def _whose(self, subject: SubjectWork) -> Marked:
        say = self._say
        if not self._banded:
            return Marked(mark_of("unknown"), say.word("unknown"))
        notes = [say(subject.name) if subject.name != subject.code else "", say(subject.owner)]
        return Marked(mark_of("unknown"), subject.code, (" · ".join(note for note in notes if note),))

    def _rule(self, reason: Reason, *, severity: bool = False) -> tuple[Line, ...]:
        title = self._say(reason.title)
        if severity and reason.severity != "info":
            title = f"{title} · {self._say.word(reason.severity)}"
        return Line(reason.rule, Tone.STRONG), Line(title, Tone.QUIET)

    def _plain(self, reasons: tuple[Reason, ...]) -> Iterator[Entry]:
        for reason in sorted(reasons, key=_worst_first):
            yield self._row(reason, self._waiver(reason) if reason.waiver else self._law(reason))

    def _row(self, reason: Reason, last: Cell) -> Row:
        say = self._say
        code = reason.severity if reason.result == "fail" else reason.result
        graded = Marked(mark_of(code), say.word(code), self._notes(reason))
        return Row((graded, self._rule(reason), self._why(reason), last))

    def _notes(self, reason: Reason) -> tuple[str, ...]:
        notes = [reason.effect] if reason.effect in _TOLD_EFFECTS and reason.part is Part.TO_DO else []
        notes += [reason.since.value] if reason.since in _TOLD_SINCE else []
        return tuple(map(self._say.word, notes))

    def _why(self, reason: Reason) -> tuple[Line, ...]:
        say, tr = self._say, self._say.tr
        lines = [Line(say(reason.message))]
        shown = [evidence_text(say, one) for one in reason.evidence[:_EVIDENCE]]
        lines += [Line(tr.t("Evidence: {record}", record=one), Tone.QUIET) for one in shown]
        if len(reason.evidence) > _EVIDENCE:
            more = len(reason.evidence) - _EVIDENCE
            lines.append(Line(tr.t("and {n} more records in the attached facts", n=more), Tone.QUIET))
        return tuple(lines)

    def _law(self, reason: Reason) -> Cell:
        laws = tuple(Line(self._laws.get(key, key), Tone.QUIET) for key in reason.basis)
        return laws or "–"

    def _waiver(self, reason: Reason) -> Cell:
        waiver, tr, say = reason.waiver, self._say.tr, self._say
        if waiver is None:
            return ""
        until = tr.t("until {day}", day=waiver.until.isoformat()) if waiver.until else tr.t("without an end date")
        people = [tr.t("requested by {name}", name=say(waiver.by))] if waiver.by else []
        if waiver.approved_by:
            people.append(tr.t("approved by {name}", name=say(waiver.approved_by)))
        return (Line(say(waiver.reason)), Line(say.join([*people, until]), Tone.QUIET))

    def _remedy(self, group: list[Reason]) -> str:
        texts = list(dict.fromkeys(text for reason in group if (text := self._say(reason.remedy))))
        return self._say.phrases(texts) or self._say.tr.t("Settle: {title}", title=self._say(group[0].title))

    def _settles(self, group: list[Reason]) -> str:
        tr = self._say.tr
        notes = [tr.t("settles {n}", n=len(group))] if len(group) > 1 else []
        days = [reason.fix_by for reason in group if reason.fix_by is not None]
        if days:
            notes.append(tr.t("by {day}", day=min(days).isoformat()))
        return " · ".join(notes)

    def _supply(self, missing: tuple[Missing, ...]) -> str:
        """What to enter, by the place where it is entered."""
        say = self._say
        places: dict[str, list[str]] = {}
        for one in missing:
            places.setdefault(say(one.where), []).append(say(one.datum))
        parts = []
        for where, data in places.items():
            told = say.join(list(dict.fromkeys(data)))
            parts.append(say.tr.t("{datum} (enter it in: {where})", datum=told, where=where) if where else told)
        return say.tr.t("Supply {data}", data=say.join(parts))


def _once(group: list[Reason]) -> list[str]:
    return list(dict.fromkeys(key for reason in group for key in reason.basis))


def name_of(say: Speech, code: str, name: str) -> str:
    """Code and name as a subject is called; what has no name of its own is called by its code once."""
    return code if name in ("", code) else f"{code} {say(name)}"


def laws_of(say: Speech, bases: Iterable[Basis]) -> dict[str, str]:
    """Each ground as it is cited, by its key."""
    return {basis.key: say.law(basis) for basis in bases}


def evidence_text(say: Speech, evidence: Evidence) -> str:
    """A record in one line: its kind and key, then the values that the rule read."""
    head = f"{say(evidence.kind)} {evidence.key}".strip()
    values = say.join([f"{say(label)} {say(value)}".strip() for label, value in evidence.values])
    return f"{head}{say.tr.both('：', ': ')}{values}" if values else head


def _worst_first(reason: Reason) -> tuple[int, date, str]:
    return _RANK.get(reason.severity, len(_RANK)), reason.fix_by or date.max, reason.rule


def _by_remedy(reasons: tuple[Reason, ...]) -> list[list[Reason]]:
    """Reasons that one act mends together, the worst act first."""
    groups: dict[str, list[Reason]] = {}
    for reason in sorted(reasons, key=_worst_first):
        groups.setdefault(reason.remedy_key or f"rule:{reason.rule}", []).append(reason)
    return list(groups.values())
