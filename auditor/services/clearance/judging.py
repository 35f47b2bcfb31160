"""The combination judged on one day: every rule's answer about everybody in it and the broadcast itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from auditor.i18n import said
from auditor.rulebook.book import Book
from auditor.rulebook.judging import Verdict
from auditor.rulebook.pack import Effect, Result
from auditor.rulebook.sql.values import Moment
from auditor.rulebook.supposed import Supposed
from auditor.rulebook.supposing import answer_of, judge_supposed
from auditor.services.answers import both, lacking, laws
from auditor.services.clearance.combination import Deal, Who
from auditor.services.clearance.gate import Standings, everyone, gate, shut
from auditor.services.clearance.lines import BLOCK, CONDITION, Line, twin
from auditor.services.clearance.supposition import BRANDS, moved, supposed, with_brands

Open = tuple[Who, Verdict]
_OPEN = (Result.FAIL, Result.UNKNOWN, Result.ERROR)


@dataclass
class Judge:
    """Judges one combination on any day; what it supposes is made once."""

    connection: Connection
    book: Book
    deal: Deal
    _supposed: Supposed | None = field(default=None, repr=False)
    _standings: Standings | None = field(default=None, repr=False)

    def supposed(self, deal: Deal) -> Supposed:
        """What the combination supposes when it begins as this one does."""
        if self._supposed is None:
            self._supposed = supposed(self.connection, self.deal)
        return moved(self._supposed, deal)

    def everyone(self, day: date) -> tuple[Who, ...]:
        """Whom the gate and the rules look at on the day."""
        return everyone(self.standings, self.deal, day)

    @property
    def standings(self) -> Standings:
        """How everybody stands on any day."""
        if self._standings is None:
            self._standings = Standings(self.connection, self.book)
        return self._standings

    def open_answers(self, deal: Deal, day: date) -> list[Open]:
        """What is neither in order nor beside the point."""
        assumed = self.supposed(deal)
        moment = Moment(day, None, assumed)
        found: list[Open] = []
        for who in (*self.everyone(day), deal.broadcast):
            verdicts = judge_supposed(self.connection, self.book, moment, who.type, who.id)
            found += [(who, one) for one in verdicts if one.rule_id != BRANDS or not self._shares(who)]
        if self._shares_brands:
            found += self._brand_answers(assumed, day)
        return [(who, one) for who, one in found if one.result in _OPEN]

    @property
    def _shares_brands(self) -> bool:
        """Whether several merchants may cover the brands between them."""
        return len(self.deal.merchants) > 1 and bool(self.deal.brands)

    def _shares(self, who: Who) -> bool:
        return who.type == "merchant" and self._shares_brands

    def moment_of(self, deal: Deal, day: date, who: Who, rule_id: str) -> Moment:
        """What a rule's answer about one of them rests on."""
        assumed = self.supposed(deal)
        if rule_id == BRANDS and self._shares(who):
            assumed = with_brands(assumed, {who.id: self._best(assumed, day)[who.id]})
        return Moment(day, None, assumed)

    def _brand_answers(self, assumed: Supposed, day: date) -> list[Open]:
        best = self._best(assumed, day)
        answers = [(one, self._covers(assumed, day, one, best[one.id])) for one in self.deal.merchants if best[one.id]]
        return [(one, verdict) for one, verdict in answers if verdict is not None]

    def _best(self, assumed: Supposed, day: date) -> dict[int, list[str]]:
        """One of the merchants must cover each brand: each is asked about those no other covers better."""
        best: dict[int, list[str]] = {one.id: [] for one in self.deal.merchants}
        for brand in self.deal.brands:
            ranks = {one.id: self._rank(self._covers(assumed, day, one, [brand])) for one in self.deal.merchants}
            for number, rank in ranks.items():
                if rank == min(ranks.values()):
                    best[number].append(brand)
        return best

    def _covers(self, assumed: Supposed, day: date, who: Who, brands: Sequence[str]) -> Verdict | None:
        moment = Moment(day, None, with_brands(assumed, {who.id: brands}))
        rule = next((one for one in self.book.rules if one.rule.id == BRANDS), None)
        return None if rule is None else answer_of(self.connection, self.book, moment, "merchant", who.id, rule)

    def _rank(self, verdict: Verdict | None) -> int:
        if verdict is None or verdict.result is Result.NOTAPPLICABLE:
            return 4
        if verdict.result is Result.PASS:
            return 0
        if verdict.result is Result.FAIL:
            return 1 if verdict.effect is Effect.NOTE else 3
        return 2

    def shut(self, day: date) -> bool:
        """Whether the gate keeps anybody out on the day."""
        return shut(self.standings, self.everyone(day), day)

    def blocks(self, deal: Deal, day: date, who: Who, rule_id: str) -> bool:
        """Whether one rule about one subject blocks on the day."""
        if rule_id == BRANDS and self._shares(who):
            found = self._brand_answers(self.supposed(deal), day)
            return any(self.blocking(one) for _who, one in found)
        moment = Moment(day, None, self.supposed(deal))
        verdict = answer_of(self.connection, self.book, moment, who.type, who.id, self.book.rule_on(rule_id, day))
        return verdict is not None and self.blocking(verdict)

    def blocking(self, verdict: Verdict) -> bool:
        """Whether the verdict alone makes it a NO-GO."""
        return verdict.result is Result.FAIL and verdict.effect is Effect.BLOCK

    def lines(self, deal: Deal, day: date) -> list[Line]:
        """The gate and the open answers of a day in words."""
        found = list(gate(self.standings, self.everyone(day), day))
        moment = Moment(day, None, self.supposed(deal))
        by_rule: dict[tuple[str, str], list[Open]] = {}
        for who, verdict in self.open_answers(deal, day):
            by_rule.setdefault((verdict.rule_id, who.type), []).append((who, verdict))
        for (rule_id, kind), answers in by_rule.items():
            words = _Words(self.connection, self.book, moment, rule_id, kind, answers)
            found += [words.line(deal, who, verdict) for who, verdict in answers]
        if day == deal.start.date():
            return found
        # What holds after midnight alone is told with its day: on the day of the start it is not so.
        return [replace(one, message=said("On {day}: {what}", day=day.isoformat(), what=one.message)) for one in found]


