"""Certificates on file written as PDF: some by number, or all that stand of a session; together or a file each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, and_, select

from auditor import __version__
from auditor.errors import CallerMistake, unwritable
from auditor.i18n import Language, Translator, said
from auditor.model.folding import folded_code
from auditor.model.tables import MAIN, workspace
from auditor.model.types import day_of
from auditor.monitor import Monitor
from auditor.reporting.award import AwardsFacts, AwardShown, Coded, awards_document, signed
from auditor.reporting.facts import Recorded
from auditor.services.changes import Head, head_of
from auditor.services.context import Context
from auditor.services.reports.issuer import issuer_of
from auditor.services.training.awards import Award, AwardOf, Awards, award_of, awards
from auditor.services.training.sessions import session_row
from auditor.services.training.signing import ensured, signer_of
from auditor.services.verbs import Job
from auditor.storage.anchor import identity_of

_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


@dataclass(frozen=True, slots=True)
class Printed:
    """The files, the certificates in them, and the change that laid down the key they are signed with (the first)."""

    paths: tuple[Path, ...]
    numbers: tuple[str, ...]
    change: int | None


@dataclass(frozen=True, slots=True)
class PrintAwards(Job[Printed]):
    """Write the certificates of these ``numbers``, and of a ``session`` all that stand, as PDF.

    ``out`` is the file, a page each; with ``apart`` a folder, a file each, named by its number. ``score``: tell it.
    One that was revoked is printed where its number is named, and says so across the page.
    """

    out: Path
    numbers: tuple[str, ...] = ()
    session: str = ""
    language: Language = "zh"
    score: bool = False
    apart: bool = False


def print_awards(context: Context, job: PrintAwards, monitor: Monitor, who: str) -> Printed:
    """Write them on one moment of the store."""
    with context.store.reading() as connection:
        _wanted(context, connection, job)  # who is refused lays no key down
    change = ensured(context, who)
    with context.store.reading() as connection:
        found = _wanted(context, connection, job)
        facts = _facts(context, connection, found, job)
    translator = Translator(job.language)
    paths = _each(facts, job, translator, monitor) if job.apart else _together(facts, job, translator, monitor)
    return Printed(paths, tuple(one.number for one in found), change)


def _together(facts: AwardsFacts, job: PrintAwards, translator: Translator, monitor: Monitor) -> tuple[Path, ...]:
    from auditor.reporting.pdf import write_pdf

    write_pdf(awards_document(facts, translator), job.out, monitor)
    return (job.out,)


def _each(facts: AwardsFacts, job: PrintAwards, translator: Translator, monitor: Monitor) -> tuple[Path, ...]:
    from auditor.reporting.pdf import write_pdf

    try:
        job.out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(job.out, error) from error
    paths: list[Path] = []
    for one in facts.certificates:
        name = _UNFIT.sub("_", one.number.code).strip(". ") or "_"
        path = job.out / f"{name}.pdf"
        if path in paths:
            path = job.out / f"{name} ({len(paths)}).pdf"
        write_pdf(awards_document(replace(facts, certificates=(one,)), translator), path, monitor)
        paths.append(path)
    return tuple(paths)


def _wanted(context: Context, connection: Connection, job: PrintAwards) -> tuple[Award, ...]:
    """What is asked for, each once: the session's in its order, then those that are named."""
    found: dict[str, Award] = {}
    if job.session:
        code = session_row(connection, job.session)["code"]
        listed = awards(context, connection, Awards(session=code))
        found = {one.number: one for one in listed if one.revoked_on is None and not one.replaced_by}
    for number in job.numbers:
        if folded_code(number) not in found:
            one = award_of(context, connection, AwardOf(number)).award
            found[one.number] = one
    if not found:
        raise CallerMistake(
            said("There is no certificate to print."), said("Name its number, or a session of which some stand.")
        )
    return tuple(found.values())


def _facts(context: Context, connection: Connection, found: Iterable[Award], job: PrintAwards) -> AwardsFacts:
    head = head_of(context, connection, Head())
    signer = signer_of(connection)
    assert signer is not None
    listed = tuple(found)
    hours = _hours(connection)
    shown = tuple(_shown(connection, one, hours, score=job.score) for one in listed)
    facts = AwardsFacts(
        workspace=connection.execute(select(workspace.c.title)).scalar_one(),
        engine=f"auditor {__version__}",
        recorded=Recorded(head.change, head.at, head.hash, identity_of(connection)),
        public=signer.public,
        certificates=shown,
        issuer=issuer_of(connection),
    )
    return signed(facts, signer.sign)


def _shown(
    connection: Connection, one: Award, hours: Mapping[tuple[str, str], int | None], *, score: bool
) -> AwardShown:
    told = _score(connection, one) if score else None
    lasting = hours.get((one.course, one.version))
    lasting = hours.get((one.course, "")) if lasting is None else lasting
    return AwardShown(
        number=Coded(one.number),
        type=one.learner_type,
        code=one.learner,
        name=one.name or "",
        course=Coded(one.course),
        title=one.course_title or one.course,
        version=one.version,
        completed_on=one.completed_on,
        issued_on=one.issued_on,
        valid_from=one.valid_from,
        valid_until=one.valid_until,
        endless=one.endless,
        hours=_plain(lasting),
        score=_plain(told),
        trainer=one.trainer,
        co_signer=one.co_signer,
        replaces=Coded(one.replaces),
        revoked_on=one.revoked_on,
        reason=one.revoke_reason,
        replaced_by=Coded(one.replaced_by),
    )


def _hours(connection: Connection) -> dict[tuple[str, str], int | None]:
    """Hours in hundredths by course and version; the course's own under an empty version."""
    course, version = MAIN["course"], MAIN["course_version"]
    found = {(row.code, ""): row.hours for row in connection.execute(select(course.c.code, course.c.hours))}
    wanted = select(course.c.code, version.c.version, version.c.hours).join(version, version.c.course_id == course.c.id)
    return found | {(row.code, row.version): row.hours for row in connection.execute(wanted)}


def _score(connection: Connection, one: Award) -> int | None:
    """The score of the attempt that is certified."""
    award, training = MAIN["award"], MAIN["training"]
    same = [
        award.c[name].is_not_distinct_from(training.c[name])
        for name in ("learner_id", "learner_name", "course_id", "completed_on", "attempt")
    ]
    wanted = select(training.c.score).join(award, and_(*same)).where(award.c.number == one.number)
    found: int | None = connection.execute(wanted.where(award.c.completed_on == day_of(one.completed_on))).scalar()
    return found


def _plain(hundredths: Any) -> Decimal | None:
    """A stored decimal without idle zeros: 4.00 is 4, 92.50 is 92.5."""
    return None if hundredths is None else Decimal(hundredths).scaleb(-2).normalize() + 0
