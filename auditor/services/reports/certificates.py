"""Passed trainings of a learner, or of a course on a day, to print: unsigned, with the certificate that stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, ScalarSelect, and_, func, or_, select

from auditor import __version__
from auditor.errors import CallerMistake
from auditor.i18n import Language, Translator, said
from auditor.model.enums import words
from auditor.model.ledger import listing
from auditor.model.tables import LISTS, MAIN, subject, workspace
from auditor.model.types import date_of, day_of
from auditor.model.validity import add_months
from auditor.monitor import Monitor
from auditor.reporting.certificate import Certificate, CertificatesFacts, certificates
from auditor.reporting.facts import Recorded, Said, Words
from auditor.services.changes import Head, head_of
from auditor.services.context import Context
from auditor.services.profiles import reference, subject_id
from auditor.services.reports.issuer import issuer_of
from auditor.services.reports.jobs import Written
from auditor.services.verbs import Job
from auditor.storage.anchor import identity_of

_TRAINING, _COURSE = MAIN["training"], MAIN["course"]


@dataclass(frozen=True, slots=True)
class ReportCertificates(Job[Written]):
    """Statements of the passed trainings of ``learner`` (type:code), of ``course`` (code), of a day, or of all three.

    At least a learner or a course is given. Revoked trainings have none.
    """

    out: Path
    learner: str = ""
    course: str = ""
    completed_on: date | None = None
    language: Language = "zh"


def report_certificates(context: Context, job: ReportCertificates, monitor: Monitor, who: str) -> Written:
    """Write the certificates, a page each, ordered by day and learner."""
    from auditor.reporting.pdf import write_pdf

    if not job.learner and not job.course:
        raise CallerMistake(
            said("Say whose certificates, or of which course."), said("Name a host, a course, or both.")
        )
    with context.store.reading() as connection:
        found = tuple(_certificates(connection, _asked(connection, job)))
        if not found:
            raise CallerMistake(
                said("There is no passed training to certify."),
                said("Failed and revoked trainings have no certificate."),
            )
        head = head_of(context, connection, Head())
        recorded = Recorded(head.change, head.at, head.hash, identity_of(connection))
        title = connection.execute(select(workspace.c.title)).scalar_one()
        issuer = issuer_of(connection)
    facts = CertificatesFacts(title, f"auditor {__version__}", recorded, found, issuer)
    write_pdf(certificates(facts, Translator(job.language)), job.out, monitor)
    return Written(job.out)


def _asked(connection: Connection, job: ReportCertificates) -> ColumnElement[bool]:
    wanted = [_TRAINING.c.result == "passed", _TRAINING.c.revoked_on.is_(None)]
    if job.learner:
        kind, code = reference(job.learner)
        wanted += [_TRAINING.c.learner_type == kind, _TRAINING.c.learner_id == subject_id(connection, kind, code)]
    if job.course:
        wanted.append(or_(_COURSE.c.code == job.course, _COURSE.c.title == job.course))
    if job.completed_on:
        wanted.append(_TRAINING.c.completed_on == day_of(job.completed_on))
    return and_(*wanted)


def _certificates(connection: Connection, asked: ColumnElement[bool]) -> Iterable[Certificate]:
    statement = (
        select(
            _TRAINING,
            _COURSE.c.code.label("course_code"),
            _COURSE.c.title.label("course_title"),
            _COURSE.c.hours.label("course_hours"),
            _COURSE.c.valid_months,
            _standing().label("award"),
            subject.c.code.label("learner_code"),
            func.coalesce(listing.c.name, subject.c.code, _TRAINING.c.learner_name).label("name"),
        )
        .join(_COURSE, _COURSE.c.id == _TRAINING.c.course_id)
        .outerjoin(subject, subject.c.id == _TRAINING.c.learner_id)
        .outerjoin(listing, listing.c.id == _TRAINING.c.learner_id)
        .where(asked)
        .order_by(_TRAINING.c.completed_on, subject.c.code, _COURSE.c.code, _TRAINING.c.attempt)
    )
    rows = connection.execute(statement).mappings().all()
    own = _topics(connection, "training", [row["id"] for row in rows])
    courses = _topics(connection, "course", sorted({row["course_id"] for row in rows}))
    for row in rows:
        yield _certificate(row, own.get(row["id"]) or courses.get(row["course_id"], ()))


def _standing() -> ScalarSelect[str]:
    """The number of the certificate that stands for the training."""
    award = MAIN["award"]
    same = (
        award.c.course_id == _TRAINING.c.course_id,
        award.c.completed_on == _TRAINING.c.completed_on,
        award.c.attempt == _TRAINING.c.attempt,
        award.c.learner_id.is_not_distinct_from(_TRAINING.c.learner_id),
        award.c.learner_name.is_not_distinct_from(_TRAINING.c.learner_name),
        award.c.revoked_on.is_(None),
    )
    return select(func.max(award.c.number)).where(*same).correlate(_TRAINING).scalar_subquery()


def _certificate(row: Any, topics: tuple[Said, ...]) -> Certificate:
    day = date_of(row["completed_on"])
    code = row["learner_code"] or ""
    hours = row["hours"] if row["hours"] is not None else row["course_hours"]
    attempt = f"-{row['attempt']}" if row["attempt"] > 1 else ""
    return Certificate(
        number=row["certificate_no"] or f"{row['course_code']}-{day:%Y%m%d}-{code or row['id']}{attempt}",
        type=row["learner_type"],
        code=code,
        name=row["name"] or "",
        course=row["course_code"],
        title=row["course_title"] or row["course_code"],
        completed_on=day,
        valid_until=_valid_until(row, day),
        hours=None if hours is None else _plain(hours),
        score=None if row["score"] is None else _plain(row["score"]),
        topics=topics,
        organiser=row["organiser"] or "",
        trainer=row["trainer"] or "",
        award=row["award"] or "",
    )


def _valid_until(row: Any, day: date) -> date | None:
    if row["valid_until_long"]:
        return None
    if row["valid_until"] is not None:
        return date_of(row["valid_until"])
    return add_months(day, row["valid_months"]) if row["valid_months"] is not None else None


def _plain(hundredths: int) -> Decimal:
    """A stored decimal without idle zeros: 4.00 is 4, 92.50 is 92.5."""
    return Decimal(hundredths).scaleb(-2).normalize() + 0


def _topics(connection: Connection, table: str, owners: Sequence[int]) -> dict[int, tuple[Said, ...]]:
    known = {word.code: Words(word.zh, word.en or word.code) for word in words("topic")}
    listed = LISTS[table, "topics"].table
    found: dict[int, list[Said]] = {}
    statement = select(listed).where(listed.c.owner_id.in_(owners)).order_by(listed.c.owner_id, listed.c.ordinal)
    for row in connection.execute(statement).mappings():
        told: Said = known.get(row["value"], row["value"]) if row["text"] is None else row["text"]
        found.setdefault(row["owner_id"], []).append(told)
    return {owner: tuple(topics) for owner, topics in found.items()}
