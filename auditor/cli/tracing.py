"""What became of one subject, field by field: history TYPE:CODE."""

from __future__ import annotations

from typing import Any

from auditor.cli.desk import Desk
from auditor.i18n import N_
from auditor.model.sheets import BY_NAME
from auditor.services.editing import FieldChange, FieldHistory
from auditor.services.profiles import reference
from auditor.services.shown import shown_value

_HEADERS = (N_("change"), N_("when"), N_("who"), N_("record"), N_("field"), N_("before"), N_("after"))
WHAT = {"created": N_("added"), "changed": N_("changed"), "removed": N_("removed")}


def tell_fields(desk: Desk, subject: str, limit: int) -> None:
    """Print the history of a subject and the records on its file; personal values masked."""
    with desk.open() as app:
        found = app.ask(FieldHistory(*reference(subject), limit))
    desk.document({"subject": subject, "fields": [_json(one) for one in found]})
    if not found:
        desk.say("No such change.")
        return
    desk.table(_HEADERS, [_row(desk, one) for one in found])


def _value(one: FieldChange, value: Any, language: str) -> Any:
    return shown_value(BY_NAME[one.sheet].field(one.field), value, language) if one.field else None


def _json(one: FieldChange) -> dict[str, Any]:
    return {
        "change": one.change,
        "at": one.at.isoformat(),
        "who": one.who,
        "kind": one.kind,
        "why": one.why,
        "sheet": one.sheet,
        "record": one.record or None,
        "what": one.what,
        "field": one.field or None,
        "before": _value(one, one.before, "iso"),
        "after": _value(one, one.after, "iso"),
    }


def _row(desk: Desk, one: FieldChange) -> tuple[object, ...]:
    sheet = BY_NAME[one.sheet]
    field = desk.tr.t(WHAT[one.what])
    if one.field:
        field = desk.tr.both(sheet.field(one.field).zh, one.field)
    before, after = (_value(one, value, desk.tr.language) for value in (one.before, one.after))
    record = desk.tr.both(one.called.zh, one.called.en)
    return one.change, one.at.isoformat(" ", "minutes"), desk.tr.t(one.who), record, field, before, after
