"""The organisation's overlay: laid down from a file or by a form, shown as its differences from the packs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import Connection

from auditor.errors import CallerMistake
from auditor.i18n import Message, said
from auditor.services.book import OVERLAY_FILE
from auditor.services.context import Context
from auditor.services.rules import rule_named
from auditor.services.settings import OVERLAY, put_setting, setting
from auditor.services.verbs import Command, Query
from auditor.storage.work import Work

if TYPE_CHECKING:
    from auditor.rulebook.book import Book
    from auditor.rulebook.faults import Fault
    from auditor.rulebook.overlay import Difference, Overlay, Tuning
    from auditor.rulebook.pack import Dated, Param, ParamValue, Rule


E = TypeVar("E", bound=StrEnum)


class NotAllowed(CallerMistake):
    """A value that a rule's bounds forbid; ``field`` names the parameter or switch it was meant for."""

    def __init__(self, field: str, message: Message, hint: Message | None = None) -> None:
        super().__init__(message, hint or said("What is allowed stands in: auditor rules show RULE"))
        self.field = field


class OverlayRefused(CallerMistake):
    """An overlay that does not check, refused whole; ``faults`` say where."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        first = faults[0]
        super().__init__(
            said(
                "The overlay is refused, the rules in force stay: {where}: {what}",
                where=first.where,
                what=first.message,
            ),
            first.suggestion or said("Mend it there and give it again."),
        )
        self.faults = faults


@dataclass(frozen=True, slots=True)
class OverlayShown:
    """The overlay as it stands (None: none), what it changes, and what of it has no place in the packs any more."""

    text: str | None
    differences: tuple[Difference, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class OverlayNow(Query[OverlayShown]):
    """The overlay in force, or as it stood at change ``known``."""

    known: int | None = None


@dataclass(frozen=True, slots=True)
class LayDownOverlay(Command[tuple["Difference", ...]]):
    """Put a whole overlay in place of the one there is; an empty text takes it away. Gives what it changes.

    Raises OverlayRefused, and nothing changes, where any of it does not check.
    """

    text: str
    file: str = OVERLAY_FILE


@dataclass(frozen=True, slots=True)
class Wish:
    """How one rule is to be tuned: parameters as typed, from a day on (None: for all days); None leaves the rest.

    ``reset`` forgets whatever the overlay said of the rule before.
    """

    rule: str
    params: Mapping[str, str] = field(default_factory=dict)
    since: date | None = None
    severity: str | None = None
    effect: str | None = None
    enabled: bool | None = None
    waivable: bool | None = None
    reset: bool = False


@dataclass(frozen=True, slots=True)
class TuneRule(Command[tuple["Difference", ...]]):
    """Tune one rule; gives what the whole overlay then changes. Raises NotAllowed with the field it was meant for."""

    wish: Wish


def overlay_now(context: Context, connection: Connection, query: OverlayNow) -> OverlayShown:
    """The stored text and the differences of the book it makes."""
    from auditor.rulebook.overlay import differences

    book = context.book(connection, query.known)
    changed = tuple(differences(context.published(), book))
    return OverlayShown(setting(connection, OVERLAY, query.known), changed, book.overlay_faults)


def lay_down_overlay(context: Context, work: Work, command: LayDownOverlay) -> tuple[Difference, ...]:
    """Check it against the published packs, then store it."""
    from auditor.rulebook.overlay import applied, differences

    published = context.published()
    if not command.text.strip():
        put_setting(work, OVERLAY, None)
        return ()
    overlay = checked_overlay(published, command.text, command.file)
    put_setting(work, OVERLAY, command.text)
    return tuple(differences(published, applied(published, overlay)))


def tune_rule(context: Context, work: Work, command: TuneRule) -> tuple[Difference, ...]:
    """Write the wish into the overlay that there is."""
    from auditor.rulebook.overlay import applied, differences

    published = context.published()
    overlay = wished(published, setting(work.connection, OVERLAY), command.wish)
    put_setting(work, OVERLAY, text_of_overlay(overlay))
    return tuple(differences(published, applied(published, overlay)))


def checked_overlay(published: Book, text: str, file: str = OVERLAY_FILE) -> Overlay:
    """The overlay of a text. Raises OverlayRefused."""
    from auditor.rulebook.faults import Rejected
    from auditor.rulebook.overlay import overlay_of

    try:
        return overlay_of(file, text, published)
    except Rejected as rejected:
        raise OverlayRefused(rejected.faults) from None


def text_of_file(path: Path) -> str:
    """The text of an overlay file. Raises OverlayRefused where it cannot be read as one."""
    from auditor.rulebook.faults import Rejected
    from auditor.rulebook.loading import text_of

    try:
        return text_of(path, path.name)
    except Rejected as rejected:
        raise OverlayRefused(rejected.faults) from None


def text_of_overlay(overlay: Overlay) -> str | None:
    """An overlay as it is stored; None where it says nothing."""
    from auditor.rulebook.overlay_text import written_overlay

    return written_overlay(overlay) if overlay.tunings else None


def wished(published: Book, text: str | None, wish: Wish) -> Overlay:
    """The stored overlay with a wish written in. Raises NotAllowed."""
    from auditor.rulebook.overlay import Overlay, Tuning
    from auditor.rulebook.overlay_text import with_tuning

    rule = rule_named(published, wish.rule).rule
    overlay = Overlay(OVERLAY_FILE, ()) if text is None else checked_overlay(published, text)
    before = next((one for one in overlay.tunings if one.rule == rule.id), Tuning(rule.id))
    tuning = Tuning(rule.id) if wish.reset else before
    params = dict(tuning.params)
    for name, given in wish.params.items():
        params[name] = _from(rule, params, name, given, wish.since)
    tuning = _switched(replace(tuning, params=_unlike_the_pack(rule, params)), rule, wish)
    return with_tuning(overlay, tuning)


def _from(
    rule: Rule, params: Mapping[str, tuple[Dated, ...]], name: str, given: str, since: date | None
) -> tuple[Dated, ...]:
    """The parameter's dated values with one more from a day on; what held before that day goes on holding there."""
    from auditor.rulebook.faults import did_you_mean
    from auditor.rulebook.overlay import BEGINNING
    from auditor.rulebook.pack import Dated

    if name not in rule.params:
        message = said("the rule {id} has no parameter {name}", id=rule.id, name=name)
        raise NotAllowed(name, message, did_you_mean(name, rule.params))
    param = rule.params[name]
    value = value_of(param, given)
    if since is None:
        return (Dated(BEGINNING, value),)
    earlier = params.get(name, param.values)
    return (*(one for one in earlier if one.first < since), Dated(since, value))


