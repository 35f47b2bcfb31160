"""The history of changes: where the chain stands, who did what, what was undone and what still can be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, Row, Select, select

from auditor.errors import CallerMistake
from auditor.i18n import N_, Message, said
from auditor.model.ledger import change, head
from auditor.model.tables import HISTORY, VERSIONED
from auditor.model.types import datetime_of, second_of
from auditor.services.context import Context
from auditor.services.verbs import Query

UNDO = "undo"
"""The kind of a change that takes another one back; its ``source`` is that one's number and nothing else."""

LASTING = frozenset({"init", "restore", "passphrase", "migration", "disclosure", "audit", "erasure", "mend"})
"""Kinds of changes that are never undone: they made the store, or say what happened outside it."""

KINDS: Mapping[str, str] = {
    "init": N_("workspace made"),
    "import": N_("import"),
    "demo": N_("made-up world"),
    "LogTraining": N_("training log"),
    "LogSession": N_("session logged"),
    "IssueAwards": N_("certificates issued"),
    "ReissueAward": N_("certificate issued anew"),
    "RevokeAward": N_("certificate revoked"),
    "PlanSession": N_("session planned with its list"),
    "Enrol": N_("people put on a session's list"),
    "SeatAfterCase": N_("seat after an infraction"),
    "TakeOff": N_("people taken off a session's list"),
    "LogCaseEvent": N_("entered in a case"),
    "TakeInCase": N_("case taken in"),
    "AnswerFeedback": N_("feedback answered"),
    "MakeSigningKey": N_("signing key of certificates made"),
    "SaveRecord": N_("record saved"),
    "RemoveRecord": N_("record removed"),
    "BulkEdit": N_("bulk edit"),
    "audit": N_("stored check"),
    "disclosure": N_("disclosure"),
    "restore": N_("restore from a backup"),
    "passphrase": N_("passphrase of the workspace"),
    "migration": N_("new version"),
    "mend": N_("caches made anew"),
    "merge": N_("merge"),
    "attach": N_("scans attached"),
    "Detach": N_("scan taken off"),
    "erasure": N_("erasure"),
    "DistinctSubjects": N_("marked as different"),
    "PlanBroadcast": N_("broadcast put on file"),
    "Tick": N_("condition ticked"),
    "TuneRule": N_("rule tuned"),
    "LayDownOverlay": N_("differences from the packs"),
    "SetAlias": N_("word laid down"),
    "ClearAlias": N_("word taken away"),
    "SetCalendar": N_("year of the calendar laid down"),
    "ClearCalendar": N_("year of the calendar taken away"),
    "SetLadder": N_("reminders laid down"),
    "SetOrganisation": N_("organisation's name and logo"),
    "SetPrivacyDates": N_("dates of privacy entered"),
    UNDO: N_("undo"),
}
"""What the kinds of changes are called; a kind that is not among them is shown as it is."""

_FILE_SEPARATOR = "、"


@dataclass(frozen=True, slots=True)
class HeadOf:
    """The last change: its number, instant (wall time), kind, and the hash that the chain ends in."""

    change: int
    at: datetime
    kind: str
    hash: str


@dataclass(frozen=True, slots=True)
class Head(Query[HeadOf]):
    """Where the change chain stands."""


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change: what it was, whether it stands, whether it could be undone as far as can be told at a glance."""

    number: int
    at: datetime
    who: str
    kind: str
    why: str
    files: tuple[str, ...]
    """The names of an import's files."""
    rows: int
    """Row versions written or removed, those of lists and periods among them."""
    undoes: int | None
    """The change that this one took back."""
    undone_by: int | None
    """The change that took this one back, and was not taken back itself."""
    kept: Message | None
    """Why it cannot be undone; None when nothing is known against it (Undo itself looks at every row)."""

    @property
    def undoable(self) -> bool:
        """Nothing is known against undoing it."""
        return self.kept is None

    @property
    def title(self) -> Message:
        """The kind in words."""
        return Message(KINDS.get(self.kind, self.kind))


@dataclass(frozen=True, slots=True)
class Changes(Query[tuple[ChangeLine, ...]]):
    """Changes, the latest first; ``kind`` one kind only; ``first`` and ``last`` days; ``before`` a number, to page."""

    kind: str = ""
    first: date | None = None
    last: date | None = None
    limit: int = 200
    before: int | None = None


