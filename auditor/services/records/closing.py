"""The gate of closing on the write path: decided first, no appeal open, every action verified by another person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Connection, select

from auditor.i18n import said
from auditor.model.row_checks import RowFault
from auditor.model.tables import MAIN
from auditor.model.types import datetime_of
from auditor.services.cases import story as s
from auditor.services.cases.gate import APPEALED, UNDECIDED, Parts, decided_after, lacks, open_beneath, parts_of
from auditor.services.cases.records import rows_of

WAITS = frozenset({"closed_undecided", "appeal_open", "unverified_action"})
"""Faults that another row of the same import may mend: such a row is tried again after all others."""

_LOOKED_AT = {
    "case_record": ("closed_at", "outcome", "decided_on", "appeal"),
    "case_event": ("case_id", "kind", "at"),
    "appeal": ("case_id", "result", "decided_at"),
    "action": ("case_id", "verified_on"),
}
"""Per table the columns of which a change can run into the gate."""


class Closing:
    """Holds rows of cases, and of what hangs on them, against the gate, on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._closed: dict[int, int | None] = {}
        self._coming: dict[int, list[Any]] = {}

    def prepare(self, table: str, rows: Collection[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> None:
        """Look up what the rows of a batch need; each is the columns of its references and its values."""
        if table not in _LOOKED_AT:
            return
        self._closed.clear()
        self._coming.clear()
        if table in ("appeal", "action"):
            cases = sorted({columns["case_id"] for columns, _ in rows})
            self._closed = _closed(self._connection, cases)
        elif table == "case_event":
            self._coming = _coming(rows)

    def faults(self, table: str, row: Mapping[str, Any], changed: set[str]) -> Iterator[RowFault]:
        """What the gate has against a row as it is to be stored; ``changed``: what of it is new."""
        if changed.isdisjoint(_LOOKED_AT.get(table, ())):
            return
        if table == "case_record":
            if row.get("closed_at") is not None and "id" in row:
                yield from self._own(row)
        elif table == "case_event":
            if row["kind"] == s.CLOSED:
                yield from self._told(row)
        else:
            yield from self._beneath(table, row)

    def decided_here(self, case: int) -> bool:
        """Whether an event tells the decision of the case."""
        event = MAIN["case_event"]
        told = select(event.c.id).where(event.c.case_id == case, event.c.kind == s.DECIDED).limit(1)
        return self._connection.execute(told).first() is not None

    def _own(self, row: Mapping[str, Any]) -> Iterator[RowFault]:
        """The case's own column says that it is closed; what its cells say of each other is told elsewhere."""
        parts = parts_of(self._connection, row["id"], SimpleNamespace(**row))
        state = s.folded(parts.story())
        known = {UNDECIDED, APPEALED if row["appeal"] == "pending" else ""}  # its cells say so themselves
        told = [one for one in lacks(parts, state) if one.code not in known]
        if row["outcome"] != "open" and decided_after(parts.case, parts.events, row["closed_at"]):
            yield _early(row["closed_at"], "closed_at")
        for one in told:
            message = said("The case cannot be closed. {why}", why=one.message)
            yield RowFault(("closed_at", "appeal"), one.code, message)

    def _told(self, row: Mapping[str, Any]) -> Iterator[RowFault]:
        """An event says that the case was closed."""
        number = row["case_id"]
        stored = parts_of(self._connection, number)
        coming = [one for one in self._coming.get(number, ()) if not _stands(one, stored.events)]
        parts = Parts(stored.case, (*stored.events, *coming), stored.sanctions, stored.appeals, stored.actions)
        state = s.folded(s.until(parts.story(), row["at"] + 1))
        if parts.case.outcome in (None, "open"):
            why = said("It was not decided yet.")
            yield RowFault(("kind", "at"), UNDECIDED, said("The case cannot be closed. {why}", why=why))
        elif decided_after(parts.case, parts.events, row["at"]):
            yield _early(row["at"], "kind")
        now = s.folded(parts.story()).appeals & state.appeals
        for one in open_beneath(parts, s.State(appeals=now)):
            yield RowFault(("kind", "at"), one.code, said("The case cannot be closed. {why}", why=one.message))

    def _beneath(self, table: str, row: Mapping[str, Any]) -> Iterator[RowFault]:
        """An appeal or an action that is open stands beneath no closed case."""
        code = "unverified_action"
        names: tuple[str, ...] = ("verified_on", "case")
        opens = row.get("verified_on") is None
        if table == "appeal":
            code, names = "appeal_open", ("result", "decided_at", "case")
            opens = row["result"] == "pending" and row["decided_at"] is None
        if not opens:
            return
        number = row["case_id"]
        if number not in self._closed:
            self._closed |= _closed(self._connection, [number])
        closed = self._closed[number]
        if closed is not None:
            at = datetime_of(closed).isoformat(" ", "minutes")
            what = said("The case was closed on {at}: it is reopened before anything is left open in it.", at=at)
            yield RowFault(names, code, what)


def _early(closed: int, field: str) -> RowFault:
    at = datetime_of(closed).isoformat(" ", "minutes")
    message = said("The case was decided after {at}: it is closed only after it was decided.", at=at)
    return RowFault((field, "decided_on"), "closed_before_decision", message)


def _closed(connection: Connection, cases: Sequence[int]) -> dict[int, int | None]:
    """Since when each of these cases is closed."""
    main, event = MAIN["case_record"], MAIN["case_event"]
    told: dict[int, list[Any]] = defaultdict(list)
    found: dict[int, int | None] = {}
    for number, events in rows_of(connection, event, cases).items():
        told[number] = [one for one in events if one.kind in (s.CLOSED, s.REOPENED)]
    for start in range(0, len(cases), 900):
        wanted = main.c.id.in_(cases[start : start + 900])
        for number, closed in connection.execute(select(main.c.id, main.c.closed_at).where(wanted)):
            own = () if closed is None else (s.Event(closed, s.CLOSED, s.CASE),)
            found[number] = s.folded(s.ordered((*own, *s.of_events(told[number])))).closed
    return found


def _coming(rows: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> dict[int, list[Any]]:
    """What the batch itself tells of the cases that it closes, before it is stored."""
    listed = list(rows)
    closing = {columns["case_id"] for columns, values in listed if values.get("kind") == s.CLOSED}
    found: dict[int, list[Any]] = defaultdict(list)
    for columns, values in listed:
        kind, at = values.get("kind"), values.get("at")
        if columns["case_id"] in closing and kind in (s.DECIDED, s.APPEALED, s.APPEAL_DECIDED) and isinstance(at, int):
            told = dict.fromkeys(("by_whom", "party", "text", "due"))
            found[columns["case_id"]].append(SimpleNamespace(id=0, at=at, kind=kind, **told))
    return found


def _stands(one: Any, stored: Iterable[Any]) -> bool:
    return any((each.at, each.kind) == (one.at, one.kind) for each in stored)