def value_of(param: Param, given: str) -> ParamValue:
    """What was typed for a parameter, in its type and within its bounds. Raises NotAllowed."""
    from auditor.rulebook.rule_file import NotOfType, out_of_bounds, typed_value
    from auditor.rulebook.yaml_strict import resolved

    try:
        value = typed_value(param.type, given if param.type == "text" else resolved(given.strip()))
    except ValueError:
        raise NotAllowed(param.name, said("a value of type {kind} is expected", kind=param.type)) from None
    except NotOfType as wrong:
        raise NotAllowed(param.name, wrong.message) from None
    problem = out_of_bounds(param, value)
    if problem is not None:
        raise NotAllowed(param.name, problem)
    return value


def _unlike_the_pack(rule: Rule, params: Mapping[str, tuple[Dated, ...]]) -> dict[str, tuple[Dated, ...]]:
    return {name: values for name, values in params.items() if values != rule.params[name].values}


def _switched(tuning: Tuning, rule: Rule, wish: Wish) -> Tuning:
    """The tuning with the switches that the wish sets; one set to what the pack has is no tuning."""
    from auditor.rulebook.pack import Effect, Severity

    if wish.severity is not None:
        severity = _word("severity", wish.severity, Severity)
        tuning = replace(tuning, severity=None if severity is rule.severity else severity)
    if wish.effect is not None:
        effect = _word("effect", wish.effect, Effect)
        tuning = replace(tuning, effect=None if effect is rule.effect else effect)
    if wish.enabled is not None:
        tuning = replace(tuning, enabled=None if wish.enabled == rule.enabled else wish.enabled)
    if wish.waivable is not None:
        tuning = replace(tuning, waivable=None if wish.waivable == rule.waivable else wish.waivable)
    return tuning


def _word(name: str, given: str, kind: type[E]) -> E:
    from auditor.rulebook.faults import did_you_mean

    try:
        return kind(given)
    except ValueError:
        names = [one.value for one in kind]
        message = said("{value} is no {key}; allowed are {names}", value=given, key=name, names=", ".join(names))
        raise NotAllowed(name, message, did_you_mean(given, names)) from None
