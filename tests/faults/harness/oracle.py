"""What must hold when a workspace is opened again after a fault."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, func, select

from auditor.app import Auditor
from auditor.errors import AuditorError
from auditor.i18n import Translator
from auditor.model.ledger import head, run
from auditor.model.tables import MAIN, attachment, setting, subject
from auditor.model.types import day_of
from auditor.services.doctor import Doctor
from tests.faults.harness import jobs

SOON = 3.0
"""Seconds of work within which a workspace must open after a fault; who waits for a lock is told so instead."""


@dataclass(slots=True)
class Standing:
    """A workspace as it was found: its last change, which edits stand, how many rows, what is wrong with it."""

    change: int = 0
    edits: list[int] = field(default_factory=list)
    hosts: int = 0
    runs: int = 0
    scans: int = 0
    counted: int = 0
    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)


def standing(path: Path, passphrase: str | None = None) -> Standing:
    """Open a workspace as anybody would, let the doctor look it over, and read what the jobs wrote."""
    found = Standing()
    if not path.exists():
        found.faults.append("the workspace is gone")
        return found
    began = time.process_time()  # a busy machine makes anything last longer
    try:
        with Auditor.open(path, clock=jobs.clock, passphrase=passphrase) as app:
            found.seconds = time.process_time() - began
            for check in app.ask(Doctor()):
                if not check.ok:
                    found.faults.append(f"{check.check}: {Translator('en').t(check.message)}")
            with app.context.store.reading() as connection:
                _read(connection, found)
    except AuditorError as error:
        found.faults.append(f"{type(error).__name__}: {error}")
    return found


def _read(connection: Connection, found: Standing) -> None:
    found.change = connection.execute(select(head.c.change_id)).scalar_one()
    training, course = MAIN["training"], MAIN["course"]
    rows = connection.execute(
        select(subject.c.code, training.c.completed_on)
        .join(subject, subject.c.id == training.c.learner_id)
        .join(course, course.c.id == training.c.course_id)
        .where(course.c.code == jobs.COURSE)
    ).all()
    first = day_of(jobs.FIRST_DAY)
    for code, on in rows:
        number = first - on
        found.edits.append(number)
        if code != jobs.host(number):
            found.faults.append(f"edit {number} is of {code}")
    found.edits.sort()
    found.hosts = connection.execute(select(func.count()).select_from(MAIN["host"])).scalar_one()
    found.runs = connection.execute(select(func.count()).select_from(run)).scalar_one()
    found.scans = connection.execute(select(func.count()).select_from(attachment)).scalar_one()
    found.counted = int(connection.execute(select(setting.c.value).where(setting.c.key == "fault")).scalar() or 0)


def after_edits(path: Path, before: int, acks: list[int], *, unsure: int = 1) -> list[str]:
    """What is wrong after edits that followed change ``before``: each acknowledged one must stand, in order, whole.

    Of edits not acknowledged at most ``unsure`` may stand: the one under way was perhaps already on disk.
    """
    found = standing(path)
    wrong = list(found.faults)
    if found.seconds > SOON:
        wrong.append(f"opened after {found.seconds:.1f} s")
    if acks and acks != list(range(before + 1, before + 1 + len(acks))):
        wrong.append(f"acknowledged {acks}")
    if found.faults:
        return wrong
    if found.edits != list(range(len(found.edits))):
        wrong.append(f"edits {found.edits}")
    if len(found.edits) < len(acks):
        wrong.append(f"lost: {len(acks)} acknowledged, {len(found.edits)} there")
    if len(found.edits) > len(acks) + unsure:
        wrong.append(f"{len(found.edits)} edits there, {len(acks)} acknowledged")
    if found.change != before + len(found.edits):
        wrong.append(f"change {found.change} after {len(found.edits)} edits")
    return wrong
