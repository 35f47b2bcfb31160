"""The page about the desks' sheets says what the sheets are."""

from __future__ import annotations

from tests.setup.desk_sheets_page import PAGE, page


def test_that_the_page_of_the_desks_sheets_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run tests/setup/desk_sheets_page.py"
