"""Two rows made one: whose value stands field by field, lists united, personal values chosen, periods joined."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from auditor.errors import CallerMistake
from auditor.i18n import said
from auditor.model.enums import is_open, word
from auditor.model.fields import Field, Kind, Sheet
from auditor.model.masking import agrees, is_masked
from auditor.model.tables import PERIODS, UNSTORED, VAULTS
from auditor.services.records.compare import Draft, period_names
from auditor.services.records.fill import Fill
from auditor.services.records.personal import facts_of
from auditor.services.records.stored import PAST, Entry
from auditor.services.records.writer import Elements, Writer
from auditor.storage.work import Work

Side = Literal["keep", "drop", "both"]

_HELD = ("blacklisted", "suspended")
_GRAVE = ("abnormal_listing", "dishonest_listing")


class Uniting:
    """Writes the united values into the kept row."""

    def __init__(self, work: Work, writer: Writer) -> None:
        self._work = work
        self._writer = writer
        self._fill = Fill(work.connection)

    def subject(self, sheet: Sheet, keep: Entry, drop: Entry, take: Mapping[str, Side]) -> tuple[str, ...]:
        """Unite two subjects; gives the names of the fields that took another value."""
        _refuse_silence(sheet, keep, drop, take)
        return self._unite(sheet, keep, drop, take)

    def record(self, sheet: Sheet, keep: Entry, drop: Entry) -> None:
        """Unite two records of one key."""
        self._unite(sheet, keep, drop, {})

    def _unite(self, sheet: Sheet, keep: Entry, drop: Entry, take: Mapping[str, Side]) -> tuple[str, ...]:
        told: list[str] = []
        draft = Draft()
        for one in sheet.fields:
            if _is_plain(sheet, one) and chosen(one, keep, drop, take.get(one.name)) == "drop":
                names = columns_of(one)
                if any(keep.row[name] != drop.row[name] for name in names):
                    draft.columns.update({name: drop.row[name] for name in names})
                    told.append(one.name)
        told += self._periods(sheet, keep, drop, take, draft)
        personal = self._personal(sheet, keep, drop, take, draft, told)
        self._fill.complete(sheet, draft, keep.row)
        changed = {name: value for name, value in draft.columns.items() if keep.row.get(name) != value}
        self._writer.update(sheet, keep, changed, personal)
        told += self._lists(sheet, keep, drop, take)
        return tuple(told)

    def _personal(
        self, sheet: Sheet, keep: Entry, drop: Entry, take: Mapping[str, Side], draft: Draft, told: list[str]
    ) -> dict[str, str | None] | None:
        """The personal values that are to stand; None when they are the kept one's."""
        if sheet.table not in VAULTS:
            return None
        mine, theirs = keep.vault or {}, drop.vault or {}
        after: dict[str, str | None] = {}
        changed = False
        for one in sheet.fields:
            if one.personal:
                side = chosen(one, keep, drop, take.get(one.name))
                value = (theirs if side == "drop" else mine).get(one.name)
                after[one.name] = value
                if value != mine.get(one.name):
                    told.append(one.name)
                    changed = True
        draft.personal = after
        draft.columns.update(facts_of(sheet.table, after))
        return after if changed else None

    def _lists(self, sheet: Sheet, keep: Entry, drop: Entry, take: Mapping[str, Side]) -> list[str]:
        told = []
        for one in sheet.fields:
            if one.kind is not Kind.LIST:
                continue
            mine, theirs = keep.lists.get(one.name, ()), drop.lists.get(one.name, ())
            # Of a record the kept list stands: the scope of a licence is not the sum of two readings of it.
            side = take.get(one.name) or ("both" if sheet.subject else "keep" if mine else "drop")
            after: Elements = {"keep": mine, "drop": theirs, "both": tuple(dict.fromkeys((*mine, *theirs)))}[side]
            if after != mine:
                self._writer.put_list(sheet, one.name, keep.row["id"], mine, after)
                told.append(one.name)
        return told

    def _periods(self, sheet: Sheet, keep: Entry, drop: Entry, take: Mapping[str, Side], draft: Draft) -> list[str]:
        """One line of periods of two: the latest of the chosen side, before it what either had, its own first."""
        told = []
        for name in period_names(sheet):
            column = f"{name}_id" if sheet.field(name).kind is Kind.REF else name
            one, other = (drop, keep) if take.get(name) == "drop" else (keep, drop)
            latest = (one.row[f"{name}_from"], one.row[column])
            if (keep.row[f"{name}_from"], keep.row[column]) != latest:
                draft.columns |= {f"{name}_from": latest[0], column: latest[1]}
                if name == "status":
                    draft.columns["status_here"] = one.row["status_here"]
                told.append(name)
            after = _joined(_line(one, name, column), _line(other, name, column), latest[0])
            before = keep.past.get(name, {})
            for day, value in after.items():
                if day not in before or before[day] != value:
                    self._writer.put_past(name, keep.row["id"], day, value, known=day in before)
            gone = [{"subject_id": keep.row["id"], "from_day": day} for day in before if day not in after]
            self._work.delete(PAST[name][0], ("subject_id", "from_day"), gone)
        return told


