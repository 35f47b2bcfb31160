"""Keeping the store trustworthy: the chain verified from the data."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.monitor import Monitor
from auditor.services.context import Context
from auditor.services.verbs import Job
from auditor.storage.verify import ChainReport, verify_chain


@dataclass(frozen=True, slots=True)
class VerifyChain(Job[ChainReport]):
    """Recompute every change from the rows; what differs first is named."""


def verify(context: Context, job: VerifyChain, monitor: Monitor, who: str) -> ChainReport:
    """The whole chain on one moment of the store."""
    with context.store.reading() as connection:
        report = verify_chain(connection, monitor)
    if report.ok and context.watch is not None:
        context.watch.whole(report.changes, report.head)
    return report
