"""What stands against undoing a change: later edits of its rows, later rows that refer to what it made.

An edit that was itself undone does not count: a row's state after an undo is that from before what was undone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, text

from auditor.errors import Busy
from auditor.i18n import N_, Message, Twin, said
from auditor.model.ledger import change
from auditor.model.tables import VAULTS
from auditor.model.types import datetime_of
from auditor.services.calling import called, in_words, subject_called
from auditor.services.changes import KINDS, Links
from auditor.services.undoing.versions import Reference, Versions, natural_keys, references, tables
from auditor.storage.naming import row_name, subject_name, table_named

SHOWN = 20
"""How many rows a refusal names; the rest is counted."""

_REASONS = {
    "changed": N_("{later} changed {rows}"),
    "refers": N_("since {later} {rows} refer to {target}"),
    "taken": N_("since {later} {rows} have the same key"),
    "missing": N_("{later} took away what {rows} would refer to"),
    "erased": N_("personal values of {rows} were erased"),
    "dated": N_("since {later} {rows} have a later period"),
}
_GROUPS, _PER_GROUP = 3, 2
"""How many changes, and rows of each, the one sentence of a refusal names."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A row that stands against an undo: its name, why, and the later change (None: not one change)."""

    row: str
    reason: str
    target: str
    later: int | None
    at: datetime | None
    who: str
    kind: str
    shown: Twin
    """The row as people call it."""
    shown_target: Twin

    @property
    def message(self) -> Message:
        """In words."""
        return self.with_others(self.shown)

    def with_others(self, rows: Message | Twin) -> Message:
        """The same of several rows."""
        kind = Message(KINDS.get(self.kind, self.kind))
        at = "" if self.at is None else self.at.isoformat(" ", "minutes")
        later = said("change {n} ({at}, {who}, {kind})", n=self.later, at=at, who=Message(self.who), kind=kind)
        return Message(_REASONS[self.reason], {"rows": rows, "target": self.shown_target, "later": later})


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that stand against an undo for one reason because of one change: the first ones, and how many they are."""

    first: tuple[Standing, ...]
    count: int

    @property
    def message(self) -> Message:
        """In words: at most two rows by name."""
        shown = [one.shown for one in self.first]
        rows: Message | Twin = in_words(shown)
        if self.count > len(self.first):
            rows = said("{rows} and {n} more", rows=rows, n=self.count - len(self.first))
        return self.first[0].with_others(rows)


class LaterEdits(Busy):
    """Refused: later changes stand on what would be undone; ``standing`` names up to twenty rows of ``total``."""

    def __init__(self, number: int, standing: tuple[Standing, ...], groups: tuple[Group, ...], total: int) -> None:
        shown: Message = groups[0].message
        for one in groups[1:]:
            shown = said("{first}; {then}", first=shown, then=one.message)
        rest = total - sum(one.count for one in groups)
        if rest:
            shown = said("{first}; and {n} more", first=shown, n=rest)
        super().__init__(
            said("Change {n} cannot be undone, later edits stand on it: {rows}.", n=number, rows=shown),
            said("Undo those changes first, the latest one at the beginning."),
        )
        self.standing = standing
        self.total = total


class Later:
    """Looks through the tables for one change; what it finds it keeps in temporary tables of the connection."""

    def __init__(self, connection: Connection, number: int, links: Links) -> None:
        self._connection = connection
        self._number = number
        self.odd: set[str] = set()
        """Tables some of whose rows are the change's though they carry another's number: an undo put them back."""
        self._run("CREATE TEMP TABLE undo_link (undoing INTEGER PRIMARY KEY, undone INTEGER)")
        self._run("CREATE TEMP TABLE undo_standing (owner, key, later, reason, target, PRIMARY KEY (owner, key))")
        if links.target:
            rows = [{"a": undoing, "b": undone} for undoing, undone in links.target.items()]
            connection.execute(text("INSERT INTO undo_link VALUES (:a, :b)"), rows)

    def _run(self, sql: str, **values: Any) -> Any:
        return self._connection.execute(text(sql), {"n": self._number, **values} if ":n" in sql else values)

    def drop(self) -> None:
        """Take the temporary tables away; a rollback does it too."""
        for name in ("undo_link", "undo_standing", *(f"undo_odd_{name}" for name in self.odd)):
            self._run(f"DROP TABLE temp.{name}")

    def ours(self, one: Versions, alias: str) -> str:
        """SQL: this row version is the change's."""
        plain = f"{alias}.change_id = :n"
        return f"({plain} OR {self._put_back(one, alias)})" if one.name in self.odd else plain

    def _put_back(self, one: Versions, alias: str) -> str:
        return f"({one.keys(alias)}) IN (SELECT {one.keys('o')} FROM temp.undo_odd_{one.name} o)"

    def _not_ours(self, one: Versions, alias: str) -> str:
        later = f"{alias}.change_id > :n"
        return f"{later} AND NOT {self._put_back(one, alias)}" if one.name in self.odd else later

    def look(self, written: list[Versions]) -> None:
        """All that stands against taking back what was written to these tables."""
        for one in written:
            self._edited(one)
        for reference in references():
            self._referred(reference, written)
        for one in written:
            self._taken(one)
            if one.name in VAULTS:
                self._erased(one)
        for reference in references():
            self._missing(reference, written)

    def raise_if_any(self) -> None:
        """Refuse, naming the first rows."""
        total = self._run("SELECT count(*) FROM temp.undo_standing").scalar_one()
        if total:
            raise LaterEdits(self._number, self._first(SHOWN), self._groups(), total)

    def _first(self, number: int, where: str = "", **values: Any) -> tuple[Standing, ...]:
        order = f"ORDER BY later, reason, owner, key LIMIT {number}"
        rows = self._run(f"SELECT * FROM temp.undo_standing {where} {order}", **values).all()
        return tuple(self._named(row) for row in rows)

    def _groups(self) -> tuple[Group, ...]:
        grouped = f"SELECT later, reason, count(*) FROM temp.undo_standing GROUP BY 1, 2 ORDER BY 1, 2 LIMIT {_GROUPS}"
        where = "WHERE later IS :later AND reason = :reason"
        return tuple(
            Group(self._first(_PER_GROUP, where, later=later, reason=reason), count)
            for later, reason, count in self._run(grouped).all()
        )

    # what is looked for ------------------------------------------------------------------------------------------

    def _edited(self, one: Versions) -> None:
        """Rows of the change that are no longer as it left them; a list counts as one value."""
        odd = f"undo_odd_{one.name}"
        self._run(
            f"CREATE TEMP TABLE {odd} ({', '.join(one.key)}, last INTEGER, PRIMARY KEY ({', '.join(one.key)})) "
            "WITHOUT ROWID"
        )
        self.odd.add(one.name)
        for candidates in self._candidates(one):
            self._run(f"INSERT OR IGNORE INTO temp.{odd} SELECT {one.keys('x')}, 0 {candidates}")
        self._run(f"UPDATE temp.{odd} SET last = {_event(one, odd, '9e18')}")
        walked = 1
        while walked:
            before = f"(SELECT undone FROM temp.undo_link WHERE undoing = {odd}.last)"
            walked = self._run(
                f"UPDATE temp.{odd} SET last = {_event(one, odd, before)} "
                f"WHERE last > :n AND last IN (SELECT undoing FROM temp.undo_link)"
            ).rowcount
        named = f"o.{one.owner_key}" if one.owner_key in one.key else _owner_of(one)
        self._run(
            "INSERT OR IGNORE INTO temp.undo_standing "
            f"SELECT '{one.owner}', {named}, min(o.last), 'changed', NULL FROM temp.{odd} o "
            f"WHERE o.last > :n GROUP BY {named}"
        )
        self._run(f"DELETE FROM temp.{odd} WHERE last <> :n")
        if not self._run(f"SELECT EXISTS (SELECT 1 FROM temp.{odd})").scalar():
            self._run(f"DROP TABLE temp.{odd}")
            self.odd.discard(one.name)

    def _candidates(self, one: Versions) -> Iterator[str]:
        """FROM clauses of rows that something later has happened to."""
        touched = f'EXISTS (SELECT 1 FROM "{one.history}" h WHERE {one.same("h", "x")} AND h.gone_by = :n)'
        yield f'FROM "{one.history}" x WHERE x.change_id = :n'
        if not one.is_list:
            yield f'FROM "{one.name}" x WHERE x.change_id > :n AND {touched}'
            yield f'FROM "{one.history}" x WHERE x.change_id > :n AND {touched}'
            return
        owned = "owner_id = x.owner_id"
        of_owner = (
            f'(EXISTS (SELECT 1 FROM "{one.name}" h WHERE h.{owned} AND h.change_id = :n) '
            f'OR EXISTS (SELECT 1 FROM "{one.history}" h WHERE h.{owned} AND (h.gone_by = :n OR h.change_id = :n)))'
        )
        yield f'FROM "{one.name}" x WHERE x.change_id > :n AND {of_owner}'
        yield f'FROM "{one.history}" x WHERE x.change_id > :n AND {of_owner}'
        yield f'FROM "{one.history}" x WHERE x.gone_by > :n AND {of_owner}'

    def _made(self, one: Versions, number: str) -> str:
        """SQL: the row of that number was made by the change, so it would be taken away."""
        return (
            f'EXISTS (SELECT 1 FROM "{one.name}" p WHERE p.id = {number} AND {self.ours(one, "p")}) '
            f'AND NOT EXISTS (SELECT 1 FROM "{one.history}" q WHERE q.id = {number} AND q.gone_by = :n)'
        )

    def _referred(self, reference: Reference, written: list[Versions]) -> None:
        parent = tables()[reference.parent]
        if parent not in written:
            return
        child = tables()[reference.child]
        self._run(
            "INSERT OR IGNORE INTO temp.undo_standing "
            f"SELECT '{child.owner}', c.{child.owner_key}, c.change_id, 'refers', "
            f"'{parent.name} ' || c.{reference.column} "
            f'FROM "{child.name}" c WHERE {self._not_ours(child, "c")}{reference.where("c")} '
            f"AND {self._made(parent, f'c.{reference.column}')}"
        )

    def _taken(self, one: Versions) -> None:
        """Later rows that hold a natural key which would come back."""
        if not self._run(f'SELECT EXISTS (SELECT 1 FROM "{one.name}" WHERE change_id > :n)').scalar():
            return
        for equal in natural_keys(one.name, "t", "h"):
            self._run(
                "INSERT OR IGNORE INTO temp.undo_standing "
                f"SELECT '{one.owner}', t.{one.owner_key}, t.change_id, 'taken', NULL "
                f'FROM "{one.history}" h CROSS JOIN "{one.name}" t ON {equal} '
                f"WHERE h.gone_by = :n AND NOT ({one.same('t', 'h')}) AND {self._not_ours(one, 't')}"
            )

    def _erased(self, one: Versions) -> None:
        """Rows that would come back with a commitment to personal values which are kept no more."""
        vault = tables()[VAULTS[one.name].name]
        self._run(
            "INSERT OR IGNORE INTO temp.undo_standing "
            f"SELECT '{one.owner}', h.{one.owner_key}, NULL, 'erased', NULL FROM \"{one.history}\" h "
            "WHERE h.gone_by = :n AND h.personal_mac IS NOT NULL "
            f'AND NOT EXISTS (SELECT 1 FROM "{vault.history}" v WHERE v.owner_id = h.id AND v.gone_by = :n) '
            f'AND NOT EXISTS (SELECT 1 FROM "{vault.name}" v WHERE v.owner_id = h.id AND NOT {self.ours(vault, "v")})'
        )

    def _missing(self, reference: Reference, written: list[Versions]) -> None:
        """Rows that would come back though what they refer to was taken away since."""
        child, parent = tables()[reference.child], tables()[reference.parent]
        if child not in written:
            return
        gone = (
            f'FROM "{parent.history}" g WHERE g.gone_by > :n '
            f'AND NOT EXISTS (SELECT 1 FROM "{parent.name}" p WHERE p.id = g.id) '
            f'AND NOT EXISTS (SELECT 1 FROM "{parent.history}" p WHERE p.id = g.id AND p.gone_by = :n)'
        )
        if self._run(f"SELECT EXISTS (SELECT 1 {gone})").scalar():
            self._run(
                "INSERT OR IGNORE INTO temp.undo_standing "
                f"SELECT '{child.owner}', h.{child.owner_key}, (SELECT max(gone_by) FROM \"{parent.history}\" "
                f"WHERE id = h.{reference.column}), 'missing', NULL "
                f'FROM "{child.history}" h WHERE h.gone_by = :n AND h.{reference.column} IN (SELECT g.id {gone})'
                + reference.where("h")
            )

    def dated(self, main: Versions, past: Versions, column: str) -> None:
        """Once put back: past periods that begin on or after the latest one."""
        self._run(
            "INSERT OR IGNORE INTO temp.undo_standing "
            f"SELECT 'subject', p.subject_id, p.change_id, 'dated', NULL FROM \"{main.name}\" t "
            f'JOIN "{past.name}" p ON p.subject_id = t.id AND p.from_day >= t.{column} WHERE t.change_id = :m',
            m=self._run("SELECT change_id FROM writing").scalar_one(),
        )

    # how it is told ----------------------------------------------------------------------------------------------

    def _named(self, row: Any) -> Standing:
        table = table_named(row.owner)
        key = {next(iter(table.primary_key.columns)).name: row.key}
        name = row_name(self._connection, table, key)
        told: Mapping[str, Any] = {"at": None, "who": "", "kind": ""}
        if row.later is not None:
            statement = select(change.c.at, change.c.who, change.c.kind).where(change.c.id == row.later)
            found = self._connection.execute(statement).mappings().first()
            told = told if found is None else {**found, "at": datetime_of(found["at"])}
        shown = called(self._connection, table, key)
        target, whom = self._target(row.target)
        return Standing(name, row.reason, target, row.later, told["at"], told["who"], told["kind"], shown, whom)

    def _target(self, told: str | None) -> tuple[str, Twin]:
        """What the row refers to, by its codes and as people call it."""
        if told is None:
            return "", Twin("", "")
        name, _, number = told.partition(" ")
        if tables()[name].owner == "subject":
            return subject_name(self._connection, int(number)), subject_called(self._connection, int(number))
        table, key = table_named(name), {"id": int(number)}
        return row_name(self._connection, table, key), called(self._connection, table, key)


def _event(one: Versions, odd: str, before: str) -> str:
    """SQL: the last change before ``before`` that wrote this row or took it away; 0 when none did."""
    same = " AND ".join(f'e."{name}" = {odd}."{name}"' for name in one.key)
    return (
        f'max(coalesce((SELECT e.change_id FROM "{one.name}" e WHERE {same} AND e.change_id < {before}), 0), '
        f'coalesce((SELECT max(e.change_id) FROM "{one.history}" e WHERE {same} AND e.change_id < {before}), 0), '
        f'coalesce((SELECT max(e.gone_by) FROM "{one.history}" e WHERE {same} AND e.gone_by < {before}), 0))'
    )


def _owner_of(one: Versions) -> str:
    """SQL: the owner of a key (alias o) that does not name it: as the row says, or its last former version."""
    now = f'SELECT x.{one.owner_key} FROM "{one.name}" x WHERE {one.same("x", "o")}'
    gone = f'SELECT x.{one.owner_key} FROM "{one.history}" x WHERE {one.same("x", "o")} ORDER BY x.gone_by DESC LIMIT 1'
    return f"coalesce(({now}), ({gone}))"
