"""Whom a line of a session means: by what somebody on its list is called, else by type and name."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import Connection

from auditor.model.folding import folded_code
from auditor.services.records.references import Found, References
from auditor.services.training.lines import whom
from auditor.services.training.sessions import roster_of

Learner = tuple[int | None, str | None]
"""The id of a subject, or the name of a member of the staff."""


class Called:
    """Everybody on the list of the session with that id, by what only one of them is called."""

    def __init__(self, connection: Connection, session: int, learner_type: str) -> None:
        self._type = learner_type
        self._references = References(connection)
        self._names: dict[tuple[str, str], str] = {}
        found: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for one in roster_of(connection, session):
            self._names[one.learner_type, one.learner] = one.name
            for text in (one.learner, one.name):
                found[folded_code(text)].add((one.learner_type, one.learner))
        self._listed = {text: next(iter(meant)) for text, meant in found.items() if len(meant) == 1}

    def meant(self, text: str) -> tuple[str, str]:
        """The learner's type, and how the learner is named."""
        return self._listed.get(folded_code(text)) or whom(text, self._type)

    def name(self, kind: str, name: str) -> str:
        """What people call somebody who is on the list; of others what they were called."""
        return self._names.get((kind, name), name)

    def learner(self, kind: str, name: str) -> Learner | None:
        """Who that is; None where nobody, or nobody alone, is called so."""
        if kind == "staff":
            return None, name
        found = self._references.subject(name, (kind,))
        return (found.id, None) if isinstance(found, Found) else None
