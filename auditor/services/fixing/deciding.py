"""What decides an answer that no single act turns: the data a rule reads, by the words of the workbook."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from auditor.i18n import Message, Twin, said
from auditor.model.sheets import BY_NAME

if TYPE_CHECKING:
    from auditor.rulebook.book import Book
    from auditor.rulebook.checked import CheckedRule

NAMED = 6
"""So many columns are named."""

ACROSS = frozenset({"id_number_shared", "phone_shared", "barred_operator", "barred_match", "evidence_shared"})
"""Derived fields that others' records decide as well."""

COUNTED: dict[str, tuple[tuple[str, str], ...]] = {
    "people": (("hosts", "real_name"), ("hosts", "id_number"), ("hosts", "phone")),
    "unnoticed_people": (("hosts", "privacy_notice_on"), ("hosts", "privacy_basis")),
    "overdue_people": (("hosts", "left_on"), ("hosts", "real_name"), ("hosts", "id_number"), ("hosts", "phone")),
}
"""Counts over the whole workspace to the columns that decide whether somebody is counted."""

HISTORY = frozenset({"unreasoned_disclosures"})
"""Counts of what was done: no record can be changed to turn them."""


def why_not(book: Book, kind: str, rules: Iterable[CheckedRule], past: Collection[str]) -> Message:
    """Why no act can be named for the rules of one remedy, and which data decide them.

    ``past`` are those whose failure no act can mend any more.
    """
    listed = list(rules)
    if all(one.rule.id in past for one in listed):
        return said("not decidable: what is past cannot be mended by an act")
    read = {name for one in listed for name in _fields(one.typed[kind].require)}
    if read & HISTORY:
        return said("not decidable: it counts what was done, which the history keeps; it falls away with time")
    counted = [place for name in read for place in COUNTED.get(name, ())]
    if counted:
        return said("not decidable by one act: it counts people; what decides for each is {where}",
                    where=_where(counted))  # fmt: skip
    where = _where(_columns(book, listed))
    if read & ACROSS:
        return said("not decidable by one act: what decides is {where}, here and on whoever has the same", where=where)
    return said("not decidable: the condition does not show which act would turn it; it reads {where}", where=where)


def _fields(tree: object) -> Iterator[str]:
    """The names of the fields a condition reads."""
    from auditor.rulebook.language import tree as t

    assert isinstance(tree, t.Tree)
    if isinstance(tree, t.Pick | t.Has):
        yield tree.field
    for part in t.parts(tree):
        yield from _fields(part)


def _columns(book: Book, rules: Iterable[CheckedRule]) -> list[tuple[str, str]]:
    from auditor.rulebook.reads import fields_read

    found = {place: None for one in rules for place in sorted(fields_read(book, one.rule.id))}
    return [place for place in found if place[1] != "status"] or list(found)


def _where(places: Iterable[tuple[str, str]]) -> Twin:
    listed = list(dict.fromkeys(places))
    zh = "、".join(f"{BY_NAME[sheet].zh}·{_label(sheet, name)}" for sheet, name in listed[:NAMED])
    en = ", ".join(f"{sheet}.{name}" for sheet, name in listed[:NAMED])
    return Twin(zh, en) if len(listed) <= NAMED else Twin(f"{zh} 等", f"{en} and more")


def _label(sheet: str, name: str) -> str:
    return next((one.zh for one in BY_NAME[sheet].fields if one.name == name), name)
