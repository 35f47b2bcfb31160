"""From the services' own values to what reports say: rules, bases, evidence, what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from auditor.model.enums import word
from auditor.model.fields import Field, Sheet
from auditor.model.sheets import BY_NAME, BY_TABLE
from auditor.reporting.facts import Basis, Evidence, Missing, PackUsed, ParamUsed, Reason, Since, Words
from auditor.services.answers import Answer

_TABLE_OF_KIND = {"case": "case_record"}


def words(pair: tuple[str, str]) -> Words:
    """(zh, en) as the report's words."""
    return Words(*pair)


def basis_key(law: Any) -> str:
    """One article of one instrument: the fact table's id with its article."""
    return f"{law.id} {law.article}".strip()


def bases(rules: Iterable[Any]) -> tuple[Basis, ...]:
    """Every ground in law of these rules, once, by id."""
    found: dict[str, Basis] = {}
    for rule in rules:
        for law in rule.basis:
            found[basis_key(law)] = Basis(
                basis_key(law), law.instrument, law.article, law.effective.first, law.effective.last, str(law.status)
            )
    return tuple(found[key] for key in sorted(found))


def reason(answer: Answer, since: Since = Since.NOT_COMPARED, severity: str = "info") -> Reason:
    """An open answer as the report's reason; ``severity`` stands where the answer has none: what failing would be."""
    return Reason(
        rule=answer.rule,
        title=words(answer.title),
        result=answer.result,
        severity=answer.severity or severity,
        message=words(answer.message),
        effect=answer.effect or "note",
        remedy=words(answer.remedy),
        remedy_key=answer.remedy_key,
        curable=answer.curable,
        basis=tuple(basis_key(law) for law in answer.basis),
        evidence=tuple(evidence(record) for record in answer.evidence),
        missing=tuple(missing(*place) for place in answer.missing),
        since=since,
    )


def evidence(record: dict[str, Any]) -> Evidence:
    """A record behind an answer: its kind, its key, the values that tell."""
    kind, *names = record
    sheet = BY_TABLE.get(_TABLE_OF_KIND.get(kind, kind))
    told: tuple[Any, ...] = tuple((_label(sheet, name), _told(record[name], _words_of(sheet, name))) for name in names)
    title: Any = Words(sheet.zh, kind) if sheet else kind
    return Evidence(title, str(record[kind]), told)


_DERIVED: dict[str, tuple[Words, str]] = {
    "outcome_then": (Words("当日认定结果", "outcome that day"), "outcome"),
    "decided_day": (Words("认定日", "decided on"), ""),
    "asked_at": (Words("受理（或发生）时间", "asked at"), ""),
    "answered_at": (Words("答复时间", "answered at"), ""),
    "sanction_in_force": (Words("处罚生效", "sanction in force"), ""),
    "in_force": (Words("有效", "in force"), ""),
    "passed": (Words("合格", "passed"), ""),
    "valid": (Words("在有效期内", "not lapsed"), ""),
    "start": (Words("开播时间", "start"), ""),
    "presenter_shown": (Words("出镜类型", "presenter"), "presenter"),
    "of_own_holder": (Words("证载主体一致", "held by itself"), ""),
}
"""Fields that the engine derives: how a report calls them, and the enumeration of their words."""


def _field(sheet: Sheet | None, name: str) -> Field | None:
    return next((field for field in sheet.fields if field.name == name), None) if sheet else None


def _label(sheet: Sheet | None, name: str) -> Any:
    field = _field(sheet, name)
    if field is None:
        return _DERIVED[name][0] if name in _DERIVED else name.replace("_", " ")
    return Words(field.zh, name.replace("_", " "))


def _words_of(sheet: Sheet | None, name: str) -> str:
    """The enumeration that a value of this field belongs to; "" when to none."""
    field = _field(sheet, name)
    return field.words if field is not None else _DERIVED.get(name, (None, ""))[1]


def _told(value: Any, enumeration: str = "") -> Any:
    if isinstance(value, bool):
        return Words("是" if value else "否", "yes" if value else "no")
    if enumeration and isinstance(value, str):
        return Words(word(enumeration, value, "zh"), word(enumeration, value, "en"))
    return value if isinstance(value, int) else str(value)


def missing(sheet_name: str, field_name: str) -> Missing:
    """The datum that was needed and where to enter it."""
    sheet = BY_NAME[sheet_name]
    label = next((f.zh for f in sheet.fields if f.name == field_name), field_name)
    return Missing(Words(label, field_name.replace("_", " ")), Words(sheet.zh, sheet.name))


def packs_used(packs: Sequence[dict[str, Any]]) -> tuple[PackUsed, ...]:
    """The packs of a run as the method page lists them."""
    return tuple(
        PackUsed(p["id"], p["version"], p["sha256"], Words(p["title"].get("zh", ""), p["title"].get("en", "")))
        for p in packs
    )


def params_used(rules: Iterable[Any], values: dict[str, dict[str, Any]]) -> tuple[ParamUsed, ...]:
    """The parameters in force, with their labels."""
    made = []
    for rule in rules:
        for name, value in values.get(rule.id, {}).items():
            label = rule.params[name].label
            made.append(ParamUsed(rule.id, name, Words(label.get("zh", name), label.get("en", name)), _told(value)))
    return tuple(made)
