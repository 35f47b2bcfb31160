"""A view of a list as a value and as a file: which list, which filter, which order; shared by window and scripts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, cast, get_args

from auditor.errors import CallerMistake, unreadable, unwritable
from auditor.i18n import N_, Message, enumerated, said
from auditor.services.lists.asked import Order
from auditor.services.lists.categories import CATEGORISED, written
from auditor.services.lists.filters import ListFilter
from auditor.services.lists.marked import SCAN, field_of
from auditor.services.lists.records import RECORDS
from auditor.services.lists.terms import STANDS
from auditor.services.records.names import NAMES
from auditor.services.standing.state import ANSWERS

SUFFIX = ".auditor-view"
VERSION = 1
KINDS = (*NAMES, *RECORDS)
"""Whatever there are lists of."""
LONGEST = 64 * 1024
"""Bytes of a view's file at most."""
MOST_DAYS = 36_500
PARTS = ("auditor_view", "kind", "name", "order", "filter")
"""What the file of a view names."""


@dataclass(frozen=True, slots=True)
class View:
    """A list's kind, its filter and order, and the name it was given (empty: none)."""

    kind: str
    filter: ListFilter = field(default_factory=ListFilter)
    order: Order = "code"
    name: str = ""

    def as_json(self) -> dict[str, Any]:
        """As it is written to a file; what does not filter is left out."""
        told = {name: value for name, value in asdict(self.filter).items() if value not in ("", (), None)}
        return {
            "auditor_view": VERSION,
            "kind": self.kind,
            "name": self.name,
            "order": self.order,
            "filter": {name: list(value) if isinstance(value, tuple) else value for name, value in told.items()},
        }


def write_view(out: Path, view: View) -> None:
    """Write a view as a file."""
    try:
        out.write_text(json.dumps(view.as_json(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise unwritable(out, error) from None


def read_view(path: Path) -> View:
    """The view of a file; CallerMistake where it is none that this program knows."""
    try:
        with path.open("rb") as stream:
            content = stream.read(LONGEST + 1)
    except OSError as error:
        raise unreadable(path, error) from None
    try:
        if len(content) > LONGEST:
            raise ValueError
        found = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise CallerMistake(said("{path} is no saved view of a list.", path=path.name), _how_saved()) from None
    return view_from(found)


def view_from(found: object) -> View:
    """The view that parsed JSON tells of; CallerMistake where it says something that no list understands."""
    if not isinstance(found, Mapping) or not isinstance(found.get("auditor_view"), int):
        raise CallerMistake(said("This is no saved view of a list."), _how_saved())
    if found["auditor_view"] > VERSION:
        raise CallerMistake(
            said("This view was saved by a newer version of the program."),
            said("Update the program, then open it again."),
        )
    strange = set(found) - set(PARTS)
    if strange:
        raise CallerMistake(
            said("A view has no {name}.", name=enumerated(sorted(map(str, strange)))),
            said("Known: {names}", names=enumerated(PARTS)),
        )
    kind, order, name = found.get("kind"), found.get("order", "code"), found.get("name", "")
    if kind not in KINDS:
        raise _unknown("kind", kind, KINDS)
    if order not in get_args(Order):
        raise _unknown("order", order, get_args(Order))
    if not isinstance(name, str):
        raise CallerMistake(said("The name of a view is a text."), _how_saved())
    return View(kind, filter_from(kind, found.get("filter", {})), cast("Order", order), name[:80])


def told_in(texts: Iterable[str], before: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """A filter as parsed JSON has it from FILTER=VALUE, one a text, each let through beside those ``before``."""
    told: dict[str, Any] = {
        name: list(value) if isinstance(value, list | tuple) else value for name, value in (before or {}).items()
    }
    for one in texts:
        name, equals, value = (part.strip() for part in one.partition("="))
        if not equals and not name:
            continue
        if not equals:
            raise CallerMistake(said("“{text}” is no filter.", text=one), said("Write FILTER=VALUE."))
        if name == "text":
            told[name] = value
        elif name == "expires_within":
            told[name] = int(value) if value.isdigit() else value
        else:
            told.setdefault(name, []).append(value)
    return told


def filter_from(kind: str, told: object) -> ListFilter:
    """The filter that parsed JSON tells of, checked for a list of this kind."""
    if not isinstance(told, Mapping):
        raise CallerMistake(said("The filter of a view names what it lets through."), _how_saved())
    known = {one.name for one in fields(ListFilter)}
    values: dict[str, Any] = {}
    for name, value in told.items():
        if name not in known:
            raise _unknown("filter", name, sorted(known))
        if name == "text":
            fits = isinstance(value, str)
        elif name == "expires_within":
            fits = value is None or (isinstance(value, int) and not isinstance(value, bool))
        else:
            fits = isinstance(value, list | tuple) and all(isinstance(one, str) for one in value)
        if not fits:
            raise CallerMistake(
                said("{name} cannot be filtered by {value}.", name=name, value=str(value)[:80]),
                Message(_FITS.get(name, _FITS[""])),
            )
        values[name] = tuple(value) if isinstance(value, list) else value
    values["category"] = tuple(written(one) for one in values.get("category", ()))
    return checked(kind, ListFilter(**values))


def checked(kind: str, chosen: ListFilter) -> ListFilter:
    """The filter itself; CallerMistake where it names what a list of this kind does not have."""
    if kind not in KINDS:
        raise _unknown("kind", kind, KINDS)
    for values, known in ((chosen.answer, (*ANSWERS, "")), (chosen.stands, STANDS)):
        strange = [one for one in values if one not in known]
        if strange:
            raise _unknown("filter", strange[0], [one for one in known if one])
    for name in chosen.missing:
        if name != SCAN:
            field_of(kind, name)
    if kind in NAMES and (chosen.stands or chosen.kind or chosen.scope):
        raise CallerMistake(
            said("The list of {kind} is not filtered by kind or term.", kind=kind),
            said("Lists of records are: {names}", names=enumerated(RECORDS)),
        )
    if chosen.category and kind not in CATEGORISED:
        raise CallerMistake(
            said("The list of {kind} is not filtered by category.", kind=kind),
            said("Products are by kind, authorisations and licences by scope."),
        )
    days = chosen.expires_within
    if days is not None and not 0 <= days <= MOST_DAYS:
        raise CallerMistake(
            said("Days are a number from 0 to {most}.", most=MOST_DAYS),
            said("Days count from the day on screen, such as 30."),
        )
    return chosen


def _how_saved() -> Message:
    return said("Views are saved in the window's lists, or with: auditor list KIND --save-view FILE")


_FITS = {
    "text": N_("Give a text."),
    "expires_within": N_("Give a whole number of days."),
    "": N_("Give a list of texts."),
}
_NOT_KNOWN = {
    "kind": N_("{word} is no kind of list."),
    "order": N_("{word} is no order of a list."),
    "filter": N_("{word} is no filter of a list."),
}


def _unknown(what: str, word: object, known: Iterable[str]) -> CallerMistake:
    return CallerMistake(
        Message(_NOT_KNOWN[what], {"word": str(word)[:80]}), said("Known: {names}", names=enumerated(known))
    )
