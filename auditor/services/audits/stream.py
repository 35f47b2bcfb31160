"""Verdicts in order of subject and rule, in batches, with words and evidence where they are wanted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from auditor.services.answers import Answer, both, lacking, laws
from auditor.services.audits.marks import Judgement, Roll

_BATCH = 2_000


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


def in_words(
    connection: Connection, book: Any, as_of: date, known: int | None, batch: Sequence[Row], *, evidence: bool = True
) -> Iterator[tuple[Row, Answer]]:
    """The rows with their words and the records behind each; asked rule by rule, given back in the batch's order."""
    from auditor.rulebook.evidence import evidence_of
    from auditor.rulebook.reads import missing_of
    from auditor.rulebook.sql.values import Moment
    from auditor.rulebook.texts import texts_of

    moment = Moment(as_of, known)
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in batch:
        if row.result not in ("pass", "notapplicable"):
            groups.setdefault((row.rule.id, row.type), []).append(row)
    texts: dict[tuple[str, int], Any] = {}
    records: dict[tuple[str, int], Any] = {}
    missing: dict[tuple[str, int], Any] = {}
    for (rule_id, kind), members in groups.items():
        rule, ids = members[0].rule, [row.subject_id for row in members]
        texts |= {(rule_id, i): t for i, t in texts_of(connection, book, moment, rule, kind, ids).items()}
        if evidence:
            records |= {(rule_id, i): t for i, t in evidence_of(connection, book, moment, rule, kind, ids).items()}
        unknown = [row.subject_id for row in members if row.result == "unknown"]
        if unknown:
            missing |= {(rule_id, i): t for i, t in missing_of(connection, book, moment, rule, kind, unknown).items()}
    for row in batch:
        key = (row.rule.id, row.subject_id)
        told = texts.get(key, (row.rule.message, row.rule.remedy))
        message, remedy = both(told[0]), both(told[1])
        if row.result == "unknown":
            message, remedy = lacking(missing.get(key, ()))
        yield (
            row,
            Answer(
                row.rule.id,
                both(row.rule.title),
                row.result,
                row.severity,
                row.effect,
                row.curable,
                message,
                remedy,
                row.rule.remedy_key,
                laws(row.rule),
                tuple(records.get(key, ())),
                tuple(missing.get(key, ())),
            ),
        )
