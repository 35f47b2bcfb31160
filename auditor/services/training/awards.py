"""Certificates: how each stands, what became of it step by step, and the state that those steps come to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from sqlalchemy import Connection, func, select

from auditor.errors import CallerMistake
from auditor.i18n import said
from auditor.model.folding import folded_code
from auditor.model.ledger import listing
from auditor.model.tables import HISTORY, MAIN, subject
from auditor.model.types import date_of
from auditor.services.context import Context
from auditor.services.verbs import Query

Standing = Literal["in_force", "not_yet", "lapsed", "revoked", "replaced"]
Event = Literal["issued", "revoked", "restored", "replaced"]


@dataclass(frozen=True, slots=True)
class AwardEvent:
    """One step: what happened by which change; of a revocation its day and reason, of a replacement by which number."""

    kind: Event
    change: int
    on: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class AwardState:
    """What steps come to: whether there is a certificate, when and why it was revoked, what took its place."""

    issued: bool = False
    revoked_on: date | None = None
    reason: str = ""
    replaced_by: str = ""


@dataclass(frozen=True, slots=True)
class Award:
    """A certificate; ``valid_until`` None: no end, or (``endless`` false) none that is known."""

    number: str
    learner_type: str
    learner: str
    name: str
    course: str
    course_title: str
    version: str
    session: str
    completed_on: date
    attempt: int
    issued_on: date
    valid_from: date | None
    valid_until: date | None
    endless: bool
    trainer: str
    co_signer: str
    replaces: str
    revoked_on: date | None
    revoke_reason: str
    revoked_by: str
    replaced_by: str = ""

    def stands(self, day: date) -> Standing:
        """How it stands on a day, as recorded now."""
        if self.revoked_on is not None and self.revoked_on <= day:
            return "replaced" if self.replaced_by else "revoked"
        if day < (self.valid_from or self.issued_on):
            return "not_yet"
        return "lapsed" if self.valid_until is not None and day > self.valid_until else "in_force"


@dataclass(frozen=True, slots=True)
class Awards(Query[tuple[Award, ...]]):
    """Certificates, by number: of a session, a learner (type and code, of staff the name), a course; or all."""

    session: str = ""
    learner_type: str = ""
    learner: str = ""
    course: str = ""


@dataclass(frozen=True, slots=True)
class AwardStory:
    """One certificate with its steps."""

    award: Award
    events: tuple[AwardEvent, ...]


@dataclass(frozen=True, slots=True)
class AwardOf(Query[AwardStory]):
    """The certificate of that number; CallerMistake where there is none."""

    number: str


def replayed(events: Iterable[AwardEvent]) -> AwardState:
    """The state that steps come to, one after the other."""
    state = AwardState()
    for one in events:
        if one.kind == "issued":
            state = AwardState(issued=True)
        elif one.kind == "revoked":
            state = replace(state, revoked_on=one.on, reason=one.text)
        elif one.kind == "restored":
            state = replace(state, revoked_on=None, reason="")
        else:
            state = replace(state, replaced_by=one.text)
    return state


def awards(context: Context, connection: Connection, query: Awards) -> tuple[Award, ...]:
    """Every certificate that is asked for."""
    award, course, session = MAIN["award"], MAIN["course"], MAIN["session"]
    wanted = []
    if query.session:
        wanted.append(session.c.code == folded_code(query.session))
    if query.course:
        wanted.append(course.c.code == folded_code(query.course))
    if query.learner:
        wanted.append(func.coalesce(subject.c.code, award.c.learner_name) == folded_code(query.learner))
    if query.learner_type:
        wanted.append(award.c.learner_type == query.learner_type)
    return tuple(_award(row) for row in connection.execute(_statement().where(*wanted)).mappings())


def award_of(context: Context, connection: Connection, query: AwardOf) -> AwardStory:
    """The one certificate."""
    number = folded_code(query.number)
    row = connection.execute(_statement().where(MAIN["award"].c.number == number)).mappings().first()
    if row is None:
        raise CallerMistake(
            said("There is no certificate {number}.", number=query.number),
            said("They are listed by: {command}", command="auditor award list"),
        )
    return AwardStory(_award(row), tuple(_events(connection, row["id"], number)))


def _events(connection: Connection, award: int, number: str) -> list[AwardEvent]:
    """The steps, from the versions of the row and from the one that took its place."""
    found: list[AwardEvent] = []
    main, past = MAIN["award"], HISTORY["award"]
    names = ("change_id", "revoked_on", "revoke_reason")
    versions = list(connection.execute(select(*(past.c[name] for name in names)).where(past.c.id == award)))
    versions += connection.execute(select(*(main.c[name] for name in names)).where(main.c.id == award))
    before: Any = None
    for one in sorted(versions, key=lambda version: version.change_id):
        if before is None:
            found.append(AwardEvent("issued", one.change_id))
        if one.revoked_on is not None and (before is None or before.revoked_on is None):
            found.append(AwardEvent("revoked", one.change_id, date_of(one.revoked_on), one.revoke_reason or ""))
        if one.revoked_on is None and before is not None and before.revoked_on is not None:
            found.append(AwardEvent("restored", one.change_id))
        before = one
    later = connection.execute(select(main.c.number, main.c.change_id).where(main.c.replaces == number))
    found += [AwardEvent("replaced", row.change_id, text=row.number) for row in later]
    return sorted(found, key=lambda one: one.change)


def _statement() -> Any:
    award, course, session = MAIN["award"], MAIN["course"], MAIN["session"]
    later = award.alias()
    after = select(func.max(later.c.number)).where(later.c.replaces == award.c.number).scalar_subquery()
    return (
        select(
            award,
            func.coalesce(subject.c.code, award.c.learner_name).label("learner"),
            func.coalesce(listing.c.name, subject.c.code, award.c.learner_name).label("name"),
            course.c.code.label("course"),
            course.c.title.label("course_title"),
            func.coalesce(session.c.code, "").label("session"),
            after.label("replaced_by"),
        )
        .join(course, course.c.id == award.c.course_id)
        .outerjoin(session, session.c.id == award.c.session_id)
        .outerjoin(subject, subject.c.id == award.c.learner_id)
        .outerjoin(listing, listing.c.id == award.c.learner_id)
        .order_by(award.c.number)
    )


_PLAIN = ("number", "learner_type", "learner", "name", "course", "course_title", "session", "attempt")
_TEXTS = ("version", "trainer", "co_signer", "replaces", "revoke_reason", "revoked_by", "replaced_by")


def _award(row: Any) -> Award:
    told: dict[str, Any] = {name: row[name] for name in _PLAIN} | {name: row[name] or "" for name in _TEXTS}
    for name in ("valid_from", "valid_until", "revoked_on"):
        told[name] = None if row[name] is None else date_of(row[name])
    return Award(
        **told,
        completed_on=date_of(row["completed_on"]),
        issued_on=date_of(row["issued_on"]),
        endless=bool(row["valid_until_long"]),
    )
