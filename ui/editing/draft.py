"""What is being typed on one record, worked out without a widget: texts, complaints, what a save would say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from auditor.i18n import Message, Translator
from auditor.model.fields import Field, Kind, Sheet
from auditor.model.sheets import kind_called

if TYPE_CHECKING:
    from auditor.services.editing import Conflict, SaveRecord, Told

TOGETHER = frozenset({"missing_value", "wrong_order", "own_verification"})
"""Complaints at a field that is filled in: what another field says is what keeps it from being stored."""


@dataclass(slots=True)
class Draft:
    """One record (``id`` None: a new one) as stored, and the texts typed over it; a text stays until it is stored."""

    sheet: Sheet
    id: int | None
    stored: Mapping[str, Any]
    seen: int | None
    today: int
    """Today as a day number, for dates that lie ahead."""
    language: str = "zh"
    typed: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    """What the typed texts mean, by field."""
    told: dict[str, Message] = field(default_factory=dict)
    """What is wrong, by field: it keeps the field open."""
    warned: dict[str, Message] = field(default_factory=dict)
    doubted: dict[str, str] = field(default_factory=dict)
    """Texts of which it was asked whether a word of the list is meant, by field."""
    beside: set[str] = field(default_factory=set)
    """Fields of which it was told what they say together with others: looked at anew when another is typed."""

    def read_again(self, stored: Mapping[str, Any], seen: int | None) -> None:
        """The record was read anew; what is being typed stays, and still means the version it was begun on."""
        self.stored = stored
        if not self.typed:
            self.seen = seen

    def text(self, name: str) -> str:
        """What stands in the field's editor: the text typed, else the stored value as it is typed."""
        return self.typed[name] if name in self.typed else self.begun(name)

    def begun(self, name: str) -> str:
        """The stored value as it is typed."""
        from auditor.services.editing import editing_text

        return editing_text(self.sheet.field(name), self.stored.get(name), self.language)

    def type(self, name: str, text: str) -> None:
        """The text of a field; what is to be said of it is found at once."""
        self._take(name, text)
        for other in [one for one in self.beside if one != name and one in self.typed]:
            self._take(other, self.typed[other])

    def _take(self, name: str, text: str) -> None:
        from auditor.services.editing.checking import Surroundings, check_together, read_field

        self.typed[name] = text
        value, found = read_field(self.sheet, name, text, self.stored.get(name), Surroundings(self.today))
        self.values[name] = value
        if not any(one.level == "error" for one in found):
            beside = {**self.stored, **{one: self.values[one] for one in self.typed if one != name}}
            together = check_together(self.sheet, {name: value}, beside)
            found = (*found, *together)
            (self.beside.add if together else self.beside.discard)(name)
        self._tell(name, found)

    def _tell(self, name: str, found: Sequence[Told]) -> None:
        self.told.pop(name, None)
        self.warned.pop(name, None)
        for one in found:
            (self.told if one.level == "error" else self.warned)[name] = one.message

    def doubt(self) -> None:
        """Ask once of each half-written word which one is meant; stored once more, it is meant as it stands."""
        from auditor.services.editing.checking import HALF, half_written

        for name, text in self.typed.items():
            told = self.told.get(name)
            if self.doubted.get(name) == text:
                if told is not None and told.text == HALF:
                    del self.told[name]
            elif told is None and (asked := half_written(self.sheet.field(name), self.values.get(name))):
                self.doubted[name] = text
                self.told[name] = asked

    def speak(self, language: str) -> None:
        """Go on in another language: words of ours that were typed are said in it, everything else stays as it is."""
        from auditor.model.values import CLEAR, Other
        from auditor.services.editing import editing_text

        self.language = language
        for name in self.typed:
            one, value = self.sheet.field(name), self.values.get(name)
            if one.kind in (Kind.ENUM, Kind.BOOL) and value is not CLEAR and not isinstance(value, Other | None):
                self.typed[name] = editing_text(one, value, language)

    def changed(self, name: str) -> bool:
        """Whether the text differs from what is stored."""
        return name in self.typed and self.typed[name].strip() != self.begun(name)

    def take_back(self, *names: str) -> None:
        """Forget what was typed in these fields (none named: in all)."""
        for name in names or tuple(self.typed):
            for kept in (self.typed, self.values, self.told, self.warned):
                kept.pop(name, None)

    def command(self, *names: str) -> SaveRecord | None:
        """The save of these fields (none named: all that differ); None when nothing differs, or something is wrong."""
        from auditor.services.editing import SaveRecord

        wanted = [name for name in (names or tuple(self.typed)) if self.changed(name)]
        if not wanted or any(name in self.told for name in wanted):
            return None
        return SaveRecord(self.sheet.name, self.id, tuple((name, self.typed[name]) for name in wanted), self.seen)

    def refused(self, told: Sequence[Told]) -> None:
        """A save came back: what was wrong stands at its fields, also at those nobody typed in."""
        for one in told:
            if one.level == "error":
                self.told[one.field] = one.message
                self.typed.setdefault(one.field, self.begun(one.field))
                self.values.setdefault(one.field, self.stored.get(one.field))
                if one.code in TOGETHER and self.typed[one.field].strip():
                    self.beside.add(one.field)

    def saved(self, names: Sequence[str]) -> None:
        """These fields were stored."""
        self.take_back(*names)

    def lacking(self) -> tuple[Field, ...]:
        """Fields that a new record must have and that are still empty."""
        return tuple(one for one in self.sheet.fields if one.required and not self.text(one.name).strip())


@dataclass(slots=True)
class Choice:
    """One field that both changed: what was stored in between, what was typed, and whose stands."""

    field: Field
    before: Any
    theirs: Any
    mine: str
    keep_mine: bool = True


@dataclass(slots=True)
class Clash:
    """A save met a newer version: who made it, the fields to choose, and what else changed meanwhile."""

    draft: Draft
    who: str
    change: int
    choices: list[Choice]
    beside: tuple[tuple[Field, Any, Any], ...]
    """(field, before, now) that only the other changed."""
    rest: tuple[tuple[str, str], ...]
    """Texts of this save in fields that nobody else touched."""

    @classmethod
    def of(cls, draft: Draft, conflict: Conflict) -> Clash:
        """Sort the fields of a conflict."""
        sheet = draft.sheet
        both = [one for one in conflict.fields if one.changed and one.mine is not None]
        choices = [Choice(sheet.field(one.field), one.before, one.theirs, str(one.mine)) for one in both]
        only = tuple(
            (sheet.field(one.field), one.before, one.theirs)
            for one in conflict.fields
            if one.changed and one.mine is None
        )
        rest = tuple((one.field, str(one.mine)) for one in conflict.fields if one.mine is not None and not one.changed)
        return cls(draft, conflict.who, conflict.change, choices, only, rest)

    def command(self) -> SaveRecord | None:
        """The save as chosen, on the version that stands; None when theirs stands everywhere."""
        from auditor.services.editing import SaveRecord

        mine = tuple((one.field.name, one.mine) for one in self.choices if one.keep_mine)
        values = (*self.rest, *mine)
        return SaveRecord(self.draft.sheet.name, self.draft.id, values, self.change) if values else None

    @property
    def given_up(self) -> tuple[str, ...]:
        """Fields in which the other's value stands."""
        return tuple(one.field.name for one in self.choices if not one.keep_mine)


def title_of(sheet: Sheet, translator: Translator) -> str:
    """What one record of a sheet is called."""
    called = kind_called(sheet)
    return translator.both(called.zh, called.en)
