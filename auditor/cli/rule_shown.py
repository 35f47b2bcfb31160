"""One rule of the published packs on the terminal or as JSON: what it asks, why, by which law, with which numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from auditor.cli.desk import Desk
from auditor.i18n import N_
from auditor.reporting.speech import Speech

if TYPE_CHECKING:
    from auditor.rulebook.pack import Basis, Param, Rule, Term


def show_rule(desk: Desk, rule_id: str) -> None:
    """Print a rule as the packs have it; what a workspace tunes is told by ``rules overlay``."""
    from auditor.rulebook.book import core_book
    from auditor.services.rules import rule_named

    rule = rule_named(core_book(), rule_id).rule
    desk.document(_document(desk, rule))
    desk.say(f"{rule.id}  {desk.tr.both(rule.title['zh'], rule.title['en'])}")
    desk.table((N_("field"), N_("value")), [(desk.tr.t(name), value) for name, value in _lines(desk, rule)])


def brief(rule: Rule) -> dict[str, Any]:
    """What a list of rules says of each."""
    return {
        "id": rule.id,
        "pack": rule.pack,
        "subjects": list(rule.subjects),
        "title": dict(rule.title),
        "severity": str(rule.severity),
        "effect": str(rule.effect),
        "remedy_key": rule.remedy_key,
        "basis": [law.id for law in rule.basis],
    }


def _document(desk: Desk, rule: Rule) -> dict[str, Any]:
    return brief(rule) | {
        "effective": _term(rule.effective),
        "grounds": [_ground(law) for law in rule.basis],
        "applies": rule.applies.text,
        "require": rule.require.text,
        "levels": [level.when.text for level in rule.levels],
        "message": dict(rule.message),
        "remedy": dict(rule.remedy),
        "params": {name: str(param.on(desk.day(None))) for name, param in rule.params.items()},
        "parameters": [_parameter(param) for param in rule.params.values()],
        "examples": len(rule.examples),
    }


def _term(term: Term) -> dict[str, str | None]:
    return {"from": _plain(term.first), "until": _plain(term.last)}


def _ground(law: Basis) -> dict[str, Any]:
    told = {"id": law.id, "instrument": law.instrument, "article": law.article, "status": law.status}
    return told | {"effective": _term(law.effective)}


def _parameter(param: Param) -> dict[str, Any]:
    return {
        "name": param.name,
        "type": param.type,
        "label": dict(param.label),
        "min": _plain(param.min),
        "max": _plain(param.max),
        "values": [{"from": _plain(one.first), "value": _plain(one.value)} for one in param.values],
    }


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int) else str(value)


def _lines(desk: Desk, rule: Rule) -> Iterator[tuple[str, str]]:
    say, tr = Speech(desk.tr), desk.tr
    yield N_("pack"), rule.pack
    yield N_("subject"), say.join([say.word(subject) for subject in rule.subjects])
    yield N_("severity"), say.word(str(rule.severity))
    yield N_("effect"), say.word(str(rule.effect))
    yield N_("in force"), _days(rule.effective)
    for law in rule.basis:
        cited = f"{law.instrument} {law.article}".strip()
        yield law.id, f"{cited}  {_days(law.effective)}  {say.word(law.status)}"
    yield N_("applies"), rule.applies.text.strip()
    yield N_("requires"), rule.require.text.strip()
    for level in rule.levels:
        graded = [say.word(str(one)) for one in (level.severity, level.effect) if one is not None]
        graded += [tr.t("past mending")] if level.curable is False else []
        yield N_("level"), f"{level.when.text.strip()} → {say.join(graded)}"
    for param in rule.params.values():
        label = tr.both(param.label.get("zh", ""), param.label.get("en", ""))
        bounds = f"{_plain(param.min)} – {_plain(param.max)}"
        yield param.name, f"{label}  {param.on(desk.day(None))}  [{bounds}]"
    yield N_("message"), tr.both(rule.message["zh"], rule.message["en"])
    yield N_("remedy"), tr.both(rule.remedy.get("zh", ""), rule.remedy.get("en", ""))
    yield N_("examples"), str(len(rule.examples))


def _days(term: Term) -> str:
    return f"{term.first or ''} – {term.last or ''}".strip()
