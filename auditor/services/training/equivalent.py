"""What counts as a course without being one of ours: external certificates and other courses, by the sheet of
equivalences.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, or_, select

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


class Equivalents:
    """What counts as one of the courses and was obtained until the day.

    A training of another course counts where the course is called so (or its code is) and its organiser is the issuer;
    a certificate among the licences where its kind is called so and its issuer is. What tells no day does not count.
    """

    def __init__(self, connection: Connection, courses: tuple[int, ...], day: int) -> None:
        self._connection = connection
        self._day = day
        table = MAIN["equivalence"]
        wanted = select(table.c.external, table.c.issuer, table.c.valid_from, table.c.valid_until)
        self._taken = [
            _Taken(folded_name(row.external), folded_name(row.issuer or ""), row.valid_from, row.valid_until)
            for row in connection.execute(wanted.where(table.c.course_id.in_(courses)))
        ]
        self._externals = {one.external for one in self._taken}
        self._named = self._called(courses) if self._taken else {}
        self._terms = terms_of(connection, self._named)

    def of(self, ids: Sequence[int]) -> Iterator[tuple[Learner, Passed]]:
        """What these subjects have of that (none named: what staff have): when, and until when it counts."""
        if self._named:
            yield from self._trainings(ids)
        if self._taken and ids:
            yield from self._licences(ids)

    def _called(self, courses: tuple[int, ...]) -> dict[int, set[str]]:
        named: dict[int, set[str]] = defaultdict(set)
        course = MAIN["course"]
        for row in self._connection.execute(select(course.c.id, course.c.code, course.c.title)):
            called = {folded_name(text) for text in (row.code, row.title) if text} & self._externals
            if called and row.id not in courses:
                named[row.id] = called
        return named

    def _trainings(self, ids: Sequence[int]) -> Iterator[tuple[Learner, Passed]]:
        training = MAIN["training"]
        names = ("learner_id", "learner_name", "course_id", "completed_on", "version", "organiser", "valid_until")
        asked = select(*(training.c[name] for name in names), training.c.valid_until_long).where(
            training.c.course_id.in_(self._named),
            training.c.result == "passed",
            training.c.revoked_on.is_(None),
            training.c.completed_on <= self._day,
            learners_are(training, ids),
        )
        for done in self._connection.execute(asked):
            issuer, called = folded_name(done.organiser or ""), self._named[done.course_id]
            if any(one.takes(name, issuer, done.completed_on) for one in self._taken for name in called):
                until = _until(done, self._terms[done.course_id])
                yield (done.learner_id, done.learner_name), Passed(done.completed_on, until)

    def _licences(self, ids: Sequence[int]) -> Iterator[tuple[Learner, Passed]]:
        licence, day = MAIN["licence"], self._day
        called = {word.code: folded_name(word.zh) for word in words("licence_kind")}
        kinds = {code: name for code, name in called.items() if name in self._externals}
        names = ("owner_id", "kind", "kind_text", "issuer", "issued_on", "valid_from", "valid_until", "ended_on")
        asked = select(*(licence.c[name] for name in names)).where(
            licence.c.owner_id.in_(ids),
            or_(licence.c.kind.in_(kinds), licence.c.kind_text.is_not(None)),
            or_(licence.c.state == "in_force", licence.c.ended_on > day),
        )
        for row in self._connection.execute(asked):
            on = row.issued_on if row.issued_on is not None else row.valid_from
            name, issuer = folded_name(row.kind_text) if row.kind_text else kinds.get(row.kind, ""), row.issuer or ""
            if on is None or on > day or not any(one.takes(name, folded_name(issuer), on) for one in self._taken):
                continue
            yield (row.owner_id, None), Passed(on, row.valid_until)


def learners_are(table: FromClause, ids: Sequence[int]) -> ColumnElement[bool]:
    """Rows of these subjects; without any, those of staff, who are told by name."""
    return table.c.learner_id.in_(ids) if ids else table.c.learner_id.is_(None)


def _until(row: Any, terms: Terms) -> int | None:
    if row.valid_until is not None or row.valid_until_long:
        until: int | None = row.valid_until
        return until
    end = terms.counts_until(terms.named(row.version, row.completed_on), row.completed_on)
    return day_of(end) if isinstance(end, date) else None
