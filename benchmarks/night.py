"""The night: only those whose answers can turn with the new day are judged, and stand as a full audit finds them."""

from __future__ import annotations

import gc
import os
import shutil
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from auditor.clock import SHANGHAI
from benchmarks.measure import Promise, Report, in_child, middle
from benchmarks.worlds import TODAY, paths

NIGHTS = {10_000: 5, 100_000: 3, 1_000_000: 2}


class _Clock:
    """Noon of a day that is moved on."""

    def __init__(self) -> None:
        self.day = TODAY

    def __call__(self) -> datetime:
        return datetime(self.day.year, self.day.month, self.day.day, 12, tzinfo=SHANGHAI)


def night(store: str, nights: int) -> dict[str, Any]:
    """CPU of making everybody's standing, then of each night, beside a full audit of that day; equal after each."""
    from auditor.app import Auditor
    from auditor.services.standing import RefreshStanding

    copy = Path(store).with_suffix(".nights")
    shutil.copyfile(store, copy)
    os.sync()
    clock = _Clock()
    rounds: list[dict[str, float]] = []
    subjects = 0
    with Auditor.open(copy, clock=clock) as auditor:
        _made_ready(auditor, clock.day)
        anew = _spent(lambda: auditor.run(RefreshStanding()))
        for _ in range(nights):
            before = clock.day
            clock.day += timedelta(days=1)
            ready = _spent(partial(_made_ready, auditor, before))
            due = _due(auditor, clock.day)
            spent = _spent(lambda: auditor.run(RefreshStanding()))
            counts: dict[str, list[bytearray]] = {}
            audit = _spent(partial(_audited, auditor, clock.day, counts))
            rounds.append({"due": due, "ready": ready, "night": spent, "audit": audit})
            subjects = _compared(auditor, counts)
    for left in copy.parent.glob(copy.name + "*"):
        left.unlink()
    return {"anew": anew, "rounds": rounds, "subjects": subjects}


def _spent(work: Any) -> float:
    """CPU seconds; what others have left behind is not counted."""
    gc.collect()
    started = time.process_time()
    work()
    return time.process_time() - started


def _made_ready(auditor: Any, before: date) -> None:
    """The statements of the day, which belong to the process and not to the number of hosts."""
    from auditor.rulebook.sql.values import Moment
    from auditor.services.standing.judged import FEW, counted
    from auditor.services.standing.overnight import Night
    from auditor.services.standing.state import KINDS
    from auditor.services.standing.warmth import make_warm

    nobody = range(-FEW - 2, 0)
    day = auditor.context.today
    with auditor.context.store.reading() as connection:
        book = auditor.context.book(connection)
        make_warm(connection, book, day)
        for kind in KINDS:
            list(Night(connection, book, before, day).lines(kind, nobody, _silent()))
            counted(connection, book, Moment(day), kind, nobody, 1, _silent())


def _silent() -> Any:
    from auditor.monitor import Silent

    return Silent()


def _due(auditor: Any, day: date) -> int:
    from auditor.model.types import day_of
    from auditor.services.standing.state import KINDS
    from auditor.services.standing.stored import due

    with auditor.context.store.reading() as connection:
        return len(due(connection, day_of(day), KINDS))


def _audited(auditor: Any, day: date, counts: dict[str, list[bytearray]]) -> None:
    """Every rule over every subject that lists show, counted as the standing counts: per type, put into ``counts``."""
    from auditor.rulebook.sql.values import Moment
    from auditor.services.standing.judged import counted
    from auditor.services.standing.state import KINDS

    with auditor.context.store.reading() as connection:
        size = int(connection.exec_driver_sql("SELECT max(id) + 1 FROM subject").scalar())
        for kind in KINDS:
            book = auditor.context.book(connection)
            counts[kind] = counted(connection, book, Moment(day), kind, None, size, _silent())


def _compared(auditor: Any, counts: dict[str, list[bytearray]]) -> int:
    """Everybody stands as the full audit of the day found; raises where somebody does not."""
    from auditor.services.standing.judged import answer_of

    told = 0
    with auditor.context.store.reading() as connection:
        for kind, columns in counts.items():
            judged = sum(columns[-1])
            for row in _kept(connection, kind):
                found = [column[row[0]] for column in columns]
                if tuple(row[1:]) != (answer_of(found), *found[:-1]):
                    raise AssertionError(f"{kind} {row[0]} stands as {row[1:]}, the full audit finds {found}")
                told += 1
                judged -= found[-1]
            if judged:
                raise AssertionError(f"{judged} of type {kind} are judged and stand nowhere")
    return told


def _kept(connection: Any, kind: str) -> Iterator[Any]:
    asked = "SELECT subject_id, answer, critical, high, medium, low, info, unknown FROM standing WHERE type = ?"
    yield from connection.connection.cursor().execute(asked, (kind,))


def run(folder: Path, sizes: list[int]) -> Report:
    """All sizes; ratios within one process, night by night."""
    head = ("hosts", "whose answers can turn", "night, CPU s", "full audit, CPU s", "ratio", "everybody anew, CPU s")
    report = Report("The night: as of the day before to as of today", head)
    for hosts in sizes:
        store, _ = paths(folder, hosts)
        told = in_child("night", store=str(store), nights=NIGHTS.get(hosts, 2))
        rounds = told["rounds"]
        ratio = middle([one["audit"] / one["night"] for one in rounds])
        figures = [middle([one[name] for one in rounds]) for name in ("night", "audit")]
        cells = [f"{figures[0]:.2f}", f"{figures[1]:.2f}", f"{ratio:.1f}", f"{told['anew']:.1f}"]
        report.lines.append((f"{hosts:,}", f"{middle([one['due'] for one in rounds]):,.0f}", *cells))
        ready = middle([one["ready"] for one in rounds])
        report.notes.append(
            f"{hosts:,} hosts: after each of {len(rounds)} nights all {told['subjects']:,} subjects stand as the "
            f"full audit of the day finds them; peak {told['peak_mb']:.0f} MB; making the statements of a day, "
            f"{ready:.1f} s CPU whatever the number of hosts, is not in these figures."
        )
        if hosts == max(sizes):
            what = f"the night at {hosts:,} hosts, equal to a full audit"
            report.promises.append(Promise(what, "at least 10x less CPU", f"{ratio:.1f}x", ratio >= 10))
    report.notes.append(
        "A night finds whose answers can turn and by which rules, judges these as of both days, works out the next "
        "days and writes what it found, lists included; the full audit beside it only judges and counts. To make "
        "everybody anew is what a night would cost without knowing whom to look at."
    )
    return report
