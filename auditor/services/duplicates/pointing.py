"""What a merge moves: references in records, lists and periods; records that the kept one has already are folded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, select, update

from auditor.model.fields import Sheet
from auditor.model.ledger import metadata
from auditor.model.sheets import BY_TABLE
from auditor.model.tables import LISTS, MAIN, VAULTS, attachment, subject
from auditor.services.duplicates.uniting import Side, Uniting
from auditor.services.records.stored import PAST, Entry, fetch, key_names
from auditor.services.records.writer import Elements, Writer
from auditor.services.undoing.versions import references
from auditor.storage.work import Work

_LISTED = {entry.table.name: (owner, name) for (owner, name), entry in LISTS.items()}


@dataclass(slots=True)
class Moved:
    """Records of one sheet: ``pointed`` now mean the kept one, ``folded`` are one with a record it had."""

    pointed: int = 0
    folded: int = 0

    def as_dict(self) -> dict[str, int]:
        """By name."""
        return asdict(self)


class Fusion:
    """Makes two subjects one, and with merchants their products of one code; counts what moved."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._writer = Writer(work)
        self._uniting = Uniting(work, self._writer)
        self.moved: dict[str, Moved] = {}

    def subjects(self, sheet: Sheet, keep: int, drop: int, take: Mapping[str, Side]) -> tuple[str, ...]:
        """Point everything at ``keep``, unite the values, take ``drop`` away; gives the fields that changed."""
        keeping, dropping = self._entry(sheet, keep), self._entry(sheet, drop)
        fields = self._uniting.subject(sheet, keeping, dropping, take)
        self._writer.flush()
        for reference in references():
            if reference.parent == "subject" and reference.child != sheet.table:
                self._point(reference.child, reference.column, keep, drop)
        self._writer.flush()
        self._take_away(sheet, drop)
        return fields

    def _entry(self, sheet: Sheet, number: int) -> Entry:
        main = MAIN[sheet.table]
        row = self._work.connection.execute(select(main).where(main.c.id == number)).mappings().one()
        key = tuple(row[name] for name in key_names(sheet))
        return fetch(self._work.connection, sheet, [key])[key]

    def _count(self, table: str, *, folded: bool = False) -> None:
        one = self.moved.setdefault(BY_TABLE[table].name, Moved())
        if folded:
            one.folded += 1
        else:
            one.pointed += 1

    # references --------------------------------------------------------------------------------------------------

    def _point(self, child: str, column: str, keep: int, drop: int) -> None:
        if child in _LISTED:
            self._point_list(*_LISTED[child], keep, drop)
        elif child == "attachment":
            self._point_attachments(attachment.c.subject_id == drop, {"subject_id": keep})
        elif child in MAIN and column != "id":
            self._point_records(BY_TABLE[child], column, keep, drop)
        elif child.startswith("past_") and column != "subject_id":
            past = metadata.tables[child]
            self._work.connection.execute(
                update(past).where(past.c[column] == drop).values({column: keep, "change_id": self._work.change_id})
            )

    def _point_list(self, owner: str, name: str, keep: int, drop: int) -> None:
        """Each list that names the dropped one names the kept one in its place, once."""
        table = LISTS[owner, name].table
        naming = select(table.c.owner_id).where(table.c.target_id == drop).distinct()
        for number in self._work.connection.execute(naming).scalars().all():
            statement = select(table.c.target_id).where(table.c.owner_id == number).order_by(table.c.ordinal)
            before: Elements = tuple((one, None) for one in self._work.connection.execute(statement).scalars())
            ids = dict.fromkeys(keep if one == drop else one for one, _ in before)
            self._writer.put_list(BY_TABLE[owner], name, number, before, tuple((one, None) for one in ids))
            self._count(owner)

    def _point_records(self, sheet: Sheet, column: str, keep: int, drop: int) -> None:
        main = MAIN[sheet.table]
        names = [name for name in key_names(sheet) if name != column]
        connection = self._work.connection
        stored: dict[tuple[Any, ...], int] = {}
        if column in key_names(sheet):
            rows = connection.execute(select(main).where(main.c[column] == keep)).mappings()
            stored = {tuple(row[name] for name in names): row["id"] for row in rows}
        moved = []
        for row in connection.execute(select(main).where(main.c[column] == drop)).mappings().all():
            twin = stored.get(tuple(row[name] for name in names))
            if twin is not None:
                self._fold(sheet, twin, row["id"])
                self._count(sheet.table, folded=True)
                continue
            moved.append({"id": row["id"], column: keep})
            self._count(sheet.table)
            if sheet.table == "product":
                self._rename(row["id"], keep, row["code"])
        self._work.update(main, ("id",), moved)

    def _point_attachments(self, of_dropped: ColumnElement[bool], values: dict[str, Any]) -> None:
        """Scans go along; one that the kept one has already is taken away."""
        connection = self._work.connection
        for row in connection.execute(select(attachment).where(of_dropped)).mappings().all():
            after = {name: row[name] for name in ("subject_id", "record_table", "record_id", "sha256")} | values
            same = [attachment.c[name].is_(value) for name, value in after.items()]
            if connection.execute(select(attachment.c.id).where(*same)).first() is None:
                self._work.update(attachment, ("id",), [{"id": row["id"], **values}])
            else:
                self._work.delete(VAULTS["attachment"], ("owner_id",), [{"owner_id": row["id"]}])
                self._work.delete(attachment, ("id",), [{"id": row["id"]}])

    def _rename(self, product: int, merchant: int, code: str) -> None:
        statement = select(subject.c.code).where(subject.c.id == merchant)
        owner = self._work.connection.execute(statement).scalar_one()
        self._work.update(subject, ("id",), [{"id": product, "code": f"{owner}/{code}"}])

    def _fold(self, sheet: Sheet, keep: int, drop: int) -> None:
        """One record of two with the same key: the kept one's values, its empty ones filled."""
        if sheet.subject:
            self.subjects(sheet, keep, drop, {})
            return
        self._uniting.record(sheet, self._entry(sheet, keep), self._entry(sheet, drop))
        self._writer.flush()
        on_dropped = (attachment.c.record_table == sheet.table) & (attachment.c.record_id == drop)
        self._point_attachments(on_dropped, {"record_id": keep})
        self._take_away(sheet, drop)

    # taking away -------------------------------------------------------------------------------------------------

    def _take_away(self, sheet: Sheet, number: int) -> None:
        """The row with all that hangs on it; its history keeps it."""
        for table, column in _hanging(sheet):
            self._work.connection.execute(delete(table).where(table.c[column] == number))


def _hanging(sheet: Sheet) -> list[tuple[Table, str]]:
    """A row's own tables, what hangs on it first."""
    found = [(entry.table, "owner_id") for (owner, _), entry in LISTS.items() if owner == sheet.table]
    if sheet.table in VAULTS:
        found.append((VAULTS[sheet.table], "owner_id"))
    if sheet.subject:
        found += [(past, "subject_id") for past, _ in PAST.values()]
    found.append((MAIN[sheet.table], "id"))
    if sheet.subject:
        found.append((subject, "id"))
    return found
