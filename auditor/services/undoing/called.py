"""Rows as people call them: a subject by its name with the code behind it, a record by what kind it is."""

from __future__ import annotations

import re

from sqlalchemy import Connection, select

from auditor.i18n import Twin
from auditor.model.enums import word
from auditor.model.ledger import listing
from auditor.model.sheets import BY_TABLE
from auditor.services.profiles import TYPES

_SUBJECT = re.compile(rf"\b({'|'.join(TYPES)}):(\S+)")


def called(connection: Connection, row: str) -> Twin:
    """``licence host:H1 SC1`` as 证照 主播 阿青（H1） SC1; what has no name stays its code."""
    first, space, rest = row.partition(" ")
    title = BY_TABLE.get(first) if space else None
    text = rest if title is not None else row
    names = {match.group(0): _name(connection, match.group(1), match.group(2)) for match in _SUBJECT.finditer(text)}

    def told(language: str) -> str:
        def one(match: re.Match[str]) -> str:
            kind, code, name = match.group(1), match.group(2), names[match.group(0)]
            who = word("subject_type", kind, language)
            if not name or name == code:
                return f"{who} {code}"
            return f"{who} {name}（{code}）" if language == "zh" else f"{who} {name} ({code})"

        shown = _SUBJECT.sub(one, text)
        if title is None:
            return shown
        return f"{title.zh} {shown}" if language == "zh" else f"{first} {shown}"

    return Twin(told("zh"), told("en"))


def _name(connection: Connection, kind: str, code: str) -> str:
    asked = select(listing.c.name).where(listing.c.type == kind, listing.c.code == code)
    return str(connection.execute(asked).scalar() or "")
