"""The rule catalogue in the documentation says what the packs say."""

from __future__ import annotations

import importlib.util
from pathlib import Path


def test_that_the_rule_catalogue_was_written_after_the_last_change_of_a_rule() -> None:
    found = importlib.util.spec_from_file_location("catalogue_page", Path(__file__).with_name("catalogue_page.py"))
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    assert module.PAGE.read_text(encoding="utf-8") == module.page(), "run python tests/packs/catalogue_page.py"
