"""No closed case is left with something open in it by taking a change back or a record away."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import Connection, select

from auditor.errors import CallerMistake
from auditor.i18n import Message, said
from auditor.model.tables import HISTORY, MAIN
from auditor.services.cases.gate import BENEATH, Parts, lacks
from auditor.services.cases.records import rows_of
from auditor.services.cases.story import folded
from auditor.services.records.coded import CodedRecords

_AT_ONCE = 900


class ClosedCases:
    """What the closed ones among some cases lack, looked at before and after; made before anything is done."""

    def __init__(self, connection: Connection, cases: Collection[int]) -> None:
        self._connection = connection
        self._cases = sorted(cases)
        self._before = {number: {code for code, _ in found} for number, found in self._lacking()}

    def check(self) -> None:
        """Raises CallerMistake where a case lacks something by now that it did not lack before."""
        for number, found in self._lacking():
            new = [why for code, why in found if code not in self._before.get(number, set())]
            if new:
                name = CodedRecords(self._connection).name("case_record", number)
                raise CallerMistake(
                    said("Case {case} is closed and would not be in order any more. {why}", case=name, why=new[0]),
                    said("Log reopened first; nothing was done."),
                )

    def _lacking(self) -> Iterator[tuple[int, list[tuple[str, Message]]]]:
        main = MAIN["case_record"]
        for start in range(0, len(self._cases), _AT_ONCE):
            ids = self._cases[start : start + _AT_ONCE]
            beneath = [rows_of(self._connection, MAIN[name], ids) for name in BENEATH]
            for row in self._connection.execute(select(main).where(main.c.id.in_(ids))).all():
                parts = Parts(row, *(tuple(rows.get(row.id, ())) for rows in beneath))
                state = folded(parts.story())
                if state.closed is not None:
                    yield row.id, [(one.code, one.message) for one in lacks(parts, state)]


def cases_of_change(connection: Connection, number: int, tables: Collection[str]) -> set[int]:
    """The cases that a change wrote to, or beneath which it did; ``tables``: those that it touched."""
    found: set[int] = set()
    for name in ("case_record", *BENEATH):
        if name not in tables:
            continue
        main, history = MAIN[name], HISTORY[name]
        column = "id" if name == "case_record" else "case_id"
        found.update(connection.execute(select(main.c[column]).where(main.c.change_id == number)).scalars())
        found.update(connection.execute(select(history.c[column]).where(history.c.gone_by == number)).scalars())
    return found
