"""Uses the window as a screen reader does; run by the system's Python, which has AT-SPI: reader.py PYTHON WORKSPACE.

Prints what it found as one JSON document.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import gi  # type: ignore[import-not-found]

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # type: ignore[import-not-found]  # noqa: E402

warnings.simplefilter("ignore")  # the bus's own bindings deprecate half of themselves


def below(node: Any, depth: int = 14) -> Iterator[Any]:
    """A node and everything in it, cells of tables left out."""
    yield node
    if depth and node.get_role() not in (Atspi.Role.TABLE, Atspi.Role.TABLE_CELL):
        for number in range(node.get_child_count()):
            child = node.get_child_at_index(number)
            if child is not None:
                yield from below(child, depth - 1)


def program() -> Any:
    """Our program on the accessibility bus, None while it is not there."""
    desktop = Atspi.get_desktop(0)
    for number in range(desktop.get_child_count()):
        child = desktop.get_child_at_index(number)
        if child is not None and child.get_name() == "auditor" and child.get_child_count():
            return child
    return None


def wait(find: Callable[[], Any], seconds: float = 30) -> Any:
    """What ``find`` gives, once it gives something."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = find()
        if found:
            return found
        time.sleep(0.2)
    return None


def named(role: Any, name: str) -> Any:
    """The first thing of a role with a name."""
    root = program()
    if root is None:
        return None
    return next((node for node in below(root) if node.get_role() == role and node.get_name() == name), None)


def first_cell(table: Any) -> str:
    """What the first cell says, nothing while its row is still on the way."""
    name: str = table.get_table_iface().get_accessible_at(0, 0).get_name()
    return "" if name == "…" else name


def enter(room: str) -> Any:
    """Press a button of the rail until its list is there; the window may still be opening the workspace."""

    def pressed() -> Any:
        found = named(Atspi.Role.TABLE, room)
        if found is None:
            press(room)
        return found

    return wait(pressed)


def press(name: str) -> None:
    """Press a button, where it is there by now."""
    roles = (Atspi.Role.CHECK_BOX, Atspi.Role.TOGGLE_BUTTON, Atspi.Role.PUSH_BUTTON)
    found = next((one for role in roles if (one := named(role, name))), None)
    with suppress(GLib.Error):  # it went while we looked
        if found is not None:
            found.get_action_iface().do_action(0)


def main() -> None:
    python, workspace = sys.argv[1:3]
    command = [python, "-m", "ui.main", "--workspace", workspace, "--lang", "en", "--theme", "light"]
    process = subprocess.Popen(command)
    told: dict[str, Any] = {}
    try:
        table = enter("Hosts")
        told["table"] = table is not None
        if table is not None:
            told["columns"] = table.get_table_iface().get_n_columns()
            told["rows"] = wait(lambda: table.get_table_iface().get_n_rows())
            told["cell"] = wait(lambda: first_cell(table))
        search = named(Atspi.Role.TEXT, "Search in this list")
        told["search"] = search is not None
        if search is not None:
            search.get_editable_text_iface().set_text_contents("H000007")
            told["found"] = wait(lambda: table.get_table_iface().get_n_rows() == 1)
        told["merchants"] = enter("Merchants") is not None
        root = program()
        told["roles"] = sorted({node.get_role_name() for node in below(root)})
    finally:
        process.terminate()
        process.wait(20)
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
