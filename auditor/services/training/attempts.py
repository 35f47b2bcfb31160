"""Which number an attempt has: the next one of whom the line means, or the one that it corrects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from auditor.i18n import said
from auditor.model.tables import MAIN
from auditor.services.training.called import Called, Learner
from auditor.services.training.outcomes import Outcome, Wrong


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
        self._called = Called(connection, session["id"], learner_type)
        self._taken: dict[tuple[Learner, int], int] = defaultdict(int)
        self._last: dict[Learner, int] = {}

    def take(self, text: str, day: int, outcome: Outcome) -> Attempt | Wrong:
        """The attempt of whom the text means; who is meant by nobody's name has attempt 1, and is refused later."""
        kind, name = self._called.meant(text)
        learner = self._called.learner(kind, name)
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
