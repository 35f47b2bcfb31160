"""Which conditions can be ticked done where they stand, with which fields; for the others, where to enter it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from auditor.i18n import Message, Twin, said
from auditor.model.fields import Field
from auditor.model.sheets import BY_NAME, BY_TABLE
from auditor.services.clearance.combination import AD_HOC
from auditor.services.clearance.lines import Line

YES = "是"


@dataclass(frozen=True, slots=True)
class Entry:
    """One field to fill: its column, and what stands there to begin with (workbook text)."""

    field: Field
    begin: str = ""
    needed: bool = True


@dataclass(frozen=True, slots=True)
class TickForm:
    """What ticking writes: a row of this sheet. ``own`` rows are the subject's own, the others belong to it."""

    rule: str
    subject: tuple[str, str]
    sheet: str
    entries: tuple[Entry, ...]


Plan = tuple[str, tuple[tuple[str, str], ...], tuple[str, ...]]
"""(sheet, needed columns with what they begin with, further columns)."""

NOW, TODAY, YEAR = "{now}", "{today}", "{year}"

_TRAINING: Plan = ("trainings", (("course", ""), ("completed_on", TODAY), ("result", "合格")), ("certificate_no",))
_LICENCE: Plan = ("licences", (("kind", ""), ("number", ""), ("valid_from", TODAY), ("valid_until", "")), ())

PLANS: Mapping[tuple[str, str], Plan] = {
    ("ID-07", "broadcast"): ("broadcasts", (("identity_reported_at", NOW),), ()),
    ("RC-03", "broadcast"): ("broadcasts", (("reviewed_at", NOW), ("reviewer", "")), ()),
    ("RC-02", "broadcast"): ("broadcasts", (("seller_shown", YES), ("link_hops", "1")), ()),
    ("RV-08", "broadcast"): ("broadcasts", (("ai_label", YES),), ()),
    ("ID-02", "host"): ("hosts", (("birth_date", ""),), ()),
    ("ID-03", "host"): ("hosts", (("guardian_consent_on", TODAY),), ()),
    ("ID-04", "host"): ("hosts", (), ("real_name", "id_type", "id_number", "phone", "residence", "occupation")),
    ("ID-06", "host"): ("hosts", (("identity_verified_on", TODAY),), ()),
    ("ID-05", "merchant"): ("merchants", (("identity_verified_on", TODAY),), ()),
    ("ID-10", "host"): ("hosts", (("categories", ""),), ("domains",)),
    ("ID-11", "merchant"): ("merchants", (("categories", ""),), ()),
    ("RC-01", "merchant"): ("merchants", (("disclosure_checked_on", TODAY),), ()),
    ("CT-01", "host"): (
        "contracts",
        (("code", ""), ("kind", "经纪"), ("valid_from", TODAY), ("valid_until", YEAR), ("signed_on", TODAY)),
        (),
    ),
    ("BR-02", "merchant"): (
        "authorisations",
        (("brand", ""), ("grantor", ""), ("valid_from", TODAY), ("valid_until", YEAR)),
        ("trademark",),
    ),
    ("LI-01", "merchant"): _LICENCE,
    ("LI-02", "merchant"): _LICENCE,
    ("LI-03", "merchant"): _LICENCE,
    ("LI-13", "host"): _LICENCE,
    **{(rule, "host"): _TRAINING for rule in ("TR-01", "TR-02", "TR-03", "TR-04", "KT-01")},
    ("TR-06", "merchant"): _TRAINING,
    ("TR-08", "agency"): _TRAINING,
}
"""(rule, subject type) to what ticking its line writes."""


def form_for(rule: str, kind: str, code: str, now: datetime) -> TickForm | None:
    """What ticking a rule's line about a subject asks for; None where it cannot be ticked."""
    plan = PLANS.get((rule, kind))
    if plan is None:
        return None
    sheet, needed, further = plan
    declared = BY_NAME[sheet]
    entries = [Entry(declared.field(name), _begin(text, now)) for name, text in needed]
    entries += [Entry(declared.field(name), "", needed=False) for name in further]
    return TickForm(rule, (kind, code), sheet, tuple(entries))


def form_of(line: Line, now: datetime) -> TickForm | None:
    """The same for a line of a clearance; a broadcast that is not on file has nothing that could be written on it."""
    if line.subject.id == AD_HOC:
        return None
    return form_for(line.rule, line.subject.type, line.subject.code, now)


_WRITE: Mapping[str, Callable[[datetime], str]] = {
    NOW: lambda now: now.strftime("%Y-%m-%d %H:%M"),
    TODAY: lambda now: now.strftime("%Y-%m-%d"),
    YEAR: lambda now: (now + timedelta(days=364)).strftime("%Y-%m-%d"),
}


def _begin(text: str, now: datetime) -> str:
    made = _WRITE.get(text)
    return text if made is None else made(now)


def where(line: Line) -> Message:
    """Where to enter what a line asks for when it cannot be ticked."""
    if line.subject.id == AD_HOC:
        return said("Put the broadcast on file first (import or Broadcasts), then tick it there.")
    if line.missing:
        columns = [f"{BY_NAME[sheet].zh}·{_label(sheet, name)}" for sheet, name in line.missing]
        names = [f"{sheet}.{name}" for sheet, name in line.missing]
        return said("Enter it at {where}.", where=Twin("、".join(columns), ", ".join(names)))
    sheet_of = BY_TABLE.get(line.subject.type)
    title = Twin(sheet_of.zh, sheet_of.name) if sheet_of else Twin(line.subject.type, line.subject.type)
    return said("Open the profile ({where}, {code}) and settle it there.", where=title, code=line.subject.code)


def _label(sheet: str, name: str) -> str:
    return next((field.zh for field in BY_NAME[sheet].fields if field.name == name), name)
