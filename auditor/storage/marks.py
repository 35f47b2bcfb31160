"""The marks of a change on their way into the store and back, piece by piece where a part has millions of rows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, insert

from auditor.errors import IntegrityBroken
from auditor.i18n import said
from auditor.model.ledger import leaf
from auditor.storage.chain import LEAF_BYTES, Part, count_of

_PLACE = "SELECT rowid, length(digests) FROM leaf WHERE change_id = :change AND part = :part"


class WrittenMarks:
    """Stores the marks of one change: ``piece`` takes what a part has put aside, ``end`` its rest."""

    def __init__(self, connection: Connection, change_id: int) -> None:
        self._connection = connection
        self._change_id = change_id
        self._room: Any = None
        self._left = 0

    def piece(self, part: str, marks: bytes) -> None:
        """Some marks of a big part, in their order."""
        if self._room is None:
            self._make_room(part)
        self._left -= len(marks)
        if self._left < 0:
            raise _damaged()
        self._room.write(marks)

    def end(self, part: Part) -> None:
        """All marks of a small part, the last ones of a big one."""
        if self._room is None:
            self._connection.execute(
                insert(leaf), [{"change_id": self._change_id, "part": part.name, "digests": part.leaves}]
            )
            return
        self.piece(part.name, bytes(part.leaves))
        self._room.close()
        self._room = None
        if self._left:
            raise _damaged()

    def _make_room(self, part: str) -> None:
        """An empty value as long as all marks of the part, to be written into."""
        values = {"change": self._change_id, "part": part}
        self._left = count_of(self._connection, part, self._change_id) * LEAF_BYTES
        cursor = self._connection.connection.cursor()
        cursor.execute("INSERT INTO leaf VALUES (:change, :part, zeroblob(:size))", {**values, "size": self._left})
        number, _ = cursor.execute(_PLACE, values).fetchone()
        cursor.close()
        self._room = _opened(self._connection, number, read_only=False)


def _damaged() -> IntegrityBroken:
    """An index counts other rows than it leads to."""
    return IntegrityBroken(
        said("The workspace file is damaged."), said("Restore the last backup; the file was not changed.")
    )


class ComparedMarks:
    """Holds the marks of one change against its rows; ``differ``: those of some part do not belong to them."""

    def __init__(self, connection: Connection, change_id: int) -> None:
        self._connection = connection
        self._change_id = change_id
        self._stored: Any = None
        self._left = 0
        self.differ = False
        self.parts = 0

    def piece(self, part: str, marks: bytes) -> None:
        """Some marks of a part as its rows have them, in their order."""
        if self._stored is None:
            self._open(part)
        self._left -= len(marks)
        if self._left < 0 or self._stored.read(len(marks)) != marks:
            self.differ = True

    def end(self, part: Part) -> None:
        """The rest of a part: nothing may be left over."""
        self.piece(part.name, bytes(part.leaves))
        self.differ |= self._left != 0
        if self._stored:
            self._stored.close()
        self._stored = None
        self.parts += 1

    def _open(self, part: str) -> None:
        cursor = self._connection.connection.cursor()
        found = cursor.execute(_PLACE, {"change": self._change_id, "part": part}).fetchone()
        cursor.close()
        if found is None or not found[1]:
            self._stored, self._left = False, 0
            return
        self._left = found[1]
        self._stored = _opened(self._connection, found[0], read_only=True)


def _opened(connection: Connection, number: int, *, read_only: bool) -> Any:
    raw: Any = connection.connection.driver_connection
    return raw.open_blob(leaf.name, "digests", number, read_only)
