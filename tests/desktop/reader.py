"""Reads the window as a screen reader does; run by the system's Python, which has AT-SPI.

One JSON document a line comes in, {"do": verb, …}; one goes out after "> ", the verb's answer or {"failed": why}. What
``look`` numbered may be acted upon until the next look.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import gi  # type: ignore[import-not-found]

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # type: ignore[import-not-found]  # noqa: E402

warnings.simplefilter("ignore")  # the bus's own bindings deprecate half of themselves
MARK = "> "
"""Begins our lines: services that the bus starts write on the same stream."""
STATES = ("checked", "enabled", "focusable", "focused", "selected", "showing", "editable", "expanded")
CLOSED = (Atspi.Role.TABLE, Atspi.Role.TREE_TABLE, Atspi.Role.TREE)
"""What may have a million cells; they are read by ``cells``."""
PATIENCE_MS = 30_000
HEARD = ("object:state-changed:focused", "object:announcement")


class Reader:
    """Our program as the accessibility bus shows it."""

    def __init__(self) -> None:
        self.program: subprocess.Popen[bytes] | None = None
        self._nodes: list[Any] = []
        self._heard: list[dict[str, str]] = []
        self._listener = Atspi.EventListener.new(self._hear)
        for event in HEARD:
            self._listener.register(event)

    # the program ------------------------------------------------------------------------------------------------

    def start(self, command: list[str], said: str) -> None:
        """Start the program; what it says goes to a file."""
        with Path(said).open("ab") as out:
            self.program = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out)

    def ended(self) -> int | None:
        """The program's exit code, nothing while it runs."""
        return None if self.program is None else self.program.poll()

    # reading ----------------------------------------------------------------------------------------------------

    def look(self) -> list[dict[str, Any]]:
        """Everything that shows, from the top: role, name, states, how deep it lies."""
        self._nodes, told = [], []
        for node, role, states, depth in self._showing():
            names = [state.value_nick for state in states.get_states() if state.value_nick in STATES]
            told.append(
                {
                    "id": len(self._nodes),
                    "role": Atspi.role_get_name(role),
                    "name": node.get_name() or "",
                    "states": names,
                    "depth": depth,
                }
            )
            self._nodes.append(node)
        return told

    def _showing(self) -> Iterator[tuple[Any, Any, Any, int]]:
        for program in _inside(Atspi.get_desktop(0)):
            with suppress(GLib.Error):  # another program that has just ended still stands in the list
                if program.get_name() == "auditor":
                    for window in _inside(program):
                        yield from _below(window, 0)

    def text(self, id: int) -> str:
        """What stands in an editor."""
        node = self._nodes[id]
        return str(Atspi.Text.get_text(node, 0, Atspi.Text.get_character_count(node)))

    def cells(self, id: int, most: int) -> dict[str, Any]:
        """The titles of a table's columns, how many rows it has, and the texts of the first ``most``."""
        table = self._nodes[id].get_table_iface()
        columns, rows = range(table.get_n_columns()), table.get_n_rows()
        titles = [_name(table.get_column_header(column)) for column in columns]
        told = [[_name(table.get_accessible_at(row, column)) for column in columns] for row in range(min(rows, most))]
        return {"titles": titles, "count": rows, "rows": told}

    def heard(self) -> list[dict[str, str]]:
        """What got the focus or was announced since this was asked last."""
        told, self._heard = self._heard, []
        return told

    def _hear(self, event: Any) -> None:
        try:
            if event.type == "object:announcement":
                self._heard.append({"what": "announced", "role": "", "name": str(event.any_data)})
            elif event.detail1:
                source = event.source
                self._heard.append({"what": "focused", "role": source.get_role_name(), "name": source.get_name() or ""})
        except GLib.Error:  # it has gone already
            pass

    # acting -----------------------------------------------------------------------------------------------------

    def act(self, id: int) -> bool:
        """Do what the thing is there for: press it, tick it, pick it."""
        return bool(self._nodes[id].get_action_iface().do_action(0))

    def grab(self, id: int) -> bool:
        """Give the thing the keyboard."""
        return bool(self._nodes[id].get_component_iface().grab_focus())


def _below(node: Any, depth: int) -> Iterator[tuple[Any, Any, Any, int]]:
    """A thing that shows and what shows in it: each with its role, its states and how deep it lies."""
    try:
        states = None if node is None else node.get_state_set()  # each question is a letter there and back
        if states is None or not states.contains(Atspi.StateType.SHOWING):
            return
        role = node.get_role()
        yield node, role, states, depth
        if role not in CLOSED:
            for child in _inside(node):
                yield from _below(child, depth + 1)
    except GLib.Error:  # it went while we looked
        return


def _inside(node: Any) -> Iterator[Any]:
    """What lies in something; a list that closes while we look leaves a place in which nothing is."""
    for number in range(node.get_child_count()):
        with suppress(GLib.Error):
            yield node.get_child_at_index(number)


def _name(node: Any) -> str:
    return "" if node is None else node.get_name() or ""


def answer(reader: Reader, line: str) -> str:
    """The answer to one line."""
    asked = json.loads(line)
    verb: Callable[..., Any] = getattr(reader, asked.pop("do"))
    try:
        return json.dumps(verb(**asked))
    except (GLib.Error, AttributeError) as error:  # gone, or it cannot do that
        return json.dumps({"failed": f"{type(error).__name__}: {error}"})


def main() -> None:
    Atspi.init()
    Atspi.set_timeout(PATIENCE_MS, PATIENCE_MS)  # an answer that comes late was given all the same
    reader, loop = Reader(), GLib.MainLoop()
    waiting = bytearray()

    def arrived(descriptor: int, condition: Any) -> bool:
        got = os.read(descriptor, 65536)
        waiting.extend(got)
        while b"\n" in waiting:
            line, _, rest = bytes(waiting).partition(b"\n")
            waiting[:] = rest
            sys.stdout.write(f"{MARK}{answer(reader, line.decode())}\n")
            sys.stdout.flush()
        if not got:
            loop.quit()
        return bool(got)

    GLib.unix_fd_add_full(
        GLib.PRIORITY_DEFAULT, sys.stdin.fileno(), GLib.IOCondition.IN | GLib.IOCondition.HUP, arrived
    )
    loop.run()
    if reader.program is not None and reader.program.poll() is None:
        reader.program.kill()
        reader.program.wait(20)


if __name__ == "__main__":
    main()
