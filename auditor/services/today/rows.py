"""A line of the day: who, what, why, by when, whose; and a part of the page with its numbers and its first lines."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from auditor.i18n import Message, Translator, Twin
from auditor.model.enums import word
from auditor.model.ledger import listing
from auditor.model.tables import MAIN, subject

SHOWN = 12
"""Lines of a part that stand on the page; the rest is counted and opened."""

TONIGHT, TOMORROW = "tonight", "tomorrow"
OVERDUE, WITHIN_DAY, WITHIN_THREE, LATER = "overdue", "day", "three_days", "later"
NEW, BACK, CHANGED = "new", "back", "changed"


@dataclass(frozen=True, slots=True)
class Who:
    """A subject: type and code, the public name (the code where there is none), the person in charge, the team."""

    type: str
    code: str
    name: str = ""
    owner: str = ""
    unit: str = ""

    @property
    def reference(self) -> str:
        """``type:code``."""
        return f"{self.type}:{self.code}"


@dataclass(frozen=True, slots=True)
class Row:
    """One thing to see to. ``kind`` says what it is, ``group`` under which number it is counted.

    ``due`` is naive wall time; with ``all_day`` the whole of that day still counts. ``record`` is (sheet, id).
    """

    kind: str
    group: str
    who: Who
    what: Message
    owner: str = ""
    why: Message | None = None
    hand_in: Message | None = None
    due: datetime | None = None
    all_day: bool = False
    severity: str = ""
    rule: str = ""
    record: tuple[str, int] | None = None

    def as_json(self, tr: Translator) -> dict[str, Any]:
        """For programs."""
        due = None if self.due is None else self.due.date().isoformat() if self.all_day else self.due.isoformat()
        return {
            "kind": self.kind,
            "group": self.group,
            "subject": self.who.reference,
            "name": self.who.name,
            "owner": self.owner,
            "what": tr.t(self.what),
            "why": None if self.why is None else tr.t(self.why),
            "hand_in": None if self.hand_in is None else tr.t(self.hand_in),
            "due": due,
            "severity": self.severity or None,
            "rule": self.rule or None,
        }


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the page: numbers by group and by kind, its first lines, and a sentence where it cannot say all.

    ``more`` says that there are more than the numbers tell (counting was stopped).
    """

    groups: Mapping[str, int] = field(default_factory=dict)
    kinds: Mapping[str, int] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()
    note: Message | None = None
    more: bool = False

    @property
    def count(self) -> int:
        """How many there are, shown or not."""
        return sum(self.groups.values())

    def as_json(self, tr: Translator) -> dict[str, Any]:
        """For programs."""
        return {
            "count": self.count,
            "more": self.more,
            "groups": dict(self.groups),
            "kinds": dict(self.kinds),
            "note": None if self.note is None else tr.t(self.note),
            "rows": [row.as_json(tr) for row in self.rows],
        }


def enum_word(name: str, code: str, text: str | None = None) -> Twin:
    """An enumeration's word as a part of a sentence; ``text`` is what stood there where it is none of ours."""
    return Twin(text, text) if text else Twin(word(name, code, "zh"), word(name, code, "en"))


def people(connection: Connection, ids: Collection[int | None]) -> dict[int, Who]:
    """Who these subjects are; goods stand under the merchant who sells them. Who is gone meanwhile is left out."""
    wanted = {one for one in ids if one is not None}
    product, merchant_line = MAIN["product"], listing.alias()
    owner_of_goods = (
        select(
            subject.c.id,
            subject.c.type,
            subject.c.code,
            listing.c.name,
            listing.c.owner,
            listing.c.unit,
            merchant_line.c.type,
            merchant_line.c.code,
            merchant_line.c.name,
            merchant_line.c.owner,
            merchant_line.c.unit,
        )
        .outerjoin(listing, listing.c.id == subject.c.id)
        .outerjoin(product, product.c.id == subject.c.id)
        .outerjoin(merchant_line, merchant_line.c.id == product.c.merchant_id)
        .where(subject.c.id.in_(wanted))
    )
    found: dict[int, Who] = {}
    for number, *told in connection.execute(owner_of_goods):
        kind, code, name, owner, unit = told[5:] if told[0] == "product" and told[5] else told[:5]
        found[number] = Who(kind, code, name or code, owner or "", unit or "")
    return found


NOBODY = Who("", "", "")
