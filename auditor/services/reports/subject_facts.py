"""One subject as the dossier's facts: who, the answers of the day, the records behind them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection

from auditor import __version__
from auditor.model.fields import Field, Kind
from auditor.model.sheets import BY_NAME
from auditor.model.types import date_of, datetime_of, decimal_of
from auditor.reporting.facts import Counts, Detail, DossierFacts, Recorded, RecordList, Words
from auditor.services.answers import Answer, Judged, judged
from auditor.services.audits.job import params_on
from auditor.services.changes import Head, head_of
from auditor.services.context import Context
from auditor.services.profiles import ProfileOf, Record, profile_of, reference
from auditor.services.reports.run_facts import Head as RunHead
from auditor.services.reports.run_facts import method_of, who
from auditor.services.reports.said import bases, reason, words
from auditor.services.shown import LONG_TERM, shown_value

_COLUMNS: dict[str, tuple[str, ...]] = {
    "licences": ("kind", "number", "valid_from", "valid_until", "state"),
    "trainings": ("course", "completed_on", "result", "score", "valid_until"),
    "cases": ("code", "kind", "category", "occurred_at", "outcome", "sanction"),
    "contracts": ("code", "kind", "party", "counterparty", "valid_from", "valid_until", "state"),
    "authorisations": ("brand", "grantor", "grantee", "valid_from", "valid_until", "state"),
    "broadcasts": ("code", "room", "started_at", "planned_start", "status"),
    "rooms": ("code", "platform", "account", "title", "status"),
    "products": ("code", "name", "category", "brand", "status"),
}


def subject_facts(context: Context, connection: Connection, subject: str, as_of: date) -> DossierFacts:
    """The facts of one subject's dossier as of a day."""
    kind, code = reference(subject)
    profile = profile_of(context, connection, ProfileOf(kind, code))
    answers = judged(context, connection, Judged(kind, profile.id, as_of, passed=True))
    open_ones = [a for a in answers if a.result not in ("pass", "notapplicable")]
    book = context.book(connection)
    rules = [book.rule_on(answer.rule, as_of).rule for answer in answers]
    _, _, name, unit, owner = who(connection, [profile.id])[profile.id]
    return DossierFacts(
        method=method_of(connection, head_on(context, connection, as_of, rules), rules),
        type=kind,
        code=code,
        name=name,
        details=tuple(
            Detail(Words(one.field.zh, one.field.name.replace("_", " ")), cell(one.field, one.value))
            for one in profile.fields
            if one.value not in (None, ())
        ),
        counts=_counts(answers),
        reasons=tuple(reason(answer) for answer in open_ones),
        passed=tuple((a.rule, words(a.title)) for a in answers if a.result == "pass"),
        records=tuple(_record_list(name, rows) for name, rows in profile.records.items() if rows and name in _COLUMNS),
        bases=bases(rules),
        owner=owner,
        unit=unit,
    )


def head_on(context: Context, connection: Connection, as_of: date, rules: list[Any]) -> RunHead:
    """The head of what is judged on a day and belongs to no run: packs, parameters, the change the store stands at."""
    head = head_of(context, connection, Head())
    book = context.book(connection)
    packs = [{"id": p.id, "version": p.version, "sha256": p.sha256, "title": dict(p.title)} for p in book.packs]
    return RunHead(
        as_of,
        None,
        head.change,
        f"auditor {__version__}",
        packs,
        params_on(rules, as_of),
        {},
        {},
        {},
        "",
        recorded=Recorded(head.change, head.at, head.hash),
    )


def _counts(answers: Iterable[Answer]) -> Counts:
    found = Counter(answer.result for answer in answers)
    history = sum(1 for answer in answers if answer.result == "fail" and not answer.curable)
    return Counts(
        found["pass"], found["fail"], found["unknown"], found["notapplicable"], found["error"], history=history
    )


def _record_list(name: str, rows: tuple[Record, ...]) -> RecordList:
    sheet = BY_NAME[name]
    fields = [sheet.field(column) for column in _COLUMNS[name]]
    columns = tuple(Words(f.zh, f.name.replace("_", " ")) for f in fields)

    def lines() -> Iterable[tuple[Any, ...]]:
        for row in rows:
            yield tuple(cell(field, row.values.get(field.name)) for field in fields)

    return RecordList(Words(sheet.zh, sheet.name), columns, lines)


def cell(field: Field, value: Any) -> Any:
    """A stored value as reports say it: days as dates, words in both languages."""
    if value is None or value == ():
        return ""
    if value == LONG_TERM or isinstance(value, tuple):
        return Words(shown_value(field, value, "zh"), shown_value(field, value, "en"))
    match field.kind:
        case Kind.DATE | Kind.END:
            return date_of(value)
        case Kind.DATETIME:
            return datetime_of(value)
        case Kind.DECIMAL:
            return decimal_of(value)
        case Kind.INT:
            return value
    return Words(shown_value(field, value, "zh"), shown_value(field, value, "en"))
