"""What the room of duplicates shows, in words, and whose value the person has chosen. No widgets."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from auditor.i18n import N_, Message, Translator
from auditor.model import enums
from auditor.model.fields import Field, Kind
from auditor.model.sheets import rows_called
from auditor.services.duplicates import Candidate, Candidates, Merged, PairField, PairShown
from auditor.services.shown import shown_value
from ui.kit.texts import begun
from ui.profiles.words import field_name

PAIR_TITLES = (N_("Likeness"), N_("Type"), N_("One"), N_("Other"), N_("Because"), N_("Against"))
KINDS = {"": N_("All"), "host": N_("Hosts"), "merchant": N_("Merchants"), "agency": N_("Agencies")}
STRENGTHS = {"strong": ("◆", N_("strong")), "medium": ("■", N_("moderate")), "weak": ("▼", N_("weak"))}
"""Shape and word, never colour alone."""

CHOSEN, OPEN = "●", "○"


def pair_line(one: Candidate, tr: Translator) -> tuple[str, ...]:
    """A pair as one line."""
    shape, word = STRENGTHS[one.strength]
    join = tr.both("；", "; ")
    return (
        f"{shape} {begun(tr.t(word))}",
        begun(enums.word("subject_type", one.kind, tr.language)),
        f"{one.one.code}  {one.one.name}",
        f"{one.other.code}  {one.other.name}",
        join.join(tr.t(reason.message) for reason in one.reasons),
        join.join(tr.t(reason.message) for reason in one.against),
    )


def found_sentence(found: Candidates, tr: Translator) -> str:
    """How many pairs there are, and what was not told apart."""
    counts = {name: sum(one.strength == name for one in found.pairs) for name in STRENGTHS}
    told = tr.t(
        N_("{total} pairs · {strong} strong · {medium} moderate · {weak} weak"),
        total=f"{found.total:,}",
        **{name: f"{number:,}" for name, number in counts.items()},
    )
    if found.total > len(found.pairs):
        told += " · " + tr.t(N_("the first {n} are shown"), n=f"{len(found.pairs):,}")
    if found.common:
        told += " · " + tr.t(N_("{n} values that many share were left out"), n=f"{found.common:,}")
    return told


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field side by side, as it reads."""

    name: str
    label: str
    keep: str
    drop: str
    side: str
    differs: bool


@dataclass(slots=True)
class PairState:
    """The open pair and what was chosen; ``keep`` and ``drop`` are TYPE:CODE."""

    shown: PairShown
    take: dict[str, Any] = field(default_factory=dict)

    @property
    def keep(self) -> str:
        """The one that stays."""
        return f"{self.shown.kind}:{self.shown.keep}"

    @property
    def drop(self) -> str:
        """The one that is merged into it."""
        return f"{self.shown.kind}:{self.shown.drop}"

    def lines(self, tr: Translator, *, equal: bool) -> list[FieldLine]:
        """The fields that hold something; ``equal`` also those that do not differ."""
        return [
            self._line(one, tr)
            for one in self.shown.fields
            if (one.differs or equal) and not (_empty(one.keep) and _empty(one.drop))
        ]

    def _line(self, one: PairField, tr: Translator) -> FieldLine:
        side = self.take.get(one.field.name, one.side)
        return FieldLine(
            one.field.name,
            field_label(one.field, tr),
            _read(one.field, one.keep, tr),
            _read(one.field, one.drop, tr),
            side,
            one.differs,
        )

    def choose(self, name: str, side: str) -> None:
        """Take this side's value; of a list the other side's chosen already stays chosen as well."""
        one = next(each for each in self.shown.fields if each.field.name == name)
        if not one.differs:
            return
        now = self.take.get(name, one.side)
        if one.field.kind is Kind.LIST:
            other = "drop" if side == "keep" else "keep"
            side = other if now == "both" else "both" if now == other else side
        self.take[name] = side

    def taken(self) -> tuple[tuple[str, Any], ...]:
        """The choices for a merge."""
        return tuple(sorted(self.take.items()))


def _empty(value: object) -> bool:
    return value is None or value == () or value == ""


def _read(one: Field, value: object, tr: Translator) -> str:
    return str(shown_value(one, value, tr.language))


def field_label(one: Field, tr: Translator) -> str:
    """A column's name, as everywhere."""
    return field_name(one, tr)


def moves_sentence(merged: Merged, tr: Translator) -> str:
    """What a merge would move, in one sentence."""
    parts = []
    keep, drop = (text.partition(":")[2] for text in (merged.keep, merged.drop))
    for name, moved in merged.moved.items():
        called = rows_called(name)
        sheet = tr.both(called.zh, called.en)
        if moved.pointed:
            parts.append(f"{sheet} {moved.pointed:,}")
        if moved.folded:
            parts.append(tr.t(N_("{sheet} folded {n}"), sheet=sheet, n=f"{moved.folded:,}"))
    if not parts:
        return tr.t(N_("Nothing else refers to {drop}; it is taken away, its history stays."), drop=drop)
    return tr.t(
        N_("Will then belong to {keep}: {parts}. {drop} is taken away, its history stays."),
        keep=keep,
        drop=drop,
        parts=tr.both("、", ", ").join(parts),
    )


def merged_message(merged: Merged) -> Message:
    """What a merge did."""
    keep, drop = (text.partition(":")[2] for text in (merged.keep, merged.drop))
    return Message(N_("{drop} is merged into {keep}, by change {n}."), {"drop": drop, "keep": keep, "n": merged.change})