def _line(entry: Entry, name: str, column: str) -> dict[int, Any]:
    """All periods of a subject by their first day, the latest among them."""
    return {**entry.past.get(name, {}), entry.row[f"{name}_from"]: entry.row[column]}


def _joined(own: dict[int, Any], other: dict[int, Any], until: int) -> dict[int, Any]:
    """The past periods before ``until``; on one day the own stands, and what only goes on is no period."""
    after: dict[int, Any] = {}
    for day in sorted({*own, *other}):
        if day >= until:
            break
        value = own[day] if day in own else other[day]
        if day in own or not after or after[max(after)] != value:
            after[day] = value
    return after


def _is_plain(sheet: Sheet, one: Field) -> bool:
    if one.name == "code" or one.name in sheet.key or one.personal or one.kind is Kind.LIST:
        return False
    if (sheet.table, one.name) in UNSTORED:
        return False
    return not (sheet.subject and (one.name in PERIODS or one.name in PERIODS.values()))


def columns_of(one: Field) -> list[str]:
    """The columns that hold a field's value."""
    if one.kind is Kind.REF:
        return [f"{one.name}_id"]
    names = [one.name]
    if one.kind is Kind.END:
        names.append(f"{one.name}_long")
    elif one.kind is Kind.ENUM and is_open(one.words):
        names.append(f"{one.name}_text")
    return names


def chosen(one: Field, keep: Entry, drop: Entry, wanted: Side | None) -> Side:
    """Whose value stands: as wanted, else the kept one's where it has one; a whole value before a masked one."""
    if wanted is not None:
        return wanted
    if not one.personal:
        return (
            "keep" if any(keep.row[name] for name in columns_of(one)) or keep.row[columns_of(one)[0]] == 0 else "drop"
        )
    mine, theirs = (keep.vault or {}).get(one.name), (drop.vault or {}).get(one.name)
    if not mine or (theirs and is_masked(mine) and not is_masked(theirs) and agrees(mine, theirs)):
        return "drop"
    return "keep"


def _refuse_silence(sheet: Sheet, keep: Entry, drop: Entry, take: Mapping[str, Side]) -> None:
    """What restricts the dropped one is not lifted without a word."""
    names = [name for name in _GRAVE if name in keep.row and drop.row[name] and not keep.row[name]]
    if "status" in keep.row and drop.row["status"] in _HELD and keep.row["status"] != drop.row["status"]:
        names.insert(0, "status")
    for name in names:
        if name not in take:
            one = sheet.field(name)
            shown = said("yes") if one.kind is Kind.BOOL else word(one.words, drop.row["status"], "zh")
            raise CallerMistake(
                said("{drop} is restricted ({field}: {value}).", drop=drop.row["code"], field=one.zh, value=shown),
                said("Say which stands: {field}=keep or {field}=drop.", field=name),
            )
