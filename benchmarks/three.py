"""Rules against the same three-valued SQL by hand, on the same SQLite file: the same codes of the same subjects."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from benchmarks.measure import Promise, Report, in_child
from benchmarks.worlds import TODAY, noon, paths

_ROUNDS = 9
SQL = Path(__file__).with_name("by_hand_three.sql")

Codes = list[tuple[int, int]]


def three(store: str) -> dict[str, Any]:
    """CPU seconds of each rule, ours and by hand in turn, the first pass left out; raises where they differ."""
    from auditor.app import Auditor

    theirs: dict[str, list[float]] = defaultdict(list)
    mine: dict[str, list[float]] = defaultdict(list)
    with Auditor.open(Path(store), clock=noon) as auditor, auditor.context.store.reading() as connection:
        for at in range(_ROUNDS + 1):
            for rule, by_hand, ours in both(connection, auditor.context.published(), TODAY):
                spent = []
                for work in (by_hand, ours):
                    started = time.process_time()
                    found = work()
                    spent.append((time.process_time() - started, sorted(found)))
                if spent[0][1] != spent[1][1]:
                    raise AssertionError(f"{rule}: by hand {len(spent[0][1])}, ours {len(spent[1][1])}")
                if at:
                    theirs[rule].append(spent[0][0])
                    mine[rule].append(spent[1][0])
    return {"rules": [(rule, min(theirs[rule]), min(mine[rule])) for rule in theirs]}


def both(connection: Connection, book: Any, day: date) -> Iterator[tuple[str, Any, Any]]:
    """Of each rule written out: its id, and what gives (subject id, code) by hand and by our statement."""
    from auditor.rulebook.judge import open_codes
    from auditor.rulebook.sql.values import Moment
    from benchmarks.duck import by_hand

    cursor = connection.connection.cursor()
    for rule, statement in by_hand(day, SQL).rules.items():
        checked = book.rule(rule)
        (kind,) = checked.rule.subjects

        def hand(statement: str = statement) -> Codes:
            found: Codes = cursor.execute(statement).fetchall()
            return found

        def ours(checked: Any = checked, kind: str = kind) -> Codes:
            return list(open_codes(connection, book, Moment(day), kind, checked))

        yield rule, hand, ours


def run(folder: Path, sizes: list[int]) -> Report:
    """At the middle size."""
    hosts = sorted(sizes)[len(sizes) // 2]
    store, _ = paths(folder, hosts)
    told = in_child("three", store=str(store))
    head = ("rule", "by hand, CPU ms", "ours, CPU ms", "ratio")
    report = Report(f"Three-valued SQL by hand, {hosts:,} hosts", head)
    for rule, theirs, mine in told["rules"]:
        report.lines.append((rule, f"{1000 * theirs:.1f}", f"{1000 * mine:.1f}", f"{mine / theirs:.2f}"))
    ratio = sum(mine for _, _, mine in told["rules"]) / sum(theirs for _, theirs, _ in told["rules"])
    rules = ", ".join(rule for rule, _, _ in told["rules"])
    what = f"against the same three-valued SQL by hand on the same SQLite file ({rules})"
    report.promises.append(Promise(what, "CPU at most 1.1x", f"{ratio:.2f}x", ratio <= 1.1))
    report.notes.append(
        "By hand (`benchmarks/by_hand_three.sql`) each rule tells who fails, at which level, and who cannot be told, "
        "as of any day; every code of every subject is equal. Each figure is the least of nine passes, the two in "
        "turn; the promise is about their sums. The other rules are not written out this way."
    )
    return report