def head_of(context: Context, connection: Connection, query: Head) -> HeadOf:
    """The last change."""
    row = connection.execute(select(change).join(head, head.c.change_id == change.c.id)).mappings().one()
    return HeadOf(row["id"], datetime_of(row["at"]), row["kind"], row["hash"])


@dataclass(frozen=True, slots=True)
class Links:
    """Which change took which one back."""

    target: dict[int, int]
    """Undoing change -> what it undid."""
    undone_by: dict[int, int]
    """Change -> the change that took it back and stands."""

    @property
    def void(self) -> frozenset[int]:
        """Changes that amount to nothing: those undone, and those that undid them."""
        return frozenset(self.undone_by) | frozenset(self.undone_by.values())


def undo_links(connection: Connection) -> Links:
    """Read from the change records; an undo that was itself undone takes nothing back any more."""
    statement = select(change.c.id, change.c.source).where(change.c.kind == UNDO).order_by(change.c.id.desc())
    target = {number: int(source) for number, source in connection.execute(statement) if source.isdigit()}
    undone_by: dict[int, int] = {}
    for number, undone in target.items():  # the latest first: whoever undid this one is known already
        if number not in undone_by:
            undone_by.setdefault(undone, number)
    return Links(target, undone_by)


def change_row(connection: Connection, number: int) -> Row[tuple[int, int, str, str, str, str, int]]:
    """The record of a change; told when there is none."""
    row = connection.execute(select(change).where(change.c.id == number)).first()
    if row is None:
        raise CallerMistake(
            said("There is no change {n}.", n=number), said("The changes are listed by: auditor history")
        )
    return row


def changes(context: Context, connection: Connection, query: Changes) -> tuple[ChangeLine, ...]:
    """A page of the history."""
    links = undo_links(connection)
    return tuple(_line(connection, row, links) for row in connection.execute(_wanted(query)))


def _wanted(query: Changes) -> Select[tuple[int, int, str, str, str, str, int]]:
    statement = select(change).order_by(change.c.id.desc()).limit(query.limit)
    if query.kind:
        statement = statement.where(change.c.kind == query.kind)
    if query.first is not None:
        statement = statement.where(change.c.at >= _midnight(query.first))
    if query.last is not None:
        statement = statement.where(change.c.at < _midnight(query.last + timedelta(days=1)))
    if query.before is not None:
        statement = statement.where(change.c.id < query.before)
    return statement


def _midnight(day: date) -> int:
    return second_of(datetime(day.year, day.month, day.day))


def _line(connection: Connection, row: Row[tuple[int, int, str, str, str, str, int]], links: Links) -> ChangeLine:
    files = tuple(row.why.split(_FILE_SEPARATOR)) if row.kind == "import" and row.why else ()
    return ChangeLine(
        row.id,
        datetime_of(row.at),
        row.who,
        row.kind,
        row.why,
        files,
        row.rows,
        links.target.get(row.id),
        links.undone_by.get(row.id),
        refusal(row, links) or _replaced(connection, row.id, links),
    )


def refusal(row: Row[tuple[int, int, str, str, str, str, int]], links: Links) -> Message | None:
    """What the record of a change says against undoing it; None when nothing does."""
    if row.kind in LASTING:
        return said("Change {n} cannot be undone: {kind}.", n=row.id, kind=Message(KINDS.get(row.kind, row.kind)))
    if row.id in links.undone_by:
        return said("Change {n} was undone already, by change {by}.", n=row.id, by=links.undone_by[row.id])
    if not row.rows:
        return said("Change {n} wrote nothing that could be taken back.", n=row.id)
    return None


def _replaced(connection: Connection, number: int, links: Links) -> Message | None:
    """Whether rows that the change wrote were replaced or taken away by one that stands."""
    void = ", ".join(str(one) for one in sorted(links.void) if one > number)
    standing = f" AND gone_by NOT IN ({void})" if void else ""
    names = [HISTORY[table.name].name for table in VERSIONED]
    asked = " OR ".join(f'EXISTS (SELECT 1 FROM "{name}" WHERE change_id = {number:d}{standing})' for name in names)
    if connection.exec_driver_sql(f"SELECT {asked}").scalar():
        return said("Rows of change {n} were changed later.", n=number)
    return None
