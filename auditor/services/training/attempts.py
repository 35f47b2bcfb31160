"""Whom a line of a session means, and which number their attempt has: the next one, or the one that it corrects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from auditor.i18n import said
from auditor.model.folding import folded_code
from auditor.model.tables import MAIN
from auditor.services.records.references import Found, References
from auditor.services.training.lines import whom
from auditor.services.training.outcomes import Outcome, Wrong
from auditor.services.training.sessions import roster_of

Learner = tuple[int | None, str | None]
"""The id of a subject, or the name of a member of the staff."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A learner as the write path is told, and the number of the attempt."""

    learner_type: str
    learner: str
    number: int


class Attempts:
    """Numbers the attempts of one session's log, line after line."""

    def __init__(self, connection: Connection, session: Mapping[str, Any], learner_type: str) -> None:
        self._connection = connection
        self._session = session
        self._type = learner_type
        self._references = References(connection)
        self._listed = self._roster()
        self._taken: dict[tuple[Learner, int], int] = defaultdict(int)
        self._last: dict[Learner, int] = {}

    def take(self, text: str, day: int, outcome: Outcome) -> Attempt | Wrong:
        """The attempt of whom the text means; who is meant by nobody's name has attempt 1, and is refused later."""
        kind, name = self._meant(text)
        learner = self._learner(kind, name)
        if learner is None:
            return Attempt(kind, name, 1)
        stored = self._stored(learner)
        here = sorted(
            one.attempt for one in stored if one.session_id == self._session["id"] and one.completed_on == day
        )
        at = self._taken[learner, day]
        if at < len(here):
            if not outcome.result:
                return Wrong("result", "attempt_logged", said("An attempt of that day was logged already: remove it."))
            number = here[at]
            certified = None if outcome.result == "passed" else self._certified(learner, day, number)
            if certified is not None:
                message = said("Certificate {number} stands for this attempt: revoke it first.", number=certified)
                return Wrong("result", "certified", message)
        elif outcome.result:
            number = max([self._last.get(learner, 0), *(one.attempt for one in stored)]) + 1
            self._last[learner] = number
        else:
            return Attempt(kind, name, 1)
        self._taken[learner, day] += 1
        return Attempt(kind, name, number)

    def _roster(self) -> dict[str, tuple[str, str]]:
        """Who is on the list, by what only one of them is called."""
        found: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for one in roster_of(self._connection, self._session["id"]):
            for text in (one.learner, one.name):
                found[folded_code(text)].add((one.learner_type, one.learner))
        return {text: next(iter(meant)) for text, meant in found.items() if len(meant) == 1}

    def _meant(self, text: str) -> tuple[str, str]:
        listed = self._listed.get(folded_code(text))
        return listed or whom(text, self._type)

    def _learner(self, kind: str, name: str) -> Learner | None:
        if kind == "staff":
            return None, name
        found = self._references.subject(name, (kind,))
        return (found.id, None) if isinstance(found, Found) else None

    def _stored(self, learner: Learner) -> list[Any]:
        training = MAIN["training"]
        columns = (training.c.attempt, training.c.session_id, training.c.completed_on)
        mine = (training.c.learner_id == learner[0]) if learner[1] is None else (training.c.learner_name == learner[1])
        where = (mine, training.c.course_id == self._session["course_id"])
        return list(self._connection.execute(select(*columns).where(*where)))

    def _certified(self, learner: Learner, day: int, attempt: int) -> str | None:
        award = MAIN["award"]
        mine = (award.c.learner_id == learner[0]) if learner[1] is None else (award.c.learner_name == learner[1])
        same = (award.c.course_id == self._session["course_id"], award.c.completed_on == day)
        wanted = select(award.c.number).where(mine, *same, award.c.attempt == attempt, award.c.revoked_on.is_(None))
        number: str | None = self._connection.execute(wanted.limit(1)).scalar()
        return number
