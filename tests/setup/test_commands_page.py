"""The page of commands names every command there is, and none that is not."""

from __future__ import annotations

import re

from tests.setup.commands_page import PAGE, commands, options, tree


def test_that_the_page_lists_the_commands_there_are() -> None:
    rows = re.findall(
        r"^\| `auditor ([a-z ]+?)(?: [A-Z_]+)*` \|.*\| (.*) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE
    )
    listed = {name: set(re.findall(r"`(--[a-z-]+)`", told)) for name, told in rows}
    there = {name: set(options(command)) - {"--help"} for name, command in commands(tree("en"))}
    assert listed == there, "run python tests/setup/commands_page.py"
