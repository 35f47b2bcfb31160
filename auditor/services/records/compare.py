"""What a row would store, beside what is stored: fields, personal values, periods; masked values only compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from auditor.i18n import Message, said
from auditor.model.enums import OTHER, is_open
from auditor.model.fields import BEGINNING, Field, Kind, Sheet
from auditor.model.folding import folded_code
from auditor.model.masking import agrees, is_masked
from auditor.model.sheets import BY_NAME
from auditor.model.tables import MAIN, PERIODS, UNSTORED
from auditor.model.values import CLEAR, FOREVER, Element, Other, Value

Tell = Callable[[str, str, Message], None]
"""(field, code, message): a warning at that field's cell."""


def period_names(sheet: Sheet) -> list[str]:
    """The fields of a subject sheet whose value runs in periods: status, agency, operator."""
    return [PERIODS[one.name] for one in sheet.fields if one.name in PERIODS] if sheet.subject else []


@dataclass(slots=True)
class Draft:
    """What a row is to become: columns, lists (None: leave them), personal values (None: none in this sheet)."""

    columns: dict[str, Any] = field(default_factory=dict)
    lists: dict[str, tuple[tuple[Any, str | None], ...]] = field(default_factory=dict)
    """Per list field its (value or target id, text) in order."""
    personal: dict[str, str | None] | None = None


def plain_columns(one: Field, value: Value) -> dict[str, Any]:
    """The columns that a cell's value fills; CLEAR empties them, back to the default where there is one."""
    name = one.name
    if value is CLEAR:
        value_now: Any = _default(one)
        made: dict[str, Any] = {name: value_now}
        if one.kind is Kind.END:
            made[f"{name}_long"] = 0
    elif one.kind is Kind.END:
        made = {name: None, f"{name}_long": 1} if value is FOREVER else {name: value, f"{name}_long": 0}
    elif isinstance(value, Other):
        return {name: OTHER, f"{name}_text": value.text}
    else:
        made = {name: value}
    if one.kind is Kind.ENUM and is_open(one.words):
        made[f"{name}_text"] = None
    return made


def _default(one: Field) -> Any:
    if isinstance(one.default, bool):
        return int(one.default)
    return one.default


def list_elements(value: tuple[Element, ...]) -> tuple[tuple[str, str | None], ...]:
    """(value, text) of each element, doubles left out, in order."""
    seen: dict[tuple[str, str | None], None] = {}
    for element in value:
        seen[(OTHER, element.text) if isinstance(element, Other) else (str(element), None)] = None
    return tuple(seen)


_SIMPLE = (Kind.TEXT, Kind.DATE, Kind.DATETIME, Kind.INT, Kind.DECIMAL, Kind.BOOL)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a sheet's rows need, worked out once: the plain fields by name and what a new row starts with."""

    plain: dict[str, Field]
    fresh: dict[str, Any]
    """Every column of a new row but its id and its change: its default, else empty."""
    lists: dict[str, tuple[tuple[Any, str | None], ...]]
    simple: frozenset[str]
    """The plain fields whose value is one column as it stands."""
    straight: frozenset[str]
    """Those of them that are not tidied, either."""
    personal: tuple[Field, ...]
    """What stands in the vault."""


@cache
def plan_of(name: str) -> Plan:
    """The plan of the sheet of that name."""
    sheet = BY_NAME[name]
    periods = {n for period in period_names(sheet) for n in (period, f"{period}_from")}
    plain: dict[str, Field] = {}
    columns: dict[str, Any] = {}
    lists: dict[str, tuple[tuple[Any, str | None], ...]] = {}
    for one in sheet.fields:
        if one.personal or one.kind is Kind.REF or one.name in periods or (sheet.table, one.name) in UNSTORED:
            continue
        if one.kind is Kind.LIST and one.of is Kind.REF:
            continue
        plain[one.name] = one
        if one.kind is Kind.END:
            columns[f"{one.name}_long"] = 0
        if isinstance(one.default, tuple):
            lists[one.name] = tuple((value, None) for value in one.default)
        elif one.default is not None:
            columns[one.name] = _default(one)
    main = MAIN[sheet.table]
    blank = {
        c.name: 0 if c.name.startswith("has_") else None for c in main.columns if c.name not in ("id", "change_id")
    }
    simple = frozenset(name for name, one in plain.items() if one.kind in _SIMPLE)
    straight = frozenset(name for name in simple if not plain[name].fold)
    personal = tuple(one for one in sheet.fields if one.personal)
    return Plan(plain, {**blank, **columns}, lists, simple, straight, personal)


