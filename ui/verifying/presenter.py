"""What was found out about a report or a certificate, in lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from auditor.i18n import N_, Message, Translator, said

if TYPE_CHECKING:
    from auditor.services.reports.verifying import Verified
    from auditor.services.training.proving import Proof, Proved

GOOD, DOUBTFUL, BAD = "good", "stale", "bad"
SIGNS = {GOOD: "✓", DOUBTFUL: "!", BAD: "✗"}
LOOKS = {"stands": GOOD, "fallen": DOUBTFUL, "unvouched": DOUBTFUL, "false": BAD}


class Found(NamedTuple):
    """One thing found: how it looks (a sign says it too), what it is about, and the sentence."""

    look: str
    title: str
    says: str


def proof_lines(proved: Proved, tr: Translator) -> list[Found]:
    """Of each certificate what it proves; first what of the pages is not as it was written."""
    pages = said("The pages are not as they were written: {where}.", where=proved.where) if proved.where else None
    first = [] if pages is None else [Found(BAD, tr.t(N_("Pages")), tr.t(pages))]
    return [*first, *(_proof(one, tr) for one in proved.proofs)]


def _proof(one: Proof, tr: Translator) -> Found:
    says = one.why if one.known else said("{why} Whether it was revoked since cannot be seen here.", why=one.why)
    return Found(LOOKS[one.answer], f"{one.number}\n{one.learner.partition(':')[2] or one.learner}", tr.t(says))


def report_line(name: str, found: Verified, tr: Translator) -> Found:
    """A report beside what the workspace says."""
    if found.where is None:
        words = said("{path} is what this workspace says, byte for byte.", path=name)
    elif found.altered:
        words = said("The facts agree, but the file is not as it was written: {where}.", where=found.where)
    else:
        words = said("The report is not what this workspace says: {where}.", where=found.where)
    return Found(GOOD if found.same else BAD, name, tr.t(words))


def summary(lines: list[Found]) -> Message:
    """All in one sentence, by the worst."""
    looks = {one.look for one in lines}
    if BAD in looks:
        return Message(N_("Something here is not genuine."))
    return Message(N_("Genuine, but not all stands.") if DOUBTFUL in looks else N_("Genuine, and it stands."))
