"""Stores a run: its head, counts and digest, and only what is not pass or notapplicable; one short write."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, insert, select, text

from auditor.i18n import said
from auditor.model.ledger import run, verdict
from auditor.model.tables import setting
from auditor.model.types import day_of, second_of
from auditor.monitor import Monitor
from auditor.services.audits.digest import canonical
from auditor.services.audits.stream import Row, by_subject
from auditor.services.context import Context
from auditor.storage.verdicts import digest_in_order
from auditor.storage.work import Recorded, Work

if TYPE_CHECKING:
    from auditor.services.audits.job import Audited

BASELINE = "baseline_run"
"""The setting that holds the id of the baseline run: its findings are the stock, shown apart from what is new."""


def publish(context: Context, audited: Audited, who: str, monitor: Monitor) -> None:
    """Write the run; a stop before the commit leaves nothing."""
    with context.store.writing(Recorded(who, "audit", why=audited.job.as_of.isoformat())) as work:
        number = _next_run(work)
        audited.extra["baseline"] = number if audited.job.baseline else baseline_of(work.connection)
        audited.verdicts_digest = digest_in_order(_stored(work, number, audited, monitor))
        work.insert(run, [_run_row(number, audited)])
        if audited.job.baseline:
            _mark_baseline(work, number)
    audited.run_id = number
    audited.change = work.committed.id if work.committed else None


def _next_run(work: Work) -> int:
    connection = work.connection
    highest = connection.execute(select(run.c.id).order_by(run.c.id.desc()).limit(1)).scalar() or 0
    if connection.dialect.name == "sqlite":
        used = connection.execute(text("SELECT seq FROM sqlite_sequence WHERE name = 'run'")).scalar()
        highest = max(highest, used or 0)
    return int(highest) + 1


def _stored(work: Work, number: int, audited: Audited, monitor: Monitor) -> Iterator[dict[str, Any]]:
    """Store the verdicts batch by batch and give each on, in the order that the digest wants; nothing is kept."""
    done = 0
    for batch in by_subject(audited.judgements):
        made = [_verdict_row(number, row) for row in batch]
        work.connection.execute(insert(verdict), made)
        done += len(made)
        monitor.step(done, None, said("Storing the run"))
        yield from made


def _verdict_row(number: int, row: Row) -> dict[str, Any]:
    return {
        "run_id": number,
        "subject_id": row.subject_id,
        "rule": row.rule.id,
        "discriminator": "",
        "result": row.result,
        "severity": row.severity,
        "effect": row.effect,
        "curable": int(row.curable),
    }


def _run_row(number: int, audited: Audited) -> dict[str, Any]:
    job = audited.job
    scope: dict[str, Any] = {
        "packs": list(job.packs),
        "subjects": list(job.subjects),
        "rules": list(job.rules),
        "baseline": audited.extra.get("baseline"),
    }
    if audited.extra.get("among") is not None:
        scope["among"] = audited.extra["among"]
    packs = [{"id": p.id, "version": p.version, "sha256": p.sha256, "title": dict(p.title)} for p in audited.packs]
    return {
        "id": number,
        "as_of": day_of(job.as_of),
        "known_at": None if job.known_at is None else second_of(job.known_at),
        "known_change": audited.known_change,
        "made_at": second_of(audited.made_at),
        "engine": ENGINE_NAME,
        "packs": canonical(packs),
        "params": canonical(audited.params),
        "scope": canonical(scope),
        "subjects": json.dumps({roll.type: len(roll.ids) for roll in audited.rolls}),
        "counts": canonical({"all": audited.counts(), "by_rule": audited.by_rule()}),
        "digest": audited.digest,
        "verdicts_digest": audited.verdicts_digest,
    }


def baseline_of(connection: Connection) -> int | None:
    """The id of the baseline run; None when none is marked."""
    value = connection.execute(select(setting.c.value).where(setting.c.key == BASELINE)).scalar()
    return None if value is None else int(value)


def _mark_baseline(work: Work, number: int) -> None:
    before = work.connection.execute(select(setting.c.value).where(setting.c.key == BASELINE)).scalar()
    row = {"key": BASELINE, "value": str(number)}
    if before is None:
        work.insert(setting, [row])
    else:
        work.update(setting, ("key",), [row])


def _engine_name() -> str:
    from auditor import __version__

    return f"auditor {__version__}"


ENGINE_NAME = _engine_name()
