"""What a YAML parser complains of, said so that somebody who writes rules can mend it: place, sentence, suggestion."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from auditor.i18n import Message, said
from auditor.rulebook.faults import Fault

if TYPE_CHECKING:
    from yaml import MarkedYAMLError

_UNPRINTABLE = re.compile(
    r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
    r"|[\u202a-\u202e\u2066-\u2069]"
)
"""What YAML 1.2 (5.1, c-printable) leaves out, the byte order mark within a text included; and what turns writing
round (Unicode TR36, 2.4.3): a reviewer would see another condition or another law than the one that is judged."""

_BEGUN = (
    "while scanning a quoted scalar", "while scanning a simple key", "while scanning a tag",
    "while scanning an anchor", "while scanning an alias",
)  # fmt: skip
"""Complaints whose cause stands where the thing began, not where the parser gave up."""

NO_TAGS = said("tags (!) are not allowed")
NO_ANCHORS = said("anchors and aliases (& and *) are not allowed")
QUOTE = said('put the whole text in quotes ("…"), or below its key after |')
NO_TAB = said("indent by spaces; put a text with @ % ` in quotes")
STRUCTURE = said(
    "check brackets, commas and indentation; a text that begins with {signs} needs quotes around all of it",
    signs='" [ {',
)


_COMPLAINTS: tuple[tuple[str, str, Message, Message | None], ...] = (
    ("quoted scalar", "end of stream", said("this quote is never closed"), said("close it on the same line")),
    (
        "quoted scalar",
        "escape",
        said("there is no such escape in double quotes"),
        said("write \\\\ for \\, or use single quotes"),
    ),
    (" tag", "", NO_TAGS, QUOTE),
    (" anchor", "", NO_ANCHORS, QUOTE),
    (" alias", "", NO_ANCHORS, QUOTE),
    ("", "tab character", said("a tab or a sign that no text begins with"), NO_TAB),
    ("", "cannot start any token", said("a tab or a sign that no text begins with"), NO_TAB),
    (
        "",
        "could not find expected ':'",
        said("a colon is missing after the key"),
        said("write key: value, with the : of English and a space"),
    ),
    ("", "mapping values are not allowed", said("a colon where none may stand"), QUOTE),
    ("", "block sequence entries", said("a list may not begin here"), said("begin it on a line of its own")),
    # as in: !host.a || host.b
    ("block scalar", "comment or line break", said("after | only the lines below may follow"), QUOTE),
    ("", "did not find expected", said("something else was expected here"), STRUCTURE),
    ("", "end of stream", said("it ends too early"), None),
)
"""What is in the parser's context and complaint, and how we say that; the first that fits."""


def told(file: str, error: MarkedYAMLError) -> Fault:
    """The fault for a complaint of libyaml's or PyYAML's; words that neither is known for are passed on as they are."""
    context, problem = error.context or "", error.problem or ""
    begun = context in _BEGUN and error.context_mark is not None
    mark = error.context_mark if begun else error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    for about, complaint, message, suggestion in _COMPLAINTS:
        if about in context and complaint in problem:
            return Fault(file, line, column, said("not valid YAML: {what}", what=message), suggestion)
    return Fault(file, line, column, said("not valid YAML: {what}", what=problem))


def unreadable(file: str, text: str) -> Fault | None:
    """The fault of the first character that YAML does not allow; None where all may stand."""
    found = _UNPRINTABLE.search(text)
    if found is None:
        return None
    before = text[: found.start()]
    column = found.start() - (before.rfind("\n") + 1) + 1
    code = f"U+{ord(found[0]):04X}"
    return Fault(file, before.count("\n") + 1, column, said("the character {code} may not stand in a text", code=code))


def undecodable(file: str, error: UnicodeDecodeError) -> Fault:
    """The fault of the first byte that is not UTF-8."""
    before = error.object[: error.start]
    column = len(before.rpartition(b"\n")[2].decode("utf-8", errors="replace")) + 1
    suggestion = said("save the file as UTF-8")
    return Fault(file, before.count(b"\n") + 1, column, said("the file is not UTF-8"), suggestion)
