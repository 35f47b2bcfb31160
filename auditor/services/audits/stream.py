"""Verdicts in order of subject and rule, in batches, with words and evidence where they are wanted."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection

from auditor.services.answers import Answer, both, lacking, laws
from auditor.services.audits.marks import Judgement, Roll

_BATCH = 2_000
_PIECE = 50_000
"""Subjects whose open pairs are sorted at a time."""


@dataclass(frozen=True, slots=True)
class Row:
    """One open pair: the rule, whom, and its answer without words."""

    rule: Any
    type: str
    code: str
    subject_id: int
    result: str
    severity: str | None
    effect: str | None
    curable: bool


def rows(judgements: Sequence[Judgement], *, everything: bool = False) -> Iterator[list[Row]]:
    """Batches of open pairs (``everything``: all pairs), ordered by type:code and rule."""
    by_type: dict[str, list[Judgement]] = {}
    for judgement in judgements:
        by_type.setdefault(judgement.roll.type, []).append(judgement)
    for kind in sorted(by_type):
        ordered = sorted(by_type[kind], key=lambda j: j.rule.id)
        roll = ordered[0].roll
        for start in range(0, len(roll.ids), _BATCH):
            stop = min(start + _BATCH, len(roll.ids))
            found: list[tuple[int, int]] = []
            for number, judgement in enumerate(ordered):
                places = range(start, stop) if everything else judgement.between(start, stop)
                found += [(place, number) for place in places]
            found.sort()
            yield [_row(roll, place, ordered[number]) for place, number in found]


def by_subject(judgements: Sequence[Judgement], *, piece: int = _PIECE) -> Iterator[list[Row]]:
    """Batches of open pairs ordered by subject id and rule, the order in which a run is kept.

    A run may have a million: of each only a number is held, and those of ``piece`` subjects are sorted at a time.
    """
    ordered = sorted(judgements, key=lambda j: (j.rule.id, j.roll.type))
    highest = max((len(judgement.roll.place) for judgement in ordered), default=0)
    pieces = [array("q") for _ in range(highest // piece + 1)]
    many = len(ordered)
    for number, judgement in enumerate(ordered):
        ids = judgement.roll.ids
        for place in judgement.found():
            one = ids[place]
            pieces[one // piece].append(one * many + number)
    for numbers in pieces:
        found = sorted(numbers)
        for start in range(0, len(found), _BATCH):
            batch = (divmod(pair, many) for pair in found[start : start + _BATCH])
            yield [_row(ordered[n].roll, ordered[n].roll.place[one], ordered[n]) for one, n in batch]


def _row(roll: Roll, place: int, judgement: Judgement) -> Row:
    said = judgement.weights[judgement.marks[place]]
    return Row(
        judgement.rule,
        roll.type,
        roll.codes[place],
        roll.ids[place],
        said.result,
        said.severity,
        said.effect,
        said.curable,
    )


@dataclass(slots=True)
class _Told:
    """What was asked rule by rule about a batch: words, records and missing data by (rule, subject id)."""

    texts: dict[tuple[str, int], Any] = field(default_factory=dict)
    records: dict[tuple[str, int], Any] = field(default_factory=dict)
    missing: dict[tuple[str, int], Any] = field(default_factory=dict)


def in_words(
    connection: Connection, book: Any, as_of: date, known: int | None, batch: Sequence[Row]
) -> Iterator[tuple[Row, Answer]]:
    """The rows with their words and the records behind each; asked rule by rule, given back in the batch's order."""
    told = _asked(connection, book, as_of, known, batch)
    for row in batch:
        key = (row.rule.id, row.subject_id)
        texts = told.texts.get(key, (row.rule.message, row.rule.remedy))
        message, remedy = both(texts[0]), both(texts[1])
        missing = tuple(told.missing.get(key, ()))
        if row.result == "unknown":
            message, remedy = lacking(missing, row.rule.unknown)
        answer = Answer(
            row.rule.id,
            both(row.rule.title),
            row.result,
            row.severity,
            row.effect,
            row.curable,
            message,
            remedy,
            row.rule.remedy_key,
            laws(row.rule, as_of),
            tuple(told.records.get(key, ())),
            missing,
        )
        yield row, answer


def _asked(connection: Connection, book: Any, as_of: date, known: int | None, batch: Sequence[Row]) -> _Told:
    from auditor.rulebook.evidence import evidence_of
    from auditor.rulebook.reads import missing_of
    from auditor.rulebook.sql.values import Moment
    from auditor.rulebook.texts import texts_of

    moment, told = Moment(as_of, known), _Told()
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in batch:
        if row.result not in ("pass", "notapplicable"):
            groups.setdefault((row.rule.id, row.type), []).append(row)
    for (rule_id, kind), members in groups.items():
        rule, ids = members[0].rule, [row.subject_id for row in members]
        unknown = [row.subject_id for row in members if row.result == "unknown"]
        for found, ask, whom in (
            (told.texts, texts_of, ids),
            (told.records, evidence_of, ids),
            (told.missing, missing_of, unknown),
        ):
            if whom:
                said = ask(connection, book, moment, rule, kind, whom)
                found.update({(rule_id, number): one for number, one in said.items()})
    return told