class _Words:
    """The sentences of one rule about some subjects of a type, under what is supposed."""

    def __init__(
        self, connection: Connection, book: Book, moment: Moment, rule_id: str, kind: str, answers: Iterable[Open]
    ) -> None:
        from auditor.rulebook.reads import missing_of
        from auditor.rulebook.texts import texts_of

        self._book, self._day = book, moment.as_of
        self._rule: Any = book.rule_on(rule_id, moment.as_of).rule
        ids = [who.id for who, _verdict in answers]
        unknown = [who.id for who, verdict in answers if verdict.result is Result.UNKNOWN]
        self._texts = texts_of(connection, book, moment, self._rule, kind, ids)
        self._missing = missing_of(connection, book, moment, self._rule, kind, unknown) if unknown else {}

    def line(self, deal: Deal, who: Who, verdict: Verdict) -> Line:
        """The verdict as a line."""
        rule = self._rule
        texts = self._texts.get(who.id, (rule.message, rule.remedy))
        message, remedy = both(texts[0]), both(texts[1])
        grade = self._book.grade(rule, None)
        severity, effect = verdict.severity or grade.severity, verdict.effect or grade.effect
        # The start asked about stands in for the one on record.
        missing = tuple(place for place in self._missing.get(who.id, ()) if place != ("broadcasts", "started_at"))
        due = _due(who, verdict, str(effect), deal)
        if verdict.result is not Result.FAIL:
            message, where = lacking(missing, rule.unknown)
            remedy = remedy if due else where
        return Line(
            rule.id, twin(both(rule.title)), who, str(verdict.result), str(severity), str(effect), twin(message),
            twin(remedy), deal.start if due or self._waits(verdict, str(effect)) else None, self._day, rule.remedy_key,
            laws(rule, self._day), missing,
        )  # fmt: skip

    def _waits(self, verdict: Verdict, effect: str) -> bool:
        """Whether it must be done before the start."""
        return effect == CONDITION or (verdict.result is not Result.FAIL and effect == BLOCK)


def _due(who: Who, verdict: Verdict, effect: str, deal: Deal) -> bool:
    """Whether it is a duty that falls due by the start and is not yet recorded."""
    return who.type == "broadcast" and verdict.result is Result.UNKNOWN and effect == CONDITION and not deal.aired


def is_due(line: Line, deal: Deal) -> bool:
    """The same of a line."""
    planned = line.subject.type == "broadcast" and not deal.aired
    return planned and line.result == "unknown" and line.effect == CONDITION
