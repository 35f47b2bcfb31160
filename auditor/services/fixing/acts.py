"""One act that changes what is on file: a datum entered or corrected, a record added; said in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from auditor.i18n import Message, Twin, said

if TYPE_CHECKING:
    from auditor.rulebook.explaining import RecordRef

ANY = "any"
"""Stands for a value that only has to be given, and to be true."""


@dataclass(frozen=True, slots=True)
class Act:
    """What is to be done and recorded.

    ``kind`` is ``set`` (a datum of the subject or of ``record``) or ``add`` (a record of the kind ``of`` under it).
    ``told`` are the fields with the values shown (ANY: whatever is true); ``columns`` what the store holds then.
    ``others`` marks an act that somebody else must agree to (a platform lifts a sanction, grants an appeal).
    """

    kind: str
    of: str
    told: tuple[tuple[str, object], ...]
    columns: Mapping[str, object] = field(default_factory=dict, hash=False, compare=False)
    facts: Mapping[str, object] = field(default_factory=dict, hash=False, compare=False)
    listed: str = ""
    record: RecordRef | None = None
    others: bool = False
    past: bool = False
    """It enters something of a day gone by: only where that is what happened."""

    @property
    def key(self) -> tuple[object, ...]:
        """Equal for acts that change the same."""
        return self.kind, self.of, self.told, None if self.record is None else (self.record.kind, self.record.id)

    def says(self) -> Message:
        """The act as an instruction."""
        if self.past:
            return said("{act} (only if that is what happened)", act=self._plain())
        return said("{act} (others decide)", act=self._plain()) if self.others else self._plain()

    def _plain(self) -> Message:
        from auditor.rulebook.explaining.names import noun

        fields = self._fields()
        if self.kind == "add":
            return said("Add: {kind} ({fields})", kind=noun(self.of), fields=fields)
        if self.record is not None:
            return said("{kind} {key}: {fields}", kind=noun(self.of), key=self.record.key, fields=fields)
        return said("Enter {fields}", fields=fields)

    def _fields(self) -> Message | Twin:
        parts = [_one(self.of, name, value) for name, value in self.told]
        whole: Message | Twin = parts[0] if parts else Twin("", "")
        for part in parts[1:]:
            whole = said("{first}, {second}", first=whole, second=part)
        return whole


def _one(kind: str, name: str, value: object) -> Message | Twin:
    from auditor.rulebook.explaining.names import field_of
    from auditor.rulebook.explaining.terms import shown
    from auditor.rulebook.facts.schema import objects

    called = field_of(kind, name)
    if value == ANY:
        return called
    fact = objects()[kind].fields.get(name)
    words = fact.words if fact is not None else ""
    if isinstance(value, tuple):
        texts = [shown(one, words) for one in value]
        told = Twin("、".join(one.zh for one in texts), ", ".join(one.en for one in texts))
    else:
        told = shown(value, words)
    if name in AT_LEAST and isinstance(value, date | datetime):
        return said("{field} {value} or later", field=called, value=told)
    return said("{field}: {value}", field=called, value=told)


AT_LEAST = ("valid_until", "recording_kept_until", "ad_approval_until")
"""Ends that may lie further off."""
