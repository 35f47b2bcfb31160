"""Saved views of a list: a name for a filter, an order and the columns; kept per person, passed on as a file."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QByteArray

from auditor.errors import AuditorError, CallerMistake
from auditor.i18n import said
from auditor.services.lists.views import View, read_view, view_from, write_view
from ui.kit.memory import Memory


@dataclass(frozen=True, slots=True)
class Shown:
    """A view with how its columns stand in this window; only the view itself leaves it."""

    view: View
    columns: QByteArray


class Views:
    """The saved views of one list; what cannot be read any more is left alone and not shown."""

    def __init__(self, memory: Memory, kind: str) -> None:
        self._memory = memory
        self._kind = kind

    def all(self) -> tuple[Shown, ...]:
        """In the order in which they were saved."""
        return tuple(found for one in self._stored() if (found := self._read(one)) is not None)

    def named(self, name: str) -> Shown | None:
        """The view of that name."""
        return next((one for one in self.all() if one.view.name == name), None)

    @property
    def default(self) -> Shown | None:
        """The view with which the list begins, if one was made so."""
        return self.named(self._memory.get(f"view/{self._kind}"))

    def begin_with(self, name: str) -> None:
        """Let the list begin with this view; an empty name: as it is by itself."""
        self._memory.put(f"view/{self._kind}", name)

    def save(self, shown: Shown) -> None:
        """Keep a view; one of the same name is replaced."""
        rest = [one for one in self._stored() if not _is_named(one, shown.view.name)]
        told = {**shown.view.as_json(), "shown": bytes(shown.columns.toBase64().data()).decode()}
        self._put([*rest, told])

    def forget(self, name: str) -> None:
        """Let go of a view."""
        self._put([one for one in self._stored() if not _is_named(one, name)])
        if self._memory.get(f"view/{self._kind}") == name:
            self.begin_with("")

    def leave(self, shown: Shown, out: Path) -> None:
        """Write a view as a file for somebody else."""
        write_view(out, shown.view)

    def take(self, path: Path) -> Shown:
        """Keep the view of a file; CallerMistake where it is none, or one of another list."""
        view = read_view(path)
        if view.kind != self._kind:
            raise CallerMistake(
                said("{path} is a view of another list: {kind}.", path=path.name, kind=view.kind),
                said("Open it in that list."),
            )
        shown = Shown(replace(view, name=view.name or path.stem), QByteArray())
        self.save(shown)
        return shown

    def _stored(self) -> list[object]:
        try:
            found = json.loads(self._memory.get(f"views/{self._kind}") or "[]")
        except ValueError:
            return []
        return found if isinstance(found, list) else []

    def _put(self, all_of_them: list[object]) -> None:
        self._memory.put(f"views/{self._kind}", json.dumps(all_of_them, ensure_ascii=True))

    def _read(self, one: object) -> Shown | None:
        if not isinstance(one, dict):
            return None
        columns = one.get("shown", "")
        try:
            view = view_from({name: value for name, value in one.items() if name != "shown"})
        except AuditorError:
            return None
        return Shown(view, QByteArray.fromBase64(str(columns).encode()))


def _is_named(one: object, name: str) -> bool:
    return isinstance(one, dict) and one.get("name") == name
