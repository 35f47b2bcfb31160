"""Everything a person can do in the window a script can do, and the other way round, or a reason stands here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from auditor.services import handlers
from auditor.services.changes import KINDS

ROOT = Path(__file__).parents[2]
VERBS = sorted(
    {kind.__name__ for table in (handlers.queries(), handlers.commands(), handlers.jobs()) for kind in table}
)

ONLY_IN_THE_WINDOW = {
    "TurningDays": "the marks of a timeline; a script has forecast --subject",
    "Tonight": "a part of the day's page, which comes by itself; a script asks for the page (today)",
    "News": "a part of the day's page, which comes by itself; a script asks for the page (today)",
    "Lacking": "a part of the day's page, which comes by itself; a script asks for the page (today)",
    "ClearedOf": "the answers beside the day's broadcasts, some at a time; a script asks for the page (today)",
    "OwnerLacks": "the fields behind one line of the day's page; a script has audit --json",
    "Figures": "small charts; a script counts what audit --json gives it",
    "PairOf": "two side by side; a script shows one after the other",
    "StandingOf": "badges of a list's visible rows; a script asks for the verdicts themselves (audit --json)",
    "WhereRecord": "a click on a record behind an answer; a script reads its key in explain --json",
    "Facets": "the drawer beside a list; a script counts what audit --json gives it",
    "WarmStanding": "what a window's next save would otherwise wait for; a script saves once and ends",
    "ListFirst": "the first page of a scrolling list; a script lists them all",
    "CaseFirst": "the first page of a scrolling list; a script lists them all (cases --every)",
    "ShowAttachment": "a picture on a screen; a script saves the file",
    "CourseVersions": "a page; a script exports the sheet course_versions",
    "FindTraining": "search as one types; a script names the session, course, certificate or requirement",
    "FindCases": "completion while a number is typed; a script names the case",
    "FindProducts": "completion while a product is typed; a script names it (clear --product)",
    "Courses": "the training log's choice; a script names the course",
    "RowsAround": "a problem's surroundings on the screen; a script has the file itself",
    "ParamLabels": "words beside differences; a script has rules show",
    "RuleConcerns": "the first whom one rule concerns; a script has audit --json",
    "RuleShown": "a page; a script has rules show",
    "RulesShown": "a list; a script has rules list",
    "RuleTitles": "words beside findings; a script has rules list",
}
ONLY_ON_THE_COMMAND_LINE = {
    "SigningKey": "handed on once, to whoever checks certificates elsewhere",
    "EraseAttachment": "rare, and never undone: whoever erases a scan names it by its number",
    "Dump": "for comparing workspaces by programs",
    "CheckAnchor": "anchors are kept elsewhere by whoever keeps the file",
    "ReportAudit": "audit --pdf writes at once; the window stores the run and writes ReportRun",
    "ReportCertificates": "unsigned statements from the records; the window prints the signed certificates (PrintAwards)",
    "Verdicts": "streams JSON; the window pages through the stored run",
}
RECORDED_OTHERWISE = {
    "EraseAttachment": "erasure",
    "RevealPersonal": "disclosure",
}
"""Commands whose changes bear another kind than their own name."""


def _says(folder: str, verb: str) -> bool:
    pattern = re.compile(rf"\b{verb}\b")
    return any(pattern.search(path.read_text(encoding="utf-8")) for path in (ROOT / folder).rglob("*.py"))


@pytest.mark.parametrize("verb", VERBS)
def test_that_a_verb_is_reached_from_both_sides_or_a_reason_is_written(verb: str) -> None:
    assert _says("auditor/cli", verb) or verb in ONLY_IN_THE_WINDOW
    assert _says("ui", verb) or verb in ONLY_ON_THE_COMMAND_LINE


def test_that_no_reason_outlives_its_need() -> None:
    reached_by_script = {verb for verb in ONLY_IN_THE_WINDOW if _says("auditor/cli", verb)}
    reached_by_window = {verb for verb in ONLY_ON_THE_COMMAND_LINE if _says("ui", verb)}
    assert (reached_by_script, reached_by_window) == (set(), set())
    assert set(VERBS) >= {*ONLY_IN_THE_WINDOW, *ONLY_ON_THE_COMMAND_LINE}


@pytest.mark.parametrize("command", sorted(kind.__name__ for kind in handlers.commands()))
def test_that_the_history_has_words_for_what_a_command_did(command: str) -> None:
    assert RECORDED_OTHERWISE.get(command, command) in KINDS
