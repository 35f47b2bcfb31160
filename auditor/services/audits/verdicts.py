"""The verdicts of an audit one after another, in words, with evidence: streamed to whoever takes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from auditor.monitor import Monitor
from auditor.services.answers import Answer
from auditor.services.audits.job import Audited
from auditor.services.audits.knowledge import needed
from auditor.services.audits.stream import Row, in_words, rows
from auditor.services.context import Context
from auditor.services.verbs import Job


class Taker(Protocol):
    """Takes verdicts as they come."""

    def __call__(self, row: Row, answer: Answer) -> None:
        """One verdict."""

    def end(self) -> None:
        """There are no more."""


@dataclass(frozen=True, slots=True)
class Verdicts(Job[None]):
    """Give every open verdict (``everything``: every verdict) to ``taker``, ordered by subject and rule."""

    audited: Audited
    taker: Taker
    everything: bool = False


def verdicts(context: Context, job: Verdicts, monitor: Monitor, who: str) -> None:
    """Stream them on one moment of the store."""
    audited = job.audited
    with context.store.reading() as connection:
        known = needed(connection, audited.known_change)
        book = context.book(connection, audited.known_change)
        for batch in rows(audited.judgements, everything=job.everything):
            for row, answer in in_words(connection, book, audited.job.as_of, known, batch):
                job.taker(row, answer)
    job.taker.end()
