"""What is typed into a rule's form: checked as it is typed, turned into a wish, never lost. No widgets."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from auditor.i18n import N_, Message, Translator, Twin
from auditor.services.overlays import NotAllowed, Wish, value_of
from auditor.services.rule_pages import ParamShown, RulePage

if TYPE_CHECKING:
    from auditor.rulebook.pack import ParamValue

SWITCHES = ("severity", "effect", "enabled", "waivable")


def written(value: ParamValue) -> str:
    """A parameter's value as it is typed."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else str(value)


@dataclass(slots=True)
class Draft:
    """The form of one rule: what stands in it, and what stood there when the rule was read."""

    rule: str
    day: date
    params: dict[str, ParamShown]
    stood: dict[str, str] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    since: date | None = None
    """The day from which the typed values hold; None: for all days."""

    @classmethod
    def of(cls, page: RulePage, day: date) -> Draft:
        """The form as the rule stands on the day."""
        made = cls(page.line.id, day, {one.name: one for one in page.params}, since=day)
        made.stood = _stands(page, day)
        made.typed = dict(made.stood)
        return made

    def rebased(self, page: RulePage, day: date) -> Draft:
        """The form over the rule as it stands now, with everything that was typed and not saved."""
        made = Draft.of(page, day)
        made.since = self.since if self.changed else day
        for name, text in self.typed.items():
            if name in made.typed and text != self.stood[name]:
                made.typed[name] = text
        return made

    @property
    def changed(self) -> bool:
        """Whether anything differs from what stands."""
        return any(self.differs(name) for name in self.typed)

    def differs(self, name: str) -> bool:
        """Whether one field differs from what stands."""
        return self.typed[name].strip() != self.stood[name]

    def problem(self, name: str) -> Message | None:
        """Why a field cannot be taken; None: it can."""
        if name not in self.params or not self.differs(name):
            return None
        try:
            value_of(self.params[name].published, self.typed[name])
        except NotAllowed as refused:
            message = refused.message
            called = Twin(*self.params[name].label)
            return Message(message.text, {**message.params, "name": called}) if "name" in message.params else message
        return None

    @property
    def problems(self) -> dict[str, Message]:
        """Every field that cannot be taken."""
        found = {name: self.problem(name) for name in self.typed}
        return {name: problem for name, problem in found.items() if problem is not None}

    def wish(self) -> Wish | None:
        """What is to be tuned; None where nothing differs or something cannot be taken."""
        if not self.changed or self.problems:
            return None
        switched = {name: self.typed[name] for name in SWITCHES if self.differs(name)}
        return Wish(
            rule=self.rule,
            params={name: self.typed[name] for name in self.params if self.differs(name)},
            since=self.since,
            severity=switched.get("severity"),
            effect=switched.get("effect"),
            enabled=_flag(switched.get("enabled")),
            waivable=_flag(switched.get("waivable")),
        )


def _flag(text: str | None) -> bool | None:
    return None if text is None else text == "true"


def _stands(page: RulePage, day: date) -> dict[str, str]:
    found = {one.name: written(one.here.on(day)) for one in page.params}
    line = page.line
    flags = {"enabled": line.enabled, "waivable": page.waivable}
    return found | {"severity": line.severity, "effect": line.effect} | {n: written(v) for n, v in flags.items()}


def bounds(param: ParamShown, day: date, tr: Translator) -> str:
    """What a field may hold, and what the pack has: "1 to 3 · pack: 1"."""
    said = []
    published = param.published
    if published.min is not None and published.max is not None:
        said.append(tr.t(N_("{least} to {most}"), least=written(published.min), most=written(published.max)))
    elif published.min is not None:
        said.append(tr.t(N_("at least {least}"), least=written(published.min)))
    elif published.max is not None:
        said.append(tr.t(N_("at most {most}"), most=written(published.max)))
    said.append(tr.t(_KINDS[published.type]))
    said.append(tr.t(N_("pack: {value}"), value=value_told(published.on(day), tr)))
    return " · ".join(said)


_KINDS = {
    "int": N_("whole number"),
    "decimal": N_("number"),
    "bool": N_("yes or no"),
    "text": N_("text"),
    "date": N_("day"),
}


def value_told(value: ParamValue, tr: Translator) -> str:
    """A parameter's value in words."""
    if isinstance(value, bool):
        return tr.t(N_("yes") if value else N_("no"))
    return written(value)


def dated_told(param: ParamShown, tr: Translator) -> str:
    """Every value that a parameter has here, with the day from which it holds."""
    values = param.here.values
    if len(values) == 1:
        return value_told(values[0].value, tr)
    parts = [
        tr.t(N_("{value} from {day}"), value=value_told(one.value, tr), day=one.first.isoformat()) for one in values
    ]
    return tr.t(N_(", ")).join(parts)
