"""What keeps a row from being stored whole: its own fields, scales, certificates as issued, the gate of closing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, select

from auditor.i18n import said
from auditor.model.fields import Sheet
from auditor.model.row_checks import CHECKED, RowFault, whole_faults
from auditor.model.sheets_training import REVOCATION
from auditor.model.tables import MAIN
from auditor.model.types import decimal_of
from auditor.services.records.closing import Closing
from auditor.services.records.compare import Tell
from auditor.services.records.marks import Marks

SCALES = (100, 150, 200, 300, 500, 1_000)
"""Full marks in use; a course's scale is the least of them that holds its pass mark."""

_HUNDREDTHS = 100
_DAYS_ALONE = frozenset({"host", "merchant", "licence", "broadcast", "course"})
"""Of a new row of these only the order of its own days is checked."""
_SCORED = frozenset({"training", "enrolment"})
_AWARDED = ("learner_id", "learner_name", "course_id", "completed_on", "attempt")


class RowChecks:
    """Checks rows on one connection before they are stored; remembers pass marks during one import."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._marks = Marks(connection)
        self._awarded: dict[tuple[Any, ...], dict[str, str | None]] = {}
        self._closing = Closing(connection)

    def prepare(self, sheet: Sheet, rows: Collection[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> None:
        """Look up at once what the checks of a batch ask for: (columns of references, values) of each row."""
        self._closing.prepare(sheet.table, rows)

    def faults(self, sheet: Sheet, columns: Mapping[str, Any], stored: Mapping[str, Any] | None) -> Iterator[RowFault]:
        """What speaks against storing ``columns`` over ``stored``; what stood wrong before is not told again."""
        if sheet.name not in CHECKED:
            return
        if stored is None and _nothing_to_check(sheet.table, columns):
            return
        row = {**stored, **columns} if stored is not None else columns
        changed = {name for name, value in columns.items() if stored is None or stored.get(name) != value}
        for fault in whole_faults(sheet, row.get):
            if changed.intersection(fault.fields):
                yield fault
        if sheet.table in _SCORED and "score" in changed:
            yield from self._score(sheet, row)
        yield from self._closing.faults(sheet.table, row, changed)
        if sheet.table == "award":
            yield from self._award(sheet, row, changed, stored)

    def keep_decided(self, columns: dict[str, Any], stored: Mapping[str, Any], tell: Tell) -> None:
        """Leave a decision that was logged here as it stands, where a file has the case as open still."""
        if columns.get("outcome") != "open" or stored["outcome"] in (None, "open"):
            return
        if self._closing.decided_here(stored["id"]):
            columns["outcome"] = stored["outcome"]
            kept = said("This case was decided in the workspace; the import does not make it open again.")
            tell("outcome", "outcome_kept", kept)

    # scores ------------------------------------------------------------------------------------------------------

    def _score(self, sheet: Sheet, row: Mapping[str, Any]) -> Iterator[RowFault]:
        score = row.get("score")
        mark = None if score is None else self._mark(sheet, row)
        if score is None or mark is None:
            return
        scale = scale_of(mark)
        if score > scale * _HUNDREDTHS:
            message = said(
                "The score {score} lies outside the course's scale of 0 to {scale}.",
                score=_plain(score),
                scale=scale,
            )
            yield RowFault(("score",), "outside_scale", message)

    def _mark(self, sheet: Sheet, row: Mapping[str, Any]) -> int | None:
        """The pass mark of what the row tells a score of."""
        if sheet.table == "enrolment":
            return self._marks.of_session(row["session_id"])
        return self._marks.of(row["course_id"], row.get("version"), row.get("session_id"), row.get("completed_on"))

    # certificates ------------------------------------------------------------------------------------------------

    def _award(
        self, sheet: Sheet, row: Mapping[str, Any], changed: set[str], stored: Mapping[str, Any] | None
    ) -> Iterator[RowFault]:
        if stored is None:
            yield from self._second(row)
            return
        for one in sheet.fields:
            columns = {one.name, *(f"{one.name}_{part}" for part in ("id", "name", "long"))} & changed
            if not columns:
                continue
            if one.name not in REVOCATION:
                message = said("A certificate once issued is not changed: revoke it, and issue one that replaces it.")
            elif stored.get(one.name) is not None:
                message = said("This certificate was revoked already; what was recorded of that stays.")
            else:
                continue
            yield RowFault((one.name,), "append_only", message)

    def _second(self, row: Mapping[str, Any]) -> Iterator[RowFault]:
        """One achievement is certified once: another certificate says which one it replaces, or comes after it fell."""
        key = tuple(row.get(name) for name in _AWARDED)
        if key not in self._awarded:
            award = MAIN["award"]
            same = [award.c[name].is_not_distinct_from(row.get(name)) for name in _AWARDED]
            statement = select(award.c.number, award.c.replaces).where(*same, award.c.revoked_on.is_(None))
            self._awarded[key] = {one.number: one.replaces for one in self._connection.execute(statement)}
        known = self._awarded[key]
        over = {*known.values(), row["number"], row.get("replaces")}
        standing = next((number for number in known if number not in over), None)
        if standing is not None:
            message = said(
                "Certificate {number} was issued for this already: name it as the one that is replaced, or revoke it.",
                number=standing,
            )
            yield RowFault(("number",), "second_certificate", message)
        elif row.get("revoked_on") is None:
            known[row["number"]] = row.get("replaces")


def _nothing_to_check(table: str, new: Mapping[str, Any]) -> bool:
    """There are millions of rows that say nothing of what is checked: neither a beginning nor a score, no closing.

    The order of a new row's own days was looked at when it was read; only a closing asks what hangs on it.
    """
    if table == "training":
        return new.get("started_on") is None and new.get("score") is None
    if table == "case_record":
        return new.get("closed_at") is None
    return table in _DAYS_ALONE or (table == "case_event" and new.get("kind") != "closed")


def scale_of(mark: int) -> int:
    """Full marks of a course with that pass mark (in hundredths)."""
    return next((one for one in SCALES if one * _HUNDREDTHS >= mark), -(-mark // _HUNDREDTHS))


def _plain(score: int) -> str:
    return f"{decimal_of(score):f}".removesuffix(".00")
