"""Every sentence for people has a Chinese one, with the same placeholders, compiled."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

from auditor.i18n import Translator

ROOT = Path(__file__).resolve().parents[2]
TRANSLATIONS = ROOT / "resources" / "translations"


def _tool(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"translation_{name}", TRANSLATIONS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


gaps, build = _tool("gaps"), _tool("build")


def test_that_the_collector_finds_each_way_to_say_something() -> None:
    source = """
a = N_("one")
b = said("two {n}", n=1)
c = Message("three")
d = tr.t("four")
e = said("x" if n else "y")
f = reader.refuse(event, "five")
g = other("none")
"""
    assert [one.text for one in gaps.spoken_in(source, "a.py")] == ["one", "two {n}", "three", "four", "x", "y", "five"]


def test_that_only_literals_are_marked() -> None:
    assert gaps.unreadable_marks('a = N_("one")\nb = N_(name)') == [2]
    assert not {file: lines for file, text in gaps.sources() if (lines := gaps.unreadable_marks(text))}


def test_that_every_sentence_has_a_chinese_one() -> None:
    lacking = [f"{one.file}:{one.line}: {one.text}" for one in gaps.missing("zh_CN")]
    assert not lacking, "\n".join(lacking)


def test_that_a_translation_fills_in_what_the_sentence_fills_in() -> None:
    spoken = {one.text for one in gaps.spoken()}
    wrong = [
        f"{file}: {msgid!r} -> {text!r}"
        for msgid, texts in gaps.catalogue(TRANSLATIONS / "zh_CN").items()
        for file, text in texts.items()
        if msgid in spoken and gaps.placeholders(msgid) != gaps.placeholders(text)
    ]
    assert not wrong, "\n".join(wrong)


def test_that_no_sentence_has_two_translations() -> None:
    torn = {
        msgid: texts for msgid, texts in gaps.catalogue(TRANSLATIONS / "zh_CN").items() if len(set(texts.values())) > 1
    }
    assert not torn


def test_that_compiled_catalogues_are_current() -> None:
    sources = sorted(TRANSLATIONS.rglob("*.po"))
    assert sources
    old = [
        path.name
        for path in sources
        if not (target := path.with_suffix(".mo")).exists() or target.read_bytes() != build.compiled(path)
    ]
    assert not old, f"run python resources/translations/build.py: {old}"


COUNTS = re.compile(r"\{n\} (?:[a-z]+ )?[a-z]{2,}(?<!s)s\b")
BOUNDS = re.compile(r"(at most|more than|below|larger than|of 1 to|has 1 to) \{n\}|[Cc]hange \{n\}|number \{n\}")
NEVER_ONE = {
    "All {n} indexes are there.",
    "As of {day} {n} finding needs a remedy: {title}",
    "As of {day} {n} findings need a remedy, the most serious: {title}",
    "As of {day}, {n} points are to be put in order:",
    "Only the nearest {n} planned broadcasts were judged; {more} more are not.",
    "this may take {n} steps for one subject; at most {most} are allowed",
    "{file} is a mapping of {n} sheets.",
    "{n} days are too many at once.",
    "{n} days cannot be looked ahead.",
    "{n} findings are critical",
}
"""Said only where there are several, or apart where there is one."""


def test_that_what_counts_things_has_an_english_sentence_for_one() -> None:
    tr = Translator("en")
    counting = {one.text for one in gaps.spoken() if COUNTS.search(one.text) and not BOUNDS.search(one.text)}
    assert len(counting) > 40
    given = {text: dict.fromkeys(gaps.placeholders(text), "X") | {"n": 1} for text in counting}
    lacking = {text for text in counting if tr.t(text, **given[text]) == text.format(**given[text])}
    assert lacking == NEVER_ONE & counting
    assert [tr.t("{n} events", n=n) for n in ("1", 2, "1+")] == ["1 event", "2 events", "1+ events"]


def test_that_english_sentences_for_one_are_of_sentences_that_are_said() -> None:
    spoken = {one.text for one in gaps.spoken()}
    assert set(gaps.catalogue(TRANSLATIONS / "en")) <= spoken
