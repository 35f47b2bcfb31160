"""Units in a header's brackets: those that scale a number, and those whose numbers are not ours at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from auditor.importing.grid import Raw
from auditor.model.fields import Field, Kind
from auditor.model.folding import folded_code, folded_name

_BRACKETS = re.compile(r"\(([^()]*)\)")
_THING = "(?:元|人民币|人|粉丝|粉|个|单|件|次|人次|笔|条)?"
_SCALES = (
    (re.compile(rf"(?:单位:?)?百万{_THING}"), Decimal(10**6)),
    (re.compile(rf"(?:单位:?)?千万{_THING}"), Decimal(10**7)),
    (re.compile(rf"(?:单位:?)?(?:万|w){_THING}"), Decimal(10**4)),
    (re.compile(rf"(?:单位:?)?亿{_THING}"), Decimal(10**8)),
    (re.compile(rf"(?:单位:?)?(?:千|k){_THING}"), Decimal(1000)),
    (re.compile(rf"(?:单位:?)?百{_THING}"), Decimal(100)),
    (re.compile(r"(?:单位:?)?角"), Decimal("0.1")),
)
_CENTS = re.compile(r"(?:单位:?)?分")
_MONEY = frozenset({"sales", "compensation", "list_price", "live_price"})
_FOREIGN_MONEY = re.compile(r".*(?:美元|美金|usd|\$|港元|港币|hkd|欧元|eur|€|日元|jpy|英镑|gbp|新台币|台币|twd).*")
_FOREIGN = {
    "hours": re.compile(r"(?:单位:?)?(?:分钟|分|min|minutes?|秒|天|日|周)"),
    "valid_months": re.compile(r"(?:单位:?)?(?:天|日|年|周|days?|years?)"),
}
_NUMBER = re.compile(r"[+-]?[\d,]*\.?\d+")


def unit_of(header: str, field: Field) -> Decimal | None:
    """By how much the numbers under a header are to be multiplied; None when its unit cannot be made ours."""
    if field.kind not in (Kind.INT, Kind.DECIMAL):
        return Decimal(1)
    scale = Decimal(1)
    for inside in _BRACKETS.findall(folded_name(header)):
        if field.name in _MONEY and _FOREIGN_MONEY.fullmatch(inside):
            return None
        if field.name in _FOREIGN and _FOREIGN[field.name].fullmatch(inside):
            return None
        if field.name in _MONEY and _CENTS.fullmatch(inside):
            return Decimal("0.01")
        scale = next((by for pattern, by in _SCALES if pattern.fullmatch(inside)), scale)
    return scale


def scaled(cells: Sequence[Raw], scale: Decimal) -> list[Raw]:
    """The cells of a column of numbers, multiplied; one that names its own unit (12.5万) stands as it is."""
    return [_scaled(cell, scale) for cell in cells]


def _scaled(cell: Raw, scale: Decimal) -> Raw:
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        return cell
    text = folded_code(cell).lstrip("¥￥").strip() if isinstance(cell, str) else repr(cell)
    if isinstance(cell, str) and not _NUMBER.fullmatch(text):
        return cell
    try:
        made = Decimal(text.replace(",", "")) * scale
    except InvalidOperation:
        return cell
    return format(made.normalize(), "f")
