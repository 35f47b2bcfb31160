"""What counts as a course without being one of ours: external certificates and other courses, by the sheet of
equivalences.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, or_, select

from auditor.model.enums import words
from auditor.model.folding import folded_name
from auditor.model.tables import MAIN
from auditor.model.types import day_of
from auditor.services.training.terms import Terms, terms_of
from auditor.services.training.windows import Passed

Learner = tuple[int | None, str | None]


@dataclass(frozen=True, slots=True)
class _Taken:
    """An equivalence in force between two days: how the certificate is called, and by whom issued (empty: anybody)."""

    external: str
    issuer: str
    first: int | None
    last: int | None

    def takes(self, name: str, issuer: str, day: int) -> bool:
        """Whether a certificate of that name, by that issuer, of that day is one."""
        begun = self.first is None or day >= self.first
        lasting = self.last is None or day <= self.last
        return name == self.external and begun and lasting and self.issuer in ("", issuer)


def equivalent_of(connection: Connection, courses: tuple[int, ...], day: int) -> Iterator[tuple[Learner, Passed]]:
    """Who has something that counts as one of the courses, obtained until the day: when, and until when it counts.

    A training of another course counts where the course is called so (or its code is) and its organiser is the issuer;
    a certificate among the licences where its kind is called so and its issuer is. What tells no day does not count.
    """
    table = MAIN["equivalence"]
    wanted = select(table.c.external, table.c.issuer, table.c.valid_from, table.c.valid_until)
    taken = [
        _Taken(folded_name(row.external), folded_name(row.issuer or ""), row.valid_from, row.valid_until)
        for row in connection.execute(wanted.where(table.c.course_id.in_(courses)))
    ]
    if not taken:
        return
    yield from _trainings(connection, courses, taken, day)
    yield from _licences(connection, taken, day)


def _trainings(
    connection: Connection, courses: tuple[int, ...], taken: list[_Taken], day: int
) -> Iterator[tuple[Learner, Passed]]:
    named: dict[int, set[str]] = defaultdict(set)
    course, training = MAIN["course"], MAIN["training"]
    externals = {one.external for one in taken}
    for row in connection.execute(select(course.c.id, course.c.code, course.c.title)):
        called = {folded_name(text) for text in (row.code, row.title) if text} & externals
        if called and row.id not in courses:
            named[row.id] = called
    terms = terms_of(connection, named)
    names = ("learner_id", "learner_name", "course_id", "completed_on", "version", "organiser", "valid_until")
    asked = select(*(training.c[name] for name in names), training.c.valid_until_long).where(
        training.c.course_id.in_(named),
        training.c.result == "passed",
        training.c.revoked_on.is_(None),
        training.c.completed_on <= day,
    )
    for done in connection.execute(asked) if named else ():
        issuer = folded_name(done.organiser or "")
        if any(one.takes(name, issuer, done.completed_on) for one in taken for name in named[done.course_id]):
            yield (done.learner_id, done.learner_name), Passed(done.completed_on, _until(done, terms[done.course_id]))


def _until(row: Any, terms: Terms) -> int | None:
    if row.valid_until is not None or row.valid_until_long:
        until: int | None = row.valid_until
        return until
    end = terms.counts_until(terms.named(row.version, row.completed_on), row.completed_on)
    return day_of(end) if isinstance(end, date) else None


def _licences(connection: Connection, taken: list[_Taken], day: int) -> Iterator[tuple[Learner, Passed]]:
    licence = MAIN["licence"]
    externals = {one.external for one in taken}
    kinds = {word.code: folded_name(word.zh) for word in words("licence_kind") if folded_name(word.zh) in externals}
    names = ("owner_id", "kind", "kind_text", "issuer", "issued_on", "valid_from", "valid_until", "ended_on")
    asked = select(*(licence.c[name] for name in names)).where(
        licence.c.owner_type.in_(("host", "merchant", "agency")),
        or_(licence.c.kind.in_(kinds), licence.c.kind_text.is_not(None)),
        or_(licence.c.state == "in_force", licence.c.ended_on > day),
    )
    for row in connection.execute(asked):
        on = row.issued_on if row.issued_on is not None else row.valid_from
        name = folded_name(row.kind_text) if row.kind_text else kinds.get(row.kind, "")
        if on is None or on > day or not any(one.takes(name, folded_name(row.issuer or ""), on) for one in taken):
            continue
        yield (row.owner_id, None), Passed(on, row.valid_until)
