"""What the explanation page shows, in words. No widgets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from auditor.i18n import N_, Message, Translator, said
from auditor.rulebook.explaining import Node
from auditor.services.clearance.clearing import Clear
from auditor.services.clearance.signing import SignHost
from auditor.services.explaining import Explained
from auditor.services.fixing import Fix
from ui.kit.chips import Answer

ANSWERS = {
    "pass": Answer.PASS,
    "unknown": Answer.UNKNOWN,
    "error": Answer.ERROR,
    "notapplicable": Answer.NOT_APPLICABLE,
}
MARKS = {True: "✓", False: "×", None: "?"}
NOT_JUDGED = "·"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the tree: how deep, its mark, its sentence, whether it decided, the record it is about."""

    depth: int
    mark: str
    text: str
    decides: bool
    kind: str = ""
    record: int | None = None
    heading: bool = False


def roots(found: Explained, tr: Translator) -> list[Row]:
    """The whole explanation as lines: each condition under its heading."""
    listed = [Row(0, "", tr.t(N_("Asked for:")), False, heading=True), *_rows(found.tree.require, tr, 0)]
    for number, level in enumerate(found.tree.levels, 1):
        if level.decides:
            heading = tr.t(N_("Severity by level {n}:"), n=number)
            listed += [Row(0, "", heading, False, heading=True), *_rows(level, tr, 0)]
    applies = [Row(0, "", tr.t(N_("Applies when:")), False, heading=True), *_rows(found.tree.applies, tr, 0)]
    # What decided stands first.
    return [*applies, *listed] if found.tree.applies.decides else [*listed, *applies]


def _rows(node: Node, tr: Translator, depth: int) -> Iterator[Row]:
    mark = MARKS[node.value] if node.judged else NOT_JUDGED
    record = node.record
    if record is not None and record.id < 0:
        record = None  # only supposed: there is no page of it
    number = None if record is None else record.id
    yield Row(depth, mark, tr.t(node.says), node.decides, "" if record is None else record.kind, number)
    for part in node.parts:
        yield from _rows(part, tr, depth + 1)
    if node.left_out:
        yield Row(depth + 1, "", tr.t(N_("and {n} more"), n=node.left_out), False)


def fix_lines(fix: Fix, tr: Translator) -> tuple[str, list[str]]:
    """A fix as a sentence and its acts, one line each."""
    if fix.why_not is not None:
        return tr.t(fix.why_not), []
    day = "" if fix.day is None else fix.day.isoformat()
    if not fix.acts:
        return tr.t(N_("Nothing is to be done: in order from {day}."), day=day), []
    acts = [tr.t(act.says()) for act in fix.acts]
    if fix.waits is not None:
        acts.append(tr.t(N_("Or wait: in order by itself from {day}"), day=fix.waits.isoformat()))
    return tr.t(N_("In order from {day} when this is done:"), day=day), acts


def framed(within: Clear | SignHost, day: date) -> Message:
    """Under what an answer of a clearance was given."""
    if isinstance(within, SignHost):
        return said("As if she were signed and active on {day}; nothing of it is stored.", day=day.isoformat())
    if within.broadcast:
        return said("Within the clearance of {code}, judged on {day}.", code=within.broadcast, day=day.isoformat())
    return said("Within the combination on the clearance page, judged on {day}; nothing of it is stored.",
                day=day.isoformat())  # fmt: skip
