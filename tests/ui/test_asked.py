"""The window over a real workspace: lists, profiles, answers and search come from the core."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from auditor.app import Auditor
from auditor.clock import SHANGHAI
from auditor.i18n import Message, Translator
from auditor.model.tables import MAIN
from auditor.services.cases.finding import FindCases
from auditor.services.demos import FillDemo
from auditor.services.lists import ListFilter
from auditor.services.training.courses import Courses
from auditor.services.training.sessions import Sessions
from ui.kit.chips import Answer
from ui.kit.desk import Place
from ui.kit.source import Cell, Order
from ui.lists.asked import AskedLists
from ui.lists.kinds import kind_of
from ui.lists.screen import ProfileList
from ui.main import Options, build_app, open_window
from ui.profiles.asked import AskedProfiles
from ui.profiles.page import ProfilePage
from ui.profiles.papers import DOSSIER, NOTICE
from ui.start.opening import finder_of

DAY = date(2026, 6, 30)
EMPTY = ("unit", "owner", "tags", "terminated_on", "ad_approval_until", "registration_no")
"""Columns that the made-up world leaves empty for some kinds."""


def clock() -> datetime:
    return datetime(2026, 6, 30, 9, 0, tzinfo=SHANGHAI)


@pytest.fixture(scope="module")
def auditor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Auditor]:
    path = tmp_path_factory.mktemp("demo") / "demo.auditor"
    Auditor.create(path, clock=clock)
    with Auditor.open(path, clock=clock) as made:
        made.run(FillDemo(40))
        yield made


@pytest.fixture
def lists(auditor: Auditor) -> AskedLists:
    return AskedLists(auditor)


@pytest.fixture
def profiles(auditor: Auditor) -> AskedProfiles:
    return AskedProfiles(auditor)


@pytest.mark.parametrize(
    "kind", ["host", "merchant", "agency", "room", "broadcast", "licence", "authorisation", "product", "contract"]
)
def test_that_every_list_gives_what_its_columns_show(lists: AskedLists, kind: str) -> None:
    shape = kind_of(kind, lambda: Translator("zh"))
    wanted, order = ListFilter(), Order("code")
    ids = lists.ids(kind, wanted, order, DAY)
    first = lists.first(kind, wanted, order, 5, DAY)
    assert [row[0] for row in first] == list(ids[:5])
    assert lists.rows(kind, ids[:5], DAY) == first
    if any(column.sort == "code" for column in shape.columns):
        assert [row[1] for row in first] == sorted(row[1] for row in first)
    for column in shape.columns:
        told = [column.text(Cell(row, (), Translator("zh").t)) for row in lists.rows(kind, ids, DAY)]
        assert any(told) or column.key in EMPTY, (kind, column.key)


def test_that_a_badge_counts_what_the_page_lists(lists: AskedLists) -> None:
    ids = lists.ids("host", ListFilter(), Order("code"), DAY)
    badges = lists.answers("host", ids, DAY)
    assert set(badges) == set(ids)
    for number in list(ids)[:12]:
        lines = lists.lines("host", number, DAY)
        criticals = sum(1 for line in lines if line.answer is Answer.CRITICAL and line.curable)
        shown = sum(chip.count or 0 for chip in badges[number] if chip.answer is Answer.CRITICAL)
        assert shown == criticals


def test_that_a_profile_carries_no_personal_value_unmasked(profiles: AskedProfiles) -> None:
    profile = profiles.profile("host", "H000001")
    assert "*" in str(profile.facts["id_number"])
    assert "*" in str(profile.facts["real_name"])


def test_that_subjects_are_found_by_code(profiles: AskedProfiles) -> None:
    found = profiles.find("H000003", 5)
    assert [(one.type, one.code) for one in found] == [("host", "H000003")]


def test_that_the_window_lists_the_workspace_with_badges(auditor: Auditor, qtbot: QtBot) -> None:
    app = build_app()
    assert isinstance(app, QApplication)
    opened = open_window(
        app, auditor, Options(Path("demo.auditor"), "zh", "light"), clock=clock, finder=finder_of(auditor)
    )
    try:
        opened.window.show()
        opened.window.go(Place("hosts"))
        screen = opened.window.shown
        assert isinstance(screen, ProfileList)
        qtbot.waitUntil(lambda: screen.model.exact and screen.model.rowCount() == 40, timeout=10_000)
        qtbot.waitUntil(lambda: screen.model.text(0, "answers") != "…", timeout=20_000)
        qtbot.waitUntil(lambda: "2026-06-30" in opened.window.foot.change.text(), timeout=5_000)
    finally:
        opened.close()
        opened.window.hide()
        opened.window.deleteLater()


def test_that_a_change_from_elsewhere_is_noticed(auditor: Auditor, qtbot: QtBot) -> None:
    opened = open_window(build_app(), auditor, Options(None, "zh", "light"), clock=clock)
    try:
        heard: list[object] = []
        opened.desk.tasks.changed.connect(heard.append)
        qtbot.waitUntil(lambda: opened.window.foot.change.text() != "", timeout=5_000)
        auditor.run(FillDemo(45))
        qtbot.waitUntil(lambda: bool(heard), timeout=5_000)
    finally:
        opened.close()
        opened.window.deleteLater()


@pytest.mark.parametrize("title", [DOSSIER, NOTICE])
def test_that_a_paper_is_written_from_the_page(auditor: Auditor, qtbot: QtBot, tmp_path: Path, title: str) -> None:
    opened = open_window(build_app(), auditor, Options(None, "zh", "light"), clock=clock)
    try:
        opened.window.show()
        opened.window.go(Place("profile", ("host", "H000001")))
        page = opened.window.shown
        assert isinstance(page, ProfilePage)
        qtbot.waitUntil(lambda: page.profile is not None, timeout=10_000)
        out = tmp_path / "paper.pdf"
        page.papers.write(title, out)
        qtbot.waitUntil(lambda: f"报告已保存到 {out}。" in opened.window.bars.texts, timeout=30_000)
        assert out.read_bytes().startswith(b"%PDF")
    finally:
        opened.close()
        opened.window.hide()
        opened.window.deleteLater()


def test_that_the_palette_finds_what_has_a_number_and_says_what_it_is(auditor: Auditor) -> None:
    """Closed cases too; each leads to its own page."""
    case = MAIN["case_record"].c
    with auditor.context.store.reading() as connection:
        code = connection.execute(select(case.code).where(case.closed_at.is_not(None)).limit(1)).scalar_one()
    (closed,) = auditor.ask(FindCases(code))
    session = auditor.ask(Sessions())[0]
    course = auditor.ask(Courses())[0]
    find = finder_of(auditor)
    hits = {hit.place: hit for text in (closed.code, session.code, course.code) for hit in find(text)()}
    assert hits[Place("case", closed.id)].told == Message("{name} · closed", {"name": closed.who.name})
    assert str(session.planned_start.date()) in str(hits[Place("training", ("session", session.code))].told)
    assert hits[Place("training", ("course", course.code))].told == Message("Course")
    first = find(session.code)()[0]
    assert first.place == Place("training", ("session", session.code))
