"""The window's process: how its threads share the interpreter and the processors."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from ui.kit.settling import take_turns

PAINTING = 0.001
"""Seconds; a page of a list asks for the interpreter hundreds of times and has to be there within 50 ms."""


@pytest.fixture
def turn() -> Iterator[None]:
    before = sys.getswitchinterval()
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("turn")
def test_that_a_thread_that_works_soon_hands_the_interpreter_on() -> None:
    sys.setswitchinterval(0.005)
    take_turns()
    assert sys.getswitchinterval() <= PAINTING
