"""Which coded record a cell means: a course, a session, a case; by its code, a case by its platform too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import ColumnElement, Connection, Table, select

from auditor.i18n import Message, said
from auditor.model.coded import shown_code
from auditor.model.enums import words
from auditor.model.folding import folded_code
from auditor.model.tables import MAIN
from auditor.services.records.references import NotFound, ambiguous

_BATCH = 900
_REMEMBERED = 50_000
_UNKNOWN = {"course": "unknown_course", "session": "unknown_session", "case_record": "unknown_case"}


class CodedRecords:
    """Finds coded records on one connection; remembers what it found during one import."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._found: dict[tuple[str, str], int] = {}

    def learn(self, table: str, code: str, number: int) -> None:
        """A record that was just created."""
        self._found[table, code] = number

    def prefetch(self, table: str, raws: Iterable[str]) -> None:
        """Look up many codes at once; those of no record, or of several, are resolved singly later."""
        if len(self._found) > _REMEMBERED:
            self._found.clear()
        wanted = sorted({raw for raw in raws if (table, raw) not in self._found})
        main = MAIN[table]
        for start in range(0, len(wanted), _BATCH):
            rows: dict[str, list[int]] = {}
            statement = select(main.c.code, main.c.id).where(main.c.code.in_(wanted[start : start + _BATCH]))
            for code, number in self._connection.execute(statement):
                rows.setdefault(code, []).append(number)
            self._found |= {(table, code): numbers[0] for code, numbers in rows.items() if len(numbers) == 1}

    def number(self, table: str, raw: str, *, titled: bool = False) -> int | NotFound:
        """The id of the record that the text means; ``titled``: the row may give the title of a new one instead."""
        text = folded_code(raw)
        if (table, text) not in self._found:
            numbers = self._numbers(table, text, raw)
            if not numbers:
                return NotFound(_UNKNOWN[table], _unknown(table, raw, titled=titled))
            if len(numbers) > 1:
                return ambiguous(raw, [self.name(table, one) for one in numbers])
            self._found[table, text] = numbers[0]
        return self._found[table, text]

    def name(self, table: str, number: int) -> str:
        """What the record is called."""
        main = MAIN[table]
        return str(self._connection.execute(select(shown_code(table, main)).where(main.c.id == number)).scalar_one())

    def _numbers(self, table: str, text: str, raw: str) -> Sequence[int]:
        main = MAIN[table]
        found = self._ids(main, main.c.code == text)
        if not found and table == "course":
            titled = self._ids(main, main.c.title == raw.strip())
            found = titled if len(titled) == 1 else []
        if not found and table == "case_record":
            found = [one for platform, code in _splits(text) for one in self._on_platform(platform, code)]
        return found

    def _on_platform(self, platform: str, code: str) -> list[int]:
        main = MAIN["case_record"]
        known = next((w.code for w in words("platform") if platform in (w.code, w.zh, *w.aliases)), platform)
        if not platform:
            return self._ids(main, main.c.code == code, main.c.platform.is_(None))
        told = main.c.platform_text == platform
        plain = (main.c.platform == known) & main.c.platform_text.is_(None)
        return self._ids(main, main.c.code == code, told | plain)

    def _ids(self, main: Table, *where: ColumnElement[bool]) -> list[int]:
        return list(self._connection.execute(select(main.c.id).where(*where).limit(6)).scalars())


def _splits(text: str) -> Iterator[tuple[str, str]]:
    """Every way in which a text can be PLATFORM:CODE; both may hold colons of their own."""
    at = text.find(":")
    while at >= 0:
        yield text[:at], text[at + 1 :]
        at = text.find(":", at + 1)


def _unknown(table: str, raw: str, *, titled: bool) -> Message:
    if titled:
        return said("No course has the code {raw}: add it to the courses sheet or give its title.", raw=raw)
    if table == "course":
        return said("No course has the code {raw}: add it to the courses sheet first, or correct the code.", raw=raw)
    if table == "session":
        return said("No session has the code {raw}: add it to the sessions sheet first, or correct the code.", raw=raw)
    return said(
        "No case has the number {raw}: add it to the cases sheet first, or correct it. "
        "Where two platforms use one number, write PLATFORM:NUMBER.",
        raw=raw,
    )
