"""One evidence for two people: the same text, the same number of a certificate, the same file attached."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, distinct, func, or_, select

from auditor.i18n import said
from auditor.model.tables import MAIN, attachment, subject
from auditor.services.training.signs import Sign

EVIDENCE = ("training", "licence")
"""Records whose scans are evidence of what somebody learnt: trainings, and certificates obtained elsewhere."""
_NAMED = 5
"""So many others are named; the rest is counted."""


def shared_evidence(connection: Connection, where: ColumnElement[bool], sharing: int) -> Iterator[Sign]:
    """What stands on the trainings of two people who were not taught together.

    The evidence of a session is everybody's who was there; a text on more people than ``sharing`` is a phrase.
    """
    asked = set(connection.execute(select(MAIN["training"].c.id).where(where)).scalars())
    if not asked:
        return
    for kind, column in (("same_evidence", "evidence"), ("same_certificate", "certificate_no")):
        for text, rows in _alike(connection, column, sharing).items():
            yield from _told(kind, text, rows, asked)
    for digest, rows in _files(connection, sharing).items():
        yield from _told("same_evidence", f"SHA-256 {digest[:12]}…", rows, asked)


def _told(kind: str, text: str, rows: list[Any], asked: set[int]) -> Iterator[Sign]:
    for one in rows:
        if one.id not in asked:
            continue
        others = sorted({other.learner for other in rows if _apart(one, other)} - {one.learner})
        if not others:
            continue
        named = "、".join(others[:_NAMED]) + ("…" if len(others) > _NAMED else "")
        why = said("“{text}” stands for {names} too.", text=text[:60], names=named)
        yield Sign(kind, one.id, why, tuple(others))


def _apart(one: Any, other: Any) -> bool:
    """Two trainings of different people that were not one and the same occasion."""
    return one.learner != other.learner and (one.session_id is None or one.session_id != other.session_id)


def _learner() -> Any:
    return func.coalesce(subject.c.code, MAIN["training"].c.learner_name).label("learner")


def _alike(connection: Connection, column: str, sharing: int) -> dict[str, list[Any]]:
    training, session = MAIN["training"], MAIN["session"]
    value = training.c[column]
    passed = (training.c.result == "passed", value.is_not(None), func.trim(value) != "")
    people = func.count(distinct(func.coalesce(training.c.learner_id, training.c.learner_name)))
    texts = select(value).where(*passed).group_by(value).having(people.between(2, sharing))
    wanted = (
        select(training.c.id, training.c.session_id, _learner(), value.label("text"))
        .select_from(training)
        .outerjoin(subject, subject.c.id == training.c.learner_id)
        .outerjoin(session, session.c.id == training.c.session_id)
        .where(*passed, value.in_(texts), session.c.evidence.is_distinct_from(value))
    )
    found: dict[str, list[Any]] = defaultdict(list)
    for row in connection.execute(wanted):
        found[row.text].append(row)
    return found


def _files(connection: Connection, sharing: int) -> dict[str, list[Any]]:
    """Files that lie on trainings, or on certificates obtained elsewhere (licences), of two people, by their hash."""
    training = MAIN["training"]
    mine = attachment.c.record_table.in_(EVIDENCE)
    people = func.count(distinct(attachment.c.subject_id))
    twice = select(attachment.c.sha256).where(mine).group_by(attachment.c.sha256).having(people.between(2, sharing))
    lesson = and_(attachment.c.record_table == "training", training.c.id == attachment.c.record_id)
    wanted = (
        select(training.c.id, training.c.session_id, subject.c.code.label("learner"), attachment.c.sha256)
        .select_from(attachment)
        .join(subject, subject.c.id == attachment.c.subject_id)
        .outerjoin(training, lesson)
        .where(mine, attachment.c.sha256.in_(twice))
        .where(or_(attachment.c.record_table == "licence", training.c.result == "passed"))
    )
    found: dict[str, list[Any]] = defaultdict(list)
    for row in connection.execute(wanted):
        found[row.sha256].append(row)
    return found
