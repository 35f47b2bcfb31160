"""What a forked process can be asked to do: any command line, or many commits through the services.

Each commit is acknowledged on standard error by ``ack N``, as the command line does.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from auditor.clock import SHANGHAI

COURSE = "FAULT-01"
FIRST_DAY = date(2026, 6, 29)
NOW = datetime(2026, 6, 30, 12, 0, tzinfo=SHANGHAI)
HOSTS = 8
KEPT = 60
"""Copies that remain of those made in a loop."""
FOR_EVER = 1e9


def host(number: int) -> str:
    """The code of one of the made-up hosts."""
    return f"H{number % HOSTS + 1:06d}"


def day(number: int) -> date:
    """The day that an edit logs; no two edits share one."""
    return FIRST_DAY - timedelta(days=number)


def clock() -> datetime:
    """The moment at which all jobs happen."""
    return NOW


def warm() -> None:
    """Import whatever jobs will need, once."""
    from importlib import import_module

    from auditor.services import handlers

    for name in (
        "cli.audit",
        "cli.main",
        "services.audits.job",
        "services.demos",
        "services.imports",
        "storage.migrations.upgrade",
        "storage.restore",
    ):
        import_module(f"auditor.{name}")
    handlers.queries(), handlers.commands(), handlers.jobs()


def acknowledge(number: int | None) -> None:
    """Say that a change is on disk."""
    assert number is not None
    os.write(2, b"ack %d\n" % number)


@contextmanager
def opened(workspace: str, *, weak: str = "", pages: int = 0, passphrase: str | None = None) -> Iterator[Any]:
    """The workspace; ``weak`` takes a safety setting's place, ``pages`` moves the automatic checkpoint."""
    import auditor.storage.engine as engine
    from auditor.app import Auditor

    if weak:
        name, _, value = weak.partition("=")
        kept = [one for one in engine.WANTED if one[0] != name]
        engine.WANTED = (*kept, (name, value, int(value)))
    with Auditor.open(Path(workspace), clock=clock, passphrase=passphrase) as app:
        if pages:
            with app.context.store.writer.connect() as connection:
                connection.exec_driver_sql(f"PRAGMA wal_autocheckpoint = {pages}")
                connection.rollback()
        yield app


def edits(
    workspace: str,
    first: int,
    many: int,
    weak: str = "",
    pages: int = 0,
    pause: float = 0.0,
    passphrase: str | None = None,
    seconds: float = 0.0,
) -> int:
    """Log that many certifications, a commit each; the n-th is of one host on one day, known from n alone.

    With ``seconds`` no more are begun after that time.
    """
    from auditor.services.training import Attendance, LogTraining

    end = time.monotonic() + (seconds or FOR_EVER)
    with opened(workspace, weak=weak, pages=pages, passphrase=passphrase) as app:
        for number in range(first, first + many):
            line = Attendance(host(number), result="passed")
            acknowledge(app.do(LogTraining(COURSE, day(number), (line,))).change)
            if pause:
                time.sleep(pause)
            if time.monotonic() > end:
                break
    return 0


def counter(workspace: str) -> int:
    """Put the number there that others count up."""
    from auditor.model.tables import setting
    from auditor.storage.work import Recorded

    with opened(workspace) as app, app.context.store.writing(Recorded("tester", "edit")) as work:
        work.insert(setting, [{"key": "fault", "value": "0"}])
    return 0


def counting(workspace: str, many: int, pause: float = 0.0, careless: bool = False, seconds: float = 0.0) -> int:
    """Read a number, add one, write it back, that many times; ``careless`` reads before it may write.

    With ``seconds`` no more are begun after that time.
    """
    from sqlalchemy import select

    from auditor.model.tables import setting
    from auditor.storage.work import Recorded

    asked = select(setting.c.value).where(setting.c.key == "fault")
    end = time.monotonic() + (seconds or FOR_EVER)
    with opened(workspace) as app:
        store = app.context.store
        for _ in range(many):
            with store.reading() as connection:
                before = int(connection.execute(asked).scalar_one())
            if careless:
                time.sleep(0.002)
            with store.writing(Recorded("tester", "edit")) as work:
                if not careless:
                    before = int(work.connection.execute(asked).scalar_one())
                work.update(setting, ("key",), [{"key": "fault", "value": str(before + 1)}])
            acknowledge(work.committed.id if work.committed else None)
            if pause:
                time.sleep(pause)
            if time.monotonic() > end:
                break
    return 0


def holding(workspace: str, seconds: float) -> int:
    """Hold the right to write for a while, and write nothing."""
    from auditor.storage.work import Recorded

    with opened(workspace) as app, app.context.store.writing(Recorded("tester", "edit")):
        os.write(1, b"holding")
        time.sleep(seconds)
    return 0


