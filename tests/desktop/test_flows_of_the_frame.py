"""The frame at the desk: language, theme, keys; read by a screen reader, worked by the keyboard."""

from __future__ import annotations

import pytest

from tests.desktop.person import Person

pytestmark = pytest.mark.window


def test_that_the_language_is_switched_at_once(person: Person) -> None:
    person.presses("Switch to Chinese / English")
    person.sees("今日工作台 — 合规审计", "frame")
    person.sees("主播", "check box")
    person.waits("the language to be remembered", lambda: "language=zh" in person.remembered)
    person.presses("切换中文 / English")
    person.sees("Today's desk — Auditor", "frame")


def test_that_the_theme_is_switched_at_once(person: Person) -> None:
    person.keys("ctrl+shift+l")
    person.presses("Settings")
    person.sees("Dark", "check box", state="checked")
    person.waits("the theme to be remembered", lambda: "theme=dark" in person.remembered)
    person.presses("Light", "check box")
    person.sees("Light", "check box", state="checked")


def test_that_the_keys_are_shown_and_left_by_keyboard(person: Person) -> None:
    person.keys("F1")
    person.sees("Keys", "dialog")
    person.keys("Escape")
    person.misses("Keys", "dialog")
    places = [person.tabs() for _ in range(6)]
    assert all(one.name for one in places), f"something without a name has the focus: {places}"
    assert len({one.name for one in places}) > 3, f"Tab goes round in a circle: {places}"
