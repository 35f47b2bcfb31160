"""Why a rule says what it says: the tree of its conditions on the terminal or as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from auditor.cli.desk import Desk
from auditor.cli.instants import instant
from auditor.i18n import Translator, said
from auditor.services.explaining import Explained, ExplainRule, as_json
from auditor.services.fixing import Fix, SmallestFix
from auditor.services.fixing.fixes import as_json as fix_json
from auditor.services.profiles import reference
from auditor.services.shown import result_word, severity_word

if TYPE_CHECKING:
    from auditor.rulebook.explaining import Node


def add(app: typer.Typer, desk: Desk) -> None:
    """Add explain."""

    @app.command(help=desk.tr.t("Why a rule says what it says of TYPE:CODE: every condition with its value."))
    def explain(
        rule: str,
        subject: str,
        as_of: str = typer.Option(None, help=desk.tr.t("The day to judge on (ISO).")),
        known_at: str = typer.Option(None, help=desk.tr.t("As recorded at this instant (ISO).")),
        fix: bool = typer.Option(False, "--fix", help=desk.tr.t("Also the least acts that put it in order.")),
    ) -> None:
        kind, code = reference(subject)
        day = desk.day(as_of)
        with desk.open() as app_:
            found = app_.ask(ExplainRule(rule, kind, code, day, instant(known_at)))
            fixes = app_.ask(SmallestFix(kind, code, day, found.rule)).fixes if fix else ()
        document = as_json(found, desk.tr)
        if fix:
            document["fix"] = [fix_json(one, desk.tr) for one in fixes]
        desk.document(document)
        for line in told(found, desk.tr):
            desk.say(line)
        for one in fixes:
            for line in mended(one, desk.tr):
                desk.say(line)


def mended(fix: Fix, tr: Translator) -> Iterator[str]:
    """The smallest fix line by line."""
    if fix.why_not is not None:
        yield tr.t(said("Smallest fix: {what}", what=fix.why_not))
        return
    day = "" if fix.day is None else fix.day.isoformat()
    if not fix.acts:
        yield tr.t(said("Smallest fix: nothing is to be done; in order from {day}", day=day))
        return
    yield tr.t(said("Smallest fix, in order from {day}:", day=day))
    for act in fix.acts:
        yield f"  - {tr.t(act.says())}"
    if fix.waits is not None:
        yield tr.t(said("Or wait: in order by itself from {day}", day=fix.waits.isoformat()))


def told(found: Explained, tr: Translator) -> Iterator[str]:
    """The explanation line by line: the answer, what is missing, the conditions indented."""
    yield f"{found.rule}  {tr.both(*found.title)}  {found.type}:{found.code}  {found.as_of.isoformat()}"
    if found.not_judged is not None:
        yield tr.t(found.not_judged)
    elif found.result is not None:
        severity = "" if found.severity is None else f" · {severity_word(tr, found.severity)}"
        yield result_word(tr, found.result) + severity
    if found.result == "fail":
        yield tr.both(*found.message)
    for one in found.missing:
        record = "" if one.record is None else f" ({tr.both(one.record.key.zh, one.record.key.en)})"
        yield tr.t(said("Missing: {where}{record}", where=tr.both(*one.named()), record=record))
    yield tr.t(said("Applies when:"))
    yield from _tree(found.tree.applies, tr, 1)
    yield tr.t(said("Asked for:"))
    yield from _tree(found.tree.require, tr, 1)
    for number, level in enumerate(found.tree.levels, 1):
        if level.decides:
            yield tr.t(said("Severity by level {n}:", n=number))
            yield from _tree(level, tr, 1)


def _tree(node: Node, tr: Translator, depth: int) -> Iterator[str]:
    mark = "·" if not node.judged else {True: "✓", False: "×", None: "?"}[node.value]
    yield f"{'>' if node.decides else ' '} {'  ' * depth}{mark} {tr.t(node.says)}"
    for part in node.parts:
        yield from _tree(part, tr, depth + 1)
    if node.left_out:
        yield "  " + "  " * (depth + 1) + tr.t(said("and {n} more", n=node.left_out))