def checkpoints(workspace: str, seconds: float) -> int:
    """Checkpoint in a loop, in every way there is; who would wait for readers holds up all writers meanwhile."""
    end = time.monotonic() + seconds
    with opened(workspace) as app:
        while time.monotonic() < end:
            for how in ("PASSIVE", "FULL", "RESTART", "TRUNCATE"):
                with app.context.store.writer.connect() as connection:
                    cursor = connection.connection.cursor()
                    cursor.execute("PRAGMA busy_timeout = 50")
                    cursor.execute(f"PRAGMA wal_checkpoint({how})").fetchall()
            time.sleep(0.01)
    return 0


def backups(workspace: str, out: str, seconds: float) -> int:
    """Back up in a loop; each copy is verified by the job itself, and the last ones are kept."""
    from auditor.services.safety import BackUp

    end = time.monotonic() + seconds
    made = 0
    with opened(workspace) as app:
        while time.monotonic() < end:
            app.run(BackUp(Path(f"{out}-{made}")))
            made += 1
            for name in (f"{out}-{made - KEPT}", f"{out}-{made - KEPT}.anchor.json"):
                Path(name).unlink(missing_ok=True)
    os.write(1, b"%d" % made)
    return 0


def reads(workspace: str, seconds: float) -> int:
    """Read in a loop: within one moment the rows and the chain must tell of the same changes."""
    from sqlalchemy import func, select

    from auditor.model.ledger import change, head

    end = time.monotonic() + seconds
    with opened(workspace) as app:
        while time.monotonic() < end:
            with app.context.store.reading() as connection:
                told = connection.execute(select(head.c.change_id)).scalar_one()
                time.sleep(0.002)
                assert connection.execute(select(func.max(change.c.id))).scalar_one() == told
    return 0


def examined(workspace: str, anchor: str, dump: str, passphrase: str | None = None) -> int:
    """Open, verify against the anchor, let the doctor look, dump: exit code 0, or that of the first that objects.

    What objected goes to standard output.
    """
    from auditor.app import Auditor
    from auditor.errors import AuditorError
    from auditor.services.doctor import Doctor
    from auditor.services.dumps import Dump
    from auditor.services.keeping import VerifyChain
    from auditor.services.safety import CheckAnchor
    from auditor.storage.anchor import Anchor

    at = "open"
    try:
        with Auditor.open(Path(workspace), clock=clock, passphrase=passphrase) as app:
            at = "dump"
            with Path(dump).open("w", encoding="utf-8") as stream:
                app.ask(Dump(stream.write))
            at = "chain"
            if not app.run(CheckAnchor(Anchor.from_json(anchor))).ok:
                os.write(1, b"anchor" if app.run(VerifyChain()).ok else b"chain")
                return 5
            at = "doctor"
            if not all(check.ok for check in app.ask(Doctor())):
                os.write(1, b"doctor")
                return 5
    except AuditorError as error:
        os.write(1, at.encode())
        return error.exit_code
    return 0


def opening(workspace: str) -> int:
    """Open and close: migrates an older workspace."""
    with opened(workspace) as app:
        acknowledge(1)
        del app
    return 0


def cli(arguments: list[str], environment: dict[str, str] | None = None) -> int:
    """A command line, at the moment at which all jobs happen."""
    from auditor.cli.main import main

    os.environ.update(environment or {})
    return main(arguments, clock=clock)


def audited(workspace: str) -> None:
    """Read the rules and turn them into statements; every later audit of this process finds them."""
    from auditor.services.audits.job import Audit

    with opened(workspace) as app:
        app.run(Audit(NOW.date(), save=False))


def rehearsed(workspace: str, dump: str) -> None:
    """Do everything once: what a process works out at its first edit or look, later ones have from the start."""
    from auditor.app import Auditor
    from auditor.services.safety import AnchorNow

    edits(workspace, 0, 1)
    with Auditor.open(Path(workspace), clock=clock) as app:
        anchor = app.ask(AnchorNow()).to_json()
    examined(workspace, anchor, dump)


def keyed() -> None:
    """Remember keys: what makes a passphrase hard to guess would be most of the time of every opening."""
    from functools import cache

    import auditor.storage.workspace as workspace

    workspace.key_of = cache(workspace.key_of)


PREPARED: dict[str, Callable[..., None]] = {"audited": audited, "rehearsed": rehearsed, "keyed": keyed}

JOBS: dict[str, Callable[..., int]] = {
    "edits": edits,
    "counter": counter,
    "counting": counting,
    "checkpoints": checkpoints,
    "holding": holding,
    "backups": backups,
    "reads": reads,
    "examined": examined,
    "opening": opening,
    "cli": cli,
}