def tidy(one: Field, value: Value) -> Value:
    """A code or number as it is stored, whoever wrote it: half-width, without blanks around; credit codes in capitals,
    without blanks at all (rules compare them so)."""
    if isinstance(value, tuple):
        return tuple(str(tidy(one, element)) if isinstance(element, str) else element for element in value)
    if not isinstance(value, str):
        return value
    if not value.isascii() or " " in value:
        value = folded_code(value)
    return value.replace(" ", "").upper() if one.upper else value


def drafted(sheet: Sheet, values: Mapping[str, Value], stored: Mapping[str, Any] | None, tell: Tell) -> Draft:
    """The plain columns and lists of a row (references, periods and personal values are added by the recorder)."""
    plan = plan_of(sheet.name)
    draft = Draft(dict(plan.fresh), dict(plan.lists)) if stored is None else Draft()
    columns, plain = draft.columns, plan.plain
    straight = plan.straight if stored is None else frozenset[str]()
    for name, value in values.items():
        if name in straight and value is not CLEAR:
            columns[name] = value
            continue
        one = plain.get(name)
        if one is None:
            continue
        if one.fold:
            value = tidy(one, value)
        if name in plan.simple and value is not CLEAR and (stored is None or not isinstance(value, str)):
            columns[name] = value
        elif one.kind is Kind.LIST:
            draft.lists[name] = list_elements(value) if isinstance(value, tuple) else ()
        elif stored is not None and isinstance(value, str) and stored.get(name) and is_masked(value):
            _compare_masked(name, value, str(stored[name]), tell)
        elif name in plan.simple and value is not CLEAR:
            columns[name] = value
        else:
            columns.update(plain_columns(one, value))
    return draft


def _compare_masked(name: str, masked: str, stored: str, tell: Tell) -> None:
    if not agrees(masked, stored):
        tell(name, "masked_differs", said("The masked value {masked} disagrees with what is stored.", masked=masked))


def personal_values(
    sheet: Sheet, values: Mapping[str, Value], stored: Mapping[str, Any] | None, tell: Tell
) -> dict[str, str | None]:
    """The personal values a row is to hold: a masked one never replaces a full one."""
    result: dict[str, str | None] = {}
    for one in plan_of(sheet.name).personal:
        before: str | None = None if stored is None else stored.get(one.name)
        value = values.get(one.name)
        if value is None:
            result[one.name] = before
        elif value is CLEAR:
            result[one.name] = None
        else:
            given = tidy(one, value) if one.fold else value
            result[one.name] = _better(one.name, str(given), before, tell)
    return result


def _better(name: str, given: str, before: str | None, tell: Tell) -> str:
    if before is None or before == given:
        return given
    if is_masked(given):
        if not is_masked(before):
            _compare_masked(name, given, before, tell)
        elif not agrees(given, before) and not agrees(before, given):
            _compare_masked(name, given, before, tell)
            return given
        return before
    if name == "id_number" and not is_masked(before):
        tell(name, "id_number_differs", said("Another ID number was stored for this code; it is replaced."))
    elif is_masked(before) and not agrees(before, given):
        tell(name, "masked_differs", said("The value disagrees with the masked one that was stored."))
    return given


@dataclass(frozen=True, slots=True)
class Period:
    """What becomes of a period: the latest (value, from) and, where one is passed on, what goes into the past."""

    value: Any
    from_day: int
    past: tuple[tuple[int, Any], ...] = ()
    """(from, value) rows to write among the past periods."""


def period_after(
    before: tuple[Any, int], past: Mapping[int, Any], value: Any, from_day: int | None, today: int
) -> Period | None:
    """The periods after a row says "value since from_day"; None when nothing changes.

    A value without its day begins today when it differs from the latest (rulebook, Time).
    """
    latest, since = before
    if from_day is None:
        if value == latest:
            return None
        from_day = today
    if from_day == since:
        return None if value == latest else Period(value, since)
    if from_day > since:
        if value == latest and since == BEGINNING:
            return Period(value, from_day)
        return Period(value, from_day, ((since, latest),))
    if from_day in past and past[from_day] == value:
        return None
    return Period(latest, since, ((from_day, value),))
