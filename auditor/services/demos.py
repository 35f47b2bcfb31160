"""A plausible made-up world, stored through the same write path as everything else."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

from sqlalchemy import select

from auditor.errors import CallerMistake
from auditor.i18n import said
from auditor.model.sheets import BY_NAME
from auditor.model.tables import MAIN
from auditor.monitor import Monitor, Silent
from auditor.services.burst import seldom_collected
from auditor.services.context import Context
from auditor.services.records import Problems, Recorder
from auditor.services.verbs import Job
from auditor.storage.work import Recorded


@dataclass(frozen=True, slots=True)
class FillDemo(Job[int]):
    """Fill the workspace with ``hosts`` made-up hosts and all that belongs to them; gives the change number."""

    hosts: int
    seed: int = 1


@seldom_collected()
def fill_demo(context: Context, job: FillDemo, monitor: Monitor, who: str) -> int:
    """One change; a row that the write path refuses is a fault of the generator and told as such."""
    from auditor.services.demo import demo_rows, desk_rows

    done = 0
    with context.store.writing(Recorded(who, "demo", why=f"hosts={job.hosts} seed={job.seed}")) as work:
        recorder = Recorder(work, context.today_number)
        told = (job.hosts, job.seed, context.today)
        # A certificate is never changed: where some were issued, be it by another demo, the desks stay as they are.
        certified = work.connection.execute(select(MAIN["award"].c.id).limit(1)).first() is not None
        for name, rows in chain(demo_rows(*told), () if certified else desk_rows(*told)):
            sheet = BY_NAME[name]
            problems = Problems(sheet.zh)
            recorder.apply(sheet, rows, problems, Silent())
            bad = [p for p in problems.found if p.level == "error"]
            if bad:
                raise CallerMistake(
                    said("The demo world is at fault: {cell} {why}", cell=bad[0].cell, why=bad[0].message),
                    said("Make it in a new workspace; what stands here speaks against it."),
                )
            done += len(rows)
            monitor.step(done, None, said("Making up a world"))
    if work.committed is None:
        raise CallerMistake(
            said("The workspace holds this demo already."), said("Open it, or take another --seed for other people.")
        )
    return work.committed.id
