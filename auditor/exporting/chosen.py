"""Which rows leave with chosen subjects: what belongs to them and whom all that refers to, so that it imports alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import Connection, select

from auditor.model.fields import Field, Kind, Sheet
from auditor.model.sheets import BY_TABLE, SHEETS, SUBJECT_SHEETS
from auditor.model.tables import LISTS, MAIN, subject

Chosen = dict[str, set[int]]
"""Row ids by sheet name."""

_APART = frozenset({"hosts", "merchants", "agencies"})
"""Sheets of subjects that stand for themselves: an agency's export does not take its hosts' whole files along."""
_BATCH = 900


def parts(ids: Collection[int]) -> Iterator[list[int]]:
    """The ids in order, in batches that a statement can take."""
    listed = sorted(ids)
    for start in range(0, len(listed), _BATCH):
        yield listed[start : start + _BATCH]


def chosen_rows(connection: Connection, subjects: Collection[int]) -> Chosen:
    """The rows of these subjects, of what belongs to them, and of whom these rows refer to."""
    chosen: Chosen = defaultdict(set)
    _add_subjects(connection, chosen, set(subjects))
    owners = set(subjects)
    while owners:
        found: set[int] = set()
        for sheet in SHEETS:
            if sheet.name in _APART:
                continue
            new = _owned(connection, sheet, owners) - chosen[sheet.name]
            chosen[sheet.name] |= new
            # A merchant's products own licences.
            found |= new if sheet.subject == "product" else set()
        owners = found
    _add_referred(connection, chosen)
    _add_hanging(connection, chosen)
    return chosen


def _add_hanging(connection: Connection, chosen: Chosen) -> None:
    """What hangs on chosen courses and cases: versions, the way a case went, sanctions, appeals."""
    for sheet in SHEETS:
        for field in (one for one in sheet.fields if one.coded and one.name == sheet.owner[1]):
            main = MAIN[sheet.table]
            for part in parts(chosen[BY_TABLE[field.coded].name]):
                found = connection.execute(select(main.c.id).where(main.c[f"{field.name}_id"].in_(part)))
                chosen[sheet.name].update(found.scalars())


def _add_subjects(connection: Connection, chosen: Chosen, ids: set[int]) -> None:
    for part in parts(ids):
        for number, kind in connection.execute(select(subject.c.id, subject.c.type).where(subject.c.id.in_(part))):
            if kind in SUBJECT_SHEETS:
                chosen[SUBJECT_SHEETS[kind].name].add(number)


def _references(sheet: Sheet) -> list[Field]:
    return [f for f in sheet.fields if Kind.REF in (f.kind, f.of) and not f.coded]


def _named(sheet: Sheet, field: Field) -> tuple[Any, Any]:
    """The columns of a reference: whose it is, and whom it names."""
    listed = LISTS.get((sheet.table, field.name))
    if listed:
        return listed.table.c.owner_id, listed.table.c.target_id
    main = MAIN[sheet.table]
    return main.c.id, main.c[f"{field.name}_id"]


def _owned(connection: Connection, sheet: Sheet, owners: set[int]) -> set[int]:
    """The rows of a sheet that name one of the owners in any of their references."""
    found: set[int] = set()
    for field in _references(sheet):
        number, wanted = _named(sheet, field)
        for part in parts(owners):
            found.update(connection.execute(select(number).where(wanted.in_(part))).scalars())
    return found


def _add_referred(connection: Connection, chosen: Chosen) -> None:
    """Subjects and courses that the chosen rows refer to; then whom those refer to, until nobody is new."""
    looked: Chosen = defaultdict(set)
    while True:
        wanted: set[int] = set()
        for sheet in SHEETS:
            fresh = chosen[sheet.name] - looked[sheet.name]
            looked[sheet.name] |= fresh
            for part in parts(fresh):
                wanted |= _referred(connection, sheet, part)
                for field in (one for one in sheet.fields if one.coded):
                    main = MAIN[sheet.table]
                    column = main.c[f"{field.name}_id"]
                    meant = select(column).where(main.c.id.in_(part), column.is_not(None)).distinct()
                    chosen[BY_TABLE[field.coded].name].update(connection.execute(meant).scalars())
        _add_subjects(connection, chosen, wanted)
        if all(chosen[sheet.name] <= looked[sheet.name] for sheet in SHEETS):
            return


def _referred(connection: Connection, sheet: Sheet, ids: list[int]) -> set[int]:
    found: set[int] = set()
    for field in _references(sheet):
        number, wanted = _named(sheet, field)
        statement = select(wanted).where(number.in_(ids), wanted.is_not(None)).distinct()
        found.update(connection.execute(statement).scalars())
    return found
