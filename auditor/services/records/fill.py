"""What an empty cell becomes: values taken from other fields of the row, where nothing is stored."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from auditor.model.fields import Sheet
from auditor.model.folding import folded_name
from auditor.model.identifiers import inferred_id_type, uscc_is_valid
from auditor.model.masking import is_masked
from auditor.services.records.compare import Draft
from auditor.services.records.marks import Marks

_PROVEN_KINDS = ("infraction", "penalty")


class Fill:
    """Fills and derives columns on one connection; remembers pass marks during one import."""

    def __init__(self, connection: Connection) -> None:
        self._marks = Marks(connection)

    def complete(self, sheet: Sheet, draft: Draft, stored: dict[str, Any] | None) -> None:
        """Add computed defaults and the pure functions of the row to the draft."""
        columns = draft.columns

        def now(name: str) -> Any:
            return columns[name] if name in columns else (stored or {}).get(name)

        if sheet.table == "host":
            self._host(draft, now)
        elif sheet.table == "training" and now("result") is None:
            self._result(columns, now)
        elif sheet.table == "case_record" and now("outcome") is None:
            columns["outcome"] = "substantiated" if now("kind") in _PROVEN_KINDS else "open"
        elif sheet.table == "broadcast" and now("status") is None:
            columns["status"] = "aired" if now("started_at") is not None else "planned"
        elif sheet.table == "authorisation":
            columns["grantee_folded"] = folded_name(now("grantee"))
        if sheet.table in ("merchant", "agency"):
            columns["uscc_valid"] = _uscc(now("uscc"))
        if sheet.table == "merchant":
            for name in ("legal_name", "shop_name"):
                columns[f"{name}_folded"] = folded_name(now(name)) if now(name) else None

    def _host(self, draft: Draft, now: Any) -> None:
        columns = draft.columns
        number = (draft.personal or {}).get("id_number")
        if now("birth_date") is None and columns.get("id_number_valid") == 1:
            columns["birth_date"] = columns["id_birth_date"]
        if now("id_type") is None and number and len(number) == 18:
            columns["id_type"] = inferred_id_type(number)

    def _result(self, columns: dict[str, Any], now: Any) -> None:
        course, score = now("course_id"), now("score")
        if score is None or course is None:
            return
        mark = self._marks.of(course, now("version"), now("session_id"), now("completed_on"))
        if mark is not None:
            columns["result"] = "passed" if score >= mark else "failed"


def _uscc(code: str | None) -> int | None:
    if not code or is_masked(code):
        return None
    return int(uscc_is_valid(code))
